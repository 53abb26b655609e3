"""How a shopper's own page offers news: in this browser, and over WhatsApp."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.model import Says, Shop, Struct
from widgets.texts import mark, say
from widgets.view import Asset

# The words that a person agrees to; they are kept beside the agreement.
PUSH_MEANS = mark("{shop} may show me news on this device, until I end it here.")
# Translators: {digits} are the last digits of a phone number. STOP stays as it is: it is what to answer.
WHATSAPP_MEANS = mark(
    "{shop} may write to me over WhatsApp, at my number that ends in {digits}, until I answer STOP."
)
SHOWN_DIGITS = 3


class PushOffer(Struct, frozen=True):
    """What the page's script needs: the shop's key, where it tells of this browser, and itself."""

    key: str
    scope: str
    start: str
    stop: str
    means: str
    script: str
    sri: str


class WhatsAppOffer(Struct, frozen=True):
    """The form by which a person says yes to WhatsApp, or takes it back."""

    action: str
    says: Says
    means: str
    button: str


class NewsOffer(Struct, frozen=True):
    """The part of the own page that offers news; it shows itself where a browser can."""

    heading: str
    lead: str
    push: PushOffer
    whatsapp: WhatsAppOffer | None


def offer_news(
    shop: Shop, language: str, assets: Mapping[str, Asset], *, path: str, push_key: str, phone: str,
    takes_whatsapp: bool,
) -> NewsOffer:  # fmt: skip
    """Say what news the own page at `path` offers.

    Takes the shop's key for browsers; the person's phone, empty where WhatsApp cannot be offered; and whether
    they said yes to it.
    """
    script = assets["push.js"]
    return NewsOffer(
        heading=say(language, "News from {shop}", shop=shop.name),
        lead=say(language, "Hear when a friend has bought, and when your reward is ready."),
        push=PushOffer(
            key=push_key, scope=f"/p/{shop.key}/", start=f"{path}/push?lang={language}",
            stop=f"{path}/push/end", means=say_push_means(shop, language), script=f"/s/{script['file']}",
            sri=script["sri"],
        ),
        whatsapp=_offer_whatsapp(shop, language, path, phone, takes_whatsapp) if phone else None,
    )  # fmt: skip


def say_push_means(shop: Shop, language: str) -> str:
    """Say what a person agrees to who lets a browser show news."""
    return say(language, PUSH_MEANS, shop=shop.name)


def say_whatsapp_means(shop: Shop, language: str, phone: str) -> str:
    """Say what a person agrees to who wants to be written to over WhatsApp."""
    digits = "".join(letter for letter in phone if letter.isdigit())[-SHOWN_DIGITS:]
    return say(language, WHATSAPP_MEANS, shop=shop.name, digits=digits)


def _offer_whatsapp(shop: Shop, language: str, path: str, phone: str, takes_whatsapp: bool) -> WhatsAppOffer:
    action = f"{path}/whatsapp?lang={language}"
    if takes_whatsapp:
        means = say(language, "{shop} writes to you over WhatsApp.", shop=shop.name)
        button = say(language, "No more over WhatsApp")
        return WhatsAppOffer(action=action, says="out", means=means, button=button)
    means, button = say_whatsapp_means(shop, language, phone), say(language, "Yes, over WhatsApp")
    return WhatsAppOffer(action=action, says="in", means=means, button=button)
