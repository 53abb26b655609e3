"""Seals: a store's credentials, encrypted with a key that only this installation's secret gives."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plugin.errors import StoreRefused


def seal(secret: str, place: str, content: bytes) -> str:
    """Encrypt credentials for one place, such as one shop's connection; they open nowhere else."""
    return _key(secret, place).encrypt(content).decode()


def unseal(secret: str, place: str, sealed: str) -> bytes:
    """Decrypt credentials; raises StoreRefused where another secret, or another place, sealed them."""
    try:
        return _key(secret, place).decrypt(sealed.encode())
    except InvalidToken:
        sentence = (
            "The store's credentials cannot be opened with this installation's secret: connect it again."
        )
        raise StoreRefused(sentence) from None


def _key(secret: str, place: str) -> Fernet:
    """Derive a key by HKDF-SHA256 (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"sathi.seal {place}".encode())
    return Fernet(urlsafe_b64encode(derived.derive(secret.encode())))
