"""Removing a user from the whole installation: out of each shop's team, and signed out for good."""

from __future__ import annotations

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.sessions import INSTALLATION, act_as, find_role, list_shops_of
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.users import User


def remove_user(house: House, user: User) -> list[Shop]:
    """Remove a user from every shop and from the installation; gives the shops that they worked in.

    What they changed stays under their name. Raises InvalidInput for the last owner of a shop, and for the
    last user there is: nobody is removed then.
    """
    with house.store.reading() as parts:
        shops = [shop for shop, _ in list_shops_of(parts, user)]
        for shop in shops:
            _must_have_another_owner(parts, shop, user)
        if [one.user_id for one in parts.users.list_all()] == [user.user_id]:
            raise InvalidInput("email", "This is the last user: add somebody else first.")
    for shop in shops:
        _leave(house, shop, user)
    house.store.unit(INSTALLATION, lambda parts: parts.users.remove(user.user_id))
    return shops


def _leave(house: House, shop: Shop, user: User) -> None:
    def work(parts: Parts) -> None:
        _must_have_another_owner(parts, shop, user)
        was = {"name": act_as(user).name, "role": find_role(parts, shop, user)}
        parts.users.remove_member(shop.shop_id, user.user_id)
        note_change(house, parts, shop, "member", user.user_id, was, None, house.now_ms())

    house.store.unit(shop.shop_id, work)


def _must_have_another_owner(parts: Parts, shop: Shop, user: User) -> None:
    owners = {one.user_id for one in parts.users.list_members(shop.shop_id) if one.role == "owner"}
    if owners == {user.user_id}:
        raise InvalidInput(
            "email",
            "This is the last owner of {shop}: make somebody else an owner there first.",
            shop=shop.name,
        )
