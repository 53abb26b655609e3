"""The look in words: what themes, typefaces and pictures are called wherever a merchant chooses one."""

from __future__ import annotations

from plugin.words.speaking import mark as _

THEME_WORDS = {"warm": _("Warm"), "crisp": _("Crisp"), "festive": _("Festive")}
FONT_WORDS = {"store": _("Your store's own"), "system": _("The shopper's device's")}
PICTURE_WORDS = {
    "gift": _("A gift"), "friends": _("Two friends"), "letter": _("A letter"), "none": _("No picture"),
}  # fmt: skip
