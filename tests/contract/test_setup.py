"""The set-up at the desk: what ticks each step, what is proposed, what is kept, and the trial's own shop."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from plugin.actions.accounts import make_first_owner, setup_link
from plugin.actions.campaigns import switch_campaign
from plugin.actions.noticing import notice_happenings
from plugin.actions.rewards import settle_due
from plugin.actions.setup import find_progress
from plugin.actions.shops import find_shop, standing_program
from plugin.actions.trial import forget_trial, play_trial, tell_trial
from plugin.countries import propose
from plugin.dashboard.setup_install_routes import put_look
from plugin.domain.offering import suggest_amount
from plugin.domain.program import Caps, Incentive, Look, Offer, PopupRules, Program, RewardRules
from plugin.effects.worker import run_due_effects
from plugin.store.setups import Played
from plugin.store_check import Fetched
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse, enter_desk, make_program
from tests.doubles.woocommerce import WooCommerceDouble

LONG = "four calm words here"
STORE = {"name": "Mina's Tea", "url": "tea.example.com", "platform": "woocommerce", "country": "BD"}
OFFER = {
    "friend_kind": "amount", "friend_value": "200", "advocate_kind": "percent", "advocate_value": "10",
}  # fmt: skip


def ticks(chai: ChaiHouse) -> list[str]:
    """Give the steps that are ticked."""
    progress = find_progress(chai.house, find_shop(chai.house, chai.shop.key))
    return [name for name, is_done in progress.ticks.items() if is_done]


def program(chai: ChaiHouse) -> Program:
    """Give the program that stands."""
    return chai.read(lambda parts, _: standing_program(parts, chai.shop))[1]


def post(chai: ChaiHouse, page: str, **form: str) -> TestResponse:
    """Send a form of the set-up."""
    desk = enter_desk(chai.house, chai.shop, chai.client)
    return chai.client.post(f"{desk}/setup/{page}", data=form)


def from_store(chai: ChaiHouse, path: str, **more: Any) -> TestResponse:
    """Ask as a page of the store does."""
    method = "POST" if more else "GET"
    return chai.client.open(path, method=method, headers={"Origin": "https://www.chai.example"}, **more)


def test_it_saves_store_offer_and_look_and_notes_who_changed_what(chai: ChaiHouse) -> None:
    assert ticks(chai) == ["store"]
    assert post(chai, "store", **STORE).location.endswith("/setup/offer")
    shop = find_shop(chai.house, chai.shop.key)
    assert (shop.url, shop.currency, shop.language, shop.time_zone) == (
        "https://tea.example.com", "BDT", "bn", "Asia/Dhaka",
    )  # fmt: skip
    assert post(chai, "offer", **OFFER, act="preview").status_code == 200
    assert ticks(chai) == ["store"]
    assert post(chai, "offer", **OFFER).location.endswith("/setup/look")
    assert program(chai).offer.friend.amount_minor == 20_000
    look = {"theme": "crisp", "colour": "#1b5e20", "picture": "none", "lang": "bn", "headline": "বন্ধুকে বলুন"}
    assert post(chai, "look", **look).location.endswith("/setup/install")
    assert program(chai).look.colour == "#1b5e20"
    assert [one.text for one in program(chai).words] == ["বন্ধুকে বলুন"]
    post(chai, "look", **{**look, "headline": ""})
    assert program(chai).words == ()
    assert ticks(chai) == ["store", "offer", "look"]
    changes = chai.read(lambda parts, shop_id: parts.changes.list_latest(shop_id, 10))
    assert sorted(one.what for one in changes) == ["program"] * 3 + ["store"]


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("store", {**STORE, "platform": "fax"}),
        ("store", {**STORE, "country": "XX"}),
        ("store", {**STORE, "url": "https:///"}),
        ("store", {**STORE, "url": "https://[chai.example"}),
        ("store", {**STORE, "url": "https://chai.example:99999"}),
        ("store", {**STORE, "url": "https://chai.example/a\r\nb"}),
        ("store", {**STORE, "time_zone": "Mars/Base"}),
        ("offer", {**OFFER, "friend_value": "much"}),
        ("offer", {**OFFER, "advocate_value": "900"}),
        ("look", {"theme": "none", "colour": "red"}),
        ("look", {"headline": "{name}, {price}"}),
        ("look", {"headline": "{name}, {price}", "act": "preview"}),
        ("look", {"share_text": "Buy here!"}),
    ],
)
def test_it_says_what_cannot_be_used_and_keeps_what_stood(
    chai: ChaiHouse, page: str, form: dict[str, str]
) -> None:
    before = program(chai), find_shop(chai.house, chai.shop.key)
    assert post(chai, page, **form).status_code == 422
    assert (program(chai), find_shop(chai.house, chai.shop.key)) == before
    assert ticks(chai) == ["store"]


@pytest.mark.parametrize(
    ("page", "form", "field", "kept"),
    [
        ("store", {**STORE, "time_zone": "Kolkata", "name": "Other"}, "time_zone", 'value="Other"'),
        ("store", {**STORE, "country": "", "url": "new.example"}, "country", 'value="new.example"'),
        ("offer", {**OFFER, "friend_value": "150", "friend_kind": "percent"}, "friend_value", 'value="150"'),
        ("offer", {**OFFER, "friend_value": "0"}, "friend_value", 'value="0"'),
        ("offer", {**OFFER, "advocate_kind": "gift", "advocate_value": ""}, "advocate_value", 'value="200"'),
        ("offer", {**OFFER, "advocate_minimum": "much"}, "advocate_minimum", 'value="much"'),
        ("look", {"headline": "{name}, {price}"}, "", "{name}, {price}</textarea>"),
    ],
)
def test_it_keeps_what_was_typed_beside_what_is_wrong(
    chai: ChaiHouse, page: str, form: dict[str, str], field: str, kept: str
) -> None:
    answer = post(chai, page, **form)
    assert (answer.status_code, kept in answer.text, 'role="alert"' in answer.text) == (422, True, True)
    assert not field or f'id="{field}-fault"' in answer.text


def test_it_keeps_the_currency_once_there_are_orders(chai: ChaiHouse) -> None:
    chai.buy()
    refused = post(chai, "store", **STORE)
    assert (refused.status_code, "The currency stands" in refused.text) == (422, True)
    assert post(chai, "store", **STORE, currency="INR").status_code == 303


def test_it_proposes_a_tenth_of_the_average_order(chai: ChaiHouse) -> None:
    page = f"{enter_desk(chai.house, chai.shop, chai.client)}/setup/offer"
    assert 'value="percent" selected' in chai.client.get(page).text
    chai.buy(total="1,234.00".replace(",", ""))
    text = chai.client.get(page).text
    assert text.count('value="amount" selected') == 2
    assert text.count('value="120.00"') == 2
    assert "₹1,234" in text


@pytest.mark.parametrize(
    ("average_minor", "currency", "tenth_minor"),
    [(123_400, "INR", 12_000), (99_900, "INR", 10_000 - 100), (500, "INR", 100), (4_567, "USD", 400),
     (12_345, "JPY", 1_200), (1_234_567, "KWD", 120_000)],
)  # fmt: skip
def test_it_rounds_a_tenth_as_people_name_sums(average_minor: int, currency: str, tenth_minor: int) -> None:
    assert suggest_amount(average_minor, currency) == tenth_minor


@pytest.mark.parametrize(
    ("country", "currency", "zone", "language"),
    [
        ("IN", "INR", "Asia/Kolkata", "hi"),
        ("BD", "BDT", "Asia/Dhaka", "bn"),
        ("FR", "EUR", "Europe/Paris", "fr"),
        ("US", "USD", "America/New_York", "en"),
        ("JP", "JPY", "Asia/Tokyo", "en"),
        ("XX", "USD", "UTC", "en"),
    ],
)
def test_it_proposes_by_country(country: str, currency: str, zone: str, language: str) -> None:
    made = propose(country)
    assert (made.currency, made.time_zone, made.languages[0]) == (currency, zone, language)


def test_it_ticks_the_installation_by_the_line_and_a_webhook(chai_house: ChaiHouse) -> None:
    settings, steps = f"/c/{chai_house.shop.key}/en", f"/desk/{chai_house.shop.key}/setup"
    enter_desk(chai_house.house, chai_house.shop, chai_house.client)
    chai_house.client.get(settings)
    chai_house.client.get(settings, headers={"Origin": "https://elsewhere.example"})
    assert "Still missing: the line" not in chai_house.client.get(steps).text
    assert from_store(chai_house, settings).status_code == 200
    assert ticks(chai_house) == ["store"]
    for page in (steps, f"{steps}/install"):
        assert "Seen: the line. Still missing: a webhook" in chai_house.client.get(page).text
    chai_house.buy()
    assert ticks(chai_house) == ["store", "install"]
    assert "Seen: the line, and a webhook of an order" in chai_house.client.get(steps).text
    heard = find_progress(chai_house.house, chai_house.shop).heard
    chai_house.clock.move(HOUR_MS)
    from_store(chai_house, settings)
    from_store(chai_house, f"/d/{chai_house.shop.key}", data='{"order": "x"}')
    later = find_progress(chai_house.house, chai_house.shop).heard
    assert later.settings_at_ms == later.decision_at_ms == chai_house.clock() > heard.settings_at_ms


def test_it_says_that_the_line_is_missing_where_only_webhooks_come(chai: ChaiHouse) -> None:
    chai.buy()
    page = f"{enter_desk(chai.house, chai.shop, chai.client)}/setup"
    assert "Seen: a webhook. Still missing: the line" in chai.client.get(page).text
    assert ticks(chai) == ["store"]


def test_it_ticks_what_was_set_elsewhere(chai: ChaiHouse) -> None:
    gift = Incentive(kind="gift", gift="tea")
    changed = msgspec.structs.replace(program(chai), offer=Offer(friend=gift, advocate=gift))
    chai.follow(changed)
    assert ticks(chai) == ["store", "offer"]
    chai.follow(msgspec.structs.replace(changed, look=Look(colour="#1b5e20")))
    assert ticks(chai) == ["store", "offer", "look"]


def test_it_notes_a_page_that_comes_often_once_in_five_minutes(chai: ChaiHouse) -> None:
    for _ in range(5):
        from_store(chai, f"/c/{chai.shop.key}/en")
        chai.clock.move(60_000)
    assert find_progress(chai.house, chai.shop).heard.settings_at_ms == chai.clock() - 5 * 60_000


def test_it_checks_the_store_and_keeps_what_it_found(chai: ChaiHouse) -> None:
    desk = enter_desk(chai.house, chai.shop, chai.client)
    page = f"{desk}/setup/install"
    line = re.search(r"&lt;script async.*/script&gt;", chai.client.get(page).text)
    assert line
    html = line[0].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    inside = Fetched(url="https://chai.example", fault="private")
    outside = Fetched(url="https://chai.example", status=200, html=html)
    asked: list[tuple[str, str]] = []

    def look(url: str, stamp: str, own: str) -> Fetched:
        asked.append((url, own))
        return outside if len(asked) > 1 else inside

    put_look(chai.client.application, look)
    chai.client.post(page)
    assert "leads into a private network" in chai.client.get(page).text
    assert ticks(chai) == ["store"]
    chai.client.post(page)
    assert 'data-diagnosis="never_ran"' in chai.client.get(page).text
    from_store(chai, f"/c/{chai.shop.key}/en")
    chai.client.post(page)
    assert 'data-diagnosis="running"' in chai.client.get(page).text
    assert set(asked) == {("https://chai.example", "")}
    for _ in range(10):
        last = chai.client.post(page)
    assert last.status_code == 422  # that was often for one minute


def test_it_lets_the_program_go_live_and_rest(chai: ChaiHouse) -> None:
    chai.follow(msgspec.structs.replace(make_program(live=False), paused="too many refunds"))
    post(chai, "live", live="yes")
    assert (program(chai).live, program(chai).paused) == (True, "")
    post(chai, "live", live="no")
    assert not program(chai).live


def test_it_makes_one_more_shop_for_an_owner_and_for_nobody_else(chai_house: ChaiHouse) -> None:
    house, client = chai_house.house, chai_house.client
    form = {**STORE, "country": "IN"}
    assert client.get("/desk/setup-shop").location == "/desk/login?next=/desk/setup-shop"
    enter_desk(house, chai_house.shop, client)  # by a link for one shop
    assert client.get("/desk/setup-shop").status_code == 403
    assert client.post("/desk/setup-shop", data=form).status_code == 403
    token = setup_link(house).rpartition("/")[2]
    client.set_cookie("sathi", make_first_owner(house, token, "m@x.test", "", LONG, "x"))
    assert "Its address" in client.get("/desk/setup-shop").text
    refused = client.post("/desk/setup-shop", data={**form, "name": ""})
    assert (refused.status_code, 'value="tea.example.com"' in refused.text) == (422, True)
    assert 'value="USD" selected' not in client.post("/desk/setup-shop", data={**form, "country": ""}).text
    names = client.get("/desk/setup-shop", headers={"Accept-Language": "bn"}).text
    assert ("ভারত</option>" in names, "India<" in names) == (True, False)
    made = client.post("/desk/setup-shop", data=form).location
    shop = find_shop(house, made.split("/")[2])
    assert (shop.name, shop.currency, made.endswith("/setup/offer")) == ("Mina's Tea", "INR", True)
    with house.store.reading() as parts:
        assert not parts.programs.current(shop.shop_id)[1].live
        assert parts.setups.find(shop.shop_id).platform == "woocommerce"
        assert [one.what for one in parts.changes.list_latest(shop.shop_id, 9)] == ["store"]
    assert client.get(made).status_code == 200


# The trial


def test_it_plays_a_trial_to_its_reward_and_nothing_of_it_is_in_the_shop(chai_house: ChaiHouse) -> None:
    chai = chai_house
    rules = RewardRules(caps=Caps(budget_minor=1))
    popup = PopupRules(minimum_minor=500_000, holdout_pct=100)
    chai.follow(msgspec.structs.replace(make_program(live=False), rewards=rules, popup=popup))
    post(chai, "trial")
    story = tell_trial(chai.house, chai.shop)
    assert story and story.is_whole and story.decision and story.coupon and story.rewards
    assert story.decision.decision.show
    assert (story.shares_count, story.visits_count, story.coupon.state) == (1, 1, "used")
    assert ticks(chai) == ["store", "trial"]
    assert (chai.orders(), chai.decisions(), chai.deliveries("taken")) == ([], [], [])
    counts = chai.read(
        lambda parts, shop_id: (
            parts.rewards.list_latest(shop_id, 9),
            parts.profiles.count(shop_id).people_count,
        )
    )
    assert counts == ([], 0)
    page = chai.client.get(f"/desk/{chai.shop.key}/setup/trial").text
    assert page.count('<span class="unseen">Done:</span>') == 7 + 2
    assert (
        chai.client.get(f"/r/{story.shop.key}/{story.advocate.code if story.advocate else ''}").status_code
        == 200
    )


def test_it_deletes_a_trial_at_once_and_plays_another(chai_house: ChaiHouse) -> None:
    first = play_trial(chai_house.house, chai_house.shop)
    second = play_trial(chai_house.house, chai_house.shop)
    assert first.shop.shop_id != second.shop.shop_id
    post(chai_house, "trial/end")
    assert tell_trial(chai_house.house, chai_house.shop) is None
    with chai_house.house.store.reading() as parts:
        assert [shop.shop_id for shop in parts.shops.list()] == [chai_house.shop.shop_id]
    assert ticks(chai_house) == ["store", "trial"]
    forget_trial(chai_house.house, chai_house.shop)


def test_it_plays_no_two_trials_at_once(chai_house: ChaiHouse) -> None:
    played = play_trial(chai_house.house, chai_house.shop)
    begun = Played(at_ms=chai_house.clock())
    chai_house.house.store.unit("", lambda parts: parts.setups.keep_trial(played.shop.shop_id, begun))
    assert post(chai_house, "trial").status_code == 422
    assert post(chai_house, "trial").status_code == 422
    chai_house.clock.move(10_000)
    assert post(chai_house, "trial").status_code == 303


def test_it_forgets_the_trial_with_its_shop(chai: ChaiHouse) -> None:
    play_trial(chai.house, chai.shop)
    chai.house.store.unit(chai.shop.shop_id, lambda parts: parts.privacy.erase_shop(chai.shop.shop_id))
    with chai.house.store.reading() as parts:
        assert parts.shops.list() == []


def test_it_asks_no_store_and_writes_to_nobody(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    story = play_trial(chai.house, chai.shop)
    switch_campaign(chai.house, chai.shop, "after_purchase", True)
    chai.clock.move(20 * DAY_MS)
    notice_happenings(chai.house)
    settle_due(chai.house)
    run_due_effects(chai.house)
    assert woo.coupons == {}
    with chai.house.store.reading() as parts:
        states = {one.state for one in parts.rewards.list_latest(story.shop.shop_id, 9)}
        letters = parts.messages.list_latest(story.shop.shop_id, 9)
    assert (states, letters) == ({"issued"}, [])


def test_it_knows_the_trials_shop_in_no_list(chai: ChaiHouse) -> None:
    story = play_trial(chai.house, chai.shop)
    assert story.shop.trial_of == chai.shop.shop_id
    assert chai.client.get(f"/desk/{story.shop.key}/setup").status_code in (303, 404)
