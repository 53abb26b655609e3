"""One payout of a batch, cancelled alone at the desk and put back: by entries, each noted, each once."""

from __future__ import annotations

import csv
import io
import re
from contextlib import closing

import pytest

from plugin.actions.privacy import redact_person
from plugin.domain.months import month_of
from plugin.model import Contact, PersonRedacted
from plugin.store.driver import sqlite3
from plugin.store.migrations import step_texts
from plugin.store.payouts import Payout
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse
from tests.office import TENTH, Office

WHY = "The bank sent it back"
STEP = "0020_reach"


@pytest.fixture
def office(chai_house: ChaiHouse) -> Office:
    """Chai House with a batch of two partners: a hundred rupees each."""
    office = Office(chai_house, TENTH)
    office.add("Dev", "DEVS2026")
    office.buy("farid@example.test")
    office.buy("meera@example.test", "DEVS2026")
    office.wait(15)
    assert office.press() == 303
    return office


def payouts(office: Office) -> list[Payout]:
    """Give the newest batch's payouts, the first first."""
    return office.chai.read(lambda parts, shop_id: parts.payouts.list_of_batch(shop_id, office.batches()[0]))


def riyas(office: Office) -> str:
    """Give the path of Riya's newest payout."""
    mine = [one for one in payouts(office) if one.partner_id == office.riya.partner_id]
    return f"payouts/line/{mine[-1].payout_id}"


def exported(office: Office) -> list[tuple[str, str]]:
    """Give whom the batch's file pays, and how much."""
    text = office.look(f"payouts/{office.batches()[0]}.csv").removeprefix("\ufeff")
    return [(row["partner"], row["amount"]) for row in csv.DictReader(io.StringIO(text))]


def total(office: Office) -> str:
    """Give what the page says that the newest batch comes to."""
    return " ".join(re.findall(r"<tfoot>.*?</tfoot>", office.look(), re.DOTALL)[:1])


def test_it_cancels_one_payout_alone_and_puts_it_back(office: Office) -> None:
    assert ("₹200" in total(office), office.balance()) == (True, (0, 0))
    assert office.press(f"{riyas(office)}/cancel") == 422, "a note is needed"
    assert [office.press(f"{riyas(office)}/cancel", note=WHY) for _ in range(2)] == [303, 303]
    assert (office.balance(), exported(office)) == ((10_000, 0), [("Dev", "100.00")])
    assert "₹100" in total(office)
    assert WHY in office.look()
    assert office.is_sound()
    assert [office.press(f"{riyas(office)}/restore") for _ in range(2)] == [303, 303]
    assert (office.balance(), sorted(exported(office))) == ((0, 0), [("Dev", "100.00"), ("Riya", "100.00")])
    assert "₹200" in total(office)
    assert office.is_sound()
    noted = office.chai.read(lambda parts, shop_id: parts.changes.list_latest(shop_id, 2))
    assert [(one.what, '"state":"' in one.after, WHY in one.after) for one in noted] == [
        ("payout", True, False)
    ] * 2


def test_it_pays_the_others_and_leaves_what_was_cancelled(office: Office) -> None:
    cancelled = riyas(office)
    office.press(f"{cancelled}/cancel", note=WHY)
    assert office.press(f"payouts/{office.batches()[0]}/paid") == 303
    assert office.press(f"{cancelled}/restore") == 422, "the batch was paid"
    assert (office.balance(), office.is_sound()) == ((10_000, 0), True)
    office.chai.clock.move(DAY_MS)
    assert office.press() == 303, "the next batch pays it"
    assert (office.balance(), [one.amount_minor for one in payouts(office)]) == ((0, 0), [10_000])
    assert office.is_sound()


def test_it_puts_nothing_back_that_is_not_owed_any_more(office: Office) -> None:
    first, cancelled = office.batches()[0], riyas(office)
    office.press(f"{cancelled}/cancel", note=WHY)
    assert office.press() == 303, "another batch pays it meanwhile"
    assert office.press(f"{cancelled}/restore") == 422
    assert office.press(f"payouts/{first}/cancel") == 303
    assert (office.balance(), office.is_sound()) == ((0, 0), True)


def test_it_has_nothing_to_pay_in_a_batch_of_which_all_is_cancelled(office: Office) -> None:
    for one in payouts(office):
        assert office.press(f"payouts/line/{one.payout_id}/cancel", note=WHY) == 303
    batch_id = office.batches()[0]
    assert office.press(f"payouts/{batch_id}/paid") == 422
    assert office.press(f"payouts/{batch_id}/cancel") == 303
    assert office.press("payouts/line/pay_none/cancel", note=WHY) == 404
    assert office.is_sound()


def test_it_keeps_each_month_of_a_statement_as_it_was(office: Office) -> None:
    zone, paid_out = office.chai.shop.time_zone, f"statements/{office.riya.partner_id}?month="
    office.press(f"{riyas(office)}/cancel", note=WHY)
    then = month_of(office.chai.clock(), zone)
    before = office.look(paid_out + then)
    office.chai.clock.move(40 * DAY_MS)
    assert office.press(f"{riyas(office)}/restore") == 303
    after = office.look(paid_out + then)
    said = [re.findall(r"<td class=\"total\">.*?</td>", text) for text in (before, after)]
    assert said[0] == said[1]
    assert office.balance() == (0, 0)


def test_it_keeps_the_payouts_that_were_made_before() -> None:
    """Chai House's batch, as the schema before had it, comes through the step as it was."""
    steps = step_texts()
    with closing(sqlite3.connect(":memory:")) as connection:
        for name in (one for one in steps if one < STEP):
            connection.executescript(steps[name])
        connection.execute(
            "insert into shops (shop_id, key, name, url, currency, country, language, time_zone, domain,"
            " created_at_ms) values ('shop_1', 'k', 'Tea', '', 'INR', 'IN', 'bn-IN', 'Asia/Kolkata', '', 0)"
        )
        connection.execute("insert into batches values ('shop_1', 'bat_1', 1, null, 2)")
        connection.execute(
            "insert into payouts values ('shop_1', 'pay_1', 'bat_1', 'ptn_1', 500, 'INR', 1, null, 2)"
        )
        connection.executescript(steps[STEP])
        kept = connection.execute("select * from payouts").fetchall()
    assert kept == [("shop_1", "pay_1", "bat_1", "ptn_1", 500, "INR", 1, None, 2, "")]


def test_it_forgets_why_with_the_partner(office: Office) -> None:
    office.press(f"{riyas(office)}/cancel", note=WHY)
    chai, asked = office.chai, PersonRedacted(contact=Contact(email="riya@page.example"), order_refs=())
    chai.house.store.unit(
        chai.shop.shop_id, lambda parts: redact_person(chai.house, parts, chai.shop, "standard", asked)
    )
    assert WHY not in office.look()
    assert office.is_sound()


def test_it_pays_nobody_twice_by_a_press_that_came_late(office: Office) -> None:
    """Two tabs: the first one pressed reads the clock, and gets its turn after the other."""
    assert (office.balance(), len(office.batches())) == ((0, 0), 1)
    office.chai.clock.move(-2)
    assert office.press() == 422
    office.press(f"{riyas(office)}/cancel", note=WHY)
    office.chai.clock.move(HOUR_MS)
    cancelled = riyas(office)
    assert office.press() == 303
    office.chai.clock.move(-2)
    assert office.press(f"{cancelled}/restore") == 422
    office.chai.clock.move(HOUR_MS)
    assert (office.balance(), office.is_sound()) == ((0, 0), True)
