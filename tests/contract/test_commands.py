"""The command `sathi`, as an operator types it."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from plugin.domain.program import write_program
from plugin.errors import InvalidInput
from plugin.opening import find_settings
from tests.bodies import woocommerce_order, write
from tests.cast import ChaiHouse, make_program
from tests.command import Sathi, refused, said


def test_it_finds_every_command_by_its_word(sathi: Sathi) -> None:
    _, _, listed = said(sathi("--help")).partition("Commands:\n")
    words = [line.split()[0] for line in listed.splitlines()]
    assert {"run", "opt-out", "export"} <= set(words)
    for word in words:
        assert f" {word} [" in said(sathi(word, "--help")).splitlines()[0]


def test_it_names_the_word_that_was_meant(sathi: Sathi) -> None:
    meant = sathi("progrm")
    assert (meant.exit_code, "Did you mean 'program'?" in meant.output) == (2, True)


def test_it_starts_without_reading_what_few_requests_need() -> None:
    code = "import sys, plugin.cli, plugin.commands.house, plugin.serving; print(*sys.modules)"
    read = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert not {"structlog", "rich", "jwt", "cryptography.x509"} & set(read.split())


def test_it_sets_up_a_shop_and_lists_it(sathi: Sathi) -> None:
    made = json.loads(said(sathi("shop", "add", "--name", "Chai House", "--url", "https://chai.example/")))
    assert set(made) == {"key", "shop_id", "tag", "secrets"}
    assert f'data-shop="{made["key"]}"' in made["tag"]
    assert len(set(made["secrets"].values())) == 3
    assert said(sathi("shop", "list")) == f"{made['key']}  Chai House  https://chai.example\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--name", " "), "Give the shop a name"),
        (("--name", "Chai\nHouse"), "Give the shop a name"),
        (("--url", "chai"), "'chai' is no web address"),
        (("--country", "ZZ"), "'ZZ' is no country code"),
        (("--domain", "https://chai.myshopify.com"), "'https://chai.myshopify.com' is no host"),
        (("--currency", "rupees"), "'rupees' is no currency code"),
        (("--country", "India"), "'India' is no country code"),
        (("--language", "klingon"), "'klingon' is no language code"),
        (("--time-zone", "Asia/Calicut"), "'Asia/Calicut' is no time zone"),
        (("--time-zone", "/etc/passwd"), "is no time zone"),
        (("--time-zone", ""), "is no time zone"),
    ],
)
def test_it_refuses_a_shop_that_cannot_be(sathi: Sathi, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused(
        sathi("shop", "add", "--name", "Chai", "--url", "https://chai.example", *words)
    )
    assert said(sathi("shop", "list")) == ""


@pytest.mark.parametrize("platform", ["woocommerce", "shopify", "standard"])
def test_it_refuses_a_secret_that_cannot_be_one(chai_house: ChaiHouse, sathi: Sathi, platform: str) -> None:
    assert "at least 8 characters" in refused(
        sathi("secret", chai_house.shop.key, platform, "--secret", "short")
    )
    assert "There is no shop" in refused(sathi("secret", "nowhere", platform))


def test_it_refuses_a_standard_secret_that_no_sender_makes(chai_house: ChaiHouse, sathi: Sathi) -> None:
    refusal = refused(sathi("secret", chai_house.shop.key, "standard", "--secret", "not base64 at all!"))
    assert "whsec_" in refusal
    made = said(sathi("secret", chai_house.shop.key, "standard")).strip()
    chai_house.secrets["standard"] = made
    assert chai_house.tell("order.placed").status_code == 200


def test_it_says_in_words_why(chai_house: ChaiHouse, sathi: Sathi) -> None:
    chai_house.buy(total="0.00")
    for words in ("12", " 12 ", chai_house.order().order_id):
        text = said(sathi("decide", words))
        assert "Order 12 (12): held" in text
        assert "This is an order of nothing, and such orders are not asked." in text
        assert text.count("✓") == 13
    assert "has no order '99'" in refused(sathi("decide", "99"))
    assert "has no order ''" in refused(sathi("decide", ""))


def test_it_says_that_there_is_nothing_to_list(chai_house: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    (orders := tmp_path / "orders.csv").write_text("order,date,email,total\n12,2026-01-02,a@b.example,500\n")
    said(sathi("import-orders", chai_house.shop.key, str(orders)))
    assert "Nothing was decided about order 12" in said(sathi("decide", "12"))
    assert "There are no dead letters." in said(sathi("dead-letters", "--replay", "all"))
    assert "No shopper has asked" in sathi("exports").stderr
    assert "There is no user yet" in said(sathi("user", "list"))


def test_it_says_what_other_settings_would_decide(
    chai_house: ChaiHouse, sathi: Sathi, tmp_path: Path
) -> None:
    for number, total in enumerate(("100.00", "499.99", "500.00"), 1):
        who = {"customer_id": number, "billing": {"email": f"asha{number}@example.test", "country": "IN"}}
        chai_house.buy(id=number, number=str(number), order_key=f"wc_order_key{number}", total=total, **who)
    file, before = tmp_path / "program.json", chai_house.decisions()
    file.write_text(write_program(make_program(minimum_minor=50_000)))
    text = said(sathi("replay", "--program", str(file)))
    assert "3 orders: 3 were shown the popup, 1 would be." in text
    assert "the minimum is ₹500" in text
    assert chai_house.decisions() == before


def test_it_shows_and_sets_a_program(chai_house: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    shown = json.loads(sathi("program", "show", chai_house.shop.key).stdout)
    shown["popup"]["days_between"] = 7
    file = tmp_path / "program.json"
    file.write_text(json.dumps(shown))
    assert "follows version 2" in said(sathi("program", "set", chai_house.shop.key, str(file)))
    assert json.loads(sathi("program", "show", chai_house.shop.key).stdout) == shown
    for wrong, sentence in ((shown | {"popup": {"days": 1}}, "In popup: "), ({}, "In the program: ")):
        file.write_text(json.dumps(wrong))
        assert sentence in refused(sathi("program", "set", chai_house.shop.key, str(file)))
    file.write_bytes(b"\xff{")
    assert "is not JSON" in refused(sathi("program", "set", chai_house.shop.key, str(file)))


def test_it_says_where_a_colour_is_corrected(chai_house: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    program = json.loads(write_program(make_program())) | {"look": {"colour": "#ffe000", "theme": "crisp"}}
    file = tmp_path / "program.json"
    file.write_text(json.dumps(program))
    word = "By day, #ffe000 is hard to read as text on #ffffff: Sathi writes in #807000 there.\n"
    assert word in sathi("program", "set", chai_house.shop.key, str(file)).stderr
    assert word in sathi("program", "show", chai_house.shop.key).stderr


def test_it_lists_and_replays_dead_letters(chai_house: ChaiHouse, sathi: Sathi) -> None:
    assert "no dead letters" in said(sathi("dead-letters"))
    chai_house.deliver(write(woocommerce_order(total="1.005")))
    [dead] = chai_house.deliveries("dead")
    text = said(sathi("dead-letters"))
    assert dead.delivery_id in text
    assert "INR has 2 decimals" in text
    assert said(sathi("dead-letters", "--replay", dead.delivery_id)) == f"{dead.delivery_id}: dead\n"
    assert said(sathi("dead-letters", "--replay", "all")) == f"{dead.delivery_id}: dead\n"
    assert "There is no delivery dlv_x" in refused(sathi("dead-letters", "--replay", "dlv_x"))


def test_it_bans_and_opts_out(chai_house: ChaiHouse, sathi: Sathi) -> None:
    assert "Nobody with this address" in refused(sathi("ban", "asha@example.test"))
    chai_house.buy()
    assert said(sathi("opt-out", "ASHA@example.test")) == "Noted: this shopper is not asked again.\n"
    assert chai_house.look_up() == {"state": "hold"}
    assert said(sathi("ban", "asha@example.test", "--undo")) == "Taken back.\n"


def test_it_resumes_a_shop(chai_house: ChaiHouse, sathi: Sathi) -> None:
    chai_house.tell("app.uninstalled")
    assert said(sathi("shop", "list")).endswith("(uninstalled)\n")
    assert "live again" in said(sathi("shop", "resume", chai_house.shop.key))
    assert not said(sathi("shop", "list")).endswith("(uninstalled)\n")


def test_it_asks_which_of_two_shops(chai_house: ChaiHouse, sathi: Sathi) -> None:
    said(sathi("shop", "add", "--name", "Tea Room", "--url", "https://tea.example"))
    assert "There are 2 shops here" in refused(sathi("decide", "12"))
    assert "has no order '12'" in refused(sathi("decide", "12", "--shop", chai_house.shop.key))


# The secret of an installation


def start_eight(folder: Path) -> list[str]:
    """Find the secret of a new installation in eight threads at the same moment."""
    environment, start = {"SATHI_DATABASE_URL": f"sqlite:///{folder / 'sathi.db'}"}, Barrier(8)

    def find(_: int) -> str:
        start.wait()
        return find_settings(environment).secret

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(find, range(8)))


def test_it_makes_one_secret_when_many_start_at_once(tmp_path: Path) -> None:
    for turn in range(20):
        found = start_eight(tmp_path / str(turn))
        assert len(set(found)) == 1
        assert len(found[0]) >= 40
    assert [path.name for path in (tmp_path / "0").iterdir()] == ["sathi.secret"]
    assert (tmp_path / "0" / "sathi.secret").stat().st_mode & 0o777 == 0o600


def test_it_refuses_an_empty_secret(tmp_path: Path) -> None:
    (tmp_path / "sathi.secret").write_text("\n")
    with pytest.raises(InvalidInput, match="empty"):
        find_settings({"SATHI_DATABASE_URL": f"sqlite:///{tmp_path / 'sathi.db'}"})
