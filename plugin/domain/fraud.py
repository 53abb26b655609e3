"""Is this referral one person paying themselves? Clear, hold for review, or block, with every rule's reason.

Each rule has one action. `block` and `hold` act alone. `weigh` is a hint that an honest household, office or
class mate also gives, so it never acts alone: two hints of different kinds hold, and hints of one kind count
once. A shared IP and a shared address are both only "one place", so a family under one roof passes; the same
place with nearly the same name is held. A shared IP cannot be set to more than a hint.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Annotated, Literal, NamedTuple

import msgspec

from plugin.domain.mailboxes import fraud_key, is_disposable, likeness, mailbox_likeness
from plugin.domain.people import same_phone
from plugin.model import Reason, Struct, Values, Verdict

Action = Literal["off", "weigh", "hold", "block"]
Kind = Literal["person", "mailbox", "place", "device", "haste", "crowd"]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Host = Annotated[str, msgspec.Meta(max_length=253, pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+\Z")]

HINTS_THAT_HOLD = 2

# What counts strangers, and therefore says nothing about a partner's friends.
CROWD_RULES = ("burst_address", "burst_advocate", "leaked_code")

# Where codes are collected for strangers. A program's own `coupon_hosts` come on top.
COUPON_HOSTS = (
    "capitaloneshopping.com",
    "cashkaro.com",
    "chollometro.com",
    "couponbirds.com",
    "coupondunia.in",
    "couponfollow.com",
    "coupons.com",
    "couponzguru.com",
    "cuponation.com",
    "dealabs.com",
    "dealspotr.com",
    "desidime.com",
    "dontpayfull.com",
    "goodshop.com",
    "grabon.in",
    "groupon.com",
    "hotdeals.com",
    "hotukdeals.com",
    "joinhoney.com",
    "knoji.com",
    "mydealz.de",
    "offers.com",
    "ozbargain.com.au",
    "picodi.com",
    "promocodes.com",
    "retailmenot.com",
    "savings.com",
    "simplycodes.com",
    "slickdeals.net",
    "vouchercodes.co.uk",
    "wethrift.com",
    "zoutons.com",
)


class FraudRules(Struct):
    """What each rule does, and from where on; part of a program's settings.

    `likeness_pct` is for names and mailboxes; `burst_*_count` are referrals of the 7 days before,
    `leak_count` claims of one code in 24 hours. A referral that waits longer than `review_days` is not
    paid, unless `pays_unreviewed`.
    """

    same_customer: Action = "block"
    same_mailbox: Action = "block"
    same_phone: Action = "block"
    own_code: Action = "block"
    bought_before: Action = "block"
    referred_before: Action = "block"
    banned: Action = "block"
    near_mailbox: Action = "hold"
    near_name: Action = "weigh"
    same_device: Action = "hold"
    same_address: Action = "weigh"
    same_ip: Literal["off", "weigh"] = "weigh"
    disposable_mailbox: Action = "hold"
    burst_address: Action = "hold"
    burst_advocate: Action = "hold"
    coupon_site: Action = "hold"
    leaked_code: Action = "hold"
    fast_order: Action = "weigh"
    likeness_pct: Annotated[int, msgspec.Meta(ge=50, le=100)] = 85
    burst_address_count: Count = 3
    burst_advocate_count: Count = 10
    leak_count: Count = 30
    fast_order_minutes: Count = 2
    coupon_hosts: Annotated[tuple[Host, ...], msgspec.Meta(max_length=1000)] = ()
    review_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 14
    pays_unreviewed: bool = False


class Party(Struct):
    """One of the two people, as far as is known; what is empty is never equal to anything.

    Addresses, devices and IPs come as keyed hashes.
    """

    person_id: str = ""
    customer_ref: str = ""
    email: str = ""
    phone: str = ""
    first_name: str = ""
    banned_at_ms: int | None = None
    address_hashes: tuple[str, ...] = ()
    device_hashes: tuple[str, ...] = ()
    ip_hashes: tuple[str, ...] = ()


class Suspicion(Struct):
    """All that the rules may look at, for one referral.

    `bought_before_count` is the friend's live orders before this one, `address_block_count_7d` the referrals
    from this IP's block over all advocates, both before this referral; `country` reads phone numbers.
    `by_partner` where the advocate is an admitted partner, and not a friend among friends.
    """

    advocate: Party
    friend: Party
    used_own_code: bool = False
    bought_before_count: int = 0
    referred_before: bool = False
    address_block_count_7d: int = 0
    advocate_count_7d: int = 0
    code_claims_24h_count: int = 0
    referrer_host: str = ""
    claim_to_order_s: int | None = None
    country: str = ""
    by_partner: bool = False


class Judgement(Struct):
    """The verdict, and one reason for each rule in rule order: one that passed found nothing."""

    verdict: Verdict
    reasons: tuple[Reason, ...]


Finding = tuple[bool, Values]


class Rule(NamedTuple):
    """One rule: its name in FraudRules, what kind of hint it gives, and what it finds."""

    name: str
    kind: Kind
    find: Callable[[Suspicion, FraudRules], Finding]


def judge_referral(case: Suspicion, rules: FraudRules) -> Judgement:
    """Judge one referral by a program's rules, and say why.

    A partner's friends are judged by `for_partner` of the rules. Values in the reasons say whether and how
    much, never the address, number or name itself.
    """
    standing = for_partner(rules) if case.by_partner else rules
    reasons = [_ask(rule, case, standing) for rule in RULES]
    reasons.append(_weigh(reasons))
    actions = {reason.values["action"] for reason in reasons if not reason.passed}
    verdict: Verdict = "block" if "block" in actions else "hold" if "hold" in actions else "clear"
    return Judgement(verdict=verdict, reasons=tuple(reasons))


def for_partner(rules: FraudRules) -> FraudRules:
    """Give the rules by which a partner's friends are judged.

    Many strangers are a partner's purpose, so crowds mean nothing. Commission is paid for new customers, so
    who bought before is never credited. All other rules stay as the merchant set them, those on buying by the
    own code and on coupon sites among them.
    """
    off = dict.fromkeys(CROWD_RULES, "off")
    return msgspec.structs.replace(rules, bought_before="block", **off)


def _ask(rule: Rule, case: Suspicion, rules: FraudRules) -> Reason:
    action: Action = getattr(rules, rule.name)
    found, values = rule.find(case, rules)
    whose: Values = {"partner": True} if case.by_partner and rule.name in CROWD_RULES else {}
    passed = action == "off" or not found
    return Reason(rule=rule.name, passed=passed, values={"action": action, **values, **whose})


def _weigh(reasons: list[Reason]) -> Reason:
    """Hold when hints of different kinds come together."""
    hints = {reason.rule for reason in reasons if not reason.passed and reason.values["action"] == "weigh"}
    kinds: list[str] = sorted({rule.kind for rule in RULES if rule.name in hints})
    values: Values = {"action": "hold", "kinds": kinds, "needed": HINTS_THAT_HOLD}
    return Reason(rule="hints_together", passed=len(kinds) < HINTS_THAT_HOLD, values=values)


def _same_customer(case: Suspicion, rules: FraudRules) -> Finding:
    one, two = case.advocate, case.friend
    same = _equal(one.person_id, two.person_id) or _equal(one.customer_ref, two.customer_ref)
    return same, {"same": same}


def _same_mailbox(case: Suspicion, rules: FraudRules) -> Finding:
    same = _equal(fraud_key(case.advocate.email), fraud_key(case.friend.email))
    return same, {"same": same}


def _same_phone(case: Suspicion, rules: FraudRules) -> Finding:
    one, two = (same_phone(party.phone, case.country) for party in (case.advocate, case.friend))
    same = _equal(one, two)
    return same, {"same": same}


def _own_code(case: Suspicion, rules: FraudRules) -> Finding:
    return case.used_own_code, {"own": case.used_own_code}


def _bought_before(case: Suspicion, rules: FraudRules) -> Finding:
    return case.bought_before_count > 0, {"orders_count": case.bought_before_count}


def _referred_before(case: Suspicion, rules: FraudRules) -> Finding:
    return case.referred_before, {"before": case.referred_before}


def _banned(case: Suspicion, rules: FraudRules) -> Finding:
    advocate, friend = (party.banned_at_ms is not None for party in (case.advocate, case.friend))
    return advocate or friend, {"advocate": advocate, "friend": friend}


def _near_mailbox(case: Suspicion, rules: FraudRules) -> Finding:
    return _near(mailbox_likeness(case.advocate.email, case.friend.email), rules)


def _near_name(case: Suspicion, rules: FraudRules) -> Finding:
    one, two = (_plain_name(party.first_name) for party in (case.advocate, case.friend))
    return _near(likeness(one, two) if one and two else 0, rules)


def _same_device(case: Suspicion, rules: FraudRules) -> Finding:
    return _share(case.advocate.device_hashes, case.friend.device_hashes)


def _same_address(case: Suspicion, rules: FraudRules) -> Finding:
    return _share(case.advocate.address_hashes, case.friend.address_hashes)


def _same_ip(case: Suspicion, rules: FraudRules) -> Finding:
    return _share(case.advocate.ip_hashes, case.friend.ip_hashes)


def _disposable_mailbox(case: Suspicion, rules: FraudRules) -> Finding:
    advocate, friend = (is_disposable(party.email) for party in (case.advocate, case.friend))
    return advocate or friend, {"advocate": advocate, "friend": friend}


def _burst_address(case: Suspicion, rules: FraudRules) -> Finding:
    return _reach(case.address_block_count_7d, rules.burst_address_count)


def _burst_advocate(case: Suspicion, rules: FraudRules) -> Finding:
    return _reach(case.advocate_count_7d, rules.burst_advocate_count)


def _coupon_site(case: Suspicion, rules: FraudRules) -> Finding:
    came_from = "." + case.referrer_host.strip().lower().rstrip(".")
    listed = (*COUPON_HOSTS, *rules.coupon_hosts)
    host = next((host for host in listed if came_from.endswith("." + host)), "")
    return bool(host), {"host": host}


def _leaked_code(case: Suspicion, rules: FraudRules) -> Finding:
    return _reach(case.code_claims_24h_count, rules.leak_count)


def _fast_order(case: Suspicion, rules: FraudRules) -> Finding:
    took_s = case.claim_to_order_s
    fast = took_s is not None and took_s < rules.fast_order_minutes * 60
    return fast, {"claim_to_order_s": took_s, "limit_minutes": rules.fast_order_minutes}


RULES = (
    Rule("same_customer", "person", _same_customer),
    Rule("same_mailbox", "mailbox", _same_mailbox),
    Rule("same_phone", "person", _same_phone),
    Rule("own_code", "person", _own_code),
    Rule("bought_before", "person", _bought_before),
    Rule("referred_before", "person", _referred_before),
    Rule("banned", "person", _banned),
    Rule("near_mailbox", "person", _near_mailbox),
    Rule("near_name", "person", _near_name),
    Rule("same_device", "device", _same_device),
    Rule("same_address", "place", _same_address),
    Rule("same_ip", "place", _same_ip),
    Rule("disposable_mailbox", "mailbox", _disposable_mailbox),
    Rule("burst_address", "crowd", _burst_address),
    Rule("burst_advocate", "crowd", _burst_advocate),
    Rule("coupon_site", "crowd", _coupon_site),
    Rule("leaked_code", "crowd", _leaked_code),
    Rule("fast_order", "haste", _fast_order),
)


def _equal(one: str, two: str) -> bool:
    return bool(one) and one == two


def _share(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Finding:
    same = bool(set(ours) & set(theirs) - {""})
    return same, {"same": same}


def _near(share: float, rules: FraudRules) -> Finding:
    pct = round(share * 100)
    return pct >= rules.likeness_pct, {"likeness_pct": pct, "limit_pct": rules.likeness_pct}


def _reach(count: int, limit: int) -> Finding:
    return count >= limit, {"count": count, "limit_count": limit}


def _plain_name(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name[:100]).casefold().split())
