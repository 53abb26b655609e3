"""Moving from another app: its old codes lead to the same people here, and the last import can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.people import find_by_email, meet_contact
from plugin.actions.sharing import is_reserved
from plugin.code_files import OldCode
from plugin.domain.codes import confusion_key
from plugin.domain.people import same_email
from plugin.errors import NotFound
from plugin.model import Contact, Shop
from plugin.store import Parts
from plugin.store.code_imports import CodeImport, ImportedCode
from plugin.words.speaking import say

GROUP_COUNT = 200
MOST_NOTES = 200
MOST_SOURCE = 190

Fate = Literal["new", "known", "conflict"]


@dataclass
class Outcome:
    """What came, or would come, of an import; `notes` name the lines that a person should look at.

    `owners` and `looks` tell by code and by its looks who had it before in the file.
    """

    codes_count: int = 0
    people_count: int = 0
    known_count: int = 0
    left_out_count: int = 0
    notes: list[tuple[int, str]] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    looks: dict[str, tuple[str, int]] = field(default_factory=dict)
    new_people: set[str] = field(default_factory=set)

    def note(self, line: int, sentence: str) -> None:
        """Note what a person should know about a line."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append((line, sentence))

    def leave_out(self, line: int, sentence: str) -> None:
        """Note that a line is left out, and why."""
        self.left_out_count += 1
        self.note(line, sentence)


def preview_codes(house: House, shop: Shop, codes: Iterable[OldCode], outcome: Outcome) -> Outcome:
    """Say what an import would bring; nothing is written."""
    with house.store.reading() as parts:
        for old in codes:
            _judge(house, parts, shop, old, outcome)
    return outcome


def import_codes(
    house: House, shop: Shop, source: str, codes: Iterable[OldCode], outcome: Outcome
) -> Outcome:
    """Let old codes lead to their owners, who are made where nobody knows them; each group is whole.

    All are read before the first is written, so that a file that cannot be read to its end changes nothing.
    """
    brought, now_ms = list(codes), house.now_ms()
    made = CodeImport(import_id=house.new_id("cim", now_ms), source=source[:MOST_SOURCE], at_ms=now_ms)

    def begin(parts: Parts) -> None:
        parts.code_imports.add(shop.shop_id, made)
        note_change(house, parts, shop, "codes", made.import_id, None, made.source, now_ms)

    house.store.unit(shop.shop_id, begin)
    for group in _in_groups(brought):
        work = partial(_take_group, house, shop=shop, made=made, group=group, outcome=outcome)
        house.store.unit(shop.shop_id, work)
    return outcome


def find_last_import(house: House, shop: Shop) -> CodeImport | None:
    """Give the last import that was not undone."""
    with house.store.reading() as parts:
        last = parts.code_imports.find_last(shop.shop_id)
    return last if last and last.undone_at_ms is None else None


def undo_last_import(house: House, shop: Shop) -> int:
    """Take the last import back: its codes lead nowhere, and whom it made and who did nothing is gone.

    Gives how many codes that were. Raises NotFound where there is nothing to undo.
    """
    last = find_last_import(house, shop)
    if last is None:
        raise NotFound("There is no import of codes to take back.")
    after_code, count, now_ms = "", 0, house.now_ms()
    while group := _read_group(house, shop, last, after_code):
        house.store.unit(shop.shop_id, partial(_undo_group, shop=shop, group=group))
        after_code, count = group[-1].code, count + len(group)

    def end(parts: Parts) -> None:
        parts.code_imports.mark_undone(shop.shop_id, last.import_id, now_ms)
        note_change(house, parts, shop, "codes", last.import_id, last.source, None, now_ms)

    house.store.unit(shop.shop_id, end)
    return count


def _judge(house: House, parts: Parts, shop: Shop, old: OldCode, outcome: Outcome) -> Fate:
    """Count what becomes of one old code, and name what stands against it."""
    same, person = same_email(old.email), find_by_email(house, parts, shop, old.email)
    if fault := _find_conflict(house, parts, shop, old, same, person.person_id if person else "", outcome):
        outcome.leave_out(old.line, fault)
        return "conflict"
    owner = parts.people.find_by_code(shop.shop_id, old.code)
    if owner is not None or old.code in outcome.owners:
        outcome.known_count += 1
        return "known"
    _note_looks(parts, shop, old, outcome)
    outcome.owners[old.code] = same
    outcome.codes_count += 1
    if person is None and same not in outcome.new_people:
        outcome.new_people.add(same)
        outcome.people_count += 1
    return "new"


def _find_conflict(
    house: House, parts: Parts, shop: Shop, old: OldCode, same: str, person_id: str, outcome: Outcome
) -> str:
    """Say why an old code cannot be this person's; empty where it can."""
    if outcome.owners.get(old.code, same) != same:
        return say("{code} stands in the file for somebody else, too.", code=old.code)
    owner = parts.people.find_by_code(shop.shop_id, old.code)
    if owner is not None and owner.person_id != person_id:
        return say("{code} is somebody else's code here.", code=old.code)
    if parts.people.has_leaked(shop.shop_id, old.code):
        return say("{code} leaked here once, and leads nowhere any more.", code=old.code)
    if is_reserved(house, parts, shop, old.code):
        return say("{code} was the code of somebody who was erased here.", code=old.code)
    if parts.coupons.find_by_code(shop.shop_id, old.code):
        return say("{code} is a coupon of your store already.", code=old.code)
    return ""


def _note_looks(parts: Parts, shop: Shop, old: OldCode, outcome: Outcome) -> None:
    """Name a code that is easily taken for another one; it is brought all the same, since it is in use."""
    looks = confusion_key(old.code)
    other, line = outcome.looks.get(looks, ("", 0))
    known = other or parts.people.find_looks(shop.shop_id, looks)
    if known and known != old.code:
        told = say(
            "{code} looks like {other}: friends may take one for the other.", code=old.code, other=known
        )
        if other:
            told = say(
                "{code} looks like {other} of line {line}: friends may take one for the other.",
                code=old.code, other=other, line=str(line),
            )  # fmt: skip
        outcome.note(old.line, told)
    outcome.looks.setdefault(looks, (old.code, old.line))


def _take_group(
    house: House, parts: Parts, shop: Shop, made: CodeImport, group: Sequence[OldCode], outcome: Outcome
) -> None:
    now_ms = house.now_ms()
    for old in group:
        if _judge(house, parts, shop, old, outcome) != "new":
            continue
        is_new = find_by_email(house, parts, shop, old.email) is None
        contact = Contact(email=old.email, first_name=old.first_name)
        person = meet_contact(house, parts, shop, contact, now_ms)[0]
        parts.people.add_alias(shop.shop_id, old.code, person.person_id, now_ms)
        parts.people.keep_code_key(shop.shop_id, confusion_key(old.code), old.code)
        code = ImportedCode(code=old.code, person_id=person.person_id, is_new_person=is_new)
        parts.code_imports.add_code(shop.shop_id, made.import_id, code)


def _read_group(house: House, shop: Shop, last: CodeImport, after_code: str) -> list[ImportedCode]:
    with house.store.reading() as parts:
        return parts.code_imports.list_codes(shop.shop_id, last.import_id, after_code, GROUP_COUNT)


def _undo_group(parts: Parts, shop: Shop, group: Sequence[ImportedCode]) -> None:
    for one in group:
        parts.people.forget_alias(shop.shop_id, one.code, one.person_id)
        parts.code_imports.forget_looks(shop.shop_id, one.code)
    for person_id in dict.fromkeys(one.person_id for one in group if one.is_new_person):
        if parts.code_imports.is_idle(shop.shop_id, person_id):
            parts.privacy.forget_person(shop.shop_id, person_id)


def _in_groups(codes: Iterable[OldCode]) -> Iterator[list[OldCode]]:
    group: list[OldCode] = []
    for old in codes:
        group.append(old)
        if len(group) == GROUP_COUNT:
            yield group
            group = []
    if group:
        yield group
