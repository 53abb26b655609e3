"""The versions of a program: what each changed, setting one again, and the switch that makes it live."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from plugin.actions.house import House
from plugin.actions.shops import change_program
from plugin.actions.versions import set_program
from plugin.domain.program import Program
from plugin.domain.variants import MOST_ARMS
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.programs import Version


@dataclass(frozen=True, slots=True)
class Step:
    """One version of the program with the one that stood before it, None for the first."""

    version: Version
    before: Program | None


def list_steps(house: House, shop: Shop, most: int, before_version: int | None = None) -> list[Step]:
    """Give the newest versions of the program, or those older than one of them, each with the one before.

    The arms of experiments, which are versions too, are left out: nobody set them.
    """
    with house.store.reading() as parts:
        kept = parts.programs.list_latest(shop.shop_id, (most + 1) * (1 + MOST_ARMS), before_version)
    arms = {arm.version for one in kept if (split := one.program.measuring.split) for arm in split.arms[1:]}
    versions = [one for one in kept if one.number not in arms][: most + 1]
    older = [*(one.program for one in versions[1:]), None]
    return [Step(version, before) for version, before in zip(versions, older, strict=False)][:most]


def set_again(house: House, shop: Shop, version: int) -> int:
    """Make the settings of an older version the program again; gives the new version's number.

    Whether the program is live stays as it is. Raises NotFound.
    """
    with house.store.reading() as parts:
        _, now = parts.programs.current(shop.shop_id)
        kept = parts.programs.find(shop.shop_id, version)
    if kept is None:
        raise NotFound(
            "{shop} has no version {version} of its program.", shop=shop.name, version=str(version)
        )
    again = msgspec.structs.replace(kept, live=now.live, paused=now.paused, measuring=now.measuring)
    return change_program(house, shop, again)


def switch_program(house: House, shop: Shop, live: bool) -> None:
    """Set the program live or pause it; one that the house had paused goes on, too."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        _, now = parts.programs.current(shop.shop_id)
        if now.live != live or now.paused:
            set_program(house, parts, shop, msgspec.structs.replace(now, live=live, paused=""), now_ms)

    house.store.unit(shop.shop_id, work)
