"""The webhook route, durable and decided, against a bare route that only checks the signature."""

from __future__ import annotations

from statistics import median

from plugin.store.sqlite_engine import closing_connection
from tests.bench.apps import BARE
from tests.bench.bars import Figures, Measured
from tests.bench.load import CONNECTIONS, Orders, put_load, warm_up
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.world import World, make_world, serve

FAULTS = """
select (select count(*) from (
          select o.order_id from orders o left join decisions d on d.shop_id = o.shop_id and d.order_id = o.order_id
          group by o.order_id having count(d.decision_id) <> 1))
     + (select count(*) from deliveries where outcome <> 'taken' or times_count <> 1)
     + abs((select count(*) from orders) - (select count(distinct order_ref) from deliveries)) as faults
"""


def measure(setting: Setting) -> Figures:
    """Load both in turn, the same orders in the same run, and count afterwards what was stored."""
    world = make_world(setting.folder / "webhook.db", setting.seed)
    orders = Orders(world, setting.seed, setting.folder / "webhook.orders")
    seconds, ratios, answered, sent = setting.scale.load_s, [], 0, 0
    with serve(world) as product, serve(world, app=BARE) as plain:
        sent = answered = sum(map(len, warm_up([product, plain], orders)[:1]))
        for _ in range(setting.scale.rounds):
            distinct = len(orders.prepare(seconds))
            ours, theirs = put_load(product, orders.file, seconds, distinct), put_load(plain, orders.file, seconds)
            ratios.append(ours.rps / theirs.rps)
            sent, answered = sent + ours.sent, answered + ours.answered
            note(f"product {ours.rps:.0f} rps (p99 {ours.p99_ms:.0f} ms), bare {theirs.rps:.0f} rps: {ratios[-1]:.3f}")
    return {
        "webhook rps against a bare route": Measured(median(ratios), len(ratios)),
        "orders not stored and decided exactly once": Measured(count_faults(world, answered, sent), answered),
    }


def count_faults(world: World, answered: int, sent: int) -> int:
    """Count the orders that were answered but not stored, not sent but stored, or not decided exactly once."""
    with closing_connection(world.database) as connection:
        [stored] = connection.execute("select count(*) from orders").fetchone()
        [faults] = connection.execute(FAULTS).fetchone()
    return int(faults + max(answered - stored, 0) + max(stored - sent, 0))
