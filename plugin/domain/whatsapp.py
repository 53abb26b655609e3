"""What WhatsApp's errors mean for the next message. Source: Meta, Cloud API error codes."""

from __future__ import annotations

from typing import Literal

Fault = Literal["hard", "out", "busy", "unclear", "refused"]

# "hard": this phone cannot be reached. "out": its owner wants no advertising. "busy": come again later.
# "unclear": Meta's own trouble. Every other code is for the merchant: the same call would fail again.
FAULTS: dict[int, Fault] = {
    131026: "hard", 131050: "out",
    4: "busy", 80007: "busy", 130429: "busy", 131048: "busy", 131056: "busy", 131057: "busy", 133016: "busy",
    1: "unclear", 2: "unclear", 131000: "unclear", 131016: "unclear", 133004: "unclear",
}  # fmt: skip

SENTENCES: dict[int, str] = {
    190: "WhatsApp does not know the access token any more: make a lasting one, and connect again.",
    130429: "WhatsApp asks us to send more slowly.",
    131026: "This phone cannot be reached by WhatsApp.",
    131042: "WhatsApp waits for a payment method: add one in the WhatsApp Manager.",
    131047: "WhatsApp takes only approved templates now: submit those of `sathi whatsapp templates`.",
    131048: "WhatsApp holds this number back, because people blocked or reported it.",
    131049: "WhatsApp chose not to bring this person more advertising for now.",
    131050: "This person wants no advertising over WhatsApp.",
    132000: "The approved template has other blanks: submit the texts of `sathi whatsapp templates` again.",
    132001: "WhatsApp knows no such template in this language: submit those of `sathi whatsapp templates`.",
    132012: "The approved template has other blanks: submit the texts of `sathi whatsapp templates` again.",
    132015: "WhatsApp paused this template, because people did not like it.",
    132016: "WhatsApp switched this template off for good.",
    133010: "The phone number is not registered with WhatsApp: finish that in the WhatsApp Manager.",
}

RANKS = {"sent": 1, "delivered": 2, "read": 3, "failed": 4}


def judge_error(code: int) -> Fault:
    """Say what an error of WhatsApp's means for the next try."""
    return FAULTS.get(code, "refused")


def describe_error(code: int) -> str:
    """Say in words what went wrong, and what the merchant can do."""
    return SENTENCES.get(code, f"WhatsApp refused the message with its error {code}.")


def outranks(state: str, known: str) -> bool:
    """Say whether news of a message goes further than what is known: they come in any order."""
    return RANKS[state] > RANKS[known]
