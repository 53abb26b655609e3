"""What a letter is made of, before it is said in words."""

from __future__ import annotations

from plugin.domain.earned import Earned
from plugin.domain.program import Program
from plugin.model import MessageKind, Shop, Struct


class Bought(Struct, frozen=True):
    """The order that a letter recalls: its number and day, and what was bought where that is known."""

    number: str
    placed_at_ms: int
    goods: tuple[str, ...] = ()


class Statement(Struct, frozen=True):
    """The month that a partner's statement is of, such as "2026-11", and what it came to."""

    month: str
    amount_minor: int
    currency: str


class LetterFacts(Struct, frozen=True):
    """All that a letter knows. Every address and link in it is the reader's own or the shop's.

    `code` is the reader's own, for the link that they share. `page_url` is their page by a signed link, which
    works for `page_hours`; `store_url` is where a reward's code is applied. `unsubscribe_url` stands in
    marketing alone. `step` counts reminders. `note` is the shop's own word, such as why it refused somebody.
    """

    kind: MessageKind
    language: str
    shop: Shop
    program: Program
    base_url: str
    first_name: str = ""
    code: str = ""
    page_url: str = ""
    page_hours: int = 0
    store_url: str = ""
    unsubscribe_url: str = ""
    earned: Earned | None = None
    friends_count: int = 0
    bought: Bought | None = None
    statement: Statement | None = None
    step: int = 1
    note: str = ""
