"""Applying to promote a shop: what an applicant writes, read strictly, with what is wrong field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args
from urllib.parse import urlsplit

from plugin.domain.partners import PartnerKind
from plugin.domain.people import same_email, same_phone
from plugin.model import Struct

KINDS: tuple[PartnerKind, ...] = get_args(PartnerKind)

LONGEST: Mapping[str, int] = {
    "name": 80, "email": 254, "phone": 40, "page": 300, "niche": 100, "followers": 15, "why": 1000,
}  # fmt: skip

# What can be wrong; the pages have the sentences in every language.
NO_NAME = "Please write your name, in at most 80 characters."
NO_EMAIL = "Please write the whole address, like asha@example.com."
NO_PHONE = "This is no phone number. Leave it out, or write it with the country's code."
NO_PAGE = "Please write the address of your page, like https://example.com/asha."
NO_COUNT = "Please write a number, such as 12000."
TOO_LONG = "Please write less here."
NOT_AGREED = "Please read the agreement and agree to it."

HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}\Z")


class Application(Struct):
    """What somebody writes who wants to promote the shop; `page_url` is the store's address for a shop."""

    kind: PartnerKind
    name: str
    email: str
    phone: str
    page_url: str
    niche: str
    followers_count: int
    why: str
    terms_version: int


def read_application(
    fields: Mapping[str, str], country: str, terms_version: int
) -> tuple[Application | None, dict[str, str]]:
    """Read a form: the application, or None and what is wrong by the field's name.

    Takes the fields as typed, the shop's country and the version of the terms that hold now: whoever agreed
    to another one has to read this one first.
    """
    kind = next((one for one in KINDS if one == fields.get("kind", "")), KINDS[0])
    typed = {name: " ".join(fields.get(name, "").split()) for name in LONGEST} | {
        "why": fields.get("why", "").strip()
    }
    faults = {name: TOO_LONG for name, most in LONGEST.items() if len(typed[name]) > most}
    page_url, followers = read_page(typed["page"]), read_number(typed["followers"])
    checks = (
        ("name", bool(typed["name"]) and typed["name"].isprintable(), NO_NAME),
        ("email", bool(same_email(typed["email"])), NO_EMAIL),
        ("phone", not typed["phone"] or bool(same_phone(typed["phone"], country)), NO_PHONE),
        ("page", bool(page_url) or (kind != "shop" and not typed["page"]), NO_PAGE),
        ("followers", followers is not None, NO_COUNT),
        ("agreed", fields.get("agreed", "") == str(terms_version), NOT_AGREED),
    )
    faults = {name: sentence for name, passed, sentence in checks if not passed} | faults
    if faults:
        return None, faults
    return Application(
        kind=kind, name=typed["name"], email=typed["email"], phone=typed["phone"], page_url=page_url,
        niche=typed["niche"], followers_count=followers or 0, why=typed["why"], terms_version=terms_version,
    ), {}  # fmt: skip


def read_page(text: str) -> str:
    """Give a page's address with https:// before it where nothing stood there; empty where it is none."""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        return ""
    plain = parts.scheme in ("http", "https") and not parts.username and address.isprintable()
    return address if plain and HOST.match(host) and " " not in address else ""


def read_number(text: str) -> int | None:
    """Give a count as typed, "12,000" or "1 20 000" too; 0 for nothing, None for what is no number."""
    digits = re.sub(r"[,.\s']", "", text)
    if not digits:
        return 0
    return int(digits) if re.fullmatch(r"[0-9]{1,10}", digits) else None
