"""Occasions: each person's turns in the campaigns, decided with reasons; and what the decision looks at."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from plugin.domain.codes import first_id_at
from plugin.domain.moments import latest
from plugin.model import Reason, Struct

OccasionVerdict = Literal["", "sent", "held"]

_subject = msgspec.json.Decoder(dict[str, str])
_reasons = msgspec.json.Decoder(tuple[Reason, ...])


class Occasion(Struct):
    """One person's turn in one campaign.

    `cause` is what it is for, once for each person; `subject` holds ids of what the message speaks of. `step`
    is 0 for the first message and n for the n-th reminder. It waits until `due_at_ms`, None once decided;
    `why` is the first rule that held it.
    """

    occasion_id: str
    campaign_key: str
    person_id: str
    cause: str
    since_at_ms: int
    step: int = 0
    subject: dict[str, str] = {}
    run_id: str = ""
    due_at_ms: int | None = None
    decided_at_ms: int | None = None
    verdict: OccasionVerdict = ""
    why: str = ""
    reasons: tuple[Reason, ...] = ()
    message_id: str | None = None


class Dealings(Struct):
    """What one person did by the program; the campaign's last message is `campaign_at_ms`."""

    shared_at_ms: int | None
    friends_count: int
    campaign_at_ms: int | None


class Asked(Struct):
    """How many people were shown the popup, how often some were written to first, and the friends of it."""

    shown_count: int
    written_count: int
    friends_count: int


class Occasions:
    """The turns of each shop's people."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, occasion: Occasion) -> bool:
        """Write a turn, decided or not; False where the person has one for the same cause."""
        columns = {name: getattr(occasion, name) for name in Occasion.__struct_fields__}
        columns["subject"] = msgspec.json.encode(occasion.subject).decode()
        columns["reasons"] = msgspec.json.encode(occasion.reasons).decode()
        return bool(self._sql.add_occasion(self._connection, shop_id=shop_id, **columns))

    def find(self, shop_id: str, occasion_id: str) -> Occasion | None:
        """Give one turn."""
        row = self._sql.find_occasion(self._connection, shop_id=shop_id, occasion_id=occasion_id)
        return _read(row) if row else None

    def list_due(self, shop_id: str, now_ms: int, most: int) -> list[tuple[str, str]]:
        """Give (shop_id, occasion_id) of a shop's turns, "" for all, that are due, the longest due first."""
        rows = self._sql.list_due_occasions(self._connection, shop_id=shop_id, now_ms=now_ms, most=most)
        return [(row["shop_id"], row["occasion_id"]) for row in rows]

    def settle(self, shop_id: str, occasion: Occasion) -> None:
        """Write what was decided of a turn, or until when it waits."""
        self._sql.settle_occasion(
            self._connection, shop_id=shop_id, occasion_id=occasion.occasion_id,
            due_at_ms=occasion.due_at_ms, decided_at_ms=occasion.decided_at_ms, verdict=occasion.verdict,
            why=occasion.why, reasons=msgspec.json.encode(occasion.reasons).decode(),
            message_id=occasion.message_id,
        )  # fmt: skip

    def list_of(self, shop_id: str, person_id: str, most: int = 1_000) -> list[Occasion]:
        """Give one person's turns, the newest first."""
        rows = self._sql.list_occasions_of(self._connection, shop_id=shop_id, person_id=person_id, most=most)
        return [_read(row) for row in rows]

    def count_of_run(self, shop_id: str, run_id: str) -> dict[tuple[str, str], int]:
        """Count a run's turns by (verdict, first rule that held it)."""
        return _counts(self._sql.count_of_run(self._connection, shop_id=shop_id, run_id=run_id))

    def has_waiting(self, shop_id: str, run_id: str, but_for: str) -> bool:
        """Say whether any turn of a run is undecided, but for those that wait for one reason."""
        row = self._sql.has_waiting(self._connection, shop_id=shop_id, run_id=run_id, but_for=but_for)
        return bool(row["found"])

    def count_of_campaign(
        self, shop_id: str, campaign_key: str, since_at_ms: int
    ) -> dict[tuple[str, str], int]:
        """Count what was decided in a campaign since a moment by (verdict, first rule that held it)."""
        rows = self._sql.count_of_campaign(
            self._connection, shop_id=shop_id, campaign_key=campaign_key, since_at_ms=since_at_ms
        )
        return _counts(rows)

    def count_waiting(self, shop_id: str, campaign_key: str) -> int:
        """Count the turns of a campaign that are not decided yet."""
        row = self._sql.count_waiting(self._connection, shop_id=shop_id, campaign_key=campaign_key)
        return int(row["people_count"])

    def recall_dealings(self, shop_id: str, person_id: str, campaign_key: str) -> Dealings:
        """Give what a person did by the program; a friend who came by the link shows that it was shared."""
        row = self._sql.recall_dealings(
            self._connection, shop_id=shop_id, person_id=person_id, campaign_key=campaign_key
        )
        return Dealings(
            shared_at_ms=latest(row[name] for name in ("event_at_ms", "visit_at_ms", "referral_at_ms")),
            friends_count=row["friends_count"],
            campaign_at_ms=row["campaign_at_ms"],
        )

    def count_asked(self, shop_id: str, since_at_ms: int, most: int) -> Asked:
        """Count whom the shop asked since a moment, and the friends who came and count.

        All are counted since the popup was seen so many times ago, where that is later.
        """
        popup = self._sql.find_popup(self._connection, shop_id=shop_id, since_at_ms=since_at_ms, place=most)
        begun_at_ms = popup["at_ms"] if popup else since_at_ms
        row = self._sql.count_asked(
            self._connection, shop_id=shop_id, since_at_ms=begun_at_ms,
            first_referral_id=first_id_at("ref", begun_at_ms),
        )  # fmt: skip
        return Asked(**{name: int(row[name]) for name in Asked.__struct_fields__})

    def average_order(self, shop_id: str, currency: str, most: int) -> int:
        """Give what the newest orders came to on average, in minor units; 0 where there is none."""
        row = self._sql.average_order(self._connection, shop_id=shop_id, currency=currency, most=most)
        return int(row["average_minor"])


def _counts(rows: Any) -> dict[tuple[str, str], int]:
    return {(row["verdict"], row["why"]): int(row["people_count"]) for row in rows}


def _read(row: Any) -> Occasion:
    values = {name: row[name] for name in Occasion.__struct_fields__}
    decoded = {"subject": _subject.decode(row["subject"]), "reasons": _reasons.decode(row["reasons"])}
    return Occasion(**(values | decoded))
