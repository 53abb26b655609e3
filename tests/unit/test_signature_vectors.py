"""Signatures made with openssl or published by the vendors: every row of the table, but for Ecwid's.

Sathi has no adapter for Ecwid, whose signature does not cover the body.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest

from plugin.errors import BadSignature
from plugin.session_tokens import read_bearer, read_session
from webhooks.signatures import verify_shopify, verify_standard
from webhooks.signed_queries import verify_install, verify_proxy

AT_S = 1_763_683_250
EVIL = "&shop=evil.myshopify.com"
SCHEMES = {
    "shopify": 7, "shopify-app-proxy": 4, "shopify-oauth": 1, "shopify-session-token": 3,
    "standard-webhooks": 1, "ecwid": 1,
}  # fmt: skip

Row = dict[str, str]


def read_rows(payloads: Path) -> list[Row]:
    """Read the table."""
    with (payloads / "vectors.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def read_query(rows: list[Row], row: Row) -> str:
    """Give the query of which a row's note tells, or that of the row it speaks of."""
    told = re.search(r"query (?:\(.*?\) )?(\S+=\S+)", row["note"])
    if told:
        return told[1]
    base = read_query(rows, rows[rows.index(row) - 1])
    if "second shop" in row["note"]:
        return base + EVIL
    # The second published one: the same with an empty customer.
    asked = [(name, text) for name, text in parse_qsl(base) if name != "logged_in_customer_id"]
    asked.append(("logged_in_customer_id", ""))
    return "&".join(f"{name}={quote(text, safe='')}" for name, text in asked)


def time_of(query: str) -> int:
    """Give the time that a query was signed at."""
    return int(dict(parse_qsl(query))["timestamp"])


def check(payloads: Path, rows: list[Row], row: Row) -> None:
    """Verify one row; raises BadSignature."""
    secrets, value = [row["secret_test_only"]], row["value"]
    match row["scheme"]:
        case "shopify":
            verify_shopify((payloads / row["body_file"]).read_bytes(), value, secrets)
        case "shopify-app-proxy":
            query = read_query(rows, row)
            verify_proxy(f"{query}&signature={value}", secrets, time_of(query))
        case "shopify-oauth":
            query = read_query(rows, row)
            verify_install(f"{query}&hmac={value}", secrets, time_of(query))
        case "shopify-session-token":
            read_session(read_bearer(value), "client_id_open", secrets, AT_S)
        case "standard-webhooks":
            headers = dict(pair.split("=", 1) for pair in f"{row['header']}={value}".split(";"))
            raw = row["body_file"].removesuffix(" (inline body)").encode()
            assert json.loads(raw)
            verify_standard(raw, headers, secrets, int(headers["webhook-timestamp"]))


def accepts(verify: Callable[[], None]) -> str:
    """Say what became of a row."""
    try:
        verify()
    except BadSignature:
        return "reject"
    return "accept"


@pytest.mark.filterwarnings("ignore:The HMAC key is")  # the table's secret is shorter than Shopify's are
def test_it_agrees_with_every_row_of_the_table(payloads: Path) -> None:
    rows = read_rows(payloads)
    assert Counter(row["scheme"] for row in rows) == SCHEMES
    ours = [row for row in rows if row["scheme"] != "ecwid"]
    found = [accepts(lambda row=row: check(payloads, rows, row)) for row in ours]  # type: ignore[misc]  # each its own row
    assert found == [row["expect"] for row in ours]
