"""The desk's page of past customers: a file is looked at first, then imported."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from plugin.actions.sweeping import sweep_shops
from plugin.actions.uploads import LIFE_MS, MOST_BYTES
from tests.cast import ChaiHouse, enter_desk, open_chai_house
from tests.importing import make_file, make_line


def open_page(chai: ChaiHouse) -> str:
    """Give the address of the shop's page of customers."""
    return f"{enter_desk(chai.house, chai.shop, chai.client)}/customers"


def send(chai: ChaiHouse, page: str, raw: bytes, columns: str = "", name: str = "past.csv") -> TestResponse:
    """Send a file as the form does."""
    return chai.client.post(page, data={"file": (BytesIO(raw), name), "columns": columns})


def test_it_looks_at_a_file_and_imports_it(chai: ChaiHouse) -> None:
    page = open_page(chai)
    assert "People known here</span> <strong>0</strong>" in chai.client.get(page).text
    raw = make_file(make_line(1), make_line(2, "no"), "Mallory,,m@b.test,,,,<b>5,,\n")
    sent = send(chai, page, raw, name="<i>past</i>.csv")
    assert sent.status_code == 303
    seen = chai.client.get(sent.location)
    assert "2 customers can be read: 2 would be new" in seen.text
    assert re.search(r'<th scope="row">4</th><td>.*&lt;b&gt;5.* is no number of orders', seen.text)
    assert "People known here</span> <strong>0</strong>" in chai.client.get(page).text
    done = chai.client.post(sent.location)
    assert (done.status_code, done.location) == (303, page)
    text = chai.client.get(page).text
    assert "People known here</span> <strong>2</strong>" in text
    assert "Of them reachable by e-mail</span> <strong>1</strong>" in text
    assert "&lt;i&gt;past&lt;/i&gt;.csv" in text
    assert chai.client.post(sent.location).status_code == 404  # it is not kept any more
    again = send(chai, page, raw)
    assert "is in the house already, whole" in chai.client.post(again.location).text


@pytest.mark.parametrize(
    ("raw", "columns", "sentence"),
    [
        ("Email\njosé@example.test\n".encode("latin-1"), "", "no UTF-8 text"),
        (b"colour\nred\n", "", "names none of email"),
        (b"Kunde\na@example.test\n", "email=Gone", "no column"),
    ],
)
def test_it_says_why_a_file_cannot_be_read(chai: ChaiHouse, raw: bytes, columns: str, sentence: str) -> None:
    sent = send(chai, open_page(chai), raw, columns)
    assert sentence in chai.client.get(sent.location).text
    assert chai.client.post(sent.location).status_code == 422


def test_it_reads_the_columns_that_the_merchant_names(chai: ChaiHouse) -> None:
    page = open_page(chai)
    sent = send(chai, page, b"Kunde;Bestellt\na@example.test;3\n", "email=Kunde\n\norders=Bestellt\n")
    chai.client.post(sent.location)
    [known] = chai.read(lambda parts, shop_id: parts.profiles.list_people(shop_id, "", 9))
    assert (known.person.email, known.profile.orders_count) == ("a@example.test", 3)
    refused = send(chai, page, b"Kunde\n", "Kunde")
    assert (refused.status_code, "names no column" in refused.text) == (422, True)


def test_it_looks_only_at_the_beginning_of_a_long_file(chai: ChaiHouse) -> None:
    page, words = open_page(chai), "Only the beginning of the file was looked at"
    for lines_count, is_cut in ((1_000, False), (1_001, True)):
        sent = send(chai, page, make_file(*(make_line(number) for number in range(lines_count))))
        text = chai.client.get(sent.location).text
        assert ("1,000 customers can be read" in text, words in text) == (True, is_cut)


def test_it_keeps_a_file_for_an_hour_and_for_its_own_shop(chai: ChaiHouse) -> None:
    page = open_page(chai)
    sent = send(chai, page, make_file(make_line(1)))
    upload_id = sent.location.rpartition("/")[2]
    other = open_chai_house(chai.house, chai.clock, domain="other.example")
    assert other.client.get(f"{open_page(other)}/{upload_id}").status_code == 404
    assert chai.client.get(f"{page}/upl_..%2f..%2fsathi").status_code == 404
    chai.clock.move(LIFE_MS + 1000)
    sweep_shops(chai.house)
    assert chai.client.get(f"{open_page(chai)}/{upload_id}").status_code == 404


def test_it_refuses_no_file_and_one_that_is_too_large(chai: ChaiHouse) -> None:
    page = open_page(chai)
    assert chai.client.post(page, data={}).status_code == 422
    large = send(chai, page, b"x" * (MOST_BYTES + 200_000))
    assert (large.status_code, "larger than 20 MB" in large.text) == (413, True)
