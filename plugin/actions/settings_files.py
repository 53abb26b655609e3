"""A shop's settings out of the house and into it again, part by part, saying how far it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plugin.actions.campaigns import change_campaign, list_campaigns, switch_campaign
from plugin.actions.commission import change_terms
from plugin.actions.house import House
from plugin.actions.shops import change_program
from plugin.domain.commission_terms import write_terms
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.program_forms.differences import find_differences
from plugin.shop_files import CampaignSettings, ShopSettings
from plugin.store import Parts
from widgets.own_words import check_own_words


@dataclass(frozen=True, slots=True)
class Part:
    """One part that a file would change: what, the changes in words, and what does it."""

    name: str
    changes: list[str]
    do: Callable[[], object]


def gather_settings(parts: Parts, shop: Shop) -> ShopSettings:
    """Give all that a merchant set in a shop."""
    terms = parts.commission.current_terms(shop.shop_id)
    return ShopSettings(
        program=parts.programs.current(shop.shop_id)[1],
        campaigns={
            kept.key: CampaignSettings(is_on=kept.is_on, campaign=kept.campaign)
            for kept in list_campaigns(parts, shop)
        },
        terms=terms.terms if terms else None,
    )


def plan_settings(house: House, shop: Shop, wanted: ShopSettings) -> list[Part]:
    """Give the parts that differ from how the shop stands, each ready to be done; writes nothing.

    Raises InvalidInput where the merchant's own words cannot be used.
    """
    check_own_words(wanted.program.words)
    with house.store.reading() as parts:
        version, _ = parts.programs.current(shop.shop_id)
        now = gather_settings(parts, shop)
    return [*_plan_program(house, shop, now, wanted, version), *_plan_campaigns(house, shop, now, wanted),
            *_plan_terms(house, shop, now, wanted)]  # fmt: skip


def apply_settings(planned: list[Part], note: Callable[[str], None]) -> None:
    """Do the parts one after the other, each all or nothing, and note each that is done.

    Raises InvalidInput that names the part at which it stopped: those before it are done, and the same file
    again does the rest.
    """
    for place, part in enumerate(planned):
        try:
            part.do()
        except Exception as error:  # whatever it is, how far the file came must be said
            done = ", ".join(one.name for one in planned[:place]) or "nothing"
            raise InvalidInput("file", f"Stopped at {part.name}: {error} Done so far: {done}.") from error
        note(part.name)


def _plan_program(
    house: House, shop: Shop, now: ShopSettings, wanted: ShopSettings, version: int
) -> Iterator[Part]:
    found = find_differences(now.program, wanted.program, shop)
    if now.program != wanted.program:
        changes = [f"{one.heading}: {one.label}: {one.before} → {one.after}" for one in found]
        yield Part("the program", changes, lambda: change_program(house, shop, wanted.program, version))


def _plan_campaigns(house: House, shop: Shop, now: ShopSettings, wanted: ShopSettings) -> Iterator[Part]:
    for key, asked in wanted.campaigns.items():
        kept = now.campaigns.get(key)
        if kept != asked:
            yield Part(f"campaign {key}", _say_campaign(kept, asked), _Change(house, shop, key, asked))


@dataclass(frozen=True, slots=True)
class _Change:
    """Sets one campaign and its switch."""

    house: House
    shop: Shop
    key: str
    asked: CampaignSettings

    def __call__(self) -> None:
        change_campaign(self.house, self.shop, self.key, self.asked.campaign)
        switch_campaign(self.house, self.shop, self.key, self.asked.is_on)


def _plan_terms(house: House, shop: Shop, now: ShopSettings, wanted: ShopSettings) -> Iterator[Part]:
    terms = wanted.terms
    if terms is not None and terms != now.terms:
        before = write_terms(now.terms) if now.terms else "none"
        changes = [f"{before} → {write_terms(terms)}"]
        yield Part("partners' terms", changes, lambda: change_terms(house, shop, terms))


def _say_campaign(kept: CampaignSettings | None, asked: CampaignSettings) -> list[str]:
    if kept is None:
        return [f"new, and {'on' if asked.is_on else 'off'}"]
    fields = [
        f"{name}: {getattr(kept.campaign, name)} → {getattr(asked.campaign, name)}"
        for name in asked.campaign.__struct_fields__
        if getattr(kept.campaign, name) != getattr(asked.campaign, name)
    ]
    return fields + ([] if kept.is_on == asked.is_on else [f"switched {'on' if asked.is_on else 'off'}"])
