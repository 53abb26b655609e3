"""Changes of settings and money in words: what was changed, and the parts of it that are not as before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from plugin.model import Struct
from plugin.words.speaking import mark, say

LONGEST_PART = 300
WHAT_WORDS: Mapping[str, str] = {
    "program": mark("The program's settings"), "secret": mark("A webhook secret"),
    "connection": mark("The connection to the store"), "stock": mark("The stock of codes"),
    "reward": mark("A reward"), "referral": mark("A referral"), "correction": mark("Who sent a buyer"),
    "ban": mark("A ban"), "code": mark("A person's code"), "campaign": mark("A campaign"),
    "run": mark("A run of a campaign"), "partner": mark("A partner"), "terms": mark("The terms for partners"),
    "payout": mark("A payout"), "member": mark("A member of the team"), "invitation": mark("An invitation"),
    "password": mark("A password"),
    "import": mark("An import"), "shop": mark("The shop"), "whatsapp": mark("WhatsApp"),
    "store": mark("What is said of the store"), "experiment": mark("An experiment"),
}  # fmt: skip


class Difference(Struct):
    """One part of a thing that was changed: where it is, and how it reads before and after."""

    place: str
    before: str
    after: str


def say_what(what: str) -> str:
    """Say what kind of thing was changed."""
    return say(WHAT_WORDS[what]) if what in WHAT_WORDS else what


def list_differences(before: str, after: str) -> list[Difference]:
    """Give the parts in which two JSON texts differ, in order of their places."""
    old, new = (dict(_each_part(json.loads(text), "")) for text in (before, after))
    return [
        Difference(place=place, before=old.get(place, ""), after=new.get(place, ""))
        for place in sorted(old.keys() | new.keys())
        if old.get(place) != new.get(place)
    ]


def _each_part(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for name, part in value.items():
            yield from _each_part(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list) and value:
        for number, part in enumerate(value, 1):
            yield from _each_part(part, f"{place} {number}".strip())
    elif value is not None:
        yield place, (value if isinstance(value, str) else json.dumps(value))[:LONGEST_PART]
