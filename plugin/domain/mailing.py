"""Who may be written to, why or why not, and when: pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from plugin.domain.moments import DAY_MS
from plugin.domain.program import PostRules
from plugin.model import Medium, Purpose, Reason, Says, Struct, Values

BounceKind = Literal["hard", "soft", "complaint"]
Suppression = Literal["", "hard", "soft", "complaint"]

SOFT_BOUNCES = 3
SOFT_DAYS = 30


class Word(Struct):
    """What a contact said about being written to: in or out, when, where, and to which words."""

    medium: Medium
    says: Says
    source: str
    wording: str
    at_ms: int


class Bounce(Struct):
    """What came back: the address does not exist (hard), did not take it (soft), or its owner complained."""

    medium: Medium
    kind: BounceKind
    source: str
    at_ms: int


class Standing(Struct):
    """How a person stands to being written to over one medium.

    `says` is the contact's last word, empty where it said none; `suppressed_by` what came back of earlier
    messages that forbids more of them.
    """

    medium: Medium
    has_contact: bool
    bought: bool
    says: Says | Literal[""] = ""
    said_at_ms: int | None = None
    source: str = ""
    suppressed_by: Suppression = ""
    suppressed_at_ms: int | None = None
    banned_at_ms: int | None = None
    opted_out_at_ms: int | None = None


def judge_bounces(
    bounces: Iterable[Bounce], word: Word | None, now_ms: int
) -> tuple[Suppression, int | None]:
    """Say what came back forbids more messages, and since when.

    One hard bounce or complaint does, and three soft ones in thirty days. A person who says yes after a
    complaint takes it back.
    """
    found = sorted(bounces, key=lambda one: one.at_ms, reverse=True)
    since_at_ms = word.at_ms if word and word.says == "in" else -1
    for one in found:
        if one.kind == "hard" or (one.kind == "complaint" and one.at_ms > since_at_ms):
            return one.kind, one.at_ms
    soft = [one for one in found if one.kind == "soft" and one.at_ms > now_ms - SOFT_DAYS * DAY_MS]
    return ("soft", soft[0].at_ms) if len(soft) >= SOFT_BOUNCES else ("", None)


def may_write(purpose: Purpose, standing: Standing, rules: PostRules) -> tuple[Reason, ...]:
    """Say whether a person may be written to: every rule's answer, all of which must be yes.

    What was asked for or is owed needs only an address that works; everything else needs that nobody refused,
    and a consent as the shop's rules ask for it. Over WhatsApp and push nothing is sent without a yes.
    """
    reasons = [_reached(standing), _suppressed(purpose, standing)]
    if purpose == "marketing":
        reasons += [_refused(standing), _consented(standing, rules.consent)]
    elif standing.medium != "email":
        reasons.append(_consented(standing, "given"))
    return tuple(reasons)


def next_allowed_at(now_ms: int, time_zone: str, rules: PostRules) -> int:
    """Give the first moment from now on outside the quiet hours of a time zone."""
    if rules.quiet_from_hour == rules.quiet_until_hour:
        return now_ms
    zone = ZoneInfo(time_zone)
    here = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone)
    hours = (rules.quiet_until_hour - rules.quiet_from_hour) % 24
    if (here.hour - rules.quiet_from_hour) % 24 >= hours:
        return now_ms
    end = here.replace(hour=rules.quiet_until_hour, minute=0, second=0, microsecond=0)
    if here.hour >= rules.quiet_until_hour:
        end += timedelta(days=1)
    return max(round(end.timestamp() * 1000), now_ms)


def next_allowed_in(now_ms: int, time_zones: Sequence[str], rules: PostRules) -> int:
    """Give the first moment outside the quiet hours of all zones of a country; of the first where none is."""
    at_ms = now_ms
    for _ in range(2 * len(time_zones)):
        later_ms = max(next_allowed_at(at_ms, zone, rules) for zone in time_zones)
        if later_ms == at_ms:
            return at_ms
        at_ms = later_ms
    return next_allowed_at(now_ms, time_zones[0], rules)


def zones_of(country: str, shop_country: str, shop_zone: str) -> tuple[str, ...]:
    """Give the time zones in which a person of a country may be; the shop's own where nothing else is known.

    Source: Unicode CLDR, territories of time zones.
    """
    if not country or country == shop_country:
        return (shop_zone,)
    return _zones_by_country().get(country, (shop_zone,))


def _reached(standing: Standing) -> Reason:
    return Reason(rule="has_contact", passed=standing.has_contact, values={"medium": standing.medium})


def _suppressed(purpose: Purpose, standing: Standing) -> Reason:
    forbidden = ("hard",) if purpose == "transactional" else ("hard", "soft", "complaint")
    values: Values = {"by": standing.suppressed_by, "at_ms": standing.suppressed_at_ms}
    return Reason(rule="not_suppressed", passed=standing.suppressed_by not in forbidden, values=values)


def _refused(standing: Standing) -> Reason:
    said_out = standing.says == "out"
    refused = said_out or standing.opted_out_at_ms is not None or standing.banned_at_ms is not None
    values: Values = {
        "opted_out_at_ms": standing.said_at_ms if said_out else standing.opted_out_at_ms,
        "source": standing.source if said_out else "",
        "banned_at_ms": standing.banned_at_ms,
    }
    return Reason(rule="may_be_asked", passed=not refused, values=values)


def _consented(standing: Standing, asked: Literal["bought", "given"]) -> Reason:
    consented = standing.says == "in" or (
        asked == "bought" and standing.medium == "email" and standing.bought and standing.says == ""
    )
    values: Values = {
        "asked": asked,
        "says": standing.says,
        "bought": standing.bought,
        "at_ms": standing.said_at_ms,
    }
    return Reason(rule="consent", passed=consented, values=values)


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    known = available_timezones()
    zones: dict[str, tuple[str, ...]] = {}
    for zone, country in get_global("zone_territories").items():
        if zone in known:
            zones[country] = (*zones.get(country, ()), zone)
    return zones
