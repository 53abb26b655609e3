"""The rules of a campaign's decision, one answer each; between them stand those of domain/mailing.py."""

from __future__ import annotations

from collections.abc import Callable

from plugin.domain.campaign_case import Case, Subject
from plugin.domain.campaign_settings import Asked, Campaign, Happening, Once
from plugin.domain.decision import judge_live
from plugin.domain.history import list_asked
from plugin.domain.moments import DAY_MS, HOUR_MS, WEEK_MS
from plugin.domain.reasons import judge_chosen
from plugin.model import MessageKind, Reason, Values

# How long a turn waits for what others do: a delivery, a review.
PATIENCE_DAYS = 60
UNDER_REVIEW = "hold"

ABOUT_REWARDS: tuple[MessageKind, ...] = ("reward_held", "reward_expiring")


def _program_live(case: Case) -> Reason:
    """Invite nobody while the program rests for measuring; what is owed is said all the same."""
    if case.is_marketing:
        return judge_live(case.program, case.now_ms)
    return Reason(rule="program_live", passed=case.program.live, values={"live": case.program.live})


def _campaign_on(case: Case) -> Reason:
    return Reason(rule="campaign_on", passed=case.is_on, values={"name": case.campaign.name})


def _one_name(case: Case) -> Reason:
    other = case.dealings.has_other_name
    return Reason(rule="one_name", passed=not other, values={"has_other_name": other})


def _no_partner(case: Case) -> Reason:
    """Leave partners to their portal and statements; only word of their own rewards reaches them here."""
    is_told = not case.dealings.is_partner or case.campaign.kind in ABOUT_REWARDS
    return Reason(rule="no_partner", passed=is_told, values={"is_partner": case.dealings.is_partner})


def _orders_count(case: Case) -> Reason:
    found, who = case.customer.orders_count, case.who
    return _between("orders_count", found, who.orders_min_count, who.orders_most_count, {})


def _spent(case: Case) -> Reason:
    """Pass between the ends; what was spent in another currency than the shop's cannot be compared."""
    customer, who = case.customer, case.who
    asked = bool(who.spent_min_minor or who.spent_most_minor)
    fits = not asked or not customer.spent_minor or customer.currency in ("", case.currency)
    more: Values = {"currency": customer.currency or case.currency, "shop_currency": case.currency}
    reason = _between("spent", customer.spent_minor, who.spent_min_minor, who.spent_most_minor, more)
    return reason if fits else Reason(rule="spent", passed=False, values=reason.values)


def _between(rule: str, found: int, least: int, most: int, more: Values) -> Reason:
    passed = found >= least and (not most or found <= most)
    return Reason(rule=rule, passed=passed, values={"found": found, "least": least, "most": most, **more})


def _last_order(case: Case) -> Reason:
    last, who = case.customer.last_order_at_ms, case.who
    recent = not who.bought_within_days or (
        last is not None and last >= case.now_ms - who.bought_within_days * DAY_MS
    )
    quiet = (
        not who.not_bought_for_days or last is None or last <= case.now_ms - who.not_bought_for_days * DAY_MS
    )
    values: Values = {
        "last_at_ms": last,
        "within_days": who.bought_within_days,
        "not_for_days": who.not_bought_for_days,
    }
    return Reason(rule="last_order", passed=recent and quiet, values=values)


def _tags(case: Case) -> Reason:
    return judge_chosen("tags", case.customer.tags, case.who.tags_included, case.who.tags_excluded)


def _countries(case: Case) -> Reason:
    here = (case.customer.country,) if case.customer.country else ()
    return judge_chosen("countries", here, case.who.countries_included, case.who.countries_excluded)


def _languages(case: Case) -> Reason:
    """Compare the language alone: "pt" also takes "pt-BR"."""
    here = tuple({case.customer.language, case.customer.language.partition("-")[0]} - {""})
    return judge_chosen("languages", here, case.who.languages, ())


def _invited(case: Case) -> Reason:
    """Ask whether this campaign wrote to the person before: once is once; a reminder follows its own."""
    asked: Asked = "no" if isinstance(case.campaign.when, Once) else case.who.invited
    asked = "any" if case.step else asked
    return _engaged("invited", asked, case.dealings.campaign_at_ms)


def _joined(case: Case) -> Reason:
    return _engaged("joined", case.who.joined, case.dealings.joined_at_ms)


def _shared(case: Case) -> Reason:
    """Ask whether the person shared the link; a reminder ends as soon as they did."""
    return _engaged("shared", "no" if case.step else case.who.shared, case.dealings.shared_at_ms)


def _brought(case: Case) -> Reason:
    count, asked = case.dealings.friends_count, case.who.brought
    return Reason(
        rule="brought", passed=_fits(asked, count > 0), values={"asked": asked, "friends_count": count}
    )


def _engaged(rule: str, asked: Asked, at_ms: int | None) -> Reason:
    passed = _fits(asked, at_ms is not None)
    return Reason(rule=rule, passed=passed, values={"asked": asked, "at_ms": at_ms})


def _fits(asked: Asked, found: bool) -> bool:
    return asked == "any" or (asked == "yes") == found


def _still_true(case: Case) -> Reason:
    return Reason(rule="still_true", passed=not case.subject.gone, values={"gone": case.subject.gone})


def _delivered(case: Case) -> Reason:
    """Wait for a purchase's delivery where the store tells deliveries, else count from the order."""
    subject, days = case.subject, _days_after(case.campaign)
    values: Values = {
        "ordered_at_ms": subject.ordered_at_ms,
        "delivered_at_ms": subject.delivered_at_ms,
        "tells_delivery": subject.tells_delivery,
        "days": days,
    }
    if subject.ordered_at_ms is None:
        return Reason(rule="delivered", passed=True, values=values)
    from_at_ms = _counts_from(subject)
    passed = from_at_ms is not None and case.now_ms >= from_at_ms + days * DAY_MS
    return Reason(rule="delivered", passed=passed, values=values)


def _popup_led(case: Case) -> Reason:
    """Hold what follows a purchase whose popup already led to a share."""
    shared_at_ms = case.subject.popup_shared_at_ms
    return Reason(rule="popup_led", passed=shared_at_ms is None, values={"shared_at_ms": shared_at_ms})


def _in_turn(case: Case) -> Reason:
    """Let a reminder follow only what has left, and by as many days as the campaign puts between them."""
    left_at_ms, days = case.subject.before_left_at_ms, _days_after_last(case)
    passed = not case.step or (left_at_ms is not None and case.now_ms >= left_at_ms + days * DAY_MS)
    return Reason(rule="in_turn", passed=passed, values={"left_at_ms": left_at_ms, "days": days})


def _holdout(case: Case) -> Reason:
    """Leave those out who are held out from the popup too; what is owed reaches everybody."""
    share = case.program.popup.holdout_pct if case.is_marketing else 0
    return Reason(
        rule="holdout", passed=case.lot >= share, values={"lot": round(case.lot, 4), "share_pct": share}
    )


def _days_between(case: Case) -> Reason:
    """Keep two turns of one campaign apart; its own reminders are not counted."""
    last, days = case.dealings.campaign_at_ms, 0 if case.step else case.campaign.days_between
    passed = not days or last is None or case.now_ms - last >= days * DAY_MS
    return Reason(rule="days_between", passed=passed, values={"last_at_ms": last, "days": days})


def _most_a_week(case: Case) -> Reason:
    """Count what asked something of the person in a week, by message or popup; what is owed counts not."""
    most = case.program.post.most_a_week if case.is_marketing else 0
    count = len(_asked_this_week(case))
    return Reason(rule="most_a_week", passed=not most or count < most, values={"count": count, "most": most})


def _asked_this_week(case: Case) -> list[int]:
    return list_asked((*case.dealings.written_at_ms, *case.dealings.shown_at_ms), case.now_ms)


def _days_after(campaign: Campaign) -> int:
    return campaign.when.days if isinstance(campaign.when, Happening) else 0


def _days_after_last(case: Case) -> int:
    """Give the days between a reminder and the message before it; 0 for what is no reminder."""
    days = (0, *case.campaign.reminders_days)
    return days[case.step] - days[case.step - 1] if 0 < case.step < len(days) else 0


def _counts_from(subject: Subject) -> int | None:
    """Give from when the days after a purchase count; None while its delivery is waited for."""
    if subject.delivered_at_ms is None and not subject.tells_delivery:
        return subject.ordered_at_ms
    return subject.delivered_at_ms


def _delivered_from(case: Case) -> int:
    """Give when a delivery is looked for again: a day later, or when it is long enough ago."""
    from_at_ms = _counts_from(case.subject)
    if from_at_ms is None:
        return case.now_ms + DAY_MS
    return from_at_ms + _days_after(case.campaign) * DAY_MS


def _turn_from(case: Case) -> int:
    """Give when the message before a reminder is long enough ago; a day later while it waits itself."""
    left_at_ms = case.subject.before_left_at_ms
    return case.now_ms + DAY_MS if left_at_ms is None else left_at_ms + _days_after_last(case) * DAY_MS


def _week_from(case: Case) -> int:
    """Give when so many of the week's moments are a week old that there is place for one more."""
    moments, most = _asked_this_week(case), case.program.post.most_a_week
    return moments[len(moments) - most] + WEEK_MS


def _live_from(case: Case) -> int | None:
    """Give when a paused program is looked at again; what fell into a week of rest is held for good."""
    return None if case.program.live else case.now_ms + HOUR_MS


def _reviewed_from(case: Case) -> int | None:
    """Give when a review is looked for again; what does not hold any more never will."""
    return case.now_ms + HOUR_MS if case.subject.gone == UNDER_REVIEW else None


def worth_until(case: Case) -> int:
    """Give until when a turn that waits is worth its message: its kind's shelf life from its time on.

    That time has not come while a delivery or a review is waited for.
    """
    subject, step = case.subject, case.step
    is_counted = step or subject.ordered_at_ms is None
    from_at_ms = case.since_at_ms if is_counted else _counts_from(subject)
    if from_at_ms is None or subject.gone == UNDER_REVIEW:
        return (subject.ordered_at_ms or case.since_at_ms) + PATIENCE_DAYS * DAY_MS
    # No day where this reminder was taken out of the settings meanwhile.
    days = sum(case.campaign.reminders_days[step - 1 : step]) if step else _days_after(case.campaign)
    return from_at_ms + (days + case.campaign.shelf_days) * DAY_MS


# What may mend by itself, and when it is looked at again; None for never.
MENDS: dict[str, Callable[[Case], int | None]] = {
    "program_live": _live_from,
    "still_true": _reviewed_from,
    "delivered": _delivered_from,
    "in_turn": _turn_from,
    "most_a_week": _week_from,
}

# In this order; between them come the rules of domain/mailing.py: who may be written to.
RULES: tuple[Callable[[Case], Reason], ...] = (
    _program_live,
    _campaign_on,
    _one_name,
    _no_partner,
    _orders_count,
    _spent,
    _last_order,
    _tags,
    _countries,
    _languages,
    _invited,
    _joined,
    _shared,
    _brought,
    _still_true,
    _delivered,
    _popup_led,
    _in_turn,
)
LAST_RULES: tuple[Callable[[Case], Reason], ...] = (_holdout, _days_between, _most_a_week)
