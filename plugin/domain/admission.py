"""What speaks for and against somebody who applies to promote a shop; the merchant decides."""

from __future__ import annotations

from plugin.domain.mailboxes import fraud_key, is_disposable
from plugin.model import Reason, Struct, Values

FEW_FOLLOWERS = 1_000


class ApplicantFacts(Struct):
    """What the house knows of an applicant.

    `orders_count` are those that they paid, `returned_count` those of them that went back whole.
    `blocked_count` counts referrals of theirs, as advocate or friend, that the fraud rules refused.
    `place_hashes` stand for where their orders went.
    """

    partner_id: str
    name: str
    email: str
    page_url: str
    followers_count: int
    orders_count: int = 0
    returned_count: int = 0
    blocked_count: int = 0
    is_banned: bool = False
    place_hashes: frozenset[str] = frozenset()


def weigh_application(facts: ApplicantFacts, others: tuple[ApplicantFacts, ...]) -> tuple[Reason, ...]:
    """Give what speaks for and against an applicant, rule by rule; `passed` speaks for them.

    Takes all other partners and applicants of the shop, among whom the same person may be once more.
    """
    alike = [one.name for one in others if _is_alike(facts, one)]
    bought, returned = facts.orders_count, facts.returned_count
    answers: tuple[tuple[str, bool, Values], ...] = (
        ("page", bool(facts.page_url), {"page_url": facts.page_url}),
        ("followers", facts.followers_count >= FEW_FOLLOWERS, {"count": facts.followers_count}),
        ("bought", bought > returned, {"orders_count": bought, "returned_count": returned}),
        ("returns", 2 * returned <= bought, {"orders_count": bought, "returned_count": returned}),
        ("fraud", not facts.blocked_count, {"count": facts.blocked_count}),
        ("banned", not facts.is_banned, {}),
        ("mailbox", not is_disposable(facts.email), {}),
        ("alike", not alike, {"names": alike}),
    )
    return tuple(Reason(rule=rule, passed=passed, values=values) for rule, passed, values in answers)


def _is_alike(one: ApplicantFacts, other: ApplicantFacts) -> bool:
    """Say whether two applicants share a mailbox, a page or a place to which orders go."""
    if one.partner_id == other.partner_id:
        return False
    mailbox, page = fraud_key(one.email), _plain(one.page_url)
    return (
        bool(mailbox and mailbox == fraud_key(other.email))
        or bool(page and page == _plain(other.page_url))
        or bool(one.place_hashes & other.place_hashes)
    )


def _plain(page_url: str) -> str:
    return page_url.partition("://")[2].removeprefix("www.").rstrip("/").casefold()
