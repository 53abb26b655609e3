"""What the operator decides about one installation, read from the environment by the roof."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from plugin.errors import InvalidInput

DEFAULT_DATABASE_URL = "sqlite:///sathi.db"
DEFAULT_URL = "http://127.0.0.1:8600"
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings.

    `url` is Sathi's public address without a trailing slash; `secret` signs links and keys hashes and
    is never shown; `demo` shows on screen what would be mailed, and works on loopback only. `proxies_count`
    is how many web servers of one's own stand in front and say in X-Forwarded-For who is calling.
    `mail_per_*` is the most that is handed to the mail server, by each worker in a second and by all of them
    in an hour and a day; 0 is no limit.
    """

    database_url: str
    url: str
    secret: str
    smtp_url: str = ""
    mail_from: str = ""
    demo: bool = False
    proxies_count: int = 0
    mail_per_second: int = 0
    mail_per_hour: int = 0
    mail_per_day: int = 0

    def __repr__(self) -> str:
        return f"Settings(url={self.url!r}, demo={self.demo})"


def read_settings(environment: Mapping[str, str], secret: str) -> Settings:
    """Read the settings from the variables that start with SATHI_.

    Takes the environment and the signing secret that the roof found. Raises InvalidInput that names
    the variable.
    """
    url = environment.get("SATHI_URL", DEFAULT_URL).rstrip("/")
    parts = _take_apart(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput(
            "SATHI_URL", f"SATHI_URL is {url!r}: give an address such as https://sathi.example.com."
        )
    demo = environment.get("SATHI_DEMO", "") not in ("", "0")
    if demo and not is_loopback(parts.hostname):
        raise InvalidInput(
            "SATHI_DEMO",
            "Demo mode shows private links on screen, so it needs a loopback SATHI_URL: unset either.",
        )
    smtp_url = environment.get("SATHI_SMTP_URL", "")
    if smtp_url and not (re.match(r"smtps?://[^/\s]+", smtp_url) and _take_apart(smtp_url).hostname):
        raise InvalidInput(
            "SATHI_SMTP_URL",
            "SATHI_SMTP_URL must look like smtp://user:password@host:587, with signs such as [ # / @ in the "
            "password as %5B %23 %2F %40.",
        )
    proxies = environment.get("SATHI_PROXIES", "0")
    if not re.fullmatch(r"[0-5]", proxies):
        raise InvalidInput("SATHI_PROXIES", "SATHI_PROXIES is how many web servers stand in front: 0 to 5.")
    return Settings(
        database_url=environment.get("SATHI_DATABASE_URL", DEFAULT_DATABASE_URL),
        url=url,
        secret=secret,
        smtp_url=smtp_url,
        mail_from=_read_sender(environment, f"sathi@{parts.hostname}"),
        demo=demo,
        proxies_count=int(proxies),
        mail_per_second=_read_rate(environment, "SATHI_MAIL_PER_SECOND"),
        mail_per_hour=_read_rate(environment, "SATHI_MAIL_PER_HOUR"),
        mail_per_day=_read_rate(environment, "SATHI_MAIL_PER_DAY"),
    )


def _take_apart(url: str) -> SplitResult:
    """Take an address apart; one whose host or port is none comes back empty."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else urlsplit("")  # asking for the port raises where it is none
    except ValueError:
        return urlsplit("")


def _read_sender(environment: Mapping[str, str], fallback: str) -> str:
    address = environment.get("SATHI_MAIL_FROM", "")
    if address and not ADDRESS.fullmatch(address):
        raise InvalidInput(
            "SATHI_MAIL_FROM",
            "SATHI_MAIL_FROM is a bare address such as letters@example.com: each shop's own name is put "
            "before it.",
        )
    return address or fallback


def _read_rate(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name, "")
    if text and not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise InvalidInput(name, f"{name} is a number of mails such as 100; leave it out for no limit.")
    return int(text or "0")


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
