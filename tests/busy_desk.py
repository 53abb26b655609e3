"""A desk on which something stands everywhere: friends, rewards, suspicion, partners, a payout, mail."""

from __future__ import annotations

from io import BytesIO

from plugin.actions.inviting import start_run
from plugin.actions.rewards import settle_due
from plugin.domain.fraud import FraudRules
from tests.campaigning import switch, work
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse, enter_desk
from tests.contract.test_portal import Stage
from tests.contract.test_review import give_up
from tests.importing import make_file, make_line
from tests.loop import Loop, make_loop_program
from tests.office import TENTH as TERMS
from tests.office import Office

FRIENDS = ("farid", "meera", "joy", "tanvi")


def fill_desk(chai: ChaiHouse) -> str:
    """Let months pass in which everything happened once.

    Gives the path of a page that no link leads to: a file of customers that waits to be imported.
    """
    office = Office(chai, TERMS)
    bring_friends(office.loop)
    let_apply(chai)
    write_to_customers(chai)
    pay_partner(office)
    chai.buy()
    return try_and_bring(chai)


def bring_friends(loop: Loop) -> None:
    """Let Asha bring friends: one is paid for, one is suspicious, one coupon is refused by the store."""
    chai = loop.chai
    asha = loop.meet("asha@example.test", "a-1")
    chai.clock.move(20 * DAY_MS)
    for name in FRIENDS:
        mark = loop.claim(asha.code, f"{name}@example.test")
        loop.serve()
        chai.clock.move(5 * HOUR_MS)
        loop.order(f"{name}-1", f"{name}@example.test", codes=[loop.coupon_of(mark).code])
    loop.wait(20 * DAY_MS)
    suspect(loop, asha.code)
    chai.follow(make_loop_program())
    mark = loop.claim(asha.code)
    loop.serve()
    chai.clock.move(5 * HOUR_MS)
    loop.order("sonal-1", "sonal@example.test", codes=[loop.coupon_of(mark).code])
    chai.clock.move(20 * DAY_MS)
    settle_due(chai.house)
    refused = next(one for one in loop.rewards()[::-1] if one.coupon_id)
    give_up(chai, str(refused.coupon_id))


def suspect(loop: Loop, code: str) -> None:
    """Let a friend buy so soon after the claim that a rule asks the merchant."""
    loop.chai.follow(make_loop_program(fraud=FraudRules(fast_order="hold", fast_order_minutes=120)))
    mark = loop.claim(code)
    loop.serve()
    loop.chai.clock.move(HOUR_MS)
    loop.order("fast-1", "mallory@example.test", codes=[loop.coupon_of(mark).code])


def pay_partner(office: Office) -> None:
    """Let Riya's followers buy, and the merchant make a payout."""
    for number in range(3):
        office.buy(f"follower{number}@example.test")
    office.wait(40)
    desk = enter_desk(office.chai.house, office.chai.shop, office.chai.client)
    made = office.chai.client.post(f"{desk}/payouts", data={"currency": "INR"})
    assert made.status_code == 303, made.text


def let_apply(chai: ChaiHouse) -> None:
    """Let two people apply as partners; one is admitted and not told yet."""
    stage = Stage(chai)
    stage.admit()
    stage.apply(
        name="Sonal Shah", email="sonal.shah@example.test", phone="98765 40002", page="video.example/sonal"
    )


def try_and_bring(chai: ChaiHouse) -> str:
    """Let the merchant plan an experiment, and bring a file to be looked at; gives the file's page."""
    desk = enter_desk(chai.house, chai.shop, chai.client)
    asked = {"name": "A later popup", "goal": "shared", "name_1": "After a minute", "delay_1": "60"}
    made = chai.client.post(f"{desk}/experiments/new/timing", data=asked)
    assert made.status_code == 303, made.text
    form = {"file": (BytesIO(make_file(make_line(7))), "more.csv"), "columns": ""}
    sent = chai.client.post(f"{desk}/customers", data=form)
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def write_to_customers(chai: ChaiHouse) -> None:
    """Let the merchant bring a file of past customers, and invite everybody who ever bought."""
    desk = enter_desk(chai.house, chai.shop, chai.client)
    raw = make_file(*(make_line(number) for number in range(5)), "Nila,Roy,nobody,maybe,,x,1,,\n")
    sent = chai.client.post(
        f"{desk}/customers", data={"file": (BytesIO(raw), "customers.csv"), "columns": ""}
    )
    assert sent.status_code == 303, sent.text
    switch(chai, "invite")
    start_run(chai.house, chai.shop, "invite")
    work(chai)
