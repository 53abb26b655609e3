"""Messages over WhatsApp: an approved text with its blanks filled, sent once as far as Meta's API allows.

The API knows no key for a call. So each call carries the message's own id, which comes back with WhatsApp's
news of it: a try that nobody knows the end of is looked up there before there is another.
"""

from __future__ import annotations

from functools import partial

from plugin.actions.house import House
from plugin.actions.lettering import gather_letter
from plugin.actions.mailroom import note_sent
from plugin.actions.posting import end_message
from plugin.actions.whatsapp import WhatsAppKeys, note_undelivered, open_account
from plugin.domain.people import same_phone
from plugin.domain.whatsapp import describe_error, judge_error
from plugin.effects.notes import Note
from plugin.effects.outgoing import BUSY_S, Answer, CredentialsRefused, Outgoing
from plugin.effects.post import Ready, prepare_message
from plugin.errors import StoreBusy, StoreRefused, StoreUnclear
from plugin.model import MessageKind, Shop
from plugin.store import Parts
from plugin.store.effects import Effect
from widgets.letter_facts import LetterFacts
from widgets.letter_pages import SHARING, compose_letter
from widgets.view import link_for
from widgets.whatsapp import CATEGORIES, fill_template, name_template

OUTGOING = Outgoing()
NO_ACCOUNT = "The shop has no number at WhatsApp: connect one with `sathi whatsapp connect`."
TOKEN_REFUSED = "WhatsApp does not know the access token: make a lasting one, and connect again."
UNCLEAR = "WhatsApp did not say whether it took the message."
BUSY = "WhatsApp asks us to come again later."


def send_whatsapp(house: House, shop: Shop, effect: Effect, outgoing: Outgoing = OUTGOING) -> Note:
    """Send a message over WhatsApp; gives what to write of it.

    Raises StoreRefused where the merchant must act, StoreBusy where WhatsApp says so, StoreUnclear where
    nobody knows whether it was sent.
    """
    ready = prepare_message(house, shop, effect, gather_letter)
    if not isinstance(ready, Ready):
        return ready
    if effect.fence > 1 and _was_taken(house, shop, ready):
        return partial(_note_sent, house, shop, ready)
    keys = open_account(house, shop)
    if keys is None:
        raise StoreRefused(NO_ACCOUNT)
    if ready.message.kind not in CATEGORIES:
        raise StoreRefused(f"There is no text for {ready.message.kind} over WhatsApp.")
    answer = _call(outgoing, keys, _write_body(shop, ready))
    return _judge(house, shop, ready, answer)


def _was_taken(house: House, shop: Shop, ready: Ready) -> bool:
    """Say whether WhatsApp has told of a message whose sending ended unclear."""
    with house.store.reading() as parts:
        return parts.media.find_fate(shop.shop_id, ready.message.message_id) is not None


def _call(outgoing: Outgoing, keys: WhatsAppKeys, body: dict[str, object]) -> Answer:
    url, headers = f"{keys.address}/{keys.phone_id}/messages", {"Authorization": f"Bearer {keys.token}"}
    try:
        return outgoing.call("whatsapp:send", "POST", url, headers=headers, body=body)
    except CredentialsRefused as error:
        raise StoreRefused(TOKEN_REFUSED) from error
    except StoreUnclear as error:
        raise StoreUnclear(UNCLEAR) from error
    except StoreBusy as error:
        raise StoreBusy(BUSY, error.again_s) from error


def _write_body(shop: Shop, ready: Ready) -> dict[str, object]:
    message, facts = ready.message, ready.facts
    blanks = fill_template(compose_letter(facts), _choose_link(message.kind, facts))
    shown = [{"type": "text", "parameter_name": name, "text": text} for name, text in blanks.items()]
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": same_phone(ready.person.phone, shop.country).removeprefix("+"),
        "type": "template",
        "template": {
            "name": name_template(message.kind),
            "language": {"code": facts.language},
            "components": [{"type": "body", "parameters": shown}],
        },
        "biz_opaque_callback_data": message.message_id,
    }


def _choose_link(kind: MessageKind, facts: LetterFacts) -> str:
    """Give a link that may be passed on where people are asked to share, else their own."""
    if kind in SHARING:
        return link_for(facts.base_url, facts.shop.key, facts.code, "whatsapp")
    return facts.page_url or facts.store_url or facts.shop.url


def _judge(house: House, shop: Shop, ready: Ready, answer: Answer) -> Note:
    if answer.status < 400:
        return partial(_note_sent, house, shop, ready)
    code = _read_code(answer.body)
    sentence = describe_error(code)
    match judge_error(code):
        case "hard" | "out":
            return partial(_note_undelivered, house, shop, ready, code)
        case "busy":
            raise StoreBusy(sentence, BUSY_S)
        case "unclear":
            raise StoreUnclear(sentence)
    raise StoreRefused(sentence)


def _read_code(body: object) -> int:
    match body:
        case {"error": {"code": int(code)}}:
            return code
    return 0


def _note_sent(house: House, shop: Shop, ready: Ready, parts: Parts) -> None:
    note_sent(parts, shop, ready.message, house.now_ms())


def _note_undelivered(house: House, shop: Shop, ready: Ready, code: int, parts: Parts) -> None:
    now_ms = house.now_ms()
    note_undelivered(house, parts, shop, ready.person.phone, code, now_ms)
    end_message(parts, shop, ready.message.message_id, describe_error(code), now_ms)
