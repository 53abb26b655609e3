"""What the rules of popup, campaigns and post have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugin.model import Reason


def all_passed(reasons: Iterable[Reason]) -> bool:
    """Say whether every rule answered yes."""
    return all(reason.passed for reason in reasons)


def judge_chosen(rule: str, found: Sequence[str], included: Sequence[str], excluded: Sequence[str]) -> Reason:
    """Pass when nothing found is excluded and, where some are asked for, at least one is found."""
    here = {one.casefold() for one in found}
    wanted = sorted(one for one in included if one.casefold() in here)
    barred = sorted(one for one in excluded if one.casefold() in here)
    passed = not barred and (bool(wanted) or not included)
    return Reason(
        rule=rule, passed=passed, values={"barred": barred, "wanted": wanted, "asked": list(included)}
    )
