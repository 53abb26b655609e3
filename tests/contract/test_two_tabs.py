"""One form open in two tabs: what the second saves never undoes silently what the first did."""

from __future__ import annotations

import re

import pytest

from tests.cast import ChaiHouse, enter_desk

OFFER = {
    "friend_kind": "amount", "friend_value": "{}", "advocate_kind": "percent", "advocate_value": "10",
}  # fmt: skip
STORE = {"name": "{}", "url": "https://chai.example", "platform": "woocommerce", "country": "IN"}
LOOK = {"theme": "crisp", "colour": "#1b5e20", "picture": "none", "font": "system", "headline": "{}"}
COSTS = {"costs.ad_customer_minor": "{}", "costs.email_minor": "0", "costs.whatsapp_minor": "0"}
FORMS = [
    ("setup/offer", OFFER, ("250", "350")),
    ("setup/store", STORE, ("Mina's Tea", "Asha's Tea")),
    ("setup/look", LOOK, ("Tell a friend", "Ask a friend")),
    ("campaigns/invite", {"name": "{}"}, ("Spring", "Autumn")),
    ("settings/costs", COSTS, ("310", "420")),
    ("settings/languages?language=en", {"headline": "{}"}, ("Tell a friend", "Ask a friend")),
]


def open_form(chai: ChaiHouse, address: str) -> dict[str, str]:
    """Open a form; gives what it keeps out of sight."""
    page = chai.client.get(address).text
    found = re.findall(r'<input type="hidden" name="(seen|version)" value="([^"]+)">', page)
    assert len(found) == 1, found
    return dict(found)


def read_page(chai: ChaiHouse, address: str) -> str:
    """Read a form as it stands."""
    return chai.client.get(address).text.replace("&#39;", "'")


@pytest.mark.parametrize(("page", "form", "words"), FORMS)
def test_it_undoes_nothing_from_another_tab(
    chai: ChaiHouse, page: str, form: dict[str, str], words: tuple[str, str]
) -> None:
    address = f"{enter_desk(chai.house, chai.shop, chai.client)}/{page}"
    first, second = ({name: text.format(one) for name, text in form.items()} for one in words)
    kept = [open_form(chai, address) for _ in range(2)]
    rest = {"media": "email"} | ({"act": "save"} if page.startswith("settings") else {})
    assert chai.client.post(address, data={**rest, **first, **kept[0]}).status_code == 303
    late = chai.client.post(address, data={**rest, **second, **kept[1]})
    text = late.text.replace("&#39;", "'")
    assert (late.status_code, "nothing is lost" in text, words[1] in text) == (409, True, True)
    assert words[0] in read_page(chai, address)
    again = dict(re.findall(r'<input type="hidden" name="(seen|version)" value="([^"]+)">', text))
    assert chai.client.post(address, data={**rest, **second, **again}).status_code == 303
    assert words[1] in read_page(chai, address)


@pytest.mark.parametrize(("page", "form", "words"), [FORMS[0], FORMS[2]])
def test_it_remembers_what_was_seen_before_something_was_tried_out(
    chai: ChaiHouse, page: str, form: dict[str, str], words: tuple[str, str]
) -> None:
    address = f"{enter_desk(chai.house, chai.shop, chai.client)}/{page}"
    first, second = ({name: text.format(one) for name, text in form.items()} for one in words)
    kept = open_form(chai, address)
    assert chai.client.post(address, data={**first, **kept}).status_code == 303
    tried = chai.client.post(address, data={**second, **kept, "act": "preview"}, follow_redirects=True)
    [seen] = re.findall(r'name="seen" value="([^"]+)"', tried.text)
    assert chai.client.post(address, data={**second, "seen": seen}).status_code == 409
