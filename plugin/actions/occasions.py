"""Deciding turns: each person's turn in a campaign becomes a message, waits, or is held, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter

import msgspec

from plugin.actions.assigning import note_drawn
from plugin.actions.house import House
from plugin.actions.people import list_names, must_find_by_email
from plugin.actions.posting import Draft, choose_language, post_message
from plugin.actions.recalling import recall_case
from plugin.actions.rounds import pair_with_shops
from plugin.actions.sittings import Sitting, open_sitting
from plugin.domain.campaign_case import Case
from plugin.domain.campaign_rules import worth_until
from plugin.domain.campaign_settings import Once
from plugin.domain.campaigns import decide_message, first_failed, next_try_at
from plugin.domain.mailing import next_allowed_in, zones_of
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.errors import describe_failure
from plugin.logbook import log
from plugin.model import Decision, MessageKind, Shop
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.store.occasions import Occasion
from plugin.store.people import Person

MOST_AT_ONCE = 100
BROKEN_DAYS = 90  # longer than anything waits for another reason
QUIET, ERASED, BROKEN, STALE = "quiet_hours", "erased", "broken", "stale"
STOPPED, PAUSED = "run_stopped", "run_paused"
REMINDER = " reminder "


def decide_due(house: House, shop_id: str = "") -> int:
    """Decide the turns of a shop, "" for all, whose time has come, shop by shop; gives how many."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        due = pair_with_shops(parts, sorted(parts.occasions.list_due(shop_id, now_ms, MOST_AT_ONCE)))
    for shop, pairs in groupby(due, key=itemgetter(0)):
        _decide_all(house, shop, [occasion_id for _, occasion_id in pairs], now_ms)
    return len(due)


def _decide_all(house: House, shop: Shop, occasion_ids: Sequence[str], now_ms: int) -> None:
    """Decide turns of one shop in one unit; where one of them breaks it, each alone."""

    def work(some: Sequence[str], parts: Parts) -> None:
        sitting = open_sitting(house, parts, shop, now_ms)
        for occasion_id in some:
            _decide_one(sitting, occasion_id)

    try:
        house.store.unit(shop.shop_id, partial(work, occasion_ids))
    except Exception as error:  # one that cannot be decided must hold up no other
        log.error("deciding_failed", shop=shop.shop_id, where=describe_failure(error))
        for occasion_id in occasion_ids:
            try:
                house.store.unit(shop.shop_id, partial(work, [occasion_id]))
            except Exception:  # why was logged with the others
                house.store.unit(shop.shop_id, partial(_put_off, shop, occasion_id, now_ms))


def _decide_one(sitting: Sitting, occasion_id: str) -> None:
    occasion = sitting.parts.occasions.find(sitting.shop.shop_id, occasion_id)
    if occasion and occasion.due_at_ms is not None:
        settled = _halt(sitting, occasion) or settle_occasion(sitting, occasion)
        sitting.parts.occasions.settle(sitting.shop.shop_id, settled)


def _halt(sitting: Sitting, occasion: Occasion) -> Occasion | None:
    """Give the turn as it is where its run was stopped or paused while it waited; None where it goes on."""
    run = sitting.parts.campaigns.find_run(sitting.shop.shop_id, occasion.run_id) if occasion.run_id else None
    halted = msgspec.structs.replace(occasion, reasons=())
    if run and run.state == "stopped":
        return _close(halted, sitting.now_ms, None, STOPPED)
    if run and run.state == "paused":
        return msgspec.structs.replace(halted, due_at_ms=sitting.now_ms + HOUR_MS, why=PAUSED)
    return None


def _put_off(shop: Shop, occasion_id: str, now_ms: int, parts: Parts) -> None:
    occasion = parts.occasions.find(shop.shop_id, occasion_id)
    if occasion:
        parts.occasions.settle(shop.shop_id, _wait_or_close(occasion, now_ms))


def put_off(sitting: Sitting, occasion: Occasion) -> Occasion:
    """Let a turn that could not be decided wait for an hour; gives it as it stands then."""
    return _wait_or_close(occasion, sitting.now_ms)


def _wait_or_close(occasion: Occasion, now_ms: int) -> Occasion:
    """Try again in an hour; what has been broken for very long is held."""
    if occasion.why == BROKEN and now_ms > occasion.since_at_ms + BROKEN_DAYS * DAY_MS:
        return _close(occasion, now_ms, None, BROKEN)
    return msgspec.structs.replace(occasion, due_at_ms=now_ms + HOUR_MS, why=BROKEN)


def settle_occasion(sitting: Sitting, occasion: Occasion) -> Occasion:
    """Decide one turn, post its message and plan the reminder that follows; gives the turn as it is then.

    The caller writes it. What time alone may mend, or the quiet hours hold, waits on.
    """
    case = recall_case(sitting, occasion)
    if case is None:
        return _close(occasion, sitting.now_ms, None, ERASED)
    decision = decide_message(case)
    decided = msgspec.structs.replace(occasion, reasons=decision.reasons, why=first_failed(decision))
    is_late = not occasion.why and sitting.now_ms > worth_until(case)  # no worker was there in time
    if is_late and decided.why in ("", "holdout"):
        return _close(decided, sitting.now_ms, None, STALE)
    if (again_at_ms := _find_wait(sitting, case, decision)) is not None:
        why = decided.why or QUIET
        return msgspec.structs.replace(decided, due_at_ms=again_at_ms, why=why)
    if case.is_marketing:
        note_drawn(sitting.parts, sitting.shop, sitting.program, occasion.person_id, decision, sitting.now_ms)
    if not decision.show:
        return _close(decided, sitting.now_ms, None, decided.why)
    message_id = _post(sitting, case, decided)
    _plan_reminder(sitting, case, decided)
    return _close(decided, sitting.now_ms, message_id, "")


def _find_wait(sitting: Sitting, case: Case, decision: Decision) -> int | None:
    """Give until when a turn waits: for what time mends, or for the end of the quiet hours."""
    if not decision.show:
        return next_try_at(case, decision)
    if not case.is_marketing:
        return None
    shop = sitting.shop
    zones = zones_of(case.customer.country, shop.country, shop.time_zone)
    allowed_at_ms = next_allowed_in(sitting.now_ms, zones, sitting.program.post)
    return allowed_at_ms if allowed_at_ms > sitting.now_ms else None


def _close(occasion: Occasion, now_ms: int, message_id: str | None, why: str) -> Occasion:
    return msgspec.structs.replace(
        occasion, due_at_ms=None, decided_at_ms=now_ms, verdict="held" if why else "sent", why=why,
        message_id=message_id,
    )  # fmt: skip


def _post(sitting: Sitting, case: Case, occasion: Occasion) -> str:
    """Post the message of a turn; gives the id of the one posted for the same cause, now or before."""
    campaign, house, parts, shop = case.campaign, sitting.house, sitting.parts, sitting.shop
    kind: MessageKind = "reminder" if case.step else campaign.kind
    draft = Draft(
        kind=kind, purpose=campaign.purpose, medium=case.standing.medium, person_id=occasion.person_id,
        language=choose_language(parts, shop, occasion.person_id),
        cause=f"{occasion.campaign_key} {_find_cause(occasion, case)}", campaign=occasion.campaign_key,
        values=_list_values(occasion, case),
    )  # fmt: skip
    posted = post_message(house, parts, shop, draft, sitting.now_ms)
    if posted:
        return posted
    known = parts.messages.find_by_key(shop.shop_id, f"{kind} {draft.person_id} {draft.cause}")
    assert known is not None, "a message that is not new is there"
    return known.message_id


def _list_values(occasion: Occasion, case: Case) -> dict[str, str]:
    """Give what the letter needs: the ids of what it speaks of, and which reminder it is."""
    values = dict(occasion.subject)
    if case.step:
        values["step"] = str(case.step)
    return values


def _find_cause(occasion: Occasion, case: Case) -> str:
    """Name what a message is for: a campaign that is sent once has one cause for each step, whatever run."""
    return f"once {case.step}" if isinstance(case.campaign.when, Once) else occasion.cause


def _plan_reminder(sitting: Sitting, case: Case, occasion: Occasion) -> None:
    days = case.campaign.reminders_days
    if case.step >= len(days):
        return
    since_at_ms = occasion.since_at_ms if case.step else sitting.now_ms
    reminder = Occasion(
        occasion_id=sitting.house.new_id("occ", sitting.now_ms),
        campaign_key=occasion.campaign_key,
        person_id=occasion.person_id,
        cause=f"{occasion.cause.partition(REMINDER)[0]}{REMINDER}{case.step + 1}",
        step=case.step + 1,
        subject=occasion.subject,
        since_at_ms=since_at_ms,
        due_at_ms=since_at_ms + days[case.step] * DAY_MS,
    )
    sitting.parts.occasions.add(sitting.shop.shop_id, reminder)


@dataclass(frozen=True, slots=True)
class Account:
    """What a shop said to one person and why: every turn in a campaign and every message, newest first."""

    person: Person
    occasions: list[Occasion]
    messages: list[Message]


def explain_person(house: House, shop: Shop, email: str) -> Account:
    """Give everything that a person was or was not written about; raises NotFound."""
    with house.store.reading() as parts:
        person = must_find_by_email(house, parts, shop, email)
        people = list_names(house, parts, shop, person.person_id)
        occasions = [one for each in people for one in parts.occasions.list_of(shop.shop_id, each.person_id)]
        messages = [one for each in people for one in parts.messages.list_of(shop.shop_id, each.person_id)]
    return Account(
        person,
        sorted(occasions, key=lambda one: one.occasion_id, reverse=True),
        sorted(messages, key=lambda one: one.message_id, reverse=True),
    )
