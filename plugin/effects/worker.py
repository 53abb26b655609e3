"""The worker: it sends what waits in the outbox, and does the house's chores.

Several may run at once: an effect is claimed with a lease and a fence before it leaves the house.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event, Thread
from typing import NamedTuple

import structlog

from plugin.actions.coupons import expire_coupons
from plugin.actions.house import House
from plugin.actions.rewards import settle_due
from plugin.actions.sweeping import retry_deliveries, sweep_shops
from plugin.effects.clerk import PAUSE_S, Clerk
from plugin.effects.notes import GivenUp, Sender
from plugin.effects.reconciling import reconcile_due
from plugin.effects.senders import GIVEN_UP, SENDERS
from plugin.errors import describe_failure

log = structlog.get_logger()

STOP_S = 8.0
MINUTE_S = 60.0


class Chore(NamedTuple):
    """Something to be done again and again: at once while there is something to do, else after a while."""

    do: Callable[[House], int]
    every_s: float


# Each has a thread of its own, so that a long one holds up neither the others nor the outbox.
CHORES = (
    Chore(retry_deliveries, 1.0),
    Chore(settle_due, 1.0),
    Chore(reconcile_due, 5.0),
    Chore(expire_coupons, MINUTE_S),
    Chore(sweep_shops, 60 * MINUTE_S),
)


def run_worker(house: House, stop: Event) -> None:
    """Work until told to stop; what was claimed and not begun is handed back then."""
    threads = [Thread(target=_keep_doing, args=(house, chore, stop), daemon=True) for chore in CHORES]
    for thread in threads:
        thread.start()
    with Clerk(house, SENDERS, GIVEN_UP) as clerk:
        while not stop.is_set():
            clerk.work_round()
        clerk.finish(STOP_S)
    for thread in threads:
        thread.join(STOP_S)


def run_due_effects(
    house: House, senders: Mapping[str, Sender] = SENDERS, given_up: Mapping[str, GivenUp] = GIVEN_UP
) -> int:
    """Do every effect that is due now; gives how many were tried."""
    tried_count = 0
    with Clerk(house, senders, given_up) as clerk:
        while (count := clerk.work_round(PAUSE_S if clerk.is_busy else 0)) or clerk.is_busy:
            tried_count += count
    return tried_count


def _keep_doing(house: House, chore: Chore, stop: Event) -> None:
    while not stop.is_set():
        try:
            worked = chore.do(house)
        except Exception as error:  # the next time it may go well, and nothing else waits for it
            log.error("chore_failed", chore=chore.do.__name__, where=describe_failure(error))
            worked = 0
        if not worked:
            stop.wait(chore.every_s)
