"""Every page of the merchant's desk, with very many orders and people stored."""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from werkzeug.routing import Rule

from plugin.actions.house import House
from plugin.actions.sessions import open_session
from plugin.actions.sums import sum_days
from plugin.app import create_app
from plugin.domain.moments import DAY_MS
from plugin.opening import now_ms
from plugin.store.driver import sqlite3
from plugin.store.migrations import step_texts
from tests.bench import town
from tests.bench.bars import Figures, Measured
from tests.bench.fill import FAST, find_monday, read_through, write_some
from tests.bench.report import note
from tests.bench.served import let_settle, serve
from tests.bench.setting import KEPT, Setting
from tests.bench.town import Town, make_pattern
from tests.bench.wire import TIMEOUT_S, Reply, Wire
from tests.bench.world import World, open_database, open_house, read_world

AT_ONCE = 10_000
SLOWEST = 5
# What stands in an address and in no table: the words that a page of the house itself knows.
KNOWN = {"campaign_key": "invite", "page_key": "offer", "kind": "copy"}
# Pages that are asked for more than they show by themselves.
DEEPER = (
    "?range=12m", "?range=all", "/funnel?range=12m&part=channel", "/funnel?range=all&part=language",
    "/orders?range=all", "/orders?range=all&which=referred", "/orders?range=12m&which=new",
)  # fmt: skip


def measure(setting: Setting) -> Figures:
    """Ask for each page in turn, again and again; the slowest page and the largest one count."""
    world = open_town(setting, setting.scale.many)
    house = open_house(world.database, setting.seed)
    shop_id, key = world.shop.shop_id, world.shop.key
    cookie = open_session(house, "bench", now_ms() + DAY_MS, shop_id=shop_id)
    paths = list(list_pages(world, house))
    house.store.close()
    with serve(world) as served:
        let_settle(served)
        asked = {path: ask(served.port, path, cookie, setting.scale.views) for path in paths}
    shown = {path: found for path, found in asked.items() if found}
    for path in asked.keys() - shown.keys():
        note(f"not measured, since it shows nothing here: {path.replace(key, '<key>')}")
    slow = sorted(((p95(times), path) for path, (times, _) in shown.items()), reverse=True)
    large = sorted(((size, path) for path, (_, size) in shown.items()), reverse=True)
    for figure, path in slow[:SLOWEST]:
        note(f"{figure:7.1f} ms  {path.replace(key, '<key>')}")
    for size, path in large[:SLOWEST]:
        note(f"{size / 1000:7.1f} KB  {path.replace(key, '<key>')}")
    return {
        "slowest page of the desk, p95": Measured(slow[0][0], len(shown)),
        "largest page of the desk, compressed": Measured(large[0][0] / 1000, len(shown)),
    }


def ask(port: int, path: str, cookie: str, times_count: int) -> tuple[list[float], int] | None:
    """Ask for one page again and again; gives the milliseconds and its size, None where it is no page.

    One that does not come at all took as long as was waited for it.
    """
    times = []
    try:
        with Wire(port) as wire:
            reply = get(wire, path, cookie)
            if reply.status != 200 or not reply.body.lstrip().lower().startswith(b"<!doctype"):
                return None
            for _ in range(times_count):
                began = perf_counter()
                reply = get(wire, path, cookie)
                times.append((perf_counter() - began) * 1000)
    except TimeoutError:
        return [TIMEOUT_S * 1000.0] * 2, 0
    size = len(reply.body) if reply.encoding else len(zlib.compress(reply.body, 6))
    return times, size


def get(wire: Wire, path: str, cookie: str) -> Reply:
    """Ask for one page as a browser that is signed in."""
    return wire.get(path, Cookie=f"sathi={cookie}", Accept_Encoding="gzip, br")


def p95(times: list[float]) -> float:
    """Give the time that nineteen of twenty answers kept."""
    return quantiles(times, n=20)[-1]


def list_pages(world: World, house: House) -> Iterator[str]:
    """Give every page of the desk that is only looked at, with what really is in the database."""
    rules = sorted(create_app(house).url_map.iter_rules(), key=lambda rule: rule.rule)
    with open_database(world) as connection:
        for rule in rules:
            is_page = "GET" in (rule.methods or ()) and "." not in rule.rule  # and no file
            if is_page and rule.rule.startswith("/desk/<key>"):
                words = {"key": world.shop.key} | find_words(connection, rule)
                if set(rule.arguments) <= set(words):
                    yield fill_in(rule, words)
                else:
                    note(f"not measured, since there is none here: {rule.rule}")
    yield from (f"/desk/{world.shop.key}{deeper}" for deeper in DEEPER)


def find_words(connection: sqlite3.Connection, rule: Rule) -> dict[str, str]:
    """Give a real id for each that stands in an address: of the middle row of the table that has it."""
    found = {}
    for name in rule.arguments - {"key"}:
        row = None
        for table in list_tables(connection, name) if name.endswith("_id") else ():
            count = connection.execute(f"select count(*) from {table}").fetchone()[0]
            row = connection.execute(f"select {name} from {table} limit 1 offset {count // 2}").fetchone()
            if row and row[0]:
                break
        word = row[0] if row and row[0] else KNOWN.get(name)
        if word:
            found[name] = str(word)
    return found


def list_tables(connection: sqlite3.Connection, column: str) -> list[str]:
    """Give the tables with a column, those first of which it is the key."""
    rows = connection.execute(
        "select t.name from sqlite_master t, pragma_table_info(t.name) c"
        " where t.type = 'table' and c.name = ? order by c.pk = 0, t.name",
        [column],
    )
    return [row[0] for row in rows]


def fill_in(rule: Rule, words: dict[str, str]) -> str:
    """Give a rule's path with words in place of its names."""
    path = rule.rule
    for name, word in words.items():
        path = path.replace(f"<{name}>", word)
    return path


def open_town(setting: Setting, count: int) -> World:
    """Give a world of its own with so many orders of a whole town, all days of which are summed."""
    texts = [*step_texts().values(), Path(town.__file__).read_text(), str(find_monday())]
    recipe = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
    kept, made = KEPT / f"town-{count}-{recipe}.db", setting.folder / "desk.db"
    if not kept.exists():
        for stale in KEPT.glob(f"town-{count}-*"):
            stale.unlink()
        note(f"writing a town of {count:,} orders, to be kept for this week")
        build_town(setting, count, setting.folder / "town.db").rename(kept)
    shutil.copyfile(kept, made)
    read_through(made)
    return read_world(made, setting.seed)


def build_town(setting: Setting, count: int, database: Path) -> Path:
    """Write a town, and have its days summed."""
    world, house = make_pattern(database, setting.seed, find_monday())
    with open_database(world) as connection:
        writer = Town(house, connection, int(find_monday().timestamp() * 1000), count)
        connection.executescript(FAST)
        connection.execute("begin")
        for start in range(0, count, AT_ONCE):
            write_some(connection, writer, range(start, min(start + AT_ONCE, count)))
        connection.execute("commit")
        connection.executescript("pragma journal_mode = wal; pragma wal_checkpoint(truncate);")
    house = open_house(database, setting.seed)
    while sum_days(house):
        pass
    house.store.scrub()
    house.store.close()
    return database
