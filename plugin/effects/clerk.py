"""The clerk of the outbox: the one thread that claims effects and writes what came of them.

All that became known since the last round, and all that is claimed for the next, shares one commit where the
database can. Lanes call outside meanwhile, so no store that hangs keeps the clerk waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
from time import monotonic
from types import TracebackType
from typing import Any, NamedTuple

from plugin.actions.house import House
from plugin.domain.retries import begin_trial, judge_calls
from plugin.effects.calls import read_calls, write_calls
from plugin.effects.lanes import Lanes, Outcome, Tray
from plugin.effects.notes import GivenUp, Sender
from plugin.effects.outcomes import write_outcomes
from plugin.effects.post import PostOffice
from plugin.effects.senders import STORE_KINDS, list_ready_kinds
from plugin.store import Parts, Waiting
from plugin.store.effects import Effect

PAUSE_S = 0.1
LEASE_MS = 30_000
RENEW_MS = LEASE_MS // 3
MOST_OUTCOMES = 512
MOST_TRAYS = 2_000


class Claim(NamedTuple):
    """What was claimed for a tray, and whether it is to find out if its store answers again."""

    effects: Sequence[Effect]
    is_trial: bool


class Clerk:
    """Claims what is due, hands it to lanes, and writes what came of it."""

    def __init__(
        self, house: House, senders: Mapping[str, Sender], given_up: Mapping[str, GivenUp],
        office: PostOffice | None = None,
    ) -> None:  # fmt: skip
        self._house, self._given_up, self._office = house, given_up, office
        self._kinds = list_ready_kinds(house, senders)
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._trays: dict[tuple[str, str], Tray] = {}
        self._last_shop: dict[str, str] = {}
        self._renewed_at_ms = 0
        self._stores = Lanes(house, senders, self._outcomes, most=32, per_tray=4)
        self._mail = Lanes(house, senders, self._outcomes, most=8, per_tray=4)

    def __enter__(self) -> Clerk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stores.close()
        self._mail.close()

    @property
    def is_busy(self) -> bool:
        """Whether anything is in hand."""
        return any(tray.held for tray in self._trays.values())

    def work_round(self, pause_s: float = PAUSE_S) -> int:
        """Wait for outcomes, write them, and hand out what is due; gives how many effects were tried."""
        outcomes = self._collect(pause_s)
        now_ms = self._house.now_ms()
        hungry = self._list_hungry(now_ms)
        for tray, claim in zip(hungry, self._write(outcomes, hungry, now_ms), strict=True):
            if claim.effects:
                self._lanes(tray.kind).send(tray, claim.effects, now_ms + LEASE_MS, claim.is_trial)
        self._renew(now_ms)
        return sum(1 for one in outcomes if one.note or one.error)

    def finish(self, most_s: float) -> None:
        """Hand back what no lane has begun, and write what comes of the rest within so many seconds."""
        for tray in self._trays.values():
            self._clear(tray)
        end_s = monotonic() + most_s
        while self.is_busy and monotonic() < end_s:
            self._write(self._collect(PAUSE_S), [], self._house.now_ms())

    def _collect(self, pause_s: float) -> list[Outcome]:
        """Wait for an outcome, then take all that are there."""
        found: list[Outcome] = []
        with suppress(Empty):
            found.append(self._outcomes.get(timeout=pause_s))
            while len(found) < MOST_OUTCOMES:
                found.append(self._outcomes.get_nowait())
        return found

    def _list_hungry(self, now_ms: int) -> list[Tray]:
        """Give the trays that shall be filled, no more than lanes are free; every shop gets its turn."""
        hungry: list[Tray] = []
        with self._house.store.reading() as parts:
            for kind in filter(self._is_open, self._kinds):
                found = self._list_hungry_of(parts, kind, now_ms)
                some = list(islice(found, self._lanes(kind).free_count))
                if some:
                    self._last_shop[kind] = some[-1].shop.shop_id
                hungry += some
        return hungry

    def _list_hungry_of(self, parts: Parts, kind: str, now_ms: int) -> Iterator[Tray]:
        due, last = parts.effects.list_shops_due(kind, now_ms), self._last_shop.get(kind, "")
        for shop_id in sorted(due, key=lambda shop_id: (shop_id <= last, shop_id)):
            tray = self._open_tray(parts, shop_id, kind)
            if tray and self._lanes(kind).can_take(tray) and _may_call(parts, tray, now_ms):
                yield tray

    def _open_tray(self, parts: Parts, shop_id: str, kind: str) -> Tray | None:
        tray = self._trays.get((shop_id, kind))
        shop = parts.shops.find_by_id(shop_id) if tray is None or not tray.held else tray.shop
        if shop is None:
            return None
        if tray is None:
            tray = self._trays[shop_id, kind] = Tray(shop, kind)
        tray.shop = shop
        return tray

    def _write(self, outcomes: Sequence[Outcome], hungry: Sequence[Tray], now_ms: int) -> list[Claim]:
        """Write outcomes and claim for the hungry trays, with one commit for all."""
        batches: dict[Tray, list[Outcome]] = {}
        for one in outcomes:
            batches.setdefault(one.tray, []).append(one)
        holder = self._office.holder if self._office else ""
        units: list[tuple[str, Callable[[Parts], Any]]] = [
            *((tray.shop.shop_id, self._writing(tray, batch)) for tray, batch in batches.items()),
            *((tray.shop.shop_id, partial(_claim, tray, now_ms, holder)) for tray in hungry),
        ]
        done = iter(self._house.store.together(units) if units else ())
        for (tray, batch), unit in zip(batches.items(), done, strict=False):
            self._settle(tray, batch, unit)
        return [unit.wait() for unit in done]

    def _writing(self, tray: Tray, batch: Sequence[Outcome]) -> Callable[[Parts], bool]:
        return partial(write_outcomes, self._house, self._given_up, tray, batch)

    def _settle(self, tray: Tray, batch: Sequence[Outcome], unit: Waiting[bool]) -> None:
        try:
            may_call = unit.wait()
        except Exception:  # one note failed, and took the others with it
            may_call = all([self._write_alone(tray, one) for one in batch])
        for one in batch:
            if tray.held.get(one.effect.effect_id) is one.effect:
                del tray.held[one.effect.effect_id]
        if may_call:
            self._lanes(tray.kind).go_on(tray)
        else:
            self._clear(tray)

    def _write_alone(self, tray: Tray, one: Outcome) -> bool:
        unit = partial(self._house.store.unit, tray.shop.shop_id)
        try:
            return unit(self._writing(tray, [one]))
        except Exception as error:  # its own note failed: it counts as not done
            return unit(self._writing(tray, [one._replace(note=None, error=error)]))

    def _clear(self, tray: Tray) -> None:
        """Take back what no lane has begun."""
        for effect in tray.clear():
            self._outcomes.put(Outcome(tray, effect))

    def _renew(self, now_ms: int) -> None:
        """Keep what is in hand for longer; where another worker has taken any of it, begin no more of it."""
        if now_ms - self._renewed_at_ms < RENEW_MS:
            return
        self._renewed_at_ms, until_at_ms = now_ms, now_ms + LEASE_MS
        if len(self._trays) > MOST_TRAYS:
            self._trays = {key: tray for key, tray in self._trays.items() if tray.held}
        trays = [tray for tray in self._trays.values() if tray.held]
        units = [
            (tray.shop.shop_id, partial(_renew, list(tray.held.values()), until_at_ms)) for tray in trays
        ]
        for tray, unit in zip(trays, self._house.store.together(units) if units else (), strict=True):
            if unit.wait():
                tray.lease_until_ms = until_at_ms
            else:
                self._clear(tray)

    def _is_open(self, kind: str) -> bool:
        return self._office is None or self._office.is_open(kind)

    def _lanes(self, kind: str) -> Lanes:
        return self._stores if kind in STORE_KINDS else self._mail


def _may_call(parts: Parts, tray: Tray, now_ms: int) -> bool:
    calls = read_calls(parts, tray.shop.shop_id, tray.kind)
    match judge_calls(calls, now_ms) if calls else "open":
        case "open":
            return True
        case "trial":
            return not tray.held  # what was under way before must not pass for the trial
        case _:
            return False


def _claim(tray: Tray, now_ms: int, holder: str, parts: Parts) -> Claim:
    shop_id, until_at_ms = tray.shop.shop_id, now_ms + LEASE_MS
    calls = read_calls(parts, shop_id, tray.kind)
    state = judge_calls(calls, now_ms) if calls else "open"
    most = {"open": tray.choose_portion(now_ms), "trial": 1, "closed": 0}[state]
    effects = parts.effects.claim(shop_id, tray.kind, now_ms, until_at_ms, most, holder) if most else []
    if calls and state == "trial" and effects:
        write_calls(parts, shop_id, begin_trial(calls, until_at_ms))
    return Claim(effects, state == "trial")


def _renew(effects: Sequence[Effect], until_at_ms: int, parts: Parts) -> bool:
    return all([parts.effects.renew(effect, until_at_ms) for effect in effects])
