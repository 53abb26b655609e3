"""The command that keeps the catalogs up to date: what it makes of them and what it finds wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from widgets.texts import DOMAIN, LANGUAGES, LOCALE_DIR
from widgets.word_faults import find_faults
from widgets.words import extract, main, update

SHARE = "I shop at {shop}. This brings you {offer}, and me {advocate}: {link}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogs, to be broken."""
    return Path(shutil.copytree(LOCALE_DIR, tmp_path / "locale"))


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.?o")}


def edit(folder: Path, language: str, old: str, new: str) -> None:
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_it_changes_nothing_that_is_up_to_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(folder) == 0
    assert read_all(folder) == read_all(LOCALE_DIR)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(LANGUAGES)
    assert lines[-1] == "Nothing is missing."


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgstr "Cerrar"', 'msgstr ""', 'es: "Close" is not translated yet.'),
        ('msgstr "Cerrar"', 'msgstr "Close"', 'es: "Close" is still English.'),
        ('msgstr "Cerrar"', 'msgstr "Cerrar "', 'es: "Close" has a space at one end.'),
        ('msgid "Close"', '#, fuzzy\nmsgid "Close"', 'es: "Close" is marked as needing work (fuzzy)'),
        ("¡Hola, {name}!", "¡Hola!", 'es: "Hello, {name}!" has lost {name}.'),
        ("¡Hola, {name}!", "¡Hola, {nombre}{name}!", "has {nombre}, which the English has not."),
        ("{count} de amigos", "millones de amigos", 'es: "{count} friend" has lost {count}.'),
        ("Copiar enlace", "Copiar el enlace " * 3, "is too long:"),
        ("n == 1 ? 0", "n < 2 ? 0", "es: Plural-Forms: the number 0 must take form 2, not 0"),
        ('msgid "Close"\nmsgstr "Cerrar"\n', "", 'es: "Close" is not translated yet.'),
    ],
)
def test_it_says_what_a_catalog_needs(
    folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, fault: str
) -> None:
    edit(folder, "es", old, new)
    assert main(folder) == 1
    assert fault in capsys.readouterr().out


def test_it_makes_the_catalog_of_a_new_language(tmp_path: Path) -> None:
    made = update("pl", extract(), tmp_path)
    assert len(made) == len(extract())
    assert (tmp_path / "pl" / "LC_MESSAGES" / f"{DOMAIN}.po").read_text().startswith("# Sathi's words")
    assert sum(fault.endswith("is not translated yet") for fault in find_faults(made)) == len(made)


def test_it_forgets_a_sentence_that_is_said_no_more(folder: Path) -> None:
    edit(folder, "es", 'msgid "Close"', 'msgid "Close the door"')
    update("es", extract(), folder)
    text = (folder / "es" / "LC_MESSAGES" / f"{DOMAIN}.po").read_text(encoding="utf-8")
    assert "the door" not in text


def test_it_tells_translators_what_a_sentence_is_for() -> None:
    template: Catalog = extract()
    remarks = {message.id: message.auto_comments for message in template if message.auto_comments}
    assert any("{link} stays last" in remark for remark in remarks[SHARE])
    assert len(remarks) >= 10
