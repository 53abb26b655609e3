"""Killed at every commit and every call outside: begun again, the play ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import msgspec
import pytest

from plugin.actions.auditing import audit_shop
from plugin.actions.shops import add_shop, change_program
from plugin.domain.program import ClaimRules
from plugin.model import Shop
from tests.cast import CHAI_HOUSE, DAY_MS, HOUR_MS, NOW_MS, Clock, build_house
from tests.doubles.woocommerce import WooCommerceDouble
from tests.fault.play import MEERA, make_body
from tests.loop import make_loop_program
from tests.mailbox import Mailbox, open_mailbox

FEWEST_POINTS = 20
HITS = 3
SAMPLE = 5
SEED = 3
SEEDS = count(1)
KILLED = -9

# Rule, cause, state and amount of every reward, in order.
Standing = list[tuple[str, str, str, int]]


@dataclass
class Stage:
    """One play: its own database and store, and one mailbox for all."""

    database_url: str
    shop: Shop
    store: WooCommerceDouble
    mailbox: Mailbox

    def play(self, turn: int, **points: str) -> int:
        """Play one turn in a process of its own; gives how it ended."""
        smtp_url = f"smtp://127.0.0.1:{self.mailbox.server_address[1]}"
        words = [self.database_url, self.shop.key, self.store.address, smtp_url, str(turn)]
        environment = {name: text for name, text in os.environ.items() if not name.startswith("SATHI_")}
        done = subprocess.run(
            [sys.executable, "-m", "tests.fault.play", *words], env=environment | points, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode in (0, KILLED), done.stderr[-3000:]
        return done.returncode

    def look(self) -> Standing:
        """Check all invariants, and that each code stands in the store once; gives the rewards."""
        clock = Clock(NOW_MS + 30 * DAY_MS)
        with closing(build_house(self.database_url, clock).store) as store, store.reading() as parts:
            assert audit_shop(parts, self.shop, clock()) == []
            rewards = parts.rewards.list_latest(self.shop.shop_id, 100)
            coupons = parts.coupons.list_in(self.shop.shop_id, ["wanted", "live", "ending"], "", 100)
        live = Counter(one["code"] for one in self.store.coupons.values())
        assert set(live.values()) == {1}, "a code stands twice in the store"
        assert {one.code.lower() for one in coupons if one.state == "live"} <= set(live)
        assert {one.state for one in coupons} <= {"live"}
        return sorted((one.rule, one.cause, one.state, one.amount_minor) for one in rewards)


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """A mail server that takes everything."""
    with open_mailbox() as box:
        yield box


@contextmanager
def open_stage(database_url: str, mailbox: Mailbox) -> Iterator[Stage]:
    """Set a fresh database up, beside a store in which Meera's order waits to be read back."""
    house = build_house(database_url, Clock(NOW_MS - 21 * DAY_MS), seed=next(SEEDS))
    with closing(house.store):
        shop, _ = add_shop(house, CHAI_HOUSE)
        program = msgspec.structs.replace(make_loop_program(), claims=ClaimRules(contact="email"))
        change_program(house, shop, program)
    with WooCommerceDouble(Clock(NOW_MS)) as store:
        day = NOW_MS - 20 * DAY_MS
        store.orders[3] = make_body(MEERA, day + HOUR_MS, day + HOUR_MS)
        yield Stage(database_url, shop, store, mailbox)


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """Give the addresses of ever new, migrated databases."""
    return (f"sqlite:///{shutil.copy(sqlite_template, tmp_path / f'{number}.db')}" for number in count())


def list_points(stage: Stage, log: Path) -> dict[str, int]:
    """Play once without a fault; gives every failpoint that was reached, and how often."""
    assert stage.play(0, SATHI_FAILPOINTS_LOG=str(log)) == 0
    return Counter(log.read_text().split("\n")[:-1])


def kill_and_go_on(database_url: str, mailbox: Mailbox, point: str, hit: int) -> Standing:
    """Play with a death at one point; begin again until the end, and give what stands then."""
    with open_stage(database_url, mailbox) as stage:
        assert stage.play(0, SATHI_FAILPOINT=f"{point}:{hit}") == KILLED, f"{point}:{hit} was not reached"
        assert stage.play(1) == 0
        return stage.look()


def test_it_ends_the_same_wherever_it_was_killed(
    fresh: Iterator[str], mailbox: Mailbox, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with open_stage(next(fresh), mailbox) as stage:
        points = list_points(stage, tmp_path / "points")
        golden = stage.look()
    assert len(points) >= FEWEST_POINTS, sorted(points)
    assert {state for _, _, state, _ in golden} == {"told", "reversed"}
    most_hits = HITS if pytestconfig.getoption("--full") else 1
    deaths = [(point, hit) for point in sorted(points) for hit in range(1, min(points[point], most_hits) + 1)]
    with ThreadPoolExecutor(2) as players:
        ends = players.map(
            lambda death: kill_and_go_on(death[0], mailbox, *death[1]), zip(fresh, deaths, strict=False)
        )
        different = {
            f"{point}:{hit}": end for (point, hit), end in zip(deaths, ends, strict=True) if end != golden
        }
    assert different == {}
    print(f"{len(deaths)} deaths at {len(points)} places")


def test_it_ends_the_same_on_postgresql(
    fresh: Iterator[str],
    postgres_database: str,
    mailbox: Mailbox,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    with open_stage(next(fresh), mailbox) as stage:
        points = list_points(stage, tmp_path / "points")
        golden = stage.look()
    some = (
        sorted(points)
        if pytestconfig.getoption("--full")
        else random.Random(SEED).sample(sorted(points), SAMPLE)
    )
    for point in some:  # one after the other: a worker does the effects of all shops of its database
        assert (point, kill_and_go_on(postgres_database, mailbox, point, 1)) == (point, golden)
