"""Writing a reward's ledger, and queueing the word to whom it belongs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from plugin.actions.house import House
from plugin.domain.ledger import Line, add_up
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.rewards import Reward

TELL_REWARD = "tell_reward"


class RewardWord(Struct):
    """What the worker needs to tell somebody of a reward."""

    reward_id: str


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
        payload = msgspec.json.encode(RewardWord(reward_id=reward.reward_id)).decode()
        key = f"{TELL_REWARD} {reward.reward_id} {issued.entries_count}"
        effect_id = house.new_id("eff", now_ms)
        parts.effects.add(shop.shop_id, effect_id, key, TELL_REWARD, payload, reward.person_id, now_ms)
    return issued


def note_told(parts: Parts, shop: Shop, reward_id: str, now_ms: int) -> None:
    """Write that the owner has heard of an issued reward; a second time changes nothing."""
    reward = parts.rewards.find(shop.shop_id, reward_id)
    if reward and reward.state == "issued":
        write_lines(parts, shop, reward, [Line(kind="told")], now_ms)
