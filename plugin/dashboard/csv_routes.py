"""The desk's tables as files: what a page shows, and more of it, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from plugin.actions.partners import must_find_partner
from plugin.actions.payouts import list_due
from plugin.actions.postview import FAILED_DAYS
from plugin.actions.statements import open_statement
from plugin.actions.tracing import list_cases
from plugin.dashboard.asking import read_before
from plugin.dashboard.desk import door, open_desk
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import Cell, give_table, write_at
from plugin.domain.moments import DAY_MS
from plugin.domain.money import write_minor
from plugin.domain.months import month_of
from plugin.doorstep import the_house
from plugin.model import Shop
from plugin.store.messages import AFTER_ALL as AFTER_ALL_MESSAGES
from plugin.store.messages import Message
from plugin.store.people import Person
from plugin.store.rewards import AFTER_ALL as AFTER_ALL_REWARDS
from plugin.words.commission import say_why
from plugin.words.loop import POINTS

MOST_ROWS = 2_000


@door.get("/desk/<key>/referrals.csv")
def give_referrals(key: str) -> Response:
    """Give the newest referrals, or those before one, as a file."""
    shop = open_desk(key)
    cases = list_cases(the_house(), shop, MOST_ROWS, read_before())
    head = ("referral", "since", "advocate", "friend", "channel", "state", "verdict", "review", "rewards")
    rows = [
        (
            one.referral.referral_id, write_at(one.referral.since_at_ms, shop), _name(one.advocate),
            _name(one.friend), one.referral.channel, one.referral.state, one.referral.verdict,
            one.referral.review, ", ".join(reward.state for reward in one.rewards),
        )
        for one in cases
    ]  # fmt: skip
    return give_table("referrals", head, rows)


@door.get("/desk/<key>/rewards.csv")
def give_rewards(key: str) -> Response:
    """Give the newest rewards, or those before one, as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        latest = parts.rewards.list_latest(shop.shop_id, MOST_ROWS, read_before() or AFTER_ALL_REWARDS)
        owners = {one.person_id: parts.people.find(shop.shop_id, one.person_id) for one in latest}
    head = ("reward", "since", "whose", "rule", "state", "why", "amount", "currency", "referral")
    rows = [
        (
            one.reward_id, write_at(one.created_at_ms, shop), _name(owners[one.person_id]), one.rule,
            one.state, one.why, _amount(one.amount_minor, one.currency), one.currency, one.referral_id,
        )
        for one in latest
    ]  # fmt: skip
    return give_table("rewards", head, rows)


@door.get("/desk/<key>/rewards/totals.csv")
def give_totals(key: str) -> Response:
    """Give how many rewards are in each state, and what they come to, as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        sums = parts.rewards.sum_by_state(shop.shop_id)
    rows = [
        (state, count, _amount(sum_minor, currency), currency) for state, currency, count, sum_minor in sums
    ]
    return give_table("totals", ("state", "rewards", "amount", "currency"), rows)


@door.get("/desk/<key>/dead.csv")
def give_dead(key: str) -> Response:
    """Give the deliveries that could not be digested as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        letters = parts.deliveries.list_outcome(shop.shop_id, "dead", MOST_ROWS)
    head = ("delivery", "came", "platform", "topic", "why")
    rows = [
        (one.delivery_id, write_at(one.arrived_at_ms, shop), one.platform, one.topic, one.why)
        for one in letters
    ]
    return give_table("dead-letters", head, rows)


@door.get("/desk/<key>/mail.csv")
def give_messages(key: str) -> Response:
    """Give the newest messages, or those before one, as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        latest = parts.messages.list_latest(shop.shop_id, MOST_ROWS, read_before() or AFTER_ALL_MESSAGES)
    return _give_messages("messages", shop, latest)


@door.get("/desk/<key>/mail/ended.csv")
def give_ended(key: str) -> Response:
    """Give the messages of the last seven days that ended unsent as a file."""
    shop, house = open_desk(key), the_house()
    with house.store.reading() as parts:
        since_at_ms = house.now_ms() - FAILED_DAYS * DAY_MS
        return _give_messages(
            "unsent", shop, parts.messages.list_failed(shop.shop_id, since_at_ms, MOST_ROWS)
        )


@door.get("/desk/<key>/customers/imports.csv")
def give_imports(key: str) -> Response:
    """Give what was imported as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        imports = parts.imports.list_latest(shop.shop_id, MOST_ROWS)
    head = ("begun", "from", "read", "new", "changed", "unmailable", "left_out", "ended")
    rows = [
        (
            write_at(one.started_at_ms, shop), one.source, one.rows_count, one.new_count, one.changed_count,
            one.unmailable_count, one.faults_count, write_at(one.ended_at_ms, shop),
        )
        for one in imports
    ]  # fmt: skip
    return give_table("imports", head, rows)


@door.get("/desk/<key>/store/mended.csv")
def give_mended(key: str) -> Response:
    """Give what reading the store back has mended as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        repairs = parts.connections.list_repairs(shop.shop_id, MOST_ROWS)
    rows = [
        (
            write_at(one.at_ms, shop), one.read_count, one.orders_mended_count, one.coupons_mended_count,
            one.note,
        )
        for one in repairs
    ]  # fmt: skip
    return give_table("mended", ("at", "orders_read", "orders_mended", "coupons_mended", "note"), rows)


@door.get("/desk/<key>/payouts.csv")
def give_due(key: str) -> Response:
    """Give what partners are owed by now as a file."""
    shop, house = open_desk(key), the_house()
    with house.store.reading() as parts:
        due = list_due(house, parts, shop, house.now_ms())
    rows = [
        (
            one.partner.partner_id, one.partner.name, one.why, _amount(one.amount_minor, one.currency),
            one.currency,
        )
        for one in due
    ]  # fmt: skip
    return give_table("owed", ("partner_id", "partner", "waits_for", "amount", "currency"), rows)


@door.get("/desk/<key>/statements/<partner_id>.csv")
def give_statement(key: str, partner_id: str) -> Response:
    """Give a month of one partner's ledger as a file."""
    shop, house = open_desk(key), the_house()
    month = request.args.get("month", "")[:7] or month_of(house.now_ms(), shop.time_zone)
    with house.store.reading() as parts:
        partner = must_find_partner(parts, shop, partner_id)
        statement = open_statement(parts, shop, partner, month)
    rows: list[Sequence[Cell]] = [
        (
            write_at(one.line.at_ms, shop), one.order_number, say_why(one.line),
            write_at(one.line.matures_at_ms, shop), _amount(one.line.amount_minor, one.line.currency),
            one.line.currency,
        )
        for one in statement.entries
    ]  # fmt: skip
    rows += [
        (
            write_at(one.at_ms, shop), "", say("Paid out"), "", _amount(-one.amount_minor, one.currency),
            one.currency,
        )
        for one in statement.movements
    ]  # fmt: skip
    return give_table(f"statement-{month}", ("at", "order", "what", "matures", "amount", "currency"), rows)


def _give_messages(name: str, shop: Shop, messages: Sequence[Message]) -> Response:
    head = ("written", "kind", "medium", "language", "person", "sent", "ended", "failure")
    rows = [
        (
            write_at(one.created_at_ms, shop), one.kind, one.medium, one.language, one.person_id,
            write_at(one.sent_at_ms, shop), write_at(one.ended_at_ms, shop), one.failure,
        )
        for one in messages
    ]  # fmt: skip
    return give_table(name, head, rows)


def _name(person: Person | None) -> str:
    return person.told_by if person else ""


def _amount(minor: int, currency: str) -> str:
    return str(minor) if currency == POINTS else write_minor(minor, currency)
