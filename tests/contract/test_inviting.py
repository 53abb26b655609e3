"""Inviting everybody by the doors: a file of customers, the command, the desk, the worker, the mailbox."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from plugin.actions.house import House
from plugin.actions.inviting import MOST_AHEAD, go_on_runs
from plugin.actions.occasions import decide_due
from plugin.effects.worker import run_due_effects
from tests.cast import (
    HOUR_MS,
    MINUTE_MS,
    ChaiHouse,
    Clock,
    build_house,
    enter_desk,
    open_chai_house,
    open_flaky,
)
from tests.command import on_database, said
from tests.loop import make_loop_program
from tests.mailbox import Mailbox, open_mailbox

Sathi = Callable[..., str]
HEADER = "Email,Orders,Total Spent,Currency,Accepts Marketing,Country\n"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on SQLite, and with --full on PostgreSQL too."""
    engines = ["sqlite", "postgres"] if metafunc.config.getoption("--full") else ["sqlite"]
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", engines)


@pytest.fixture
def url(request: pytest.FixtureRequest, engine: str) -> str:
    """The address of an empty, migrated database."""
    return str(request.getfixturevalue(f"{engine}_url"))


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """The mail server."""
    with open_mailbox() as box:
        yield box


@pytest.fixture
def chai(url: str, clock: Clock, box: Mailbox) -> Iterator[ChaiHouse]:
    """Chai House, whose mail goes to the mailbox."""
    house = build_house(url, clock, smtp_url=box.url)
    chai = open_chai_house(house, clock)
    program = make_loop_program()
    address = msgspec.structs.replace(program.post, postal_address="12 Park Street, Kolkata")
    chai.follow(msgspec.structs.replace(program, post=address))
    yield chai
    house.store.close()


@pytest.fixture
def sathi(url: str) -> Sathi:
    """Runs a command on the same database; gives what it says."""
    run = on_database(url)
    return lambda *words: said(run(*words))


@pytest.fixture
def desk(chai: ChaiHouse) -> str:
    """The desk's path."""
    return enter_desk(chai.house, chai.shop, chai.client)


def work(house: House) -> None:
    """Let the worker go on until it has nothing to do."""
    while go_on_runs(house) + decide_due(house) + run_due_effects(house):
        pass


def import_buyers(
    sathi: Sathi, chai: ChaiHouse, folder: Path, count: int, out_count: int = 0, country: str = ""
) -> list[str]:
    """Bring past customers in from a file, the first so many opted out; gives their addresses."""
    emails = [f"buyer{number}@example.test" for number in range(count)]
    lines = [
        f"{email},2,1000.00,INR,{'no' if place < out_count else ''},{country}\n"
        for place, email in enumerate(emails)
    ]
    file = folder / "customers.csv"
    file.write_text(HEADER + "".join(lines))
    sathi("import-customers", chai.shop.key, str(file))
    return emails


def test_it_invites_900_buyers_of_whom_40_opted_out(
    chai: ChaiHouse, sathi: Sathi, box: Mailbox, tmp_path: Path
) -> None:
    key = chai.shop.key
    emails = import_buyers(sathi, chai, tmp_path, 900, out_count=40)
    preview = sathi("invite", key, "--preview")
    assert "860 of 900 people would be written to." in preview
    assert "40 not: they have refused or are banned." in preview
    assert "860 messages may bring 1 to 6 new customers" in preview
    assert box.messages == []
    for _ in range(2):
        assert "under way" in sathi("invite", key, "--start")
        go_on_runs(chai.house)
    work(chai.house)
    assert sorted(box.recipients) == sorted(emails[40:])
    assert "The run is done: 900 of 900 people looked at, 860 written to, 0 wait." in sathi("invite", key)
    assert all(message["List-Unsubscribe"] for message in box.messages)
    sathi("invite", key, "--start")
    work(chai.house)
    assert len(box.recipients) == 860
    said = sathi("why", key, emails[0])
    assert "Held: The person has not wanted to be asked since" in said
    assert "Written: every rule was met." in sathi("why", key, emails[40])


def test_it_rests_and_goes_on_and_ends_as_the_merchant_says(
    chai: ChaiHouse, sathi: Sathi, box: Mailbox, tmp_path: Path
) -> None:
    key = chai.shop.key
    import_buyers(sathi, chai, tmp_path, 250)
    sathi("invite", key, "--start")
    assert go_on_runs(chai.house) == 100
    assert "The run is paused: 100 of 250" in sathi("invite", key, "--pause")
    work(chai.house)
    assert box.recipients == []  # not even what waits in the outbox
    chai.clock.move(MINUTE_MS)
    assert "under way" in sathi("invite", key, "--resume")
    assert go_on_runs(chai.house) == 100
    assert "The run is stopped: 200 of 250" in sathi("invite", key, "--stop")
    assert go_on_runs(chai.house) == 0
    sathi("invite", key, "--start")
    work(chai.house)
    assert len(set(box.recipients)) == len(box.recipients) == 250


@pytest.mark.parametrize(("turn", "verdict"), [("--stop", "Held"), ("--pause", "Waiting")])
def test_it_writes_to_nobody_who_slept_when_it_was_halted(
    chai: ChaiHouse, sathi: Sathi, box: Mailbox, tmp_path: Path, turn: str, verdict: str
) -> None:
    emails = import_buyers(sathi, chai, tmp_path, 3, country="GB")
    sathi("invite", chai.shop.key, "--start")
    work(chai.house)
    assert "The run is under way: 3 of 3 people looked at, 0 written to, 3 wait." in sathi(
        "invite", chai.shop.key, turn
    ).replace("stopped", "under way").replace("paused", "under way")
    chai.clock.move(6 * HOUR_MS)  # half past nine in London
    work(chai.house)
    assert box.recipients == []
    assert f"{verdict}: the run was" in sathi("why", chai.shop.key, emails[0])
    sathi("invite", chai.shop.key, "--start" if turn == "--stop" else "--resume")
    chai.clock.move(HOUR_MS)
    work(chai.house)
    assert sorted(box.recipients) == emails


def test_it_waits_for_the_day_before_it_looks_at_anybody(
    chai: ChaiHouse, sathi: Sathi, box: Mailbox, tmp_path: Path
) -> None:
    import_buyers(sathi, chai, tmp_path, 3)
    chai.clock.move(14 * HOUR_MS)
    sathi("invite", chai.shop.key, "--start")
    work(chai.house)
    page = chai.client.get(f"{enter_desk(chai.house, chai.shop, chai.client)}/campaigns").text
    assert "It waits: these are quiet hours at the shop." in page and "0 of 3 people" in page
    chai.clock.move(12 * HOUR_MS)
    work(chai.house)
    assert len(box.recipients) == 3


def test_it_loses_and_doubles_nobody_when_units_fail(
    chai: ChaiHouse, sathi: Sathi, box: Mailbox, tmp_path: Path, url: str
) -> None:
    emails = import_buyers(sathi, chai, tmp_path, 150)
    sathi("invite", chai.shop.key, "--start")
    engine, store = open_flaky(url)
    with closing(store):
        house = dataclasses.replace(chai.house, store=store)
        full = OSError("the disk is full")
        engine.failures = [full, full, None, full]
        while go_on_runs(house):
            pass
    chai.clock.move(HOUR_MS)
    work(chai.house)
    assert sorted(box.recipients) == sorted(emails)


def test_it_lets_nothing_leave_of_a_campaign_that_was_switched_off(
    chai: ChaiHouse, sathi: Sathi, box: Mailbox, tmp_path: Path
) -> None:
    emails = import_buyers(sathi, chai, tmp_path, 3)
    sathi("invite", chai.shop.key, "--start")
    go_on_runs(chai.house)
    sathi("campaign", "off", chai.shop.key, "invite")
    work(chai.house)
    assert box.recipients == []
    assert "The campaign was switched off." in sathi("why", chai.shop.key, emails[0])


def test_it_goes_no_further_ahead_than_mail_leaves(
    chai: ChaiHouse, sathi: Sathi, box: Mailbox, tmp_path: Path
) -> None:
    import_buyers(sathi, chai, tmp_path, MOST_AHEAD + 50)
    sathi("invite", chai.shop.key, "--start")
    while go_on_runs(chai.house):
        pass
    assert "It waits until some of the 1,000 messages before it are sent." in sathi("invite", chai.shop.key)
    assert box.messages == []


def test_it_invites_everyone_of_a_list_that_counts_no_orders(
    chai: ChaiHouse, sathi: Sathi, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(
        "first_name,last_name,email,locale\nAsha,Sen,asha@example.test,hi\nMina,Roy,mina@example.test,en\n"
    )
    sathi("import-customers", chai.shop.key, str(file))
    assert "2 of 2 people would be written to." in sathi("invite", chai.shop.key, "--preview")


def test_it_invites_a_buyer_whose_mailbox_has_another_name_that_never_bought(
    chai: ChaiHouse, sathi: Sathi, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(HEADER + "asha@example.test,0,0,INR,,\n")
    sathi("import-customers", chai.shop.key, str(file))
    chai.tell("order.paid", **order("1", customer={"id": 2}))
    chai.tell("order.paid", **order("2", customer={"id": 2, "email": "asha@example.test"}))
    assert "1 of 2 people would be written to." in sathi("invite", chai.shop.key, "--preview")


def test_it_looks_again_when_the_letter_leaves(chai: ChaiHouse, sathi: Sathi, box: Mailbox) -> None:
    for number, email in enumerate(("asha@example.test", "farid@example.test")):
        chai.tell("order.paid", **order(str(number), customer={"email": email}))
    sathi("invite", chai.shop.key, "--start")
    go_on_runs(chai.house)
    chai.report("shared", chai.decisions()[0].decision_id)
    program = chai.read(lambda parts, shop_id: parts.programs.current(shop_id)[1])
    chai.follow(msgspec.structs.replace(program, live=False))
    run_due_effects(chai.house)
    assert box.recipients == []
    chai.follow(program)
    chai.clock.move(HOUR_MS)
    run_due_effects(chai.house)
    assert box.recipients == ["farid@example.test"]
    assert "The person shared before the letter left." in sathi("why", chai.shop.key, "asha@example.test")


def test_it_shows_a_mailbox_that_has_two_names_one_invitation(chai: ChaiHouse, sathi: Sathi) -> None:
    chai.tell("order.paid", **order("1", customer={"id": 1, "email": "asha@example.test"}))
    chai.tell("order.paid", **order("2", customer={"id": 2}))
    chai.tell("order.paid", **order("3", customer={"id": 2, "email": "asha@example.test"}))
    preview = sathi("invite", chai.shop.key, "--preview")
    assert "1 of 2 people would be written to." in preview
    assert "1 not: they have their turn under another name of the same mailbox." in preview


def order(order_ref: str, **changes: object) -> dict[str, object]:
    """Make what a sender tells of an order."""
    whole = {"id": order_ref, "placed_at": "2026-11-21T20:35:26Z", "updated_at": "2026-11-21T20:35:26Z",
             "currency": "INR", "total": "500.00"}  # fmt: skip
    return whole | changes


def test_it_is_all_done_from_the_desk(chai: ChaiHouse, box: Mailbox, desk: str) -> None:
    chai.tell("order.paid", **order("1", customer={"email": "asha@example.test", "first_name": "<b>Asha"}))
    page = chai.client.get(f"{desk}/campaigns").text
    assert "Invite everyone who ever bought" in page and "Ask after each purchase" in page
    assert "Invite everyone now" in page and "campaigns/invite/switch" not in page  # to start is one act
    first = chai.client.get(f"{desk}/campaigns/invite/preview").text
    assert "1 of 1 people would be written to now." in first
    assert "&lt;b&gt;Asha" in first and "<b>Asha" not in first
    assert chai.client.post(f"{desk}/campaigns/cycle/switch", data={"on": "yes"}).status_code == 303
    assert (
        chai.client.post(f"{desk}/campaigns/invite/test", data={"address": "me@chai.example"}).status_code
        == 303
    )
    for turn, state, offers in (
        ("start", "under way", {"pause", "stop"}),
        ("pause", "paused", {"resume", "stop"}),
        ("resume", "under way", {"pause", "stop"}),
    ):
        assert chai.client.post(f"{desk}/campaigns/invite/run", data={"act": turn}).status_code == 303
        page = chai.client.get(f"{desk}/campaigns").text
        assert f">{state}</span>" in page and "campaigns/invite/switch" not in page
        assert set(re.findall(r'name="act" value="(\w+)"', page)) == offers
    work(chai.house)
    assert sorted(box.recipients) == ["asha@example.test", "me@chai.example"]
    page = chai.client.get(f"{desk}/campaigns").text
    assert re.search(r'<progress id="invite-far" value="\d" max="\d">', page)
    assert page.count(">on</span>") == 4  # two from the start, the cycle, and the invitation
    assert "Invite who is new since" in page and "Switch off, its reminders too" in page
    answer = chai.client.post(f"{desk}/campaigns/why", data={"email": "asha@example.test"})
    assert "Written: every rule was met." in answer.text
    assert "Nobody with this address" in chai.client.post(
        f"{desk}/campaigns/why", data={"email": "who@example.test"}
    ).text  # fmt: skip


def test_it_refuses_what_cannot_be_done_in_a_sentence(chai: ChaiHouse, desk: str) -> None:
    for path, fields, status, sentence in (
        ("invite/run", {"act": "explode"}, 422, "Start it, pause it"),
        ("cycle/run", {"act": "start"}, 422, "waits for an event"),
        ("invite/run", {"act": "pause"}, 404, "was never started"),
        ("nothing/switch", {"on": "yes"}, 404, "has no campaign"),
        ("invite/test", {"address": "nobody"}, 422, "not an e-mail address"),
        ("cycle/test", {"address": "me@chai.example"}, 422, "speaks of something that happened"),
    ):
        answer = chai.client.post(f"{desk}/campaigns/{path}", data=fields)
        assert (answer.status_code, sentence in answer.text) == (status, True)


def test_it_reads_and_changes_campaigns_by_the_command(chai: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    key, file = chai.shop.key, tmp_path / "campaign.json"
    assert "after_purchase" in sathi("campaigns", key)
    shown = sathi("campaign", "show", key, "after_purchase")
    file.write_text(shown.replace('"days": 7', '"days": 3'))
    assert "after_purchase is set, and off." in sathi("campaign", "set", key, "after_purchase", str(file))
    assert "after_purchase is on." in sathi("campaign", "on", key, "after_purchase")
    assert "3 days after: a purchase has arrived." in sathi("campaigns", key)
    assert "after_purchase is off." in sathi("campaign", "off", key, "after_purchase")
    assert "on its way" in sathi("invite", key, "--test", "me@chai.example")
