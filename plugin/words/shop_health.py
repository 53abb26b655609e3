"""How a shop's traffic is, judged good, warn or bad: what comes in, what goes out, what waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugin.domain.moments import DAY_MS, HOUR_MS, MINUTE_MS
from plugin.model import Struct
from plugin.words.health import Finding, say_ago
from plugin.words.speaking import say, say_count

QUIET_DAYS = 7
LATE_MS = 10 * MINUTE_MS
VERY_LATE_MS = HOUR_MS
READ_LATE_MS = 2 * HOUR_MS

PLATFORM_NAMES: Mapping[str, str] = {
    "shopify": "Shopify", "woocommerce": "WooCommerce", "standard": "Standard Webhooks",
}  # fmt: skip


class Turned(Struct):
    """Deliveries of one platform that nobody's secret signed."""

    platform: str
    minutes_count: int
    last_at_ms: int


class ShopFacts(Struct):
    """What was found of a shop.

    `heard` gives when each platform last spoke; `connection` is the platform whose API is used, empty for
    none. `late_since_at_ms` is since when the oldest due effect waits.
    """

    name: str
    now_ms: int
    is_live: bool = True
    heard: dict[str, int] = {}
    turned: tuple[Turned, ...] = ()
    dead_letters_count: int = 0
    waiting_count: int = 0
    late_since_at_ms: int | None = None
    dead_count: int = 0
    connection: str = ""
    read_at_ms: int | None = None
    failures_count: int = 0
    is_closed: bool = False
    last_mail_at_ms: int | None = None
    mail_waiting_count: int = 0
    mail_failed_count: int = 0


def judge_shop(facts: ShopFacts) -> list[Finding]:
    """Judge a shop's traffic."""
    return [
        *_judge_webhooks(facts),
        *_judge_signatures(facts),
        *_judge_letters(facts),
        _judge_waiting(facts),
        *_judge_dead(facts),
        _judge_connection(facts),
        _judge_post(facts),
    ]


def _judge_webhooks(facts: ShopFacts) -> Iterator[Finding]:
    fix = say("Press “Check my store” in the set-up: it names what is missing.")
    if not facts.heard:
        sentence = say("No webhook has come from the store.")
        yield Finding(
            what=say("Webhooks"), light="bad" if facts.is_live else "warn", sentence=sentence, fix=fix
        )
    for platform, at_ms in facts.heard.items():
        what = say("Webhooks of {platform}", platform=PLATFORM_NAMES.get(platform, platform))
        sentence = say("The last one came {ago}.", ago=say_ago(at_ms, facts.now_ms))
        is_quiet = facts.is_live and facts.now_ms - at_ms > QUIET_DAYS * DAY_MS
        yield Finding(
            what=what, light="warn" if is_quiet else "good", sentence=sentence, fix=fix if is_quiet else ""
        )


def _judge_signatures(facts: ShopFacts) -> Iterator[Finding]:
    for one in facts.turned:
        if facts.now_ms - one.last_at_ms > QUIET_DAYS * DAY_MS:
            continue
        is_since = one.last_at_ms > facts.heard.get(one.platform, 0)
        yield Finding(
            what=say("Signatures of {platform}", platform=PLATFORM_NAMES.get(one.platform, one.platform)),
            light="bad" if is_since else "warn",
            sentence=say(
                "A request that was not signed with this shop's secret came {ago}.",
                ago=say_ago(one.last_at_ms, facts.now_ms),
            ),
            fix=say("Compare the secret in the store with the shop's; `sathi secret` makes a new one."),
        )  # fmt: skip


def _judge_letters(facts: ShopFacts) -> Iterator[Finding]:
    count = facts.dead_letters_count
    if count:
        yield Finding(
            what=say("Dead letters"), light="warn",
            sentence=say_count(
                "{count} delivery could not be understood.",
                "{count} deliveries could not be understood.", count,
            ),
            fix=say("Look at Dead letters: each says why, and can be tried again."),
        )  # fmt: skip


def _judge_waiting(facts: ShopFacts) -> Finding:
    what, since_ms = say("Waiting to leave"), facts.late_since_at_ms
    if not facts.waiting_count or since_ms is None:
        return Finding(what=what, light="good", sentence=say("Nothing that is due waits."))
    sentence = say_count(
        "{count} thing is due and has not left, the oldest since {ago}.",
        "{count} things are due and have not left, the oldest since {ago}.",
        facts.waiting_count, ago=say_ago(since_ms, facts.now_ms),
    )  # fmt: skip
    late_ms = facts.now_ms - since_ms
    if late_ms <= LATE_MS:
        return Finding(what=what, light="good", sentence=sentence)
    return Finding(
        what=what, light="bad" if late_ms > VERY_LATE_MS else "warn", sentence=sentence,
        fix=say("See that the worker runs, and look at Store and Mail for what holds them up."),
    )  # fmt: skip


def _judge_dead(facts: ShopFacts) -> Iterator[Finding]:
    if facts.dead_count:
        yield Finding(
            what=say("Given up"), light="bad",
            sentence=say_count(
                "{count} thing could not be done outside.", "{count} things could not be done outside.",
                facts.dead_count,
            ),
            fix=say("Look at Store: each says why, and can be tried again."),
        )  # fmt: skip


def _judge_connection(facts: ShopFacts) -> Finding:
    what = say("Connection to the store")
    if not facts.connection:
        sentence = say("The store is not connected, so coupons come from a stock of codes.")
        return Finding(what=what, light="good", sentence=sentence)
    if facts.is_closed or facts.failures_count:
        sentence = say_count(
            "{count} call to the store failed in a row.", "{count} calls to the store failed in a row.",
            facts.failures_count,
        )  # fmt: skip
        fix = say("See that the store is up and its keys hold; `sathi connect` takes new ones.")
        return Finding(what=what, light="bad" if facts.is_closed else "warn", sentence=sentence, fix=fix)
    if facts.read_at_ms is None or facts.now_ms - facts.read_at_ms > READ_LATE_MS:
        return Finding(
            what=what, light="warn", sentence=say("The store has not been read back for two hours."),
            fix=say("See that the worker runs; `sathi reconcile` reads the store back at once."),
        )  # fmt: skip
    sentence = say("The store answers, and was read back {ago}.", ago=say_ago(facts.read_at_ms, facts.now_ms))
    return Finding(what=what, light="good", sentence=sentence)


def _judge_post(facts: ShopFacts) -> Finding:
    what = say("Mail")
    last = (
        say("The last message left {ago}.", ago=say_ago(facts.last_mail_at_ms, facts.now_ms))
        if facts.last_mail_at_ms is not None
        else say("No message has left yet.")
    )
    counts = say(
        "{waiting} wait, {failed} ended unsent in seven days.",
        waiting=facts.mail_waiting_count, failed=facts.mail_failed_count,
    )  # fmt: skip
    sentence = f"{last} {counts}"
    if not facts.mail_failed_count:
        return Finding(what=what, light="good", sentence=sentence)
    fix = say("Look at Mail: each that ended unsent says why.")
    return Finding(what=what, light="warn", sentence=sentence, fix=fix)
