"""Signing in at the desk: a browser is known by its cookie, of which only a keyed hash is kept."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.actions.house import Actor, House
from plugin.domain.moments import DAY_MS, HOUR_MS, MINUTE_MS
from plugin.errors import NotFound
from plugin.model import Role, Shop
from plugin.store import Parts
from plugin.store.users import Session, User
from plugin.tokens import read_token, write_base64

INSTALLATION = ""  # what belongs to no shop is written one unit at a time, too
COOKIE_BYTES = 32
LONGEST_MS = 90 * DAY_MS
IDLE_MS = 14 * DAY_MS
SEEN_EVERY_MS = 10 * MINUTE_MS
TRIES_KEPT_MS = DAY_MS


@dataclass(frozen=True, slots=True)
class Entry:
    """Someone at the desk of a shop: who acts there, in which role, and as which user, if as one."""

    shop: Shop
    actor: Actor
    role: Role
    user: User | None = None


def enter_by_link(house: House, token: str, browser: str) -> tuple[Shop, str]:
    """Sign a browser in by a link of `sathi desk`, at the link's shop alone and for an hour.

    Gives the shop and the cookie. Raises NotFound where the link does not hold any more.
    """
    now_ms = house.now_ms()
    shop_id, _ = read_token(house.settings.secret, "desk", token, now_ms)
    with house.store.reading() as parts:
        shop = parts.shops.find_by_id(shop_id)
    if shop is None:
        raise NotFound("There is no such shop any more.")
    return shop, open_session(house, browser, now_ms + HOUR_MS, shop_id=shop_id)


def open_user_session(house: House, browser: str, user_id: str) -> str:
    """Sign a browser in for a user, for 90 days at most; gives the cookie."""
    return open_session(house, browser, house.now_ms() + LONGEST_MS, user_id=user_id)


def open_session(
    house: House, browser: str, until_at_ms: int, user_id: str | None = None, shop_id: str | None = None
) -> str:
    """Sign a browser in, for a user or for one shop; gives the cookie, which is kept nowhere here."""
    now_ms, cookie = house.now_ms(), write_base64(house.random_bytes(COOKIE_BYTES))
    session = Session(
        session_id=house.new_id("ses", now_ms), token_hash=house.hash("session", cookie), user_id=user_id,
        shop_id=shop_id, browser=browser[:200], made_at_ms=now_ms, seen_at_ms=now_ms, until_at_ms=until_at_ms,
    )  # fmt: skip
    house.store.unit(INSTALLATION, lambda parts: parts.users.add_session(session))
    return cookie


def find_session(house: House, cookie: str) -> Session | None:
    """Give the session that a cookie stands for, while it lasts: 14 days unused, 90 days in all."""
    if not cookie:
        return None
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        session = parts.users.find_session(house.hash("session", cookie))
    if session is None or now_ms >= session.until_at_ms or now_ms - session.seen_at_ms >= IDLE_MS:
        return None
    if now_ms - session.seen_at_ms >= SEEN_EVERY_MS:
        seen = session.session_id
        house.store.unit(INSTALLATION, lambda parts: parts.users.note_seen(seen, now_ms))
    return session


def close_session(house: House, cookie: str) -> None:
    """Sign the browser with this cookie out."""
    if session := find_session(house, cookie):
        house.store.unit(INSTALLATION, lambda parts: parts.users.end_session(session.session_id))


def end_user_session(house: House, user: User, session_id: str) -> None:
    """Sign one of a user's own browsers out."""
    house.store.unit(INSTALLATION, lambda parts: parts.users.end_session_of(user.user_id, session_id))


def end_other_sessions(house: House, user: User, session: Session) -> None:
    """Sign all of a user's browsers out but this one."""
    house.store.unit(INSTALLATION, lambda parts: parts.users.end_sessions(user.user_id, session.session_id))


def find_user(house: House, session: Session | None) -> User | None:
    """Give the user who is signed in; None for nobody, and for a browser that came by a link."""
    if session is None or session.user_id is None:
        return None
    with house.store.reading() as parts:
        return parts.users.find(session.user_id)


def enter_shop(house: House, session: Session, key: str) -> Entry:
    """Let a session into the desk of a shop; raises NotFound for a shop of others."""
    with house.store.reading() as parts:
        shop = parts.shops.find(key)
        user = parts.users.find(session.user_id) if session.user_id else None
        role = find_role(parts, shop, user) if shop and user else None
    if shop and session.shop_id == shop.shop_id:
        return Entry(shop, Actor("whoever ran sathi desk"), "owner")
    if shop is None or user is None or role is None:
        raise NotFound("There is no such shop at your desk.")
    return Entry(shop, act_as(user), role, user)


def act_as(user: User) -> Actor:
    """Give the actor that a user is: changes are noted under their name."""
    return Actor(user.name or user.email, user.user_id)


def find_role(parts: Parts, shop: Shop, user: User) -> Role | None:
    """Give what a user may do in a shop: an operator all, others as they are in its team."""
    return "owner" if user.is_operator else parts.users.find_role(shop.shop_id, user.user_id)


def list_desks(house: House, session: Session) -> list[tuple[Shop, Role]]:
    """Give the shops that a session may open, with the role there, by name."""
    user = find_user(house, session)
    with house.store.reading() as parts:
        if user is None:
            shop = parts.shops.find_by_id(session.shop_id or "")
            return [(shop, "owner")] if shop else []
        return list_shops_of(parts, user)


def list_shops_of(parts: Parts, user: User) -> list[tuple[Shop, Role]]:
    """Give the shops that a user works in, with the role there, by name: for an operator all there are."""
    if not user.is_operator:
        return list(parts.users.list_shops_of(user.user_id).values())
    every = sorted((shop for shop in parts.shops.list() if not shop.trial_of), key=lambda shop: shop.name)
    return [(shop, "owner") for shop in every]


def forget_sessions(house: House) -> int:
    """Forget sessions, invitations and counted tries that are over; gives 0: none of them makes more work."""
    now_ms = house.now_ms()
    house.store.unit(
        INSTALLATION, lambda parts: parts.users.forget_over(now_ms, now_ms - IDLE_MS, now_ms - TRIES_KEPT_MS)
    )
    return 0
