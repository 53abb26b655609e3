"""The desk's queue of applications: what speaks for and against each, admit, refuse, and take it back."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.admission import list_applicants, list_untold, undo_decision
from plugin.actions.house import House
from plugin.actions.partners import decide_application
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.words.admission import say_weighed
from plugin.words.partners import KIND_WORDS, STATE_WORDS

MOST_LISTED = 100
LONGEST_WHY = 1_000


@door.get("/desk/<key>/admission")
def show_admission(key: str) -> Response:
    """Show the applications that wait, the oldest first, and the decisions that may still be taken back."""
    shop, house = open_desk(key), the_house()
    with house.store.reading() as parts:
        terms = parts.commission.current_terms(shop.shop_id)
    return draw(
        "admission.html", shop, applicants=list_applicants(house, shop, MOST_LISTED),
        untold=list_untold(house, shop), applying=f"{house.settings.url}/a/{shop.key}", terms=terms,
        kinds=KIND_WORDS, states=STATE_WORDS, say_weighed=say_weighed,
    )  # fmt: skip


@door.post("/desk/<key>/admission/<partner_id>")
def answer_admission(key: str, partner_id: str) -> Response:
    """Admit or refuse an applicant, with the words that the letter carries."""
    answer, why = request.form.get("answer", ""), request.form.get("why", "").strip()[:LONGEST_WHY]

    def work(house: House, shop: Shop) -> None:
        if answer not in ("admit", "refuse"):
            raise InvalidInput("answer", "Admit them or refuse them.")
        decide_application(house, shop, partner_id, answer == "admit", why)

    return act(key, work, "admission", "manager")


@door.post("/desk/<key>/admission/<partner_id>/undo")
def answer_admission_undo(key: str, partner_id: str) -> Response:
    """Take a decision back that nobody has been told yet."""
    return act(key, lambda house, shop: undo_decision(house, shop, partner_id), "admission", "manager")
