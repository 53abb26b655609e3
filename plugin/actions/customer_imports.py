"""Importing past customers: seen first, then taken in group by group, and gone on with after a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.customers import Codes, Plan, plan_group, write_plan
from plugin.actions.house import House
from plugin.actions.reach import REACH
from plugin.arrivals import Group
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.imports import ImportRow

MOST_FAULTS = 100
MOST_SOURCE = 190

Say = Callable[[ImportRow], None]


def name_preview(source: str) -> ImportRow:
    """Name an import that is only looked at: it is written nowhere."""
    return ImportRow(import_id="", fingerprint="", source=source[:MOST_SOURCE], columns="", started_at_ms=0)


def preview_groups(house: House, shop: Shop, row: ImportRow, groups: Iterable[Group], say: Say) -> ImportRow:
    """Say what an import would bring, without writing anything.

    Somebody who stands twice in a file, far apart, is counted twice.
    """
    codes = Codes(house)
    for group in groups:
        with house.store.reading() as parts:
            plan = plan_group(house, parts, shop, group.arrivals, row, codes, house.now_ms())
        row = _count(row, group, plan)
        say(row)
    return row


def begin_import(
    house: House, shop: Shop, fingerprint: str, source: str, columns: Mapping[str, str], again: bool = False
) -> ImportRow:
    """Begin an import, or give the one of the same thing that was begun before, perhaps ended.

    Takes what tells the same file, read the same way, from any other; where people are told it is from; and
    whether one that ended begins again, as with a store, which says something new each time.
    """
    now_ms = house.now_ms()
    made = ImportRow(
        import_id=house.new_id("imp", now_ms), fingerprint=fingerprint, source=source[:MOST_SOURCE],
        columns=msgspec.json.encode(columns).decode(), started_at_ms=now_ms,
    )  # fmt: skip

    def work(parts: Parts) -> ImportRow:
        kept = parts.imports.find_latest(shop.shop_id, fingerprint)
        if kept and not (again and kept.ended_at_ms):
            return kept
        parts.imports.add(shop.shop_id, made)
        note_change(house, parts, shop, "import", made.import_id, None, {"source": made.source}, now_ms)
        return made

    return house.store.unit(shop.shop_id, work)


def take_groups(house: House, shop: Shop, row: ImportRow, groups: Iterable[Group], say: Say) -> ImportRow:
    """Take past customers in, each group whole or not at all, from where the import is; gives it ended.

    Raises InvalidInput where somebody else takes the same import in at the same time.
    """
    codes = Codes(house)
    with house.store.in_bulk() as run_unit:
        for group in groups:
            now_ms = house.now_ms()
            work = partial(_take, house=house, shop=shop, row=row, group=group, codes=codes, now_ms=now_ms)
            row = run_unit(shop.shop_id, work)
            say(row)
    ended_at_ms = house.now_ms()

    def end(parts: Parts) -> None:
        parts.imports.end(shop.shop_id, row.import_id, ended_at_ms)
        parts.sheets.want(shop.shop_id, REACH.name, ended_at_ms)

    house.store.unit(shop.shop_id, end)
    return msgspec.structs.replace(row, ended_at_ms=ended_at_ms)


def _take(
    parts: Parts, house: House, shop: Shop, row: ImportRow, group: Group, codes: Codes, now_ms: int
) -> ImportRow:
    plan = plan_group(house, parts, shop, group.arrivals, row, codes, now_ms)
    moved = _count(row, group, plan)
    if not parts.imports.move(shop.shop_id, row, moved):
        raise InvalidInput("file", "This is being imported already, by somebody else at the same time.")
    write_plan(house, parts, shop, plan, now_ms)
    return moved


def _count(row: ImportRow, group: Group, plan: Plan) -> ImportRow:
    return msgspec.structs.replace(
        row,
        rows_count=row.rows_count + len(group.arrivals),
        new_count=row.new_count + len(plan.people),
        changed_count=row.changed_count + plan.changed_count,
        unmailable_count=row.unmailable_count + plan.unmailable_count,
        faults_count=row.faults_count + len(group.faults),
        faults=(*row.faults, *group.faults)[:MOST_FAULTS],
        line_done=group.line_done,
        cursor=group.cursor,
    )
