"""Serves another application as `sathi run` serves the product: `python -m tests.bench.serve APP PORT`."""

from __future__ import annotations

import sys
from typing import Any
from unittest import mock

from granian.server.common import AbstractServer

from plugin.serving import serve_forever


def serve_instead(app: str, port: int) -> None:
    """Serve `app` with every setting of the product's own server, which names its application itself."""
    start = AbstractServer.__init__

    def start_instead(server: Any, _: str, *words: Any, **settings: Any) -> None:
        start(server, app, *words, **settings)

    with mock.patch.object(AbstractServer, "__init__", start_instead):
        serve_forever("127.0.0.1", port, 1, with_scribe=False)


if __name__ == "__main__":
    serve_instead(sys.argv[1], int(sys.argv[2]))
