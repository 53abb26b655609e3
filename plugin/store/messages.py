"""Messages: one thing said to one person over one medium, and what became of it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from plugin.model import Medium, MessageKind, Purpose, Struct

AFTER_ALL = "msg_~"
Span = Literal["hour", "day"]


class Message(Struct):
    """One thing said to one person.

    `cause` is what it was said for: a person is told once of each. `values` are ids and plain facts for the
    letter, never a name or an address. One that is neither sent nor ended waits; `failure` says in words why
    one ended unsent.
    """

    shop_id: str
    message_id: str
    message_key: str
    person_id: str
    medium: Medium
    kind: MessageKind
    purpose: Purpose
    cause: str
    language: str
    unsubscribe_key: str
    created_at_ms: int
    campaign: str = ""
    values: dict[str, str] = {}
    sent_at_ms: int | None = None
    ended_at_ms: int | None = None
    failure: str = ""


class PostCounts(Struct):
    """How a shop's messages stand: how many wait, and were sent or ended unsent since a moment."""

    waiting_count: int
    sent_count: int
    failed_count: int


class Messages:
    """The messages of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, message: Message) -> bool:
        """Write a new message; False, and nothing written, where one with its key is there."""
        row = {name: getattr(message, name) for name in _WRITTEN}
        values_json = msgspec.json.encode(message.values).decode()
        return bool(self._sql.add_message(self._connection, values_json=values_json, **row))

    def find(self, shop_id: str, message_id: str) -> Message | None:
        """Give one message."""
        return _read(self._sql.find_message(self._connection, shop_id=shop_id, message_id=message_id))

    def find_by_key(self, shop_id: str, message_key: str) -> Message | None:
        """Give the message with this key."""
        return _read(
            self._sql.find_message_by_key(self._connection, shop_id=shop_id, message_key=message_key)
        )

    def find_by_unsubscribe_key(self, unsubscribe_key: str) -> Message | None:
        """Give the message of any shop that carries this key."""
        return _read(self._sql.find_unsubscribed(self._connection, unsubscribe_key=unsubscribe_key))

    def list_of(self, shop_id: str, person_id: str, from_id: str = "", most: int = 1_000) -> list[Message]:
        """Give one person's messages from an id on (`codes.first_id_at("msg", ...)`), newest first."""
        rows = self._sql.list_messages_of(
            self._connection, shop_id=shop_id, person_id=person_id, from_id=from_id, most=most
        )
        return [_read_row(row) for row in rows]

    def list_latest(self, shop_id: str, most: int, before_id: str = AFTER_ALL) -> list[Message]:
        """Give the newest messages, or those before an id."""
        rows = self._sql.list_latest_messages(
            self._connection, shop_id=shop_id, before_id=before_id, most=most
        )
        return [_read_row(row) for row in rows]

    def list_failed(self, shop_id: str, since_at_ms: int, most: int) -> list[Message]:
        """Give the messages that ended unsent since a moment, newest first."""
        rows = self._sql.list_failed_messages(
            self._connection, shop_id=shop_id, since_at_ms=since_at_ms, most=most
        )
        return [_read_row(row) for row in rows]

    def note_sent(self, shop_id: str, message_id: str, now_ms: int) -> bool:
        """Write that a message was sent; False where it was before."""
        return bool(
            self._sql.note_sent(
                self._connection, shop_id=shop_id, message_id=message_id, sent_at_ms=now_ms
            )
        )  # fmt: skip

    def note_ended(self, shop_id: str, message_id: str, failure: str, now_ms: int) -> bool:
        """Write why a message is not sent any more; False where it was sent or ended before."""
        return bool(
            self._sql.note_ended(
                self._connection, shop_id=shop_id, message_id=message_id, ended_at_ms=now_ms, failure=failure
            )
        )  # fmt: skip

    def note_waiting(self, shop_id: str, message_id: str) -> bool:
        """Let a message that ended unsent wait again; False where it was sent or waits."""
        return bool(self._sql.note_waiting(self._connection, shop_id=shop_id, message_id=message_id))

    def count(self, shop_id: str, since_at_ms: int) -> PostCounts:
        """Count what waits, and what was sent or ended unsent since a moment."""
        row = self._sql.count_messages(self._connection, shop_id=shop_id, since_at_ms=since_at_ms)
        return PostCounts(**{name: int(row[name]) for name in PostCounts.__struct_fields__})

    def count_mail(self, span: Span, began_at_ms: int, most: int) -> bool:
        """Count one more mail of the installation in an hour or a day; False where it has its most by now."""
        row = self._sql.count_mail(self._connection, span=span, began_at_ms=began_at_ms, most=most)
        return row is not None

    def give_back_mail(self, span: Span, began_at_ms: int) -> None:
        """Take a mail that did not leave off what was counted in an hour or a day."""
        self._sql.give_back_mail(self._connection, span=span, began_at_ms=began_at_ms)

    def forget_mail_counts(self, before_at_ms: int) -> None:
        """Forget the hours and days that began before a moment."""
        self._sql.forget_mail_counts(self._connection, before_at_ms=before_at_ms)


_READ = tuple(name for name in Message.__struct_fields__ if name != "values")
_WRITTEN = tuple(name for name in _READ if name not in ("sent_at_ms", "ended_at_ms", "failure"))
_values = msgspec.json.Decoder(dict[str, str])


def _read_row(row: Any) -> Message:
    return Message(values=_values.decode(row["values_json"]), **{name: row[name] for name in _READ})


def _read(row: Any) -> Message | None:
    return _read_row(row) if row is not None else None
