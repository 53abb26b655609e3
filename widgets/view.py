"""What the shopper's browser is told: the shop's public settings, and one shopper's own view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import quote

from plugin.domain.program import Milestone, Program
from plugin.model import Channel, Friend, Shop
from widgets.colours import ink_on
from widgets.offers import say_briefly, say_first_order, say_incentive
from widgets.texts import BROWSER_TEXTS, direction_of, say, texts_for

__all__ = [
    "BROWSER_CHANNELS",
    "CHANNEL_MARKS",
    "Asset",
    "advocate_view",
    "count_friends",
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


class Asset(TypedDict):
    """One built file: its name in static/ with the hash, and its integrity."""

    file: str
    sri: str


def public_settings(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset]
) -> dict[str, Any]:
    """Give what every page of the store may know of the program, in one language.

    Takes one of Sathi's languages and the built files by entry name ("ui.js", "gift.svg"). Gives the JSON
    of GET /c/KEY/LANG: addresses are relative to the address of Sathi, all texts are complete.
    """
    ui = assets["ui.js"]
    return {
        "shop": shop.name,
        "lang": language,
        "dir": direction_of(language),
        "live": program.live and shop.uninstalled_at_ms is None,
        "ui": {"src": f"/s/{ui['file']}", "sri": ui["sri"]},
        "look": {
            "colour": program.look.colour,
            "ink": ink_on(program.look.colour),
            "side": program.sticky.side,
            "radius": program.look.radius_px,
            "picture": f"/s/{assets['gift.svg']['file']}",
        },
        "sticky": program.sticky.on,
        "page": f"/p/{shop.key}?lang={language}",
        "join_link": f"/r/{shop.key}/",
        "channels": [channel for channel in program.channels if channel in BROWSER_CHANNELS],
        "help": _say_help(program),
        "steps": [_say_step(step, shop, language) for step in program.ladder],
        "texts": shopper_texts(shop, program, language),
    }


def shopper_texts(shop: Shop, program: Program, language: str) -> dict[str, str]:
    """Give all the browser's texts with this shop's name and offers, and the merchant's own words."""
    offer = program.offer
    texts = texts_for(
        language,
        {
            "shop": shop.name,
            "friend": say_briefly(offer.friend, shop, language),
            "advocate": say_briefly(offer.advocate, shop, language),
            "friend_offer": say_first_order(offer.friend, shop, language),
            "advocate_offer": say_incentive(offer.advocate, shop, language),
            "offer": say_incentive(offer.friend, shop, language),
        },
    )
    texts["launcher"] = program.sticky.label or texts["launcher"]
    return {**texts, "welcome": program.welcome}


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


def _say_step(step: Milestone, shop: Shop, language: str) -> dict[str, Any]:
    return {"count": step.friends_count, "reward": say_incentive(step.reward, shop, language)}


def _say_help(program: Program) -> dict[str, str]:
    parts = {"phone": program.help.phone, "email": program.help.email, "chat": program.help.chat_url}
    return {name: value for name, value in parts.items() if value}
