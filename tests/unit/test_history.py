"""What a buyer did with the popup before."""

from __future__ import annotations

from itertools import permutations

from plugin.domain.history import recall_history
from plugin.store.events import Event


def report(kind: str, at_ms: int, decision_id: str | None = "dec_1", surface: str = "popup") -> Event:
    return Event(event_id=f"{kind}-{at_ms}", kind=kind, surface=surface, at_ms=at_ms, decision_id=decision_id)


def test_it_lists_views_newest_first_whatever_order_they_come_in() -> None:
    reports = [report("viewed", 1, "a"), report("viewed", 3, "b"), report("viewed", 2, None)]
    for way in permutations(reports):
        assert recall_history(way).shown_at_ms == (3, 2, 1)


def test_it_does_not_count_a_view_that_was_put_off() -> None:
    history = recall_history([report("viewed", 1, "a"), report("later", 2, "a"), report("viewed", 9, "b")])
    assert (history.shown_at_ms, history.closed_at_ms) == ((9,), 2)


def test_it_takes_the_last_closing_of_any_kind() -> None:
    history = recall_history([report("declined", 5), report("closed", 7), report("later", 6)])
    assert history.closed_at_ms == 7


def test_it_looks_at_the_popup_only() -> None:
    others = [
        report(kind, 1, surface=surface) for kind in ("viewed", "closed") for surface in ("sticky", "page")
    ]
    assert recall_history([*others, report("shared", 2), report("opened", 3)]) == recall_history([])
    assert recall_history([], 4, 5).banned_at_ms == 5
