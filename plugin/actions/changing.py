"""Noting what was changed of settings and money: who, when, before and after; and what changed meanwhile."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from plugin.actions.house import House
from plugin.errors import InvalidInput, Overtaken
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.changes import Change

MOST_NOTE = 300


def note_change(
    house: House,
    parts: Parts,
    shop: Shop,
    what: str,
    subject: str,
    before: object,
    after: object,
    now_ms: int,
) -> None:
    """Note a change inside the unit that makes it, as made by whoever acts in the house.

    `what` is the kind of thing ("program", "reward", "user"), `subject` its id; `before` and `after` are how
    it stood, as structs or plain values without secrets, None where there was or is nothing. Equal ones are
    no change.
    """
    texts = [msgspec.json.encode(one, order="sorted").decode() for one in (before, after)]
    if texts[0] == texts[1]:
        return
    change = Change(
        change_id=house.new_id("chg", now_ms), who=house.actor.name, user_id=house.actor.user_id, what=what,
        subject=subject, before=texts[0], after=texts[1], at_ms=now_ms,
    )  # fmt: skip
    parts.changes.add(shop.shop_id, change)


def read_note(text: str) -> str:
    """Read why somebody did something by hand; raises InvalidInput where they do not say, or write a book."""
    note = text.strip()
    if not note or len(note) > MOST_NOTE:
        raise InvalidInput(
            "note", "Say in at most {most} characters why, for whoever reads it later.", most=MOST_NOTE
        )
    return note


def stamp_parts(*parts: object) -> str:
    """Give what a form keeps of the things that it was drawn from, to tell whether they still stand."""
    return sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()[:16]


def must_stand(seen: str, *parts: object) -> None:
    """Raise Overtaken, inside a unit, where things are not as a form showed them; takes the form's stamp.

    An empty one, of whoever sends no form, asks for nothing.
    """
    if seen and seen != stamp_parts(*parts):
        raise Overtaken("Somebody else saved this meanwhile: look at what stands there now, then save.")
