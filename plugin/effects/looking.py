"""Looking at a store's page from outside, as a shopper's browser would, and never behind our own walls.

A merchant names the address, so it may lead anywhere: it is resolved once, what is not public is refused, and
the connection is made to the very address that was judged; so it is at each redirect.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util.ssl_match_hostname import CertificateError

from plugin.failpoints import reach
from plugin.store_check import Fault, Fetched

CONNECT_S, READ_S, WHOLE_S = 5.0, 10.0, 20.0
MOST_BYTES = 3_000_000
MOST_REDIRECTS = 5
CHUNK_BYTES = 65_536
REDIRECTS = (301, 302, 303, 307, 308)
PORTS = {"http": 80, "https": 443}
# Public by their numbers, and yet they lead to addresses of the older kind that may be anything.
TUNNELS = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
AS_BROWSER = {
    "User-Agent": "Mozilla/5.0 (compatible; Sathi; checks its own snippet)",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate",
}

Resolve = Callable[[str, int], Sequence[str]]
Address = IPv4Address | IPv6Address


def resolve_host(host: str, port: int) -> list[str]:
    """Give every address that a host has; raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(text: str) -> bool:
    """Say whether an address is out in the world: not private, loopback, link-local, reserved or a tunnel."""
    address: Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if any(address in tunnel for tunnel in TUNNELS):
            return False
        address = address.ipv4_mapped or address
    return address.is_global and not address.is_multicast and not address.is_reserved


class NotLooked(Exception):
    """Nothing came of a look; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True)
class Onlooker:
    """Looks at pages of stores. `resolve` gives a host's addresses; a page is waited for `whole_s`."""

    resolve: Resolve = resolve_host
    whole_s: float = WHOLE_S

    def look(self, url: str, stamp: str, own: str = "") -> Fetched:
        """Fetch a store's page, and once more past all caches; a failure is told, not raised.

        Takes a stamp that no cache knows, and the one origin that may be on this machine: the demo's store.
        """
        try:
            fetched = self._follow(url, own)
        except NotLooked as error:
            return Fetched(url=url, fault=error.fault)
        try:
            fresh = self._follow(_stamp(fetched.url, stamp), own)
        except NotLooked:
            return fetched
        return Fetched(
            url=fetched.url, status=fetched.status, headers=fetched.headers, html=fetched.html,
            fresh_html=fresh.html,
        )  # fmt: skip

    def _follow(self, url: str, own: str) -> Fetched:
        end_s = time.monotonic() + self.whole_s
        for _ in range(MOST_REDIRECTS + 1):
            fetched = self._ask(url, own, end_s)
            place = fetched.headers.get("location", "")
            if fetched.status not in REDIRECTS or not place:
                return fetched
            url = urljoin(url, place)
        raise NotLooked("redirects")

    def _ask(self, url: str, own: str, end_s: float) -> Fetched:
        parts, port = _take_apart(url)
        host = parts.hostname or ""
        is_own = bool(own) and f"{parts.scheme}://{parts.netloc}" == own
        address = self._choose_address(host, port, is_own)
        if not is_own and port != PORTS[parts.scheme]:
            raise NotLooked("private")
        try:
            with _connect(parts.scheme, host, address, port, end_s) as connection:
                answer = _get(connection, parts)
                html = _read_limited(answer)
        except (ssl.SSLError, CertificateError) as error:
            raise NotLooked("certificate") from error
        except NewConnectionError as error:  # urllib3 counts a refused connection among those that are late
            raise NotLooked("closed") from error
        except (OSError, HTTPException, HTTPError) as error:
            is_slow = isinstance(error, (TimeoutError, urllib3.exceptions.TimeoutError))
            raise NotLooked("slow" if is_slow or _is_over(end_s) else "closed") from error
        if _is_over(end_s):
            raise NotLooked("slow")
        lower = {name.lower(): value for name, value in answer.headers.items()}
        return Fetched(url=url, status=answer.status, headers=lower, html=html)

    def _choose_address(self, host: str, port: int, is_own: bool) -> str:
        """Resolve a host once, and give the address to speak to; one that is not public spoils them all."""
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotLooked("unknown_host") from error
        if not addresses:
            raise NotLooked("unknown_host")
        if not is_own and not all(map(is_public, addresses)):
            raise NotLooked("private")
        return addresses[0]


def _get(connection: HTTPConnection, parts: SplitResult) -> urllib3.BaseHTTPResponse:
    path, headers = parts.path or "/", {**AS_BROWSER, "Host": parts.netloc.rpartition("@")[2]}
    target = f"{path}?{parts.query}" if parts.query else path
    reach("call:store:look:before")
    connection.request("GET", target, headers=headers, preload_content=False)
    answer = connection.getresponse()
    reach("call:store:look:after")
    return answer


def _take_apart(url: str) -> tuple[SplitResult, int]:
    """Take an address apart as browsers write it: letters of any script in the host and path included."""
    try:
        parts = urlsplit(str(requests.Request("GET", url).prepare().url))
        if parts.scheme not in PORTS or not parts.hostname:
            raise NotLooked("unknown_host")
        return parts, parts.port or PORTS[parts.scheme]
    except (ValueError, requests.RequestException) as error:
        raise NotLooked("unknown_host") from error


@contextmanager
def _connect(scheme: str, host: str, address: str, port: int, end_s: float) -> Iterator[HTTPConnection]:
    """Lend a connection to an address that was judged, in the name of its host, and hang up at `end_s`.

    A timeout alone begins anew with every byte, and whoever drips could keep us for days.
    """
    connection = HTTPConnection(address, port, timeout=CONNECT_S)
    if scheme == "https":
        connection = HTTPSConnection(
            address, port, timeout=CONNECT_S, server_hostname=host, assert_hostname=host,
            cert_reqs="CERT_REQUIRED", ca_certs=requests.utils.DEFAULT_CA_BUNDLE_PATH,
        )  # fmt: skip
    connection.connect()
    connection.timeout = READ_S
    late = Timer(max(0, end_s - time.monotonic()), _hang_up, [connection.sock])
    late.start()
    try:
        yield connection
    finally:
        late.cancel()
        connection.close()


def _hang_up(speaking: socket.socket) -> None:
    with suppress(OSError):  # it was over by itself
        speaking.shutdown(socket.SHUT_RDWR)


def _is_over(end_s: float) -> bool:
    return time.monotonic() >= end_s


def _read_limited(answer: urllib3.BaseHTTPResponse) -> str:
    raw = b""
    for chunk in answer.stream(CHUNK_BYTES, decode_content=True):
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise NotLooked("large")
    return raw.decode(errors="replace")


def _stamp(url: str, stamp: str) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}sathi-check={stamp}"
