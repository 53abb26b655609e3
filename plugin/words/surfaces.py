"""What a merchant can do where a surface was not seen, in words."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.model import Surface
from plugin.words.speaking import mark as _
from plugin.words.speaking import say

WHAT_TO_DO: Mapping[Surface, str] = {
    "popup": _(
        "Nobody met the popup. Look below why orders were held; where none was, the line for your store does"
        " not run on the thank-you page: Check my store, under Set-up, says why."
    ),
    "thank_you": _(
        "No thank-you block was drawn. On Shopify add the block in the checkout's editor; other stores show"
        " the popup in its place."
    ),
    "page": _("Nobody opened the program's page. Link to it from your menu, your letters or the launcher."),
    "sticky": _(
        "Nobody used the launcher. It is switched under Where it shows; a chat or cookie banner may cover it:"
        " lift it there."
    ),
}


def say_what_to_do(surface: Surface) -> str:
    """Say what to look at where nobody met a surface."""
    return say(WHAT_TO_DO[surface])
