"""The shop's pages: a shelf, a checkout, a thank-you page, and switches for the demo."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from tests.chai_house import shopify, visitor
from tests.chai_house.orders import Event, Order
from tests.chai_house.products import BY_SLUG, PRODUCTS, Product, rupees
from tests.chai_house.texts import LANGUAGES, TEXTS
from tests.chai_house.till import Till
from tests.chai_house.webhooks import PLATFORMS, Sender

pages = Blueprint("pages", __name__)


def create_app(sender: Sender) -> Flask:
    """Give the shop, whose orders live in memory and whose webhooks leave by the sender."""
    app = Flask(__name__)
    app.extensions["till"] = Till(sender)
    app.jinja_env.globals.update(sathi=sender.sathi, key=sender.key, languages=LANGUAGES, rupees=rupees)
    app.register_blueprint(pages)
    return app


def _till() -> Till:
    till: Till = current_app.extensions["till"]
    return till


def _product(slug: str) -> Product:
    return BY_SLUG.get(slug) or abort(404)


def _order(key: str) -> Order:
    return _till().orders.get(key) or abort(404)


@pages.app_context_processor
def _surroundings() -> dict[str, object]:
    language = visitor.language()
    return {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "t": TEXTS[language],
        "platform": visitor.platform(),
        "delay_s": visitor.delay_s(),
    }


@pages.after_app_request
def _remember_language(answer: Response) -> Response:
    return visitor.remember(answer, lang=visitor.language()) if "lang" in request.args else answer


@pages.get("/")
def shelf() -> str:
    return render_template("shelf.html", products=PRODUCTS)


@pages.get("/product/<slug>")
def product(slug: str) -> str:
    return render_template("product.html", product=_product(slug))


@pages.get("/checkout/<slug>")
def checkout(slug: str) -> str:
    return render_template("checkout.html", product=_product(slug), buyer=visitor.next_buyer())


@pages.post("/checkout/<slug>")
def buy(slug: str) -> Response:
    order = _till().take(
        _product(slug),
        request.form,
        platform=visitor.platform(),
        language=visitor.language(),
        delay_s=visitor.delay_s(),
    )
    return visitor.remember_order(redirect(PLATFORMS[order.platform].thank_you_path(order), 303))


@pages.get("/checkout/order-received/<int:order_id>/")
def order_received(order_id: int) -> str:
    order = _order(request.args.get("key", "").removeprefix("wc_order_"))
    return _thank_you(order, proof="") if order.order_id == order_id else abort(404)


@pages.get("/thank-you")
def thank_you() -> str:
    order = _order(request.args.get("order", ""))
    return _thank_you(order, proof=shopify.confirmation_number(order))


def _thank_you(order: Order, proof: str) -> str:
    return render_template("thank_you.html", order=order, proof=proof, sent=_till().sender.sent[order.key])


@pages.post("/orders/<key>/<event>")
def happen(key: str, event: Event) -> Response:
    if event not in get_args(Event):
        abort(404)
    order = _till().change(_order(key), event)
    return redirect(PLATFORMS[order.platform].thank_you_path(order), 303)


@pages.get("/refer")
def refer() -> str:
    return render_template("refer.html")


@pages.post("/behave")
def behave() -> Response:
    back = request.form.get("back", "/")
    here = back.startswith("/") and not back.startswith(("//", "/\\"))
    choices = {name: request.form[name] for name in ("platform", "delay") if name in request.form}
    return visitor.remember(redirect(back if here else "/", 303), **choices)
