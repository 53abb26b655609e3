"""Bring the catalogs of the shopper's words up to date and say what they still need.

Run by `python3 run.py words`: gathers the sentences from code and templates, brings every language's
catalog up to date with them, compiles it, and prints how complete each language is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from widgets.texts import DOMAIN, ENGLISH, LANGUAGES, LOCALE_DIR, name_of
from widgets.word_faults import find_faults, forms_of

WIDGETS = Path(__file__).resolve().parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "mark": None, "say": (2,), "say_count": (2, 3)}
FOR_TRANSLATORS = ("Translators:",)
HEADER = "# Sathi's words for shoppers: {language}. See docs/words.md."


def extract() -> Catalog:
    """Gather every sentence that shoppers read, with the remarks to its translators."""
    template = Catalog(project="Sathi", version="1", domain=DOMAIN)
    for _, _, sentence, remarks, _ in extract_from_dir(WIDGETS, METHODS, {}, KEYWORDS, FOR_TRANSLATORS):
        template.add(sentence, auto_comments=remarks)
    return template


def update(
    language: str, template: Catalog, folder: Path = LOCALE_DIR, domain: str = DOMAIN, header: str = HEADER
) -> Catalog:
    """Bring one language's catalog up to date with the sentences, make it where it is missing, compile it.

    Takes the folder of the catalogs, their name, and the remark at the head of a new one. Gives the catalog;
    what is new in it has no translation yet.
    """
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    catalog = _read(language, path, domain, header)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    _write(path, lambda file: write_po(
        file, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True
    ))  # fmt: skip
    _write(path.with_suffix(".mo"), lambda file: write_mo(file, catalog))
    return catalog


def main(folder: Path = LOCALE_DIR) -> int:
    """Do all of it, print the table and what is wrong; 1 while a language still needs something."""
    template, faults = extract(), []
    for language in LANGUAGES:
        if language != ENGLISH:
            catalog = update(language, template, folder)
            done = sum(all(forms_of(message)) for message in catalog if message.id)
            print(f"{language}  {done} of {len(template)}  {name_of(language)}")
            faults += [f"{language}: {fault}." for fault in find_faults(catalog)]
    print("\n".join(faults) or "Nothing is missing.")
    return 1 if faults else 0


def _read(language: str, path: Path, domain: str, header: str) -> Catalog:
    if path.is_file():
        with path.open("rb") as file:
            return read_po(file, locale=language, domain=domain)
    remark = header.format(language=language)
    return Catalog(language, domain, remark, project="Sathi", version="1", fuzzy=False)


def _write(path: Path, write: Callable[[BytesIO], None]) -> None:
    written = BytesIO()
    write(written)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())


if __name__ == "__main__":
    sys.exit(main())
