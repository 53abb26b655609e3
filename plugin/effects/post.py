"""The post: messages as letters to the mail server, each once as far as SMTP allows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock, local
from time import monotonic
from types import TracebackType
from typing import NamedTuple

from plugin.actions.consenting import note_bounce
from plugin.actions.house import House
from plugin.actions.lettering import gather_letter
from plugin.actions.mailroom import judge_message, note_sent
from plugin.actions.posting import EMAIL, end_message, read_work
from plugin.actions.weekly import WEEKLY
from plugin.effects.envelopes import make_envelope, write_address
from plugin.effects.notes import Note, note_nothing
from plugin.effects.postbook import Line, Postbook, find_dead_books, open_book
from plugin.effects.rates import Pace, count_mail, give_back_mail
from plugin.effects.smtp import MailLine, MailRefused, MailSilent
from plugin.errors import NotFound, StoreBusy, StoreRefused, StoreUnclear
from plugin.failpoints import reach
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.effects import Effect
from plugin.store.messages import Message
from plugin.store.people import Person
from widgets.letters import LetterFacts, write_letter

MAIL = frozenset({EMAIL, WEEKLY})  # what leaves by the mail server
UNREACHED_S = 30.0  # the mail server is left alone for so long when it cannot be reached
BOUNCED = "The mail server says that this address does not exist ({code})."
REFUSED = "The mail server refused the message for good ({code}); `sathi mail test` shows its answers."
NOT_NOW = "The mail server did not take the message for now ({code})."
UNREACHED = "The mail server cannot be reached, or does not let us in; `sathi mail test` shows its answers."
DEMO = "This is a demo shop: nobody in it is written to."
SILENT = "The mail server did not say whether it took the message."


class Ready(NamedTuple):
    """A message that may leave now, whom it goes to, and what its letter says."""

    message: Message
    person: Person
    facts: LetterFacts


class Parcel(NamedTuple):
    """One letter to be handed over: its line in the book, its address, and what to write once it has left.

    One that `is_owed` is sent again where nobody knows whether it left. `bounced` writes that the address
    does not exist, by the server's code; without it such a letter is given up.
    """

    line: Line
    address: str
    raw: bytes
    note: Note
    is_owed: bool = False
    bounced: Callable[[int, Parts], None] | None = None


class PostOffice:
    """Where one worker's mail leaves: a kept connection for each lane, one pace, and the book."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._book: Postbook | None = None
        self._pace = Pace(house.settings.mail_per_second)
        self._lane, self._lines, self._turn = local(), list[MailLine](), Lock()
        self._closed_until_s = 0.0

    def __enter__(self) -> PostOffice:
        take_over_books(self._house)
        self._book = open_book(self._house, partial(_is_noted, self._house))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in self._lines:
            line.close()
        if self._book:
            self._book.close()

    @property
    def holder(self) -> str:
        """The name of this worker beside what it has claimed."""
        return self._book.holder if self._book else ""

    def is_open(self, kind: str) -> bool:
        """Say whether effects of this kind can leave now; mail waits where the server wants none."""
        return kind not in MAIL or bool(self._house.settings.smtp_url and monotonic() >= self._closed_until_s)

    def send(self, house: House, shop: Shop, effect: Effect) -> Note:
        """Send a message as a letter; gives what to write once the mail server has it.

        One that is not wanted any more ends, with the reason in words. Raises StoreBusy where nothing was
        sent and no try is used up, StoreRefused where the mail server will not take it.
        """
        ready = prepare_message(house, shop, effect, gather_letter)
        if not isinstance(ready, Ready):
            return ready
        letter = write_letter(ready.facts)
        raw = make_envelope(
            letter, sender=house.settings.mail_from, to=ready.person.email,
            message_id=ready.message.message_id, now_ms=house.now_ms(),
        )  # fmt: skip
        message = ready.message
        return self.hand_in(shop, Parcel(
            Line(shop.shop_id, message.message_id), ready.person.email, raw,
            lambda parts: note_sent(parts, shop, message, self._house.now_ms()),
            is_owed=message.purpose == "transactional", bounced=partial(self._note_bounce, shop, ready),
        ))  # fmt: skip

    def hand_in(self, shop: Shop, parcel: Parcel) -> Note:
        """Send any letter when its turn has come; gives what to write then. Raises as `send` does."""
        self._wait(shop)
        return self._deliver(parcel)

    def _wait(self, shop: Shop) -> None:
        """Return when a mail may leave; raises StoreBusy where none may for longer."""
        left_s = self._closed_until_s - monotonic()
        if left_s > 0:
            raise StoreBusy(UNREACHED, left_s)
        try:
            count_mail(self._house, shop.shop_id)
        except StoreBusy as busy:
            self._closed_until_s = monotonic() + busy.again_s
            raise
        self._pace.wait()

    def _deliver(self, parcel: Parcel) -> Note:
        """Hand a letter over; what stands in the book has left the house."""
        assert self._book is not None
        book = self._book
        place = book.begin(parcel.line)
        reach("call:mail:send:before")
        try:
            self._hand_over(parcel, partial(book.mark, place))
        except MailSilent as error:
            if parcel.is_owed:  # better twice than never
                book.take_back(place)
                raise StoreUnclear(SILENT) from error
        except MailRefused as error:
            book.take_back(place)
            give_back_mail(self._house, parcel.line.shop_id)
            return self._hear_refusal(parcel, error)
        except OSError as error:
            book.take_back(place)
            give_back_mail(self._house, parcel.line.shop_id)
            self._closed_until_s = monotonic() + UNREACHED_S
            raise StoreBusy(UNREACHED, UNREACHED_S) from error
        except BaseException:
            book.take_back(place)
            raise
        reach("call:mail:send:after")
        return parcel.note

    def _hand_over(self, parcel: Parcel, leave: Callable[[], object]) -> None:
        sender = self._house.settings.mail_from
        self._open_line().hand_over(sender, write_address(parcel.address), parcel.raw, leave)

    def _hear_refusal(self, parcel: Parcel, refused: MailRefused) -> Note:
        code = refused.answer.code
        if refused.is_about_us:
            self._closed_until_s = monotonic() + UNREACHED_S
            raise StoreBusy(UNREACHED, UNREACHED_S) from refused
        if refused.is_bounce and parcel.bounced:
            return partial(parcel.bounced, code)
        if refused.is_final:
            raise StoreRefused(REFUSED.format(code=code)) from refused
        raise StoreUnclear(NOT_NOW.format(code=code)) from refused

    def _note_bounce(self, shop: Shop, ready: Ready, code: int, parts: Parts) -> None:
        now_ms = self._house.now_ms()
        note_bounce(self._house, parts, shop, "email", ready.person.email, "hard", f"smtp {code}", now_ms)
        end_message(parts, shop, ready.message.message_id, BOUNCED.format(code=code), now_ms)

    def _open_line(self) -> MailLine:
        line: MailLine | None = getattr(self._lane, "line", None)
        if line is None:
            line = self._lane.line = MailLine(self._house.settings.smtp_url)
            with self._turn:
                self._lines.append(line)
        return line


def prepare_message(
    house: House, shop: Shop, effect: Effect, gather: Callable[[House, Parts, Shop, Message], LetterFacts]
) -> Ready | Note:
    """Bring a message with what it says, if it may leave now; else what to write instead.

    Raises StoreBusy in the quiet hours where the person is, NotFound where the message is not known any more.
    """
    with house.store.reading() as parts:
        message = find_message(parts, shop, effect)
        if message.sent_at_ms is not None or message.ended_at_ms is not None:
            return note_nothing
        if parts.running.is_demo(shop.shop_id):
            return partial(_end, house, shop, message, DEMO)
        person = parts.people.find(shop.shop_id, message.person_id)
        why = judge_message(house, parts, shop, message, person)
        if why or person is None:
            return partial(_end, house, shop, message, why)
        try:
            return Ready(message, person, gather(house, parts, shop, message))
        except NotFound as error:
            return partial(_end, house, shop, message, str(error))


def find_message(parts: Parts, shop: Shop, effect: Effect) -> Message:
    """Give the message that an effect sends; raises NotFound."""
    message = parts.messages.find(shop.shop_id, read_work(effect.payload).message_id)
    if message is None:
        raise NotFound("The message is not known any more.")
    return message


def give_up_message(house: House, parts: Parts, shop: Shop, effect: Effect, failure: str) -> None:
    """Write beside a message why it could not be sent."""
    end_message(parts, shop, read_work(effect.payload).message_id, failure, house.now_ms())


def take_over_books(house: House) -> int:
    """Note as sent what workers that died had handed over, and free what they had claimed.

    Gives how many workers that were.
    """
    settled_count = 0
    for book in find_dead_books(house):
        for shop_id in sorted({line.shop_id for line in book.lines}):
            lines = [line for line in book.lines if line.shop_id == shop_id]
            house.store.unit(shop_id, partial(_settle_lines, house, lines))
        house.store.unit("", partial(_release, house, book.holder))
        book.close()
        settled_count += 1
    return settled_count


def _settle_lines(house: House, lines: list[Line], parts: Parts) -> None:
    shop = parts.shops.find_by_id(lines[0].shop_id)
    for line in lines:
        message = parts.messages.find(line.shop_id, line.message_id)
        if shop and message:
            note_sent(parts, shop, message, house.now_ms())
        elif message is None:
            parts.running.note_letter_sent(line.shop_id, line.message_id, house.now_ms())


def _release(house: House, holder: str, parts: Parts) -> None:
    parts.effects.release_held(holder, house.now_ms())


def _is_noted(house: House, line: Line) -> bool:
    """Say whether the database knows by now that a message was sent, or does not know it any more."""
    with house.store.reading() as parts:
        message = parts.messages.find(line.shop_id, line.message_id)
        found = message or parts.running.find_letter(line.shop_id, line.message_id)
    return found is None or found.sent_at_ms is not None


def _end(house: House, shop: Shop, message: Message, why: str, parts: Parts) -> None:
    end_message(parts, shop, message.message_id, why, house.now_ms())
