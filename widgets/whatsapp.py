"""What a message says over WhatsApp: the texts that Meta approves beforehand, and what fills their blanks.

The sentences are those of the letters, so that one catalog speaks over both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from plugin.model import MessageKind
from widgets.letter_pages import LetterPage
from widgets.letter_texts import LETTERS, THANKS_ALL, THANKS_ORDER
from widgets.texts import LANGUAGES, say, say_hello
from widgets.texts import mark as _

Category = Literal["MARKETING", "UTILITY"]

# Meta counts whatever brings an offer or a code as advertising.
CATEGORIES: Mapping[MessageKind, Category] = {
    "link": "UTILITY", "reward_held": "UTILITY", "friend_claimed": "UTILITY", "friend_bought": "UTILITY",
    "reward": "MARKETING", "reward_expiring": "MARKETING", "rung_near": "MARKETING", "invite": "MARKETING",
    "reminder": "MARKETING", "after_purchase": "MARKETING", "cycle": "MARKETING",
}  # fmt: skip

# Translators: The end of a WhatsApp message, which says why it came.
BECAUSE_YES = _("You get this because you said yes to messages from {shop} on WhatsApp.")
# Translators: Under a WhatsApp message, at most 60 letters. STOP stays as it is: it is what to answer.
STOP_ENDS_IT = _("Answer STOP to get no more of them.")

LONGEST_BLANK = 500
EXAMPLES = {
    "shop": "Chai House",
    "news": "₹200",
    "link": "https://sathi.example.com/r/chai/ASHA200",
}


def name_template(kind: MessageKind) -> str:
    """Give the name under which Meta knows the text of a kind."""
    return f"sathi_{kind}"


def write_templates() -> list[dict[str, Any]]:
    """Write every text in every language, ready to be submitted to Meta."""
    return [write_template(kind, language) for kind in CATEGORIES for language in LANGUAGES]


def write_template(kind: MessageKind, language: str) -> dict[str, Any]:
    """Write the text of one kind in one language, as Meta's API takes it, with named blanks."""
    shown = [{"param_name": name, "example": example} for name, example in EXAMPLES.items()]
    return {
        "name": name_template(kind),
        "language": language,
        "category": CATEGORIES[kind],
        "parameter_format": "NAMED",
        "components": [
            {
                "type": "BODY",
                "text": _write_body(kind, language),
                "example": {"body_text_named_params": shown},
            },
            {"type": "FOOTER", "text": say(language, STOP_ENDS_IT)},
        ],
    }


def fill_template(page: LetterPage, link: str) -> dict[str, str]:
    """Give what fills the blanks of a message's text: no line ends, and none empty, as Meta asks."""
    news = " · ".join(filter(None, (*page.offers, page.reward, page.code, page.state))) or page.subject
    blanks = {"shop": page.shop_name, "news": news, "link": link}
    return {name: " ".join(text.split())[:LONGEST_BLANK] for name, text in blanks.items()}


def _write_body(kind: MessageKind, language: str) -> str:
    texts = LETTERS[kind]
    thanks = THANKS_ALL if texts.thanks == THANKS_ORDER else texts.thanks
    said = [say(language, sentence, shop="{{shop}}") for sentence in (thanks, texts.lead, BECAUSE_YES)]
    # No blank may stand first or last.
    return f"{say_hello('', language)} {said[0]} {said[1]}\n\n{{{{news}}}}\n{{{{link}}}}\n\n{said[2]}"
