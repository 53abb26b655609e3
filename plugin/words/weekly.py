"""The weekly letter in the reader's language: last week's figures beside the week before, and what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from babel.dates import format_date
from markupsafe import Markup

from plugin.domain.program import Costs
from plugin.domain.sums import Sum
from plugin.model import Struct
from plugin.words.shop_health import ShopFacts, judge_shop
from plugin.words.speaking import LANGUAGES, in_language, say, say_count
from widgets.letters import Letter
from widgets.money import format_money

SENDER = "Sathi"
CELL = "padding:6px 12px 6px 0;border-bottom:1px solid #8888;text-align:left"


class WeeklyFacts(Struct):
    """What a weekly letter is made of: the sums of the week that is over, and of the one before it."""

    shop_name: str
    currency: str
    country: str
    language: str
    name: str
    week: str
    last_day: str
    sums: Sum
    sums_before: Sum | None
    costs: Costs
    health: ShopFacts
    reviews_count: int
    desk_url: str
    stop_url: str


class Line(NamedTuple):
    """One figure with its name, and what it was the week before."""

    words: str
    figure: str
    before: str


def write_weekly(facts: WeeklyFacts) -> Letter:
    """Write the letter, in the reader's language where the desk speaks it."""
    language = facts.language if facts.language in LANGUAGES else "en"
    with in_language(language):
        lines, waiting = list(_list_lines(facts, language)), list(_list_waiting(facts))
        days = f"{_say_day(facts.week, language)} – {_say_day(facts.last_day, language)}"
        subject = say("{shop}: the week of {days}", shop=facts.shop_name, days=days)
        return Letter(
            language=language, sender_name=SENDER, reply_to="", subject=subject,
            text=_write_text(facts, subject, lines, waiting),
            html=str(_write_html(facts, language, subject, lines, waiting)), unsubscribe_url=facts.stop_url,
        )  # fmt: skip


def _list_lines(facts: WeeklyFacts, language: str) -> Iterator[Line]:
    week, before = facts.sums, facts.sums_before or Sum()

    def money(minor: int | None) -> str:
        return "–" if minor is None else format_money(minor, facts.currency, language, facts.country)

    def share(rate: float | None) -> str:
        return "–" if rate is None else f"{rate:.1%}"

    yield Line(say("Referral revenue"), money(week.referred_minor), money(before.referred_minor))
    yield Line(say("Referred orders"), str(week.referred_count), str(before.referred_count))
    yield Line(say("Referred orders of all orders"), share(week.referral_rate), share(before.referral_rate))
    yield Line(say("New customers by referral"), str(week.referred_new_count), str(before.referred_new_count))
    yield Line(
        say("What a new customer cost"), money(week.cost_of_new_minor(facts.costs)),
        money(before.cost_of_new_minor(facts.costs)),
    )  # fmt: skip
    yield Line(say("Shares"), str(week.shares_count), str(before.shares_count))
    yield Line(say("Visits by shared links"), str(week.visits_count), str(before.visits_count))


def _list_waiting(facts: WeeklyFacts) -> Iterator[str]:
    if facts.reviews_count:
        yield say_count(
            "{count} referral waits for your review.", "{count} referrals wait for your review.",
            facts.reviews_count,
        )  # fmt: skip
    for one in judge_shop(facts.health):
        if one.light != "good":
            yield say("{what}: {how} {fix}", what=one.what, how=one.sentence, fix=one.fix)


def _say_day(day: str, language: str) -> str:
    return format_date(date.fromisoformat(day), "d MMM", locale=language)


def _write_text(facts: WeeklyFacts, subject: str, lines: list[Line], waiting: list[str]) -> str:
    before = say("week before")
    figures = [f"{line.words}: {line.figure} ({before}: {line.before})" for line in lines]
    attention = ["", say("What needs attention"), *(f"- {one}" for one in waiting)] if waiting else []
    return "\n".join([
        subject, "", *figures, *attention, "", say("Open the desk: {url}", url=facts.desk_url), "",
        _say_why(facts), say("Stop it: {url}", url=facts.stop_url), "",
    ])  # fmt: skip


def _write_html(
    facts: WeeklyFacts, language: str, subject: str, lines: list[Line], waiting: list[str]
) -> Markup:
    rows = Markup("").join(
        Markup(
            '<tr><th scope="row" style="{}">{}</th><td style="{}">{}</td><td style="{}">{}</td></tr>'
        ).format(CELL, line.words, CELL, line.figure, CELL, line.before)
        for line in lines
    )
    listed = Markup("").join(Markup("<li>{}</li>").format(one) for one in waiting)
    attention = Markup("<h2>{}</h2><ul>{}</ul>").format(say("What needs attention"), listed)
    return Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark"><title>{}</title></head>'
        '<body style="font-family:system-ui,sans-serif;line-height:1.6;max-width:36em;padding:16px">'
        '<h1 style="font-size:1.3em">{}</h1><table style="border-collapse:collapse;width:100%">'
        '<tr><td></td><th scope="col" style="{}">{}</th><th scope="col" style="{}">{}</th></tr>{}</table>{}'
        '<p><a href="{}">{}</a></p><p style="font-size:.9em">{} <a href="{}">{}</a></p></body></html>'
    ).format(
        language, subject, subject, CELL, say("Last week"), CELL, say("Week before"), rows,
        attention if waiting else "", facts.desk_url, say("Open the desk"), _say_why(facts), facts.stop_url,
        say("Stop it"),
    )  # fmt: skip


def _say_why(facts: WeeklyFacts) -> str:
    return say("You get this each Monday because you work at the desk of {shop}.", shop=facts.shop_name)
