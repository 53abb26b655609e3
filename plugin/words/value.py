"""What customers are worth, in words: each figure with its formula, and what it is a share of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from plugin.domain.months import month_number
from plugin.domain.value import GRID_MONTHS, LeftOut
from plugin.domain.value_sheet import LEAST_COHORT, LEAST_WHOLE, RATIOS, Cohort, Group, Ratio
from plugin.model import Shop, Struct
from plugin.words.charts import Heat, Mark, draw_heat
from plugin.words.dates import say_month
from plugin.words.speaking import mark as _
from plugin.words.speaking import say, say_count, spoken_language
from widgets.money import format_money

MOST_COHORTS = 13  # the newest, on the page; the file has all

Kind = Literal["share", "times", "money"]


class Definition(Struct):
    """One figure: what it is called, how it is worked out, what it is a share of, and whom it is about."""

    key: str
    kind: Kind
    title: str
    formula: str
    whole: tuple[str, str]
    behind: str


class Said(Struct):
    """One figure of one group: the figure, or that it is too few to say, and its denominator in words."""

    shown: str
    whole: str


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        key="repeat", kind="share", title=_("Repeat purchase rate"),
        formula=_("Customers with two orders or more ÷ all customers."),
        whole=(_("of {whole} customer"), _("of {whole} customers")), behind="repeat",
    ),
    Definition(
        key="orders_a_year", kind="times", title=_("Orders a year"),
        formula=_("Orders of the last twelve months ÷ customers who ordered in them."),
        whole=(_("by {whole} customer"), _("by {whole} customers")), behind="lately",
    ),
    Definition(
        key="spent", kind="money", title=_("Lifetime value so far"),
        formula=_(
            "What all orders left after refunds ÷ all customers. It is what was spent, not a forecast."
        ),
        whole=(_("by {whole} customer"), _("by {whole} customers")), behind="customers",
    ),
    Definition(
        key="first_year_spent", kind="money", title=_("Value of the first twelve months"),
        formula=_(
            "What the orders of each customer's first twelve months left after refunds ÷ customers whose"
            " first order is at least twelve months old."
        ),
        whole=(_("by {whole} customer who is old enough"), _("by {whole} customers who are old enough")),
        behind="old",
    ),
    Definition(
        key="first_year_orders", kind="times", title=_("Orders in the first twelve months"),
        formula=_(
            "Orders of each customer's first twelve months ÷ customers whose first order is at least twelve"
            " months old."
        ),
        whole=(_("by {whole} customer who is old enough"), _("by {whole} customers who are old enough")),
        behind="old",
    ),
    Definition(
        key="average_order", kind="money", title=_("Average order"),
        formula=_("What all orders left after refunds ÷ orders."),
        whole=(_("of {whole} order"), _("of {whole} orders")), behind="customers",
    ),
    Definition(
        key="back", kind="share", title=_("Reactivated customers"),
        formula=_(
            "Customers who ordered after ninety quiet days or more ÷ customers who were ever quiet for ninety"
            " days, those who still are among them."
        ),
        whole=(_("of {whole} customer who was quiet"), _("of {whole} customers who were quiet")),
        behind="back",
    ),
)  # fmt: skip

GROUP_WORDS: Mapping[str, str] = {
    "referred": _("Referred"),
    "others": _("Not referred"),
    "all": _("All customers"),
}
BEHIND_WORDS: Mapping[str, str] = {
    "customers": _("All customers"),
    "repeat": _("Ordered twice or more"),
    "lately": _("Ordered in the last twelve months"),
    "old": _("First ordered at least twelve months ago"),
    "quiet": _("Were quiet for ninety days"),
    "back": _("Came back after ninety quiet days"),
}
LEFT_OUT_WORDS: Mapping[LeftOut, str] = {
    "test": _("Tests and trials"),
    "unplaced": _("Never placed: drafts, abandoned checkouts, failed payments"),
    "cancelled": _("Cancelled or removed"),
    "refunded": _("Given back whole"),
    "currency": _("In another currency than the shop's"),
}


def say_figure(definition: Definition, group: Group, shop: Shop) -> Said:
    """Say one figure of a group of customers, with its denominator; or that they are too few to say."""
    ratio = RATIOS[definition.key](group)
    whole = say_count(*definition.whole, ratio.whole, whole=f"{ratio.whole:,}")
    if not ratio.says_something:
        return Said(shown=say("Too few to say"), whole=whole)
    return Said(shown=_show(definition.kind, ratio, shop), whole=whole)


def give_figure(definition: Definition, group: Group) -> float | None:
    """Give one figure as a plain number for a file: a share in percent, money in minor units."""
    ratio = RATIOS[definition.key](group)
    if not ratio.says_something:
        return None
    value = ratio.part / ratio.whole
    return round(100 * value if definition.kind == "share" else value, 2)


def draw_cohorts(group: Group, who: str, this_month: str) -> Heat:
    """Draw which share of each month's new customers ordered again in each month after it."""
    title = _say_finding(group, who, this_month)
    head = [say("First order"), say("Customers"), *(f"+{number}" for number in range(1, GRID_MONTHS + 1))]
    shown = [one for one in group.cohorts if one.month <= this_month][-MOST_COHORTS:]
    rows = [(say_month(one.month), _mark_cohort(one, this_month)) for one in shown]
    return draw_heat(title, head, rows)


def share_of(cohort: Cohort, number: int, this_month: str, least: int = LEAST_COHORT) -> float | None:
    """Give how many percent of a month's new customers ordered so many months later.

    None where that month has not come yet, or where they are fewer than `least`.
    """
    if month_number(cohort.month) + number > month_number(this_month) or cohort.customers_count < least:
        return None
    return 100 * cohort.again_counts[number - 1] / cohort.customers_count


def _mark_cohort(cohort: Cohort, this_month: str) -> Sequence[Mark]:
    months = [share_of(cohort, number, this_month) for number in range(1, GRID_MONTHS + 1)]
    size = Mark(label="", value=None, shown=f"{cohort.customers_count:,}")
    return [size, *(Mark(label="", value=one, shown="–" if one is None else f"{one:.0f}%") for one in months)]


def _say_finding(group: Group, who: str, this_month: str) -> str:
    """Say in a sentence how many of a group ordered again the month after, over all months that are over."""
    name = say(GROUP_WORDS[who])
    over = [one for one in group.cohorts if month_number(one.month) + 1 < month_number(this_month)]
    whole = sum(one.customers_count for one in over)
    if whole < LEAST_WHOLE:
        return say("{group}: too few customers to say how many order again.", group=name)
    again = sum(one.again_counts[0] for one in over)
    return say(
        "{group}: {pct}% ordered again in the month after their first order.",
        group=name, pct=round(100 * again / whole),
    )  # fmt: skip


def _show(kind: Kind, ratio: Ratio, shop: Shop) -> str:
    value = ratio.part / ratio.whole
    if kind == "money":
        return format_money(round(value), shop.currency, spoken_language(), shop.country)
    return f"{100 * value:.1f}%" if kind == "share" else f"{value:.2f}"
