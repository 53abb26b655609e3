"""WhatsApp's Cloud API on this machine, as far as templates are sent."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.doubles.server import Asked, Fault, Reply, StoreDouble

PHONE_ID, TOKEN, APP_SECRET = "106540352242922", "a token for tests only", "an app secret for tests only"
AHEAD_MS = 4_102_444_800_000  # a clock that goes ahead of ours


class WhatsAppDouble(StoreDouble):
    """Takes messages, or refuses the next ones with Meta's error codes."""

    def __init__(self, clock: Callable[[], int]) -> None:
        super().__init__(clock)
        self.sent: list[dict[str, Any]] = []
        self.refusals: list[int] = []

    def answer(self, asked: Asked) -> Reply:
        """Answer one request."""
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Reply(401, {"error": {"code": 190, "type": "OAuthException"}})
        if (asked.method, asked.path) != ("POST", f"/v23.0/{PHONE_ID}/messages"):
            return Reply(404, {"error": {"code": 100}})
        return self.write("send", lambda fault: self._take(asked.body, fault))

    def _take(self, body: dict[str, Any], fault: Fault) -> Reply:
        if self.refusals:
            return Reply(400, {"error": {"code": self.refusals.pop(0), "fbtrace_id": "A"}})
        self.sent.append(body)
        return Reply(200, {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{len(self.sent)}"}]})


def tell(
    client: FlaskClient, key: str, value: dict[str, Any], secret: str = APP_SECRET, field: str = "messages",
    phone_id: str = PHONE_ID,
) -> TestResponse:  # fmt: skip
    """Post to the shop what WhatsApp says, signed."""
    whole = {"metadata": {"phone_number_id": phone_id}, **value}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": whole}]}],
    }
    raw = json.dumps(body).encode()
    signature = "sha256=" + hmac.digest(secret.encode(), raw, "sha256").hex()
    return client.post(f"/webhooks/{key}/whatsapp", data=raw, headers={"X-Hub-Signature-256": signature})


def write_words(
    sender: str, words: str, said_ref: str = "wamid.IN1", at_ms: int = AHEAD_MS
) -> dict[str, Any]:
    """Give what a shopper writes, as WhatsApp tells it."""
    said_at = str(at_ms // 1000)
    message = {"from": sender, "id": said_ref, "timestamp": said_at, "type": "text", "text": {"body": words}}
    return {"messaging_product": "whatsapp", "messages": [message]}


def write_status(message_id: str, state: str, recipient: str, *codes: int) -> dict[str, Any]:
    """Give what became of a message, as WhatsApp tells it."""
    status = {
        "id": "wamid.1", "status": state, "timestamp": "1", "recipient_id": recipient,
        "biz_opaque_callback_data": message_id, "errors": [{"code": code} for code in codes],
    }  # fmt: skip
    return {"messaging_product": "whatsapp", "statuses": [status]}
