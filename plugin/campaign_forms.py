"""A campaign's settings as a form of the desk: written into its fields, and read out of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

import msgspec

from plugin.domain.campaign_settings import Asked, Campaign, Happening, Schedule, Segment, read_campaign
from plugin.domain.money import write_minor
from plugin.errors import InvalidInput
from plugin.model import Medium, Shop, Struct
from plugin.program_forms.asking import check_value
from plugin.program_forms.kinds import Money, read_field

MEDIA: tuple[Medium, ...] = get_args(Medium)
ASKED: tuple[Asked, ...] = get_args(Asked)
COUNTS = ("orders_min_count", "orders_most_count", "bought_within_days", "not_bought_for_days")
SUMS = ("spent_min_minor", "spent_most_minor")
LISTS = ("tags_included", "tags_excluded", "countries_included", "countries_excluded", "languages")
CHOICES = ("invited", "joined", "shared", "brought")
FIELDS = (
    "name",
    "after_days",
    "every_days",
    "reminders_days",
    "days_between",
    *COUNTS,
    *SUMS,
    *LISTS,
    *CHOICES,
)

# Where in a campaign the fields are that ask not who is written to.
PLACES: Mapping[str, tuple[type[Struct], str]] = {
    "name": (Campaign, "name"),
    "reminders_days": (Campaign, "reminders_days"),
    "days_between": (Campaign, "days_between"),
    "after_days": (Happening, "days"),
    "every_days": (Schedule, "every_days"),
}

_COUNT = re.compile(r"[0-9]{1,6}\Z", re.ASCII)


def write_campaign_form(campaign: Campaign, shop: Shop) -> dict[str, str]:
    """Give what stands in each field; a count of nothing is an empty field."""
    who, when = campaign.who, campaign.when
    typed = {name: _write_count(getattr(who, name)) for name in COUNTS}
    typed |= {name: _write_sum(getattr(who, name), shop) for name in SUMS}
    typed |= {name: ", ".join(getattr(who, name)) for name in LISTS}
    typed |= {name: getattr(who, name) for name in CHOICES}
    return typed | {
        "name": campaign.name,
        "after_days": str(when.days) if isinstance(when, Happening) else "",
        "every_days": str(when.every_days) if isinstance(when, Schedule) else "",
        "reminders_days": ", ".join(map(str, campaign.reminders_days)),
        "days_between": _write_count(campaign.days_between),
    }


def read_campaign_form(typed: Mapping[str, str], media: list[str], was: Campaign, shop: Shop) -> Campaign:
    """Read a campaign from what was typed, by field; kind and occasion stay as they were.

    Raises InvalidInput naming the field.
    """
    plain: dict[str, Any] = msgspec.to_builtins(was)
    plain |= {
        "name": _read("name", typed, str),
        "media": [one for one in MEDIA if one in media],
        "reminders_days": _read("reminders_days", typed, _read_days),
        "days_between": _read("days_between", typed, _read_count),
    }
    if isinstance(was.when, Happening):
        plain["when"]["days"] = _read("after_days", typed, _read_count)
    if isinstance(was.when, Schedule):
        plain["when"]["every_days"] = _read("every_days", typed, _read_count)
    plain["who"] |= {name: _read(name, typed, _read_count) for name in COUNTS}
    plain["who"] |= {name: read_field(Money(), name, typed.get(name) or "0", shop) for name in SUMS}
    plain["who"] |= {name: _read(name, typed, _read_list) for name in LISTS}
    plain["who"] |= {name: typed.get(name) or "any" for name in CHOICES}
    return read_campaign(plain)


def _read(name: str, typed: Mapping[str, str], read: Callable[[str], object]) -> object:
    of, path = PLACES.get(name, (Segment, name))
    try:
        value = read(typed.get(name, "").strip())
        check_value(of, path, value)
    except InvalidInput as error:
        raise InvalidInput(name, error.sentence, **error.values) from error
    return value


def _read_count(text: str) -> int:
    if text and not _COUNT.match(text):
        raise InvalidInput(
            "count", "{text} is no number of days or times: write digits, such as 14.", text=repr(text[:40])
        )
    return int(text or 0)


def _read_days(text: str) -> list[int]:
    return [_read_count(one) for one in _read_list(text)]


def _read_list(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _write_count(count: int) -> str:
    return str(count) if count else ""


def _write_sum(minor: int, shop: Shop) -> str:
    return write_minor(minor, shop.currency) if minor else ""
