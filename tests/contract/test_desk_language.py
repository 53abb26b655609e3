"""The decision log in the reader's language: every rule, with its values and its moment, is said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from html import unescape

import pytest

from plugin.domain.campaign_settings import SHIPPED
from plugin.errors import InvalidInput
from plugin.words.campaigns import SHIPPED_NAMES
from plugin.words.reasons import RULE_WORDS, say_moment, say_reason, say_verdict
from plugin.words.speaking import find_words, in_language, load_catalog, say, say_error
from tests.cast import ChaiHouse, enter_desk, make_program

LANGUAGE = "gu"


class Pseudo(NullTranslations):
    """A language in which a sentence is the English one in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@pytest.fixture(autouse=True)
def translated() -> Iterator[None]:
    """Let the language have every sentence: what nobody has translated yet stands in brackets."""
    load_catalog.cache_clear()
    load_catalog(LANGUAGE).add_fallback(Pseudo())
    yield
    load_catalog.cache_clear()


def test_it_says_every_rule_in_the_language_that_the_request_asks_for(chai: ChaiHouse) -> None:
    chai.follow(make_program(minimum_minor=500_00, holdout_pct=0.5, tags_included=("Tea",)))
    chai.buy()
    [made] = chai.decisions()
    reasons = made.decision.reasons
    english = [say_reason(one, chai.shop) for one in reasons]
    with in_language(LANGUAGE):
        told = [say_reason(one, chai.shop) for one in reasons]
        told += [say(RULE_WORDS[one.rule]) for one in reasons]
        told += [say_verdict(made.decision, chai.shop), say_moment(made.decided_at_ms, chai.shop)]
    assert not set(told) & set(english) and "Nov" not in told[-1]
    path = f"{enter_desk(chai.house, chai.shop, chai.client)}/decisions"
    for language, said in ((LANGUAGE, told), ("en", english)):
        page = unescape(chai.client.get(path, headers={"Accept-Language": language}).text)
        assert [words for words in said if words not in page] == []


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        ("referrals/none", None, "{shop} has no referral {referral}."),
        ("funnel?range=ever", None, "Choose a range of days: {names}."),
        (
            "campaigns/cycle/preview", None,
            "This campaign waits for an event: nobody is chosen in advance.",
        ),
        (
            "campaigns/cycle/run", {"act": "start"},
            "This campaign waits for an event: switch it on instead of starting it.",
        ),
        (
            "campaigns/invite", {"name": "Tea", "days_between": "soon"},
            "{text} is no number of days or times: write digits, such as 14.",
        ),
        (
            "partners", {"name": "A" * 81, "email": "a@b.example"},
            "Give the influencer a name of at most 80 characters.",
        ),
        ("referrals/none/review", {"answer": "perhaps"}, "Approve it, reject it, or take your answer back."),
    ],
)  # fmt: skip
def test_it_refuses_in_the_readers_language(
    chai: ChaiHouse, page: str, typed: dict[str, str] | None, sentence: str
) -> None:
    address = f"{enter_desk(chai.house, chai.shop, chai.client)}/{page}"
    ask = chai.client.get if typed is None else chai.client.post
    shown = {
        language: unescape(ask(address, data=typed, headers={"Accept-Language": language}).text)
        for language in (LANGUAGE, "en")
    }
    with in_language(LANGUAGE):
        assert find_words(sentence) != sentence and says(find_words(sentence), shown[LANGUAGE])
    assert says(sentence, shown["en"])


def says(sentence: str, page: str) -> bool:
    """Say whether a page has a sentence, whatever fills its {placeholders}."""
    parts = re.split(r"\{\w+\}", sentence)
    return re.search("[^<]*".join(map(re.escape, parts)), page) is not None


def test_it_marks_the_name_of_every_shipped_campaign_for_translation() -> None:
    assert set(SHIPPED_NAMES) == {campaign.name for campaign in SHIPPED.values()}


def test_it_says_an_error_within_an_error_in_the_same_language() -> None:
    error = InvalidInput("file", "Outside {why}", why=InvalidInput("line", "inside {count}", count=1_000))
    assert str(error) == "Outside inside 1,000"
    with in_language(LANGUAGE):
        assert say_error(error) == "⟦Outside ⟦inside 1,000⟧⟧"
