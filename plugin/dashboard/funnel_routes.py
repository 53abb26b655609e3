"""The desk's funnel: how views become orders, whole and by surface, channel, language and device."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from plugin.actions.figures import open_span, read_part
from plugin.dashboard.asking import read_days_asked, wants_file
from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.tables import give_table, write_figure
from plugin.domain.program import Costs
from plugin.domain.sums import PARTS, Part, Sum
from plugin.doorstep import the_house
from plugin.model import Shop
from plugin.words.figure_charts import draw_funnel, list_funnels
from plugin.words.figures import PART_WORDS, RATES, STANDING, STEPS, TOLD, say_figure


@door.get("/desk/<key>/funnel")
@door.get("/desk/<key>/funnel.csv")
def show_funnel(key: str) -> Response:
    """Show the steps from a view to an order, and where people went no further."""
    shop, house = open_desk(key), the_house()
    (days, refusal), part = read_days_asked(shop), _read_part()
    with house.store.reading() as parts:
        span = open_span(parts, shop, days.first, days.last, house.now_ms())
        whole = read_part(parts, shop, span, "all").get("", Sum())
        divided = read_part(parts, shop, span, part) if part != "all" else {}
    if wants_file():
        return _give_funnel(shop, part, divided if part != "all" else {"all": whole})
    steps = {step: words for step, words in STEPS.items() if step in TOLD[part]}
    rates = [(words, formula, say_figure(name, whole, Costs(), shop)) for name, words, formula in RATES]
    return draw(
        "funnel.html", shop, days=days, refusal=refusal, part=part, part_words=PART_WORDS, whole=whole,
        steps=steps, rows=list_funnels(part, steps, divided, shop), chart=draw_funnel(whole, shop),
        rates=rates, lagging_count=span.lagging_count, standing=STANDING,
    )  # fmt: skip


def _read_part() -> Part:
    asked = request.args.get("part")
    return next((one for one in PARTS if one == asked), PARTS[0])


def _give_funnel(shop: Shop, part: Part, divided: Mapping[str, Sum]) -> Response:
    steps = TOLD[part]
    rows = ([name, *(write_figure(step, one, shop) for step in steps)] for name, one in divided.items())
    head = [part, *(step.removesuffix("_minor") for step in steps), "currency"]
    return give_table(f"funnel-{part}", head, ([*row, shop.currency] for row in rows))
