"""The shop window: Chai House, its program and its assets, as views, pages and mails are given them."""

from __future__ import annotations

from typing import Any

from plugin.domain.program import Help, Incentive, Milestone, Offer, Program
from plugin.model import Friend, Shop
from widgets.view import Asset

BASE = "https://sathi.example/"
PICTURES = ("gift.svg", "friends.svg", "letter.svg", "step-share.svg", "step-buy.svg", "step-gift.svg")
ASSETS = {
    name: Asset(file=name.replace(".", "-1a2b3c4d."), sri=f"sha384-{name}")
    for name in ("ui.js", "more.js", "page.css", *PICTURES)
}
SHOP = Shop(
    shop_id="shop_1",
    key="KEY",
    name="Chai House",
    url="https://chai.example/",
    currency="INR",
    country="IN",
    language="en",
    time_zone="Asia/Kolkata",
)
PROGRAM = Program(
    name="Chai Circle",
    offer=Offer(
        friend=Incentive(kind="amount", amount_minor=20_000),
        advocate=Incentive(kind="amount", amount_minor=20_000),
    ),
    ladder=(
        Milestone(friends_count=1, reward=Incentive(kind="free_shipping")),
        Milestone(friends_count=5, reward=Incentive(kind="gift", gift="a free mug")),
    ),
    help=Help(phone="+91 98300 12345"),
)


def friends(*states: Any) -> list[Friend]:
    """Make friends of one advocate who have come this far."""
    return [Friend(state=state, since_at_ms=0) for state in states]
