"""The door by which somebody stops a shop's messages: by the button here, or by the one in a mail program.

Opening it changes nothing, since scanners of mails open every link. Posting works without cookie, session and
redirect (RFC 8058).
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.actions.unsubscribing import Subscription, answer_subscription, find_subscription
from plugin.doorstep import MOST_SHOPPER_BYTES, the_house
from widgets.assets import load_manifest
from widgets.showing import show
from widgets.texts import choose_language
from widgets.unsubscribing import AGAIN, STOP, Standing, unsubscribe_page

door = Blueprint("unsubscribe", __name__)


@door.get("/u/<key>")
def show_question(key: str) -> Response:
    """Show the button, or that the messages have stopped already."""
    found = find_subscription(the_house(), key)
    return _show(found, "stopped" if found.says == "out" else "asking")


@door.post("/u/<key>")
def stop(key: str) -> Response:
    """Stop the messages, and say so."""
    request.max_content_length = MOST_SHOPPER_BYTES
    return _show(answer_subscription(the_house(), key, "out", STOP), "stopped")


@door.post("/u/<key>/again")
def take_back(key: str) -> Response:
    """Let the messages come again, and say so."""
    request.max_content_length = MOST_SHOPPER_BYTES
    return _show(answer_subscription(the_house(), key, "in", AGAIN), "again")


def _show(found: Subscription, standing: Standing) -> Response:
    message, shop = found.message, found.shop
    language = choose_language([request.values.get("lang", "")[:40], message.language], shop.language)
    key = message.unsubscribe_key
    page = unsubscribe_page(shop, found.program, language, load_manifest(), key=key, standing=standing)
    return show("unsubscribe.html", page)
