"""The roof: the house, its doors, and the one place where the world outside is looked at."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

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
import widgets.proxy_routes
import widgets.routes
import widgets.unsubscribe_routes
from plugin.actions.house import House
from plugin.dashboard import routes as dashboard
from plugin.doorstep import put_house, say_problem, the_house
from plugin.effects.outgoing import Outgoing
from plugin.errors import InvalidInput, NotFound, SathiError, describe_failure
from plugin.scribe.asking import Scribe
from plugin.settings import DEFAULT_DATABASE_URL, Settings, read_settings
from plugin.store import open_store, sqlite_path
from widgets.shelf import Shelf

log = structlog.get_logger()

FETCH_S = 5.0
PAGES = ("/p/", "/r/", "/u/", "/a/", "/desk/")


def create_app(house: House, scribe: Scribe | None = None) -> Flask:
    """Build the web application around a house, with the scribe that takes its deliveries if there is one."""
    app = Flask("plugin", static_folder=None, template_folder=None)
    put_house(app, house, scribe)
    webhooks.bounce_routes.put_fetch(app, partial(Outgoing(read_s=FETCH_S).fetch, "amazon:fetch"))
    shoppers = (
        widgets.routes.door,
        widgets.page_routes.door,
        widgets.news_routes.door,
        widgets.landing_routes.door,
        widgets.unsubscribe_routes.door,
        widgets.partner_routes.door,
        widgets.portal_routes.door,
    )
    shopify = (
        plugin.connect.routes.door, plugin.connect.mail_routes.door, webhooks.app_routes.door,
        widgets.checkout_routes.door, widgets.proxy_routes.door,
    )  # fmt: skip
    told = (webhooks.routes.door, webhooks.bounce_routes.door, webhooks.whatsapp_routes.door)
    for door in (*told, *shoppers, *shopify, dashboard.door):
        app.register_blueprint(door)
    app.add_url_rule("/healthz", view_func=say_health)
    for kind in (SathiError, HTTPException, Exception):
        app.register_error_handler(kind, answer_error)
    if house.settings.proxies_count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=house.settings.proxies_count, x_proto=0)  # type: ignore[method-assign]  # as Flask documents it
    app.wsgi_app = Shelf(app.wsgi_app)  # type: ignore[method-assign]  # as Flask documents it
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
    app = create_app(open_house(os.environ), Scribe(Path(path)) if path else None)
    gc.collect()
    gc.freeze()  # what is here from the start stays: the collector need not look at it again under load
    return app


def open_house(environment: Mapping[str, str]) -> House:
    """Open the installation that the environment describes; raises SchemaOutOfDate before `sathi migrate`."""
    settings = find_settings(environment)
    clock = find_clock(environment, settings)
    return House(open_store(settings.database_url), settings, clock, secrets.token_bytes)


def find_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings, with the signing secret of this installation."""
    return read_settings(environment, _find_secret(environment))


def now_ms() -> int:
    """Give the time: epoch milliseconds in UTC."""
    return time.time_ns() // 1_000_000


def find_clock(environment: Mapping[str, str], settings: Settings) -> Callable[[], int]:
    """Give the clock; in demo mode alone, one that the file named by SATHI_DEMO_CLOCK puts forward.

    The file holds by how many milliseconds, so that all processes of a demo let the same days pass.
    """
    path = environment.get("SATHI_DEMO_CLOCK", "")
    if not (settings.demo and path):
        return now_ms
    return lambda: now_ms() + int(Path(path).read_text())


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


def _find_secret(environment: Mapping[str, str]) -> str:
    """Give SATHI_SECRET, or the secret kept beside the database, made on the first start (mode 0600)."""
    if secret := environment.get("SATHI_SECRET", ""):
        return secret
    database = sqlite_path(environment.get("SATHI_DATABASE_URL", DEFAULT_DATABASE_URL))
    path = database.with_suffix(".secret") if database else Path("sathi.secret")
    if not path.exists():
        _make_secret(path)
    if secret := path.read_text().strip():
        return secret
    raise InvalidInput(
        "SATHI_SECRET", f"{path} is empty: put this installation's secret back, or set SATHI_SECRET."
    )


def _make_secret(path: Path) -> None:
    """Write a fresh secret whole before it has its name, so that two who start at once read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
