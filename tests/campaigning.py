"""Campaigns of Chai House: time that passes with a worker, and what people were written meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.actions.campaigns import switch_campaign
from plugin.actions.inviting import go_on_runs, start_scheduled
from plugin.actions.noticing import notice_happenings
from plugin.actions.occasions import decide_due, explain_person
from plugin.store.messages import Message
from plugin.store.people import Person
from tests.cast import HOUR_MS, ChaiHouse
from tests.loop import Loop, make_loop_program

ASHA, FARID, MEERA = "asha@example.test", "farid@example.test", "meera@example.test"
PROGRESS = ("friend_claimed", "friend_bought", "reward_held", "reward_expiring", "rung_near", "cycle")


def open_campaigns(chai: ChaiHouse) -> Loop:
    """Give Chai House 200 rupees for both sides, and a worker that has looked around once."""
    chai.follow(make_loop_program())
    work(chai)
    return Loop(chai)


def work(chai: ChaiHouse) -> None:
    """Let the worker's chores of campaigns go on until there is nothing to do."""
    chores = (start_scheduled, notice_happenings, go_on_runs, decide_due)
    while sum(chore(chai.house) for chore in chores):
        pass


def wait(loop: Loop, by_ms: int) -> None:
    """Let time pass, the loop settle, and the campaigns follow."""
    loop.wait(by_ms)
    work(loop.chai)


def switch(chai: ChaiHouse, *keys: str) -> None:
    """Switch campaigns on."""
    for key in keys:
        switch_campaign(chai.house, chai.shop, key, True)


def messages(chai: ChaiHouse) -> list[Message]:
    """Give every message, the first first."""
    return chai.read(lambda parts, shop_id: parts.messages.list_latest(shop_id, 10_000))[::-1]


def kinds(chai: ChaiHouse) -> list[str]:
    """Give what every message is about, the first first."""
    return [one.kind for one in messages(chai)]


def why(chai: ChaiHouse, email: str) -> Sequence[tuple[str, str, str]]:
    """Give (campaign, verdict, first rule that held) of a person's turns, the first first."""
    found = explain_person(chai.house, chai.shop, email).occasions
    return [(one.campaign_key, one.verdict, one.why) for one in found][::-1]


def send_all(chai: ChaiHouse) -> None:
    """Let the mail server have everything that waits."""
    waiting = [one.message_id for one in messages(chai) if one.ended_at_ms is None]
    chai.house.store.unit(
        chai.shop.shop_id,
        lambda parts: [parts.messages.note_sent(chai.shop.shop_id, one, chai.clock()) for one in waiting],
    )


def refer(loop: Loop, advocate: Person, email: str, order_ref: str) -> None:
    """Let a friend take an advocate's offer, and buy."""
    mark = loop.claim(advocate.code)
    loop.serve()
    loop.chai.clock.move(HOUR_MS)
    loop.order(order_ref, email, codes=[loop.coupon_of(mark).code])
