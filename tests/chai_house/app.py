"""The shop's pages: a shelf, a checkout, a thank-you page, and switches for the demo."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from tests.chai_house import shopify, visitor
from tests.chai_house.api import NOBODY, Keys, api
from tests.chai_house.clock import THIS_MACHINE, Clock
from tests.chai_house.counter import counter, find_order, go_back, the_till
from tests.chai_house.coupons import Refused, check_coupon, cut_price, say_worth
from tests.chai_house.orders import Basket, Cut, Order
from tests.chai_house.post import post
from tests.chai_house.products import BY_SLUG, PRODUCTS, Product, rupees
from tests.chai_house.texts import LANGUAGES, TEXTS
from tests.chai_house.till import Till
from tests.chai_house.webhooks import PLATFORMS, Sender
from tests.mailbox import Mailbox

pages = Blueprint("pages", __name__)

USUAL_QUANTITY = 2


def create_app(
    sender: Sender, keys: Keys = NOBODY, clock: Clock = THIS_MACHINE, mailbox: Mailbox | None = None
) -> Flask:
    """Give the shop, whose orders live in memory and whose webhooks leave by the sender.

    `mailbox` is where the letters to its customers come in.
    """
    app = Flask(__name__)
    app.extensions |= {"till": Till(sender, clock), "keys": keys, "mailbox": mailbox}
    app.jinja_env.globals.update(sender=sender, languages=LANGUAGES, rupees=rupees)
    for blueprint in (pages, counter, post, api):
        app.register_blueprint(blueprint)
    return app


def _product(slug: str) -> Product:
    return BY_SLUG.get(slug) or abort(404)


@pages.app_context_processor
def _surroundings() -> dict[str, object]:
    language = visitor.language()
    return {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "t": TEXTS[language],
        "platform": visitor.platform(),
        "delay_s": visitor.delay_s(),
        "clock": the_till().clock,
        "code": visitor.code(),
        "code_words": _say_code(),
    }


@pages.after_app_request
def _remember_address(answer: Response) -> Response:
    return visitor.remember_address(answer)


@pages.get("/")
def shelf() -> str:
    return render_template("shelf.html", products=PRODUCTS)


@pages.get("/product/<slug>")
def product(slug: str) -> str:
    return render_template("product.html", product=_product(slug))


@pages.get("/checkout/<slug>")
def checkout(slug: str) -> str:
    chosen, till = _product(slug), the_till()
    number, buyer = visitor.next_buyer(len(till.orders))
    cut, refusal = _try_code(chosen)
    basket = Basket(product=chosen, quantity=USUAL_QUANTITY, cut=cut)
    return render_template("checkout.html", basket=basket, refusal=refusal, buyer=buyer, number=number)


@pages.post("/checkout/<slug>")
def buy(slug: str) -> Response:
    order = the_till().take(
        _product(slug),
        request.form,
        platform=visitor.platform(),
        language=visitor.language(),
        delay_s=visitor.delay_s(),
        code=visitor.code(),
        mark=visitor.mark(),
    )
    answer = redirect(PLATFORMS[order.platform].thank_you_path(order), 303)
    return visitor.remember(answer, buyer=request.form.get("number", ""), apply_coupon="", sathi="")


@pages.post("/cart")
def put_code() -> Response:
    """Put a code into the cart by hand."""
    return visitor.remember(go_back(), apply_coupon=request.form.get("code", "").strip())


@pages.get("/discount/<code>")
def apply_discount(code: str) -> Response:
    """Put a code into the cart by Shopify's kind of link."""
    return visitor.remember(go_back(request.args.get("redirect", "/")), apply_coupon=code)


@pages.get("/checkout/order-received/<int:order_id>/")
def order_received(order_id: int) -> str:
    order = find_order(request.args.get("key", "").removeprefix("wc_order_"))
    return _thank_you(order, proof="") if order.order_id == order_id else abort(404)


@pages.get("/thank-you")
def thank_you() -> str:
    order = find_order(request.args.get("order", ""))
    return _thank_you(order, proof=shopify.confirmation_number(order))


@pages.get("/refer")
def refer() -> str:
    return render_template("refer.html")


@pages.post("/behave")
def behave() -> Response:
    choices = {name: request.form[name] for name in ("platform", "delay") if name in request.form}
    return visitor.remember(go_back(), **choices)


def _thank_you(order: Order, proof: str) -> str:
    return render_template("thank_you.html", order=order, proof=proof, sent=the_till().sender.sent[order.key])


def _say_code() -> str:
    """Say what the code in the cart is worth, whatever is bought, or why it is worth nothing."""
    code, till, words = visitor.code(), the_till(), TEXTS[visitor.language()]
    if not code:
        return ""
    try:
        coupon = check_coupon(till.coupons.find(code), till.clock.now())
    except Refused as refused:
        return words[refused.why].format(code=code.upper())
    worth = f"{words['delivery']}: {words['free']}" if coupon["free_shipping"] else say_worth(coupon)
    return f"{words['code']} {code.upper()}: {worth}"


def _try_code(chosen: Product) -> tuple[Cut, str]:
    """Give what the cart's code takes off the usual quantity, or in words why it takes nothing."""
    code, till, words = visitor.code(), the_till(), TEXTS[visitor.language()]
    if not code:
        return Cut(), ""
    try:
        return cut_price(till.coupons.find(code), chosen, USUAL_QUANTITY, till.clock.now()), ""
    except Refused as refused:
        return Cut(), words[refused.why].format(code=code.upper(), minimum=rupees(refused.minimum_minor))
