"""What every store must hold, on both engines: all or nothing, one writer a shop, readers never wait."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Barrier, Event

import pytest

from plugin.actions.house import House
from plugin.errors import InvalidInput
from plugin.store import Parts, Store, open_store, sqlite_path
from plugin.store.events import Event as Report
from plugin.store.sqlite_engine import SqliteEngine, open_connection
from tests.cast import NOW_MS, ChaiHouse, Clock, build_house, make_program, open_chai_house
from tests.contract.rival import add_version

PATIENCE_S = 120
RIVAL_UNITS, TRIES = 100, 3


class Oops(Exception):
    """What a unit of work raises in these tests."""


def count_views(chai_house: ChaiHouse, person_id: str = "per_1") -> int:
    return len(chai_house.read(lambda parts, shop_id: parts.events.list_of(shop_id, person_id, 0)))


def view(number: int, person_id: str = "per_1") -> Report:
    return Report(
        event_id=f"view-{number:012d}", kind="viewed", surface="popup", at_ms=NOW_MS, person_id=person_id
    )


def add_views(chai_house: ChaiHouse, *numbers: int, then: Exception | None = None) -> None:
    """Write views in one unit, and fail in the end where a test wants it."""

    def work(parts: Parts) -> None:
        for number in numbers:
            parts.events.add(chai_house.shop.shop_id, view(number))
        if then:
            raise then

    chai_house.house.store.unit(chai_house.shop.shop_id, work)


@contextmanager
def slow_writer(chai_house: ChaiHouse) -> Iterator[Event]:
    """Keep a unit of the shop open, with one view written, until the event is set or the block ends."""
    inside, leave = Event(), Event()

    def work(parts: Parts) -> None:
        parts.events.add(chai_house.shop.shop_id, view(0))
        inside.set()
        assert leave.wait(PATIENCE_S)

    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(chai_house.house.store.unit, chai_house.shop.shop_id, work)
        try:
            assert inside.wait(PATIENCE_S)
            yield leave
        finally:
            leave.set()
        done.result(PATIENCE_S)


def at_once(count: int, work: Callable[[int], object]) -> list[Future[object]]:
    """Run work(0), work(1)... in as many threads, all let go at the same moment."""
    start = Barrier(count)

    def run(number: int) -> object:
        start.wait(PATIENCE_S)
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return [threads.submit(run, number) for number in range(count)]


def test_it_writes_all_of_a_unit_or_nothing(chai_house: ChaiHouse) -> None:
    add_views(chai_house, 1, 2)
    with pytest.raises(Oops, match="two more"):
        add_views(chai_house, 3, 4, then=Oops("two more"))
    assert count_views(chai_house) == 2


def test_it_gives_back_what_the_unit_gives(chai_house: ChaiHouse) -> None:
    shop_id = chai_house.shop.shop_id
    assert chai_house.house.store.unit(shop_id, lambda parts: parts.programs.current(shop_id)[0]) == 1


@pytest.mark.parametrize(("then", "left_count"), [(None, 2), (Oops("all of it"), 0)])
def test_it_unites_units_of_which_each_is_all_or_nothing(
    chai_house: ChaiHouse, then: Exception | None, left_count: int
) -> None:
    shop_id = chai_house.shop.shop_id

    def work(store: Store) -> int:
        def add(number: int, parts: Parts) -> None:
            parts.events.add(shop_id, view(number))
            if number == 2:
                parts.programs.add(shop_id, 1, make_program(), NOW_MS)  # version 1 is there already

        for number in (1, 2, 3):
            with suppress(Exception):
                store.unit(shop_id, partial(add, number))
        assert count_views(chai_house) == 0, "nobody else sees it before all is durable"
        if then:
            raise then
        with store.reading() as parts:
            return len(parts.events.list_of(shop_id, "per_1", 0))

    with suppress(Oops):
        assert chai_house.house.store.unite(shop_id, work) == left_count
    assert count_views(chai_house) == left_count


def test_it_runs_units_in_bulk_of_which_each_is_all_or_nothing(chai_house: ChaiHouse) -> None:
    shop_id = chai_house.shop.shop_id

    def work(number: int, parts: Parts) -> int:
        parts.events.add(shop_id, view(number))
        if number == 1:
            raise Oops
        return number

    with chai_house.house.store.in_bulk() as run_unit:
        assert run_unit(shop_id, partial(work, 0)) == 0
        with pytest.raises(Oops):
            run_unit(shop_id, partial(work, 1))
        add_views(chai_house, 2)  # an order in between
        run_unit(shop_id, partial(work, 3))
        assert count_views(chai_house) == 3


def test_it_rolls_back_what_the_database_refuses(chai_house: ChaiHouse) -> None:
    shop_id = chai_house.shop.shop_id

    def work(parts: Parts) -> None:
        parts.events.add(shop_id, view(1))
        parts.programs.add(shop_id, 1, make_program(), NOW_MS)  # version 1 is there already

    with pytest.raises(Exception, match=r"(?i)unique"):
        chai_house.house.store.unit(shop_id, work)
    assert count_views(chai_house) == 0
    add_views(chai_house, 2)
    assert count_views(chai_house) == 1


def test_it_counts_the_same_report_once(chai_house: ChaiHouse) -> None:
    add_views(chai_house, 1)
    add_views(chai_house, 1, 1, 2)
    assert count_views(chai_house) == 2


def test_it_runs_the_units_of_a_shop_one_after_the_other(chai_house: ChaiHouse) -> None:
    shop_id, store = chai_house.shop.shop_id, chai_house.house.store
    done = at_once(8, lambda _: [add_version(store, shop_id, "thread") for _ in range(25)])
    versions = [version for one in done for version in one.result()]  # type: ignore[attr-defined]  # lists
    assert sorted(versions) == list(range(2, 202))
    assert chai_house.read(lambda parts, _: parts.programs.current(shop_id)[0]) == 201


def test_it_harms_no_other_unit_of_the_same_commit(chai_house: ChaiHouse) -> None:
    def work(number: int) -> None:
        add_views(chai_house, number, then=Oops(str(number)) if number % 3 == 0 else None)

    done = at_once(24, work)
    failed = [number for number, one in enumerate(done) if isinstance(one.exception(), Oops)]
    assert failed == list(range(0, 24, 3))
    assert [str(done[number].exception()) for number in failed] == [str(number) for number in failed]
    assert count_views(chai_house) == 16


def test_it_lets_readers_in_while_a_writer_works(chai_house: ChaiHouse) -> None:
    add_views(chai_house, 1)
    with slow_writer(chai_house) as leave:
        assert count_views(chai_house) == 1
        leave.set()
    assert count_views(chai_house) == 2


def test_it_lets_readers_in_while_many_units_wait(chai_house: ChaiHouse) -> None:
    with ThreadPoolExecutor(41) as threads, slow_writer(chai_house) as leave:
        waiting = [threads.submit(add_views, chai_house, number) for number in range(1, 41)]
        reading = threads.submit(count_views, chai_house)
        try:
            assert reading.result(PATIENCE_S) == 0
        finally:
            leave.set()
        assert [one.result(PATIENCE_S) for one in waiting] == [None] * 40
    assert count_views(chai_house) == 41


def test_it_takes_turns_with_another_process(chai_house: ChaiHouse, database_url: str) -> None:
    tries = (longest_wait(chai_house, database_url) for _ in range(TRIES))
    fair = RIVAL_UNITS // 2
    assert any(longest <= fair for longest in tries)  # a busy machine, too, lets a process rest at times


def longest_wait(chai_house: ChaiHouse, database_url: str) -> int:
    """Let two other processes write into one shop; gives how often one wrote in a row while both had to."""
    shop_id, names, count = chai_house.shop.shop_id, ("one", "two"), RIVAL_UNITS
    first = chai_house.read(lambda parts, _: parts.programs.current(shop_id)[0]) + 1
    command = [sys.executable, "-m", "tests.contract.rival", database_url, shop_id]
    rivals = [
        subprocess.Popen(
            [*command, name, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in names
    ]
    for rival in rivals:
        assert rival.stdout
        assert rival.stdout.readline() == "ready\n"
    for rival in rivals:
        assert rival.stdin
        rival.stdin.write("go\n")
        rival.stdin.flush()
    assert [rival.wait(PATIENCE_S) for rival in rivals] == [0, 0]
    for rival in rivals:
        rival.communicate()
    written = [name_version(chai_house, version) for version in range(first, first + 2 * count)]
    assert sorted(written) == sorted(names * count)
    both = written[: min(len(written) - 1 - written[::-1].index(name) for name in names)]
    both = both[max(both.index(name) for name in names) :]
    return max(len(list(run)) for _, run in groupby(both))


def name_version(chai_house: ChaiHouse, version: int) -> str:
    found = chai_house.read(lambda parts, shop_id: parts.programs.find(shop_id, version))
    assert found
    return found.name


# SQLite's own promises


@pytest.mark.parametrize(("units_per_commit", "commits"), [(64, 1), (1, 33)])
def test_it_shares_commits(sqlite_url: str, clock: Clock, units_per_commit: int, commits: int) -> None:
    path = sqlite_path(sqlite_url)
    assert path
    made = build_house(sqlite_url, clock)
    engine = SqliteEngine(path, units_per_commit)
    with closing(made.store), closing(engine):
        chai_house = open_chai_house(House(Store(engine), made.settings, clock, made.random_bytes), clock)
        before = count_commits(path)
        with ThreadPoolExecutor(32) as threads, slow_writer(chai_house):
            for number in range(1, 33):
                threads.submit(add_views, chai_house, number)
            while engine._queue.qsize() < 32:  # then all of them wait behind the slow one
                Event().wait(0.01)
        assert count_views(chai_house) == 33
        assert count_commits(path) - before == commits


def count_commits(path: Path) -> int:
    """Count the commits in the log: frames that carry the database's size (SQLite, "WAL Format")."""
    log = path.with_name(f"{path.name}-wal").read_bytes()
    page_size, salt = int.from_bytes(log[8:12], "big"), log[16:24]
    frames = [log[at : at + 24] for at in range(32, len(log), 24 + page_size)]
    return sum(frame[8:16] == salt and frame[4:8] != bytes(4) for frame in frames)


def test_it_keeps_the_promises_that_the_design_names(sqlite_url: str, clock: Clock) -> None:
    with closing(build_house(sqlite_url, clock).store) as store, store.reading() as parts:
        connection = parts.shops._connection
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        found = [connection.execute(f"pragma {name}").fetchone()[0] for name in names]
        assert found == ["wal", 2, 1, 1]


def test_it_refuses_to_write_while_reading(sqlite_url: str, clock: Clock) -> None:
    store, refusal = build_house(sqlite_url, clock).store, pytest.raises(Exception, match="readonly")
    with closing(store), store.reading() as parts, refusal:
        parts.limits.count_up("shop_1", "subject", 0)


def test_it_says_so_when_erased_words_could_not_leave_the_log(sqlite_url: str, clock: Clock) -> None:
    chai_house = open_chai_house(build_house(sqlite_url, clock), clock)
    store, shop_id, path = chai_house.house.store, chai_house.shop.shop_id, sqlite_path(sqlite_url)
    assert path
    with closing(store), closing(open_connection(path)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from shops").fetchone()
        add_version(store, shop_id, "while somebody reads")
        with pytest.raises(Exception, match="in use"):
            store.scrub()
        reader.execute("rollback")
        store.scrub()


def test_it_keeps_the_password_of_an_address_that_it_cannot_read() -> None:
    with pytest.raises(InvalidInput, match="SATHI_DATABASE_URL must look like") as refusal:
        open_store("postgresql://sathi:hu[sh@[::1/sathi")
    assert "sh@" not in str(refusal.value)
