"""What the shopper is told: settings, offers, own view, pages and mail."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.program import Help, Incentive, Look, Milestone, Offer, Program, Question, Sticky
from plugin.errors import InvalidInput
from plugin.model import Channel, Friend, Shop
from widgets import colours
from widgets.colours import contrast, ink_on, readable_on
from widgets.drawing import Template, draw
from widgets.frame import DAY_PAPER, NIGHT_PAPER
from widgets.ladder import say_next, say_program
from widgets.mail import link_mail
from widgets.offers import say_briefly, say_first_order
from widgets.pages import friend_page, gone_page, mailed_page, own_page, public_page
from widgets.texts import BROWSER_TEXTS, LANGUAGES, direction_of
from widgets.view import (
    CHANNEL_MARKS,
    Asset,
    advocate_view,
    count_friends,
    link_for,
    public_settings,
    say_incentive,
)

SOURCES = Path(colours.__file__).parent / "src"
BASE = "https://sathi.example/"
PICTURES = ("gift.svg", "step-share.svg", "step-buy.svg", "step-gift.svg")
ASSETS = {
    name: Asset(file=name.replace(".", "-1a2b3c4d."), sri=f"sha384-{name}")
    for name in ("ui.js", "page.css", *PICTURES)
}
SHOP = Shop(
    shop_id="shop_1",
    key="KEY",
    name="Chai House",
    url="https://chai.example/",
    currency="INR",
    country="IN",
    language="en",
    time_zone="Asia/Kolkata",
)
PROGRAM = Program(
    name="Chai Circle",
    offer=Offer(
        friend=Incentive(kind="amount", amount_minor=20_000),
        advocate=Incentive(kind="amount", amount_minor=20_000),
    ),
    ladder=(
        Milestone(friends_count=1, reward=Incentive(kind="free_shipping")),
        Milestone(friends_count=5, reward=Incentive(kind="gift", gift="a free mug")),
    ),
    help=Help(phone="+91 98300 12345"),
)
HOSTILE = '"><script>alert(1)</script>{link}'


def friends(*states: Any) -> list[Friend]:
    return [Friend(state=state, since_at_ms=0) for state in states]


INCENTIVES = [
    (Incentive(kind="percent", pct=10), "10% off", "10% off the first order", "10%"),
    (Incentive(kind="percent", pct=12.5), "12.5% off", "12.5% off the first order", "12.5%"),
    (Incentive(kind="amount", amount_minor=20_000), "₹200 off", "₹200 off the first order", "₹200"),
    (
        Incentive(kind="amount", amount_minor=10_000, minimum_minor=50_000),
        "₹100 off from ₹500",
        "₹100 off the first order from ₹500",
        "₹100",
    ),
    (
        Incentive(kind="free_shipping"),
        "free shipping",
        "free shipping with the first order",
        "free shipping",
    ),
    (
        Incentive(kind="gift", gift="a free mug"),
        "a free mug",
        "a free mug with the first order",
        "a free mug",
    ),
    (Incentive(kind="gift"), "a gift", "a gift with the first order", "a gift"),
    (Incentive(kind="gift", gift="g" * 200), "g" * 200, "g" * 200 + " with the first order", "a gift"),
    (
        Incentive(kind="credit", amount_minor=20_000),
        "₹200 store credit",
        "₹200 store credit with the first order",
        "₹200",
    ),
    (
        Incentive(kind="credit", pct=5),
        "5% store credit",
        "5% store credit with the first order",
        "5%",
    ),
    (
        Incentive(kind="points", amount_minor=200),
        "200 points",
        "200 points with the first order",
        "200 points",
    ),
    (Incentive(kind="points", amount_minor=1), "1 point", "1 point with the first order", "1 point"),
    (
        Incentive(kind="cash", amount_minor=20_000),
        "₹200 in cash",
        "₹200 in cash with the first order",
        "₹200",
    ),
    (
        Incentive(kind="manual"),
        "a surprise from Chai House",
        "a surprise from Chai House with the first order",
        "a gift",
    ),
]


@pytest.mark.parametrize(("incentive", "words", "first", "brief"), INCENTIVES)
def test_it_says_every_incentive(incentive: Incentive, words: str, first: str, brief: str) -> None:
    assert say_incentive(incentive, SHOP, "en") == words
    assert say_first_order(incentive, SHOP, "en") == first
    assert say_briefly(incentive, SHOP, "en") == brief


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("incentive", [row[0] for row in INCENTIVES])
def test_it_says_every_incentive_whole_in_every_language(incentive: Incentive, language: str) -> None:
    for words in (say_incentive(incentive, SHOP, language), say_first_order(incentive, SHOP, language)):
        assert words
        assert "{" not in words
    assert ("₹500" in say_incentive(incentive, SHOP, language).replace("500\u00a0₹", "₹500")) == bool(
        incentive.minimum_minor
    )


def test_it_gives_the_settings_of_the_contract() -> None:
    settings = public_settings(SHOP, PROGRAM, "en", ASSETS)
    texts = settings.pop("texts")
    assert settings == {
        "shop": "Chai House",
        "lang": "en",
        "dir": "ltr",
        "live": True,
        "ui": {"src": "/s/ui-1a2b3c4d.js", "sri": "sha384-ui.js"},
        "look": {
            "colour": "#7a3e12",
            "ink": "#ffffff",
            "side": "end",
            "radius": 14,
            "picture": "/s/gift-1a2b3c4d.svg",
        },
        "sticky": True,
        "page": "/p/KEY?lang=en",
        "join_link": "/r/KEY/",
        "channels": ["whatsapp", "copy", "native", "email", "qr"],
        "help": {"phone": "+91 98300 12345"},
    }
    assert texts.keys() == {*BROWSER_TEXTS, "welcome"}
    assert texts["launcher"] == "Give ₹200, get ₹200"
    assert texts["headline"] == "Share Chai House with a friend"
    assert texts["friend_gets"] == "Your friend gets ₹200 off the first order"
    assert texts["you_get"] == "You get ₹200 off"
    assert texts["share_text"] == "I shop at Chai House. This brings you ₹200 off: {link}"
    assert texts["visitor_headline"] == "A friend's link brings you ₹200 off"
    assert texts["join_lead"] == "You bought here: refer friends and get ₹200 off"
    assert texts["welcome"] == ""


def test_it_takes_the_merchants_own_words() -> None:
    program = msgspec.structs.replace(PROGRAM, sticky=Sticky(label="Chai for two"), welcome="Free biscuit")
    texts = public_settings(SHOP, program, "bn", ASSETS)["texts"]
    assert (texts["launcher"], texts["welcome"]) == ("Chai for two", "Free biscuit")


@pytest.mark.parametrize(
    ("shop", "program", "live"),
    [
        (SHOP, PROGRAM, True),
        (SHOP, msgspec.structs.replace(PROGRAM, live=False), False),
        (msgspec.structs.replace(SHOP, uninstalled_at_ms=1), PROGRAM, False),
    ],
)
def test_it_is_live_only_while_program_and_shop_are(shop: Shop, program: Program, live: bool) -> None:
    assert public_settings(shop, program, "en", ASSETS)["live"] is live


def test_it_tells_the_browser_only_of_channels_that_it_can_draw() -> None:
    program = msgspec.structs.replace(PROGRAM, channels=("sms", "whatsapp", "x"))
    assert public_settings(SHOP, program, "en", ASSETS)["channels"] == ["whatsapp"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_keeps_the_settings_small_in_every_language(language: str) -> None:
    texts = public_settings(SHOP, PROGRAM, language, ASSETS)["texts"]
    assert len(texts["share_text"]) <= 200
    assert len(texts["launcher"]) <= 60


def test_it_gives_the_own_view_of_the_contract() -> None:
    view = advocate_view(
        first_name="Asha",
        code="7K2MQ9XDR",
        joined=True,
        friends=friends("came", "bought", "waiting", "rewarded", "bought"),
        program=PROGRAM,
        shop=SHOP,
        language="en",
        base_url=BASE,
    )
    assert view == {
        "state": "advocate",
        "name": "Asha",
        "link": "https://sathi.example/r/KEY/7K2MQ9XDR",
        "code": "7K2MQ9XDR",
        "qr": "/q/KEY/7K2MQ9XDR.svg",
        "friends": 4,
        "steps": [
            {"count": 1, "reward": "free shipping", "reached": True},
            {"count": 5, "reward": "a free mug", "reached": False},
        ],
        "circle": [
            {"state": "came", "text": "Came to look"},
            {"state": "bought", "text": "Bought"},
            {"state": "waiting", "text": "Gift on its way"},
            {"state": "rewarded", "text": "Gift received"},
            {"state": "bought", "text": "Bought"},
        ],
    }


def test_it_counts_only_friends_who_bought() -> None:
    assert count_friends(friends("came", "came", "bought")) == 1


@pytest.mark.parametrize(("channel", "mark"), CHANNEL_MARKS.items())
def test_it_marks_each_channels_link(channel: Channel, mark: str) -> None:
    assert link_for(BASE, "KEY", "ASHA200", channel) == f"https://sathi.example/r/KEY/ASHA200?c={mark}"


def test_it_gives_each_channel_a_mark_of_its_own() -> None:
    assert len(set(CHANNEL_MARKS.values())) == len(CHANNEL_MARKS)


@given(number=st.integers(0, 0xFFFFFF))
def test_it_finds_readable_ink_for_every_colour(number: int) -> None:
    colour = f"#{number:06x}"
    assert contrast(ink_on(colour), colour) >= 4.5
    for paper in (DAY_PAPER, NIGHT_PAPER):
        assert contrast(readable_on(colour, paper), paper) >= 4.5


@pytest.mark.parametrize("colour", ["#7a3e12", "#000000", "#1d6b52"])
def test_it_leaves_a_colour_alone_that_reads(colour: str) -> None:
    assert readable_on(colour, DAY_PAPER) == colour


@pytest.mark.parametrize("colour", ["", "#fff", "red", "#12345", "#12345g", "#7a3e12;", "#7a 3e1", "#٧a3e12"])
def test_it_refuses_what_is_not_a_colour(colour: str) -> None:
    with pytest.raises(InvalidInput):
        ink_on(colour)


def test_it_says_how_far_the_next_prize_is() -> None:
    def next_after(count: int) -> str:
        return say_next(say_program(SHOP, PROGRAM, "en", count).steps, count, "en")

    assert next_after(0) == "1 friend to go: free shipping"
    assert next_after(1) == "4 friends to go: a free mug"
    assert next_after(5) == "You have reached every prize. Thank you!"
    assert say_next((), 3, "en") == ""


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


FAMILY = friends("came", "bought", "rewarded", "rewarded", "waiting")


def draw_all(
    language: str, program: Program = PROGRAM, shop: Shop = SHOP, name: str = "Asha"
) -> dict[str, str]:
    asked = (shop, program, language, ASSETS)
    own = own_page(shop, program, language, BASE, ASSETS, first_name=name, code="7K2MQ9XDR", friends=FAMILY, token="tok.en")
    friend = friend_page(
        *asked, advocate_name=name, code="7K2MQ9XDR", store_url="https://chai.example/?a=1&b=2"
    )
    views: dict[Template, Any] = {
        "page.html": public_page(*asked, email="asha@", email_refused=True),
        "me.html": own,
        "mailed.html": mailed_page(*asked, demo_link="https://sathi.example/demo"),
        "friend.html": friend,
        "gone.html": gone_page(language, ASSETS),
    }
    return {template: draw(template, view, nonce="n0nce") for template, view in views.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_every_page_in_every_language(language: str) -> None:
    for template, html in draw_all(language).items():
        page = Reader(html)
        assert page.all("html", lang=language, dir=direction_of(language)), template
        assert len(page.all("h1")) == 1, template
        assert len(page.all("main")) == 1, template
        assert "{" not in re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL), template


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
        fields = {has["id"] for has in page.all("input") if has.get("type") != "hidden"}
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
    view = own_page(SHOP, program, "bn", BASE, ASSETS, first_name="", code="7K2MQ9XDR", friends=[], token="t")
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
    asked = (SHOP, PROGRAM, "en", ASSETS)
    named = friend_page(*asked, advocate_name="Asha", code="C", store_url=SHOP.url)
    unnamed = friend_page(*asked, advocate_name="", code="C", store_url=SHOP.url)
    assert (named.headline, unnamed.headline) == ("A gift from Asha", "A gift from a friend")


def test_it_hides_the_demo_link_outside_demo_mode() -> None:
    page = Reader(draw("mailed.html", mailed_page(SHOP, PROGRAM, "en", ASSETS)))
    assert "Demo" not in page.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_a_short_mail_with_the_link_as_it_is(language: str) -> None:
    link = "https://sathi.example/p/KEY/me/abc.def?x=1&y=2"
    mail = link_mail(SHOP, PROGRAM, language, first_name="", link=link, hours=24)
    text, html = draw("mail_link.txt", mail), draw("mail_link.html", mail)
    assert f"\n{link}\n" in text
    assert Reader(html).all("a", href=link)
    assert "24" in text
    assert "{" not in text + mail.subject
    assert len(text) < 600


def test_it_names_the_same_papers_as_the_stylesheet() -> None:
    css = (SOURCES / "page.css").read_text()
    assert re.findall(r"--card: (#\w{6});", css) == [DAY_PAPER, NIGHT_PAPER]


@pytest.mark.parametrize("picture", PICTURES)
def test_it_draws_small_pictures_without_words_or_scripts(picture: str) -> None:
    svg = (SOURCES / "pictures" / picture).read_text()
    assert len(svg.encode()) <= 2_560
    assert not re.search(r"<text|<script|href|url\(| on\w+=", svg)


def test_it_takes_another_look() -> None:
    program = msgspec.structs.replace(PROGRAM, look=Look(colour="#F2C14E", radius_px=0))
    html = draw("page.html", public_page(SHOP, program, "en", ASSETS))
    assert "--brand: #F2C14E; --ink: #000000;" in html
    assert public_settings(SHOP, program, "en", ASSETS)["look"]["ink"] == "#000000"
