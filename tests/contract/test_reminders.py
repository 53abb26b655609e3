"""Reminders of an invitation: after days without a share, each once, and to nobody who did what was asked."""

from __future__ import annotations

import msgspec
import pytest

from plugin.actions.campaigns import change_campaign
from plugin.actions.inviting import start_run
from plugin.actions.links import own_link
from plugin.actions.posting import end_message
from plugin.domain.campaign_settings import SHIPPED
from tests.campaigning import ASHA, FARID, kinds, messages, open_campaigns, send_all, wait, why, work
from tests.cast import ADDRESS, DAY_MS, HOUR_MS, ChaiHouse
from tests.loop import Loop


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House with campaigns, on each engine in turn."""
    return open_campaigns(chai_house)


def test_it_reminds_until_the_person_shares(loop: Loop) -> None:
    loop.order("a-1", ASHA)
    loop.order("f-1", FARID)
    start_run(loop.chai.house, loop.chai.shop, "invite")
    wait(loop, HOUR_MS)
    assert kinds(loop.chai) == ["invite", "invite"]
    send_all(loop.chai)
    wait(loop, 3 * DAY_MS)
    assert kinds(loop.chai)[2:] == ["reminder", "reminder"]
    send_all(loop.chai)
    decision = loop.chai.decisions()[0].decision_id  # Asha's
    loop.chai.report("shared", decision, channel="copy")
    wait(loop, 11 * DAY_MS)
    assert [(one.kind, one.person_id) for one in messages(loop.chai)[4:]] == [
        ("reminder", loop.buyer_of("f-1").person_id)
    ]
    assert why(loop.chai, ASHA)[-1] == ("invite", "held", "shared")
    wait(loop, 60 * DAY_MS)
    assert len(messages(loop.chai)) == 5


def test_it_reminds_of_nothing_that_has_not_left_and_never_twice_at_once(loop: Loop) -> None:
    loop.order("a-1", ASHA)
    start_run(loop.chai.house, loop.chai.shop, "invite")
    wait(loop, 15 * DAY_MS)  # without a mail server
    assert kinds(loop.chai) == ["invite"]
    send_all(loop.chai)
    wait(loop, 15 * DAY_MS)  # the worker, too, rested
    assert kinds(loop.chai) == ["invite", "reminder"]
    send_all(loop.chai)
    wait(loop, 10 * DAY_MS)
    assert kinds(loop.chai) == ["invite", "reminder"]
    wait(loop, DAY_MS)
    assert kinds(loop.chai) == ["invite", "reminder", "reminder"]


def test_it_reminds_nobody_whose_invitation_never_left_or_for_whom_there_is_no_reminder(loop: Loop) -> None:
    for order_ref, email in (("a-1", ASHA), ("f-1", FARID)):
        loop.order(order_ref, email)
    start_run(loop.chai.house, loop.chai.shop, "invite")
    work(loop.chai)
    unsent = next(one for one in messages(loop.chai) if one.person_id == loop.buyer_of("a-1").person_id)
    loop.chai.house.store.unit(
        loop.chai.shop.shop_id, lambda parts: end_message(parts, loop.chai.shop, unsent.message_id, "No.", 1)
    )
    send_all(loop.chai)
    wait(loop, 4 * DAY_MS)
    assert kinds(loop.chai) == ["invite", "invite", "reminder"]
    assert ("invite", "held", "still_true") in why(loop.chai, ASHA)
    fewer = msgspec.structs.replace(SHIPPED["invite"], reminders_days=(3,))
    change_campaign(loop.chai.house, loop.chai.shop, "invite", fewer)
    send_all(loop.chai)
    wait(loop, 20 * DAY_MS)
    assert len(messages(loop.chai)) == 3
    assert why(loop.chai, FARID)[-1] == ("invite", "held", "still_true")


def test_it_reminds_nobody_who_shared_from_the_own_page(loop: Loop) -> None:
    loop.order("a-1", ASHA)
    start_run(loop.chai.house, loop.chai.shop, "invite")
    wait(loop, HOUR_MS)
    person = loop.buyer_of("a-1").person_id
    page = own_link(loop.chai.house, loop.chai.shop, person).removeprefix(ADDRESS)
    assert f'href="{page}/share/whatsapp?lang=en"' in loop.chai.client.get(page).text
    answer = loop.chai.client.get(f"{page}/share/whatsapp")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://api.whatsapp.com/send?text=")
    assert loop.chai.client.get(f"{page}/share/elsewhere").status_code == 404
    wait(loop, 20 * DAY_MS)
    assert kinds(loop.chai) == ["invite"]
    assert ("invite", "held", "shared") in why(loop.chai, ASHA)
