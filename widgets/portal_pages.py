"""A partner's own page: link and code, what to share, figures, statements, payouts. None needs JavaScript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from plugin.domain.partner_figures import Figures
from plugin.domain.partners import Partner, PartnerState
from plugin.domain.payee import Payee
from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.cards import CARD_SIZE, card_version
from widgets.dates import say_day, say_month
from widgets.fields import say_fault
from widgets.frame import Frame, frame_for
from widgets.money import format_money
from widgets.partner_pages import Agreement
from widgets.partner_posts import ReadyPost, say_post, write_posts
from widgets.payee_form import PayeeForm, ask_payee
from widgets.shares import ShareLink, share_links
from widgets.texts import mark, say, say_hello
from widgets.view import Asset, link_for, shopper_texts

STANDINGS: Mapping[PartnerState, str] = {
    "applied": mark("{shop} has your application. The answer comes by e-mail."),
    "refused": mark("{shop} has looked at it and cannot work with you at the moment."),
    "ended": mark("This partnership has ended. What you have earned stays yours."),
}


class Earnings(Struct, frozen=True):
    """What a partner's commission comes to in one currency; `balance_minor` is what is still to be paid."""

    currency: str
    earned_minor: int
    matured_minor: int
    paid_minor: int
    balance_minor: int


class MonthSum(Struct, frozen=True):
    """One month's statement ("2026-11"): what was earned and taken back in it."""

    month: str
    currency: str
    earned_minor: int
    taken_back_minor: int


class PaidSum(Struct, frozen=True):
    """One payout: when it was made, and when it was paid, None while it is on its way."""

    made_at_ms: int
    paid_at_ms: int | None
    currency: str
    amount_minor: int


class Figure(Struct, frozen=True):
    """One figure and what it counts."""

    label: str
    value: str


class Row(Struct, frozen=True):
    """One line of a table; the first cell leads to `href` where there is one."""

    cells: tuple[str, ...]
    href: str = ""


class PortalPage(Struct, frozen=True):
    """The page of one partner, opened by the signed link; `link` is empty unless they are admitted."""

    frame: Frame
    greeting: str
    standing: str
    link: str
    code: str
    qr: str
    poster: str
    poster_size: tuple[int, int]
    shares: tuple[ShareLink, ...]
    posts: tuple[ReadyPost, ...]
    figures: tuple[Figure, ...]
    months: tuple[Row, ...]
    payouts: tuple[Row, ...]
    payee: PayeeForm
    promises: tuple[str, ...]
    new_agreement: Agreement | None
    agree: str
    agree_action: str
    download: str
    refusal: str


def portal_page(
    shop: Shop, program: Program, language: str, base_url: str, assets: Mapping[str, Asset], *,
    partner: Partner, code: str, token: str, is_fresh: bool, payee: Payee | None,
    figures: Figures, earnings: Sequence[Earnings], months: Sequence[MonthSum], payouts: Sequence[PaidSum],
    promises: tuple[str, ...], new_agreement: Agreement | None,
    typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, refusal: str = "",
) -> PortalPage:  # fmt: skip
    """Give one partner's page.

    Takes the code that they share; the signed link's token and whether it is fresh; what they brought and
    what it came to; the terms that they agreed to, and newer ones where there are; and, where the form for
    the money has to be shown again, what was typed and what is wrong with it.
    """
    path = f"/a/{shop.key}/me/{quote(token, safe='')}"
    title = say(language, "Your partner page at {shop}", shop=shop.name)
    admitted = partner.state == "admitted"
    link = link_for(base_url, shop.key, code, "copy") if admitted else ""
    texts = dict(shopper_texts(shop, program, language))
    texts["share_text"] = say_post(partner, shop, program, language)
    return PortalPage(
        frame=frame_for(shop, program, language, assets, path=path, title=title),
        greeting=say_hello(partner.name, language),
        standing=_say_standing(partner, shop, language),
        link=link,
        code=code if admitted else "",
        qr=f"/q/{shop.key}/{quote(code, safe='')}.svg",
        poster=f"/o/{shop.key}/{language}/{card_version(shop, program, language)}.jpg",
        poster_size=CARD_SIZE,
        shares=share_links(
            program.channels, texts, lambda channel: link_for(base_url, shop.key, code, channel)
        ) if admitted else (),
        posts=write_posts(partner, shop, program, language, link, code) if admitted else (),
        figures=_say_figures(figures, earnings, shop, language),
        months=tuple(_say_month(one, shop, language, path) for one in months),
        payouts=tuple(_say_payout(one, shop, language) for one in payouts),
        payee=ask_payee(payee, path, language, is_fresh, typed or {}, faults or {}),
        promises=promises,
        new_agreement=new_agreement,
        agree=say(
            language, "I have read the agreement, version {version}, and agree to it.",
            version=str(new_agreement.version),
        ) if new_agreement else "",
        agree_action=f"{path}/agree",
        download=f"{path}/all.json" if is_fresh else "",
        refusal=say_fault(refusal, language),
    )  # fmt: skip


def _say_standing(partner: Partner, shop: Shop, language: str) -> str:
    sentence = STANDINGS.get(partner.state)
    return say(language, sentence, shop=shop.name) if sentence else ""


def _say_figures(
    figures: Figures, earnings: Sequence[Earnings], shop: Shop, language: str
) -> tuple[Figure, ...]:
    counts = (
        (mark("Visits"), figures.visits_count),
        (mark("Orders"), figures.orders_count),
        (mark("New customers"), figures.new_customers_count),
    )
    return (
        *(Figure(label=say(language, label), value=str(count)) for label, count in counts),
        *(one for each in earnings for one in _say_earnings(each, shop, language)),
    )


def _say_earnings(one: Earnings, shop: Shop, language: str) -> Iterator[Figure]:
    sums = (
        (mark("Earned"), one.earned_minor),
        # Translators: What was earned and cannot be taken back by a return any more.
        (mark("Ready to be paid"), one.matured_minor),
        (mark("Paid"), one.paid_minor),
        (mark("Balance"), one.balance_minor),
    )
    for label, minor in sums:
        yield Figure(label=say(language, label), value=_money(minor, one.currency, shop, language))


def _say_month(one: MonthSum, shop: Shop, language: str, path: str) -> Row:
    sums = (_money(each, one.currency, shop, language) for each in (one.earned_minor, one.taken_back_minor))
    return Row(cells=(say_month(one.month, language), *sums), href=f"{path}/{one.month}?lang={language}")


def _say_payout(one: PaidSum, shop: Shop, language: str) -> Row:
    day = say_day(one.paid_at_ms or one.made_at_ms, shop, language)
    state = say(language, "Paid") if one.paid_at_ms else say(language, "On its way")
    return Row(cells=(day, _money(one.amount_minor, one.currency, shop, language), state))


def _money(minor: int, currency: str, shop: Shop, language: str) -> str:
    return format_money(minor, currency, language, shop.country)
