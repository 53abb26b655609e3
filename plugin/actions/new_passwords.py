"""New passwords: by a link, by whoever is signed in, or by the command; each signs all other browsers out."""

from __future__ import annotations

from functools import partial
from typing import Literal

import msgspec

from plugin.actions.accounts import SPENT, hash_chosen, make_link
from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.sessions import INSTALLATION, act_as, list_shops_of, open_user_session
from plugin.actions.tries import FORGOTTEN, LOGIN, count_tries, mark_known
from plugin.domain.moments import DAY_MS
from plugin.domain.people import same_email
from plugin.errors import InvalidInput, NotFound
from plugin.model import Struct
from plugin.passwords import is_password
from plugin.store import Parts
from plugin.store.users import Session, User
from plugin.tokens import read_token, sign_token

PASSWORD = "password"
LINK_MS = DAY_MS
LINK_BY_MAIL_MS = FORGOTTEN.window_ms


class PasswordWork(Struct):
    """What the worker needs to write to a user: of a link, or that they have a new password.

    `stamp` is of the password that they had when the link was asked for.
    """

    user_id: str
    says: Literal["link", "chosen"]
    until_at_ms: int = 0
    stamp: str = ""


def password_link(house: House, user: User, until_at_ms: int | None = None) -> str:
    """Make the address at which a user chooses a password, once; it holds for a day unless said otherwise."""
    until_at_ms = house.now_ms() + LINK_MS if until_at_ms is None else until_at_ms
    subject = f"{user.user_id} {stamp_password(house, user)}"
    return make_link(
        house, "password", sign_token(house.settings.secret, "password", INSTALLATION, subject, until_at_ms)
    )


def ask_for_link(house: House, email: str, ip: str, known: str) -> None:
    """Mail a link for a new password to whoever has an account at this address.

    Raises TooMany as the login does. Nobody can tell from the answer, nor from its time, who has one.
    """
    same = same_email(email)
    count_tries(house, FORGOTTEN, same, ip, known, partial(_post_link, house, same))


def read_password_link(house: House, token: str) -> User:
    """Give the user who may choose a password by this link; raises NotFound, once it was used, too."""
    _, subject = read_token(house.settings.secret, "password", token, house.now_ms())
    user_id, _, stamp = subject.partition(" ")
    with house.store.reading() as parts:
        user = parts.users.find(user_id)
    if user is None or stamp != stamp_password(house, user):
        raise NotFound(SPENT)
    return user


def choose_password(house: House, token: str, password: str, browser: str) -> str:
    """Give a user a new password by a link, and sign this browser alone in; gives the cookie."""
    user = read_password_link(house, token)
    set_password(house.by(act_as(user)), user, password)
    return open_user_session(house, browser, user.user_id)


def change_password(house: House, user: User, session: Session, old: str, new: str, ip: str) -> None:
    """Give whoever is signed in a new password; all their other browsers are signed out.

    Raises InvalidInput where the old one is not theirs or the new one will not do, TooMany as the login does.
    """
    count_tries(house, LOGIN, user.email, ip, mark_known(house, user.email))
    if not is_password(old, user.password_hash):
        raise InvalidInput("old", "This is not your password of now.")
    set_password(house.by(act_as(user)), user, new, but_session_id=session.session_id)


def set_password(house: House, user: User, password: str, but_session_id: str = "") -> None:
    """Write a user's new password and sign their browsers out; a link for the old one holds no more.

    Where it is not their first, it is noted in each of their shops, and a letter tells them.
    """
    password_hash = hash_chosen(house, password, user.email, user.name)

    def work(parts: Parts) -> None:
        now = parts.users.find(user.user_id)
        if now is None or now.password_hash != user.password_hash:
            raise NotFound(SPENT)
        parts.users.set_password(user.user_id, password_hash)
        parts.users.end_sessions(user.user_id, but_session_id)
        if user.password_hash:
            _tell(house, user, parts)

    house.store.unit(INSTALLATION, work)


def stamp_password(house: House, user: User) -> str:
    """Give what changes with a user's password, so that a link is used once."""
    return house.hash("password", f"{user.user_id} {user.password_hash}")


def _tell(house: House, user: User, parts: Parts) -> None:
    now_ms = house.now_ms()
    for shop, _ in list_shops_of(parts, user):
        changed = {"of": act_as(user).name, "at_ms": now_ms}
        note_change(house, parts, shop, "password", user.user_id, None, changed, now_ms)
    if house.settings.smtp_url:
        _post(house, parts, PasswordWork(user_id=user.user_id, says="chosen"))


def _post_link(house: House, same: str, parts: Parts) -> None:
    if user := parts.users.find_at(same):
        stamp, until_at_ms = stamp_password(house, user), house.now_ms() + LINK_BY_MAIL_MS
        work = PasswordWork(user_id=user.user_id, says="link", stamp=stamp, until_at_ms=until_at_ms)
        _post(house, parts, work)


def _post(house: House, parts: Parts, work: PasswordWork) -> None:
    """Put a letter into the outbox of one of the user's shops; whoever works in none gets no mail."""
    shop_id, now_ms = parts.users.find_post_shop(work.user_id), house.now_ms()
    if shop_id:
        effect_id, payload = house.new_id("eff", now_ms), msgspec.json.encode(work).decode()
        parts.effects.add(shop_id, effect_id, f"{PASSWORD} {effect_id}", PASSWORD, payload, None, now_ms)
