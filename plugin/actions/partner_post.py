"""Letters to partners: that they applied, what was decided, and the link to their own page."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.posting import Draft, choose_language, post_message
from plugin.domain.moments import MINUTE_MS
from plugin.domain.partners import Partner
from plugin.model import MessageKind, Shop
from plugin.store import Parts
from plugin.store.messages import Message

# A decision is told after a pause in which the merchant may take it back before anybody has heard of it.
SECOND_THOUGHTS_MS = 10 * MINUTE_MS
DECISIONS: tuple[MessageKind, ...] = ("partner_admitted", "partner_refused")


def post_to_partner(
    house: House, parts: Parts, shop: Shop, partner: Partner, kind: MessageKind, cause: str, now_ms: int, *,
    language: str = "", not_before_ms: int = 0,
) -> None:  # fmt: skip
    """Post a letter to a partner, inside a unit; without `language`, in the one that they applied in.

    Takes what it is said for: each cause is told once. The letter itself reads what it says of the partner.
    """
    draft = Draft(
        kind=kind, purpose="transactional", person_id=partner.person_id, cause=cause,
        language=language or recall_language(parts, shop, partner), values={"partner_id": partner.partner_id},
    )  # fmt: skip
    post_message(house, parts, shop, draft, now_ms, not_before_ms)


def post_decision(house: House, parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> None:
    """Post what was decided about an application; it leaves after the merchant's second thoughts."""
    kind: MessageKind = "partner_admitted" if partner.state == "admitted" else "partner_refused"
    post_to_partner(
        house, parts, shop, partner, kind, f"{partner.partner_id} {now_ms}", now_ms,
        not_before_ms=now_ms + SECOND_THOUGHTS_MS,
    )  # fmt: skip


def find_untold(parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> Message | None:
    """Give the letter about a decision that may not leave yet; None once its pause is over."""
    letters = parts.messages.list_of(shop.shop_id, partner.person_id)
    decision = next((one for one in letters if one.kind in DECISIONS), None)
    if decision is None or decision.ended_at_ms is not None:
        return None
    return decision if now_ms < decision.created_at_ms + SECOND_THOUGHTS_MS else None


def recall_language(parts: Parts, shop: Shop, partner: Partner) -> str:
    """Give the language in which somebody applied, or that of their last order, or the shop's."""
    letters = parts.messages.list_of(shop.shop_id, partner.person_id)
    applied = [one.language for one in letters if one.kind == "partner_applied"]
    return applied[0] if applied else choose_language(parts, shop, partner.person_id)
