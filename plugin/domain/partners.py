"""Partners: who promotes a shop for what was agreed, and what their code gives to how many."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from plugin.domain.program import Count, Incentive, Line, Program
from plugin.model import Contact, Struct

PartnerKind = Literal["influencer", "partner", "shop"]
PartnerState = Literal["applied", "admitted", "refused", "ended"]
Words = Annotated[str, msgspec.Meta(max_length=2_000)]
Followers = Annotated[int, msgspec.Meta(ge=0, le=10**10)]
PageUrl = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^(https?://[^\s]+)?\Z")]


class CodeRules(Struct):
    """What a partner's code gives, and the limits that the store keeps.

    An empty `code` is the one that the person has; without `incentive` it gives what the program promises
    friends on the day the code is made. `uses_count` 0 is any number of times, `once_each` once for each
    customer. The code holds from `from_at_ms` until `until_at_ms`, None for no limit.
    """

    code: Annotated[str, msgspec.Meta(max_length=40)] = ""
    incentive: Incentive | None = None
    uses_count: Count = 0
    once_each: bool = True
    from_at_ms: int | None = None
    until_at_ms: int | None = None


class NewPartner(Struct):
    """What is told of somebody who shall promote the shop, or asks to.

    They are known by `contact`, or by `person_id` where they are a shopper here.
    """

    kind: PartnerKind
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    contact: Contact = Contact()
    person_id: str = ""
    page_url: PageUrl = ""
    niche: Line = ""
    followers_count: Followers = 0
    note: Words = ""
    code_rules: CodeRules = CodeRules()


class Rest(Struct):
    """A time between the end of a partnership and the day on which it began again."""

    from_ms: int
    until_ms: int

    def covers(self, at_ms: int) -> bool:
        """Say whether a moment lies in it."""
        return self.from_ms <= at_ms < self.until_ms


class Partner(Struct):
    """Somebody who promotes the shop, or asked to; `person_id` is the advocate that they are.

    `why` is the merchant's word on admission or refusal. `decided_at_ms` is when they were first admitted, or
    refused; `rests` are the times after that in which they were no partner, but for the last one, which began
    at `ended_at_ms`. `terms_version` and `agreed_at_ms` say what was
    agreed and when, `payout_sealed` where money goes (encrypted), `settle_at_ms` when time alone will change
    the commission, None for never.
    """

    partner_id: str
    person_id: str
    kind: PartnerKind
    state: PartnerState
    name: str
    made_at_ms: int
    page_url: str = ""
    niche: str = ""
    followers_count: int = 0
    note: str = ""
    why: str = ""
    terms_version: int | None = None
    agreed_at_ms: int | None = None
    payout_sealed: str = ""
    tier: str = ""
    decided_at_ms: int | None = None
    ended_at_ms: int | None = None
    rests: tuple[Rest, ...] = ()
    code_rules: CodeRules = CodeRules()
    settle_at_ms: int | None = None

    @property
    def admitted_at_ms(self) -> int | None:
        """When they were first admitted; None for who never was."""
        return None if self.state == "refused" else self.decided_at_ms

    def rests_at(self, at_ms: int) -> bool:
        """Say whether the partnership had ended at a moment, for a while or for good."""
        has_ended = self.ended_at_ms is not None and self.ended_at_ms <= at_ms
        return has_ended or any(rest.covers(at_ms) for rest in self.rests)


def promise_friends(program: Program, incentive: Incentive) -> Program:
    """Give the program with what a partner's code gives friends in place of its own promise."""
    offer = msgspec.structs.replace(program.offer, friend=incentive)
    return msgspec.structs.replace(program, offer=offer)


def promotes_at(partner: Partner | None, at_ms: int) -> bool:
    """Say whether somebody was an admitted partner at a moment, so that a friend of then is a partner's."""
    if partner is None or partner.admitted_at_ms is None:
        return False
    return partner.admitted_at_ms <= at_ms and not partner.rests_at(at_ms)
