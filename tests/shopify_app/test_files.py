"""Shopify's app folder: what its files ask of Shopify is what Sathi does, in every language."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugin.connect.pages import EMBED_BLOCK
from plugin.connect.shopify_install import SCOPES
from widgets.assets import load_manifest
from widgets.build import STATIC
from widgets.shares import ADDRESSES
from widgets.shopify_build import SOURCE
from widgets.texts import BROWSER_TEXTS

LANGUAGES = {"en", "hi", "bn", "gu", "ta", "te", "mr", "ar", "es", "fr"}
STOREFRONT = SOURCE / "extensions" / "sathi-storefront"
THANK_YOU = SOURCE / "extensions" / "sathi-thank-you"
MOST_SCRIPT = 10_000


@pytest.fixture(scope="module")
def app() -> dict[str, Any]:
    """The app's settings as Shopify reads them."""
    return tomllib.loads((SOURCE / "shopify.app.toml").read_text(encoding="utf-8"))


def read_words(folder: Path) -> dict[str, dict[str, str]]:
    """Give what an extension says to shoppers, by language and key."""
    files = (path for path in (folder / "locales").glob("*.json") if ".schema." not in path.name)
    return {
        path.name.partition(".")[0]: dict(flatten(json.loads(path.read_text(encoding="utf-8"))))
        for path in files
    }


def flatten(words: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Give every text with its whole key."""
    for key, value in words.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{above}{key}.")
        else:
            yield above + key, value


def test_it_asks_for_the_scopes_that_the_install_needs(app: dict[str, Any]) -> None:
    assert set(app["access_scopes"]["scopes"].split(",")) == set(SCOPES)


def test_it_names_the_addresses_where_sathi_answers(app: dict[str, Any]) -> None:
    assert app["application_url"] == "https://SATHI_ADDRESS/connect/shopify/APP_KEY"
    assert app["auth"]["redirect_urls"] == ["https://SATHI_ADDRESS/connect/shopify/APP_KEY/back"]
    assert app["app_proxy"]["url"] == "https://SATHI_ADDRESS/proxy/APP_KEY"
    uris = {each["uri"] for each in app["webhooks"]["subscriptions"]}
    assert uris == {"https://SATHI_ADDRESS/webhooks/app/APP_KEY/shopify"}


def test_it_subscribes_to_uninstall_and_privacy(app: dict[str, Any]) -> None:
    topics = [
        topic
        for each in app["webhooks"]["subscriptions"]
        for topic in (*each.get("topics", ()), *each.get("compliance_topics", ()))
    ]
    assert sorted(topics) == ["app/uninstalled", "customers/data_request", "customers/redact", "shop/redact"]


def test_it_links_an_install_to_the_embed_that_there_is() -> None:
    assert (STOREFRONT / "blocks" / f"{EMBED_BLOCK}.liquid").is_file()


def test_it_keeps_the_storefronts_scripts_small() -> None:
    """The loader comes from Sathi, and the extension brings no script of its own."""
    scripts = [path for path in STOREFRONT.rglob("*") if path.suffix in {".js", ".css"}]
    loader = STATIC / f"{load_manifest()['w.js']['file']}.gz"
    assert scripts == []
    assert loader.stat().st_size <= MOST_SCRIPT


def test_it_reaches_the_network_and_no_further_right() -> None:
    settings = tomllib.loads((THANK_YOU / "shopify.extension.toml").read_text(encoding="utf-8"))
    assert settings["api_version"] == "2026-07"
    assert settings["extensions"][0]["capabilities"] == {"network_access": True}


def test_it_reads_only_words_that_sathi_says() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted((THANK_YOU / "src").iterdir()))
    brands = re.search(r"const BRANDS = {(.*)}", source)
    assert brands is not None
    assert set(re.findall(r"\btexts\.(\w+)", source)) <= BROWSER_TEXTS.keys()
    assert ADDRESSES.keys() <= BROWSER_TEXTS.keys() | set(re.findall(r"(\w+):", brands[1]))


def test_it_touches_nothing_that_a_worker_lacks() -> None:
    """Shopify runs extensions in a Web Worker; of a page they have the one body to draw into."""
    for path in sorted((THANK_YOU / "src").iterdir()):
        source = path.read_text(encoding="utf-8")
        assert re.findall(r"\bdocument\b(?!\.body\b)|\b(?:window|navigator|localStorage)\b", source) == [], (
            path
        )


@pytest.mark.parametrize("folder", [STOREFRONT, THANK_YOU], ids=lambda folder: folder.name)
def test_it_speaks_ten_languages_in(folder: Path) -> None:
    spoken = read_words(folder)
    assert set(spoken) == LANGUAGES
    for name, words in spoken.items():
        assert words.keys() == spoken["en"].keys(), name
        assert all(text.strip() for text in words.values()), name
        assert name == "en" or not set(words.values()) & set(spoken["en"].values()), name
