"""The desk's pages of partners: the ranking, one of them, who could be an influencer, and adding one."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.brand_advocates import make_influencer
from plugin.actions.effects import retry_coupon
from plugin.actions.house import House
from plugin.actions.partner_figures import MOST_UNCREDITED, Span, look_at_partner, rank_partners
from plugin.actions.partners import add_partner, edit_note, end_partner
from plugin.dashboard.desk import act, door, draw, give_csv, open_desk
from plugin.dashboard.speaking import say_error
from plugin.dashboard.tables import give_table, write_at
from plugin.domain.partner_figures import span_of_days
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.partner_files import write_ranking
from plugin.partner_forms import FIELDS, read_influencer
from plugin.words.fraud import FRAUD_WORDS, say_findings
from plugin.words.loop import say_amount
from plugin.words.partners import (
    CODE_WORDS,
    KIND_WORDS,
    STATE_WORDS,
    say_code_rules,
    say_figures,
)
from widgets.view import link_for

WORDS = {
    "kinds": KIND_WORDS, "states": STATE_WORDS, "codes": CODE_WORDS, "frauds": FRAUD_WORDS,
    "say_amount": say_amount, "say_figures": say_figures, "say_code_rules": say_code_rules,
    "say_findings": say_findings,
}  # fmt: skip


@door.get("/desk/<key>/partners")
def show_partners(key: str) -> Response:
    """Show partners ranked by what their customers left."""
    shop = open_desk(key)
    first, last = _read_days()
    span, fault = _read_span(shop, first, last)
    return draw(
        "partners.html", shop, ranked=rank_partners(the_house(), shop, span), first=first, last=last,
        fault=fault, **WORDS,
    )  # fmt: skip


@door.get("/desk/<key>/partners.csv")
def give_ranking(key: str) -> Response:
    """Give the ranking as a CSV."""
    shop = open_desk(key)
    span, _ = _read_span(shop, *_read_days())
    ranked = rank_partners(the_house(), shop, span)
    rows = ((one.partner, one.figures) for one in ranked)
    return give_csv(write_ranking(rows, shop.currency), "partners")


@door.post("/desk/<key>/partners")
def answer_add(key: str) -> Response:
    """Add an influencer with a code for many buyers."""
    typed = {name: request.form.get(name, "")[:2_000] for name in FIELDS}
    once_each = request.form.get("again") != "yes"

    def work(house: House, shop: Shop) -> None:
        add_partner(house, shop, read_influencer(typed, shop, once_each))

    return act(key, work, "partners", "manager")


@door.get("/desk/<key>/partners/<partner_id>")
def show_partner(key: str, partner_id: str) -> Response:
    """Show one partner: code, link, QR pictures, figures, and what is not credited, with reasons."""
    shop, base = open_desk(key), the_house().settings.url
    first, last = _read_days()
    span, fault = _read_span(shop, first, last)
    case = look_at_partner(the_house(), shop, partner_id, span)
    code = case.person.code if case.person else ""
    return draw(
        "partner.html", shop, case=case, first=first, last=last, fault=fault, most_uncredited=MOST_UNCREDITED,
        link=link_for(base, shop.key, code, "copy") if code else "",
        picture=f"{base}/q/{shop.key}/{code}" if code else "", **WORDS,
    )  # fmt: skip


@door.get("/desk/<key>/partners/<partner_id>.csv")
def give_uncredited(key: str, partner_id: str) -> Response:
    """Give the orders that are not credited to one partner, with reasons, as a file."""
    shop = open_desk(key)
    span, _ = _read_span(shop, *_read_days())
    case = look_at_partner(the_house(), shop, partner_id, span)
    rows = [
        (one.number, write_at(one.placed_at_ms, shop), " ".join(say_findings(one.reasons)))
        for one in case.uncredited
    ]
    return give_table("not-credited", ("order", "placed", "why"), rows)


@door.post("/desk/<key>/partners/<partner_id>/note")
def answer_note(key: str, partner_id: str) -> Response:
    """Keep the merchant's note on a partner."""
    note = request.form.get("note", "")
    return act(key, lambda house, shop: edit_note(house, shop, partner_id, note), f"partners/{partner_id}")


@door.post("/desk/<key>/partners/<partner_id>/end")
def answer_partner_end(key: str, partner_id: str) -> Response:
    """End a partner, with the code."""
    why = request.form.get("why", "").strip()[:2_000]
    return act(
        key,
        lambda house, shop: end_partner(house, shop, partner_id, why),
        f"partners/{partner_id}",
        "manager",
    )


@door.post("/desk/<key>/partners/<partner_id>/retry/<coupon_id>")
def answer_retry_code(key: str, partner_id: str, coupon_id: str) -> Response:
    """Try once more to make a partner's code that the store refused."""
    return act(key, lambda house, shop: retry_coupon(house, shop, coupon_id), f"partners/{partner_id}")


@door.post("/desk/<key>/advocates/<person_id>/influencer")
def answer_influencer(key: str, person_id: str) -> Response:
    """Make an advocate an influencer."""
    return act(key, lambda house, shop: make_influencer(house, shop, person_id), "partners", "manager")


def _read_days() -> tuple[str, str]:
    return request.args.get("from", "").strip()[:10], request.args.get("until", "").strip()[:10]


def _read_span(shop: Shop, first: str, last: str) -> tuple[Span, str]:
    """Read the range that is asked for; one that cannot be used becomes all time, and is said."""
    try:
        return span_of_days(first, last, shop.time_zone), ""
    except InvalidInput as error:
        return span_of_days("", "", shop.time_zone), say_error(error)
