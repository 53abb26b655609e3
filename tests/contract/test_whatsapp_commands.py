"""The commands for what comes back of mail, and for WhatsApp: what they print opens the doors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from click.testing import CliRunner, Result

from plugin.actions.whatsapp import open_account
from plugin.cli import main
from tests.cast import ADDRESS, ChaiHouse, Clock, build_house, find_words, open_chai_house
from tests.doubles.whatsapp import APP_SECRET, PHONE_ID, TOKEN, tell, write_words


@pytest.fixture
def chai(sqlite_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House, on SQLite alone."""
    chai = open_chai_house(build_house(sqlite_url, clock), clock)
    with closing(chai.house.store):
        yield chai


def sathi(chai: ChaiHouse, *words: str, **variables: str) -> Result:
    """Run a command on the same database."""
    settings = chai.house.settings
    environment = {"SATHI_DATABASE_URL": settings.database_url, "SATHI_SECRET": settings.secret, **variables}
    return CliRunner().invoke(main, list(words), env=environment)


def read(result: Result) -> Any:
    """Read what a command printed."""
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def connect(chai: ChaiHouse, *words: str) -> Result:
    """Connect Chai House's number."""
    asked = ("whatsapp", "connect", chai.shop.key, "--token-env", "T", "--app-secret-env", "A", *words)
    return sathi(chai, *asked, T=TOKEN, A=APP_SECRET)


def test_it_prints_addresses_that_providers_can_post_to(chai: ChaiHouse) -> None:
    printed = read(sathi(chai, "mail", "secret", chai.shop.key))
    assert read(sathi(chai, "mail", "secret", chai.shop.key)) == printed
    body = {"event": "hard_bounce", "email": "asha@example.test", "message-id": "m", "ts_event": 1}
    address = printed["brevo"]["address"].removeprefix(ADDRESS)
    assert chai.client.post(address, json=body).status_code == 200
    assert chai.client.post(address.replace("brevo", "postmark"), json=body).status_code == 401
    fresh = read(sathi(chai, "mail", "secret", chai.shop.key, "--new"))
    assert fresh["signed"]["secret"] != printed["signed"]["secret"]
    assert chai.client.post(address, json=body).status_code == 200  # for a day more


def test_it_connects_a_number_and_keeps_its_secrets_sealed(chai: ChaiHouse, tmp_path: Any) -> None:
    printed = read(connect(chai, "--phone-id", PHONE_ID))
    challenge = {"hub.verify_token": printed["verify_token"], "hub.challenge": "42"}
    address = printed["callback_url"].removeprefix(ADDRESS)
    assert chai.client.get(address, query_string=challenge).text == "42"
    assert tell(chai.client, chai.shop.key, write_words("919876543210", "STOP")).status_code == 200
    assert find_words(tmp_path, [TOKEN, APP_SECRET]) == set()
    assert sathi(chai, "whatsapp", "disconnect", chai.shop.key).exit_code == 0
    assert open_account(chai.house, chai.shop) is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--phone-id", "+91 98765"), "The phone number id is a number"),
        (("--phone-id", "1", "--address", "http://graph.example"), "Meta's address starts with https://"),
    ],
)
def test_it_refuses_what_cannot_be_a_number(chai: ChaiHouse, words: tuple[str, ...], sentence: str) -> None:
    result = connect(chai, *words)
    assert result.exit_code == 1
    assert sentence in result.output


def test_it_prints_the_texts_that_meta_approves(chai: ChaiHouse) -> None:
    texts = read(sathi(chai, "whatsapp", "templates"))
    assert {one["language"] for one in texts} >= {"en", "hi", "bn", "gu", "ta"}
    assert {"sathi_invite", "sathi_reward", "sathi_reminder"} <= {one["name"] for one in texts}
