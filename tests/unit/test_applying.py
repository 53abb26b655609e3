"""Applications to promote a shop: pages and counts as people type them, and what speaks about applicants."""

from __future__ import annotations

import pytest

from plugin.domain.admission import ApplicantFacts, weigh_application
from plugin.domain.applying import read_application, read_number, read_page
from plugin.words.admission import SENTENCES

PAGES = {
    "video.example/asha": "https://video.example/asha",
    "http://asha.example": "http://asha.example",
    "https://বাংলা.example/চা": "https://বাংলা.example/চা",
    "@asha": "", "asha": "", "javascript:alert(1)": "", "https://user@x.example": "", "ftp://x.example": "",
    "https://127.0.0.1/": "", "https://x.example/a b": "", "https://[::1": "", "": "",
}  # fmt: skip
NUMBERS = {
    "": 0,
    "12,000": 12_000,
    "1 20 000": 120_000,
    "1.200": 1_200,
    "12k": None,
    "-1": None,
    "9" * 11: None,
}


@pytest.mark.parametrize(("typed", "kept"), PAGES.items())
def test_it_takes_a_page_as_people_type_it(typed: str, kept: str) -> None:
    assert read_page(typed) == kept


@pytest.mark.parametrize(("typed", "count"), NUMBERS.items())
def test_it_reads_a_count_as_people_type_it(typed: str, count: int | None) -> None:
    assert read_number(typed) == count


def test_it_asks_another_shop_alone_for_its_page() -> None:
    typed = {"name": "Asha", "email": "asha@example.test", "agreed": "3"}
    for kind, faults in (("partner", set()), ("influencer", set()), ("shop", {"page"})):
        assert read_application({**typed, "kind": kind}, "IN", 3)[1].keys() == faults
    assert read_application({**typed, "why": "x" * 1_001}, "IN", 3)[1].keys() == {"why"}


def test_it_says_what_speaks_for_and_against_an_applicant() -> None:
    good = ApplicantFacts(
        partner_id="ptn_1", name="Asha", email="asha@example.test", page_url="https://x.example/asha",
        followers_count=5_000, orders_count=4, returned_count=1,
    )  # fmt: skip
    bad = ApplicantFacts(
        partner_id="ptn_2", name="Mallory", email="ASHA@example.test", page_url="", followers_count=3,
        orders_count=1, returned_count=1, blocked_count=2, is_banned=True,
    )  # fmt: skip
    assert {one.rule for one in weigh_application(good, (good,)) if not one.passed} == set()
    against = {one.rule: one.values for one in weigh_application(bad, (good, bad)) if not one.passed}
    assert against.keys() == {"page", "followers", "bought", "returns", "fraud", "banned", "alike"}
    assert against["alike"] == {"names": ["Asha"]}
    assert {rule for rule, _ in SENTENCES} == {one.rule for one in weigh_application(bad, ())}
