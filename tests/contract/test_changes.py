"""The list of changes: what the desk, the command and Sathi itself change of settings and money."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import msgspec
import pytest

from plugin.actions.shops import pause_program
from plugin.domain.program import write_program
from tests.busy_desk import fill_desk
from tests.cast import ChaiHouse
from tests.command import on_database, said
from tests.crawl import MerchantDesk, fill_shop, sign_in
from tests.loop import make_loop_program


@pytest.fixture
def desk(chai: ChaiHouse) -> MerchantDesk:
    """The desk of a shop in which something happened, with its owner at it."""
    fill_shop(chai)
    return MerchantDesk(chai, sign_in(chai, "owner"))


def press(desk: MerchantDesk, page: str, **fields: str) -> None:
    """Send a form of the desk, which is done."""
    answer = desk.client.post(f"{desk.path}/{page}", data=fields)
    assert answer.status_code == 303, answer.text


def read_changes(desk: MerchantDesk, query: str = "") -> list[dict[str, str]]:
    """Give the file of the changes, the newest first."""
    answer = desk.client.get(f"{desk.path}/changes.csv?{query}")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_it_notes_who_changed_what_and_how(desk: MerchantDesk) -> None:
    chai = desk.chai
    person = chai.read(lambda parts, shop_id: parts.referrals.list_latest(shop_id, 1))[0]
    [partner] = chai.read(lambda parts, shop_id: parts.partners.list(shop_id, "admitted"))
    press(desk, f"referrals/{person.referral_id}/review", answer="approved")
    press(desk, f"partners/{partner.partner_id}/end", why="She left.")
    press(desk, f"partners/{partner.partner_id}/note", note="Her number is 98765 43210.")
    press(desk, "campaigns/cycle/switch", on="yes")
    press(desk, "team", email="guest@example.test", role="reader")
    found = {
        (one["what"], one["before"], one["after"]) for one in read_changes(desk) if one["who"] == "Owner"
    }
    assert ("referral", '{"review":"waiting"}', '{"review":"approved"}') in found
    assert ("partner", "null", '{"note":"rewritten"}') in found
    assert ("invitation", "null", '{"role":"reader"}') in found
    states = {(what, _state(before), _state(after)) for what, before, after in found}
    assert {("partner", "admitted", "ended"), ("campaign", False, True)} <= states


def _state(text: str) -> object:
    told = json.loads(text) or {}
    return told.get("state", told.get("is_on"))


def test_it_notes_what_the_command_and_sathi_change(desk: MerchantDesk, tmp_path: Path) -> None:
    chai = desk.chai
    sathi = on_database(chai.house.settings.database_url)
    program = msgspec.structs.replace(make_loop_program(), name="Tea friends")
    (tmp_path / "program.json").write_text(write_program(program))
    for words in (
        ["program", "set", chai.shop.key, str(tmp_path / "program.json")],
        ["secret", chai.shop.key, "woocommerce", "--secret", "a secret of the store"],
    ):
        said(sathi(*words))
    house, shop, now_ms = chai.house, chai.shop, chai.clock()
    house.store.unit(shop.shop_id, lambda parts: pause_program(house, parts, shop, "No money.", now_ms))
    found = {(one["who"], one["what"]): one for one in read_changes(desk)[::-1]}
    assert found["Sathi", "program"]["after"] == '{"live":false,"paused":"No money."}'
    assert found["the command line", "secret"]["id"] == "woocommerce"
    program_set = found["the command line", "program"]
    assert json.loads(program_set["after"])["name"] == "Tea friends"
    assert "offer" not in program_set["after"]  # what stayed as it was is no change


def test_it_tells_no_secret_and_no_address(chai: ChaiHouse) -> None:
    fill_desk(chai)
    words = ["secret", chai.shop.key, "woocommerce", "--secret", "a secret of the store"]
    said(on_database(chai.house.settings.database_url)(*words))
    desk = MerchantDesk(chai, sign_in(chai, "owner"))
    press(desk, "team", email="guest@example.test", role="reader")
    told = desk.client.get(f"{desk.path}/changes.csv").text
    assert told.count("\n") > 10
    assert not re.findall(r"[\w.]+@[\w.]+\.(?:test|example)|a secret of|987654|okaxis", told)


def test_it_shows_parts_and_leads_to_older_ones(desk: MerchantDesk) -> None:
    for number in range(30):
        press(desk, "campaigns/cycle/switch", on="yes" if number % 2 == 0 else "no")
        press(desk, "team", email=f"guest{number}@example.test", role="reader")
    page = desk.client.get(f"{desk.path}/changes").text
    assert page.count("<details") >= 50
    [older] = re.findall(r'href="([^"]*before=[^"]*)"', page)
    assert "The program" in desk.client.get(older.replace("&amp;", "&")).text
    only = desk.client.get(f"{desk.path}/changes?what=campaign").text
    assert re.search(r"is_on</th><td><del>false</del></td><td><ins>true</ins>", only)
    assert "An invitation</strong>" not in only
    assert {one["what"] for one in read_changes(desk, "what=campaign")} == {"campaign"}
