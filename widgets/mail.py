"""The mails to shoppers, with their own link or with a reward: what they say."""

from __future__ import annotations

from plugin.domain.earned import Earned
from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.dates import say_day
from widgets.earnings import say_worth
from widgets.texts import Direction, direction_of, say, say_count, say_hello
from widgets.themes import Palette, palette_of


class LinkMail(Struct, frozen=True):
    """The mail that carries the signed link."""

    language: str
    direction: Direction
    palette: Palette
    subject: str
    greeting: str
    link: str
    lasts: str
    why: str
    shop_name: str


def link_mail(
    shop: Shop, program: Program, language: str, *, first_name: str, link: str, hours: int
) -> LinkMail:
    """Give the mail with the signed link, which works for so many hours."""
    return LinkMail(
        language=language,
        direction=direction_of(language),
        palette=palette_of(program.look),
        subject=say(language, "Your own link from {shop}", shop=shop.name),
        greeting=say_hello(first_name, language),
        link=link,
        lasts=say_count(
            language, "The link works for {count} hour.", "The link works for {count} hours.", hours
        ),
        why=say(
            language,
            "Somebody asked for this at {shop} with your address. If it was not you, there is nothing to do.",
            shop=shop.name,
        ),
        shop_name=shop.name,
    )


class RewardMail(Struct, frozen=True):
    """The mail that brings a reward, with its code where it has one."""

    language: str
    direction: Direction
    palette: Palette
    subject: str
    greeting: str
    lead: str
    reward: str
    code: str
    until: str
    button: str
    link: str
    why: str
    shop_name: str


def reward_mail(
    shop: Shop, program: Program, language: str, earned: Earned, *, first_name: str, store_url: str
) -> RewardMail:
    """Give the mail that brings a reward; `store_url` is where its code is applied."""
    until_at_ms = earned.until_at_ms
    given = say(language, "It is on your balance.")
    if earned.incentive.kind != "points":
        given = say(
            language, "{shop} has given it to you. If you do not find it, please ask there.", shop=shop.name
        )
    lasts = say(language, "Valid until {date}.", date=say_day(until_at_ms or 0, shop, language))
    return RewardMail(
        language=language,
        direction=direction_of(language),
        palette=palette_of(program.look),
        subject=say(language, "Your reward from {shop}", shop=shop.name),
        greeting=say_hello(first_name, language),
        lead=say(language, "Thank you! This is your reward:"),
        reward=say_worth(earned, shop, language),
        code=earned.code,
        until=(lasts if until_at_ms is not None else "") if earned.code else given,
        button=say(language, "Shop now"),
        link=store_url if earned.code else "",
        why=say(language, "You get this mail because you earned a reward at {shop}.", shop=shop.name),
        shop_name=shop.name,
    )
