"""A plain page of a store, on an origin of its own: a picture, 24 goods, and our tag or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from random import Random
from threading import Thread
from urllib.parse import quote, unquote, urlsplit

from PIL import Image, ImageFilter

from tests.browser.shopper import Town
from tests.chai_house.products import PRODUCTS

NONCE = "c2F0aGk"
GOODS_COUNT = 24
HERO_PX = (1200, 600)
STYLE = """
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #222 }
.hero { display: block; width: 100%; height: auto; aspect-ratio: 2 }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 16px; padding: 16px }
article { border: 1px solid #ddd; border-radius: 8px; padding: 12px }
article i { display: block; height: 120px; background: linear-gradient(#efe3d0, #d8b98a) }
"""


@dataclass(frozen=True)
class Storefront:
    """The store's address, and the page that it shows in three ways."""

    address: str

    @property
    def plain(self) -> str:
        """The page without our tag."""
        return f"{self.address}/plain"

    @property
    def tagged(self) -> str:
        """The page with our tag."""
        return f"{self.address}/tagged/"

    def thanking(self, proof: str) -> str:
        """Give the page as it thanks for an order."""
        return self.tagged + quote(proof)


@contextmanager
def open_storefront(town: Town) -> Iterator[Storefront]:
    """Serve the page until the block ends, under the strictest policy that lets our tag run."""
    shown = {"/shop.css": ("text/css", STYLE.encode()), "/hero.jpg": ("image/jpeg", paint_hero())}

    class Counter(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            kind, body = shown.get(path) or ("text/html; charset=utf-8", write_page(town, path))
            self.send_response(200)
            for name, text in write_headers(town, kind, len(body)).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Storefront(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


def write_headers(town: Town, kind: str, length: int) -> dict[str, str]:
    """Give an answer's headers: scripts by nonce only, no address as a script but through our own policy."""
    policy = (
        f"default-src 'none'; script-src 'nonce-{NONCE}' 'strict-dynamic'; style-src 'self'; "
        f"img-src 'self' {town.sathi}; connect-src {town.sathi}; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types sathi"
    )
    return {"Content-Type": kind, "Content-Length": str(length), "Content-Security-Policy": policy}


def write_page(town: Town, path: str) -> bytes:
    """Write the page: /plain without our tag, /tagged/PROOF with it."""
    goods = (PRODUCTS[number % len(PRODUCTS)] for number in range(GOODS_COUNT))
    cards = "".join(
        f"<article><i></i><h2>{one.names['en']}</h2><p>{one.lines['en']}</article>" for one in goods
    )
    _, _, proof = path.partition("/tagged/")
    order = f" data-order='{unquote(proof)}'" if proof else ""
    tag = f"<script async nonce={NONCE} src='{town.sathi}/w.js' data-shop='{town.key}'{order}></script>"
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>A store</title>"
        "<meta name=viewport content='width=device-width'><link rel=stylesheet href=/shop.css>"
        f"<img class=hero src=/hero.jpg width=1200 height=600 alt=''><main>{cards}</main>"
        f"{'' if path == '/plain' else tag}"
    ).encode()


def paint_hero() -> bytes:
    """Paint a picture that weighs what such pictures weigh, about 60 KB; the same every time."""
    rough = Image.frombytes("RGB", (108, 54), Random(1).randbytes(108 * 54 * 3))
    picture = rough.resize(HERO_PX).filter(ImageFilter.GaussianBlur(2))
    file = BytesIO()
    picture.save(file, "jpeg", quality=60)
    return file.getvalue()
