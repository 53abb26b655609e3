"""Campaigns as the merchant set them, their runs, and how far each kind of happening was looked through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from plugin.model import Struct

RunState = Literal["running", "paused", "stopped", "done"]


class CampaignRow(Struct):
    """A campaign of one shop: its settings as JSON, and since when it is on or off."""

    campaign_key: str
    version: int
    settings: str
    is_on: bool
    on_since_at_ms: int


class Run(Struct):
    """One pressing of "invite all"; `cursor` is the last person who was looked at, people sort by id."""

    run_id: str
    campaign_key: str
    state: RunState
    cursor: str
    people_count: int
    looked_count: int
    started_at_ms: int
    changed_at_ms: int


class Campaigns:
    """The campaigns of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find(self, shop_id: str, campaign_key: str) -> CampaignRow | None:
        """Give a campaign that the merchant changed or added."""
        row = self._sql.find_campaign(self._connection, shop_id=shop_id, campaign_key=campaign_key)
        return _read(row) if row else None

    def list(self, shop_id: str) -> list[CampaignRow]:
        """Give all campaigns that the merchant changed or added, the first first."""
        return [_read(row) for row in self._sql.list_campaigns(self._connection, shop_id=shop_id)]

    def put(self, shop_id: str, row: CampaignRow, now_ms: int) -> None:
        """Write a campaign as it is from now on."""
        self._sql.put_campaign(
            self._connection, shop_id=shop_id, campaign_key=row.campaign_key, version=row.version,
            settings=row.settings, is_on=int(row.is_on), on_since_at_ms=row.on_since_at_ms,
            made_at_ms=now_ms,
        )  # fmt: skip

    def add_run(self, shop_id: str, run: Run) -> None:
        """Write a run that begins; there is one open run of a campaign at most."""
        columns = {name: getattr(run, name) for name in Run.__struct_fields__}
        self._sql.add_run(self._connection, shop_id=shop_id, **columns)

    def change_run(self, shop_id: str, run: Run) -> None:
        """Write how far a run has come."""
        self._sql.change_run(
            self._connection, shop_id=shop_id, run_id=run.run_id, state=run.state, cursor=run.cursor,
            looked_count=run.looked_count, changed_at_ms=run.changed_at_ms,
        )  # fmt: skip

    def find_run(self, shop_id: str, run_id: str) -> Run | None:
        """Give one run."""
        return _read_run(self._sql.find_run(self._connection, shop_id=shop_id, run_id=run_id))

    def last_run(self, shop_id: str, campaign_key: str) -> Run | None:
        """Give a campaign's newest run."""
        return _read_run(self._sql.last_run(self._connection, shop_id=shop_id, campaign_key=campaign_key))

    def list_going(self) -> Sequence[tuple[str, str]]:
        """Give (shop_id, run_id) of the runs that are under way, in any shop."""
        return [(row["shop_id"], row["run_id"]) for row in self._sql.list_going(self._connection)]

    def find_cursor(self, shop_id: str, name: str) -> str:
        """Give the id up to which something was looked through; empty where it never was."""
        row = self._sql.find_cursor(self._connection, shop_id=shop_id, name=name)
        return row["position"] if row else ""

    def move_cursor(self, shop_id: str, name: str, position: str) -> None:
        """Write up to which id something was looked through."""
        self._sql.move_cursor(self._connection, shop_id=shop_id, name=name, position=position)


def _read(row: Any) -> CampaignRow:
    values = {name: row[name] for name in CampaignRow.__struct_fields__}
    return CampaignRow(**(values | {"is_on": bool(row["is_on"])}))


def _read_run(row: Any) -> Run | None:
    return Run(**{name: row[name] for name in Run.__struct_fields__}) if row is not None else None
