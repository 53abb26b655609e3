"""The desk's customer service: finding somebody by what they say of themselves, and their whole story."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.banning import ban_by_id
from plugin.actions.stories import MOST_SHOWN, look_up, tell_story
from plugin.actions.tracing import Case
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.guard import lead
from plugin.dashboard.loop_words import WORDS
from plugin.doorstep import the_house
from plugin.words.campaign_reasons import say_reason as say_turn_reason
from plugin.words.campaigns import RULE_WORDS, say_turn
from plugin.words.post import MEDIUM_WORDS, MESSAGE_WORDS, say_posted
from plugin.words.reasons import STAGE_WORDS
from plugin.words.stories import say_why

LONGEST_ASKED = 254


@door.get("/desk/<key>/find")
def show_search(key: str) -> Response:
    """Show the field that finds somebody."""
    return draw("find.html", open_desk(key), asked="", people=[], orders=[])


@door.post("/desk/<key>/find")
def answer_search(key: str) -> Response:
    """Find somebody by e-mail, phone, code or order; asked by a form, so that none stands in an address."""
    shop, asked = open_desk(key), request.form.get("asked", "").strip()[:LONGEST_ASKED]
    people, orders = look_up(the_house(), shop, asked) if asked else ([], [])
    if len(people) == 1 and not orders:
        return lead(f"/desk/{shop.key}/people/{people[0].person_id}")
    if len(orders) == 1 and not people:
        return lead(f"/desk/{shop.key}/orders/{orders[0].order_id}")
    return draw("find.html", shop, asked=asked, people=people, orders=orders)


@door.get("/desk/<key>/people/<person_id>")
def show_story(key: str, person_id: str) -> Response:
    """Show one person's whole story: orders, who sent them, whom they brought, rewards, messages."""
    shop = open_desk(key)
    story = tell_story(the_house(), shop, person_id)
    return draw(
        "person.html", shop, story=story, most=MOST_SHOWN, stages=STAGE_WORDS, say_why=_say_why,
        turn_rules=RULE_WORDS, say_turn=say_turn, say_turn_reason=say_turn_reason, kinds=MESSAGE_WORDS,
        media=MEDIUM_WORDS, say_posted=say_posted, **WORDS,
    )  # fmt: skip


@door.post("/desk/<key>/people/<person_id>/ban")
def answer_person_ban(key: str, person_id: str) -> Response:
    """Ban somebody from the program, or take it back."""
    banned = request.form.get("banned") == "yes"
    return act(key, lambda house, shop: ban_by_id(house, shop, person_id, banned), f"people/{person_id}")


def _say_why(case: Case) -> list[str]:
    made, stage = case.referral, case.order.order.stage if case.order else None
    rewards = [(one.state, one.why) for one in case.rewards]
    return say_why(made.verdict, made.review, made.reasons, stage, rewards)
