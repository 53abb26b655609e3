"""The partner's window: the form, its answers and the own page, drawn with all that can stand there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from plugin.domain import applying
from plugin.domain.commission_terms import Rate, Terms, Tier
from plugin.domain.partner_figures import Figures
from plugin.domain.partners import CodeRules, Partner, PartnerState
from plugin.domain.payee import NO_ACCOUNT, NO_HOLDER, NO_IFSC, Payee
from plugin.domain.program import Incentive, Program
from plugin.model import Shop
from tests.shop_window import ASSETS, BASE
from widgets.drawing import draw
from widgets.partner_pages import TOO_OFTEN, Agreement, answered_page, apply_page
from widgets.portal_pages import Earnings, MonthSum, PaidSum, portal_page
from widgets.statement_page import MonthBalance, MonthLine, statement_page
from widgets.terms_words import say_terms

TERMS = Terms(
    rate=Rate(pct=Decimal("7.5")), pays_for="months", months_count=12, hold_days=30, minimum_minor=20_000,
    tiers=(Tier(name="Gold", results=25, rate=Rate(pct=Decimal(10))),), threshold_minor=50_000,
)  # fmt: skip
FAULTS = {
    "name": applying.NO_NAME, "email": applying.NO_EMAIL, "phone": applying.NO_PHONE,
    "page": applying.NO_PAGE, "followers": applying.NO_COUNT, "why": applying.TOO_LONG,
    "agreed": applying.NOT_AGREED,
}  # fmt: skip
FIGURES = Figures(visits_count=120, orders_count=9, new_customers_count=7)
EARNINGS = Earnings(
    currency="INR", earned_minor=90_000, matured_minor=60_000, paid_minor=50_000, balance_minor=10_000
)
BALANCE = MonthBalance(
    currency="INR", opening_minor=10_000, earned_minor=85_000, paid_minor=50_000, closing_minor=45_000
)
LINE = MonthLine(at_ms=0, order_number="1042", amount_minor=-5_000, currency="INR")
STATEMENT: dict[str, Any] = {
    "token": "tok.en", "month": "2026-11", "balances": [BALANCE], "lines": [LINE],
}  # fmt: skip
UPI = Payee(way="upi", account="asha@okaxis", holder="Asha Rao")


def draw_partner_pages(language: str, program: Program, shop: Shop, name: str = "Asha") -> dict[str, str]:
    """Draw every page of the partner's door in one language; `name` is what anybody typed."""
    asked = (shop, program, language, ASSETS)
    agreement = Agreement(version=2, promises=say_terms(TERMS, shop, language), text=name)
    typed = dict.fromkeys(("name", "email", "phone", "page", "niche", "followers", "why"), name)
    form = apply_page(
        *asked,
        agreement,
        typed=typed,
        faults=FAULTS,
        refusal=TOO_OFTEN,
        email=name,
        link_refusal=applying.NO_EMAIL,
    )
    return {
        "apply.html": draw("apply.html", form, nonce="n0nce"),
        "apply.html, embedded": draw(
            "apply.html", apply_page(*asked, agreement, embedded=True), nonce="n0nce"
        ),
        "apply.html, closed": draw("apply.html", apply_page(*asked, None), nonce="n0nce"),
        "answered.html, applied": draw("answered.html", answered_page(*asked, "applied"), nonce="n0nce"),
        "statement.html": draw("statement.html", statement_page(*asked, **STATEMENT), nonce="n0nce"),
        "portal.html": draw_portal(language, program, shop, name, agreement),
        "portal.html, ended": draw_portal(language, program, shop, name, None, state="ended", is_fresh=False),
    }


def draw_portal(
    language: str, program: Program, shop: Shop, name: str, newer: Agreement | None, *,
    state: PartnerState = "admitted", is_fresh: bool = True,
) -> str:  # fmt: skip
    """Draw a partner's own page."""
    partner = Partner(
        partner_id="ptn_1", person_id="per_1", kind="influencer", state=state, name=name, made_at_ms=0,
        code_rules=CodeRules(code="ASHA200", incentive=Incentive(kind="percent", pct=10)),
    )  # fmt: skip
    view = portal_page(
        shop, program, language, BASE, ASSETS, partner=partner, code="ASHA200", token="tok.en",
        is_fresh=is_fresh, payee=UPI, figures=FIGURES, earnings=[EARNINGS],
        months=[MonthSum(month="2026-11", currency="INR", earned_minor=90_000, taken_back_minor=5_000)],
        payouts=[PaidSum(made_at_ms=0, paid_at_ms=86_400_000, currency="INR", amount_minor=50_000)],
        promises=say_terms(TERMS, shop, language), new_agreement=newer,
        typed={"account": name, "ifsc": name, "holder": name},
        faults={"account": NO_ACCOUNT["iban"], "ifsc": NO_IFSC, "holder": NO_HOLDER}, refusal=TOO_OFTEN,
    )  # fmt: skip
    return draw("portal.html", view, nonce="n0nce")
