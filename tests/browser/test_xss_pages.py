"""Nobody's words become markup in the pages that the server writes, none of which has a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count, cycle

import msgspec
import pytest

from plugin.actions.commission import change_terms
from plugin.actions.links import own_link
from plugin.actions.partners import add_partner
from plugin.actions.portal import portal_link
from plugin.domain.commission_terms import EXAMPLE
from plugin.domain.partners import CodeRules, NewPartner
from plugin.domain.program import Help, Incentive, Milestone, Program, Question, Sticky
from plugin.model import Contact
from tests.browser.hostile import hostile_words
from tests.cast import ADDRESS, ChaiHouse, Clock, build_house, open_chai_house
from tests.loop import Loop, make_loop_program

Say = Callable[[str], str]
PERSON = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/141.0 Mobile"}
NUMBERS = count(1)
LONGEST_PHONE = 40


@dataclass
class Reader(HTMLParser):
    """What a browser would make of a page: its elements with their attributes' names, and its words."""

    outline: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outline.append(" ".join([tag, *(name for name, _ in attrs)]))
        self.words += [value for _, value in attrs if value]
        self.leads += [value for name, value in attrs if name in ("href", "src", "action") and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.outline.append("comment")

    def says(self, words: str) -> bool:
        """Tell whether the page has these words, however its white space falls."""
        return any(_narrow(words) in _narrow(one) for one in self.words)


def _narrow(words: str) -> str:
    return " ".join(words.split())


@pytest.fixture
def chai(sqlite_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House, whose program and buyers the test names."""
    house = build_house(sqlite_url, clock)
    with closing(house.store):
        yield open_chai_house(house, clock)


def make_program(say: Say) -> Program:
    """Make a program in which all that a merchant may write is said by `say`."""
    gifts = [Incentive(kind="gift", gift=say(f"gift {number}")) for number in range(6)]
    return msgspec.structs.replace(
        make_loop_program(gifts[0], gifts[1]),
        name=say("program"),
        ladder=tuple(Milestone(friends_count=3 + place, reward=gift) for place, gift in enumerate(gifts[2:])),
        help=Help(phone=say("phone"), email=say("email"), chat_url="https://chat.example/" + say("chat")),
        sticky=Sticky(label=say("label")),
        welcome=say("welcome"),
        terms=say("terms"),
        faq=tuple(
            Question(question=say(f"question {number}"), answer=say(f"answer {number}"))
            for number in range(4)
        ),
    )


def read_pages(chai: ChaiHouse, say: Say) -> dict[str, Reader]:
    """Have everybody say their words, and read every page that shows them."""
    chai.follow(make_program(say))
    number = str(next(NUMBERS))
    loop, email = Loop(chai), f"asha{number}@example.test"
    loop.order(number, email, customer={"email": email, "first_name": say("first name")})
    asha, key = loop.buyer_of(number), chai.shop.key
    own = own_link(chai.house, chai.shop, asha.person_id).removeprefix(ADDRESS)
    landing = f"/r/{key}/{asha.code}"
    form, portal = f"/a/{key}", open_door_to_partners(chai, say, number)
    answers = {
        "page": chai.client.get(f"/p/{key}", headers=PERSON),
        "landing": chai.client.get(landing, headers=PERSON),
        "own": chai.client.get(own, headers=PERSON),
        "wrong e-mail": chai.client.post(
            f"/p/{key}/link", data={"email": say("typed e-mail")}, headers=PERSON
        ),
        "wrong code": chai.client.post(
            f"{own.partition('?')[0]}/code", data={"code": say("typed code") + "X" * 80}, headers=PERSON
        ),
        "form": chai.client.post(form, data=make_application(say)),
        "wrong link": chai.client.post(f"{form}/link", data={"email": say("partner e-mail")}),
        "portal": chai.client.get(portal),
        "wrong account": chai.client.post(f"{portal}/payee", data={"account": say("typed account")}),
        "no code": chai.client.get(f"/r/{key}/x", query_string={"c": say("channel")}, headers=PERSON),
    }
    return {name: _read(answer.text) for name, answer in answers.items()}


def make_application(say: Say) -> dict[str, str]:
    """Make an application that cannot be taken, so that the form shows what was typed again."""
    said = {name: say(f"applicant's {name}") for name in ("email", "niche", "why")}
    return {"name": "", "page": "nila", "phone": "", "followers": "", **said}


def open_door_to_partners(chai: ChaiHouse, say: Say, number: str) -> str:
    """Give the shop terms and a partner who says words; gives the partner's own page."""
    change_terms(chai.house, chai.shop, msgspec.structs.replace(EXAMPLE, agreement=say("agreement")))
    told = NewPartner(
        kind="shop", name=say("partner"), contact=Contact(email=f"nila{number}@example.test"),
        code_rules=CodeRules(incentive=Incentive(kind="percent", pct=10)),
    )  # fmt: skip
    partner = add_partner(chai.house, chai.shop, told)
    return portal_link(chai.house, chai.shop, partner.partner_id).removeprefix(ADDRESS)


def _read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def test_it_writes_words_and_no_markup(chai: ChaiHouse, pytestconfig: pytest.Config) -> None:
    names: dict[str, None] = {}

    def mark(name: str) -> str:
        names[name] = None
        return f"«{name}»"

    honest = read_pages(chai, mark)
    shown = {page: [name for name in names if reader.says(f"«{name}»")] for page, reader in honest.items()}
    assert len(set().union(*shown.values())) > 20
    words = hostile_words(5_000 if pytestconfig.getoption("--full") else 500)
    for start in range(0, len(words), len(names)):
        chosen = dict(zip(names, cycle(words[start:]), strict=False))
        chosen["phone"] = chosen["phone"][:LONGEST_PHONE]
        for page, reader in read_pages(chai, chosen.__getitem__).items():
            assert reader.outline == honest[page].outline, page
            assert {name: chosen[name] for name in shown[page] if not reader.says(chosen[name])} == {}, page
            assert [lead for lead in reader.leads if lead.lstrip().lower().startswith("javascript")] == []
    assert all("script" not in reader.outline for reader in honest.values())
