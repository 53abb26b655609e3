"""How many letters a second one worker composes and hands to a mail server that takes them at once."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from smtplib import SMTP
from statistics import median

import msgspec

from plugin.actions.campaigns import switch_campaign
from plugin.actions.consenting import say_word
from plugin.actions.house import House
from plugin.actions.people import meet_contact
from plugin.actions.posting import EMAIL, Draft, post_message
from plugin.actions.shops import change_program
from plugin.domain.program import PostRules
from plugin.effects.worker import run_due_effects
from plugin.model import Contact, Shop
from plugin.store import Parts
from tests.bench.bars import Figures, Measured
from tests.bench.report import note
from tests.bench.setting import Setting
from tests.bench.world import make_world, open_house
from tests.cast import make_program
from tests.chai_house.demo import choose_ports
from widgets.texts import LANGUAGES

HOUSE_FOLDER = __file__.rpartition("/tests/")[0]
LETTERS = 1_000  # for each second of the scale
RULES = PostRules(postal_address="12 Tea Lane, Kolkata", quiet_from_hour=0, quiet_until_hour=0)


def measure(setting: Setting) -> Figures:
    """Let one worker send invitations in ten languages in turn; the median of the rounds counts."""
    count = LETTERS * setting.scale.load_s
    with sinking() as port:
        rates = [drain(setting, f"mail-{turn}", port, count) for turn in range(setting.scale.rounds)]
    note(f"letters a second: {rates}")
    return {"letters a second into an instant sink": Measured(median(rates), len(rates))}


def drain(setting: Setting, name: str, port: int, count: int) -> float:
    """Let a worker send so many invitations; gives how many it sent in a second."""
    world = make_world(setting.folder / f"{name}.db", setting.seed)
    bare = open_house(world.database, setting.seed + 1)
    settings = dataclasses.replace(bare.settings, smtp_url=f"smtp://127.0.0.1:{port}")
    house = dataclasses.replace(bare, settings=settings)
    with closing(house.store):
        change_program(house, world.shop, msgspec.structs.replace(make_program(), post=RULES, live=True))
        switch_campaign(house, world.shop, "invite", True)
        house.store.unit(world.shop.shop_id, lambda parts: invite(house, parts, world.shop, count))
        before, began_s = count_taken(port), time.perf_counter()
        tried_count = run_due_effects(house, kinds=[EMAIL])
        took_s = time.perf_counter() - began_s
        assert tried_count == count_taken(port) - before == count
        with house.store.reading() as parts:
            assert parts.messages.count(world.shop.shop_id, 0).sent_count == count
    return round(count / took_s)


def invite(house: House, parts: Parts, shop: Shop, count: int) -> None:
    """Post an invitation for so many people who said yes, in ten languages in turn."""
    now_ms = house.now_ms()
    for number in range(count):
        contact = Contact(email=f"buyer{number}@example.test", first_name="Asha")
        [person] = meet_contact(house, parts, shop, contact, now_ms)
        say_word(house, parts, shop, "email", contact.email, "in", "at the till", "", now_ms)
        draft = Draft(
            kind="invite", purpose="marketing", person_id=person.person_id, cause="all",
            language=LANGUAGES[number % len(LANGUAGES)], campaign="invite",
        )  # fmt: skip
        post_message(house, parts, shop, draft, now_ms)


def count_taken(port: int) -> int:
    """Ask the mail server how many letters it has."""
    with SMTP("127.0.0.1", port) as server:
        return int(server.noop()[1])


@contextmanager
def sinking() -> Iterator[int]:
    """Run a mail server beside this process; gives its port."""
    [port] = choose_ports(0)
    command = [sys.executable, "-m", "tests.bench.mail_sink", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=HOUSE_FOLDER) as sink:
        try:
            assert sink.stdout
            sink.stdout.readline()
            yield port
        finally:
            sink.kill()
