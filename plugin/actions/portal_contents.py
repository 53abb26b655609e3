"""What a partner's own page shows: figures, statements, payouts, and terms; and all of it to take along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from plugin.actions.commission import Sums, sum_up
from plugin.actions.house import House
from plugin.actions.partner_figures import look_at_partner
from plugin.actions.payees import open_payee
from plugin.actions.portal import Holder
from plugin.actions.statements import open_statement
from plugin.domain.commission import Line
from plugin.domain.partner_figures import Figures
from plugin.domain.partners import Partner
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.commission import TermsRow
from plugin.store.payouts import Payout
from widgets.portal_pages import Earnings, MonthSum, PaidSum
from widgets.statement_page import MonthBalance, MonthLine

MOST_LINES = 2_000  # on the page of a month


@dataclass(frozen=True, slots=True)
class Contents:
    """What a partner's page shows; `newer_terms` are those that they have not agreed to yet."""

    figures: Figures
    earnings: Sequence[Earnings]
    months: Sequence[MonthSum]
    payouts: Sequence[PaidSum]
    terms: TermsRow | None
    newer_terms: TermsRow | None


def gather_contents(house: House, shop: Shop, partner: Partner) -> Contents:
    """Gather what a partner may see: what they brought and what it came to, and nobody who bought."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        sums = sum_up(parts, shop, partner.partner_id, 0, now_ms + 1)
        lines = parts.commission.list_lines(shop.shop_id, partner.partner_id)
        payouts = parts.payouts.list_of(shop.shop_id, partner.partner_id)
        current = parts.commission.current_terms(shop.shop_id)
        agreed = partner.terms_version
        terms = parts.commission.find_terms(shop.shop_id, agreed) if agreed else None
    return Contents(
        figures=look_at_partner(house, shop, partner.partner_id, (0, now_ms + 1)).figures,
        earnings=[_show_sums(one) for one in sums],
        months=add_up_months(lines),
        payouts=[_show_payout(one) for one in reversed(payouts) if one.cancelled_at_ms is None],
        terms=terms,
        newer_terms=current if current and current.version != agreed else None,
    )


def _show_sums(one: Sums) -> Earnings:
    return Earnings(
        currency=one.currency, earned_minor=one.earned_minor - one.taken_back_minor,
        matured_minor=one.matured_minor, paid_minor=one.paid_minor, balance_minor=one.balance_minor,
    )  # fmt: skip


def _show_payout(one: Payout) -> PaidSum:
    return PaidSum(
        made_at_ms=one.made_at_ms, paid_at_ms=one.paid_at_ms, currency=one.currency,
        amount_minor=one.amount_minor,
    )  # fmt: skip


def add_up_months(lines: Sequence[Line]) -> list[MonthSum]:
    """Add a partner's lines up by month and currency, the newest month first."""
    earned: dict[tuple[str, str], int] = defaultdict(int)
    taken: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        side = earned if line.amount_minor > 0 else taken
        side[line.month, line.currency] += abs(line.amount_minor)
    return [
        MonthSum(month=month, currency=currency, earned_minor=earned[key], taken_back_minor=taken[key])
        for key in sorted({*earned, *taken}, reverse=True)
        for month, currency in [key]
    ]


def gather_month(
    house: House, shop: Shop, partner: Partner, month: str
) -> tuple[list[MonthBalance], list[MonthLine]]:
    """Gather a partner's statement of a month such as "2026-11"; raises NotFound for what is no month."""
    try:
        with house.store.reading() as parts:
            statement = open_statement(parts, shop, partner, month)
    except InvalidInput as error:
        raise NotFound(error.sentence, **error.values) from error
    balances = [
        MonthBalance(
            currency=one.currency, opening_minor=one.opening_minor, earned_minor=one.earned_minor,
            paid_minor=one.paid_out_minor, closing_minor=one.closing_minor,
        )
        for one in statement.balances
    ]  # fmt: skip
    lines = [
        MonthLine(
            at_ms=one.line.sale.placed_at_ms, order_number=one.order_number,
            amount_minor=one.line.amount_minor, currency=one.line.currency,
        )
        for one in statement.entries[:MOST_LINES]
    ]  # fmt: skip
    return balances, lines


def export_partner(house: House, shop: Shop, holder: Holder) -> dict[str, object]:
    """Give all that is kept about a partner; of those who bought, opaque ids at most."""
    person = holder.person
    with house.store.reading() as parts:
        return {
            "shop": shop.name,
            "person": person.contact,
            **describe_partner(house, parts, shop, holder.partner),
            "messages": [
                {"kind": one.kind, "created_at_ms": one.created_at_ms, "sent_at_ms": one.sent_at_ms}
                for one in parts.messages.list_of(shop.shop_id, person.person_id)
            ],
        }


def describe_partner(house: House, parts: Parts, shop: Shop, partner: Partner) -> dict[str, object]:
    """Give what somebody agreed to, earned and was paid as a partner, with where their money goes."""
    known = {name: getattr(partner, name) for name in partner.__struct_fields__ if name != "payout_sealed"}
    return {
        "partner": known | {"payee": open_payee(house, shop, partner)},
        "agreements": parts.commission.list_agreements(shop.shop_id, partner.partner_id),
        "lines": parts.commission.list_lines(shop.shop_id, partner.partner_id),
        "payouts": parts.payouts.list_of(shop.shop_id, partner.partner_id),
    }
