"""Signatures: a genuine one is accepted, everything else is BadSignature and nothing else."""

from __future__ import annotations

import csv
import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import BadSignature
from tests.bodies import sign
from webhooks.signatures import verify_shopify, verify_standard, verify_woocommerce

RAW = b'{"id":12}'
NOW_S = 1_614_265_330
KEY = b"k" * 24
SECRET = "whsec_" + b64encode(KEY).decode()
OTHER = "whsec_" + b64encode(b"o" * 24).decode()


def standard_headers(raw: bytes = RAW, key: bytes = KEY, **changes: str) -> dict[str, str]:
    message_id, timestamp = changes.get("id", "msg_1"), changes.get("timestamp", str(NOW_S))
    signature = "v1," + sign(f"{message_id}.{timestamp}.".encode() + raw, key)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": changes.get("signature", signature),
    }


def is_accepted(verify: Any, *given: Any) -> bool:
    try:
        verify(*given)
    except BadSignature:
        return False
    return True


# The vectors that were made with openssl or published by the vendors.


def read_vectors(payloads: Path, scheme: str) -> list[dict[str, str]]:
    with (payloads / "vectors.tsv").open(encoding="utf-8") as file:
        vectors = [row for row in csv.DictReader(file, delimiter="\t") if row["scheme"] == scheme]
    assert vectors
    return vectors


def test_it_agrees_with_every_shopify_vector(payloads: Path) -> None:
    for vector in read_vectors(payloads, "shopify"):
        raw = (payloads / vector["body_file"]).read_bytes()
        accepted = is_accepted(verify_shopify, raw, vector["value"], [vector["secret_test_only"]])
        assert accepted == (vector["expect"] == "accept"), vector["note"]


def test_it_agrees_with_every_standard_vector(payloads: Path) -> None:
    for vector in read_vectors(payloads, "standard-webhooks"):
        raw = vector["body_file"].removesuffix(" (inline body)").encode()
        named = vector["header"].split(";")
        headers = dict(pair.split("=", 1) for pair in named[:-1]) | {named[-1]: vector["value"]}
        accepted = is_accepted(verify_standard, raw, headers, [vector["secret_test_only"]], NOW_S)
        assert accepted == (vector["expect"] == "accept"), vector["note"]


def test_it_accepts_all_13_deliveries_that_woocommerce_signed(payloads: Path) -> None:
    accepted = 0
    for file in sorted((payloads / "woocommerce").glob("*.headers.json")):
        headers = {name.lower(): value for name, value in json.loads(file.read_text())["headers"]}
        raw = file.with_name(file.name.replace(".headers.json", ".body")).read_bytes()
        signature = headers.get("x-wc-webhook-signature")
        if signature is not None:
            assert verify_woocommerce(raw, signature, ["old", "whsec-test-123"]) == 1, file.name
            assert not is_accepted(verify_woocommerce, raw + b"\n", signature, ["whsec-test-123"])
            accepted += 1
    assert accepted == 13


def test_it_accepts_the_published_standard_vector() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert verify_standard(b'{"test": 2432232314}', headers, [secret], NOW_S) == 0


# Bodies signed with a plain secret: Shopify and WooCommerce.

PLAIN = [verify_shopify, verify_woocommerce]


@pytest.mark.parametrize("verify", PLAIN)
@pytest.mark.parametrize("position", [0, 1, 2])
def test_it_names_the_secret_that_signed(verify: Any, position: int) -> None:
    secrets = ["first", "second", "third"]
    assert verify(RAW, sign(RAW, secrets[position].encode()), secrets) == position


@pytest.mark.parametrize("verify", PLAIN)
def test_it_accepts_a_secret_beyond_ascii(verify: Any) -> None:
    assert verify(RAW, sign(RAW, "গোপন".encode()), ["গোপন"]) == 0


@pytest.mark.parametrize("verify", PLAIN)
@pytest.mark.parametrize("raw", [b"", b"\xff\x00\xfe", b"a" * 100_000])
def test_it_signs_over_raw_bytes(verify: Any, raw: bytes) -> None:
    assert verify(raw, sign(raw, b"secret"), ["secret"]) == 0


GENUINE = sign(RAW, b"secret")
MALFORMED = {
    "missing": None,
    "empty": "",
    "a space": " ",
    "not base64": "!!!!",
    "hex": hmac.digest(b"secret", RAW, "sha256").hex(),
    "URL-safe base64": urlsafe_b64encode(hmac.digest(b"key-3", RAW, "sha256")).decode(),
    "cut": GENUINE[:-2],
    "without padding": GENUINE.rstrip("="),
    "longer": GENUINE + "A",
    "twice": f"{GENUINE},{GENUINE}",
    "twice with a space": f"{GENUINE}, {GENUINE}",
    "spaces around": f" {GENUINE} ",
    "a newline after": f"{GENUINE}\n",
    "other spare bits": GENUINE[:-2] + chr(ord(GENUINE[-2]) + 1) + "=",
    "non-ASCII": "ÿÿ==",
    "full-width": "ＡＢＣＤ",
    "a lone surrogate": "\udc80",
    "NUL": "\x00",
    "long": "A" * 100_000,
}


@pytest.mark.parametrize("verify", PLAIN)
@pytest.mark.parametrize("header", MALFORMED.values(), ids=MALFORMED.keys())
def test_it_refuses_a_malformed_header(verify: Any, header: str | None) -> None:
    with pytest.raises(BadSignature):
        verify(RAW, header, ["secret"])


@pytest.mark.parametrize("verify", PLAIN)
@pytest.mark.parametrize(
    ("raw", "secrets"),
    [
        (RAW, []),
        (RAW, ["other"]),
        (RAW, ["Secret"]),
        (RAW, ["secret "]),
        (RAW + b"\n", ["secret"]),
        (RAW.replace(b"12", b"13"), ["secret"]),
        (b"", ["secret"]),
    ],
)
def test_it_refuses_another_body_or_secret(verify: Any, raw: bytes, secrets: list[str]) -> None:
    with pytest.raises(BadSignature):
        verify(raw, GENUINE, secrets)


@pytest.mark.parametrize("verify", PLAIN)
def test_it_refuses_what_the_empty_secret_signed(verify: Any) -> None:
    with pytest.raises(BadSignature):
        verify(RAW, sign(RAW, b""), ["", "secret"])


@pytest.mark.parametrize("verify", PLAIN)
def test_it_survives_a_secret_that_no_text_encodes(verify: Any) -> None:
    assert verify(RAW, GENUINE, ["\ud800", "secret"]) == 1


@pytest.mark.parametrize(
    ("stored", "signing"),
    [
        ("a&amp;b", "a&b"),
        ("a&b", "a&b"),
        ("&lt;&gt;&quot;&#039;&#39;&#x27;", "<>\"'''"),
        ("&#60;&#062;&#34;&#x22;&#038;&#X26;", '<>""&&'),
        ("&amp;lt;", "&lt;"),
        ("a&amp;b", "a&amp;b"),
        ("caf&eacute;", "caf&eacute;"),
        ("&nbsp;&", "&nbsp;&"),
    ],
)
def test_it_accepts_both_spellings_of_a_woocommerce_secret(stored: str, signing: str) -> None:
    header = sign(RAW, signing.encode())
    assert verify_woocommerce(RAW, header, ["other&amp;one", stored]) == 1


@pytest.mark.parametrize(("stored", "signing"), [("caf&eacute;", "café"), ("&amp;lt;", "<"), ("&#65;", "A")])
def test_it_decodes_no_more_than_woocommerce_does(stored: str, signing: str) -> None:
    with pytest.raises(BadSignature):
        verify_woocommerce(RAW, sign(RAW, signing.encode()), [stored])


def test_it_does_not_decode_a_shopify_secret() -> None:
    with pytest.raises(BadSignature):
        verify_shopify(RAW, sign(RAW, b"a&b"), ["a&amp;b"])


# Standard Webhooks.


@pytest.mark.parametrize("late_s", [-300, -1, 0, 1, 300])
def test_it_accepts_a_delivery_within_five_minutes(late_s: int) -> None:
    assert verify_standard(RAW, standard_headers(), [SECRET], NOW_S + late_s) == 0


@pytest.mark.parametrize("late_s", [-(10**6), -301, 301, 10**6])
def test_it_refuses_a_delivery_from_another_time(late_s: int) -> None:
    with pytest.raises(BadSignature, match="five minutes"):
        verify_standard(RAW, standard_headers(), [SECRET], NOW_S + late_s)


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "nan",
        "inf",
        "1e9",
        "-1614265330",
        "+1614265330",
        "1614265330.0",
        " 1614265330",
        "1614265330 ",
        "1614265330\n",
        "0x6037",
        "1_614_265_330",
        "1614265330000000",
        "১৬১৪২৬৫৩৩০",
        "１６１４２６５３３０",
        "1,2",
        "²",
    ],
)
def test_it_refuses_a_malformed_timestamp(timestamp: str) -> None:
    with pytest.raises(BadSignature):
        verify_standard(RAW, standard_headers(timestamp=timestamp), [SECRET], NOW_S)


@pytest.mark.parametrize("message_id", ["", " ", "a b", "a\n", "é", "\x00", "m" * 257])
def test_it_refuses_a_malformed_id(message_id: str) -> None:
    with pytest.raises(BadSignature):
        verify_standard(RAW, standard_headers(id=message_id), [SECRET], NOW_S)


V1 = standard_headers()["webhook-signature"]
FORGED = "v1," + b64encode(b"f" * 32).decode()


@pytest.mark.parametrize(
    "signature",
    [V1, f"{FORGED} {V1}", f"{V1} {FORGED}", f"v1a,{'A' * 86}== {V1}", f"v2,abc {V1}", f"{V1} {V1}"],
)
def test_it_accepts_any_matching_v1(signature: str) -> None:
    assert verify_standard(RAW, standard_headers(signature=signature), [SECRET], NOW_S) == 0


@pytest.mark.parametrize(
    "signature",
    [
        "",
        " ",
        ",",
        "v1",
        "v1,",
        "v1," + "=" * 600,
        V1.removeprefix("v1,"),
        V1.replace("v1,", "v1,,"),
        f"{V1},",
        f"{V1},{V1}",
        f"{V1}, {V1}",
        f"{V1} ",
        f" {V1}",
        f"{V1}  {V1}",
        f"{V1}\n",
        f"{V1}\t{V1}",
        f"broken {V1}",
        f"{V1} v1,ÿÿ==",
        f"ÿ,AAAA {V1}",
        V1.replace("v1", "V1"),
        V1.replace("v1", "v2"),
        V1.replace("v1", "v1a"),
        FORGED,
        V1[:-2],
        V1.replace(",", "="),
        "\ud800",
        f"{V1}\x00",
        "v1," * 5000,
    ],
)
def test_it_refuses_a_malformed_or_forged_signature(signature: str) -> None:
    with pytest.raises(BadSignature):
        verify_standard(RAW, standard_headers(signature=signature), [SECRET], NOW_S)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_it_refuses_a_missing_standard_header(missing: str) -> None:
    headers = standard_headers()
    del headers[missing]
    with pytest.raises(BadSignature):
        verify_standard(RAW, headers, [SECRET], NOW_S)


@pytest.mark.parametrize(
    "changes",
    [{"webhook-id": "msg_2"}, {"webhook-timestamp": str(NOW_S + 1)}, {"webhook-signature": FORGED}],
)
def test_it_signs_the_id_and_the_time_too(changes: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        verify_standard(RAW, standard_headers() | changes, [SECRET], NOW_S)


@pytest.mark.parametrize(
    ("secrets", "position"),
    [
        ([SECRET], 0),
        ([OTHER, SECRET], 1),
        ([SECRET, OTHER], 0),
        (["", "whsec_", "whsec_é", "whsec_a", SECRET], 4),
        ([SECRET.removeprefix("whsec_")], 0),
    ],
)
def test_it_tries_every_standard_secret(secrets: list[str], position: int) -> None:
    assert verify_standard(RAW, standard_headers(), secrets, NOW_S) == position


@pytest.mark.parametrize("secrets", [[], [OTHER], [""], ["whsec_"], ["whsec_!!"], ["\ud800"], [SECRET[:-1]]])
def test_it_refuses_without_the_right_standard_secret(secrets: list[str]) -> None:
    for key in (KEY, b""):
        with pytest.raises(BadSignature):
            verify_standard(RAW, standard_headers(key=key), secrets, NOW_S)


# For all three.


def test_it_compares_every_signature_with_every_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    genuine = hmac.compare_digest

    def count(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return genuine(left, right)

    monkeypatch.setattr(hmac, "compare_digest", count)
    verify_shopify(RAW, GENUINE, ["secret", "b", "c"])
    assert len(compared) == 3
    verify_standard(RAW, standard_headers(signature=f"{V1} {FORGED}"), [SECRET, OTHER], NOW_S)
    assert len(compared) == 3 + 4
    assert all(type(left) is type(right) is bytes for left, right in compared)


HEADER_TEXT = st.none() | st.text() | st.text("v1a,+/= 0123456789ABCdef", max_size=80)


@given(raw=st.binary(max_size=50), header=HEADER_TEXT, secrets=st.lists(st.text(max_size=20), max_size=3))
def test_it_never_accepts_any_plain_header(raw: bytes, header: str | None, secrets: list[str]) -> None:
    for verify in PLAIN:
        assert not is_accepted(verify, raw, header, secrets)


@given(
    headers=st.dictionaries(
        st.sampled_from(sorted(standard_headers())), HEADER_TEXT.filter(lambda text: text)
    ),
    secrets=st.lists(st.text(max_size=20) | st.just(SECRET), max_size=3),
)
def test_it_never_accepts_any_standard_headers(headers: dict[str, str], secrets: list[str]) -> None:
    nearly_genuine = standard_headers() | headers | {"webhook-id": "x"}
    assert not is_accepted(verify_standard, RAW, headers, secrets, NOW_S)
    assert not is_accepted(verify_standard, RAW, nearly_genuine, secrets, NOW_S)
