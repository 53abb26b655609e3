"""The campaign's decision: a table of cases for every rule, and what holds for all of them."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugin.domain.campaign_case import Case, Dealings, Subject
from plugin.domain.campaign_rules import PATIENCE_DAYS
from plugin.domain.campaign_settings import (
    ON_AT_FIRST,
    SHIPPED,
    Campaign,
    Happening,
    Once,
    Schedule,
    Segment,
    read_campaign,
    read_campaign_key,
    write_campaign,
)
from plugin.domain.campaigns import decide_message, first_failed, next_try_at
from plugin.domain.customers import Profile
from plugin.domain.forecast import Rates, forecast_referrals
from plugin.domain.mailing import Standing
from plugin.domain.measuring import Measuring, Rest
from plugin.domain.program import Incentive, Offer, PostRules
from plugin.errors import InvalidInput
from plugin.model import RewardState, Stage
from plugin.store.coupons import CouponState
from plugin.words.campaign_reasons import GONE_WORDS, say_reason
from plugin.words.campaigns import HELD_WORDS, RULE_WORDS, say_forecast, say_turn, say_when
from tests.cast import CHAI_HOUSE, DAY_MS, HOUR_MS, NOW_MS, make_program

PURCHASE = Happening(event="purchase", days=7)


def stand(**changes: Any) -> Standing:
    """Make the standing of a buyer who may be written to."""
    standing = Standing(medium="email", has_contact=True, bought=True)
    return replace(standing, **changes)


def make_case(who: dict[str, Any] | None = None, **changes: Any) -> Case:
    """Make the case of a buyer whom nothing holds; the words change the case, `who` the segment."""
    buyer = Profile(person_id="per", orders_count=2, spent_minor=50_000, currency="INR", country="IN")
    fields: dict[str, Any] = {
        "campaign": Campaign(name="Ask", kind="invite", when=Once()), "is_on": True, "currency": "INR",
        "program": make_program(), "customer": buyer, "dealings": Dealings(), "subject": Subject(),
        "since_at_ms": NOW_MS, "now_ms": NOW_MS, "lot": 50.0, "standing": stand(),
    }  # fmt: skip
    case = Case(**(fields | changes))
    return dataclasses.replace(case, campaign=replace(case.campaign, who=Segment(**who))) if who else case


def failed(case: Case) -> list[str]:
    return [reason.rule for reason in decide_message(case).reasons if not reason.passed]


def test_it_writes_to_whom_nothing_holds() -> None:
    decision = decide_message(make_case())
    assert (decision.show, first_failed(decision)) == (True, "")


@pytest.mark.parametrize(
    ("who", "customer", "rule"),
    [
        ({"orders_min_count": 3}, {}, "orders_count"),
        ({"orders_most_count": 1}, {}, "orders_count"),
        ({"spent_min_minor": 50_001}, {}, "spent"),
        ({"spent_most_minor": 49_999}, {}, "spent"),
        ({"spent_min_minor": 1}, {"currency": "USD"}, "spent"),
        ({"bought_within_days": 30}, {"last_order_at_ms": NOW_MS - 31 * DAY_MS}, "last_order"),
        ({"bought_within_days": 30}, {"last_order_at_ms": None}, "last_order"),
        ({"not_bought_for_days": 90}, {"last_order_at_ms": NOW_MS - 89 * DAY_MS}, "last_order"),
        ({"tags_included": ("VIP",)}, {"tags": ("new",)}, "tags"),
        ({"tags_excluded": ("staff",)}, {"tags": ("Staff",)}, "tags"),
        ({"countries_included": ("BD",)}, {}, "countries"),
        ({"countries_excluded": ("in",)}, {}, "countries"),
        ({"languages": ("bn",)}, {"language": "hi-IN"}, "languages"),
    ],
)
def test_it_holds_whom_the_segment_leaves_out(
    who: dict[str, Any], customer: dict[str, Any], rule: str
) -> None:
    case = make_case(who)
    changed = replace(case.customer, **customer)
    assert failed(make_case(who, customer=changed)) == [rule]


@pytest.mark.parametrize(
    ("who", "customer"),
    [
        ({"orders_min_count": 2, "orders_most_count": 2}, {}),
        ({"spent_min_minor": 50_000, "spent_most_minor": 50_000}, {}),
        ({"bought_within_days": 30}, {"last_order_at_ms": NOW_MS - 30 * DAY_MS}),
        ({"not_bought_for_days": 90}, {"last_order_at_ms": None}),
        ({"tags_included": ("vip",)}, {"tags": ("VIP",)}),
        ({"languages": ("bn",)}, {"language": "bn-IN"}),
    ],
)
def test_it_writes_to_whom_the_segment_takes_in(who: dict[str, Any], customer: dict[str, Any]) -> None:
    case = make_case(who)
    assert failed(make_case(who, customer=replace(case.customer, **customer))) == []


@pytest.mark.parametrize(
    ("asked", "dealings", "rule"),
    [
        ("invited", Dealings(campaign_at_ms=NOW_MS - 99 * DAY_MS), "invited"),
        ("joined", Dealings(joined_at_ms=NOW_MS), "joined"),
        ("shared", Dealings(shared_at_ms=NOW_MS), "shared"),
        ("brought", Dealings(friends_count=1), "brought"),
    ],
)
def test_it_tells_the_engaged_from_the_others(asked: str, dealings: Dealings, rule: str) -> None:
    when = Schedule(every_days=90)
    wants = {
        answer: Campaign(name="Ask", kind="invite", when=when, who=replace(Segment(), **{asked: answer}))
        for answer in ("any", "yes", "no")
    }
    for answer, held in (("any", []), ("yes", []), ("no", [rule])):
        assert failed(make_case(campaign=wants[answer], dealings=dealings)) == held
    assert failed(make_case(campaign=wants["yes"])) == [rule]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"program": make_program(live=False)}, "program_live"),
        ({"is_on": False}, "campaign_on"),
        ({"dealings": Dealings(has_other_name=True)}, "one_name"),
        ({"dealings": Dealings(is_partner=True)}, "no_partner"),
        ({"dealings": Dealings(campaign_at_ms=NOW_MS - 999 * DAY_MS)}, "invited"),
        ({"subject": Subject(gone="cancelled")}, "still_true"),
        ({"subject": Subject(popup_shared_at_ms=NOW_MS)}, "popup_led"),
        ({"standing": stand(has_contact=False)}, "has_contact"),
        ({"standing": stand(bought=False)}, "consent"),
        ({"standing": stand(opted_out_at_ms=1)}, "may_be_asked"),
        ({"standing": stand(suppressed_by="hard")}, "not_suppressed"),
        ({"program": make_program(holdout_pct=51)}, "holdout"),
        ({"dealings": Dealings(written_at_ms=(NOW_MS,), shown_at_ms=(NOW_MS - HOUR_MS,))}, "most_a_week"),
    ],
)  # fmt: skip
def test_it_holds_each_with_its_own_rule(changes: dict[str, Any], rule: str) -> None:
    case = make_case(**changes)
    assert failed(case) == [rule]
    assert first_failed(decide_message(case)) == rule


@pytest.mark.parametrize(
    ("subject", "is_held", "again_at_ms"),
    [
        (Subject(ordered_at_ms=NOW_MS - 7 * DAY_MS), False, None),
        (Subject(ordered_at_ms=NOW_MS - 6 * DAY_MS), True, NOW_MS + DAY_MS),
        (Subject(ordered_at_ms=NOW_MS - 7 * DAY_MS, tells_delivery=True), True, NOW_MS + DAY_MS),
        (Subject(ordered_at_ms=NOW_MS - 9 * DAY_MS, delivered_at_ms=NOW_MS - 3 * DAY_MS, tells_delivery=True),
         True, NOW_MS + 4 * DAY_MS),
        (Subject(ordered_at_ms=NOW_MS - 9 * DAY_MS, delivered_at_ms=NOW_MS - 7 * DAY_MS), False, None),
        (Subject(ordered_at_ms=NOW_MS - PATIENCE_DAYS * DAY_MS, tells_delivery=True), True, None),
    ],
)  # fmt: skip
def test_it_waits_for_the_delivery(subject: Subject, is_held: bool, again_at_ms: int | None) -> None:
    campaign = Campaign(name="Ask", kind="after_purchase", when=PURCHASE)
    case = make_case(campaign=campaign, subject=subject)
    assert failed(case) == (["delivered"] if is_held else [])
    assert next_try_at(case, decide_message(case)) == again_at_ms


PAUSED = make_program(live=False)


@pytest.mark.parametrize(
    ("key", "age_days", "changes", "waits"),
    [
        ("friend_claimed", 2, {}, True),
        ("friend_claimed", 3, {}, False),
        ("friend_bought", 13, {}, True),
        ("friend_bought", 14, {}, False),
        ("reward_held", 14, {"subject": Subject(gone="issued")}, False),
        ("reward_held", 14, {}, True),  # its time is a day after it was earned
        ("invite", 59, {}, True),
        ("invite", 1, {"dealings": Dealings(shared_at_ms=NOW_MS)}, False),
        ("after_purchase", 36, {"subject": Subject(ordered_at_ms=NOW_MS - 36 * DAY_MS)}, True),
        ("after_purchase", 37, {"subject": Subject(ordered_at_ms=NOW_MS - 37 * DAY_MS)}, False),
    ],
)
def test_it_waits_for_a_paused_program_as_long_as_a_message_is_worth_it(
    key: str, age_days: int, changes: dict[str, Any], waits: bool
) -> None:
    since_at_ms = NOW_MS - age_days * DAY_MS
    case = make_case(campaign=SHIPPED[key], program=PAUSED, since_at_ms=since_at_ms, **changes)
    assert "program_live" in failed(case)
    assert next_try_at(case, decide_message(case)) == (NOW_MS + HOUR_MS if waits else None)


def test_it_waits_for_no_week_of_rest() -> None:
    rest = Measuring(rests=(Rest(from_at_ms=NOW_MS, until_at_ms=NOW_MS + 7 * DAY_MS),))
    case = make_case(program=replace(make_program(), measuring=rest))
    assert failed(case) == ["program_live"]
    assert next_try_at(case, decide_message(case)) is None


@pytest.mark.parametrize(("gone", "again_at_ms"), [("hold", NOW_MS + HOUR_MS), ("block", None)])
def test_it_waits_for_a_review(gone: str, again_at_ms: int | None) -> None:
    case = make_case(campaign=SHIPPED["friend_bought"], subject=Subject(gone=gone))
    assert next_try_at(case, decide_message(case)) == again_at_ms


def test_it_makes_room_when_a_week_is_over() -> None:
    met = Dealings(written_at_ms=(NOW_MS - 6 * DAY_MS, NOW_MS - DAY_MS), shown_at_ms=(NOW_MS - 3 * DAY_MS,))
    case = make_case(dealings=met)
    again_at_ms = next_try_at(case, decide_message(case))
    assert again_at_ms == NOW_MS + 4 * DAY_MS  # two of three are over by then
    later = make_case(dealings=met, now_ms=again_at_ms)
    assert failed(later) == []


def test_it_ends_reminders_when_the_person_shares() -> None:
    reminded = Dealings(campaign_at_ms=NOW_MS - 3 * DAY_MS)
    left = Subject(before_left_at_ms=NOW_MS - 3 * DAY_MS)
    assert failed(make_case(dealings=reminded, step=1, subject=left)) == []
    shared = replace(reminded, shared_at_ms=NOW_MS - DAY_MS)
    case = make_case(dealings=shared, step=1, subject=left)
    assert failed(case) == ["shared"]
    assert next_try_at(case, decide_message(case)) is None


def test_it_lets_what_is_owed_pass_where_asking_may_not() -> None:
    owed = SHIPPED["friend_bought"]
    busy = Dealings(written_at_ms=(NOW_MS,) * 9)
    out = stand(says="out", said_at_ms=1)
    program = make_program(holdout_pct=100)
    assert failed(make_case(campaign=owed, dealings=busy, standing=out, program=program)) == []


moments = st.integers(NOW_MS - 40 * DAY_MS, NOW_MS)
cases = st.builds(
    make_case,
    who=st.fixed_dictionaries(
        {"orders_min_count": st.integers(0, 4), "spent_most_minor": st.integers(0, 90_000),
         "bought_within_days": st.integers(0, 60), "shared": st.sampled_from(["any", "yes", "no"]),
         "tags_excluded": st.sampled_from([(), ("staff",)])}
    ),
    is_on=st.booleans(), step=st.integers(0, 2), lot=st.floats(0, 99.9),
    customer=st.builds(Profile, person_id=st.just("per"), orders_count=st.integers(0, 4),
                       spent_minor=st.integers(0, 90_000), last_order_at_ms=st.none() | moments,
                       tags=st.sampled_from([(), ("staff",)])),
    dealings=st.builds(Dealings, shared_at_ms=st.none() | moments, campaign_at_ms=st.none() | moments,
                       written_at_ms=st.lists(moments, max_size=4).map(tuple), is_partner=st.booleans()),
    subject=st.builds(Subject, gone=st.sampled_from(["", "test"]), ordered_at_ms=st.none() | moments,
                      delivered_at_ms=st.none() | moments, tells_delivery=st.booleans()),
    standing=st.builds(Standing, medium=st.just("email"), has_contact=st.booleans(), bought=st.booleans(),
                       says=st.sampled_from(["", "in", "out"])),
    campaign=st.sampled_from(list(SHIPPED.values())),
    program=st.sampled_from([make_program(), make_program(live=False), make_program(holdout_pct=30)]),
)  # fmt: skip


@given(cases)
def test_it_always_asks_every_rule_and_says_all_in_words(case: Case) -> None:
    decision = decide_message(case)
    rules = [reason.rule for reason in decision.reasons]
    assert len(set(rules)) == len(rules)
    assert decision.show == (not failed(case)) == (first_failed(decision) == "")
    assert all(say_reason(one, CHAI_HOUSE).endswith(".") and RULE_WORDS[one.rule] for one in decision.reasons)
    assert say_turn("held", first_failed(decision), decision.reasons, CHAI_HOUSE)
    assert msgspec.json.decode(msgspec.json.encode(decision.reasons), type=type(decision.reasons)) is not None


def test_it_has_words_for_every_rule_held_or_met() -> None:
    assert RULE_WORDS.keys() == HELD_WORDS.keys()
    stages = {*get_args(Stage), *get_args(RewardState), *get_args(CouponState)}
    assert stages - GONE_WORDS.keys() == {"placed", "paid", "held", "live"}  # in these it still holds
    assert "too few" in say_forecast(
        forecast_referrals(9, Rates(asked_count=0, friends_count=0), TENTH, 1), CHAI_HOUSE
    )


@given(cases)
def test_it_waits_only_for_what_time_mends_and_not_for_ever(case: Case) -> None:
    again_at_ms = next_try_at(case, decide_message(case))
    if again_at_ms is not None:
        assert set(failed(case)) <= {"program_live", "still_true", "delivered", "most_a_week", "in_turn"}
        began_at_ms = max(
            case.since_at_ms, case.subject.ordered_at_ms or 0, case.subject.delivered_at_ms or 0
        )
        longest_days = 14 + max(PATIENCE_DAYS, case.campaign.shelf_days)
        assert case.now_ms < again_at_ms <= began_at_ms + longest_days * DAY_MS


@pytest.mark.parametrize("key", SHIPPED)
def test_it_ships_campaigns_that_read_back_as_they_are(key: str) -> None:
    campaign = SHIPPED[key]
    assert read_campaign(msgspec.json.decode(write_campaign(campaign))) == campaign
    assert read_campaign_key(key) == key
    assert say_when(campaign)
    assert key not in ON_AT_FIRST or campaign.purpose == "transactional"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "reward"}, "kind"),
        ({"kind": "friend_bought"}, "when"),
        ({"media": []}, "media"),
        ({"reminders_days": [14, 3]}, "reminders_days"),
        ({"reminders_days": [0]}, "reminders_days"),
        ({"who": {"orders_min_count": 3, "orders_most_count": 2}}, "who.orders_most_count"),
        ({"when": {"on": "schedule", "every_days": 1}}, "when.every_days"),
        ({"who": {"countries_included": ["IN", "India"]}}, "who.countries_included"),
        ({"who": {"countries_excluded": ["UK"]}}, "who.countries_excluded"),
        ({"who": {"languages": ["bn", "Bengali"]}}, "who.languages"),
        ({"name": "x" * 81}, "name"),
        ({"sql": ""}, "campaign"),
    ],
)
def test_it_refuses_settings_that_cannot_be(changes: dict[str, Any], field: str) -> None:
    whole = {"name": "Ask", "kind": "invite", "when": {"on": "once"}} | changes
    with pytest.raises(InvalidInput) as refused:
        read_campaign(whole)
    assert refused.value.field == field


@pytest.mark.parametrize("key", ["", "A", "a", "../x", "x" * 41, "spring thanks"])
def test_it_refuses_a_short_name_that_cannot_be_one(key: str) -> None:
    with pytest.raises(InvalidInput):
        read_campaign_key(key)


TENTH = Offer(
    friend=Incentive(kind="percent", pct=10), advocate=Incentive(kind="amount", amount_minor=20_000)
)


@pytest.mark.parametrize(
    ("asked_count", "friends_count", "source", "least", "most"),
    [
        (0, 0, "market", 1, 7),
        (499, 99, "market", 1, 7),
        (500, 9, "market", 1, 7),
        (1_000, 100, "own", 80, 120),
    ],
)
def test_it_forecasts_by_the_shops_rates_or_the_markets(
    asked_count: int, friends_count: int, source: str, least: int, most: int
) -> None:
    rates = Rates(asked_count=asked_count, friends_count=friends_count)
    found = forecast_referrals(1_000, rates, TENTH, 100_000)
    assert (found.source, found.referrals_least, found.referrals_most) == (source, least, most)
    assert (found.cost_least_minor, found.cost_most_minor) == (least * 30_000, most * 30_000)
    assert "new customers" in say_forecast(found, CHAI_HOUSE)


def test_it_says_where_a_cost_is_no_sum() -> None:
    gift = replace(TENTH, friend=Incentive(kind="gift", gift="a mug"))
    found = forecast_referrals(1_000, Rates(asked_count=0, friends_count=0), gift, 100_000)
    assert found.cost_most_minor is None
    assert "cannot be said in money" in say_forecast(found, CHAI_HOUSE)


def test_it_has_no_limit_where_the_program_sets_none() -> None:
    program = replace(make_program(), post=PostRules(most_a_week=0))
    assert failed(make_case(program=program, dealings=Dealings(written_at_ms=(NOW_MS,) * 9))) == []
