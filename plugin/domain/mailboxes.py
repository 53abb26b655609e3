"""Which writings of an e-mail address reach one mailbox: for comparing only, never for sending.

Mail always goes to the address as typed. Each provider's own rules are here only where it has published
them, and only for its own hosts: a company's domain that Google or Microsoft serves may give the dotted and
the plain name to two people. Addresses that a provider makes up at random (Hide My Email, Firefox Relay)
cannot be traced to their owner by anybody else.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import NamedTuple

import idna
from disposable_email_domains import blocklist

from plugin.domain.mail_providers import PROVIDERS, Provider

LONGEST = 320  # RFC 5321: 64 for the name, 255 for the host
_BY_HOST = {host: provider for provider in PROVIDERS for host in provider.hosts}


class Mailbox(NamedTuple):
    """An address taken apart; `name` is without its label, but still as its owner spaces it."""

    name: str
    host: str
    provider: Provider | None


def fraud_key(email: str) -> str:
    """Give the form in which two writings of one mailbox are equal; empty when it is no address.

    For comparing only: mail goes to the address as typed.
    """
    box = _read(email)
    if not box or not box.provider:
        return f"{box.name}@{box.host}" if box else ""
    name = "".join(letter for letter in box.name if letter not in box.provider.ignored)
    return f"{name}@{box.provider.one_host or box.host}" if name else ""


def is_disposable(email: str) -> bool:
    """Say whether the address is at a host that gives mailboxes to throw away."""
    box = _read(email)
    labels = box.host.split(".") if box else []
    return any(".".join(labels[at:]) in blocklist for at in range(len(labels) - 1))


def mailbox_likeness(one: str, two: str) -> float:
    """Give how alike two mailboxes at one provider are, from 0 to 1; 0 when the providers differ.

    Numbers, dots and the order of words do not count (asha.sen@ and sen_asha88@ are alike), and a word that
    both have does not make two people alike (asha.sen@ and rahul.sen@ are not).
    """
    first, second = _read(one), _read(two)
    if not first or not second or _served_by(first) != _served_by(second):
        return 0.0
    words, others = _words(first.name), _words(second.name)
    shared = set(words) & set(others)
    left = [word for word in words if word not in shared]
    right = [word for word in others if word not in shared]
    if bool(left) == bool(right):
        return likeness("".join(left), "".join(right))
    return likeness("".join(words), "".join(others))


def likeness(one: str, two: str) -> float:
    """Give how alike two words are, from 0 to 1: the share of letters that stand in both in one order."""
    first, second = sorted((one, two))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _read(email: str) -> Mailbox | None:
    """Take an address apart; None when it is none."""
    if len(email) > LONGEST:
        return None
    plain = "".join(sign for sign in email if unicodedata.category(sign) != "Cf")
    name, _, host = unicodedata.normalize("NFKC", plain).strip().rpartition("@")
    name, host = _same_name(name), _same_host(host)
    if not name or "." not in host or any(map(str.isspace, name)):
        return None
    name, host = _lift_subdomain(name, host)
    provider = _BY_HOST.get(host)
    return Mailbox(name.split(provider.cut)[0] or name if provider else name, host, provider)


def _same_name(name: str) -> str:
    """Fold the case, and leave out quotes, which change nothing ("asha"@ is asha@, RFC 5321 4.1.2)."""
    return unicodedata.normalize("NFKC", name.casefold()).replace('"', "")


def _same_host(host: str) -> str:
    if host.isascii():
        return host.lower().rstrip(".")
    try:
        return idna.encode(host, uts46=True).decode().rstrip(".")
    except UnicodeError:  # not a host name under IDNA 2008
        return ""


def _lift_subdomain(name: str, host: str) -> tuple[str, str]:
    """Read anything@name.host as name@host where the provider does; there - and _ are one letter."""
    user, _, parent = host.partition(".")
    for served, owner in ((host, name), (parent, user)):
        provider = _BY_HOST.get(served)
        if provider and provider.subdomains and owner:
            return owner.replace("_", "-"), served
    return name, host


def _served_by(box: Mailbox) -> str:
    return box.provider.name if box.provider else box.host


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name) or [name]
