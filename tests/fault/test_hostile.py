"""Twelve kinds of mutation over real sockets, one request in ten genuine: only these are answered 200."""

from __future__ import annotations

import json
import random
import socket
from base64 import b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bodies import sign, woocommerce_order, write
from tests.fault.town import ANSWER_S, Town, found_town, serving

FEW, MANY = 3_000, 100_000
CLIENTS = 8
SIGNATURE = "X-WC-Webhook-Signature"
OTHER_SECRET = b"the secret of another shop"
POISON = (
    b'{"id": NaN}', b"[" * 100_000, b'{"id": 1e999}', b'{"a": "\\ud800"}', b'{"a": "\\u0000"}',
    b'{"a": 1, "a": 2}',
    b"\xff\xfe", b"", b"\x00", b'{"id": ' + b"9" * 5_000 + b"}", b"null", b"{" * 3 + b"}" * 4,
    b'"' + b"\\" * 99 + b'"',
)  # fmt: skip

Headers = list[tuple[str, bytes]]
# One request as bytes, and the answers that are right: 0 stands for a closed connection.
Attack = tuple[bytes, set[int]]
Answered = tuple[str, int, set[int], bytes]  # the kind, the answer, those that are right, the beginning


class Mallory:
    """Makes genuine requests and forgeries of them from one seed."""

    def __init__(self, town: Town, seed: int) -> None:
        self.dice = random.Random(seed)
        self.path = f"/webhooks/{town.shop.key}/woocommerce"
        self.secret = town.secrets["woocommerce"].encode()
        self.kinds: dict[str, Callable[[bytes, str], Attack]] = {
            "bit flip": lambda raw, made: self.forge(self.flip(raw), made),
            "truncated": lambda raw, made: self.forge(raw[: self.dice.randrange(len(raw))], made),
            "written again": lambda raw, made: self.forge(json.dumps(json.loads(raw)).encode(), made),
            "another secret": lambda raw, made: self.forge(raw, sign(raw, OTHER_SECRET)),
            "garbage in the header": lambda raw, made: self.forge(raw, self.garble(made)),
            "not ASCII": lambda raw, made: self.forge(
                raw, made[:-3] + self.dice.choice(["é=", "\xff\xfe", "\x80"])
            ),
            "two headers": lambda raw, made: self.forge(
                raw, self.garble(made), more=[(SIGNATURE, sign(raw, b"x").encode())]
            ),
            "wrong base64": self.write_wrong_base64,
            "huge header": lambda raw, made: self.forge(
                raw, "A" * self.dice.choice([9_000, 70_000, 300_000]), {400, 431, 0}
            ),
            "wrong length": self.lie_about_the_length,
            "in pieces": self.send_forged_pieces,
            "another method or place": self.knock_elsewhere,
        }

    def attacks(self, count: int) -> Iterator[tuple[str, Attack]]:
        """Give so many requests, one in ten genuine."""
        genuine = set(self.dice.sample(range(count), count // 10))
        for number in range(count):
            raw = write(
                woocommerce_order(id=self.dice.randrange(1, 500), total=f"{self.dice.randrange(1, 10**6)}.00")
            )
            if number in genuine:
                yield "genuine", self.send_genuine(raw)
            else:
                kind = self.dice.choice(sorted(self.kinds))
                yield kind, self.kinds[kind](raw, sign(raw, self.secret))

    def send_genuine(self, raw: bytes) -> Attack:
        if self.dice.randrange(4) == 0:
            raw = self.dice.choice(POISON)
        signed = [(SIGNATURE, sign(raw, self.secret).encode()), ("X-WC-Webhook-Topic", b"order.updated")]
        if self.dice.randrange(3) == 0:
            return self.write_pieces(raw, signed), {200}
        return self.write(raw, signed), {200}

    def forge(
        self, raw: bytes, signature: str, right: set[int] | None = None, more: Headers | None = None
    ) -> Attack:
        signed = [(SIGNATURE, signature.encode("latin-1")), *(more or [])]
        return self.write(raw, signed), {401} | (right or set())

    def flip(self, raw: bytes) -> bytes:
        place = self.dice.randrange(len(raw))
        return raw[:place] + bytes([raw[place] ^ 1 << self.dice.randrange(8)]) + raw[place + 1 :]

    def garble(self, signature: str) -> str:
        choices = [
            "",
            " ",
            "=",
            "A" * 44,
            signature[:-1],
            signature.swapcase(),
            f"{signature}A",
            f"sha256={signature}",
        ]
        return self.dice.choice([*choices, f"{signature},{signature}", "'\";<>", signature[::-1]])

    def write_wrong_base64(self, raw: bytes, made: str) -> Attack:
        digest = b64decode(made)
        wrong = (
            digest.hex(),
            made.rstrip("="),
            f"{made}=",
            urlsafe_b64encode(digest + b"\xff\xff\xff").decode(),
        )
        return self.forge(raw, self.dice.choice(wrong))

    def lie_about_the_length(self, raw: bytes, made: str) -> Attack:
        signed = [(SIGNATURE, made.encode())]
        lie = self.dice.choice(["9999999999", "-1", "x", str(len(raw) // 2), "+5", "0"])
        return self.write(raw, signed, length=lie), {400, 401, 413, 0}

    def send_forged_pieces(self, raw: bytes, made: str) -> Attack:
        kind = self.dice.randrange(20)
        if kind == 0:
            return self.write_pieces(b" " * (2 * 1024 * 1024 + 1), [(SIGNATURE, made.encode())]), {413, 0}
        if kind < 5:
            broken = self.write_pieces(raw, [(SIGNATURE, made.encode())]).replace(
                b"\r\n0\r\n\r\n", b"\r\nzz\r\n\r\n"
            )
            return broken, {200, 400, 401, 0}  # all that was signed has come: what follows it may be anything
        return self.write_pieces(self.flip(raw), [(SIGNATURE, made.encode())]), {401}

    def knock_elsewhere(self, raw: bytes, made: str) -> Attack:
        signed = [(SIGNATURE, made.encode())]
        method = self.dice.choice(["GET", "PUT", "DELETE", "PATCH", "BREW"])
        place = self.dice.choice(
            [self.path[:-1], f"{self.path}/", "/webhooks/aaaa/woocommerce", self.path.upper()]
        )
        if self.dice.randrange(2):
            return self.write(raw, signed, method=method), {405, 400}
        return self.write(raw, signed, path=place), {401, 404}

    def write(
        self, raw: bytes, headers: Headers, method: str = "POST", path: str = "", length: str = ""
    ) -> bytes:
        head = [f"{method} {path or self.path} HTTP/1.1", "Host: x", "Connection: close"]
        head.append(f"Content-Length: {length or len(raw)}")
        return self.join(head, headers) + raw

    def write_pieces(self, raw: bytes, headers: Headers) -> bytes:
        head = [f"POST {self.path} HTTP/1.1", "Host: x", "Connection: close", "Transfer-Encoding: chunked"]
        size = max(1, len(raw) // self.dice.randrange(1, 9))
        pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
        return self.join(head, headers) + body + b"0\r\n\r\n"

    @staticmethod
    def join(head: list[str], headers: Headers) -> bytes:
        lines = [line.encode() for line in head] + [
            b"%b: %b" % (name.encode(), text) for name, text in headers
        ]
        return b"\r\n".join([*lines, b"", b""])


def knock(port: int, request: bytes, hang_up: bool) -> int:
    """Send bytes as they are, and say no more where wanted; gives the status, or 0 when there was none."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), ANSWER_S) as line:
        with suppress(OSError):  # refused before all was sent: the answer is there all the same
            line.sendall(request)
            if hang_up:
                line.shutdown(socket.SHUT_WR)
        answer = line.recv(64)
        return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0
    return 0


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation that is serving."""
    made = found_town(tmp_path)
    with serving(made, workers=2):
        yield made


def test_it_takes_every_genuine_request_and_no_forgery(town: Town, request: pytest.FixtureRequest) -> None:
    count = MANY if request.config.getoption("full") else FEW
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}, {count} requests")

    def attack(client: int) -> list[Answered]:
        attacks = Mallory(town, seed + client).attacks(count // CLIENTS)
        return [
            (kind, knock(town.port, raw, kind == "wrong length"), right, raw[:300])
            for kind, (raw, right) in attacks
        ]

    with ThreadPoolExecutor(CLIENTS) as clients:
        answered = [one for answers in clients.map(attack, range(CLIENTS)) for one in answers]
    wrong = [(kind, status, raw) for kind, status, right, raw in answered if status not in right]
    assert Counter((kind, status) for kind, status, _ in wrong) == {}, f"seed {seed}: {wrong[:3]}"
    seen = Counter((kind, status) for kind, status, _, _ in answered)
    assert len({kind for kind, _ in seen}) == 13
    assert not [status for _, status in seen if status >= 500]
    assert seen["genuine", 200] == count // CLIENTS // 10 * CLIENTS
