"""Passwords: which ones will do, and how they are kept (argon2id, RFC 9106).

Each costs 19 MiB of memory and about 30 ms, as OWASP advises; no more than two are worked out at once, so
that a crowd at the login cannot use the machine up.
"""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from argon2.exceptions import VerificationError
from argon2.low_level import Type, hash_secret, verify_secret

from plugin.errors import InvalidInput

SALT_BYTES = 16
PASSES_COUNT, MEMORY_KIB, LANES_COUNT, HASH_BYTES = 2, 19_456, 1, 32
FEWEST_CHARACTERS, MOST_CHARACTERS = 12, 200
# A password that nobody has: a login without a user costs as much as one with the wrong password.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$CzPHtVhKHY9TJsuSwr9sQw$a71h8thD/ZQgwUaUriijERNAicPE8MBag10Q2/+mfvs"
VERY_COMMON = frozenset({
    "123456789012", "1234567890123", "12345678901234", "123456123456", "123123123123", "111111111111",
    "000000000000", "qwertyuiopas", "qwerty123456", "qwertyqwerty", "qwertyuiop12", "qwertyuiop123",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "abcdefghijkl", "abcdefghijklm", "abcd12345678", "abc123abc123",
    "password1234", "password12345", "password123456", "passwordpassword", "mypassword123", "p@ssword1234",
    "p@ssw0rd1234", "passw0rd1234", "administrator", "admin1234567", "adminadminadmin", "admin@123456",
    "letmein12345", "letmeinletmein", "welcome12345", "welcome@1234", "iloveyou1234", "iloveyouiloveyou",
    "changeme1234", "changemechangeme", "india@123456", "india1234567", "qwerty@12345", "asdfghjkl123",
    "zaq12wsxcde3", "correcthorsebatterystaple", "trustno1trustno1", "dragon123456", "football1234",
    "cricket12345", "krishna12345", "sairam123456", "test12345678", "testtesttest", "aaaaaaaaaaaa",
})  # fmt: skip

_turns = BoundedSemaphore(2)


def check_password(password: str, email: str, name: str) -> None:
    """Refuse a password that others would try first; its length is the only other rule (NIST SP 800-63B).

    Raises InvalidInput with the sentence for whoever chose it.
    """
    plain = _write_plain(password)
    if not FEWEST_CHARACTERS <= len(plain) <= MOST_CHARACTERS:
        raise InvalidInput(
            "password", "A password has 12 to 200 characters; four words in a row are easy to keep in mind."
        )
    own = {_write_plain(own).casefold() for own in (email, email.partition("@")[0], name)}
    if plain.casefold() in own | VERY_COMMON or len(set(plain)) == 1:
        raise InvalidInput("password", "Others would try this password first; choose another one.")


def hash_password(password: str, salt: bytes) -> str:
    """Give the text of a password that is kept in its place; takes as many random bytes as SALT_BYTES."""
    with _turns:
        return hash_secret(
            _write_plain(password).encode(), salt, PASSES_COUNT, MEMORY_KIB, LANES_COUNT, HASH_BYTES, Type.ID
        ).decode()


def is_password(password: str, password_hash: str) -> bool:
    """Say whether this is the password that is kept; for nobody's, empty, it is not, at the same cost."""
    with _turns:
        try:
            raw = _write_plain(password[:MOST_CHARACTERS]).encode(errors="replace")
            return verify_secret((password_hash or NOBODYS).encode(), raw, Type.ID) and bool(password_hash)
        except VerificationError:
            return False


def _write_plain(text: str) -> str:
    """Write a text the one way that all keyboards mean by it."""
    return unicodedata.normalize("NFKC", text)
