"""Invitations to a shop's team, mailed to whoever is asked to join it."""

from __future__ import annotations

from contextlib import closing
from html import escape

import msgspec

from plugin.actions.house import House
from plugin.actions.team import InvitationWork, invitation_link
from plugin.effects.envelopes import make_envelope, write_address
from plugin.effects.notes import Note, note_nothing
from plugin.effects.smtp import MailLine, MailRefused, MailSilent
from plugin.errors import StoreBusy, StoreRefused, StoreUnclear
from plugin.model import Shop
from plugin.store.effects import Effect
from plugin.store.users import Invitation
from plugin.words.speaking import in_language, say
from widgets.letters import Letter

AGAIN_S = 60.0


def send_invitation(house: House, shop: Shop, effect: Effect) -> Note:
    """Mail an invitation; one that was taken or withdrawn meanwhile ends without a letter.

    Raises StoreBusy where the mail server cannot be reached, StoreRefused where it will not take the letter,
    StoreUnclear where it may take it later.
    """
    work = msgspec.json.decode(effect.payload, type=InvitationWork)
    with house.store.reading() as parts:
        invitation = parts.users.find_invitation(shop.shop_id, work.invitation_id)
    if invitation is None or house.now_ms() >= invitation.until_at_ms:
        return note_nothing
    raw = make_envelope(
        write_invitation(house, shop, invitation), sender=house.settings.mail_from, to=invitation.email,
        message_id=invitation.invitation_id, now_ms=house.now_ms(),
    )  # fmt: skip
    with closing(MailLine(house.settings.smtp_url)) as line:
        _hand_over(line, house.settings.mail_from, write_address(invitation.email), raw)
    return note_nothing


def write_invitation(house: House, shop: Shop, invitation: Invitation) -> Letter:
    """Write the letter that asks somebody to join a shop's team, in the shop's language."""
    link = invitation_link(house, shop, invitation)
    with in_language(shop.language):
        subject = say("Join the team of {shop}", shop=shop.name)
        sentences = (
            say("You are invited to work at the desk of {shop}. Open this link to join:", shop=shop.name),
            link,
            say("It holds for a week. If you do not know of this, do nothing: nobody gets in without it."),
        )
    paragraphs = [escape(one) for one in sentences]
    paragraphs[1] = f'<a href="{paragraphs[1]}">{paragraphs[1]}</a>'
    return Letter(
        language=shop.language, sender_name=shop.name, reply_to="", subject=subject,
        text="\n\n".join(sentences), html="".join(f"<p>{one}</p>" for one in paragraphs),
    )  # fmt: skip


def _hand_over(line: MailLine, sender: str, address: str, raw: bytes) -> None:
    try:
        line.hand_over(sender, address, raw)
    except MailSilent as error:
        raise StoreUnclear("The mail server did not say whether it took the invitation.") from error
    except MailRefused as refused:
        kind = StoreRefused if refused.is_final else StoreUnclear
        raise kind(f"The mail server refused the invitation ({refused.answer.code}).") from refused
    except OSError as error:
        raise StoreBusy("The mail server cannot be reached.", AGAIN_S) from error
