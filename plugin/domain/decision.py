"""The popup's decision: show or hold, with every rule's reason in rule order.

A pure function of the order, the person's history, the program and now. Every rule is asked even when an
earlier one has already said no, so that a merchant sees the whole answer at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plugin.domain.history import list_asked
from plugin.domain.measuring import is_resting
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.domain.program import PopupRules, Program
from plugin.domain.reasons import all_passed, judge_chosen
from plugin.model import Decision, History, Order, Reason, Values

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at.

    `currency` is the shop's; `lot` is the person's stable number in 0 ≤ lot < 100.
    """

    order: Order
    history: History
    program: Program
    currency: str
    now_ms: int
    lot: float

    @property
    def rules(self) -> PopupRules:
        return self.program.popup


def decide_popup(
    order: Order, history: History, program: Program, *, currency: str, now_ms: int, person_id: str
) -> Decision:
    """Decide whether this buyer is asked to refer friends, and say why.

    Takes one order, what is known of its buyer, the program as it stands at `now_ms` (epoch milliseconds
    UTC), the shop's currency, and the person's id for the held-out share. Gives the verdict and one reason
    for each rule.
    """
    case = Case(order, history, program, currency, now_ms, draw_lot(person_id))
    reasons = tuple(rule(case) for rule in RULES)
    return Decision(show=all_passed(reasons), reasons=reasons)


def draw_lot(person_id: str) -> float:
    """Give a person's stable number in 0 ≤ lot < 100: the same on any machine, spread evenly."""
    digest = hashlib.sha256(f"holdout:{person_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48 * 100


def judge_live(program: Program, now_ms: int) -> Reason:
    """Ask only while the program is live, and does not rest for measuring."""
    if is_resting(program.measuring, now_ms):
        return Reason(rule="program_live", passed=False, values={"live": program.live, "resting": True})
    return Reason(rule="program_live", passed=program.live, values={"live": program.live})


def is_waiting(decision: Decision) -> bool:
    """Say whether only the order's payment is missing, so that the answer may soon turn."""
    failed = [reason for reason in decision.reasons if not reason.passed]
    return [reason.rule for reason in failed] == ["order_placed"] and failed[0].values["stage"] in (
        "unplaced",
        "placed",
    )


def _program_live(case: Case) -> Reason:
    return judge_live(case.program, case.now_ms)


def _order_placed(case: Case) -> Reason:
    enough = ("paid",) if case.rules.when == "paid" else ("placed", "paid")
    stage = case.order.stage
    return Reason(
        rule="order_placed", passed=stage in enough, values={"stage": stage, "when": case.rules.when}
    )


def _order_kind(case: Case) -> Reason:
    held: list[str] = [*case.rules.kinds_held]
    found = [kind for kind in _kinds(case.order) if kind in held]
    return Reason(rule="order_kind", passed=not found, values={"found": found, "held": held})


def _kinds(order: Order) -> Iterable[str]:
    if order.is_test:
        yield "test"
    if order.total_minor == 0:
        yield "zero_total"
    yield order.source


def _amount(case: Case) -> Reason:
    """Pass from the minimum on; an order in another currency than the shop's cannot be compared."""
    minimum, order = case.rules.minimum_minor, case.order
    passed = minimum == 0 or (order.currency == case.currency and order.total_minor >= minimum)
    values: Values = {
        "total_minor": order.total_minor,
        "currency": order.currency,
        "minimum_minor": minimum,
        "shop_currency": case.currency,
    }
    return Reason(rule="amount", passed=passed, values=values)


def _reachable(case: Case) -> Reason:
    contact, guests = case.order.contact, case.rules.guests_allowed
    known = {
        "email": bool(contact.email),
        "phone": bool(contact.phone),
        "account": bool(contact.customer_ref),
    }
    return Reason(
        rule="reachable", passed=any(known.values()) or guests, values={**known, "guests_allowed": guests}
    )


def _not_refused(case: Case) -> Reason:
    opted_out, banned = case.history.opted_out_at_ms, case.history.banned_at_ms
    values: Values = {"opted_out_at_ms": opted_out, "banned_at_ms": banned}
    return Reason(rule="not_refused", passed=opted_out is None and banned is None, values=values)


def _days_between(case: Case) -> Reason:
    last = max(case.history.shown_at_ms, default=None)
    days = case.rules.days_between
    passed = last is None or case.now_ms - last >= days * DAY_MS
    return Reason(rule="days_between", passed=passed, values={"last_shown_at_ms": last, "days": days})


def _views_a_year(case: Case) -> Reason:
    since = case.now_ms - YEAR_DAYS * DAY_MS
    count = sum(at_ms > since for at_ms in case.history.shown_at_ms)
    most = case.rules.views_a_year
    return Reason(rule="views_a_year", passed=count < most, values={"views_count": count, "most": most})


def _most_a_week(case: Case) -> Reason:
    """Count with the popup what campaigns asked by message."""
    most = case.program.post.most_a_week
    count = len(list_asked((*case.history.shown_at_ms, *case.history.written_at_ms), case.now_ms))
    return Reason(rule="most_a_week", passed=not most or count < most, values={"count": count, "most": most})


def _after_close(case: Case) -> Reason:
    closed, hours = case.history.closed_at_ms, case.rules.hours_after_close
    passed = closed is None or case.now_ms - closed >= hours * HOUR_MS
    return Reason(rule="after_close", passed=passed, values={"closed_at_ms": closed, "hours": hours})


def _tags(case: Case) -> Reason:
    return judge_chosen("tags", case.order.tags, case.rules.tags_included, case.rules.tags_excluded)


def _countries(case: Case) -> Reason:
    here = (case.order.country,) if case.order.country else ()
    return judge_chosen("countries", here, case.rules.countries_included, case.rules.countries_excluded)


def _products(case: Case) -> Reason:
    return judge_chosen(
        "products", case.order.product_refs, case.rules.products_included, case.rules.products_excluded
    )


def _holdout(case: Case) -> Reason:
    share = case.rules.holdout_pct
    return Reason(
        rule="holdout", passed=case.lot >= share, values={"lot": round(case.lot, 4), "share_pct": share}
    )


RULES: tuple[Callable[[Case], Reason], ...] = (
    _program_live,
    _order_placed,
    _order_kind,
    _amount,
    _reachable,
    _not_refused,
    _days_between,
    _views_a_year,
    _most_a_week,
    _after_close,
    _tags,
    _countries,
    _products,
    _holdout,
)
