"""What a partner may post, ready to be copied: with the link, with the code, and marked as what it is."""

from __future__ import annotations

from plugin.domain.partners import Partner
from plugin.domain.program import Program
from plugin.model import Shop, Struct
from widgets.offers import say_first_order
from widgets.texts import say


class ReadyPost(Struct, frozen=True):
    """A text that is ready to be copied."""

    name: str
    label: str
    text: str


def say_post(partner: Partner, shop: Shop, program: Program, language: str) -> str:
    """Say what a partner may post, marked as what it is; {link} stays for whoever fills it."""
    values = {"shop": shop.name, "offer": _say_offer(partner, shop, program, language)}
    if partner.kind == "shop":
        # Translators: A shop says it to its own customers: {shop} is the other shop.
        return say(language, "Our partner {shop} gives you {offer}: {link}", **values)
    # Translators: What a partner posts. That it is paid for must be said; {link} stays last.
    return say(language, "Advertisement: at {shop} you get {offer} by my link: {link}", **values)


def write_posts(
    partner: Partner, shop: Shop, program: Program, language: str, link: str, code: str
) -> tuple[ReadyPost, ...]:
    """Give the texts for a partner's followers, or for another shop's own customers."""
    values = {"shop": shop.name, "offer": _say_offer(partner, shop, program, language), "code": code}
    by_link = say_post(partner, shop, program, language).replace("{link}", link)
    if partner.kind == "shop":
        by_code = say(
            language, "Thank you for your order! Our partner {shop} gives you {offer}. Your code: {code}",
            **values,
        )  # fmt: skip
        words = (say(language, "For your thank-you page or mail, with the code"), by_code)
    else:
        by_code = say(
            language, "Advertisement: at {shop} you get {offer} with my code {code}.", **values
        )  # fmt: skip
        words = (say(language, "With the code"), by_code)
    return (
        ReadyPost(name="post-link", label=say(language, "With the link"), text=by_link),
        ReadyPost(name="post-code", label=words[0], text=words[1]),
    )


def _say_offer(partner: Partner, shop: Shop, program: Program, language: str) -> str:
    promise = partner.code_rules.incentive or program.offer.friend
    return say_first_order(promise, shop, language)
