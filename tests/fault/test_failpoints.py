"""Killed at every commit and every call outside: the play goes on, and ends as if nobody had died.

A golden run notes every place. Then the play is killed at each of them, and another process gives the rest.
"""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from signal import SIGKILL
from threading import Lock

import pytest

from plugin.actions.auditing import audit_shop
from plugin.actions.connections import connect_store
from plugin.actions.shops import change_program
from plugin.store import Parts
from tests.cast import DAY_MS, NOW_MS, Clock, build_house
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import keys_of
from tests.fault.facts import check_coupons
from tests.fault.play import ASHA, HUGO, PROGRAM, SCENES, Stage, body, perform, read_progress
from tests.fault.town import SECRET, found_town
from tests.mailbox import open_mailbox

FEW = 12
SIDE_BY_SIDE = 2
FEWEST_PLACES = 20
MOST_S = 60
SAMPLE = 3
END_MS = NOW_MS + 60 * DAY_MS
SEED = 20261122

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.fault.play"])
# Whoever starts a process hears all that ended, and an end can be heard once.
one_at_a_time = Lock()


@dataclass(frozen=True)
class Ending:
    """How a play ended: every order, and every reward with what it came to."""

    orders: tuple[tuple[str, str], ...]
    rewards: tuple[tuple[str, str, str, int, str], ...]


def give_play(folder: Path, deadly: str = "", database_url: str = "", log: str = "") -> Ending:
    """Give the play in a folder of its own, killed once where it is deadly; gives how it ended."""
    folder.mkdir()
    town = found_town(folder, database_url)
    clock = Clock()
    with WooCommerceDouble(clock) as double, open_mailbox() as mailbox:
        house = build_house(town.database_url, clock, secret=SECRET)
        with closing(house.store):
            change_program(house, town.shop, PROGRAM)
            connect_store(house, town.shop, double.address, keys_of(double))
        double.orders = {14: body(14, HUGO, days_ago=17)}
        smtp_url = mailbox.url
        stage = Stage(town.database_url, smtp_url, town.shop, town.secrets, folder / "progress")
        died = run(stage, deadly, log) == -SIGKILL
        assert died or not deadly.endswith(":1"), f"{deadly} was not reached"
        assert not died or run(stage, "", log) == 0
        assert read_progress(stage.progress)[0] == len(SCENES), deadly
        assert {ASHA} <= set(mailbox.recipients)
        try:
            return check_ending(stage, double)
        except AssertionError as error:
            raise AssertionError(f"after it was killed at {deadly}") from error


def run(stage: Stage, deadly: str, log: str) -> int | None:
    """Let a process give the play; gives how it ended."""
    process = processes.Process(target=perform, args=(stage, deadly, log))
    with one_at_a_time:
        process.start()
    connection.wait([process.sentinel], MOST_S)
    with one_at_a_time:
        ended = process.exitcode
    assert ended in (0, -SIGKILL), f"it ended with {ended}"
    return ended


def check_ending(stage: Stage, double: WooCommerceDouble) -> Ending:
    """Check that all is sound in the house and in the store; gives how the play ended."""
    house = build_house(stage.database_url, Clock(END_MS), secret=SECRET)
    with closing(house.store), house.store.reading() as parts:
        assert audit_shop(parts, stage.shop, END_MS) == []
        check_coupons(parts, stage.shop.shop_id, double)
        assert parts.effects.list_dead(stage.shop.shop_id, 10) == []
        return look(parts, stage.shop.shop_id)


def look(parts: Parts, shop_id: str) -> Ending:
    """Give how a play ended, with people by their names."""
    orders = parts.orders.list_latest(shop_id, 1000)
    rewards = parts.rewards.list_latest(shop_id, 1000)
    names = {}
    for person_id in {one.person_id for one in rewards}:
        person = parts.people.find(shop_id, person_id)
        names[person_id] = person.email if person else ""
    return Ending(
        tuple(sorted((row.order.order_ref, row.order.stage) for row in orders)),
        tuple(
            sorted(
                (one.rule, " ".join(names.get(word, word) for word in one.cause.split()),
                 names[one.person_id], one.amount_minor, one.state)
                for one in rewards
            )
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter[str], Ending]:
    """The play without a death: how often it came by each place, and how it ended."""
    folder = tmp_path_factory.mktemp("golden")
    ending = give_play(folder / "play", log=str(folder / "log"))
    return Counter((folder / "log").read_text().splitlines()), ending


def test_it_comes_by_many_places(golden: tuple[Counter[str], Ending]) -> None:
    places, ending = golden
    print(f"{len(places)} places: {sorted(places)}")
    assert len(places) >= FEWEST_PLACES
    assert {reward[-1] for reward in ending.rewards} == {"told", "reversed"}


def test_it_ends_the_same_wherever_it_is_killed(
    golden: tuple[Counter[str], Ending], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    places, ending = golden
    deaths = [f"{place}:{hit}" for place, hits in places.items() for hit in range(1, min(3, hits) + 1)]
    if not request.config.getoption("full"):
        seed = random.SystemRandom().randrange(10**9)
        print(f"seed {seed}, {FEW} of {len(deaths)} deaths")
        deaths = random.Random(seed).sample(deaths, FEW)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as plays:
        endings = plays.map(
            lambda number: give_play(tmp_path / str(number), deaths[number]), range(len(deaths))
        )
        assert [death for death, each in zip(deaths, endings, strict=True) if each != ending] == []


@pytest.mark.parametrize("number", range(SAMPLE))
def test_it_ends_the_same_on_postgres(
    golden: tuple[Counter[str], Ending], number: int, tmp_path: Path, postgres_url: str
) -> None:
    places, ending = golden
    deadly = f"{random.Random(SEED).sample(sorted(places), SAMPLE)[number]}:1"
    assert (deadly, give_play(tmp_path / "play", deadly, postgres_url)) == (deadly, ending)
