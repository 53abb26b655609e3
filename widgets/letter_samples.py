"""Sample facts of every kind of letter, by which a merchant sees what people will read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from plugin.domain.earned import Earned
from plugin.domain.moments import DAY_MS
from plugin.domain.program import Milestone, Program
from plugin.model import MessageKind, Shop
from widgets.letter_facts import Bought, LetterFacts, Statement
from widgets.letter_pages import SHARING

KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
NAME = "Asha"
CODE = "ASHA200"
COUPON = "7K2MQ9XDZ"


def sample_facts(
    kind: MessageKind, shop: Shop, program: Program, language: str, base_url: str, now_ms: int
) -> LetterFacts:
    """Make up what a letter of one kind would be made of; the links in it lead nowhere."""
    own_page = f"{base_url}/p/{shop.key}/me/sample"
    facts: dict[str, Any] = {"page_url": own_page, **_samples(shop, program, now_ms).get(kind, {})}
    if kind in SHARING:
        facts["unsubscribe_url"] = f"{base_url}/u/sample"
    if kind == "rung_near":
        program = _with_ladder(program)
    return LetterFacts(
        kind=kind, language=language, shop=shop, program=program, base_url=base_url, first_name=NAME,
        code=CODE, page_hours=1, **facts,
    )  # fmt: skip


def _samples(shop: Shop, program: Program, now_ms: int) -> Mapping[MessageKind, dict[str, Any]]:
    promised = program.offer.advocate
    soon_at_ms = now_ms + 14 * DAY_MS
    earned = Earned(stage="ready", incentive=promised, amount_minor=0, until_at_ms=soon_at_ms, code=COUPON)
    waiting = Earned(stage="ripening", incentive=promised, amount_minor=0, until_at_ms=soon_at_ms)
    in_hand = {"earned": earned, "store_url": shop.url}
    return {
        "reward": in_hand,
        "reward_expiring": in_hand,
        "reward_held": {"earned": waiting},
        "friend_bought": {"earned": waiting},
        "rung_near": {"friends_count": _with_ladder(program).ladder[0].friends_count - 1},
        "after_purchase": {"bought": Bought(number="1001", placed_at_ms=now_ms - 7 * DAY_MS)},
        "statement": {"statement": Statement(month="2026-11", amount_minor=125_000, currency=shop.currency)},
        "partner_applied": {"page_url": ""},
        "partner_refused": {"page_url": ""},
        "test": {"page_url": ""},
    }


def _with_ladder(program: Program) -> Program:
    """Give a program that has a ladder, so that there is a step to be near to."""
    if program.ladder:
        return program
    return msgspec.structs.replace(
        program, ladder=(Milestone(friends_count=5, reward=program.offer.advocate),)
    )
