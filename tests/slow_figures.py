"""The figures once more, slowly: from raw rows one by one, by the calendar, without the house's sums."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from plugin.model import Shop
from plugin.store import Parts

TABLES = (
    "orders", "candidates", "events", "visits", "claims", "entries", "rewards", "messages",
    "commission_lines", "profiles",
)  # fmt: skip
Row = dict[str, Any]
Told = Counter[tuple[str, str, str, str]]  # by day, part, name and figure


def read_tables(parts: Parts, shop: Shop) -> dict[str, list[Row]]:
    """Read whole tables of one shop."""
    connection = parts.shops._connection
    return {
        table: [
            dict(row)
            for row in connection.execute(
                f"select * from {table} where shop_id = '{shop.shop_id}'"
            ).fetchall()
        ]
        for table in TABLES
    }


def recompute(parts: Parts, shop: Shop) -> Told:
    """Tell what happened on each day, for the whole and each of its parts."""
    tables = read_tables(parts, shop)
    told: Told = Counter()

    def day(at_ms: int) -> str:
        moment = datetime.fromtimestamp(at_ms / 1000, UTC)
        return moment.astimezone(ZoneInfo(shop.time_zone)).strftime("%Y-%m-%d")

    def note(at_ms: int, figure: str, amount: int, row: Row, *parts_told: str) -> None:
        told[day(at_ms), "all", "", figure] += amount
        for part in parts_told:
            told[day(at_ms), part, row[part], figure] += amount

    _tell_orders(tables, shop, note)
    for row in tables["events"]:
        if row["kind"] in ("viewed", "shared"):
            figure = {"viewed": "views_count", "shared": "shares_count"}[row["kind"]]
            note(row["at_ms"], figure, 1, row, "surface", "channel", "language", "device")
    for table in ("visits", "claims"):
        for row in tables[table]:
            note(row["at_ms"], f"{table}_count", 1, row, "channel", "language", "device")
    for row in tables["messages"]:
        if row["sent_at_ms"] is not None and row["medium"] in ("email", "whatsapp"):
            note(row["sent_at_ms"], f"{row['medium']}s_count", 1, row)
    for row in tables["commission_lines"]:
        if row["currency"] == shop.currency:
            note(row["at_ms"], "commission_minor", row["amount_minor"], row)
    _tell_rewards(tables, shop, note)
    return Counter({key: count for key, count in told.items() if count})


def _tell_orders(tables: dict[str, list[Row]], shop: Shop, note: Any) -> None:
    winners = {row["order_id"]: row for row in tables["candidates"] if row["won"]}
    met: set[str] = set()
    for row in sorted(tables["orders"], key=lambda row: (row["placed_at_ms"], row["order_id"])):
        if row["deleted_at_ms"] is not None or row["stage"] not in ("placed", "paid"):
            continue
        order = msgspec.json.decode(row["snapshot"])
        if order.get("is_test"):
            continue
        at_ms, ours = order["placed_at_ms"], order["currency"] == shop.currency
        left_minor = max(0, order["total_minor"] - order.get("refunded_minor", 0)) if ours else 0
        is_new = row["person_id"] not in met and not _bought_before(tables, row["person_id"])
        met.add(row["person_id"])
        note(at_ms, "orders_count", 1, row)
        note(at_ms, "orders_minor", left_minor, row)
        note(at_ms, "foreign_count", int(not ours), row)
        note(at_ms, "new_count", int(is_new), row)
        if winner := winners.get(row["order_id"]):
            divided = ("channel", "language", "device")
            note(at_ms, "referred_count", 1, winner, *divided)
            note(at_ms, "referred_minor", left_minor, winner, *divided)
            note(at_ms, "referred_new_count", int(is_new), winner, *divided)
            note(at_ms, "discounts_minor", winner["discount_minor"] if ours else 0, winner, *divided)


def _bought_before(tables: dict[str, list[Row]], person_id: str) -> bool:
    """Say whether an import counts more orders of a buyer than came here until the last that it tells of."""
    own = [row["placed_at_ms"] for row in tables["orders"] if row["person_id"] == person_id]
    for row in tables["profiles"]:
        if row["person_id"] == person_id:
            told_until_ms = (row["last_order_at_ms"] or row["read_at_ms"]) + 24 * 3_600_000
            known = [at_ms for at_ms in own if at_ms <= min(told_until_ms, row["read_at_ms"])]
            return int(row["orders_count"]) > len(known)
    return False


def _tell_rewards(tables: dict[str, list[Row]], shop: Shop, note: Any) -> None:
    """Walk each ledger: what is in its owner's hands after a line, less what was before it."""
    for reward in tables["rewards"]:
        lines = [row for row in tables["entries"] if row["reward_id"] == reward["reward_id"]]
        amount = held = 0
        state = ""
        for line in sorted(lines, key=lambda row: row["number"]):
            amount += line["amount_minor"]
            state = state if line["kind"] == "adjusted" else line["kind"]
            now = amount if state in ("issued", "told") else 0
            if line["currency"] == shop.currency:
                note(line["at_ms"], "rewards_minor", now - held, line)
            held = now
