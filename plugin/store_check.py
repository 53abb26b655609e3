"""Check my store: what is wrong with the snippet and the webhooks, told from what was fetched and heard.

A pure diagnosis: what the page said, what the store's pages asked for since, what its webhooks brought.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

from plugin.domain.moments import DAY_MS
from plugin.model import Struct
from plugin.store_pages import Snippet, StorePage, find_blocking, read_page

# Why nothing was fetched at all.
Fault = Literal["", "unknown_host", "private", "closed", "certificate", "slow", "large", "redirects"]

DiagnosisName = Literal[
    "running", "unreachable", "private", "password", "refused", "temporary", "not_found", "twice",
    "wrong_key", "wrong_address", "never_ran", "policy", "calls_refused", "optimised", "cached",
    "tag_manager", "tag_manager_silent", "elsewhere", "no_thank_you", "thank_you", "no_webhook", "unsigned",
    "webhook", "pinged",
]  # fmt: skip
GOOD: tuple[DiagnosisName, ...] = ("running", "tag_manager", "elsewhere", "thank_you", "webhook", "pinged")

SCRIPTS = ("script-src-elem", "script-src", "default-src")
CALLS = ("connect-src", "default-src")
FRESH_MS = 7 * DAY_MS


class Fetched(Struct):
    """A store's page as it came.

    `fresh_html` is the same page asked for past all caches. Where there is a `fault`, nothing came.
    """

    url: str
    status: int = 0
    headers: Mapping[str, str] = {}
    html: str = ""
    fresh_html: str = ""
    fault: Fault = ""


class Heard(Struct):
    """When the store was last heard of, each way; 0 for never.

    The settings are asked for by each page with the widget, a decision by a thank-you page.
    """

    settings_at_ms: int = 0
    decision_at_ms: int = 0
    delivery_at_ms: int = 0
    order_at_ms: int = 0
    ping_at_ms: int = 0
    unsigned_at_ms: int = 0

    @property
    def webhook_at_ms(self) -> int:
        """When a webhook with a right signature came last: of an order, or to try the way."""
        return max(self.delivery_at_ms, self.ping_at_ms)


class Diagnosis(Struct):
    """One thing that was found; `subject` is the part of the page or the answer that shows it."""

    name: DiagnosisName
    subject: str = ""

    @property
    def is_good(self) -> bool:
        """Whether nothing is to be done."""
        return self.name in GOOD


def diagnose(fetched: Fetched, heard: Heard, base_url: str, key: str, now_ms: int) -> tuple[Diagnosis, ...]:
    """Name what the look at a store found: of its page first, of its thank-you page, of its webhooks.

    Takes the page, what was heard of the store, Sathi's own address and the shop's key.
    """
    return (
        _judge_page(fetched, heard, base_url, key, now_ms),
        *_judge_thank_you(heard),
        _judge_webhooks(heard),
    )


def _judge_page(fetched: Fetched, heard: Heard, base_url: str, key: str, now_ms: int) -> Diagnosis:
    page = read_page(fetched.html)
    if refusal := _judge_refusal(fetched, page):
        return refusal
    ours = [one for one in page.snippets if (one.base, one.key) == (base_url, key)]
    if not ours:
        return _judge_absence(fetched, page, heard, base_url, key, now_ms)
    if len(ours) > 1:
        return Diagnosis(name="twice", subject=str(len(ours)))
    return _judge_snippet(fetched, page, ours[0], heard, now_ms)


def _judge_refusal(fetched: Fetched, page: StorePage) -> Diagnosis | None:
    """Tell why the page itself did not come."""
    status, is_locked = fetched.status, urlsplit(fetched.url).path.endswith("/password")
    if fetched.fault == "private":
        return Diagnosis(name="private")
    if fetched.fault:
        return Diagnosis(name="unreachable", subject=fetched.fault)
    if status == 401 or page.asks_password or is_locked:
        return Diagnosis(name="password")
    if status < 400:
        return None
    passes = status in (408, 425, 429) or status >= 500
    return Diagnosis(name="temporary" if passes else "refused", subject=str(status))


def _judge_snippet(
    fetched: Fetched, page: StorePage, snippet: Snippet, heard: Heard, now_ms: int
) -> Diagnosis:
    """Tell why a snippet that stands in the page does not run, unless it was heard to."""
    policies = (*_policies_of(fetched.headers), *page.policies)
    script = f"{snippet.base}/w.js"
    if blocking := find_blocking(policies, SCRIPTS, script, fetched.url, snippet.nonce):
        return Diagnosis(name="policy", subject=blocking)
    if blocking := find_blocking(policies, CALLS, snippet.base, fetched.url):
        return Diagnosis(name="calls_refused", subject=blocking)
    if _is_fresh(heard.settings_at_ms, now_ms):
        return Diagnosis(name="running")
    if snippet.optimiser:
        return Diagnosis(name="optimised", subject=snippet.optimiser)
    return Diagnosis(name="never_ran")


def _judge_absence(
    fetched: Fetched, page: StorePage, heard: Heard, base_url: str, key: str, now_ms: int
) -> Diagnosis:
    """Tell why a page has no snippet of this shop."""
    fresh = read_page(fetched.fresh_html)
    if any((one.base, one.key) == (base_url, key) for one in fresh.snippets):
        return Diagnosis(name="cached", subject=_name_cache(fetched.headers))
    for one in page.snippets:
        if one.base == base_url:
            return Diagnosis(name="wrong_key", subject=one.key[:40])
        if one.key == key:
            return Diagnosis(name="wrong_address", subject=one.base[:100])
    is_heard = _is_fresh(heard.settings_at_ms, now_ms)
    if page.has_tag_manager:
        return Diagnosis(name="tag_manager" if is_heard else "tag_manager_silent")
    return Diagnosis(name="elsewhere" if is_heard else "not_found")


def _judge_thank_you(heard: Heard) -> Iterator[Diagnosis]:
    """Say whether thank-you pages ask about their orders, once there are orders to ask about."""
    if heard.decision_at_ms:
        is_silent = heard.order_at_ms - heard.decision_at_ms > DAY_MS
        yield Diagnosis(name="no_thank_you" if is_silent else "thank_you")
    elif heard.settings_at_ms and heard.order_at_ms:
        yield Diagnosis(name="no_thank_you")


def _judge_webhooks(heard: Heard) -> Diagnosis:
    if heard.unsigned_at_ms > heard.webhook_at_ms:
        return Diagnosis(name="unsigned")
    if heard.delivery_at_ms:
        return Diagnosis(name="webhook")
    return Diagnosis(name="pinged" if heard.ping_at_ms else "no_webhook")


def _is_fresh(at_ms: int, now_ms: int) -> bool:
    return bool(at_ms) and now_ms - at_ms < FRESH_MS


def _policies_of(headers: Mapping[str, str]) -> Sequence[str]:
    lower = {name.lower(): value for name, value in headers.items()}
    return lower.get("content-security-policy", "").split(",")


def _name_cache(headers: Mapping[str, str]) -> str:
    """Say which header shows that an answer came from a cache."""
    lower = {name.lower(): value for name, value in headers.items()}
    marks = ("cf-cache-status", "x-litespeed-cache", "x-cache", "x-proxy-cache", "age")
    return next((f"{mark}: {lower[mark][:60]}" for mark in marks if mark in lower), "")
