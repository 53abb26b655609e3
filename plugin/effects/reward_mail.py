"""The mail that tells somebody of a reward in their hands; the ledger says so once it is sent."""

from __future__ import annotations

import msgspec

from plugin.actions.connections import find_connection
from plugin.actions.earning import view_reward
from plugin.actions.house import House
from plugin.actions.ledger import RewardWord, note_told
from plugin.effects.mail import make_message, send_message
from plugin.effects.notes import Note, note_nothing
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store.effects import Effect
from widgets.drawing import draw
from widgets.mail import reward_mail
from widgets.store_links import link_to_store, name_store
from widgets.texts import choose_language

IN_HAND = ("ready", "given")


def send_reward(house: House, shop: Shop, effect: Effect) -> Note:
    """Mail somebody what they have earned, in the shop's language; gives what to write once it is sent.

    Nothing is sent of a reward that was used or fell meanwhile. Raises NotFound when nobody is there to write
    to, OSError when the mail server does not take it.
    """
    word = msgspec.json.decode(effect.payload, type=RewardWord)
    with house.store.reading() as parts:
        reward = parts.rewards.find(shop.shop_id, word.reward_id)
        person = parts.people.find(shop.shop_id, reward.person_id) if reward else None
        if reward is None or person is None or not person.email:
            raise NotFound("The person to write to is not known any more.")
        earned = view_reward(parts, shop, reward)
        _, program = parts.programs.current(shop.shop_id)
    if earned.stage not in IN_HAND:
        return note_nothing
    connection = find_connection(house, shop)
    kind = name_store(shop, connection.platform if connection else "")
    view = reward_mail(
        shop, program, choose_language([], shop.language), earned, first_name=person.first_name,
        store_url=link_to_store(shop, kind, code=earned.code),
    )  # fmt: skip
    message = make_message(
        house.settings.mail_from, shop.name, person.email, view.subject, draw("mail_reward.txt", view),
        draw("mail_reward.html", view), f"<{effect.effect_id}@{house.settings.mail_from.partition('@')[2]}>",
    )  # fmt: skip
    send_message(house.settings.smtp_url, message)
    return lambda parts: note_told(parts, shop, reward.reward_id, house.now_ms())
