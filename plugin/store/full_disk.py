"""A disk without room, as SQLite and PostgreSQL tell of it."""

from __future__ import annotations

FULL = (
    "The disk that holds the database is full, or refuses to be written. Nothing is lost: what was done so"
    " far stands. Make room there, then give the same command again; an import goes on where it was."
)
# No room at all, none for the log's index, none in one's quota or for so large a file.
SQLITE_NAMES = ("SQLITE_FULL", "SQLITE_IOERR_SHMOPEN", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE")
POSTGRES_STATE = "53100"  # disk_full


def say_full_disk(error: BaseException) -> str:
    """Say what to do about an error that means a full disk; empty where it means anything else."""
    is_full = (
        getattr(error, "sqlite_errorname", "") in SQLITE_NAMES
        or getattr(error, "sqlstate", "") == POSTGRES_STATE
    )
    return FULL if is_full else ""
