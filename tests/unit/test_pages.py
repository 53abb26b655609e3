"""What the shopper reads: the pages, their pictures and the mail."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest

from plugin.domain.codes import check_personal_code
from plugin.domain.earned import Earned
from plugin.domain.program import ClaimRules, Help, Incentive, Look, Milestone, Program, Question
from plugin.errors import InvalidInput
from plugin.model import Shop
from tests.partner_window import draw_partner_pages
from tests.shop_window import ASSETS, BASE, PICTURES, PROGRAM, SHOP, friends
from widgets import colours
from widgets.drawing import Template, draw
from widgets.landing import ClaimStage, claim_page, landing_page
from widgets.pages import CODE_FAULTS, gone_page, mailed_page, own_page, public_page
from widgets.texts import LANGUAGES, direction_of
from widgets.themes import page_css_of, tokens_of
from widgets.unsubscribing import Standing, unsubscribe_page
from widgets.view import CHANNEL_MARKS

SOURCES = Path(colours.__file__).parent / "src"
SHOWN: tuple[Standing, ...] = ("asking", "stopped")  # the third is the second without its button
HOSTILE = '"><script>alert(1)</script>{link}'


class Reader(HTMLParser):
    """Collects the tags of a page and the words in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [has for name, has in self.tags if name == tag and wanted.items() <= has.items()]


FAMILY = friends("came", "waiting", "rewarded", "rewarded", "waiting")
TWO_HUNDRED = Incentive(kind="amount", amount_minor=20_000)
DAY_MS = 86_400_000
EARNED = [
    Earned(
        stage="ready", incentive=TWO_HUNDRED, amount_minor=20_000, code="7K2MQ9XDZ", until_at_ms=90 * DAY_MS
    ),
    Earned(stage="ripening", incentive=TWO_HUNDRED, amount_minor=20_000, until_at_ms=14 * DAY_MS),
    Earned(stage="given", incentive=Incentive(kind="cash", pct=5), amount_minor=6_250),
    Earned(stage="fallen", incentive=TWO_HUNDRED, amount_minor=0),
]


def draw_own(language: str = "en", program: Program = PROGRAM, shop: Shop = SHOP, **changes: Any) -> str:
    usual: dict[str, Any] = {
        "first_name": "Asha", "code": "7K2MQ9XDR", "friends": FAMILY, "earned": EARNED, "points": 250,
        "token": "tok.en", "own_token": "own.token",
    }  # fmt: skip
    view = own_page(shop, program, language, BASE, ASSETS, **(usual | changes))
    return draw("me.html", view, nonce="n0nce")


def draw_landing(language: str = "en", program: Program = PROGRAM, shop: Shop = SHOP, **changes: Any) -> str:
    usual = {"advocate_name": "Asha", "code": "7K2MQ9XDR", "store_url": "https://chai.example/?a=1&b=2"}
    view = landing_page(shop, program, language, BASE, ASSETS, **(usual | changes))
    return draw("landing.html", view, nonce="n0nce")


def draw_claim(
    language: str = "en", program: Program = PROGRAM, shop: Shop = SHOP, stage: ClaimStage = "ready"
) -> str:
    view = claim_page(
        shop, program, language, ASSETS, mark_text="claim.clm_1.sig", stage=stage, kind="woocommerce",
        store_url="https://chai.example/?apply_coupon=X2", code="7K2MQ9XDZ" if stage == "ready" else "",
        until_at_ms=30 * DAY_MS,
    )  # fmt: skip
    return draw("claim.html", view, nonce="n0nce")


def draw_all(
    language: str, program: Program = PROGRAM, shop: Shop = SHOP, name: str = "Asha"
) -> dict[str, str]:
    asked = (shop, program, language, ASSETS)
    views: dict[Template, Any] = {
        "page.html": public_page(*asked, email="asha@", refusal="no address"),
        "answered.html": mailed_page(*asked, demo_link="https://sathi.example/demo"),
        "gone.html": gone_page(language, ASSETS),
    }
    asking = msgspec.structs.replace(program, claims=ClaimRules(contact="email_or_phone"))
    drawn = {template: draw(template, view, nonce="n0nce") for template, view in views.items()}
    return drawn | {
        "me.html": draw_own(language, program, shop, first_name=name, chosen=name, fault=CODE_FAULTS[0]),
        "landing.html": draw_landing(
            language, asking, shop, advocate_name=name, contact=name, refusal="no contact"
        ),
        "sample": draw_landing(language, program, shop, own="own.token"),
        **{stage: draw_claim(language, program, shop, stage) for stage in get_args(ClaimStage)},
        **{
            f"unsubscribe.html, {standing}": draw_unsubscribing(asked, standing)
            for standing in get_args(Standing)
        },
        **draw_partner_pages(language, program, shop, name),
    }


def draw_unsubscribing(asked: tuple[Shop, Program, str, Any], standing: Standing) -> str:
    page = unsubscribe_page(*asked, key="A" * 22, standing=standing)
    return draw("unsubscribe.html", page, nonce="n0nce")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_every_page_in_every_language(language: str) -> None:
    for template, html in draw_all(language).items():
        page = Reader(html)
        assert page.all("html", lang=language, dir=direction_of(language)), template
        assert len(page.all("h1")) == 1, template
        assert len(page.all("main")) == 1, template
        assert "{" not in re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL), template
        assert "Project-Id-Version" not in html, template  # what a catalog says of itself, for an empty text


def test_it_draws_pages_that_a_strict_policy_allows() -> None:
    for template, html in draw_all("en").items():
        page = Reader(html)
        assert not page.all("script"), template
        assert not [has for _, has in page.tags if "style" in has or any(key.startswith("on") for key in has)]
        assert [has.get("nonce") for has in page.all("style")] == ["n0nce"], template
        assert page.all("link", integrity="sha384-page.css"), template


def test_it_names_every_field_picture_and_section() -> None:
    for template, html in draw_all("ta").items():
        page = Reader(html)
        ids = [has["id"] for _, has in page.tags if "id" in has]
        assert len(ids) == len(set(ids)), template
        assert all("alt" in has and has.get("width") for has in page.all("img")), template
        fields = {
            has["id"]
            for has in page.all("input")
            if has.get("type") != "hidden" and not has.get("aria-label")
        }
        assert fields <= {has["for"] for has in page.all("label")}, template
        for _, has in page.tags:
            for pointer in ("aria-labelledby", "aria-describedby"):
                assert has.get(pointer) is None or has[pointer] in ids, template


def test_it_draws_hostile_words_as_words() -> None:
    program = msgspec.structs.replace(
        PROGRAM,
        name=HOSTILE,
        terms=HOSTILE,
        welcome=HOSTILE,
        faq=(Question(question=HOSTILE, answer=HOSTILE),),
        help=Help(phone=HOSTILE, email=HOSTILE, chat_url="https://x/" + HOSTILE),
        ladder=(Milestone(friends_count=9, reward=Incentive(kind="gift", gift=HOSTILE)),),
    )
    shop = msgspec.structs.replace(SHOP, name=HOSTILE)
    for template, html in draw_all("en", program, shop, name=HOSTILE).items():
        assert not Reader(html).all("script"), template


def test_it_offers_a_form_that_works_without_a_script() -> None:
    page = Reader(draw_all("bn")["page.html"])
    assert page.all("form", method="post", action="/p/KEY/link")
    assert page.all("input", name="lang", value="bn")
    field = page.all("input", name="email", value="asha@")[0]
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "refused"


def test_it_says_that_a_program_rests_and_takes_no_address() -> None:
    program = msgspec.structs.replace(PROGRAM, live=False)
    page = Reader(draw("page.html", public_page(SHOP, program, "en", ASSETS)))
    assert not page.all("form")
    assert "taking a rest" in page.words


def test_it_shows_the_whole_ladder_with_the_own_progress() -> None:
    page = Reader(draw_all("en")["me.html"])
    assert page.all("progress", value="4", max="5")
    for words in ("4 friends", "4 of 5 friends", "1 friend to go: a free mug", "Reached", "free shipping"):
        assert words in page.words
    assert (
        len([has for has in page.all("li") if has.get("class") in ("came", "bought", "waiting", "rewarded")])
        == 5
    )


def test_it_shares_by_plain_links_that_carry_text_and_channel() -> None:
    program = msgspec.structs.replace(
        PROGRAM, channels=(*PROGRAM.channels, "sms", "telegram", "x", "facebook")
    )
    view = own_page(
        SHOP, program, "bn", BASE, ASSETS, first_name="", code="7K2MQ9XDR", friends=[], earned=[], points=0,
        token="t", own_token="o",
    )  # fmt: skip
    shares = {share.channel: share.href for share in view.shares}
    assert list(shares) == ["whatsapp", "sms", "email", "telegram", "x", "facebook"]
    for channel, href in shares.items():
        assert unquote(href).count(f"https://sathi.example/r/KEY/7K2MQ9XDR?c={CHANNEL_MARKS[channel]}") >= 1
        assert "+" not in href
    message = parse_qs(urlsplit(shares["whatsapp"]).query)["text"][0]
    assert message.endswith("https://sathi.example/r/KEY/7K2MQ9XDR?c=wa")
    assert "Chai House" in message


def test_it_switches_the_language_of_the_same_page() -> None:
    page = Reader(draw_all("gu")["me.html"])
    switches = [has for has in page.all("a") if "hreflang" in has]
    assert [has["hreflang"] for has in switches] == list(LANGUAGES)
    assert switches[1]["href"] == "/p/KEY/me/tok.en?lang=hi"
    assert [has["lang"] for has in switches if has.get("aria-current")] == ["gu"]


def test_it_names_the_advocate_only_when_told_to() -> None:
    assert "Asha sent you ₹200 off" in draw_landing()
    assert "A friend sent you ₹200 off" in draw_landing(advocate_name="")


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [
        ("bn", "IN", "bn_IN"),
        ("bn", "BD", "bn_BD"),
        ("gu", "BD", "gu_IN"),
        ("en", "BD", "en_US"),
        ("ar", "EG", "ar_EG"),
    ],
)
def test_it_names_the_cards_locale(language: str, country: str, locale: str) -> None:
    page = Reader(draw_landing(language, shop=msgspec.structs.replace(SHOP, country=country)))
    assert page.all("meta", property="og:locale", content=locale)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_in_every_language_what_is_wrong_with_a_code(language: str) -> None:
    for text in ("Аsha200", "A", "1234", "7K2MQ9XDR", "FUCK200"):
        with pytest.raises(InvalidInput) as refused:
            check_personal_code(text)
        fault = str(refused.value)
        assert fault in CODE_FAULTS
        said = own_page(
            SHOP, PROGRAM, language, BASE, ASSETS, first_name="", code="C", friends=[], earned=[], points=0,
            token="t", own_token="o", fault=fault,
        ).code_form.refusal  # fmt: skip
        assert (said == fault) == (language == "en")


def test_it_shows_each_reward_with_what_became_of_it() -> None:
    words = Reader(draw_own()).words
    for each in (
        "Your balance: 250 points", "Your code", "Valid until 1 April 1970.", "Waiting until 15 January 1970",
        "₹62.50 in cash", "Given", "Taken back: the order that earned it does not count any more",
    ):  # fmt: skip
        assert each in words
    assert Reader(draw_own()).all("input", value="7K2MQ9XDZ")
    assert "Nothing yet" in Reader(draw_own(earned=[], points=0)).words


def test_it_asks_again_by_itself_only_while_a_code_is_made() -> None:
    refreshed = {stage for stage in get_args(ClaimStage) if 'class="making"' in draw_claim(stage=stage)}
    assert refreshed == {"making", "slow"}


def test_it_hides_the_demo_link_outside_demo_mode() -> None:
    page = Reader(draw("answered.html", mailed_page(SHOP, PROGRAM, "en", ASSETS)))
    assert "Demo" not in page.words


def test_it_styles_with_the_tokens_that_it_makes() -> None:
    css = (SOURCES / "page.css").read_text()
    used, own = set(re.findall(r"var\(--([\w-]+)\)", css)), set(re.findall(r"--([\w-]+):", css))
    assert used - own <= tokens_of(Look(), "day").keys()
    assert own - tokens_of(Look(), "day").keys() == {"round", "bend", "pad"}


@pytest.mark.parametrize("picture", PICTURES)
def test_it_draws_small_pictures_without_words_or_scripts(picture: str) -> None:
    svg = (SOURCES / "pictures" / picture).read_text()
    assert len(svg.encode()) <= 2_560
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox=')
    assert not re.search(r"<text|<script|href|url\(| on\w+=", svg)


@pytest.mark.parametrize("theme", ["warm", "crisp", "festive"])
def test_it_takes_another_look(theme: Any) -> None:
    look = Look(theme=theme, colour="#F2C14E", radius_px=0, picture="friends")
    program = msgspec.structs.replace(PROGRAM, look=look)
    html = draw("page.html", public_page(SHOP, program, "en", ASSETS), nonce="n0nce")
    assert f'<style nonce="n0nce">{page_css_of(look)}</style>' in html
    assert Reader(html).all("img", src=f"/s/{ASSETS['friends.svg']['file']}")


def test_it_does_without_a_picture() -> None:
    program = msgspec.structs.replace(PROGRAM, look=Look(picture="none"))
    pages = (draw("page.html", public_page(SHOP, program, "en", ASSETS)), draw_landing(program=program))
    for html in pages:
        assert not Reader(html).all("img", width="640")
