"""Bring the catalogs of the merchant's words, the desk's, up to date and say what they still need.

Run by `python3 run.py words`, after the shoppers' catalogs and in the same way; `compile` is what
`python3 run.py build` asks for.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from plugin.words.speaking import DOMAIN, ENGLISH, LANGUAGES, LOCALE_DIR
from widgets.texts import name_of
from widgets.word_faults import find_faults, forms_of
from widgets.words import FOR_TRANSLATORS, update

DESK = Path(__file__).resolve().parents[1] / "plugin"
METHODS = [("**.py", "python"), ("dashboard/templates/**.html", "jinja2")]
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "say": None, "say_count": (1, 2),
}  # fmt: skip
HEADER = "# Sathi's words for merchants: {language}. See docs/words.md."


def extract() -> Catalog:
    """Gather every sentence that merchants read at the desk, with the remarks to its translators."""
    template = Catalog(project="Sathi", version="1", domain=DOMAIN)
    options = {"**.html": JINJA, "dashboard/templates/**.html": JINJA}
    for _, _, sentence, remarks, _ in extract_from_dir(DESK, METHODS, options, KEYWORDS, FOR_TRANSLATORS):
        if sentence:
            template.add(sentence, auto_comments=remarks)
    return template


def main(folder: Path = LOCALE_DIR) -> int:
    """Do all of it, print how far each language is and what is broken; 1 while something is.

    A sentence without a translation is said in English: it is counted, not called broken.
    """
    template, faults = extract(), []
    for language in LANGUAGES:
        if language != ENGLISH:
            catalog = update(language, template, folder, DOMAIN, HEADER)
            done = sum(all(forms_of(message)) for message in catalog if message.id)
            print(f"{language}  {done} of {len(template)}  {name_of(language)}, the desk")
            faults += [f"{language}: {fault}." for fault in find_broken(catalog)]
    print("\n".join(faults) or "Nothing is broken.")
    return 1 if faults else 0


def find_broken(catalog: Catalog) -> list[str]:
    """Say what is wrong with the sentences that are translated."""
    return [fault for fault in find_faults(catalog) if not fault.endswith("is not translated yet")]


def compile_catalogs(folder: Path = LOCALE_DIR) -> int:
    """Write each language's catalog as the desk reads it.

    Babel's own command takes the "95% in" of a sentence for a placeholder, and calls its translation broken.
    """
    for language in LANGUAGES:
        if language != ENGLISH:
            path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
            with path.open("rb") as source, path.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(source, locale=language))
    return 0


if __name__ == "__main__":
    sys.exit(compile_catalogs() if sys.argv[1:] == ["compile"] else main())
