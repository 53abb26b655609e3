"""How a partner is paid: UPI, a bank account in India or by IBAN, PayPal; read strictly, shown masked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from plugin.domain.people import same_email
from plugin.errors import InvalidInput
from plugin.model import Struct

PayWay = Literal["upi", "bank", "iban", "paypal"]
PAY_WAYS: tuple[PayWay, ...] = get_args(PayWay)
LONGEST_HOLDER = 100

UPI = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}@[a-z][a-z0-9]{1,63}\Z")
ACCOUNT = re.compile(r"[0-9]{9,18}\Z")
IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}\Z")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\Z")

# What can be wrong, by the field of the form; the pages have the sentences in every language.
NO_WAY = "Choose how you want to be paid."
NO_HOLDER = "Write the name of the account's holder."
NO_IFSC = "An IFSC has eleven letters and digits, such as HDFC0001234."
NO_ACCOUNT: Mapping[PayWay, str] = {
    "upi": "A UPI id looks like asha@okaxis.",
    "bank": "An account number has 9 to 18 digits.",
    "iban": "This IBAN cannot be right. Please compare it with your bank's papers.",
    "paypal": "Write the e-mail address of your PayPal account.",
}


class Payee(Struct):
    """Where a partner's money goes.

    `account` is the UPI id, the account's number, the IBAN or PayPal's e-mail address; `ifsc` names the
    branch of a bank in India and is empty otherwise.
    """

    way: PayWay
    account: str
    holder: str
    ifsc: str = ""


def read_payee(fields: Mapping[str, str]) -> Payee:
    """Read what a partner typed: "way", "account", "holder" and "ifsc".

    Raises InvalidInput with the field and what to change. Sources: UPI ids as NPCI has them, IFSC as the
    Reserve Bank of India, the check digits of ISO 13616.
    """
    way = next((one for one in PAY_WAYS if one == fields.get("way", "")), None)
    if way is None:
        raise InvalidInput("way", NO_WAY)
    account = _read_account(way, fields.get("account", "")[:320])
    if not account:
        raise InvalidInput("account", NO_ACCOUNT[way])
    ifsc = "".join(fields.get("ifsc", "")[:40].split()).upper() if way == "bank" else ""
    if way == "bank" and not IFSC.match(ifsc):
        raise InvalidInput("ifsc", NO_IFSC)
    holder = " ".join(fields.get("holder", "").split())
    if not holder or len(holder) > LONGEST_HOLDER or not holder.isprintable():
        raise InvalidInput("holder", NO_HOLDER)
    return Payee(way=way, account=account, holder=holder, ifsc=ifsc)


def mask_payee(payee: Payee) -> str:
    """Give the account as it may be shown: enough to know it again, too little to use it."""
    if payee.way in ("upi", "paypal"):
        name, _, host = payee.account.rpartition("@")
        return f"{name[:2] if len(name) > 3 else name[:1]}•••@{host}"
    return f"•••• {payee.account[-4:]}"


def _read_account(way: PayWay, text: str) -> str:
    """Give the account in its one form; empty where it cannot be one."""
    bare = "".join(text.split())
    match way:
        case "upi":
            return bare.lower() if UPI.match(bare.lower()) else ""
        case "bank":
            digits = bare.replace("-", "")
            return digits if ACCOUNT.match(digits) else ""
        case "iban":
            return bare.upper() if _is_iban(bare.upper()) else ""
        case "paypal":
            return same_email(text) if bare.isascii() else ""


def _is_iban(text: str) -> bool:
    """Check an IBAN's form and its check digits (ISO 7064, mod 97-10)."""
    if not IBAN.match(text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1
