"""The set-up's trial: played at the press of a button, told step by step, gone at the press of another."""

from __future__ import annotations

from flask import Response

from plugin.actions.trial import forget_trial, play_trial, tell_trial
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.setup_routes import setup_frame
from plugin.dashboard.trial_words import tell_steps
from plugin.doorstep import the_house


@door.get("/desk/<key>/setup/trial")
def show_trial(key: str) -> Response:
    """Show how far the trial has come."""
    shop = open_desk(key)
    story = tell_trial(the_house(), shop)
    return draw(
        "setup_trial.html", shop, story=story, told=tell_steps(story) if story else (),
        **setup_frame(shop, "trial"),
    )  # fmt: skip


@door.post("/desk/<key>/setup/trial")
def answer_trial(key: str) -> Response:
    """Play the trial, anew where there was one."""
    return act(key, play_trial, "setup/trial", need="manager")


@door.post("/desk/<key>/setup/trial/end")
def answer_trial_end(key: str) -> Response:
    """Delete everything of the trial."""
    return act(key, forget_trial, "setup/trial", need="manager")
