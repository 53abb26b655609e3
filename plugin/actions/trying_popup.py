"""What decides the popup: which rules held it lately, and what other rules would have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from plugin.actions.decisions import Redecided, replay_program
from plugin.actions.house import House
from plugin.domain.moments import DAY_MS
from plugin.domain.program import Program
from plugin.model import Shop, Surface

MOST_REPORTS = 10_000
SURFACES: tuple[Surface, ...] = ("popup", "thank_you", "page", "sticky")


@dataclass(frozen=True, slots=True)
class Tally:
    """How the last decisions came out; `held_by` counts each rule that held one, often several at once."""

    looked_count: int
    shown_count: int
    held_by: list[tuple[str, int]]

    @property
    def held_count(self) -> int:
        """How many were held."""
        return self.looked_count - self.shown_count


@dataclass(frozen=True, slots=True)
class PopupReplay:
    """What other rules would have done: `more` would have seen the popup that did not, `less` the reverse."""

    looked_count: int
    was_shown_count: int
    more: list[Redecided] = field(default_factory=list)
    less: list[Redecided] = field(default_factory=list)

    @property
    def would_show_count(self) -> int:
        """How many would have seen it."""
        return self.was_shown_count + len(self.more) - len(self.less)

    def by_rule(self) -> list[tuple[str, int, int]]:
        """Give for each rule how many it no longer holds, and how many it would hold; the busiest first."""
        freed = Counter(rule for one in self.more for rule in one.was.failed)
        held = Counter(rule for one in self.less for rule in one.would_be.failed)
        rules = sorted({*freed, *held}, key=lambda rule: (-freed[rule] - held[rule], rule))
        return [(rule, freed[rule], held[rule]) for rule in rules]


@dataclass(frozen=True, slots=True)
class SurfaceSeen:
    """One surface: how often browsers reported it in the last 24 hours, up to MOST_REPORTS, and when last."""

    surface: Surface
    times_count: int
    last_at_ms: int | None


def count_reasons(house: House, shop: Shop, most: int) -> Tally:
    """Count how the last `most` decisions came out, and by which rules they were held."""
    with house.store.reading() as parts:
        failed = parts.decisions.list_failed(shop.shop_id, most)
    held_by = Counter(rule for rules in failed for rule in rules)
    return Tally(len(failed), sum(not rules for rules in failed), held_by.most_common())


def try_popup(house: House, shop: Shop, program: Program, most: int) -> PopupReplay:
    """Decide the last `most` orders anew under other rules, as if the program was live; writes nothing.

    The platform's own test orders are left out.
    """
    live = msgspec.structs.replace(program, live=True)
    replayed = replay_program(house, shop, live, most)
    return _compare([one for one in replayed if not one.row.order.is_test])


def list_surfaces(house: House, shop: Shop) -> list[SurfaceSeen]:
    """Tell of each surface whether it was really drawn in a shopper's browser during the last 24 hours."""
    since_at_ms = house.now_ms() - DAY_MS
    with house.store.reading() as parts:
        return [
            SurfaceSeen(one, *parts.events.find_seen(shop.shop_id, one, since_at_ms, MOST_REPORTS))
            for one in SURFACES
        ]


def _compare(replayed: Sequence[Redecided]) -> PopupReplay:
    turned = [one for one in replayed if one.was.show != one.would_be.show]
    return PopupReplay(
        looked_count=len(replayed),
        was_shown_count=sum(one.was.show for one in replayed),
        more=[one for one in turned if one.would_be.show],
        less=[one for one in turned if one.was.show],
    )
