"""The own page's button for news: a real service worker, a real page; only the browser's maker is played."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import find_violations
from tests.browser.shopper import PHONE, Shopper
from tests.browser.test_loop import open_own_page, place_order

# Chromium asks its maker for a place where news are brought; there is no way to it here, so it is played.
PLAYED = """
let made = null;
const keys = {
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
};
PushManager.prototype.getSubscription = async () => made;
PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
  if (applicationServerKey.length !== 87 || !userVisibleOnly) throw new Error("no key");
  const endpoint = "https://fcm.googleapis.com/fcm/send/played";
  made = { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => !(made = null) };
  return made;
};
"""


@pytest.fixture
def asha(meet_shopper: Callable[..., Shopper]) -> Shopper:
    """Asha on her own page, who lets Sathi show notifications."""
    asha = meet_shopper(viewport=PHONE)
    asha.context.grant_permissions(["notifications"], origin=asha.town.sathi)
    asha.context.add_init_script(PLAYED)
    asha.visit("/checkout/masala-chai")
    address = asha.page.locator("form.paper [name=email]").input_value()
    place_order(asha, "cod")
    open_own_page(asha, address)
    return asha


def bring(asha: Shopper, news: dict[str, Any]) -> None:
    """Bring news to the service worker, as the browser does."""
    tools = asha.context.new_cdp_session(asha.page)
    registrations: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    while not registrations:  # they are told a moment later
        asha.page.evaluate("new Promise(requestAnimationFrame)")
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": asha.town.sathi, "registrationId": registrations[-1], "data": json.dumps(news)},
    )


def test_it_tells_a_shopper_here_and_no_more(asha: Shopper) -> None:
    start = asha.page.get_by_role("button", name="Tell me here")
    stop = asha.page.get_by_role("button", name="Tell me no more here")
    expect(start).to_be_visible()
    expect(stop).to_be_hidden()
    assert find_violations(asha.page) == []
    assert asha.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    start.click()
    expect(asha.page.get_by_text("You are told on this device.")).to_be_visible()
    expect(stop).to_be_visible()
    expect(start).to_be_hidden()
    bring(asha, {"title": "Chai House", "body": "A friend took your gift", "lang": "en", "dir": "ltr",
                 "tag": "t", "link": asha.page.url})  # fmt: skip
    shown = "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
    asha.page.wait_for_function(f"{shown}.then((all) => all.length > 0)")
    [news] = asha.page.evaluate(f"{shown}.then((all) => all.map(({{ title, body }}) => [title, body]))")
    assert news == ["Chai House", "A friend took your gift"]
    with asha.page.expect_response(lambda answer: answer.url.endswith("/push/end")) as ended:
        stop.click()
    assert ended.value.status == 204
    expect(start).to_be_visible()
    assert asha.complaints == []
