"""A trial in words: what was played, what the house made of it, and where to look for oneself."""

from __future__ import annotations

from plugin.actions.trial import Story
from plugin.dashboard.speaking import say, spoken_language
from plugin.model import Struct
from plugin.store.rewards import Reward
from plugin.words.loop import HELD_WORDS, METHOD_WORDS, STATE_WORDS
from plugin.words.reasons import say_moment, say_verdict
from widgets.offers import say_reward


class Told(Struct):
    """One step of a trial: whether it came about, in words, and a page on which to see it."""

    is_done: bool
    what: str
    found: str = ""
    link: str = ""
    link_words: str = ""


def tell_steps(story: Story) -> tuple[Told, ...]:
    """Tell a trial step by step."""
    shop, advocate = story.shop, story.advocate
    page = f"/r/{shop.key}/{advocate.code}" if advocate else ""
    method = say(METHOD_WORDS[story.referral.method]) if story.referral and story.is_whole else ""
    return (
        Told(
            is_done=advocate is not None, what=say("Asha buys: her order comes by a signed webhook."),
            found=say("It was verified, understood and kept.") if advocate else "",
        ),
        Told(
            is_done=story.decision is not None, what=say("The popup's rules decide whether to ask her."),
            found=say_verdict(story.decision.decision, shop) if story.decision else "",
        ),
        Told(
            is_done=story.shares_count > 0, what=say("She joins, and shares her link over WhatsApp."),
            found=say("Her code is {code}.", code=advocate.code) if advocate else "",
        ),
        Told(
            is_done=story.visits_count > 0, what=say("Farid follows the link."), link=page,
            link_words=say("See his page"),
        ),
        Told(is_done=story.claimed, what=say("He takes the offer."), found=_say_coupon(story)),
        Told(
            is_done=story.is_whole, what=say("He buys, and his order is taken for Asha's."),
            found=say("What told it: {method}.", method=method) if method else "",
        ),
        Told(is_done=bool(story.rewards), what=say("The rewards follow."), found=_say_rewards(story)),
    )  # fmt: skip


def _say_coupon(story: Story) -> str:
    if story.coupon:
        return say("His coupon is {code}. It is in no store.", code=story.coupon.code)
    return say("The offer needs no coupon.") if story.claimed else ""


def _say_rewards(story: Story) -> str:
    return " ".join(_say_reward(story, one) for one in story.rewards)


def _say_reward(story: Story, reward: Reward) -> str:
    shop, state = story.shop, say(STATE_WORDS[reward.state])
    gift = say_reward(reward.incentive, shop, spoken_language())
    if reward.why not in HELD_WORDS:
        return say("{reward}: {state}.", reward=gift, state=state)
    moment = say_moment(reward.release_at_ms, shop)
    return say(
        "{reward}: {state}; it {why} ({moment}).", reward=gift, state=state, why=say(HELD_WORDS[reward.why]),
        moment=moment,
    )  # fmt: skip
