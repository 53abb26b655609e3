"""Sending the weekly letter to those who work at the desk, by the same post as everything else."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.weekly import gather_weekly
from plugin.effects.envelopes import make_envelope
from plugin.effects.notes import Note, note_nothing
from plugin.effects.post import Parcel, PostOffice
from plugin.effects.postbook import Line
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.effects import Effect
from plugin.words.weekly import write_weekly


def send_weekly(office: PostOffice, house: House, shop: Shop, effect: Effect) -> Note:
    """Send a weekly letter, unless it left before or is not wanted any more; raises as all the post does."""
    ready = gather_weekly(house, shop, effect.payload)
    if ready is None:
        return note_nothing
    letter_id = ready.letter.letter_id
    raw = make_envelope(
        write_weekly(ready.facts), sender=house.settings.mail_from, to=ready.reader.email,
        message_id=letter_id, now_ms=house.now_ms(),
    )  # fmt: skip

    def note(parts: Parts) -> None:
        parts.running.note_letter_sent(shop.shop_id, letter_id, house.now_ms())

    return office.hand_in(shop, Parcel(Line(shop.shop_id, letter_id), ready.reader.email, raw, note))
