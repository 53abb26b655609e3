"""Plays that went wrong once, each told in two orders: after every line the house owes what it should."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import filterfalse
from pathlib import Path
from typing import Any

import pytest

from plugin.domain.fraud import FraudRules
from tests.cast import DAY_MS, NOW_MS
from tests.fault.facts import World, begin, make_template
from tests.fault.model import work_out
from tests.fault.programs import FAR_MS, PROGRAMS, TEN_PERCENT
from tests.fault.told import Account, Claim, Fact, Sign, Step
from tests.loop import make_loop_program


def buy(order_ref: str, buyer: str, days_ago: int, *own_codes: str, **changes: Any) -> Account:
    """Make the account of an order that was paid some days ago with these people's codes."""
    at_ms = NOW_MS - days_ago * DAY_MS
    signs = tuple(Sign("own code", name) for name in own_codes)
    order = Account(order_ref, buyer, "paid", at_ms, at_ms, 50_000, paid_at_ms=at_ms, signs=signs)
    return replace(order, **changes)


FIRST_THREE = [buy(f"{day}", name, day, "asha") for name, day in [("tomas", 3), ("meera", 2), ("farid", 1)]]
BACK = replace(FIRST_THREE[0], stage="refunded", refunded_minor=50_000, updated_at_ms=NOW_MS)
CLAIMED = Claim("c1", "asha", NOW_MS + 1, "farid")
CLAIMED_TOO = Claim("c2", "bikram", NOW_MS + 2, "farid")

WATCHED = make_loop_program(TEN_PERCENT, TEN_PERCENT, fraud=FraudRules(leak_count=3))

# What was found wrong once: a program, and what is heard there.
PLAYS: dict[str, tuple[str, list[Fact]]] = {
    "two offers are claimed": ("claimed", [CLAIMED, CLAIMED_TOO]),
    "two offers before registering": (
        "registered", [CLAIMED, CLAIMED_TOO, Step("registered", "farid", NOW_MS + 3)]
    ),
    "a customer claims": ("claimed", [Claim("c1", "asha", NOW_MS + 1, "bikram")]),
    "a friend claims, and was a customer": ("claimed", [CLAIMED, buy("1", "farid", 1)]),
    "a friend registered before": ("registered", [CLAIMED, Step("registered", "farid", NOW_MS)]),
    "a friend buys, then claims": ("coupons", [buy("1", "farid", 1, "asha"), CLAIMED]),
    "a friend claims once more": (
        "claimed", [CLAIMED, Claim("c2", "asha", NOW_MS + 40 * DAY_MS, "farid")],
    ),
    "the offer is taken often, later": (
        "watched",
        [buy("1", "farid", 5, "asha"), *(Claim(f"c{n}", "asha", NOW_MS + n) for n in range(1, 4)),
         buy("1", "farid", 5, "asha", updated_at_ms=NOW_MS, total_minor=50_001)],
    ),
    "a friend less": ("rising coupons", [*FIRST_THREE, BACK]),
    "a friend less, by shares": ("rising points", [*FIRST_THREE, BACK]),
}  # fmt: skip


def is_claim(fact: Fact) -> bool:
    """Say whether a fact happened at the house's own door, and so in its own order."""
    return isinstance(fact, Claim)


@pytest.mark.parametrize("play", list(PLAYS))
@pytest.mark.parametrize("turn", [1, -1])
def test_it_owes_what_the_model_says(play: str, turn: int, tmp_path: Path, sqlite_template: Path) -> None:
    name, told = PLAYS[play]
    program = PROGRAMS.get(name, WATCHED)
    template = make_template(tmp_path / "template.db", sqlite_template, program)
    facts = begin(program)
    with closing(World(template, tmp_path / "sathi.db", 1)) as world:
        for fact in told if turn > 0 else [*filter(is_claim, told), *filterfalse(is_claim, told[::-1])]:
            world.clock.at_ms = max(world.clock(), fact.at_ms if isinstance(fact, Claim | Step) else 0)
            assert world.hear(fact)
            facts.told.append(fact)
            world.tick()
            assert world.audit() == []
            assert world.owed() == work_out(facts, world.clock())
        world.clock.move(FAR_MS)
        world.tick()
        assert world.audit() == []
        assert world.owed() == work_out(facts, world.clock())


def test_it_gives_another_coupon_where_another_sent_the_buyer(tmp_path: Path, sqlite_template: Path) -> None:
    template = make_template(tmp_path / "template.db", sqlite_template, PROGRAMS["coupons"])
    facts = begin(PROGRAMS["coupons"])
    facts.told.append(buy("1", "farid", 30, "asha"))
    with closing(World(template, tmp_path / "sathi.db", 1)) as world:
        for word in ("asha", "bikram", "asha"):
            assert world.hear(facts.told[-1]) and world.correct("1", word)
            world.tick()
            facts.words["1"] = word
            assert world.audit() == []
            assert world.owed() == work_out(facts, world.clock())
            assert {key[2] for key in world.owed()} == {word}
