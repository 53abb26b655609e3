"""Users of the desk: the first one, those after, and signing in."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.sessions import INSTALLATION, open_user_session
from plugin.actions.tries import LOGIN, count_tries
from plugin.domain.moments import DAY_MS
from plugin.domain.people import read_email, same_email
from plugin.errors import InvalidInput, NotFound
from plugin.passwords import SALT_BYTES, check_password, hash_password, is_password
from plugin.store import Parts
from plugin.store.users import User
from plugin.tokens import read_token, sign_token
from plugin.words.speaking import mark

SETUP_LINK_MS = 30 * DAY_MS
LONGEST_NAME = 80
WRONG = mark("This e-mail address and this password do not go together.")
SPENT = mark("This link was used already; sign in with the password that was chosen.")


def log_in(house: House, email: str, password: str, ip: str, browser: str, known: str = "") -> str:
    """Sign a browser in by e-mail address and password; gives the cookie.

    `known` is the mark that this browser kept of who signed in before. Raises TooMany where this account or
    this block of addresses tried too often, InvalidInput where the two do not go together; who has an account
    here cannot be told from the answer, nor from how long it takes.
    """
    same = same_email(email)
    count_tries(house, LOGIN, same, ip, known)
    with house.store.reading() as parts:
        user = parts.users.find_at(same)
    if not is_password(password, user.password_hash if user else "") or user is None:
        raise InvalidInput("password", WRONG)
    return open_user_session(house, browser, user.user_id)


def setup_link(house: House) -> str:
    """Make the address at which the first owner is made; it holds until there is one, 30 days at most."""
    return make_link(house, "setup", sign_token(
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
            raise InvalidInput("email", "{email} is a user already.", email=user.email)
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
        raise NotFound("There is no user {email}: see `sathi user list`.", email=email)
    return user


def choose_language(house: House, user: User, language: str) -> None:
    """Let the desk speak a language to a user; empty for their browser's."""
    house.store.unit(INSTALLATION, lambda parts: parts.users.set_language(user.user_id, language))


def make_link(house: House, page: str, token: str) -> str:
    """Give the address of a page of the desk that a token opens."""
    return f"{house.settings.url}/desk/{page}/{token}"
