"""What a buyer did with the popup before, and was asked by message, as the decision needs it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from plugin.domain.moments import WEEK_MS
from plugin.model import History

MEMORY_DAYS = 366
WRITTEN = "written"  # the kind of report that a message is


class Report(Protocol):
    """One report of a surface: what happened, when, and about which decision."""

    @property
    def kind(self) -> str: ...
    @property
    def surface(self) -> str: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def decision_id(self) -> str | None: ...


def recall_history(
    reports: Iterable[Report], opted_out_at_ms: int | None = None, banned_at_ms: int | None = None
) -> History:
    """Work out a person's history from the reports of popup and messages, whatever order they come in.

    A view that the shopper answered with "remind me later" does not count as a view: the shopper asked for
    another. Such an answer does count as closing.
    """
    reports = list(reports)
    popup = [report for report in reports if report.surface == "popup"]
    put_off = {report.decision_id for report in popup if report.kind == "later"}
    shown = [
        report.at_ms for report in popup if report.kind == "viewed" and report.decision_id not in put_off
    ]
    closed = [report.at_ms for report in popup if report.kind in ("closed", "declined", "later")]
    return History(
        shown_at_ms=tuple(sorted(shown, reverse=True)),
        written_at_ms=tuple(report.at_ms for report in reports if report.kind == WRITTEN),
        closed_at_ms=max(closed, default=None),
        opted_out_at_ms=opted_out_at_ms,
        banned_at_ms=banned_at_ms,
    )


def list_asked(moments: Iterable[int], now_ms: int) -> list[int]:
    """List when somebody was asked in the week before a moment, by popup or message, the first first."""
    return sorted(at_ms for at_ms in moments if now_ms - WEEK_MS < at_ms <= now_ms)
