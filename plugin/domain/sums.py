"""What happened in a day or in many: counts and money that add up, and the figures that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from plugin.domain.program import Costs
from plugin.model import Struct

# The whole, and the ways to divide it.
Part = Literal["all", "surface", "channel", "language", "device"]
PARTS: tuple[Part, ...] = get_args(Part)


class Sum(Struct):
    """What happened, of things that are no trials; money is in minor units of the shop's currency.

    Orders are those that stand, by the day they were placed: not cancelled, deleted or refunded whole. Their
    money is without what went back; `foreign_count` of them are in another currency, and no money is added
    for those. `new_count` are people's first orders, but for those of whom an import of past customers counts
    more orders than came here. `rewards_minor` is what was given less what was taken back, `discounts_minor`
    what friends' codes took off.
    """

    orders_count: int = 0
    orders_minor: int = 0
    foreign_count: int = 0
    new_count: int = 0
    referred_count: int = 0
    referred_minor: int = 0
    referred_new_count: int = 0
    views_count: int = 0
    shares_count: int = 0
    visits_count: int = 0
    claims_count: int = 0
    discounts_minor: int = 0
    rewards_minor: int = 0
    commission_minor: int = 0
    emails_count: int = 0
    whatsapps_count: int = 0

    @property
    def referral_rate(self) -> float | None:
        """Referred orders of all orders."""
        return divide(self.referred_count, self.orders_count)

    @property
    def share_rate(self) -> float | None:
        """Shares for each view."""
        return divide(self.shares_count, self.views_count)

    @property
    def conversion_rate(self) -> float | None:
        """Referred orders for each visit."""
        return divide(self.referred_count, self.visits_count)

    def messages_minor(self, costs: Costs) -> int:
        """Give what the messages cost."""
        return self.emails_count * costs.email_minor + self.whatsapps_count * costs.whatsapp_minor

    def spent_minor(self, costs: Costs) -> int:
        """Give what the program cost: discounts, rewards, commission and messages."""
        return self.discounts_minor + self.rewards_minor + self.commission_minor + self.messages_minor(costs)

    def cost_of_new_minor(self, costs: Costs) -> int | None:
        """Give what one new customer by referral cost; None where there was none."""
        each = divide(self.spent_minor(costs), self.referred_new_count)
        return None if each is None else round(each)


def add_up(sums: Iterable[Sum]) -> Sum:
    """Add sums up."""
    totals = dict.fromkeys(Sum.__struct_fields__, 0)
    for one in sums:
        for name in totals:
            totals[name] += getattr(one, name)
    return Sum(**totals)


def divide(part: float, whole: float) -> float | None:
    """Divide where there is something to divide by."""
    return part / whole if whole else None
