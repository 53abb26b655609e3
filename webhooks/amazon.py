"""Amazon's notifications (SNS), and how one is known to be Amazon's: by a certificate from Amazon's own host.

Anybody with an account there can have genuine ones sent to any address. So the signature says that it was
Amazon's, and only the secret word in the address that it is the merchant's.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from threading import Lock
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from plugin.errors import BadSignature, Unreadable

# A region is two letters, a word and a digit: "sns.s3-us-west-2.amazonaws.com" would be anybody's bucket.
_HOST = r"https://sns\.[a-z]{2}(?:-[a-z]{2,10}){1,3}-[0-9]{1,2}\.amazonaws\.com/"
_CERTIFICATE = re.compile(_HOST + r"SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem\Z")
_CONFIRMATION = re.compile(_HOST + r"\?Action=ConfirmSubscription&[!-~]{1,2000}\Z")
MOST_CERTIFICATES = 16

Text = Annotated[str, msgspec.Meta(max_length=2_048)]
Fetch = Callable[[str], bytes]


class Envelope(msgspec.Struct, frozen=True, rename="pascal"):
    """One notification of Amazon's, or its question whether this address wants any."""

    type: Text
    message_id: Text
    topic_arn: Text
    message: str
    timestamp: Text
    signature_version: Text
    signature: Text
    signing_cert_url: Text = msgspec.field(name="SigningCertURL")
    subject: Text | None = None
    token: Text | None = None
    subscribe_url: Text | None = msgspec.field(default=None, name="SubscribeURL")


SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ),
}  # fmt: skip
SIGNED["UnsubscribeConfirmation"] = SIGNED["SubscriptionConfirmation"]


def read_envelope(body: object) -> Envelope:
    """Read a notification; raises Unreadable where it is none."""
    try:
        return msgspec.convert(body, Envelope)
    except msgspec.ValidationError as error:
        raise Unreadable(f"The body is no notification of Amazon's: {error}.") from error


def read_confirmation(envelope: Envelope) -> str:
    """Give the address by which a verified question is answered yes; empty where it asks nothing.

    Raises BadSignature where the address is not Amazon's own.
    """
    if envelope.type != "SubscriptionConfirmation":
        return ""
    if not _CONFIRMATION.match(envelope.subscribe_url or ""):
        raise BadSignature("The notification asks to visit an address that is not Amazon's.")
    return envelope.subscribe_url or ""


class Certificates:
    """Amazon's certificates by their addresses, fetched once each; `fetch` gives what lies at an address."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._known: dict[str, RSAPublicKey] = {}
        self._turn = Lock()

    def verify(self, envelope: Envelope) -> None:
        """Check that Amazon sent a notification; raises BadSignature, or what fetching raises.

        Source: Amazon SNS, "Verifying the signatures of Amazon SNS messages"; versions 1 and 2.
        """
        algorithm = {"1": SHA1(), "2": SHA256()}.get(envelope.signature_version)
        if algorithm is None or not _CERTIFICATE.match(envelope.signing_cert_url):
            raise BadSignature("The notification names no certificate of Amazon's.")
        key = self._find_key(envelope.signing_cert_url)
        try:
            signature = b64decode(envelope.signature, validate=True)
            key.verify(signature, _signed_text(envelope), PKCS1v15(), algorithm)
        except (InvalidSignature, binascii.Error, ValueError) as error:
            raise BadSignature("The notification was not signed by Amazon.") from error

    def _find_key(self, address: str) -> RSAPublicKey:
        with self._turn:
            if found := self._known.get(address):
                return found
        key = _read_key(self._fetch(address))
        with self._turn:
            if len(self._known) >= MOST_CERTIFICATES:
                self._known.clear()
            self._known[address] = key
        return key


def _read_key(pem: bytes) -> RSAPublicKey:
    from cryptography.x509 import load_pem_x509_certificate  # large, and few installations meet Amazon

    try:
        key = load_pem_x509_certificate(pem).public_key()
    except ValueError as error:
        raise BadSignature("What lies at the certificate's address is none.") from error
    if not isinstance(key, RSAPublicKey):
        raise BadSignature("The certificate has no RSA key.")
    return key


def _signed_text(envelope: Envelope) -> bytes:
    """Give what Amazon signs: names and texts, a line each, in the order of names."""
    fields: dict[str, str | None] = msgspec.to_builtins(envelope)
    named = SIGNED.get(envelope.type)
    if named is None:
        raise BadSignature("The notification is of a type that Amazon does not send.")
    pairs = ((name, fields[name]) for name in named)
    return "".join(f"{name}\n{text}\n" for name, text in pairs if text is not None).encode()
