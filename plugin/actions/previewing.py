"""Before anybody is written to: who would be and who not, what it may bring, and a message to oneself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from plugin.actions.campaigns import find_campaign
from plugin.actions.house import House
from plugin.actions.inviting import make_turn
from plugin.actions.people import meet_contact
from plugin.actions.posting import Draft, post_message
from plugin.actions.recalling import recall_case
from plugin.actions.sittings import Sitting, open_sitting
from plugin.domain.campaign_settings import Happening
from plugin.domain.campaigns import decide_message, first_failed
from plugin.domain.forecast import Forecast, Rates, forecast_referrals
from plugin.domain.moments import DAY_MS
from plugin.domain.people import read_email
from plugin.errors import InvalidInput
from plugin.model import Contact, Shop
from plugin.store import Parts
from plugin.store.people import Person
from widgets import texts

PAGE = 500
MOST_LOOKED, EVERYBODY = 150, 2**53  # a page waits for the former
MOST_NAMED = 20
YEAR_MS = 365 * DAY_MS
MOST_POPUPS = 10_000  # the newest of the year tell a large shop's rates
ORDERS_AVERAGED = 1_000


@dataclass
class Preview:
    """Whom a campaign would write to now: how many, the first few, and how many not by the first rule.

    `looked_count` may be below `people_count`: a very large shop is judged by its first people.
    """

    people_count: int = 0
    looked_count: int = 0
    sent_count: int = 0
    first: list[Person] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)

    @property
    def expected_count(self) -> int:
        """How many of all people would be written to, as far as those looked at tell."""
        return self.sent_count * self.people_count // self.looked_count if self.looked_count else 0


def preview_run(house: House, shop: Shop, key: str, most: int = MOST_LOOKED) -> Preview:
    """Decide for everybody, or the first so many, without writing; raises NotFound and InvalidInput."""
    with house.store.reading() as parts:
        sitting = open_sitting(house, parts, shop, house.now_ms())
        kept = find_campaign(parts, shop, key)
        if isinstance(kept.campaign.when, Happening):
            raise InvalidInput("campaign", "This campaign waits for an event: nobody is chosen in advance.")
        sitting.campaigns[key] = replace(kept, is_on=True)
        preview = Preview(people_count=parts.profiles.count_people(shop.shop_id))
        after_id = ""
        while preview.looked_count < most:
            people = sitting.read_people(after_id, min(PAGE, most - preview.looked_count))
            if not people:
                break
            for person_id in people:
                _preview_one(sitting, key, person_id, preview)
            after_id = people[-1]
    return preview


def _preview_one(sitting: Sitting, key: str, person_id: str, preview: Preview) -> None:
    preview.looked_count += 1
    case = recall_case(sitting, make_turn(sitting, key, person_id, "preview"))
    if case is None:
        return
    decision = decide_message(case)
    if not decision.show:
        preview.held[first_failed(decision)] += 1
        return
    preview.sent_count += 1
    if len(preview.first) < MOST_NAMED:
        person = sitting.parts.people.find(sitting.shop.shop_id, person_id)
        preview.first += [person] if person else []


def forecast_run(house: House, shop: Shop, people_count: int) -> Forecast:
    """Forecast what writing to so many people may bring, by the shop's own rates where they say enough."""
    with house.store.reading() as parts:
        sitting = open_sitting(house, parts, shop, house.now_ms())
        asked = parts.occasions.count_asked(shop.shop_id, sitting.now_ms - YEAR_MS, MOST_POPUPS)
        average_minor = parts.occasions.average_order(shop.shop_id, shop.currency, ORDERS_AVERAGED)
    rates = Rates(asked_count=asked.shown_count + asked.written_count, friends_count=asked.friends_count)
    return forecast_referrals(people_count, rates, sitting.program.offer, average_minor)


def send_test(house: House, shop: Shop, key: str, email: str) -> None:
    """Send a campaign's message to one address, whatever its rules say; raises NotFound and InvalidInput.

    What speaks of an order or a reward cannot be tried without one: the desk's preview draws it.
    """
    read_email(email, "address")
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        kept = find_campaign(parts, shop, key)
        if isinstance(kept.campaign.when, Happening):
            raise InvalidInput(
                "campaign", "This campaign speaks of something that happened: look at its letter instead."
            )
        person = meet_contact(house, parts, shop, Contact(email=email.strip()), now_ms)[0]
        draft = Draft(
            kind=kept.campaign.kind, purpose="transactional", person_id=person.person_id,
            language=texts.choose_language([], shop.language), cause=f"test {now_ms}",
        )  # fmt: skip
        post_message(house, parts, shop, draft, now_ms)

    house.store.unit(shop.shop_id, work)
