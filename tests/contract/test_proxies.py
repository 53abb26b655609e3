"""Who is calling: the address that a request comes from, or what one's own web server says of it."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.cast import Clock, build_house, open_chai_house
from tests.loop import make_loop_program


@pytest.mark.parametrize(("proxies_count", "last"), [(0, 429), (1, 303)])
def test_it_believes_who_is_calling_only_from_its_own_proxy(
    database_url: str, clock: Clock, proxies_count: int, last: int
) -> None:
    house = build_house(database_url, clock, proxies_count=proxies_count)
    with closing(house.store):
        shared = open_chai_house(house, clock)
        shared.follow(make_loop_program())
        shared.buy()
        address = (
            f"/r/{shared.shop.key}/{shared.ask('j', order='wc_order_maQehJtejVrjL').get_json()['code']}/claim"
        )
        for number in range(21):
            shared.client.delete_cookie("sathi_device", path=f"/r/{shared.shop.key}/")
            answer = shared.client.post(address, headers={"X-Forwarded-For": f"198.51.{number}.7"})
    assert answer.status_code == last
