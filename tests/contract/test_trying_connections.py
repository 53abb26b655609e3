"""The plugin's test of the connection, at our door: a genuine trial is answered and does nothing."""

from __future__ import annotations

from tests.bodies import write
from tests.cast import ChaiHouse, sign_headers

TOPIC = "action.sathi_test"
TRIAL = write({"action": "sathi_test", "arg": ""})


def test_it_answers_a_trial_that_the_right_secret_signed_and_does_nothing(chai_house: ChaiHouse) -> None:
    assert [chai_house.deliver(TRIAL, TOPIC).status_code for _ in range(2)] == [200, 200]
    [kept] = chai_house.deliveries("ignored")
    assert kept.why == f"The topic {TOPIC} is not one that Sathi reads."
    assert chai_house.orders() == []
    assert chai_house.deliveries("dead") == []


def test_it_refuses_a_trial_that_another_secret_signed(chai_house: ChaiHouse) -> None:
    headers = sign_headers("not the secret", TRIAL, TOPIC, "woocommerce", "one", chai_house.clock())
    answer = chai_house.client.post(chai_house.webhook(), data=TRIAL, headers=headers)
    assert answer.status_code == 401
    assert chai_house.deliveries("ignored") == []
