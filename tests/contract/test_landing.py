"""A friend follows a link: landing, claim, code; robots count nothing, and the advocate sees a sample."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from PIL import Image
from werkzeug.test import TestResponse

from plugin.actions.connections import ShopifyKeys, WooCommerceKeys, connect_store
from plugin.actions.coupons import expire_coupons, note_failed, note_made, note_used
from plugin.actions.house import House
from plugin.actions.sharing import own_token
from plugin.domain.program import ClaimRules, Incentive, Offer, Program
from plugin.errors import InvalidInput
from plugin.store import Parts
from plugin.store.coupons import Coupon, CouponState
from tests.cast import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    ChaiHouse,
    Clock,
    make_program,
    open_chai_house,
)

PROOF = "wc_order_maQehJtejVrjL"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile"
WHATSAPP = "WhatsApp/2.24.20.81 A"
TWO_HUNDRED = Incentive(kind="amount", amount_minor=20_000, minimum_minor=50_000)
FROM_STORE = re.compile(r'href="(https://chai\.example/[^"]*)"')


def claims(**changes: Any) -> Program:
    """Make a program that gives friends 200 rupees off; the words are its rules for claims."""
    program = make_program()
    offer = Offer(friend=TWO_HUNDRED, advocate=program.offer.advocate)
    return msgspec.structs.replace(program, offer=offer, claims=ClaimRules(**changes))


@pytest.fixture
def shared(chai_house: ChaiHouse) -> ChaiHouse:
    """Chai House whose advocate Asha has joined; `code` is hers."""
    chai_house.follow(claims())
    chai_house.buy()
    chai_house.code = chai_house.ask("j", order=PROOF).get_json()["code"]
    return chai_house


def land(house: ChaiHouse, words: str = "?c=wa", agent: str = PHONE, **headers: str) -> TestResponse:
    """Open Asha's link as a browser does."""
    return house.client.get(
        f"/r/{house.shop.key}/{house.code}{words}", headers={"User-Agent": agent, **headers}
    )


def claim(house: ChaiHouse, **form: str) -> TestResponse:
    """Press the landing's button."""
    address = f"/r/{house.shop.key}/{house.code}/claim"
    return house.client.post(address, data={"c": "wa", **form}, headers={"User-Agent": PHONE})


def follow(house: ChaiHouse, answer: TestResponse) -> TestResponse:
    """Go where an answer leads."""
    assert answer.status_code == 303, answer.text
    return house.client.get(answer.headers["Location"])


def visits(house: ChaiHouse) -> dict[str, int]:
    """Count Asha's visits by channel."""
    person_id = str(house.order().person_id)
    return house.read(lambda parts, shop_id: parts.claims.count_visits(shop_id, person_id))


def coupons(house: ChaiHouse) -> list[Coupon]:
    """Give every coupon that somebody wanted."""
    states: tuple[CouponState, ...] = ("wanted", "live", "failed")
    return house.read(lambda parts, shop_id: parts.coupons.list_in(shop_id, states, "", 100))


def make(house: ChaiHouse) -> Coupon:
    """Let the store have made the only coupon."""
    [coupon] = coupons(house)
    do(house, lambda parts: note_made(house.house, parts, house.shop, coupon.coupon_id, "1", house.clock()))
    return coupon


def do(house: ChaiHouse, work: Callable[[Parts], object]) -> None:
    """Write something as a unit."""
    house.house.store.unit(house.shop.shop_id, work)


# The landing


def test_it_says_everything_before_the_checkout(shared: ChaiHouse) -> None:
    page = land(shared)
    assert page.status_code == 200
    for words in (
        "Asha sent you ₹200 off",
        "For orders from ₹500.",
        "For everyone who shops at Chai House for the first time.",
        "Valid for 30 days once you take it.",
        "Claim my ₹200",
    ):
        assert words in page.text
    assert "Set-Cookie" not in page.headers
    assert "contact" not in page.text


def test_it_names_no_advocate_who_has_not_joined(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    chai_house.code = chai_house.ask("m", order=PROOF).get_json()["code"]
    page = land(chai_house)
    assert "A friend sent you 10% off" in page.text
    assert "Asha" not in page.text


def test_it_does_not_say_first_time_where_everybody_may(shared: ChaiHouse) -> None:
    program = claims()
    rewards = msgspec.structs.replace(program.rewards, new_customers_only=False)
    shared.follow(msgspec.structs.replace(program, rewards=rewards))
    assert "for the first time" not in land(shared).text


def test_it_counts_a_person_once_a_day_by_channel(shared: ChaiHouse) -> None:
    for _ in range(2):
        land(shared)
    land(shared, "?c=qr")
    land(shared, "?c=pigeon")
    land(shared, "")
    assert visits(shared) == {"": 1, "qr": 1, "whatsapp": 1}
    shared.clock.move(DAY_MS)
    land(shared)
    assert visits(shared)["whatsapp"] == 2


def test_it_leads_to_the_store_with_the_visits_mark(shared: ChaiHouse) -> None:
    [link] = [each for each in FROM_STORE.findall(land(shared).text) if "sathi" in each]
    assert re.fullmatch(r"https://chai\.example/\?sathi=visit\.vis_[0-9a-f]{32}\.[\w-]+", link)


def test_it_opens_an_old_code_and_one_in_small_letters(shared: ChaiHouse) -> None:
    old, shared.code = shared.code, "ASHA200"
    person_id = str(shared.order().person_id)

    def rename(parts: Parts) -> None:
        asha = parts.people.find(shared.shop.shop_id, person_id)
        assert asha
        parts.people.change_code(shared.shop.shop_id, asha, "ASHA200", None, shared.clock())

    do(shared, rename)
    for code in ("ASHA200", "asha-200", old, old.lower()):
        shared.code = code
        assert "Asha sent you" in land(shared).text


def test_it_is_gone_while_the_program_rests(shared: ChaiHouse) -> None:
    shared.follow(make_program(live=False))
    assert land(shared).status_code == 404
    assert claim(shared).status_code == 404


# Robots


@pytest.mark.parametrize("headers", [{"agent": WHATSAPP}, {"Sec_Purpose": "prefetch"}, {"agent": ""}])
def test_it_gives_robots_the_card_and_counts_nothing(shared: ChaiHouse, headers: dict[str, str]) -> None:
    words = {name.replace("_", "-"): text for name, text in headers.items()}
    page = land(shared, **words)
    assert 'property="og:title" content="Asha sent you ₹200 off · Chai House"' in page.text
    assert "sathi=" not in page.text
    assert "Set-Cookie" not in page.headers
    shared.client.head(f"/r/{shared.shop.key}/{shared.code}", headers={"User-Agent": PHONE})
    assert visits(shared) == {}


def test_it_draws_the_card_that_the_page_names(shared: ChaiHouse) -> None:
    page = land(shared, "?lang=bn", agent=WHATSAPP).text
    card = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"', page))
    assert card["twitter:card"] == "summary_large_image"
    assert card["og:locale"] == "bn_IN"
    assert card["og:url"] == f"http://127.0.0.1:8600/r/{shared.shop.key}/{shared.code}"
    picture = shared.client.get(urlsplit(card["og:image"]).path)
    assert (picture.status_code, picture.content_type) == (200, "image/jpeg")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    size = Image.open(io.BytesIO(picture.data)).size
    assert size == (int(card["og:image:width"]), int(card["og:image:height"])) == (1200, 630)
    assert "Chai House" in card["og:image:alt"]


def test_it_leads_from_an_old_picture_to_todays(shared: ChaiHouse) -> None:
    old = f"/o/{shared.shop.key}/en/0123456789ab.jpg"
    answer = shared.client.get(old)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (303, "no-store")
    assert follow(shared, answer).content_type == "image/jpeg"
    assert shared.client.get(old.replace("/en/", "/tlh/")).status_code == 404


# The advocate's own look


def test_it_shows_the_advocate_a_sample(shared: ChaiHouse) -> None:
    token = own_token(shared.house, shared.shop, str(shared.order().person_id))
    page = land(shared, f"?own={token}&c=wa")
    assert "SAMPLE" in page.text
    assert "<form" not in page.text
    assert visits(shared) == {}
    assert f"own={token}" in page.text  # the language switch keeps it
    shared.clock.move(HOUR_MS)
    assert "<form" in land(shared, f"?own={token}").text


def test_it_shows_no_sample_of_somebody_elses_link(shared: ChaiHouse) -> None:
    for token in (own_token(shared.house, shared.shop, "per_other"), "x", "W10.x"):
        assert "<form" in land(shared, f"?own={token}").text


# The claim


def test_it_gives_a_code_that_the_store_made(shared: ChaiHouse) -> None:
    answer = claim(shared)
    waiting = follow(shared, answer)
    assert "Your code is being made" in waiting.text
    assert waiting.headers["Refresh"] == "2"
    coupon = make(shared)
    page = follow(shared, answer)
    assert f'value="{coupon.code}"' in page.text
    assert "Refresh" not in page.headers
    assert "Valid until 22 December 2026." in page.text
    assert "For orders from ₹500." in page.text
    assert "noindex" in page.text
    person_id = str(shared.order().person_id)
    [referral] = shared.read(lambda parts, shop_id: parts.referrals.list_of(shop_id, person_id))
    assert (referral.channel, referral.state) == ("whatsapp", "came")


def test_it_says_when_making_takes_long(shared: ChaiHouse) -> None:
    answer = claim(shared)
    shared.clock.move(MINUTE_MS)
    page = follow(shared, answer)
    assert "longer than usual" in page.text
    assert page.headers["Refresh"] == "15"


@pytest.mark.parametrize(
    ("platform", "link"),
    [
        ("", "https://chai.example/?coupon={code}&amp;sathi={mark}"),
        ("woocommerce", "https://chai.example/?apply_coupon={code}&amp;sathi={mark}"),
        ("shopify", "https://chai.example/discount/{code}?redirect=/%3Fsathi%3D{mark}"),
    ],
)
def test_it_leads_to_the_store_that_applies_the_code(shared: ChaiHouse, platform: str, link: str) -> None:
    if platform == "woocommerce":
        keys = WooCommerceKeys(consumer_key="ck_1", consumer_secret="cs_1")
        connect_store(shared.house, shared.shop, "https://chai.example", keys)
    if platform == "shopify":
        own = ShopifyKeys(client_id="id", client_secret="secret")
        connect_store(shared.house, shared.shop, "https://chai.myshopify.com", own)
    answer = claim(shared)
    mark = urlsplit(answer.headers["Location"]).path.rpartition("/")[2]
    code = make(shared).code
    assert f'href="{link.format(code=code, mark=mark)}"' in follow(shared, answer).text


def test_it_remembers_the_device_by_one_cookie_from_the_claim_on(shared: ChaiHouse) -> None:
    answer = claim(shared)
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"sathi_device=[0-9a-f]{32}; ", cookie)
    for words in ("HttpOnly", "SameSite=Lax", "Max-Age=34560000", f"Path=/r/{shared.shop.key}/"):
        assert words in cookie
    assert "Secure" not in cookie  # this house is not on https
    again = claim(shared).headers["Set-Cookie"]
    assert again.partition(";")[0] == cookie.partition(";")[0]
    shared.client.set_cookie("sathi_device", "<script>", path=f"/r/{shared.shop.key}/")
    assert "<script>" not in claim(shared).headers["Set-Cookie"]


def test_it_asks_for_an_email_only_where_the_program_does(shared: ChaiHouse) -> None:
    shared.follow(claims(contact="email"))
    assert 'name="contact" type="email"' in land(shared).text
    refused = claim(shared, contact="farid@", lang="bn")
    assert (refused.status_code, refused.mimetype) == (422, "text/html")
    assert "পুরো ঠিকানাটি" in refused.text
    assert 'value="farid@"' in refused.text
    assert coupons(shared) == []
    taken = [claim(shared, contact="farid@example.test") for _ in range(2)]
    assert taken[0].headers["Location"] == taken[1].headers["Location"]
    assert len(coupons(shared)) == 1


def test_it_takes_a_phone_number_where_the_program_does(shared: ChaiHouse) -> None:
    shared.follow(claims(contact="email_or_phone"))
    assert "Your e-mail or phone number" in land(shared).text
    assert claim(shared, contact="hello").status_code == 422
    assert claim(shared, contact="98765 00008").status_code == 303


def test_it_says_when_the_offer_is_taken_too_often(shared: ChaiHouse) -> None:
    shared.follow(claims(per_link_a_day=1))
    assert claim(shared).status_code == 303
    shared.client.delete_cookie("sathi_device", path=f"/r/{shared.shop.key}/")
    refused = claim(shared, lang="ar")
    assert (refused.status_code, refused.mimetype) == (429, "text/html")
    assert int(refused.headers["Retry-After"]) > 0
    assert 'dir="rtl"' in refused.text
    assert 'role="alert"' in refused.text


def test_it_shows_a_claim_to_nobody_with_a_forged_mark(shared: ChaiHouse) -> None:
    location = claim(shared).headers["Location"].partition("?")[0]
    [visit] = re.findall(r"sathi=(visit[^\"]+)", land(shared).text)
    base = location.rpartition("/")[0]
    for forged in (f"{location}x", f"{base}/claim.clm_1.x", f"{base}/{visit}", f"{base}/x"):
        assert shared.client.get(forged).status_code == 404


@pytest.mark.parametrize("end", ["failed", "used", "ended", "late"])
def test_it_says_kindly_what_became_of_a_code(shared: ChaiHouse, end: str) -> None:
    answer, said = claim(shared), {}
    coupon = coupons(shared)[0]
    if end == "failed":
        do(shared, lambda parts: note_failed(parts, shared.shop, coupon.coupon_id, "refused"))
    else:
        make(shared)
    if end == "used":
        do(shared, lambda parts: note_used(parts, shared.shop, coupon.code))
    if end in ("ended", "late"):
        shared.clock.move(30 * DAY_MS)
    if end == "ended":
        expire_coupons(shared.house)
    said = {
        "failed": "We are sorry. Please ask the shop",
        "used": "Now you can give your own friends the same.",
        "ended": "This offer is over",
        "late": "This offer is over",
    }
    page = follow(shared, answer).text
    assert said[end] in page
    assert coupon.code not in page
    if end == "used":
        assert f'href="/p/{shared.shop.key}?lang=en"' in page


def test_it_needs_no_code_for_what_the_order_brings(shared: ChaiHouse) -> None:
    program = claims()
    offer = Offer(friend=Incentive(kind="points", amount_minor=200), advocate=program.offer.advocate)
    shared.follow(msgspec.structs.replace(program, offer=offer))
    assert "Claim it" in land(shared).text
    page = follow(shared, claim(shared))
    assert "You need no code" in page.text
    assert "200 points" in page.text
    assert "https://chai.example/?sathi=claim." in page.text


# Straight to the store


def test_it_goes_straight_to_the_store(shared: ChaiHouse) -> None:
    shared.follow(claims(landing="store"))
    answer = land(shared)
    assert answer.headers["Location"].endswith("&go=1")
    assert "Refresh" in follow(shared, answer).headers
    code = make(shared).code
    gone = follow(shared, answer)
    assert gone.status_code == 303
    assert gone.headers["Location"].startswith(f"https://chai.example/?coupon={code}&sathi=claim.")
    assert visits(shared) == {"whatsapp": 1}


def test_it_keeps_robots_and_the_asked_for_contact_on_the_landing(shared: ChaiHouse) -> None:
    shared.follow(claims(landing="store"))
    assert land(shared, agent=WHATSAPP).status_code == 200
    shared.follow(claims(landing="store", contact="email"))
    assert land(shared).status_code == 200
    assert claim(shared, contact="farid@example.test").headers["Location"].endswith("&go=1")


def test_it_sends_nobody_to_an_address_with_tricks(house: House, clock: Clock) -> None:
    for tricks in ("https://chai.example@evil.example", "https://evil.example\\@chai.example", "https://[x"):
        with pytest.raises(InvalidInput, match="is no web address"):
            open_chai_house(house, clock, url=tricks)
