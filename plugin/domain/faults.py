"""What is wrong with a file of settings, said of the field as the file calls it."""

from __future__ import annotations

import re

import msgspec

from plugin.errors import InvalidInput


def name_fault(error: msgspec.ValidationError, whole: str) -> InvalidInput:
    """Give the refusal of the first field that cannot be used, or of the `whole`: "program", "terms"."""
    found = re.match(r"(.*?)(?: - at `\$\.?(.*)`)?\Z", str(error), re.DOTALL)
    what, field = (found[1], found[2] or "") if found else (str(error), "")
    return InvalidInput(
        field or whole, "In {field}: {fault}.", field=field or f"the {whole}", fault=what.replace("`", "'")
    )
