"""What can happen in a shop and be told to the house, in plain words of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from plugin.domain.program import Program

Stage = Literal["unplaced", "placed", "paid", "refunded", "cancelled"]
RANKS = get_args(Stage)
Answer = Literal["approved", "rejected", "waiting"]
Pair = tuple[str, str]  # advocate, friend


@dataclass(frozen=True)
class Sign:
    """What an order carries of who sent its buyer; `subject` names the claim, the visit or the person."""

    kind: Literal["claim code", "own code", "claim mark", "visit mark"]
    subject: str


@dataclass(frozen=True)
class Account:
    """One account of an order, as a store tells it; sums are in minor units.

    `named_by` is how it names its buyer.
    """

    order_ref: str
    buyer: str
    stage: Stage
    placed_at_ms: int
    updated_at_ms: int
    total_minor: int
    paid_at_ms: int | None = None
    goods_minor: int | None = None
    goods_tax_minor: int = 0
    refunded_minor: int = 0
    refunded_goods_minor: int | None = None
    signs: tuple[Sign, ...] = ()
    named_by: tuple[str, ...] = ("email",)


@dataclass(frozen=True)
class Refund:
    """A refund that is told by itself."""

    order_ref: str
    refund_ref: str
    amount_minor: int
    goods_minor: int


@dataclass(frozen=True)
class Claim:
    """A friend takes an offer; `contact` is the person who said who they are, empty where nobody asked."""

    name: str
    advocate: str
    at_ms: int
    contact: str = ""


@dataclass(frozen=True)
class Visit:
    """A friend comes by a link."""

    name: str
    advocate: str
    at_ms: int


@dataclass(frozen=True)
class Step:
    """A person registered in the store, or did what the merchant's own event says."""

    kind: Literal["registered", "event"]
    person: str
    at_ms: int


Fact = Account | Refund | Claim | Visit | Step


@dataclass
class Facts:
    """All that is known: the program, the people in the order in which they came, and what happened.

    `odd` are those whom the rules hold for review. `words` are the merchant's own answers to who sent an
    order's buyer ("" for nobody), `answers` those to a held referral, by advocate and friend.
    """

    program: Program
    people: Sequence[str]
    odd: frozenset[str] = frozenset()
    told: list[Fact] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    answers: dict[Pair, Answer] = field(default_factory=dict)
    platform: str = "standard"

    def each(self, kind: type[Fact]) -> Iterator[Fact]:
        """Give the facts of one kind, each once."""
        return (one for one in dict.fromkeys(self.told) if isinstance(one, kind))
