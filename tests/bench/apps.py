"""What the product is compared with: bare routes, and the product with one commit an order."""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import b64encode
from pathlib import Path

from flask import Flask, Response, request

from plugin.actions.house import House
from plugin.app import create_app
from plugin.opening import find_settings, now_ms
from plugin.store import open_store

BARE = "tests.bench.apps:bare"
SINGLE = "tests.bench.apps:single"


def bare() -> Flask:
    """Build an application that checks a WooCommerce signature, or says "ok", and does nothing else."""
    say_here()
    app = Flask("bare", static_folder=None)
    key = os.environ["BENCH_SECRET"].encode()

    @app.post("/webhooks/<key>/woocommerce")
    def take(**_: str) -> Response:
        made = b64encode(hmac.digest(key, request.get_data(), "sha256")).decode()
        genuine = hmac.compare_digest(made, request.headers.get("X-WC-Webhook-Signature", ""))
        return Response(status=200 if genuine else 401)

    @app.get("/w.js")
    @app.get("/healthz")
    def say_ok() -> Response:
        return Response("ok\n")

    return app


def single() -> Flask:
    """Build the product with a commit for every order."""
    say_here()
    settings = find_settings(os.environ)
    store = open_store(settings.database_url, units_per_commit=1)
    return create_app(House(store, settings, now_ms, secrets.token_bytes))


def say_here() -> None:
    """Let the bench know that it measures this application, and not the product by mistake."""
    Path(os.environ["BENCH_HERE"]).touch()
