"""Commission by the doors: orders and refunds come in, statements and payouts go out, each once."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from plugin.actions.auditing import audit_shop
from plugin.actions.commission import change_terms, note_agreement
from plugin.actions.correcting import correct_order, undo_correction
from plugin.actions.lettering import gather_letter
from plugin.actions.partners import add_partner, end_partner
from plugin.actions.privacy import redact_person
from plugin.actions.statement_post import post_statements
from plugin.domain.commission_terms import Rate, Terms
from plugin.domain.months import month_of
from plugin.domain.partners import CodeRules, NewPartner
from plugin.model import Contact, PersonRedacted
from plugin.store import Parts
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse
from tests.office import GOLD, TENTH, Office
from widgets.letter_facts import LetterFacts


@pytest.fixture
def office(chai_house: ChaiHouse) -> Office:
    """Chai House with one partner."""
    return Office(chai_house, TENTH)


def test_it_pays_for_what_customers_keep_and_for_their_later_orders(office: Office) -> None:
    office.buy("farid@example.test")
    assert office.lines() == [("earned", 10_000)]
    assert office.balance() == (0, 10_000)
    office.buy("farid@example.test", code="", goods="500.00")
    office.buy("stranger@example.test", code="")
    assert office.lines() == [("earned", 10_000), ("earned", 5_000)]
    office.wait(14)
    assert office.balance() == (15_000, 0)
    assert office.loop.rewards() == []
    office.wait(90)
    office.buy("farid@example.test", code="")
    assert len(office.lines()) == 2, "the three months are over"
    assert office.is_sound()


def test_it_carries_a_refund_that_comes_after_the_payout(office: Office) -> None:
    ref = office.buy("farid@example.test")
    office.wait(15)
    assert office.press() == 303
    assert office.press(f"payouts/{office.batches()[0]}/paid") == 303
    assert office.balance() == (0, 0)
    office.change(ref, refunded="400.00", refunded_goods="400.00")
    assert office.lines() == [("earned", 10_000), ("refunded in part", -4_000)]
    assert office.balance() == (-4_000, 0)
    office.change(ref, stage="refunded", refunded="1200.00")
    assert office.balance() == (-10_000, 0)
    office.buy("meera@example.test")
    office.wait(15)
    assert office.balance() == (0, 0), "what was taken back is carried into what is earned next"
    assert office.press() == 422, "nobody is to be paid"
    assert office.is_sound()


def test_it_pays_nobody_twice_however_often_it_is_pressed(office: Office) -> None:
    office.add("Dev", "DEVS2026")
    office.buy("farid@example.test")
    office.buy("meera@example.test", "DEVS2026", goods="300.00")
    office.wait(15)
    assert office.press() == 303
    assert "Carried on: below the threshold" in office.look()
    [batch_id] = office.batches()
    assert [office.press() for _ in range(3)] == [422] * 3
    assert office.batches() == [batch_id]
    text = office.look(f"payouts/{batch_id}.csv")
    assert text.startswith("\ufeffpayout,partner,amount,currency,way,holder,account,ifsc\r\n")
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["partner"], row["amount"], row["currency"]) == ("Riya", "100.00", "INR")
    assert (row["way"], row["account"], row["holder"]) == ("upi", "riya@okaxis", "'=Riya")
    assert office.press(f"payouts/{batch_id}/cancel") == 303
    assert office.balance() == (10_000, 0)
    assert office.press(f"payouts/{batch_id}/paid") == 422, "it was cancelled"
    assert office.press() == 303
    again = office.batches()[0]
    assert [office.press(f"payouts/{again}/paid") for _ in range(2)] == [303, 303]
    assert office.press(f"payouts/{again}/cancel") == 422, "it was paid"
    assert office.balance() == (0, 0)
    assert office.is_sound()


def test_it_raises_the_tier_in_the_month_after_the_results(chai_house: ChaiHouse) -> None:
    office = Office(chai_house, Terms(rate=Rate(pct=Decimal(10)), hold_days=0, tiers=(GOLD,)))
    refs = [office.buy(f"friend{number}@milk.example") for number in range(2)]
    assert office.lines() == [("earned", 10_000)] * 2
    office.wait(14)
    office.buy("late@milk.example")
    assert office.lines()[-1] == ("earned", 20_000)
    tiers = office.chai.read(lambda parts, shop_id: [one.tier for one in parts.partners.list(shop_id)])
    assert tiers == ["Gold"]
    office.change(refs[0], stage="cancelled")
    assert office.lines()[3:] == [("cancelled", -10_000), ("another tier", -10_000)]
    office.wait(40)
    page = office.look(f"statements/{office.riya.partner_id}?month=2026-12")
    assert "Another tier holds" in page
    assert "friend0" not in page
    assert office.is_sound()


def test_it_keeps_ordinary_rewards_for_friends_from_before(office: Office) -> None:
    asha = office.loop.meet("asha@example.test", "a-1")
    office.chai.clock.move(30 * DAY_MS)
    office.buy("farid@example.test", asha.code)
    told = NewPartner(
        kind="influencer", name="Asha", person_id=asha.person_id, code_rules=CodeRules(code="ASHA2026")
    )
    made = add_partner(office.chai.house, office.chai.shop, told)
    office.buy("meera@example.test", "ASHA2026")
    office.buy("farid@example.test", code="")
    assert [one.cause for one in office.loop.rewards()] == ["order standard o-1"]
    assert office.lines(made) == [("earned", 10_000)]
    office.wait(20)
    assert [one.state for one in office.loop.rewards()] == ["issued"]
    end_partner(office.chai.house, office.chai.shop, made.partner_id)
    office.buy("meera@example.test", code="")
    assert office.lines(made) == [("earned", 10_000)], "nothing new once it has ended"
    assert office.is_sound()


def test_it_pays_whoever_brought_a_customer_first_and_follows_the_merchants_word(office: Office) -> None:
    dev = office.add("Dev", "DEVS2026")
    ref = office.buy("farid@example.test")
    office.buy("farid@example.test", "DEVS2026", goods="500.00")
    assert office.lines(dev) == []
    assert office.lines() == [("earned", 10_000), ("earned", 5_000)]
    house, shop = office.chai.house, office.chai.shop
    order_id = office.chai.order(ref, "standard").order_id
    word = correct_order(house, shop, order_id, "DEVS2026", "He told us so.")
    office.settle()
    assert sum(amount for _, amount in office.lines()) == 0
    assert [line for line in office.lines(dev) if line[0] == "earned"] == [
        ("earned", 10_000),
        ("earned", 5_000),
    ]
    undo_correction(house, shop, order_id, word.correction_id)
    office.settle()
    assert office.sums() == {ref: 10_000, "o-2": 5_000}
    assert sum(amount for _, amount in office.lines(dev)) == 0
    assert office.is_sound()


def test_it_holds_terms_until_newer_ones_are_agreed_to(office: Office) -> None:
    house, shop = office.chai.house, office.chai.shop
    office.chai.clock.move(HOUR_MS)
    version = change_terms(house, shop, Terms(rate=Rate(amount_minor=2_500)))
    office.buy("farid@example.test")
    note_agreement(house, shop, office.riya.partner_id, version)
    office.buy("meera@example.test")
    assert office.lines() == [("earned", 10_000), ("earned", 2_500)]


def test_it_stands_by_what_a_forgotten_customer_brought(office: Office) -> None:
    ref = office.buy("farid@example.test")
    house, shop = office.chai.house, office.chai.shop
    asked = PersonRedacted(contact=Contact(email="farid@example.test"), order_refs=(ref,))
    house.store.unit(shop.shop_id, lambda parts: redact_person(house, parts, shop, "standard", asked))
    office.buy("meera@example.test")
    assert office.lines() == [("earned", 10_000)] * 2
    month = month_of(office.chai.clock(), shop.time_zone)
    assert "erased" in office.look(f"statements/{office.riya.partner_id}?month={month}")
    assert office.is_sound()


PLANTED = {
    "line": ("update commission_lines set amount_minor = amount_minor + 1", "not what their orders earn"),
    "missing line": ("delete from commission_lines", "not what their orders earn"),
    "paid more": ("update payouts set amount_minor = amount_minor + 1", "more than had matured"),
    "paid twice": (
        "insert into payouts select shop_id, 'pay_twice', 'bat_twice', partner_id, amount_minor, currency,"
        " made_at_ms + 1, paid_at_ms, cancelled_at_ms, why from payouts",
        "more than had matured",
    ),
    "torn": ("update payouts set cancelled_at_ms = 1", "do not say the same"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_it_finds_what_no_verb_of_the_house_wrote(chai: ChaiHouse, planted: str) -> None:
    office = Office(chai, TENTH)
    office.buy("farid@example.test")
    office.wait(15)
    office.press()
    text, sentence = PLANTED[planted]

    def work(parts: Any) -> None:
        if planted == "paid twice":
            parts._connection.execute(
                "insert into batches select shop_id, 'bat_twice', made_at_ms, null, null from batches"
            )
        parts._connection.execute(text)

    assert office.is_sound()
    chai.house.store.unit(chai.shop.shop_id, work)
    faults = chai.read(lambda parts, _: audit_shop(parts, chai.shop, chai.clock()))
    assert [fault.invariant for fault in faults] == ["I11"] * len(faults)
    assert any(sentence in fault.sentence for fault in faults)


def test_it_writes_to_each_partner_once_when_a_month_is_over(office: Office) -> None:
    office.add("Dev", "DEVS2026")  # who earns nothing
    office.buy("farid@example.test")
    chai = office.chai
    assert post_statements(chai.house) == 0, "the month is not over"
    office.wait(9)
    assert [post_statements(chai.house) for _ in range(2)] == [1, 0]

    def look(parts: Parts, shop_id: str) -> list[LetterFacts]:
        posted = parts.messages.list_of(shop_id, office.riya.person_id)
        return [gather_letter(chai.house, parts, chai.shop, one) for one in posted if one.kind == "statement"]

    [letter] = chai.read(look)
    assert letter.statement
    assert (letter.statement.month, letter.statement.amount_minor) == ("2026-11", 10_000)
