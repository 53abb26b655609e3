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
WIDGETS = Path(__file__).resolve().parent
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "say": None, "say_count": (1, 2),
}  # fmt: skip
# An error carries its sentence: the first argument, or the one behind the field.
ERRORS = {"InvalidInput": (2,), "NotAllowed": None, "NotFound": None, "Overtaken": None, "TooMany": None}
# Whose errors no page of the desk shows: commands, programs and shoppers meet them.
UNSEEN = (
    "app.py", "commands/**.py", "connect/**.py", "demo/**.py", "doorstep.py", "opening.py", "order_files.py",
    "scribe/**.py", "settings.py", "shop_files.py", "store/**.py",
    "domain/commission_terms.py", "domain/payee.py",
    "effects/coupons.py", "effects/post.py", "effects/reconciling.py", "effects/stores/**.py",
    *(f"actions/{one}.py" for one in (
        "applying", "apps", "checkout", "claiming", "connections", "deliveries", "guessing", "lettering",
        "links", "portal", "portal_contents", "push", "referring", "settings_files", "sharing", "stock",
        "unsubscribing", "whatsapp",
    )),
)  # fmt: skip
# The widgets speak to shoppers; what they check for the merchant is said at the desk.
SEEN_WIDGETS = ("colours.py", "own_words.py", "themes.py")
SOURCES = (
    (DESK, [*((one, "ignore") for one in UNSEEN), *METHODS], {**KEYWORDS, **ERRORS}),
    (DESK, [(one, "python") for one in UNSEEN], KEYWORDS),
    (WIDGETS, [(one, "python") for one in SEEN_WIDGETS], {**KEYWORDS, **ERRORS}),
)
HEADER = "# Sathi's words for merchants: {language}. See docs/words.md."


def extract() -> Catalog:
    """Gather every sentence that merchants read at the desk, with the remarks to its translators."""
    template = Catalog(project="Sathi", version="1", domain=DOMAIN)
    options = {"**.html": JINJA, "dashboard/templates/**.html": JINJA}
    for folder, methods, keywords in SOURCES:
        found = extract_from_dir(folder, methods, options, keywords, FOR_TRANSLATORS)
        for _, _, sentence, remarks, _ in found:
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


def compile_catalogs() -> int:
    """Write each language's catalog as the desk reads it.

    Babel's own command takes the "95% in" of a sentence for a placeholder, and calls its translation broken.
    """
    for language in LANGUAGES:
        if language != ENGLISH:
            path = LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"
            with path.open("rb") as source, path.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(source, locale=language))
    return 0


if __name__ == "__main__":
    sys.exit(compile_catalogs() if sys.argv[1:] == ["compile"] else main())
