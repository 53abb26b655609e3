"""Check my store: every failure is named from what was fetched and heard."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from plugin.store_check import GOOD, Diagnosis, DiagnosisName, Fetched, Heard, diagnose
from plugin.store_pages import find_blocking, read_page
from plugin.words.store_check import FIXES, FOUND, say_fix, say_found
from tests.cast import DAY_MS, NOW_MS

SATHI, KEY, STORE = "https://sathi.example", "abcdefghij234567", "https://chai.example/"
LINE = f'<script async src="{SATHI}/w.js" data-shop="{KEY}"></script>'
QUERY = f'<script src="{SATHI}/w.js?shop={KEY}"></script>'
ROCKET = LINE.replace("async src", 'type="rocketlazyloadscript" data-rocket-src')
LITESPEED = LINE.replace("async src", 'type="litespeed/javascript" data-src')
META = f"<meta http-equiv=Content-Security-Policy content=\"script-src 'nonce-x'\">{LINE}"
GTM = '<script src="https://www.googletagmanager.com/gtm.js?id=GTM-1"></script>'
LIVE = Heard(settings_at_ms=NOW_MS, decision_at_ms=NOW_MS, delivery_at_ms=NOW_MS, order_at_ms=NOW_MS)
NEVER = Heard()


def csp(policy: str) -> dict[str, str]:
    """Give the header of a security policy."""
    return {"Content-Security-Policy": policy}


def look(html: str = LINE, heard: Heard = NEVER, **changes: Any) -> list[tuple[str, str]]:
    """Diagnose a page; the words change what was fetched."""
    fetched = Fetched(**{"url": STORE, "status": 200, "html": f"<html><head>{html}", **changes})
    return [(one.name, one.subject) for one in diagnose(fetched, heard, SATHI, KEY, NOW_MS)]


PAGES = [
    ("never_ran", "", {}),
    ("running", "", {"heard": LIVE}),
    ("running", "", {"heard": LIVE, "html": QUERY}),
    ("never_ran", "", {"heard": Heard(settings_at_ms=NOW_MS - 8 * DAY_MS)}),
    ("unreachable", "unknown_host", {"fault": "unknown_host"}),
    ("unreachable", "certificate", {"fault": "certificate"}),
    ("private", "", {"fault": "private"}),
    ("password", "", {"status": 401}),
    ("password", "", {"url": "https://chai.example/password"}),
    ("password", "", {"html": '<form action="/password" method=post>'}),
    ("refused", "403", {"status": 403}),
    ("temporary", "503", {"status": 503}),
    ("temporary", "429", {"status": 429}),
    ("not_found", "", {"html": "<script src=/theme.js></script>"}),
    ("not_found", "", {"html": f"<!-- {LINE} -->"}),
    ("not_found", "", {"html": ""}),
    ("elsewhere", "", {"html": "", "heard": LIVE}),
    ("twice", "2", {"html": LINE * 2}),
    ("wrong_key", "zzz", {"html": LINE.replace(KEY, "zzz")}),
    ("wrong_key", "", {"html": LINE.replace("data-shop", "data-store")}),
    ("wrong_address", "http://old.example", {"html": LINE.replace(SATHI, "http://old.example")}),
    ("cached", "x-cache: HIT", {"html": "", "fresh_html": LINE, "headers": {"X-Cache": "HIT"}}),
    ("cached", "", {"html": "", "fresh_html": LINE}),
    ("tag_manager", "", {"html": GTM, "heard": LIVE}),
    ("tag_manager_silent", "", {"html": GTM}),
    ("optimised", "WP Rocket", {"html": ROCKET}),
    ("optimised", "Cloudflare Rocket Loader", {"html": LINE.replace("async", 'type="f3a2-text/javascript"')}),
    ("optimised", "LiteSpeed Cache", {"html": LITESPEED}),
    ("optimised", 'type="text/plain"', {"html": LINE.replace("async", 'type="text/plain"')}),
    ("policy", "script-src 'self'", {"headers": csp("default-src *; script-src 'self'")}),
    ("policy", "default-src 'none'", {"headers": csp("default-src 'none'")}),
    ("policy", "script-src 'nonce-x'", {"html": META}),
    ("calls_refused", "connect-src 'self'", {"headers": csp(f"script-src {SATHI}; connect-src 'self'")}),
    ("running", "", {"headers": csp(f"script-src {SATHI}; connect-src https:"), "heard": LIVE}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "subject", "changes"), PAGES)
def test_it_names_what_a_page_says(name: str, subject: str, changes: dict[str, Any]) -> None:
    assert look(**changes)[0] == (name, subject)


@pytest.mark.parametrize(
    ("names", "heard"),
    [
        (["no_webhook"], NEVER),
        (["pinged"], Heard(ping_at_ms=NOW_MS)),
        (["webhook"], Heard(delivery_at_ms=NOW_MS)),
        (["unsigned"], Heard(unsigned_at_ms=NOW_MS, delivery_at_ms=NOW_MS - 1)),
        (["webhook"], Heard(unsigned_at_ms=NOW_MS - 1, delivery_at_ms=NOW_MS)),
        (["thank_you", "webhook"], LIVE),
        (["no_thank_you", "webhook"], msgspec.structs.replace(LIVE, decision_at_ms=0)),
        (
            ["no_thank_you", "webhook"],
            Heard(decision_at_ms=NOW_MS - 2 * DAY_MS, delivery_at_ms=NOW_MS, order_at_ms=NOW_MS),
        ),
    ],
)  # fmt: skip
def test_it_names_what_thank_you_pages_and_webhooks_say(names: list[str], heard: Heard) -> None:
    assert [name for name, _ in look(heard=heard)[1:]] == names


@pytest.mark.parametrize(
    ("policy", "is_blocked"),
    [
        ("script-src *", False),
        ("script-src https:", False),
        ("script-src *.example", False),
        ("script-src *.sathi.example", True),
        ("script-src sathi.example", False),
        ("script-src http://sathi.example", False),
        ("script-src https://sathi.example:8443", True),
        ("script-src https://sathi.example:*", False),
        ("script-src 'strict-dynamic' https:", True),
        ("script-src 'nonce-mine'", False),
        ("script-src 'nonce-other'", True),
        ("img-src 'none'", False),
        ("script-src-elem 'none'; script-src *", True),
        ("script-src", True),
        ("", False),
    ],
)
def test_it_reads_a_policy_as_browsers_do(policy: str, is_blocked: bool) -> None:
    names = ("script-src-elem", "script-src", "default-src")
    assert bool(find_blocking([policy], names, f"{SATHI}/w.js", STORE, "mine")) is is_blocked


def test_it_reads_broken_markup_as_far_as_it_goes() -> None:
    assert len(read_page(f"<p></head></b>{LINE}<div class='x").snippets) == 1
    assert read_page("<script src='https://[::1/w.js' data-shop=x></script>").snippets == ()
    assert read_page("\0\ufffd" * 100).snippets == ()


def test_it_has_words_for_every_finding_and_a_fix_for_every_fault() -> None:
    names: set[DiagnosisName] = set(get_args(DiagnosisName))
    assert set(FOUND) == names
    assert set(FIXES) == names - set(GOOD)
    for name in names:
        diagnosis = Diagnosis(name=name, subject="slow")
        assert "{" not in say_found(diagnosis) + say_fix(diagnosis, SATHI)
