"""The figures' charts: revenue day by day beside the period before, and the funnel with what drops off."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.domain.sums import Part, Sum, add_up
from plugin.model import Shop
from plugin.words.charts import Bars, Line, Mark, draw_bars, draw_line, round_up
from plugin.words.dates import say_day
from plugin.words.figures import STEPS, name_part, say_step, say_sum
from plugin.words.speaking import say, say_count

MOST_POINTS = 92
SIZES = (1, 7, 30)  # days that one point of a line may stand for

Row = tuple[str, list[tuple[str, str]]]  # a name, and each step with its share of the step before


def draw_revenue(days: Mapping[str, Sum], before_days: Mapping[str, Sum], shop: Shop) -> Line:
    """Draw the referral revenue of a range, and of the period before where there is one."""
    now, then = add_up_spans(days), add_up_spans(before_days)
    total_minor, before_minor = (sum(one.referred_minor for one in spans.values()) for spans in (now, then))
    title = say("Referral revenue came to {total}", total=say_sum(total_minor, shop))
    if before_days:
        title = say(
            "Referral revenue came to {total}, after {before} in the period before",
            total=say_sum(total_minor, shop), before=say_sum(before_minor, shop),
        )  # fmt: skip
    largest = max((one.referred_minor for one in [*now.values(), *then.values()]), default=0)
    names, top = (say("These days"), say("The period before")), round_up(largest)
    return draw_line(title, _mark(now, shop), _mark(then, shop), names, top, _say_scale(largest, shop))


def _say_scale(largest: int, shop: Shop) -> tuple[str, str, str]:
    """Say what stands beside the top, the middle and the foot; of nothing but zeros, 0 alone."""
    top = round(round_up(largest))
    return (
        say_sum(top, shop) if largest else "",
        say_sum(top // 2, shop) if largest > 1 else "",
        say_sum(0, shop),
    )


def add_up_spans(days: Mapping[str, Sum]) -> dict[str, Sum]:
    """Add days up by the week or by thirty days where there are many; each span bears its first day."""
    size = next((one for one in SIZES if len(days) <= one * MOST_POINTS), SIZES[-1])
    names = list(days)
    starts = range(0, len(names), size)
    return {names[at]: add_up(days[day] for day in names[at : at + size]) for at in starts}


def draw_funnel(whole: Sum, shop: Shop) -> Bars:
    """Draw the steps from views to orders, each with what is left of the step before."""
    counted = {say(words): getattr(whole, step) for step, words in STEPS.items() if step.endswith("_count")}
    marks = [Mark(label=words, value=count, shown=f"{count:,}") for words, count in counted.items()]
    counts = list(counted.values())
    notes = [_say_drop(count, before) for before, count in zip([0, *counts], counts, strict=False)]
    title = say_count(
        "From {views} views to {orders} order worth {revenue}",
        "From {views} views to {orders} orders worth {revenue}", whole.referred_count,
        views=f"{whole.views_count:,}", orders=f"{whole.referred_count:,}",
        revenue=say_sum(whole.referred_minor, shop),
    )  # fmt: skip
    return draw_bars(title, marks, notes)


def list_funnels(part: Part, steps: Mapping[str, str], divided: Mapping[str, Sum], shop: Shop) -> list[Row]:
    """Give the funnel of each surface, channel, language or device, the one that brought most first."""
    last_first = list(reversed(list(steps)))
    named = sorted(divided.items(), key=lambda pair: [-getattr(pair[1], step) for step in last_first])
    return [(name_part(part, name), _list_steps(one, steps, shop)) for name, one in named]


def _list_steps(one: Sum, steps: Mapping[str, str], shop: Shop) -> list[tuple[str, str]]:
    counts = [getattr(one, step) for step in steps]
    shares = [
        f"{100 * count / before:.1f}%" if before and step.endswith("_count") else ""
        for step, before, count in zip(steps, [0, *counts], counts, strict=False)
    ]
    return [(say_step(step, one, shop), share) for step, share in zip(steps, shares, strict=True)]


def _mark(spans: Mapping[str, Sum], shop: Shop) -> list[Mark]:
    return [
        Mark(label=say_day(day), value=one.referred_minor, shown=say_sum(one.referred_minor, shop))
        for day, one in spans.items()
    ]


def _say_drop(count: int, before: int) -> str:
    if not before:
        return ""
    if count > before:
        return say("{times} for each of the step before", times=f"{count / before:.1f}")
    return say(
        "{percent}% of the step before; {lost} went no further",
        percent=f"{100 * count / before:.1f}", lost=f"{before - count:,}",
    )  # fmt: skip
