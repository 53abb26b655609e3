"""Nobody's words become markup in the surfaces that scripts draw: they are shown as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Route, expect

from tests.browser.hostile import hostile_words
from tests.browser.shopper import Shopper, place_order
from tests.shop_window import ASSETS, PROGRAM, SHOP
from widgets.view import further_settings, public_settings

ServeHost = Callable[..., str]
Look = dict[str, list[str]]
Say = Callable[[str], str]

# What a surface consists of: its elements with the names of their attributes, its words, where it leads to.
LOOK = """(surface) => {
  const all = [surface, ...surface.querySelectorAll("*")];
  return {
    outline: all.map((one) => [one.localName, ...one.getAttributeNames()].join(" ")),
    words: [surface.textContent, ...all.flatMap((one) => [...one.attributes].map(({ value }) => value))],
    leads: all.flatMap((one) => one.href || one.src || []).map((address) => /^[^:]*/.exec(address)[0]),
  };
}"""
LEADS = {"http", "https", "mailto", "tel"}
FORGET = "try { localStorage.clear() } catch {}"
CODES = [
    "../../evil",
    "//evil.example/x",
    "javascript:alert(1)",
    "\\\\evil.example",
    "?a=b#<svg/onload=alert(1)>",
]
VISITOR = {"state": "visitor"}


@dataclass
class Liar:
    """Sathi as it would answer if every word that a person gives were chosen by `say`."""

    shopper: Shopper
    say: Say = str
    visits: bool = False
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.shopper.page
        page.add_init_script(FORGET)
        page.on("dialog", self._note)
        for door, answer in {"c/*/*": self._first, "c/*/*/more": self._more, "d/*": self._decide}.items():
            page.route(f"{self.shopper.town.sathi}/{door}", self._fulfil(answer))
        page.route(f"{self.shopper.town.sathi}/m/*", self._fulfil(self._meet))

    def _fulfil(self, answer: Callable[[], dict[str, Any]]) -> Callable[[Route], None]:
        return lambda route: route.fulfill(json=answer(), headers={"Access-Control-Allow-Origin": "*"})

    def _note(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _first(self) -> dict[str, Any]:
        settings = public_settings(SHOP, PROGRAM, "en", ASSETS)
        texts = {key: self.say(key) for key in settings["texts"]} | {"thanks": "{name}"}
        real = self.shopper.page.request.get(f"{self.shopper.town.sathi}/c/{self.shopper.town.key}/en").json()
        return {**real, "shop": self.say("shop"), "texts": texts}

    def _more(self) -> dict[str, Any]:
        settings = further_settings(SHOP, PROGRAM, "en")
        texts = {key: self.say(key) for key in settings["texts"]} | {"progress": "{count} {next}"}
        rewards = [{"count": count, "reward": self.say(f"prize {count}")} for count in (1, 5, 9)]
        help_words = {"phone": self.say("phone"), "email": self.say("email address")}
        chat = {"chat": "https://chat.example/" + self.say("address of the chat")}
        return {**settings, "texts": texts, "steps": rewards, "help": help_words | chat}

    def _decide(self) -> dict[str, Any]:
        return {"state": "show", "decision": "dec_1", "me": self._say_member("buyer")}

    def _meet(self) -> dict[str, Any]:
        return VISITOR if self.visits else self._say_member("advocate")

    def _say_member(self, state: str) -> dict[str, Any]:
        circle = [{"state": "bought", "text": "Bought"}] * 2
        me = {name: self.say(name) for name in ("name", "code", "link")}
        return {"state": state, "qr": "/q/KEY/CODE.svg", "friends": 2, "circle": circle, **me}


@pytest.fixture
def liar(shopper: Shopper) -> Iterator[Liar]:
    """Sathi's answers in the hands of somebody who wishes the shopper ill."""
    liar = Liar(shopper)
    yield liar
    assert liar.dialogs == []
    assert shopper.page.evaluate("window.hit") is None


def look_at_all(shopper: Shopper, address: str) -> dict[str, Look]:
    """Open every surface of a page in turn and say what each consists of."""
    shopper.visit(address)
    looks = {"popup": look_at(shopper.popup)}
    shopper.page.keyboard.press("Escape")
    expect(shopper.popup).to_have_count(0)
    looks["launcher"] = look_at(shopper.page.locator("sathi-root aside"))
    shopper.launcher.click()
    looks["panel"] = look_at(shopper.panel)
    looks["block"] = look_at(shopper.block)
    looks["page"] = look_at(shopper.page.locator("html")) | {"words": []}
    return looks


def look_at(surface: Locator) -> Look:
    expect(surface).to_be_visible()
    look: Look = surface.evaluate(LOOK)
    assert set(look["leads"]) <= LEADS
    return look


def says(look: Look, words: str) -> bool:
    return any(words in one for one in look["words"])


@pytest.mark.parametrize("visits", [False, True], ids=["advocate", "visitor"])
def test_it_shows_words_and_makes_no_markup_of_them(
    shopper: Shopper, liar: Liar, serve_host: ServeHost, pytestconfig: pytest.Config, visits: bool
) -> None:
    address, liar.visits = serve_host("plain.html", order=place_order(shopper.town)), visits
    asked: list[str] = []

    def say_the_name(name: str) -> str:
        asked.append(name)
        return f"«{name}»"

    liar.say = say_the_name
    honest = look_at_all(shopper, address)
    shown = {surface: {name for name in asked if says(look, f"«{name}»")} for surface, look in honest.items()}
    assert len(set().union(*shown.values())) > 30
    words = ["nul\x00byte", *hostile_words(5_000 if pytestconfig.getoption("--full") else 500)]
    names = sorted(set(asked))
    half = [word for place, word in enumerate(words) if place % 2 == visits]
    for start in range(0, len(half), len(names)):
        chosen = dict(zip(names, cycle(half[start:]), strict=False))
        liar.say = chosen.__getitem__
        for surface, look in look_at_all(shopper, address).items():
            assert look["outline"] == honest[surface]["outline"]
            unsaid = {name: chosen[name] for name in shown[surface] if not says(look, chosen[name])}
            assert unsaid == {}, surface


@pytest.mark.parametrize("code", CODES)
def test_it_leads_a_code_nowhere_but_to_sathi(shopper: Shopper, serve_host: ServeHost, code: str) -> None:
    shopper.visit(serve_host("plain.html"))
    shopper.page.route(f"{shopper.town.sathi}/r/**", lambda route: route.fulfill(body="a friend's page"))
    panel = shopper.open_panel()
    panel.get_by_label("Who sent you?").fill(code)
    panel.get_by_role("button", name="Open").click()
    shopper.page.wait_for_url(f"{shopper.town.sathi}/r/{shopper.town.key}/*")
