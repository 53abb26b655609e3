"""What every page of the desk wears: its sheet and script, its colours by day or night, its headers."""

from __future__ import annotations

from typing import Any, Literal, get_args

from flask import Blueprint, Response, g, request

from plugin.dashboard.navigation import GROUPS
from plugin.doorstep import the_house
from plugin.tokens import write_base64
from widgets.assets import load_manifest

Look = Literal["auto", "light", "dark"]

LOOKS: tuple[Look, ...] = get_args(Look)
LOOK_COOKIE = "sathi-look"
YEAR_S = 365 * 86_400
NONCE_BYTES = 16


def furnish(door: Blueprint) -> None:
    """Give the templates of a door what each page is dressed with."""
    door.context_processor(lay_out)


def lay_out() -> dict[str, Any]:
    """Give what the frame of a page needs: sheet, script and its nonce, look, navigation."""
    manifest = load_manifest()
    return {
        "stylesheet": f"/s/{manifest['desk.css']['file']}",
        "script": f"/s/{manifest['desk.js']['file']}",
        "nonce": find_nonce(),
        "look": read_look(),
        "groups": GROUPS,
        "entry": g.get("desk_entry"),
    }


def dress(page: str) -> Response:
    """Give a page the headers of the desk: nothing from elsewhere, in no frame, kept nowhere."""
    answer = Response(page)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; script-src 'nonce-{find_nonce()}'; img-src 'self' data:;"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
        " require-trusted-types-for 'script'; trusted-types 'none'"
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = (
        "same-origin"  # the browser says to our own forms where they come from
    )
    return answer


def find_nonce() -> str:
    """Give the word by which this answer's page names its own script."""
    if "nonce" not in g:
        g.nonce = write_base64(the_house().random_bytes(NONCE_BYTES))
    return str(g.nonce)


def read_look() -> Look:
    """Give the colours that this browser chose: by day, by night, or as its system is."""
    return next((look for look in LOOKS if look == request.cookies.get(LOOK_COOKIE)), "auto")


def keep_look(answer: Response, look: str) -> None:
    """Have a browser keep its choice for a year; it says nothing of who reads."""
    answer.set_cookie(
        LOOK_COOKIE, look if look in LOOKS else "auto", max_age=YEAR_S, path="/desk", samesite="Lax"
    )
