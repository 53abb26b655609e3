"""Figures in words: what each is called, how it comes about, what it is compared with."""

from __future__ import annotations

from typing import Literal

from plugin.domain.cost_forecast import AHEAD, LEAST_NEW, LEAST_WEEKS, CostForecast
from plugin.domain.money import count_decimals
from plugin.domain.program import Costs
from plugin.domain.sums import Part, Sum
from plugin.model import Shop, Struct
from plugin.words.speaking import mark, say, say_count, spoken_language
from widgets.money import format_money
from widgets.texts import LANGUAGES, name_of

NOTHING = "–"
Trend = Literal["better", "worse", ""]
LOWER_IS_BETTER = frozenset({"cost_of_new"})

STANDING = mark(
    "An order stands when it is placed or paid, and not cancelled, deleted or refunded whole. It counts on"
    " the day on which it was placed. Trials are in no figure."
)
SURFACE_WORDS = {
    "popup": mark("Popup"), "sticky": mark("Sticky button"), "page": mark("Page"),
    "thank_you": mark("Thank-you block"), "": mark("Not known"),
}  # fmt: skip
CHANNEL_WORDS = {
    "whatsapp": mark("WhatsApp"), "copy": mark("Copied link"), "native": mark("The phone's own sharing"),
    "email": mark("E-mail"), "qr": mark("QR code"), "sms": mark("SMS"), "telegram": mark("Telegram"),
    "x": mark("X"), "facebook": mark("Facebook"), "": mark("Not known"),
}  # fmt: skip
DEVICE_WORDS = {
    "phone": mark("Phone"), "tablet": mark("Tablet"), "computer": mark("Computer"), "": mark("Not known"),
}  # fmt: skip
PART_WORDS: dict[Part, str] = {
    "all": mark("Whole"), "surface": mark("By surface"), "channel": mark("By channel"),
    "language": mark("By language"), "device": mark("By device"),
}  # fmt: skip
# The steps of the funnel, and which of them each way of dividing it tells.
STEPS = {
    "views_count": mark("Views"), "shares_count": mark("Shares"), "visits_count": mark("Visits"),
    "claims_count": mark("Claims"), "referred_count": mark("Orders"), "referred_minor": mark("Revenue"),
}  # fmt: skip
TOLD: dict[Part, tuple[str, ...]] = {
    "all": tuple(STEPS),
    "surface": ("views_count", "shares_count"),
    "channel": ("shares_count", "visits_count", "claims_count", "referred_count", "referred_minor"),
    "language": tuple(STEPS),
    "device": tuple(STEPS),
}


class Figure(Struct):
    """One figure: its title, its formula, and the rows behind it as a path of the desk."""

    name: str
    title: str
    formula: str
    behind: str


class Change(Struct):
    """How a figure compares with the period before: in words, where it went, and whether that is good."""

    sentence: str
    arrow: str = ""
    kind: Trend = ""


FIGURES = (
    Figure(
        name="referred_minor",
        title=mark("Referral revenue"),
        formula=mark(
            "The totals of referred orders that stand, less what was refunded. An order is referred when an"
            " advocate's code, link or claim brought it, or you said so, whatever the review said of it."
            " Orders in another currency are counted, and their money is not added."
        ),
        behind="orders?which=referred",
    ),
    Figure(
        name="referred_count",
        title=mark("Referred orders"),
        formula=mark(
            "Orders that stand and that an advocate's code, link or claim brought, or of which you said so."
        ),
        behind="orders?which=referred",
    ),
    Figure(
        name="referral_rate",
        title=mark("Referral rate"),
        formula=mark("Referred orders ÷ all orders that stand."),
        behind="orders?which=all",
    ),
    Figure(
        name="referred_new_count",
        title=mark("New customers by referral"),
        formula=mark(
            "Buyers whose first order that stands was referred, on the day of that order. Whoever bought"
            " before Sathi is not new where their orders were read from the store, or where an import of past"
            " customers counts more orders of theirs than came here. A buyer whom the store knows by two"
            " names may be two customers."
        ),
        behind="orders?which=new",
    ),
    Figure(
        name="cost_of_new",
        title=mark("What a new customer cost"),
        formula=mark(
            "(what friends' codes took off + rewards given less those taken back + partners' commission +"
            " messages) ÷ new customers by referral. A reward counts on the day on which it is given or taken"
            " back: those that still wait are not in it yet. A reward in percent, a gift or free shipping"
            " comes to no sum; messages cost what your settings say."
        ),
        behind="orders?which=new",
    ),
)
# Of the funnel: name, title and formula.
RATES = (
    ("share_rate", mark("Share rate"), mark("Shares ÷ views.")),
    ("conversion_rate", mark("Conversion"), mark("Referred orders ÷ visits by advocates' links.")),
)


def give_figure(name: str, found: Sum, costs: Costs) -> float | None:
    """Give a figure as a number; None where there is nothing to divide by."""
    if name == "cost_of_new":
        return found.cost_of_new_minor(costs)
    figure: float | None = getattr(found, name)
    return figure


def say_figure(name: str, found: Sum, costs: Costs, shop: Shop) -> str:
    """Say a figure: money in the shop's way, a rate in percent, "–" for none."""
    figure = give_figure(name, found, costs)
    if figure is None:
        return NOTHING
    if name.endswith("_rate"):
        return f"{100 * figure:.1f}%"
    if name.endswith("_count"):
        return f"{round(figure):,}"
    return say_sum(round(figure), shop)


def say_whole(name: str, found: Sum, costs: Costs, shop: Shop) -> str:
    """Say what a figure is a part of, or by what it was divided."""
    if name == "referred_minor":
        return say("of {total} in all orders", total=say_sum(found.orders_minor, shop))
    if name == "cost_of_new":
        spent = say_sum(found.spent_minor(costs), shop)
        return say_count(
            "{spent} for {number} new customer", "{spent} for {number} new customers",
            found.referred_new_count, spent=spent, number=f"{found.referred_new_count:,}",
        )  # fmt: skip
    if name == "referred_new_count":
        return say_count(
            "of {number} new customer in all", "of {number} new customers in all", found.new_count,
            number=f"{found.new_count:,}",
        )  # fmt: skip
    orders_count = found.orders_count
    return say_count("of {number} order", "of {number} orders", orders_count, number=f"{orders_count:,}")


def compare_figure(name: str, found: Sum, before: Sum | None, costs: Costs) -> Change | None:
    """Compare a figure with the period before; None where nothing is compared, or there is none."""
    now, then = (give_figure(name, one, costs) if one else None for one in (found, before))
    if before is None or now is None:
        return None
    if then is None or then <= 0:  # more may have been taken back than was given
        return Change(sentence=say("nothing before to compare with"))
    change = round(100 * (now - then) / then)
    if change == 0:
        return Change(sentence=say("as in the period before"))
    kind: Trend = "better" if (change > 0) != (name in LOWER_IS_BETTER) else "worse"
    if change > 0:
        more = say("{percent}% more than in the period before", percent=change)
        return Change(sentence=more, arrow="↑", kind=kind)
    less = say("{percent}% less than in the period before", percent=-change)
    return Change(sentence=less, arrow="↓", kind=kind)


def say_spent(found: Sum, costs: Costs, shop: Shop) -> str:
    """Say what the program's cost is made of."""
    return say(
        "Friends' codes took off {discounts}, rewards came to {rewards}, commission to {commission}, messages"
        " to {messages}.",
        discounts=say_sum(found.discounts_minor, shop), rewards=say_sum(found.rewards_minor, shop),
        commission=say_sum(found.commission_minor, shop),
        messages=say_sum(found.messages_minor(costs), shop),
    )  # fmt: skip


def say_sum(minor: int, shop: Shop) -> str:
    """Say an amount in the shop's currency, in the language of whoever reads."""
    return format_money(minor, shop.currency, spoken_language(), shop.country)


def say_advertising(found: Sum, costs: Costs, shop: Shop) -> str:
    """Say how the cost of a new customer by referral compares with one by advertising; empty if not known."""
    cost_minor = found.cost_of_new_minor(costs)
    if not costs.ad_customer_minor:
        return ""
    advert = say_sum(costs.ad_customer_minor, shop)
    if cost_minor is None:
        return say(
            "One by advertising costs you {advert}. In these days none came by referral.", advert=advert
        )
    if cost_minor == costs.ad_customer_minor:
        return say("One by advertising costs you {advert}: as much.", advert=advert)
    if cost_minor > costs.ad_customer_minor:
        return say("One by advertising costs you {advert}: that is less.", advert=advert)
    saved = say_sum(costs.ad_customer_minor - cost_minor, shop)
    return say("One by advertising costs you {advert}: {saved} more.", advert=advert, saved=saved)


def say_forecast(forecast: CostForecast | None, shop: Shop) -> str:
    """Say what the next hundred new customers will cost, or why that cannot be told yet."""
    if forecast is None:
        return say(
            "Too little is known yet: it takes {weeks} whole weeks with at least {count} new customers by"
            " referral.",
            weeks=LEAST_WEEKS, count=LEAST_NEW,
        )  # fmt: skip
    return say(
        "The next {ahead} new customers by referral will cost about {expected}: between {least} and {most},"
        " nine times out of ten.",
        ahead=AHEAD, expected=_say_about(forecast.expected_minor, shop),
        least=_say_about(forecast.least_minor, shop), most=_say_about(forecast.most_minor, shop),
    )  # fmt: skip


def _say_about(minor: int, shop: Shop) -> str:
    """Say an amount without its smallest coins, of which a forecast knows nothing."""
    return say_sum(round(minor, -count_decimals(shop.currency)), shop)


def say_method(forecast: CostForecast | None) -> str:
    """Say how the forecast was made; empty where there is none."""
    if forecast is None:
        return ""
    return say(
        "From the last {weeks} whole weeks, in which {count} new customers came: all that was spent, divided"
        " by all who came. The range follows from how far each week's cost lies from that; it takes for"
        " granted that the coming weeks will be like these. Rewards that still wait are not in it yet.",
        weeks=forecast.weeks_count, count=f"{forecast.new_count:,}",
    )  # fmt: skip


def name_part(part: Part, name: str) -> str:
    """Say one surface, channel, language or device."""
    if part == "language":
        return name_of(name) if name in LANGUAGES else name or say(DEVICE_WORDS[""])
    words = {"surface": SURFACE_WORDS, "channel": CHANNEL_WORDS, "device": DEVICE_WORDS}.get(part, {})
    return say(words.get(name, name))


def say_step(step: str, found: Sum, shop: Shop) -> str:
    """Say one step of the funnel."""
    count = getattr(found, step)
    return say_sum(count, shop) if step.endswith("_minor") else f"{count:,}"
