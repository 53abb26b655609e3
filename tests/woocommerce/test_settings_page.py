"""The settings page: who may open it, what it keeps, what it never shows, and the test of the connection."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from plugin.actions.shops import add_secret
from tests.woocommerce.conftest import Live
from tests.woocommerce.stage import KEY, SATHI, SECRET, TOPICS, play, settings, webhooks

MANAGER = ["manage_woocommerce"]
OPEN = "do_action( 'admin_menu' ); do_action( 'woocommerce_page_sathi' );"
SAVE = "$_REQUEST['_wpnonce'] = wp_create_nonce( 'sathi_save' ); do_action( 'admin_post_sathi_save' );"
TEST = "$_GET['_wpnonce'] = $_REQUEST['_wpnonce'] = wp_create_nonce( 'sathi_test' );" + OPEN
TYPED = {"address": f"{SATHI}/", "key": KEY, "secret": SECRET, "footer": "1"}


def save(typed: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Press the button, and give what is left."""
    newcomer: dict[str, Any] = {"options": {}, "capabilities": MANAGER}
    return play(SAVE, post=typed, admin=True, **newcomer | given)


def test_it_never_shows_the_secret() -> None:
    printed = play(OPEN, capabilities=MANAGER)["printed"]
    assert f'value="{SATHI}"' in printed
    assert f'value="{KEY}"' in printed
    assert SECRET not in printed
    assert "leave empty to keep it" in printed


def test_it_escapes_what_it_shows() -> None:
    printed = play(OPEN, capabilities=MANAGER, options=settings('https://a.example/"><script>'))["printed"]
    assert "<script" not in printed


def test_it_opens_to_whoever_manages_the_store_and_nobody_else() -> None:
    left = play(OPEN, capabilities=["edit_posts"])
    assert left["menu"] == [["woocommerce", "manage_woocommerce", "sathi"]]
    assert left["printed"] == ""


def test_it_mends_the_webhooks_when_the_page_is_opened() -> None:
    scene = "do_action( 'admin_menu' ); do_action( 'load-woocommerce_page_sathi' );"
    left = play(scene, **webhooks(status="disabled"), capabilities=MANAGER)
    assert left["options"]["sathi_notice"] == dict.fromkeys(TOPICS, "stopped")


def test_it_keeps_what_was_typed_and_makes_the_webhooks() -> None:
    left = save(TYPED)
    assert left["options"]["sathi_settings"] == {"address": SATHI, "key": KEY, "footer": True}
    assert left["options"]["sathi_secret"] == SECRET
    assert [row["topic"] for row in left["webhooks"].values()] == TOPICS
    assert "sathi_notice" not in left["options"]
    assert left["said"].startswith("https://chai.example/wp-admin/admin.php?page=sathi&_wpnonce=")


def test_it_keeps_the_secret_when_none_is_typed_and_passes_a_new_one_on() -> None:
    site = webhooks()
    assert save(TYPED | {"secret": ""}, **site)["options"]["sathi_secret"] == SECRET
    changed = save(TYPED | {"secret": "another-secret"}, **site)
    rows = [row for row in changed["webhooks"].values() if "secret" in row]
    assert {row["secret"] for row in rows} == {"another-secret"}
    assert len(rows) == len(TOPICS)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sathi.example", "https://sathi.example"),
        ("localhost:8600", "https://localhost:8600"),
        (" https://sathi.example/// ", "https://sathi.example"),
        ("http://127.0.0.1:8600/refer/?a=b#c", "http://127.0.0.1:8600/refer"),
        ("https://me:word@sathi.example", ""),
        ("javascript:alert(1)", ""),
        ("ftp://sathi.example", ""),
        ("https://", ""),
        (["https://sathi.example"], ""),
    ],
)
def test_it_keeps_an_address_only_as_it_can_be_one(typed: Any, kept: str) -> None:
    assert save(TYPED | {"address": typed})["options"]["sathi_settings"]["address"] == kept


@pytest.mark.parametrize("typed", ["../admin", "a b", "k" * 65, '"><b>', "key\n"])
def test_it_keeps_no_key_that_cannot_be_one(typed: str) -> None:
    kept = save(TYPED | {"key": typed})["options"]["sathi_settings"]["key"]
    assert kept in ("", "key")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" words of my own, চা ", "words of my own, চা"), ("two\nlines", SECRET), ("x" * 201, SECRET)],
)
def test_it_keeps_a_secret_only_as_it_can_be_one(typed: str, kept: str) -> None:
    assert save(TYPED | {"secret": typed}, **webhooks())["options"]["sathi_secret"] == kept


def test_it_saves_nothing_for_a_stranger_or_without_a_nonce() -> None:
    stranger = save(TYPED, capabilities=["edit_posts"])
    forged = play(
        "do_action( 'admin_post_sathi_save' );", post=TYPED, options={}, capabilities=MANAGER, admin=True
    )
    assert stranger["said"].startswith("403 ")
    assert forged["said"] == "The link you followed has expired."
    assert stranger["options"] == forged["options"] == []


def test_it_tests_nothing_without_a_nonce() -> None:
    left = play(OPEN, capabilities=MANAGER, get={"_wpnonce": "forged"})
    assert left["said"] == "The link you followed has expired."
    assert left["requests"] == []


# The test of the connection, against a Sathi that answers


def try_connection(live: Live, **changes: Any) -> dict[str, Any]:
    """Press Test connection, and give what is left."""
    known: dict[str, Any] = {
        "address": live.address,
        "key": live.chai.shop.key,
        "secret": live.chai.secrets["woocommerce"],
    }
    options = settings(**known | changes)
    return play(TEST, options=options, capabilities=MANAGER, sathi=live.address, admin=True)


def test_it_says_that_all_is_well(live: Live) -> None:
    left = try_connection(live)
    assert '<div class="notice notice-success" role="status"><p>All is well' in left["printed"]
    assert live.chai.orders() == []


def test_it_signs_the_trial_as_woocommerce_signs_where_the_secret_has_an_entity(live: Live) -> None:
    add_secret(live.chai.house, live.chai.shop, "woocommerce", 'Tom\'s "secret"')
    left = try_connection(live, secret="Tom&#039;s &quot;secret&quot;")
    assert "All is well" in left["printed"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"address": "https://nowhere.example"}, "Nothing answers at https://nowhere.example"),
        ({"key": "aaaaaaaaaaaaaaaa"}, "Sathi answers, but knows no shop with this key"),
        ({"secret": "not the secret"}, "Sathi knows the shop, but the secret does not fit"),
        ({"secret": ""}, "Something is missing"),
    ],
)
def test_it_says_what_is_wrong_in_one_sentence(live: Live, changes: dict[str, str], sentence: str) -> None:
    printed = try_connection(live, **changes)["printed"]
    assert f'<div class="notice notice-error" role="status"><p>{sentence}' in printed


@pytest.mark.parametrize(("status", "body"), [(200, "<h1>Welcome</h1>"), (200, "{}"), (404, "?"), (301, "")])
def test_it_tells_a_stranger_s_server_from_sathi(
    live: Live, httpserver: HTTPServer, status: int, body: str
) -> None:
    httpserver.expect_request(re.compile(".*")).respond_with_data(body, status)
    stranger = httpserver.url_for("").rstrip("/")
    options = settings(stranger, live.chai.shop.key)
    printed = play(TEST, options=options, capabilities=MANAGER, sathi=stranger, admin=True)["printed"]
    assert f"What answers at {stranger} is not Sathi" in printed


def test_it_waits_for_an_answer_and_follows_nobody_elsewhere(live: Live) -> None:
    asked = try_connection(live)["requests"]
    assert [(one["method"], one["timeout"], one["redirection"]) for one in asked] == [
        ("GET", 10, 0),
        ("POST", 10, 0),
    ]
    assert json.loads(asked[1]["body"]) == {"action": "sathi_test", "arg": ""}
