"""An influencer's code, while a ban is undone in the middle of the store's answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from plugin.actions.banning import ban_person
from plugin.effects.outgoing import Outgoing
from tests.cast import HOUR_MS, ChaiHouse
from tests.contract.test_influencers import CODE, add, coupon_of
from tests.doubles.world import Double, send

BAN, UNBAN = True, False


@dataclass(frozen=True)
class LateOutgoing(Outgoing):
    """Calls that leave only after something else has happened: the worker has looked, and not yet asked."""

    happen: Callable[[], None] = lambda: None

    def ask(self, *words: Any, **more: Any) -> Any:
        """Ask the store, late."""
        self.happen()
        return super().ask(*words, **more)


@pytest.mark.parametrize("meanwhile", [(UNBAN,), (UNBAN, BAN, UNBAN)])
def test_it_gives_a_code_back_while_its_end_is_on_the_way(
    chai: ChaiHouse, double: Double, meanwhile: tuple[bool, ...]
) -> None:
    turns = list(meanwhile)

    def follow() -> None:
        if turns:
            chai.clock.move(1)
            ban_person(chai.house, chai.shop, "asha@bakes.test", turns.pop(0))
            send(chai)  # another worker

    add(chai)
    send(chai)
    ban_person(chai.house, chai.shop, "asha@bakes.test", BAN)
    send(chai, LateOutgoing(happen=follow))
    while turns:
        follow()
    chai.clock.move(HOUR_MS)
    send(chai)
    assert (len(double.live(CODE)), coupon_of(chai).state) == (1, "live")
