"""Advocates at the desk: who brings most, finding one, one of them, and whom to ask."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from plugin.actions.advocates import ADVOCATES
from plugin.actions.people import opt_out
from plugin.actions.privacy import redact_person
from plugin.actions.shops import add_shop
from plugin.actions.working_out import work_out_sheets
from plugin.model import Contact, PersonRedacted
from plugin.store.people import Person
from tests.cast import CHAI_HOUSE, DAY_MS, ChaiHouse, enter_desk
from tests.importing import make_large
from tests.loop import Loop, make_loop_program

FRIENDS = ("farid", "meera", "ravi", "zoya", "kiran")
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def loop(chai: ChaiHouse) -> Loop:
    """Chai House, where Asha shared and brought five friends; Farid, one of them, brought Leela."""
    return begin(chai)


@pytest.fixture
def both(chai_house: ChaiHouse) -> Loop:
    """The same on each engine in turn."""
    return begin(chai_house)


def begin(chai: ChaiHouse) -> Loop:
    """Let everybody buy."""
    chai.follow(make_loop_program())
    loop = Loop(chai)
    buy(loop, "asha", phone="9876543210")
    asha = loop.buyer_of("asha-1")
    decided = loop.chai.look_up("proof-of-asha-1")
    loop.chai.report("shared", decided["decision"], channel="whatsapp")
    for number, name in enumerate(FRIENDS):
        loop.chai.clock.move(DAY_MS)
        for browser in range(4):
            agent = {"User-Agent": f"{PHONE} Build/{browser}"}
            loop.chai.client.get(f"/r/{loop.chai.shop.key}/{asha.code}", headers=agent)
        buy(loop, name, codes=[asha.code])
        if number % 2:
            buy(loop, name, "2", refunded="250.00")
    loop.chai.clock.move(DAY_MS)
    buy(loop, "leela", codes=[loop.buyer_of("farid-1").code])
    return loop


def buy(loop: Loop, name: str, number: str = "1", phone: str = "", **changes: Any) -> None:
    """Let somebody buy."""
    email = f"{name}@example.test"
    customer = {"email": email, "first_name": name.title()} | ({"phone": phone} if phone else {})
    loop.order(f"{name}-{number}", email, customer=customer, **changes)


def look(loop: Loop, page: str = "advocates") -> str:
    """Give a page of the desk."""
    answer = loop.chai.client.get(f"{enter(loop)}/{page}")
    assert answer.status_code == 200, answer.text
    return answer.text


def enter(loop: Loop) -> str:
    """Enter the desk."""
    return enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)


def find(loop: Loop, words: str) -> str:
    """Look for somebody."""
    answer = loop.chai.client.post(f"{enter(loop)}/advocates/find", data={"words": words})
    assert answer.status_code == 200, answer.text
    return answer.text


def read_csv(text: str) -> list[dict[str, str]]:
    """Read a file that the desk gave."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_it_ranks_who_brings_most(both: Loop) -> None:
    first, second = read_csv(look(both, "advocates.csv"))
    assert (first["first_name"], second["first_name"]) == ("Asha", "Farid")
    wanted = {"friends": "5", "orders": "5", "revenue": "5000.00", "visits": "20", "shares": "1"}
    assert wanted.items() <= first.items()
    assert (first["friends_per_100_visits"], second["friends_per_100_visits"]) == ("25.0", "")
    assert [row["first_name"] for row in read_csv(look(both, "advocates.csv?by=reach"))] == ["Asha"]
    page = look(both)
    assert "1 people shared, the links of 1 were visited, and 2 brought an order that counts." in page
    assert "Friends ÷ visits by the link. Below 20 visits it is too few to say." in page


def test_it_finds_people_without_an_address_saying_whom(both: Loop) -> None:
    cases = {
        "ASHA@example.test": ["Asha"], "98765 43210": ["Asha"], "farid": ["Farid"], "FARID": ["Farid"],
        "Meera": [], "nobody@example.test": [], "%": [], "": [],
    }  # fmt: skip
    for words, found in cases.items():
        page = find(both, words)
        assert [name for name in ("Asha", "Farid", "Meera") if f">{name}</a>" in page] == found, words


def test_it_finds_a_code_and_its_beginning(both: Loop) -> None:
    code = both.buyer_of("asha-1").code
    for words in (code, code.lower(), code[:6]):
        assert ">Asha</a>" in find(both, words)


def test_it_shows_one_advocate_with_everybody_they_brought(loop: Loop) -> None:
    asha, leela = loop.buyer_of("asha-1"), loop.buyer_of("leela-1")
    page = look(loop, f"advocates/{asha.person_id}")
    assert f'<a href="/desk/{loop.chai.shop.key}/advocates/{leela.person_id}">Leela</a>' in page
    assert "6 people in this picture" in page
    assert "They shared by WhatsApp." in page
    assert "Held: " in page or "Shown: " in page
    farid = loop.chai.order("farid-1", "standard")
    assert f"/orders/{farid.order_id}" in page
    assert "asha@" not in "".join(part.partition('"')[0] for part in page.split('href="')[1:])


def test_it_shows_nobody_of_another_shop(loop: Loop) -> None:
    asha = loop.buyer_of("asha-1")
    other, _ = add_shop(loop.chai.house, CHAI_HOUSE)
    desk = enter_desk(loop.chai.house, other, loop.chai.client)
    assert loop.chai.client.get(f"{desk}/advocates/{asha.person_id}").status_code == 404
    found = loop.chai.client.post(f"{desk}/advocates/find", data={"words": "asha@example.test"})
    assert "Nobody fits." in found.text
    assert "Nobody has brought anything" in loop.chai.client.get(f"{desk}/advocates").text


def test_it_writes_a_message_to_whom_is_worth_asking(loop: Loop) -> None:
    [asha] = read_csv(look(loop, "advocates/brand.csv"))
    assert (asha["first_name"], asha["friends"], asha["friends_who_bought_again"]) == ("Asha", "5", "2")
    chat = urlsplit(asha["whatsapp"])
    assert (chat.hostname, chat.path) == ("wa.me", "/919876543210")
    assert parse_qs(chat.query)["text"] == [asha["message"]]
    assert asha["message"].endswith(f"/a/{loop.chai.shop.key}")
    assert "Ask over WhatsApp" in look(loop, "advocates/brand")
    opt_out(loop.chai.house, loop.chai.shop, "asha@example.test", opted_out=True)
    [asha] = read_csv(look(loop, "advocates/brand.csv"))
    assert (asha["message"], asha["whatsapp"]) == ("", "")
    assert "They do not want messages" in look(loop, "advocates/brand")


def test_it_keeps_no_personal_facts_in_a_sheet_and_forgets_who_was_erased(loop: Loop) -> None:
    make_large(loop.chai)
    asha = loop.buyer_of("asha-1")
    assert work_out_sheets(loop.chai.house) == 3
    assert ">Asha</a>" in look(loop)
    kept = loop.chai.read(lambda parts, shop_id: parts.sheets.find(shop_id, ADVOCATES.name).content)
    assert not [word for word in words_of(asha) if word in kept]
    erase(loop, asha)
    assert ">Asha</a>" not in look(loop)
    assert "Asha" not in look(loop, "advocates/brand")


def words_of(person: Person) -> list[str]:
    """Give what a person is known by."""
    return [word for word in msgspec.structs.asdict(person.contact).values() if word] + [person.code]


def erase(loop: Loop, person: Person) -> None:
    """Forget somebody as a platform asks for it."""
    house, shop = loop.chai.house, loop.chai.shop
    asked = PersonRedacted(contact=Contact(email=person.email), order_refs=())
    house.store.unit(shop.shop_id, lambda parts: redact_person(house, parts, shop, "standard", asked))
