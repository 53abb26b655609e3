"""The desk's pages of experiments: what is compared, what may be said of it, and extra customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, request

from plugin.actions.experiments import (
    MINIMUM,
    adopt_variant,
    drop_experiment,
    end_experiment,
    find_experiment,
    make_experiment,
    start_experiment,
)
from plugin.actions.house import House
from plugin.actions.measuring import measure_one, start_weeks
from plugin.dashboard.asking import wants_file
from plugin.dashboard.desk import act, acting_house, door, draw, open_desk, refuse
from plugin.dashboard.experiment_view import HOLDOUT_NAMES, LOST, ExperimentView, open_view
from plugin.dashboard.guard import lead
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import Cell, give_table, write_at
from plugin.domain.lift import LEAST_PAIRS, MOST_PAIRS, MOST_WASH_OUT_DAYS
from plugin.domain.variants import FIELDS, MOST_ARMS
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, NotFound
from plugin.experiment_forms import GOALS, read_experiment
from plugin.model import Shop
from plugin.words.experiments import (
    GOAL_WORDS,
    KIND_WORDS,
    STATE_WORDS,
    TEXT_WORDS,
    say_chance,
    say_pct,
    say_variant,
)
from plugin.words.looks import PICTURE_WORDS
from widgets.texts import LANGUAGES

PAGE_SIZE, MOST_IN_FILE = 50, 100_000
WORDS = {
    "kinds": KIND_WORDS, "states": STATE_WORDS, "goals": GOAL_WORDS, "say_pct": say_pct,
    "say_chance": say_chance, "say_variant": say_variant, "minimum": MINIMUM,
}  # fmt: skip
HEAD = (
    "variant", "seen", "shared", "friend_claimed", "friend_ordered", "ordered_again", "goal", "rate",
    "difference", "low", "high", "chance_to_be_best",
)  # fmt: skip


@door.get("/desk/<key>/experiments")
@door.get("/desk/<key>/experiments.csv")
def show_experiments(key: str) -> Response:
    """Show every experiment of the shop, the newest first."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        kept = parts.experiments.list(shop.shop_id)
    if wants_file():
        head = ("experiment", "name", "varied", "goal", "state", "winner")
        rows = [(one.experiment_id, one.name, one.kind, one.goal, one.state, one.winner) for one in kept]
        return give_table("experiments", head, rows)
    return draw(
        "experiments.html", shop, experiments=kept, varied=tuple(FIELDS), least_pairs=LEAST_PAIRS,
        most_pairs=MOST_PAIRS, most_wash_out=MOST_WASH_OUT_DAYS, **WORDS,
    )  # fmt: skip


@door.get("/desk/<key>/experiments/new/<kind>")
def show_new(key: str, kind: str) -> Response:
    """Show the form for an experiment of one kind."""
    shop = open_desk(key)
    if kind not in FIELDS:
        raise NotFound("This cannot be varied.")
    return draw(
        "experiment_new.html", shop, kind=kind, numbers=range(1, MOST_ARMS), goals_of=GOALS[kind],
        pictures=PICTURE_WORDS.items(), texts=TEXT_WORDS.items(), languages=[(one, one) for one in LANGUAGES],
        **WORDS,
    )  # fmt: skip


@door.post("/desk/<key>/experiments/new/<kind>")
def answer_new(key: str, kind: str) -> Response:
    """Keep a new experiment, to be started by its own page."""
    shop = open_desk(key, "manager")
    try:
        made = make_experiment(acting_house(), shop, read_experiment(kind, request.form, shop))
    except InvalidInput as error:
        return refuse(shop, error, f"experiments/new/{kind}")
    return lead(f"/desk/{shop.key}/experiments/{made.experiment_id}")


@door.post("/desk/<key>/experiments/weeks")
def answer_weeks(key: str) -> Response:
    """Draw a plan of weeks with and without the program, and begin it."""
    typed = request.form

    def work(house: House, shop: Shop) -> None:
        pairs, wash_out = (_read_count(typed.get(name, "")) for name in ("pairs", "wash_out"))
        start_weeks(house, shop, typed.get("name", "").strip(), pairs, wash_out)

    return act(key, work, "experiments", "manager")


@door.get("/desk/<key>/experiments/<experiment_id>")
@door.get("/desk/<key>/experiments/<experiment_id>.csv")
def show_experiment(key: str, experiment_id: str) -> Response:
    """Show one experiment: its arms, their difference, and what may be said of it."""
    shop = open_desk(key)
    view = _open(shop, experiment_id)
    if wants_file():
        return _give_csv(view)
    return draw("experiment.html", shop, view=view, kept=view.kept, lost=LOST, **WORDS)


@door.get("/desk/<key>/experiments/<experiment_id>/people/<int:number>")
@door.get("/desk/<key>/experiments/<experiment_id>/people/<int:number>.csv")
def show_people(key: str, experiment_id: str, number: int) -> Response:
    """Show who met one arm, page by page; as a file, the first hundred thousand."""
    shop, after_id = open_desk(key), request.args.get("after", "")[:60]
    with the_house().store.reading() as parts:
        kept = find_experiment(parts, shop, experiment_id)
        names = [one.name for one in kept.variants] or [say(name) for name in HOLDOUT_NAMES]
        if number >= len(names):
            raise NotFound("This experiment has no such variant.")
        most = MOST_IN_FILE if wants_file() else PAGE_SIZE
        met = parts.experiments.list_met(shop.shop_id, experiment_id, number, after_id, most)
    if wants_file():
        rows = [(one.person_id, write_at(one.at_ms, shop)) for one in met]
        return give_table("people", ("person", "first_met"), rows)
    older = met[-1].person_id if len(met) == PAGE_SIZE else ""
    return draw(
        "experiment_people.html", shop, kept=kept, name=names[number], number=number, met=met, older=older
    )


@door.post("/desk/<key>/experiments/<experiment_id>/start")
def answer_start(key: str, experiment_id: str) -> Response:
    """Start an experiment."""
    return _act_on(key, experiment_id, lambda house, shop: start_experiment(house, shop, experiment_id))


@door.post("/desk/<key>/experiments/<experiment_id>/end")
def answer_end(key: str, experiment_id: str) -> Response:
    """End an experiment; what was promised stands."""
    return _act_on(key, experiment_id, lambda house, shop: end_experiment(house, shop, experiment_id))


@door.post("/desk/<key>/experiments/<experiment_id>/drop")
def answer_drop(key: str, experiment_id: str) -> Response:
    """Delete an experiment that never began."""
    return act(key, lambda house, shop: drop_experiment(house, shop, experiment_id), "experiments", "manager")


@door.post("/desk/<key>/experiments/<experiment_id>/count")
def answer_count(key: str, experiment_id: str) -> Response:
    """Count what came of an experiment now, instead of within the hour."""
    return _act_on(key, experiment_id, lambda house, shop: measure_one(house, shop, experiment_id))


@door.post("/desk/<key>/experiments/<experiment_id>/adopt")
def answer_adopt(key: str, experiment_id: str) -> Response:
    """Make one variant the program for everybody."""
    number = _read_count(request.form.get("variant", ""))
    return _act_on(key, experiment_id, lambda house, shop: adopt_variant(house, shop, experiment_id, number))


def _act_on(key: str, experiment_id: str, work: Callable[[House, Shop], object]) -> Response:
    return act(key, work, f"experiments/{experiment_id}", "manager")


def _open(shop: Shop, experiment_id: str) -> ExperimentView:
    with the_house().store.reading() as parts:
        return open_view(parts, shop, find_experiment(parts, shop, experiment_id), the_house().now_ms())


def _give_csv(view: ExperimentView) -> Response:
    if view.weeks:
        head = ("week", "program", "from", "counts_from", "until", "new_customers")
        rows = [
            (
                one.week.number + 1, "on" if one.week.is_on else "off", one.first, one.counts_from, one.last,
                one.week.new_count,
            )
            for one in view.weeks
        ]  # fmt: skip
        return give_table("weeks", head, rows)
    shown: list[Sequence[Cell]] = [
        (
            arm.name, arm.figures.seen_count, arm.figures.shared_count, arm.figures.claimed_count,
            arm.figures.ordered_count, arm.figures.again_count, view.kept.goal, f"{arm.count.rate:.6f}",
            *arm.cells,
        )
        for arm in view.arms
    ]  # fmt: skip
    return give_table("experiment", HEAD, shown)


def _read_count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
