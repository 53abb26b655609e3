"""Other rules tried on what happened, before anybody sets them: the popup's and the fraud rules."""

from __future__ import annotations

import re
from html import unescape

import pytest

from plugin.actions.banning import ban_by_id
from plugin.domain.fraud import FraudRules
from plugin.program_forms.fraud import FRAUD
from plugin.program_forms.typing_in import write_page
from plugin.program_forms.where import RULES_OF_THE_POPUP
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse, enter_desk, make_program
from tests.loop import Loop, make_loop_program

HOME = "1 Lake Road, Kolkata 700001"
PAGES = {"decisions/what-if": RULES_OF_THE_POPUP, "fraud": FRAUD}


def ask(chai: ChaiHouse, page: str, act: str = "try", **typed: object) -> tuple[int, str]:
    """Fill the form of a page in, press a button, and give the status and the words of the answer."""
    version, program = chai.read(lambda parts, shop_id: parts.programs.current(shop_id))
    drawn = write_page(PAGES[page], program, chai.shop)
    changed = {name.replace("__", "."): text for name, text in typed.items()}
    desk = enter_desk(chai.house, chai.shop, chai.client)
    answer = chai.client.post(f"{desk}/{page}", data={"version": version, "act": act, **drawn, **changed})
    return answer.status_code, re.sub(r"\s+", " ", unescape(answer.text))


def look(chai: ChaiHouse, page: str) -> str:
    answer = chai.client.get(f"{enter_desk(chai.house, chai.shop, chai.client)}/{page}")
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", unescape(answer.text))


def test_it_says_what_other_popup_rules_would_have_done(chai_house: ChaiHouse) -> None:
    chai_house.follow(make_program())
    chai_house.buy()
    chai_house.buy(id=13, number="13", order_key="wc_order_two", total="0.00")
    assert "Of the last 2 decisions 1 showed the popup and 1 held it" in look(chai_house, "decisions")
    before = chai_house.decisions()
    status, page = ask(chai_house, "decisions/what-if", popup__kinds_held=["test"])
    assert status == 200
    assert "Of your last 2 orders 1 were shown the popup; with these rules 2: 1 more." in page
    assert 'The order is of a kind that is asked</th><td class="total">1</td><td class="total">0</td>' in page
    assert f"decisions?order={chai_house.order('13').order_id}" in page
    assert "Never ask after</th>" in page
    status, page = ask(chai_house, "decisions/what-if", popup__minimum_minor="1,000,000")
    assert "with these rules 0: 1 fewer." in page
    assert "The order comes to ₹1,250.50; the minimum is ₹10,00,000." in page
    assert chai_house.decisions() == before


def test_it_saves_the_rules_that_were_tried(chai: ChaiHouse) -> None:
    chai.follow(make_program())
    status, page = ask(chai, "decisions/what-if", popup__days_between="never")
    assert (status, "Give a whole number" in page) == (422, True)
    status, _ = ask(chai, "decisions/what-if", act="save", popup__days_between="8")
    assert status == 303
    _, program = chai.read(lambda parts, shop_id: parts.programs.current(shop_id))
    assert program.popup.days_between == 8
    assert "There is no order yet on which rules could be tried." in ask(chai, "decisions/what-if")[1]


def test_it_tells_which_surface_was_really_seen(chai_house: ChaiHouse) -> None:
    chai_house.follow(make_program())
    chai_house.buy()
    decision = chai_house.look_up()["decision"]
    chai_house.report("viewed", decision)
    page = look(chai_house, "decisions")
    assert re.search(r'>Popup</th><td class="total">1</td> <td>22 Nov 2026, 09:00</td>', page)
    assert "Nobody opened the program's page." in page
    chai_house.clock.move(DAY_MS + HOUR_MS)
    page = look(chai_house, "decisions")
    assert re.search(r'>Popup</th><td class="total">0</td> <td>22 Nov 2026, 09:00', page)
    assert "Nobody met the popup." in page


def test_it_gives_the_decisions_as_a_table(chai: ChaiHouse) -> None:
    chai.follow(make_program())
    chai.buy(number="=1+1")
    text = look(chai, "decisions.csv")
    assert text.startswith("\ufeffOrder,Decided,Amount")
    assert "'=1+1" in text
    assert ",1250.50,INR," in text or ",409.94," in text


@pytest.fixture
def household(chai: ChaiHouse) -> Loop:
    """Asha, who bought twice, brought Farid of the same address, who bought once."""
    loop = Loop(chai)
    chai.follow(make_loop_program(fraud=FraudRules(same_address="off", near_name="off", near_mailbox="off")))
    asha = loop.meet("asha@example.test", "a-1")
    loop.order("a-2", "asha@example.test", address=HOME)
    chai.clock.move(30 * DAY_MS)
    mark = loop.claim(asha.code)
    loop.serve()
    chai.clock.move(HOUR_MS)
    loop.order("f-1", "farid@example.test", codes=[loop.coupon_of(mark).code], address=HOME)
    return loop


def test_it_counts_the_households_that_rules_would_hit(household: Loop) -> None:
    chai = household.chai
    [referral] = household.referrals()
    assert referral.verdict == "clear"
    assert "These rules would have stopped none of your last 1 referral." in ask(chai, "fraud")[1]
    status, page = ask(chai, "fraud", fraud__same_address="hold")
    assert status == 200
    assert "These rules would have stopped 1 of your last 1 referrals; 1 of them share an address" in page
    assert "Newly stopped: 1. No longer stopped: 0." in page
    assert "perhaps a household" in page
    assert f"referrals/{referral.referral_id}" in page
    assert household.referrals() == [referral]
    ban_by_id(chai.house, chai.shop, referral.advocate_id, True)
    assert "none of them shares an address" in ask(chai, "fraud", fraud__same_address="hold")[1]


def test_it_saves_fraud_rules_that_were_tried(household: Loop) -> None:
    chai = household.chai
    status, page = ask(chai, "fraud", fraud__likeness_pct="20")
    assert (status, "Give a whole number from 50 to 100." in page) == (422, True)
    assert ask(chai, "fraud", act="save", fraud__same_address="hold", fraud__review_days="3")[0] == 303
    _, program = chai.read(lambda parts, shop_id: parts.programs.current(shop_id))
    assert (program.fraud.same_address, program.fraud.review_days) == ("hold", 3)


def test_it_marks_what_matches_in_the_review(household: Loop) -> None:
    chai = household.chai
    ask(chai, "fraud", act="save", fraud__same_address="hold")
    [referral] = household.referrals()
    asha = chai.read(lambda parts, shop_id: parts.people.find(shop_id, referral.advocate_id))
    assert asha is not None
    mark = household.claim(asha.code)
    household.serve()
    chai.clock.move(HOUR_MS)
    household.order("g-1", "gita@example.test", codes=[household.coupon_of(mark).code], address=HOME)
    page = look(chai, "review")
    assert re.search(
        r'class="alike"> <th scope="row">Delivery address <span class="badge bad">the same', page
    )
    assert "Kept as a fingerprint: the same in both." in page
    assert "after that it is not paid." in page
    assert "Ban the advocate" in page


def test_it_opens_the_rows_behind_each_figure(chai: ChaiHouse) -> None:
    chai.follow(make_program())
    chai.buy()
    chai.buy(id=13, number="N13", order_key="wc_order_two", total="0.00")
    page = look(chai, "decisions?rule=order_kind")
    assert "Order N13" in page
    assert "Order 12" not in page
    for number in range(60):
        chai.buy(id=100 + number, number=f"M{number}", order_key=f"wc_order_{number}", total="0.00")
    page = look(chai, "decisions?rule=order_kind&last=100")
    assert "The newest 50 of the 61 among the last 62 decisions" in page
    assert look(chai, "decisions.csv?rule=order_kind&last=100").count("+05:30") == 61
    assert "The order is of a kind that is asked,61,62" in look(chai, "decisions/reasons.csv")
    assert "Popup,0," in look(chai, "decisions/surfaces.csv")
    status, table = ask(chai, "decisions/what-if", act="csv", popup__kinds_held=["test"])
    assert (status, "N13" in table, "Held: This is an order of nothing" in table) == (200, True, True)
    assert "With these rules" in ask(chai, "fraud", act="csv")[1]
