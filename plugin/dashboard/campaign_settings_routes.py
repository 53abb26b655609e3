"""The desk's page of one campaign's settings: who is written to, when, by which ways, how often."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request

from plugin.actions.campaigns import Kept, change_campaign, find_campaign
from plugin.actions.changing import stamp_parts
from plugin.campaign_forms import ASKED, FIELDS, MEDIA, read_campaign_form, write_campaign_form
from plugin.dashboard.desk import acting_house, door, draw, open_desk
from plugin.dashboard.guard import lead
from plugin.dashboard.saving import read_seen, refused
from plugin.dashboard.speaking import say_error
from plugin.domain.campaign_settings import SHIPPED, Happening, Schedule
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, Overtaken
from plugin.model import Shop
from plugin.words.campaigns import say_when

LONGEST = 2_000


@door.get("/desk/<key>/campaigns/<campaign_key>")
def show_campaign(key: str, campaign_key: str) -> Response:
    """Show a campaign's settings, each with the default that it has as shipped."""
    shop = open_desk(key)
    kept = _find(shop, campaign_key)
    return _draw(shop, kept, write_campaign_form(kept.campaign, shop), list(kept.campaign.media))


@door.post("/desk/<key>/campaigns/<campaign_key>")
def answer_campaign(key: str, campaign_key: str) -> Response:
    """Keep a campaign's settings; what cannot be used is said beside its field, and what was typed stays."""
    shop = open_desk(key, "manager")
    kept = _find(shop, campaign_key)
    typed = {name: request.form.get(name, "")[:LONGEST] for name in FIELDS}
    media = request.form.getlist("media")[: len(MEDIA)]
    try:
        campaign = read_campaign_form(typed, media, kept.campaign, shop)
        change_campaign(acting_house(), shop, kept.key, campaign, read_seen())
    except InvalidInput as error:
        return refused(_draw(shop, kept, typed, media, error), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Overtaken:
        kept = _find(shop, campaign_key)
        return refused(_draw(shop, kept, typed, media, is_overtaken=True), HTTPStatus.CONFLICT)
    return lead(f"/desk/{shop.key}/campaigns")


def _find(shop: Shop, campaign_key: str) -> Kept:
    with the_house().store.reading() as parts:
        return find_campaign(parts, shop, campaign_key)


def _draw(
    shop: Shop, kept: Kept, typed: Mapping[str, str], media: list[str], fault: InvalidInput | None = None,
    is_overtaken: bool = False,
) -> Response:  # fmt: skip
    shipped = SHIPPED.get(kept.key)
    return draw(
        "campaign.html", shop, kept=kept, typed=typed, media=media, all_media=MEDIA, asked=ASKED,
        faults={fault.field.removeprefix("who."): say_error(fault)} if fault else {}, say_when=say_when,
        shipped=write_campaign_form(shipped, shop) if shipped else {},
        seen=(read_seen() if fault else "") or stamp_parts(kept.campaign), is_overtaken=is_overtaken,
        waits=isinstance(kept.campaign.when, Happening), repeats=isinstance(kept.campaign.when, Schedule),
    )  # fmt: skip
