"""A shop's settings as a file: written out, reviewed, set again part by part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from plugin.actions.campaigns import switch_campaign
from plugin.actions.commission import change_terms
from plugin.actions.shops import change_program
from plugin.domain.commission_terms import EXAMPLE
from plugin.domain.program import OwnText
from tests.cast import ChaiHouse, make_program
from tests.command import Sathi, on_database


@pytest.fixture
def sathi(sqlite_url: str) -> Sathi:
    """Runs a command on the same database."""
    return on_database(sqlite_url)


@pytest.fixture
def exported(chai: ChaiHouse, sathi: Sathi) -> dict[str, Any]:
    """The settings of Chai House as `sathi export` prints them."""
    chai.follow(make_program(days_between=12))
    switch_campaign(chai.house, chai.shop, "invite", is_on=True)
    change_terms(chai.house, chai.shop, EXAMPLE)
    result = sathi("export", chai.shop.key)
    assert result.exit_code == 0, result.output
    assert sathi("export", chai.shop.key).output == result.output
    return dict(json.loads(result.output))


def apply(chai: ChaiHouse, sathi: Sathi, folder: Path, plain: object, *options: str) -> Result:
    file = folder / "shop.json"
    file.write_text(json.dumps(plain))
    return sathi("apply", chai.shop.key, str(file), *options)


def stands(chai: ChaiHouse) -> tuple[int, Any]:
    return chai.read(lambda parts, shop_id: parts.programs.current(shop_id))


def test_it_exports_settings_without_secrets_and_people(
    chai: ChaiHouse, exported: dict[str, Any], sathi: Sathi
) -> None:
    chai.buy()
    text = sathi("export", chai.shop.key).output
    assert exported["format"] == 1
    assert exported["program"]["popup"]["days_between"] == 12
    assert exported["campaigns"]["invite"]["is_on"] is True
    assert exported["terms"]["threshold_minor"] == 50_000
    for private in (*chai.secrets.values(), "asha", chai.shop.shop_id, "measuring"):
        assert private not in text


def test_it_changes_nothing_where_the_file_says_what_stands(
    chai: ChaiHouse, exported: dict[str, Any], sathi: Sathi, tmp_path: Path
) -> None:
    before = stands(chai)
    assert apply(chai, sathi, tmp_path, exported).output == "Chai House stands as the file says.\n"
    assert stands(chai) == before


def test_it_says_what_changes_and_does_it(
    chai: ChaiHouse, exported: dict[str, Any], sathi: Sathi, tmp_path: Path
) -> None:
    exported["program"]["popup"]["days_between"] = 7
    exported["program"]["words"] = [{"language": "bn", "key": "copy", "text": "নাও"}]
    exported["campaigns"]["invite"]["is_on"] = False
    exported["campaigns"]["spring"] = exported["campaigns"]["after_purchase"] | {
        "is_on": True,
        "name": "Spring",
    }
    exported["terms"]["hold_days"] = 40
    before = stands(chai)
    dry = apply(chai, sathi, tmp_path, exported, "--dry-run").output
    assert "Whom the popup asks: Days between two popups for one buyer: 12 days → 7 days" in dry
    assert "বাংলা: copy: Sathi's own → নাও" in dry
    assert "switched off" in dry
    assert "Nothing was changed: this was a dry run." in dry
    assert stands(chai) == before
    done = apply(chai, sathi, tmp_path, exported).output
    assert "Done: the program." in done
    assert "Done: campaign spring." in done
    assert "Done: partners' terms." in done
    _, program = stands(chai)
    assert program.popup.days_between == 7
    assert program.words == (OwnText(language="bn", key="copy", text="নাও"),)
    assert json.loads(sathi("export", chai.shop.key).output) == exported


SPRING = {
    "is_on": False, "name": "Spring", "kind": "invite", "when": {"on": "once"},
    "who": {"countries_included": ["IN", "Indai"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 9}, "This file has format 9; this Sathi reads 1."),
        ({"secrets": {}}, "Object contains unknown field 'secrets'"),
        ({"program": {}}, "missing required field"),
        ({"campaigns": {"No!": {}}}, "no campaign's short name"),
        ({"campaigns": {"spring": SPRING}}, "'Indai' is no country code"),
        ({"terms": {"rate": {"pct": "900"}}}, "pct is from 0 to 100"),
    ],
)
def test_it_refuses_a_file_before_it_changes_anything(
    chai: ChaiHouse,
    exported: dict[str, Any],
    sathi: Sathi,
    tmp_path: Path,
    change: dict[str, Any],
    sentence: str,
) -> None:
    exported["program"]["popup"]["days_between"] = 7
    before = stands(chai)
    refused = apply(chai, sathi, tmp_path, exported | change)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert stands(chai) == before


def test_it_refuses_a_file_that_is_too_deep(chai: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text("[" * 100_000)
    refused = sathi("apply", chai.shop.key, str(file))
    assert (refused.exit_code, "is not JSON" in refused.output) == (1, True)


def test_it_leaves_out_what_only_the_house_notes(
    chai: ChaiHouse, exported: dict[str, Any], sathi: Sathi, tmp_path: Path
) -> None:
    exported["program"]["paused"] = "because"
    refused = apply(chai, sathi, tmp_path, exported)
    assert "Take program.paused out" in refused.output
    del exported["program"]["paused"], exported["terms"], exported["campaigns"]
    change_program(chai.house, chai.shop, make_program(days_between=30))
    assert "Done: the program." in apply(chai, sathi, tmp_path, exported).output
    assert chai.read(lambda parts, shop_id: parts.commission.current_terms(shop_id)) is not None
