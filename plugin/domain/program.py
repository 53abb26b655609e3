"""A program: the standing rules of one shop, read strictly and kept in versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec

from plugin.domain.faults import name_fault
from plugin.domain.fraud import FraudRules
from plugin.domain.measuring import Measuring
from plugin.domain.people import read_email
from plugin.domain.standards import is_phone, is_web_address, must_be_countries
from plugin.errors import InvalidInput
from plugin.model import Channel, IncentiveKind, Method, Struct

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Minor = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
Pct = Annotated[float, msgspec.Meta(ge=0, le=100)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}\Z")]
PagePath = Annotated[str, msgspec.Meta(pattern=r"^/[^\s?#]{0,199}\Z")]
Kind = Literal["test", "pos", "draft", "zero_total", "renewal"]


class Incentive(Struct):
    """One promise: a percentage, an amount off above a minimum, a gift, or another kind.

    `amount_minor` and `minimum_minor` are in the shop's currency (points for points); `pct` beside cash,
    credit or points is a share of the friend's order. `gift` names what is given, `gift_ref` is the store's
    own number of that product: with it the gift becomes a coupon, without it the merchant's hand gives it.
    A promise may last: `periods_count` times, one each `period`. `valid_days` is the life of its coupon,
    0 for ever.
    """

    kind: IncentiveKind
    pct: Pct = 0
    amount_minor: Minor = 0
    minimum_minor: Minor = 0
    gift: Line = ""
    gift_ref: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,20}\Z")] = ""
    periods_count: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1
    period: Literal["week", "month"] = "month"
    valid_days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 0


class Milestone(Struct):
    """A step of the ladder: what an advocate gets at so many friends."""

    friends_count: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    reward: Incentive


class Offer(Struct):
    """What the friend gets and what the advocate gets."""

    friend: Incentive
    advocate: Incentive


class Caps(Struct):
    """The most that the program gives; 0 is no limit.

    `per_advocate_count` friends are rewarded for each advocate, in any `per_advocate_days` days or, where
    that is 0, ever. `budget_minor` is what all rewards together may come to, in the shop's currency.
    """

    per_advocate_count: Count = 0
    per_advocate_days: Count = 0
    budget_minor: Minor = 0


class RewardRules(Struct):
    """When a friend counts, what is held for how long, and what grows.

    `event` names the merchant's own event for `counts_at` "event". `minimum_minor` is what the friend must
    have kept of the order. `tiers` replace the advocate's reward from so many friends on, `every` adds one at
    every so-many-th friend.
    """

    counts_at: Literal["claimed", "registered", "ordered", "paid", "kept", "event"] = "paid"
    event: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_.-]{0,40}\Z")] = ""
    hold_days: Count = 14
    return_days: Count = 14
    minimum_minor: Minor = 0
    with_tax: bool = False
    new_customers_only: bool = True
    tiers: tuple[Milestone, ...] = ()
    every: Milestone | None = None
    caps: Caps = Caps()


class ClaimRules(Struct):
    """How a friend takes the offer: what is asked, how often, how long the coupon holds.

    `landing` "store" goes straight on to the store with the offer applied.
    """

    contact: Literal["none", "email", "email_or_phone"] = "none"
    valid_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 30
    per_link_a_day: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 50
    landing: Literal["page", "store"] = "page"


class Attribution(Struct):
    """Which trace of a friend wins, the strongest first, and how long a visit counts."""

    order: tuple[Method, ...] = ("code", "claim", "visit", "contact")
    visit_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 90


class PopupRules(Struct):
    """When a buyer is asked; every field is one rule's setting."""

    when: Literal["placed", "paid"] = "placed"
    kinds_held: tuple[Kind, ...] = ("test", "pos", "draft", "zero_total", "renewal")
    minimum_minor: Minor = 0
    guests_allowed: bool = False
    days_between: Count = 30
    views_a_year: Count = 6
    hours_after_close: Count = 24
    tags_included: tuple[Line, ...] = ()
    tags_excluded: tuple[Line, ...] = ()
    countries_included: tuple[Line, ...] = ()
    countries_excluded: tuple[Line, ...] = ()
    products_included: tuple[Line, ...] = ()
    products_excluded: tuple[Line, ...] = ()
    holdout_pct: Pct = 0


class Sticky(Struct):
    """The launcher on every page. An empty `label` takes the program's own words.

    `offset_px` lifts it above what else stands at the foot of the store's pages, such as a chat bubble.
    """

    on: bool = True
    side: Literal["start", "end"] = "end"
    label: Line = ""
    offset_px: Annotated[int, msgspec.Meta(ge=0, le=400)] = 0


class Manners(Struct):
    """Where and how soon surfaces come by themselves; on a checkout they never do.

    `pages_included` and `pages_excluded` are paths of the store in which * stands for anything ("/shop/*");
    without any included, every page is. `popup_delay_s` is how long the thank-you page stands alone.
    """

    pages_included: tuple[PagePath, ...] = ()
    pages_excluded: tuple[PagePath, ...] = ()
    popup_delay_s: Annotated[int, msgspec.Meta(ge=0, le=60)] = 0


class Look(Struct):
    """Design tokens: never CSS text. A theme is a finished set of them around the merchant's colour.

    `font` "store" takes the typeface of the store's page, "system" the one of the shopper's device.
    """

    theme: Literal["warm", "crisp", "festive"] = "warm"
    colour: Colour = "#7a3e12"
    radius_px: Annotated[int, msgspec.Meta(ge=0, le=40)] = 14
    font: Literal["store", "system"] = "store"
    picture: Literal["gift", "friends", "letter", "none"] = "gift"


class OwnText(Struct):
    """A text of the widgets in the merchant's own words, in one language; docs/words.md lists the keys."""

    language: Annotated[str, msgspec.Meta(max_length=20)]
    key: Annotated[str, msgspec.Meta(max_length=40)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=400)]


class Help(Struct):
    """Where a shopper finds a person; empty parts are not shown."""

    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""
    email: Line = ""
    chat_url: Line = ""


class PostRules(Struct):
    """How the shop writes to people: what the law asks for in each letter, and when and how often at most.

    `consent` "bought" also writes to those who have bought and never refused, "given" only to those who said
    yes. Marketing waits from `quiet_from_hour` until `quiet_until_hour`, hours of the day where the shopper
    is (equal hours: never); `most_a_week` is for one person over all campaigns and surfaces, 0 is no limit.
    """

    postal_address: Line = ""
    reply_to: Line = ""
    consent: Literal["bought", "given"] = "bought"
    quiet_from_hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 21
    quiet_until_hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 9
    most_a_week: Count = 2


class Costs(Struct):
    """What things cost the merchant elsewhere, in the shop's currency; 0 where it is not known.

    `ad_customer_minor` is what a new customer by advertising costs, to be seen beside what one by referral
    does; `email_minor` and `whatsapp_minor` are the price of one message.
    """

    ad_customer_minor: Minor = 0
    email_minor: Minor = 0
    whatsapp_minor: Minor = 0


class Question(Struct):
    """One question of the page's FAQ and its answer."""

    question: Line
    answer: Text


class Program(Struct):
    """Everything that a merchant decides about the referral program.

    `welcome` is what a visitor without a friend's link is offered; empty means nothing. `paused` says why the
    house itself stopped the program; empty while it runs. `joins` "automatic" makes every buyer an advocate.
    `measuring` is the house's own note of what is measured just now; a merchant's settings never change it.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    offer: Offer
    live: bool = True
    paused: Line = ""
    joins: Literal["asked", "automatic"] = "asked"
    ladder: tuple[Milestone, ...] = ()
    claims: ClaimRules = ClaimRules()
    attribution: Attribution = Attribution()
    rewards: RewardRules = RewardRules()
    fraud: FraudRules = FraudRules()
    popup: PopupRules = PopupRules()
    sticky: Sticky = Sticky()
    manners: Manners = Manners()
    look: Look = Look()
    words: tuple[OwnText, ...] = ()
    help: Help = Help()
    post: PostRules = PostRules()
    costs: Costs = Costs()
    channels: tuple[Channel, ...] = ("whatsapp", "copy", "native", "email", "qr")
    welcome: Line = ""
    terms: Text = ""
    faq: tuple[Question, ...] = ()
    measuring: Measuring = Measuring()


def read_program(settings: Any) -> Program:
    """Read a program's settings as a merchant wrote them.

    Takes the parsed JSON. Raises InvalidInput that names the first field that cannot be used.
    """
    try:
        program = msgspec.convert(settings, Program)
    except msgspec.ValidationError as error:
        raise name_fault(error, "program") from error
    _check(program)
    return program


def _check(program: Program) -> None:
    rules = program.rewards
    if not _rises(program.ladder):
        raise InvalidInput(
            "ladder", "The steps of the ladder must rise: each needs more friends than the last."
        )
    if not _rises(rules.tiers):
        raise InvalidInput(
            "rewards.tiers", "The reward's tiers must rise: each needs more friends than the last."
        )
    _check_written(program)
    if (rules.counts_at == "event") != bool(rules.event):
        raise InvalidInput(
            "rewards.event",
            "Name your own event where a friend counts by it, and leave the name empty otherwise.",
        )
    if rules.counts_at in ("claimed", "registered", "event") and program.claims.contact == "none":
        raise InvalidInput(
            "claims.contact", "A friend who counts before an order must leave an e-mail address: ask for it."
        )
    if len(set(program.attribution.order)) < len(program.attribution.order):
        raise InvalidInput("attribution.order", "Each trace stands once in attribution.order.")


def _check_written(program: Program) -> None:
    """Refuse codes that stand for nothing, and addresses that lead nowhere."""
    help, rules = program.help, program.popup
    must_be_countries("popup.countries_included", rules.countries_included)
    must_be_countries("popup.countries_excluded", rules.countries_excluded)
    _must_be_products("popup.products_included", rules.products_included)
    _must_be_products("popup.products_excluded", rules.products_excluded)
    for field, email in (("help.email", help.email), ("post.reply_to", program.post.reply_to)):
        if email:
            read_email(email, field)
    if help.phone and not is_phone(help.phone):
        raise InvalidInput(
            "help.phone",
            "{phone} cannot be dialled: give digits, such as +91 98765 43210.",
            phone=repr(help.phone),
        )
    if help.chat_url and not (help.chat_url.startswith("https://") and is_web_address(help.chat_url)):
        raise InvalidInput("help.chat_url", "The chat address must be a whole one that starts with https://.")
    if len(set(program.channels)) < len(program.channels):
        raise InvalidInput("channels", "Each way to share stands once in channels.")


def _must_be_products(field: str, refs: Sequence[str]) -> None:
    for ref in refs:
        if "://" in ref:
            raise InvalidInput(
                field, "{ref} is an address: give the store's own number of the product.", ref=repr(ref)
            )


def _rises(steps: Sequence[Milestone]) -> bool:
    counts = [step.friends_count for step in steps]
    return counts == sorted(set(counts))


def write_program(program: Program) -> str:
    """Give the settings back as JSON text that `read_program` reads to the same program."""
    return msgspec.json.encode(program).decode()
