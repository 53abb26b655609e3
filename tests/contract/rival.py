"""Another process on the same database: adds versions of a shop's program, one unit each.

python -m tests.contract.rival DATABASE_URL SHOP_ID NAME COUNT
"""

from __future__ import annotations

import sys
from contextlib import closing

import msgspec

from plugin.store import Parts, Store, open_store
from tests.cast import make_program


def add_version(store: Store, shop_id: str, name: str) -> int:
    """Read the newest version and write the next one."""

    def work(parts: Parts) -> int:
        version = parts.programs.current(shop_id)[0] + 1
        parts.programs.add(shop_id, version, msgspec.structs.replace(make_program(), name=name), 0)
        return version

    return store.unit(shop_id, work)


def main(database_url: str, shop_id: str, name: str, count: str) -> None:
    """Add so many versions, as soon as the other side says go."""
    with closing(open_store(database_url)) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        for _ in range(int(count)):
            add_version(store, shop_id, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
