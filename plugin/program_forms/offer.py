"""The page of the offer: what is promised, when it is earned, and how a friend takes it."""

from __future__ import annotations

from plugin.domain.program import Incentive, Milestone, Program
from plugin.model import Shop, Struct
from plugin.program_forms.asking import Page, Rows, Section, Setting
from plugin.program_forms.kinds import Choose, Kind, LongWords, Money, Rank, RewardAmount, Share, Tick, Whole
from plugin.words.speaking import mark as _
from plugin.words.speaking import spoken_language
from widgets.offers import say_incentive

REWARDS = {
    "percent": _("Percent off"),
    "amount": _("An amount off"),
    "free_shipping": _("Free shipping"),
    "gift": _("A gift"),
    "credit": _("Store credit"),
    "points": _("Points"),
    "cash": _("Cash that you pay"),
    "manual": _("Something else that you give by hand"),
}
PERIODS = {"week": _("week"), "month": _("month")}
JOINS = {
    "asked": _("Whoever takes the link"),
    "automatic": _("Every buyer, without being asked"),
}
COUNTS_AT = {
    "claimed": _("takes the offer"),
    "registered": _("makes an account in your store"),
    "ordered": _("has ordered"),
    "paid": _("has paid"),
    "kept": _("has kept the order until the return window is over"),
    "event": _("did something of your own that you tell us"),
}
CONTACTS = {
    "none": _("Nothing"),
    "email": _("Their e-mail address"),
    "email_or_phone": _("Their e-mail address or phone number"),
}
LANDINGS = {"page": _("A page with the offer"), "store": _("Your store, with the offer applied")}
TRACES = {
    "code": _("A code in the order"),
    "claim": _("The offer taken in the same browser"),
    "visit": _("A visit by the link"),
    "contact": _("The offer taken by the same e-mail or phone"),
    "manual": _("Your own word"),
}


def ask_reward(prefix: str, of: type[Struct]) -> tuple[Setting, ...]:
    """Give the settings of one promise."""

    def one(name: str, label: str, kind: Kind, help: str = "", rare: bool = True, wrong: str = "") -> Setting:
        return Setting(f"{prefix}.{name}", label, kind, help, rare, wrong, of)

    return (
        one("kind", _("What it is"), Choose(choices=REWARDS), rare=False),
        one(
            "pct",
            _("Percent"),
            Share(),
            _("Of the order. Beside cash, credit or points: a share of the friend's order."),
            rare=False,
        ),
        one("amount_minor", _("Amount, or number of points"), RewardAmount(), rare=False),
        one(
            "minimum_minor",
            _("From an order of"),
            Money(),
            _("What must be spent to use it; 0 for any order."),
            rare=False,
        ),
        one("gift", _("Name of the gift"), Kind(), _("What shoppers read: a box of masala tea.")),
        one(
            "gift_ref",
            _("The gift's product number in your store"),
            Kind(),
            _("With it the gift becomes a code in your store; without it you give it by hand."),
            wrong=_("Give the number alone: digits."),
        ),
        one(
            "periods_count",
            _("How often it is given"),
            Whole(_("times")),
            _("1 is once; 3 and month is three months long."),
        ),
        one("period", _("One each"), Choose(choices=PERIODS)),
        one("valid_days", _("Its code holds for"), Whole(_("days")), _("0 is for ever.")),
    )


def say_step(step: Milestone, shop: Shop) -> str:
    """Say one step: 5: 10% off."""
    return f"{step.friends_count}: {say_incentive(step.reward, shop, spoken_language())}"


def ask_steps(path: str, label: str, help: str, is_one: bool = False) -> Rows:
    """Give the rows of steps, each a number of friends and what is given for them."""
    friends = Setting("friends_count", _("Friends"), Whole(), of=Milestone)
    return Rows(
        path,
        label,
        Milestone,
        (friends, *ask_reward("reward", Milestone)),
        Milestone(friends_count=1, reward=Incentive(kind="percent")),
        say_step,
        help,
        sort_by="friends_count",
        is_one=is_one,
    )


PROGRAM = Section(
    _("The program"),
    (
        Setting("name", _("Name"), Kind(), _("What shoppers read on the program's page.")),
        Setting("joins", _("Who gets a link"), Choose(choices=JOINS)),
        Setting(
            "welcome",
            _("Offer for visitors without a friend's link"),
            Kind(),
            _("One sentence; leave it empty to offer them nothing."),
        ),
    ),
)
FRIEND = Section(_("What a friend gets"), ask_reward("offer.friend", Program))
ADVOCATE = Section(_("What the advocate gets for each friend"), ask_reward("offer.advocate", Program))
STEPS = Section(
    _("More for more friends"),
    (
        ask_steps("ladder", _("Prizes at so many friends"), _("Each is given once, on top.")),
        ask_steps(
            "rewards.tiers",
            _("A larger reward from so many friends on"),
            _("It takes the place of the advocate's reward."),
        ),
        ask_steps(
            "rewards.every",
            _("An extra at every so-many-th friend"),
            _("5 friends: the 5th, the 10th, the 15th."),
            is_one=True,
        ),
    ),
)
COUNTING = Section(
    _("When a friend counts"),
    (
        Setting("rewards.counts_at", _("A friend counts who"), Choose(choices=COUNTS_AT)),
        Setting(
            "rewards.event",
            _("Name of your own event"),
            Kind(),
            _("As your store sends it in customer.event: booked_table."),
            is_rare=True,
            wrong=_("Small letters, digits, and . _ - only."),
        ),
        Setting(
            "rewards.hold_days",
            _("The reward is held for"),
            Whole(_("days")),
            _("From then on, so that an order that comes back costs you nothing."),
        ),
        Setting(
            "rewards.return_days",
            _("Your return window"),
            Whole(_("days")),
            _("For friends who count when they kept the order."),
        ),
        Setting(
            "rewards.minimum_minor", _("The friend keeps goods of at least"), Money(), _("0 for any order.")
        ),
        Setting("rewards.with_tax", _("Tax counts among the goods"), Tick(), is_rare=True),
        Setting(
            "rewards.new_customers_only",
            _("New customers only"),
            Tick(),
            _("Whoever bought before earns nobody anything."),
        ),
    ),
)
LIMITS = Section(
    _("The most that is given"),
    (
        Setting(
            "rewards.caps.per_advocate_count",
            _("Rewarded friends of one advocate"),
            Whole(_("friends")),
            _("0 is no limit."),
        ),
        Setting("rewards.caps.per_advocate_days", _("Within"), Whole(_("days")), _("0 is for ever.")),
        Setting(
            "rewards.caps.budget_minor",
            _("Budget for all rewards together"),
            Money(),
            _("When the next one does not fit, the program pauses and says so. 0 is no limit."),
        ),
    ),
)
CLAIMING = Section(
    _("How a friend takes the offer"),
    (
        Setting("claims.contact", _("The friend must leave"), Choose(choices=CONTACTS)),
        Setting("claims.landing", _("A friend's link leads to"), Choose(choices=LANDINGS)),
        Setting("claims.valid_days", _("The friend's code holds for"), Whole(_("days"))),
        Setting("claims.per_link_a_day", _("One link may be taken"), Whole(_("times a day")), is_rare=True),
    ),
)
TRACING = Section(
    _("Who sent a buyer"),
    (
        Setting(
            "attribution.order",
            _("Which trace wins, the strongest first"),
            Rank(choices=TRACES),
            _("A trace that stands nowhere does not count."),
        ),
        Setting("attribution.visit_days", _("A visit counts for"), Whole(_("days"))),
    ),
)
TERMS = Section(
    _("Terms"),
    (
        Setting(
            "terms", _("Terms of the program"), LongWords(), _("Shoppers read them on the program's page.")
        ),
    ),
)
OFFER = Page(
    "offer",
    _("Offer"),
    _("What both sides get, when it is earned, and how a friend takes it."),
    (PROGRAM, FRIEND, ADVOCATE, STEPS, COUNTING, LIMITS, CLAIMING, TRACING, TERMS),
)
