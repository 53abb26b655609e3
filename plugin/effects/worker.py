"""The worker: it sends what waits in the outbox, and does the house's chores.

Several may run at once: an effect is claimed with a lease and a fence before it leaves the house.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from threading import Event, Thread
from typing import NamedTuple

from plugin.actions.commission import settle_partners
from plugin.actions.coupons import expire_coupons
from plugin.actions.health import BEAT_MS, beat
from plugin.actions.house import House
from plugin.actions.inviting import go_on_runs, start_scheduled
from plugin.actions.measuring import measure_running
from plugin.actions.noticing import notice_happenings
from plugin.actions.occasions import decide_due
from plugin.actions.rewards import settle_due
from plugin.actions.sessions import forget_sessions
from plugin.actions.statement_post import post_statements
from plugin.actions.sums import sum_days
from plugin.actions.sweeping import retry_deliveries, sweep_shops
from plugin.actions.weekly import post_weekly
from plugin.actions.working_out import work_out_sheets
from plugin.effects.clerk import PAUSE_S, Clerk
from plugin.effects.notes import GivenUp, Sender
from plugin.effects.post import PostOffice, take_over_books
from plugin.effects.reconciling import reconcile_due
from plugin.effects.senders import GIVEN_UP, list_senders
from plugin.errors import describe_failure
from plugin.logbook import log

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
    Chore(settle_partners, 1.0),
    Chore(reconcile_due, 5.0),
    Chore(notice_happenings, 5.0),
    Chore(decide_due, 1.0),
    Chore(go_on_runs, 1.0),
    Chore(start_scheduled, MINUTE_S),
    Chore(take_over_books, 5.0),
    Chore(sum_days, MINUTE_S),
    Chore(expire_coupons, MINUTE_S),
    Chore(work_out_sheets, MINUTE_S),
    Chore(beat, BEAT_MS / 1000),
    Chore(sweep_shops, 60 * MINUTE_S),
    Chore(forget_sessions, 60 * MINUTE_S),
    Chore(post_statements, 60 * MINUTE_S),
    Chore(post_weekly, 5 * MINUTE_S),
    Chore(measure_running, 60 * MINUTE_S),
)


def run_worker(house: House, stop: Event) -> None:
    """Work until told to stop; what was claimed and not begun is handed back then."""
    threads = [Thread(target=_keep_doing, args=(house, chore, stop), daemon=True) for chore in CHORES]
    for thread in threads:
        thread.start()
    with PostOffice(house) as office, Clerk(house, list_senders(office), GIVEN_UP, office) as clerk:
        while not stop.is_set():
            clerk.work_round()
        clerk.finish(STOP_S)
    for thread in threads:
        thread.join(STOP_S)


def run_due_effects(
    house: House,
    senders: Mapping[str, Sender] | None = None,
    given_up: Mapping[str, GivenUp] = GIVEN_UP,
    kinds: Collection[str] = (),
) -> int:
    """Do every effect that is due now, or those of some kinds; gives how many were tried."""
    with PostOffice(house) as office:
        chosen = list_senders(office) if senders is None else senders
        some = {kind: sender for kind, sender in chosen.items() if not kinds or kind in kinds}
        return _run_due(Clerk(house, some, given_up, office))


def _run_due(clerk: Clerk) -> int:
    tried_count = 0
    with clerk:
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
