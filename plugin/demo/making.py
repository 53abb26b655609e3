"""Making a demo shop, day by day, and taking it away again."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import msgspec

from plugin.actions.campaigns import switch_campaign
from plugin.actions.commission import change_terms, settle_partners
from plugin.actions.correcting import review_referral
from plugin.actions.coupons import expire_coupons, note_ended, note_made
from plugin.actions.house import House
from plugin.actions.mailroom import note_sent
from plugin.actions.noticing import notice_happenings
from plugin.actions.occasions import decide_due
from plugin.actions.partners import add_partner
from plugin.actions.rewards import settle_due
from plugin.actions.shops import first_program, make_shop, make_standard_secret, write_shop
from plugin.actions.stock import add_stock, list_piles
from plugin.actions.sums import sum_days
from plugin.actions.working_out import work_out_sheets
from plugin.demo.days import Days
from plugin.demo.town import CHANNELS, Town
from plugin.domain.campaign_settings import AFTER_PURCHASE
from plugin.domain.commission_terms import EXAMPLE
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.domain.partners import CodeRules, NewPartner
from plugin.domain.program import Costs, Incentive, Milestone, Offer, PopupRules, PostRules, Program
from plugin.errors import NotAllowed, NotFound
from plugin.model import Contact, Shop
from plugin.store import Parts, Store

DAYS_COUNT = 90
LEAST_A_DAY, MOST_A_DAY = 6, 13
INFLUENCER_DAY, INFLUENCER_CODE = 30, "MEERA10"
INFLUENCER_VISITS = 60
REVIEW_EVERY_DAYS = 6
STOCK_COUNT = 300
MOST_AT_ONCE = 10_000
HUNDRED = Incentive(kind="amount", amount_minor=10_000)
DEMO_SHOP = Shop(
    shop_id="", key="", name="Chai House (demo)", url="https://demo.example", currency="INR", country="IN",
    language="en", time_zone="Asia/Kolkata",
)  # fmt: skip


@dataclass
class Clock:
    """The clock of the demo, which its days move."""

    at_ms: int

    def __call__(self) -> int:
        return self.at_ms


def make_demo(
    house: House, seed: int, is_beside: bool, tell: Callable[[object], None], days_count: int = DAYS_COUNT
) -> tuple[Shop, int]:
    """Fill a new shop with days of traffic that end today; gives it with how many orders it has.

    Takes the dice's seed, whether real shops may stand beside it, and who is told of each day. Raises
    NotAllowed where there is a demo already, or a real shop.
    """
    _check_alone(house, is_beside)
    now_ms = house.now_ms()
    began_at_ms = (
        now_ms // DAY_MS - days_count
    ) * DAY_MS - 5 * HOUR_MS  # midnight, about, in the shop's zone
    town = Town(random.Random(seed))
    shop = make_shop(house, DEMO_SHOP)
    days = Days(shop, town, began_at_ms, now_ms)
    house.store.unite(shop.shop_id, lambda store: _found(_at(house, store, began_at_ms), shop))
    days.plan_orders(days_count, LEAST_A_DAY, MOST_A_DAY)
    for day in range(days_count + 1):
        tell(f"day {day} of {days_count}, {days.orders_count} orders")
        until_ms = min(now_ms, began_at_ms + (day + 1) * DAY_MS)
        house.store.unite(shop.shop_id, partial(_play_day, house, shop, days, day, until_ms))
    house.store.unite(shop.shop_id, lambda store: _add_up(_at(house, store, now_ms), shop))
    return shop, days.orders_count


def remove_demos(house: House) -> int:
    """Take all demo shops away; gives how many. Raises NotFound where there is none."""
    with house.store.reading() as parts:
        demos = parts.running.list_demos()
    if not demos:
        raise NotFound("There is no demo shop here.")
    for shop_id in demos:
        house.store.unit(shop_id, partial(_erase, shop_id))
    house.store.scrub()
    return len(demos)


def _erase(shop_id: str, parts: Parts) -> None:
    parts.privacy.erase_shop(shop_id)


def _check_alone(house: House, is_beside: bool) -> None:
    with house.store.reading() as parts:
        demos, shops = parts.running.list_demos(), parts.shops.list()
    if demos:
        raise NotAllowed("There is a demo shop already: `sathi demo --remove` takes it away first.")
    if shops and not is_beside:
        raise NotAllowed(
            f"There is a real shop here, {shops[0].name}: add --beside to put the demo next to it."
        )


def _at(house: House, store: Store, at_ms: int) -> House:
    """Give the house at a moment of the demo, whose units all go into one."""
    return replace(house, store=store, now_ms=lambda: at_ms)


def _found(house: House, shop: Shop) -> None:
    """Write the demo's shop with its program, its terms and what it writes to people."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        write_shop(house, parts, shop, {"standard": make_standard_secret(house)}, now_ms)
        parts.programs.add(shop.shop_id, 2, _program(shop), now_ms)
        parts.running.add_demo(shop.shop_id, now_ms)

    house.store.unit(shop.shop_id, work)
    switch_campaign(house, shop, AFTER_PURCHASE, True)
    change_terms(house, shop, EXAMPLE)


def _program(shop: Shop) -> Program:
    steps = ((3, Incentive(kind="gift", gift="a pair of clay cups")), (8, HUNDRED))
    friend = Incentive(kind="amount", amount_minor=10_000, minimum_minor=50_000)
    return msgspec.structs.replace(
        first_program(shop), name="Chai Circle",
        offer=Offer(friend=friend, advocate=HUNDRED),
        ladder=tuple(Milestone(friends_count=count, reward=reward) for count, reward in steps),
        post=PostRules(postal_address="Chai House, 12 Lake Road, Kolkata 700029"),
        popup=PopupRules(guests_allowed=True), costs=Costs(ad_customer_minor=45_000, email_minor=10),
    )  # fmt: skip


def _play_day(house: House, shop: Shop, days: Days, day: int, until_ms: int, store: Store) -> None:
    """Let one day's things happen, and in the evening what the worker and the store would have done."""
    clock = Clock(days.began_at_ms + day * DAY_MS)
    inside = replace(house, store=store, now_ms=clock)
    if day == INFLUENCER_DAY:
        _admit_influencer(inside, shop, days)
    while due := days.take_until(until_ms):
        for at_ms, act in due:
            clock.at_ms = at_ms
            act(inside)
    clock.at_ms = until_ms
    _do_chores(inside, shop)
    if day % REVIEW_EVERY_DAYS == 0:
        _answer_reviews(inside, shop)


def _admit_influencer(house: House, shop: Shop, days: Days) -> None:
    """Let somebody with followers promote the shop from now on, and their followers come by and by."""
    told = NewPartner(
        kind="influencer", name="Meera's Kitchen", niche="home cooking", followers_count=48_000,
        contact=Contact(email="meera.kitchen@example.com", first_name="Meera"),
        page_url="https://social.example/meera", code_rules=CodeRules(code=INFLUENCER_CODE),
    )  # fmt: skip
    add_partner(house, shop, told)
    for number in range(INFLUENCER_VISITS):
        at_ms = house.now_ms() + number * 20 * HOUR_MS + HOUR_MS
        days.plan(at_ms, partial(days.visit, None, INFLUENCER_CODE, CHANNELS[number % len(CHANNELS)]))


def _do_chores(house: House, shop: Shop) -> None:
    for chore in (settle_due, settle_partners, expire_coupons, notice_happenings, decide_due):
        while chore(house, shop.shop_id):
            pass
    house.store.unit(shop.shop_id, partial(_serve_outbox, house, shop))


def _serve_outbox(house: House, shop: Shop, parts: Parts) -> None:
    """Do what the store and the post would have done."""
    _serve_coupons(house, parts, shop)
    _deliver_post(house, parts, shop)
    parts.running.finish_effects(shop.shop_id, house.now_ms())


def _add_up(house: House, shop: Shop) -> None:
    """Add the days up and work the sheets out, as the worker would by and by."""
    while sum_days(house, shop.shop_id):
        pass
    work_out_sheets(house, shop.shop_id)
    _fill_stock(house, shop)


def _answer_reviews(house: House, shop: Shop) -> None:
    """Answer what has waited for some days, as a merchant would: mostly with yes."""
    before_ms = house.now_ms() - REVIEW_EVERY_DAYS * DAY_MS
    with house.store.reading() as parts:
        latest = parts.referrals.list_latest(shop.shop_id, MOST_AT_ONCE)
    held = [one for one in latest if one.review == "waiting"]
    for place, one in enumerate(held):
        if one.since_at_ms < before_ms:
            review_referral(house, shop, one.referral_id, "rejected" if place % 3 == 2 else "approved")


def _fill_stock(house: House, shop: Shop) -> None:
    """Bring the store's codes from which coupons are made from now on."""
    with house.store.reading() as parts:
        piles = list_piles(parts, shop)
    for pile in piles:
        codes = (house.new_code() for _ in range(STOCK_COUNT))
        add_stock(house, shop, pile.name, codes)


def _serve_coupons(house: House, parts: Parts, shop: Shop) -> None:
    """Make and end coupons as the store would."""
    now_ms = house.now_ms()
    for coupon in parts.coupons.list_in(shop.shop_id, ["wanted"], "", MOST_AT_ONCE):
        note_made(house, parts, shop, coupon.coupon_id, f"demo-{coupon.code}", now_ms)
    for coupon in parts.coupons.list_in(shop.shop_id, ["ending"], "", MOST_AT_ONCE):
        note_ended(parts, shop, coupon.coupon_id)


def _deliver_post(house: House, parts: Parts, shop: Shop) -> None:
    """Take every message for sent: nobody of the demo has a mailbox."""
    for message_id in parts.running.list_waiting_messages(shop.shop_id):
        message = parts.messages.find(shop.shop_id, message_id)
        if message:
            note_sent(parts, shop, message, house.now_ms())
