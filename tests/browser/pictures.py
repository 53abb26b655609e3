"""Takes the pictures in docs/pictures from the running product: `python3 run.py pictures [en bn ...]`."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import desk_pictures
from tests.browser.conftest import CHROMIUM, found_town
from tests.browser.shopper import PHONE, Shopper, Town
from widgets.texts import LANGUAGES, name_of, say

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESK = "desk"
COLOURS = 96  # in each picture: few enough to be small, enough for a gift
CARD_PX = (600, 315)
SURFACES = {
    "popup": "After the order",
    "sticky": "On every page",
    "panel": "Behind the button",
    "page": "The referral page",
    "own": "The own page",
    "card": "The link in a messenger",
    "landing": "What a friend sees",
    "claim": "What a friend gets",
}


def take_all(browser: Browser, town: Town, language: str) -> None:
    """Follow an advocate and a friend through the store, in one language, and picture all that they see."""
    email = f"asha.{language}@example.com"
    with meet(browser, town, language) as asha:
        asha.visit(f"/?lang={language}")
        expect(asha.launcher).to_be_visible()
        picture(asha, "sticky", language)
        asha.buy(lang=language, email=email)
        expect(asha.popup).to_be_visible()
        picture(asha, "popup", language)
        asha.page.keyboard.press("Escape")
        asha.open_panel().get_by_role("button", name=say(language, "Join and get your link")).click()
        expect(asha.panel.get_by_label(say(language, "Your link"))).to_be_visible()
        picture(asha, "panel", language)
        asha.visit(f"{town.sathi}/p/{town.key}?lang={language}")
        picture(asha, "page", language)
        asked = {"email": email, "lang": language}
        answer = requests.post(f"{town.sathi}/l/{town.key}", json=asked, timeout=5).json()
        asha.visit(f"{answer['link']}?lang={language}")
        picture(asha, "own", language)
        link = asha.page.locator("#own-link").input_value()
    with meet(browser, town, language) as farid:
        farid.visit(f"{link}&lang={language}")
        picture(farid, "landing", language)
        card = farid.page.locator("meta[property='og:image']").get_attribute("content") or ""
        keep(Image.open(io.BytesIO(requests.get(card, timeout=5).content)).resize(CARD_PX), "card", language)
        farid.page.locator("main form button").click()
        expect(farid.page.locator("#coupon")).to_be_visible()
        picture(farid, "claim", language)


@contextmanager
def meet(browser: Browser, town: Town, language: str) -> Iterator[Shopper]:
    """Give a shopper with a phone who reads this language."""
    context = browser.new_context(viewport=PHONE, locale=language, reduced_motion="reduce")
    try:
        yield Shopper(town, context, context.new_page())
    finally:
        context.close()


def picture(shopper: Shopper, surface: str, language: str) -> None:
    """Picture what the shopper sees, a page of Sathi's own in its whole length."""
    shopper.page.wait_for_load_state("networkidle")
    whole = shopper.page.url.startswith(shopper.town.sathi)
    taken = shopper.page.screenshot(full_page=whole, animations="disabled")
    keep(Image.open(io.BytesIO(taken)), surface, language)


def keep(taken: Image.Image, surface: str, language: str) -> None:
    """Keep a picture as small as it stays good."""
    few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(place(surface, language), optimize=True)


def place(surface: str, language: str) -> Path:
    """Name the file of a picture."""
    return FOLDER / f"{surface}-{language}.png"


def write_gallery() -> None:
    """Write the page that shows the pictures, a row for each surface, a column for each finished language."""
    done = [each for each in LANGUAGES if all(place(surface, each).is_file() for surface in SURFACES)]
    lines = [
        "# Every surface in every language",
        "",
        "Taken from the demo store on a phone's screen by `python3 run.py pictures`.",
        "",
        f"| | {' | '.join(map(name_of, done))} |",
        f"|---|{'---|' * len(done)}",
    ]
    for surface, label in SURFACES.items():
        files = [(place(surface, each).name, f"{label}, {name_of(each)}") for each in done]
        cells = [f'<a href="{name}"><img src="{name}" width="110" alt="{alt}"></a>' for name, alt in files]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    lines += desk_pictures.list_lines(FOLDER)
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(asked: list[str]) -> None:
    """Take the pictures in these languages, of the "desk", or all without any named."""
    everything = [*LANGUAGES, DESK]
    strange = set(asked) - set(everything)
    if strange:
        sys.exit(f"There is no {', '.join(sorted(strange))}: name some of {', '.join(everything)}.")
    chosen = asked or everything
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = next(filter(None, map(shutil.which, CHROMIUM)))
    with TemporaryDirectory() as folder, ExitStack() as servers, sync_playwright() as playwright:
        town = servers.enter_context(found_town(Path(folder)))
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language in (one for one in chosen if one != DESK):
            print(f"Taking the pictures in {name_of(language)}.", flush=True)
            take_all(chromium, town, language)
        if DESK in chosen:
            print("Taking the pictures of the desk.", flush=True)
            desk_pictures.take_desk(chromium, Path(folder), FOLDER)
        chromium.close()
    write_gallery()


if __name__ == "__main__":
    main(sys.argv[1:])
