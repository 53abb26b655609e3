"""How an installation and its shops are: what was found, judged good, warn or bad, each with one fix.

Whoever looks gathers the facts; here they are only judged, so that the command and the Status page agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from plugin.domain.moments import DAY_MS, HOUR_MS, MINUTE_MS
from plugin.model import Struct
from plugin.settings import is_loopback
from plugin.words.speaking import mark, say, say_count

Light = Literal["good", "warn", "bad"]

WORKER_LATE_MS = 2 * MINUTE_MS
BACKUP_DAYS = 7
LEAST_FREE_BYTES = 200_000_000
MOST_CLOCK_OFF_MS = 2 * MINUTE_MS
OWNER_ONLY_MODE = 0o600
MEGABYTE = 1_000_000
START = mark("Start it with `sathi run`, and let the machine start it by itself (docs/running.md).")


class Finding(Struct):
    """One thing that was looked at, how it is, and what to do where it is not good."""

    what: str
    light: Light
    sentence: str
    fix: str = ""


class HouseFacts(Struct):
    """What was found of an installation.

    `secret_mode` is None where a variable holds the secret. `free_bytes` is None where the database is on
    another machine. The `*_failure` texts are empty where all went well, and None where nothing was tried.
    `clock_off_ms` is how far the clock is ahead of another machine's.
    """

    version: str
    url: str
    now_ms: int
    proxies_count: int = 0
    has_mail: bool = False
    is_sqlite: bool = True
    size_bytes: int = 0
    free_bytes: int | None = None
    secret_place: str = ""
    secret_mode: int | None = None
    worker_at_ms: int | None = None
    backup_at_ms: int | None = None
    write_failure: str | None = None
    url_failure: str | None = None
    mail_failure: str | None = None
    clock_off_ms: int | None = None


def judge_house(facts: HouseFacts) -> list[Finding]:
    """Judge an installation."""
    return [
        Finding(what=say("Version"), light="good", sentence=f"Sathi {facts.version}."),
        *_judge_secret(facts),
        *_judge_database(facts),
        *_judge_disk(facts),
        *_judge_address(facts),
        *_judge_reach(facts),
        *_judge_clock(facts),
        *_judge_mail(facts),
        _judge_worker(facts),
        _judge_backup(facts),
    ]


def worst_of(findings: list[Finding]) -> Light:
    """Give the worst light among findings."""
    lights = {one.light for one in findings}
    return "bad" if "bad" in lights else "warn" if "warn" in lights else "good"


def say_ago(at_ms: int, now_ms: int) -> str:
    """Say how long ago something was, in its largest unit."""
    past_ms = max(0, now_ms - at_ms)
    if past_ms < MINUTE_MS:
        return say("less than a minute ago")
    if past_ms < HOUR_MS:
        return say_count("{count} minute ago", "{count} minutes ago", past_ms // MINUTE_MS)
    if past_ms < 2 * DAY_MS:
        return say_count("{count} hour ago", "{count} hours ago", past_ms // HOUR_MS)
    return say_count("{count} day ago", "{count} days ago", past_ms // DAY_MS)


def _judge_secret(facts: HouseFacts) -> Iterator[Finding]:
    what = say("Secret")
    if not facts.secret_place:
        return
    if facts.secret_mode is None:
        yield Finding(what=what, light="good", sentence=say("The secret comes from SATHI_SECRET."))
    elif facts.secret_mode & ~OWNER_ONLY_MODE:
        yield Finding(
            what=what, light="bad",
            sentence=say("Others on this machine may read {path}.", path=facts.secret_place),
            fix=say("Run chmod 600 {path}.", path=facts.secret_place),
        )  # fmt: skip
    else:
        yield Finding(
            what=what, light="good",
            sentence=say("Only its owner may read {path}.", path=facts.secret_place),
        )  # fmt: skip


def _judge_database(facts: HouseFacts) -> Iterator[Finding]:
    what, size_mb = say("Database"), f"{facts.size_bytes / MEGABYTE:,.1f}"
    if facts.write_failure:
        yield Finding(
            what=what, light="bad",
            sentence=say("The database cannot be written: {failure}", failure=facts.write_failure),
            fix=say("Give the user that runs Sathi the right to write the file and its folder, and room."),
        )  # fmt: skip
    else:
        kind = "SQLite" if facts.is_sqlite else "PostgreSQL"
        sentence = say("The database is on {kind} and has {size} MB.", kind=kind, size=size_mb)
        yield Finding(what=what, light="good", sentence=sentence)


def _judge_disk(facts: HouseFacts) -> Iterator[Finding]:
    what, free_bytes = say("Disk"), facts.free_bytes
    if free_bytes is None:
        return
    free = f"{free_bytes // MEGABYTE:,}"
    sentence = say("{free} MB are free on the disk.", free=free)
    fix = say("Make room on the disk of the database; copies of it that are not needed lie beside it.")
    if free_bytes < LEAST_FREE_BYTES:
        yield Finding(what=what, light="bad", sentence=sentence, fix=fix)
    elif free_bytes < 2 * facts.size_bytes:
        yield Finding(
            what=what, light="warn", fix=fix,
            sentence=say("{free} MB are free on the disk: a copy of the database may not fit.", free=free),
        )  # fmt: skip
    else:
        yield Finding(what=what, light="good", sentence=sentence)


def _judge_address(facts: HouseFacts) -> Iterator[Finding]:
    what, parts = say("Address"), urlsplit(facts.url)
    host = parts.hostname or ""
    if is_loopback(host):
        yield Finding(
            what=what, light="warn",
            sentence=say("{url} is this machine only: no store and no shopper reaches it.", url=facts.url),
            fix=say("Set SATHI_URL to the public https address once you have one."),
        )  # fmt: skip
    elif parts.scheme != "https":
        yield Finding(
            what=what, light="bad",
            sentence=say("{url} is not encrypted: stores refuse it, and logins can be read.", url=facts.url),
            fix=say("Put a web server with TLS in front, and set SATHI_URL to https://{host}.", host=host),
        )  # fmt: skip
    elif facts.proxies_count == 0:
        yield Finding(
            what=what, light="warn",
            sentence=say("SATHI_PROXIES is 0, so every caller seems to be the web server in front."),
            fix=say("Set SATHI_PROXIES to how many web servers of your own stand in front, mostly 1."),
        )  # fmt: skip


def _judge_reach(facts: HouseFacts) -> Iterator[Finding]:
    what = say("Address")
    if facts.url_failure:
        yield Finding(
            what=what, light="bad" if facts.url.startswith("https:") else "warn",
            sentence=f"{facts.url}/healthz: {facts.url_failure}",
            fix=say(START),
        )  # fmt: skip
    elif facts.url_failure is not None:
        yield Finding(what=what, light="good", sentence=say("Sathi answers at {url}.", url=facts.url))


def _judge_clock(facts: HouseFacts) -> Iterator[Finding]:
    what, off_ms = say("Clock"), facts.clock_off_ms
    if off_ms is None:
        return
    if abs(off_ms) <= MOST_CLOCK_OFF_MS:
        yield Finding(what=what, light="good", sentence=say("The clock is right to within two minutes."))
        return
    minutes_count = abs(off_ms) // MINUTE_MS
    yield Finding(
        what=what, light="bad",
        sentence=say_count(
            "The clock is wrong by {count} minute: signatures and links fail.",
            "The clock is wrong by {count} minutes: signatures and links fail.", minutes_count,
        ),
        fix=say("Let the machine set its clock by itself: timedatectl set-ntp true."),
    )  # fmt: skip


def _judge_mail(facts: HouseFacts) -> Iterator[Finding]:
    what = say("Mail server")
    if not facts.has_mail:
        yield Finding(
            what=what, light="warn", sentence=say("No mail server is set, so mail waits."),
            fix=say("Set SATHI_SMTP_URL to smtp://user:password@host:587."),
        )  # fmt: skip
    elif facts.mail_failure:
        yield Finding(
            what=what, light="bad",
            sentence=say("The mail server does not let us in: {failure}", failure=facts.mail_failure),
            fix=say("Compare SATHI_SMTP_URL with what the mail provider says; then try `sathi mail test`."),
        )  # fmt: skip
    elif facts.mail_failure is not None:
        yield Finding(what=what, light="good", sentence=say("The mail server lets us in."))


def _judge_worker(facts: HouseFacts) -> Finding:
    what, at_ms = say("Worker"), facts.worker_at_ms
    if at_ms is None:
        sentence = say("No worker has been seen: mail and rewards wait.")
        return Finding(what=what, light="bad", sentence=sentence, fix=say(START))
    sentence = say("The worker was last seen {ago}.", ago=say_ago(at_ms, facts.now_ms))
    if facts.now_ms - at_ms > WORKER_LATE_MS:
        return Finding(what=what, light="bad", sentence=sentence, fix=say(START))
    return Finding(what=what, light="good", sentence=sentence)


def _judge_backup(facts: HouseFacts) -> Finding:
    what, at_ms = say("Backup"), facts.backup_at_ms
    if not facts.is_sqlite:
        sentence = say("PostgreSQL is backed up by pg_dump, which Sathi cannot see.")
        return Finding(what=what, light="good", sentence=sentence)
    fix = say("Run `sathi backup FILE` each night, and keep FILE and the secret on other machines.")
    if at_ms is None:
        return Finding(what=what, light="warn", sentence=say("There is no backup."), fix=fix)
    sentence = say("The last backup was made {ago}.", ago=say_ago(at_ms, facts.now_ms))
    if facts.now_ms - at_ms > BACKUP_DAYS * DAY_MS:
        return Finding(what=what, light="warn", sentence=sentence, fix=fix)
    return Finding(what=what, light="good", sentence=sentence)
