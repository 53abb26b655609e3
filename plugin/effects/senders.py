"""Which sender does which kind of effect."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from plugin.actions.coupons import END_COUPON, MAKE_COUPON
from plugin.actions.house import House
from plugin.actions.new_passwords import PASSWORD
from plugin.actions.posting import EMAIL, MESSAGE
from plugin.actions.team import INVITATION
from plugin.actions.weekly import WEEKLY
from plugin.effects.coupons import give_up_make, send_end, send_make
from plugin.effects.invitations import send_invitation
from plugin.effects.notes import GivenUp, Sender
from plugin.effects.password_post import send_password_letter
from plugin.effects.post import MAIL, PostOffice, give_up_message
from plugin.effects.push import send_push
from plugin.effects.weekly import send_weekly
from plugin.effects.whatsapp import send_whatsapp

# These call a shop's store; all other kinds are messages.
STORE_KINDS = frozenset({MAKE_COUPON, END_COUPON})

WHATSAPP, PUSH = MESSAGE + "whatsapp", MESSAGE + "push"

SENDERS: Mapping[str, Sender] = {
    MAKE_COUPON: send_make,
    END_COUPON: send_end,
    WHATSAPP: send_whatsapp,
    PUSH: send_push,
    INVITATION: send_invitation,
    PASSWORD: send_password_letter,
}
GIVEN_UP: Mapping[str, GivenUp] = {
    MAKE_COUPON: give_up_make,
    **dict.fromkeys((EMAIL, WHATSAPP, PUSH), give_up_message),
}


def list_senders(office: PostOffice) -> dict[str, Sender]:
    """Give the sender of every kind of effect, with the worker's own for mail."""
    return {**SENDERS, EMAIL: office.send, WEEKLY: partial(send_weekly, office)}


def list_ready_kinds(house: House, senders: Mapping[str, Sender]) -> list[str]:
    """Give the kinds of effects that can be sent now; mail waits until there is a server for it."""
    return [kind for kind in senders if kind not in MAIL or house.settings.smtp_url]
