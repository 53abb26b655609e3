"""Start Chai House: python -m tests.chai_house --port 8601 --sathi URL --key KEY ..."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from werkzeug.serving import run_simple

from tests.chai_house.api import Keys
from tests.chai_house.app import create_app
from tests.chai_house.clock import Clock
from tests.chai_house.webhooks import Sender
from tests.mailbox import open_mailbox


def main() -> None:
    """Read the words of the command and serve the shop."""
    words = argparse.ArgumentParser(prog="python -m tests.chai_house")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--port", type=int, default=8601)
    words.add_argument("--sathi", required=True, help="Sathi's address")
    words.add_argument("--key", required=True, help="the shop's key")
    words.add_argument("--woocommerce-secret", default="")
    words.add_argument("--shopify-secret", default="")
    words.add_argument("--consumer-key", default="", help="who may use the store's REST API")
    words.add_argument("--consumer-secret", default="")
    words.add_argument(
        "--clock",
        type=Path,
        default=os.environ.get("SATHI_DEMO_CLOCK"),
        help="the file that puts this clock and Sathi's forward",
    )
    words.add_argument("--post-port", type=int, default=0, help="where the customers' letters come in")
    said = words.parse_args()
    sender = Sender(
        store=f"http://{said.host}:{said.port}",
        sathi=said.sathi.rstrip("/"),
        key=said.key,
        secrets={"woocommerce": said.woocommerce_secret, "shopify": said.shopify_secret},
    )
    keys, clock = Keys(said.consumer_key, said.consumer_secret), Clock(said.clock)
    with open_mailbox(said.post_port) as mailbox:
        run_simple(said.host, said.port, create_app(sender, keys, clock, mailbox), threaded=True)


if __name__ == "__main__":
    main()
