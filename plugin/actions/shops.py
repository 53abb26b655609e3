"""Setting up shops, their secrets and their programs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

import msgspec
from babel.core import get_global

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.versions import set_program, write_version
from plugin.domain.moments import HOUR_MS
from plugin.domain.program import Incentive, Milestone, Offer, Program
from plugin.domain.standards import is_country, is_host, is_time_zone, is_web_address, must_be_languages
from plugin.errors import InvalidInput, NotFound, Overtaken
from plugin.model import PLATFORMS, Platform, Shop
from plugin.store import Parts
from plugin.store.setups import Setup
from plugin.tokens import sign_token
from widgets.own_words import check_own_words

KEY_BYTES = 10
SECRET_BYTES = 32
ROTATION_HOURS = 24


def add_shop(house: House, shop: Shop) -> tuple[Shop, dict[Platform, str]]:
    """Set up a shop with a secret for each platform and a first program; gives it with the secrets.

    Takes a shop whose id and key are still empty. Raises InvalidInput naming the field that cannot be used.
    """
    made, now_ms = make_shop(house, shop), house.now_ms()
    secrets = make_secrets(house)

    def work(parts: Parts) -> None:
        write_shop(house, parts, made, secrets, now_ms)

    house.store.unit(made.shop_id, work)
    return made, secrets


def make_shop(house: House, shop: Shop) -> Shop:
    """Give a checked shop its id and its key; raises InvalidInput naming the field that cannot be used."""
    check_shop(shop)
    key = base64.b32encode(house.random_bytes(KEY_BYTES)).decode().lower()
    return Shop(
        shop_id=house.new_id("shop", house.now_ms()), key=key, name=shop.name, url=shop.url.rstrip("/"),
        currency=shop.currency, country=shop.country, language=shop.language, time_zone=shop.time_zone,
        domain=shop.domain,
    )  # fmt: skip


def make_secrets(house: House) -> dict[Platform, str]:
    """Make a secret for the webhooks of each platform."""
    return {platform: _make_secret(house, platform) for platform in PLATFORMS}


def write_shop(
    house: House, parts: Parts, made: Shop, secrets: Mapping[Platform, str], now_ms: int, live: bool = True,
    runs_on: str = "",
) -> None:  # fmt: skip
    """Write a new shop with its first secrets and its first program, and what it is known to run on."""
    parts.shops.add(made, now_ms)
    for platform, secret in secrets.items():
        parts.shops.add_secret(made.shop_id, house.new_id("sec", now_ms), platform, secret, now_ms)
    parts.programs.add(made.shop_id, 1, first_program(made, live), now_ms)
    parts.setups.keep(made.shop_id, Setup(platform=runs_on, store_at_ms=now_ms))


def first_program(shop: Shop, live: bool = True) -> Program:
    """Give the program that a new shop starts with: ten percent for both sides, and a short ladder."""
    ten_percent = Incentive(kind="percent", pct=10)
    steps = [Milestone(friends_count=count, reward=ten_percent) for count in (5, 10)]
    offer = Offer(friend=ten_percent, advocate=ten_percent)
    return Program(name=f"{shop.name} & friends", offer=offer, live=live, ladder=tuple(steps))


def change_program(house: House, shop: Shop, program: Program, over: int | None = None) -> int:
    """Make these settings the shop's program from now on; gives the new version's number.

    `over` is the version that they were made from, where somebody may have set another meanwhile. Raises
    Overtaken then, and InvalidInput naming what in the merchant's own words cannot be used.
    """
    check_own_words(program.words)
    now_ms = house.now_ms()

    def work(parts: Parts) -> int:
        if over not in (None, parts.programs.current(shop.shop_id)[0]):
            raise Overtaken("Somebody else changed the program meanwhile: look at what differs, then save.")
        return set_program(house, parts, shop, program, now_ms)

    return house.store.unit(shop.shop_id, work)


def pause_program(house: House, parts: Parts, shop: Shop, why: str, now_ms: int) -> None:
    """Stop the program and say why; the merchant starts it again by setting it live."""
    version, program = parts.programs.current(shop.shop_id)
    paused = msgspec.structs.replace(program, live=False, paused=why)
    paused_version = write_version(parts, shop, version, paused, now_ms)
    before, after = {"live": program.live}, {"live": False, "paused": why}
    note_change(house, parts, shop, "program", f"version {paused_version}", before, after, now_ms)


def standing_program(parts: Parts, shop: Shop) -> tuple[int, Program]:
    """Give the program that stands now, with its version; none is live once the shop was uninstalled."""
    version, program = parts.programs.current(shop.shop_id)
    if shop.uninstalled_at_ms is not None:
        program = msgspec.structs.replace(program, live=False)
    return version, program


def add_secret(house: House, shop: Shop, platform: Platform, secret: str = "") -> str:
    """Give a platform a new secret, the merchant's own or a fresh one; the old ones hold for a day more.

    Raises InvalidInput for a secret that cannot be one.
    """
    if secret and len(secret) < 8:
        raise InvalidInput("secret", "A webhook secret has at least 8 characters; copy the whole of it.")
    if secret and platform == "standard":
        _check_standard_secret(secret)
    now_ms = house.now_ms()
    made = secret or _make_secret(house, platform)

    def work(parts: Parts) -> None:
        parts.shops.end_secrets(shop.shop_id, platform, now_ms + ROTATION_HOURS * HOUR_MS)
        parts.shops.add_secret(shop.shop_id, house.new_id("sec", now_ms), platform, made, now_ms)
        note_change(house, parts, shop, "secret", platform, None, {"made_at_ms": now_ms}, now_ms)

    house.store.unit(shop.shop_id, work)
    return made


def resume_shop(house: House, shop: Shop) -> None:
    """Take back that the shop was uninstalled."""

    def work(parts: Parts) -> None:
        parts.shops.mark_uninstalled(shop.shop_id, None)
        was = {"uninstalled_at_ms": shop.uninstalled_at_ms}
        note_change(house, parts, shop, "shop", shop.shop_id, was, {}, house.now_ms())

    house.store.unit(shop.shop_id, work)


def find_shop(house: House, key: str) -> Shop:
    """Give the shop with this key; raises NotFound."""
    with house.store.reading() as parts:
        shop = parts.shops.find(key)
    if shop is None:
        raise NotFound("There is no shop with this key.")
    return shop


def desk_link(house: House, shop: Shop) -> str:
    """Make the address that signs a browser in at the shop's desk; link and session last an hour."""
    token = sign_token(house.settings.secret, "desk", shop.shop_id, "desk", house.now_ms() + HOUR_MS)
    return f"{house.settings.url}/desk/enter/{token}"


def make_standard_secret(house: House) -> str:
    """Make a secret as Standard Webhooks 1.0.0 writes it."""
    return "whsec_" + base64.b64encode(house.random_bytes(SECRET_BYTES)).decode()


def _make_secret(house: House, platform: Platform) -> str:
    return make_standard_secret(house) if platform == "standard" else house.random_bytes(SECRET_BYTES).hex()


def _check_standard_secret(secret: str) -> None:
    """Refuse what no sender can sign with (Standard Webhooks 1.0.0: "whsec_" and base64)."""
    try:
        base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(
            "secret", "A Standard Webhooks secret is whsec_ followed by base64; copy the whole of it."
        ) from error


def check_shop(shop: Shop) -> None:
    """Check what a merchant says of a shop; raises InvalidInput naming the field that cannot be used."""
    if not shop.name.strip() or len(shop.name) > 100 or not shop.name.isprintable():
        raise InvalidInput("name", "Give the shop a name of at most 100 characters, in one line.")
    if not is_web_address(shop.url):
        raise InvalidInput(
            "url", "{url} is no web address: give one such as https://chai.example.com.", url=repr(shop.url)
        )
    if shop.domain and not is_host(shop.domain):
        raise InvalidInput(
            "domain", "{domain} is no host: give one such as chai.myshopify.com.", domain=repr(shop.domain)
        )
    if shop.currency not in get_global("all_currencies"):
        raise InvalidInput(
            "currency", "{currency} is no currency code: give one such as INR.", currency=repr(shop.currency)
        )
    if not is_country(shop.country):
        raise InvalidInput(
            "country",
            "{country} is no country code: give two letters such as IN.",
            country=repr(shop.country),
        )
    if not is_time_zone(shop.time_zone):
        raise InvalidInput(
            "time_zone",
            "{time_zone} is no time zone: give one such as Asia/Kolkata.",
            time_zone=repr(shop.time_zone),
        )
    must_be_languages("language", [shop.language])
