"""Views become HTML or text by the templates in widgets/templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import CodeType
from typing import Literal

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket

from plugin.model import Struct
from widgets.texts import load_catalog

TEMPLATES_DIR = Path(__file__).with_name("templates")

Template = Literal[
    "page.html", "me.html", "landing.html", "claim.html", "gone.html", "install.html",
    "proxied.html", "apply.html", "answered.html", "portal.html", "statement.html",
    "letter.html", "letter_style.html", "letter.txt", "unsubscribe.html", "host.html",
]  # fmt: skip


def draw(template: Template, view: Struct, *, nonce: str = "") -> str:
    """Draw a view: "page.html" PublicPage, "me.html" OwnPage, "letter.txt" LetterPage and so on.

    Takes the nonce that the answer's Content-Security-Policy allows for styles.
    """
    fields = {name: getattr(view, name) for name in view.__struct_fields__}
    language = fields["language"] if "language" in fields else fields["frame"].language
    return _environment(language).get_template(template).render(**fields, nonce=nonce)


class _OnceCompiled(BytecodeCache):
    """Keeps what a template was compiled to: the languages differ in their words only."""

    def __init__(self) -> None:
        self._compiled = dict[str, CodeType]()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is there already."""
        bucket.code = self._compiled.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code:
            self._compiled[bucket.key] = bucket.code


_ONCE_COMPILED = _OnceCompiled()


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        bytecode_cache=_ONCE_COMPILED,
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals["_"] = load_catalog(language).gettext
    return environment
