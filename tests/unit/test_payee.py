"""Where a partner's money goes: which accounts can be right, and how much of one is shown."""

from __future__ import annotations

import pytest

from plugin.domain.payee import PayWay, mask_payee, read_payee
from plugin.errors import InvalidInput

RIGHT: list[tuple[PayWay, str, str, str, str]] = [
    ("upi", " Asha.Rao@OKAXIS ", "", "asha.rao@okaxis", "as•••@okaxis"),
    ("upi", "9830012345@ybl", "", "9830012345@ybl", "98•••@ybl"),
    ("bank", "1234 5678 9012", "hdfc0001234", "123456789012", "•••• 9012"),
    ("iban", "de89 3704 0044 0532 0130 00", "", "DE89370400440532013000", "•••• 3000"),
    ("iban", "GB29 NWBK 6016 1331 9268 19", "", "GB29NWBK60161331926819", "•••• 6819"),
    ("paypal", "Asha@Example.test", "", "asha@example.test", "as•••@example.test"),
]
WRONG = [
    ("cash", "1", "", "Asha", "way"),
    ("upi", "asha@example.com", "", "Asha", "account"),
    ("upi", "asha", "", "Asha", "account"),
    ("bank", "12345678", "HDFC0001234", "Asha", "account"),
    ("bank", "١٢٣٤٥٦٧٨٩٠١٢", "HDFC0001234", "Asha", "account"),
    ("bank", "123456789012", "HDFC1001234", "Asha", "ifsc"),
    ("iban", "DE89370400440532013001", "", "Asha", "account"),
    ("iban", "DE00", "", "Asha", "account"),
    ("paypal", "asha", "", "Asha", "account"),
    ("paypal", "asha@example.test", "", "  ", "holder"),
    ("paypal", "asha@example.test", "", "A" * 101, "holder"),
]


@pytest.mark.parametrize(("way", "account", "ifsc", "kept", "masked"), RIGHT)
def test_it_keeps_an_account_in_one_form(
    way: PayWay, account: str, ifsc: str, kept: str, masked: str
) -> None:
    payee = read_payee({"way": way, "account": account, "ifsc": ifsc, "holder": " Asha  Rao "})
    assert (payee.account, payee.ifsc, payee.holder) == (kept, ifsc.upper(), "Asha Rao")
    assert mask_payee(payee) == masked


@pytest.mark.parametrize(("way", "account", "ifsc", "holder", "field"), WRONG)
def test_it_names_the_field_that_cannot_be_right(
    way: str, account: str, ifsc: str, holder: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_payee({"way": way, "account": account, "ifsc": ifsc, "holder": holder})
    assert refused.value.field == field
