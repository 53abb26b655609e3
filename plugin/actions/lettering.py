"""Gathering what a letter says, at the moment in which it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from plugin.actions.assigning import own_program
from plugin.actions.earning import view_reward
from plugin.actions.house import House
from plugin.actions.links import LINK_LIFE_MS, own_link
from plugin.actions.portal import PORTAL_LIFE_MS, portal_link
from plugin.actions.sharing import list_friends
from plugin.domain.earned import Earned, Stage
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.domain.partners import Partner
from plugin.errors import NotFound
from plugin.model import MessageKind, Shop
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.store.people import Person
from widgets.letters import Bought, LetterFacts, Statement
from widgets.store_links import link_to_store, name_store
from widgets.view import count_friends

# A letter lies in the mailbox for a while; one that was asked for is opened at once.
LETTER_LINK_LIFE_MS = 14 * DAY_MS
IN_HAND: tuple[Stage, ...] = ("ready", "given")
ON_ITS_WAY: tuple[Stage, ...] = ("ripening", "waiting", "making", "by hand")
COUNTING = ("placed", "paid")


class Subject(NamedTuple):
    """Of whom and what a letter speaks: `values` are the ids and facts that its message was posted with."""

    house: House
    parts: Parts
    shop: Shop
    person: Person
    values: Mapping[str, str]


Gather = Callable[[Subject, LetterFacts], LetterFacts]


def gather_letter(house: House, parts: Parts, shop: Shop, message: Message) -> LetterFacts:
    """Gather all that a message's letter says, as it is now; the links in it live from now on.

    Takes the message as it was posted. Its `values` by kind are: reward_id for reward, reward_held and
    reward_expiring, referral_id for friend_bought, order_id for after_purchase, partner_id for
    partner_admitted, partner_refused, portal_link and statement (also month "2026-11", amount_minor,
    currency), step "2" for the second reminder; for any kind words, the shop's own, which stand above the
    rest. Raises NotFound where what it speaks of, or the person, is gone.
    """
    person = parts.people.find(shop.shop_id, message.person_id)
    if person is None:
        raise NotFound("The person to write to is not known any more.")
    bare = LetterFacts(
        kind=message.kind,
        language=message.language,
        shop=shop,
        program=own_program(parts, shop, person.person_id)[1],
        base_url=house.settings.url,
        first_name=person.first_name,
        code=person.code,
        unsubscribe_url=unsubscribe_link(house, message),
        note=message.values.get("words", ""),
    )
    return GATHERERS[message.kind](Subject(house, parts, shop, person, message.values), bare)


def unsubscribe_link(house: House, message: Message) -> str:
    """Give the address at which a marketing message is unsubscribed from; empty for what is owed."""
    if message.purpose != "marketing":
        return ""
    return f"{house.settings.url}/u/{message.unsubscribe_key}"


def _gather_link(subject: Subject, facts: LetterFacts) -> LetterFacts:
    return _link_page(subject, facts, LINK_LIFE_MS)


def _gather_page(subject: Subject, facts: LetterFacts) -> LetterFacts:
    return _link_page(subject, facts, LETTER_LINK_LIFE_MS)


def _link_page(subject: Subject, facts: LetterFacts, life_ms: int) -> LetterFacts:
    link = own_link(subject.house, subject.shop, subject.person.person_id, life_ms)
    return replace(facts, page_url=f"{link}?lang={facts.language}", page_hours=life_ms // HOUR_MS)


def _gather_reward(subject: Subject, facts: LetterFacts) -> LetterFacts:
    """Bring a reward that is in its owner's hands, with the way to where its code is applied."""
    earned = _find_earned(subject, IN_HAND)
    known = subject.parts.connections.list_of(subject.shop.shop_id)
    kind = name_store(subject.shop, known[0].platform if known else "")
    store_url = link_to_store(subject.shop, kind, code=earned.code) if earned.code else ""
    return replace(facts, earned=earned, store_url=store_url)


def _gather_expiring(subject: Subject, facts: LetterFacts) -> LetterFacts:
    gathered = _gather_reward(subject, facts)
    if gathered.earned is None or gathered.earned.until_at_ms is None:
        raise NotFound("This reward does not run out.")
    return gathered


def _gather_held(subject: Subject, facts: LetterFacts) -> LetterFacts:
    return replace(_gather_page(subject, facts), earned=_find_earned(subject, ON_ITS_WAY))


def _gather_bought(subject: Subject, facts: LetterFacts) -> LetterFacts:
    """Bring what the friend's order earned, where it has earned something that may be spoken of."""
    rewards = subject.parts.rewards.list_of(subject.shop.shop_id, subject.person.person_id)
    by_friend = [one for one in rewards if one.referral_id == subject.values.get("referral_id")]
    seen = [view_reward(subject.parts, subject.shop, one) for one in by_friend]
    standing = [one for one in seen if one.stage in (*ON_ITS_WAY, *IN_HAND)]
    return replace(_gather_page(subject, facts), earned=standing[0] if standing else None)


def _gather_rung(subject: Subject, facts: LetterFacts) -> LetterFacts:
    count = count_friends(list_friends(subject.parts, subject.shop, subject.person))
    if not any(step.friends_count > count for step in facts.program.ladder):
        raise NotFound("There is no further step on the ladder.")
    return replace(_gather_page(subject, facts), friends_count=count)


def _gather_reminder(subject: Subject, facts: LetterFacts) -> LetterFacts:
    return replace(_gather_page(subject, facts), step=int(subject.values.get("step", "1")))


def _gather_order(subject: Subject, facts: LetterFacts) -> LetterFacts:
    row = subject.parts.orders.find_by_id(subject.shop.shop_id, subject.values["order_id"])
    if row is None or row.deleted_at_ms is not None or row.order.stage not in COUNTING:
        raise NotFound("The order that this letter thanks for does not stand any more.")
    order = row.order
    bought = Bought(number=order.number, placed_at_ms=order.placed_at_ms, goods=order.product_titles)
    return replace(_gather_page(subject, facts), bought=bought)


def _gather_portal(subject: Subject, facts: LetterFacts) -> LetterFacts:
    link = portal_link(subject.house, subject.shop, _find_partner(subject).partner_id)
    return replace(facts, page_url=f"{link}?lang={facts.language}", page_hours=PORTAL_LIFE_MS // HOUR_MS)


def _gather_admitted(subject: Subject, facts: LetterFacts) -> LetterFacts:
    return replace(_gather_portal(subject, facts), note=_find_partner(subject).why)


def _gather_refused(subject: Subject, facts: LetterFacts) -> LetterFacts:
    return replace(facts, note=_find_partner(subject).why)


def _find_partner(subject: Subject) -> Partner:
    partner = subject.parts.partners.find(subject.shop.shop_id, subject.values["partner_id"])
    if partner is None or partner.person_id != subject.person.person_id:
        raise NotFound("This partner is not known any more.")
    return partner


def _gather_statement(subject: Subject, facts: LetterFacts) -> LetterFacts:
    values = subject.values
    statement = Statement(
        month=values["month"], amount_minor=int(values["amount_minor"]), currency=values["currency"]
    )
    return replace(_gather_portal(subject, facts), statement=statement)


def _gather_nothing(subject: Subject, facts: LetterFacts) -> LetterFacts:
    return facts


GATHERERS: Mapping[MessageKind, Gather] = {
    "link": _gather_link,
    "reward": _gather_reward,
    "reward_held": _gather_held,
    "reward_expiring": _gather_expiring,
    "friend_claimed": _gather_page,
    "friend_bought": _gather_bought,
    "rung_near": _gather_rung,
    "invite": _gather_page,
    "reminder": _gather_reminder,
    "after_purchase": _gather_order,
    "cycle": _gather_page,
    "partner_applied": _gather_nothing,
    "partner_admitted": _gather_admitted,
    "partner_refused": _gather_refused,
    "portal_link": _gather_portal,
    "statement": _gather_statement,
    "test": _gather_nothing,
}


def _find_earned(subject: Subject, stages: tuple[Stage, ...]) -> Earned:
    """Give the reward that a letter speaks of; raises NotFound where it is not so far, or further."""
    reward = subject.parts.rewards.find(subject.shop.shop_id, subject.values["reward_id"])
    if reward is None or reward.person_id != subject.person.person_id:
        raise NotFound("The reward that this letter speaks of is not known any more.")
    earned = view_reward(subject.parts, subject.shop, reward)
    if earned.stage not in stages:
        raise NotFound(f'The reward has changed meanwhile: it is "{earned.stage}" now.')
    return earned
