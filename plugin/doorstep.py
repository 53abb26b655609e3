"""What every door needs before it opens: the house, bounded bodies, one shape of errors."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any

from flask import Flask, Request, Response, current_app, json, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from plugin.actions.deliveries import open_delivery, take_delivery
from plugin.actions.guessing import Guesses
from plugin.actions.house import House
from plugin.actions.shops import find_shop
from plugin.actions.sighting import Lookout, is_of_store
from plugin.errors import (
    BadSignature,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Overtaken,
    SathiError,
    TooMany,
    Unreadable,
)
from plugin.model import Platform, Shop
from plugin.scribe.asking import Scribe
from plugin.store.setups import Sight
from webhooks.strict_json import load_json

MOST_SHOPPER_BYTES = 16 * 1024
MOST_BYTES = 256 * 1024  # where a door says nothing else

STATUSES: dict[type[SathiError], HTTPStatus] = {
    BadSignature: HTTPStatus.UNAUTHORIZED,
    Unreadable: HTTPStatus.BAD_REQUEST,
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    Overtaken: HTTPStatus.CONFLICT,
    NotFound: HTTPStatus.NOT_FOUND,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}


class FormReader(FormDataParser):
    """Reads what a form says; one with a NUL character is refused, which no database keeps."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:  # fmt: skip
        """Give what is left of the body, the fields and the files; raises Unreadable."""
        rest, fields, files = super().parse(stream, mimetype, content_length, options)
        names = (file.filename or "" for file in files.values())
        if any("\0" in text for text in (*fields.values(), *names)):
            raise Unreadable("The form has a NUL character in its text.")
        return rest, fields, files


class FormRequest(Request):
    """A request whose forms hold nothing but text."""

    form_data_parser_class = FormReader


def put_house(app: Flask, house: House, scribe: Scribe | None) -> None:
    """Give the doors of this app their house, and the scribe where one is at work."""
    app.request_class = FormRequest
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.extensions["sathi"] = house
    app.extensions["sathi.scribe"] = scribe
    app.extensions["sathi.lookout"] = Lookout(house)
    app.extensions["sathi.guesses"] = Guesses(house)


def the_house() -> House:
    """Give the house behind the door that is open."""
    house: House = current_app.extensions["sathi"]
    return house


def the_shop(key: str) -> Shop:
    """Give the shop of an address; raises NotFound."""
    return find_shop(the_house(), key)


def the_guesses() -> Guesses:
    """Give what counts the keys that were tried in vain at this app's doors."""
    guesses: Guesses = current_app.extensions["sathi.guesses"]
    return guesses


def note_seen(shop: Shop, kind: Sight) -> None:
    """Note that something of a shop's store was seen, for the set-up's lights."""
    lookout: Lookout = current_app.extensions["sathi.lookout"]
    lookout.note(shop, kind)


def note_store_page(shop: Shop, kind: Sight) -> None:
    """Note that a page of the shop's own store asked for something, as the browser names its origin."""
    if is_of_store(shop, request.headers.get("Origin") or request.headers.get("Referer", "")):
        note_seen(shop, kind)


def deliver(shop: Shop, platform: Platform, headers: Mapping[str, str], raw: bytes) -> None:
    """Have a verified webhook request taken, by the scribe or else here; return once it is safe on disk."""
    deliver_to(the_house(), current_app.extensions["sathi.scribe"], shop, platform, headers, raw)


def deliver_to(
    house: House, scribe: Scribe | None, shop: Shop, platform: Platform,
    headers: Mapping[str, str], raw: bytes,
) -> None:  # fmt: skip
    """Do the same for this house, before Flask has opened a request."""
    if scribe is None or not scribe.take(shop, platform, headers, raw):
        take_delivery(house, open_delivery(house, shop, platform, headers, raw))


def read_body(most_bytes: int) -> bytes:
    """Read the request's raw body; more than `most_bytes` is refused as 413 before anything else happens."""
    # One byte more is read, so that a body that came without its length shows that it is larger.
    request.max_content_length = most_bytes + 1
    raw = request.get_data(cache=False)
    if len(raw) > most_bytes:
        raise RequestEntityTooLarge()
    return raw


def read_fields() -> dict[str, Any]:
    """Read a shopper's JSON object, whatever its content type says; raises Unreadable for anything else."""
    fields = load_json(read_body(MOST_SHOPPER_BYTES))
    if not isinstance(fields, dict):
        raise Unreadable("The body must be a JSON object.")
    return fields


def read_text(fields: dict[str, Any], name: str, most: int = 400) -> str:
    """Give one text field, empty when it is not there; raises InvalidInput when it is no text or too long."""
    text = fields.get(name, "")
    if not isinstance(text, str) or len(text) > most:
        raise InvalidInput(name, "{name} must be a text of at most {most} characters.", name=name, most=most)
    return text


def say_problem(error: SathiError | HTTPException | None) -> Response:
    """Say in one shape what went wrong (RFC 9457 problem details); None stands for our own fault."""
    if isinstance(error, SathiError):
        status, detail = STATUSES.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR), str(error)
    elif isinstance(error, HTTPException):
        status, detail = HTTPStatus(error.code or 500), error.description or ""
    else:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        detail = "Something failed here; it was noted, and nothing was changed."
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status,
        "detail": detail,
    }
    if isinstance(error, InvalidInput):
        problem["field"] = error.field
    answer = Response(json.dumps(problem), status, content_type="application/problem+json")
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.again_s)
    if isinstance(error, HTTPException):
        answer.headers.extend(
            {k: v for k, v in error.get_headers() if k not in ("Content-Type", "Content-Length")}
        )
    return answer
