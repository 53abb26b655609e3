"""The page on which somebody applies to promote a shop, and the answers to it. None needs JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from plugin.domain.applying import KINDS, LONGEST
from plugin.domain.partners import PartnerKind
from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.fields import Choice, Field, say_fault
from widgets.frame import Frame, frame_for
from widgets.pages import AnsweredPage
from widgets.texts import mark, say
from widgets.view import Asset

KIND_WORDS: Mapping[PartnerKind, str] = {
    # Translators: Who applies to promote a shop for a commission: one of these three.
    "influencer": mark("Somebody with followers"),
    "partner": mark("Somebody who recommends"),
    "shop": mark("Another shop"),
}
# What can be wrong with an application, as the rules say it.
APPLICATION_FAULTS = (
    mark("Please write your name, in at most 80 characters."),
    mark("Please write the whole address, like asha@example.com."),
    mark("This is no phone number. Leave it out, or write it with the country's code."),
    mark("Please write the address of your page, like https://example.com/asha."),
    mark("Please write a number, such as 12000."),
    mark("Please write less here."),
    mark("Please read the agreement and agree to it."),
)
TOO_OFTEN = mark("This was asked often enough for now. Please try again in an hour.")

AnswerKind = Literal["applied", "mailed"]
# Title and sentence of each answer.
ANSWERS: Mapping[AnswerKind, tuple[str, str]] = {
    "applied": (mark("Thank you!"), mark("{shop} has your application. The answer comes by e-mail.")),
    "mailed": (
        mark("Look into your mailbox"),
        mark("If you are a partner of {shop}, the link is in your mailbox."),
    ),
}


class Agreement(Struct, frozen=True):
    """What a partner is promised, sentence by sentence, and the agreement's own text in one version."""

    version: int
    promises: tuple[str, ...]
    text: str


class ApplyPage(Struct, frozen=True):
    """The page of the application; `agreement` is None while the shop takes none.

    `embedded` where a page of the store shows it in a frame.
    """

    frame: Frame
    lead: str
    agreement: Agreement | None
    action: str
    kinds: tuple[Choice, ...]
    fields: tuple[Field, ...]
    agreed: Field
    refusal: str
    link_action: str
    email: str
    link_refusal: str
    embedded: bool


def apply_page(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset], agreement: Agreement | None, *,
    typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, refusal: str = "",
    email: str = "", link_refusal: str = "", embedded: bool = False,
) -> ApplyPage:  # fmt: skip
    """Give the page on which to apply: what is promised, the agreement, the form, and the way to the portal.

    Takes what was typed and what is wrong with it by field when the form has to be shown again, and the same
    for the form that asks for the link.
    """
    typed, faults = typed or {}, faults or {}
    version = agreement.version if agreement else 0
    return ApplyPage(
        frame=_frame(
            shop, program, language, assets, say(language, "Promote {shop}", shop=shop.name), embedded
        ),
        lead=say(
            language,
            "Recommend {shop} to your followers, readers or customers, and earn with what they buy.",
            shop=shop.name,
        ),
        agreement=agreement,
        action=_path(shop, embedded),
        kinds=tuple(
            Choice(value=kind, label=say(language, words), chosen=typed.get("kind", KINDS[0]) == kind)
            for kind, words in KIND_WORDS.items()
        ),
        fields=_ask(language, typed, faults),
        agreed=Field(
            name="agreed", value=str(version), fault=say_fault(faults.get("agreed", ""), language),
            label=say(
                language, "I have read the agreement, version {version}, and agree to it.",
                version=str(version),
            ),
        ),
        refusal=say_fault(refusal, language),
        link_action=f"/a/{shop.key}/link",
        email=email,
        link_refusal=say_fault(link_refusal, language),
        embedded=embedded,
    )  # fmt: skip


def answered_page(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset], kind: AnswerKind, *,
    embedded: bool = False, demo_link: str = "",
) -> AnsweredPage:  # fmt: skip
    """Give the answer to an application or to asking for the link."""
    title, words = ANSWERS[kind]
    return AnsweredPage(
        frame=_frame(shop, program, language, assets, say(language, title), embedded),
        words=say(language, words, shop=shop.name),
        back=f"{_path(shop, embedded)}{'&' if embedded else '?'}lang={language}",
        demo_link=demo_link,
    )


def _frame(
    shop: Shop, program: Program, language: str, assets: Mapping[str, Asset], title: str, embedded: bool
) -> Frame:
    """Give the frame; where a page of the store is around it, without the shop's name and its help."""
    frame = frame_for(shop, program, language, assets, path=_path(shop, embedded), title=title)
    return replace(frame, shop_name="") if embedded else frame


def _path(shop: Shop, embedded: bool) -> str:
    return f"/a/{shop.key}?embed" if embedded else f"/a/{shop.key}"


def _ask(language: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> tuple[Field, ...]:
    """Give the fields of the form, in the order in which they are asked."""
    fields = (
        Field(name="name", label=say(language, "Your name"), required=True, autocomplete="name"),
        Field(
            name="email", label=say(language, "Your e-mail"), type="email", required=True,
            autocomplete="email", is_ltr=True,
        ),
        Field(
            name="phone", label=say(language, "Your phone number"), type="tel", autocomplete="tel",
            is_ltr=True, hint=say(language, "Not required"),
        ),
        Field(
            name="page", label=say(language, "Your page, channel or store"), type="text", is_ltr=True,
            autocomplete="url", hint=say(language, "Its address, such as https://example.com/asha"),
        ),
        Field(name="niche", label=say(language, "What it is about"), hint=say(language, "Not required")),
        Field(
            name="followers", label=say(language, "How many follow you"), is_ltr=True, inputmode="numeric",
            hint=say(language, "Not required"),
        ),
        Field(
            name="why", label=say(language, "Why it fits"), type="textarea",
            hint=say(language, "Not required"),
        ),
    )  # fmt: skip
    return tuple(
        one.filled(typed.get(one.name, ""), say_fault(faults.get(one.name, ""), language), LONGEST[one.name])
        for one in fields
    )
