"""Standard Webhooks: every event of docs/webhooks.md, read as documented or refused by its field."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from plugin.errors import BadSignature, Unreadable
from plugin.model import (
    AppUninstalled,
    Contact,
    ContactSpoke,
    EventHappened,
    Fact,
    NotForUs,
    Order,
    OrderDeleted,
    OrderRefunded,
    OrderSeen,
    PersonRedacted,
    PersonRegistered,
    PersonRequested,
    ShopRedacted,
    Traces,
)
from tests.bodies import ABSENT, sign, standard_event, write
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

READER = READERS["standard"]
ORDER_TYPES = ("order.placed", "order.paid", "order.updated", "order.cancelled")
ASHA = Contact(customer_ref="7", email="asha@example.test", phone="+919876543210", first_name="Asha")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
SECRET = "whsec_" + "c2VjcmV0LWtleS1vZi0yNC1ieXRlcyE="


def read(event_type: str, **changes: Any) -> Fact:
    return READER.read(event_type, standard_event(event_type, **changes))


def read_order(event_type: str = "order.placed", **changes: Any) -> Order:
    fact = read(event_type, **changes)
    assert isinstance(fact, OrderSeen)
    return fact.order


def test_it_reads_every_field_of_an_order() -> None:
    assert read_order() == Order(
        order_ref="A-1001",
        number="1001",
        stage="placed",
        placed_at_ms=1_795_293_326_000,
        updated_at_ms=1_795_293_377_250,
        currency="INR",
        total_minor=125_050,
        country="IN",
        language="bn-IN",
        tags=("tea",),
        product_refs=("10", "mug-2"),
        proofs=("wx_7Hq2mPz9Kd4T",),
        contact=ASHA,
    )


OPTIONAL = (
    "number",
    "stage",
    "refunded",
    "presentment_currency",
    "presentment_total",
    "test",
    "source",
    "country",
    "language",
    "tags",
    "products",
    "proofs",
    "customer",
    "paid_at",
    "goods",
    "goods_tax",
    "refunded_goods",
    "codes",
    "marks",
    "ip",
    "address",
    "referrer",
)


@pytest.mark.parametrize("nothing", [None, ABSENT])
def test_it_reads_an_order_of_the_required_fields_alone(nothing: object) -> None:
    changes: dict[str, Any] = dict.fromkeys(OPTIONAL, nothing)
    assert read_order(**changes) == Order(
        order_ref="A-1001",
        number="A-1001",
        stage="placed",
        placed_at_ms=1_795_293_326_000,
        updated_at_ms=1_795_293_377_250,
        currency="INR",
        total_minor=125_050,
    )


@pytest.mark.parametrize(
    ("event_type", "given", "stage"),
    [
        ("order.placed", ABSENT, "placed"),
        ("order.placed", "paid", "paid"),
        ("order.paid", ABSENT, "paid"),
        ("order.cancelled", None, "cancelled"),
        ("order.updated", "unplaced", "unplaced"),
        ("order.updated", "placed", "placed"),
        ("order.updated", "refunded", "refunded"),
    ],
)
def test_it_reads_the_stage(event_type: str, given: object, stage: str) -> None:
    assert read_order(event_type, stage=given).stage == stage


@pytest.mark.parametrize(
    ("changes", "part", "expected"),
    [
        ({"id": 1001, "number": ABSENT}, "number", "1001"),
        ({"currency": "JPY", "total": "23600"}, "total_minor", 23600),
        ({"currency": "BHD", "total": "1.5"}, "total_minor", 1500),
        ({"total": "0"}, "total_minor", 0),
        ({"refunded": "10.00"}, "refunded_minor", 1000),
        ({"presentment_currency": "USD", "presentment_total": "15.2"}, "presentment_total_minor", 1520),
        ({"test": True}, "is_test", True),
        ({"source": "renewal"}, "source", "renewal"),
        ({"placed_at": "2026-11-22T02:05:26+05:30"}, "placed_at_ms", 1_795_293_326_000),
        ({"products": [1, "1", 2]}, "product_refs", ("1", "2")),
        ({"tags": ["", " tea ", "tea"]}, "tags", ("tea",)),
        ({"customer": {}}, "contact", Contact()),
        ({"customer": {"first_name": "আশা", "email": "", "phone": ""}}, "contact", Contact(first_name="আশা")),
        ({"a_later_field": {"of": "ours"}}, "is_test", False),
        ({"paid_at": "2026-11-21T20:36:26Z"}, "paid_at_ms", 1_795_293_386_000),
        ({"codes": ["friend-7q2x", "FRIEND 7Q2X", "", "tea"]}, "codes", ("FRIEND7Q2X", "TEA")),
        ({"codes": "TEA"}, "codes", ()),
        ({"codes": [7, None, {}]}, "codes", ()),
        ({"marks": ["m1.abc", "a b", 7, "m" * 301]}, "marks", ("m1.abc",)),
        ({"marks": {"_sathi": "m1.abc"}}, "marks", ()),
        ({"goods": "1150.00"}, "goods_minor", 115_000),
        ({"goods": "0"}, "goods_minor", 0),
        ({"goods": "-1.00"}, "goods_minor", None),
        ({"goods": "1150.00", "goods_tax": "-1.00"}, "goods_minor", None),
        ({"goods": "1150.00", "goods_tax": "57.5"}, "goods_tax_minor", 5750),
        ({"goods_tax": "57.50"}, "goods_tax_minor", 0),
        ({"refunded_goods": "10.00"}, "refunded_goods_minor", 1000),
        ({"refunded_goods": "-10.00"}, "refunded_goods_minor", None),
        ({"ip": "203.0.113.7"}, "traces", Traces(ip="203.0.113.7")),
        ({"ip": "the moon"}, "traces", Traces()),
        ({"address": "12/B Park Street, 700 016 IN"}, "traces", Traces(address="12bparkstreet700016in")),
        ({"address": {"street": "Park Street"}}, "traces", Traces()),
        ({"referrer": "https://WWW.Google.com/search"}, "traces", Traces(referrer="www.google.com")),
        ({"referrer": ["https://www.google.com"]}, "traces", Traces()),
    ],
)
def test_it_reads_an_unusual_order(changes: dict[str, Any], part: str, expected: object) -> None:
    assert getattr(read_order(**changes), part) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ABSENT}, "data: .*`?id"),
        ({"id": 0}, r"data\.id"),
        ({"id": ""}, r"data\.id"),
        ({"id": "a b"}, r"data\.id"),
        ({"id": "a" * 65}, r"data\.id"),
        ({"id": True}, r"data\.id"),
        ({"total": 1250.5}, r"data\.total"),
        ({"total": "-1"}, r"data\.total is negative"),
        ({"total": "1.005"}, r"data\.total: INR has 2 decimals"),
        ({"currency": "rupee"}, r"data\.currency"),
        ({"placed_at": "2026-11-21T20:35:26"}, r"data\.placed_at"),
        ({"updated_at": 1_795_293_326}, r"data\.updated_at"),
        ({"updated_at": "9999-01-01T00:00:00Z"}, r"data\.updated_at"),
        ({"number": "n" * 65}, r"data\.number"),
        ({"stage": "shipped"}, r"data\.stage"),
        ({"source": "telepathy"}, r"data\.source"),
        ({"test": "yes"}, r"data\.test"),
        ({"country": "India"}, r"data\.country"),
        ({"language": "Bengali"}, r"data\.language"),
        ({"tags": ["t"] * 51}, r"data\.tags"),
        ({"tags": ["t" * 101]}, r"data\.tags"),
        ({"products": list(range(1, 502))}, r"data\.products"),
        ({"proofs": ["1001"]}, r"data\.proofs"),
        ({"proofs": ["p" * 101]}, r"data\.proofs"),
        ({"proofs": ["with space"]}, r"data\.proofs"),
        ({"refunded": "-5"}, r"data\.refunded"),
        ({"presentment_total": "5"}, r"data\.presentment_currency"),
        ({"presentment_currency": "USD"}, r"data\.presentment_total"),
        ({"customer": {"email": "nobody"}}, r"data\.customer\.email"),
        ({"customer": {"email": "a@b.test\nBcc: c@d.test"}}, r"data\.customer\.email"),
        ({"customer": {"phone": "call me"}}, r"data\.customer\.phone"),
        ({"customer": {"first_name": "n" * 101}}, r"data\.customer\.first_name"),
        ({"customer": []}, r"data\.customer"),
        ({"paid_at": "yesterday"}, r"data\.paid_at"),
        ({"goods": 1150.5}, r"data\.goods"),
        ({"goods": "much"}, r"data\.goods"),
        ({"goods": "1", "goods_tax": "1.005"}, r"data\.goods_tax: INR has 2 decimals"),
        ({"refunded_goods": "all"}, r"data\.refunded_goods"),
    ],
)
def test_it_refuses_an_unsound_order_and_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        read_order(**changes)


OTHERS: dict[str, Fact] = {
    "order.refunded": OrderRefunded(
        order_ref="A-1001",
        refund_ref="1",
        amount_minor=4990,
        currency="INR",
        refunded_at_ms=1_795_600_800_000,
    ),
    "order.deleted": OrderDeleted(order_ref="A-1001"),
    "customer.registered": PersonRegistered(contact=ASHA, registered_at_ms=1_795_293_326_000),
    "customer.event": EventHappened(name="posted_request", contact=ASHA, happened_at_ms=1_795_293_326_000),
    "customer.consented": ContactSpoke(
        contact=ASHA, medium="whatsapp", says="in", wording="Yes, write to me.", said_at_ms=1_795_293_326_000
    ),
    "app.uninstalled": AppUninstalled(domain="chai.example"),
    "person.redact": PersonRedacted(contact=ASHA, order_refs=("A-1001", "1002")),
    "person.data_request": PersonRequested(contact=ASHA, order_refs=("A-1001", "1002"), request_ref="req-1"),
    "shop.redact": ShopRedacted(domain="chai.example"),
}


@pytest.mark.parametrize(("event_type", "fact"), OTHERS.items(), ids=OTHERS.keys())
def test_it_reads_every_other_event(event_type: str, fact: Fact) -> None:
    assert read(event_type) == fact


@pytest.mark.parametrize(
    ("event_type", "changes", "field"),
    [
        ("order.updated", {}, "stage"),
        ("order.refunded", {"amount": "-1.00"}, r"data\.amount"),
        ("order.refunded", {"amount": ABSENT}, "amount"),
        ("order.refunded", {"currency": "inr"}, r"data\.currency"),
        ("order.refunded", {"refunded_at": "today"}, r"data\.refunded_at"),
        ("order.refunded", {"order_id": None}, r"data\.order_id"),
        ("order.refunded", {"goods": "much"}, r"data\.goods"),
        ("order.deleted", {"order_id": ABSENT}, "order_id"),
        ("customer.registered", {"customer": ABSENT}, "customer"),
        ("customer.registered", {"customer": {"first_name": "Asha"}}, "customer names nobody"),
        ("customer.registered", {"registered_at": "today"}, r"data\.registered_at"),
        ("customer.event", {"customer": {}}, "customer names nobody"),
        ("customer.event", {"name": "Posted"}, r"data\.name"),
        ("customer.event", {"name": ""}, r"data\.name"),
        ("customer.event", {"name": "n" * 41}, r"data\.name"),
        ("customer.event", {"name": "posted\n"}, r"data\.name"),
        ("customer.event", {"happened_at": None}, r"data\.happened_at"),
        ("customer.consented", {"customer": {"email": "asha@example.test"}}, "no address for this medium"),
        ("customer.consented", {"medium": "push"}, r"data\.medium"),
        ("customer.consented", {"says": "maybe"}, r"data\.says"),
        ("customer.consented", {"wording": "w" * 1_001}, r"data\.wording"),
        ("customer.consented", {"said_at": None}, r"data\.said_at"),
        ("app.uninstalled", {"domain": ""}, r"data\.domain"),
        ("shop.redact", {"domain": ABSENT}, "domain"),
        ("shop.redact", {"domain": "d" * 256}, r"data\.domain"),
        ("person.redact", {"customer": None}, r"data\.customer"),
        ("person.redact", {"customer": {}, "order_ids": []}, "name nobody"),
        ("person.redact", {"order_ids": "all"}, r"data\.order_ids"),
        ("person.data_request", {"request_id": ABSENT}, "request_id"),
    ],
)
def test_it_refuses_an_unsound_event_and_names_the_field(
    event_type: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unreadable, match=field):
        read(event_type, **changes)


@pytest.mark.parametrize(
    ("goods", "goods_minor"), [("40.00", 4000), ("0", 0), ("-1", None), (None, None), (ABSENT, None)]
)
def test_it_reads_the_goods_of_a_refund(goods: object, goods_minor: int | None) -> None:
    fact = read("order.refunded", goods=goods)
    assert isinstance(fact, OrderRefunded)
    assert fact.goods_minor == goods_minor


@pytest.mark.parametrize("event_type", ["order.shipped", "invoice.paid", "ORDER.PLACED", "t" * 999])
def test_it_leaves_other_events_alone(event_type: str) -> None:
    fact = READER.read(event_type, {"type": event_type})
    assert isinstance(fact, NotForUs)
    assert event_type[:100] in fact.why


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("order.placed", None),
        ("order.placed", []),
        ("order.placed", {}),
        ("", {}),
        ("", {"type": ""}),
        ("order.placed", {"type": "order.placed"}),
        ("order.placed", {"type": "order.placed", "data": []}),
        ("order.placed", {"type": ["order.placed"], "data": {}}),
        ("order.deleted", standard_event("order.placed")),
        ("shop.redact", standard_event("app.uninstalled")),
        ("person.redact", standard_event("person.data_request")),
    ],
)
def test_it_refuses_an_event_without_its_type_and_data(topic: str, body: object) -> None:
    with pytest.raises(Unreadable):
        READER.read(topic, body)


def test_it_names_the_topic_from_the_signed_body() -> None:
    assert READER.topic({}, standard_event("order.paid")) == "order.paid"
    untold: tuple[object, ...] = (None, [], {}, {"type": 7})
    assert [READER.topic({}, body) for body in untold] == [""] * 4


def test_it_verifies_in_milliseconds() -> None:
    raw, now_ms = write(standard_event("order.paid")), 1_795_293_326_999
    headers = {"webhook-id": "evt_1", "webhook-timestamp": "1795293326"}
    headers["webhook-signature"] = "v1," + sign(b"evt_1.1795293326." + raw, b"secret-key-of-24-bytes!")
    assert READER.verify(raw, headers, [SECRET], now_ms) == 0
    with pytest.raises(BadSignature):
        READER.verify(raw, headers, [SECRET], now_ms + 301_000)


# The document that a sender's engineer reads.


def read_examples() -> list[Any]:
    return [
        load_json(found.encode()) for found in re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(), re.S)
    ]


def test_it_reads_every_example_of_the_document() -> None:
    facts = {event["type"]: READER.read(event["type"], event) for event in read_examples()}
    assert set(facts) == set(ORDER_TYPES) | set(OTHERS)
    assert not any(isinstance(fact, NotForUs) for fact in facts.values())


def test_it_accepts_what_the_documents_sender_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(), re.S)
    assert found
    assert len(found[1].splitlines()) <= 20
    sent: list[Any] = []
    monkeypatch.setattr("urllib.request.urlopen", lambda request, timeout: sent.append(request))
    sender: dict[str, Any] = {"__name__": "sender"}
    exec(compile(found[1], "sender.py", "exec"), sender)
    event = standard_event("order.paid")
    sender["send_event"]("https://sathi.example/webhooks/KEY/standard", SECRET, "order.paid", event["data"])
    headers = {name.lower(): value for name, value in sent[0].header_items()}
    assert READER.verify(sent[0].data, headers, [SECRET], int(headers["webhook-timestamp"]) * 1000) == 0
    body = load_json(sent[0].data)
    assert READER.read(READER.topic(headers, body), body) == read("order.paid")
    assert json.loads(sent[0].data)["data"] == event["data"]
