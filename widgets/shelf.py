"""The shelf: what is in static/ is answered here, before Flask opens a request.

Every page of every store asks for the loader, mostly only whether it is still the same, and opening a request
costs more than answering it (docs/decisions/the-loader-is-answered-before-flask.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from widgets.assets import load_all
from widgets.caching import FOR_EVER, SHORT, Choice, choose, prepare

# Addresses that stay the same, with the built file that each gives at present.
ENTRIES = {"/w.js": "w.js", "/v.js": "v.js", "/sw.js": "sw.js", "/favicon.ico": "step-gift.svg"}


class Shelf:
    """Gives built files, and leaves every other request to the application behind it."""

    def __init__(self, behind: WSGIApplication) -> None:
        self.behind = behind
        self.places = lay_out()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        choice = self.places.get(environ["PATH_INFO"])
        if choice is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.behind(environ, start_response)
        answer = choose(choice, environ.get("HTTP_ACCEPT_ENCODING"), environ.get("HTTP_IF_NONE_MATCH", ""))
        start_response(answer.status, answer.headers)
        return (answer.body,) if environ["REQUEST_METHOD"] == "GET" else ()


@cache
def lay_out() -> Mapping[str, Choice]:
    """Give the answers for every built file: for ever by its hash, for a while at a lasting address."""
    built = load_all()
    by_hash = {f"/s/{one.name}": prepare(one, FOR_EVER) for one in built.values()}
    return by_hash | {address: prepare(built[name], SHORT) for address, name in ENTRIES.items()}
