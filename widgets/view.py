"""What the shopper's browser is told: the shop's public settings, and one shopper's own view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import quote

from plugin.domain.program import Milestone, Program
from plugin.model import Channel, Friend, Shop
from widgets.offers import gives_nothing, say_briefly, say_first_order, say_incentive
from widgets.own_words import say_own_words
from widgets.places import pattern_of
from widgets.texts import BROWSER_TEXTS, SHARE_ALONE, direction_of, say, texts_for
from widgets.themes import css_of

__all__ = [
    "BROWSER_CHANNELS",
    "CHANNEL_MARKS",
    "Asset",
    "advocate_view",
    "count_friends",
    "further_settings",
    "link_for",
    "public_settings",
    "say_incentive",
    "shopper_texts",
]

# The mark that each channel's link carries as ?c=, so that a visit knows where it came from.
CHANNEL_MARKS: Mapping[Channel, str] = {
    "whatsapp": "wa",
    "copy": "cp",
    "native": "nt",
    "email": "em",
    "qr": "qr",
    "sms": "sm",
    "telegram": "tg",
    "x": "x",
    "facebook": "fb",
}

# The channels that the widget in the host page can draw; the referral page draws the others as well.
BROWSER_CHANNELS: tuple[Channel, ...] = ("whatsapp", "copy", "native", "email", "qr")


# The texts of the launcher and the popup; the others are fetched with what a shopper asks for.
FIRST_TEXTS = (
    "launcher", "thanks", "thanks_plain", "headline", "friend_gets", "you_get", "your_link", "copy", "copied",
    "whatsapp", "native", "email", "qr", "later", "no_thanks", "close", "share_text", "share_subject",
)  # fmt: skip


class Asset(TypedDict):
    """One built file: its name in static/ with the hash, and its integrity."""

    file: str
    sri: str


def public_settings(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset]
) -> dict[str, Any]:
    """Give what every page of the store may know of the program, in one language: for launcher and popup.

    Takes one of Sathi's languages and the built files by entry name ("ui.js", "gift.svg"). Gives the JSON
    of GET /c/KEY/LANG: addresses are relative to the address of Sathi, all texts are complete.
    """
    texts = shopper_texts(shop, program, language)
    return {
        "shop": shop.name,
        "lang": language,
        "dir": direction_of(language),
        "live": program.live and shop.uninstalled_at_ms is None,
        "ui": _name_chunk(assets["ui.js"]),
        "more": _name_chunk(assets["more.js"]),
        "look": _say_look(program, assets),
        "sticky": program.sticky.on,
        "pages": pattern_of(program.manners),
        "delay": program.manners.popup_delay_s * 1000,
        "channels": [channel for channel in program.channels if channel in BROWSER_CHANNELS],
        "texts": {key: texts[key] for key in FIRST_TEXTS},
    }


def further_settings(shop: Shop, program: Program, language: str) -> dict[str, Any]:
    """Give what the panel and the referral page need beside `public_settings`, in one language.

    Gives the JSON of GET /c/KEY/LANG/more; nothing in it stands in the public settings already.
    """
    texts = shopper_texts(shop, program, language)
    return {
        "page": f"/p/{shop.key}?lang={language}",
        "join_link": f"/r/{shop.key}/",
        "help": _say_help(program),
        "steps": [_say_step(step, shop, language) for step in program.ladder],
        "texts": {key: text for key, text in texts.items() if key not in FIRST_TEXTS},
    }


def shopper_texts(shop: Shop, program: Program, language: str) -> dict[str, str]:
    """Give all the browser's texts with this shop's name and offers, and the merchant's own words."""
    offer = program.offer
    values = {
        "shop": shop.name,
        "friend": say_briefly(offer.friend, shop, language),
        "advocate": say_briefly(offer.advocate, shop, language),
        "friend_offer": say_first_order(offer.friend, shop, language),
        "advocate_offer": say_incentive(offer.advocate, shop, language),
        "offer": say_incentive(offer.friend, shop, language),
    }
    texts = texts_for(language, values)
    if gives_nothing(offer.advocate):
        texts["share_text"] = say(language, SHARE_ALONE, **values)
    split = program.measuring.split
    if split and split.varied == "offer":  # it is drawn before anybody is known: it must promise nothing
        texts["launcher"] = texts["headline"]
    texts["launcher"] = program.sticky.label or texts["launcher"]
    return {**texts, **say_own_words(program, language, values), "welcome": program.welcome}


def advocate_view(
    *,
    first_name: str,
    code: str,
    joined: bool,
    friends: Sequence[Friend],
    shop: Shop,
    language: str,
    base_url: str,
) -> dict[str, Any]:
    """Give one shopper's own view: link and friends so far; the ladder's steps are in the settings.

    Takes every friend of the advocate; a friend who has only come to look does not count yet.
    """
    return {
        "state": "advocate" if joined else "buyer",
        "name": first_name,
        "link": link_for(base_url, shop.key, code),
        "code": code,
        "qr": f"/q/{shop.key}/{quote(code, safe='')}.svg",
        "friends": count_friends(friends),
        "circle": [{"state": friend.state, "text": say_state(friend, language)} for friend in friends],
    }


def count_friends(friends: Sequence[Friend]) -> int:
    """Count the friends who count for a prize: an order that does not count is left out, as a look is."""
    return sum(friend.state in ("waiting", "rewarded") for friend in friends)


def link_for(base_url: str, key: str, code: str, channel: Channel | None = None) -> str:
    """Give an advocate's link, with the channel's mark when it is shared through one."""
    link = f"{base_url.rstrip('/')}/r/{key}/{quote(code, safe='')}"
    return f"{link}?c={CHANNEL_MARKS[channel]}" if channel else link


def say_state(friend: Friend, language: str) -> str:
    """Say how far a friend has come."""
    sentence = BROWSER_TEXTS[f"state_{friend.state}"]
    return say(language, sentence)


def _name_chunk(chunk: Asset) -> dict[str, str]:
    return {"src": f"/s/{chunk['file']}", "sri": chunk["sri"]}


def _say_look(program: Program, assets: Mapping[str, Asset]) -> dict[str, Any]:
    look = program.look
    picture = "" if look.picture == "none" else f"/s/{assets[f'{look.picture}.svg']['file']}"
    # The loader sets --font to the typeface of the store's page, which only this outweighs.
    font = ":host{--font:system-ui!important}" if look.font == "system" else ""
    offset = f":host{{--offset:{program.sticky.offset_px}px}}" if program.sticky.offset_px else ""
    return {"css": css_of(look) + font + offset, "side": program.sticky.side, "picture": picture}


def _say_step(step: Milestone, shop: Shop, language: str) -> dict[str, Any]:
    return {"count": step.friends_count, "reward": say_incentive(step.reward, shop, language)}


def _say_help(program: Program) -> dict[str, str]:
    parts = {"phone": program.help.phone, "email": program.help.email, "chat": program.help.chat_url}
    return {name: value for name, value in parts.items() if value}
