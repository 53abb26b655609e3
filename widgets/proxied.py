"""The referral page inside a Shopify theme: a fragment of plain HTML, for anybody and for one customer."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.domain.program import Program
from plugin.model import Friend, Shop, Struct
from widgets.ladder import ProgramWords, say_next, say_program
from widgets.shares import ShareLink, share_links
from widgets.texts import direction_of, say, say_count, say_hello
from widgets.view import count_friends, link_for


class OwnPart(Struct, frozen=True):
    """What the logged-in customer sees of their own; `page` is their page at Sathi."""

    greeting: str
    link: str
    shares: tuple[ShareLink, ...]
    friends: str
    next_step: str
    page: str


class Fragment(Struct, frozen=True):
    """The content of a theme's page; every address in it is whole."""

    language: str
    direction: str
    program: ProgramWords
    invitation: str
    form_action: str
    page: str
    own: OwnPart | None


def proxied_page(
    shop: Shop, program: Program, language: str, base_url: str, own: OwnPart | None, friends_count: int
) -> Fragment:
    """Give the referral page for a theme; `own` is None for a visitor, `friends_count` 0 then."""
    return Fragment(
        language=language,
        direction=direction_of(language),
        program=say_program(shop, program, language, friends_count),
        invitation=say(language, "Bought from {shop} before? We mail you your own link.", shop=shop.name),
        form_action=f"{base_url}/p/{shop.key}/link",
        page=f"{base_url}/p/{shop.key}?lang={language}",
        own=own,
    )


def own_part(
    shop: Shop,
    program: Program,
    language: str,
    base_url: str,
    *,
    first_name: str,
    code: str,
    friends: Sequence[Friend],
    page: str,
) -> OwnPart:
    """Give the part of one customer: own link, ways to share it, friends so far, their own page."""
    count = count_friends(friends)
    words = say_program(shop, program, language, count)
    return OwnPart(
        greeting=say_hello(first_name, language),
        link=link_for(base_url, shop.key, code, "copy"),
        shares=share_links(
            program.channels, words.texts, lambda channel: link_for(base_url, shop.key, code, channel)
        ),
        friends=say_count(language, "{count} friend", "{count} friends", count),
        next_step=say_next(words.steps, count, language),
        page=f"{page}?lang={language}",
    )


def escape_liquid(html: str) -> str:
    """Leave nothing in HTML that Shopify's Liquid would run: every brace is written as a browser reads it."""
    return html.replace("{", "&#123;").replace("}", "&#125;")
