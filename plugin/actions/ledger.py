"""Writing a reward's ledger, and queueing the word to whom it belongs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from plugin.actions.house import House
from plugin.actions.posting import Draft, choose_language, post_message
from plugin.domain.ledger import Line, add_up
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.rewards import Reward


def write_lines(parts: Parts, shop: Shop, reward: Reward, lines: Sequence[Line], now_ms: int) -> Reward:
    """Add lines to a kept reward's ledger; gives the reward as it stands then."""
    stands = add_up(tuple(lines), reward.standing)
    assert stands is not None
    parts.rewards.add_entries(shop.shop_id, reward, lines, now_ms)
    changed = msgspec.structs.replace(
        reward,
        state=stands.state,
        why=stands.why,
        amount_minor=stands.amount_minor,
        entries_count=reward.entries_count + len(lines),
    )
    parts.rewards.change(shop.shop_id, changed)
    return changed


def note_issued(house: House, parts: Parts, shop: Shop, reward: Reward, now_ms: int) -> Reward:
    """Write that a reward is in its owner's hands, and queue the mail that says so."""
    issued = write_lines(parts, shop, reward, [Line(kind="issued")], now_ms)
    person = parts.people.find(shop.shop_id, reward.person_id)
    if person and person.email:
        draft = Draft(
            kind="reward", purpose="transactional", person_id=reward.person_id,
            language=choose_language(parts, shop, reward.person_id),
            cause=f"{reward.reward_id} {issued.entries_count}", values={"reward_id": reward.reward_id},
        )  # fmt: skip
        post_message(house, parts, shop, draft, now_ms)
    return issued


def note_told(parts: Parts, shop: Shop, reward_id: str, now_ms: int) -> None:
    """Write that the owner has heard of an issued reward; a second time changes nothing."""
    reward = parts.rewards.find(shop.shop_id, reward_id)
    if reward and reward.state == "issued":
        write_lines(parts, shop, reward, [Line(kind="told")], now_ms)
