"""One month of a partner's ledger: what it opened with, every order's line, what was paid, what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.dates import say_day, say_month
from widgets.frame import Frame, frame_for
from widgets.money import format_money
from widgets.portal_pages import Figure, Row
from widgets.texts import mark, say
from widgets.view import Asset


class MonthBalance(Struct, frozen=True):
    """A month in one currency, in minor units."""

    currency: str
    opening_minor: int
    earned_minor: int
    paid_minor: int
    closing_minor: int


class MonthLine(Struct, frozen=True):
    """What one order brought or took back; its number is empty where it was erased."""

    at_ms: int
    order_number: str
    amount_minor: int
    currency: str


class StatementPage(Struct, frozen=True):
    """The page of one month, opened by the partner's signed link."""

    frame: Frame
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    back: str


def statement_page(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset], *, token: str, month: str,
    balances: Sequence[MonthBalance], lines: Sequence[MonthLine],
) -> StatementPage:  # fmt: skip
    """Give the page of a month such as "2026-11"; takes the lines in their order."""
    portal = f"/a/{shop.key}/me/{quote(token, safe='')}"
    title = say(language, "Your statement for {month}", month=say_month(month, language))
    return StatementPage(
        frame=frame_for(shop, program, language, assets, path=f"{portal}/{month}", title=title),
        figures=tuple(one for each in balances for one in _say_balance(each, shop, language)),
        rows=tuple(_say_line(one, shop, language) for one in lines),
        back=f"{portal}?lang={language}#statements",
    )


def _say_balance(one: MonthBalance, shop: Shop, language: str) -> Iterator[Figure]:
    sums = (
        # Translators: What a month of a statement begins and ends with.
        (mark("Opening balance"), one.opening_minor),
        (mark("Earned"), one.earned_minor),
        (mark("Paid"), one.paid_minor),
        (mark("Closing balance"), one.closing_minor),
    )
    for label, minor in sums:
        value = format_money(minor, one.currency, language, shop.country)
        yield Figure(label=say(language, label), value=value)


def _say_line(one: MonthLine, shop: Shop, language: str) -> Row:
    amount = format_money(one.amount_minor, one.currency, language, shop.country)
    return Row(cells=(say_day(one.at_ms, shop, language), one.order_number or "–", amount))
