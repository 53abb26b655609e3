"""Outcomes: what came of effects is written in one unit with all that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugin.actions.house import House
from plugin.domain.retries import Calls, hear_answer, hear_busy, hear_nothing, judge_calls, wait_before_retry
from plugin.effects.calls import read_calls, write_calls
from plugin.effects.lanes import Outcome, Tray
from plugin.effects.notes import GivenUp
from plugin.errors import NotFound, StoreBusy, StoreRefused, StoreUnclear, describe_failure
from plugin.logbook import log
from plugin.store import Parts

MOST_FAILURE = 300
SENTENCES = (NotFound, StoreBusy, StoreRefused, StoreUnclear)  # their words are ours, and name nobody


def write_outcomes(
    house: House, given_up: Mapping[str, GivenUp], tray: Tray, outcomes: Sequence[Outcome], parts: Parts
) -> bool:
    """Write what came of some effects of one tray; gives whether its store may be called on.

    Whatever another worker has claimed meanwhile stays as it is.
    """
    now_ms = house.now_ms()
    for outcome in outcomes:
        _write(house, given_up, parts, outcome, now_ms)
    before = read_calls(parts, tray.shop.shop_id, tray.kind)
    if before is None:
        return True
    calls = before
    for outcome in outcomes:
        calls = _hear(house, calls, outcome, now_ms)
    if calls != before:
        write_calls(parts, tray.shop.shop_id, calls)
    return judge_calls(calls, now_ms) == "open"


def _write(
    house: House, given_up: Mapping[str, GivenUp], parts: Parts, outcome: Outcome, now_ms: int
) -> None:
    tray, effect, note, error = outcome
    if error is None:
        if note is None:
            parts.effects.put_back(effect, now_ms)
        elif parts.effects.finish(effect, now_ms):
            note(parts)
        return
    failure = _describe(error)
    if isinstance(error, StoreBusy):
        parts.effects.put_back(effect, now_ms + round(error.again_s * 1000), failure)
        return
    final = isinstance(error, (StoreRefused, NotFound))
    wait_ms = None if final else wait_before_retry(effect.tries_count, _draw(house))
    ours = parts.effects.postpone(effect, None if wait_ms is None else now_ms + wait_ms, failure)
    log.warning(
        "effect_failed", shop=effect.shop_id, effect=effect.effect_id, kind=effect.kind,
        given_up=wait_ms is None, where=describe_failure(error),
    )  # fmt: skip
    if ours and wait_ms is None and effect.kind in given_up:
        given_up[effect.kind](house, parts, tray.shop, effect, failure)


def _hear(house: House, calls: Calls, outcome: Outcome, now_ms: int) -> Calls:
    """Say what one outcome tells about the line to the store; our own mistakes tell nothing."""
    match outcome.error:
        case None:
            return hear_answer(calls) if outcome.note else calls
        case StoreRefused():
            return hear_answer(calls)
        case StoreBusy(again_s=again_s):
            return hear_busy(calls, now_ms, again_s)
        case StoreUnclear() | OSError():
            return hear_nothing(calls, now_ms, _draw(house), outcome.tray.is_trial)
        case _:
            return calls


def _describe(error: Exception) -> str:
    if isinstance(error, SENTENCES):
        return str(error)[:MOST_FAILURE]
    return f"It did not work ({type(error).__name__})."  # the error's own words may hold an address


def _draw(house: House) -> float:
    """Draw a number from 0 to 1."""
    return int.from_bytes(house.random_bytes(2), "big") / 65_535
