"""Statements by mail: each partner is written to once when a month is over in which something was earned."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.partner_post import recall_language
from plugin.actions.posting import Draft, post_message
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.domain.months import month_before, month_ends_at, month_of
from plugin.model import Shop
from plugin.store import Parts

LATEST_DAYS = 7  # a worker that was down for longer writes no more of the month


def post_statements(house: House) -> int:
    """Post the statements of the month that was over lately, shop by shop; gives how many are new."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        shops = [shop for shop in parts.shops.list() if shop.uninstalled_at_ms is None]
    return sum(_post_month(house, shop, now_ms) for shop in shops)


def _post_month(house: House, shop: Shop, now_ms: int) -> int:
    month = month_before(month_of(now_ms, shop.time_zone))
    since_ms = now_ms - month_ends_at(month, shop.time_zone)
    if not HOUR_MS <= since_ms <= LATEST_DAYS * DAY_MS:
        return 0
    with house.store.reading() as parts:
        earned = parts.commission.sum_month(shop.shop_id, month)

    def work(parts: Parts) -> int:
        posted = [
            _post_statement(house, parts, shop, partner_id, month, currency, sum_minor, now_ms)
            for partner_id, currency, sum_minor in earned
        ]
        return sum(posted)

    return house.store.unit(shop.shop_id, work) if earned else 0


def _post_statement(
    house: House, parts: Parts, shop: Shop, partner_id: str, month: str, currency: str, sum_minor: int,
    now_ms: int,
) -> bool:  # fmt: skip
    partner = parts.partners.find(shop.shop_id, partner_id)
    person = parts.people.find(shop.shop_id, partner.person_id) if partner else None
    if partner is None or person is None or not person.email:
        return False
    draft = Draft(
        kind="statement", purpose="transactional", person_id=person.person_id,
        cause=f"{partner_id} {month} {currency}", language=recall_language(parts, shop, partner),
        values={
            "partner_id": partner_id, "month": month, "currency": currency, "amount_minor": str(sum_minor),
        },
    )  # fmt: skip
    return post_message(house, parts, shop, draft, now_ms) is not None
