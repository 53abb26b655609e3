"""What axe says about our elements, and what it does not: small targets, things cut off, nameless dialogs."""

from __future__ import annotations

import json
from importlib.resources import files

from playwright.sync_api import Locator, Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MIN_TARGET_PX = 44

FIND_SMALL = """(surface, min) => {
  const small = one => { const { width, height } = one.getBoundingClientRect();
    return width && (width < min || height < min) && getComputedStyle(one).display !== "inline" };
  return [...surface.querySelectorAll("button, a, input")].filter(small).map(one => one.outerHTML);
}"""
FIND_CUT_OFF = """surface => {
  const { left, right } = surface.getBoundingClientRect();
  const out = one => one.width && (one.left < left - 1 || one.right > right + 1);
  return [...surface.querySelectorAll("*")]
    .filter(one => out(one.getBoundingClientRect())).map(one => one.outerHTML.slice(0, 200));
}"""
FIND_NAMELESS = """surface => [...surface.getRootNode().querySelectorAll("dialog")].filter(dialog => {
  const named = dialog.getRootNode().getElementById(dialog.getAttribute("aria-labelledby"));
  return !(named && named.textContent.trim());
}).map(dialog => dialog.className)"""


def find_violations(page: Page, *ours: str) -> list[str]:
    """Give what axe finds in the elements of these selectors, or in the whole page."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    place = {"include": [[one] for one in ours if page.locator(one).count()]} if ours else {"exclude": []}
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate(f"axe.run({json.dumps(place)}, {json.dumps(options)})")
    assert len(found["passes"]) > 10
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def find_faults(surface: Locator) -> list[str]:
    """Give what axe does not look for: what a finger would miss, what sticks out, a dialog without a name."""
    small = surface.evaluate(FIND_SMALL, MIN_TARGET_PX)
    return [*small, *surface.evaluate(FIND_CUT_OFF), *surface.evaluate(FIND_NAMELESS)]
