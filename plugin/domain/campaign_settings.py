"""A campaign's settings: who is written to × when × with what × how often, and those that are shipped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from plugin.domain.faults import name_fault
from plugin.domain.program import Count, Line, Minor
from plugin.domain.standards import must_be_countries, must_be_languages
from plugin.errors import InvalidInput
from plugin.model import Medium, MessageKind, Purpose, Struct

Days = Annotated[int, msgspec.Meta(ge=0, le=3_650)]
Asked = Literal["any", "yes", "no"]

# What a campaign may wait for, each told by what the house already knows.
Event = Literal[
    "purchase", "first_order", "friend_claimed", "friend_bought", "reward_held", "reward_expiring",
    "rung_near",
]  # fmt: skip

# Word of what is owed or of what somebody takes part in; everything else asks for something.
OWED: tuple[MessageKind, ...] = ("friend_claimed", "friend_bought", "reward_held", "reward_expiring")
KINDS: tuple[MessageKind, ...] = ("invite", "after_purchase", "cycle", "rung_near", *OWED)
MOST_REMINDERS = 5
# For so many days after its time a message is still worth sending, where it had to wait.
SHELF_DAYS: Mapping[MessageKind, int] = {
    "invite": 60,
    "after_purchase": 30,
    "cycle": 60,
    "rung_near": 30,
    "friend_claimed": 3,
    "friend_bought": 14,
    "reward_held": 14,
    "reward_expiring": 7,
}


class Segment(Struct):
    """Who a campaign is for; what is left out asks nothing.

    `orders_most_count` and `spent_most_minor` are the upper ends, 0 for none; sums are in the shop's
    currency. `bought_within_days` and `not_bought_for_days` are about the last order. `invited`, `joined`,
    `shared` and `brought` ask whether the person had a message of this campaign, joined, shared the link,
    brought a friend.
    """

    orders_min_count: Count = 0
    orders_most_count: Count = 0
    spent_min_minor: Minor = 0
    spent_most_minor: Minor = 0
    bought_within_days: Days = 0
    not_bought_for_days: Days = 0
    tags_included: tuple[Line, ...] = ()
    tags_excluded: tuple[Line, ...] = ()
    countries_included: tuple[Line, ...] = ()
    countries_excluded: tuple[Line, ...] = ()
    languages: tuple[Line, ...] = ()
    invited: Asked = "any"
    joined: Asked = "any"
    shared: Asked = "any"
    brought: Asked = "any"


class Once(Struct, tag="once", tag_field="on"):
    """When the merchant starts it, over everybody at once; nobody gets it twice."""


class Happening(Struct, tag="event", tag_field="on"):
    """So many days after something happened to a person.

    A purchase counts from its delivery where the store tells deliveries, else from the order.
    """

    event: Event
    days: Days = 0


class Schedule(Struct, tag="schedule", tag_field="on"):
    """By itself over everybody, again after so many days."""

    every_days: Annotated[int, msgspec.Meta(ge=7, le=730)]


class Campaign(Struct):
    """One rule of who is written to, when, with what, how often.

    `kind` is the message, whose own words are the program's. Reminders follow the first message after so many
    days each, and end as soon as the person shares. `days_between` is the least between two messages of this
    campaign to one person. `media` are tried in their order.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    kind: MessageKind
    when: Once | Happening | Schedule
    who: Segment = Segment()
    reminders_days: Annotated[tuple[Days, ...], msgspec.Meta(max_length=MOST_REMINDERS)] = ()
    days_between: Days = 0
    media: tuple[Medium, ...] = ("email",)

    @property
    def purpose(self) -> Purpose:
        """Say whether its messages are owed or want something."""
        return "transactional" if self.kind in OWED else "marketing"

    @property
    def shelf_days(self) -> int:
        """Give for how many days after its time a message of it is still worth sending."""
        return SHELF_DAYS[self.kind]


INVITE, AFTER_PURCHASE, CYCLE = "invite", "after_purchase", "cycle"

SHIPPED: dict[str, Campaign] = {
    INVITE: Campaign(
        name="Invite everyone who ever bought",
        kind="invite",
        when=Once(),
        who=Segment(orders_min_count=1, invited="no", shared="no"),
        reminders_days=(3, 14),
    ),
    AFTER_PURCHASE: Campaign(
        name="Ask after each purchase",
        kind="after_purchase",
        when=Happening(event="purchase", days=7),
        days_between=30,
    ),
    CYCLE: Campaign(
        name="Ask a referred friend in turn",
        kind="cycle",
        when=Happening(event="first_order", days=10),
        who=Segment(shared="no"),
    ),
    "friend_claimed": Campaign(
        name="A friend took the offer",
        kind="friend_claimed",
        when=Happening(event="friend_claimed"),
        days_between=1,
    ),
    "friend_bought": Campaign(
        name="A friend bought", kind="friend_bought", when=Happening(event="friend_bought"), days_between=1
    ),
    "reward_held": Campaign(
        name="A reward waits", kind="reward_held", when=Happening(event="reward_held", days=1)
    ),
    "reward_expiring": Campaign(
        name="A reward is about to end", kind="reward_expiring", when=Happening(event="reward_expiring")
    ),
    "rung_near": Campaign(
        name="One friend short of the next step",
        kind="rung_near",
        when=Happening(event="rung_near", days=2),
        days_between=14,
    ),
}
# On from the start: word of what is somebody's own. What asks for something waits for the merchant.
ON_AT_FIRST = frozenset({"friend_bought", "reward_expiring"})


def read_campaign(settings: Any) -> Campaign:
    """Read a campaign's settings as a merchant wrote them; raises InvalidInput that names the field."""
    try:
        campaign = msgspec.convert(settings, Campaign)
    except msgspec.ValidationError as error:
        raise name_fault(error, "campaign") from error
    _check(campaign)
    return campaign


def read_campaign_key(text: str) -> str:
    """Read a campaign's short name, such as spring_thanks; raises InvalidInput."""
    if re.fullmatch(r"[a-z][a-z0-9_]{1,39}", text):
        return text
    raise InvalidInput(
        "campaign",
        "{name} is no campaign's short name: small letters, digits and _, such as spring_thanks.",
        name=repr(text),
    )


def write_campaign(campaign: Campaign) -> str:
    """Give the settings as JSON text that `read_campaign` reads to the same campaign."""
    return msgspec.json.encode(campaign).decode()


def _check(campaign: Campaign) -> None:
    who, days = campaign.who, campaign.reminders_days
    must_be_countries("who.countries_included", who.countries_included)
    must_be_countries("who.countries_excluded", who.countries_excluded)
    must_be_languages("who.languages", who.languages)
    if campaign.kind not in KINDS:
        raise InvalidInput("kind", "A campaign's kind is one of {kinds}.", kinds=", ".join(KINDS))
    if campaign.kind in OWED and not _speaks_of_its_event(campaign):
        raise InvalidInput(
            "when", 'A message of the kind {kind} needs the event "{kind}".', kind=campaign.kind
        )
    if not campaign.media:
        raise InvalidInput("media", "Choose at least one way to write to people.")
    if list(days) != sorted(set(days)) or 0 in days:
        raise InvalidInput("reminders_days", "Each reminder comes later than the last: 3, then 14 days.")
    if days and campaign.purpose == "transactional":
        raise InvalidInput("reminders_days", "Only a message that asks for something has reminders.")
    if who.orders_most_count and who.orders_most_count < who.orders_min_count:
        raise InvalidInput("who.orders_most_count", "The most orders asked for are fewer than the least.")
    if who.spent_most_minor and who.spent_most_minor < who.spent_min_minor:
        raise InvalidInput("who.spent_most_minor", "The most spent that is asked for is less than the least.")


def _speaks_of_its_event(campaign: Campaign) -> bool:
    return isinstance(campaign.when, Happening) and campaign.when.event == campaign.kind
