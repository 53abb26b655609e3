"""The pages that Sathi itself shows to shoppers: what each one says. None needs JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import quote

from plugin.domain.earned import Earned
from plugin.domain.program import Program
from plugin.model import Friend, Shop, Struct
from widgets.earnings import EarnedLine, say_earned
from widgets.frame import Frame, bare_frame, frame_for
from widgets.ladder import ProgramWords, say_next, say_program
from widgets.news import NewsOffer
from widgets.shares import ShareLink, share_links
from widgets.texts import mark, say, say_count, say_hello
from widgets.view import Asset, count_friends, link_for, say_state

Refusal = Literal["no address", "too often"]
REFUSALS: dict[Refusal, str] = {
    "no address": mark("Please write the whole address, like asha@example.com."),
    "too often": mark("This was asked often enough for now. Please try again in an hour."),
}
# What can be wrong with a code that a person chose, as the rules say it.
CODE_FAULTS = (
    mark("A code has only the letters A to Z and digits."),
    mark("A code has 4 to 20 letters and digits."),
    mark("A code needs at least one letter."),
    mark("This code looks like one that Sathi makes. Add a letter or digit, or leave one out."),
    mark("This code could offend somebody. Please choose another."),
    mark("This code is taken. Please choose another."),
    mark("This code looks too much like another one. Please choose another."),
    mark("A code can be changed three times."),
)


class FriendLine(Struct, frozen=True):
    """One friend in the advocate's circle: never a name."""

    state: str
    text: str


class PublicPage(Struct, frozen=True):
    """The referral page that anybody may open."""

    frame: Frame
    program: ProgramWords
    invitation: str
    form_action: str
    email: str
    refusal: str


class CodeForm(Struct, frozen=True):
    """The form by which an advocate chooses a code of their own."""

    action: str
    lead: str
    chosen: str
    refusal: str


class OwnPage(Struct, frozen=True):
    """The page of one shopper, opened by the signed link."""

    frame: Frame
    program: ProgramWords
    greeting: str
    link: str
    qr: str
    shares: tuple[ShareLink, ...]
    shares_path: str
    friends: str
    next_step: str
    circle: tuple[FriendLine, ...]
    sample_url: str
    earned: tuple[EarnedLine, ...]
    points: str
    code_form: CodeForm
    news: NewsOffer | None = None


class AnsweredPage(Struct, frozen=True):
    """The answer to a form, the same for everybody; `demo_link` is set in demo mode only."""

    frame: Frame
    words: str
    back: str
    demo_link: str


class GonePage(Struct, frozen=True):
    """The page of an address that leads nowhere."""

    frame: Frame


def public_page(
    shop: Shop,
    program: Program,
    language: str,
    assets: Mapping[str, Asset],
    *,
    email: str = "",
    refusal: Refusal | None = None,
) -> PublicPage:
    """Give the referral page for anybody: offers, how it works, ladder, e-mail form, terms, FAQ.

    Takes the e-mail as typed and why it was refused when the form has to be shown again.
    """
    return PublicPage(
        frame=frame_for(shop, program, language, assets, path=f"/p/{shop.key}", title=program.name),
        program=say_program(shop, program, language),
        invitation=say(language, "Bought from {shop} before? We mail you your own link.", shop=shop.name),
        form_action=f"/p/{shop.key}/link",
        email=email,
        refusal=say(language, REFUSALS[refusal]) if refusal else "",
    )


def own_page(
    shop: Shop,
    program: Program,
    language: str,
    base_url: str,
    assets: Mapping[str, Asset],
    *,
    first_name: str,
    code: str,
    friends: Sequence[Friend],
    earned: Sequence[Earned],
    points: int,
    token: str,
    own_token: str,
    chosen: str = "",
    fault: str = "",
    news: NewsOffer | None = None,
) -> OwnPage:
    """Give one shopper's page: own link, ways to share it, friends, rewards, the ladder with progress.

    Takes every friend and reward of the shopper, newest first; the points that they have; the signed link's
    token; the token that shows the own link as a sample; and, where the form for a code has to be shown
    again, the code as typed and the sentence that says what is wrong with it; and the news that it offers.
    """
    count = count_friends(friends)
    words = say_program(shop, program, language, count)
    path = f"/p/{shop.key}/me/{quote(token, safe='')}"
    return OwnPage(
        frame=frame_for(shop, program, language, assets, path=path, title=program.name),
        program=words,
        greeting=say_hello(first_name, language),
        link=link_for(base_url, shop.key, code, "copy"),
        qr=f"/q/{shop.key}/{quote(code, safe='')}.svg",
        shares=share_links(
            program.channels, words.texts, lambda channel: link_for(base_url, shop.key, code, channel)
        ),
        shares_path=f"{path}/share",
        friends=say_count(language, "{count} friend", "{count} friends", count),
        next_step=say_next(words.steps, count, language),
        circle=tuple(FriendLine(state=one.state, text=say_state(one, language)) for one in friends),
        sample_url=f"/r/{shop.key}/{quote(code, safe='')}?own={quote(own_token, safe='')}&lang={language}",
        earned=tuple(say_earned(one, shop, language) for one in earned),
        points=_say_points(points, language),
        code_form=CodeForm(
            action=f"{path}/code",
            lead=say(language, "Your code is {code}. Choose one that friends remember.", code=code),
            chosen=chosen,
            refusal=say(language, fault) if fault else "",
        ),
        news=news,
    )


def _say_points(points: int, language: str) -> str:
    if not points:
        return ""
    return say_count(language, "Your balance: {count} point", "Your balance: {count} points", points)


def mailed_page(
    shop: Shop,
    program: Program,
    language: str,
    assets: Mapping[str, Asset],
    *,
    demo_link: str = "",
) -> AnsweredPage:
    """Give the answer to the e-mail form; it says the same whether the address is known or not."""
    title = say(language, "Look into your mailbox")
    frame = frame_for(shop, program, language, assets, path=f"/p/{shop.key}", title=title)
    return AnsweredPage(
        frame=frame,
        words=frame.texts["email_sent"],
        back=f"/p/{shop.key}?lang={language}",
        demo_link=demo_link,
    )


def gone_page(language: str, assets: Mapping[str, Asset]) -> GonePage:
    """Give the page of an address that leads nowhere, in the shopper's language."""
    title = say(language, "This page is not here")
    return GonePage(frame=bare_frame(language, assets, title=title))
