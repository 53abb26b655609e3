"""What the browser is told: the settings, the own view and the links to share."""

from __future__ import annotations

import msgspec
import pytest

from plugin.domain.program import Look, Manners, Program, Sticky
from plugin.model import Channel, Shop
from tests.shop_window import ASSETS, BASE, PROGRAM, SHOP, friends
from widgets.places import pattern_of
from widgets.texts import BROWSER_TEXTS, LANGUAGES
from widgets.themes import css_of
from widgets.view import (
    CHANNEL_MARKS,
    advocate_view,
    count_friends,
    further_settings,
    link_for,
    public_settings,
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
        "more": {"src": "/s/more-1a2b3c4d.js", "sri": "sha384-more.js"},
        "look": {"css": css_of(PROGRAM.look), "side": "end", "picture": "/s/gift-1a2b3c4d.svg"},
        "sticky": True,
        "pages": pattern_of(PROGRAM.manners),
        "delay": 0,
        "channels": ["whatsapp", "copy", "native", "email", "qr"],
    }
    assert texts["launcher"] == "Give ₹200, get ₹200"
    assert texts["headline"] == "Share Chai House with a friend"
    assert texts["friend_gets"] == "Your friend gets ₹200 off the first order"
    assert texts["you_get"] == "You get ₹200 off"
    assert texts["share_text"] == "I shop at Chai House. This brings you ₹200 off, and me ₹200: {link}"


def test_it_keeps_what_a_shopper_asks_for_apart() -> None:
    further = further_settings(SHOP, PROGRAM, "en")
    texts = further.pop("texts")
    assert further == {
        "page": "/p/KEY?lang=en",
        "join_link": "/r/KEY/",
        "help": {"phone": "+91 98300 12345"},
        "steps": [{"count": 1, "reward": "free shipping"}, {"count": 5, "reward": "a free mug"}],
    }
    first = public_settings(SHOP, PROGRAM, "en", ASSETS)["texts"]
    assert not texts.keys() & first.keys()
    assert texts.keys() | first.keys() == {*BROWSER_TEXTS, "welcome"}
    assert texts["visitor_headline"] == "A friend's link brings you ₹200 off"
    assert texts["join_lead"] == "You bought here: refer friends and get ₹200 off"
    assert texts["welcome"] == ""


def test_it_takes_the_merchants_own_words() -> None:
    program = msgspec.structs.replace(PROGRAM, sticky=Sticky(label="Chai for two"), welcome="Free biscuit")
    assert public_settings(SHOP, program, "bn", ASSETS)["texts"]["launcher"] == "Chai for two"
    assert further_settings(SHOP, program, "bn")["texts"]["welcome"] == "Free biscuit"


def test_it_says_the_merchants_manners_and_look() -> None:
    program = msgspec.structs.replace(
        PROGRAM,
        manners=Manners(pages_included=("/shop/*",), popup_delay_s=3),
        look=Look(font="system", picture="none"),
        sticky=Sticky(offset_px=70, side="start"),
    )
    settings = public_settings(SHOP, program, "en", ASSETS)
    assert (settings["delay"], settings["pages"]) == (3000, pattern_of(program.manners))
    assert settings["look"]["css"].endswith(":host{--font:system-ui!important}:host{--offset:70px}")
    assert (settings["look"]["picture"], settings["look"]["side"]) == ("", "start")


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
        "friends": 2,
        "circle": [
            {"state": "came", "text": "Came to look"},
            {"state": "bought", "text": "Bought"},
            {"state": "waiting", "text": "Gift on its way"},
            {"state": "rewarded", "text": "Gift received"},
            {"state": "bought", "text": "Bought"},
        ],
    }


def test_it_counts_only_friends_who_count_for_a_prize() -> None:
    assert count_friends(friends("came", "came", "bought", "waiting", "rewarded")) == 2


@pytest.mark.parametrize(("channel", "mark"), CHANNEL_MARKS.items())
def test_it_marks_each_channels_link(channel: Channel, mark: str) -> None:
    assert link_for(BASE, "KEY", "ASHA200", channel) == f"https://sathi.example/r/KEY/ASHA200?c={mark}"


def test_it_gives_each_channel_a_mark_of_its_own() -> None:
    assert len(set(CHANNEL_MARKS.values())) == len(CHANNEL_MARKS)
