"""What the operator decides."""

from __future__ import annotations

import pytest

from plugin.errors import InvalidInput
from plugin.settings import is_loopback, read_settings


def test_it_has_a_default_for_everything() -> None:
    settings = read_settings({}, "hush")
    assert (settings.url, settings.database_url) == ("http://127.0.0.1:8600", "sqlite:///sathi.db")
    assert (settings.smtp_url, settings.mail_from, settings.demo) == ("", "sathi@127.0.0.1", False)
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("SATHI_URL", "sathi.example.com"),
        ("SATHI_URL", "ftp://sathi.example.com"),
        ("SATHI_URL", "https://"),
        ("SATHI_URL", "https://[sathi.example"),
        ("SATHI_SMTP_URL", "mail.example.com"),
        ("SATHI_SMTP_URL", "http://mail.example.com"),
        ("SATHI_SMTP_URL", "smtp://me:a[b@mail.example.com:587"),
        ("SATHI_SMTP_URL", "smtp://me:a#b@mail.example.com:587"),
        ("SATHI_MAIL_FROM", "Chai House <letters@chai.example>"),
        ("SATHI_MAIL_FROM", "letters"),
        ("SATHI_MAIL_FROM", "letters@chai.example\r\nBcc: all@chai.example"),
    ],
)
def test_it_names_the_variable_that_is_wrong(variable: str, text: str) -> None:
    with pytest.raises(InvalidInput, match=variable) as refusal:
        read_settings({variable: text}, "hush")
    assert refusal.value.field == variable


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True),
     ("0.0.0.0", False),
     ("192.0.2.1", False), ("localhost.evil.example", False), ("127.0.0.1.evil.example", False), ("", False)],
)  # fmt: skip
def test_it_shows_links_on_screen_on_loopback_only(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_it_refuses_the_demo_on_another_address() -> None:
    assert read_settings({"SATHI_DEMO": "1"}, "hush").demo
    assert not read_settings({"SATHI_DEMO": "0", "SATHI_URL": "https://sathi.example/"}, "hush").demo
    with pytest.raises(InvalidInput, match="loopback SATHI_URL"):
        read_settings({"SATHI_DEMO": "1", "SATHI_URL": "https://sathi.example"}, "hush")


@pytest.mark.parametrize(
    ("proxies", "count"), [("", None), ("0", 0), ("2", 2), ("9", None), ("-1", None), ("x", None)]
)
def test_it_knows_how_many_servers_stand_in_front(proxies: str, count: int | None) -> None:
    if count is None:
        with pytest.raises(InvalidInput, match="SATHI_PROXIES"):
            read_settings({"SATHI_PROXIES": proxies}, "hush")
    else:
        assert read_settings({"SATHI_PROXIES": proxies}, "hush").proxies_count == count
