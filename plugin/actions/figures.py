"""Reading figures: the kept sums of the days that are over, and a few days added up as the page is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugin.actions.house import House
from plugin.actions.sums import last_closed
from plugin.domain.days import day_begins_at, day_ends_at, day_of, list_days
from plugin.domain.ranges import Range
from plugin.domain.sums import Part, Sum, add_up
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.sums import Named

MOST_LIVE = 3  # so many days that have changed are added up while a page waits


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a range as they can be read: some added up just now, the others as they were kept.

    `lagging_count` days have changed since they were added up, or never were.
    """

    first: str
    last: str
    live: Mapping[str, Mapping[Part, Named]]
    lagging_count: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What happened in a range, whole and day by day, with as many days before it where it compares."""

    days: Mapping[str, Sum]
    before_days: Mapping[str, Sum]
    lagging_count: int

    @property
    def whole(self) -> Sum:
        """All of the range."""
        return add_up(self.days.values())

    @property
    def before(self) -> Sum | None:
        """All of the period before, None where nothing is compared."""
        return add_up(self.before_days.values()) if self.before_days else None


def read_days(house: House, parts: Parts, shop: Shop, asked: Range) -> Seen:
    """Give what happened in a range day by day, and in the period before it."""
    now_ms = house.now_ms()
    span = open_span(parts, shop, asked.first, asked.last, now_ms)
    days = _read_whole(parts, shop, span)
    if not asked.compares:
        return Seen(days, {}, span.lagging_count)
    earlier = open_span(parts, shop, asked.before_first, asked.before_last, now_ms)
    return Seen(days, _read_whole(parts, shop, earlier), span.lagging_count + earlier.lagging_count)


def read_part(parts: Parts, shop: Shop, span: Span, part: Part) -> dict[str, Sum]:
    """Give what happened in a span by surface, channel, language or device; "" is what nothing tells."""
    kept = parts.sums.add_up(shop, part, span.first, span.last, list(span.live))
    found = [kept, *(sums[part] for sums in span.live.values())]
    names = sorted({name for named in found for name in named})
    return {name: add_up(named[name] for named in found if name in named) for name in names}


def open_span(parts: Parts, shop: Shop, first: str, last: str, now_ms: int) -> Span:
    """Add up what is not kept yet of some days: those still open, and the latest few that have changed."""
    noted, closed = parts.sums.list_days(shop, first, last), last_closed(shop, now_ms)
    # The first order may have been forgotten since its day was summed.
    began = min([day_of(parts.sums.find_began(shop.shop_id), shop.time_zone), *noted])
    happened = list_days(max(first, began), min(last, day_of(now_ms, shop.time_zone)))
    untrue = [day for day in happened if not noted.get(day)]
    changed = [day for day in untrue if day <= closed]
    lagging = changed[:-MOST_LIVE]
    return Span(first, last, _add_up_live(parts, shop, set(untrue) - set(lagging)), len(lagging))


def _add_up_live(parts: Parts, shop: Shop, days: Iterable[str]) -> dict[str, Mapping[Part, Named]]:
    zone = shop.time_zone
    return {
        day: parts.sums.add_up_raw(shop, day_begins_at(day, zone), day_ends_at(day, zone))
        for day in sorted(days)
    }


def _read_whole(parts: Parts, shop: Shop, span: Span) -> dict[str, Sum]:
    kept = parts.sums.list_whole(shop, span.first, span.last, list(span.live))
    live = {day: sums["all"][""] for day, sums in span.live.items()}
    known = kept | live
    return {day: known.get(day, Sum()) for day in list_days(span.first, span.last)}
