"""The page of where it shows: whom the popup asks, where surfaces come by themselves, ways to share."""

from __future__ import annotations

from plugin.program_forms.asking import Page, Section, Setting
from plugin.program_forms.kinds import Choose, ChooseMany, Kind, Lines, Money, Rank, Share, Tick, Whole
from plugin.words.figures import CHANNEL_WORDS
from plugin.words.speaking import mark as _

WHEN = {"placed": _("is placed"), "paid": _("is paid")}
KINDS = {
    "test": _("Test orders"),
    "pos": _("Sales at the counter"),
    "draft": _("Drafts made by your staff"),
    "zero_total": _("Orders of nothing"),
    "renewal": _("Subscriptions that renew themselves"),
}
SIDES = {"start": _("On the left"), "end": _("On the right")}
CHANNELS = {channel: words for channel, words in CHANNEL_WORDS.items() if channel}
PATHS = _("One path on each line, such as /shop/*; * stands for anything.")
WRONG_PATH = _("Each line is a path of your store: it begins with / and has no space, ? or #.")
CODES = _("One on each line; empty for all.")

POPUP = Section(
    _("Whom the popup asks"),
    (
        Setting("popup.when", _("As soon as the order"), Choose(choices=WHEN)),
        Setting("popup.minimum_minor", _("From an order of"), Money(), _("0 for any order.")),
        Setting("popup.days_between", _("Days between two popups for one buyer"), Whole(_("days"))),
        Setting("popup.views_a_year", _("At most"), Whole(_("times a year"))),
        Setting("popup.hours_after_close", _("After it was closed it stays away for"), Whole(_("hours"))),
        Setting(
            "popup.guests_allowed",
            _("Ask guests, too"),
            Tick(),
            _("Those who left no e-mail, phone number or account."),
        ),
        Setting(
            "popup.holdout_pct",
            _("Buyers held out for measuring"),
            Share(),
            _("They never see the popup, so that you can compare."),
        ),
        Setting("popup.kinds_held", _("Never ask after"), ChooseMany(choices=KINDS)),
        Setting("popup.tags_included", _("Only orders with these tags"), Lines(), CODES, is_rare=True),
        Setting("popup.tags_excluded", _("No orders with these tags"), Lines(), is_rare=True),
        Setting(
            "popup.countries_included",
            _("Only these countries"),
            Lines(),
            _("Two letters such as IN, one on each line; empty for all."),
            is_rare=True,
        ),
        Setting("popup.countries_excluded", _("Not these countries"), Lines(), is_rare=True),
        Setting(
            "popup.products_included",
            _("Only orders with these products"),
            Lines(),
            _("The store's own numbers of them, one on each line; empty for all."),
            is_rare=True,
        ),
        Setting("popup.products_excluded", _("No orders with these products"), Lines(), is_rare=True),
    ),
)
PLACES = Section(
    _("Where and how soon"),
    (
        Setting("manners.popup_delay_s", _("The thank-you page stands alone for"), Whole(_("seconds"))),
        Setting("manners.pages_included", _("Only on these pages"), Lines(), PATHS, wrong=WRONG_PATH),
        Setting("manners.pages_excluded", _("Never on these pages"), Lines(), PATHS, wrong=WRONG_PATH),
    ),
    _("On a checkout nothing comes by itself, whatever stands here."),
)
LAUNCHER = Section(
    _("The launcher on every page"),
    (
        Setting("sticky.on", _("Show it"), Tick()),
        Setting(
            "sticky.side",
            _("Side"),
            Choose(choices=SIDES),
            _("In languages that are read from the right, the other one."),
        ),
        Setting(
            "sticky.offset_px",
            _("Lifted by"),
            Whole(_("pixels")),
            _("Above what else stands at the foot of your pages, such as a chat."),
        ),
        Setting(
            "sticky.label",
            _("Its words in all languages"),
            Kind(),
            _("Empty for Sathi's own, which stand in the shopper's language."),
            is_rare=True,
        ),
    ),
)
SHARING = Section(
    _("Ways to share"),
    (
        Setting(
            "channels",
            _("In this order"),
            Rank(choices=CHANNELS),
            _("Fewer bring more: name the three or four that your customers use."),
        ),
    ),
)
WHERE = Page(
    "where",
    _("Where it shows"),
    _("Which buyers are asked, and on which pages of your store."),
    (POPUP, PLACES, LAUNCHER, SHARING),
)
RULES_OF_THE_POPUP = Page("popup", _("Rules of the popup"), "", (POPUP,))
