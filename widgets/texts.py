"""The shopper's words in every language: choosing the language, the catalogs, the browser's texts.

The English sentences are the names of the translations. The catalogs stand in widgets/locale;
docs/words.md says how to add a language.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale

LANGUAGES = ("en", "hi", "bn", "gu", "ta", "te", "mr", "ar", "es", "fr")
ENGLISH = "en"
DOMAIN = "sathi"
LOCALE_DIR = Path(__file__).with_name("locale")

Direction = Literal["ltr", "rtl"]

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def mark(sentence: str) -> str:
    """Mark a sentence for the catalogs without translating it yet."""
    return sentence


_ = mark


# The texts that travel to the browser. The server fills the shop's name and the offers; {name}, {count},
# {next} and {link} stay for the browser.
BROWSER_TEXTS: Mapping[str, str] = {
    # Translators: A small button on every page. {friend} and {advocate} are short: ₹200, 10%, a gift.
    "launcher": _("Give {friend}, get {advocate}"),
    "thanks": _("Thank you, {name}!"),
    "thanks_plain": _("Thank you for your order!"),
    "headline": _("Share {shop} with a friend"),
    # Translators: {friend_offer} is a noun phrase such as: ₹200 off the first order.
    "friend_gets": _("Your friend gets {friend_offer}"),
    "you_get": _("You get {advocate_offer}"),
    "your_link": _("Your link"),
    "copy": _("Copy link"),
    "copied": _("Link copied"),
    "whatsapp": _("WhatsApp"),
    # Translators: The button that opens the phone's own list of apps.
    "native": _("Share"),
    "email": _("E-mail"),
    "qr": _("QR code"),
    "later": _("Remind me later"),
    "no_thanks": _("No thanks"),
    "close": _("Close"),
    # Translators: The message that a shopper sends to a friend. {link} stays last. That the sender gets
    # {advocate} must be said; {offer} is such as ₹200 off, {advocate} is as short as ₹200.
    "share_text": _("I shop at {shop}. This brings you {offer}, and me {advocate}: {link}"),
    "share_subject": _("A gift from {shop}"),
    "join": _("Join and get your link"),
    "join_lead": _("You bought here: refer friends and get {advocate_offer}"),
    # Translators: How far the next prize is: 3 of 5 friends.
    "progress": _("{count} of {next} friends"),
    "visitor_headline": _("A friend's link brings you {offer}"),
    "who_sent": _("Who sent you?"),
    "who_sent_hint": _("Your friend's code"),
    # Translators: The button beside a field for a friend's code: it opens the friend's page.
    "who_sent_go": _("Open"),
    "help": _("Help"),
    "call": _("Call"),
    # Translators: The link that writes an e-mail to the shop; beside it stand Call and Chat.
    "write": _("Write"),
    "chat": _("Chat"),
    "how": _("How it works"),
    "how_1": _("Share your link"),
    # Translators: The second of three pictures: share your link, a friend buys, you both get a gift.
    "how_2": _("A friend buys"),
    "how_3": _("You both get a gift"),
    "ladder": _("Prizes"),
    # Translators: How far one friend has come; the friend is not named. A number may stand before it.
    "state_came": _("Came to look"),
    "state_bought": _("Bought"),
    "state_waiting": _("Gift on its way"),
    "state_rewarded": _("Gift received"),
    "email_label": _("Your e-mail"),
    "email_go": _("Send me my link"),
    "email_sent": _("If you have bought here, the link is in your mailbox."),
    "advocate_lead": _("Your friends so far"),
}

# Translators: The message that a shopper sends, where only the friend gets something. {link} stays last.
SHARE_ALONE = _("I shop at {shop}. This brings you {offer}: {link}")


def choose_language(asked: Iterable[str], fallback: str) -> str:
    """Choose the nearest of Sathi's languages, so that bn-IN is answered in bn.

    Takes language tags in order of wish (the script tag's, the page's, the browser's), as untrusted
    text, and the shop's own language. Gives one of LANGUAGES, English when nothing fits.
    Source: RFC 4647, 3.4 (look-up).
    """
    tags = (tag for wish in (*asked, fallback) for tag in _shorten(wish))
    return next((tag for tag in tags if tag in LANGUAGES), ENGLISH)


def _shorten(wish: str) -> Iterator[str]:
    parts = wish.strip().lower().replace("_", "-").split("-")[:8]
    while parts:
        yield "-".join(parts)
        parts.pop()


@cache
def direction_of(language: str) -> Direction:
    """Say whether the language is read from the left or from the right."""
    return "rtl" if Locale.parse(language).text_direction == "rtl" else "ltr"


def name_of(language: str) -> str:
    """Give the language's name in its own script: বাংলা."""
    return Locale.parse(language).get_display_name() or language


@cache
def load_catalog(language: str) -> gettext.NullTranslations:
    """Load the compiled sentences of one language; English sentences are their own translations.

    Raises FileNotFoundError for a language without a catalog.
    """
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_DIR, [language])


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """Put values into a sentence's {placeholders}; those without a value stay as they are."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), sentence)


def say(language: str, sentence: str, **values: str) -> str:
    """Say one English sentence in the language, its placeholders filled; nothing for nothing."""
    return fill(load_catalog(language).gettext(sentence), values) if sentence else ""


def say_count(language: str, one: str, many: str, count: int, **values: str) -> str:
    """Say a sentence about a number in the language's right plural form; {count} is filled."""
    sentence = load_catalog(language).ngettext(one, many, count)
    return fill(sentence, {"count": str(count), **values})


def say_hello(first_name: str, language: str) -> str:
    """Greet a shopper by first name, or warmly without one."""
    return say(language, "Hello, {name}!", name=first_name) if first_name else say(language, "Hello!")


def texts_for(language: str, values: Mapping[str, str]) -> dict[str, str]:
    """Give every browser text in one language.

    Takes the server's values by placeholder: shop, friend, advocate, friend_offer, advocate_offer, offer.
    """
    return {key: say(language, sentence, **values) for key, sentence in BROWSER_TEXTS.items()}
