"""The orders of the customers whom a partner brought, as far as commission cares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from plugin.domain.commission import Line, NoRefusal, Refusal, Sale
from plugin.domain.partners import Partner, promotes_at
from plugin.domain.program import Program
from plugin.domain.referring import BEFORE_ORDER, final_verdict
from plugin.domain.rewards import measure_qualifying
from plugin.model import Order, Shop, Verdict
from plugin.store import Parts
from plugin.store.commission import Rival, SaleRow

VERDICTS: Mapping[Verdict, Refusal | NoRefusal] = {"hold": "under review", "block": "refused", "clear": ""}


def gather_sales(
    parts: Parts, shop: Shop, partner: Partner, kept: Sequence[Line], now_ms: int
) -> tuple[list[Sale], list[int]]:
    """Give every order of a partner's customers, each once, and the moments at which time alone judges anew.

    Orders that were erased are as the ledger `kept` them.
    """
    found = list(_find_sales(parts, shop, partner, now_ms))
    sales = [*_once(sale for sale, _ in found), *_recall_forgotten(parts, shop, partner, kept)]
    return sales, [until_ms for _, until_ms in found if until_ms is not None and until_ms > now_ms]


def _find_sales(parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> Iterator[tuple[Sale, int | None]]:
    """Give every order of a partner's customers, with the deadline of a review that holds it."""
    rivals: dict[str, list[Rival]] = {}
    for rival in parts.commission.list_rivals(shop.shop_id, partner.person_id):
        rivals.setdefault(rival.referral_id, []).append(rival)
    programs: dict[int, Program] = {}
    for row in parts.commission.list_sales(shop.shop_id, partner.person_id):
        if row.program_version not in programs:
            programs[row.program_version] = parts.programs.must_find(shop.shop_id, row.program_version)
        if _is_theirs(row, rivals.get(row.referral_id, [])):
            refusal = _judge(row, programs[row.program_version], partner, now_ms)
            waits = row.review == "waiting" and refusal == "under review"
            yield _make_sale(row, refusal), row.review_until_at_ms if waits else None


def _is_theirs(row: SaleRow, rivals: Sequence[Rival]) -> bool:
    """Say whether an order is this partner's: whoever brought a customer first keeps them."""
    if row.order_id == row.first_id:
        return True
    if (row.order.placed_at_ms, row.order.order_ref) < (row.first_at_ms, row.first_ref):
        return False
    return not any(one.order_id == row.order_id or one.placed_at_ms < row.first_at_ms for one in rivals)


def _judge(row: SaleRow, program: Program, partner: Partner, now_ms: int) -> Refusal | NoRefusal:
    """Say why a customer brings nothing: who counted before they bought has earned the advocate's reward."""
    if program.rewards.counts_at in BEFORE_ORDER and not promotes_at(partner, row.since_at_ms):
        return "before"
    pays_unreviewed = program.fraud.pays_unreviewed
    return VERDICTS[final_verdict(row.verdict, row.review, row.review_until_at_ms, now_ms, pays_unreviewed)]


def _make_sale(row: SaleRow, refusal: Refusal | NoRefusal) -> Sale:
    order = row.order
    return Sale(
        order_id=row.order_id, is_first=row.order_id == row.first_id,
        first_at_ms=row.first_at_ms, placed_at_ms=order.placed_at_ms,
        due_at_ms=order.placed_at_ms if order.paid_at_ms is None else order.paid_at_ms,
        basis_minor=measure_qualifying(order, with_tax=False), currency=order.currency,
        refusal=_refuse(order, row.deleted_at_ms, refusal),
    )  # fmt: skip


def _refuse(order: Order, deleted_at_ms: int | None, of_customer: Refusal | NoRefusal) -> Refusal | NoRefusal:
    if order.is_test:
        return "test"
    if deleted_at_ms is not None or order.stage == "cancelled":
        return "cancelled"
    if order.stage == "refunded":
        return "refunded"
    return of_customer if order.stage == "paid" else "unpaid"


def _once(sales: Iterable[Sale]) -> list[Sale]:
    """Give each order once: two names of one buyer may both have brought it."""
    last_first = sorted(sales, key=lambda one: (one.is_first, -one.first_at_ms))
    return list({one.order_id: one for one in last_first}.values())


def _recall_forgotten(parts: Parts, shop: Shop, partner: Partner, kept: Sequence[Line]) -> list[Sale]:
    """Give the orders that were erased as the ledger has them: what a forgotten customer brought stands."""
    forgotten = parts.commission.list_forgotten(shop.shop_id, partner.partner_id)
    last = {line.order_id: line for line in kept if line.order_id in forgotten}
    return [line.sale for line in last.values() if line.why != "not theirs"]
