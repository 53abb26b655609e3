"""A campaign's settings on the desk: changed by a form, noted, and refused beside the field."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.actions.campaigns import find_campaign
from plugin.campaign_forms import read_campaign_form, write_campaign_form
from plugin.domain.campaign_settings import SHIPPED, Campaign, Segment
from tests.cast import CHAI_HOUSE, ChaiHouse, enter_desk

WORDS = st.text("abcde", min_size=1, max_size=5)


def campaign_of(chai: ChaiHouse, key: str) -> Campaign:
    """Give a campaign as it stands."""
    with chai.house.store.reading() as parts:
        return find_campaign(parts, chai.shop, key).campaign


def fields_of(page: str) -> dict[str, str]:
    """Give what stands in the text fields of a page."""
    return dict(re.findall(r'<input id="[a-z_]+" name="([a-z_]+)" value="([^"]*)"', page))


def test_it_changes_who_and_when_and_shows_it_again(chai: ChaiHouse) -> None:
    address = f"{enter_desk(chai.house, chai.shop, chai.client)}/campaigns/invite"
    typed = {**fields_of(chai.client.get(address).text), "media": "email"}
    typed |= {"reminders_days": "5, 20", "spent_min_minor": "1,500.50", "languages": "hi, bn", "joined": "no"}
    assert chai.client.post(address, data=typed).status_code == 303
    made = campaign_of(chai, "invite")
    assert (made.reminders_days, made.who.spent_min_minor) == ((5, 20), 150_050)
    assert (made.who.languages, made.who.joined, made.who.orders_min_count) == (("hi", "bn"), "no", 1)
    assert fields_of(chai.client.get(address).text)["spent_min_minor"] == "1500.50"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("reminders_days", "20, 5", "Each reminder comes later than the last"),
        ("days_between", "soon", "is no number of days"),
        ("days_between", "4000", "Give a whole number from 0 to 3,650."),
        ("reminders_days", "1, 2, 3, 4, 5, 6", "from 0 to 3,650, at most 5 of them."),
        ("name", "", "Write something here, of at most 80 characters."),
        ("spent_min_minor", "1.234", "such as 1250.50"),
        ("orders_most_count", "0x1", "is no number of days"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong(
    chai: ChaiHouse, field: str, text: str, sentence: str
) -> None:
    address = f"{enter_desk(chai.house, chai.shop, chai.client)}/campaigns/invite"
    typed = {**fields_of(chai.client.get(address).text), "media": "email", field: text}
    answer = chai.client.post(address, data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text and f'value="{text}"' in answer.text
    assert campaign_of(chai, "invite") == SHIPPED["invite"]


@given(
    key=st.sampled_from(sorted(SHIPPED)),
    orders=st.integers(0, 99),
    spent=st.integers(0, 10**9),
    tags=st.lists(WORDS, max_size=3),
)
def test_it_reads_back_what_it_writes(key: str, orders: int, spent: int, tags: list[str]) -> None:
    was = SHIPPED[key]
    who = Segment(orders_min_count=orders, spent_min_minor=spent, tags_included=tuple(tags))
    made = Campaign(name=was.name, kind=was.kind, when=was.when, who=who, reminders_days=was.reminders_days)
    typed = write_campaign_form(made, CHAI_HOUSE)
    assert read_campaign_form(typed, ["email"], was, CHAI_HOUSE) == made
