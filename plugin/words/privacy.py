"""What is kept of a person, in the merchant's words."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.words.speaking import mark, say

KINDS: Mapping[str, str] = {
    "orders": mark("Orders, with the decisions about them"),
    "messages": mark("Messages that were written to them"),
    "browsers": mark("Browsers that take messages"),
    "campaign_turns": mark("Turns in campaigns"),
    "reports": mark("What they did with popup, button and page"),
    "referrals": mark("Friends whom they brought"),
    "claims": mark("Offers that they took"),
    "rewards": mark("Rewards, with every line"),
}


def say_kept(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Say of what kind how much is kept; what there is nothing of is left out."""
    return [(say(KINDS.get(kind, kind)), count) for kind, count in counts.items() if count]
