"""Showing a page: which shop, which language, and the policy under which a browser draws it."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from flask import Response, request

from plugin.domain.program import Program
from plugin.doorstep import MOST_SHOPPER_BYTES, the_house, the_shop
from plugin.model import Shop, Struct
from widgets.drawing import Template, draw
from widgets.robots import is_robot
from widgets.texts import choose_language

# Who may show a page in a frame, as a Content-Security-Policy names them.
ANYBODY, OURSELVES, NOBODY = "*", "'self'", "'none'"


def open_page(key: str) -> tuple[Shop, Program, str]:
    """Give the shop of an address, the program that it runs, and the language to speak; raises NotFound."""
    shop = the_shop(key)
    with the_house().store.reading() as parts:
        _, program = parts.programs.current(shop.shop_id)
    request.max_content_length = MOST_SHOPPER_BYTES
    asked = [request.values.get("lang", "")[:40], *request.accept_languages.values()]
    return shop, program, choose_language(asked, shop.language)


def show(
    template: Template, view: Struct, status: int = 200, framed_by: str = NOBODY, scripted: bool = False
) -> Response:
    """Draw a page under a policy that lets nothing run, and only `framed_by` frame it.

    Where it is `scripted`, the scripts run that carry the page's own nonce, and speak to Sathi alone.
    """
    nonce = urlsafe_b64encode(the_house().random_bytes(12)).decode()
    answer = Response(draw(template, view, nonce=nonce), status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src 'self'; style-src 'self' 'nonce-{nonce}'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {framed_by}"
        + (f"; script-src 'nonce-{nonce}'; connect-src 'self'; worker-src 'self'" if scripted else "")
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def is_person() -> bool:
    """Say whether a person asks for this page, and no robot that draws a preview of it."""
    return not is_robot(request.method, dict(request.headers))


def lead_to(address: str) -> Response:
    """Lead a browser on to another page; it does not tell that one where it came from."""
    answer = Response(status=303)
    answer.headers["Location"] = address
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
