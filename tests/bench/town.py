"""A town that buys, shares, comes by links and is written to: very many rows after one friend's whole way.

One advocate and one friend are taken through the product; everybody else's rows are theirs with other ids,
times and names, in the proportions below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from plugin.actions.house import House
from plugin.actions.partners import add_partner
from plugin.actions.shops import change_program
from plugin.app import create_app
from plugin.domain.codes import make_code, make_id
from plugin.domain.partners import CodeRules, NewPartner
from plugin.model import Contact, Order
from plugin.opening import now_ms
from plugin.store import Parts
from plugin.store.driver import sqlite3
from tests.bench.world import World, make_world, open_house
from tests.cast import DAY_MS, TEN_PERCENT, ChaiHouse, Clock
from tests.loop import Loop, make_loop_program

SPAN_MS = 400 * DAY_MS
NEW = 5  # of so many orders one is a new buyer's
REFERRED = 20  # and one is a referred new buyer's
VISITED = 4  # visits for each of those
VIEWED = 2  # of so many orders the popup of one was seen
SHARED = 10  # of so many one buyer shares
WRITTEN = 3  # of so many one is followed by a message
CHANNELS = ("whatsapp", "whatsapp", "whatsapp", "copy", "copy", "native", "email", "qr")
LANGUAGES = ("en", "en", "hi", "bn", "gu")
DEVICES = ("phone", "phone", "phone", "computer", "tablet")
SURFACES = ("popup", "popup", "thank_you", "page", "sticky")
ADVOCATE, FRIEND = "asha@example.com", "farid@example.com"

Row = dict[str, Any]
# What one order leaves behind, and what a referred one does besides.
PLAIN = ("orders", "order_proofs", "deliveries", "decisions")
REFERRAL = ("coupons", "referrals", "claims", "candidates", "rewards", "entries")


def make_pattern(database: Path, seed: int, now: datetime) -> tuple[World, House]:
    """Make a world in which one advocate brings one friend, both rewards are given and told by mail."""
    clock = Clock(int(now.timestamp() * 1000) - 60 * DAY_MS)
    world = make_world(database, seed, clock)
    house = open_house(database, seed, clock)
    change_program(house, world.shop, make_loop_program(hold_days=0))
    with house.store.reading() as parts:
        _, [secret] = parts.shops.find_with_secrets(world.shop.key, "standard", now_ms())
    chai = ChaiHouse(house, clock, world.shop, {"standard": secret}, create_app(house).test_client())
    partner = NewPartner(
        kind="influencer", name="Riya", contact=Contact(email="riya@example.com"),
        code_rules=CodeRules(code="RIYA10", incentive=TEN_PERCENT),
    )  # fmt: skip
    add_partner(house, world.shop, partner)
    loop = Loop(chai)
    code = loop.meet(ADVOCATE, "1").code
    decision_id = chai.decisions()[0].decision_id
    chai.report("viewed", decision_id)
    chai.report("shared", decision_id, channel="whatsapp")
    chai.client.get(f"/r/{world.shop.key}/{code}?c=w", headers={"User-Agent": "Mozilla/5.0 (iPhone) Mobile"})
    mark = loop.claim(code)
    loop.serve()
    loop.order("2", FRIEND, marks=[mark], codes=[loop.coupon_of(mark).code])
    loop.wait(15 * DAY_MS)

    def send(parts: Parts) -> None:
        for one in parts.messages.list_latest(world.shop.shop_id, most=10):
            parts.messages.note_sent(world.shop.shop_id, one.message_id, clock())

    house.store.unit(world.shop.shop_id, send)
    house.store.close()
    return world, house


class Town:
    """Writes the rows of `count` orders, a fifth of them new buyers', after a pattern."""

    def __init__(self, house: House, connection: sqlite3.Connection, now_at_ms: int, count: int) -> None:
        self._house, self._now_ms, self.count = house, now_at_ms, count
        names = ("people", "person_keys", *PLAIN, "events", "visits", "messages", *REFERRAL)
        self._rows = {
            table: [dict(row) for row in connection.execute(f"select * from {table} order by rowid")]
            for table in names
        }
        friend = self._rows["orders"][-1]["person_id"]
        self._rows["rewards"] = [row for row in self._rows["rewards"] if row["person_id"] != friend]
        self._order = msgspec.json.decode(self._rows["orders"][0]["snapshot"], type=Order)

    def copy(self, number: int) -> Iterator[tuple[str, Row]]:
        """Give the rows of one order by table, with those of its buyer where they are new."""
        buyer = number // NEW if number % NEW == 0 else _draw(f"buyer{number}") % (number // NEW + 1)
        person_id = self._id("per", buyer * NEW)
        if number % NEW == 0:
            yield from self._copy_person(number, person_id)
        yield from self._copy_order(number, person_id)
        if number % REFERRED == 0 and number:
            yield from self._copy_referral(number, person_id)

    def _copy_person(self, number: int, person_id: str) -> Iterator[tuple[str, Row]]:
        at_ms, email = self._at(number), f"buyer{number}@example.com"
        yield self._change(
            "people", person_id=person_id, code=make_code(_bytes(f"code{number}")[:16]), email=email,
            first_name=f"Buyer {number}", created_at_ms=at_ms, settle_at_ms=None,
        )  # fmt: skip
        yield self._change("person_keys", key_hash=self._house.hash("email", email), person_id=person_id)

    def _copy_order(self, number: int, person_id: str) -> Iterator[tuple[str, Row]]:
        at_ms, ref = self._at(number), str(number + 10)
        order_id, decision_id = self._id("ord", number), self._id("dec", number)
        placed = msgspec.structs.replace(
            self._order, order_ref=ref, number=ref, placed_at_ms=at_ms, updated_at_ms=at_ms
        )
        yield self._change(
            "orders", order_id=order_id, order_ref=ref, number=ref, person_id=person_id, placed_at_ms=at_ms,
            updated_at_ms=at_ms, created_at_ms=at_ms, snapshot=msgspec.json.encode(placed).decode(),
        )  # fmt: skip
        yield self._change("order_proofs", proof_hash=_bytes(f"proof{number}").hex(), order_id=order_id)
        yield self._change(
            "deliveries", delivery_id=self._id("dlv", number), fingerprint=_bytes(f"print{number}").hex(),
            order_ref=ref, body=None, arrived_at_ms=at_ms, last_at_ms=at_ms,
        )  # fmt: skip
        yield self._change(
            "decisions", decision_id=decision_id, order_id=order_id, person_id=person_id, decided_at_ms=at_ms
        )
        known = {"person_id": person_id, "decision_id": decision_id, "at_ms": at_ms}
        if number % VIEWED == 0:
            yield self._report(number, "viewed", **known, channel="")
        if number % SHARED == 0:
            yield self._report(number, "shared", **known, channel=_pick(CHANNELS, f"channel{number}"))
        if number % WRITTEN == 0:
            yield self._change(
                "messages", message_id=self._id("msg", number), message_key=f"copy {number}",
                person_id=person_id, unsubscribe_key=f"copy-{number}", created_at_ms=at_ms, sent_at_ms=at_ms,
            )  # fmt: skip

    def _report(self, number: int, kind: str, **words: Any) -> tuple[str, Row]:
        event_id = _bytes(f"{kind}{number}").hex()[:20]
        surface = _pick(SURFACES, f"surface{number}")
        return self._change(
            "events", event_id=event_id, kind=kind, surface=surface, **self._page(number), **words
        )

    def _copy_referral(self, number: int, person_id: str) -> Iterator[tuple[str, Row]]:
        """Let an earlier buyer have brought this one; some bring very many."""
        buyers_count = number // NEW
        place = min(_draw(f"advocate{number}{turn}") % buyers_count for turn in range(3))
        advocate_id, at_ms = self._id("per", place * NEW), self._at(number)
        ids = {one: self._id(prefix, number) for one, prefix in _PREFIXES.items()}
        channel, page = _pick(CHANNELS, f"channel{number}"), self._page(number)
        order = {"order_id": self._id("ord", number)}
        for turn in range(VISITED):
            visit_id = f"vis_{_bytes(f'visit{number}{turn}').hex()[:32]}"
            yield self._change(
                "visits", visit_id=visit_id, advocate_id=advocate_id, channel=channel, at_ms=at_ms, **page
            )
        code = make_code(_bytes(f"coupon{number}")[:16])
        yield self._change(
            "coupons", coupon_id=ids["coupon_id"], code=code, code_key=code, subject="claim",
            subject_id=ids["claim_id"], created_at_ms=at_ms, until_at_ms=None,
        )  # fmt: skip
        yield self._change(
            "referrals", **order, referral_id=ids["referral_id"], advocate_id=advocate_id,
            friend_id=person_id, cause=f"order standard {number + 10}", placed_at_ms=at_ms,
            since_at_ms=at_ms, claimed_at_ms=at_ms,
        )  # fmt: skip
        yield self._change(
            "claims", claim_id=ids["claim_id"], advocate_id=advocate_id, referral_id=ids["referral_id"],
            friend_id=person_id, coupon_id=ids["coupon_id"], visit_id=None, channel=channel, at_ms=at_ms,
            until_at_ms=at_ms + DAY_MS, **page,
        )  # fmt: skip
        yield self._change(
            "candidates", **order, advocate_id=advocate_id, referral_id=ids["referral_id"], channel=channel,
            at_ms=at_ms, placed_at_ms=at_ms, **page,
        )  # fmt: skip
        yield self._change(
            "rewards", reward_id=ids["reward_id"], cause=f"order standard {number + 10}",
            advocate_id=advocate_id, person_id=advocate_id, referral_id=ids["referral_id"],
            coupon_id=ids["coupon_id"], created_at_ms=at_ms,
        )  # fmt: skip
        reward = self._rows["rewards"][0]["reward_id"]
        for row in self._rows["entries"]:
            if row["reward_id"] == reward:
                yield "entries", row | {"reward_id": ids["reward_id"], "at_ms": at_ms}

    def _page(self, number: int) -> Row:
        return {
            "language": _pick(LANGUAGES, f"language{number}"), "device": _pick(DEVICES, f"device{number}"),
        }  # fmt: skip

    def _change(self, table: str, **changes: Any) -> tuple[str, Row]:
        return table, self._rows[table][0] | changes

    def _at(self, number: int) -> int:
        return self._now_ms - SPAN_MS + SPAN_MS * number // self.count

    def _id(self, prefix: str, number: int) -> str:
        return make_id(prefix, self._at(number), _bytes(f"{prefix}{number}")[:8])


_PREFIXES = {"coupon_id": "cpn", "referral_id": "ref", "claim_id": "clm", "reward_id": "rwd"}


def _bytes(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _draw(name: str) -> int:
    return int.from_bytes(_bytes(name)[:8], "big")


def _pick(choices: tuple[str, ...], name: str) -> str:
    return choices[_draw(name) % len(choices)]
