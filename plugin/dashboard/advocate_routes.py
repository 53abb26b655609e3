"""The desk's pages of advocates: who brings most, finding one, one of them, and who is worth asking."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.advocates import ADVOCATES, MOST_FOUND, Ranked, find_advocates, rank_advocates
from plugin.actions.brand_advocates import Approach, list_brand_advocates
from plugin.actions.one_advocate import look_at_advocate
from plugin.actions.sheets import want_sheet
from plugin.dashboard.advocate_timeline import tell_advocate
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.tables import give_table, write_at
from plugin.domain.advocates import LEAST_VISITS, RANKINGS
from plugin.domain.branches import draw_tree
from plugin.domain.brand_advocates import BrandRules
from plugin.domain.money import write_minor
from plugin.doorstep import the_house
from plugin.model import Shop
from plugin.words.advocates import CONVERSION_WORDS, RANKING_WORDS, link_chat, write_ask
from plugin.words.loop import CHANNEL_WORDS, FRIEND_WORDS, say_amount, say_state
from plugin.words.partners import say_advocate_reason
from plugin.words.reasons import say_verdict

MOST_WORDS = 254
WORDS = {
    "rankings": RANKING_WORDS, "conversion_words": CONVERSION_WORDS, "least_visits": LEAST_VISITS,
    "channels": CHANNEL_WORDS, "friend_words": FRIEND_WORDS, "say_amount": say_amount,
    "say_state": say_state, "say_verdict": say_verdict,
}  # fmt: skip


@door.get("/desk/<key>/advocates")
def show_advocates(key: str) -> Response:
    """Show who brings most."""
    shop, by = open_desk(key), _read_ranking()
    sheet, ranked = rank_advocates(the_house(), shop, by)
    return draw("advocates.html", shop, sheet=sheet, ranked=ranked, by=by, **WORDS)


@door.get("/desk/<key>/advocates.csv")
def give_advocates(key: str) -> Response:
    """Give who brings most as a CSV."""
    shop = open_desk(key)
    _, ranked = rank_advocates(the_house(), shop, _read_ranking())
    head = (
        "person_id", "first_name", "code", "friends", "orders", "revenue", "currency",
        "held_or_blocked_orders", "visits", "claims", "friends_per_100_visits", "shares", "first_shared_at",
        "last_shared_at", "rewards", "rewards_amount",
    )  # fmt: skip
    return give_table("advocates", head, [_write_row(one, shop) for one in ranked])


@door.post("/desk/<key>/advocates")
def answer_advocates(key: str) -> Response:
    """Have the ranking worked out anew."""
    return act(key, lambda house, shop: want_sheet(house, shop, ADVOCATES.name), "advocates")


@door.post("/desk/<key>/advocates/find")
def show_found_advocates(key: str) -> Response:
    """Show whom an e-mail, a phone, a code or a name finds; by post, so that no address has it."""
    shop = open_desk(key)
    words = request.form.get("words", "").strip()[:MOST_WORDS]
    found = find_advocates(the_house(), shop, words)
    return draw("advocates_found.html", shop, words=words, ranked=found, most=MOST_FOUND, **WORDS)


@door.get("/desk/<key>/advocates/brand")
def show_brand_advocates(key: str) -> Response:
    """Show whose friends stay, and how to ask them to be partners."""
    shop = open_desk(key)
    sheet, found = list_brand_advocates(the_house(), shop)
    asked = [(one, *_write_ask(one, shop)) for one in found]
    return draw(
        "brand_advocates.html", shop, sheet=sheet, asked=asked, rules=BrandRules(),
        say_advocate_reason=say_advocate_reason,
    )  # fmt: skip


@door.get("/desk/<key>/advocates/brand.csv")
def give_brand_advocates(key: str) -> Response:
    """Give them as a CSV, each with a message for WhatsApp."""
    shop = open_desk(key)
    _, found = list_brand_advocates(the_house(), shop)
    head = (
        "person_id", "first_name", "email", "phone", "code", "friends", "friends_who_bought_again", "visits",
        "why", "language", "message", "whatsapp",
    )  # fmt: skip
    rows = []
    for one in found:
        person, following = one.advocate.person, one.following
        why = " ".join(say_advocate_reason(reason) for reason in one.advocate.reasons)
        rows.append((
            person.person_id, person.first_name, person.email, one.phone, person.code,
            following.friends_count, following.stayed_count, following.reach_count, why, one.language,
            *_write_ask(one, shop),
        ))  # fmt: skip
    return give_table("brand-advocates", head, rows)


@door.get("/desk/<key>/advocates/<person_id>")
def show_advocate(key: str, person_id: str) -> Response:
    """Show one person as an advocate: figures, whom they brought, what they shared, earned and ordered."""
    shop = open_desk(key)
    case = look_at_advocate(the_house(), shop, person_id)
    return draw(
        "advocate.html", shop, case=case, timeline=tell_advocate(case, shop), picture=draw_tree(case.tree),
        **WORDS,
    )  # fmt: skip


def _read_ranking() -> str:
    by = request.args.get("by", "friends")
    return by if by in RANKINGS else "friends"


def _write_row(ranked: Ranked, shop: Shop) -> tuple[str | int | None, ...]:
    person, one = ranked.person, ranked.advocate
    pct = one.conversion_pct
    return (
        person.person_id, person.first_name, person.code, one.friends_count, one.orders_count,
        write_minor(one.revenue_minor, shop.currency), shop.currency, one.refused_count, one.visits_count,
        one.claims_count, None if pct is None else f"{pct:.1f}", one.shares_count,
        write_at(one.first_shared_at_ms, shop), write_at(one.last_shared_at_ms, shop),
        one.rewards_count, write_minor(one.rewards_minor, shop.currency),
    )  # fmt: skip


def _write_ask(one: Approach, shop: Shop) -> tuple[str, str]:
    """Write the message and the link that opens a chat with it; both empty for who wants no messages."""
    if one.refuses:
        return "", ""
    link = f"{the_house().settings.url}/a/{shop.key}"
    name, friends_count = one.advocate.person.first_name, one.following.friends_count
    text = write_ask(name, friends_count, shop.name, link, one.language)
    return text, link_chat(one.phone, text)
