"""Exporting: all that the shop knows of one person, without what opens a door in their name."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from plugin.actions.consenting import contact_of, hash_contact
from plugin.actions.house import House
from plugin.actions.media import MEDIA
from plugin.actions.portal_contents import describe_partner
from plugin.model import Medium, Shop
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.store.orders import OrderRow
from plugin.store.people import Person

# Whoever holds one of these can speak for the person.
SECRETS = ("unsubscribe_key", "token")


def gather_person(house: House, parts: Parts, shop: Shop, person: Person) -> dict[str, object]:
    """Gather all that the shop knows of a person, ready to be written as JSON."""
    shop_id, person_id = shop.shop_id, person.person_id
    partner = parts.partners.find_by_person(shop_id, person_id)
    return {
        "person": person,
        "profile": parts.profiles.find(shop_id, person_id),
        "orders": [_gather_order(parts, shop, row) for row in parts.orders.list_of(shop_id, person_id)],
        "messages": [_gather_message(parts, one) for one in parts.messages.list_of(shop_id, person_id)],
        "contacts": {medium: _gather_contact(house, parts, shop, person, medium) for medium in MEDIA},
        "browsers": [
            {"allowed_at_ms": one.made_at_ms} for one in parts.media.list_subscriptions(shop_id, person_id)
        ],
        "campaign_turns": parts.occasions.list_of(shop_id, person_id),
        "reports": parts.events.list_of(shop_id, person_id, 0),
        "referrals": parts.referrals.list_of(shop_id, person_id),
        "experiments": parts.experiments.list_exposures(shop_id, person_id),
        "claims": parts.claims.list_of_friends(shop_id, [person_id]),
        "rewards": [
            {"reward": reward, "entries": parts.rewards.list_entries(shop_id, reward.reward_id)}
            for reward in parts.rewards.list_of(shop_id, person_id)
        ],
        "partner": describe_partner(house, parts, shop, partner) if partner else None,
    }


def _gather_order(parts: Parts, shop: Shop, row: OrderRow) -> dict[str, object]:
    return {"order": row.order, "decisions": parts.decisions.list_of(shop.shop_id, row.order_id)}


def _gather_message(parts: Parts, message: Message) -> dict[str, object]:
    told = msgspec.structs.asdict(message) | {
        "fate": parts.media.find_fate(message.shop_id, message.message_id)
    }
    told["values"] = _without_secrets(message.values)
    return _without_secrets(told)


def _without_secrets(told: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if name not in SECRETS}


def _gather_contact(
    house: House, parts: Parts, shop: Shop, person: Person, medium: Medium
) -> dict[str, object]:
    """Gather what somebody said to being written to over a medium, and what came back."""
    contact_hash = hash_contact(house, shop, medium, contact_of(person, medium))
    return {
        "words": parts.consents.list_words(shop.shop_id, contact_hash, medium),
        "bounces": parts.consents.list_bounces(shop.shop_id, contact_hash, medium),
    }
