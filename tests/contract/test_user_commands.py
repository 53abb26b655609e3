"""The commands of users: the first link, and who is added, helped to a password, and removed for good."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugin.actions.accounts import find_user_at
from tests.cast import ADDRESS, ChaiHouse, open_chai_house
from tests.command import Sathi, on_database, refused, said
from tests.team import ASHA, NILA, OTHER, PASSWORD, Visitor, invite, join, sign_in_owner


@pytest.fixture
def sathi(chai: ChaiHouse) -> Sathi:
    """Runs a command in Chai House's installation."""
    return on_database(chai.house.settings.database_url)


def test_it_begins_with_a_secret_a_database_and_a_link(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sathi.db"
    sathi = on_database(f"sqlite:///{path}", SATHI_SECRET="")
    link = said(sathi("init"))
    assert re.search(rf"^{ADDRESS}/desk/setup/\S+$", link, re.MULTILINE)
    secret = path.with_suffix(".secret")
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.read_text() not in link
    named = on_database(f"sqlite:///{path}", SATHI_SECRET="", SATHI_ADMIN_EMAIL=ASHA)
    assert "SATHI_ADMIN_PASSWORD" in refused(named("init"))
    (tmp_path / "password").write_text(PASSWORD)
    kept = {"SATHI_ADMIN_EMAIL": ASHA, "SATHI_ADMIN_PASSWORD_FILE": str(tmp_path / "password")}
    whole = on_database(f"sqlite:///{path}", SATHI_SECRET="", **kept)
    assert "is an owner now" in said(whole("init"))
    assert f"{ASHA}  -  owner of every shop" in said(sathi("user", "list"))
    assert "There is a user already" in said(whole("init"))


def test_it_adds_users_and_helps_them_to_a_password(chai: ChaiHouse, sathi: Sathi) -> None:
    link = said(sathi("user", "add", NILA, "--role", "reader", "--name", "Nila")).strip()
    assert "(no password yet)" in said(sathi("user", "list"))
    assert Visitor(chai).sign_in(NILA, "").status_code == 422
    nila = Visitor(chai)
    assert nila.send(link, password=OTHER).status_code == 303
    assert nila.open(f"/desk/{chai.shop.key}/team").status_code == 200
    assert "is a user already" in refused(sathi("user", "add", NILA, "--role", "reader"))
    assert nila.open(said(sathi("user", "reset-password", NILA)).strip()).status_code == 200
    assert "no user" in refused(sathi("user", "reset-password", "x@y.example"))
    assert "the command line" in nila.open(f"/desk/{chai.shop.key}/changes").text


def test_it_removes_a_user_from_every_shop(chai_house: ChaiHouse) -> None:
    chai, owner = chai_house, sign_in_owner(chai_house)
    sathi = on_database(chai.house.settings.database_url)
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    nila = join(owner)
    elsewhere = Visitor(other)
    elsewhere.sign_in()
    link = invite(elsewhere, NILA, "manager")
    assert nila.send(link).status_code == 303
    told = said(sathi("user", "remove", NILA))
    assert ("Chai House" in told, "Coffee House" in told) == (True, True)
    assert (nila.is_in(), Visitor(chai).sign_in(NILA, OTHER).status_code) == (False, 422)
    for shop in (chai.shop, other.shop):
        assert NILA not in owner.open(f"/desk/{shop.key}/team").text
        changes = owner.open(f"/desk/{shop.key}/changes.csv").text
        assert re.search('the command line,member,usr_.*"?nila', changes)
    assert "no user" in refused(sathi("user", "remove", NILA))
    said(sathi("user", "add", NILA, "--role", "reader", "--shop", chai.shop.key))


def test_it_removes_no_last_owner(chai: ChaiHouse, sathi: Sathi) -> None:
    said(sathi("user", "add", ASHA, "--role", "operator"))
    said(sathi("user", "add", NILA, "--role", "owner"))
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    last = refused(sathi("user", "remove", ASHA))  # Nila owns Chai House, nobody else the other
    assert ("Coffee House" in last, "last owner" in last) == (True, True)
    assert find_user_at(chai.house, ASHA).is_operator
    said(sathi("user", "add", "mita@example.test", "--role", "owner", "--shop", other.shop.key))
    said(sathi("user", "remove", ASHA))
    assert "last owner" in refused(sathi("user", "remove", NILA))


def test_it_takes_nobody_out_of_anothers_shop(chai: ChaiHouse, sathi: Sathi) -> None:
    owner = sign_in_owner(chai)
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    nila = join(owner, role="owner")
    for name in ("mita", "rafi"):
        said(sathi("user", "add", f"{name}@example.test", "--role", "owner", "--shop", other.shop.key))
        user_id = find_user_at(chai.house, f"{name}@example.test").user_id
        for key in (chai.shop.key, other.shop.key):
            assert nila.send(f"/desk/{key}/team/{user_id}/end").status_code == 404
    assert "rafi@example.test" in owner.open(f"/desk/{other.shop.key}/team").text
