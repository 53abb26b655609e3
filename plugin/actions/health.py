"""Gathering how an installation and a shop are, as far as the store and the disk tell."""

from __future__ import annotations

import shutil
from pathlib import Path

import plugin
from plugin.actions.house import House
from plugin.actions.sessions import INSTALLATION
from plugin.actions.shops import standing_program
from plugin.domain.moments import DAY_MS, MINUTE_MS
from plugin.model import Shop
from plugin.store import sqlite_path
from plugin.words.health import HouseFacts
from plugin.words.shop_health import ShopFacts, Turned

FAILED_DAYS = 7
BEAT_MS = MINUTE_MS // 2


def beat(house: House) -> int:
    """Write that a worker is at work, at most each half minute; gives nothing to be done at once."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        last = parts.running.find_sign("worker")
    if last is None or abs(now_ms - last.at_ms) >= BEAT_MS:
        house.store.unit(INSTALLATION, lambda parts: parts.running.note_sign("worker", now_ms))
    return 0


def gather_house(house: House) -> HouseFacts:
    """Gather how the installation is."""
    settings, path = house.settings, sqlite_path(house.settings.database_url)
    with house.store.reading() as parts:
        worker, backup = parts.running.find_sign("worker"), parts.running.find_sign("backup")
    return HouseFacts(
        version=plugin.__version__, url=settings.url, now_ms=house.now_ms(),
        proxies_count=settings.proxies_count, has_mail=bool(settings.smtp_url), is_sqlite=path is not None,
        size_bytes=house.store.size_bytes(), free_bytes=_free_bytes(path) if path else None,
        worker_at_ms=worker.at_ms if worker else None, backup_at_ms=backup.at_ms if backup else None,
    )  # fmt: skip


def try_writing(house: House) -> str:
    """Write one row and wait until it is durable; gives the database's words where that failed."""
    now_ms = house.now_ms()
    try:
        house.store.unit(INSTALLATION, lambda parts: parts.running.note_sign("doctor", now_ms))
    except Exception as error:  # whatever it is, it is what the operator must hear
        return str(error) or type(error).__name__
    return ""


def gather_shop(house: House, shop: Shop) -> ShopFacts:
    """Gather how a shop's traffic is."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        shop_id, running = shop.shop_id, parts.running
        waiting_count, oldest_at_ms = running.count_waiting_effects(shop_id, now_ms)
        connection = next(iter(parts.connections.list_of(shop_id)), None)
        post = parts.messages.count(shop_id, now_ms - FAILED_DAYS * DAY_MS)
        return ShopFacts(
            name=shop.name, now_ms=now_ms, is_live=standing_program(parts, shop)[1].live,
            heard=running.list_heard(shop_id),
            turned=tuple(
                Turned(platform=one.platform, minutes_count=one.minutes_count, last_at_ms=one.last_at_ms)
                for one in running.list_refusals(shop_id)
            ),
            dead_letters_count=running.count_dead_letters(shop_id), waiting_count=waiting_count,
            late_since_at_ms=oldest_at_ms if waiting_count else None,
            dead_count=running.count_dead_effects(shop_id),
            connection=connection.platform if connection else "",
            read_at_ms=connection.read_at_ms if connection else None,
            failures_count=connection.failures_count if connection else 0,
            is_closed=bool(connection and (connection.closed_until_at_ms or 0) > now_ms),
            last_mail_at_ms=running.find_last_mail(shop_id), mail_waiting_count=post.waiting_count,
            mail_failed_count=post.failed_count,
        )  # fmt: skip


def note_bad_signature(house: House, key: str, platform: str) -> None:
    """Count a delivery that nobody of the shop's signed, at most once a minute; of a stranger's, nothing."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        shop = parts.shops.find(key)
        last = parts.running.find_refusal(shop.shop_id, platform) if shop else None
    if shop and (last is None or now_ms - last.last_at_ms >= MINUTE_MS):
        shop_id = shop.shop_id
        house.store.unit(shop_id, lambda parts: parts.running.note_refusal(shop_id, platform, now_ms))


def _free_bytes(path: Path) -> int:
    return shutil.disk_usage(path.absolute().parent).free
