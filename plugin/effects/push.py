"""Messages as web push: a title, a sentence and a link, which only the person's own browser can read."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from py_vapid import Vapid02
from pywebpush import WebPusher

from plugin.actions.house import House
from plugin.actions.lettering import gather_letter
from plugin.actions.mailroom import note_sent
from plugin.actions.posting import end_message
from plugin.actions.push import Browser, derive_push_key, open_browser
from plugin.effects.notes import Note
from plugin.effects.outgoing import Outgoing, Reply
from plugin.effects.post import Ready, prepare_message
from plugin.errors import StoreBusy, StoreRefused, StoreUnclear
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.effects import Effect
from plugin.store.media import PushSubscription
from widgets.letter_pages import compose_letter

OUTGOING = Outgoing()
HOUR_S = 3_600
KEPT_S = 48 * HOUR_S  # for so long the browser's service keeps what it cannot bring yet
SIGNED_S = 12 * HOUR_S
NOBODY = "No browser of this person shows news of the shop any more."
MOST_TITLE, MOST_BODY = 80, 240


class News(NamedTuple):
    """What is sent to each browser of a person: the same bytes, sealed for each, and a name for its place."""

    raw: bytes
    topic: str


def send_push(house: House, shop: Shop, effect: Effect, outgoing: Outgoing = OUTGOING) -> Note:
    """Bring a message to every browser of a person; gives what to write once one has it.

    A browser that is gone is forgotten. Raises what the first failure was where none could be reached.
    """
    ready = prepare_message(house, shop, effect, gather_letter)
    if not isinstance(ready, Ready):
        return ready
    with house.store.reading() as parts:
        browsers = parts.media.list_subscriptions(shop.shop_id, ready.person.person_id)
    news = _write_news(house, ready)
    gone: list[PushSubscription] = []
    failures: list[Exception] = []
    for one in browsers:
        try:
            if not _bring(house, shop, outgoing, open_browser(house, shop, one), news):
                gone.append(one)
        except (StoreBusy, StoreRefused, StoreUnclear) as error:
            failures.append(error)
    if failures and len(failures) + len(gone) == len(browsers):
        raise failures[0]
    is_told = len(gone) < len(browsers)
    return partial(_note, house, shop, ready, gone, is_told)


def _write_news(house: House, ready: Ready) -> News:
    page, facts = compose_letter(ready.facts), ready.facts
    topic = house.hash("push topic", ready.message.message_id)
    content = {
        "title": page.shop_name[:MOST_TITLE],
        "body": page.subject[:MOST_BODY],
        "link": facts.page_url or facts.store_url or facts.shop.url,
        "lang": page.language,
        "dir": page.direction,
        "tag": topic,
    }
    return News(msgspec.json.encode(content), topic)


def _bring(house: House, shop: Shop, outgoing: Outgoing, browser: Browser, news: News) -> bool:
    """Bring news to one browser; False where it is gone. The same news again takes its own place."""
    keys = {"p256dh": browser.p256dh, "auth": browser.auth}
    sealed = WebPusher({"endpoint": browser.endpoint, "keys": keys}).encode(news.raw)["body"]
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_S),
        "Topic": news.topic,
        **_sign(house, shop, browser),
    }
    try:
        reply = outgoing.ask("push:send", "POST", browser.endpoint, headers=headers, form=sealed)
    except StoreUnclear as error:
        raise StoreUnclear("The browser's service did not answer.") from error
    return _judge(reply)


def _judge(reply: Reply) -> bool:
    match reply.status:
        case 200 | 201 | 202 | 204:
            return True
        case 404 | 410:
            return False
        case 429:
            raise StoreBusy("The browser's service asks us to come again later.", reply.again_s)
        case status if status >= 500 or status == 408:
            raise StoreUnclear(f"The browser's service failed with {status}.")
    raise StoreRefused(f"The browser's service refused the news with {reply.status}.")


def _sign(house: House, shop: Shop, browser: Browser) -> dict[str, str]:
    """Say who sends it (RFC 8292)."""
    address = urlsplit(browser.endpoint)
    claims = {
        "aud": f"{address.scheme}://{address.netloc}",
        "exp": house.now_ms() // 1000 + SIGNED_S,
        "sub": f"mailto:{house.settings.mail_from}",
    }
    # Its own idea of an address is narrower than that of the settings.
    signed: dict[str, str] = Vapid02(derive_push_key(house, shop), {"no-strict": True}).sign(claims)
    return signed


def _note(
    house: House, shop: Shop, ready: Ready, gone: list[PushSubscription], is_told: bool, parts: Parts
) -> None:
    for one in gone:
        parts.media.unsubscribe(shop.shop_id, one.endpoint_hash)
    if is_told:
        note_sent(parts, shop, ready.message, house.now_ms())
    else:
        end_message(parts, shop, ready.message.message_id, NOBODY, house.now_ms())
