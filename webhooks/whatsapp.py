"""What WhatsApp says: a shopper's STOP or START, and what became of a message. Pure.

Source: Meta, WhatsApp Cloud API, "messages" and "user_preferences" webhooks; X-Hub-Signature-256.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

import msgspec

from plugin.domain.moments import FOR_EVER_MS
from plugin.errors import BadSignature, Unreadable
from plugin.model import Says, Struct

MOST_WORDS = 1_000  # Meta puts at most so many into one request
LONGEST_ORDER = 40

# Whole messages that mean "no more", and "again", in the languages of the templates that are sent.
STOP_WORDS = frozenset({
    "stop", "stop all", "stop promotions", "unsubscribe", "end", "quit", "cancel",
    "रोकें", "रोको", "बंद", "बंद करें", "बंद करो", "स्टॉप",
    "বন্ধ", "বন্ধ করুন", "বন্ধ করো", "থামুন", "থামাও", "স্টপ",
    "બંધ", "બંધ કરો", "રોકો", "અટકાવો", "સ્ટોપ",
    "நிறுத்து", "நிறுத்தவும்", "நிறுத்துங்கள்", "வேண்டாம்", "ஸ்டாப்",
    "ఆపండి", "ఆపు", "థांबा", "थांबवा", "बंद करा", "إيقاف", "توقف", "parar", "alto", "arrêt", "stopper",
})  # fmt: skip
START_WORDS = frozenset({
    "start", "subscribe",
    "शुरू", "शुरू करें", "शुरू करो", "শুরু", "শুরু করুন", "શરૂ", "શરૂ કરો", "தொடங்கு", "தொடங்கவும்",
})  # fmt: skip

Text = Annotated[str, msgspec.Meta(max_length=256)]
State = Literal["sent", "delivered", "read", "failed"]
STATES: tuple[State, ...] = ("sent", "delivered", "read", "failed")


class Said(Struct):
    """A shopper said that they want messages, or no more, in these words."""

    said_ref: str
    phone: str
    says: Says
    words: str
    said_at_ms: int


class Fared(Struct):
    """What became of one message of ours; `code` says why one failed."""

    message_id: str
    phone: str
    state: State
    code: int = 0


Heard = Said | Fared


class _Profile(msgspec.Struct, frozen=True):
    phone_number_id: Text = ""


class _Body(msgspec.Struct, frozen=True):
    body: str = ""
    text: str = ""


class _Sent(msgspec.Struct, frozen=True):
    """A shopper's message: words, or a button that was pressed."""

    id: Text
    sender: Text = msgspec.field(name="from")
    timestamp: Text = ""
    type: Text = ""
    text: _Body | None = None
    button: _Body | None = None


class _Error(msgspec.Struct, frozen=True):
    code: int = 0


class _Status(msgspec.Struct, frozen=True):
    """What became of a message; the last field is what we sent along with it."""

    status: Text
    recipient_id: Text = ""
    errors: tuple[_Error, ...] = ()
    biz_opaque_callback_data: Text = ""


class _Preference(msgspec.Struct, frozen=True):
    """A shopper's own setting for messages that advertise."""

    wa_id: Text = ""
    category: Text = ""
    value: Text = ""
    timestamp: Text | int = ""


class _Value(msgspec.Struct, frozen=True):
    metadata: _Profile = _Profile()
    messages: Annotated[tuple[_Sent, ...], msgspec.Meta(max_length=MOST_WORDS)] = ()
    statuses: Annotated[tuple[_Status, ...], msgspec.Meta(max_length=MOST_WORDS)] = ()
    user_preferences: Annotated[tuple[_Preference, ...], msgspec.Meta(max_length=MOST_WORDS)] = ()


class _Change(msgspec.Struct, frozen=True):
    field: Text
    value: dict[str, Any]


class _Entry(msgspec.Struct, frozen=True):
    changes: Annotated[tuple[_Change, ...], msgspec.Meta(max_length=MOST_WORDS)] = ()


class _Sending(msgspec.Struct, frozen=True):
    entry: Annotated[tuple[_Entry, ...], msgspec.Meta(max_length=MOST_WORDS)] = ()


FIELDS = ("messages", "user_preferences")


def verify_meta(raw: bytes, header: str | None, secret: str) -> None:
    """Check that Meta sent this body: HMAC-SHA256 with the app's secret. Raises BadSignature."""
    made = "sha256=" + hmac.digest(secret.encode(), raw, "sha256").hex() if secret else ""
    if not made or not hmac.compare_digest(made.encode(), (header or "").encode()):
        raise BadSignature("The request is not signed with the app's secret.")


def read_heard(body: object, phone_id: str) -> tuple[Heard, ...]:
    """Read what WhatsApp says about one number of the shop's; what is about another is left out.

    Takes the parsed body of a verified request. Raises Unreadable where it is none of WhatsApp's.
    """
    try:
        sending = msgspec.convert(body, _Sending)
        values = [
            msgspec.convert(change.value, _Value)
            for entry in sending.entry
            for change in entry.changes
            if change.field in FIELDS
        ]
    except msgspec.ValidationError as error:
        raise Unreadable(f"The body is not what WhatsApp sends: {error}.") from error
    return tuple(
        heard for value in values if value.metadata.phone_number_id == phone_id for heard in _hear(value)
    )


def read_order(words: str) -> Says | None:
    """Say whether a whole message means "no more" or "again"; None where it means neither."""
    if len(words) > LONGEST_ORDER:
        return None
    plain = re.sub(r"[^\w\s\u0900-\u0963\u0966-\u0DFF]", " ", unicodedata.normalize("NFKC", words).casefold())
    order = " ".join(plain.split())
    return "out" if order in _STOP else "in" if order in _START else None


def _hear(value: _Value) -> Iterator[Heard]:
    for message in value.messages:
        words = (message.text.body if message.text else "") or (message.button.text if message.button else "")
        if order := read_order(words):
            yield Said(
                said_ref=message.id, phone=f"+{message.sender}", says=order, words=words,
                said_at_ms=_read_moment(message.timestamp, order),
            )  # fmt: skip
    for one in value.user_preferences:
        if one.category == "marketing_messages" and one.value in ("stop", "resume"):
            ref = f"{one.wa_id} {one.value} {one.timestamp}"
            says: Says = "out" if one.value == "stop" else "in"
            yield Said(
                said_ref=ref, phone=f"+{one.wa_id}", says=says, words=f"{one.category}: {one.value}",
                said_at_ms=_read_moment(one.timestamp, says),
            )  # fmt: skip
    for status in value.statuses:
        if status.status in STATES and status.biz_opaque_callback_data:
            yield Fared(
                message_id=status.biz_opaque_callback_data, phone=f"+{status.recipient_id}",
                state=status.status, code=status.errors[0].code if status.errors else 0,
            )  # fmt: skip


def _read_moment(timestamp: str | int, says: Says) -> int:
    """Give when something was said, for ever where nobody knows; of two words in a second "no more" holds."""
    text = str(timestamp)
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        return FOR_EVER_MS
    return int(text) * 1000 + (999 if says == "out" else 0)


def _normalise(words: Iterable[str]) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFKC", one).casefold() for one in words)


_STOP, _START = _normalise(STOP_WORDS), _normalise(START_WORDS)
