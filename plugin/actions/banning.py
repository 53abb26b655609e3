"""Banning: a shopper is out of the program, and all that hangs on them is judged anew; or taken back."""

from __future__ import annotations

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.partners import follow_ban
from plugin.actions.people import list_names, must_find_by_email, must_find_person
from plugin.actions.referring import judge_friend
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.people import Person


def ban_person(house: House, shop: Shop, email: str, banned: bool) -> None:
    """Ban a shopper from the program, or take it back; raises NotFound when nobody has this address."""

    def work(parts: Parts) -> None:
        _ban(house, parts, shop, must_find_by_email(house, parts, shop, email), banned)

    house.store.unit(shop.shop_id, work)


def ban_by_id(house: House, shop: Shop, person_id: str, banned: bool) -> None:
    """Ban the shopper with this id from the program, or take it back; raises NotFound."""

    def work(parts: Parts) -> None:
        _ban(house, parts, shop, must_find_person(parts, shop, person_id), banned)

    house.store.unit(shop.shop_id, work)


def _ban(house: House, parts: Parts, shop: Shop, person: Person, banned: bool) -> None:
    now_ms = house.now_ms()
    parts.people.mark_banned(shop.shop_id, person.person_id, now_ms if banned else None)
    before, after = {"banned": person.banned_at_ms is not None}, {"banned": banned}
    note_change(house, parts, shop, "ban", person.person_id, before, after, now_ms)
    referrals = [
        *parts.referrals.list_of(shop.shop_id, person.person_id),
        *parts.referrals.list_by_friends(shop.shop_id, [person.person_id]),
    ]
    follow_ban(house, parts, shop, person.person_id, banned, now_ms)
    for friend_id in sorted({one.friend_id for one in referrals if one.friend_id}):
        if names := list_names(house, parts, shop, friend_id):
            judge_friend(house, parts, shop, names, now_ms)
