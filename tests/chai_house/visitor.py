"""What the shop remembers of a visitor, in the visitor's own cookies."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from tests.chai_house.orders import Buyer
from tests.chai_house.texts import LANGUAGES
from tests.chai_house.webhooks import PLATFORMS

NAMES = ("Asha Sen", "Farid Khan", "Meera Patel", "Kabir Das", "Priya Raman", "Noor Ali")


def language() -> str:
    """Give the language that the visitor chose, English before that."""
    wanted = request.args.get("lang") or request.cookies.get("chai_lang", "en")
    return wanted if wanted in LANGUAGES else "en"


def platform() -> str:
    """Give the platform that the store behaves like for this visitor."""
    wanted = request.cookies.get("chai_platform", "woocommerce")
    return wanted if wanted in PLATFORMS else "woocommerce"


def delay_s() -> int:
    """Give how many seconds after the thank-you page the webhook leaves."""
    wanted = request.args.get("delay") or request.cookies.get("chai_delay", "0")
    return 2 if wanted == "2" else 0


def next_buyer() -> Buyer:
    """Give who fills in the form: Asha first, then others, since Sathi does not ask a person twice."""
    turn, place = divmod(_orders_count(), len(NAMES))
    name = NAMES[place]
    email = f"{name.split()[0].lower()}{turn or ''}@example.com"
    return Buyer(name, email, f"+9198300{turn % 100:02}{place + 1:03}")


def remember(answer: Response, **choices: str) -> Response:
    """Keep the visitor's choices in cookies of the answer."""
    for name, choice in choices.items():
        answer.set_cookie(f"chai_{name}", choice, samesite="Lax")
    return answer


def remember_order(answer: Response) -> Response:
    """Count one more order of this browser."""
    return remember(answer, orders=str(_orders_count() + 1))


def _orders_count() -> int:
    counted = request.cookies.get("chai_orders", "0")
    return int(counted) if counted.isdecimal() else 0
