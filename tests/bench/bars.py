"""Every bar of an issue in one table: its name, its limit, and the bench that measures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Sense = Literal["at least", "at most"]


@dataclass(frozen=True)
class Bar:
    """One figure that an issue asks for; `bench` is the part of this package that measures it."""

    issue: str
    bench: str
    name: str
    unit: str
    sense: Sense
    limit: float

    @property
    def says(self) -> str:
        """The limit in words."""
        return f"{self.sense} {self.limit:g}"

    def holds(self, figure: float) -> bool:
        """Say whether a figure keeps the limit."""
        return figure >= self.limit if self.sense == "at least" else figure <= self.limit


@dataclass(frozen=True)
class Measured:
    """One figure, and from how many samples it was made."""

    figure: float
    samples: int


Figures = Mapping[str, Measured]

BARS = (
    Bar("house", "weight", "loader, brotli", "KB", "at most", 2.5),
    Bar("house", "weight", "popup with all it needs, heaviest language, brotli", "KB", "at most", 8),
    Bar("house", "weight", "picture and QR", "KB", "at most", 6),
    Bar("house", "browser", "popup visible after its decision, worst", "ms", "at most", 500),
    Bar("house", "browser", "layout shift", "score", "at most", 0),
    Bar("house", "browser", "requests to foreign hosts", "requests", "at most", 0),
    Bar("house", "webhook", "webhook rps against a bare route", "ratio", "at least", 0.30),
    Bar("house", "webhook", "orders not stored and decided exactly once", "orders", "at most", 0),
    Bar("house", "fsync", "group commit against one commit an order, 4 ms fsync", "ratio", "at least", 6),
    Bar("house", "workers", "two workers' rps against one's", "ratio", "at least", 1.0),
    Bar("house", "workers", "two workers' p99", "ms", "at most", 100),
    Bar("house", "lookup", "look-up p99 at 200/s, many orders", "ms", "at most", 10),
    Bar("house", "lookup", "look-up cost, many orders against few", "ratio", "at most", 1.3),
    Bar("house", "growth", "webhook cost, many orders against few", "ratio", "at most", 1.3),
    Bar("house", "start", "cold start to the first 200", "s", "at most", 1.0),
    Bar("house", "start", "memory of the largest process", "MB", "at most", 110),
    Bar("loop", "effects", "effects a second, nothing to call", "effects/s", "at least", 2_000),
    Bar("loop", "effects", "effects a second over loopback HTTP", "effects/s", "at least", 300),
    Bar("loop", "effects", "one hanging shop delays the others by", "s", "at most", 1.0),
    Bar(
        "stores",
        "weight",
        "popup and panel with all they need, heaviest language, brotli",
        "KB",
        "at most",
        12,
    ),
    Bar("stores", "felt", "script time of the launcher", "ms", "at most", 4),
    Bar("stores", "felt", "script time of the popup", "ms", "at most", 5),
    Bar("stores", "felt", "script time of the launcher at 4x", "ms", "at most", 15),
    Bar("stores", "felt", "script time of the popup at 4x", "ms", "at most", 30),
    Bar("stores", "felt", "blocking time of the launcher at 4x", "ms", "at most", 0),
    Bar("stores", "felt", "blocking time of the popup at 4x", "ms", "at most", 20),
    Bar("stores", "felt", "click to next paint at 4x", "ms", "at most", 80),
    Bar("stores", "felt", "layout shift of launcher and popup", "score", "at most", 0),
    Bar("stores", "felt", "requests on a page before a click", "requests", "at most", 2),
    Bar("stores", "felt", "other hosts asked by launcher and popup", "requests", "at most", 0),
    Bar("stores", "felt", "entries stored before consent", "entries", "at most", 0),
    Bar("stores", "felt", "CSP and Trusted Types violations", "complaints", "at most", 0),
    Bar("stores", "loader", "loader rps against a bare route", "ratio", "at least", 0.60),
    Bar("stores", "loader", "304 rps against a bare route", "ratio", "at least", 0.80),
    Bar("stores", "friends", "order cost, 1,000 friends against 10", "ratio", "at most", 2),
    Bar("reach", "importing", "customers imported into SQLite, 200,000 rows", "rows/s", "at least", 20_000),
    Bar("reach", "importing", "memory of one process importing 1,000,000 rows", "MB", "at most", 150),
    Bar("reach", "mail", "letters a second into an instant sink", "letters/s", "at least", 500),
    Bar("desk", "desk", "slowest page of the desk, p95", "ms", "at most", 300),
    Bar("desk", "desk", "largest page of the desk, compressed", "KB", "at most", 100),
    Bar("desk", "experiments", "false winners among A/A, looked at daily", "%", "at most", 5),
    Bar("desk", "experiments", "a fifth more found in eight weeks", "%", "at least", 85),
    Bar("desk", "experiments", "coverage of 95% intervals, lowest", "%", "at least", 93),
    Bar("desk", "experiments", "coverage of 95% intervals, highest", "%", "at most", 97),
)
