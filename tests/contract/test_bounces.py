"""What mail providers tell: the genuine is noted once, all else is answered in one and the same way."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from werkzeug.test import TestResponse

from plugin.actions.notices import find_mail_secret, make_words
from plugin.domain.mailing import Bounce, Word
from tests.cast import NOW_MS, ChaiHouse, Clock, build_house, open_chai_house, standard_headers
from webhooks.bounce_routes import MOST_BODY_BYTES, put_fetch

ASHA = "asha@example.test"
HOST = "https://sns.ap-south-1.amazonaws.com/"
CERTIFICATE = HOST + "SimpleNotificationService-0123456789abcdef.pem"
CONFIRM = HOST + "?Action=ConfirmSubscription&TopicArn=arn:aws:sns:ap-south-1:1:mail&Token=abc"


@pytest.fixture
def lone(sqlite_url: str, clock: Clock) -> Iterator[ChaiHouse]:
    """Chai House on SQLite alone: what is tried is the door, not the database."""
    chai = open_chai_house(build_house(sqlite_url, clock), clock)
    with closing(chai.house.store):
        yield chai


def bounces_of(chai: ChaiHouse, email: str = ASHA) -> list[Bounce]:
    """Give what was noted of an address."""
    contact_hash = chai.house.hash("email", email)
    return chai.read(lambda parts, shop_id: parts.consents.list_bounces(shop_id, contact_hash, "email"))


def words_of(chai: ChaiHouse, email: str = ASHA) -> list[Word]:
    """Give what an address said."""
    contact_hash = chai.house.hash("email", email)
    return chai.read(lambda parts, shop_id: parts.consents.list_words(shop_id, contact_hash, "email"))


# The signed webhook


def tell(chai: ChaiHouse, body: Any, webhook_id: str = "1", **changes: str) -> TestResponse:
    """Send a notice, signed with the shop's secret unless another is named."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    secret = changes.get("secret") or find_mail_secret(chai.house, chai.shop)
    headers = standard_headers(secret, raw, webhook_id, chai.clock() // 1000)
    return chai.client.post(f"/webhooks/{chai.shop.key}/mail", data=raw, headers=headers)


def test_it_notes_what_the_signed_webhook_tells_once(chai_house: ChaiHouse) -> None:
    bounced = {"type": "message.bounced", "email": " Asha@Example.test", "bounce": "soft"}
    for webhook_id in ("1", "1", "2"):
        assert tell(chai_house, bounced, webhook_id).status_code == 200
    assert [one.kind for one in bounces_of(chai_house)] == ["soft", "soft"]
    for _ in range(2):
        assert tell(chai_house, {"type": "message.complained", "email": ASHA}, "3").status_code == 200
        assert tell(chai_house, {"type": "message.opted_out", "email": ASHA}, "4").status_code == 200
    assert sorted(one.kind for one in bounces_of(chai_house)) == ["complaint", "soft", "soft"]
    assert [(one.says, one.source) for one in words_of(chai_house)] == [("out", "mail")]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", {"type": "message.read", "email": ASHA}, {"type": "message.bounced", "email": "nobody"},
        {"type": "message.bounced", "email": "a@" + "b" * 400 + ".test"}, {"type": "message.bounced"},
    ],
)  # fmt: skip
def test_it_refuses_a_signed_body_that_says_nothing(lone: ChaiHouse, body: Any) -> None:
    assert tell(lone, body).status_code == 400
    assert bounces_of(lone) == []


def test_it_refuses_more_than_any_provider_sends(lone: ChaiHouse) -> None:
    answer = lone.client.post(f"/webhooks/{lone.shop.key}/mail", data=b" " * (MOST_BODY_BYTES + 1))
    assert answer.status_code == 413


def test_it_lets_the_secret_before_hold_for_a_day(lone: ChaiHouse) -> None:
    old = find_mail_secret(lone.house, lone.shop)
    new = find_mail_secret(lone.house, lone.shop, fresh=True)
    assert find_mail_secret(lone.house, lone.shop) == new != old
    body = {"type": "message.complained", "email": ASHA}
    assert tell(lone, body, "1", secret=old).status_code == 200
    lone.clock.move(25 * 3_600_000)
    assert tell(lone, body, "2", secret=old).status_code == 401
    assert tell(lone, body, "3", secret=new).status_code == 200


# Providers that cannot sign


def post_to(chai: ChaiHouse, provider: str, body: Any, word: str | None = None) -> TestResponse:
    """Post to a provider's secret address, with its true word unless another is given."""
    secret = find_mail_secret(chai.house, chai.shop)
    word = make_words(chai.house, chai.shop, provider, [secret])[0] if word is None else word
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return chai.client.post(f"/webhooks/{chai.shop.key}/mail/{provider}/{word}", data=raw)


POSTMARK = {"RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "Email": ASHA, "MessageID": "m"}
BREVO = {"event": "soft_bounce", "email": ASHA, "id": 1, "message-id": "<m@x>", "ts_event": 1_795_318_200}


@pytest.mark.parametrize(
    ("provider", "body", "kind"), [("postmark", POSTMARK, "hard"), ("brevo", BREVO, "soft")]
)
def test_it_notes_what_a_provider_tells_once(
    lone: ChaiHouse, provider: str, body: dict[str, Any], kind: str
) -> None:
    for _ in range(3):
        assert post_to(lone, provider, body).status_code == 200
    assert [(one.kind, one.source) for one in bounces_of(lone)] == [(kind, provider)]
    assert post_to(lone, provider, [body]).status_code == 400


def test_it_takes_the_word_as_a_password(lone: ChaiHouse) -> None:
    [word] = make_words(lone.house, lone.shop, "postmark", [find_mail_secret(lone.house, lone.shop)])
    post = partial(lone.client.post, f"/webhooks/{lone.shop.key}/mail/postmark", json=POSTMARK)
    assert post(auth=("sathi", "wrong")).status_code == 401
    assert post(auth=("sathi", word)).status_code == 200
    assert len(bounces_of(lone)) == 1


def test_it_answers_whatever_is_not_genuine_with_the_same_bytes(lone: ChaiHouse) -> None:
    secret = find_mail_secret(lone.house, lone.shop)
    [brevo] = make_words(lone.house, lone.shop, "brevo", [secret])
    other = "whsec_" + b64encode(b"x" * 32).decode()
    evil = write_notification({}, SigningCertURL="https://evil.test/SimpleNotificationService-1.pem")
    amazon = sign_notification(Amazon(), evil, SHA256)
    answers = [
        tell(lone, {"type": "message.complained", "email": ASHA}, secret=other),
        lone.client.post(f"/webhooks/{lone.shop.key}/mail", json={}),
        lone.client.post("/webhooks/nobody/mail", json={}),
        lone.client.post(f"/webhooks/nobody/mail/brevo/{brevo}", json=BREVO),
        *(
            post_to(lone, provider, POSTMARK, "0" * 32)
            for provider in ("postmark", "brevo", "ses", "mailgun")
        ),
        post_to(lone, "postmark", POSTMARK, brevo),  # each provider has a word of its own
        post_to(lone, "ses", amazon),  # signed, but by a certificate that is not Amazon's
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1
    assert bounces_of(lone) == []


# Amazon SES, whose notifications Amazon SNS signs


class Amazon:
    """A self-made Amazon: its key, its certificate, and what was fetched there."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        self.fetched: list[str] = []

    def fetch(self, address: str) -> bytes:
        """Give what lies at an address."""
        self.fetched.append(address)
        return self.certificate()

    def certificate(self) -> bytes:
        """Give the certificate of the key."""
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
        day = datetime.fromtimestamp(NOW_MS / 1000, UTC)
        made = x509.CertificateBuilder(
            issuer_name=name, subject_name=name, public_key=self.key.public_key(), serial_number=1,
            not_valid_before=day.replace(year=day.year - 1), not_valid_after=day.replace(year=day.year + 1),
        )  # fmt: skip
        return made.sign(self.key, SHA256()).public_bytes(Encoding.PEM)


def write_notification(message: Any, **changes: str) -> dict[str, str]:
    """Give a notification as Amazon writes it, not yet signed."""
    return {
        "Type": "Notification", "MessageId": "m-1", "TopicArn": "arn:aws:sns:ap-south-1:1:mail",
        "Subject": "Amazon SES", "Message": json.dumps(message), "Timestamp": "2026-11-22T03:30:00.000Z",
        "SigningCertURL": CERTIFICATE, "UnsubscribeURL": HOST + "?Action=Unsubscribe", **changes,
    }  # fmt: skip


def write_question(**changes: str) -> dict[str, str]:
    """Give Amazon's question whether an address wants notifications: it has no subject."""
    sent = write_notification("Visit the SubscribeURL.", **changes)
    return {name: text for name, text in sent.items() if name != "Subject"}


def sign_notification(
    amazon: Amazon, sent: dict[str, str], algorithm: type[SHA1] | type[SHA256]
) -> dict[str, str]:
    """Sign a notification: the named lines in the order of their names."""
    names = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    text = "".join(f"{name}\n{sent[name]}\n" for name in names if name in sent)
    signature = amazon.key.sign(text.encode(), padding.PKCS1v15(), algorithm())
    version = "1" if algorithm is SHA1 else "2"
    return {**sent, "SignatureVersion": version, "Signature": b64encode(signature).decode()}


BOUNCE = {
    "notificationType": "Bounce",
    "bounce": {"bounceType": "Permanent", "feedbackId": "f-1", "bouncedRecipients": [{"emailAddress": ASHA}]},
}


@pytest.fixture
def amazon(lone: ChaiHouse) -> Amazon:
    """Amazon, where Chai House fetches certificates."""
    made = Amazon()
    put_fetch(lone.client.application, made.fetch)
    return made


@pytest.mark.parametrize("algorithm", [SHA1, SHA256])
def test_it_notes_what_amazon_signed_once(
    lone: ChaiHouse, amazon: Amazon, algorithm: type[SHA1] | type[SHA256]
) -> None:
    sent = sign_notification(amazon, write_notification(BOUNCE), algorithm)
    for _ in range(3):
        assert post_to(lone, "ses", sent).status_code == 200
    assert [(one.kind, one.source) for one in bounces_of(lone)] == [("hard", "ses")]
    assert amazon.fetched == [CERTIFICATE]


def test_it_takes_amazons_greeting_in_words(lone: ChaiHouse, amazon: Amazon) -> None:
    greeting = write_notification({}, Message="Successfully validated SNS topic for event publishing.")
    assert post_to(lone, "ses", sign_notification(amazon, greeting, SHA1)).status_code == 200
    assert bounces_of(lone) == []


FORGED: list[Callable[[dict[str, str]], dict[str, str]]] = [
    lambda sent: sent | {"Message": sent["Message"].replace("asha", "farid")},
    lambda sent: sent | {"Type": "SubscriptionConfirmation", "SubscribeURL": CONFIRM, "Token": "abc"},
    lambda sent: sent | {"Type": "Anything"},
    lambda sent: sent | {"SignatureVersion": "3"},
    lambda sent: sent | {"Signature": "no base64"},
    lambda sent: sent | {"SigningCertURL": CERTIFICATE.replace("https", "http")},
    lambda sent: sent | {"SigningCertURL": CERTIFICATE.replace("amazonaws.com", "amazonaws.com.evil.test")},
    lambda sent: sent | {"SigningCertURL": CERTIFICATE.replace("ap-south-1", "s3-us-west-2")},
    lambda sent: sent | {"SigningCertURL": CERTIFICATE.replace("https://sns", "https://a@evil.test/sns")},
    lambda sent: sent | {"SigningCertURL": HOST + "?Action=Subscribe&x=.pem"},
]


@pytest.mark.parametrize("forge", FORGED)
def test_it_refuses_what_amazon_did_not_sign(
    lone: ChaiHouse, amazon: Amazon, forge: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    sent = sign_notification(amazon, write_notification(BOUNCE), SHA256)
    assert post_to(lone, "ses", forge(sent)).status_code == 401
    assert set(amazon.fetched) <= {CERTIFICATE}
    assert bounces_of(lone) == []


def test_it_says_yes_to_amazon_at_amazons_own_address_only(lone: ChaiHouse, amazon: Amazon) -> None:
    ask = partial(write_question, Type="SubscriptionConfirmation", Token="abc")
    evil = sign_notification(
        amazon, ask(SubscribeURL="https://evil.test/?Action=ConfirmSubscription&a"), SHA1
    )
    assert post_to(lone, "ses", evil).status_code == 401
    assert amazon.fetched == [CERTIFICATE]
    assert post_to(lone, "ses", sign_notification(amazon, ask(SubscribeURL=CONFIRM), SHA1)).status_code == 200
    assert amazon.fetched == [CERTIFICATE, CONFIRM]
    assert post_to(lone, "ses", b'{"Type": "Notification"}').status_code == 400
