"""Plain links that open a shopper's own apps with the message written: they work without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import quote

from plugin.model import Channel, Struct
from widgets.texts import fill

# {text} is the message with the link in it, {url} the link alone.
ADDRESSES: Mapping[Channel, str] = {
    "whatsapp": "https://api.whatsapp.com/send?text={text}",
    "email": "mailto:?subject={subject}&body={text}",
    "sms": "sms:?&body={text}",
    "telegram": "https://t.me/share/url?url={url}&text={text}",
    "x": "https://twitter.com/intent/tweet?text={text}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
}

BRANDS: Mapping[Channel, str] = {"sms": "SMS", "telegram": "Telegram", "x": "X", "facebook": "Facebook"}


class ShareLink(Struct, frozen=True):
    """One way to share: what the button says and the address that it opens."""

    channel: Channel
    label: str
    href: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether it leads to another site, and not into an app of the device itself."""
        return self.href.startswith("https://")


def share_links(
    channels: tuple[Channel, ...], texts: Mapping[str, str], link_by: Callable[[Channel], str]
) -> tuple[ShareLink, ...]:
    """Give a plain link for each of the merchant's channels that works without JavaScript.

    Takes the shopper's texts and a function that gives the own link marked with a channel. The phone's
    share sheet needs JavaScript: where the merchant wants it, a text message stands in.
    """
    wanted = tuple(dict.fromkeys("sms" if channel == "native" else channel for channel in channels))
    return tuple(
        ShareLink(
            channel=channel,
            label=BRANDS.get(channel) or texts[channel],
            href=_address(channel, texts, link_by(channel)),
        )
        for channel in wanted
        if channel in ADDRESSES
    )


def _address(channel: Channel, texts: Mapping[str, str], link: str) -> str:
    url = quote(link, safe="")
    message = url.join(map(_quote, texts["share_text"].split("{link}")))
    values = {"text": message, "url": url, "subject": _quote(texts["share_subject"])}
    return fill(ADDRESSES[channel], values)


@lru_cache(maxsize=256)  # a shop's words are the same in thousands of letters
def _quote(text: str) -> str:
    return quote(text, safe="")
