"""The demo's clock: this machine's, put forward by a file that Sathi reads too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

KOLKATA = ZoneInfo("Asia/Kolkata")
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Clock:
    """The time in the shop's own zone; `file` says by how many milliseconds it is ahead."""

    file: Path | None = None

    def now(self) -> datetime:
        """Give the time."""
        return datetime.now(KOLKATA) + timedelta(milliseconds=self._ahead_ms())

    def pass_days(self, days: int) -> None:
        """Let so many days pass, for the store and for Sathi."""
        if self.file:
            draft = self.file.with_suffix(".draft")
            draft.write_text(str(self._ahead_ms() + days * DAY_MS))
            draft.replace(self.file)

    def _ahead_ms(self) -> int:
        return int(self.file.read_text()) if self.file else 0


THIS_MACHINE = Clock()
