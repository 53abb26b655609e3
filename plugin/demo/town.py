"""Who lives in the demo's town and what they buy, drawn by given dice: the same seed gives the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from plugin.model import Channel, Contact

T = TypeVar("T")

FIRST_NAMES = (
    "Asha", "Farid", "Meera", "Rohan", "Priya", "Arjun", "Ananya", "Kabir", "Diya", "Vikram", "Nisha",
    "Sourav", "Ritu", "Imran", "Kavya", "Dev", "Tanvi", "Rahul", "Sneha", "Aarav", "Pooja", "Nikhil", "Isha",
    "Joy", "Mitali", "Harsh", "Leela", "Sameer", "Gauri", "Tapan",
)  # fmt: skip
LANGUAGES = ("en",) * 6 + ("bn",) * 2 + ("hi",) * 2 + ("gu",)
BROWSERS = (
    "Mozilla/5.0 (Linux; Android 14; SM-A156) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13; M2101) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Mobile Safari",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
)
CHANNELS: tuple[Channel, ...] = (
    *("whatsapp",) * 11, *("copy",) * 4, *("native",) * 2, "email", "qr", "telegram",
)  # fmt: skip
TEAS = (
    ("Darjeeling First Flush", 84_900), ("Assam Gold", 52_000), ("Masala Chai", 39_900),
    ("Nilgiri Green", 44_500), ("Kashmiri Kahwa", 69_000), ("Clay cups, six", 59_900),
    ("Lemongrass Blend", 34_900), ("Gift box", 149_900),
)  # fmt: skip


class Dice(Protocol):
    """As much of `random.Random` as the town needs."""

    def random(self) -> float:
        """Give a number from 0 to 1."""

    def randrange(self, stop: int, /) -> int:
        """Give a whole number below this one."""

    def expovariate(self, rate: float, /) -> float:
        """Give a waiting time."""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody in the town; the more generous, the more friends hear of it."""

    number: int
    contact: Contact
    language: str
    browser: str
    ip: str
    address: str
    generosity: float


class Town:
    """Makes people, baskets and moments."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self._people_count = 0

    def meet(self) -> Resident:
        """Give somebody new."""
        self._people_count += 1
        number, first_name = self._people_count, self.pick(FIRST_NAMES)
        contact = Contact(
            customer_ref=str(number), email=f"{first_name.lower()}.{number}@example.com",
            phone=f"+9198{30_000_000 + number:08d}", first_name=first_name,
        )  # fmt: skip
        return Resident(
            number=number, contact=contact, language=self.pick(LANGUAGES), browser=self.pick(BROWSERS),
            ip=f"100.{64 + number % 60}.{number // 60 % 250}.{number % 250 + 1}",
            address=f"{number} lake road 7000{number % 90 + 10} in", generosity=self.dice.random() ** 2,
        )  # fmt: skip

    def fill_basket(self) -> tuple[tuple[str, ...], int]:
        """Give what is bought, and its price in paise."""
        chosen = [self.pick(TEAS) for _ in range(1 + self.dice.randrange(3))]
        return tuple(dict.fromkeys(name for name, _ in chosen)), sum(price for _, price in chosen)

    def pick(self, choices: tuple[T, ...]) -> T:
        """Draw one."""
        return choices[self.dice.randrange(len(choices))]

    def chance(self, share: float) -> bool:
        """Say yes in this share of the times."""
        return self.dice.random() < share
