"""The command that looks at all an installation needs, and says one fix for each thing that is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from plugin.actions.house import House
    from plugin.words.health import Finding

REACH_S = 5.0
MOST_ASKED = 3
SIGNS = {"good": "good", "warn": "WARN", "bad": "BAD "}


@click.command()
def doctor() -> None:
    """Look at all that Sathi needs, and say a fix for what is wrong; exits with 1 where something is bad."""
    from plugin.errors import SathiError
    from plugin.opening import open_house
    from plugin.words.health import worst_of

    try:
        house = open_house(os.environ)
    except SathiError as error:  # without settings or a schema there is nothing more to look at
        click.echo(f"BAD   {error}")
        sys.exit(1)
    findings = _look_at_house(house) + _look_at_shops(house)
    house.store.close()
    if worst_of(findings) == "bad":
        sys.exit(1)


def _look_at_house(house: House) -> list[Finding]:
    from msgspec.structs import replace

    from plugin.actions.health import gather_house, try_writing
    from plugin.words.health import judge_house

    place, mode = _find_secret(os.environ)
    facts = replace(
        gather_house(house), write_failure=try_writing(house), url_failure=_reach(house),
        clock_off_ms=_compare_clocks(house), mail_failure=_knock_at_mail(house),
        secret_place=place, secret_mode=mode,
    )  # fmt: skip
    return _print("Sathi", judge_house(facts))


def _look_at_shops(house: House) -> list[Finding]:
    from plugin.actions.health import gather_shop
    from plugin.words.shop_health import judge_shop

    with house.store.reading() as parts:
        shops = [shop for shop in parts.shops.list() if shop.uninstalled_at_ms is None]
    found = [_print(f"{shop.name} ({shop.key})", judge_shop(gather_shop(house, shop))) for shop in shops]
    return [finding for findings in found for finding in findings]


def _print(heading: str, findings: list[Finding]) -> list[Finding]:
    click.echo(f"\n{heading}")
    for one in findings:
        click.echo(f"{SIGNS[one.light]}  {one.what}: {one.sentence}")
        if one.fix:
            click.echo(f"      {one.fix}")
    return findings


def _find_secret(environment: Mapping[str, str]) -> tuple[str, int | None]:
    """Give where the secret is kept, and the file's mode where it is in one."""
    from plugin.opening import secret_path

    path = secret_path(environment)
    if path is None:
        return "SATHI_SECRET", None
    return str(path.absolute()), path.stat().st_mode & 0o777


def _reach(house: House) -> str:
    """Ask at the public address whether Sathi answers; gives what went wrong, or nothing."""
    from plugin.effects.outgoing import Outgoing
    from plugin.errors import StoreUnclear

    try:
        reply = Outgoing(read_s=REACH_S).ask("doctor:reach", "GET", f"{house.settings.url}/healthz")
    except StoreUnclear:
        return "nobody answers there."
    is_ours = reply.status == 200 and reply.raw == b"ok\n"
    return "" if is_ours else f"somebody else answers there, with {reply.status}."


def _compare_clocks(house: House) -> int | None:
    """Give how far this clock is ahead of a connected store's; None where no store says."""
    from plugin.effects.outgoing import Outgoing
    from plugin.errors import StoreUnclear

    with house.store.reading() as parts:
        stores = [one for shop in parts.shops.list() for one in parts.connections.list_of(shop.shop_id)]
    for store in stores[:MOST_ASKED]:
        try:
            date = Outgoing(read_s=REACH_S).ask("doctor:clock", "HEAD", store.address).date
            return house.now_ms() - round(parsedate_to_datetime(date).timestamp() * 1000)
        except (StoreUnclear, ValueError):  # it is down, or says no time
            continue
    return None


def _knock_at_mail(house: House) -> str | None:
    """Connect to the mail server and log in, sending nothing; gives what it said against it."""
    from plugin.effects.smtp import MailLine, MailRefused

    if not house.settings.smtp_url:
        return None
    try:
        MailLine(house.settings.smtp_url).knock()
    except MailRefused as refused:
        return f"{refused.answer.code} {refused.answer.words}"
    except OSError as error:
        return str(error.strerror or error)
    return ""
