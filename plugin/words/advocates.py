"""Advocates in words: what each figure counts, and how a brand advocate is asked over WhatsApp."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from plugin.words.speaking import in_language, say, say_count
from plugin.words.speaking import mark as _

# What a ranking is by: its name, and how it is worked out.
RANKING_WORDS: Mapping[str, tuple[str, str]] = {
    "friends": (_("Friends"), _("Different buyers among the orders below.")),
    "orders": (
        _("Orders"),
        _(
            "Placed and paid orders whose buyer this advocate sent: a code, a link or a claim of theirs won."
            " Without tests, orders in another currency, and buyers whom rules or you hold or block."
        ),
    ),
    "revenue": (_("Revenue"), _("What these orders left after refunds.")),
    "reach": (_("Reach"), _("Visits by the advocate's link, one a day for each browser.")),
    "rewards": (
        _("Rewards earned"),
        _("What was approved or given to the advocate, in the shop's currency."),
    ),
}
CONVERSION_WORDS = _("Friends ÷ visits by the link. Below {count} visits it is too few to say.")


def write_ask(name: str, friends_count: int, shop_name: str, link: str, language: str) -> str:
    """Write what a brand advocate is asked, in their language where the desk speaks it, else in English."""
    with in_language(language):
        hello = say("Hello {name}!", name=name) if name else say("Hello!")
        thanks = say_count(
            "{count} friend has come to {shop} through you: thank you.",
            "{count} friends have come to {shop} through you: thank you.",
            friends_count, shop=shop_name,
        )  # fmt: skip
        ask = say("Would you like to recommend us as a partner, with a code of your own? It starts here:")
    return f"{hello} {thanks} {ask} {link}"


def link_chat(phone: str, text: str) -> str:
    """Give the link that opens a chat with a phone (+919876543210), the text written; empty without one."""
    return f"https://wa.me/{phone.removeprefix('+')}?text={quote(text, safe='')}" if phone else ""
