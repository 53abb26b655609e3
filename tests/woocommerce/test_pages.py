"""What the plugin prints into the store's pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.woocommerce.stage import KEY, SATHI, play, settings

Tag = tuple[str, dict[str, str | None]]
PAGE = "print_page_scripts(); do_action('wp_footer');"
THANK_YOU = """
    new WC_Order( array( 'id' => 12, 'order_key' => 'wc_order_maQehJtejVrjL' ) );
    do_action( 'woocommerce_before_thankyou', 12 );
    do_action( 'woocommerce_thankyou', 12 );
"""
PROOF = '<span data-sathi-order="wc_order_maQehJtejVrjL"></span>'
HOSTILE = [
    '"><script>alert(1)</script>',
    "' onload='alert(1)",
    "javascript:alert(1)",
    'https://sathi.example/"onerror="alert(1)',
    "https://user:word@sathi.example",
    "//sathi.example",
    "data:text/javascript,alert(1)",
    "https://",
    "https://sathi.example\n<b>",
    "\x00https://sathi.example",
]


class Page(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read_tags(html: str) -> list[Tag]:
    return Page(html).tags


def test_it_prints_the_loader_once_and_no_inline_script() -> None:
    [(tag, attributes)] = read_tags(play(PAGE)["printed"])
    assert tag == "script"
    named = {"src": f"{SATHI}/w.js", "async": None, "data-shop": KEY, "data-lang": "bn-BD"}
    assert attributes.items() >= named.items()
    assert play(PAGE)["printed"].strip().endswith("></script>")


def test_it_asks_every_optimiser_to_leave_the_loader_alone() -> None:
    [(_, attributes)] = read_tags(play(PAGE)["printed"])
    known = {"data-cfasync": "false", "data-no-optimize": "1", "data-no-defer": "1", "data-noptimize": "1"}
    assert attributes.items() >= known.items()
    assert {"nowprocket", "nitro-exclude"} <= attributes.keys()


def test_it_leaves_the_tags_of_others_as_they_are() -> None:
    tag = "<script src='theme.js'></script>"
    assert play(f'return apply_filters( "script_loader_tag", "{tag}", "theme", "theme.js" );')["said"] == tag


@pytest.mark.parametrize("missing", [{"address": ""}, {"key": ""}])
def test_it_prints_nothing_before_it_knows_the_shop(missing: dict[str, str]) -> None:
    options = settings(**missing, footer=True)
    left = play(PAGE + "return $wp->shortcodes['sathi_page']();", options=options)
    assert left["printed"] + left["said"] == ""


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", ["address", "key"])
def test_it_lets_no_hostile_setting_out_of_its_attribute(field: str, hostile: str) -> None:
    scene = PAGE + "echo $wp->shortcodes['sathi_page']();"
    check_tags(play(scene, options=settings(**{field: hostile}, footer=True))["printed"])


@effort(max_examples=25)
@given(address=st.text(max_size=30), key=st.text(max_size=20), language=st.text(max_size=20))
def test_it_lets_no_text_at_all_out_of_its_attribute(address: str, key: str, language: str) -> None:
    scene = PAGE + "echo $wp->shortcodes['sathi_page']();"
    options = settings(f"https://sathi.example/{address}", key, footer=True)
    options["sathi_settings"]["key"] = key or KEY
    check_tags(play(scene, options=options, language=language)["printed"])


def check_tags(html: str) -> None:
    """Check that a page has the plugin's own elements and attributes, and no others."""
    known = {"script": {"src", "async", "nowprocket", "nitro-exclude"}, "p": {"class"}, "a": {"href"}}
    known |= {"div": {"data-sathi", "style"}, "noscript": set()}
    for tag, attributes in read_tags(html):
        assert {name for name in attributes if tag != "script" or name[:5] != "data-"} <= known[tag]
        address = attributes.get("src") or attributes.get("href") or "https://"
        assert address.startswith(("https://", "http://"))


# The order's key


def test_it_prints_the_order_s_key_once() -> None:
    assert play(THANK_YOU, get={"key": "wc_order_maQehJtejVrjL"})["printed"] == PROOF


def test_it_knows_the_order_by_itself_as_older_blocks_hand_it() -> None:
    scene = THANK_YOU.replace(
        "woocommerce_before_thankyou', 12", "woocommerce_before_thankyou', wc_get_order(12)"
    )
    assert play(scene, get={"key": "wc_order_maQehJtejVrjL"})["printed"] == PROOF


@pytest.mark.parametrize(
    "get", [{}, {"key": ""}, {"key": "wc_order_other"}, {"key": ["wc_order_maQehJtejVrjL"]}]
)
def test_it_keeps_the_key_from_whoever_has_not_brought_it(get: dict[str, Any]) -> None:
    assert play(THANK_YOU, get=get)["printed"] == ""


def test_it_prints_no_key_of_an_order_that_has_none_or_is_gone() -> None:
    scene = """
        new WC_Order( array( 'id' => 12, 'order_key' => '' ) );
        do_action( 'woocommerce_thankyou', 12 );
        do_action( 'woocommerce_thankyou', 13 );
    """
    assert play(scene, get={"key": ""})["printed"] == ""


# The referral page


def test_it_reserves_the_page_s_height_and_has_a_link_without_scripts() -> None:
    page = '<div data-sathi="page" style="min-height:60rem"></div>'
    link = f'<a href="{SATHI}/p/{KEY}?lang=bn-BD">Invite your friends</a>'
    said = play("return array( $wp->shortcodes['sathi_page'](), $wp->blocks['sathi/page'] );")["said"]
    assert said[0] == f"{page}<noscript>{link}</noscript>"
    assert "wp-block-editor" in said[1]["needs"]
    assert play("return $wp->blocks['sathi/page']['render_callback']();")["said"] == said[0]


@pytest.mark.parametrize("footer", [True, False])
def test_it_links_the_page_at_the_foot_where_the_merchant_wants_it(footer: bool) -> None:
    printed = play("do_action('wp_footer');", options=settings(footer=footer))["printed"]
    assert ("sathi-footer" in printed) == footer
