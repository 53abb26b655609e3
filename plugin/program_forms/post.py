"""The page of e-mail and WhatsApp: what stands in each letter, and when nobody is written to."""

from __future__ import annotations

from plugin.program_forms.asking import Page, Section, Setting
from plugin.program_forms.kinds import Choose, Kind, Whole
from plugin.words.speaking import mark as _

CONSENTS = {
    "bought": _("Those who have bought and never refused"),
    "given": _("Only those who said yes"),
}

POST = Page(
    "post",
    _("E-mail & WhatsApp"),
    _("How the shop writes to people. How the post stands is told under Mail."),
    (
        Section(
            _("In each letter"),
            (
                Setting(
                    "post.postal_address",
                    _("Postal address"),
                    Kind(),
                    _(
                        "The law of most countries asks for"
                        " it. Empty for your shop's name and address on the web."
                    ),
                ),
                Setting(
                    "post.reply_to", _("Answers go to"), Kind(), _("Empty for the sender's own address.")
                ),
            ),
        ),
        Section(
            _("Who is written to, and when"),
            (
                Setting("post.consent", _("Marketing goes to"), Choose(choices=CONSENTS)),
                Setting(
                    "post.quiet_from_hour",
                    _("Nobody is written to from"),
                    Whole(_("o'clock")),
                    _("Where the shopper is; the same hour twice means never quiet."),
                ),
                Setting("post.quiet_until_hour", _("Until"), Whole(_("o'clock"))),
                Setting(
                    "post.most_a_week",
                    _("Marketing to one person"),
                    Whole(_("letters in seven days")),
                    _("Over all campaigns, the popup counted with them; 0 is no limit."),
                ),
            ),
        ),
    ),
)
