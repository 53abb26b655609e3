"""What a shopper has earned, as the own page shows it; what is shown there counts as told."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.ledger import note_told
from plugin.domain.earned import Earned, find_stage
from plugin.domain.rewards import POINTS
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.rewards import Reward

IN_HAND = ("issued", "told")


def list_earned(parts: Parts, shop: Shop, person_id: str) -> list[Earned]:
    """Give a person's rewards as their owner may see them, the newest first."""
    rewards = parts.rewards.list_of(shop.shop_id, person_id)
    return [view_reward(parts, shop, reward) for reward in reversed(rewards)]


def sum_points(parts: Parts, shop: Shop, person_id: str) -> int:
    """Add up the points that a person has."""
    rewards = parts.rewards.list_of(shop.shop_id, person_id)
    return sum(one.amount_minor for one in rewards if one.currency == POINTS and one.state in IN_HAND)


def note_shown(house: House, shop: Shop, person_id: str) -> None:
    """Write that a person has seen on the own page what is in their hands."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        rewards = parts.rewards.list_of(shop.shop_id, person_id)
    news = [one.reward_id for one in rewards if one.state == "issued"]

    def work(parts: Parts) -> None:
        for reward_id in news:
            note_told(parts, shop, reward_id, now_ms)

    if news:
        house.store.unit(shop.shop_id, work)


def view_reward(parts: Parts, shop: Shop, reward: Reward) -> Earned:
    """Give one reward as its owner may see it, with its code once that is ready."""
    coupon = parts.coupons.find(shop.shop_id, reward.coupon_id) if reward.coupon_id else None
    stage = find_stage(reward.state, reward.why, reward.incentive, coupon.state if coupon else "")
    ready = coupon if stage == "ready" else None
    until_at_ms = reward.release_at_ms if stage == "ripening" else ready.until_at_ms if ready else None
    return Earned(
        stage=stage,
        incentive=reward.incentive,
        amount_minor=reward.amount_minor,
        until_at_ms=until_at_ms,
        code=ready.code if ready else "",
    )
