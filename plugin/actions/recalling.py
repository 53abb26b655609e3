"""Recalling what a campaign's decision looks at: the person, what they did, what the message speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec

from plugin.actions.campaigns import Kept
from plugin.actions.consenting import recall_standing
from plugin.actions.customers import recall_profile
from plugin.actions.media import can_reach
from plugin.actions.people import list_names
from plugin.actions.recalling_subjects import recall_subject
from plugin.actions.sittings import Sitting
from plugin.domain.campaign_case import Case, Dealings
from plugin.domain.customers import Profile
from plugin.domain.decision import draw_lot
from plugin.domain.history import recall_history
from plugin.domain.mailing import Standing, may_write
from plugin.domain.moments import WEEK_MS, earliest, latest
from plugin.domain.people import same_email
from plugin.domain.reasons import all_passed
from plugin.store.occasions import Occasion
from plugin.store.people import Person


def recall_case(sitting: Sitting, occasion: Occasion) -> Case | None:
    """Recall the case of one turn; None where the person was forgotten."""
    people = list_names(sitting.house, sitting.parts, sitting.shop, occasion.person_id)
    if not people:
        return None
    kept = sitting.find_campaign(occasion.campaign_key)
    return Case(
        campaign=kept.campaign,
        is_on=kept.is_on,
        program=sitting.program,
        customer=recall_customer(sitting, people[0]),
        dealings=_recall_dealings(sitting, people, occasion, kept),
        standing=_choose_medium(sitting, people[0], kept),
        subject=recall_subject(sitting, occasion, kept),
        currency=sitting.shop.currency,
        since_at_ms=occasion.since_at_ms,
        now_ms=sitting.now_ms,
        lot=draw_lot(people[0].person_id),
        step=occasion.step,
    )


def recall_customer(sitting: Sitting, person: Person) -> Profile:
    """Recall what is known of a person as a customer; what no import tells, the last order does."""
    parts, shop = sitting.parts, sitting.shop
    profile = sitting.profiles.get(person.person_id) or recall_profile(parts, shop, person.person_id)
    latest = parts.orders.find_latest(shop.shop_id, person.person_id)
    if latest is None:
        return profile
    return msgspec.structs.replace(
        profile,
        tags=(*profile.tags, *latest.order.tags),
        country=latest.order.country or profile.country,
        language=latest.order.language or profile.language,
    )


def _recall_dealings(sitting: Sitting, people: Sequence[Person], occasion: Occasion, kept: Kept) -> Dealings:
    """Recall what the person did and was told, under every name in the house."""
    parts, shop_id, since_at_ms = sitting.parts, sitting.shop.shop_id, sitting.now_ms - WEEK_MS
    done = [parts.occasions.recall_dealings(shop_id, one.person_id, occasion.campaign_key) for one in people]
    met = [parts.events.list_met(shop_id, one.person_id, since_at_ms, since_at_ms) for one in people]
    history = recall_history(chain.from_iterable(met))
    return Dealings(
        joined_at_ms=earliest(one.joined_at_ms for one in people),
        shared_at_ms=latest(one.shared_at_ms for one in done),
        friends_count=sum(one.friends_count for one in done),
        written_at_ms=history.written_at_ms,
        shown_at_ms=history.shown_at_ms,
        campaign_at_ms=latest(one.campaign_at_ms for one in done),
        has_other_name=bool(occasion.run_id) and _has_other_name(sitting, people[0], kept),
        is_partner=any(_is_partner(sitting, one) for one in people),
    )


def _has_other_name(sitting: Sitting, person: Person, kept: Kept) -> bool:
    """Say whether the same mailbox has its turn under another name, which bought as often as asked for."""
    email = same_email(person.email)
    if not email:
        return False
    hashes = [sitting.house.hash("email", email)]
    owners = sitting.parts.people.find_by_keys(sitting.shop.shop_id, hashes)
    return any(
        one.person_id != person.person_id
        and same_email(one.email) == email
        and recall_profile(sitting.parts, sitting.shop, one.person_id).orders_count
        >= kept.campaign.who.orders_min_count
        for one in owners
    )


def _is_partner(sitting: Sitting, person: Person) -> bool:
    partner = sitting.parts.partners.find_by_person(sitting.shop.shop_id, person.person_id)
    return partner is not None and partner.state == "admitted"


def _choose_medium(sitting: Sitting, person: Person, kept: Kept) -> Standing:
    """Give how the person stands over the first medium by which they may be written to, else the first."""
    house, parts, shop = sitting.house, sitting.parts, sitting.shop
    reached = [one for one in kept.campaign.media if can_reach(house, parts, shop, person, one)]
    media = reached or kept.campaign.media[:1]
    found = [recall_standing(house, parts, shop, person, medium) for medium in media]
    rules, purpose = sitting.program.post, kept.campaign.purpose
    return next((one for one in found if all_passed(may_write(purpose, one, rules))), found[0])
