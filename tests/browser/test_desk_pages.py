"""The merchant's pages of the post and of partners: no words become markup, and long ones break."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO

import pytest

from plugin.actions.commission import change_terms
from plugin.actions.house import House
from plugin.actions.inviting import start_run
from plugin.actions.payees import save_payee
from plugin.domain.commission_terms import EXAMPLE
from tests.browser.shopper import PHONE, Shopper
from tests.browser.test_axe import show_page
from tests.browser.test_xss_pages import Reader
from tests.campaigning import switch, work
from tests.cast import ChaiHouse, Clock, build_house, open_chai_house
from tests.contract.test_portal import Stage
from tests.importing import make_file
from tests.loop import Loop, make_loop_program

FIND_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? []
    : [...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > innerWidth)
        .map(one => one.outerHTML.slice(0, 120))"""
HONEST, LONG = "Nila", "N" * 80
HOSTILE = "\"'><script>hit=1</script><img src onerror=hit=1>{{7*7}}</textarea>"
EMAIL = "asha@example.test"


@pytest.fixture
def house(sqlite_url: str, clock: Clock) -> Iterator[House]:
    """A house for two shops, one of which is full of words that wish it ill."""
    made = build_house(sqlite_url, clock)
    with closing(made.store):
        yield made


def fill_desk(chai: ChaiHouse, words: str) -> dict[str, str]:
    """Let everybody say these words; gives the desk's pages by their paths."""
    change_terms(chai.house, chai.shop, EXAMPLE)
    chai.follow(make_loop_program())
    stage, post = Stage(chai), chai.client.post
    Loop(chai).meet(EMAIL, "1")
    first = stage.admit(
        name=words[:80], niche=words[:100], why=words, page="video.example/" + re.sub(r"\s", "", words)
    )
    stage.apply(
        name=words[:80], email="two@example.test", niche=words[:100], why=words, phone="", page="two.example"
    )
    for email in ("", "code@example.test"):
        post(
            f"{stage.desk}/partners",
            data={"name": words[:80], "email": email, "note": words, "percent": "10"},
        )
    post(f"{stage.desk}/partners/{first.partner_id}/note", data={"note": words})
    post(f"{stage.desk}/partners/{first.partner_id}/end", data={"why": words})
    save_payee(
        chai.house,
        chai.shop,
        first.partner_id,
        {"way": "upi", "account": "nila@okaxis", "holder": words[:90]},
    )
    switch(chai, "invite")
    start_run(chai.house, chai.shop, "invite")
    work(chai)
    raw = make_file(
        f'"{words.replace(chr(34), chr(34) * 2)}",b,c@example.test,{"maybe" + words[:1]},,x,1,,\n'
    )
    sent = post(
        f"{stage.desk}/customers",
        data={"file": (BytesIO(raw), words.replace('"', "") + ".csv"), "columns": ""},
    )
    assert sent.status_code == 303, sent.text
    seen = sent.headers["Location"].partition("/desk/")[2].partition("/")[2]
    paths = [
        "partners", f"partners/{first.partner_id}", "admission", "payouts", f"statements/{first.partner_id}",
        "mail", "letters?kind=partner_refused&lang=ar", "campaigns", "campaigns/invite/preview", "customers",
        seen,
    ]  # fmt: skip
    pages = {path: chai.client.get(f"{stage.desk}/{path}") for path in paths}
    pages["why"] = post(f"{stage.desk}/campaigns/why", data={"email": EMAIL})
    pages["nobody"] = post(f"{stage.desk}/campaigns/why", data={"email": words})
    pages["refused"] = post(
        f"{stage.desk}/partners", data={"name": words[:80], "followers_count": words, "email": "x@y.example"}
    )
    for path, answer in pages.items():
        assert answer.status_code == (422 if path == "refused" else 200), (path, answer.text)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
    return {path: answer.text for path, answer in pages.items()}


def read_page(html: str) -> Reader:
    """Read a page as a browser does."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_it_writes_words_and_no_markup(house: House, clock: Clock) -> None:
    honest, hostile = (
        fill_desk(open_chai_house(house, clock, name=words), words) for words in (HONEST, HOSTILE)
    )
    for plain, attacked in zip(honest.values(), hostile.values(), strict=True):
        read = read_page(attacked)
        assert sorted(read.outline) == sorted(read_page(plain).outline)  # equal times, in any order
        assert not [lead for lead in read.leads if lead.lower().startswith("javascript")]


def test_it_keeps_long_words_within_the_page(
    house: House, clock: Clock, meet_shopper: Callable[..., Shopper]
) -> None:
    merchant = meet_shopper(viewport=PHONE, reduced_motion="reduce")
    for path, html in fill_desk(open_chai_house(house, clock), LONG).items():
        show_page(merchant.page, html)
        assert merchant.page.evaluate(FIND_WIDE) == [], path
