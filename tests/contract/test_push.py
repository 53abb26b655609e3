"""Web push: allowed on the own page, brought to the browser that alone can read it, ended on either side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from werkzeug.test import TestResponse

from plugin.actions.links import own_link
from plugin.actions.media import MEDIA, can_reach
from plugin.actions.posting import Draft, post_message
from plugin.actions.push import MOST_BROWSERS, public_push_key
from plugin.effects.outgoing import Outgoing
from plugin.effects.push import send_push
from plugin.effects.senders import GIVEN_UP, PUSH
from plugin.effects.worker import run_due_effects
from plugin.store import Parts
from plugin.store.messages import Message
from tests.cast import ADDRESS, HOUR_MS, MINUTE_MS, ChaiHouse, find_words
from tests.doubles.push_service import PushBrowser, PushService, read_sender
from tests.loop import Loop, make_loop_program

OUTGOING = Outgoing(connect_s=30, read_s=30, pause=lambda seconds: None)
# Anybody's own machine, or one of ours, is no browser's service.
FOREIGN = (
    "https://evil.test/push", "http://fcm.googleapis.com/a", "https://fcm.googleapis.com.evil.test/a",
    "https://fcm.googleapis.com:8443/a", "https://fcm.googleapis.com@evil.test/a", "https://169.254.169.254/",
    "file:///etc/passwd", "", "https://fcm.googleapis.com/" + "a" * 1_100,
)  # fmt: skip


class PushTown:
    """Chai House, Asha who has bought, and where her browsers have their news brought."""

    def __init__(self, chai: ChaiHouse, service: PushService) -> None:
        self.chai, self.service = chai, service
        chai.follow(make_loop_program())
        self.asha = Loop(chai).meet("asha@example.test", "1")
        self.page = own_link(chai.house, chai.shop, self.asha.person_id).removeprefix(ADDRESS)

    def browser(self, name: str) -> PushBrowser:
        """Give a browser that allowed news."""
        return PushBrowser(self.service, f"/{name}")

    def begin(self, subscription: dict[str, Any], language: str = "bn") -> TestResponse:
        """Press the button: tell Sathi of a browser."""
        self.chai.clock.move(1)
        return self.chai.client.post(f"{self.page}/push?lang={language}", data=json.dumps(subscription))

    def end(self, endpoint: str) -> TestResponse:
        """Press the other button."""
        self.chai.clock.move(1)
        return self.chai.client.post(f"{self.page}/push/end", data=json.dumps({"endpoint": endpoint}))

    def post(self) -> str:
        """Post a message to Asha."""
        draft = Draft(
            kind="friend_claimed", purpose="transactional", medium="push", person_id=self.asha.person_id,
            language="bn", cause=f"cause {self.chai.clock.move(1)}",
        )  # fmt: skip
        work = partial(self._post, draft)
        return str(self.chai.house.store.unit(self.chai.shop.shop_id, work))

    def _post(self, draft: Draft, parts: Parts) -> str | None:
        return post_message(self.chai.house, parts, self.chai.shop, draft, self.chai.clock())

    def send(self) -> None:
        """Let the worker send what is due."""
        run_due_effects(self.chai.house, {PUSH: partial(send_push, outgoing=OUTGOING)}, GIVEN_UP)

    def message(self, message_id: str) -> Message:
        """Give a message as it stands."""
        found = self.chai.read(lambda parts, shop_id: parts.messages.find(shop_id, message_id))
        assert found is not None
        return found

    def media(self) -> tuple[str, ...]:
        """Give the media over which Asha can be reached."""
        house, shop = self.chai.house, self.chai.shop
        return self.chai.read(
            lambda parts, _: tuple(one for one in MEDIA if can_reach(house, parts, shop, self.asha, one))
        )


@pytest.fixture
def town(chai_house: ChaiHouse) -> Iterator[PushTown]:
    """Push at Chai House, on each engine in turn."""
    with PushService(chai_house.clock) as service:
        yield PushTown(chai_house, service)


@pytest.fixture
def lone(chai: ChaiHouse) -> Iterator[PushTown]:
    """Push at Chai House, on SQLite alone."""
    with PushService(chai.clock) as service:
        yield PushTown(chai, service)


def test_it_brings_news_that_only_the_browser_can_read(town: PushTown) -> None:
    phone = town.browser("phone")
    for _ in range(2):
        assert town.begin(phone.subscription).status_code == 204
    assert town.media() == ("email", "push")
    contact_hash = town.chai.house.hash("push", town.asha.person_id)
    [_] = town.chai.read(lambda parts, shop_id: parts.consents.list_words(shop_id, contact_hash, "push"))
    message_id = town.post()
    for _ in range(2):
        town.send()
    [asked] = town.service.brought
    news = phone.read(asked)
    assert (news["title"], news["lang"], news["dir"]) == ("Chai House", "bn", "ltr")
    assert news["link"].startswith(f"{ADDRESS}/p/{town.chai.shop.key}/me/")
    assert asked.headers["Topic"] == news["tag"]
    assert b"Chai House" not in asked.raw
    claims = read_sender(asked, public_push_key(town.chai.house, town.chai.shop))
    assert claims["sub"].startswith("mailto:")
    assert town.message(message_id).sent_at_ms
    assert town.end(phone.endpoint).status_code == 204
    assert town.media() == ("email",)
    held = town.post()
    town.send()
    assert town.message(held).failure
    assert len(town.service.brought) == 1


def test_it_forgets_a_browser_that_is_gone(lone: PushTown) -> None:
    phone, laptop = lone.browser("phone"), lone.browser("laptop")
    for browser in (phone, laptop):
        assert lone.begin(browser.subscription).status_code == 204
    lone.service.gone = {phone.path}
    first = lone.post()
    lone.send()
    assert lone.message(first).sent_at_ms
    assert [one.path for one in lone.service.brought] == [laptop.path]
    lone.service.gone = {phone.path, laptop.path}
    second = lone.post()
    lone.send()
    assert "No browser" in lone.message(second).failure
    assert lone.media() == ("email",)


def test_it_tries_again_where_nobody_knows(lone: PushTown) -> None:
    phone = lone.browser("phone")
    lone.begin(phone.subscription)
    lone.service.go_wrong("busy", "drop")
    message_id = lone.post()
    for _ in range(3):
        lone.send()
        lone.chai.clock.move(MINUTE_MS)
    assert lone.message(message_id).sent_at_ms
    # It was brought twice, under one name: the second takes the place of the first.
    assert len({phone.read(asked)["tag"] for asked in lone.service.brought}) == 1


@pytest.mark.parametrize("endpoint", FOREIGN)
def test_it_sends_nothing_to_where_no_browser_is(lone: PushTown, endpoint: str) -> None:
    asked = lone.browser("phone").subscription | {"endpoint": endpoint}
    assert lone.begin(asked).status_code == 422
    assert lone.media() == ("email",)


@pytest.mark.parametrize("changes", [{"p256dh": "A" * 87}, {"auth": "é"}, {"auth": ""}, {"p256dh": 1}])
def test_it_refuses_keys_that_no_browser_has(lone: PushTown, changes: dict[str, Any]) -> None:
    assert lone.begin(lone.browser("phone").subscription | changes).status_code == 422


def test_it_keeps_no_more_browsers_than_one_person_has(lone: PushTown) -> None:
    for number in range(MOST_BROWSERS):
        assert lone.begin(lone.browser(f"b{number}").subscription).status_code == 204
    assert lone.begin(lone.browser("one-more").subscription).status_code == 429


def test_it_keeps_a_browsers_address_sealed(lone: PushTown, tmp_path: Any) -> None:
    phone = lone.browser("phone-of-asha")
    lone.begin(phone.subscription)
    lone.chai.house.store.close()
    assert find_words(tmp_path, [phone.path, phone.subscription["auth"]]) == set()


def test_it_forgets_the_browsers_of_whoever_is_forgotten(lone: PushTown) -> None:
    lone.begin(lone.browser("phone").subscription)
    asha = {"email": "asha@example.test"}
    assert lone.chai.tell("person.redact", customer=asha, order_ids=[]).status_code == 200
    assert lone.begin(lone.browser("phone").subscription).status_code == 404  # her link leads nowhere
    assert "push" not in lone.media()


def test_it_takes_no_browser_by_a_link_that_ran_out(lone: PushTown) -> None:
    lone.chai.clock.move(2 * HOUR_MS)
    assert lone.begin(lone.browser("phone").subscription).status_code == 404


def test_it_lets_the_own_page_run_its_own_script_alone(lone: PushTown) -> None:
    answer = lone.chai.client.get(f"{lone.page}?lang=en")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    nonce = policy["script-src"].removeprefix("'nonce-").removesuffix("'")
    assert (policy["default-src"], policy["connect-src"], policy["worker-src"]) == (
        "'none'",
        "'self'",
        "'self'",
    )
    assert f'nonce="{nonce}" src="/s/push-' in answer.text
    assert answer.text.count("<script") == 1
    assert f'data-key="{public_push_key(lone.chai.house, lone.chai.shop)}"' in answer.text
    assert (
        "script-src"
        not in lone.chai.client.get(f"/p/{lone.chai.shop.key}").headers["Content-Security-Policy"]
    )


def test_it_gives_the_service_worker_at_the_top(lone: PushTown) -> None:
    answer = lone.chai.client.get("/sw.js")
    assert answer.content_type.startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"] or "max-age=60" in answer.headers["Cache-Control"]
    assert all(word in answer.text for word in ("showNotification", "notificationclick", "openWindow"))
    assert "fetch" not in answer.text  # it stands between no page and the network
