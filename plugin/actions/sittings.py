"""A sitting: what stands for all the turns of a shop that are decided together, read once."""

from __future__ import annotations

from dataclasses import dataclass, field

from plugin.actions.campaigns import Kept, find_campaign
from plugin.actions.house import House
from plugin.actions.shops import standing_program
from plugin.domain.customers import Profile
from plugin.domain.program import Program
from plugin.model import Shop
from plugin.store import Parts


@dataclass(slots=True)
class Sitting:
    """One sitting in which a shop's turns are decided: what stands for all of them is read once.

    `profiles` are those of the people who are looked at now, where they were read together.
    """

    house: House
    parts: Parts
    shop: Shop
    now_ms: int
    program: Program
    campaigns: dict[str, Kept] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    tells: bool | None = None

    def find_campaign(self, key: str) -> Kept:
        """Give a campaign as it stands."""
        if key not in self.campaigns:
            self.campaigns[key] = find_campaign(self.parts, self.shop, key)
        return self.campaigns[key]

    def read_people(self, after_id: str, most: int) -> list[str]:
        """Read the next people of the shop together; gives their ids."""
        found = self.parts.profiles.list_people(self.shop.shop_id, after_id, most)
        self.profiles = {one.person.person_id: one.profile for one in found}
        return list(self.profiles)

    def tells_delivery(self) -> bool:
        """Say whether the store tells when its orders are delivered."""
        if self.tells is None:
            self.tells = self.parts.happenings.tells_delivery(self.shop.shop_id)
        return self.tells


def open_sitting(house: House, parts: Parts, shop: Shop, now_ms: int) -> Sitting:
    """Begin to decide turns of a shop, under the program that stands now."""
    return Sitting(house, parts, shop, now_ms, standing_program(parts, shop)[1])
