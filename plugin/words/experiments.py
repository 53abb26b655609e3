"""Experiments in words: what may be said of each, and what not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugin.domain.experiments import ArmCount, Interval, Minimum, Verdict, compare_rates
from plugin.domain.lift import LEAST_PAIRS, Lift
from plugin.domain.measuring import ASKED, HELD
from plugin.domain.variants import Variant
from plugin.model import Shop
from plugin.words.charts import Dots, Whisker, draw_dots
from plugin.words.looks import PICTURE_WORDS
from plugin.words.speaking import mark as _
from plugin.words.speaking import say, spoken_language
from widgets.offers import say_incentive

KIND_WORDS: Mapping[str, str] = {
    "offer": _("What is promised"),
    "copy": _("What the popup says"),
    "picture": _("The popup's picture"),
    "timing": _("How long the popup waits"),
    "holdout": _("Held-out buyers"),
    "weeks": _("Weeks with and without the program"),
}
STATE_WORDS: Mapping[str, str] = {"draft": _("Draft"), "running": _("Running"), "ended": _("Ended")}
GOAL_WORDS: Mapping[str, str] = {
    "shared": _("shared their link"),
    "claimed": _("had a friend who took the offer"),
    "ordered": _("had a friend who ordered"),
    "again": _("ordered again themselves"),
}
TEXT_WORDS: Mapping[str, str] = {
    "headline": _("Heading of the popup"),
    "thanks_plain": _("Thanks above it"),
    "share_text": _("Message that is shared"),
}


def say_pct(share: float) -> str:
    """Say a share of people: 12.3%."""
    return f"{share * 100:.1f}%"


def say_points(points: float) -> str:
    """Say a difference of two shares, in points of a hundred: +1.2."""
    return _sign(points * 100)


def say_chance(chance: float) -> str:
    """Say a chance, never as certain: 97.3%, above 99.9%."""
    if chance > 0.999:
        return say("above {share}", share="99.9%")
    if chance < 0.001:
        return say("below {share}", share="0.1%")
    return say_pct(chance)


def say_variant(variant: Variant, shop: Shop) -> str:
    """Say what one arm has in place of the program's own."""
    if variant.offer:
        friend, advocate = (
            say_incentive(one, shop, spoken_language())
            for one in (variant.offer.friend, variant.offer.advocate)
        )
        return say("Friends get {friend}, advocates {advocate}.", friend=friend, advocate=advocate)
    if variant.words:
        return " ".join(f"“{one.text}”" for one in variant.words)
    if variant.picture:
        return say(PICTURE_WORDS[variant.picture])
    if variant.delay_s is not None:
        return say("The popup waits {count} seconds.", count=variant.delay_s)
    return say("The program as it is.")


def say_verdict(
    verdict: Verdict, names: Sequence[str], arms: Sequence[ArmCount], days: float, minimum: Minimum
) -> str:
    """Say in words what may be said now; before the minimum, only what is still missing."""
    if verdict.standing == "early":
        return say(
            "Too early to say: {goals} of the {least} people at the goal and {days} of the {least_days}"
            " days that a verdict needs.",
            goals=min(sum(arm.goal_count for arm in arms), minimum.goals_count),
            least=minimum.goals_count, days=min(int(days), minimum.days), least_days=minimum.days,
        )  # fmt: skip
    if verdict.winner is None:
        return say(
            "No winner: the difference may still be chance. If there is none, it stays so, however long you"
            " look."
        )
    if verdict.winner == 0:
        return say("“{name}” wins: all others do surely worse.", name=names[0])
    return say(
        "“{name}” wins: {rate} against {first}. If there were no difference, a verdict like this would come"
        " in less than one of twenty experiments, however often you looked.",
        name=names[verdict.winner], rate=say_pct(arms[verdict.winner].rate), first=say_pct(arms[0].rate),
    )  # fmt: skip


def draw_differences(title: str, names: Sequence[str], arms: Sequence[ArmCount]) -> Dots:
    """Draw by how many points each other arm differs from the first, with its 95% interval."""
    whiskers = [
        _draw_whisker(name, compare_rates(arms[0], arm)) for name, arm in zip(names, arms, strict=True)
    ]
    return draw_dots(title, whiskers[1:], 0.0, say("The line is no difference to “{name}”.", name=names[0]))


def say_holdout(verdict: Verdict, arms: Sequence[ArmCount], days: float, minimum: Minimum) -> str:
    """Say what the program does to the buyer's own further orders, as far as the draw can tell."""
    if verdict.standing == "early":
        return say_verdict(verdict, ("", ""), arms, days, minimum)
    found = compare_rates(arms[HELD], arms[ASKED])
    values = {
        "asked": say_pct(arms[ASKED].rate), "held": say_pct(arms[HELD].rate),
        "low": say_points(found.low), "high": say_points(found.high),
    }  # fmt: skip
    if verdict.winner is None:
        return say(
            "No effect that is beyond doubt: {asked} of those asked ordered again, {held} of those held out."
            " The difference lies between {low} and {high} points.",
            **values,
        )
    return say(
        "The program changes whether buyers come back: {asked} of those asked ordered again, {held} of those"
        " held out. The difference lies between {low} and {high} points.",
        **values,
    )


def say_lift(lift: Lift | None, pairs_over: int) -> str:
    """Say how many extra customers the program brings; nothing of it before enough weeks are over."""
    if lift is None:
        return say(
            "Too early to say: {count} of the {least} pairs of weeks that a figure needs are over.",
            count=pairs_over, least=LEAST_PAIRS,
        )  # fmt: skip
    values = {
        "low": _sign(lift.a_week.low), "high": _sign(lift.a_week.high),
        "estimate": _sign(lift.a_week.estimate), "off": f"{lift.off_a_week:.1f}",
    }  # fmt: skip
    if not lift.is_sure:
        return say(
            "No extra customers beyond doubt: {estimate} a week, which may be anything from {low} to {high}."
            " Without the program {off} come in a week.",
            **values,
        )
    return say(
        "{estimate} customers a week more with the program than without it; between {low} and {high} with 95%"
        " certainty. Without it {off} come in a week.",
        **values,
    )


def draw_lift(title: str, lift: Lift) -> Dots:
    """Draw how many extra customers a week the program brings, with the 95% interval."""
    one = lift.a_week
    shown = say(
        "{estimate} a week, between {low} and {high}",
        estimate=_sign(one.estimate), low=_sign(one.low), high=_sign(one.high),
    )  # fmt: skip
    whisker = Whisker(
        label=say("Extra customers"), least=one.low, middle=one.estimate, most=one.high, shown=shown
    )
    return draw_dots(title, [whisker], 0.0, say("The line is no extra customers."))


def _sign(number: float) -> str:
    """Write a number with its sign, the minus as long as a plus."""
    return f"{number:+.1f}".replace("-", "−")


def _draw_whisker(name: str, found: Interval) -> Whisker:
    shown = say(
        "{estimate} points, between {low} and {high}",
        estimate=say_points(found.estimate), low=say_points(found.low), high=say_points(found.high),
    )  # fmt: skip
    return Whisker(label=name, least=found.low, middle=found.estimate, most=found.high, shown=shown)
