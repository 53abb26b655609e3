"""How often strangers may try the ways to the desk: by account, and by block of addresses."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import NamedTuple

from plugin.actions.house import House
from plugin.actions.sessions import INSTALLATION
from plugin.domain.moments import MINUTE_MS
from plugin.domain.people import address_block, same_email
from plugin.errors import TooMany
from plugin.store import Parts
from plugin.words.speaking import mark


class TryLimits(NamedTuple):
    """How often one way may be tried in a window of time; `prefix` keeps its counts apart from others'."""

    prefix: str
    window_ms: int
    most_by_account: int
    most_from_a_block: int
    sentence: str


LOGIN = TryLimits(
    "", 15 * MINUTE_MS, 10, 30, mark("Too many tries to sign in; wait a quarter of an hour, then try again.")
)
# In every window a letter may still leave, and its link holds for one: nobody can keep an owner without one.
FORGOTTEN = TryLimits(
    "forgotten ",
    30 * MINUTE_MS,
    3,
    10,
    mark("A link was asked for too often; wait half an hour, then ask again."),
)


def count_tries(
    house: House, limits: TryLimits, same: str, ip: str, known: str,
    then: Callable[[Parts], None] = lambda parts: None,
) -> None:  # fmt: skip
    """Count one more try at an account, then do what was asked for in the same unit.

    Takes the address in its one form, and the mark that the browser kept of who signed in there: such a
    browser has tries of its own, so that strangers who use theirs up keep nobody out, wherever they are.
    Raises TooMany before anything is looked at.
    """
    now_ms, block = house.now_ms(), address_block(ip)
    window_at_ms = now_ms - now_ms % limits.window_ms
    is_known = hmac.compare_digest(known.encode(), mark_known(house, same).encode())
    # Whoever tries too often is stopped before they use up what the account has left.
    subjects = (
        *([(f"from:{house.hash('ip', block)}", limits.most_from_a_block)] if block and not is_known else ()),
        (f"{'known' if is_known else 'account'}:{house.hash('email', same)}", limits.most_by_account),
    )

    def work(parts: Parts) -> bool:
        for subject, most in subjects:
            if parts.users.count_try(limits.prefix + subject, window_at_ms) > most:
                return False
        then(parts)
        return True

    if not house.store.unit(INSTALLATION, work):
        again_s = (window_at_ms + limits.window_ms - now_ms) // 1000 + 1
        raise TooMany(limits.sentence, again_s)


def mark_known(house: House, email: str) -> str:
    """Give the mark that a browser keeps of who signed in there."""
    return house.hash("known", same_email(email))
