"""The partner's door: applying, being decided about on the desk, and the own page behind a mailed link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import pytest
from werkzeug.test import TestResponse

from plugin.actions.admission import undo_decision
from plugin.actions.commission import change_terms, settle_partners
from plugin.actions.partner_post import SECOND_THOUGHTS_MS
from plugin.actions.payees import open_payee
from plugin.actions.portal import portal_link
from plugin.domain.commission_terms import EXAMPLE
from plugin.domain.partners import Partner
from plugin.domain.program import Incentive
from plugin.store.messages import Message
from tests.cast import ADDRESS, HOUR_MS, MINUTE_MS, ChaiHouse, enter_desk, open_chai_house
from tests.command import on_database, said
from tests.loop import Loop, make_loop_program

PERSON = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/141.0 Mobile"}
FORM = {
    "kind": "influencer", "name": "Nila Roy", "email": "Nila@example.test", "phone": "98765 40001",
    "page": "video.example/nila", "niche": "tea", "followers": "12,000", "why": "I drink it daily.",
    "agreed": "1", "lang": "bn",
}  # fmt: skip


@dataclass
class Stage:
    """Chai House with terms for partners, and what its doors and its store say."""

    chai: ChaiHouse

    @property
    def form(self) -> str:
        """The address of the form."""
        return f"/a/{self.chai.shop.key}"

    @property
    def desk(self) -> str:
        """The address of the desk."""
        return enter_desk(self.chai.house, self.chai.shop, self.chai.client)

    def apply(self, ip: str = "192.0.2.1", query: str = "", **changes: str) -> TestResponse:
        """Send the form; the words change its fields."""
        return self.chai.client.post(
            self.form + query, data=FORM | changes, environ_base={"REMOTE_ADDR": ip}, headers=PERSON
        )

    def ask(self, email: str, ip: str = "192.0.2.1") -> TestResponse:
        """Ask for the link to the portal."""
        asked = {"email": email, "lang": "en"}
        return self.chai.client.post(f"{self.form}/link", data=asked, environ_base={"REMOTE_ADDR": ip})

    def partners(self) -> list[Partner]:
        """Give everybody who applied."""
        return self.chai.read(lambda parts, shop_id: parts.partners.list(shop_id))

    def letters(self) -> list[Message]:
        """Give every letter, the newest first."""
        return self.chai.read(lambda parts, shop_id: parts.messages.list_latest(shop_id, 100))

    def admit(self, **changes: str) -> Partner:
        """Let somebody apply and admit them on the desk."""
        self.apply(**changes)
        partner = self.partners()[-1]
        self.decide(partner, "admit")
        return self.partners()[-1]

    def decide(self, partner: Partner, answer: str, why: str = "") -> TestResponse:
        """Answer an application on the desk."""
        address = f"{self.desk}/admission/{partner.partner_id}"
        return self.chai.client.post(address, data={"answer": answer, "why": why})

    def portal(self, partner: Partner) -> str:
        """Give the path of a partner's page by a link of now."""
        return portal_link(self.chai.house, self.chai.shop, partner.partner_id).removeprefix(ADDRESS)


@pytest.fixture
def stage(chai_house: ChaiHouse) -> Stage:
    """Chai House on each engine, with terms for partners."""
    return set_up(chai_house)


@pytest.fixture
def alone(chai: ChaiHouse) -> Stage:
    """Chai House on SQLite alone, for what the engine has no part in."""
    return set_up(chai)


def set_up(chai: ChaiHouse) -> Stage:
    """Give a shop terms for partners."""
    change_terms(chai.house, chai.shop, msgspec.structs.replace(EXAMPLE, agreement="Say that it is paid."))
    return Stage(chai)


# Applying


def test_it_takes_an_application_once_and_answers_everybody_alike(stage: Stage) -> None:
    page = stage.chai.client.get(stage.form, headers=PERSON).text
    for words in ("10% of every order", "₹500", "Say that it is paid.", "version 1"):
        assert words in page
    first, second = stage.apply(), stage.apply(name="Somebody else")
    assert first.status_code == second.status_code == 200
    assert first.text.split("<main>")[1] == second.text.split("<main>")[1]
    [partner] = stage.partners()
    assert (partner.name, partner.kind, partner.state) == ("Nila Roy", "influencer", "applied")
    assert (partner.page_url, partner.followers_count) == ("https://video.example/nila", 12_000)
    assert (partner.terms_version, partner.agreed_at_ms) == (1, stage.chai.clock())
    letters = {one.kind: one for one in stage.letters()}
    applied = letters["partner_applied"]
    assert (sorted(letters), applied.language) == (["partner_applied", "portal_link"], "bn")
    assert applied.values == {"partner_id": partner.partner_id}


def test_it_says_beside_each_field_what_is_wrong_and_keeps_what_was_typed(alone: Stage) -> None:
    answer = alone.apply(
        name="",
        email="nila@",
        phone="12",
        page="nila",
        followers="many",
        agreed="7",
        niche='"tea"',
        lang="en",
    )
    assert answer.status_code == 422
    for field in ("name", "email", "phone", "page", "followers", "agreed"):
        assert f'aria-describedby="{field}-fault"' in answer.text
    assert answer.text.count('role="alert"') == 6
    assert 'value="nila@"' in answer.text and "&#34;tea&#34;" in answer.text
    assert alone.partners() == []


def test_it_lets_stores_frame_the_form_and_nothing_else(alone: Stage) -> None:
    def frames(answer: TestResponse) -> str:
        return answer.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]

    get = alone.chai.client.get
    assert (frames(get(alone.form)), frames(get(f"{alone.form}?embed"))) == ("'none'", "*")
    assert f'action="{alone.form}?embed"' in get(f"{alone.form}?embed").text
    assert frames(alone.apply(query="?embed")) == "*"
    for query in ("", "?embed"):
        asked = alone.chai.client.post(f"{alone.form}/link{query}", data={"email": "nila@example.test"})
        assert frames(asked) == "'none'"
    assert frames(get(alone.portal(alone.partners()[0]) + "?embed")) == "'none'"


def test_it_keeps_nothing_of_machines_and_of_crowds(alone: Stage) -> None:
    assert alone.apply(website="http://spam.example").status_code == 200
    assert alone.partners() == []
    statuses = [alone.apply().status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    crowd = [
        alone.apply(ip="203.0.113.9", email=f"a{number}@example.test").status_code for number in range(11)
    ]
    assert crowd == [200] * 10 + [429]
    alone.chai.clock.move(HOUR_MS)
    assert alone.apply(ip="203.0.113.9", email="b@example.test").status_code == 200


def test_it_takes_nothing_without_terms_or_with_old_ones(chai: ChaiHouse) -> None:
    bare = Stage(chai)
    assert "no applications at the moment" in chai.client.get(bare.form).text
    assert bare.apply().status_code == 422
    set_up(chai)
    change_terms(chai.house, chai.shop, EXAMPLE)
    assert bare.apply(agreed="1").status_code == 422
    assert bare.apply(agreed="2").status_code == 200
    chai.follow(msgspec.structs.replace(make_loop_program(), live=False))
    assert bare.apply(agreed="2", email="late@example.test").status_code == 422


# The queue on the desk


def test_it_shows_who_waits_with_what_speaks_for_and_against(stage: Stage) -> None:
    Loop(stage.chai).order("1", "nila@example.test")
    stage.apply()
    stage.chai.clock.move(MINUTE_MS)
    stage.apply(name="Nila Twice", email="nila.two@mailinator.com", phone="", page="www.video.example/nila/")
    page = stage.chai.client.get(f"{stage.desk}/admission").text
    assert page.index("Nila Roy") < page.index("Nila Twice")
    for words in (
        "12,000 people follow them", "They buy here themselves: 1 orders", "I drink it daily.",
        "the same mailbox, page or delivery address: Nila Twice", "one to throw away",
    ):  # fmt: skip
        assert words in page


def test_it_takes_a_decision_back_until_somebody_was_told(stage: Stage) -> None:
    stage.apply()
    [partner] = stage.partners()
    for answer, state in (("refuse", "refused"), ("admit", "admitted"), ("admit", "admitted")):
        assert stage.decide(partner, answer, "We know your page.").status_code == 303
        assert (stage.partners()[0].state, stage.partners()[0].why) == (state, "We know your page.")
        undone = stage.chai.client.post(f"{stage.desk}/admission/{partner.partner_id}/undo")
        assert undone.status_code == 303
        assert (stage.partners()[0].state, stage.partners()[0].decided_at_ms) == ("applied", None)
        stage.chai.clock.move(MINUTE_MS)
    decided = [one for one in stage.letters() if one.kind in ("partner_admitted", "partner_refused")]
    assert [(one.language, bool(one.ended_at_ms)) for one in decided] == [("bn", True)] * 3
    stage.decide(partner, "refuse")
    stage.chai.clock.move(SECOND_THOUGHTS_MS)
    assert "Take it back" not in stage.chai.client.get(f"{stage.desk}/admission").text
    assert stage.chai.client.post(f"{stage.desk}/admission/{partner.partner_id}/undo").status_code == 422


# The own page


def test_it_mails_the_link_to_partners_and_answers_everybody_alike(stage: Stage) -> None:
    stage.admit()
    known, unknown = stage.ask("nila@example.test"), stage.ask("nobody@example.test")
    assert known.status_code == unknown.status_code == 200
    assert known.text.split("<main>")[1] == unknown.text.split("<main>")[1]
    assert [one.kind for one in stage.letters()].count("portal_link") == 1
    assert stage.ask("nila").status_code == 422
    assert [stage.ask("nila@example.test").status_code for _ in range(3)] == [200, 200, 429]


def test_it_shows_link_figures_and_statements_and_nobody_who_bought(stage: Stage) -> None:
    stage.chai.follow(make_loop_program())
    partner = stage.admit()
    loop = Loop(stage.chai)
    stage.chai.client.get(f"/r/{stage.chai.shop.key}/{partner.code_rules.code}", headers=PERSON)
    mark = loop.claim(partner.code_rules.code)
    stage.chai.clock.move(HOUR_MS)
    loop.order("9-1042", "farid@example.test", marks=[mark])
    stage.chai.clock.move(MINUTE_MS)
    assert settle_partners(stage.chai.house) == 1
    portal = stage.portal(partner)
    page = stage.chai.client.get(portal).text
    for words in (
        partner.code_rules.code, "<dt>Orders</dt><dd><bdi>1</bdi>", "<dt>Earned</dt><dd><bdi>₹100</bdi>",
        "Advertisement", ".jpg", ".svg", "November 2026",
    ):  # fmt: skip
        assert words in page
    month = stage.chai.client.get(f"{portal}/2026-11").text
    assert "9-1042" in month and "<dt>Closing balance</dt><dd><bdi>₹100</bdi>" in month
    content = stage.chai.client.get(f"{portal}/all.json")
    assert content.get_json()["partner"]["name"] == "Nila Roy"
    for text in (page, month, content.text):
        assert "farid" not in text.lower()
    assert stage.chai.client.get(f"{portal}/2026-13").status_code == 404


def test_it_keeps_where_money_goes_sealed_and_shows_it_masked(stage: Stage) -> None:
    partner = stage.admit()
    portal = stage.portal(partner)
    wrong = {"way": "bank", "account": "123456789012", "ifsc": "HDFC", "holder": "Nila Roy"}
    answer = stage.chai.client.post(f"{portal}/payee", data=wrong)
    assert answer.status_code == 422
    assert 'aria-describedby="ifsc-fault"' in answer.text
    assert stage.chai.client.post(f"{portal}/payee", data=wrong | {"ifsc": "hdfc0001234"}).status_code == 303
    page = stage.chai.client.get(portal).text
    assert "•••• 9012" in page and "123456789012" not in page
    [kept] = stage.partners()
    assert "123456789012" not in kept.payout_sealed
    payee = open_payee(stage.chai.house, stage.chai.shop, kept)
    assert payee and (payee.account, payee.ifsc) == ("123456789012", "HDFC0001234")
    stage.chai.clock.move(HOUR_MS)
    stale = stage.chai.client.post(f"{portal}/payee", data=wrong | {"ifsc": "SBIN0001234"})
    assert (stale.status_code, stage.partners()[0].payout_sealed) == (403, kept.payout_sealed)
    assert stage.chai.client.get(f"{portal}/all.json").status_code == 404
    assert stage.chai.client.post(f"{portal}/link").status_code == 200
    assert stage.letters()[0].kind == "portal_link"


def test_it_opens_for_nobody_else(alone: Stage) -> None:
    partner = alone.admit()
    portal = alone.portal(partner)
    other = open_chai_house(alone.chai.house, alone.chai.clock, name="Coffee House")
    for address in (
        portal.replace(alone.chai.shop.key, other.shop.key), portal[:-2], portal.replace("/a/", "/p/"),
    ):  # fmt: skip
        assert alone.chai.client.get(address).status_code == 404
    alone.chai.clock.move(7 * 24 * HOUR_MS)
    assert alone.chai.client.get(portal).status_code == 404


def test_it_takes_a_word_on_newer_terms(stage: Stage) -> None:
    partner = stage.admit()
    portal = stage.portal(partner)
    assert "agreement has changed" not in stage.chai.client.get(portal).text
    change_terms(stage.chai.house, stage.chai.shop, msgspec.structs.replace(EXAMPLE, hold_days=45))
    assert "45 days after the order" in stage.chai.client.get(portal).text
    for version, agreed in (("7", 1), ("x", 1), ("2", 2)):
        assert stage.chai.client.post(f"{portal}/agree", data={"agreed": version}).status_code == 303
        assert stage.partners()[0].terms_version == agreed
    assert "agreement has changed" not in stage.chai.client.get(portal).text


def test_it_greets_another_shops_customers_in_its_name(alone: Stage) -> None:
    partner = alone.admit(kind="shop", name="Cups & Co", page="cups.example")
    landing = alone.chai.client.get(f"/r/{alone.chai.shop.key}/{partner.code_rules.code}", headers=PERSON)
    assert "Cups &amp; Co sent you" in landing.text
    assert "Our partner Chai House gives you" in alone.chai.client.get(alone.portal(partner)).text


# The command


def test_it_decides_by_command(stage: Stage, sathi: Callable[..., str]) -> None:
    stage.apply()
    [partner] = stage.partners()
    key, partner_id = stage.chai.shop.key, partner.partner_id
    assert "Nila Roy" in sathi("partner", "list", key, "--waiting")
    assert "12,000 people follow them" in sathi("partner", "show", key, partner_id)
    assert "is refused" in sathi("partner", "refuse", key, partner_id, "--why", "Too far from tea.")
    assert "waits for your answer again" in sathi("partner", "undo", key, partner_id)
    assert "is admitted with the code" in sathi("partner", "admit", key, partner_id)
    assert f"/a/{key}/me/" in sathi("partner", "link", key, partner_id)
    assert "has ended" in sathi("partner", "end", key, partner_id)
    portal = stage.chai.client.get(stage.portal(partner)).text
    assert "This partnership has ended" in portal and "own-link" not in portal
    assert stage.apply().status_code == 200
    assert stage.partners()[0].state == "ended"


@pytest.fixture
def sathi(database_url: str) -> Callable[..., str]:
    """Runs a command on the same database; gives what it said."""
    run = on_database(database_url)
    return lambda *words: said(run(*words))


def test_it_admits_whom_the_program_has_no_code_for_by_link_alone(alone: Stage) -> None:
    points = Incentive(kind="points", amount_minor=50)
    alone.chai.follow(make_loop_program(friend=points))
    alone.apply()
    [applied] = alone.partners()
    for _ in range(2):
        assert alone.decide(applied, "admit").status_code == 303
        partner = alone.partners()[0]
        assert partner.state == "admitted"
        pages = f"{alone.desk}/partners/{partner.partner_id}", alone.portal(partner)
        assert [alone.chai.client.get(page, headers=PERSON).status_code for page in pages] == [200, 200]
        alone.chai.clock.move(MINUTE_MS)
        undo_decision(alone.chai.house, alone.chai.shop, partner.partner_id)
    alone.decide(applied, "admit")
    Loop(alone.chai).order("o-1", "farid@example.test", codes=[alone.partners()[0].code_rules.code])
    alone.chai.clock.move(MINUTE_MS)
    settle_partners(alone.chai.house)
    assert "₹100" in alone.chai.client.get(alone.portal(partner), headers=PERSON).text
