"""Files that a merchant brings to the desk, kept for an hour between looking and importing."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR
from typing import IO, BinaryIO

import msgspec

from plugin.actions.house import House
from plugin.domain.moments import HOUR_MS
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop, Struct
from plugin.words.speaking import mark

MOST_BYTES = 20_000_000
MOST_FOR_A_SHOP = 3
MOST_WAITING_BYTES = 200_000_000  # of all shops: temporary folders are often kept in memory
LIFE_MS = HOUR_MS
NAME_LENGTH = 100
GONE = mark("This file is not kept any more: send it again.")
_UPLOAD_ID = re.compile(r"upl_[0-9a-f]{27}\Z")


class Upload(Struct):
    """One file that waits: whose it is, what it was called, and what its columns are called."""

    upload_id: str
    shop_id: str
    name: str
    columns: Mapping[str, str]


def keep_upload(
    house: House, shop: Shop, name: str, columns: Mapping[str, str], save: Callable[[IO[bytes]], object]
) -> Upload:
    """Keep a file that was sent, for an hour; `save` writes it into the one that is open for it.

    Of a shop's files the last few are kept. Raises InvalidInput where there is no room for more.
    """
    upload = Upload(
        upload_id=house.new_id("upl", house.now_ms()), shop_id=shop.shop_id, name=name[:NAME_LENGTH],
        columns=columns,
    )  # fmt: skip
    _make_room(house, shop)
    try:
        with _open_new(path_of(house, upload)) as file:
            save(file)
        with _open_new(_ticket_of(house, upload.upload_id)) as file:
            file.write(msgspec.json.encode(upload))
    except OSError as error:
        forget_upload(house, upload)
        raise InvalidInput(
            "file",
            "This machine has no room for the file: make some in {folder}, then send it again.",
            folder=tempfile.gettempdir(),
        ) from error
    return upload


def find_upload(house: House, shop: Shop, upload_id: str) -> Upload:
    """Give a file that waits; raises NotFound once its hour is over, or where it is another shop's."""
    if _UPLOAD_ID.match(upload_id) and not _is_over(house, upload_id):
        upload = _read_ticket(_ticket_of(house, upload_id))
        if upload and upload.shop_id == shop.shop_id:
            return upload
    raise NotFound(GONE)


def open_upload(house: House, upload: Upload) -> BinaryIO:
    """Open a file that waits, for reading; raises NotFound where it was removed meanwhile."""
    try:
        return path_of(house, upload).open("rb")
    except FileNotFoundError as error:
        raise NotFound(GONE) from error


def path_of(house: House, upload: Upload) -> Path:
    """Give where a file that waits is."""
    return _open_folder(house) / f"{upload.upload_id}.csv"


def forget_upload(house: House, upload: Upload) -> None:
    """Remove a file and what is known of it."""
    for path in _open_folder(house).glob(f"{upload.upload_id}.*"):
        path.unlink(missing_ok=True)


def forget_old_uploads(house: House) -> None:
    """Remove every file whose hour is over."""
    for path in _open_folder(house).glob("upl_*"):
        if _UPLOAD_ID.match(path.stem) and _is_over(house, path.stem):
            path.unlink(missing_ok=True)


def _make_room(house: House, shop: Shop) -> None:
    """Forget the oldest files of a shop for a new one; raises InvalidInput where all together are many."""
    folder = _open_folder(house)
    waiting = [one for path in sorted(folder.glob("upl_*.json")) if (one := _read_ticket(path))]
    own = [one for one in waiting if one.shop_id == shop.shop_id]
    for upload in own[: len(own) - MOST_FOR_A_SHOP + 1]:
        forget_upload(house, upload)
    if sum(_size_of(path) for path in folder.glob("upl_*")) >= MOST_WAITING_BYTES:
        raise InvalidInput("file", "Many files wait to be looked at just now: send it again in an hour.")


def _is_over(house: House, upload_id: str) -> bool:
    """Say whether a file's hour is over; its id begins with its time."""
    return int(upload_id[4:15], 16) < house.now_ms() - LIFE_MS


def _ticket_of(house: House, upload_id: str) -> Path:
    return _open_folder(house) / f"{upload_id}.json"


def _read_ticket(path: Path) -> Upload | None:
    """Read what is known of a file; None where it was forgotten meanwhile."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Upload)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _open_new(path: Path) -> IO[bytes]:
    """Open a file that is not there yet, for this installation's user alone."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _open_folder(house: House) -> Path:
    """Give this installation's folder on this machine, which only its user can look into."""
    name = house.hash("uploads", house.settings.database_url)[:16]
    folder = Path(tempfile.gettempdir()) / f"sathi-uploads-{name}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()  # in a folder where everybody may write: a link is not followed
    if not S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise InvalidInput("file", "{folder} belongs to somebody else: remove it.", folder=folder)
    if found.st_mode & 0o077:
        folder.chmod(0o700)
    return folder
