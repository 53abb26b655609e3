"""Shopify's app folder as Shopify's tools see it: built, type-checked, theme-checked; and tried in Node."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from tests.shopify_app.conftest import run_node
from widgets.shopify_build import SOURCE

STOREFRONT = SOURCE / "extensions" / "sathi-storefront"
MOST_BUNDLE = 64 * 1024


def test_it_stays_below_what_shopify_lets_an_extension_weigh(bundle: Path) -> None:
    assert len(gzip.compress(bundle.read_bytes())) <= MOST_BUNDLE


@pytest.mark.parametrize("tests", ["extension.test.mjs", "storefront.test.mjs"])
def test_it_passes_in_node(workshop: Path, tests: str) -> None:
    said = run_node(workshop, "--test", "--test-reporter=tap", Path("tests", tests))
    assert "\n# fail 0\n" in said and "Node ended" not in said, said


def test_it_uses_only_what_shopify_gives(workshop: Path) -> None:
    """Every component, property and event is one that Shopify's types of this API version know."""
    said = run_node(
        workshop, "node_modules/typescript/bin/tsc", "-p", "app/extensions/sathi-thank-you/tsconfig.json"
    )
    assert said == ""


def test_it_is_clean_to_shopifys_theme_check(workshop: Path) -> None:
    assert run_node(workshop, "tests/check.mjs", STOREFRONT) == ""


def test_it_would_hear_of_a_fault_from_shopifys_theme_check(workshop: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(STOREFRONT, tmp_path / "broken")
    block = broken / "blocks" / "sathi-page.liquid"
    faults = '<script src="https://cdn.example.com/x.js"></script>{{ request.path | nosuch }}{{ nobody }}'
    block.write_text(faults + block.read_text(encoding="utf-8"), encoding="utf-8")
    words = broken / "locales" / "hi.json"
    words.write_text(json.dumps({"page": {"link": "x"}}), encoding="utf-8")
    said = run_node(workshop, "tests/check.mjs", broken)
    found = {line.partition(":")[0] for line in said.splitlines()}
    assert found >= {
        "RemoteAsset",
        "ParserBlockingScript",
        "UnknownFilter",
        "UndefinedObject",
        "MatchingTranslations",
    }
