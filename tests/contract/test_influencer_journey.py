"""An influencer's code among three hundred followers: by webhooks, the friend's pages and the command."""

from __future__ import annotations

import re
import time

import pytest

from tests.cast import DAY_MS, SECOND_MS, ChaiHouse
from tests.command import Sathi, said
from tests.loop import Loop, make_loop_program

FOLLOWERS, BOUGHT_BEFORE, BY_LINK = 300, 20, 60
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile"
SHOWN = re.compile(r"^([A-Z][A-Za-z ]+): ([0-9,]+)$", re.MULTILINE)


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House; commands live in the real present, so its clock starts a month before that."""
    chai_house.clock.at_ms = round(time.time() * 1000) - 30 * DAY_MS
    chai_house.follow(make_loop_program())
    return Loop(chai_house)


def come_by_link(loop: Loop, code: str, number: int) -> str:
    """Let a follower take the offer on the influencer's page, from the same campus as all others."""
    chai = loop.chai
    answer = chai.client.post(
        f"/r/{chai.shop.key}/{code}/claim",
        headers={"User-Agent": PHONE},
        environ_overrides={"REMOTE_ADDR": f"203.0.113.{number % 200 + 1}"},
    )
    assert answer.status_code == 303, answer.text
    chai.client.delete_cookie("sathi_device", path=f"/r/{chai.shop.key}/")
    return str(answer.headers["Location"]).partition("/claim/")[2].partition("?")[0]


def test_it_credits_an_influencer_for_new_customers_only(
    loop: Loop, sathi: Sathi, request: pytest.FixtureRequest, database_url: str
) -> None:
    smaller = database_url.startswith("postgres") and not request.config.getoption("--full")
    followers, before, by_link = (n // 10 if smaller else n for n in (FOLLOWERS, BOUGHT_BEFORE, BY_LINK))
    for number in range(before):
        loop.order(f"old-{number}", f"follower{number}@example.test")

    added = said(
        sathi("influencer", "add", "Asha Bakes", "--email", "asha@bakes.test", "--code", "bake-with-asha")
    )
    assert "the code BAKEWITHASHA" in added
    partner_id = added.partition("(")[2].partition(")")[0]
    loop.chai.clock.at_ms = round(time.time() * 1000) + SECOND_MS
    loop.serve()

    page = loop.chai.client.get(f"/r/{loop.chai.shop.key}/bakewithasha", headers={"User-Agent": PHONE})
    assert "Asha Bakes sent you ₹200 off" in page.text
    marks = [come_by_link(loop, "BAKEWITHASHA", number) for number in range(by_link)]
    offered = loop.chai.client.get(f"/r/{loop.chai.shop.key}/claim/{marks[-1]}")
    assert 'value="BAKEWITHASHA"' in offered.text
    for number in range(followers):
        loop.order(
            f"new-{number}", f"follower{number}@example.test", codes=["BakeWithAsha"],
            marks=marks[number : number + 1], ip=f"203.0.113.{number % 200 + 1}",
        )  # fmt: skip

    shown = said(sathi("influencer", "show", partner_id))
    figures = dict(SHOWN.findall(shown))
    assert figures["Orders"] == str(followers)
    assert figures["New customers"] == str(followers - before)
    assert figures["Orders not credited"] == str(before)
    assert figures["Orders held for review"] == "0"
    assert figures["Offers taken"] == str(by_link)
    assert f"already a customer: {before}" in shown
    for number in range(before):
        assert re.search(rf"^new-{number} .*had bought here before: 1 order\.", shown, re.MULTILINE)
    listed = said(sathi("referrals", "--last", "1000"))
    assert listed.count("Nothing suspicious") == followers - before
    assert len(re.findall(r"Blocked +The friend had bought here before: 1 order\.", listed)) == before

    assert re.search(rf"{partner_id} .*BAKEWITHASHA .*Admitted", said(sathi("influencer", "list")))
    again = loop.chai.client.get(f"/r/{loop.chai.shop.key}/BAKEWITHASHA", headers={"User-Agent": PHONE})
    assert f"/r/{loop.chai.shop.key}/BAKEWITHASHA/claim" in again.text
    assert "as it must be" in said(sathi("audit"))
