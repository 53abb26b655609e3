"""Behind the counter: the orders and what may happen to them, the coupons, the clock, and Sathi's pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

from flask import Blueprint, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from tests.chai_house import visitor
from tests.chai_house.coupons import say_worth
from tests.chai_house.orders import Event, Order
from tests.chai_house.till import Till

counter = Blueprint("counter", __name__)

SATHI = Path(sys.executable).with_name("sathi")
JUMPS_DAYS = (1, 15)


def the_till() -> Till:
    """Give the till of this store."""
    till: Till = current_app.extensions["till"]
    return till


def find_order(key: str) -> Order:
    """Give the order with this key, or end with 404."""
    return the_till().orders.get(key) or abort(404)


def go_back(path: str = "") -> Response:
    """Send the visitor to a page of this store: the path, or where the form says it was."""
    back = path or request.form.get("back", "/")
    here = back.startswith("/") and not back.startswith(("//", "/\\"))
    return redirect(back if here else "/", 303)


@counter.get("/counter")
def show_counter() -> str:
    till = the_till()
    orders = sorted(till.orders.values(), key=lambda order: -order.order_id)
    return render_template(
        "counter.html", orders=orders, coupons=[*till.coupons.known.values()][::-1], sent=till.sender.sent,
        say_worth=say_worth,
    )  # fmt: skip


@counter.post("/orders/<key>/<event>")
def happen(key: str, event: Event) -> Response:
    if event not in get_args(Event):
        abort(404)
    the_till().change(find_order(key), event)
    return go_back()


@counter.get("/counter/theme")
def show_theme() -> str:
    """Show the theme's head and the webhooks, as a store's back office does."""
    platform = visitor.platform()
    return render_template("theme.html", platform=platform, hook=the_till().sender.address_of(platform))


@counter.post("/counter/theme")
def change_theme() -> Response:
    """Save what the merchant pasted."""
    names = ("line", "hook", "secret")
    line, hook, secret = (request.form.get(name, "").strip() for name in names)
    the_till().sender.paste(line, visitor.platform(), hook, secret)
    return go_back("/counter/theme")


@counter.post("/clock")
def pass_time() -> Response:
    """Let some days pass."""
    days = request.form.get("days", 0, int)
    if days not in JUMPS_DAYS:
        abort(404)
    the_till().clock.pass_days(days)
    return go_back()


@counter.get("/desk")
def open_desk() -> Response:
    """Open Sathi's desk, by the command that a merchant would type: its link lasts an hour."""
    key = the_till().sender.key
    done = subprocess.run([SATHI, "desk", key], capture_output=True, text=True, check=True)
    return redirect(done.stdout.strip(), 303)
