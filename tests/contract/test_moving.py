"""Moving from another app: its codes and links lead to the same people, and the last import can be undone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from plugin.actions.code_imports import Outcome, find_last_import, import_codes, undo_last_import
from plugin.cli import main
from plugin.code_files import OldCode, code_of_link, read_old_codes
from plugin.errors import InvalidInput, NotFound
from tests.cast import ChaiHouse, enter_desk

OLD = (
    "Email,Referral Code,Share Link\n"
    "asha@example.test,ASHA20O,https://refr.example/x/asha20o\n"
    "mina@example.test,,https://refs.example/p?smile_ref=MINA-77&utm=x\n"
    "asha@example.test,TEA,\n"
)


def read(text: str) -> tuple[list[OldCode], list[tuple[int, str]]]:
    """Read a file's codes and what is said of its lines."""
    faults: list[tuple[int, str]] = []
    return list(read_old_codes(BytesIO(text.encode()), lambda line, why: faults.append((line, why)))), faults


def bring(chai: ChaiHouse, text: str) -> Outcome:
    """Bring a file's codes."""
    outcome = Outcome()
    codes = read_old_codes(BytesIO(text.encode()), outcome.leave_out)
    return import_codes(chai.house, chai.shop, "old.csv", codes, outcome)


def owner_of(chai: ChaiHouse, code: str) -> str:
    """Give the address of whoever a code leads to; empty for nobody."""
    person = chai.read(lambda parts, shop_id: parts.people.find_by_code(shop_id, code))
    return person.email if person else ""


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("https://refr.example/asha200", "ASHA200"),
        ("https://refr.example/d/ab-12/", "AB12"),
        ("chai.example/?ref=Asha_1", "ASHA_1"),
        ("https://chai.example/tea?utm=a&rc=X9Y", "X9Y"),
        ("https://chai.example", ""),
        ("https://chai.example/%E0%A6%95", ""),
        ("https://[chai.example/TEA", ""),
    ],
)
def test_it_finds_the_code_in_a_link(link: str, code: str) -> None:
    assert code_of_link(link) == code


def test_it_reads_other_apps_exports_and_names_what_it_cannot_read() -> None:
    codes, faults = read(OLD + "nobody,A1B2,\nkabir@example.test,,\nnoor@example.test,a b!c,\n,,\n")
    assert [(one.line, one.code) for one in codes] == [(2, "ASHA20O"), (3, "MINA77"), (4, "TEA")]
    assert [line for line, _ in faults] == [5, 6, 7]
    with pytest.raises(InvalidInput, match="a column email"):
        read("Name;Points\nAsha;3\n")


def test_it_keeps_no_line_with_a_nul_and_no_more_of_a_name_than_the_first() -> None:
    codes, faults = read('email,code,name\na@b.example,A1B2,Mi\0na\nc@d.example,C3D4,"Noor\r\nBcc: x"\n')
    assert [(one.code, one.first_name) for one in codes] == [("C3D4", "Noor")]
    assert [line for line, _ in faults] == [2]


@pytest.mark.parametrize(
    "raw", ["email,code,name\na@b.example,A1B2,José\n".encode("latin-1"), b"", b"a,b\n1,2\n"]
)
def test_it_says_of_what_it_cannot_read_why_and_notes_no_import(chai: ChaiHouse, raw: bytes) -> None:
    page = f"{enter_desk(chai.house, chai.shop, chai.client)}/setup/moving"
    sent = chai.client.post(page, data={"file": (BytesIO(raw), "old.csv")})
    assert chai.client.get(sent.location).status_code == 200
    assert chai.client.post(sent.location).status_code == 422
    assert find_last_import(chai.house, chai.shop) is None


def test_it_brings_codes_to_known_people_and_to_new_ones(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    outcome = bring(chai_house, OLD)
    assert (outcome.codes_count, outcome.people_count, outcome.left_out_count) == (3, 1, 0)
    assert owner_of(chai_house, "ASHA20O") == owner_of(chai_house, "TEA") == "asha@example.test"
    assert owner_of(chai_house, "MINA77") == "mina@example.test"
    assert chai_house.client.get(f"/r/{chai_house.shop.key}/mina-77").status_code == 200
    again = bring(chai_house, OLD)
    assert (again.codes_count, again.known_count) == (0, 3)


def test_it_names_conflicts_and_look_alikes_by_line(chai: ChaiHouse) -> None:
    chai.buy()
    mine = chai.look_up()["me"]["code"]
    bring(chai, OLD)
    outcome = bring(
        chai,
        "email,code\n"
        f"farid@example.test,{mine}\n"
        "farid@example.test,ASHA200\n"
        "farid@example.test,BOTH\n"
        "kabir@example.test,BOTH\n"
        "kabir@example.test,B0TH\n",
    )
    assert [line for line, _ in outcome.notes] == [2, 3, 5, 6]
    told = " ".join(sentence for _, sentence in outcome.notes)
    assert "somebody else's code here" in told
    assert "ASHA200 looks like ASHA20O" in told
    assert "in the file for somebody else" in told
    assert "B0TH looks like BOTH of line 4" in told
    assert (outcome.codes_count, outcome.left_out_count) == (3, 2)
    assert owner_of(chai, "BOTH") == "farid@example.test"


def test_it_takes_the_last_import_back_and_keeps_who_did_something(chai_house: ChaiHouse) -> None:
    chai_house.buy()
    bring(chai_house, OLD)
    chai_house.clock.move(1)
    bring(chai_house, "email,code\nkabir@example.test,KABIR1\nnoor@example.test,NOOR1\n")
    chai_house.client.get(f"/r/{chai_house.shop.key}/NOOR1", headers={"User-Agent": "Mozilla/5.0 Chrome/1"})
    assert undo_last_import(chai_house.house, chai_house.shop) == 2
    assert [owner_of(chai_house, code) for code in ("KABIR1", "NOOR1")] == ["", ""]
    assert owner_of(chai_house, "MINA77") == "mina@example.test"
    assert chai_house.read(lambda parts, shop_id: parts.profiles.count(shop_id)).people_count == 3
    with pytest.raises(NotFound):
        undo_last_import(chai_house.house, chai_house.shop)
    assert bring(chai_house, "email,code\nfarid@example.test,KABIR1\n").codes_count == 1


def test_it_looks_at_a_file_at_the_desk_brings_it_and_takes_it_back(chai: ChaiHouse) -> None:
    page = f"{enter_desk(chai.house, chai.shop, chai.client)}/setup/moving"
    assert chai.client.post(page).status_code == 422
    sent = chai.client.post(page, data={"file": (BytesIO(f"{OLD}x,Y123,\n".encode()), "<b>old</b>.csv")})
    text = chai.client.get(sent.location).text
    assert "3 codes would lead to their people, 2 of whom would be new" in text
    assert "&#39;x&#39; is no e-mail address" in text
    assert "line,what" in chai.client.get(f"{sent.location}.csv").text
    assert "Only the first" not in text
    many = "email,code\n" + "".join(f"old{number}@example.test,OLD{number}\n" for number in range(1_001))
    long = chai.client.post(page, data={"file": (BytesIO(many.encode()), "long.csv")})
    assert "Only the first 1,000 codes were looked at." in chai.client.get(long.location).text
    assert owner_of(chai, "TEA") == ""
    assert chai.client.post(sent.location).location == page
    assert owner_of(chai, "TEA") == "asha@example.test"
    assert "3 codes from &lt;b&gt;old&lt;/b&gt;.csv" in chai.client.get(page).text
    assert chai.client.post(f"{page}/undo").status_code == 303
    assert owner_of(chai, "TEA") == ""


def test_it_brings_and_takes_back_codes_by_command(
    chai: ChaiHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "old.csv"
    file.write_text(f"{OLD}x,Y123,\n")
    monkeypatch.setenv("SATHI_DATABASE_URL", chai.house.settings.database_url)
    monkeypatch.chdir(tmp_path)
    words = ("import-codes", chai.shop.key)

    def run(*more: str) -> str:
        done = CliRunner().invoke(main, [*words, *more])
        return f"{done.exit_code} {done.output}"

    assert "3 codes would lead" in run(str(file), "--dry-run")
    assert owner_of(chai, "TEA") == ""
    said = run(str(file))
    assert "3 codes lead to their people, 2 of whom are new; 0 did already, 1 are left out." in said
    assert "Line 5:" in said
    assert owner_of(chai, "TEA") == "asha@example.test"
    assert "3 codes lead nowhere again." in run("--undo")
    assert run("--undo").startswith("1 ")
    assert run().startswith("2 ")
