"""The only room with SQL: a Store of small parts by subject, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import aiosql

from plugin.errors import InvalidInput
from plugin.store import migrations
from plugin.store.advocates import Advocates
from plugin.store.apps import Apps
from plugin.store.attributions import Attributions
from plugin.store.audit import Audit
from plugin.store.campaigns import Campaigns
from plugin.store.changes import Changes
from plugin.store.claims import Claims
from plugin.store.code_imports import CodeImports
from plugin.store.commission import Commissions
from plugin.store.connections import Connections
from plugin.store.consents import Consents
from plugin.store.coupons import Coupons
from plugin.store.decisions import Decisions
from plugin.store.deliveries import Deliveries
from plugin.store.effects import Effects
from plugin.store.events import Events
from plugin.store.experiments import Experiments
from plugin.store.happenings import Happenings
from plugin.store.imports import Imports
from plugin.store.limits import Limits
from plugin.store.media import Media
from plugin.store.messages import Messages
from plugin.store.notices import Notices
from plugin.store.occasions import Occasions
from plugin.store.open_unit import OpenUnit
from plugin.store.orders import Orders
from plugin.store.partners import Partners
from plugin.store.payouts import Payouts
from plugin.store.people import People
from plugin.store.privacy import Privacy
from plugin.store.profiles import Profiles
from plugin.store.programs import Programs
from plugin.store.referrals import Referrals
from plugin.store.rewards import Rewards
from plugin.store.run_unit import RunUnit
from plugin.store.running import Running
from plugin.store.setups import Setups
from plugin.store.sheets import Sheets
from plugin.store.shops import Shops
from plugin.store.sqlite_engine import UNITS_PER_COMMIT, SqliteEngine
from plugin.store.sums import Sums
from plugin.store.users import Users
from plugin.store.value import Value

T = TypeVar("T")
Result_co = TypeVar("Result_co", covariant=True)
SUBJECTS: dict[str, type] = {
    "advocates": Advocates,
    "apps": Apps,
    "attributions": Attributions,
    "audit": Audit,
    "campaigns": Campaigns,
    "changes": Changes,
    "claims": Claims,
    "code_imports": CodeImports,
    "commission": Commissions,
    "connections": Connections,
    "consents": Consents,
    "coupons": Coupons,
    "decisions": Decisions,
    "deliveries": Deliveries,
    "effects": Effects,
    "events": Events,
    "experiments": Experiments,
    "happenings": Happenings,
    "imports": Imports,
    "limits": Limits,
    "media": Media,
    "messages": Messages,
    "notices": Notices,
    "occasions": Occasions,
    "orders": Orders,
    "partners": Partners,
    "payouts": Payouts,
    "people": People,
    "privacy": Privacy,
    "profiles": Profiles,
    "programs": Programs,
    "referrals": Referrals,
    "rewards": Rewards,
    "running": Running,
    "setups": Setups,
    "sheets": Sheets,
    "shops": Shops,
    "sums": Sums,
    "users": Users,
    "value": Value,
}

LISTS = {"sqlite3": "json_each(", "psycopg": "json_array_elements_text("}


class Waiting(Protocol[Result_co]):
    """A unit of work, done or on its way."""

    def wait(self) -> Result_co:
        """Return what the unit gave once it is durable; raises what it raised."""


class Engine(Protocol):
    """What a database must do for the store."""

    adapter: str

    def unit(self, shop_id: str, work: Callable[[Any], T]) -> T:
        """Run one unit of work, all or nothing; return once it is durable."""

    def together(self, units: Sequence[tuple[str, Callable[[Any], T]]]) -> Sequence[Waiting[T]]:
        """Run several units, with one commit for all where the database can."""

    def in_bulk(self) -> AbstractContextManager[RunUnit[Any]]:
        """Lend what runs very many units, one after the other, durable with the next `unit`."""

    def preparing(self) -> AbstractContextManager[object]:
        """Take turns in preparing units of work."""

    def reading(self) -> AbstractContextManager[Any]:
        """Lend a connection for reading."""

    def scrub(self) -> None:
        """Take what was erased out of the files."""

    def size_bytes(self) -> int:
        """Say how large the database is."""

    def close(self) -> None:
        """Let go of the database."""


class Parts:
    """The store's subjects on one connection: inside a unit they write together, outside they read.

    Each is made when it is first asked for: a unit needs few of them, and every order is a unit.
    """

    advocates: Advocates
    apps: Apps
    attributions: Attributions
    audit: Audit
    campaigns: Campaigns
    changes: Changes
    claims: Claims
    code_imports: CodeImports
    commission: Commissions
    connections: Connections
    consents: Consents
    coupons: Coupons
    decisions: Decisions
    deliveries: Deliveries
    effects: Effects
    events: Events
    experiments: Experiments
    happenings: Happenings
    imports: Imports
    limits: Limits
    media: Media
    messages: Messages
    notices: Notices
    occasions: Occasions
    orders: Orders
    partners: Partners
    payouts: Payouts
    people: People
    privacy: Privacy
    profiles: Profiles
    programs: Programs
    referrals: Referrals
    rewards: Rewards
    running: Running
    setups: Setups
    sheets: Sheets
    shops: Shops
    sums: Sums
    users: Users
    value: Value

    def __init__(self, connection: Any, adapter: str) -> None:
        self._connection = connection
        self._adapter = adapter

    def __getattr__(self, name: str) -> Any:
        if name not in SUBJECTS:
            raise AttributeError(f"The store has no part {name!r}.")
        part = SUBJECTS[name](self._connection, load_queries(self._adapter, name))
        setattr(self, name, part)
        return part


@dataclass(frozen=True, slots=True)
class _OnParts(Generic[T]):
    """A unit of work that finds the store's subjects on the engine's connection."""

    work: Callable[[Parts], T]
    adapter: str

    def __call__(self, connection: Any) -> T:
        return self.work(Parts(connection, self.adapter))


class Store:
    """Everything that Sathi remembers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unit(self, shop_id: str, work: Callable[[Parts], T]) -> T:
        """Run one unit of work: alone in this shop, all or nothing, durable when it returns.

        Raises what `work` raises, and then nothing of it was written.
        """
        return self._engine.unit(shop_id, _OnParts(work, self._engine.adapter))

    def together(self, units: Sequence[tuple[str, Callable[[Parts], T]]]) -> Sequence[Waiting[T]]:
        """Run several units, each all or nothing, with one commit for all where the database can.

        Takes each with its shop's id. Every one that is waited for is durable then, or raises what it raised.
        """
        adapter = self._engine.adapter
        return self._engine.together([(shop_id, _OnParts(work, adapter)) for shop_id, work in units])

    @contextmanager
    def in_bulk(self) -> Iterator[RunUnit[Parts]]:
        """Lend what runs very many units, one after the other and each all or nothing, as an import does.

        They are durable with the next `unit`, whoever's it is: end with one.
        """
        adapter = self._engine.adapter
        with self._engine.in_bulk() as run_unit:

            def run(shop_id: str, work: Callable[[Parts], T]) -> T:
                return run_unit(shop_id, _OnParts(work, adapter))

            yield run

    def unite(self, shop_id: str, work: Callable[[Store], T]) -> T:
        """Run many units of one shop as one: what `work` runs on the store it takes is durable as a whole."""
        return self._engine.unit(shop_id, lambda connection: work(Store(OpenUnit(self._engine, connection))))

    def preparing(self) -> AbstractContextManager[object]:
        """Take turns in preparing units of work: for a door that many knock at, while it computes."""
        return self._engine.preparing()

    @contextmanager
    def reading(self) -> Iterator[Parts]:
        """Lend the parts for reading; never waits for a writer."""
        with self._engine.reading() as connection:
            yield Parts(connection, self._engine.adapter)

    def scrub(self) -> None:
        """Take what was just erased out of the files as well as out of the tables."""
        self._engine.scrub()

    def size_bytes(self) -> int:
        """Say how large the database is."""
        return self._engine.size_bytes()

    def close(self) -> None:
        """Finish what waits and let go of the database."""
        self._engine.close()


def open_store(database_url: str, units_per_commit: int = UNITS_PER_COMMIT) -> Store:
    """Open the database of an installation.

    Takes `sqlite:///file` or `postgresql://...`. Raises SchemaOutOfDate when `sathi migrate` must run first.
    """
    if path := sqlite_path(database_url):
        return _check(SqliteEngine(path, units_per_commit), migrations.check_sqlite)
    from plugin.store.postgres_engine import PostgresEngine  # an extra: not everybody installs it

    return _check(PostgresEngine(database_url), migrations.check_postgres)


def _check(engine: Engine, check: Callable[[Any], None]) -> Store:
    try:
        with engine.reading() as connection:
            check(connection)
    except BaseException:
        engine.close()
        raise
    return Store(engine)


def migrate_store(database_url: str) -> list[str]:
    """Bring the database to this version's schema; gives the names of the steps that ran."""
    if path := sqlite_path(database_url):
        return migrations.migrate_sqlite(path)
    from plugin.store.postgres_engine import connect_once  # an extra: not everybody installs it

    with connect_once(database_url) as connection:
        return migrations.migrate_postgres(connection)


def sqlite_path(database_url: str) -> Path | None:
    """Give the file of a `sqlite:///` address, or None for PostgreSQL; raises InvalidInput for any other."""
    if database_url.startswith("sqlite:///") and len(database_url) > len("sqlite:///"):
        return Path(database_url.removeprefix("sqlite:///"))
    if database_url.startswith(("postgresql://", "postgres://")):
        return None
    raise InvalidInput(
        "SATHI_DATABASE_URL",
        "SATHI_DATABASE_URL must start with sqlite:/// and a file, or with postgresql://.",
    )


@cache
def load_queries(adapter: str, subject: str) -> Any:
    """Load one subject's SQL for a driver, once it is first asked for: a start needs few of them.

    `list_of(:texts)` stands for the rows of a JSON list of texts, which each engine takes apart in its own
    words; their column is `value`.
    """
    text = (files("plugin.store") / "sql" / f"{subject}.sql").read_text()
    return aiosql.from_str(text.replace("list_of(", LISTS[adapter]), adapter)
