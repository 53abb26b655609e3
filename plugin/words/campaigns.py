"""A campaign's decision in words: what each rule asks and what it found, as a merchant reads it."""

from __future__ import annotations

from collections.abc import Callable

from plugin.domain.campaign_settings import Campaign, Happening, Once
from plugin.domain.forecast import Forecast
from plugin.model import Reason, Shop
from plugin.words.post import RULE_WORDS as POST_RULE_WORDS
from plugin.words.post import say_may_write
from plugin.words.reasons import KIND_WORDS, choosing, say_moment
from widgets.money import format_money

# What each rule asks, by the name that a reason carries; the last five are not the rules' but the turn's.
RULE_WORDS = {
    "program_live": "The program is live",
    "campaign_on": "The campaign is on",
    "one_name": "The mailbox has no other turn",
    "no_partner": "They are no partner, who has a portal",
    "orders_count": "They bought as often as asked for",
    "spent": "They spent as much as asked for",
    "last_order": "They bought last when asked for",
    "tags": "The tags fit",
    "countries": "The country fits",
    "languages": "The language fits",
    "invited": "They were or were not written to before, as asked for",
    "joined": "They joined or did not, as asked for",
    "shared": "They shared or did not, as asked for",
    "brought": "They brought friends or did not, as asked for",
    "still_true": "What it speaks of still holds",
    "delivered": "The purchase has arrived, long enough ago",
    "popup_led": "The popup has not led to a share already",
    "in_turn": "The message that it follows has left, long enough ago",
    **POST_RULE_WORDS,
    "holdout": "They are not in the group held out for measuring",
    "days_between": "The campaign has not written lately",
    "most_a_week": "They are not asked too often in a week",
    "quiet_hours": "It is day where they are",
    "erased": "The person is known",
    "run_stopped": "The run goes on",
    "run_paused": "The run goes on",
    "broken": "The turn could be decided",
}

# Why people were not written to, after "they", by the first rule that held them.
HELD_WORDS = {
    "program_live": "came up while the program was paused",
    "campaign_on": "came up while the campaign was off",
    "one_name": "have their turn under another name of the same mailbox",
    "no_partner": "are partners, who have a portal",
    "orders_count": "have fewer or more orders than asked for",
    "spent": "spent less or more than asked for",
    "last_order": "bought last at another time than asked for",
    "tags": "have other tags than asked for",
    "countries": "are in other countries than asked for",
    "languages": "read other languages than asked for",
    "invited": "were written to before",
    "joined": "joined or did not, unlike asked for",
    "shared": "shared or did not, unlike asked for",
    "brought": "brought friends or did not, unlike asked for",
    "still_true": "would be told what does not hold any more",
    "delivered": "have not had their delivery for long enough",
    "popup_led": "shared from the popup already",
    "in_turn": "have not had the message before it for long enough",
    "has_contact": "have no address to write to",
    "not_suppressed": "have an address from which mail came back",
    "may_be_asked": "have refused or are banned",
    "consent": "have not consented",
    "holdout": "are held out for measuring",
    "days_between": "had a message of this campaign lately",
    "most_a_week": "were asked often enough this week",
    "quiet_hours": "are asleep",
    "erased": "were forgotten",
    "run_stopped": "had not had their turn when the run was stopped",
    "run_paused": "wait for the run to be resumed",
    "broken": "could not be decided; the log says where",
}

EVENT_WORDS = {
    "purchase": "a purchase has arrived",
    "first_order": "a referred friend's first order",
    "friend_claimed": "a friend took the offer",
    "friend_bought": "a friend bought",
    "reward_held": "a reward was earned and waits",
    "reward_expiring": "a reward is in its last week",
    "rung_near": "one friend is missing for the next step",
}

STATE_WORDS = {
    "running": "under way", "paused": "paused", "stopped": "stopped", "done": "done",
}  # fmt: skip

GONE_WORDS = {
    "forgotten": "What it speaks of is not known any more.",
    **{kind: f"It was {words}." for kind, words in KIND_WORDS.items()},
    "reached": "The step is reached, or is more than one friend away again.",
    "hold": "The referral waits for review.",
    "block": "The referral does not count.",
    "unsent": "The message that it follows never left.",
    "dropped": "The campaign has no such reminder any more.",
}

SOURCE_WORDS = {
    "own": "by this shop's own rates of the last year",
    "market": (
        "by the market's rates, since this shop has too few of its own: 2 to 5 of 100 people share, a share "
        "brings 1.8 to 2.8 clicks (Friendbuy), 3 to 5 of 100 clicks become orders (ReferralCandy)"
    ),
}


def say_when(campaign: Campaign) -> str:
    """Say when a campaign writes."""
    when = campaign.when
    if isinstance(when, Once):
        return "When you start it, once to each person."
    if not isinstance(when, Happening):
        return f"By itself, every {when.every_days} days."
    after = f"{_count(when.days, 'day')} after: " if when.days else "At once: "
    return f"{after}{EVENT_WORDS[when.event]}."


def say_forecast(forecast: Forecast, shop: Shop) -> str:
    """Say what writing to so many people may bring, and on whose rates that rests."""
    if not forecast.referrals_most:
        return f"{forecast.people_count:,} messages are too few for a forecast."
    friends = f"{forecast.referrals_least:,} to {forecast.referrals_most:,} new customers"
    if forecast.cost_least_minor is None or forecast.cost_most_minor is None:
        cost = "what their rewards cost cannot be said in money"
    else:
        least, most = (
            format_money(minor, shop.currency, "en", shop.country)
            for minor in (forecast.cost_least_minor, forecast.cost_most_minor)
        )
        cost = f"both sides' rewards would cost {least} to {most}"
    source = SOURCE_WORDS[forecast.source]
    return f"{forecast.people_count:,} messages may bring {friends}; {cost}. This is {source}."


def say_turn(verdict: str, why: str, reasons: tuple[Reason, ...], shop: Shop) -> str:
    """Say in words what became of one person's turn, and why."""
    if verdict == "sent":
        return "Written: every rule was met."
    failed = [say_reason(reason, shop) for reason in reasons if not reason.passed]
    said = " ".join(failed) or _TURN_WORDS.get(why, "")
    lead = "Held" if verdict else "Waiting"
    return f"{lead}: {said}" if said else f"{lead}."


_TURN_WORDS = {
    "quiet_hours": "it is night where they are.",
    "erased": "the person was forgotten.",
    "run_stopped": "the run was stopped.",
    "run_paused": "the run was paused; resumed, it goes on within the hour.",
    "broken": "it could not be decided; the log says where.",
}


def say_reason(reason: Reason, shop: Shop) -> str:
    """Say what one rule compared, with its values."""
    if reason.rule in POST_RULE_WORDS:
        return say_may_write(reason, shop)
    return _SAY[reason.rule](reason, shop)


def _live(reason: Reason, shop: Shop) -> str:
    return "The program is live." if reason.passed else "The program is paused."


def _on(reason: Reason, shop: Shop) -> str:
    return "The campaign is on." if reason.passed else "The campaign is off."


def _name(reason: Reason, shop: Shop) -> str:
    if reason.passed:
        return "The mailbox belongs to this person alone."
    return "The same mailbox has its turn under another name of this person."


def _partner(reason: Reason, shop: Shop) -> str:
    if not reason.values["is_partner"]:
        return "They are no partner."
    return "They are a partner, and told in the portal." if not reason.passed else "They are a partner."


def _orders(reason: Reason, shop: Shop) -> str:
    found = _count(reason.values["found"], "order")
    return f"They have {found}; {_say_ends(reason, str)}."


def _spent(reason: Reason, shop: Shop) -> str:
    values = reason.values
    if not (values["least"] or values["most"]):
        return "What they spent does not matter."
    total = _money(values["found"], values["currency"], shop)
    if values["currency"] != values["shop_currency"]:
        return f"They spent {total}, which cannot be compared with {values['shop_currency']}."
    return f"They spent {total}; {_say_ends(reason, lambda end: _money(end, values['shop_currency'], shop))}."


def _say_ends(reason: Reason, say: Callable[[object], str]) -> str:
    least, most = reason.values["least"], reason.values["most"]
    if not (least or most):
        return "any number will do"
    ends = [f"at least {say(least)}"] if least else []
    return " and ".join([*ends, *([f"at most {say(most)}"] if most else [])]) + " is asked for"


def _last_order(reason: Reason, shop: Shop) -> str:
    last, within, quiet = (reason.values[name] for name in ("last_at_ms", "within_days", "not_for_days"))
    said = "They have not bought yet" if last is None else f"They bought last on {say_moment(last, shop)}"
    asked = [f"within {within} days"] if within else []
    asked += [f"not for {quiet} days"] if quiet else []
    return f"{said}; asked for is: bought {' and '.join(asked)}." if asked else f"{said}; any time will do."


def _engaged(done: str, not_done: str) -> Callable[[Reason, Shop], str]:
    def say(reason: Reason, shop: Shop) -> str:
        at_ms, asked = reason.values["at_ms"], reason.values["asked"]
        found = f"{not_done}." if at_ms is None else f"{done} on {say_moment(at_ms, shop)}."
        return found if reason.passed else f"{found} This is for those who did{_NOT[str(asked)]}."

    return say


_NOT = {"yes": "", "no": " not", "any": ""}


def _brought(reason: Reason, shop: Shop) -> str:
    found = f"They brought {_count(reason.values['friends_count'], 'friend')}."
    return (
        found if reason.passed else f"{found} This is for those who did{_NOT[str(reason.values['asked'])]}."
    )


def _true(reason: Reason, shop: Shop) -> str:
    if reason.passed:
        return "What it speaks of still holds."
    return say_gone(str(reason.values["gone"]))


def say_gone(gone: str) -> str:
    """Say why what a message speaks of does not hold any more."""
    return GONE_WORDS.get(gone, f"What it speaks of is {gone} by now.")


def _delivered(reason: Reason, shop: Shop) -> str:
    ordered, delivered = reason.values["ordered_at_ms"], reason.values["delivered_at_ms"]
    days = reason.values["days"]
    if ordered is None:
        return "It does not hang on a delivery."
    if delivered is not None:
        return f"The order arrived on {say_moment(delivered, shop)}; the ask comes {days} days later."
    if reason.values["tells_delivery"]:
        return "The order has not arrived yet, as far as the store tells."
    return f"The store tells no deliveries; the ask comes {days} days after {say_moment(ordered, shop)}."


def _popup(reason: Reason, shop: Shop) -> str:
    at_ms = reason.values["shared_at_ms"]
    if at_ms is None:
        return "The popup of this order has not led to a share."
    return f"They shared from the popup of this order on {say_moment(at_ms, shop)}."


def _turn(reason: Reason, shop: Shop) -> str:
    left_at_ms, days = reason.values["left_at_ms"], reason.values["days"]
    if left_at_ms is None:
        return "It follows no message." if reason.passed else "The message that it follows has not left yet."
    return (
        f"The message that it follows left on {say_moment(left_at_ms, shop)}; this comes {days} days later."
    )


def _holdout(reason: Reason, shop: Shop) -> str:
    share, lot = reason.values["share_pct"], reason.values["lot"]
    if not share:
        return "Nobody is held out for measuring."
    return f"{share:g}% of buyers are held out for measuring; this one drew {lot:.2f} of 100."


def _between(reason: Reason, shop: Shop) -> str:
    last, days = reason.values["last_at_ms"], reason.values["days"]
    if last is None:
        return "The campaign has not written to them before."
    if not days:
        return f"The campaign wrote last on {say_moment(last, shop)}."
    return f"The campaign wrote last on {say_moment(last, shop)}; there must be {days} days between."


def _week(reason: Reason, shop: Shop) -> str:
    count, most = reason.values["count"], reason.values["most"]
    times = _count(count, "time")
    if not most:
        return f"They were asked {times} in a week; there is no limit to this."
    return f"They were asked {times} in a week, by message or popup; at most {most} are allowed."


_SAY: dict[str, Callable[[Reason, Shop], str]] = {
    "program_live": _live,
    "campaign_on": _on,
    "one_name": _name,
    "no_partner": _partner,
    "orders_count": _orders,
    "spent": _spent,
    "last_order": _last_order,
    "tags": choosing("They have", "tags", "Any tag will do."),
    "countries": choosing("They have", "countries", "Any country will do."),
    "languages": choosing("They have", "languages", "Any language will do."),
    "invited": _engaged("This campaign wrote to them", "This campaign has not written to them"),
    "joined": _engaged("They joined", "They have not joined"),
    "shared": _engaged("They shared their link", "They have not shared their link"),
    "brought": _brought,
    "still_true": _true,
    "delivered": _delivered,
    "popup_led": _popup,
    "in_turn": _turn,
    "holdout": _holdout,
    "days_between": _between,
    "most_a_week": _week,
}


def _count(count: object, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _money(minor: object, currency: object, shop: Shop) -> str:
    assert isinstance(minor, int) and isinstance(currency, str)
    return format_money(minor, currency, "en", shop.country)
