"""The form by which a partner says where the money goes, and the account as it is shown afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.domain.payee import PAY_WAYS, Payee, PayWay, mask_payee
from plugin.model import Struct
from widgets.fields import Choice, Field, say_fault
from widgets.texts import mark, say

WAYS: Mapping[PayWay, str] = {
    "upi": "UPI",
    "bank": mark("Bank account in India"),
    "iban": mark("Bank account by IBAN"),
    "paypal": "PayPal",
}
# What can be wrong with where the money goes, as the rules say it.
PAYEE_FAULTS = (
    mark("Choose how you want to be paid."),
    mark("Write the name of the account's holder."),
    mark("An IFSC has eleven letters and digits, such as HDFC0001234."),
    mark("A UPI id looks like asha@okaxis."),
    mark("An account number has 9 to 18 digits."),
    mark("This IBAN cannot be right. Please compare it with your bank's papers."),
    mark("Write the e-mail address of your PayPal account."),
)
FRESH = mark("For your safety this needs a link that is at most an hour old.")
LONGEST = 254
# Keeps an account that is written from the left together in a sentence that is written from the right.
ISOLATED = "\N{LEFT-TO-RIGHT ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"


class PayeeForm(Struct, frozen=True):
    """How the partner is paid, masked, and the form that changes it, which only a fresh link may."""

    lead: str
    action: str
    refresh_action: str
    ways: tuple[Choice, ...]
    fields: tuple[Field, ...]
    fresh_words: str


def ask_payee(
    payee: Payee | None, path: str, language: str, is_fresh: bool, typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> PayeeForm:  # fmt: skip
    """Give the form: what is kept, masked, and what was typed with what is wrong with it by field."""
    chosen = typed.get("way", payee.way if payee else PAY_WAYS[0])
    return PayeeForm(
        lead=_say_kept(payee, language),
        action=f"{path}/payee" if is_fresh else "",
        refresh_action=f"{path}/link",
        ways=tuple(
            Choice(value=way, label=say(language, words), chosen=way == chosen) for way, words in WAYS.items()
        ),
        fields=tuple(
            one.filled(typed.get(one.name, ""), say_fault(faults.get(one.name, ""), language), LONGEST)
            for one in _list_fields(language)
        ),
        fresh_words=say(language, FRESH),
    )


def _say_kept(payee: Payee | None, language: str) -> str:
    if payee is None:
        return say(language, "Tell us where your commission goes. Only the last signs are shown afterwards.")
    return f"{say(language, WAYS[payee.way])}: {ISOLATED % mask_payee(payee)}"


def _list_fields(language: str) -> tuple[Field, ...]:
    return (
        Field(
            name="account", label=say(language, "UPI id, account number, IBAN or PayPal address"),
            required=True, is_ltr=True,
        ),
        Field(
            name="ifsc", label="IFSC", is_ltr=True,
            hint=say(language, "Only for a bank account in India"),
        ),
        Field(name="holder", label=say(language, "Name of the account's holder"), required=True),
    )  # fmt: skip
