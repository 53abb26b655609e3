"""The weekly letter: once for each user and week, in their language, on Monday at nine, stopped at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugin.actions.sums import sum_days
from plugin.actions.weekly import choose_weekly, post_weekly
from plugin.domain.weeks import due_week
from plugin.effects.worker import run_due_effects
from plugin.model import Role
from plugin.store import Parts
from plugin.store.users import User
from tests.cast import DAY_MS, HOUR_MS, NOW_MS, ChaiHouse, Clock, build_house, open_chai_house
from tests.loop import Loop, make_loop_program
from tests.mailbox import Mailbox, open_mailbox

MONDAY_MS = NOW_MS + DAY_MS  # Monday, 23 November 2026, 09:00 in Kolkata


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """The mail server."""
    with open_mailbox() as box:
        yield box


@pytest.fixture
def chai(database_url: str, clock: Clock, box: Mailbox) -> Iterator[ChaiHouse]:
    """Chai House with a mail server, and a week in which Asha brought Farid."""
    house = build_house(database_url, clock, smtp_url=box.url, mail_from="letters@example.com")
    clock.move(-3 * DAY_MS)
    chai = open_chai_house(house, clock)
    chai.follow(make_loop_program())
    loop = Loop(chai)
    asha = loop.meet("asha@example.test", "1")
    loop.order("2", "farid@example.test", marks=[loop.claim(asha.code)])
    clock.at_ms = MONDAY_MS
    yield chai
    house.store.close()


def add_user(chai: ChaiHouse, name: str, role: Role = "owner", language: str = "") -> User:
    """Let somebody work at the shop's desk."""
    user = User(
        user_id=f"usr_{name}", email=f"{name}@chai.example", name=name.title(), made_at_ms=0,
        language=language,
    )  # fmt: skip

    def work(parts: Parts) -> None:
        parts.users.add(user)
        parts.users.write_role(chai.shop.shop_id, user.user_id, role, 0)

    chai.house.store.unit("", work)
    return user


def send(chai: ChaiHouse) -> None:
    """Let the worker do what is due."""
    while sum_days(chai.house):
        pass
    post_weekly(chai.house)
    run_due_effects(chai.house, kinds=("weekly",))


def test_it_writes_to_owners_once_a_week(chai: ChaiHouse, box: Mailbox) -> None:
    add_user(chai, "ravi")
    add_user(chai, "sunita", "support")
    for _ in range(3):
        send(chai)
        chai.clock.move(5 * HOUR_MS)
    [letter] = box.messages
    plain = letter.get_body(("plain",))
    assert plain
    text = plain.get_content()
    assert box.recipients == ["ravi@chai.example"]
    assert letter["Subject"] == "Chai House: the week of 16 Nov – 22 Nov"
    assert "Referral revenue: ₹1,000 (week before: ₹0)" in text
    assert "Referred orders: 1 (week before: 0)" in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    chai.clock.at_ms = MONDAY_MS + 7 * DAY_MS
    send(chai)
    assert len(box.messages) == 2


def test_it_writes_in_the_language_of_the_reader(chai: ChaiHouse, box: Mailbox) -> None:
    add_user(chai, "ravi", language="gu")
    send(chai)
    assert box.messages[0]["Content-Language"] == "gu"


def test_it_stops_at_one_click_and_comes_again(chai: ChaiHouse, box: Mailbox) -> None:
    ravi = add_user(chai, "ravi")
    add_user(chai, "sunita", "support")
    choose_weekly(chai.house, chai.shop, "usr_sunita", True)
    send(chai)
    assert sorted(box.recipients) == ["ravi@chai.example", "sunita@chai.example"]
    mine = next(one for one in box.messages if ravi.email in one["To"])
    path = mine["List-Unsubscribe"].strip("<>").removeprefix(chai.house.settings.url)
    assert "You get it each Monday." in chai.client.get(path).text
    assert "It has stopped" in chai.client.post(path, data={"List-Unsubscribe": "One-Click"}).text
    assert "It has stopped" in chai.client.get(path).text
    chai.clock.move(7 * DAY_MS)
    send(chai)
    assert sorted(box.recipients)[1:] == ["sunita@chai.example"] * 2
    chai.client.post(path, data={"again": "yes"})
    send(chai)
    assert box.recipients.count("ravi@chai.example") == 2
    assert chai.client.post("/u/weekly/nobody").status_code == 404


def test_it_does_not_write_to_who_left_meanwhile(chai: ChaiHouse, box: Mailbox) -> None:
    add_user(chai, "ravi")
    post_weekly(chai.house)
    shop_id = chai.shop.shop_id
    chai.house.store.unit(shop_id, lambda parts: parts.users.remove_member(shop_id, "usr_ravi"))
    run_due_effects(chai.house, kinds=("weekly",))
    assert box.messages == []


@pytest.mark.parametrize(
    ("since_ms", "week"),
    [
        (-1, None),
        (0, "2026-11-16"),
        (2 * DAY_MS - 1, "2026-11-16"),
        (2 * DAY_MS, None),
        (7 * DAY_MS, "2026-11-23"),
    ],
)
def test_it_is_due_on_the_shops_monday(since_ms: int, week: str | None) -> None:
    assert due_week(MONDAY_MS + since_ms, "Asia/Kolkata") == week
