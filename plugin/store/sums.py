"""The sums of each shop's days: adding up raw rows, keeping what came of it, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from plugin.domain.sums import PARTS, Part, Sum, add_up
from plugin.model import Shop, Stage, Struct
from plugin.store.orders import OrderRow, read_order

# All orders, those that somebody brought, and of these the first orders of their buyers.
Which = Literal["all", "referred", "new"]
Named = dict[str, Sum]  # by surface, channel, language or device; "" where none is known


class Day(Struct):
    """One day to be summed; `changes_count` grows with whatever changes something in it."""

    day: str
    begins_at_ms: int
    ends_at_ms: int
    changes_count: int = 1


class Counted(Struct):
    """One order that a figure counts, with who brought it; `advocate_id` is None where nobody did."""

    order_id: str
    number: str
    order_ref: str
    placed_at_ms: int
    stage: Stage
    currency: str
    total_minor: int
    refunded_minor: int
    channel: str
    advocate_id: str | None
    discount_minor: int
    advocate_name: str
    advocate_code: str


class Sums:
    """What happened in each shop, day by day."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add_up_raw(self, shop: Shop, from_at_ms: int, until_at_ms: int) -> dict[Part, Named]:
        """Add up what happened between two moments, from the rows themselves: the whole and its parts."""
        span = {"shop_id": shop.shop_id, "from_at_ms": from_at_ms, "until_at_ms": until_at_ms}
        money = span | {"currency": shop.currency}
        whole: dict[str, int] = {}
        for query, words in (
            (self._sql.sum_orders, money), (self._sql.count_new, span), (self._sql.sum_given, money),
            (self._sql.sum_day_commission, money), (self._sql.count_sent, span),
        ):  # fmt: skip
            whole |= dict(query(self._connection, **words))
        found: dict[Part, dict[str, list[Sum]]] = {part: {} for part in PARTS}
        found["all"][""] = [Sum(**whole)]
        for row in self._list_divided(span, money):
            one = Sum(**{name: count for name, count in row.items() if name in Sum.__struct_fields__})
            for part, named in found.items():
                if part == "all" or part in row:
                    named.setdefault(row.get(part, ""), []).append(one)
        return {part: {name: add_up(sums) for name, sums in named.items()} for part, named in found.items()}

    def count_new(self, shop_id: str, from_at_ms: int, until_at_ms: int) -> int:
        """Count the new customers of a span, whoever brought them."""
        row = self._sql.count_new(
            self._connection, shop_id=shop_id, from_at_ms=from_at_ms, until_at_ms=until_at_ms
        )
        return int(row["new_count"])

    def _list_divided(self, span: Mapping[str, Any], money: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        yield from map(dict, self._sql.sum_referred(self._connection, **money))
        for query in (self._sql.count_reports, self._sql.count_day_visits, self._sql.count_day_claims):
            yield from map(dict, query(self._connection, **span))

    def find_began(self, shop_id: str) -> int:
        """Give the moment of the shop's first order, or when it was set up where that is earlier."""
        row = self._sql.find_began(self._connection, shop_id=shop_id)
        made_at_ms: int = row["made_at_ms"]
        return min(made_at_ms, row["placed_at_ms"] or made_at_ms)

    def open_days(self, shop: Shop, days: Iterable[Day]) -> None:
        """Note days that are over, to be summed and kept true from now on."""
        rows = [
            {
                "shop_id": shop.shop_id, "day": one.day, "begins_at_ms": one.begins_at_ms,
                "ends_at_ms": one.ends_at_ms, "time_zone": shop.time_zone, "currency": shop.currency,
            }
            for one in days
        ]  # fmt: skip
        if rows:
            self._sql.open_day(self._connection, rows)

    def drop_others(self, shop: Shop) -> None:
        """Forget all sums where some are by another time zone or in another currency."""
        if self._sql.find_other_days(self._connection, **_scope(shop)):
            self._sql.drop_sums(self._connection, shop_id=shop.shop_id)
            self._sql.drop_days(self._connection, shop_id=shop.shop_id)

    def note_changes(self, shop_id: str, moments: Iterable[int]) -> None:
        """Note that something changed of what happened at these moments: their days are to be summed anew."""
        rows = [{"shop_id": shop_id, "at_ms": at_ms} for at_ms in sorted(set(moments))]
        if rows:
            self._sql.note_change(self._connection, rows)

    def note_person_changed(self, shop_id: str, person_id: str) -> None:
        """Note that whatever a person did is about to be forgotten."""
        self._sql.note_person_changed(self._connection, shop_id=shop_id, person_id=person_id)

    def find_first_order(self, shop_id: str, person_id: str) -> int | None:
        """Give when a person placed the first order that stands."""
        row = self._sql.find_first_order(self._connection, shop_id=shop_id, person_id=person_id)
        return row["placed_at_ms"] if row else None

    def list_first_orders(self, shop_id: str, person_ids: Iterable[str]) -> list[int]:
        """Give when each of some people placed the first order that stands, for those with one."""
        ids = msgspec.json.encode(list(person_ids)).decode()
        rows = self._sql.list_first_orders(self._connection, shop_id=shop_id, person_ids=ids)
        return [row["placed_at_ms"] for row in rows]

    def count_days(self, shop: Shop, first: str, last: str) -> int:
        """Count the days from one to another that are noted."""
        row = self._sql.count_days(self._connection, first=first, last=last, **_scope(shop))
        return int(row["days_count"])

    def list_days(self, shop: Shop, first: str, last: str) -> dict[str, bool | None]:
        """Give the days that are noted: whether the sums are true, None where a day was never summed."""
        rows = self._sql.list_days(self._connection, first=first, last=last, **_scope(shop))
        return {
            row["day"]: row["summed_count"] == row["changes_count"] if row["summed_count"] else None
            for row in rows
        }

    def list_changed(self, shop: Shop, most: int) -> list[Day]:
        """Give the days to be summed, the last first."""
        rows = self._sql.list_changed(self._connection, most=most, **_scope(shop))
        return [Day(**dict(row)) for row in rows]

    def keep(self, shop: Shop, day: Day, parts: Mapping[Part, Named]) -> None:
        """Write what a day came to in place of what was there; true as long as nothing changed meanwhile."""
        self._sql.forget_sums(self._connection, shop_id=shop.shop_id, day=day.day)
        rows = [
            {
                "shop_id": shop.shop_id,
                "part": part,
                "day": day.day,
                "name": name,
                **msgspec.structs.asdict(one),
            }
            for part, named in parts.items()
            for name, one in named.items()
            if one != Sum()
        ]
        if rows:
            self._sql.add_sums(self._connection, rows)
        self._sql.note_summed(self._connection, day=day.day, summed_count=day.changes_count, **_scope(shop))

    def list_whole(self, shop: Shop, first: str, last: str, but_days: Sequence[str]) -> dict[str, Sum]:
        """Give the sums of whole days by their day, as they were kept, but for some days."""
        rows = self._sql.list_sums(self._connection, part="all", **_range(shop, first, last, but_days))
        return {row["day"]: _read(row) for row in rows}

    def add_up(self, shop: Shop, part: Part, first: str, last: str, but_days: Sequence[str]) -> Named:
        """Add up the kept sums of many days by name, but for some days."""
        rows = self._sql.add_up_sums(self._connection, part=part, **_range(shop, first, last, but_days))
        return {row["name"]: _read(row) for row in rows}

    def list_orders(
        self, shop_id: str, which: Which, span: tuple[int, int], before_id: str, most: int
    ) -> list[Counted]:
        """Give the orders that a figure counts between two moments, the last first.

        Those of the last moment itself are given where their ids come before `before_id`.
        """
        words: dict[str, Any] = {
            "shop_id": shop_id, "from_at_ms": span[0], "until_at_ms": span[1], "before_id": before_id,
            "most": most,
        }  # fmt: skip
        if which == "all":
            rows = self._sql.list_counted_orders(self._connection, **words)
        else:
            only_new = int(which == "new")
            rows = self._sql.list_referred_orders(self._connection, only_new=only_new, **words)
        return [Counted(**dict(row)) for row in rows]

    def find_reach(
        self, shop_id: str, span: tuple[int, int], before_id: str, looked_count: int
    ) -> int | None:
        """Give when the last of so many referred orders was placed, as `list_orders` has them in order.

        None where there are no more than these.
        """
        row = self._sql.find_reach(
            self._connection, shop_id=shop_id, from_at_ms=span[0], until_at_ms=span[1], before_id=before_id,
            looked_count=looked_count,
        )  # fmt: skip
        return int(row["placed_at_ms"]) if row else None

    def list_unread(self, shop_id: str, most: int) -> list[OrderRow]:
        """Give orders of which it is not noted yet what went back."""
        rows = self._sql.list_unread(self._connection, shop_id=shop_id, most=most)
        return [read_order(row) for row in rows]


def _scope(shop: Shop) -> dict[str, str]:
    return {"shop_id": shop.shop_id, "time_zone": shop.time_zone, "currency": shop.currency}


def _range(shop: Shop, first: str, last: str, but_days: Sequence[str]) -> dict[str, str]:
    but = msgspec.json.encode(list(but_days)).decode()
    return {"first": first, "last": last, "but_days": but, **_scope(shop)}


def _read(row: Any) -> Sum:
    return Sum(**{name: row[name] for name in Sum.__struct_fields__})
