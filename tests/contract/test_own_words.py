"""The merchant's own words on their way: set by the command, read by shoppers on every surface."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import Result
from msgspec.structs import replace

from plugin.actions.links import own_link
from plugin.domain.program import OwnText, write_program
from tests.cast import ADDRESS, ChaiHouse
from tests.command import on_database
from tests.loop import Loop, make_loop_program

OWN = {
    "help": "Nous joindre",
    "how": "Trois pas",
    "email_label": "Votre adresse",
    "email_sent": "Regardez vos messages.",
    "progress": "{count} amis, il en faut {next}",
    "share_text": "Le thé de {shop} : {offer} pour toi, {advocate} pour moi. {link}",
}
FRENCH = [{"language": "fr", "key": key, "text": text} for key, text in OWN.items()]
CHANGES: dict[str, Any] = {
    "help": {"phone": "+91 98300 12345"},
    "claims": {"contact": "email"},
    "ladder": [{"friends_count": 3, "reward": {"kind": "free_shipping"}}],
}
SetWords = Callable[..., Result]


@pytest.fixture
def set_words(chai_house: ChaiHouse, database_url: str, tmp_path: Path) -> SetWords:
    """Sets own words as a merchant does: writes them into the program and sets that."""
    sathi = on_database(database_url)

    def put(*words: dict[str, str]) -> Result:
        file = tmp_path / "program.json"
        written = json.loads(write_program(make_loop_program()))
        file.write_text(json.dumps(written | CHANGES | {"words": words}))
        key = chai_house.shop.key
        return sathi("program", "set", key, str(file))

    return put


def texts_of(chai_house: ChaiHouse, language: str) -> dict[str, str]:
    """Fetch the texts of launcher, popup, panel and page, as the widget does."""
    settings = f"/c/{chai_house.shop.key}/{language}"
    first, more = (chai_house.client.get(path).get_json() for path in (settings, f"{settings}/more"))
    return {**first["texts"], **more["texts"]}


def test_it_says_them_on_every_surface(chai_house: ChaiHouse, set_words: SetWords) -> None:
    result = set_words(*FRENCH)
    assert result.exit_code == 0 and "words" not in result.stderr
    key, client = chai_house.shop.key, chai_house.client
    texts = texts_of(chai_house, "fr-CA")
    message = "Le thé de Chai House : 200\u00a0₹ de réduction pour toi, 200\u00a0₹ pour moi. "
    assert (texts["how"], texts["share_text"]) == ("Trois pas", message + "{link}")
    assert texts_of(chai_house, "es")["how"] == "Cómo funciona"
    page = client.get(f"/p/{key}?lang=fr").text
    assert all(OWN[name] in page for name in ("help", "how", "email_label"))
    mailed = client.post(f"/p/{key}/link", data={"email": "asha@example.test", "lang": "fr"})
    assert OWN["email_sent"] in mailed.text
    asha = Loop(chai_house).meet("asha@example.test", "1")
    own = own_link(chai_house.house, chai_house.shop, asha.person_id).removeprefix(ADDRESS)
    mine = client.get(f"{own}?lang=fr").text
    assert "0 amis, il en faut 3" in mine
    led = client.get(f"{own}/share/whatsapp?lang=fr")
    assert f"text={message}{ADDRESS}" in unquote(led.headers["Location"])
    assert OWN["email_label"] in client.get(f"/r/{key}/{asha.code}?lang=fr").text


def test_it_refuses_words_by_name_and_keeps_the_program(chai_house: ChaiHouse, set_words: SetWords) -> None:
    refused = set_words(*FRENCH, {"language": "fr", "key": "how", "text": "Comment"})
    assert refused.exit_code == 1
    assert refused.output.startswith('Error: In words[6].key: "how" has own words in fr already')
    assert chai_house.read(lambda parts, shop_id: parts.programs.current(shop_id))[0] == 1


def test_it_says_that_the_law_wants_the_senders_part_told(set_words: SetWords) -> None:
    result = set_words({"language": "en", "key": "share_text", "text": "Try it: {link}"})
    assert result.exit_code == 0
    assert "In words[0].text: the message does not say {advocate}" in result.stderr


def test_it_serves_an_old_program_whose_words_it_knows_no_more(chai_house: ChaiHouse) -> None:
    words = (
        OwnText(language="fr", key="gone", text="Parti"),
        OwnText(language="fr", key="how", text="Voici"),
    )
    old = replace(make_loop_program(), words=words)
    shop = chai_house.shop
    chai_house.house.store.unit(shop.shop_id, lambda parts: parts.programs.add(shop.shop_id, 2, old, 0))
    texts = texts_of(chai_house, "fr")
    assert texts["how"] == "Voici" and "gone" not in texts
