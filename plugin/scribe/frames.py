"""What passes between a web process and the scribe: length-prefixed frames there, one byte back."""

from __future__ import annotations

import struct

import msgspec

from plugin.model import Platform, Shop, Struct

TAKEN = b"+"
FAILED = b"-"

_LENGTH = struct.Struct(">I")
_encoder = msgspec.msgpack.Encoder()


class Handed(Struct):
    """One verified webhook request on its way to the scribe."""

    shop: Shop
    platform: Platform
    headers: dict[str, str]
    raw: bytes


_decoder = msgspec.msgpack.Decoder(Handed)


def write_frame(handed: Handed) -> bytes:
    """Give the bytes that carry one request."""
    content = _encoder.encode(handed)
    return _LENGTH.pack(len(content)) + content


def read_frame(buffer: bytearray) -> Handed | None:
    """Take the first whole request out of what has arrived; None until all of it is there."""
    if len(buffer) < _LENGTH.size:
        return None
    end = _LENGTH.size + int(_LENGTH.unpack_from(buffer)[0])
    if len(buffer) < end:
        return None
    handed = _decoder.decode(bytes(buffer[_LENGTH.size : end]))
    del buffer[:end]
    return handed
