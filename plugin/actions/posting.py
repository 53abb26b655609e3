"""Posting a message: written once for each person and cause, and put into the outbox."""

from __future__ import annotations

import msgspec

from plugin.actions.house import House
from plugin.model import Medium, MessageKind, Purpose, Shop, Struct
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.tokens import write_base64
from widgets import texts

MESSAGE = "message:"
EMAIL = MESSAGE + "email"
KEY_BYTES = 16  # of chance, written as 22 letters
AT_ONCE_MS = 0  # what was asked for or is owed leaves before all else that waits


class Draft(Struct):
    """A message to be posted. `cause` is what it is said for: a person is told once of each.

    `values` are ids and plain facts for the letter, never a name or an address.
    """

    kind: MessageKind
    purpose: Purpose
    person_id: str
    language: str
    cause: str
    medium: Medium = "email"
    campaign: str = ""
    values: dict[str, str] = {}


class MessageWork(Struct):
    """What the worker needs to send a message."""

    message_id: str


def post_message(
    house: House, parts: Parts, shop: Shop, draft: Draft, now_ms: int, not_before_ms: int = 0
) -> str | None:
    """Write a message and let it leave, now or later; gives its id.

    None where it was posted already, and in a trial, where there is nobody to write to.
    """
    if shop.trial_of:
        return None
    message = Message(
        shop_id=shop.shop_id,
        message_id=house.new_id("msg", now_ms),
        message_key=f"{draft.kind} {draft.person_id} {draft.cause}",
        unsubscribe_key=write_base64(house.random_bytes(KEY_BYTES)),
        created_at_ms=now_ms,
        **msgspec.structs.asdict(draft),
    )
    if not parts.messages.add(message):
        return None
    kind = MESSAGE + draft.medium
    first_ms = AT_ONCE_MS if draft.purpose == "transactional" else now_ms
    payload = msgspec.json.encode(MessageWork(message_id=message.message_id)).decode()
    parts.effects.add(
        shop.shop_id, house.new_id("eff", now_ms), f"{kind} {message.message_id}", kind, payload,
        draft.person_id, now_ms, not_before_ms or first_ms,
    )  # fmt: skip
    return message.message_id


def end_message(parts: Parts, shop: Shop, message_id: str, why: str, now_ms: int) -> bool:
    """Let a message that waits never leave, and say why in words; False where it left or ended before."""
    return parts.messages.note_ended(shop.shop_id, message_id, why, now_ms)


def read_work(payload: str) -> MessageWork:
    """Read what the outbox keeps of a message."""
    return msgspec.json.decode(payload, type=MessageWork)


def choose_language(parts: Parts, shop: Shop, person_id: str) -> str:
    """Give the language to write to a person in: of the last order or the last import, else the shop's."""
    latest = parts.orders.find_latest(shop.shop_id, person_id)
    language = latest.order.language if latest else ""
    if not language and (profile := parts.profiles.find(shop.shop_id, person_id)):
        language = profile.language
    return texts.choose_language([language], shop.language)
