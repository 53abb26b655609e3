"""The merchant's own words: which are refused, what is said in their place, what the law wants said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from plugin.domain.program import Incentive, Offer, OwnText, Program, Sticky, read_program, write_program
from plugin.errors import InvalidInput
from tests.shop_window import PROGRAM, SHOP
from widgets.letter_texts import LETTERS, OWN_LETTER_KEYS
from widgets.own_words import OWN_KEYS, advise_on_words, check_own_words, placeholders_of
from widgets.texts import BROWSER_TEXTS, LANGUAGES, fill
from widgets.view import shopper_texts

DOCS = Path(__file__).resolve().parents[2] / "docs" / "words.md"
LINK = "https://refer.chaihouse.example/r/abcdefghij234567/7K2MQ9XDR?c=wa"
RUPEES_200, RUPEES_500 = (Incentive(kind="amount", amount_minor=minor) for minor in (20_000, 50_000))
OFFERS = [
    Offer(friend=RUPEES_200, advocate=RUPEES_200),
    Offer(friend=replace(RUPEES_500, minimum_minor=200_000), advocate=RUPEES_500),
    Offer(friend=Incentive(kind="percent", pct=12.5), advocate=Incentive(kind="credit", amount_minor=12_500)),
    Offer(friend=Incentive(kind="free_shipping"), advocate=Incentive(kind="points", amount_minor=250)),
    Offer(friend=RUPEES_200, advocate=Incentive(kind="gift", gift="a free mug")),
    Offer(friend=RUPEES_200, advocate=Incentive(kind="manual")),
]


def own(key: str, text: str, language: str = "en") -> OwnText:
    return OwnText(language=language, key=key, text=text)


def saying(*words: OwnText, offer: Offer = PROGRAM.offer) -> Program:
    return replace(PROGRAM, words=words, offer=offer)


@pytest.mark.parametrize(
    ("words", "field", "sentence"),
    [
        ([own("launch", "Hi")], "words[0].key", "There is no text 'launch' to replace"),
        ([own("state_came", "Hi")], "words[0].key", "docs/words.md lists the keys"),
        ([own("welcome", "Hi")], "words[0].key", "There is no text 'welcome'"),
        (
            [own("how", "Hi", "bn-IN")],
            "words[0].language",
            "Sathi does not speak 'bn-IN': take one of en, hi,",
        ),
        ([own("how", "Hi", "")], "words[0].language", "Sathi does not speak ''"),
        (
            [own("thanks", "Hi {nam}")],
            "words[0].text",
            '"thanks" has no placeholder {nam}: it may have {name}.',
        ),
        ([own("thanks", "Hi { name }")], "words[0].text", "no placeholder { name }"),
        ([own("thanks", "Hi {Name}")], "words[0].text", "no placeholder {Name}"),
        (
            [own("how", "How {shop} works")],
            "words[0].text",
            '"how" has no placeholder {shop}: it may have none.',
        ),
        ([own("share_text", "Come to {shop}")], "words[0].text", "The message needs {link}"),
        ([own("how", "A"), own("how", "A", "bn"), own("how", "B")], "words[2].key", "keep one of them"),
    ],
)
def test_it_refuses_words_and_says_which(words: list[OwnText], field: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_own_words(words)
    assert refused.value.field == field
    assert sentence in str(refused.value)


def test_it_takes_every_text_of_the_house_as_the_merchants_own() -> None:
    check_own_words([own(key, BROWSER_TEXTS[key], language) for key in OWN_KEYS for language in LANGUAGES])
    check_own_words([own("how", "Braces alone } { are no placeholder")])


def test_it_says_them_in_their_language_alone() -> None:
    program = saying(own("headline", "{shop} es para compartir", "es"), own("close", "Ya", "es"))
    spanish = shopper_texts(SHOP, program, "es")
    assert (spanish["headline"], spanish["close"]) == ("Chai House es para compartir", "Ya")
    assert spanish | {"headline": "", "close": ""} == shopper_texts(SHOP, PROGRAM, "es") | {
        "headline": "",
        "close": "",
    }
    assert shopper_texts(SHOP, program, "en") == shopper_texts(SHOP, PROGRAM, "en")


def test_it_prefers_a_languages_own_launcher_to_the_one_for_all() -> None:
    program = replace(saying(own("launcher", "চা খান", "bn")), sticky=Sticky(label="Chai for two"))
    said = [shopper_texts(SHOP, program, language)["launcher"] for language in ("en", "bn")]
    assert said == ["Chai for two", "চা খান"]


def test_it_still_reads_words_that_it_does_not_know_any_more() -> None:
    old = saying(own("gone", "Hi"), own("how", "So geht es", "de"), own("how", "{gone}"))
    kept = read_program(json.loads(write_program(old)))
    assert kept == old
    texts = shopper_texts(SHOP, kept, "en")
    assert "gone" not in texts and texts["how"] == "{gone}"


def test_it_lists_what_a_text_may_have_in_it() -> None:
    assert placeholders_of("share_text") == ["{shop}", "{offer}", "{advocate}", "{link}"]
    assert placeholders_of("close") == []
    assert placeholders_of("invite_lead") == ["{name}", "{shop}", "{offer}"]


def test_it_lists_every_key_for_the_merchant() -> None:
    listed = DOCS.read_text(encoding="utf-8")
    assert [key for key in OWN_KEYS if f"| `{key}` | {BROWSER_TEXTS[key]} |" not in listed] == []
    for key in OWN_LETTER_KEYS:
        kind, _, part = key.rpartition("_")
        [letter] = [texts for each, texts in LETTERS.items() if each == kind]
        assert f"| `{key}` | {getattr(letter, part)} |" in listed


def test_it_takes_letters_in_own_words_and_keeps_them_from_the_browser() -> None:
    words = [own(key, "{name}, {shop} has {offer}") for key in OWN_LETTER_KEYS]
    check_own_words(words)
    assert not set(OWN_LETTER_KEYS) & shopper_texts(SHOP, saying(*words), "en").keys()
    with pytest.raises(InvalidInput, match=r"no placeholder \{link\}"):
        check_own_words([own("cycle_lead", "{link}")])


# What the sender gets


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("offer", OFFERS)
def test_it_says_what_the_sender_gets_and_stays_short(offer: Offer, language: str) -> None:
    texts = shopper_texts(SHOP, saying(offer=offer), language)
    silent = shopper_texts(SHOP, saying(offer=replace(offer, advocate=Incentive(kind="amount"))), language)
    assert texts["share_text"].endswith("{link}")
    assert texts["share_text"] != silent["share_text"]
    assert len(fill(texts["share_text"], {"link": LINK})) <= 200


@pytest.mark.parametrize("advocate", [Incentive(kind="amount"), Incentive(kind="percent")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_does_not_promise_the_sender_what_is_nothing(language: str, advocate: Incentive) -> None:
    share = shopper_texts(SHOP, saying(offer=Offer(friend=RUPEES_200, advocate=advocate)), language)[
        "share_text"
    ]
    assert "200" in share and share.endswith("{link}")
    assert not {"₹0", "0%", "0\u00a0₹"} & {word.strip(".,،:") for word in share.split(" ")}


def test_it_tells_the_merchant_that_the_law_wants_it_said() -> None:
    words = (
        own("how", "So"),
        own("share_text", "Try {shop}: {link}"),
        own("share_text", "{advocate} {link}", "bn"),
    )
    (advice,) = advise_on_words(saying(*words))
    assert advice.startswith("In words[1].text: the message does not say {advocate}")
    nothing = Offer(friend=RUPEES_200, advocate=Incentive(kind="amount"))
    assert advise_on_words(saying(*words, offer=nothing)) == ()
