"""Previews: a look that is not saved yet is shown by the real files, to whoever has the desk's link alone."""

from __future__ import annotations

import json
import re

import pytest

from plugin.tokens import sign_token
from tests.cast import HOUR_MS, ChaiHouse, enter_desk


def try_out(chai: ChaiHouse, **form: str) -> str:
    """Try a look out at the desk; gives where its preview is."""
    desk = enter_desk(chai.house, chai.shop, chai.client)
    led = chai.client.post(f"{desk}/setup/look", data={"act": "preview", "lang": "en", **form}).location
    found = re.search(r'src="(/look/[^/]+)/', chai.client.get(led.partition("#")[0]).text)
    assert found
    return found[1]


def test_it_answers_the_real_widgets_with_the_draft_and_keeps_nothing(chai_house: ChaiHouse) -> None:
    chai, key = chai_house, chai_house.shop.key
    link = try_out(chai, colour="#1b5e20", headline="Tell a friend")
    settings = chai.client.get(f"{link}/c/{key}/en").get_json()
    assert settings["live"] is True
    assert settings["texts"]["headline"] == "Tell a friend"
    assert "#1b5e20" in settings["look"]["css"]
    assert chai.client.get(f"{link}/c/{key}/bn").get_json()["texts"]["headline"] != "Tell a friend"
    assert "steps" in chai.client.get(f"{link}/c/{key}/en/more").get_json()
    shown = chai.client.post(f"{link}/d/{key}", data=json.dumps({"order": "preview"}))
    assert (shown.get_json()["state"], shown.headers["Access-Control-Allow-Origin"]) == ("show", "*")
    assert chai.client.post(f"{link}/e/{key}", data="{}").status_code == 204
    assert chai.client.get(f"{link}/w.js").location == "/w.js"
    assert chai.client.get(f"{link}/s/{settings['ui']['src'][3:]}").location == settings["ui"]["src"]
    assert chai.client.get(f"{link}/card/bn.jpg").data[:3] == b"\xff\xd8\xff"
    assert chai.client.get(f"/c/{key}/en").get_json()["texts"]["headline"] != "Tell a friend"
    assert chai.read(lambda parts, shop_id: parts.changes.list_latest(shop_id, 9)) == []


@pytest.mark.parametrize("surface", ["popup", "sticky", "page"])
def test_it_shows_each_surface_in_a_frame_of_our_own_alone(chai: ChaiHouse, surface: str) -> None:
    answer = chai.client.get(f"{try_out(chai)}/{surface}/gu")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert 'lang="gu"' in answer.text
    assert "frame-ancestors 'self'" in policy
    assert ("sandbox allow-scripts" in policy) is (surface != "page")


def test_it_refuses_links_that_are_forged_old_or_of_no_shop(chai: ChaiHouse) -> None:
    link = try_out(chai)
    secret, until_at_ms = chai.house.settings.secret, chai.clock() + HOUR_MS
    for token in ("x", sign_token(secret, "look", "shop_x", "{}", until_at_ms), link[6:-1] + "A"):
        assert chai.client.get(f"/look/{token}/popup/en").status_code == 404
    nonsense = sign_token(secret, "look", chai.shop.shop_id, '{"look": 1}', until_at_ms)
    assert chai.client.get(f"/look/{nonsense}/popup/en").status_code == 404
    assert chai.client.get(f"{link}/window/en").status_code == 404
    chai.clock.move(HOUR_MS)
    assert chai.client.get(f"{link}/popup/en").status_code == 404
