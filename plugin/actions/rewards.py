"""Rewards: what an advocate's friends have earned, brought from how it stands to how it should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.commission import expect_settling
from plugin.actions.coupons import end_coupon, want_reward_coupon
from plugin.actions.house import House
from plugin.actions.ledger import note_issued, write_lines
from plugin.actions.rounds import pair_with_shops
from plugin.actions.settling import Books, convert, open_books
from plugin.actions.shops import pause_program
from plugin.domain.ledger import COMMITTED, Line, add_up, keep_word, next_lines
from plugin.domain.moments import HOUR_MS
from plugin.domain.referring import state_of
from plugin.domain.rewards import POINTS, Promise, is_coupon, next_change_at
from plugin.errors import InvalidInput, NotFound, describe_failure
from plugin.logbook import log
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.orders import OrderRow
from plugin.store.people import Settled
from plugin.store.rewards import Reward

MOST_AT_ONCE = 200


def settle_due(house: House, shop_id: str = "") -> int:
    """Settle the advocates of a shop, "" for all, for whom time has changed something; gives how many."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        due = pair_with_shops(parts, parts.people.list_to_settle(shop_id, now_ms, MOST_AT_ONCE))
    for shop, advocate_id in due:
        _settle_one(house, shop, advocate_id, now_ms)
    return len(due)


def _settle_one(house: House, shop: Shop, advocate_id: str, now_ms: int) -> None:
    try:
        house.store.unit(
            shop.shop_id, lambda parts: settle_advocates(house, parts, shop, [advocate_id], now_ms)
        )
    except Exception as error:  # the others must be settled all the same; this one is tried again later
        log.error("settling_failed", shop=shop.shop_id, advocate=advocate_id, where=describe_failure(error))
        again_at_ms = now_ms + HOUR_MS
        house.store.unit(
            shop.shop_id, lambda parts: parts.people.settle_at(shop.shop_id, advocate_id, again_at_ms)
        )


def settle_advocates(
    house: House, parts: Parts, shop: Shop, advocate_ids: Sequence[str], now_ms: int
) -> None:
    """Bring all rewards that these advocates' friends earned, for either side, to what is owed now.

    What was promised and is not earned any more falls first, since another may have earned it instead; the
    rest moves on as far as time, review and budget let it. Friends of a partner earn them commission instead,
    which follows soon.
    """
    desks = [_open_desk(house, parts, shop, advocate_id, now_ms) for advocate_id in advocate_ids]
    for desk in desks:
        desk.take_back()
    for desk in desks:
        desk.move_on()


def _open_desk(house: House, parts: Parts, shop: Shop, advocate_id: str, now_ms: int) -> _Desk:
    partner = parts.partners.find_by_person(shop.shop_id, advocate_id)
    if partner:
        expect_settling(parts, shop, partner, now_ms)
    books = open_books(parts, shop, advocate_id, now_ms, partner)
    return _Desk(house, parts, shop, advocate_id, now_ms, books)


@dataclass(slots=True)
class _Desk:
    """One settling: it writes lines, wants and ends coupons, and minds the budget."""

    house: House
    parts: Parts
    shop: Shop
    advocate_id: str
    now_ms: int
    books: Books

    def take_back(self) -> None:
        """Reverse what is not earned any more."""
        for key in self.books.rewards:
            if key not in self.books.promises:
                self._settle(key)

    def move_on(self) -> None:
        """Bring what is earned as far as it may go now, and note when time will change it again."""
        for key in self.books.promises:
            self._settle(key)
        self._show_states()
        books = self.books
        moments = [
            books.again_at_ms,
            next_change_at(list(books.promises.values()), books.conversions, self.now_ms),
            *self._deadlines(),
        ]
        lacks_budget = any((one.state, one.why) == ("held", "budget") for one in books.rewards.values())
        if lacks_budget:
            moments.append(self.now_ms + HOUR_MS)
        settled = Settled(
            settle_at_ms=min((at_ms for at_ms in moments if at_ms is not None), default=None),
            settled_version=None if lacks_budget else books.settled_version,
            tally=books.tally,
        )
        self.parts.people.note_settled(self.shop.shop_id, self.advocate_id, settled)

    def _settle(self, key: tuple[str, str]) -> None:
        kept, promise = self.books.rewards.get(key), self.books.promises.get(key)
        if kept and promise:
            promise = keep_word(kept.incentive, kept.standing, kept.currency, promise)
        left_minor = self._budget_left(kept, promise)
        lines = next_lines(kept.standing if kept else None, promise, self.now_ms, left_minor)
        if lines:
            self.books.rewards[key] = self._write(kept, promise, lines)
        elif kept and promise and kept.incentive != promise.incentive:  # both come to the same sum
            self.books.rewards[key] = _follow_promise(kept, promise)
            self.parts.rewards.change(self.shop.shop_id, self.books.rewards[key])

    def _write(self, kept: Reward | None, promise: Promise | None, lines: Sequence[Line]) -> Reward:
        if kept is None:
            assert promise is not None
            reward = self._add(promise, lines)
        else:
            moved = _follow_promise(kept, promise) if promise else kept
            reward = write_lines(self.parts, self.shop, moved, lines, self.now_ms)
        return self._follow(reward, lines)

    def _add(self, promise: Promise, lines: Sequence[Line]) -> Reward:
        stands = add_up(tuple(lines))
        assert stands is not None
        bare = Reward(
            reward_id=self.house.new_id("rwd", self.now_ms), rule=promise.rule, cause=promise.cause,
            advocate_id=self.advocate_id, person_id=promise.person_id, referral_id=promise.referral_id,
            program_version=promise.program_version, incentive=promise.incentive, currency=promise.currency,
            amount_minor=stands.amount_minor, state=stands.state, why=stands.why, entries_count=0,
            release_at_ms=promise.release_at_ms, created_at_ms=self.now_ms,
        )  # fmt: skip
        reward = msgspec.structs.replace(bare, entries_count=len(lines))
        self.parts.rewards.add(self.shop.shop_id, reward)
        self.parts.rewards.add_entries(self.shop.shop_id, bare, lines, self.now_ms)
        return reward

    def _follow(self, reward: Reward, lines: Sequence[Line]) -> Reward:
        """Do what the last line asks for: want a coupon, give points, end what fell, pause at the budget."""
        if reward.state == "approved" and lines[-1].kind == "approved":
            return self._fulfil(reward)
        if reward.state == "reversed" and reward.coupon_id:
            end_coupon(self.house, self.parts, self.shop, reward.coupon_id, self.now_ms)
            return self._name_coupon(reward, None)
        if (reward.state, reward.why) == ("held", "budget") and self.books.program.live:
            why = "The budget for rewards is used up."
            pause_program(self.house, self.parts, self.shop, why, self.now_ms)
        return reward

    def _fulfil(self, reward: Reward) -> Reward:
        if is_coupon(reward.incentive):
            entries = self.parts.rewards.list_entries(self.shop.shop_id, reward.reward_id)
            turn = sum(entry.kind == "due" for entry in entries)
            cause = f"{reward.rule} {reward.cause} {reward.advocate_id} {turn}"
            coupon = want_reward_coupon(
                self.house, self.parts, self.shop, reward.reward_id, cause, reward.incentive, self.now_ms
            )
            return self._name_coupon(reward, coupon.coupon_id)
        if reward.incentive.kind == "points":
            return note_issued(self.house, self.parts, self.shop, reward, self.now_ms)
        return reward  # the merchant's own hand gives it

    def _name_coupon(self, reward: Reward, coupon_id: str | None) -> Reward:
        named = msgspec.structs.replace(reward, coupon_id=coupon_id)
        self.parts.rewards.change(self.shop.shop_id, named)
        return named

    def _show_states(self) -> None:
        """Keep beside each referral how far the friend has come, as the advocate may see it."""
        books = self.books
        rewarded = {
            one.referral_id
            for one in books.rewards.values()
            if one.rule == "advocate" and one.state in COMMITTED
        }
        for friend, one in zip(books.friends, books.conversions, strict=True):
            referral, order = friend.referral, friend.row.order if friend.row else None
            is_rewarded = referral.referral_id in rewarded
            # Whom a partner brought earns them no reward that could wait.
            verdict = "block" if one.for_partner else one.verdict
            state = state_of(order, one.reached_at_ms is not None, verdict, is_rewarded)
            if state != referral.state or not friend.is_settled:
                self.parts.referrals.settle(self.shop.shop_id, referral.referral_id, state)

    def _deadlines(self) -> Iterator[int]:
        for friend in self.books.friends:
            until_at_ms = friend.referral.review_until_at_ms
            if friend.referral.review == "waiting" and until_at_ms is not None and until_at_ms > self.now_ms:
                yield until_at_ms

    def _budget_left(self, kept: Reward | None, promise: Promise | None) -> int | None:
        budget_minor = self.books.program.rewards.caps.budget_minor
        if not budget_minor or promise is None or promise.currency == POINTS:
            return None
        if kept is not None and kept.state in COMMITTED:
            return None
        return budget_minor - self.parts.rewards.sum_committed(self.shop.shop_id, promise.currency)


def freeze_referrals(parts: Parts, shop: Shop, row: OrderRow, now_ms: int) -> None:
    """Keep what an order earned before it is forgotten: what was promised to others for it stands."""
    for referral in parts.referrals.list_by_order(shop.shop_id, row.order_id):
        programs = {
            referral.program_version: parts.programs.must_find(shop.shop_id, referral.program_version)
        }
        partner = parts.partners.find_by_person(shop.shop_id, referral.advocate_id)
        earned = msgspec.json.encode(convert(shop, referral, row, programs, now_ms, partner)).decode()
        frozen = msgspec.structs.replace(referral, order_id=None, frozen=earned)
        parts.referrals.change(shop.shop_id, frozen)


def give_reward(house: House, shop: Shop, reward_id: str) -> None:
    """Note that the merchant's own hand gave a reward: cash, store credit, a gift.

    Raises NotFound where there is none, InvalidInput where it is not the hand's to give now.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        reward = parts.rewards.find(shop.shop_id, reward_id)
        if reward is None:
            raise NotFound("{shop} has no reward {reward}.", shop=shop.name, reward=reward_id)
        if reward.state != "approved" or is_coupon(reward.incentive):
            raise InvalidInput(
                "reward", "This reward does not wait for your hand: nothing of it is to be given now."
            )
        note_issued(house, parts, shop, reward, now_ms)
        before, after = {"state": reward.state}, {"state": "issued"}
        note_change(house, parts, shop, "reward", reward_id, before, after, now_ms)

    house.store.unit(shop.shop_id, work)


def _follow_promise(kept: Reward, promise: Promise) -> Reward:
    return msgspec.structs.replace(
        kept, referral_id=promise.referral_id, program_version=promise.program_version,
        incentive=promise.incentive, release_at_ms=promise.release_at_ms,
    )  # fmt: skip
