"""Counts afterwards what became of the orders of a load: each stored once, and decided once."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.load import Load
from tests.bench.report import note
from tests.bench.world import World, open_database

FAULTS = {
    "orders not decided exactly once": """
        select count(*) from (
            select 1 from orders o left join decisions d on d.shop_id = o.shop_id and d.order_id = o.order_id
            group by o.shop_id, o.order_id having count(d.decision_id) <> 1)
    """,
    "deliveries not taken at once": """
        select count(*) from deliveries where outcome <> 'taken' or times_count <> 1
    """,
    "deliveries without their order": """
        select count(*) from deliveries d left join orders o
        on o.shop_id = d.shop_id and o.platform = d.platform and o.order_ref = d.order_ref
        where o.order_id is null
    """,
}


def count_faults(world: World, loads: Sequence[Load], surely: range) -> int:
    """Count the orders that were answered but not stored, stored but not sent, or not decided exactly once.

    wrk leaves up to 32 orders unanswered when its time is over, and does not say which. So `surely` are
    orders sent besides, of which every answer was seen.
    """
    with open_database(world) as connection:
        found = {name: int(connection.execute(sql).fetchone()[0]) for name, sql in FAULTS.items()}
        stored = {int(row["order_ref"]) for row in connection.execute("select order_ref from orders")}
    answered = sum(load.answered for load in loads) + len(surely)
    sent = sum(load.sent for load in loads) + len(surely)
    found["orders answered but not stored"] = max(
        answered - len(stored), len({number + 1 for number in surely} - stored), 0
    )
    found["orders stored but not sent"] = max(len(stored) - sent, 0)
    note(f"{answered} orders answered of {sent} sent, {len(stored)} stored")
    for name, count in found.items():
        if count:
            note(f"{count} {name}")
    return sum(found.values())
