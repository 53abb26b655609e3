"""One visit to a page in a fresh browser, and what it cost the browser.

Nothing of the bench runs in the page before its costs have been read: only the page's own scripts count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize

PHONE: ViewportSize = {"width": 412, "height": 823}
REST_MS = 1_000
RESTS_MOST = 8
LONG_TASK_MS = 50

READ_ENTRIES = """type => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().map(({ duration, value, hadRecentInput }) =>
    ({ duration, value, hadRecentInput })))).observe({ type, buffered: true });
  setTimeout(() => done([]), 100);
})"""
COUNT_STORED = "() => localStorage.length + sessionStorage.length"
FIND_LAUNCHER = """() => {
  const buttons = [...document.querySelectorAll("sathi-root")]
    .map(({ shadowRoot }) => shadowRoot.querySelector("aside button"));
  const { x, y, width, height } = buttons.find(button => button).getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
WATCH_CLICK = """() => {
  window.interactions = [];
  new PerformanceObserver(list => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) interactions.push(duration);
  }).observe({ type: "event", durationThreshold: 16 });
}"""
# The observer hears of an interaction with the frame after it.
READ_CLICK = """() => new Promise(done => {
  const look = () => interactions.length ? done(Math.max(...interactions)) : requestAnimationFrame(look);
  setTimeout(() => done(Math.max(16, ...interactions)), 2000);
  look();
})"""
SHOWN = """selector => [...document.querySelectorAll("sathi-root")]
  .some(({ shadowRoot }) => shadowRoot.querySelector(selector))"""


@dataclass(frozen=True)
class Visit:
    """What one visit cost: script time on the main thread, tasks beyond 50 ms, shifts, and what it left."""

    script_ms: float
    task_ms: float
    blocking_ms: float
    shift: float
    requests: tuple[str, ...]
    stored_count: int
    complaints: tuple[str, ...]


class Guest:
    """A phone with an empty browser, `slowdown` times slower than this machine."""

    def __init__(self, chromium: Browser, slowdown: int) -> None:
        self.context: BrowserContext = chromium.new_context(viewport=PHONE, locale="en-IN")
        self.page: Page = self.context.new_page()
        self.wire: CDPSession = self.context.new_cdp_session(self.page)
        self.wire.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.wire.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def __enter__(self) -> Guest:
        return self

    def __exit__(self, *error: object) -> None:
        self.context.close()

    def visit(self, address: str, surface: str = "") -> Visit:
        """Open a page and let it come to rest; raises RuntimeError when a surface is not there then."""
        self.page.goto(address)
        spent = self._rest(surface)
        return Visit(
            script_ms=spent["ScriptDuration"] * 1000,
            task_ms=spent["TaskDuration"] * 1000,
            blocking_ms=sum(max(one["duration"] - LONG_TASK_MS, 0) for one in self._entries("longtask")),
            shift=sum(one["value"] for one in self._entries("layout-shift") if not one["hadRecentInput"]),
            requests=tuple(self.requests),
            stored_count=self.page.evaluate(COUNT_STORED) + len(self.context.cookies()),
            complaints=tuple(self.complaints),
        )

    def click_launcher(self) -> float:
        """Press the launcher and give the milliseconds until the browser had painted what came of it."""
        x, y = self.page.evaluate(FIND_LAUNCHER)
        self.page.evaluate(WATCH_CLICK)
        self.page.mouse.click(x, y)
        return float(self.page.evaluate(READ_CLICK))

    def _rest(self, surface: str) -> dict[str, float]:
        """Wait until the surface is there, longer on a busy machine, and give the costs up to then."""
        for _ in range(RESTS_MOST):
            self.page.wait_for_timeout(REST_MS)
            spent = self._read_costs()
            if not surface or self.page.evaluate(SHOWN, surface):
                return spent
        raise RuntimeError(f"{self.page.url} shows no {surface}. The page said: {self.complaints}")

    def _read_costs(self) -> dict[str, float]:
        read: list[dict[str, Any]] = self.wire.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in read}

    def _entries(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(READ_ENTRIES, kind)
        return found
