"""The schema's steps: by command, under a lock, on both engines."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from plugin.actions.posting import read_work
from plugin.errors import InvalidInput, SchemaOutOfDate
from plugin.store import migrate_store, open_store, sqlite_path
from plugin.store.driver import sqlite3
from plugin.store.migrations import step_texts

STEPS = list(step_texts())


@pytest.fixture
def empty_postgres_url(postgres_server: str, tmp_path: Path) -> str:
    """The address of a PostgreSQL database in which nothing is yet."""
    name = f"empty_{os.getpid()}_{tmp_path.name.lower()[-30:]}".replace("-", "_")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}"'.encode())
        connection.execute(f'create database "{name}"'.encode())
    return postgres_server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing is yet, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'sathi.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


def migrate_by_command(url: str) -> subprocess.Popen[str]:
    environment = os.environ | {"SATHI_DATABASE_URL": url, "SATHI_SECRET": "a secret for tests only"}
    command = [sys.executable, "-m", "plugin.cli", "migrate"]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def add_step(url: str, name: str) -> None:
    """Note a step as a newer Sathi would."""
    if path := sqlite_path(url):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(
                "insert into _sqlite_migrations (migration_set, name, applied_at) values ('sathi', ?, '')",
                [name],
            )
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("insert into sathi_steps (name) values (%s)", [name])


def test_it_migrates_once_and_then_has_nothing_to_do(empty_url: str) -> None:
    assert migrate_store(empty_url) == STEPS
    assert migrate_store(empty_url) == []
    open_store(empty_url).close()


def test_it_migrates_when_eight_commands_come_at_once(empty_url: str) -> None:
    commands = [migrate_by_command(empty_url) for _ in range(8)]
    said = [command.communicate(timeout=300)[0] for command in commands]
    assert [command.returncode for command in commands] == [0] * 8, said
    first_lines = sorted(words.partition("\n")[0] for words in said)
    assert first_lines == [f"Done: {', '.join(STEPS)}.", *["The database is up to date."] * 7]
    open_store(empty_url).close()


def test_it_refuses_an_old_schema_and_names_the_command(empty_url: str) -> None:
    if path := sqlite_path(empty_url):
        path.parent.mkdir()
    with pytest.raises(
        SchemaOutOfDate,
        match=f"lacks {', '.join(STEPS)}: run `sathi migrate` first",
    ):
        open_store(empty_url)


def test_it_refuses_a_newer_schema(empty_url: str) -> None:
    migrate_store(empty_url)
    add_step(empty_url, "9999_tomorrow")
    with pytest.raises(SchemaOutOfDate, match=r"9999_tomorrow from a newer Sathi: install that version"):
        open_store(empty_url)


def test_it_changes_nothing_when_a_step_fails(tmp_path: Path) -> None:
    path = tmp_path / "sathi.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table limits (somebody text)")  # in the way of the last statement
    with pytest.raises(sqlite3.OperationalError, match="limits already exists"):
        migrate_store(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        tables = {
            name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        }
    assert "shops" not in tables


@pytest.mark.parametrize("url", ["mysql://here", "sqlite:///", "sathi.db", ""])
def test_it_refuses_an_address_that_is_no_database(url: str) -> None:
    with pytest.raises(InvalidInput, match="SATHI_DATABASE_URL must start with"):
        open_store(url)


def test_it_keeps_the_reward_mails_that_wait(empty_postgres_url: str) -> None:
    with psycopg.connect(empty_postgres_url, autocommit=True) as connection:
        connection.execute("create table sathi_steps (name text primary key)")
        for name in STEPS[:4]:
            connection.execute(step_texts()[name].encode())
            connection.execute("insert into sathi_steps (name) values (%s)", [name])
        connection.execute(
            "insert into shops values ('shop_1', 'k', 'Tea', '', 'INR', 'IN', 'bn-IN', 'Asia/Kolkata', '', 0)"
        )
        for kind, payload in (("tell_reward", '{"reward_id":"rew_1"}'), ("link_mail", "{}")):
            connection.execute(
                "insert into effects values ('shop_1', %s, %s, %s, 'per_1', %s, 0, 0, 0, 0, null, '')",
                [f"eff_{kind}", f"{kind} rew_1 3", kind, payload],
            )
    migrate_store(empty_postgres_url)
    with closing(open_store(empty_postgres_url)) as store, store.reading() as parts:
        [effect] = parts.effects.claim("shop_1", "message:email", 1, 2, 10)
        message = parts.messages.find("shop_1", read_work(effect.payload).message_id)
    assert message
    assert (message.message_key, message.language) == ("reward per_1 rew_1 3", "bn")
    assert (message.values, message.sent_at_ms) == ({"reward_id": "rew_1"}, None)
