"""Commission where a partnership ends, begins again, is taken back, or is forgotten: nobody is paid twice."""

from __future__ import annotations

import pytest

from plugin.actions.admission import undo_decision
from plugin.actions.correcting import correct_order
from plugin.actions.partners import add_partner, decide_application, end_partner
from plugin.actions.privacy import redact_person
from plugin.domain.partners import CodeRules, NewPartner, Partner
from plugin.model import Contact, PersonRedacted
from plugin.store.people import Person
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, ChaiHouse
from tests.loop import make_loop_program
from tests.office import TENTH, Office

AGAIN = "RIYAAGAIN"
FARID, MEERA = "farid@example.test", "meera@example.test"


@pytest.fixture
def office(chai: ChaiHouse) -> Office:
    """Chai House with one partner."""
    return Office(chai, TENTH)


def apply(office: Office, name: str, code: str) -> Partner:
    """Let somebody apply."""
    contact = Contact(email=f"{name.lower()}@page.example")
    told = NewPartner(kind="influencer", name=name, contact=contact, code_rules=CodeRules(code=code))
    return add_partner(office.chai.house, office.chai.shop, told, applies=True)


def decide(office: Office, partner: Partner, admitted: bool = True) -> Partner:
    """Answer an application."""
    office.chai.clock.move(MINUTE_MS)
    return decide_application(office.chai.house, office.chai.shop, partner.partner_id, admitted, "")


def undo(office: Office, partner: Partner) -> Partner:
    """Take the last decision back."""
    office.chai.clock.move(MINUTE_MS)
    return undo_decision(office.chai.house, office.chai.shop, partner.partner_id)


def end(office: Office) -> Partner:
    """Let Riya be no partner any more."""
    office.chai.clock.move(HOUR_MS)
    return end_partner(office.chai.house, office.chai.shop, office.riya.partner_id)


def erase(office: Office, email: str) -> None:
    """Let the shop forget somebody."""
    house, shop = office.chai.house, office.chai.shop
    asked = PersonRedacted(contact=Contact(email=email), order_refs=())
    house.store.unit(shop.shop_id, lambda parts: redact_person(house, parts, shop, "standard", asked))


def person_of(office: Office, partner: Partner) -> Person:
    """Give the person that a partner is."""
    person = office.chai.read(lambda parts, shop_id: parts.people.find(shop_id, partner.person_id))
    assert person
    return person


def test_it_pays_an_erased_partner_nothing_new_and_names_them_nowhere(office: Office) -> None:
    office.buy(FARID)
    office.wait(20)
    office.press()
    erase(office, "riya@page.example")
    office.buy(FARID, code="")
    office.buy(MEERA)
    assert office.lines() == [("earned", 10_000)]
    [batch_id] = office.batches()
    assert f",{office.riya.partner_id},100.00,INR,,,," in office.look(f"payouts/{batch_id}.csv")
    pages = [office.look(page) for page in ("payouts", "partners", f"partners/{office.riya.partner_id}")]
    assert not any("Riya" in page for page in pages)
    assert office.is_sound()


def test_it_makes_no_partner_of_a_refused_applicant_who_is_erased(office: Office) -> None:
    mira = apply(office, "Mira", "MIRA2026")
    decide(office, mira, admitted=False)
    office.buy(FARID, person_of(office, mira).code)
    erase(office, "mira@page.example")
    office.buy(FARID, code="")
    assert office.lines(mira) == []
    assert office.is_sound()


def test_it_lets_no_application_wait_of_somebody_who_is_erased(office: Office) -> None:
    apply(office, "Mira", "MIRA2026")
    erase(office, "mira@page.example")
    assert office.chai.read(lambda parts, shop_id: parts.partners.list(shop_id, "applied")) == []


def test_it_takes_a_refund_back_while_an_ended_partner_applies_anew(office: Office) -> None:
    ref = office.buy(FARID)
    end(office)
    apply(office, "Riya", AGAIN)
    office.change(ref, stage="refunded", refunded="1200.00")
    assert office.lines() == [("earned", 10_000), ("refunded", -10_000)]
    assert office.is_sound()


def test_it_pays_no_commission_for_friends_from_between_two_partnerships(office: Office) -> None:
    office.buy(FARID)
    end(office)
    mark = office.loop.claim(person_of(office, office.riya).code, MEERA)
    between = office.buy(MEERA, code="", marks=[mark])
    office.buy(FARID, code="")
    office.wait(30)
    decide(office, apply(office, "Riya", AGAIN))
    office.buy(MEERA, code="")
    office.change(between, total="1300.00")
    office.buy(FARID, code="")
    office.buy("noor@example.test", code=AGAIN)
    assert [(one.cause, one.state) for one in office.loop.rewards()] == [("order standard o-2", "issued")]
    assert office.sums() == {"o-1": 10_000, "o-5": 10_000, "o-6": 10_000}
    assert "Orders" in office.look(f"partners/{office.riya.partner_id}")
    assert office.is_sound()


def test_it_takes_a_second_admission_back_as_if_nothing_had_happened(office: Office) -> None:
    ref = office.buy(FARID)
    ended = end(office)
    again = decide(office, apply(office, "Riya", AGAIN))
    assert undo(office, again).ended_at_ms == ended.ended_at_ms
    assert decide(office, again, admitted=False).state == "ended"
    office.change(ref, stage="refunded", refunded="1200.00")
    assert office.lines() == [("earned", 10_000), ("refunded", -10_000)]
    assert office.is_sound()


def test_it_takes_back_what_an_admission_earned_that_was_taken_back(office: Office) -> None:
    mira = decide(office, apply(office, "Mira", "MIRA2026"))
    office.loop.order("m-1", FARID, codes=["MIRA2026"])
    office.settle()
    assert len(office.lines(mira)) == 1
    undo(office, mira)
    office.wait(0)
    assert sum(amount for _, amount in office.lines(mira)) == 0
    assert [one.cause for one in office.loop.rewards()] == ["order standard m-1"], "an advocate's friend"
    assert office.is_sound()


def test_it_pays_no_friend_twice_who_counted_before_they_bought(chai: ChaiHouse) -> None:
    office = Office(chai, TENTH)
    chai.follow(make_loop_program(counts_at="claimed"))
    asha = office.loop.meet("asha@example.test", "a-1")
    chai.clock.move(DAY_MS)
    mark = office.loop.claim(asha.code, FARID)
    chai.clock.move(HOUR_MS)
    told = NewPartner(kind="influencer", name="Asha", person_id=asha.person_id)
    made = add_partner(chai.house, chai.shop, told)
    office.buy(FARID, asha.code, marks=[mark])
    assert (office.lines(made), len(office.loop.rewards())) == ([], 1)
    assert office.is_sound()


def test_it_pays_one_partner_for_an_order_that_moved_and_was_forgotten(office: Office) -> None:
    dev = office.add("Dev", "DEVS2026")
    ref = office.buy(FARID)
    house, shop = office.chai.house, office.chai.shop
    correct_order(house, shop, office.chai.order(ref, "standard").order_id, "DEVS2026", "He told us so.")
    office.settle()
    erase(office, FARID)
    office.buy(MEERA)
    assert [sum(amount for _, amount in office.lines(one)) for one in (office.riya, dev)] == [10_000] * 2
    assert office.is_sound()


def test_it_follows_an_order_into_another_currency(office: Office) -> None:
    ref = office.buy(FARID)
    office.change(ref, currency="JPY", total="1200", goods="1055", goods_tax="50")
    assert office.lines() == [("earned", 10_000), ("another currency", -10_000), ("another currency", 105)]
    office.wait(15)
    assert office.press() == 303
    assert ",105,JPY," in office.look(f"payouts/{office.batches()[0]}.csv"), "a yen has no smaller unit"
    assert office.is_sound()


def test_it_settles_anew_what_a_store_said_whose_clock_is_ahead(office: Office) -> None:
    office.loop.order("ahead-1", FARID, office.chai.clock() + 2 * HOUR_MS, codes=["RIYA2026"])
    office.settle()
    assert office.lines() == [("earned", 10_000)]
    end(office)
    assert office.is_sound()
    office.wait(1)
    assert office.lines() == [("earned", 10_000), ("ended", -10_000)]
    assert [one.cause for one in office.loop.rewards()] == ["order standard ahead-1"]
    assert office.is_sound()


def test_it_pays_out_what_is_left_when_a_partnership_has_ended(office: Office) -> None:
    office.buy(FARID, goods="300.00")
    office.wait(15)
    assert office.press() == 422, "below the threshold"
    end(office)
    assert office.press() == 303
    assert office.balance() == (0, 0)
    assert office.is_sound()
