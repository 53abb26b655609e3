"""Invitations to a shop's team, mailed to whoever is asked to join it."""

from __future__ import annotations

import msgspec

from plugin.actions.house import House
from plugin.actions.team import InvitationWork, invitation_link
from plugin.effects.desk_post import send_desk_letter, write_desk_letter
from plugin.effects.notes import Note, note_nothing
from plugin.model import Shop
from plugin.store.effects import Effect
from plugin.store.users import Invitation
from plugin.words.speaking import in_language, say
from widgets.letters import Letter


def send_invitation(house: House, shop: Shop, effect: Effect) -> Note:
    """Mail an invitation; one that was taken or withdrawn meanwhile ends without a letter.

    Raises as `send_desk_letter` does.
    """
    work = msgspec.json.decode(effect.payload, type=InvitationWork)
    with house.store.reading() as parts:
        invitation = parts.users.find_invitation(shop.shop_id, work.invitation_id)
    if invitation is None or house.now_ms() >= invitation.until_at_ms:
        return note_nothing
    letter = write_invitation(house, shop, invitation)
    send_desk_letter(house, letter, invitation.email, invitation.invitation_id)
    return note_nothing


def write_invitation(house: House, shop: Shop, invitation: Invitation) -> Letter:
    """Write the letter that asks somebody to join a shop's team, in the shop's language."""
    link = invitation_link(house, shop, invitation)
    with in_language(shop.language):
        return write_desk_letter(shop.name, shop.language, say("Join the team of {shop}", shop=shop.name), (
            say("You are invited to work at the desk of {shop}. Open this link to join:", shop=shop.name),
            link,
            say("It holds for a week. If you do not know of this, do nothing: nobody gets in without it."),
        ))  # fmt: skip
