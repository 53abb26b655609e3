"""What the shop remembers of a visitor, in the visitor's own cookies."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from tests.chai_house.orders import Buyer
from tests.chai_house.texts import LANGUAGES
from tests.chai_house.webhooks import PLATFORMS

NAMES = ("Asha Sen", "Farid Khan", "Meera Patel", "Kabir Das", "Priya Raman", "Noor Ali")
STREETS = ("College Street", "Park Lane", "Lake Road", "Canal Walk", "Temple View", "Garden Row")


def language() -> str:
    """Give the language that the visitor chose, English before that."""
    wanted = _remembered("lang") or "en"
    return wanted if wanted in LANGUAGES else "en"


def platform() -> str:
    """Give the platform that the store behaves like for this visitor."""
    wanted = request.cookies.get("chai_platform", "woocommerce")
    return wanted if wanted in PLATFORMS else "woocommerce"


def delay_s() -> int:
    """Give how many seconds after the thank-you page the webhook leaves."""
    return 2 if _remembered("delay") == "2" else 0


def code() -> str:
    """Give the code in the visitor's cart."""
    return _remembered("apply_coupon")


def mark() -> str:
    """Give the mark that Sathi left in the visitor's cart."""
    return _remembered("sathi")


def next_buyer(orders_count: int) -> tuple[int, Buyer]:
    """Give who fills in the form, with a number: Asha first, then others, since Sathi asks nobody twice.

    Takes how many orders the store has. Who comes back with a code is the buyer of before.
    """
    before = request.cookies.get("chai_buyer", "")
    number = int(before) if code() and before.isdecimal() else orders_count
    turn, place = divmod(number, len(NAMES))
    name = NAMES[place]
    email = f"{name.split()[0].lower()}{turn or ''}@example.com"
    phone, street = f"+9198300{turn % 100:02}{place + 1:03}", f"{number % 90 + 15} {STREETS[place]}"
    return number, Buyer(name, email, phone, street)


def remember(answer: Response, **choices: str) -> Response:
    """Keep the visitor's choices in cookies of the answer."""
    for name, choice in choices.items():
        answer.set_cookie(f"chai_{name}", choice, samesite="Lax")
    return answer


def remember_address(answer: Response) -> Response:
    """Keep what the page's address says: the language, and what a link puts into the cart."""
    named = ("lang", "apply_coupon", "sathi") if request.method == "GET" else ()
    return remember(answer, **{name: request.args[name] for name in named if name in request.args})


def _remembered(name: str) -> str:
    return request.args.get(name) or request.cookies.get(f"chai_{name}", "")
