"""A form that was sent after its session had ended: kept in the login's own page until somebody is back."""

from __future__ import annotations

import msgspec
from flask import Request

MOST_KEPT = 60_000

Typed = list[tuple[str, str]]


def write_kept(asked: Request) -> str:
    """Give what was typed as one text; none where a secret or a file was sent, or where it is too much."""
    typed = [(name, words) for name, words in asked.form.items(multi=True) if name != "csrf"]
    if asked.files or any(name == "kept" or is_secret(name) for name, _ in typed):
        return ""
    text = msgspec.json.encode(typed).decode() if typed else ""
    return text if len(text) <= MOST_KEPT else ""


def read_kept(text: str) -> Typed:
    """Give what was typed, to be sent again; nothing where the text is none that was kept."""
    try:
        return msgspec.json.decode(text[:MOST_KEPT], type=Typed)
    except msgspec.DecodeError:
        return []


def is_secret(name: str) -> bool:
    """Say whether what is typed into a field of this name is to be read by nobody."""
    return "password" in name or "secret" in name
