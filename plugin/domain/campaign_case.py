"""A campaign's case: all that its decision may look at."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.domain.campaign_settings import Campaign, Segment
from plugin.domain.customers import Profile
from plugin.domain.mailing import Standing
from plugin.domain.program import Program
from plugin.model import Struct


class Dealings(Struct):
    """What a person did with the program, and what the shop said to them, under every name in the house.

    `written_at_ms` are the messages that wanted something, `shown_at_ms` the popup's views, both of the last
    weeks; `campaign_at_ms` is this campaign's last message. `is_partner` is who promotes for an agreed
    commission.
    """

    joined_at_ms: int | None = None
    shared_at_ms: int | None = None
    friends_count: int = 0
    written_at_ms: tuple[int, ...] = ()
    shown_at_ms: tuple[int, ...] = ()
    campaign_at_ms: int | None = None
    has_other_name: bool = False
    is_partner: bool = False


class Subject(Struct):
    """What a message speaks of, as it is now.

    `gone` says in a word why it does not hold any more ("cancelled", "used"); empty while it does.
    `before_left_at_ms` is when the message left that a reminder follows. The others are about a purchase:
    `tells_delivery` is whether the store tells deliveries at all.
    """

    gone: str = ""
    before_left_at_ms: int | None = None
    ordered_at_ms: int | None = None
    delivered_at_ms: int | None = None
    tells_delivery: bool = False
    popup_shared_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at.

    `step` is 0 for the first message and n for the n-th reminder; `since_at_ms` is when the turn began, for a
    reminder when the first message was posted. `currency` is the shop's; `lot` is the person's stable number
    in 0 ≤ lot < 100, by which some are held out for measuring.
    """

    campaign: Campaign
    is_on: bool
    program: Program
    customer: Profile
    dealings: Dealings
    standing: Standing
    subject: Subject
    currency: str
    since_at_ms: int
    now_ms: int
    lot: float
    step: int = 0

    @property
    def who(self) -> Segment:
        return self.campaign.who

    @property
    def is_marketing(self) -> bool:
        return self.campaign.purpose == "marketing"
