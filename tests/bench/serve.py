"""Serves another application exactly as `sathi run` serves the product: `python -m tests.bench.serve APP PORT`."""

from __future__ import annotations

import sys
from typing import Any

from granian import Granian

from plugin import serving


class Instead(Granian):
    """The product's server with all its settings, and another application inside."""

    def __init__(self, target: str, **settings: Any) -> None:
        super().__init__(sys.argv[1], **settings)


if __name__ == "__main__":
    # The product's server names its application itself, so that it is changed here, at its last door.
    vars(serving)["Granian"] = Instead
    serving.serve_forever("127.0.0.1", int(sys.argv[2]), 1)
