"""A program, read strictly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugin.domain.program import read_program, write_program
from plugin.errors import InvalidInput
from tests.cast import make_program

GOOD: dict[str, Any] = json.loads(write_program(make_program()))
STEP = {"friends_count": 5, "reward": {"kind": "percent", "pct": 10}}


def test_it_reads_what_it_wrote() -> None:
    assert read_program(GOOD) == make_program()
    assert json.loads(write_program(read_program(GOOD))) == GOOD


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"offer": {"friend": {"kind": "percent"}}}, "offer"),
        (
            {"offer": {"friend": {"kind": "percent", "pct": 101}, "advocate": {"kind": "gift"}}},
            "offer.friend.pct",
        ),
        ({"offer": {"friend": {"kind": "bribe"}, "advocate": {"kind": "gift"}}}, "offer.friend.kind"),
        ({"popup": {"days_between": -1}}, "popup.days_between"),
        ({"popup": {"days_between": 1.5}}, "popup.days_between"),
        ({"popup": {"holdout_pct": float("nan")}}, "popup.holdout_pct"),
        ({"popup": {"minimum_minor": 10**15 + 1}}, "popup.minimum_minor"),
        ({"popup": {"when": "later"}}, "popup.when"),
        ({"popup": {"kinds_held": ["web"]}}, "popup.kinds_held"),
        ({"popup": {"unknown": 1}}, "popup"),
        ({"look": {"colour": "red; } body {"}}, "look.colour"),
        ({"look": {"colour": "#7a3e12\n"}}, "look.colour"),
        ({"help": {"chat_url": "javascript:alert(1)"}}, "help.chat_url"),
        ({"help": {"chat_url": "https://"}}, "help.chat_url"),
        ({"help": {"chat_url": "https://wa.me/1 2"}}, "help.chat_url"),
        ({"help": {"phone": "call us"}}, "help.phone"),
        ({"help": {"email": "asha"}}, "help.email"),
        ({"post": {"reply_to": "asha@chai.example\r\nBcc: x@y.example"}}, "post.reply_to"),
        ({"popup": {"countries_included": ["IN", "India"]}}, "popup.countries_included"),
        ({"popup": {"countries_excluded": ["UK"]}}, "popup.countries_excluded"),
        ({"popup": {"products_included": ["gid://shopify/Product/7"]}}, "popup.products_included"),
        ({"popup": {"products_excluded": ["https://chai.example/products/tea"]}}, "popup.products_excluded"),
        ({"channels": ["copy", "copy"]}, "channels"),
        ({"ladder": [STEP, STEP]}, "ladder"),
        ({"ladder": [STEP | {"friends_count": 0}]}, "ladder"),
        ({"channels": ["fax"]}, "channels"),
        ({"more": 1}, "program"),
    ],
)
def test_it_names_the_field_that_cannot_be_used(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_program(GOOD | change)
    assert refusal.value.field.startswith(field)
    assert str(refusal.value).endswith(".")


def test_it_takes_the_codes_that_there_are() -> None:
    popup = {"countries_included": ["IN", "bd"], "products_excluded": ["8123", "TEA 250/2"]}
    help = {"phone": "+91 98765-43210", "email": "asha@chai.example", "chat_url": "https://wa.me/91987"}
    read = read_program(GOOD | {"popup": popup, "help": help, "post": {"reply_to": "asha@chai.example"}})
    assert read.popup.countries_included == ("IN", "bd")


def test_it_names_the_code_that_is_none() -> None:
    with pytest.raises(InvalidInput, match="'Indai' is no country code"):
        read_program(GOOD | {"popup": {"countries_included": ["IN", "Indai"]}})


@pytest.mark.parametrize("settings", [None, [], "x", 1, {}])
def test_it_refuses_what_is_no_program(settings: Any) -> None:
    with pytest.raises(InvalidInput, match="In the program"):
        read_program(settings)
