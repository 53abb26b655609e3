"""Measures: `python -m tests.bench [BENCH...] [--quick] [--seed N]`."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import click

from tests.bench.bars import BARS, Figures, Measured
from tests.bench.report import console, note, note_machine, print_table, write_figures
from tests.bench.setting import FULL, KEPT, QUICK, Setting

BENCHES = tuple(dict.fromkeys(bar.bench for bar in BARS))


@click.command()
@click.argument("benches", nargs=-1, type=click.Choice(BENCHES))
@click.option("--quick", is_flag=True, help="Small sizes: everything in about three minutes.")
@click.option("--seed", default=20261121, show_default=True, help="What orders and keys are drawn from.")
def main(benches: tuple[str, ...], quick: bool, seed: int) -> None:
    """Measure the figures that must hold, all of them or those of some BENCHES.

    All of them are written to build/bench.json. Ends with 1 when one does not hold or was not measured.
    """
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    console.print(f"Seed {seed}, {'quick' if quick else 'full'} sizes.")
    note_machine()
    KEPT.mkdir(parents=True, exist_ok=True)
    chosen = benches or BENCHES
    bars = tuple(bar for bar in BARS if bar.bench in chosen)
    figures: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="run-", ignore_cleanup_errors=True) as folder:
        setting = Setting(QUICK if quick else FULL, seed, Path(folder))
        for bench in chosen:
            figures.update(measure(bench, setting))
    print_table(bars, figures)
    note_machine()
    if not benches:
        write_figures(bars, figures, seed, KEPT.with_suffix(".json"))
    sys.exit(not all(bar.name in figures and bar.holds(figures[bar.name].figure) for bar in bars))


def measure(bench: str, setting: Setting) -> Figures:
    """Run one bench; one that fails says why and leaves its figures unmeasured, and the others go on."""
    began = time.monotonic()
    console.print(f"[bold]{bench}[/bold]")
    try:
        figures: Figures = import_module(f"tests.bench.{bench}").measure(setting)
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {error}"
        console.print(f"  {bench} could not be measured: {why}", style="red", markup=False)
        return {}
    note(f"{time.monotonic() - began:.0f} s")
    return figures


if __name__ == "__main__":
    main()
