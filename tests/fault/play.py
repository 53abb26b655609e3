"""A small play of the whole loop that may be killed anywhere, and goes on where it stood.

Every door is knocked at as the world does it: by signed webhooks and forms, by the merchant, by the worker.
What was begun when the process died is done once more, as a platform, a shopper or a merchant would.
"""

from __future__ import annotations

import importlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from plugin import failpoints
from plugin.actions.banning import ban_person
from plugin.actions.correcting import correct_order, review_referral, undo_correction
from plugin.actions.coupons import expire_coupons
from plugin.actions.deliveries import replay_delivery
from plugin.actions.house import House
from plugin.actions.rewards import give_reward, settle_due
from plugin.actions.sweeping import retry_deliveries, sweep_shops
from plugin.app import create_app
from plugin.domain.program import ClaimRules, Incentive, Milestone
from plugin.effects.reconciling import reconcile_shop
from plugin.effects.worker import run_due_effects
from plugin.model import Platform, Shop
from plugin.settings import Settings
from plugin.store import open_store
from plugin.store.orders import OrderRow
from plugin.store.people import Person
from tests.bodies import woocommerce_order, write
from tests.cast import ADDRESS, DAY_MS, MINUTE_MS, NOW_MS, sign_headers
from tests.fault.town import SECRET
from tests.loop import TWO_HUNDRED, make_loop_program

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"}
ASHA, BIKRAM = "asha@chai.example", "bikram@tea.example"
FARID, MEERA, TOMAS = "farid@milk.example", "meera@spice.example", "tomas@mug.example"
HUGO, ZOYA = "hugo@pot.example", "zoya@mailinator.com"
PROGRAM = msgspec.structs.replace(
    make_loop_program(
        Incentive(kind="percent", pct=10), TWO_HUNDRED,
        ladder=(Milestone(friends_count=2, reward=Incentive(kind="gift", gift="a mug")),),
        every=Milestone(friends_count=2, reward=Incentive(kind="points", amount_minor=50)),
    ),
    claims=ClaimRules(contact="email"),
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Where the play is given: the house's database, the mail server, and where it notes how far it is."""

    database_url: str
    smtp_url: str
    shop: Shop
    secrets: dict[Platform, str]
    progress: Path


def perform(stage: Stage, deadly: str, log: str) -> None:
    """Give the play in this process, from where it stood, to its end or to the place that is deadly."""
    os.environ |= {"SATHI_FAILPOINT": deadly, "SATHI_FAILPOINTS_LOG": log}
    importlib.reload(failpoints)  # this process was forked from one that read its environment already
    Play(stage).go_on()


def body(order_ref: int, email: str, *codes: str, days_ago: float = 20, **changes: Any) -> dict[str, Any]:
    """Make an order as WooCommerce has it, that was paid some days ago."""
    at = _gmt(NOW_MS - round(days_ago * DAY_MS))
    return woocommerce_order(
        id=order_ref, number=str(order_ref), order_key=f"wc_order_key{order_ref}", customer_id=0,
        billing={"email": email, "country": "IN"}, coupon_lines=[{"code": code.lower()} for code in codes],
        date_created_gmt=at, date_paid_gmt=at, date_modified_gmt=_gmt(NOW_MS - DAY_MS) , **changes,
    )  # fmt: skip


class Play:
    """One process that gives the play, with a clock that only the play moves."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.shop, self.at_ms = stage, stage.shop, NOW_MS
        settings = Settings(stage.database_url, ADDRESS, SECRET, smtp_url=stage.smtp_url)
        self.house = House(open_store(stage.database_url), settings, lambda: self.at_ms, secrets.token_bytes)
        self.client = create_app(self.house).test_client()

    def go_on(self) -> None:
        """Give the scenes that were not given yet; time has passed if somebody died in between."""
        done, self.at_ms = read_progress(self.stage.progress)
        for scene in SCENES[done:]:
            self.at_ms += 10 * MINUTE_MS
            note_progress(self.stage.progress, done, self.at_ms)
            scene(self)
            done += 1
            note_progress(self.stage.progress, done, self.at_ms)
        self.house.store.close()

    # The doors

    def deliver(self, body: dict[str, Any] | bytes) -> None:
        """Send one webhook."""
        raw = body if isinstance(body, bytes) else write(body)
        secret = self.stage.secrets["woocommerce"]
        headers = sign_headers(secret, raw, "order.updated", "woocommerce", "same", 0)
        answer = self.client.post(f"/webhooks/{self.shop.key}/woocommerce", data=raw, headers=headers)
        assert answer.status_code == 200, answer.text

    def ask(self, door: str, **fields: Any) -> None:
        """Post JSON, as a surface in the store does."""
        answer = self.client.post(f"/{door}/{self.shop.key}", json=fields)
        assert answer.status_code in (200, 204), answer.text

    def open(self, path: str, **form: str) -> None:
        """Open a page of ours, or send its form."""
        path = path.replace("KEY", self.shop.key)
        answer = self.client.post(path, data=form) if form else self.client.get(path, headers=BROWSER)
        assert answer.status_code in (200, 302, 303), answer.text

    def work(self) -> None:
        """Let the worker do what is due by now, and in the next minutes."""
        for _ in range(3):
            while settle_due(self.house) + expire_coupons(self.house) + run_due_effects(self.house):
                pass
            retry_deliveries(self.house)
            self.at_ms += 10 * MINUTE_MS

    # What is known

    def person(self, order_ref: int) -> Person:
        """Give the buyer of an order."""
        with self.house.store.reading() as parts:
            person = parts.people.find(self.shop.shop_id, str(self.order(order_ref).person_id))
        assert person
        return person

    def order(self, order_ref: int) -> OrderRow:
        """Give an order."""
        with self.house.store.reading() as parts:
            row, _ = parts.orders.find(self.shop.shop_id, "woocommerce", str(order_ref))
        assert row
        return row

    def code_of(self, email: str) -> str:
        """Give the code that somebody got by claiming."""
        contact_hash = self.house.hash("contact", email)
        with self.house.store.reading() as parts:
            asha = self.person(1)
            claim = parts.claims.find_by_contact(self.shop.shop_id, asha.person_id, contact_hash, self.at_ms)
            coupon = parts.coupons.find(self.shop.shop_id, str(claim and claim.coupon_id))
        assert coupon
        return coupon.code


def asha_buys_and_joins(play: Play) -> None:
    """Asha has bought; she joins, looks at what there is, and asks for the link to her page."""
    play.deliver(body(1, ASHA, days_ago=60))
    play.deliver(body(2, BIKRAM, days_ago=50))
    play.ask("j", order="wc_order_key1")
    play.ask("e", events=[{"id": "report-of-asha-0001", "kind": "viewed", "surface": "page"}])
    play.open("/p/KEY/link", email=ASHA)


def friends_come(play: Play) -> None:
    """Friends come by her link, and take the offer."""
    play.open(f"/r/KEY/{play.person(1).code}?c=wa")
    for friend in (FARID, MEERA, TOMAS, ZOYA):
        play.open(f"/r/KEY/{play.person(1).code}/claim", contact=friend)


def friends_buy(play: Play) -> None:
    """Two of them buy with their codes, one with hers; Meera only yesterday, and Zoya's mailbox is odd."""
    play.deliver(body(11, FARID, play.code_of(FARID)))
    play.deliver(body(12, MEERA, play.code_of(MEERA), days_ago=1))
    play.deliver(body(13, ZOYA, play.person(1).code, days_ago=18))
    play.deliver(b"[]")


def merchant_decides(play: Play) -> None:
    """The merchant corrects, reviews, bans, and looks at what could not be read."""
    house, shop = play.house, play.shop
    order_id = play.order(12).order_id
    with house.store.reading() as parts:
        standing = parts.attributions.list_corrections(shop.shop_id, order_id)
        waiting = parts.referrals.list_waiting(shop.shop_id, 10)
        [dead] = parts.deliveries.list_outcome(shop.shop_id, "dead")
    if not standing:
        correct_order(house, shop, order_id, play.person(2).code, "Meera told us so")
    for referral in waiting:
        review_referral(house, shop, referral.referral_id, "approved")
    ban_person(house, shop, TOMAS, banned=True)
    replay_delivery(house, shop, dead.delivery_id)


def merchant_thinks_again(play: Play) -> None:
    """The merchant takes the correction back."""
    order_id = play.order(12).order_id
    with play.house.store.reading() as parts:
        made = parts.attributions.list_corrections(play.shop.shop_id, order_id)
    for one in made:
        undo_correction(play.house, play.shop, order_id, one.correction_id)


def farid_gives_back(play: Play) -> None:
    """Farid's order is refunded."""
    later = {"date_modified_gmt": _gmt(NOW_MS), "refunds": [{"id": 1, "total": "-1250.50"}]}
    play.deliver(body(11, FARID, play.code_of(FARID)) | later | {"status": "refunded"})


def store_is_read_back(play: Play) -> None:
    """What no webhook brought is read back: Hugo's order."""
    repair = reconcile_shop(play.house, play.shop)
    assert repair.note == ""


def time_passes(play: Play) -> None:
    """The months pass; codes that nobody used run out, and what is over is forgotten."""
    play.at_ms = max(play.at_ms, NOW_MS + 45 * DAY_MS)
    play.work()
    sweep_shops(play.house)


def merchant_gives(play: Play) -> None:
    """The merchant gives by hand what no coupon gives."""
    with play.house.store.reading() as parts:
        due = parts.rewards.list_in(play.shop.shop_id, "approved", 10)
    for reward in due:
        give_reward(play.house, play.shop, reward.reward_id)


SCENES: tuple[Callable[[Play], None], ...] = (
    asha_buys_and_joins, Play.work, friends_come, Play.work, friends_buy, Play.work, merchant_decides,
    Play.work, merchant_thinks_again, Play.work, farid_gives_back, Play.work, store_is_read_back, Play.work,
    time_passes, merchant_gives, Play.work,
)  # fmt: skip


def read_progress(path: Path) -> tuple[int, int]:
    """Give how many scenes were given, and what time it was then."""
    done, at_ms = path.read_text().split() if path.exists() else ("0", str(NOW_MS))
    return int(done), int(at_ms)


def note_progress(path: Path, done: int, at_ms: int) -> None:
    """Note how many scenes were given, so that it is read whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(f"{done} {at_ms}")
    draft.replace(path)


def _gmt(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
