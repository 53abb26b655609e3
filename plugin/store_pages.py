"""Reading a store's page as the browser would: the scripts in it, and what its security policy lets run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from plugin.model import Struct

RUNS = ("", "text/javascript", "application/javascript", "module")
LATER = ("src", "data-rocket-src", "data-litespeed-src", "data-cfasync-src", "data-src", "data-lazy-src")
TAG_MANAGER = "googletagmanager.com/gtm.js"
OPTIMISERS = {
    "rocketlazyloadscript": "WP Rocket",
    "litespeed/javascript": "LiteSpeed Cache",
    "text/rocketscript": "Cloudflare Rocket Loader",
    "-text/javascript": "Cloudflare Rocket Loader",
    "-module": "Cloudflare Rocket Loader",
    "pmdelayedscript": "Perfmatters",
    "flying-press": "FlyingPress",
}


class Snippet(Struct):
    """A script tag that brings the widget, as it stands in a page.

    `base` is the address before /w.js, `key` the shop that it names, `type` what an optimiser may have made
    of it, `nonce` what a security policy may ask for.
    """

    base: str
    key: str
    type: str = ""
    nonce: str = ""

    @property
    def optimiser(self) -> str:
        """The name of what keeps the browser from running it; empty where nothing does."""
        if self.type in RUNS:
            return ""
        known = (name for mark, name in OPTIMISERS.items() if mark in self.type)
        return next(known, f'type="{self.type}"')


def write_snippet(base: str, key: str) -> str:
    """Write the line that brings the widget into a shop's pages."""
    return f'<script async src="{base}/w.js" data-shop="{key}"></script>'


class StorePage(Struct):
    """What matters of a store's page: our snippets, tag managers, the policies that it brings itself."""

    snippets: tuple[Snippet, ...] = ()
    policies: tuple[str, ...] = ()
    has_tag_manager: bool = False
    asks_password: bool = False


def read_page(html: str) -> StorePage:
    """Read a page as it came; broken markup is read as far as it goes."""
    reader = _PageReader()
    reader.feed(html)
    return StorePage(
        snippets=tuple(reader.snippets), policies=tuple(reader.policies),
        has_tag_manager=TAG_MANAGER in html, asks_password=reader.asks_password,
    )  # fmt: skip


def find_blocking(
    policies: Iterable[str], directives: tuple[str, ...], address: str, page_url: str, nonce: str = ""
) -> str:
    """Give the directive of a Content-Security-Policy that keeps an address out; empty where none does.

    Takes the directives that may decide, the closest first ("script-src-elem", "script-src",
    "default-src"). Source: CSP level 3, 6.7.2.
    """
    for policy in policies:
        rules = _split_policy(policy)
        name = next((one for one in directives if one in rules), "")
        if name and not _allows(rules[name], address, page_url, nonce):
            return " ".join((name, *rules[name]))
    return ""


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.snippets: list[Snippet] = []
        self.policies: list[str] = []
        self.asks_password = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        traits = {name: value or "" for name, value in attrs}
        if tag == "script" and (found := _read_snippet(traits)):
            self.snippets.append(found)
        if tag == "meta" and traits.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(traits.get("content", ""))
        if tag == "form" and urlsplit(traits.get("action", "")).path.endswith("/password"):
            self.asks_password = True


def _read_snippet(traits: Mapping[str, str]) -> Snippet | None:
    address = next((traits[name] for name in LATER if "/w.js" in traits.get(name, "")), "")
    try:
        parts = urlsplit(address)
    except ValueError:  # no address that a browser would follow
        return None
    if not parts.netloc or not parts.path.endswith("/w.js"):
        return None
    asked = parse_qs(parts.query).get("shop", [""])[0]
    scheme = parts.scheme or "https"
    return Snippet(
        base=f"{scheme}://{parts.netloc}{parts.path.removesuffix('/w.js')}",
        key=traits.get("data-shop", "") or asked, type=traits.get("type", "").strip().lower(),
        nonce=traits.get("nonce", ""),
    )  # fmt: skip


def _split_policy(policy: str) -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {}
    for part in policy.split(";"):
        if words := part.split():
            rules.setdefault(words[0].lower(), words[1:])
    return rules


def _allows(sources: list[str], address: str, page_url: str, nonce: str) -> bool:
    lower = [source.lower() for source in sources]
    if nonce and f"'nonce-{nonce}'" in sources:
        return True
    if "'strict-dynamic'" in lower:  # then hosts say nothing
        return False
    return any(_matches(source, address, page_url) for source in lower)


def _matches(source: str, address: str, page_url: str) -> bool:
    target = urlsplit(address)
    if source == "*":
        return True
    if source == "'self'":
        own = urlsplit(page_url)
        return (own.scheme, own.netloc) == (target.scheme, target.netloc)
    if source.endswith(":"):
        return source == f"{target.scheme}:"
    if source.startswith("'"):
        return False
    wanted = urlsplit(source if "://" in source else f"{target.scheme}://{source}")
    host, port = target.hostname or "", target.port
    named = wanted.netloc.rpartition(":")[0] if wanted.netloc.endswith(":*") else wanted.hostname or ""
    fits = host.endswith(named[1:]) if named.startswith("*.") else host == named
    wanted_port = wanted.port if not wanted.netloc.endswith(":*") else port
    same_port = (wanted_port or _usual(wanted.scheme)) == (port or _usual(target.scheme))
    upgraded = wanted.scheme == "http" and target.scheme == "https"
    return fits and (wanted.scheme == target.scheme or upgraded) and (same_port or upgraded)


def _usual(scheme: str) -> int:
    return 443 if scheme == "https" else 80
