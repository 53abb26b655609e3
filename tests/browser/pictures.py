"""Takes the README's pictures from the running product: `python -m tests.browser.pictures`."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, found_town
from tests.browser.shopper import Shopper, Town

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZE: ViewportSize = {"width": 420, "height": 860}


def take_popup(browser: Browser, town: Town, language: str) -> None:
    """Buy in one language and take a picture of the thank-you page with the popup."""
    context = browser.new_context(viewport=SIZE, locale=language)
    shopper = Shopper(town, context, context.new_page())
    shopper.buy(lang=language)
    expect(shopper.popup).to_be_visible()
    shopper.page.wait_for_load_state("networkidle")
    shopper.page.screenshot(path=FOLDER / f"popup-{language}.png")
    context.close()


def main() -> None:
    """Take both pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = next(filter(None, map(shutil.which, CHROMIUM)))
    with TemporaryDirectory() as folder, ExitStack() as servers, sync_playwright() as playwright:
        town = servers.enter_context(found_town(Path(folder)))
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language in ("en", "bn"):
            take_popup(chromium, town, language)
        chromium.close()


if __name__ == "__main__":
    main()
