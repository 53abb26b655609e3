"""Users of the desk: the first one, signing in, and passwords."""

from __future__ import annotations

import hmac

from plugin.actions.house import House
from plugin.actions.sessions import INSTALLATION, open_user_session
from plugin.domain.moments import DAY_MS, MINUTE_MS
from plugin.domain.people import address_block, read_email, same_email
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.passwords import SALT_BYTES, check_password, hash_password, is_password
from plugin.store import Parts
from plugin.store.users import Session, User
from plugin.tokens import read_token, sign_token

WINDOW_MS = 15 * MINUTE_MS
MOST_BY_ACCOUNT = 10
MOST_FROM_A_BLOCK = 30
SETUP_LINK_MS = 30 * DAY_MS
PASSWORD_LINK_MS = DAY_MS
LONGEST_NAME = 80
WRONG = "This e-mail address and this password do not go together."
SPENT = "This link was used already; sign in with the password that was chosen."


def log_in(house: House, email: str, password: str, ip: str, browser: str, known: str = "") -> str:
    """Sign a browser in by e-mail address and password; gives the cookie.

    `known` is the mark that this browser kept of who signed in before. Raises TooMany where this account or
    this block of addresses tried too often, InvalidInput where the two do not go together; who has an account
    here cannot be told from the answer, nor from how long it takes.
    """
    same = same_email(email)
    count_tries(house, same, ip, hmac.compare_digest(known.encode(), mark_known(house, same).encode()))
    with house.store.reading() as parts:
        user = parts.users.find_at(same)
    if not is_password(password, user.password_hash if user else "") or user is None:
        raise InvalidInput("password", WRONG)
    return open_user_session(house, browser, user.user_id)


def mark_known(house: House, email: str) -> str:
    """Give the mark that a browser keeps of who signed in there."""
    return house.hash("known", same_email(email))


def count_tries(house: House, same: str, ip: str, is_known: bool) -> None:
    """Count one more try at an account; raises TooMany before a password is even looked at.

    A browser that is known there has tries of its own: strangers who use theirs up keep nobody out.
    """
    now_ms = house.now_ms()
    window_at_ms, block = now_ms - now_ms % WINDOW_MS, address_block(ip)
    # Whoever tries too often is stopped before they use up what the account has left.
    limits = (
        *([(f"from:{house.hash('ip', block)}", MOST_FROM_A_BLOCK)] if block else ()),
        (f"{'known' if is_known else 'account'}:{house.hash('email', same)}", MOST_BY_ACCOUNT),
    )

    def work(parts: Parts) -> bool:
        return all(parts.users.count_try(subject, window_at_ms) <= most for subject, most in limits)

    if not house.store.unit(INSTALLATION, work):
        again_s = (window_at_ms + WINDOW_MS - now_ms) // 1000 + 1
        raise TooMany("Too many tries to sign in; wait a quarter of an hour, then try again.", again_s)


def setup_link(house: House) -> str:
    """Make the address at which the first owner is made; it holds until there is one, 30 days at most."""
    return _make_link(house, "setup", sign_token(
        house.settings.secret, "setup", INSTALLATION, "", house.now_ms() + SETUP_LINK_MS
    ))  # fmt: skip


def check_setup(house: House, token: str) -> None:
    """Raise NotFound unless this link makes the first owner."""
    read_token(house.settings.secret, "setup", token, house.now_ms())
    with house.store.reading() as parts:
        if parts.users.has_any():
            raise NotFound(SPENT)


def make_first_owner(house: House, token: str, email: str, name: str, password: str, browser: str) -> str:
    """Make the first user, who owns every shop there is and those to come; gives their cookie.

    Raises NotFound where the link does not hold, InvalidInput naming the field that cannot be used.
    """
    check_setup(house, token)
    user = make_user(house, email, name, password, is_operator=True)

    def work(parts: Parts) -> None:
        if parts.users.has_any():
            raise NotFound(SPENT)
        parts.users.add(user)

    house.store.unit(INSTALLATION, work)
    return open_user_session(house, browser, user.user_id)


def make_user(house: House, email: str, name: str, password: str, is_operator: bool = False) -> User:
    """Give a checked new user, not written yet; without a password they choose one by a link."""
    same, plain = read_email(email, "email"), " ".join(name.split())[:LONGEST_NAME]
    if not plain.isprintable():
        raise InvalidInput("name", "Give a name in one line of letters.")
    now_ms = house.now_ms()
    return User(
        user_id=house.new_id("usr", now_ms), email=same, name=plain, made_at_ms=now_ms,
        password_hash=hash_chosen(house, password, same, plain) if password else "", is_operator=is_operator,
    )  # fmt: skip


def hash_chosen(house: House, password: str, email: str, name: str) -> str:
    """Give what is kept of a password that somebody chose; raises InvalidInput where it will not do."""
    check_password(password, email, name)
    return hash_password(password, house.random_bytes(SALT_BYTES))


def add_user(house: House, user: User) -> None:
    """Write a new user; raises InvalidInput where the address has one."""

    def work(parts: Parts) -> None:
        if parts.users.find_at(user.email):
            raise InvalidInput("email", f"{user.email} is a user already.")
        parts.users.add(user)

    house.store.unit(INSTALLATION, work)


def ensure_operator(house: House, email: str, password: str) -> bool:
    """Make an owner of every shop unless the address has a user; says whether one was made.

    Raises InvalidInput where the address or the password cannot be used.
    """
    with house.store.reading() as parts:
        if parts.users.find_at(read_email(email, "SATHI_ADMIN_EMAIL")):
            return False
    if not password:
        raise InvalidInput("SATHI_ADMIN_PASSWORD", "SATHI_ADMIN_EMAIL needs SATHI_ADMIN_PASSWORD beside it.")
    add_user(house, make_user(house, email, "", password, is_operator=True))
    return True


def find_user_at(house: House, email: str) -> User:
    """Give the user with an e-mail address; raises NotFound."""
    with house.store.reading() as parts:
        user = parts.users.find_at(same_email(email))
    if user is None:
        raise NotFound(f"There is no user {email}: see `sathi user list`.")
    return user


def password_link(house: House, user: User) -> str:
    """Make the address at which a user chooses a password, once; it holds for a day."""
    return _make_link(house, "password", sign_token(
        house.settings.secret, "password", INSTALLATION, f"{user.user_id} {_stamp(house, user)}",
        house.now_ms() + PASSWORD_LINK_MS,
    ))  # fmt: skip


def read_password_link(house: House, token: str) -> User:
    """Give the user who may choose a password by this link; raises NotFound, once it was used, too."""
    _, subject = read_token(house.settings.secret, "password", token, house.now_ms())
    user_id, _, stamp = subject.partition(" ")
    with house.store.reading() as parts:
        user = parts.users.find(user_id)
    if user is None or stamp != _stamp(house, user):
        raise NotFound(SPENT)
    return user


def choose_password(house: House, token: str, password: str, browser: str) -> str:
    """Give a user a new password by a link, and sign this browser alone in; gives the cookie."""
    user = read_password_link(house, token)
    set_password(house, user, password)
    return open_user_session(house, browser, user.user_id)


def change_password(house: House, user: User, session: Session, old: str, new: str, ip: str) -> None:
    """Give whoever is signed in a new password; all their other browsers are signed out.

    Raises InvalidInput where the old one is not theirs or the new one will not do, TooMany as the login does.
    """
    count_tries(house, user.email, ip, is_known=True)
    if not is_password(old, user.password_hash):
        raise InvalidInput("old", "This is not your password of now.")
    set_password(house, user, new, but_session_id=session.session_id)


def set_password(house: House, user: User, password: str, but_session_id: str = "") -> None:
    """Write a user's new password and sign their browsers out; a link for the old one holds no more."""
    password_hash = hash_chosen(house, password, user.email, user.name)

    def work(parts: Parts) -> None:
        now = parts.users.find(user.user_id)
        if now is None or now.password_hash != user.password_hash:
            raise NotFound(SPENT)
        parts.users.set_password(user.user_id, password_hash)
        parts.users.end_sessions(user.user_id, but_session_id)

    house.store.unit(INSTALLATION, work)


def choose_language(house: House, user: User, language: str) -> None:
    """Let the desk speak a language to a user; empty for their browser's."""
    house.store.unit(INSTALLATION, lambda parts: parts.users.set_language(user.user_id, language))


def _stamp(house: House, user: User) -> str:
    """Give what changes with the password, so that a link is used once."""
    return house.hash("password", f"{user.user_id} {user.password_hash}")


def _make_link(house: House, page: str, token: str) -> str:
    return f"{house.settings.url}/desk/{page}/{token}"
