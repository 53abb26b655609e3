"""How a person is recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.people import recognise, same_email, same_phone
from plugin.model import Contact


@pytest.mark.parametrize(
    "email", ["asha@example.test", " ASHA@Example.TEST ", "asha@ｅｘａｍｐｌｅ.test", "Asha@example.test\n"]
)
def test_it_takes_two_writings_of_one_address_for_one(email: str) -> None:
    assert same_email(email) == "asha@example.test"


@pytest.mark.parametrize(
    "email", ["", "asha", "@example.test", "asha@", "asha@localhost", "a b@example.test", "a\t@b.c"]
)
def test_it_takes_nothing_else_for_an_address(email: str) -> None:
    assert same_email(email) == ""


@pytest.mark.parametrize(
    ("phone", "country", "same"),
    [
        ("98765 43210", "IN", "+919876543210"),
        ("+91-98765-43210", "", "+919876543210"),
        ("09876543210", "IN", "+919876543210"),
        ("01711-000000", "BD", "+8801711000000"),
        ("9876543210", "", ""),
        ("12", "IN", ""),
        ("", "IN", ""),
        ("no number", "IN", ""),
        ("٩٨٧٦٥٤٣٢١٠", "IN", "+919876543210"),
        ("9876543210", "??", ""),
    ],
)
def test_it_writes_a_phone_number_one_way(phone: str, country: str, same: str) -> None:
    assert same_phone(phone, country) == same


def test_it_names_a_person_by_the_surest_first() -> None:
    contact = Contact(customer_ref="7", email="Asha@Example.test", phone="9876543210")
    assert recognise(contact, "shopify", "IN") == (
        ("customer", "shopify:7"), ("email", "asha@example.test"), ("phone", "+919876543210"),
    )  # fmt: skip
    assert recognise(Contact(first_name="Asha"), "shopify", "IN") == ()


@given(st.text(), st.text(max_size=60), st.text(max_size=3))
def test_it_never_stumbles_over_what_people_type(email: str, phone: str, country: str) -> None:
    assert same_email(same_email(email)) == same_email(email)
    assert same_phone(phone, country)[:1] in ("", "+")
