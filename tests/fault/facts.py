"""Houses that hear the same facts in their own order, and what they owe then in the words of the model."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from plugin.actions.auditing import Fault, audit_shop
from plugin.actions.claiming import Visitor, claim_offer, note_visit, open_claim
from plugin.actions.correcting import correct_order, review_referral, undo_correction
from plugin.actions.coupons import END_COUPON, MAKE_COUPON, expire_coupons, note_ended, note_made
from plugin.actions.deliveries import apply_fact
from plugin.actions.house import House
from plugin.actions.rewards import settle_advocates, settle_due
from plugin.actions.shops import add_shop, change_program
from plugin.domain import program as programs
from plugin.errors import TooMany
from plugin.model import (
    Contact,
    EventHappened,
    Order,
    OrderRefunded,
    OrderSeen,
    PersonRegistered,
    Shop,
)
from plugin.model import Fact as HouseFact
from plugin.store import Parts
from plugin.store.coupons import Coupon, CouponState
from plugin.store.referrals import Referral
from plugin.store.rewards import Entry, Reward
from tests.cast import CHAI_HOUSE, DAY_MS, NOW_MS, Clock, build_house
from tests.doubles.woocommerce import WooCommerceDouble
from tests.fault.model import How, Key, Owed
from tests.fault.told import Account, Answer, Claim, Fact, Facts, Pair, Refund, Sign, Stage, Step, Visit

# Nobody's name or mailbox is like another's. Three have bought before; Zoya's mailbox is to throw away.
CAST = {
    "asha": "asha@chai.example", "bikram": "bikram@tea.example", "chandni": "chandni@cup.example",
    "farid": "farid@milk.example", "meera": "meera@spice.example", "tomas": "tomas@mug.example",
    "hugo": "hugo@pot.example", "nadia": "nadia@leaf.example", "zoya": "zoya@mailinator.com",
}  # fmt: skip
CUSTOMERS = ("asha", "bikram", "chandni")
ODD = frozenset({"zoya"})
EVENT = "posted_request"
HOWS: dict[str, How] = {"review": "review", "return window": "window"}


def begin(program: programs.Program) -> Facts:
    """Begin with a cast that the shop knows: some bought long ago, the others left their carts behind."""
    told: list[Fact] = []
    for place, name in enumerate(CAST):
        at_ms = NOW_MS - 60 * DAY_MS + place
        stage: Stage = "paid" if name in CUSTOMERS else "unplaced"
        told.append(Account(f"0{place}", name, stage, at_ms, at_ms, total_minor=50_000))
    return Facts(program, tuple(CAST), ODD, told)


@dataclass
class Template:
    """A house in which the cast is known, to be copied."""

    path: Path
    shop: Shop
    people: dict[str, str]
    codes: dict[str, str]


def make_template(path: Path, migrated: Path, program: programs.Program) -> Template:
    """Make a house that knows the cast, from a migrated database."""
    shutil.copy(migrated, path)
    house = build_house(f"sqlite:///{path}", Clock(NOW_MS - 60 * DAY_MS))
    shop, _ = add_shop(house, CHAI_HOUSE)
    change_program(house, shop, program)
    template = Template(path, shop, {}, {})
    for one in begin(program).told:
        assert isinstance(one, Account)
        seen = OrderSeen(order=_write_order(one, ()))
        house.store.unit(
            shop.shop_id, partial(_apply, house=house, shop=shop, fact=seen, now_ms=one.updated_at_ms)
        )
        with house.store.reading() as parts:
            row, _ = parts.orders.find(shop.shop_id, "standard", one.order_ref)
            person = parts.people.find(shop.shop_id, str(row and row.person_id))
        assert person
        template.people[one.buyer], template.codes[one.buyer] = person.person_id, person.code
    house.store.close()
    return template


class World:
    """One house on its own database, with its own clock, that hears facts."""

    def __init__(self, template: Template, path: Path, seed: int) -> None:
        shutil.copy(template.path, path)
        self.path, self.clock, self.template = path, Clock(), template
        self.shop = template.shop
        self.house = build_house(f"sqlite:///{path}", self.clock, seed)
        self.names = {person_id: name for name, person_id in template.people.items()}
        self.marks: dict[str, str] = {}
        self.corrections: dict[str, list[str]] = {}
        self.said_at_ms = 0

    def close(self) -> None:
        """Close the house and throw its database away."""
        self.house.store.close()
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink()

    # What it hears

    def hear(self, fact: Fact) -> bool:
        """Hear one fact; says whether it was one: an offer can be taken too often, or be taken already."""
        match fact:
            case Account():
                signs = tuple((sign, self._resolve(sign)) for sign in fact.signs)
                return self._apply(OrderSeen(order=_write_order(fact, signs)))
            case Refund():
                return self._apply(
                    OrderRefunded(
                        order_ref=fact.order_ref, refund_ref=fact.refund_ref, currency="INR",
                        amount_minor=fact.amount_minor, goods_minor=fact.goods_minor,
                        refunded_at_ms=self.clock(),
                    )
                )  # fmt: skip
            case Step("registered"):
                contact = Contact(email=CAST[fact.person])
                return self._apply(PersonRegistered(contact=contact, registered_at_ms=fact.at_ms))
            case Step():
                contact = Contact(email=CAST[fact.person])
                return self._apply(EventHappened(name=EVENT, contact=contact, happened_at_ms=fact.at_ms))
            case Claim():
                return self._claim(fact)
            case Visit():
                code = self.template.codes[fact.advocate]
                visitor = Visitor(browser=fact.name)
                self.marks[fact.name] = note_visit(self.house, self.shop, code, None, visitor)
                return True

    def _claim(self, claim: Claim) -> bool:
        assert self.clock() == claim.at_ms
        code, contact = self.template.codes[claim.advocate], CAST.get(claim.contact, "")
        try:
            mark = claim_offer(self.house, self.shop, code, None, contact, Visitor())
        except TooMany:
            return False
        if mark in self.marks.values():
            return False
        self.marks[claim.name] = mark
        return True

    def _resolve(self, sign: Sign) -> str:
        if sign.kind == "own code":
            return self.template.codes[sign.subject]
        mark = self.marks[sign.subject]
        if sign.kind != "claim code":
            return mark
        coupon = open_claim(self.house, self.shop, mark).coupon
        assert coupon is not None
        return coupon.code

    def _apply(self, fact: HouseFact) -> bool:
        work = partial(_apply, house=self.house, shop=self.shop, fact=fact, now_ms=self.clock())
        self.house.store.unit(self.shop.shop_id, work)
        return True

    # What the merchant says

    def review(self, pair: Pair, answer: Answer) -> bool:
        """Answer a referral that the rules hold; says whether there is one."""
        found = [one for one in self.referrals() if one.review and self.pair(one) == pair]
        for one in found:
            review_referral(self.house, self.shop, one.referral_id, answer)
        return bool(found)

    def correct(self, order_ref: str, word: str) -> bool:
        """Say who sent an order's buyer ("" for nobody); says whether the order is known."""
        with self.house.store.reading() as parts:
            row, _ = parts.orders.find(self.shop.shop_id, "standard", order_ref)
        if row is None:
            return False
        code = self.template.codes[word] if word else ""
        self.said_at_ms = self.clock.at_ms = max(self.clock(), self.said_at_ms + 1)
        made = correct_order(self.house, self.shop, row.order_id, code, "as they told us")
        self.corrections.setdefault(order_ref, []).append(made.correction_id)
        return True

    def undo(self, order_ref: str) -> None:
        """Take the last correction of an order back."""
        with self.house.store.reading() as parts:
            row, _ = parts.orders.find(self.shop.shop_id, "standard", order_ref)
        assert row
        undo_correction(self.house, self.shop, row.order_id, self.corrections[order_ref].pop())

    # What time brings

    def tick(self) -> None:
        """Let the worker do what is due, and the store make and end every coupon."""
        while settle_due(self.house) + expire_coupons(self.house):
            pass
        self.house.store.unit(self.shop.shop_id, self._serve)

    def _serve(self, parts: Parts) -> None:
        shop, now_ms = self.shop, self.clock()
        for coupon in parts.coupons.list_in(shop.shop_id, ["wanted"], "", 10_000):
            note_made(self.house, parts, shop, coupon.coupon_id, f"store-{coupon.code}", now_ms)
        for coupon in parts.coupons.list_in(shop.shop_id, ["ending"], "", 10_000):
            note_ended(parts, shop, coupon.coupon_id)
        for kind in (MAKE_COUPON, END_COUPON):
            for effect in parts.effects.claim(shop.shop_id, kind, now_ms, now_ms, 10_000):
                parts.effects.finish(effect, now_ms)

    def settle_all(self) -> None:
        """Settle every advocate with all friends, not only with those who changed."""
        self.house.store.unit(self.shop.shop_id, self._settle_all)

    def _settle_all(self, parts: Parts) -> None:
        shop_id = self.shop.shop_id
        for advocate_id in {one.advocate_id for one in parts.referrals.list_latest(shop_id, 100_000)}:
            settled = parts.people.find_settled(shop_id, advocate_id)
            parts.people.settle_at(shop_id, advocate_id, settled.settle_at_ms)
            settle_advocates(self.house, parts, self.shop, [advocate_id], self.clock())

    # What it owes

    def audit(self) -> list[Fault]:
        """Audit the shop."""
        with self.house.store.reading() as parts:
            return audit_shop(parts, self.shop, self.clock())

    def owed(self) -> dict[Key, Owed]:
        """Give what stands in the ledger, in the words of the model."""
        with self.house.store.reading() as parts:
            rewards = parts.rewards.list_latest(self.shop.shop_id, 100_000)
        return name_rewards(rewards, self.names)

    def entries(self) -> list[Entry]:
        """Give every line of the ledger."""
        with self.house.store.reading() as parts:
            rewards = parts.rewards.list_latest(self.shop.shop_id, 100_000)
            return [
                line
                for one in rewards
                for line in parts.rewards.list_entries(self.shop.shop_id, one.reward_id)
            ]

    def referrals(self) -> list[Referral]:
        """Give every referral."""
        with self.house.store.reading() as parts:
            return parts.referrals.list_latest(self.shop.shop_id, 100_000)

    def lapsed(self) -> set[Pair]:
        """Give who waited too long for the merchant's review."""
        now_ms = self.clock()
        return {
            self.pair(one)
            for one in self.referrals()
            if one.review == "waiting" and (one.review_until_at_ms or 0) <= now_ms
        }

    def pair(self, referral: Referral) -> Pair:
        """Name the two people of a referral."""
        return self.names[referral.advocate_id], self.names.get(str(referral.friend_id), "")


def name_rewards(rewards: Iterable[Reward], names: Mapping[str, str]) -> dict[Key, Owed]:
    """Give the rewards that stand in the words of the model; `names` are the people's by their ids."""
    found: dict[Key, Owed] = {}
    for one in rewards:
        if one.state in ("reversed", "expired"):
            continue
        cause = " ".join(names.get(word, word) for word in one.cause.split())
        key, how = (one.rule, cause, names[one.person_id]), HOWS.get(one.why, "earned")
        assert key not in found, f"{key} is owed twice"
        found[key] = Owed(one.amount_minor, how, None if how == "earned" else one.incentive)
    return found


def check_coupons(parts: Parts, shop_id: str, double: WooCommerceDouble) -> None:
    """Check that the store has each live coupon once, none that has ended, and none that nobody knows."""
    states: tuple[tuple[CouponState, ...], ...] = ("wanted", "live", "failed"), ("ending", "ended", "used")
    coupons = [one for some in states for one in parts.coupons.list_in(shop_id, some, "", 10**6)]
    known = {one.code.lower(): one for one in coupons}
    in_store = Counter(one["code"] for one in double.coupons.values())
    assert set(in_store) <= set(known)
    assert {one.state for one in coupons} <= {"live", "used", "ended"}
    wrong = {code: one.state for code, one in known.items() if not is_right(one, in_store[code])}
    assert wrong == {}


def is_right(coupon: Coupon, count: int) -> bool:
    """Say whether a store may have a coupon so many times."""
    match coupon.state:
        case "live":
            return count == 1
        case "used":  # by an order that came before the coupon was made
            return count <= 1
        case _:
            return count == 0


def _apply(parts: Parts, house: House, shop: Shop, fact: HouseFact, now_ms: int) -> None:
    apply_fact(house, parts, shop, "standard", fact, now_ms)


def _write_order(one: Account, signs: Iterable[tuple[Sign, str]]) -> Order:
    codes = tuple(text for sign, text in signs if sign.kind.endswith("code"))
    marks = tuple(text for sign, text in signs if sign.kind.endswith("mark"))
    phone = f"98765000{list(CAST).index(one.buyer):02}"
    names = {"email": CAST[one.buyer], "phone": phone}
    contact = Contact(first_name=one.buyer.title(), **{kind: names[kind] for kind in one.named_by})
    return Order(
        order_ref=one.order_ref, number=one.order_ref, stage=one.stage, placed_at_ms=one.placed_at_ms,
        updated_at_ms=one.updated_at_ms, currency="INR", total_minor=one.total_minor,
        refunded_minor=one.refunded_minor, contact=contact, paid_at_ms=one.paid_at_ms, codes=codes,
        marks=marks, goods_minor=one.goods_minor, goods_tax_minor=one.goods_tax_minor,
        refunded_goods_minor=one.refunded_goods_minor,
    )  # fmt: skip
