"""Mail servers as they are met: encrypted from the start or on the way, with a login, by `sathi mail`."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from plugin.actions.shops import add_shop
from plugin.cli import main
from plugin.errors import InvalidInput
from plugin.opening import find_settings
from tests.cast import CHAI_HOUSE, Clock, build_house
from tests.mailbox import HANG_UP, open_mailbox
from tests.sink import open_sink

ASHA = "asha@example.test"
Sathi = Callable[..., Result]


@pytest.fixture
def sathi(sqlite_url: str, clock: Clock) -> Sathi:
    """Runs `sathi mail` at Chai House, with a mail server."""
    house = build_house(sqlite_url, clock)
    add_shop(house, CHAI_HOUSE)
    house.store.close()
    environment = {
        "SATHI_DATABASE_URL": sqlite_url,
        "SATHI_SECRET": "a secret for tests only",
        "COLUMNS": "400",
    }
    return lambda smtp_url, *words: CliRunner().invoke(
        main, ["mail", *words], env=environment | {"SATHI_SMTP_URL": smtp_url}
    )


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server on this machine proves itself with, and this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")]), datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )  # fmt: skip
    path = tmp_path / "here.pem"
    raw = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(raw + made.public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


def check_login(
    server: object, session: object, envelope: object, mechanism: str, word: object
) -> AuthResult:
    """Let in who knows the password."""
    assert isinstance(word, LoginPassword)
    return AuthResult(success=(word.login, word.password) == (b"chai", b"h:sh"), handled=False)


def test_it_encrypts_on_the_way_and_logs_in(sathi: Sathi, secure: ssl.SSLContext) -> None:
    with open_sink(
        tls_context=secure, require_starttls=True, auth_required=True, authenticator=check_login
    ) as sink:
        told = sathi(sink.address.replace("//", "//chai:h%3Ash@"), "test", ASHA)
        assert (told.exit_code, told.output) == (0, "250 taken\n")
        refused = sathi(sink.address.replace("//", "//chai:guess@"), "test", ASHA)
    assert refused.exit_code == 1
    assert "connect: 535 5.7.8 Authentication credentials invalid" in refused.output
    assert [recipient for recipient, _ in sink.taken] == [ASHA]


def test_it_encrypts_from_the_start(sathi: Sathi, secure: ssl.SSLContext) -> None:
    with open_sink(ssl_context=secure) as sink:
        assert sathi(sink.address.replace("smtp:", "smtps:"), "test", ASHA).output == "250 taken\n"


def test_it_trusts_no_server_that_cannot_prove_itself(
    sathi: Sathi, secure: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with open_sink(tls_context=secure) as sink:
        assert "CERTIFICATE_VERIFY_FAILED" in sathi(sink.address, "test", ASHA).output
    assert sink.taken == []


def test_it_says_what_the_server_said(sathi: Sathi) -> None:
    with open_mailbox() as mailbox:
        mailbox.replies["MAIL"] = ["530 5.7.0 Log in first"]
        told = sathi(mailbox.url, "test", ASHA)
        assert (told.exit_code, "sender: 530 5.7.0 Log in first" in told.output) == (1, True)
        mailbox.replies["end"] = [HANG_UP]
        assert "did not answer" in sathi(mailbox.url, "test", ASHA).output
    assert "onnection refused" in sathi(mailbox.url, "test", ASHA).output
    assert "SATHI_SMTP_URL" in sathi("", "test", ASHA).output
    assert "mail waits" in sathi("").output


@pytest.mark.parametrize("rate", ["0", "-1", "many", "1.5"])
def test_it_refuses_a_rate_that_is_none(rate: str) -> None:
    with pytest.raises(InvalidInput, match="SATHI_MAIL_PER_HOUR is a number of mails"):
        find_settings({"SATHI_SECRET": "x", "SATHI_MAIL_PER_HOUR": rate})
