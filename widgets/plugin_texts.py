"""The texts of the WooCommerce plugin, gathered for translators: languages/sathi.pot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

# Without a date and without Babel's version, which would differ from one machine to the next.
HEADER = rb"""# The texts of the WooCommerce plugin Sathi, under its license (GPL-2.0-or-later).
msgid ""
msgstr ""
"Project-Id-Version: Sathi\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"X-Domain: sathi\n"

"""
WIDTH = 100

_REMARK = r"(?:/\* (?P<remark>translators: .+?) \*/\s*(?:'\w+'|default)?[^\n]*?)?"
_CALL = re.compile(_REMARK + r"\b(?:esc_html|esc_attr)?__\(\s*'(?P<text>(?:[^'\\]|\\.)*)',\s*'sathi'")
_HEADER_FIELD = re.compile(r"^ \* (?:Plugin Name|Description):\s+(?P<text>.+)$", re.MULTILINE)


class Text(NamedTuple):
    """One text to translate, where it stands, what tells it from its double, and a word to translators."""

    text: str
    place: tuple[str, int]
    context: str | None = None
    remark: str = ""


def write_template(folder: Path) -> bytes:
    """Write the template from which translators start: every text of the plugin, the same bytes every time.

    Takes the plugin's folder.
    """
    catalog = Catalog()
    for text, place, context, remark in find_texts(folder):
        remarks = [remark] if remark else []
        message = catalog.add(text, locations=[place], context=context, auto_comments=remarks)
        message.flags = {"php-format"} if message.flags else set()
    written = BytesIO()
    write_po(written, catalog, width=WIDTH, omit_header=True)
    return HEADER + written.getvalue()


def find_texts(folder: Path) -> Iterator[Text]:
    """Find every text that the plugin's folder has for people, file by file."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name == "block.json":
            yield from _find_block_texts(name, path)
        elif path.suffix in (".php", ".js"):
            yield from _find_code_texts(name, path.read_text(encoding="utf-8"))


def _find_block_texts(name: str, path: Path) -> Iterator[Text]:
    block = json.loads(path.read_text(encoding="utf-8"))
    for field in ("title", "description"):
        yield Text(block[field], (name, 1), context=f"block {field}")


def _find_code_texts(name: str, code: str) -> Iterator[Text]:
    for found in (*_HEADER_FIELD.finditer(code), *_CALL.finditer(code)):
        line = code.count("\n", 0, found.start("text")) + 1
        remark = found.groupdict().get("remark") or ""
        yield Text(found["text"].replace("\\'", "'"), (name, line), remark=remark)
