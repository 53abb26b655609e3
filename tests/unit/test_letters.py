"""Letters: every kind in every language, as the raw bytes that a mail server is handed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.earned import Earned
from plugin.domain.program import Help, Incentive, Look, Offer, OwnText, PostRules, Program
from plugin.effects.envelopes import make_envelope, write_address, write_words
from plugin.errors import NotFound
from plugin.model import MessageKind
from tests.cast import ADDRESS, CHAI_HOUSE, NOW_MS
from widgets.letter_samples import KINDS, sample_facts
from widgets.letter_texts import ASKING
from widgets.letters import Bought, Letter, LetterFacts, write_letter
from widgets.texts import LANGUAGES, direction_of
from widgets.themes import SCHEMES, tokens_of

SHOP = msgspec.structs.replace(CHAI_HOUSE, shop_id="shp_1", key="KEY")
TWO_HUNDRED = Incentive(kind="amount", amount_minor=20_000)
POST = PostRules(postal_address="Chai House, 12 Park Street, Kolkata 700016", reply_to="hello@chai.example")
PROGRAM = Program(
    name="Chai circle",
    offer=Offer(friend=TWO_HUNDRED, advocate=TWO_HUNDRED),
    post=POST,
    help=Help(phone="+91 33 1234", email="help@chai.example", chat_url="https://chai.example/chat"),
)
SENDER, ASHA = "post@sathi.example", "asha@example.test"
OURS = {SENDER, ASHA, POST.reply_to, PROGRAM.help.email, "msg_1@sathi.example"}
KEY = "k" * 22
ONE_CLICK = "List-Unsubscribe=One-Click"
LONGEST_LINE = 998  # RFC 5322, 2.1.1
MOST_BYTES = 100 * 1024  # beyond it Gmail cuts a letter


class Reader(HTMLParser):
    """Reads what a letter asks of the mail program: tags, addresses, and which attributes it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.roots: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take one tag."""
        found = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(str(found["href"]))
        if "dir" in found and tag != "bdi":
            self.roots.append(found)


def make_facts(kind: MessageKind = "invite", language: str = "en", **changes: Any) -> LetterFacts:
    """Make the facts of a letter; the words change them."""
    facts = sample_facts(kind, SHOP, changes.pop("program", PROGRAM), language, ADDRESS, NOW_MS)
    if facts.unsubscribe_url:
        changes = {"unsubscribe_url": f"{ADDRESS}/u/{KEY}", **changes}
    return msgspec.structs.replace(facts, **changes)


def seal(letter: Letter, to: str = ASHA) -> bytes:
    """Put a letter into its envelope."""
    return make_envelope(letter, sender=SENDER, to=to, message_id="msg_1", now_ms=NOW_MS)


def parse(raw: bytes) -> EmailMessage:
    """Read a raw message as a mail program does."""
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)


def head_of(raw: bytes) -> list[str]:
    """Give the header lines as they stand in the bytes, folded ones as they are."""
    return raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_every_kind_as_bytes_that_any_mail_program_reads(language: str) -> None:
    for kind in KINDS:
        letter = write_letter(make_facts(kind, language))
        raw = seal(letter)
        message = parse(raw)
        assert len(raw) < MOST_BYTES
        assert max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE
        assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
        assert not message.defects and not any(header.defects for header in message.values())
        parts = list(message.iter_parts())
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
        text, html = (str(part.get_content()).replace("\r\n", "\n") for part in parts)
        assert (text, html) == (f"{letter.text}\n", f"{letter.html}\n")
        assert message["Subject"] == letter.subject
        assert message["From"].addresses[0].display_name == "Chai House"
        assert message["Message-ID"] == "<msg_1@sathi.example>"
        assert message["Date"].datetime.timestamp() == NOW_MS // 1000
        assert set(re.findall(r"[\w.+-]+@[\w.-]+\w", "\n".join([*head_of(raw), text, html]))) <= OURS


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_tells_marketing_from_what_is_owed_in_the_raw_headers(language: str) -> None:
    for kind in KINDS:
        raw = seal(write_letter(make_facts(kind, language)))
        lines = [line for line in head_of(raw) if line.startswith("List-")]
        if kind not in (*ASKING, "rung_near"):
            assert not lines
            continue
        mailto = f"<mailto:{POST.reply_to}?subject=unsubscribe%20{KEY}>"
        assert lines == [
            f"List-Unsubscribe: <{ADDRESS}/u/{KEY}>, {mailto}",
            f"List-Unsubscribe-Post: {ONE_CLICK}",
        ]
        text, html = (str(part.get_content()) for part in parse(raw).iter_parts())
        assert f"{ADDRESS}/u/{KEY}" in text and f"{ADDRESS}/u/{KEY}" in Reader(html).links


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_everything_in_the_language_of_the_reader(language: str) -> None:
    for kind in KINDS:
        letter = write_letter(make_facts(kind, language))
        english = write_letter(make_facts(kind, "en"))
        assert "{" not in letter.subject + letter.text
        assert "\n\n\n" not in letter.text
        assert language == "en" or letter.subject != english.subject
        sentences = {line for line in english.text.splitlines() if re.search(r"[a-z] [a-z]", line)}
        own = {POST.postal_address, *(line for line in sentences if "://" in line)}
        assert language == "en" or not sentences - own & set(letter.text.splitlines()), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_without_anything_from_elsewhere(language: str) -> None:
    for kind in KINDS:
        html = write_letter(make_facts(kind, language)).html
        reader = Reader(html)
        assert not {"img", "link", "script", "iframe", "form", "object", "video"} & set(reader.tags)
        assert "url(" not in html and "@import" not in html and "class" in html
        assert len(reader.roots) == 2  # the document's, and one inside that webmail keeps
        for root in reader.roots:
            assert (root["lang"], root["dir"]) == (language, direction_of(language))
        assert all(re.match(r"https?://|mailto:|tel:", link) for link in reader.links)


def test_it_puts_the_look_on_the_elements_and_the_dark_one_in_the_head() -> None:
    look = Look(theme="festive", colour="#0b6e99")
    html = write_letter(make_facts(program=msgspec.structs.replace(PROGRAM, look=look))).html
    day, night = (tokens_of(look, scheme) for scheme in SCHEMES)
    head, body = html.split("</head>")
    assert f"background: {day['paper']}" in body
    assert f"{night['paper']} !important" in head and "prefers-color-scheme: dark" in head


def test_it_begins_with_thanks() -> None:
    for kind in KINDS:
        greeting, thanks = write_letter(make_facts(kind)).text.split("\n\n")[:2]
        assert greeting == "Hello, Asha!" and thanks.startswith("Thank you for ")


def test_it_recalls_what_was_bought() -> None:
    bought = Bought(number="1001", placed_at_ms=NOW_MS)
    text = write_letter(make_facts("after_purchase", bought=bought)).text
    assert "Thank you for your order 1001 of 22 November 2026." in text
    goods = msgspec.structs.replace(bought, goods=("Masala chai", "Ginger chai"))
    text = write_letter(make_facts("after_purchase", bought=goods)).text
    assert "Thank you for your order of 22 November 2026: Masala chai, Ginger chai." in text


def test_it_gives_the_link_to_pass_on_and_the_message_around_it() -> None:
    letter = write_letter(make_facts("invite"))
    link = f"{ADDRESS}/r/KEY/ASHA200"
    assert f"\n{link}?c=cp\n" in letter.text
    assert "This brings you ₹200 off, and me ₹200" in letter.text
    assert any(one.startswith("https://api.whatsapp.com/send?text=") for one in Reader(letter.html).links)
    quiet = msgspec.structs.replace(PROGRAM, channels=("copy",))
    assert "whatsapp" not in write_letter(make_facts("invite", program=quiet)).html.lower()


def test_it_says_last_reminder_only_in_the_last() -> None:
    first, last = (write_letter(make_facts("reminder", step=step)).text for step in (1, 2))
    assert "last time" not in first and "last time" in last


def test_it_promises_nothing_where_nothing_is_promised() -> None:
    nothing = Incentive(kind="percent")
    offer = Offer(friend=TWO_HUNDRED, advocate=nothing)
    program = msgspec.structs.replace(PROGRAM, offer=offer)
    for kind in (*ASKING, "friend_claimed"):
        text = write_letter(make_facts(kind, program=program)).text
        assert "You get 0%" not in text and "me 0%" not in text


def test_it_says_where_to_find_what_has_no_code() -> None:
    given = Earned(stage="given", incentive=Incentive(kind="gift", gift="a tea cup"), amount_minor=0)
    text = write_letter(make_facts("reward", earned=given, store_url="", page_url="")).text
    assert "a tea cup\nChai House has given it to you" in text
    assert "Your code" not in text and "Shop now" not in text
    points = msgspec.structs.replace(given, incentive=Incentive(kind="points", amount_minor=150))
    assert "150 points\nIt is on your balance." in write_letter(make_facts("reward", earned=points)).text


# A merchant's own words


def own(key: str, text: str, language: str = "en") -> Program:
    """Give the program with one text in the merchant's own words."""
    return msgspec.structs.replace(PROGRAM, words=(OwnText(language=language, key=key, text=text),))


def test_it_takes_the_merchants_own_words() -> None:
    program = own("invite_subject", "{name}, {offer} by {shop}")
    assert write_letter(make_facts(program=program)).subject == "Asha, ₹200 off the first order by Chai House"
    assert "by Chai House" not in write_letter(make_facts("cycle", program=program)).subject
    assert "by Chai House" not in write_letter(make_facts(language="hi", program=program)).subject
    nameless = write_letter(make_facts(program=program, first_name=""))
    assert nameless.subject == "For a friend of yours: ₹200 off the first order"
    assert ">Tell them</a>" in write_letter(make_facts(program=own("invite_button", "Tell them"))).html
    assert "Chai is <b>" in write_letter(make_facts(program=own("invite_lead", "Chai is <b>"))).text
    assert "Chai is &lt;b&gt;" in write_letter(make_facts(program=own("invite_lead", "Chai is <b>"))).html


def test_it_repeats_no_name_that_lures_somewhere() -> None:
    for name in (
        "Win at evil.example",
        "https://evil.example",
        "Asha <b>",
        "A" * 41,
        "5 free gifts",
        "evil。com",
        "evil．com",
    ):
        assert write_letter(make_facts(first_name=name)).text.startswith("Hello!")
    for name in ("Asha", "Jean-Luc", "O’Brien", "A. P. J.", "মিতা", "Asha Rani"):
        assert name in write_letter(make_facts(first_name=name)).text


# Attacks on the envelope

PAYLOADS = (
    "\r\nBcc: eve@evil.example", "\nX: y", "\r\n\r\n<b>body</b>", "\u2028Bcc: e", "=?utf-8?q?x?=", "\x00\x1b",
)  # fmt: skip


def payloads() -> Iterator[str]:
    """Give texts that would add headers or end them, plain and in another script."""
    for payload in PAYLOADS:
        yield f"Chai{payload}"
        yield f"চা{payload}" * 30


@pytest.mark.parametrize("text", list(payloads()))
def test_it_lets_no_text_add_a_header(text: str) -> None:
    names = [line.partition(":")[0] for line in head_of(seal(write_letter(make_facts()))) if line[0] != " "]
    shop = msgspec.structs.replace(SHOP, name=text)
    post = msgspec.structs.replace(POST, reply_to=f"hello@chai.example{text}")
    program = msgspec.structs.replace(own("invite_subject", f"{text}{{name}}"), post=post)
    raw = seal(write_letter(make_facts(program=program, shop=shop, first_name=text)))
    found = [line.partition(":")[0] for line in head_of(raw) if line[0] != " "]
    assert [name for name in names if name != "Reply-To"] == found
    message = parse(raw)
    assert not any(header.defects for header in message.values())
    assert [one.addr_spec for one in message["From"].addresses] == [SENDER]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_it_writes_any_words_so_that_they_are_read_back(text: str) -> None:
    written = write_words(text)
    assert written.isascii() and all(len(line) <= 75 or "=?" not in line for line in written.split("\r\n"))
    assert all(line.startswith(" ") for line in written.split("\r\n")[1:])
    assert str(make_header(decode_header(written.replace("\r\n", "")))) == " ".join(text.split())


def test_it_writes_names_that_mean_something_in_an_address() -> None:
    for name in ('Chai "House" <x@y.example>, Ltd; (a) \\', "চা বাড়ি, লিমিটেড", "Chai =?utf-8?q?x?="):
        raw = seal(write_letter(make_facts(shop=msgspec.structs.replace(SHOP, name=name))))
        read, address = parseaddr(str(BytesParser(policy=policy.compat32).parsebytes(raw)["From"]))
        assert (str(make_header(decode_header(read))), address) == (name, SENDER)


@pytest.mark.parametrize(
    "address",
    ["", "asha", "asha@", "a b@x.example", "asha@x.example\r\nBcc: e@y.example", "a@x.example, b@y.example",
     "<a@x.example>", "আশা@x.example", "a@-.example\u2028"],
)  # fmt: skip
def test_it_writes_to_no_address_that_is_none(address: str) -> None:
    with pytest.raises(NotFound, match="No mail can be sent"):
        seal(write_letter(make_facts()), to=address)


def test_it_writes_a_host_of_any_script() -> None:
    assert write_address("asha@bücher.example") == "asha@xn--bcher-kva.example"


def test_it_says_no_mailbox_to_unsubscribe_at_where_the_shop_reads_none() -> None:
    program = msgspec.structs.replace(PROGRAM, post=PostRules())
    letter = write_letter(make_facts(program=program))
    lines = head_of(seal(letter))
    assert f"List-Unsubscribe: <{ADDRESS}/u/{KEY}>" in lines
    assert not [line for line in lines if line.startswith("Reply-To")]
    assert SHOP.url in letter.text  # no postal address: where the shop is found
