"""The merchant's door: the desk, for those who are signed in."""

from __future__ import annotations

from plugin.dashboard import (  # noqa: F401 - each of them puts its pages on the door
    account_routes,
    admission_routes,
    advocate_routes,
    campaign_routes,
    campaign_settings_routes,
    change_routes,
    customer_routes,
    dead_routes,
    decision_routes,
    entry_routes,
    experiment_routes,
    find_routes,
    fraud_routes,
    funnel_routes,
    home_routes,
    letter_routes,
    look_routes,
    mail_routes,
    order_routes,
    partner_routes,
    payout_routes,
    privacy_routes,
    referral_routes,
    reward_routes,
    settings_keys_routes,
    settings_languages_routes,
    settings_routes,
    setup_install_routes,
    setup_look_routes,
    setup_moving_routes,
    setup_routes,
    setup_trial_routes,
    status_routes,
    store_routes,
    team_routes,
    value_routes,
    weekly_routes,
    what_if_routes,
)
from plugin.dashboard.desk import door

__all__ = ("door",)
