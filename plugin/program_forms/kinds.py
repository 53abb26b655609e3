"""Kinds of settings: what stands in a field for a value, and which value was meant by what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from unicodedata import decimal

from babel.numbers import get_currency_symbol

from plugin.domain.money import count_decimals, read_minor, write_minor
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.words.speaking import say, spoken_language
from widgets.money import format_money

NOTHING = "–"
_SPOKEN_SIGNS = {"INR": ("Rs.", "Rs"), "BDT": ("৳", "Tk.", "Tk"), "PKR": ("Rs.", "Rs"), "NPR": ("Rs.", "Rs")}
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{2,3})+(\.[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class Around:
    """What the meaning of a field hangs on: its shop, and `beside`, the kind of the reward it belongs to."""

    shop: Shop
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A line of words; the other kinds read and write something else. `shape` is how its field is drawn."""

    unit: str = ""
    shape: ClassVar[str] = "line"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give what stands in the field."""
        return [value]

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the plain value that was meant; raises InvalidInput with a sentence about what was typed."""
        return first_of(texts).strip()

    def say(self, value: Any, around: Around) -> str:
        """Say a value in words."""
        return str(value) or NOTHING

    def unit_in(self, shop: Shop) -> str:
        """Give the unit that stands behind the field, in words."""
        return say(self.unit)


@dataclass(frozen=True, slots=True)
class LongWords(Kind):
    """Words over several lines."""

    shape: ClassVar[str] = "text"

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the words with the line ends that are kept."""
        return first_of(texts).replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(frozen=True, slots=True)
class Whole(Kind):
    """A whole number of something."""

    shape: ClassVar[str] = "number"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give the digits."""
        return [str(value)]

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the number."""
        typed = _ungroup(first_of(texts))
        if not re.fullmatch(r"-?[0-9]{1,18}", typed):
            raise InvalidInput("", "Give a whole number, such as 14.")
        return int(typed)

    def say(self, value: Any, around: Around) -> str:
        """Say the number with its unit."""
        return f"{value} {say(self.unit)}".strip()


@dataclass(frozen=True, slots=True)
class Share(Kind):
    """A percentage."""

    unit: str = "%"
    shape: ClassVar[str] = "number"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give the number as it is typed: 7.5."""
        return [_write_number(value)]

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the number."""
        typed = _write_latin(first_of(texts)).strip().removesuffix("%").strip()
        if not re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,18})?", typed):
            raise InvalidInput("", "Give a percentage from 0 to 100, such as 7.5.")
        return float(typed)

    def say(self, value: Any, around: Around) -> str:
        """Say it with its sign."""
        return f"{_write_number(value)}%"


@dataclass(frozen=True, slots=True)
class Money(Kind):
    """An amount in the shop's currency: rupees are typed, paise are kept."""

    shape: ClassVar[str] = "money"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give the amount as it is typed."""
        text = write_minor(value, around.shop.currency)
        whole, _dot, part = text.partition(".")
        return [text if part.strip("0") else whole]

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the amount in the currency's smallest unit."""
        currency = around.shop.currency
        typed = _take_sign_off(first_of(texts), currency)
        try:
            minor = read_minor(_ungroup(typed), currency)
        except InvalidInput as error:
            raise _explain_money(currency) from error
        if minor < 0:
            raise InvalidInput("", "An amount is nothing or more.")
        return minor

    def say(self, value: Any, around: Around) -> str:
        """Say the amount as people write it."""
        return format_money(value, around.shop.currency, spoken_language(), around.shop.country)

    def unit_in(self, shop: Shop) -> str:
        """Give the currency."""
        return shop.currency


@dataclass(frozen=True, slots=True)
class RewardAmount(Money):
    """What a reward is worth: an amount, and beside points their number."""

    def write(self, value: Any, around: Around) -> list[str]:
        """Give the amount or the number of points."""
        return [str(value)] if around.beside == "points" else Money.write(self, value, around)

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the amount in the currency's smallest unit, or the number of points."""
        if around.beside == "points":
            return Whole().read(texts, around)
        return Money.read(self, texts, around)

    def say(self, value: Any, around: Around) -> str:
        """Say the amount, or the number of points."""
        return str(value) if around.beside == "points" else Money.say(self, value, around)


@dataclass(frozen=True, slots=True)
class Tick(Kind):
    """Yes or no."""

    shape: ClassVar[str] = "tick"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give the tick, or none."""
        return ["yes"] if value else []

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Say whether it was ticked."""
        return "yes" in texts

    def say(self, value: Any, around: Around) -> str:
        """Say yes or no."""
        return say("yes") if value else say("no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Kind):
    """One of several answers, by their names in words."""

    choices: Mapping[str, str]
    shape: ClassVar[str] = "choice"

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the answer that was chosen."""
        return _known(first_of(texts), self.choices)

    def say(self, value: Any, around: Around) -> str:
        """Say the answer."""
        return say(self.choices.get(value, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseMany(Choose):
    """Any number of several answers."""

    shape: ClassVar[str] = "ticks"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give those that are ticked."""
        return list(value)

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give those that were ticked, in the order in which they are listed."""
        chosen = {_known(text, self.choices) for text in texts}
        return [each for each in self.choices if each in chosen]

    def say(self, value: Any, around: Around) -> str:
        """Say them all."""
        return ", ".join(say(self.choices.get(each, each)) for each in value) or NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(ChooseMany):
    """Several answers in an order of the merchant's: one field for each place."""

    shape: ClassVar[str] = "ranks"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give the answers in their order, and an empty field for each that is not taken."""
        return [*value, *[""] * (len(self.choices) - len(value))]

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give the answers in their order."""
        chosen = [_known(text, self.choices) for text in texts if text]
        if len(set(chosen)) < len(chosen):
            raise InvalidInput("", "Each of them may stand in one place only.")
        return chosen


@dataclass(frozen=True, slots=True)
class Lines(Kind):
    """A list, one on each line."""

    shape: ClassVar[str] = "lines"

    def write(self, value: Any, around: Around) -> list[str]:
        """Give the lines."""
        return ["\n".join(value)]

    def read(self, texts: Sequence[str], around: Around) -> Any:
        """Give what stands on the lines; empty ones are left out."""
        return [line.strip() for line in first_of(texts).splitlines() if line.strip()]

    def say(self, value: Any, around: Around) -> str:
        """Say them all."""
        return ", ".join(value) or NOTHING


@dataclass(frozen=True, slots=True)
class Colour(Kind):
    """A colour as six digits: #7a3e12."""

    shape: ClassVar[str] = "colour"


def read_field(kind: Kind, field: str, text: str, shop: Shop) -> Any:
    """Read a field of a form that is no page of settings; raises InvalidInput naming the field."""
    try:
        return kind.read([text], Around(shop))
    except InvalidInput as error:
        raise InvalidInput(field, error.sentence, **error.values) from error


def first_of(texts: Sequence[str]) -> str:
    """Give what was typed into a field that there is once."""
    return texts[0] if texts else ""


def _known(text: str, choices: Mapping[str, str]) -> str:
    if text not in choices:
        raise InvalidInput("", "Choose one of the answers.")
    return text


def _take_sign_off(typed: str, currency: str) -> str:
    """Take the currency's own sign or code off: ₹200, Rs. 200/- and 200 INR are 200."""
    typed = typed.strip().removesuffix("/-")
    for sign in (currency, get_currency_symbol(currency, "en"), *_SPOKEN_SIGNS.get(currency, ())):
        if typed.casefold().startswith(sign.casefold()):
            return typed[len(sign) :].strip()
        if typed.casefold().endswith(sign.casefold()):
            return typed[: -len(sign)].strip()
    return typed


def _write_latin(typed: str) -> str:
    """Write digits of any script as 0 to 9."""
    return "".join(str(decimal(letter, letter)) for letter in typed)


def _ungroup(typed: str) -> str:
    """Take the commas out of 1,00,000; one that groups nothing stays, and is refused as no number."""
    typed = _write_latin(typed).strip()
    return typed.replace(",", "") if _GROUPED.match(typed) else typed


def _write_number(value: float) -> str:
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _explain_money(currency: str) -> InvalidInput:
    decimals = count_decimals(currency)
    if not decimals:
        return InvalidInput("", "Give a whole amount in {currency}, such as 1250.", currency=currency)
    example = f"1250.{'50'.ljust(decimals, '0')}"
    return InvalidInput(
        "", "Give an amount in {currency}, such as {example}.", currency=currency, example=example
    )
