"""The way through the desk: its pages in groups, as every page shows them."""

from __future__ import annotations

from plugin.dashboard.speaking import mark
from plugin.model import Struct


class Page(Struct):
    """One page that the navigation leads to: its path below the shop's desk and what it is called."""

    path: str
    words: str


class Group(Struct):
    """Pages that answer one kind of question; the first group needs no name."""

    words: str
    pages: tuple[Page, ...]


GROUPS = (
    Group(words="", pages=(Page(path="", words=mark("Home")),)),
    Group(
        words=mark("Grow"),
        pages=(
            Page(path="setup", words=mark("Set-up")),
            Page(path="campaigns", words=mark("Campaigns")),
            Page(path="customers", words=mark("Customers")),
            Page(path="partners", words=mark("Partners")),
            Page(path="admission", words=mark("Applications")),
            Page(path="payouts", words=mark("Payouts")),
        ),
    ),
    Group(
        words=mark("See"),
        pages=(
            Page(path="funnel", words=mark("Funnel")),
            Page(path="decisions", words=mark("Popup decisions")),
            Page(path="advocates", words=mark("Advocates")),
            Page(path="referrals", words=mark("Referrals")),
            Page(path="rewards", words=mark("Rewards")),
            Page(path="value", words=mark("Value")),
            Page(path="experiments", words=mark("Experiments")),
        ),
    ),
    Group(
        words=mark("Decide"),
        pages=(
            Page(path="review", words=mark("Review")),
            Page(path="fraud", words=mark("Suspicion")),
        ),
    ),
    Group(
        words=mark("Settings"),
        pages=(
            Page(path="settings", words=mark("Settings")),
            Page(path="team", words=mark("Team")),
            Page(path="changes", words=mark("Changes")),
            Page(path="privacy", words=mark("Privacy")),
            Page(path="status", words=mark("Status")),
            Page(path="store", words=mark("Store")),
            Page(path="mail", words=mark("Mail")),
            Page(path="letters", words=mark("Letters")),
            Page(path="dead", words=mark("Dead letters")),
        ),
    ),
)
