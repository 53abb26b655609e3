"""How large a run is, and where its files lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "build" / "bench"


@dataclass(frozen=True)
class Scale:
    """The sizes of one run: rounds of a comparison, seconds of load in each, visits, orders stored."""

    rounds: int
    load_s: int
    starts: int
    shoppers: int
    visits: int
    lookups_s: int
    few: int
    many: int
    views: int


FULL = Scale(
    rounds=5, load_s=5, starts=5, shoppers=5, visits=12, lookups_s=30, few=10_000, many=1_000_000, views=40
)
QUICK = Scale(
    rounds=3, load_s=1, starts=3, shoppers=2, visits=4, lookups_s=5, few=5_000, many=50_000, views=20
)


@dataclass(frozen=True)
class Setting:
    """One run of the benchmark: its sizes, its seed, and a folder that goes away after it."""

    scale: Scale
    seed: int
    folder: Path
