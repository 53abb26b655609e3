"""The page of the fraud rules: what each of them does, from where on, and your deadline."""

from __future__ import annotations

from plugin.program_forms.asking import Page, Section, Setting
from plugin.program_forms.kinds import Choose, Lines, Tick, Whole
from plugin.words.fraud import FRAUD_WORDS
from plugin.words.speaking import mark as _

ACTIONS = {
    "off": _("Nothing: switched off"),
    "weigh": _("A hint: two different ones hold it"),
    "hold": _("Hold it for your review"),
    "block": _("Block it"),
}
# A shared internet connection alone never holds anybody: phones share theirs with thousands.
HINT_AT_MOST = {"off": ACTIONS["off"], "weigh": ACTIONS["weigh"]}
HELP = {
    "same_customer": _("Both are one customer of your store."),
    "same_mailbox": _("Both addresses reach one mailbox, with what follows a + or Gmail's dots left out."),
    "same_phone": _("Both have one phone number."),
    "own_code": _("A buyer used the own code."),
    "bought_before": _("The friend had bought here before."),
    "referred_before": _("Another advocate had brought this friend."),
    "banned": _("You banned one of the two."),
    "near_mailbox": _("Their e-mail addresses are nearly the same."),
    "near_name": _("Their first names are nearly the same."),
    "same_device": _("Both used one browser."),
    "same_address": _("Both have orders sent to one address; so has a family."),
    "same_ip": _(
        "Both ordered over one internet connection; so does a family, and in India a whole"
        " neighbourhood of phones."
    ),
    "disposable_mailbox": _("One of the two uses a mailbox that is made to be thrown away."),
    "burst_address": _("Many friends came from one place within seven days."),
    "burst_advocate": _("One advocate brought many friends within seven days."),
    "coupon_site": _("The friend came from a site where codes are collected for strangers."),
    "leaked_code": _("One link was taken very often within a day."),
    "fast_order": _("The friend ordered a moment after taking the offer."),
}
RULES = Section(
    _("What each rule does"),
    tuple(
        Setting(
            f"fraud.{rule}",
            FRAUD_WORDS[rule],
            Choose(choices=HINT_AT_MOST if rule == "same_ip" else ACTIONS),
            help,
        )
        for rule, help in HELP.items()
    ),
)
BOUNDS = Section(
    _("From where on"),
    (
        Setting("fraud.likeness_pct", _("Names and mailboxes are alike from"), Whole("%")),
        Setting("fraud.burst_address_count", _("Many from one place are"), Whole(_("friends in seven days"))),
        Setting(
            "fraud.burst_advocate_count", _("Many by one advocate are"), Whole(_("friends in seven days"))
        ),
        Setting("fraud.leak_count", _("A code has leaked after"), Whole(_("claims in a day"))),
        Setting("fraud.fast_order_minutes", _("A very fast order comes within"), Whole(_("minutes"))),
        Setting(
            "fraud.coupon_hosts",
            _("Coupon sites besides those that Sathi knows"),
            Lines(),
            _("One on each line, such as coupons.example."),
            wrong=_("Each line is the name of a site, such as coupons.example."),
        ),
    ),
)
DEADLINE = Section(
    _("Your review"),
    (
        Setting("fraud.review_days", _("You answer within"), Whole(_("days"))),
        Setting(
            "fraud.pays_unreviewed",
            _("Pay what you did not answer in time"),
            Tick(),
            _("Otherwise it is not paid."),
        ),
    ),
)
FRAUD = Page(
    "fraud",
    _("Fraud rules"),
    _("What makes a referral look like one person paying themselves."),
    (RULES, BOUNDS, DEADLINE),
)
