"""Inviting all: a run over everybody whom the shop knows, page by page, paused, resumed and stopped at will.

Where it is stands beside what it wrote, in one unit: whoever is killed on the way, nobody is asked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

import msgspec

from plugin.actions.campaigns import Kept, find_campaign, list_campaigns, switch
from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.occasions import BROKEN, put_off, settle_occasion
from plugin.actions.rounds import pair_with_shops
from plugin.actions.shops import standing_program
from plugin.actions.sittings import Sitting, open_sitting
from plugin.domain.campaign_settings import Happening, Once, Schedule
from plugin.domain.mailing import next_allowed_at
from plugin.domain.measuring import is_resting
from plugin.domain.moments import DAY_MS
from plugin.domain.program import Program
from plugin.errors import InvalidInput, NotFound, describe_failure
from plugin.logbook import log
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.campaigns import Run, RunState
from plugin.store.occasions import Occasion
from plugin.words.speaking import say

Decide = Callable[[Sitting, Occasion], Occasion]

OPEN: tuple[RunState, ...] = ("running", "paused")
PAGE = 100
# A run goes no further ahead of what was sent, so that pausing it stops the mail too.
MOST_AHEAD = 1_000


def start_run(house: House, shop: Shop, key: str) -> Run:
    """Begin to write to everybody whom a campaign is for; one that is under way goes on as it is.

    It switches the campaign on. Raises NotFound, and InvalidInput where it cannot be started.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> Run:
        kept = find_campaign(parts, shop, key)
        last = parts.campaigns.last_run(shop.shop_id, key)
        _check_startable(parts, shop, kept)
        switch(house, parts, shop, key, True, now_ms)
        if last and last.state in OPEN:
            return last
        return begin_run(house, parts, shop, key, now_ms)

    return house.store.unit(shop.shop_id, work)


def is_startable(parts: Parts, shop: Shop, key: str) -> bool:
    """Say whether a campaign begins when the merchant starts it, and no run of it is open."""
    last = parts.campaigns.last_run(shop.shop_id, key)
    is_open = last is not None and last.state in OPEN
    return isinstance(find_campaign(parts, shop, key).campaign.when, Once) and not is_open


def begin_run(house: House, parts: Parts, shop: Shop, key: str, now_ms: int) -> Run:
    """Write a run that begins, inside a unit."""
    run = Run(
        run_id=house.new_id("run", now_ms), campaign_key=key, state="running", cursor="",
        people_count=parts.profiles.count_people(shop.shop_id), looked_count=0, started_at_ms=now_ms,
        changed_at_ms=now_ms,
    )  # fmt: skip
    parts.campaigns.add_run(shop.shop_id, run)
    after = {"campaign": key, "state": run.state}
    note_change(house, parts, shop, "run", run.run_id, None, after, now_ms)
    return run


def pause_run(house: House, shop: Shop, key: str) -> Run:
    """Let a run rest until it is resumed; raises NotFound and InvalidInput."""
    return _turn(house, shop, key, ("running",), "paused")


def resume_run(house: House, shop: Shop, key: str) -> Run:
    """Let a paused run go on where it was; raises NotFound and InvalidInput."""
    return _turn(house, shop, key, ("paused",), "running")


def stop_run(house: House, shop: Shop, key: str) -> Run:
    """End a run for good; what was posted stands. Raises NotFound and InvalidInput."""
    return _turn(house, shop, key, OPEN, "stopped")


def _turn(house: House, shop: Shop, key: str, from_states: tuple[RunState, ...], state: RunState) -> Run:
    now_ms = house.now_ms()

    def work(parts: Parts) -> Run:
        run = parts.campaigns.last_run(shop.shop_id, key)
        if run is None:
            raise NotFound("The campaign {key} of {shop} was never started.", key=key, shop=shop.name)
        if run.state not in (*from_states, state):
            raise InvalidInput("run", "This run of the campaign is over: start another one.")
        turned = msgspec.structs.replace(run, state=state, changed_at_ms=now_ms)
        parts.campaigns.change_run(shop.shop_id, turned)
        before, after = ({"campaign": key, "state": one.state} for one in (run, turned))
        note_change(house, parts, shop, "run", run.run_id, before, after, now_ms)
        return turned

    return house.store.unit(shop.shop_id, work)


def go_on_runs(house: House) -> int:
    """Take every run that is under way one page further; gives how many people were looked at."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        going = pair_with_shops(parts, parts.campaigns.list_going())
    return sum(_go_on_safely(house, shop, run_id, now_ms) for shop, run_id in going)


def _go_on_safely(house: House, shop: Shop, run_id: str, now_ms: int) -> int:
    """Go on by a page, or where somebody in it cannot be decided by one person, or past that person."""

    def go_on(most: int, decide: Decide) -> int:
        return house.store.unit(
            shop.shop_id, lambda parts: _go_on(house, parts, shop, run_id, now_ms, most, decide)
        )

    try:
        return go_on(PAGE, settle_occasion)
    except Exception as error:  # one who cannot be decided must hold up neither the others nor other shops
        log.error("inviting_failed", shop=shop.shop_id, where=describe_failure(error))
    return sum(1 for _ in takewhile(bool, (_go_past_one(go_on) for _ in range(PAGE))))


def _go_past_one(go_on: Callable[[int, Decide], int]) -> int:
    try:
        return go_on(1, settle_occasion)
    except Exception:  # why was logged with the page
        return go_on(1, put_off)


def _go_on(
    house: House, parts: Parts, shop: Shop, run_id: str, now_ms: int, most: int, decide: Decide
) -> int:
    run = parts.campaigns.find_run(shop.shop_id, run_id)
    if run is None or run.state != "running" or find_obstacle(parts, shop, run, now_ms):
        return 0
    sitting = open_sitting(house, parts, shop, now_ms)
    people = sitting.read_people(run.cursor, most)
    for person_id in people:
        turn = make_turn(sitting, run.campaign_key, person_id, run_id)
        parts.occasions.add(shop.shop_id, decide(sitting, turn))
    goes_on = len(people) == most or parts.occasions.has_waiting(shop.shop_id, run_id, but_for=BROKEN)
    if people or not goes_on:
        moved = msgspec.structs.replace(
            run, cursor=people[-1] if people else run.cursor, looked_count=run.looked_count + len(people),
            state="running" if goes_on else "done", changed_at_ms=now_ms,
        )  # fmt: skip
        parts.campaigns.change_run(shop.shop_id, moved)
    return len(people)


def find_obstacle(parts: Parts, shop: Shop, run: Run, now_ms: int) -> str:
    """Say in words why a run waits just now; empty where it goes on."""
    program = standing_program(parts, shop)[1]
    if switched_off := _find_switched_off(parts, shop, run, program):
        return switched_off
    if is_resting(program.measuring, now_ms):
        return say("It waits: this is a week without the program, for measuring.")
    waiting_count = parts.messages.count(shop.shop_id, now_ms).waiting_count
    if waiting_count >= MOST_AHEAD:
        return say(
            "It waits until some of the {count} messages before it are sent.", count=f"{waiting_count:,}"
        )
    if next_allowed_at(now_ms, shop.time_zone, program.post) > now_ms:
        return say("It waits: these are quiet hours at the shop.")
    return ""


def _find_switched_off(parts: Parts, shop: Shop, run: Run, program: Program) -> str:
    if not program.live:
        return say("It waits: the program is paused.")
    if not find_campaign(parts, shop, run.campaign_key).is_on:
        return say("It waits: the campaign is off.")
    return say("It waits: the shop has removed Sathi.") if shop.uninstalled_at_ms is not None else ""


def make_turn(sitting: Sitting, key: str, person_id: str, run_id: str) -> Occasion:
    """Make one person's turn in a run, not decided yet."""
    return Occasion(
        occasion_id=sitting.house.new_id("occ", sitting.now_ms),
        campaign_key=key,
        person_id=person_id,
        cause=f"run {run_id}",
        run_id=run_id,
        since_at_ms=sitting.now_ms,
        due_at_ms=sitting.now_ms,
    )


def start_scheduled(house: House) -> int:
    """Begin the runs of campaigns on a schedule whose time has come; gives how many."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        due = [
            (shop, kept.key)
            for shop in parts.shops.list()
            for kept in list_campaigns(parts, shop)
            if _is_scheduled_now(parts, shop, kept, now_ms)
        ]

    def begin(parts: Parts, shop: Shop, key: str) -> None:
        if _is_scheduled_now(parts, shop, find_campaign(parts, shop, key), now_ms):
            begin_run(house, parts, shop, key, now_ms)

    for shop, key in due:
        house.store.unit(shop.shop_id, partial(begin, shop=shop, key=key))
    return len(due)


def _is_scheduled_now(parts: Parts, shop: Shop, kept: Kept, now_ms: int) -> bool:
    when = kept.campaign.when
    program = standing_program(parts, shop)[1]
    is_asking = program.live and not is_resting(program.measuring, now_ms)
    if not (kept.is_on and isinstance(when, Schedule) and is_asking):
        return False
    last = parts.campaigns.last_run(shop.shop_id, kept.key)
    if last is None:
        return True
    return last.state not in OPEN and now_ms >= last.started_at_ms + when.every_days * DAY_MS


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `counts` is by (verdict, first rule that held it), with "" for what is undecided."""

    run: Run
    counts: Mapping[tuple[str, str], int]
    obstacle: str

    @property
    def sent_count(self) -> int:
        return self.counts.get(("sent", ""), 0)

    @property
    def waiting_count(self) -> int:
        return sum(count for (verdict, _), count in self.counts.items() if not verdict)

    @property
    def held(self) -> list[tuple[str, int]]:
        """How many were not written to, by the first rule that held them, the most first."""
        held = [(why, count) for (verdict, why), count in self.counts.items() if verdict == "held"]
        return sorted(held, key=lambda one: (-one[1], one[0]))


def find_progress(house: House, parts: Parts, shop: Shop, key: str) -> Progress | None:
    """Give how far a campaign's last run is; None where it was never started."""
    run = parts.campaigns.last_run(shop.shop_id, key)
    if run is None:
        return None
    counts = parts.occasions.count_of_run(shop.shop_id, run.run_id)
    obstacle = find_obstacle(parts, shop, run, house.now_ms()) if run.state == "running" else ""
    return Progress(run, counts, obstacle)


def _check_startable(parts: Parts, shop: Shop, kept: Kept) -> None:
    if isinstance(kept.campaign.when, Happening):
        raise InvalidInput(
            "campaign", "This campaign waits for an event: switch it on instead of starting it."
        )
    if not standing_program(parts, shop)[1].live:
        raise InvalidInput("program", "The program is paused: set it live before you invite anybody.")
