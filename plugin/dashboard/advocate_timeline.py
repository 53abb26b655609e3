"""What happened around one advocate, the newest first, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.actions.one_advocate import AdvocateCase
from plugin.dashboard.speaking import say, spoken_language
from plugin.model import Shop
from plugin.words.loop import CHANNEL_WORDS, FRIEND_WORDS, say_state
from widgets.offers import say_incentive

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened; `page` is where more of it stands, empty for nowhere."""

    at_ms: int
    sentence: str
    page: str = ""


def tell_advocate(case: AdvocateCase, shop: Shop) -> list[Line]:
    """Tell what happened around an advocate, as far as the page has it, the newest first."""
    return sorted(_tell(case, shop), key=lambda line: -line.at_ms)[:MOST_LINES]


def _tell(case: AdvocateCase, shop: Shop) -> Iterator[Line]:
    yield Line(case.person.created_at_ms, say("The shop got to know them."))
    if case.person.joined_at_ms is not None:
        yield Line(case.person.joined_at_ms, say("They joined the program."))
    if case.person.banned_at_ms is not None:
        yield Line(case.person.banned_at_ms, say("They were banned."))
    for shared in case.shares:
        channel = say(CHANNEL_WORDS.get(shared.channel, "–"))
        yield Line(shared.at_ms, say("They shared by {channel}.", channel=channel))
    for friend, person in case.friends:
        name = person.called if person else say("A friend not known yet")
        state = say(FRIEND_WORDS[friend.state])
        sentence = say("{name} came: {state}.", name=name, state=state)
        yield Line(friend.since_at_ms, sentence, f"referrals/{friend.referral_id}")
    for reward in case.rewards:
        what = say_incentive(reward.incentive, shop, spoken_language())
        state = say_state(reward.state, reward.why)
        yield Line(reward.created_at_ms, say("They earned {what}. {state}.", what=what, state=state))
    for row, _ in case.orders:
        number = row.order.number or row.order.order_ref
        sentence = say("They ordered, number {number}.", number=number)
        yield Line(row.order.placed_at_ms, sentence, f"orders/{row.order_id}")
