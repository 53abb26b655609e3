"""WhatsApp as a medium: the shop's number there, and what shoppers and WhatsApp say to it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.consenting import note_bounce, say_word
from plugin.actions.house import House
from plugin.actions.notices import hear_once
from plugin.domain.whatsapp import describe_error, judge_error, outranks
from plugin.errors import InvalidInput
from plugin.model import Shop, Struct
from plugin.seals import seal, unseal
from plugin.settings import is_loopback
from plugin.store import Parts
from plugin.store.media import Fate, WhatsAppAccount
from webhooks.whatsapp import Fared, Heard, Said

META = "https://graph.facebook.com/v23.0"


class WhatsAppKeys(Struct):
    """How a shop's number is reached: Meta's address, the number's id there, and the app's credentials."""

    phone_id: str
    token: str
    app_secret: str
    address: str = META

    def __repr__(self) -> str:
        return "WhatsAppKeys()"


_decoder = msgspec.json.Decoder(WhatsAppKeys)


def connect_whatsapp(house: House, shop: Shop, keys: WhatsAppKeys) -> None:
    """Write how a shop's number at WhatsApp is reached, in place of what was known before.

    Raises InvalidInput naming the field that cannot be used.
    """
    if not keys.phone_id.isascii() or not keys.phone_id.isdigit():
        raise InvalidInput("phone_id", "The phone number id is a number; Meta shows it beside the number.")
    if not keys.token or not keys.app_secret:
        raise InvalidInput("token", "Give the access token and the app's secret.")
    address = urlsplit(keys.address)
    if address.scheme != "https" and not is_loopback(address.hostname or ""):
        raise InvalidInput("address", f"Meta's address starts with https://, as in {META}.")
    sealed = seal(house.settings.secret, _place(shop), msgspec.json.encode(keys))
    account = WhatsAppAccount(shop_id=shop.shop_id, sealed=sealed, connected_at_ms=house.now_ms())

    def work(parts: Parts) -> None:
        parts.media.connect_whatsapp(account)
        after = {"connected_at_ms": account.connected_at_ms}
        note_change(house, parts, shop, "whatsapp", "", None, after, account.connected_at_ms)

    house.store.unit(shop.shop_id, work)


def disconnect_whatsapp(house: House, shop: Shop) -> None:
    """Forget a shop's number at WhatsApp, and its credentials."""

    def work(parts: Parts) -> None:
        account = parts.media.find_whatsapp(shop.shop_id)
        was = {"connected_at_ms": account.connected_at_ms} if account else None
        parts.media.disconnect_whatsapp(shop.shop_id)
        note_change(house, parts, shop, "whatsapp", "", was, None, house.now_ms())

    house.store.unit(shop.shop_id, work)
    house.store.scrub()


def open_account(house: House, shop: Shop) -> WhatsAppKeys | None:
    """Give how a shop's number is reached; None where it has none. Raises StoreRefused for a foreign seal."""
    with house.store.reading() as parts:
        account = parts.media.find_whatsapp(shop.shop_id)
    return _decoder.decode(unseal(house.settings.secret, _place(shop), account.sealed)) if account else None


def make_verify_word(house: House, shop: Shop, keys: WhatsAppKeys) -> str:
    """Give the word by which Meta's console finds out that this address is the shop's."""
    return house.hash(f"whatsapp verify {shop.shop_id}", keys.app_secret)


def take_heard(house: House, shop: Shop, heard: Iterable[Heard]) -> int:
    """Note what shoppers and WhatsApp said to a shop's number; gives how much of it was news."""
    now_ms = house.now_ms()
    told = list(heard)

    def work(parts: Parts) -> int:
        return sum(
            _take_said(house, parts, shop, one, now_ms)
            if isinstance(one, Said)
            else _take_fared(house, parts, shop, one, now_ms)
            for one in told
        )

    return house.store.unit(shop.shop_id, work) if told else 0


def note_undelivered(house: House, parts: Parts, shop: Shop, phone: str, code: int, now_ms: int) -> None:
    """Note what an error says of a phone: that it cannot be reached, or wants no more."""
    match judge_error(code):
        case "hard":
            note_bounce(house, parts, shop, "whatsapp", phone, "hard", f"whatsapp {code}", now_ms)
        case "out":
            say_word(house, parts, shop, "whatsapp", phone, "out", f"whatsapp {code}", "", now_ms)


def _take_said(house: House, parts: Parts, shop: Shop, said: Said, now_ms: int) -> bool:
    """Note what a shopper said; told late, it does not undo what was said since."""
    if not hear_once(house, parts, shop, f"whatsapp {said.said_ref}", now_ms):
        return False
    at_ms = min(said.said_at_ms, now_ms)
    say_word(house, parts, shop, "whatsapp", said.phone, said.says, "whatsapp reply", said.words, at_ms)
    return True


def _take_fared(house: House, parts: Parts, shop: Shop, fared: Fared, now_ms: int) -> bool:
    """Note what became of a message of ours; what is said late, or of no message here, changes nothing."""
    known = parts.media.find_fate(shop.shop_id, fared.message_id)
    if known and not outranks(fared.state, known.state):
        return False
    if parts.messages.find(shop.shop_id, fared.message_id) is None:
        return False
    failure = describe_error(fared.code) if fared.state == "failed" else ""
    fate = Fate(
        message_id=fared.message_id, state=fared.state, at_ms=now_ms, code=fared.code, failure=failure
    )  # fmt: skip
    parts.media.write_fate(shop.shop_id, fate)
    if fared.state == "failed":
        note_undelivered(house, parts, shop, fared.phone, fared.code, now_ms)
    return True


def _place(shop: Shop) -> str:
    return f"{shop.shop_id} whatsapp"
