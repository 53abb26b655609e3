"""What other rules would have done, in a sentence for the merchant."""

from __future__ import annotations

from plugin.words.speaking import say, say_count


def say_fraud_replay(stopped_count: int, looked_count: int, households_count: int) -> str:
    """Say how many referrals fraud rules would have stopped, and how many of those look like a household."""
    if not looked_count:
        return say("There is no referral yet on which rules could be tried.")
    if not stopped_count:
        return say_count(
            "These rules would have stopped none of your last {count} referral.",
            "These rules would have stopped none of your last {count} referrals.",
            looked_count,
        )
    if not households_count:
        return say(
            "These rules would have stopped {stopped} of your last {looked} referrals; none of them shares an"
            " address or connection with a returning buyer.",
            stopped=stopped_count, looked=looked_count,
        )  # fmt: skip
    return say(
        "These rules would have stopped {stopped} of your last {looked} referrals; {households} of them share"
        " an address or connection with a returning buyer: more likely a family than a fraud.",
        stopped=stopped_count, looked=looked_count, households=households_count,
    )  # fmt: skip


def say_popup_replay(looked_count: int, was_count: int, would_count: int) -> str:
    """Say to how many of the last orders the popup was shown, and to how many it would have been."""
    if not looked_count:
        return say("There is no order yet on which rules could be tried.")
    if was_count == would_count:
        return say(
            "Of your last {looked} orders {was} were shown the popup; with these rules as many.",
            looked=looked_count, was=was_count,
        )  # fmt: skip
    if would_count > was_count:
        return say(
            "Of your last {looked} orders {was} were shown the popup; with these rules {would}: {by} more.",
            looked=looked_count, was=was_count, would=would_count, by=would_count - was_count,
        )  # fmt: skip
    return say(
        "Of your last {looked} orders {was} were shown the popup; with these rules {would}: {by} fewer.",
        looked=looked_count, was=was_count, would=would_count, by=was_count - would_count,
    )  # fmt: skip
