"""The roof: the house, its doors, and the one place where the world outside is looked at."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule

import plugin.connect.mail_routes
import plugin.connect.routes
import webhooks.app_routes
import webhooks.bounce_routes
import webhooks.routes
import webhooks.whatsapp_routes
import widgets.checkout_routes
import widgets.landing_routes
import widgets.news_routes
import widgets.page_routes
import widgets.partner_routes
import widgets.portal_routes
import widgets.preview_routes
import widgets.proxy_routes
import widgets.routes
import widgets.unsubscribe_routes
from plugin.actions.house import House
from plugin.dashboard import routes as dashboard
from plugin.dashboard import setup_install_routes, weekly_routes
from plugin.doorstep import put_house, say_problem, the_house
from plugin.effects.looking import Onlooker
from plugin.effects.outgoing import Outgoing
from plugin.errors import NotFound, SathiError, describe_failure
from plugin.logbook import log
from plugin.opening import open_house
from plugin.scribe.asking import Scribe
from plugin.starting import starting
from widgets.shelf import Shelf

FETCH_S = 5.0
PAGES = ("/p/", "/r/", "/u/", "/a/", "/desk/")


class Address(Rule):
    """An address that is read: what would write it is compiled when it is asked for, and nobody ever asks.

    Compiling it for all addresses takes a twentieth of each start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_builder = super()._compile_builder
        return lambda _, **values: compile_builder(append_unknown)(self, **values)


def create_app(house: House, scribe: Scribe | None = None) -> Flask:
    """Build the web application around a house, with the scribe that takes its deliveries if there is one."""
    app = Flask("plugin", static_folder=None, template_folder=None)
    app.url_rule_class = Address
    put_house(app, house, scribe)
    webhooks.bounce_routes.put_fetch(app, partial(Outgoing(read_s=FETCH_S).fetch, "amazon:fetch"))
    setup_install_routes.put_look(app, Onlooker().look)
    shoppers = (
        widgets.routes.door,
        widgets.page_routes.door,
        widgets.news_routes.door,
        widgets.landing_routes.door,
        widgets.unsubscribe_routes.door,
        widgets.partner_routes.door,
        widgets.portal_routes.door,
        widgets.preview_routes.door,
    )
    shopify = (
        plugin.connect.routes.door, plugin.connect.mail_routes.door, webhooks.app_routes.door,
        widgets.checkout_routes.door, widgets.proxy_routes.door,
    )  # fmt: skip
    told = (webhooks.routes.door, webhooks.bounce_routes.door, webhooks.whatsapp_routes.door)
    for door in (*told, *shoppers, *shopify, dashboard.door, weekly_routes.door):
        app.register_blueprint(door)
    app.add_url_rule("/healthz", view_func=say_health)
    for kind in (SathiError, HTTPException, Exception):
        app.register_error_handler(kind, answer_error)
    if house.settings.proxies_count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=house.settings.proxies_count, x_proto=0)  # type: ignore[method-assign]  # as Flask documents it
    gate = webhooks.routes.Gate(app.wsgi_app, house, scribe)
    app.wsgi_app = Shelf(gate)  # type: ignore[method-assign]  # as Flask documents it
    app.before_request(refuse_nul)
    app.after_request(never_sniff)
    return app


def serve() -> Flask:
    """Build the application from the environment; what `sathi run` hands to its web server.

    Ctrl-C reaches every process of a terminal: only the one that supervises may act on it, or requests that
    have begun would not be finished.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    path = os.environ.get("SATHI_SCRIBE")  # set by `sathi run` for its own children
    with starting():
        return create_app(open_house(os.environ), Scribe(Path(path)) if path else None)


def say_health() -> Response:
    """Say whether the house can answer: one look into the store."""
    with the_house().store.reading() as parts:
        parts.shops.find("")
    return Response("ok\n", content_type="text/plain")


def answer_error(error: Exception) -> Response:
    """Answer any error: shoppers' and merchants' pages with a page, everything else with problem details."""
    if not isinstance(error, (SathiError, HTTPException)):
        log.error("request_failed", route=str(request.url_rule), where=describe_failure(error))
        return say_problem(None)
    is_gone = isinstance(error, NotFound) or getattr(error, "code", 0) == 404
    if is_gone and request.path.startswith(PAGES):
        return widgets.page_routes.show_gone()
    return say_problem(error)


def refuse_nul() -> None:
    """Refuse an address with a NUL character: no database can look for it, and nothing is called so."""
    if "\0" in request.path or b"%00" in request.query_string:
        raise NotFound("There is nothing at this address.")


def never_sniff(answer: Response) -> Response:
    """Make browsers believe the content type."""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
