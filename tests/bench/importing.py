"""Past customers imported from a CSV by the command, and the memory of its two processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import sleep

import psutil

from plugin.store.imports import ImportRow
from tests.bench.bars import Figures, Measured
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.world import SECRET, World, make_world, open_house

LOOK_S = 0.1
MB = 1_000_000
HEADER = (
    "First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Phone,"
    "Total Spent,Total Orders,Tags,Last Order Date\n"
)
SAYS = ("yes", "yes", "no", "")


def measure(setting: Setting) -> Figures:
    """Import few rows for the speed, and many for the memory, each into a database of its own."""
    few, many = setting.scale.many // 5, setting.scale.many
    speed, _ = import_rows(setting, few)
    _, size = import_rows(setting, many)
    return {
        "customers imported into SQLite, 200,000 rows": Measured(speed, few),
        "memory of one process importing 1,000,000 rows": Measured(size, many),
    }


def import_rows(setting: Setting, count: int) -> tuple[float, float]:
    """Import so many customers; gives rows a second, and the most memory of one process in MB."""
    world = make_world(setting.folder / f"importing-{count}.db", setting.seed)
    file = setting.folder / f"customers-{count}.csv"
    write_customers(file, count)
    largest, together = watch(world, file)
    row = read_outcome(setting, world)
    assert (row.new_count, row.faults_count) == (count, 0), row
    seconds = ((row.ended_at_ms or 0) - row.started_at_ms) / 1000
    note(
        f"{count:,} rows: {count / seconds:,.0f} a second, "
        f"at most {largest:.0f} MB in one process, {together:.0f} MB in both"
    )
    return count / seconds, largest


def write_customers(file: Path, count: int) -> None:
    """Write customers as Shopify exports them: all with an address and a phone, three of four with a word."""
    with file.open("w") as lines:
        lines.write(HEADER)
        for number in range(count):
            who = f"Asha{number % 500},Sen,buyer{number}@example.com,{SAYS[number % 4]},IN,+9198{number:08}"
            day = f"2026-0{number % 9 + 1}-1{number % 9}"
            lines.write(f'{who},{number % 9000}.50,{number % 12},"tea, vip",{day}\n')


def watch(world: World, file: Path) -> tuple[float, float]:
    """Run the command to its end; gives the most memory of one of its processes, and of both, in MB."""
    environment = {**os.environ, "SATHI_DATABASE_URL": world.url, "SATHI_SECRET": SECRET}
    words = [sys.executable, "-m", "plugin.cli", "import-customers", world.shop.key, str(file)]
    largest = together = 0.0
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as command:
        while command.poll() is None:
            sizes = weigh(command.pid)
            largest, together = max([largest, *sizes]), max(together, sum(sizes))
            sleep(LOOK_S)
    assert command.returncode == 0
    return largest, together


def weigh(pid: int) -> list[float]:
    """Give the memory of a process and its children in MB, as far as they are there still."""
    try:
        command = psutil.Process(pid)
        return [one.memory_info().rss / MB for one in (command, *command.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def read_outcome(setting: Setting, world: World) -> ImportRow:
    """Give the import as the house remembers it."""
    house = open_house(world.database, setting.seed)
    with house.store.reading() as parts:
        [row] = parts.imports.list_latest(world.shop.shop_id, 2)
    house.store.close()
    return row
