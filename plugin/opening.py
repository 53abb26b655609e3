"""Opening the house: its settings, its secret, its clock and its dice, as the world outside has them."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from plugin.actions.house import House
from plugin.errors import InvalidInput
from plugin.settings import DEFAULT_DATABASE_URL, Settings, read_settings
from plugin.store import open_store, sqlite_path


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


def secret_path(environment: Mapping[str, str]) -> Path | None:
    """Give the file that holds the secret, beside the database; None where SATHI_SECRET holds it."""
    if environment.get("SATHI_SECRET", ""):
        return None
    database = sqlite_path(environment.get("SATHI_DATABASE_URL", DEFAULT_DATABASE_URL))
    return database.with_suffix(".secret") if database else Path("sathi.secret")


def _find_secret(environment: Mapping[str, str]) -> str:
    """Give SATHI_SECRET, or the secret kept beside the database, made on the first start (mode 0600)."""
    path = secret_path(environment)
    if path is None:
        return environment["SATHI_SECRET"]
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
