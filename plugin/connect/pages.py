"""What the merchant reads after an install: what is done, and the two switches that only they can turn."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.connect.shopify_install import Installed
from plugin.errors import SathiError
from plugin.model import Struct
from widgets.frame import Frame, bare_frame
from widgets.view import Asset

# The file in widgets/shopify/extensions/sathi-storefront/blocks that puts the loader into every page.
EMBED_BLOCK = "sathi-embed"


class Step(Struct, frozen=True):
    """One thing that is left to do, with the page of Shopify where it is done."""

    words: str
    href: str
    label: str


class InstallPage(Struct, frozen=True):
    """How an install went, in the language of Shopify's own developer pages."""

    frame: Frame
    lead: str
    note: str
    steps: tuple[Step, ...]


def installed_page(
    installed: Installed, client_id: str, base_url: str, assets: Mapping[str, Asset]
) -> InstallPage:
    """Give the page of an install that is done; its links lead into the store's own admin."""
    key, admin = installed.shop.key, f"https://{installed.domain}/admin"
    return InstallPage(
        frame=bare_frame("en", assets, title="Sathi is installed"),
        lead=f"{installed.shop.name} is connected. Its orders arrive, and its coupons can be made.",
        note=installed.note,
        steps=(
            Step(
                words=f"Switch Sathi on in your theme: the address is {base_url}, the shop key {key}. Save.",
                href=f"{admin}/themes/current/editor?context=apps&activateAppId={client_id}/{EMBED_BLOCK}",
                label="Open the theme editor",
            ),
            Step(
                words=f"Put Sathi's block on the thank-you and order status pages, with {base_url}. Save.",
                href=f"{admin}/settings/checkout/editor?page=thank-you",
                label="Open the checkout editor",
            ),
        ),
    )


def refused_page(error: SathiError, assets: Mapping[str, Asset]) -> InstallPage:
    """Give the page of an install that came to nothing, with the reason."""
    frame = bare_frame("en", assets, title="Sathi could not be installed")
    return InstallPage(frame=frame, lead=str(error), note="", steps=())
