"""Build what runs in Shopify's pages, as `shopify app deploy` will, so that a fault shows here and not there.

Run by `python3 run.py build`. Packages come from npm in the versions that widgets/shopify/package-lock.json
pins and stand in build/shopify, beside the bundle; nothing of it is part of Sathi's server.
"""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

from widgets.build import WIDGETS, WORKSHOP, fetch_esbuild, fetch_packages

SOURCE = WIDGETS / "shopify"
SHOPIFY_WORKSHOP = WIDGETS.parent / "build" / "shopify"
THANK_YOU = Path("app", "extensions", "sathi-thank-you")
BUNDLE = [
    "--bundle", "--minify", "--format=esm", "--target=es2020", "--charset=utf8", "--jsx=automatic",
    "--jsx-import-source=preact", "--legal-comments=none", "--log-level=warning",
]  # fmt: skip


def build(workshop: Path = SHOPIFY_WORKSHOP) -> Path:
    """Build the thank-you extension and give its bundle, in which all its targets are.

    Takes the folder to work in. Raises CalledProcessError when npm or esbuild refuses.
    """
    fetch_packages(SOURCE, workshop)
    shutil.rmtree(workshop / "app", ignore_errors=True)
    shutil.copytree(SOURCE, workshop / "app", ignore=shutil.ignore_patterns("node_modules", ".shopify"))
    extension, bundle = workshop / THANK_YOU, workshop / "sathi-thank-you.mjs"
    command = [str(fetch_esbuild(WORKSHOP)), *BUNDLE, f"--outfile={bundle}"]
    subprocess.run(command, cwd=extension, input=write_entry(extension).encode(), check=True)
    return bundle


def write_entry(extension: Path) -> str:
    """Write an extension's entry as Shopify's own tool does: every target with the module that draws it."""
    settings = tomllib.loads((extension / "shopify.extension.toml").read_text(encoding="utf-8"))
    targeting = settings["extensions"][0]["targeting"]
    return "".join(
        f'import draw{count} from "{place["module"]}";\nshopify.extend("{place["target"]}", draw{count});\n'
        for count, place in enumerate(targeting)
    )


if __name__ == "__main__":
    build()
