"""Which sender does which kind of effect."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.actions.coupons import END_COUPON, MAKE_COUPON
from plugin.actions.house import House
from plugin.actions.ledger import TELL_REWARD
from plugin.actions.links import LINK_MAIL
from plugin.effects.coupons import give_up_make, send_end, send_make
from plugin.effects.mail import send_link
from plugin.effects.notes import GivenUp, Sender
from plugin.effects.reward_mail import send_reward

# These call a shop's store; all other kinds are mail.
STORE_KINDS = frozenset({MAKE_COUPON, END_COUPON})

SENDERS: Mapping[str, Sender] = {
    LINK_MAIL: send_link,
    TELL_REWARD: send_reward,
    MAKE_COUPON: send_make,
    END_COUPON: send_end,
}
GIVEN_UP: Mapping[str, GivenUp] = {MAKE_COUPON: give_up_make}


def list_ready_kinds(house: House, senders: Mapping[str, Sender]) -> list[str]:
    """Give the kinds of effects that can be sent now; mail waits until there is a server for it."""
    return [kind for kind in senders if kind in STORE_KINDS or house.settings.smtp_url]
