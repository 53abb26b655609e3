"""What is known of the running itself: signs of life, refusals, erasures, weekly letters, demo shops."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from plugin.model import Role, Struct

MOST_NEWEST = 200
MOST_COUNTED = 10_000

SignName = Literal["worker", "backup", "doctor"]


class Sign(Struct):
    """When the installation was last seen doing something; `note` says what of it."""

    name: str
    at_ms: int
    note: str


class Refusal(Struct):
    """Deliveries of one platform that no secret of the shop signed, in `minutes_count` different minutes."""

    platform: str
    minutes_count: int
    first_at_ms: int
    last_at_ms: int


class Erasure(Struct):
    """That somebody was erased: an id that leads nowhere any more, with how many orders, and by whom."""

    erasure_id: str
    person_id: str
    who: str
    orders_count: int
    at_ms: int


class Reader(Struct):
    """A user of a shop's desk, with what they said to the weekly letter: "yes", "no", or nothing yet."""

    user_id: str
    email: str
    name: str
    language: str
    role: Role
    weekly: str

    @property
    def wants_weekly(self) -> bool:
        """Whether they get the weekly letter: as they said, and owners also where they said nothing."""
        return self.weekly == "yes" or (self.weekly == "" and self.role == "owner")


class WeeklyLetter(Struct):
    """One user's letter about one week, which is named by its Monday ("2026-11-16")."""

    shop_id: str
    letter_id: str
    user_id: str
    week: str
    stop_key: str
    made_at_ms: int
    sent_at_ms: int | None = None


class Running:
    """The signs of a running installation, and of each shop in it."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def note_sign(self, name: SignName, at_ms: int, note: str = "") -> None:
        """Write that something was seen just now."""
        self._sql.note_sign(self._connection, name=name, at_ms=at_ms, note=note)

    def find_sign(self, name: SignName) -> Sign | None:
        """Give when something was last seen."""
        row = self._sql.find_sign(self._connection, name=name)
        return Sign(**dict(row)) if row else None

    def note_refusal(self, shop_id: str, platform: str, now_ms: int) -> None:
        """Count one more minute in which a delivery came that nobody of the shop's signed."""
        self._sql.note_refusal(self._connection, shop_id=shop_id, platform=platform, now_ms=now_ms)

    def find_refusal(self, shop_id: str, platform: str) -> Refusal | None:
        """Give what was turned away of one platform."""
        row = self._sql.find_refusal(self._connection, shop_id=shop_id, platform=platform)
        return Refusal(**dict(row)) if row else None

    def list_refusals(self, shop_id: str) -> list[Refusal]:
        """Give what was turned away, by platform."""
        return [Refusal(**dict(row)) for row in self._sql.list_refusals(self._connection, shop_id=shop_id)]

    def list_heard(self, shop_id: str) -> dict[str, int]:
        """Give when each platform last spoke, among the newest deliveries."""
        rows = self._sql.list_heard(self._connection, shop_id=shop_id, most=MOST_NEWEST)
        return {row["platform"]: int(row["last_at_ms"]) for row in rows}

    def count_waiting_effects(self, shop_id: str, now_ms: int) -> tuple[int, int]:
        """Count what is due and has not left, at most ten thousand; gives since when the oldest is due."""
        row = self._sql.count_waiting_effects(
            self._connection, shop_id=shop_id, now_ms=now_ms, most=MOST_COUNTED
        )
        return int(row["waiting_count"]), int(row["oldest_due_at_ms"])

    def count_dead_effects(self, shop_id: str) -> int:
        """Count what could not be done outside, at most ten thousand."""
        row = self._sql.count_dead_effects(self._connection, shop_id=shop_id, most=MOST_COUNTED)
        return int(row["found_count"])

    def count_dead_letters(self, shop_id: str) -> int:
        """Count the deliveries that could not be digested, at most ten thousand."""
        row = self._sql.count_dead_letters(self._connection, shop_id=shop_id, most=MOST_COUNTED)
        return int(row["found_count"])

    def find_last_mail(self, shop_id: str) -> int | None:
        """Give when the last message left."""
        row = self._sql.find_last_mail(self._connection, shop_id=shop_id)
        return None if row["at_ms"] is None else int(row["at_ms"])

    def add_erasure(self, shop_id: str, erasure: Erasure) -> None:
        """Write that somebody was erased."""
        self._sql.add_erasure(self._connection, shop_id=shop_id, **msgspec.structs.asdict(erasure))

    def list_erasures(self, shop_id: str, most: int) -> list[Erasure]:
        """Give who was erased, the last first."""
        rows = self._sql.list_erasures(self._connection, shop_id=shop_id, most=most)
        return [Erasure(**dict(row)) for row in rows]

    def list_readers(self, shop_id: str) -> list[Reader]:
        """Give the users of a shop's desk."""
        return [Reader(**dict(row)) for row in self._sql.list_readers(self._connection, shop_id=shop_id)]

    def choose_weekly(self, shop_id: str, user_id: str, wants: bool) -> None:
        """Write whether a user wants the weekly letter of a shop."""
        says = "yes" if wants else "no"
        self._sql.choose_weekly(self._connection, shop_id=shop_id, user_id=user_id, says=says)

    def add_letter(self, letter: WeeklyLetter) -> bool:
        """Write a user's letter of one week; False, and nothing written, where it is there already."""
        row = {name: getattr(letter, name) for name in letter.__struct_fields__ if name != "sent_at_ms"}
        return bool(self._sql.add_letter(self._connection, **row))

    def list_written(self, shop_id: str, week: str) -> set[str]:
        """Give the ids of the users to whom a week's letter was written."""
        rows = self._sql.list_written(self._connection, shop_id=shop_id, week=week)
        return {row["user_id"] for row in rows}

    def count_reviews(self, shop_id: str) -> int:
        """Count the referrals that wait for the merchant, at most ten thousand."""
        row = self._sql.count_reviews(self._connection, shop_id=shop_id, most=MOST_COUNTED)
        return int(row["found_count"])

    def find_letter(self, shop_id: str, letter_id: str) -> WeeklyLetter | None:
        """Give one weekly letter."""
        row = self._sql.find_letter(self._connection, shop_id=shop_id, letter_id=letter_id)
        return WeeklyLetter(**dict(row)) if row else None

    def find_letter_by_stop_key(self, stop_key: str) -> WeeklyLetter | None:
        """Give the weekly letter of any shop that carries this key."""
        row = self._sql.find_letter_by_stop_key(self._connection, stop_key=stop_key)
        return WeeklyLetter(**dict(row)) if row else None

    def note_letter_sent(self, shop_id: str, letter_id: str, now_ms: int) -> None:
        """Write that a weekly letter left."""
        self._sql.note_letter_sent(self._connection, shop_id=shop_id, letter_id=letter_id, sent_at_ms=now_ms)

    def add_demo(self, shop_id: str, now_ms: int) -> None:
        """Write that a shop is a demo."""
        self._sql.add_demo(self._connection, shop_id=shop_id, made_at_ms=now_ms)

    def is_demo(self, shop_id: str) -> bool:
        """Say whether a shop is a demo."""
        return self._sql.find_demo(self._connection, shop_id=shop_id) is not None

    def list_demos(self) -> list[str]:
        """Give the ids of the shops that are demos."""
        return [row["shop_id"] for row in self._sql.list_demos(self._connection)]

    def list_waiting_messages(self, shop_id: str) -> list[str]:
        """Give the ids of the messages of a demo that wait."""
        rows = self._sql.list_waiting_messages(self._connection, shop_id=shop_id)
        return [row["message_id"] for row in rows]

    def finish_effects(self, shop_id: str, now_ms: int) -> None:
        """Take all that waits to leave a demo for done."""
        self._sql.finish_effects(self._connection, shop_id=shop_id, now_ms=now_ms)
