"""The page of costs: what the desk compares the program with, and what a message costs."""

from __future__ import annotations

from plugin.program_forms.asking import Page, Section, Setting
from plugin.program_forms.kinds import Money
from plugin.words.speaking import mark as _

COSTS = Page(
    "costs",
    _("Costs"),
    _("What the desk reckons with when it says what a new customer cost."),
    (
        Section(
            _("Your own costs"),
            (
                Setting(
                    "costs.ad_customer_minor",
                    _("What a new customer costs you by advertising"),
                    Money(),
                    _("Stands beside what one by a friend costs. 0 compares with nothing."),
                ),
                Setting("costs.email_minor", _("One e-mail"), Money()),
                Setting("costs.whatsapp_minor", _("One WhatsApp message"), Money()),
            ),
        ),
    ),
)
