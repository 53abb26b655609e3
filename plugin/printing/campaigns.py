"""Campaigns, runs and reasons as the command prints them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from plugin.actions.campaigns import Kept
from plugin.actions.inviting import Progress
from plugin.actions.occasions import Account
from plugin.actions.previewing import Preview
from plugin.domain.forecast import Forecast
from plugin.model import Shop
from plugin.printing.tables import console, make_table
from plugin.words.campaign_reasons import say_reason
from plugin.words.campaigns import HELD_WORDS, RULE_WORDS, STATE_WORDS, say_forecast, say_turn, say_when
from plugin.words.post import MESSAGE_WORDS, say_posted
from plugin.words.reasons import say_moment


def print_campaigns(found: Sequence[Kept]) -> None:
    """Print every campaign: whether it is on, when it writes, and what."""
    table = make_table("Campaign", "Is", "What it does", "When")
    for kept in found:
        is_on = "on" if kept.is_on else "off"
        table.add_row(kept.key, is_on, escape(kept.campaign.name), say_when(kept.campaign))
    console.print(table)


def print_preview(preview: Preview, forecast: Forecast, shop: Shop) -> None:
    """Print how many would be written to, how many not and why, and what it may bring."""
    console.print(f"{preview.sent_count:,} of {preview.looked_count:,} people would be written to.")
    if preview.looked_count < preview.people_count:
        console.print(
            f"The shop knows {preview.people_count:,}; about {preview.expected_count:,} of them would be."
        )
    _print_held(preview.held.most_common())
    console.print(say_forecast(forecast, shop))


def print_progress(progress: Progress | None) -> None:
    """Print how far a run is."""
    if progress is None:
        console.print("It was never started.")
        return
    run = progress.run
    console.print(
        f"The run is {STATE_WORDS[run.state]}: {run.looked_count:,} of {run.people_count:,} people looked at,"
        f" {progress.sent_count:,} written to, {progress.waiting_count:,} wait."
    )
    if progress.obstacle:
        console.print(progress.obstacle)
    _print_held(progress.held)


def print_account(shop: Shop, account: Account) -> None:
    """Print every turn of one person rule by rule, and every message, newest first."""
    if not (account.occasions or account.messages):
        console.print("No campaign has had a turn for this person yet, and nothing was written to them.")
    for one in account.occasions:
        when = say_moment(one.decided_at_ms or one.since_at_ms, shop)
        said = say_turn(one.verdict, one.why, one.reasons, shop)
        step = f", reminder {one.step}" if one.step else ""
        console.print(f"[bold]{one.campaign_key}{step}[/bold], {when}. {escape(said)}")
        table = make_table("", "Rule", "What was found")
        for reason in one.reasons:
            mark = "✓" if reason.passed else "✗"
            table.add_row(mark, RULE_WORDS[reason.rule], escape(say_reason(reason, shop)))
        if one.reasons:
            console.print(table)
    for message in account.messages:
        kind, said = MESSAGE_WORDS[message.kind], say_posted(message, shop)
        console.print(f"[bold]{kind}[/bold] by {message.medium}: {escape(said)}")


def _print_held(held: Sequence[tuple[str, int]]) -> None:
    for why, count in held:
        console.print(f"  {count:,} not: they {HELD_WORDS[why]}.")
