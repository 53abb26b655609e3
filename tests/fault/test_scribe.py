"""The scribe beside the web processes: it writes together, it may die, and nothing waits for it for ever."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psutil
import pytest

from plugin.scribe.asking import Scribe
from plugin.scribe.frames import Handed, read_frame, write_frame
from tests.cast import CHAI_HOUSE
from tests.fault.test_crash import SENDERS, send_until
from tests.fault.town import ANSWER_S, Town, find_beside, found_town, serving, wait_until


def listens(path: str) -> bool:
    """Say whether somebody listens at a path."""
    with socket.socket(socket.AF_UNIX) as asking:
        return asking.connect_ex(path) == 0


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A fresh installation."""
    return found_town(tmp_path)


def test_it_keeps_serving_when_the_scribe_is_killed(town: Town) -> None:
    stop = Event()
    with ThreadPoolExecutor(SENDERS) as senders, serving(town, workers=2) as program:
        for sender in range(SENDERS):
            senders.submit(send_until, town, stop, seed=sender, first=1_000_000 * sender + 1)
        try:
            for turn in range(3):
                wait_until(lambda: find_beside(program, "scribe") is not None)
                scribe = find_beside(program, "scribe")
                assert scribe
                scribe.kill()
                enough = len(town.acknowledged) + 40 * (turn + 1)
                wait_until(lambda: len(town.acknowledged) >= enough)  # noqa: B023 - called in this turn only
        finally:
            stop.set()
    town.check()


def test_it_is_the_scribe_that_writes(town: Town) -> None:
    with serving(town) as program:
        wait_until(lambda: find_beside(program, "scribe") is not None)
        assert town.buy(1) == 200
        scribe = find_beside(program, "scribe")
        assert scribe
        path = scribe.environ()["SATHI_SCRIBE"]
        wait_until(lambda: listens(path))
        scribe.suspend()
        with ThreadPoolExecutor(1) as sender:
            waiting = sender.submit(town.buy, 2)
            with pytest.raises(TimeoutError):
                waiting.result(1)
            assert set(town.look()) == {"1"}
            scribe.resume()
            assert waiting.result(ANSWER_S) == 200
    town.check()


def test_it_ends_when_the_server_is_gone(town: Town) -> None:
    with serving(town) as program:
        wait_until(lambda: find_beside(program, "scribe") is not None)
        scribe = find_beside(program, "scribe")
        assert scribe
        program.kill()
        wait_until(lambda: not scribe.is_running() or scribe.status() == psutil.STATUS_ZOMBIE)


def test_it_says_that_nobody_answers_at_a_path_without_a_scribe(tmp_path: Path) -> None:
    assert Scribe(tmp_path / "nobody").take(CHAI_HOUSE, "woocommerce", {}, b"{}") is False


def test_it_does_not_wait_for_a_scribe_that_only_starts(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as lent:
        lent.bind(str(tmp_path / "scribe"))
        assert Scribe(tmp_path / "scribe").take(CHAI_HOUSE, "woocommerce", {}, b"{}") is False


def test_it_reads_a_frame_however_it_arrives() -> None:
    handed = Handed(shop=CHAI_HOUSE, platform="standard", headers={"webhook-id": "1"}, raw=b"\x00\xff" * 5000)
    buffer = bytearray()
    frames = []
    for byte in write_frame(handed) * 2:
        buffer.append(byte)
        if frame := read_frame(buffer):
            frames.append(frame)
    assert frames == [handed, handed]
    assert buffer == bytearray()
