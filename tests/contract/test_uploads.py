"""Files brought to be looked at: how many wait, who may read them, and what a full or crooked disk does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest

from plugin.actions.uploads import (
    LIFE_MS,
    MOST_FOR_A_SHOP,
    MOST_WAITING_BYTES,
    Upload,
    find_upload,
    forget_old_uploads,
    forget_upload,
    keep_upload,
    path_of,
)
from plugin.errors import InvalidInput, NotFound
from tests.cast import ChaiHouse, enter_desk, open_chai_house
from tests.importing import make_file, make_line


def bring(chai: ChaiHouse, save: Callable[[IO[bytes]], object] = lambda file: file.write(b"x")) -> Upload:
    """Bring a file to Chai House's desk."""
    return keep_upload(chai.house, chai.shop, "past.csv", {}, save)


def stretch(file: IO[bytes]) -> None:
    """Fill the room that files have here, without the bytes."""
    file.truncate(MOST_WAITING_BYTES)


def folder_of(chai: ChaiHouse) -> Path:
    """Give the folder in which files wait, empty."""
    upload = bring(chai)
    path = path_of(chai.house, upload)
    forget_upload(chai.house, upload)
    return path.parent


def test_it_keeps_the_last_few_files_of_each_shop(chai: ChaiHouse) -> None:
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    theirs = bring(other)
    brought = []
    for _ in range(MOST_FOR_A_SHOP + 1):
        chai.clock.move(1000)
        brought.append(bring(chai))
    with pytest.raises(NotFound):
        find_upload(chai.house, chai.shop, brought[0].upload_id)
    assert not path_of(chai.house, brought[0]).exists()
    assert [find_upload(chai.house, chai.shop, one.upload_id) for one in brought[1:]] == brought[1:]
    assert find_upload(chai.house, other.shop, theirs.upload_id) == theirs


def test_it_takes_no_more_than_there_is_room_for(chai: ChaiHouse) -> None:
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    bring(other, stretch)
    with pytest.raises(InvalidInput, match="an hour"):
        bring(chai)
    chai.clock.move(LIFE_MS + 1000)
    forget_old_uploads(chai.house)
    assert find_upload(chai.house, chai.shop, bring(chai).upload_id)


def test_it_ends_with_the_hour_though_no_worker_swept(chai: ChaiHouse) -> None:
    upload = bring(chai)
    chai.clock.move(LIFE_MS + 1000)
    with pytest.raises(NotFound):
        find_upload(chai.house, chai.shop, upload.upload_id)


def test_it_says_that_the_disk_is_full_and_leaves_nothing_there(chai: ChaiHouse) -> None:
    folder = folder_of(chai)

    def fill_up(file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(InvalidInput, match="no room"):
        bring(chai, fill_up)
    assert list(folder.iterdir()) == []


def test_it_lets_nobody_else_read_them(chai: ChaiHouse) -> None:
    folder = folder_of(chai)
    folder.chmod(0o777)
    bring(chai)
    modes = [path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())]
    assert modes == [0o700, 0o600, 0o600]


def test_it_follows_no_link_and_no_file_in_place_of_its_folder(chai: ChaiHouse, tmp_path: Path) -> None:
    folder = folder_of(chai)
    folder.rmdir()
    for target in (tmp_path, Path("nowhere"), None):
        folder.symlink_to(target) if target else folder.touch()
        with pytest.raises(InvalidInput, match="remove it"):
            bring(chai)
        folder.unlink()
    assert not [one for one in tmp_path.iterdir() if one.name.startswith("upl_")]


def test_it_leaves_what_is_not_its_own_where_it_is(chai: ChaiHouse) -> None:
    folder = folder_of(chai)
    (folder / "upl_notes.txt").touch()
    forget_old_uploads(chai.house)
    assert bring(chai)


def test_it_looks_at_the_same_file_twice_and_imports_it_once(chai: ChaiHouse) -> None:
    page, raw = f"{enter_desk(chai.house, chai.shop, chai.client)}/customers", make_file(make_line(1))
    seen = [chai.client.post(page, data={"file": (BytesIO(raw), "past.csv")}).location for _ in range(2)]
    assert [chai.client.get(one).status_code for one in seen] == [200, 200]
    assert chai.client.post(seen[0]).status_code == 303
    assert "is in the house already" in chai.client.post(seen[1]).text


@pytest.mark.parametrize("page", ["customers", "setup/moving"])
def test_it_asks_for_a_file_again_that_something_else_removed(chai: ChaiHouse, page: str) -> None:
    raw = {"file": (BytesIO(make_file(make_line(1))), "past.csv")}
    seen = chai.client.post(f"{enter_desk(chai.house, chai.shop, chai.client)}/{page}", data=raw).location
    for path in folder_of(chai).glob("*.csv"):  # as what tidies temporary folders does
        path.unlink()
    for answer in (chai.client.get(seen), chai.client.post(seen)):
        assert (answer.status_code, "send it again" in answer.text) == (404, True)
