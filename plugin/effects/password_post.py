"""What is written to users about their passwords: a link for a new one, and that there is one."""

from __future__ import annotations

import msgspec

from plugin.actions.house import House
from plugin.actions.new_passwords import PasswordWork, password_link, stamp_password
from plugin.effects.desk_post import send_desk_letter, write_desk_letter
from plugin.effects.notes import Note, note_nothing
from plugin.model import Shop
from plugin.store.effects import Effect
from plugin.store.users import User
from plugin.words.speaking import in_language, say
from widgets.letters import Letter

SENDER = "Sathi"


def send_password_letter(house: House, shop: Shop, effect: Effect) -> Note:
    """Write to a user about their password; a link that could not be used any more is not sent.

    Raises as `send_desk_letter` does.
    """
    work = msgspec.json.decode(effect.payload, type=PasswordWork)
    with house.store.reading() as parts:
        user = parts.users.find(work.user_id)
    if user is None or (work.says == "link" and not _holds(house, user, work)):
        return note_nothing
    language = user.language or shop.language
    with in_language(language):
        letter = _write(house, user, work, language)
    send_desk_letter(house, letter, user.email, effect.effect_id)
    return note_nothing


def _holds(house: House, user: User, work: PasswordWork) -> bool:
    return house.now_ms() < work.until_at_ms and work.stamp == stamp_password(house, user)


def _write(house: House, user: User, work: PasswordWork, language: str) -> Letter:
    if work.says == "link":
        return write_desk_letter(SENDER, language, say("A new password for the desk"), (
            say("Somebody, you we hope, asked for a new password. Open this link to choose one:"),
            password_link(house, user, work.until_at_ms),
            say("It holds for half an hour, and once. If it was not you, do nothing: your password stays."),
        ))  # fmt: skip
    return write_desk_letter(SENDER, language, say("You have a new password"), (
        say("A new password was chosen for your account, and all your other browsers were signed out."),
        say("If it was not you, ask for a link and choose another at once:"),
        f"{house.settings.url}/desk/forgotten",
    ))  # fmt: skip
