"""What each kind of letter says: subject, thanks, what it is about, its button, and why it came."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.model import MessageKind, Struct
from widgets.texts import mark as _


class LetterTexts(Struct, frozen=True):
    """The sentences of one kind of letter; what is empty is not said."""

    subject: str
    thanks: str
    lead: str
    reason: str
    button: str = ""


THANKS_BUYER = _("Thank you for shopping at {shop}.")
THANKS_ADVOCATE = _("Thank you for recommending {shop}.")
# Translators: Said to whoever has a reward, advocate or friend.
THANKS_ALL = _("Thank you for being with {shop}.")
# Translators: Said to people who applied to promote the shop for a commission.
THANKS_APPLICANT = _("Thank you for wanting to promote {shop}.")
THANKS_PARTNER = _("Thank you for promoting {shop}.")
# Translators: {number} is the number of the order, {date} its day.
THANKS_ORDER = _("Thank you for your order {number} of {date}.")
# Translators: {goods} names what was bought, such as: Masala chai, Ginger chai.
THANKS_GOODS = _("Thank you for your order of {date}: {goods}.")

# Translators: The end of a letter, which says why it came.
BECAUSE_BOUGHT = _("You get this because you bought at {shop}.")
BECAUSE_EARNED = _("You get this mail because you earned a reward at {shop}.")
BECAUSE_SHARED = _("You get this because you share {shop} with friends.")
BECAUSE_APPLIED = _("You get this because you applied at {shop} with this address.")
BECAUSE_PARTNER = _("You get this because you promote {shop}.")
BECAUSE_TESTED = _("You get this because somebody at {shop} tries the letters out.")
BECAUSE_ASKED = _(
    "Somebody asked for this at {shop} with your address. If it was not you, there is nothing to do."
)

OPEN_PAGE = _("Open my page")
SHOP_NOW = _("Shop now")
SHARE = _("Share on WhatsApp")
# Translators: {offer} is a noun phrase such as: ₹200 off the first order.
FOR_A_FRIEND = _("For a friend of yours: {offer}")
LAST_REMINDER = _("This is the last time we remind you: your own link stays yours whenever you want it.")

LETTERS: Mapping[MessageKind, LetterTexts] = {
    "link": LetterTexts(
        subject=_("Your own link from {shop}"), thanks=THANKS_BUYER,
        lead=_("Here is the page with your own link and your friends so far:"),
        reason=BECAUSE_ASKED, button=OPEN_PAGE,
    ),
    "reward": LetterTexts(
        subject=_("Your reward from {shop}"), thanks=THANKS_ALL, lead=_("This is your reward:"),
        reason=BECAUSE_EARNED, button=SHOP_NOW,
    ),
    "reward_held": LetterTexts(
        subject=_("A reward from {shop} is on its way"), thanks=THANKS_ALL,
        lead=_("You have earned something:"), reason=BECAUSE_EARNED, button=OPEN_PAGE,
    ),
    "reward_expiring": LetterTexts(
        subject=_("Your reward from {shop} ends on {date}"), thanks=THANKS_ALL,
        lead=_("Your reward is still waiting for you:"), reason=BECAUSE_EARNED, button=SHOP_NOW,
    ),
    "friend_claimed": LetterTexts(
        subject=_("A friend took your gift"), thanks=THANKS_ADVOCATE,
        lead=_("A friend has come by your link and taken the offer of {shop}."),
        reason=BECAUSE_SHARED, button=OPEN_PAGE,
    ),
    "friend_bought": LetterTexts(
        subject=_("A friend of yours bought at {shop}"), thanks=THANKS_ADVOCATE,
        lead=_("A friend has bought with your link."), reason=BECAUSE_SHARED, button=OPEN_PAGE,
    ),
    "rung_near": LetterTexts(
        subject=_("Your next prize at {shop} is near"), thanks=THANKS_ADVOCATE,
        lead=_("You have come far. Your next prize:"), reason=BECAUSE_SHARED, button=SHARE,
    ),
    "invite": LetterTexts(
        subject=FOR_A_FRIEND, thanks=THANKS_BUYER,
        lead=_("Do you know somebody who would like {shop}? Your own link brings them a gift."),
        reason=BECAUSE_BOUGHT, button=SHARE,
    ),
    "reminder": LetterTexts(
        subject=_("Your own link for friends is ready"), thanks=THANKS_BUYER,
        lead=_("One message to a good friend is enough: your own link brings them a gift."),
        reason=BECAUSE_BOUGHT, button=SHARE,
    ),
    "after_purchase": LetterTexts(
        subject=_("Your order, and a gift for a friend"), thanks=THANKS_ORDER,
        lead=_("If you are happy with it, tell a friend: your own link brings them a gift."),
        reason=BECAUSE_BOUGHT, button=SHARE,
    ),
    "cycle": LetterTexts(
        # Translators: To somebody whom a friend once brought to the shop.
        subject=_("Now it is your turn to give"), thanks=THANKS_BUYER,
        lead=_("A friend brought you to {shop}. Now you can give your own friends the same."),
        reason=BECAUSE_BOUGHT, button=SHARE,
    ),
    "partner_applied": LetterTexts(
        subject=_("Your application at {shop}"), thanks=THANKS_APPLICANT,
        lead=_("{shop} looks at it and answers you by e-mail."), reason=BECAUSE_APPLIED,
    ),
    "partner_admitted": LetterTexts(
        subject=_("Welcome as a partner of {shop}"), thanks=THANKS_APPLICANT,
        lead=_("{shop} has said yes. Here is the page with your link, your figures and what was agreed:"),
        reason=BECAUSE_APPLIED, button=OPEN_PAGE,
    ),
    "partner_refused": LetterTexts(
        subject=_("Your application at {shop}"), thanks=THANKS_APPLICANT,
        lead=_("{shop} has looked at it and cannot work with you at the moment."), reason=BECAUSE_APPLIED,
    ),
    "portal_link": LetterTexts(
        subject=_("Your partner page at {shop}"), thanks=THANKS_PARTNER,
        lead=_("Here is the page with your link, your figures and your statements:"),
        reason=BECAUSE_ASKED, button=OPEN_PAGE,
    ),
    "statement": LetterTexts(
        # Translators: {month} is such as: November 2026.
        subject=_("Your statement for {month}"), thanks=THANKS_PARTNER,
        lead=_("Your commission for {month}:"), reason=BECAUSE_PARTNER, button=OPEN_PAGE,
    ),
    "test": LetterTexts(
        subject=_("A test letter from {shop}"), thanks=_("Thank you for trying it out."),
        lead=_("If you can read this, the letters of {shop} arrive."), reason=BECAUSE_TESTED,
    ),
}  # fmt: skip

# The letters by which somebody is asked to share; a merchant may say these parts in their own words.
ASKING: tuple[MessageKind, ...] = ("invite", "reminder", "after_purchase", "cycle")
OWN_PARTS = ("subject", "lead", "button")
OWN_LETTER_KEYS = tuple(f"{kind}_{part}" for kind in ASKING for part in OWN_PARTS)
OWN_LETTER_PLACEHOLDERS = ("name", "shop", "offer")
