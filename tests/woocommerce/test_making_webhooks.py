"""The four webhooks: made, watched, mended, paused, removed; other people's are never touched."""

from __future__ import annotations

from typing import Any

import pytest

from tests.woocommerce.stage import (
    KEY,
    OTHER_SHOP_WEBHOOK,
    SATHI,
    SECRET,
    TOPICS,
    play,
    settings,
    webhooks,
)

GO_ROUND = "do_action( 'sathi_watch' );"
NOTICES = "do_action( 'admin_notices' );"
MANAGER = ["manage_woocommerce"]


def ours(rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in rows.values() if row != OTHER_SHOP_WEBHOOK]


def check_webhooks(left: dict[str, Any]) -> None:
    """Check that a site has the four webhooks as they must be, once each."""
    rows = ours(left["webhooks"])
    assert [row["topic"] for row in rows] == TOPICS
    assert {row["delivery_url"] for row in rows} == {f"{SATHI}/webhooks/{KEY}/woocommerce"}
    assert {row["secret"] for row in rows} == {SECRET}
    assert {(row["status"], row["user_id"], row["failure_count"]) for row in rows} == {("active", 1, 0)}
    assert {row["api_version"] for row in rows} == {"wp_api_v3"}


def test_it_makes_four_webhooks_as_a_manager_and_only_once() -> None:
    left = play(GO_ROUND * 3)
    check_webhooks(left)
    assert sorted(left["options"]["sathi_webhooks"]) == sorted(TOPICS)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"status": "disabled", "failure_count": 6}, "stopped"),
        ({"status": "paused"}, "stopped"),
        ({"delivery_url": "https://elsewhere.example/"}, "changed"),
        ({"secret": "another secret"}, "changed"),
        ({"api_version": "legacy_v3"}, "changed"),
        ({"user_id": 77}, "changed"),
    ],
)
def test_it_mends_what_went_wrong_and_says_so_until_it_was_seen(changes: dict[str, Any], fault: str) -> None:
    left = play(GO_ROUND, **webhooks(**changes))
    check_webhooks(left)
    assert left["options"]["sathi_notice"] == dict.fromkeys(TOPICS, fault)
    told = {"options": left["options"], "webhooks": left["webhooks"], "capabilities": MANAGER}
    shown = play(NOTICES, **told)
    assert shown["printed"].count("The webhook order.created that tells Sathi about orders") == 1
    assert shown["options"]["sathi_notice"]
    seen = play(NOTICES, **told, get={"page": "sathi"})
    assert "order.created" in seen["printed"]
    assert "sathi_notice" not in seen["options"]


def test_it_makes_a_webhook_again_that_somebody_deleted() -> None:
    site = webhooks()
    del site["webhooks"]["12"]
    left = play(GO_ROUND, **site)
    assert sorted(row["topic"] for row in ours(left["webhooks"])) == sorted(TOPICS)
    assert left["options"]["sathi_notice"] == {"order.updated": "missing"}


def test_it_leaves_good_webhooks_and_those_of_others_alone() -> None:
    site = webhooks()
    left = play(GO_ROUND, **site)
    assert left["webhooks"] == site["webhooks"]
    assert "sathi_notice" not in left["options"]


def test_it_keeps_its_notices_from_whoever_does_not_manage_the_store() -> None:
    options = settings() | {"sathi_notice": {"order.created": "stopped"}}
    assert play(NOTICES, options=options, capabilities=["read"])["printed"] == ""


def test_it_escapes_what_somebody_else_wrote_into_its_notices() -> None:
    options = settings() | {"sathi_notice": {"<b>": "stopped", "order.created": ["<i>"]}}
    printed = play(NOTICES, options=options, capabilities=MANAGER)["printed"]
    assert "<b>" not in printed
    assert "<i>" not in printed


def test_it_watches_once_a_day_from_the_activation_on() -> None:
    assert list(play("do_action( 'activate_sathi' );")["events"]) == ["sathi_watch"]


def test_it_sleeps_when_deactivated_and_wakes_when_activated_again() -> None:
    asleep = play("do_action( 'activate_sathi' ); do_action( 'deactivate_sathi' );", **webhooks())
    assert {row["status"] for row in ours(asleep["webhooks"])} == {"paused"}
    assert asleep["events"] == []
    awake = play("do_action( 'activate_sathi' );", options=asleep["options"], webhooks=asleep["webhooks"])
    check_webhooks(awake)
    assert "sathi_notice" not in awake["options"]


def test_it_pauses_the_webhooks_when_the_settings_are_taken_away() -> None:
    site = webhooks()
    site["options"]["sathi_settings"]["address"] = ""
    assert {row["status"] for row in ours(play(GO_ROUND, **site)["webhooks"])} == {"paused"}


UNINSTALL = """
    $other = array( 'session_id' => 2, 'session_value' => serialize( array( 'cart' => 'tea for sathi' ) ) );
    $kept  = serialize( array( 'cart' => 'tea', 'sathi' => array( 'mark' => 'claim.x' ) ) );
    $ours  = array( 'session_id' => 1, 'session_value' => $kept );
    $wp->session_rows = array( $ours, $other );
    $wp->events = array( 'sathi_watch' => 1, 'wp_version_check' => 2 );
    define( 'WP_UNINSTALL_PLUGIN', 'sathi/sathi.php' );
    require $GLOBALS['given']['plugin'] . '/uninstall.php';
    return array( unserialize( $wp->session_rows[0]['session_value'] ), $wp->session_rows[1] === $other );
"""


@pytest.mark.parametrize("uninstalled", [True, False])  # whether the plugin was loaded before, as by WP-CLI
def test_it_leaves_nothing_behind(uninstalled: bool) -> None:
    site = webhooks()
    site["options"] |= {"sathi_notice": {"order.created": "stopped"}, "blogname": "Chai House"}
    left = play(UNINSTALL, uninstalled=uninstalled, **site)
    assert left["options"] == {"blogname": "Chai House"}
    assert left["webhooks"] == {"9": OTHER_SHOP_WEBHOOK}
    assert left["events"] == {"wp_version_check": 2}
    assert left["said"] == [{"cart": "tea"}, True]


def test_it_leaves_nothing_behind_on_any_site_of_a_network() -> None:
    sites = {"2": settings() | {"blogname": "Tea House"}, "3": {}}
    left = play(UNINSTALL, uninstalled=True, sites=sites, **webhooks())
    assert left["sites"] == {"1": [], "2": {"blogname": "Tea House"}, "3": []}
