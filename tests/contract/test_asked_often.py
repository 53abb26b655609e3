"""How often one person is asked, over campaigns and popup together, counted both ways."""

from __future__ import annotations

import pytest

from plugin.actions.campaigns import change_campaign
from plugin.domain.campaign_settings import Campaign, Happening
from tests.campaigning import ASHA, kinds, open_campaigns, switch, wait
from tests.cast import DAY_MS, ChaiHouse
from tests.loop import Loop

TWO = ("first", "second")


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House with campaigns, on each engine in turn."""
    return open_campaigns(chai_house)


def shown(loop: Loop, order_ref: str) -> tuple[str, list[str]]:
    """Give what an order's page is told, and which rules held the decision about it."""
    state = loop.chai.look_up(f"proof-of-{order_ref}")["state"]
    order_id = loop.chai.order(order_ref, "standard").order_id
    last = loop.chai.read(lambda parts, shop_id: parts.decisions.last_for(shop_id, order_id))
    assert last is not None
    return state, [one.rule for one in last.decision.reasons if not one.passed]


def test_it_holds_the_popup_where_letters_have_asked_often_enough(loop: Loop) -> None:
    for key in TWO:
        asking = Campaign(name=key, kind="after_purchase", when=Happening(event="purchase", days=1))
        change_campaign(loop.chai.house, loop.chai.shop, key, asking)
    switch(loop.chai, *TWO)
    loop.order("a-1", ASHA)
    assert shown(loop, "a-1") == ("show", [])
    wait(loop, DAY_MS)
    assert kinds(loop.chai) == ["after_purchase"] * 2
    assert shown(loop, "a-1") == ("hold", ["most_a_week"]), "written meanwhile"
    loop.order("a-2", ASHA)
    assert shown(loop, "a-2") == ("hold", ["most_a_week"])
    wait(loop, 8 * DAY_MS)
    loop.order("a-3", "someone@example.test")
    assert shown(loop, "a-3") == ("show", [])
