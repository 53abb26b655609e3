"""What speaks for and against an applicant, in words for the merchant."""

from __future__ import annotations

from plugin.model import Reason, Values
from plugin.words.speaking import mark, say


def say_weighed(reason: Reason) -> str:
    """Say one rule's answer about an applicant in a sentence."""
    return say(SENTENCES[reason.rule, reason.passed], **_say_values(reason.values))


SENTENCES = {
    ("page", True): mark("They have a page: {page_url}"),
    ("page", False): mark("They name no page."),
    ("followers", True): mark("{count} people follow them, as they say."),
    ("followers", False): mark("Few people follow them, as they say: {count}."),
    ("bought", True): mark(
        "They buy here themselves: {orders_count} orders, of which {returned_count} went back."
    ),
    ("bought", False): mark("They have bought and kept nothing here."),
    ("returns", True): mark("They do not send back more than they keep."),
    ("returns", False): mark(
        "They send back more than they keep: {returned_count} of {orders_count} orders."
    ),
    ("fraud", True): mark("The fraud rules have refused nothing of theirs."),
    ("fraud", False): mark("The fraud rules refused {count} of their referrals."),
    ("banned", True): mark("They are not banned."),
    ("banned", False): mark("You banned them from the program."),
    ("mailbox", True): mark("The mailbox is a lasting one."),
    ("mailbox", False): mark("The mailbox is one to throw away."),
    ("alike", True): mark("Nobody else here has the same mailbox, page or delivery address."),
    ("alike", False): mark("Somebody has the same mailbox, page or delivery address: {names}."),
}


def _say_values(values: Values) -> dict[str, str]:
    return {name: _say_value(value) for name, value in values.items()}


def _say_value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
