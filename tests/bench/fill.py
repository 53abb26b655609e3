"""Databases with very many orders: one is taken through the product, the others are written after its rows.

Kept in build/bench/ until the schema, what the product writes, or the week changes; whoever measures works on
a copy.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from plugin.actions.house import House
from plugin.app import create_app
from plugin.store.driver import sqlite3
from plugin.store.migrations import step_texts
from tests.bench import copyist
from tests.bench.copyist import Copyist, Rows
from tests.bench.orders import TOPIC, make_order, proof_of
from tests.bench.report import note
from tests.bench.setting import KEPT, Setting
from tests.bench.town import Town
from tests.bench.world import STORE, World, make_world, open_database, open_house, read_world
from tests.chai_house import woocommerce

AT_ONCE = 20_000
FAST = """
pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -1000000;
"""


def open_filled(setting: Setting, count: int, name: str) -> World:
    """Give a world of its own with so many orders stored."""
    made = setting.folder / f"{name}.db"
    world, house = make_first(made, setting.seed, find_monday())
    with open_database(world) as connection:
        rows = read_rows(connection)
    kept = KEPT / f"filled-{count}-{name_recipe(rows)}.db"
    if not kept.exists():
        for stale in KEPT.glob(f"filled-{count}-*"):
            stale.unlink()
        note(f"writing {count:,} orders, to be kept for this week")
        write_copies(world, Copyist(house, rows, setting.seed, count))
        made.rename(kept)
    shutil.copyfile(kept, made)
    os.sync()  # what the copy still owes the disk must not be paid while something is measured
    read_through(made)
    return read_world(made, setting.seed)


def read_through(database: Path) -> None:
    """Bring a database into the machine's memory: what a cold disk costs is not the product's doing."""
    with database.open("rb", buffering=0) as file:
        while file.read(1 << 20):
            pass


def find_monday() -> datetime:
    """Give when all this is said to happen: a page is told nothing of an order older than thirty days."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday())


def make_first(database: Path, seed: int, now: datetime) -> tuple[World, House]:
    """Make a world, take the first order through the product's doors, and report that its popup was seen."""
    clock_ms = int(now.timestamp() * 1000)
    world = make_world(database, seed, lambda: clock_ms)
    house = open_house(database, seed, lambda: clock_ms)
    doors, key = create_app(house).test_client(), world.shop.key
    [(_, body), *_] = woocommerce.opening(make_order(0, seed, now), STORE)
    doors.post(world.door, data=body, headers=woocommerce.headers(TOPIC, body, world.secret, STORE, now))
    decided = doors.post(f"/d/{key}", json={"order": proof_of(0, seed)}).get_json()
    report = {"id": "0" * 20, "kind": "viewed", "surface": "popup", "decision": decided["decision"]}
    doors.post(f"/e/{key}", json={"events": [report]})
    house.store.close()
    return world, house


def read_rows(connection: sqlite3.Connection) -> Rows:
    """Read what the product wrote for its first order, by table."""
    return {table: dict(connection.execute(f"select * from {table}").fetchone()) for table in copyist.TABLES}


def name_recipe(rows: Rows) -> str:
    """Name everything on which the copies depend; the rows carry the seed and the week."""
    texts = [*step_texts().values(), Path(copyist.__file__).read_text(), repr(rows)]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def write_copies(world: World, writer: Copyist) -> None:
    """Write every order after the first."""
    with open_database(world) as connection:
        connection.executescript(FAST)
        connection.execute("begin")
        for start in range(1, writer.count, AT_ONCE):
            write_some(connection, writer, range(start, min(start + AT_ONCE, writer.count)))
        connection.execute("commit")
        connection.executescript("pragma journal_mode = wal; pragma wal_checkpoint(truncate);")


def write_some(connection: sqlite3.Connection, writer: Copyist | Town, numbers: range) -> None:
    """Write the copies with these numbers, table by table."""
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for number in numbers:
        for table, row in writer.copy(number):
            rows[table].append(row)
    for table, batch in rows.items():
        names = list(batch[0])
        places = ", ".join(f":{name}" for name in names)
        connection.executemany(f"insert into {table} ({', '.join(names)}) values ({places})", batch)
