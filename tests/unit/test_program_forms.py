"""Settings as forms: what is shown is what is saved, for every setting and every currency."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from plugin.domain.program import OwnText, Program, read_program
from plugin.model import Shop
from plugin.program_forms.differences import find_differences
from plugin.program_forms.own_words import read_words, write_words
from plugin.program_forms.pages import PAGES
from plugin.program_forms.typing_in import read_page, write_page
from plugin.program_forms.where import KINDS
from tests.cast import CHAI_HOUSE, make_program

SHOPS = [msgspec.structs.replace(CHAI_HOUSE, currency=currency) for currency in ("INR", "JPY", "BHD")]
NOT_ON_A_PAGE = {"live", "paused", "measuring", "words"}  # a switch, the house's notes, the page of languages
WORDS = st.text(string.ascii_letters + "आঅઅ₹<&\"' ", min_size=1, max_size=12).map(lambda text: f"a{text}b")
PLAIN = string.ascii_letters + string.digits + "/#-._"
IN_ORDER = {"ladder": "friends_count", "tiers": "friends_count"}


def values_of(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """Draw plain values of a type, within its bounds."""
    drawn: st.SearchStrategy[Any] = st.none()
    match kind:
        case inspect.IntType(ge=least, le=most):
            drawn = st.integers(least, most)
        case inspect.FloatType():  # every one is a share of a hundred
            drawn = st.integers(0, 10**8).map(lambda part: part / 10**6)
        case inspect.BoolType():
            drawn = st.booleans()
        case inspect.LiteralType(values=values):
            drawn = st.sampled_from(values)
        case inspect.StrType(pattern=str(pattern)):
            drawn = st.from_regex(pattern, fullmatch=True, alphabet=PLAIN)
        case inspect.StrType():
            drawn = WORDS
        case inspect.VarTupleType(item_type=inspect.LiteralType(values=values)):
            drawn = st.sets(st.sampled_from(values)).map(sorted)
        case inspect.VarTupleType(item_type=one):
            drawn = st.lists(values_of(one), max_size=3)
        case inspect.UnionType(types=types):
            drawn = st.one_of([values_of(one) for one in types])
        case inspect.StructType(fields=fields):
            drawn = st.fixed_dictionaries({one.encode_name: draw_field(one) for one in fields})
    return drawn


def draw_field(one: inspect.Field) -> st.SearchStrategy[Any]:
    """Draw a field; steps rise."""
    drawn = values_of(one.type)
    if by := IN_ORDER.get(one.name):
        return drawn.map(
            lambda rows: sorted({row[by]: row for row in rows}.values(), key=lambda row: row[by])
        )
    return drawn


COUNTRIES = st.lists(st.sampled_from(["IN", "bd", "FR"]), max_size=2)
WRITTEN = st.fixed_dictionaries({  # what is more than a line of words
    "popup": st.fixed_dictionaries({"countries_included": COUNTRIES, "countries_excluded": COUNTRIES}),
    "help": st.fixed_dictionaries({
        "phone": st.from_regex(r"\+[0-9]{3} [0-9]{4}", fullmatch=True),
        "email": st.just("help@chai.example"), "chat_url": st.just("https://chat.example/1"),
    }),
    "post": st.fixed_dictionaries({"reply_to": st.sampled_from(["", "asha@chai.example"])}),
})  # fmt: skip


def settle(plain: dict[str, Any], written: dict[str, dict[str, Any]]) -> Program:
    """Make drawn settings fit together as `read_program` asks for, and leave out what no page sets."""
    plain["rewards"] |= {"counts_at": "paid", "event": ""}
    plain["popup"]["kinds_held"] = [one for one in KINDS if one in plain["popup"]["kinds_held"]]
    for name, fields in written.items():
        plain[name] |= fields
    plain["channels"] = list(dict.fromkeys(plain["channels"]))
    return read_program({name: plain[name] for name in plain if name not in NOT_ON_A_PAGE})


PROGRAMS = st.builds(settle, values_of(inspect.type_info(Program)), WRITTEN)


@settings(max_examples=25)
@given(PROGRAMS, st.sampled_from(SHOPS))
def test_it_saves_what_it_shows(program: Program, shop: Shop) -> None:
    for page in PAGES.values():
        reading = read_page(page, write_page(page, program, shop), make_program(), shop)
        assert reading.faults == {}
        assert reading.program is not None
        for part in {one.path.partition(".")[0] for one in page.settings()}:
            assert getattr(reading.program, part) == getattr(program, part)


@settings(max_examples=10)
@given(PROGRAMS, PROGRAMS)
def test_it_says_every_difference_once(one: Program, two: Program) -> None:
    found = find_differences(one, two, CHAI_HOUSE)
    names = [(each.page, each.heading, each.label) for each in found]
    assert len(set(names)) == len(names)
    assert bool(found) == (one != two)
    assert find_differences(one, one, CHAI_HOUSE) == []


def leaves(of: type[Any], path: str = "") -> list[str]:
    """List the path of every setting, as deep as a form asks for it."""
    listed = []
    for name, hint in get_type_hints(of).items():
        is_deeper = isinstance(hint, type) and issubclass(hint, msgspec.Struct)
        listed += leaves(hint, f"{path}{name}.") if is_deeper else [path + name]
    return listed


def test_it_has_a_place_for_every_setting() -> None:
    asked = {one.path for page in PAGES.values() for one in page.settings()}
    own = {path for path in leaves(Program) if path.split(".")[0] in NOT_ON_A_PAGE}
    assert set(leaves(Program)) - own - asked == set()


MONEY = [
    ("INR", "1,00,000", 10_000_000),
    ("INR", "₹1,00,000", 10_000_000),
    ("INR", " Rs. 200/- ", 20_000),
    ("INR", "rs 200", 20_000),
    ("INR", "200 INR", 20_000),
    ("INR", "₹ २००", 20_000),
    ("BDT", "৳২০০", 20_000),
    ("INR", "૧,૦૦,૦૦૦.૫૦", 10_000_050),
    ("EUR", "12.50 €", 1_250),
    ("INR", "$200", "Give an amount in INR, such as 1250.50."),
    ("INR", "²", "Give an amount in INR, such as 1250.50."),
    ("INR", "Rs.", "Give an amount in INR, such as 1250.50."),
    ("INR", "1250.5", 125_050),
    ("INR", " 200 ", 20_000),
    ("JPY", "1,250", 1_250),
    ("BHD", "1.250", 1_250),
    ("INR", "1.255", "Give an amount in INR, such as 1250.50."),
    ("JPY", "12.5", "Give a whole amount in JPY, such as 1250."),
    ("BHD", "1.2505", "Give an amount in BHD, such as 1250.500."),
    ("INR", "12,50", 1_25_000),
    ("INR", "-1", "An amount is nothing or more."),
    ("INR", "", "Give an amount in INR, such as 1250.50."),
    ("INR", "9" * 40, "Give an amount in INR, such as 1250.50."),
]


@pytest.mark.parametrize(("currency", "typed", "meant"), MONEY)
def test_it_reads_money_as_it_is_typed(currency: str, typed: str, meant: int | str) -> None:
    shop, path = msgspec.structs.replace(CHAI_HOUSE, currency=currency), "popup.minimum_minor"
    fields = write_page(PAGES["where"], make_program(), shop) | {path: [typed]}
    reading = read_page(PAGES["where"], fields, make_program(), shop)
    if isinstance(meant, str):
        assert reading.faults == {path: meant}
    else:
        assert reading.program is not None
        assert reading.program.popup.minimum_minor == meant


FAULTS: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [
    ("offer", {"offer.friend.pct": "101"}, {"offer.friend.pct": "Give a number from 0 to 100."}),
    ("offer", {"name": ""}, {"name": "Write something here, of at most 80 characters."}),
    (
        "offer",
        {"rewards.counts_at": "event"},
        {"rewards.event": "Name your own event where a friend counts by it"},
    ),
    (
        "offer",
        {"ladder.0.friends_count": "3", "ladder.0.reward.pct": "5", "ladder.0.reward.kind": "percent"},
        {"ladder.0.reward.amount_minor": "", "ladder.0.reward.periods_count": ""},
    ),
    ("look", {"look.colour": "red"}, {"look.colour": "Give a colour as six digits, such as #7a3e12."}),
    ("look", {"look.theme": "loud"}, {"look.theme": "Choose one of the answers."}),
    ("where", {"popup.days_between": "x"}, {"popup.days_between": "Give a whole number, such as 14."}),
    ("where", {"manners.pages_included": "shop"}, {"manners.pages_included": "Each line is a path"}),
    (
        "where",
        {"popup.countries_excluded": "IN\nIndai"},
        {"popup.countries_excluded": "'Indai' is no country code: give two letters such as IN."},
    ),
    ("look", {"help.email": "asha"}, {"help.email": "This is not an e-mail address"}),
    ("look", {"help.phone": "call us"}, {"help.phone": "'call us' cannot be dialled"}),
    ("post", {"post.reply_to": "asha@chai"}, {"post.reply_to": "This is not an e-mail address"}),
    ("post", {"post.quiet_from_hour": "24"}, {"post.quiet_from_hour": "Give a whole number from 0 to 23."}),
    ("fraud", {"fraud.same_ip": "block"}, {"fraud.same_ip": "Choose one of the answers."}),
    ("fraud", {"fraud.coupon_hosts": "a b"}, {"fraud.coupon_hosts": "Each line is the name of a site"}),
]


@pytest.mark.parametrize(("page", "typed", "said"), FAULTS)
def test_it_says_what_is_wrong_beside_the_field(
    page: str, typed: Mapping[str, str], said: Mapping[str, str]
) -> None:
    program = make_program()
    fields = write_page(PAGES[page], program, CHAI_HOUSE) | {name: [text] for name, text in typed.items()}
    reading = read_page(PAGES[page], fields, program, CHAI_HOUSE)
    assert reading.program is None
    assert {name for name in said if said[name] in reading.faults.get(name, "missing")} == set(said)


@given(st.dictionaries(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=2), max_size=8))
@settings(max_examples=50)
def test_it_refuses_any_form_without_falling(typed: dict[str, list[str]]) -> None:
    for page in PAGES.values():
        assert read_page(page, typed, make_program(), CHAI_HOUSE).faults


def test_it_counts_points_and_not_paise() -> None:
    program = make_program()
    typed = write_page(PAGES["offer"], program, CHAI_HOUSE)
    typed |= {"offer.advocate.kind": ["points"], "offer.advocate.amount_minor": ["250"]}
    reading = read_page(PAGES["offer"], typed, program, CHAI_HOUSE)
    assert reading.program is not None
    assert reading.program.offer.advocate.amount_minor == 250


def test_it_keeps_own_words_of_other_languages_and_their_order() -> None:
    words = tuple(
        OwnText(language=language, key=key, text=f"{language} {key}")
        for key in ("copy", "close")
        for language in ("bn", "en")
    )
    program = msgspec.structs.replace(make_program(), words=words)
    typed = write_words(program, "bn")
    assert read_words(program, "bn", typed).program == program
    changed = read_words(program, "bn", typed | {"copy": ["নাও"], "close": [" "], "qr": ["কিউআর"]}).program
    assert changed is not None
    assert [(own.language, own.key, own.text) for own in changed.words] == [
        ("bn", "copy", "নাও"), ("en", "copy", "en copy"), ("en", "close", "en close"), ("bn", "qr", "কিউআর"),
    ]  # fmt: skip
    wrong = read_words(program, "bn", typed | {"share_text": ["no link"], "copy": ["{shop} {nothing}"]})
    assert wrong.program is None
    assert set(wrong.faults) == {"share_text", "copy"}
