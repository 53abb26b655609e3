"""The program said in words: offers, texts, and the ladder with a shopper's progress."""

from __future__ import annotations

from plugin.domain.program import Milestone, Program, Question
from plugin.model import Shop, Struct
from widgets.offers import say_first_order, say_incentive
from widgets.texts import fill, say, say_count
from widgets.view import shopper_texts


class Step(Struct, frozen=True):
    """One step of the ladder, with the shopper's own progress when it is known."""

    friends: str
    reward: str
    count: int
    done: int = 0
    reached: bool = False
    next: bool = False
    progress: str = ""


class ProgramWords(Struct, frozen=True):
    """What the program promises, said in words."""

    name: str
    live: bool
    texts: dict[str, str]
    friend_offer: str
    advocate_offer: str
    steps: tuple[Step, ...]
    terms: str
    faq: tuple[Question, ...]


def say_program(shop: Shop, program: Program, language: str, friends_count: int = 0) -> ProgramWords:
    """Say the whole program; `friends_count` is how many friends of this shopper have bought."""
    texts = shopper_texts(shop, program, language)
    return ProgramWords(
        name=program.name,
        live=program.live,
        texts=texts,
        friend_offer=say_first_order(program.offer.friend, shop, language),
        advocate_offer=say_incentive(program.offer.advocate, shop, language),
        steps=_climb(program.ladder, friends_count, shop, language, texts["progress"]),
        terms=program.terms,
        faq=program.faq,
    )


def say_next(steps: tuple[Step, ...], friends_count: int, language: str) -> str:
    """Say how far the next prize is; empty where there is no ladder."""
    step = next((step for step in steps if step.next), None)
    if step:
        left = step.count - friends_count
        return say_count(
            language,
            "{count} friend to go: {reward}",
            "{count} friends to go: {reward}",
            left,
            reward=step.reward,
        )
    return say(language, "You have reached every prize. Thank you!") if steps else ""


def _climb(
    ladder: tuple[Milestone, ...], count: int, shop: Shop, language: str, progress: str
) -> tuple[Step, ...]:
    ahead = [milestone.friends_count for milestone in ladder if milestone.friends_count > count]
    return tuple(_view_step(each, count, min(ahead, default=0), shop, language, progress) for each in ladder)


def _view_step(
    milestone: Milestone, count: int, next_count: int, shop: Shop, language: str, progress: str
) -> Step:
    goal = milestone.friends_count
    done = min(count, goal)
    return Step(
        friends=say_count(language, "{count} friend", "{count} friends", goal),
        reward=say_incentive(milestone.reward, shop, language),
        count=goal,
        done=done,
        reached=count >= goal,
        next=goal == next_count,
        progress=fill(progress, {"count": str(done), "next": str(goal)}),
    )
