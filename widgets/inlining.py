"""Styles put onto the elements themselves, as mail programs need them."""

from __future__ import annotations

import css_inline

# What asks for a dark screen cannot stand on an element: those rules stay in the head.
_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def inline_styles(html: str) -> str:
    """Give a document of our own with its style sheet on the elements; nothing is fetched."""
    return _inliner.inline(html)
