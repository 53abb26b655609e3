"""What stands in a letter, part by part: subject, thanks, offer, reward, links, and why it came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial

from markupsafe import Markup

from plugin.domain.program import Program
from plugin.model import MessageKind, Shop, Struct
from widgets.dates import say_day, say_month
from widgets.drawing import draw
from widgets.earnings import EarnedLine, say_earned
from widgets.letter_facts import LetterFacts
from widgets.letter_texts import ASKING, LAST_REMINDER, LETTERS, OPEN_PAGE, THANKS_GOODS
from widgets.money import format_money
from widgets.offers import gives_nothing, say_first_order, say_incentive
from widgets.own_words import say_own_letter
from widgets.shares import share_links
from widgets.texts import Direction, direction_of, fill, say, say_count, say_hello
from widgets.themes import Tokens, palette_of
from widgets.view import link_for, shopper_texts

SHARING: tuple[MessageKind, ...] = (*ASKING, "rung_near")
WITH_LIFE: tuple[MessageKind, ...] = ("link", "portal_link")
# What no first name has and every address to lure somebody to: whoever orders chooses the name. Browsers take
# the dots of other scripts for dots.
NO_NAME = re.compile(r"[\d/\\@:<>{}\[\]()|=&?#%*$\"\u3002\uff0e\uff61\u2024]|\.\S")
LONGEST_NAME = 40


class LetterLink(Struct, frozen=True):
    """A link of a letter: what it says, a number or address that it says beside, and where it leads."""

    label: str
    href: str
    value: str = ""


class LetterPage(Struct, frozen=True):
    """What the templates of a letter draw; a part that is empty does not stand there.

    `message` is what the reader may send to a friend, `share_link` their own link, bare, to be passed on.
    """

    language: str
    direction: Direction
    style: Markup
    subject: str
    preheader: str
    greeting: str
    thanks: str
    lead: str
    note: str
    offers: tuple[str, ...]
    reward: str
    code: str
    state: str
    button: LetterLink | None
    share_link: LetterLink | None
    message: str
    page_link: LetterLink | None
    lasts: str
    reason: str
    shop_name: str
    shop_url: str
    address: str
    help: tuple[LetterLink, ...]
    unsubscribe: LetterLink | None


class LetterStyle(Struct, frozen=True):
    """The colours of a letter, by day and by night."""

    language: str
    day: Tokens
    night: Tokens


class _House(Struct, frozen=True):
    """What all letters of a shop in one language have in common."""

    texts: Mapping[str, str]
    offer: str
    friend_gets: str
    you_get: str
    style: Markup
    help: tuple[LetterLink, ...]


class _Reward(Struct, frozen=True):
    """What the letter brings, its code, and how it stands."""

    what: str = ""
    code: str = ""
    state: str = ""


def compose_letter(facts: LetterFacts) -> LetterPage:
    """Say every part of a letter in the reader's language."""
    language, shop = facts.language, facts.shop
    house = _say_house(shop, facts.program, language)
    reward, own = _say_reward(facts), _say_own(facts, house.offer)
    said = _say_sentences(facts, house)
    link = link_for(facts.base_url, shop.key, facts.code, "copy") if facts.kind in SHARING else ""
    lead, offers = own.get("lead", said["lead"]), _list_offers(facts.kind, house)
    return LetterPage(
        language=language, direction=direction_of(language), style=house.style,
        subject=_on_one_line(own.get("subject", said["subject"])),
        preheader=_on_one_line(offers[0] if offers else f"{lead} {reward.what}"),
        greeting=say_hello(_keep_name(facts.first_name), language), thanks=said["thanks"], lead=lead,
        note=facts.note, offers=offers, reward=reward.what, code=reward.code, state=reward.state,
        button=_make_button(facts, house, own.get("button", "")),
        share_link=LetterLink(label=house.texts["your_link"], href=link) if link else None,
        message=fill(house.texts["share_text"], {"link": link}) if link else "",
        page_link=_link_page(facts), lasts=_say_life(facts), reason=said["reason"],
        shop_name=_on_one_line(shop.name), shop_url=shop.url, address=facts.program.post.postal_address,
        help=house.help, unsubscribe=_link_unsubscribe(facts),
    )  # fmt: skip


def _draw_style(program: Program, language: str) -> Markup:
    palette = palette_of(program.look)
    return Markup(
        draw("letter_style.html", LetterStyle(language=language, day=palette.day, night=palette.night))
    )


@lru_cache(maxsize=128)  # thousands of letters speak of one program
def _say_house(shop: Shop, program: Program, language: str) -> _House:
    texts = shopper_texts(shop, program, language)
    return _House(
        texts=texts,
        offer=say_first_order(program.offer.friend, shop, language),
        friend_gets="" if gives_nothing(program.offer.friend) else texts["friend_gets"],
        you_get="" if gives_nothing(program.offer.advocate) else texts["you_get"],
        style=_draw_style(program, language),
        help=_list_help(program, texts),
    )


def _say_sentences(facts: LetterFacts, house: _House) -> dict[str, str]:
    """Say the sentences of this kind, their values filled in."""
    texts = LETTERS[facts.kind]
    sentences = {
        "subject": texts.subject,
        "thanks": THANKS_GOODS if facts.bought and facts.bought.goods else texts.thanks,
        "lead": LAST_REMINDER if facts.kind == "reminder" and facts.step > 1 else texts.lead,
        "reason": texts.reason,
    }
    values = {"shop": facts.shop.name, "offer": house.offer, **_say_values(facts)}
    return {name: say(facts.language, sentence, **values) for name, sentence in sentences.items()}


def _say_values(facts: LetterFacts) -> dict[str, str]:
    """Say the day, the number, the goods and the month that this letter speaks of."""
    language, shop, bought, values = facts.language, facts.shop, facts.bought, {}
    if bought:
        values = {"number": bought.number, "goods": ", ".join(bought.goods)}
    at_ms = bought.placed_at_ms if bought else facts.earned.until_at_ms if facts.earned else None
    if at_ms is not None:
        values["date"] = say_day(at_ms, shop, language)
    if facts.statement:
        values["month"] = say_month(facts.statement.month, language)
    return values


def _say_reward(facts: LetterFacts) -> _Reward:
    language, shop = facts.language, facts.shop
    if facts.kind == "rung_near":
        return _say_next_prize(facts)
    if facts.statement:
        amount_minor, currency = facts.statement.amount_minor, facts.statement.currency
        return _Reward(what=format_money(amount_minor, currency, language, shop.country))
    if facts.earned is None:
        return _Reward()
    line = say_earned(facts.earned, shop, language)
    state = line.until if line.code else _say_state(facts, line)
    return _Reward(what=line.what, code=line.code, state=state)


def _say_state(facts: LetterFacts, line: EarnedLine) -> str:
    """Say how a reward without a code stands, and where it is to be found."""
    assert facts.earned is not None
    if facts.earned.stage != "given":
        return line.state
    if facts.earned.incentive.kind == "points":
        return say(facts.language, "It is on your balance.")
    return say(
        facts.language,
        "{shop} has given it to you. If you do not find it, please ask there.",
        shop=facts.shop.name,
    )


def _say_next_prize(facts: LetterFacts) -> _Reward:
    step = next((one for one in facts.program.ladder if one.friends_count > facts.friends_count), None)
    if step is None:
        return _Reward()
    what = say_count(
        facts.language, "{count} friend to go: {reward}", "{count} friends to go: {reward}",
        step.friends_count - facts.friends_count,
        reward=say_incentive(step.reward, facts.shop, facts.language),
    )  # fmt: skip
    return _Reward(what=what)


def _say_own(facts: LetterFacts, offer: str) -> Mapping[str, str]:
    """Give what the merchant says in their own words, by part."""
    if facts.kind not in ASKING:
        return {}
    values = {"name": _keep_name(facts.first_name), "shop": facts.shop.name, "offer": offer}
    return say_own_letter(facts.program, facts.language, facts.kind, values)


def _list_offers(kind: MessageKind, house: _House) -> tuple[str, ...]:
    """Give what either side gets, in the letters that speak of it."""
    if kind == "friend_claimed":
        return (house.you_get,) if house.you_get else ()
    return tuple(line for line in (house.friend_gets, house.you_get) if line and kind in ASKING)


def _make_button(facts: LetterFacts, house: _House, own_label: str) -> LetterLink | None:
    """Give the one thing to do: share, or open the store or the own page."""
    label = own_label or say(facts.language, LETTERS[facts.kind].button)
    if _shares_at_once(facts):
        return LetterLink(label=label, href=_link_whatsapp(facts, house))
    if facts.kind in SHARING:
        label = own_label or say(facts.language, OPEN_PAGE)
    href = facts.store_url or facts.page_url
    return LetterLink(label=label, href=href) if label and href else None


def _shares_at_once(facts: LetterFacts) -> bool:
    return facts.kind in SHARING and "whatsapp" in facts.program.channels


def _link_whatsapp(facts: LetterFacts, house: _House) -> str:
    link = partial(link_for, facts.base_url, facts.shop.key, facts.code)
    [share] = share_links(("whatsapp",), house.texts, link)
    return share.href


def _link_page(facts: LetterFacts) -> LetterLink | None:
    """Give the second link: to the reader's own page, where the button shares."""
    if _shares_at_once(facts) and facts.page_url:
        return LetterLink(label=say(facts.language, OPEN_PAGE), href=facts.page_url)
    return None


def _say_life(facts: LetterFacts) -> str:
    """Say for how long a link holds that somebody asked for; others hold for as long as the letter is new."""
    if facts.kind not in WITH_LIFE:
        return ""
    language, (days_count, odd_hours) = facts.language, divmod(facts.page_hours, 24)
    if days_count and not odd_hours:
        return say_count(
            language, "The link works for {count} day.", "The link works for {count} days.", days_count
        )
    return say_count(
        language, "The link works for {count} hour.", "The link works for {count} hours.", facts.page_hours
    )


def _link_unsubscribe(facts: LetterFacts) -> LetterLink | None:
    if not facts.unsubscribe_url:
        return None
    # Translators: A link at the end of a letter that invites to share.
    return LetterLink(label=say(facts.language, "Stop these letters"), href=facts.unsubscribe_url)


def _list_help(program: Program, texts: Mapping[str, str]) -> tuple[LetterLink, ...]:
    """Give the ways to a person at the shop."""
    phone, email, chat_url = program.help.phone, program.help.email, program.help.chat_url
    ways = (
        phone and LetterLink(label=texts["call"], href=f"tel:{phone.replace(' ', '')}", value=phone),
        email and LetterLink(label=texts["write"], href=f"mailto:{email}", value=email),
        chat_url and LetterLink(label=texts["chat"], href=chat_url),
    )
    return tuple(way for way in ways if way)


def _keep_name(first_name: str) -> str:
    """Give a first name to greet by; empty for what is none."""
    name = _on_one_line(first_name)
    return "" if len(name) > LONGEST_NAME or NO_NAME.search(name) else name


def _on_one_line(text: str) -> str:
    """Give a text without line ends and control characters."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text.split())
