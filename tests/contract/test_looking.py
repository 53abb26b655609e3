"""Looking at a store's page: what is inside our walls is refused, however its address is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import create_server
from threading import Event, Thread

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from plugin.effects.looking import MOST_BYTES, Onlooker, is_public

INSIDE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
)  # fmt: skip


@dataclass
class Names:
    """A name service that knows some hosts, and notes what it was asked."""

    answers: dict[str, Sequence[str]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses of a host."""
        self.asked.append(host)
        return self.answers[host]


@pytest.mark.parametrize("address", INSIDE)
def test_it_knows_what_is_inside(address: str) -> None:
    assert not is_public(address)
    assert Onlooker(Names({"shop.example": [address]})).look("http://shop.example/", "x").fault == "private"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_it_knows_what_is_outside(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://localhost/",
        "http://me@127.0.0.1/", "https://127.0.0.1/",
    ],
)  # fmt: skip
def test_it_refuses_every_way_to_write_this_machine(url: str) -> None:
    assert Onlooker().look(url, "x").fault == "private"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ftp://shop.example/", "unknown_host"),
        ("http:///x", "unknown_host"),
        ("http://[::1/", "unknown_host"),
        ("http://shop.example:99999/", "unknown_host"),
        ("http://shop.example:22/", "private"),
        ("http://" + "a" * 70 + ".example/", "unknown_host"),
    ],
)
def test_it_says_what_is_no_address(url: str, fault: str) -> None:
    names = Names({"shop.example": ["8.8.8.8"]})
    resolve = names if "shop.example" in url else Onlooker().resolve
    assert Onlooker(resolve).look(url, "x").fault == fault


def test_it_refuses_a_host_with_one_address_inside() -> None:
    names = Names({"shop.example": ["8.8.8.8", "10.0.0.1"]})
    assert Onlooker(names).look("http://shop.example/", "x").fault == "private"


def own_of(server: HTTPServer) -> str:
    """Give the origin of the one store that may be on this machine."""
    return server.url_for("").rstrip("/")


def test_it_resolves_once_and_speaks_to_that_address_in_the_hosts_name(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_handler(lambda request: Response(request.host))
    own = f"http://shop.example:{httpserver.port}"
    names = Names({"shop.example": ["127.0.0.1"]})
    fetched = Onlooker(names).look(own, "x", own)
    assert fetched.html == f"shop.example:{httpserver.port}"
    assert names.asked == ["shop.example"] * 2  # once for the page, once for the page past all caches


def test_it_writes_any_script_as_browsers_do(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/চা").respond_with_handler(lambda request: Response(request.host))
    own = f"http://xn--u5b6e.example:{httpserver.port}"
    names = Names({"xn--u5b6e.example": ["127.0.0.1"]})
    fetched = Onlooker(names).look(f"http://চা.example:{httpserver.port}/চা", "x", own)
    assert (fetched.status, fetched.html) == (200, own.removeprefix("http://"))


def test_it_judges_again_at_a_redirect(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(
        status=302, headers={"Location": "http://inside.example/"}
    )
    names = Names({"localhost": ["127.0.0.1"], "inside.example": ["169.254.169.254"]})
    assert Onlooker(names).look(own_of(httpserver), "x", own_of(httpserver)).fault == "private"
    assert names.asked[-1] == "inside.example"


def test_it_follows_redirects_and_gives_up_a_circle(httpserver: HTTPServer) -> None:
    own = own_of(httpserver)
    httpserver.expect_request("/").respond_with_data(status=301, headers={"Location": "/home"})
    httpserver.expect_request("/home").respond_with_data("home")
    httpserver.expect_request("/round").respond_with_data(status=302, headers={"Location": "/round"})
    fetched = Onlooker().look(own, "x", own)
    assert (fetched.url, fetched.html) == (f"{own}/home", "home")
    assert Onlooker().look(f"{own}/round", "x", own).fault == "redirects"


def test_it_asks_once_more_past_all_caches(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> Response:
        return Response("fresh" if request.args.get("sathi-check") == "stamp" else "old")

    httpserver.expect_request("/").respond_with_handler(answer)
    fetched = Onlooker().look(own_of(httpserver), "stamp", own_of(httpserver))
    assert (fetched.html, fetched.fresh_html) == ("old", "fresh")


def test_it_gives_up_what_is_too_large_or_not_there(httpserver: HTTPServer) -> None:
    own = own_of(httpserver)
    httpserver.expect_request("/").respond_with_data(b"x" * (MOST_BYTES + 1))
    assert Onlooker().look(own, "x", own).fault == "large"
    assert Onlooker().look("http://127.0.0.1:9", "x", "http://127.0.0.1:9").fault == "closed"


@contextmanager
def dripping(head: bytes, drop: bytes) -> Iterator[str]:
    """Serve whoever comes a head, and then drop by drop without an end; gives the origin."""
    over = Event()

    def serve() -> None:
        with listener.accept()[0] as speaking:
            speaking.sendall(head)
            while not over.wait(0.02):
                speaking.sendall(drop)

    with create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\xff", b"x"),
    ],
    ids=["head", "body", "chunk", "gzip"],
)
def test_it_hangs_up_on_who_drips(head: bytes, drop: bytes) -> None:
    with dripping(head, drop) as own:
        assert Onlooker(whole_s=0.2).look(own, "x", own).fault == "slow"
