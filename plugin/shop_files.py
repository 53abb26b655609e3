"""A shop's settings as one file, to be reviewed, kept in versions and set again; no secrets and no people."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec

from plugin.domain.campaign_settings import Campaign, read_campaign, read_campaign_key, write_campaign
from plugin.domain.commission_terms import Terms, read_terms, write_terms
from plugin.domain.faults import name_fault
from plugin.domain.measuring import Measuring
from plugin.domain.program import Program, read_program, write_program
from plugin.errors import InvalidInput
from plugin.model import Struct

FORMAT = 1
# The house's own notes in a program, which no file sets.
HOUSE_OWN = ("measuring", "paused")


class CampaignSettings(Struct):
    """A campaign and whether it is on."""

    is_on: bool
    campaign: Campaign


class ShopSettings(Struct):
    """All that a merchant sets: the program with own words, campaigns by their keys, partners' terms."""

    program: Program
    campaigns: dict[str, CampaignSettings]
    terms: Terms | None = None


class _File(Struct):
    """The file as it is written; parts that are left out stay as they are in the shop."""

    format: Literal[1]
    program: dict[str, Any]
    campaigns: dict[str, dict[str, Any]] = {}
    terms: dict[str, Any] | None = None


def write_shop_file(settings: ShopSettings) -> str:
    """Write a shop's settings as JSON in an order that does not change, for reviewing line by line."""
    program = json.loads(write_program(settings.program))
    plain = {
        "format": FORMAT,
        "program": {name: value for name, value in program.items() if name not in HOUSE_OWN},
        "campaigns": {
            key: {"is_on": one.is_on, **json.loads(write_campaign(one.campaign))}
            for key, one in sorted(settings.campaigns.items())
        },
        "terms": json.loads(write_terms(settings.terms)) if settings.terms else None,
    }
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def read_shop_file(plain: Any, now: Program) -> ShopSettings:
    """Read a shop's settings; what the house notes for itself stays as it is in the program of now.

    Takes the parsed JSON. Raises InvalidInput that names the first field that cannot be used.
    """
    if isinstance(plain, dict) and plain.get("format", FORMAT) != FORMAT:
        raise InvalidInput("format", f"This file has format {plain['format']!r}; this Sathi reads {FORMAT}.")
    try:
        file = msgspec.convert(plain, _File)
    except msgspec.ValidationError as error:
        raise name_fault(error, "file") from error
    for name in HOUSE_OWN:
        if name in file.program:
            raise InvalidInput(f"program.{name}", f"Take program.{name} out: Sathi notes it for itself.")
    return ShopSettings(
        program=_keep_notes(read_program(file.program), now),
        campaigns={read_campaign_key(key): _read_campaign(one) for key, one in file.campaigns.items()},
        terms=read_terms(file.terms) if file.terms is not None else None,
    )


def _keep_notes(program: Program, now: Program) -> Program:
    """Keep what the house measures; a program that is set live is not paused by the house any more."""
    measuring: Measuring = now.measuring
    return msgspec.structs.replace(program, measuring=measuring, paused="" if program.live else now.paused)


def _read_campaign(plain: dict[str, Any]) -> CampaignSettings:
    is_on = plain.get("is_on", False)
    if not isinstance(is_on, bool):
        raise InvalidInput("campaigns", "is_on of a campaign is true or false.")
    settings = {name: value for name, value in plain.items() if name != "is_on"}
    return CampaignSettings(is_on=is_on, campaign=read_campaign(settings))
