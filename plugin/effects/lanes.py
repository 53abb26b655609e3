"""Lanes: threads that send what lies on a shop's tray, one effect after the other, and write nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock
from typing import NamedTuple

from plugin.actions.house import House
from plugin.effects.notes import Note, Sender
from plugin.model import Shop
from plugin.store.effects import Effect

FEW = 4
MOST = 128
FAST_MS = 1_000


class Outcome(NamedTuple):
    """What came of one effect: a note when it was done, an error when it failed, else it was not begun."""

    tray: Tray
    effect: Effect
    note: Note | None = None
    error: Exception | None = None


class Tray:
    """What this worker has in hand for one kind of effect of one shop.

    `held` is what was claimed and not yet written back; only the clerk looks at it.
    """

    def __init__(self, shop: Shop, kind: str) -> None:
        self.shop, self.kind = shop, kind
        self.held: dict[str, Effect] = {}
        self.lease_until_ms = 0
        self.lanes_count = 0
        self.is_trial = False
        self._filled_at_ms, self._portion = 0, FEW
        self._waiting: deque[Effect] = deque()
        self._is_held_up = False
        self._turn = Lock()

    def choose_portion(self, now_ms: int) -> int:
        """Say how much to put on it: ever more for a fast store, little for a slow one: others may help."""
        fast = now_ms - self._filled_at_ms < FAST_MS
        self._filled_at_ms = now_ms
        self._portion = min(2 * self._portion, MOST) if fast else max(self._portion // 2, FEW)
        return self._portion

    def wants_more(self, lanes_count: int) -> bool:
        """Say whether a lane would stand idle."""
        return not self._waiting and not self._is_held_up and self.lanes_count < lanes_count

    def fill(self, effects: Sequence[Effect], lease_until_ms: int, is_trial: bool) -> None:
        """Put claimed effects on it."""
        self.held |= {effect.effect_id: effect for effect in effects}
        self.lease_until_ms, self.is_trial = lease_until_ms, is_trial
        with self._turn:
            self._waiting.extend(effects)

    def add_lanes(self, most: int) -> int:
        """Let it be emptied; gives how many lanes to start for that."""
        with self._turn:
            self._is_held_up = False
            more = max(min(len(self._waiting), most - self.lanes_count), 0)
            self.lanes_count += more
        return more

    def hold_up(self) -> None:
        """Let nothing more be taken before the clerk knows that a call failed."""
        with self._turn:
            self._is_held_up = True

    def take(self) -> Effect | None:
        """Take the next effect; None tells a lane to end."""
        with self._turn:
            if self._waiting and not self._is_held_up:
                return self._waiting.popleft()
            self.lanes_count -= 1
            return None

    def clear(self) -> list[Effect]:
        """Take everything off that no lane has begun."""
        with self._turn:
            left, self._waiting = list(self._waiting), deque()
            self._is_held_up = False
        return left


class Lanes:
    """A bounded pool of threads; each tray gets only a few, so that a store that hangs holds up no other."""

    def __init__(
        self,
        house: House,
        senders: Mapping[str, Sender],
        outcomes: SimpleQueue[Outcome],
        most: int,
        per_tray: int,
    ) -> None:
        self._house, self._senders, self._outcomes = house, senders, outcomes
        self._most, self._per_tray = most, per_tray
        self._running_count, self._turn = 0, Lock()
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="sathi-lane")

    @property
    def free_count(self) -> int:
        """How many lanes stand idle."""
        return max(self._most - self._running_count, 0)

    def can_take(self, tray: Tray) -> bool:
        """Say whether a tray is empty and has not all its lanes yet."""
        return tray.wants_more(self._per_tray)

    def send(self, tray: Tray, effects: Sequence[Effect], lease_until_ms: int, is_trial: bool) -> None:
        """Put claimed effects on a tray, and let lanes send them."""
        tray.fill(effects, lease_until_ms, is_trial)
        self.go_on(tray)

    def go_on(self, tray: Tray) -> None:
        """Send what is left on a tray."""
        for _ in range(tray.add_lanes(self._per_tray)):
            self._count(1)
            self._threads.submit(self._run, tray)

    def close(self) -> None:
        """Let go of the threads; one that is calling outside ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _run(self, tray: Tray) -> None:
        while effect := tray.take():
            self._outcomes.put(self._send_one(tray, effect))
        self._count(-1)

    def _send_one(self, tray: Tray, effect: Effect) -> Outcome:
        if self._house.now_ms() >= tray.lease_until_ms:
            return Outcome(tray, effect)  # this process was stopped for a while: it may be another's by now
        try:
            return Outcome(tray, effect, note=self._senders[tray.kind](self._house, tray.shop, effect))
        except Exception as error:  # whatever is wrong with one effect, the others must go out
            tray.hold_up()
            return Outcome(tray, effect, error=error)

    def _count(self, by: int) -> None:
        with self._turn:
            self._running_count += by
