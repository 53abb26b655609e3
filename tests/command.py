"""The command, run in this process on the database of a test."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import CliRunner, Result

from plugin.cli import main

Sathi = Callable[..., Result]


def on_database(database_url: str, **settings: str) -> Sathi:
    """Give what runs a command on a database; takes further settings by their names in the environment."""
    environment = {
        "SATHI_DATABASE_URL": database_url, "SATHI_SECRET": "a secret for tests only", "COLUMNS": "400",
    } | settings  # fmt: skip
    return lambda *words, **more: CliRunner().invoke(main, list(words), env=environment, **more)


def said(result: Result) -> str:
    """Give what a command printed that went well."""
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result) -> str:
    """Give the one sentence that a command refuses with."""
    assert result.exit_code == 1, result.output
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1, result.output
    return result.output
