"""The loop as the command prints it: referrals, traces, rewards, faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.markup import escape

from plugin.actions.auditing import Fault
from plugin.actions.fraud_replay import Rejudged
from plugin.actions.tracing import Account, Case, Trace
from plugin.model import Shop
from plugin.printing.tables import console, make_table
from plugin.store.effects import DeadEffect
from plugin.store.people import Person
from plugin.words.fraud import REVIEW_WORDS, VERDICT_WORDS, say_findings
from plugin.words.loop import (
    CHANNEL_WORDS,
    COUPON_WORDS,
    FRIEND_WORDS,
    METHOD_WORDS,
    WHY_WORDS,
    say_amount,
    say_line,
    say_state,
)
from plugin.words.reasons import say_moment
from widgets.offers import say_incentive

MOST_ROWS = 10


def print_cases(shop: Shop, cases: Sequence[Case]) -> None:
    """Print referrals with what speaks against each."""
    if not cases:
        console.print("There is nothing here.")
        return
    table = make_table("Referral", "Advocate", "Friend", "State", "Verdict", "Found")
    for one in cases:
        made = one.referral
        verdict = VERDICT_WORDS[made.verdict]
        if made.review:
            verdict += f" · {REVIEW_WORDS[made.review]}"
        if made.review == "waiting" and made.review_until_at_ms:
            verdict += f" until {say_moment(made.review_until_at_ms, shop)}"
        found = " ".join(say_findings(made.reasons))
        table.add_row(
            made.referral_id, escape(say_person(one.advocate)), escape(say_person(one.friend)),
            FRIEND_WORDS[made.state], verdict, escape(found),
        )  # fmt: skip
    console.print(table)


def print_trace(shop: Shop, trace: Trace) -> None:
    """Print every answer to who sent an order's buyer, and the merchant's own words."""
    order = trace.order.order
    console.print(f"[bold]Order {escape(order.number)}[/bold] ({escape(order.order_ref)}): {order.stage}")
    if not trace.candidates:
        console.print("Nothing in it tells who sent its buyer.")
    table = make_table("", "Advocate", "By", "When", "Why")
    for judged, advocate in trace.candidates:
        one = judged.candidate
        by = METHOD_WORDS[one.method] + (f", {CHANNEL_WORDS[one.channel]}" if one.channel else "")
        when = say_moment(one.at_ms, shop)
        mark = "✓" if judged.won else "✗"
        table.add_row(mark, escape(say_person(advocate)), escape(by), when, WHY_WORDS[judged.why])
    if table.row_count:
        console.print(table)
    for correction, chosen in trace.corrections:
        undone = ", taken back" if correction.undone_at_ms else ""
        who = say_person(chosen) if correction.advocate_id else "nobody"
        said = f"On {say_moment(correction.at_ms, shop)} you said: {who} ({correction.note}){undone}."
        console.print(f"{escape(said)} {correction.correction_id}")
    for case in trace.cases:
        print_cases(shop, [case])


def print_accounts(shop: Shop, accounts: Sequence[Account]) -> None:
    """Print rewards with every line of their ledgers."""
    for one in accounts:
        made = one.reward
        console.print(f"[bold]{made.reward_id}[/bold] {escape(_say_reward(shop, one))}")
        table = make_table("", "When", "What", "Amount")
        for entry in one.entries:
            amount = say_amount(entry.amount_minor, entry.currency, shop) if entry.amount_minor else ""
            at = say_moment(entry.at_ms, shop)
            table.add_row(str(entry.number), at, say_line(entry.kind, entry.why), amount)
        console.print(table)


def print_rewards(shop: Shop, accounts: Sequence[Account], sums: Sequence[tuple[str, str, int, int]]) -> None:
    """Print rewards, a line each, and what they come to by state."""
    table = make_table("Reward", "For", "State", "What", "Amount")
    for one in accounts:
        made = one.reward
        what = say_incentive(made.incentive, shop, "en")
        amount = say_amount(made.amount_minor, made.currency, shop) if made.amount_minor else ""
        table.add_row(
            made.reward_id,
            escape(say_person(one.owner)),
            say_state(made.state, made.why),
            escape(what),
            amount,
        )
    if table.row_count:
        console.print(table)
    for state, currency, count, sum_minor in sums:
        console.print(f"{say_state(state, '')}: {count}, {say_amount(sum_minor, currency, shop)}")
    if not sums:
        console.print("There are no rewards yet.")


def print_faults(shop: Shop, faults: Sequence[Fault]) -> None:
    """Print what the audit found wrong in one shop, with the first rows of each."""
    if not faults:
        console.print(f"{escape(shop.name)}: every ledger, coupon and waiting effect is as it must be.")
    for fault in faults:
        more = f" and {len(fault.rows) - MOST_ROWS} more" if len(fault.rows) > MOST_ROWS else ""
        rows = ", ".join(fault.rows[:MOST_ROWS])
        console.print(f"[bold]{fault.invariant}[/bold] {escape(shop.name)}: {fault.sentence}")
        console.print(f"   {escape(rows)}{more}")


def print_rejudged(rejudged: Sequence[Rejudged]) -> None:
    """Print what other rules would have done, counted, and each referral that they would judge otherwise."""
    table = make_table("Referral", "Was", "Would be", "Bought again", "Found")
    for one in rejudged:
        if one.would_be != one.referral.verdict:
            was, would_be = (VERDICT_WORDS[verdict] for verdict in (one.referral.verdict, one.would_be))
            again = "yes" if one.came_back else "no"
            found = " ".join(say_findings(one.reasons))
            table.add_row(one.referral.referral_id, was, would_be, again, escape(found))
    if table.row_count:
        console.print(table)
    console.print(f"{len(rejudged)} referrals.")
    counts = Counter(one.referral.verdict for one in rejudged)
    for verdict, words in VERDICT_WORDS.items():
        now = [one for one in rejudged if one.would_be == verdict]
        again_count = sum(one.came_back for one in now)
        console.print(
            f"{words}: {counts[verdict]} were, {len(now)} would be; {again_count} of these bought again."
        )


def print_dead_effects(shop: Shop, dead: Sequence[DeadEffect]) -> None:
    """Print what was given up, and how to try it again."""
    if not dead:
        console.print("Nothing was given up.")
        return
    table = make_table("Effect", "Since", "What", "Tries", "Why")
    for one in dead:
        at = say_moment(one.created_at_ms, shop)
        table.add_row(one.effect_id, at, one.kind, str(one.tries_count), escape(one.failure))
    console.print(table)
    console.print("Try one again with `sathi effects --replay ID`, or all of them with --replay all.")


def say_person(person: Person | None) -> str:
    """Say who somebody is, for the merchant alone."""
    if person is None:
        return "somebody erased or unknown"
    names = [part for part in (person.first_name, person.email or person.phone or person.code) if part]
    return ", ".join(names) + (" (banned)" if person.banned_at_ms else "")


def _say_reward(shop: Shop, account: Account) -> str:
    made, coupon = account.reward, account.coupon
    words = f"{say_incentive(made.incentive, shop, 'en')} for {say_person(account.owner)}: "
    words += say_state(made.state, made.why)
    if coupon:
        words += f"; coupon {coupon.code} {COUPON_WORDS[coupon.state]}"
        words += f": {coupon.failure}" if coupon.failure else ""
    return words
