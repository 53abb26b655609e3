"""The one way out by HTTP: with a time limit and a size limit, never following a redirect."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import local
from typing import Any, TypeVar

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from plugin.errors import StoreBusy, StoreRefused, StoreUnclear, Unreadable
from plugin.failpoints import reach
from webhooks.strict_json import LARGEST_BODY_BYTES, load_json

CONNECT_S, READ_S = 5.0, 15.0
BUSY_S, LONGEST_BUSY_S = 60.0, 3600.0
UNCLEAR_S, PATIENCE = 5.0, 5
CHUNK_BYTES = 65_536
WHOLE_ANSWERS = 2  # the whole answer may take twice as long as any part of it

T = TypeVar("T")


class CredentialsRefused(StoreRefused):
    """The store does not know our credentials, or not any more."""


class NoCredentials(AuthBase):
    """Adds nothing, so that no password from the operator's own files is sent to a store."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave the request as it is."""
        return request


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the body as JSON."""

    status: int
    body: object


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever it is; `again_s` says after how many seconds to come again.

    `date` is what the other machine's clock said, as it wrote it.
    """

    status: int
    raw: bytes
    again_s: float = BUSY_S
    date: str = ""


@dataclass(frozen=True)
class Outgoing:
    """Calls to the world outside, each thread over its own connections.

    `pause` waits so many seconds between two looks at what a store does later.
    """

    connect_s: float = CONNECT_S
    read_s: float = READ_S
    pause: Callable[[float], None] = time.sleep
    _own: local = field(default_factory=local, repr=False, compare=False)

    def call(
        self,
        name: str,
        method: str,
        url: str,
        *,
        auth: AuthBase | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask once and give the answer: a success, or a refusal that the caller knows how to read.

        Takes the call's name for the failpoints ("woocommerce:make"), and at most one of `body` (JSON) and
        `form`. Raises StoreRefused for bad credentials and redirects, StoreBusy where the store says so,
        StoreUnclear where nobody knows what was done. No message holds an address or a credential.
        """
        return _judge(
            self.ask(name, method, url, auth=auth, headers=headers, params=params, body=body, form=form)
        )

    def ask(
        self,
        name: str,
        method: str,
        url: str,
        *,
        auth: AuthBase | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        form: Mapping[str, str] | bytes | None = None,
    ) -> Reply:
        """Ask once and give what came back, for a place that does not speak JSON.

        Takes what `call` takes; `form` may be ready bytes. Raises StoreUnclear where nothing whole came back.
        """
        reach(f"call:{name}:before")
        try:
            with self._session().request(
                method, url, auth=auth or NoCredentials(), headers=headers, params=params, json=body,
                data=form, timeout=(self.connect_s, self.read_s), allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                raw = _read_limited(response, time.monotonic() + WHOLE_ANSWERS * self.read_s)
        except (requests.RequestException, HTTPError) as error:
            # The library's own words repeat the address, and with it what signs it.
            raise StoreUnclear(f"The store did not answer ({type(error).__name__}).") from None
        reach(f"call:{name}:after")
        date = response.headers.get("Date", "")
        return Reply(response.status_code, raw, _read_wait(response), date)

    def fetch(self, name: str, url: str) -> bytes:
        """Give what lies at an address; raises StoreUnclear where nothing does."""
        reply = self.ask(name, "GET", url)
        if reply.status != 200:
            raise StoreUnclear(f"There was nothing at the address: it answered {reply.status}.")
        return reply.raw

    def read_patiently(self, read: Callable[[], T]) -> T:
        """Do a call that changes nothing, again and again while the store is busy or does not answer."""
        for _ in range(PATIENCE):
            try:
                return read()
            except StoreBusy as error:
                wait_s = error.again_s
            except StoreUnclear:
                wait_s = UNCLEAR_S
            self.pause(min(wait_s, BUSY_S))
        return read()

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.headers["User-Agent"] = "Sathi"
        session: requests.Session = self._own.session
        return session


def _read_limited(response: requests.Response, end_s: float) -> bytes:
    """Read the answer as it comes: one that drips is given up like one that never comes."""
    raw = b""
    while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
        raw += chunk
        if len(raw) > LARGEST_BODY_BYTES:
            raise StoreUnclear("The store's answer is too large.")
        if time.monotonic() > end_s:
            raise StoreUnclear("The store answers too slowly.")
    return raw


def _judge(reply: Reply) -> Answer:
    status = reply.status
    if status == 429:
        raise StoreBusy("The store asks us to come again later.", reply.again_s)
    if status in (401, 403):
        raise CredentialsRefused("The store refused our credentials: connect it again.")
    if 300 <= status < 400:
        raise StoreRefused("The store sends us to another address: connect it with the address it uses.")
    if status >= 500 or status == 408:
        raise StoreUnclear(f"The store failed with {status}.")
    try:
        return Answer(status, load_json(reply.raw))
    except Unreadable:
        if status >= 400:
            sentence = f"The store answered {status}, and not as its API does: check the address."
            raise StoreRefused(sentence) from None
        raise StoreUnclear("The store's answer is not JSON.") from None


def _read_wait(response: requests.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_BUSY_S) if asked.isascii() and asked.isdigit() else BUSY_S
