"""Connecting a store: keys are checked, sealed and renewed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest

from plugin.actions.connections import connect_store, disconnect_store, find_connection, open_keys
from plugin.errors import InvalidInput, StoreRefused
from tests.cast import (
    DAY_MS,
    ChaiHouse,
    find_words,
)
from tests.doubles import shopify, woocommerce
from tests.doubles.shopify import ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import Double, connect, find, keys_of, send, want


def test_it_renews_the_token_before_it_runs_out(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    want(chai, "clm_0")
    send(chai)
    chai.clock.move(DAY_MS)
    coupon = want(chai)
    send(chai)
    assert find(chai, coupon).state == "live"
    assert len(shop.tokens) == 2


def test_it_renews_a_token_that_was_revoked(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    want(chai, "clm_0")
    send(chai)
    shop.tokens.clear()
    coupon = want(chai)
    send(chai)
    assert find(chai, coupon).state == "live"


def test_it_keeps_the_next_refresh_token(chai: ChaiHouse, shop: ShopifyDouble) -> None:
    shop.refresh_tokens = {"shprt_first"}
    keys = msgspec.structs.replace(keys_of(shop), refresh_token="shprt_first")
    connect_store(chai.house, chai.shop, shop.address, keys)
    for number in range(3):
        coupon = want(chai, f"clm_{number}")
        send(chai)
        assert find(chai, coupon).state == "live"
        chai.clock.move(DAY_MS)


def test_it_sends_the_keys_themselves_over_https_only(
    chai: ChaiHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with WooCommerceDouble(chai.clock, certificate) as double:
        connect(chai, double)
        coupon = want(chai)
        send(chai)
        assert find(chai, coupon).state == "live"
        assert all("oauth_signature" not in asked.query for asked in double.asked)
        assert all(asked.headers["Authorization"].startswith("Basic ") for asked in double.asked)


def make_certificate(folder: Path) -> Path:
    """Make a certificate that only this test trusts, with its key in the same file."""
    path = folder / "store.pem"
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    subprocess.run(
        [*made, "-keyout", path, "-out", folder / "cert.pem", *subject], check=True, capture_output=True
    )
    path.write_text(path.read_text() + (folder / "cert.pem").read_text())
    return path


def test_it_keeps_no_credential_in_the_clear(chai: ChaiHouse, double: Double, sqlite_url: str) -> None:
    want(chai)
    send(chai)
    secrets = [woocommerce.SECRET, shopify.CLIENT_SECRET, *getattr(double, "tokens", ())]
    assert not find_words(Path(sqlite_url.removeprefix("sqlite:///")).parent, secrets)


def test_it_opens_no_credentials_that_were_moved(chai: ChaiHouse, double: Double) -> None:
    connection = find_connection(chai.house, chai.shop)
    assert connection
    assert "secret" not in repr(open_keys(chai.house, connection))
    assert open_keys(chai.house, connection) == keys_of(double)
    with pytest.raises(StoreRefused):
        open_keys(chai.house, msgspec.structs.replace(connection, shop_id="shop_other"))


def test_it_reaches_a_shop_in_one_way_only(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    with ShopifyDouble(chai.clock) as shop:
        connect(chai, shop)
        coupon = want(chai)
        send(chai)
        assert len(shop.live(coupon.code)) == 1


def test_it_sends_no_secret_of_shopify_over_plain_http(chai: ChaiHouse) -> None:
    with pytest.raises(InvalidInput, match="https"):
        connect_store(chai.house, chai.shop, "http://chai.example", keys_of(ShopifyDouble(chai.clock)))


def test_it_forgets_a_store(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    disconnect_store(chai.house, chai.shop, "woocommerce")
    assert find_connection(chai.house, chai.shop) is None


@pytest.mark.parametrize(
    "address", ["chai.example", "ftp://chai.example", "https://a:b@chai.example", "https://"]
)
def test_it_refuses_an_address_that_is_none(chai: ChaiHouse, address: str) -> None:
    with pytest.raises(InvalidInput, match="address"):
        connect_store(chai.house, chai.shop, address, keys_of(WooCommerceDouble(chai.clock)))
