"""What a run says: lines while it goes on, the table, and build/bench.json."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.bars import Bar, Figures

WIDTH = 110  # where the output goes into a file

console = Console(highlight=False)
if not console.is_terminal:
    console.width = WIDTH


def note(line: str) -> None:
    """Say what one round showed."""
    console.print(f"  {line}", style="dim", soft_wrap=True)


def print_table(bars: Iterable[Bar], figures: Figures) -> None:
    """Print every bar with its figure."""
    table = Table(title="What must hold")
    for column in ("issue", "bar", "figure", "unit", "limit", "holds", "samples"):
        table.add_column(column, justify="right" if column in ("figure", "samples") else "left")
    for bar in bars:
        found = figures.get(bar.name)
        figure = f"{found.figure:.3g}" if found else "not measured"
        kept = bool(found and bar.holds(found.figure))
        table.add_row(
            bar.issue, bar.name, figure, bar.unit, bar.says, "yes" if kept else "NO",
            str(found.samples if found else 0), style="" if kept else "bold red",
        )  # fmt: skip
    console.print(table)


def write_figures(bars: Iterable[Bar], figures: Figures, seed: int, file: Path) -> None:
    """Write every bar with its figure as JSON; a figure that was not measured is null."""
    rows = []
    for bar in bars:
        found = figures.get(bar.name)
        rows.append({
            "issue": bar.issue, "bar": bar.name, "figure": found.figure if found else None, "unit": bar.unit,
            "limit": bar.says, "holds": bool(found and bar.holds(found.figure)),
            "samples": found.samples if found else 0, "seed": seed,
        })  # fmt: skip
    file.write_text(json.dumps(rows, indent=1) + "\n")


def note_machine() -> None:
    """Say how busy the machine is; beside other programs only ratios and processor times mean much."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    console.print(f"{cores} cores, load {load:.1f}.", style="yellow" if load > cores else "")
