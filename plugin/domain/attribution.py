"""Who sent this buyer: every trace is weighed, one wins, and each is told why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from plugin.domain.moments import DAY_MS
from plugin.domain.program import Attribution
from plugin.model import Method, Struct

Why = Literal[
    "strongest", "a stronger trace won", "an earlier one won", "too old", "after the order",
    "not counted here", "the merchant's word", "the merchant chose another",
]  # fmt: skip


class Candidate(Struct):
    """One trace that leads from an order to an advocate.

    `evidence` is the code, claim or visit that it rests on, `until_at_ms` when a claim ran out; `language`
    and `device` are those of the page on which the friend visited or claimed.
    """

    method: Method
    advocate_id: str
    evidence: str
    at_ms: int
    referral_id: str | None = None
    channel: str = ""
    until_at_ms: int | None = None
    language: str = ""
    device: str = ""


class Judged(Struct):
    """A candidate with the answer: whether it won, and why."""

    candidate: Candidate
    won: bool
    why: Why


def attribute_order(
    candidates: Sequence[Candidate], rules: Attribution, placed_at_ms: int, chosen: str | None = None
) -> tuple[Judged, ...]:
    """Decide which trace brought an order, and say why each other one lost.

    Takes the traces in any order, the program's rules, when the order was placed (epoch milliseconds), and
    the advocate whom the merchant chose by hand: an id, "" for nobody, None where no word was spoken. Gives
    every candidate, the strongest first; at most one has won.
    """
    ranked = sorted(set(candidates), key=lambda one: _strength(one, rules))
    standing = [one for one in ranked if _refuse(one, rules, placed_at_ms) is None]
    if chosen is not None:
        return tuple(_judge_by_hand(one, chosen, ranked) for one in ranked)
    return tuple(_judge(one, standing, rules, placed_at_ms) for one in ranked)


def _strength(one: Candidate, rules: Attribution) -> tuple[int, int, str, str]:
    place = rules.order.index(one.method) if one.method in rules.order else len(rules.order)
    return place, one.at_ms, one.advocate_id, one.evidence


def _refuse(one: Candidate, rules: Attribution, placed_at_ms: int) -> Why | None:
    if one.method not in rules.order:
        return "not counted here"
    if one.method in ("visit", "contact") and one.at_ms > placed_at_ms:
        return "after the order"
    if one.method == "visit" and placed_at_ms - one.at_ms > rules.visit_days * DAY_MS:
        return "too old"
    if one.until_at_ms is not None and placed_at_ms > one.until_at_ms:
        return "too old"
    return None


def _judge(one: Candidate, standing: list[Candidate], rules: Attribution, placed_at_ms: int) -> Judged:
    refused = _refuse(one, rules, placed_at_ms)
    if refused:
        return Judged(candidate=one, won=False, why=refused)
    if one is standing[0]:
        return Judged(candidate=one, won=True, why="strongest")
    same = one.method == standing[0].method
    return Judged(candidate=one, won=False, why="an earlier one won" if same else "a stronger trace won")


def _judge_by_hand(one: Candidate, chosen: str, ranked: list[Candidate]) -> Judged:
    first = next((each for each in ranked if each.advocate_id == chosen), None)
    if one is first:
        return Judged(candidate=one, won=True, why="the merchant's word")
    return Judged(candidate=one, won=False, why="the merchant chose another")
