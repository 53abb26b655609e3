"""An advocate and a friend side by side: what is the same or much alike in both, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugin.model import Reason
from plugin.words.speaking import mark as _
from plugin.words.speaking import say

SAME, ALIKE = _("the same"), _("much alike")

# What is compared, and by which rules; what is kept as a fingerprint alone is only ever said to be the same.
COMPARED: Mapping[str, tuple[str, ...]] = {
    "first_name": ("near_name",),
    "email": ("same_mailbox", "near_mailbox"),
    "phone": ("same_phone",),
    "customer_ref": ("same_customer",),
    "address": ("same_address",),
    "connection": ("same_ip",),
    "device": ("same_device",),
}
LABELS: Mapping[str, str] = {
    "first_name": _("First name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "customer_ref": _("Customer number"),
    "address": _("Delivery address"),
    "connection": _("Internet connection"),
    "device": _("Device"),
}


def find_alike(reasons: Sequence[Reason]) -> dict[str, str]:
    """Give by field what is the same or much alike in both people, in words, as the rules found it."""
    found = {reason.rule: words for reason in reasons if (words := _say_likeness(reason))}
    alike = {
        field: next((found[rule] for rule in rules if rule in found), "") for field, rules in COMPARED.items()
    }
    return {field: words for field, words in alike.items() if words}


def _say_likeness(reason: Reason) -> str:
    if reason.values.get("same") is True:
        return say(SAME)
    pct, limit = reason.values.get("likeness_pct"), reason.values.get("limit_pct")
    is_alike = isinstance(pct, int) and isinstance(limit, int) and pct >= limit
    return say(ALIKE) if is_alike else ""
