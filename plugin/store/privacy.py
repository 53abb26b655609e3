"""Forgetting people and shops, and exporting what is known of them."""

from __future__ import annotations

from typing import Any

from plugin.model import Struct
from plugin.store.orders import OrderRow

# In the order in which the tables point to each other.
TABLES = (
    "sums", "summed_days",
    "setups", "sightings", "checks", "trials", "imported_codes", "code_imports",
    "memberships", "invitations", "sessions", "changes",
    "refusals", "erasures", "weekly_letters", "weekly_choices", "demos",
    "occasions", "runs", "campaigns", "cursors", "messages", "consents", "bounces",
    "order_proofs", "decisions", "refunds", "candidates", "corrections", "orders", "deliveries", "events",
    "exposures", "arm_counts", "weeks", "experiments",
    "claims", "entries", "rewards", "referrals", "visits", "coupons", "stock", "connections",
    "installs", "repairs", "payouts", "batches", "commission_lines", "agreements", "terms", "partners",
    "fates", "push_subscriptions", "profiles", "imports",
    "whatsapp_accounts", "notices", "effects", "exports", "person_keys", "aliases", "code_keys", "people",
    "sheets", "limits", "secrets", "programs", "shop",
)  # fmt: skip


class Export(Struct):
    """What the shop knows of one shopper, as JSON text."""

    export_id: str
    request_ref: str
    content: str
    created_at_ms: int


class Privacy:
    """What must be forgotten or handed out."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def count_kept(self, shop_id: str, person_id: str) -> dict[str, int]:
        """Count by kind what is kept of a person."""
        row = self._sql.count_kept(self._connection, shop_id=shop_id, person_id=person_id)
        return {kind: int(count) for kind, count in dict(row).items()}

    def forget_order(self, shop_id: str, row: OrderRow) -> None:
        """Delete an order with all that hangs on it, and empty the bodies that carried it."""
        ref = row.order.order_ref
        self._sql.forget_proofs(self._connection, shop_id=shop_id, order_id=row.order_id)
        self._sql.forget_decisions(self._connection, shop_id=shop_id, order_id=row.order_id)
        self._sql.forget_refunds(self._connection, shop_id=shop_id, platform=row.platform, order_ref=ref)
        self._sql.forget_candidates_of(self._connection, shop_id=shop_id, order_id=row.order_id)
        self._sql.forget_corrections(self._connection, shop_id=shop_id, order_id=row.order_id)
        self._sql.forget_order(self._connection, shop_id=shop_id, order_id=row.order_id)
        self.forget_bodies(shop_id, ref)

    def forget_bodies(self, shop_id: str, order_ref: str) -> None:
        """Empty the bodies that carried an order, known to us or not."""
        self._sql.forget_bodies(self._connection, shop_id=shop_id, order_ref=order_ref)

    def forget_body(self, shop_id: str, delivery_id: str) -> None:
        """Empty the body of one delivery."""
        self._sql.forget_body(self._connection, shop_id=shop_id, delivery_id=delivery_id)

    def forget_loose_bodies(self, shop_id: str, words: tuple[bytes, ...]) -> None:
        """Empty every body of no known order that holds one of these words."""
        for row in list(self._sql.list_loose_bodies(self._connection, shop_id=shop_id)):
            if any(word in bytes(row["body"]).lower() for word in words):
                self.forget_body(shop_id, row["delivery_id"])

    def forget_person(self, shop_id: str, person_id: str) -> None:
        """Delete a person and all that hangs on them but their orders, which must be forgotten before.

        Referrals, claims and the ledger stay, without a trace of who it was, so that sums stay true.
        """
        for forget in (
            self._sql.forget_occasions, self._sql.forget_exposures, self._sql.forget_events,
            self._sql.forget_friend, self._sql.forget_claimer, self._sql.forget_effects,
            self._sql.forget_fates, self._sql.forget_messages, self._sql.forget_browsers,
            self._sql.forget_exports, self._sql.forget_keys, self._sql.forget_evidence,
            self._sql.forget_notes, self._sql.forget_code_keys, self._sql.forget_aliases,
            self._sql.forget_imported_codes, self._sql.forget_partner, self._sql.forget_payout_notes,
            self._sql.forget_profile,
            self._sql.forget_person,
        ):  # fmt: skip
            forget(self._connection, shop_id=shop_id, person_id=person_id)

    def forget_wordings(self, shop_id: str, contact_hash: str) -> None:
        """Empty the words that a contact agreed to or said; that it said them, and when, outlives them."""
        self._sql.forget_wordings(self._connection, shop_id=shop_id, contact_hash=contact_hash)

    def forget_ended_codes(self, shop_id: str) -> int:
        """Forget the codes of erased partners that the store has ended: most hold a name; gives how many."""
        return int(self._sql.forget_ended_codes(self._connection, shop_id=shop_id))

    def forget_faults(self, shop_id: str) -> None:
        """Empty what imports said of lines that could not be read: it quotes them, whoever they are about."""
        self._sql.forget_faults(self._connection, shop_id=shop_id)

    def erase_shop(self, shop_id: str) -> None:
        """Delete everything of a shop, its trial first, itself last."""
        trial = self._sql.find_trial_id(self._connection, shop_id=shop_id)
        for one in (trial["shop_id"], shop_id) if trial else (shop_id,):
            for table in TABLES:
                getattr(self._sql, f"erase_{table}")(self._connection, shop_id=one)

    def add_export(self, shop_id: str, person_id: str | None, export: Export) -> None:
        """Write an export for the merchant to hand out."""
        self._sql.add_export(
            self._connection, shop_id=shop_id, export_id=export.export_id, person_id=person_id,
            request_ref=export.request_ref, content=export.content, created_at_ms=export.created_at_ms,
        )  # fmt: skip

    def list_exports(self, shop_id: str) -> list[Export]:
        """Give the shop's exports, newest first."""
        return [Export(**dict(row)) for row in self._sql.list_exports(self._connection, shop_id=shop_id)]

    def forget_old_exports(self, shop_id: str, before_id: str) -> None:
        """Delete the exports older than this id."""
        self._sql.forget_old_exports(self._connection, shop_id=shop_id, before_id=before_id)
