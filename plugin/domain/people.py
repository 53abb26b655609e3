"""How a person is recognised: an e-mail, a phone number or the store's customer number, in one form each."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import ip_address, ip_network

import phonenumbers

from plugin.errors import InvalidInput
from plugin.model import Contact

PLAIN_LENGTH = 20
MOST_EMAIL = 320

# Mobile numbers of India, Britain and the Emirates, and all of North America's.
_PLAIN_FOREIGN = re.compile(r"\+(?:91[6-9][0-9]{9}|1[2-9][0-9]{9}|447[0-9]{9}|9715[0-9]{8})\Z")
_PLAIN_OWN = {
    "IN": ("+91", re.compile(r"[6-9][0-9]{9}\Z")),
    "US": ("+1", re.compile(r"[2-9][0-9]{9}\Z")),
    "CA": ("+1", re.compile(r"[2-9][0-9]{9}\Z")),
}


def recognise(contact: Contact, platform: str, country: str) -> tuple[tuple[str, str], ...]:
    """Give every (kind, value) that names this person, the surest first.

    `country` (ISO 3166 two letters) says how a phone number without a country code is read.
    """
    named = (
        ("customer", f"{platform}:{contact.customer_ref}" if contact.customer_ref else ""),
        ("email", same_email(contact.email)),
        ("phone", same_phone(contact.phone, country)),
    )
    return tuple((kind, value) for kind, value in named if value)


def same_email(email: str) -> str:
    """Give an e-mail address in the form in which two writings of it are equal; empty when it is none."""
    plain = unicodedata.normalize("NFKC", email).strip().casefold()
    name, at, host = plain.rpartition("@")
    return plain if name and at and "." in host and not any(map(str.isspace, plain)) else ""


def read_email(text: str, field: str) -> str:
    """Give an e-mail address that somebody typed, in its one form; raises InvalidInput naming the field."""
    same = same_email(text[:MOST_EMAIL])
    if not same:
        raise InvalidInput(field, "This is not an e-mail address; it needs a name, an @ and a domain.")
    return same


def address_block(ip: str) -> str:
    """Give the block of an IP address that one house or office has: /24, for IPv6 /56; empty for none."""
    try:
        address = ip_address(ip.strip())
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address  # as a door for both kinds names IPv4
    if address.version == 4:
        return f"{str(address).rpartition('.')[0]}.0/24"
    return str(ip_network((address, 56), strict=False))


def same_phone(phone: str, country: str) -> str:
    """Give a phone number in E.164 form (+919876543210); empty when it cannot be one (ITU-T E.164)."""
    return _read_plain(phone, country) or _read_any(phone, country) if phone else ""


def _read_plain(phone: str, country: str) -> str:
    """Read the commonest numbers as phonenumbers would, in a fiftieth of its time; empty for all others."""
    digits = phone.replace(" ", "").replace("-", "")
    if digits[:1] == "+":
        return digits if len(phone) <= PLAIN_LENGTH and _PLAIN_FOREIGN.match(digits) else ""
    known = _PLAIN_OWN.get(country)
    return known[0] + digits if known and len(phone) <= PLAIN_LENGTH and known[1].match(digits) else ""


def _read_any(phone: str, country: str) -> str:
    try:
        number = phonenumbers.parse(phone[:40], country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
