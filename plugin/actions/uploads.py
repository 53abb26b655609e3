"""Files that a merchant brings to the desk, kept for an hour between looking and importing."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import msgspec

from plugin.actions.house import House
from plugin.domain.moments import HOUR_MS
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop, Struct

MOST_BYTES = 20_000_000
LIFE_MS = HOUR_MS
NAME_LENGTH = 100
_UPLOAD_ID = re.compile(r"upl_[0-9a-f]{27}\Z")


class Upload(Struct):
    """One file that waits: whose it is, what it was called, and what its columns are called."""

    upload_id: str
    shop_id: str
    name: str
    columns: Mapping[str, str]


def keep_upload(
    house: House, shop: Shop, name: str, columns: Mapping[str, str], save: Callable[[IO[bytes]], None]
) -> Upload:
    """Keep a file that was sent, for an hour; `save` writes it into the one that is open for it."""
    folder = _open_folder(house)
    upload = Upload(
        upload_id=house.new_id("upl", house.now_ms()), shop_id=shop.shop_id, name=name[:NAME_LENGTH],
        columns=columns,
    )  # fmt: skip
    with open(os.open(path_of(house, upload), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        save(file)
    (folder / f"{upload.upload_id}.json").write_bytes(msgspec.json.encode(upload))
    return upload


def find_upload(house: House, shop: Shop, upload_id: str) -> Upload:
    """Give a file that waits; raises NotFound once its hour is over, or where it is another shop's."""
    ticket = _open_folder(house) / f"{upload_id}.json"
    if _UPLOAD_ID.match(upload_id) and ticket.exists():
        upload = msgspec.json.decode(ticket.read_bytes(), type=Upload)
        if upload.shop_id == shop.shop_id:
            return upload
    raise NotFound("This file is not kept any more: send it again.")


def path_of(house: House, upload: Upload) -> Path:
    """Give where a file that waits is."""
    return _open_folder(house) / f"{upload.upload_id}.csv"


def forget_upload(house: House, upload: Upload) -> None:
    """Remove a file and what is known of it."""
    for path in _open_folder(house).glob(f"{upload.upload_id}.*"):
        path.unlink(missing_ok=True)


def forget_old_uploads(house: House) -> None:
    """Remove every file whose hour is over; an id begins with its time."""
    for path in _open_folder(house).glob("upl_*"):
        if int(path.name[4:15], 16) < house.now_ms() - LIFE_MS:
            path.unlink(missing_ok=True)


def _open_folder(house: House) -> Path:
    """Give this installation's folder on this machine, which only its user can look into."""
    name = house.hash("uploads", house.settings.database_url)[:16]
    folder = Path(tempfile.gettempdir()) / f"sathi-uploads-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise InvalidInput("file", f"{folder} belongs to somebody else: remove it.")
    return folder
