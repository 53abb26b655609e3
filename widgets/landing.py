"""A friend's landing and claim: what the pages say before and after the offer is taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

from babel import Locale, localedata
from babel.core import get_global

from plugin.domain.program import Incentive, Program
from plugin.model import Shop, Struct
from widgets.cards import CARD_SIZE, card_version
from widgets.dates import say_day
from widgets.frame import Frame, frame_for
from widgets.offers import say_claim, say_first_order, say_money, say_reward
from widgets.store_links import StoreKind
from widgets.texts import mark, say, say_count
from widgets.view import Asset

# How far a claim has come: its code is "making", or that is "slow"; "ready", or "free" where none is needed;
# "used", "over" by time, or "failed".
ClaimStage = Literal["making", "slow", "ready", "free", "used", "over", "failed"]
LandingRefusal = Literal["no email", "no contact", "too often"]

REFUSALS: Mapping[LandingRefusal, str] = {
    "no email": mark("Please write the whole address, like asha@example.com."),
    "no contact": mark("Please write a whole e-mail address or phone number."),
    "too often": mark("This offer was taken very often just now. Please try again later."),
}
HEADLINES: Mapping[ClaimStage, str] = {
    "making": mark("Your code is being made"),
    "slow": mark("Your code is being made"),
    "ready": mark("Here is your code"),
    "free": mark("You need no code"),
    "used": mark("This code was used"),
    "over": mark("This offer is over"),
    "failed": mark("This code could not be made"),
}
LEADS: Mapping[ClaimStage, str] = {
    "making": mark("It takes a few seconds. The page shows it by itself."),
    "slow": mark("It takes longer than usual. Keep this page: the code will appear here."),
    "free": mark("Shop with this button, and it comes to you with your first order."),
    "used": mark("Thank you for your order! Now you can give your own friends the same."),
    "over": mark("Its time has run out. Ask your friend for the link once more."),
    "failed": mark("We are sorry. Please ask the shop: they can see it and will help you."),
}
SAMPLE = mark(
    "This is your own link: your friend sees this page. The code is a sample, and nothing is counted."
)
EITHER = mark("Your e-mail or phone number")
REFRESH_S: Mapping[ClaimStage, int] = {"making": 2, "slow": 15}


class Card(Struct, frozen=True):
    """What a messenger shows of a link (Open Graph)."""

    title: str
    description: str
    url: str
    image: str
    width: int
    height: int
    alt: str
    locale: str


class LandingPage(Struct, frozen=True):
    """The landing of a friend: what the friend gets, under which conditions, and how to take it.

    `field` says which contact the form asks for, empty for none. `sample` is the note to an advocate who
    looks at the own link, empty for friends.
    """

    frame: Frame
    card: Card
    headline: str
    facts: tuple[str, ...]
    form_action: str
    channel: str
    field: Literal["", "email", "text"]
    label: str
    contact: str
    refusal: str
    button: str
    store_url: str
    store_button: str
    sample: str
    terms: str


class ClaimPage(Struct, frozen=True):
    """What became of a claim: its code, or why there is none; `refresh_s` above 0 asks again by itself."""

    frame: Frame
    stage: ClaimStage
    refresh_s: int
    headline: str
    offer: str
    lead: str
    code: str
    facts: tuple[str, ...]
    button: str
    button_url: str


def landing_page(
    shop: Shop, program: Program, language: str, base_url: str, assets: Mapping[str, Asset], *,
    advocate_name: str, code: str, store_url: str, channel: str = "", own: str | None = None,
    contact: str = "", refusal: LandingRefusal | None = None,
) -> LandingPage:  # fmt: skip
    """Give the landing of a friend who followed a link.

    Takes the advocate's first name, empty unless the advocate agreed to be named; where the way to the store
    leads; the channel's mark; and, where the form has to be shown again, the contact as typed and why it was
    refused. With `own`, the own page's token or "", it is the sample that an advocate sees.
    """
    offer = say_reward(program.offer.friend, shop, language)
    headline = say(language, "A friend sent you {offer}", offer=offer)
    if advocate_name:
        headline = say(language, "{name} sent you {offer}", name=advocate_name, offer=offer)
    path = f"/r/{shop.key}/{quote(code, safe='')}"
    kept = "&".join(f"{name}={quote(text)}" for name, text in (("c", channel), ("own", own)) if text)
    path_kept = f"{path}?{kept}" if kept else path
    frame = frame_for(shop, program, language, assets, path=path_kept, title=headline)
    wanted = program.claims.contact
    return LandingPage(
        frame=frame,
        card=_draw_card(shop, program, language, base_url, headline, path),
        headline=headline,
        facts=_say_conditions(shop, program, language),
        form_action=f"{path}/claim",
        channel=channel,
        field="" if wanted == "none" else "email" if wanted == "email" else "text",
        label=frame.texts["email_label"] if wanted == "email" else say(language, EITHER),
        contact=contact,
        refusal=say(language, REFUSALS[refusal]) if refusal else "",
        button=say_claim(program.offer.friend, shop, language),
        store_url=store_url,
        store_button=say(language, "Go to {shop}", shop=shop.name),
        sample=say(language, SAMPLE) if own is not None else "",
        terms=program.terms,
    )


def claim_page(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset], *,
    mark_text: str, stage: ClaimStage, kind: StoreKind, store_url: str, code: str = "",
    until_at_ms: int, goes_on: bool = False,
) -> ClaimPage:  # fmt: skip
    """Give the page of a claim, for the friend who made it.

    Takes the program that the friend came under, the claim's mark, how far it has come, the kind of store and
    the address there that applies the code; `goes_on` where the page leads on to the store by itself.
    """
    headline = say(language, HEADLINES[stage])
    path = f"/r/{shop.key}/claim/{quote(mark_text, safe='')}"
    used = stage == "used"
    return ClaimPage(
        frame=frame_for(
            shop, program, language, assets, path=f"{path}?go=1" if goes_on else path, title=headline
        ),
        stage=stage,
        refresh_s=REFRESH_S.get(stage, 0),
        headline=headline,
        offer=say_reward(program.offer.friend, shop, language),
        lead=_lead(stage, kind, language),
        code=code,
        facts=_say_limits(shop, program.offer.friend, language, until_at_ms) if stage == "ready" else (),
        button=_say_button(stage, shop, language),
        button_url=f"/p/{shop.key}?lang={language}" if used else store_url,
    )


def _say_button(stage: ClaimStage, shop: Shop, language: str) -> str:
    if stage == "used":
        return say(language, "Get your own link")
    if stage in ("ready", "free"):
        return say(language, "Shop now")
    return say(language, "Go to {shop}", shop=shop.name)


def _lead(stage: ClaimStage, kind: StoreKind, language: str) -> str:
    if stage != "ready":
        return say(language, LEADS[stage])
    if kind == "other":
        return say(language, "Type it at the checkout. It works once.")
    return say(language, "The button puts it into your cart. It works once.")


def _say_conditions(shop: Shop, program: Program, language: str) -> tuple[str, ...]:
    """Say before the checkout what would else be learnt there."""
    facts = [_say_minimum(shop, program.offer.friend, language)]
    if program.rewards.new_customers_only:
        facts.append(say(language, "For everyone who shops at {shop} for the first time.", shop=shop.name))
    facts.append(
        say_count(
            language, "Valid for {count} day once you take it.", "Valid for {count} days once you take it.",
            program.claims.valid_days,
        )
    )  # fmt: skip
    return tuple(fact for fact in facts if fact)


def _say_limits(shop: Shop, incentive: Incentive, language: str, until_at_ms: int) -> tuple[str, ...]:
    until = say(language, "Valid until {date}.", date=say_day(until_at_ms, shop, language))
    return tuple(fact for fact in (_say_minimum(shop, incentive, language), until) if fact)


def _say_minimum(shop: Shop, incentive: Incentive, language: str) -> str:
    if not incentive.minimum_minor:
        return ""
    return say(
        language, "For orders from {minimum}.", minimum=say_money(incentive.minimum_minor, shop, language)
    )


def _draw_card(shop: Shop, program: Program, language: str, base_url: str, headline: str, path: str) -> Card:
    base = base_url.rstrip("/")
    width, height = CARD_SIZE
    return Card(
        title=f"{headline} · {shop.name}",
        description=" ".join(_say_conditions(shop, program, language)),
        url=f"{base}{path}",
        image=f"{base}/o/{shop.key}/{language}/{card_version(shop, program, language)}.jpg",
        width=width,
        height=height,
        alt=f"{say_first_order(program.offer.friend, shop, language)} · {shop.name}",
        locale=_name_locale(language, shop.country),
    )


def _name_locale(language: str, country: str) -> str:
    """Name language and country as Open Graph does, such as bn_IN; an unknown pair by the likely country."""
    likely = Locale.parse(get_global("likely_subtags")[language]).territory
    return f"{language}_{country if localedata.exists(f'{language}_{country}') else likely}"
