"""Campaigns in words: when each writes, what that may bring, and what became of each person's turn."""

from __future__ import annotations

from plugin.domain.campaign_settings import Campaign, Happening, Once
from plugin.domain.forecast import Forecast
from plugin.model import Reason, Shop
from plugin.words.campaign_reasons import say_reason
from plugin.words.post import RULE_WORDS as POST_RULE_WORDS
from plugin.words.reasons import say_money
from plugin.words.speaking import mark, say, say_count

# What each rule asks, by the name that a reason carries; the last five are not the rules' but the turn's.
RULE_WORDS = {
    "program_live": mark("The program is live"),
    "campaign_on": mark("The campaign is on"),
    "one_name": mark("The mailbox has no other turn"),
    "no_partner": mark("They are no partner, who has a portal"),
    "orders_count": mark("They bought as often as asked for"),
    "spent": mark("They spent as much as asked for"),
    "last_order": mark("They bought last when asked for"),
    "tags": mark("The tags fit"),
    "countries": mark("The country fits"),
    "languages": mark("The language fits"),
    "invited": mark("They were or were not written to before, as asked for"),
    "joined": mark("They joined or did not, as asked for"),
    "shared": mark("They shared or did not, as asked for"),
    "brought": mark("They brought friends or did not, as asked for"),
    "still_true": mark("What it speaks of still holds"),
    "delivered": mark("The purchase has arrived, long enough ago"),
    "popup_led": mark("The popup has not led to a share already"),
    "in_turn": mark("The message that it follows has left, long enough ago"),
    **POST_RULE_WORDS,
    "holdout": mark("They are not in the group held out for measuring"),
    "days_between": mark("The campaign has not written lately"),
    "most_a_week": mark("They are not asked too often in a week"),
    "quiet_hours": mark("It is day where they are"),
    "erased": mark("The person is known"),
    "run_stopped": mark("The run goes on"),
    "run_paused": mark("The run goes on"),
    "broken": mark("The turn could be decided"),
    "stale": mark("It was still worth saying"),
}

# Why people were not written to, after "they", by the first rule that held them.
HELD_WORDS = {
    "program_live": mark("came up while the program was paused"),
    "campaign_on": mark("came up while the campaign was off"),
    "one_name": mark("have their turn under another name of the same mailbox"),
    "no_partner": mark("are partners, who have a portal"),
    "orders_count": mark("have fewer or more orders than asked for"),
    "spent": mark("spent less or more than asked for"),
    "last_order": mark("bought last at another time than asked for"),
    "tags": mark("have other tags than asked for"),
    "countries": mark("are in other countries than asked for"),
    "languages": mark("read other languages than asked for"),
    "invited": mark("were written to before"),
    "joined": mark("joined or did not, unlike asked for"),
    "shared": mark("shared or did not, unlike asked for"),
    "brought": mark("brought friends or did not, unlike asked for"),
    "still_true": mark("would be told what does not hold any more"),
    "delivered": mark("have not had their delivery for long enough"),
    "popup_led": mark("shared from the popup already"),
    "in_turn": mark("have not had the message before it for long enough"),
    "has_contact": mark("have no address to write to"),
    "not_suppressed": mark("have an address from which mail came back"),
    "may_be_asked": mark("have refused or are banned"),
    "consent": mark("have not consented"),
    "holdout": mark("are held out for measuring"),
    "days_between": mark("had a message of this campaign lately"),
    "most_a_week": mark("were asked often enough this week"),
    "quiet_hours": mark("are asleep"),
    "erased": mark("were forgotten"),
    "run_stopped": mark("had not had their turn when the run was stopped"),
    "run_paused": mark("wait for the run to be resumed"),
    "broken": mark("could not be decided; the log says where"),
    "stale": mark("had waited until it was not worth saying any more"),
}

EVENT_WORDS = {
    "purchase": mark("a purchase has arrived"),
    "first_order": mark("a referred friend's first order"),
    "friend_claimed": mark("a friend took the offer"),
    "friend_bought": mark("a friend bought"),
    "reward_held": mark("a reward was earned and waits"),
    "reward_expiring": mark("a reward is in its last week"),
    "rung_near": mark("one friend is missing for the next step"),
}

STATE_WORDS = {
    "running": mark("under way"), "paused": mark("paused"), "stopped": mark("stopped"), "done": mark("done"),
}  # fmt: skip

SOURCE_WORDS = {
    "own": mark("This is by this shop's own rates of the last year, in a large shop of its newest popups."),
    "market": mark(
        "This is by the market's rates, since this shop has too few of its own: 2 to 5 of 100 people share, "
        "a share brings 1.8 to 2.8 clicks (Friendbuy), 3 to 5 of 100 clicks become orders (ReferralCandy)."
    ),
}


# The names that campaigns ship with; a merchant's own name is in no catalog and stays as it is.
SHIPPED_NAMES = (
    mark("Invite everyone who ever bought"), mark("Ask after each purchase"), mark("A friend bought"),
    mark("Ask a referred friend in turn"), mark("A friend took the offer"), mark("A reward waits"),
    mark("A reward is about to end"), mark("One friend short of the next step"),
)  # fmt: skip


def say_when(campaign: Campaign) -> str:
    """Say when a campaign writes."""
    when = campaign.when
    if isinstance(when, Once):
        return say("When you start it, once to each person.")
    if not isinstance(when, Happening):
        return say_count("By itself, every {count} day.", "By itself, every {count} days.", when.every_days)
    event = say(EVENT_WORDS[when.event])
    if not when.days:
        return say("At once: {event}.", event=event)
    return say_count("{count} day after: {event}.", "{count} days after: {event}.", when.days, event=event)


def say_forecast(forecast: Forecast, shop: Shop) -> str:
    """Say what writing to so many people may bring, and on whose rates that rests."""
    people_count, people = forecast.people_count, f"{forecast.people_count:,}"
    if not forecast.referrals_most:
        return say_count(
            "{people} message is too few for a forecast.", "{people} messages are too few for a forecast.",
            people_count, people=people,
        )  # fmt: skip
    friends = say_count(
        "{people} message may bring {least} to {most} new customers",
        "{people} messages may bring {least} to {most} new customers",
        people_count, people=people,
        least=f"{forecast.referrals_least:,}", most=f"{forecast.referrals_most:,}",
    )  # fmt: skip
    forecast_words = say("{found}; {asked}.", found=friends, asked=_say_cost(forecast, shop))
    return f"{forecast_words} {say(SOURCE_WORDS[forecast.source])}"


def _say_cost(forecast: Forecast, shop: Shop) -> str:
    least, most = forecast.cost_least_minor, forecast.cost_most_minor
    if least is None or most is None:
        return say("what their rewards cost cannot be said in money")
    return say(
        "both sides' rewards would cost {least} to {most}",
        least=say_money(least, shop.currency, shop), most=say_money(most, shop.currency, shop),
    )  # fmt: skip


def say_turn(verdict: str, why: str, reasons: tuple[Reason, ...], shop: Shop) -> str:
    """Say in words what became of one person's turn, and why."""
    if verdict == "sent":
        return say("Written: every rule was met.")
    failed = [say_reason(reason, shop) for reason in reasons if not reason.passed]
    said = " ".join(failed) or (say(_TURN_WORDS[why]) if why in _TURN_WORDS else "")
    if verdict:
        return say("Held: {why}", why=said) if said else say("Held.")
    return say("Waiting: {why}", why=said) if said else say("Waiting.")


_TURN_WORDS = {
    "quiet_hours": mark("it is night where they are."),
    "erased": mark("the person was forgotten."),
    "run_stopped": mark("the run was stopped."),
    "run_paused": mark("the run was paused; resumed, it goes on within the hour."),
    "broken": mark("it could not be decided; the log says where."),
    "stale": mark("it had waited until it was not worth saying any more."),
}
