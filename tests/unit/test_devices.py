"""Phones, tablets and computers by what their browsers say."""

from __future__ import annotations

import pytest

from plugin.domain.devices import name_device


@pytest.mark.parametrize(
    ("device", "user_agent"),
    [
        (
            "phone",
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36",
        ),
        ("phone", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Mobile/15E148 Safari"),
        ("phone", "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5"),
        ("tablet", "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) Version/12.1 Mobile/15E148 Safari/604.1"),
        ("tablet", "Mozilla/5.0 (Linux; Android 12; SM-X906C) AppleWebKit/537.36 Chrome/80.0 Safari/537.36"),
        (
            "computer",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36",
        ),
        ("computer", "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0"),
        ("computer", "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) Version/17.4 Safari/605.1.15"),
        ("", "curl/8.0"),
        ("", ""),
    ],
)
def test_it_names_the_device(device: str, user_agent: str) -> None:
    assert name_device(user_agent) == device
