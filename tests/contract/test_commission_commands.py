"""Commission by the command `sathi`, as an operator types it; also where it is killed on the way."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from plugin.cli import main
from plugin.domain.commission_terms import Terms
from plugin.store import Parts
from plugin.store.payouts import Payout
from tests.cast import DAY_MS, NOW_MS, ChaiHouse
from tests.contract.test_failpoints import sathi as sathi_alone
from tests.office import CODE, TENTH, Office

MADE = "commit payouts.make_batch.work"
SETTLED = "commit commission.write_accounts"


class Till:
    """An office long ago, and the command on the same database."""

    def __init__(self, chai: ChaiHouse, database_url: str) -> None:
        chai.clock.at_ms = NOW_MS - 400 * DAY_MS
        self.office, self.database_url = Office(chai, TENTH), database_url
        self.office.buy("farid@example.test")
        self.office.wait(15)

    def type(self, *words: str) -> str:
        """Run a command that goes well; gives what it printed."""
        command, *rest = words
        result = CliRunner().invoke(main, [command, *rest], env=self.environment)
        assert result.exit_code == 0, result.output
        return result.output

    def refuse(self, *words: str) -> str:
        """Run a command that is refused; gives the sentence."""
        result = CliRunner().invoke(main, list(words), env=self.environment)
        assert result.exit_code == 1, result.output
        return result.output

    @property
    def environment(self) -> dict[str, str]:
        """What the command finds in its environment."""
        return {
            "SATHI_DATABASE_URL": self.database_url,
            "SATHI_SECRET": "a secret for tests only",
            "COLUMNS": "400",
        }

    @property
    def key(self) -> str:
        """The shop's key."""
        return self.office.chai.shop.key

    def payouts(self) -> list[Payout]:
        """Give every payout."""

        def look(parts: Parts, shop_id: str) -> list[Payout]:
            batches = parts.payouts.list_batches(shop_id, 100)
            return [one for batch in batches for one in parts.payouts.list_of_batch(shop_id, batch.batch_id)]

        return self.office.chai.read(look)


@pytest.fixture
def till(chai: ChaiHouse, sqlite_url: str) -> Till:
    """An office long ago."""
    return Till(chai, sqlite_url)


def test_it_shows_sets_and_agrees_terms(till: Till, tmp_path: Path) -> None:
    shown = json.loads(CliRunner().invoke(main, ["terms", "show", till.key], env=till.environment).stdout)
    file = tmp_path / "terms.json"
    file.write_text(json.dumps(shown | {"rate": {"pct": 12.5}, "agreement": "Say that you are paid."}))
    assert "offers version 2" in till.type("terms", "set", till.key, str(file))
    row = till.office.chai.read(lambda parts, shop_id: parts.commission.current_terms(shop_id))
    assert row
    assert (str(row.terms.rate.pct), row.terms.agreement) == ("12.5", "Say that you are paid.")
    riya = till.office.riya.partner_id
    assert "version 2 holds" in till.type("terms", "agree", till.key, riya, "--version", "2")
    assert "no version 3" in till.refuse("terms", "agree", till.key, riya, "--version", "3")
    file.write_text('{"rate": {"pct": 120}}')
    assert "pct is from 0 to 100" in till.refuse("terms", "set", till.key, str(file))


def test_it_offers_an_example_where_there_are_no_terms(chai: ChaiHouse, sqlite_url: str) -> None:
    environment = {"SATHI_DATABASE_URL": sqlite_url, "SATHI_SECRET": "a secret for tests only"}
    result = CliRunner().invoke(main, ["terms", "show", chai.shop.key], env=environment)
    assert "this is an example" in result.stderr
    assert Terms.__struct_fields__[0] in json.loads(result.stdout)


def test_it_prints_statements_and_pays(till: Till) -> None:
    month = "2025-10"
    text = till.type("statements", till.key, "--month", month)
    assert "Earned (10%)" in text
    assert "Closing balance: ₹100" in text
    assert "farid" not in text.lower()
    assert "no month" in till.refuse("statements", till.key, "--month", "2025-13")
    assert "To be paid" in till.type("payouts", till.key)
    batch_id = till.type("payouts", till.key, "--make").split()[1].rstrip(".")
    assert "waits to be paid" in till.type("payouts", till.key)
    assert "riya@okaxis" in till.type("payouts", till.key, "--csv", batch_id)
    assert "balances are as before" in till.type("payouts", till.key, "--cancel", batch_id)
    again = till.type("payouts", till.key, "--make").split()[1].rstrip(".")
    assert "it is paid" in till.type("payouts", till.key, "--paid", again)
    assert "Nobody is to be paid" in till.refuse("payouts", till.key, "--make")
    assert "no batch bat_none" in till.refuse("payouts", till.key, "--paid", "bat_none")
    assert "every ledger" in till.type("audit")


@pytest.mark.parametrize("when", ["before", "after"])
def test_it_pays_once_when_it_is_killed_on_the_way(till: Till, when: str) -> None:
    words = ("payouts", till.key, "--make")
    assert (
        sathi_alone(till.database_url, *words, SATHI_FAILPOINT=f"{MADE}:{when}:1").returncode
        == -signal.SIGKILL
    )
    assert len(till.payouts()) == (when == "after")
    CliRunner().invoke(main, list(words), env=till.environment)
    assert [one.amount_minor for one in till.payouts()] == [10_000]
    assert till.office.is_sound()


@pytest.mark.parametrize("when", ["before", "after"])
def test_it_writes_each_line_once_when_the_worker_is_killed(till: Till, when: str) -> None:
    office = till.office
    office.loop.order("o-9", "meera@example.test", codes=[CODE], total="500.00", goods="500.00")
    died = sathi_alone(till.database_url, "work", SATHI_FAILPOINT=f"{SETTLED}:{when}:1")
    assert died.returncode == -signal.SIGKILL
    assert len(office.lines()) == (2 if when == "after" else 1)
    office.settle()
    assert office.lines() == [("earned", 10_000), ("earned", 5_000)]
    assert office.is_sound()
