"""All pages of settings, in the order in which a merchant meets them."""

from __future__ import annotations

from plugin.program_forms.asking import Page
from plugin.program_forms.costs import COSTS
from plugin.program_forms.fraud import FRAUD
from plugin.program_forms.look import LOOK
from plugin.program_forms.offer import OFFER
from plugin.program_forms.post import POST
from plugin.program_forms.where import WHERE

PAGES: dict[str, Page] = {page.key: page for page in (OFFER, LOOK, WHERE, POST, FRAUD, COSTS)}
