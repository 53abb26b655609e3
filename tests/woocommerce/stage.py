"""WordPress on a small stage: a scene in PHP is played with our plugin, and what came of it is given back."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from widgets.packing import PLUGIN

Json = dict[str, Any]

STAGE = Path(__file__).resolve().parent / "doubles" / "stage.php"
SATHI = "https://sathi.example"
KEY = "chaihousechaihou"
SECRET = "c2VjcmV0IG9mIENoYWkgSG91c2U="
TOPICS = ["order.created", "order.updated", "order.deleted", "order.restored"]
MARK = "claim.clm_0123456789.AbCdEfGhIjKlMnOpQrStUv"
OTHER_SHOP_WEBHOOK = {"topic": "order.created", "delivery_url": "https://other.example", "status": "active"}


def settings(address: str = SATHI, key: str = KEY, secret: str = SECRET, *, footer: bool = False) -> Json:
    """Give WordPress' options as the settings page saves them."""
    return {
        "sathi_settings": {"address": address, "key": key, "footer": footer},
        "sathi_secret": secret,
    }


def play(scene: str, *, plugin: Path = PLUGIN, uninstalled: bool = False, **given: Any) -> Json:
    """Play a scene and give what was printed, what it returned (`said`), and everything that is left.

    Takes PHP, in which $wp is the site. Further words: options, webhooks, session, get, post, capabilities,
    and the world's sathi (an address that really answers), managers, language, admin.
    """
    world = {name: given.pop(name) for name in ("sathi", "managers", "language", "admin") if name in given}
    nothing: Json = {name: {} for name in ("webhooks", "session", "get", "post", "sites")}
    play_with = nothing | {
        "plugin": str(plugin),
        "uninstalled": uninstalled,
        "scene": scene,
        "options": settings(),
        "capabilities": [],
        "world": {"sathi": "", "managers": [1], "language": "bn-BD", "admin": False} | world,
    }
    php = shutil.which("php")
    assert php, "There is no PHP: please install php-cli (on Debian: apt-get install php-cli)."
    done = subprocess.run(
        [php, "-d", "display_errors=stderr", STAGE], input=json.dumps(play_with | given), capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    left: Json = json.loads(done.stdout)
    return left


def webhooks(address: str = SATHI, secret: str = SECRET, /, **changes: Any) -> Json:
    """Give the options and rows of a site whose four webhooks were made; the words change every row."""
    delivery_url = f"{address}/webhooks/{KEY}/woocommerce"
    row = {
        "status": "active", "delivery_url": delivery_url, "secret": secret, "user_id": 1, "failure_count": 0,
        "api_version": "wp_api_v3",
    } | changes  # fmt: skip
    rows = {str(number): {"name": f"Sathi: {topic}", "topic": topic} | row for number, topic in _numbered()}
    ids = {"sathi_webhooks": {topic: number for number, topic in _numbered()}}
    return {"options": settings(address, secret=secret) | ids, "webhooks": rows | {"9": OTHER_SHOP_WEBHOOK}}


def _numbered() -> list[tuple[int, str]]:
    return list(enumerate(TOPICS, 11))
