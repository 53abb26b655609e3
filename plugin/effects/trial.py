"""A letter to try the mail server with; its answer is shown as it came."""

from __future__ import annotations

from contextlib import closing

from plugin.actions.house import House
from plugin.domain.moments import HOUR_MS
from plugin.domain.people import read_email
from plugin.effects.envelopes import make_envelope, write_address
from plugin.effects.smtp import MailLine, MailRefused, MailSilent
from plugin.errors import InvalidInput, TooMany
from plugin.model import Shop, Struct
from widgets.letter_samples import sample_facts
from widgets.letters import write_letter
from widgets.texts import choose_language

MOST_AN_HOUR = 20
SILENCE = "The server was handed the whole letter and did not answer."


class Trial(Struct):
    """What came of a letter that tried the mail server: its own words, after what it was asked."""

    is_taken: bool
    answer: str


def try_mail(house: House, shop: Shop, address: str) -> Trial:
    """Send a test letter to an address, at once and past the outbox; gives the server's raw answer.

    Raises InvalidInput where no mail server is set or the address cannot be one, TooMany beyond
    twenty an hour.
    """
    if not house.settings.smtp_url:
        raise InvalidInput(
            "SATHI_SMTP_URL",
            "No mail server is set, so messages wait. Set SATHI_SMTP_URL to smtp://user:password@host:587.",
        )
    read_email(address, "address")
    _count(house, shop)
    raw = _write(house, shop, address)
    with closing(MailLine(house.settings.smtp_url)) as line:
        return _hand_over(line, house.settings.mail_from, write_address(address), raw)


def _hand_over(line: MailLine, sender: str, address: str, raw: bytes) -> Trial:
    try:
        answer = line.hand_over(sender, address, raw)
    except MailRefused as refused:
        return Trial(is_taken=False, answer=f"{refused.step}: {refused.answer.code} {refused.answer.words}")
    except MailSilent:
        return Trial(is_taken=False, answer=SILENCE)
    except OSError as error:
        return Trial(is_taken=False, answer=f"connect: {error.strerror or error}")
    return Trial(is_taken=True, answer=f"{answer.code} {answer.words}")


def _write(house: House, shop: Shop, address: str) -> bytes:
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        _, program = parts.programs.current(shop.shop_id)
    language = choose_language([], shop.language)
    letter = write_letter(sample_facts("test", shop, program, language, house.settings.url, now_ms))
    return make_envelope(
        letter, sender=house.settings.mail_from, to=address, message_id=house.new_id("msg", now_ms),
        now_ms=now_ms,
    )  # fmt: skip


def _count(house: House, shop: Shop) -> None:
    now_ms = house.now_ms()
    began_at_ms = now_ms - now_ms % HOUR_MS
    count = house.store.unit(
        shop.shop_id, lambda parts: parts.limits.count_up(shop.shop_id, "test mail", began_at_ms)
    )
    if count > MOST_AN_HOUR:
        raise TooMany("Test letters were sent often enough for now; try again in an hour.", HOUR_MS // 1000)
