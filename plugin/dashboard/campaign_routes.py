"""The desk's page of campaigns: switches, what each did, inviting all, why somebody was written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, request

from plugin.actions.campaigns import Kept, list_campaigns, switch_campaign
from plugin.actions.house import House
from plugin.actions.inviting import (
    OPEN,
    Progress,
    find_progress,
    is_startable,
    pause_run,
    resume_run,
    start_run,
    stop_run,
)
from plugin.actions.occasions import Account, explain_person
from plugin.actions.previewing import forecast_run, preview_run, send_test
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.speaking import mark
from plugin.domain.campaign_settings import Happening, Once
from plugin.domain.moments import DAY_MS
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop
from plugin.words.campaign_reasons import say_reason
from plugin.words.campaigns import HELD_WORDS, RULE_WORDS, STATE_WORDS, say_forecast, say_turn, say_when
from plugin.words.post import MEDIUM_WORDS, MESSAGE_WORDS, say_posted

COUNTED_DAYS = 30
ACTS: Mapping[str, Callable[[House, Shop, str], object]] = {
    "start": start_run,
    "pause": pause_run,
    "resume": resume_run,
    "stop": stop_run,
}
WORDS = {
    "turn_rules": RULE_WORDS, "helds": HELD_WORDS, "states": STATE_WORDS, "say_turn_reason": say_reason,
    "say_turn": say_turn, "say_when": say_when, "days": COUNTED_DAYS, "kinds": MESSAGE_WORDS,
    "media": MEDIUM_WORDS, "say_posted": say_posted,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One campaign on the page: what it did lately, by the first rule that held, and how far its run is."""

    kept: Kept
    sent_count: int
    waiting_count: int
    held: list[tuple[str, int]]
    progress: Progress | None

    @property
    def is_started(self) -> bool:
        """Whether it begins when the merchant starts it: that switches it on too."""
        return isinstance(self.kept.campaign.when, Once)

    @property
    def is_over_all(self) -> bool:
        return not isinstance(self.kept.campaign.when, Happening)

    @property
    def is_open(self) -> bool:
        """Whether a run of it is under way or paused."""
        return self.progress is not None and self.progress.run.state in OPEN

    @property
    def state(self) -> str:
        """How it stands in a word or two."""
        if not self.kept.is_on:
            return mark("off")
        return STATE_WORDS[self.progress.run.state] if self.progress and self.is_open else mark("on")


@door.get("/desk/<key>/campaigns")
def show_campaigns(key: str) -> Response:
    """Show every campaign with its switch and what it did lately."""
    shop = open_desk(key)
    return draw("campaigns.html", shop, cards=_list_cards(shop), account=None, asked="", **WORDS)


@door.get("/desk/<key>/campaigns/<campaign_key>/preview")
def show_preview(key: str, campaign_key: str) -> Response:
    """Show whom a campaign over everybody would write to now, whom not and why, and what it may bring."""
    shop, house = open_desk(key), the_house()
    preview = preview_run(house, shop, campaign_key)
    forecast = say_forecast(forecast_run(house, shop, preview.expected_count), shop)
    with house.store.reading() as parts:
        startable = is_startable(parts, shop, campaign_key)
    return draw(
        "preview.html",
        shop,
        key=campaign_key,
        preview=preview,
        forecast=forecast,
        startable=startable,
        **WORDS,
    )


@door.post("/desk/<key>/campaigns/<campaign_key>/switch")
def answer_switch(key: str, campaign_key: str) -> Response:
    """Switch a campaign on or off."""
    is_on = request.form.get("on") == "yes"
    return act(
        key, lambda house, shop: switch_campaign(house, shop, campaign_key, is_on), "campaigns", "manager"
    )


@door.post("/desk/<key>/campaigns/<campaign_key>/run")
def answer_run(key: str, campaign_key: str) -> Response:
    """Start, pause, resume or stop a run over everybody."""
    turn = ACTS.get(request.form.get("act", ""))

    def work(house: House, shop: Shop) -> None:
        if turn is None:
            raise InvalidInput("act", "Start it, pause it, resume it or stop it.")
        turn(house, shop, campaign_key)

    return act(key, work, "campaigns", "manager")


@door.post("/desk/<key>/campaigns/<campaign_key>/test")
def answer_test(key: str, campaign_key: str) -> Response:
    """Send a campaign's message to one address."""
    address = request.form.get("address", "").strip()
    return act(key, lambda house, shop: send_test(house, shop, campaign_key, address), "campaigns", "manager")


@door.post("/desk/<key>/campaigns/why")
def show_why(key: str) -> Response:
    """Show why one person was written to or not; asked by a form, so that no address stands in an address."""
    shop, email = open_desk(key), request.form.get("email", "").strip()[:320]
    account = _find_account(shop, email)
    return draw("campaigns.html", shop, cards=_list_cards(shop), account=account, asked=email, **WORDS)


def _find_account(shop: Shop, email: str) -> Account | None:
    try:
        return explain_person(the_house(), shop, email)
    except NotFound:
        return None


def _list_cards(shop: Shop) -> list[Card]:
    house = the_house()
    since_at_ms = house.now_ms() - COUNTED_DAYS * DAY_MS
    with house.store.reading() as parts:
        return [
            _make_card(
                kept,
                parts.occasions.count_of_campaign(shop.shop_id, kept.key, since_at_ms),
                parts.occasions.count_waiting(shop.shop_id, kept.key),
                find_progress(house, parts, shop, kept.key),
            )
            for kept in list_campaigns(parts, shop)
        ]


def _make_card(
    kept: Kept, counts: Mapping[tuple[str, str], int], waiting_count: int, progress: Progress | None
) -> Card:
    held = [(why, count) for (verdict, why), count in counts.items() if verdict == "held"]
    return Card(
        kept=kept,
        sent_count=counts.get(("sent", ""), 0),
        waiting_count=waiting_count,
        held=sorted(held, key=lambda one: (-one[1], one[0])),
        progress=progress,
    )
