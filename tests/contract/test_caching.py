"""What caches may keep: the right encoding, tags that save the bytes, nothing of a person or another shop."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import brotli
import msgspec
import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from plugin.actions.shops import desk_link
from plugin.domain.program import Incentive, Offer
from tests.cast import ChaiHouse, Clock, build_house, enter_desk, make_program, open_chai_house
from widgets.assets import load_manifest
from widgets.caching import choose_encoding

FOR_EVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60, stale-while-revalidate=600"
FRESH = "public, max-age=60"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Timing-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
WISHES = [
    ("br", "br"),
    ("gzip, deflate, br, zstd", "br"),
    ("gzip, deflate", "gzip"),
    ("GZIP", "gzip"),
    ("br;q=0, gzip", "gzip"),
    ("br;q=0.5, gzip;q=0.8", "gzip"),
    ("br ; q=0.001", "br"),
    ("br;q=0", None),
    ("br;q=0.000, gzip;q=0.0", None),
    ("*", "br"),
    ("*;q=0.1", "br"),
    ("br;q=0, *", "gzip"),
    ("gzip, *;q=0", "gzip"),
    ("identity", None),
    ("identity, br;q=0.5", None),
    ("identity;q=0.5, gzip", "gzip"),
    ("identity;q=0, gzip", "gzip"),
    ("deflate, zstd", None),
    ("", None),
    # Refused altogether: given as if nothing had been wished for.
    ("identity;q=0", None),
    ("*;q=0", None),
    # What is no wish is not heard.
    ("br;q=2, gzip", "gzip"),
    ("br;q=nan", None),
    ("q,;br;q=x,,gzip;q=", None),
    ("br;level=5, gzip", "gzip"),
    ("bré, gzip", "gzip"),
]


@pytest.fixture
def house_of_one(sqlite_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House on one engine: no cache depends on the database."""
    chai = open_chai_house(build_house(sqlite_url, clock), clock)
    yield chai
    chai.house.store.close()


@pytest.fixture(params=["/w.js", "/c/KEY/en", "/s/ui.js"])
def address(request: pytest.FixtureRequest, house_of_one: ChaiHouse) -> str:
    """Each kind of what a cache keeps: a lasting address, a shop's settings, a file named after its hash."""
    asked = str(request.param).replace("KEY", house_of_one.shop.key)
    return asked.replace("ui.js", load_manifest()["ui.js"]["file"])


def get(chai: ChaiHouse, address: str, **headers: str) -> TestResponse:
    return chai.client.get(address, headers={name.replace("_", "-"): text for name, text in headers.items()})


def test_it_gives_the_encoding_that_a_browser_takes(house_of_one: ChaiHouse, address: str) -> None:
    plain = get(house_of_one, address).data
    for wish, encoding in WISHES:
        answer = get(house_of_one, address, Accept_Encoding=wish)
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, encoding), wish
        assert UNPACK[encoding](answer.data) == plain
        assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_it_gives_a_browser_without_wishes_the_plain_content(house_of_one: ChaiHouse, address: str) -> None:
    assert "Content-Encoding" not in get(house_of_one, address).headers
    assert choose_encoding(None) == "identity"


def test_it_says_how_long_it_may_be_kept_and_by_whom_read(house_of_one: ChaiHouse, address: str) -> None:
    whole = get(house_of_one, address, Accept_Encoding="br")
    unchanged = get(house_of_one, address, Accept_Encoding="br", If_None_Match=whole.headers["ETag"])
    for answer in (whole, unchanged):
        kept = FOR_EVER if address.startswith("/s/") else FRESH if address.startswith("/c/") else SHORT
        assert answer.headers["Cache-Control"] == kept
        assert OPEN.items() <= dict(answer.headers).items()
        assert "Set-Cookie" not in answer.headers


def test_it_sends_nothing_to_a_browser_that_has_it(house_of_one: ChaiHouse, address: str) -> None:
    tag = get(house_of_one, address, Accept_Encoding="br").headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', f'{tag},"other"', f'"a,b" , W/{tag}', "*", " * "):
        headers = {"Accept-Encoding": "br", "If-None-Match": known}
        for method in ("GET", "HEAD"):
            answer = house_of_one.client.open(address, method=method, headers=headers)
            assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag), known
            assert not {"Content-Length", "Content-Encoding", "Content-Type"} & set(dict(answer.headers))


def test_it_sends_all_to_a_browser_that_has_something_else(house_of_one: ChaiHouse, address: str) -> None:
    tag = get(house_of_one, address, Accept_Encoding="br").headers["ETag"]
    other = get(house_of_one, address, Accept_Encoding="gzip").headers["ETag"]
    for known in (tag.strip('"'), '"other"', 'W/"', f'"{tag[5:]}', "", '"*"', other):
        answer = get(house_of_one, address, Accept_Encoding="br", If_None_Match=known)
        assert (answer.status_code, answer.headers["ETag"]) == (200, tag), known


def test_it_answers_head_as_get_without_the_bytes(house_of_one: ChaiHouse, address: str) -> None:
    whole = get(house_of_one, address, Accept_Encoding="br")
    head = house_of_one.client.head(address, headers={"Accept-Encoding": "br"})
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


def test_it_serves_every_built_file_by_its_hash(house_of_one: ChaiHouse) -> None:
    for asset in load_manifest().values():
        assert get(house_of_one, f"/s/{asset['file']}").headers["Cache-Control"] == FOR_EVER
    assert get(house_of_one, "/s/w.js").status_code == 404
    assert house_of_one.client.post("/w.js").status_code == 405


# No shop's settings and nobody's own reach another through a cache


def test_it_tags_settings_by_shop_language_and_program(house_of_one: ChaiHouse) -> None:
    other = open_chai_house(house_of_one.house, house_of_one.clock)

    def tags() -> list[str]:
        shops = (house_of_one.shop, other.shop)
        return [
            get(house_of_one, f"/c/{shop.key}/{lang}").headers["ETag"]
            for shop in shops
            for lang in ("en", "bn")
        ]

    before = tags()
    gift = Incentive(kind="percent", pct=25)
    house_of_one.follow(msgspec.structs.replace(make_program(), offer=Offer(friend=gift, advocate=gift)))
    after = tags()
    assert len(set(before)) == len(set(after)) == 4
    assert set(before[:2]).isdisjoint(after) and before[2:] == after[2:]


def test_it_keeps_the_settings_of_shops_apart(house_of_one: ChaiHouse) -> None:
    other = open_chai_house(house_of_one.house, house_of_one.clock, name="Coffee House")
    tag = get(house_of_one, f"/c/{house_of_one.shop.key}/en").headers["ETag"]
    answer = get(
        house_of_one, f"/c/{other.shop.key}/en", If_None_Match=tag, Cookie="key=x", Origin="https://x.test"
    )
    assert answer.get_json()["shop"] == "Coffee House"
    assert get(house_of_one, f"/c/{house_of_one.shop.key}/en", Origin=other.shop.url).get_json() == (
        get(house_of_one, f"/c/{house_of_one.shop.key}/en", Accept_Language="bn", Cookie="a=b").get_json()
    )


# Who may keep what is answered to a GET: anybody for ever, anybody for a while, one browser, nobody.
KEPT = {
    "/s/<file>": FOR_EVER,
    "/o/<key>/<language>/<version>.jpg": "no-store",  # an old version; the present one is for ever
    "/w.js": SHORT,
    "/v.js": SHORT,
    "/favicon.ico": SHORT,
    "/c/<key>/<language>": FRESH,
    "/c/<key>/<language>/more": FRESH,
    "/q/<key>/<code>.svg": "private, max-age=86400",
    "/q/<key>/<code>.png": "private, max-age=86400",
}
SILENT = {"/healthz"}  # says nothing that could be kept


def test_it_lets_caches_keep_only_what_is_the_same_for_everybody(house_of_one: ChaiHouse) -> None:
    house_of_one.buy()
    rules = [
        rule for rule in house_of_one.client.application.url_map.iter_rules() if "GET" in (rule.methods or ())
    ]
    assert KEPT.keys() <= {rule.rule for rule in rules}
    for rule in rules:
        answer = get(house_of_one, fill(house_of_one, rule), Cookie="sathi_device=" + "0" * 32)
        kept = answer.headers.get("Cache-Control", "")
        if rule.rule in KEPT:
            assert kept == KEPT[rule.rule], rule.rule
            assert "Set-Cookie" not in answer.headers, rule.rule
        elif rule.rule not in SILENT and answer.status_code < 400:
            assert kept == "no-store", rule.rule
        else:
            assert "public" not in kept, rule.rule


def fill(chai: ChaiHouse, rule: Rule) -> str:
    """Give an address of this rule that leads somewhere."""
    enter_desk(chai.house, chai.shop, chai.client)
    token = desk_link(chai.house, chai.shop).rpartition("/")[2]
    words = {
        "key": chai.shop.key, "language": "bn", "file": load_manifest()["ui.js"]["file"], "token": token,
        "code": chai.look_up()["me"]["code"], "version": "old",
    }  # fmt: skip
    address = rule.rule
    for name in rule.arguments:
        address = address.replace(f"<{name}>", words.get(name, "x")).replace(f"<path:{name}>", "x")
    return address
