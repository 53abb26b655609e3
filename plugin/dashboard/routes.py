"""The merchant's door: the desk, for those who are signed in."""

from __future__ import annotations

from flask import Response

from plugin.dashboard import (
    account_routes,
    admission_routes,
    advocate_routes,
    appearance_routes,
    campaign_routes,
    campaign_settings_routes,
    change_routes,
    counted_routes,
    csv_routes,
    customer_routes,
    decision_routes,
    entry_routes,
    experiment_routes,
    find_routes,
    fraud_routes,
    funnel_routes,
    home_routes,
    install_routes,
    key_routes,
    letter_routes,
    look_routes,
    loop_routes,
    moving_routes,
    partner_routes,
    payout_routes,
    post_routes,
    privacy_routes,
    settings_routes,
    setup_routes,
    status_routes,
    store_routes,
    team_routes,
    trial_routes,
    value_routes,
    weekly_routes,
    what_if_routes,
    word_routes,
)
from plugin.dashboard.desk import door, draw, open_desk
from plugin.doorstep import the_house

# All of them put their pages on the door.
__all__ = (
    "door",
    "account_routes",
    "admission_routes",
    "appearance_routes",
    "advocate_routes",
    "campaign_routes",
    "campaign_settings_routes",
    "csv_routes",
    "change_routes",
    "counted_routes",
    "customer_routes",
    "decision_routes",
    "entry_routes",
    "find_routes",
    "experiment_routes",
    "fraud_routes",
    "funnel_routes",
    "home_routes",
    "install_routes",
    "key_routes",
    "letter_routes",
    "look_routes",
    "loop_routes",
    "moving_routes",
    "partner_routes",
    "payout_routes",
    "post_routes",
    "privacy_routes",
    "settings_routes",
    "setup_routes",
    "status_routes",
    "store_routes",
    "team_routes",
    "trial_routes",
    "weekly_routes",
    "value_routes",
    "what_if_routes",
    "word_routes",
)


@door.get("/desk/<key>/dead")
def show_dead(key: str) -> Response:
    """Show the deliveries that could not be digested, with what to do."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        letters = [
            one
            for outcome in ("dead", "waiting")
            for one in parts.deliveries.list_outcome(shop.shop_id, outcome)
        ]
    return draw("dead.html", shop, letters=letters)
