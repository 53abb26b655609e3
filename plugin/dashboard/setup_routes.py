"""The desk's set-up: five steps, each ticked by what was seen, and going live. Also: one more shop."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request

from plugin.actions.changing import stamp_parts
from plugin.actions.program_history import switch_program
from plugin.actions.sessions import act_as, find_user
from plugin.actions.setup import (
    average_order,
    find_progress,
    may_make_shops,
    save_offer,
    save_store,
    set_up_shop,
)
from plugin.countries import choose_shown, list_countries, list_currencies
from plugin.dashboard.desk import act, acting_house, door, draw, open_desk
from plugin.dashboard.entry_routes import draw_alone
from plugin.dashboard.guard import answer_error, lead, read_session
from plugin.dashboard.saving import find_program, read_seen, refused
from plugin.dashboard.setup_forms import (
    EMPTY_SHOP,
    list_kinds,
    read_offer,
    read_platform,
    read_store,
    type_store,
)
from plugin.dashboard.speaking import mark, say_error, spoken_language
from plugin.domain.money import write_minor
from plugin.domain.offering import suggest_offer
from plugin.domain.program import Incentive, Offer, Program
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, NotAllowed, Overtaken
from plugin.model import Shop
from plugin.store.users import User
from widgets.texts import LANGUAGES, direction_of, name_of
from widgets.view import shopper_texts

STEPS = (
    ("store", mark("Your store"), mark("Its name, its address and its country.")),
    ("offer", mark("The offer"), mark("What a friend gets, and what you give for bringing one.")),
    ("look", mark("The look"), mark("Colour, picture and words, seen in every language.")),
    ("install", mark("Into your store"), mark("One line, one webhook, and a check of both.")),
    ("trial", mark("A trial"), mark("An advocate, a friend and an order, played for you.")),
)


@door.get("/desk/<key>/setup")
def show_setup_steps(key: str) -> Response:
    """Show how far the shop is set up, and the switch that lets the program begin."""
    shop, house = open_desk(key), the_house()
    user = find_user(house, read_session())
    may_make = user is not None and may_make_shops(house, user)
    return draw("setup.html", shop, may_make=may_make, **setup_frame(shop, ""))


@door.get("/desk/<key>/setup/store")
def show_store_step(key: str) -> Response:
    """Show what is known of the store."""
    shop = open_desk(key)
    return _draw_store(shop, shop)


@door.post("/desk/<key>/setup/store")
def answer_store(key: str) -> Response:
    """Write what the merchant says of the store."""
    shop = open_desk(key, "manager")
    typed = type_store(request.form, shop)
    try:
        save_store(acting_house(), shop, read_store(typed), read_platform(request.form), read_seen())
    except InvalidInput as error:
        return answer_error(_draw_store(shop, typed, faults=say_fault(error)), error)
    except Overtaken:
        return refused(_draw_store(open_desk(key), typed, is_overtaken=True), HTTPStatus.CONFLICT)
    return lead(f"/desk/{shop.key}/setup/offer")


@door.get("/desk/<key>/setup/offer")
def show_offer_step(key: str) -> Response:
    """Show the offer, or the one that is proposed, and how it reads."""
    shop = open_desk(key)
    setup = find_progress(the_house(), shop).setup
    return _draw_offer(shop, None if setup.offer_at_ms is None else find_program(shop)[1].offer)


@door.post("/desk/<key>/setup/offer")
def answer_offer(key: str) -> Response:
    """Make this the offer, or only show how it reads."""
    is_tried = request.form.get("act") == "preview"
    shop = open_desk(key, "reader" if is_tried else "manager")
    try:
        offer = read_offer(request.form, shop, find_program(shop)[1].offer)
        if is_tried:
            return _draw_offer(shop, offer)
        save_offer(acting_house(), shop, offer, read_seen())
    except InvalidInput as error:
        return answer_error(_draw_offer(shop, find_program(shop)[1].offer, faults=say_fault(error)), error)
    except Overtaken:
        return refused(_draw_offer(shop, offer, is_overtaken=True), HTTPStatus.CONFLICT)
    return lead(f"/desk/{shop.key}/setup/look")


@door.post("/desk/<key>/setup/live")
def answer_live(key: str) -> Response:
    """Let the program begin, or rest."""
    is_live = request.form.get("live") == "yes"
    return act(key, lambda house, shop: switch_program(house, shop, is_live), "setup", need="manager")


@door.get("/desk/setup-shop")
def show_new_shop() -> Response:
    """Show the form of one more shop."""
    _find_maker()
    return draw_alone("setup_shop.html", store=EMPTY_SHOP, platform="", **list_choices())


@door.post("/desk/setup-shop")
def answer_new_shop() -> Response:
    """Make one more shop, and go on with its set-up."""
    user, typed = _find_maker(), type_store(request.form)
    try:
        store, platform = read_store(typed), read_platform(request.form)
        made = set_up_shop(the_house().by(act_as(user)), store, platform, user.user_id)
    except InvalidInput as error:
        again = draw_alone(
            "setup_shop.html", store=typed, platform=request.form.get("platform", ""),
            faults=say_fault(error), **list_choices(),
        )  # fmt: skip
        return answer_error(again, error)
    return lead(f"/desk/{made.key}/setup/offer")


def setup_frame(shop: Shop, step: str) -> dict[str, object]:
    """Give what every page of the set-up shows: the steps, how far they are, and where one is."""
    return {
        "steps": STEPS,
        "step": step,
        "progress": find_progress(the_house(), shop),
    }


def list_choices() -> dict[str, object]:
    """Give what can be chosen for a store."""
    return {
        "countries": list_countries(spoken_language()),
        "currencies": [(code, code) for code in list_currencies()],
        "spoken": [(language, name_of(language)) for language in LANGUAGES],
    }  # fmt: skip


def _find_maker() -> User:
    """Give the user who may make shops: an operator, or the owner of one; raises NotAllowed."""
    house, session = the_house(), read_session()
    user = find_user(house, session)
    if user is None or not may_make_shops(house, user):
        raise NotAllowed("A new shop is made by an operator, or by the owner of another one.")
    return user


def say_fault(error: InvalidInput) -> dict[str, str]:
    """Give what is wrong by the name of its field, in the reader's words."""
    return {error.field: say_error(error)}


def _draw_store(
    shop: Shop, store: Shop, is_overtaken: bool = False, faults: Mapping[str, str] | None = None
) -> Response:
    frame, standing = setup_frame(shop, "store"), find_progress(the_house(), shop).setup.platform
    return draw(
        "setup_store.html", shop, store=store, platform=request.form.get("platform", standing),
        is_overtaken=is_overtaken, faults=faults or {},
        seen=(faults and read_seen()) or stamp_parts(shop, standing), **list_choices(), **frame,
    )  # fmt: skip


def _draw_offer(
    shop: Shop, offer: Offer | None, is_overtaken: bool = False, faults: Mapping[str, str] | None = None
) -> Response:
    """Draw the step with an offer, or with the one that is proposed; with faults, as it was typed."""
    with the_house().store.reading() as parts:
        average_minor = average_order(parts, shop)
    offer, standing = offer or suggest_offer(average_minor, shop.currency), find_program(shop)[1].offer
    program = Program(name=shop.name, offer=offer)
    return draw(
        "setup_offer.html", shop, average_minor=average_minor, sentences=list_sentences(shop, program),
        sides=[_say_side(shop, "friend", offer.friend), _say_side(shop, "advocate", offer.advocate)],
        is_overtaken=is_overtaken, faults=faults or {},
        seen=(not is_overtaken and read_seen()) or stamp_parts(standing),
        **setup_frame(shop, "offer"),
    )  # fmt: skip


def _say_side(shop: Shop, side: str, incentive: Incentive) -> dict[str, object]:
    """Give one side of the offer as its form shows it."""
    value = incentive.gift
    if incentive.kind == "percent":
        value = f"{incentive.pct:g}"
    elif incentive.kind == "amount":
        value = write_minor(incentive.amount_minor, shop.currency)
    minimum = write_minor(incentive.minimum_minor, shop.currency) if incentive.minimum_minor else ""
    shown = {"kind": incentive.kind, "value": value, "minimum": minimum}
    typed = {name: request.form.get(f"{side}_{name}", words)[:200] for name, words in shown.items()}
    return {"name": side, "kinds": list_kinds(incentive), **typed}


def list_sentences(shop: Shop, program: Program) -> list[dict[str, str]]:
    """Give how an offer reads to shoppers, in the languages of the shop's country and its own."""
    return [
        {
            "language": language, "direction": direction_of(language), "name": name_of(language),
            "friend": texts["friend_gets"], "advocate": texts["you_get"],
        }
        for language in choose_shown(shop.country, shop.language)
        for texts in (shopper_texts(shop, program, language),)
    ]  # fmt: skip
