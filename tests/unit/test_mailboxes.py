"""Which writings of an e-mail address reach one mailbox."""

from __future__ import annotations

import pytest
from disposable_email_domains import blocklist
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.mail_providers import PROVIDERS
from plugin.domain.mailboxes import fraud_key, is_disposable, likeness, mailbox_likeness

# Every published case, with who published it.
ONE_MAILBOX = [
    # Google support 7436150: "dots don't matter in Gmail addresses".
    ("john.smith@gmail.com", "jo.hn.sm.ith@gmail.com"),
    ("john.smith@gmail.com", "j.o.h.n.s.m.i.t.h@gmail.com"),
    ("john.smith@gmail.com", "JOHN.SMITH@gmail.com"),
    ("john.smith@gmail.com", "John.Smith@gmail.com"),
    # Google support 10313: gmail.com and googlemail.com; plus in "Send emails from a different address".
    ("johnsmith@gmail.com", "johnsmith@googlemail.com"),
    ("johnsmith@gmail.com", "john.smith+shop@GoogleMail.com"),
    ("johnsmith@gmail.com", "johnsmith+a+b@gmail.com"),
    # Microsoft: plus at Hotmail and Outlook.com since 2013.
    ("asha@outlook.com", "asha+netflix@outlook.com"),
    ("asha@hotmail.co.uk", "asha+lists@hotmail.co.uk"),
    ("asha@live.com", "Asha+1@LIVE.com"),
    ("asha@msn.com", "asha+x@msn.com"),
    # Apple support 118230: one account has all three; plus at iCloud.
    ("asha@icloud.com", "asha@me.com"),
    ("asha@icloud.com", "asha@mac.com"),
    ("asha@me.com", "asha+shop@mac.com"),
    # Yahoo help SLN28815, SLN3523: nickname-keyword.
    ("asha@yahoo.com", "asha-shopping@yahoo.com"),
    ("asha-tea@yahoo.co.in", "asha-chai@yahoo.co.in"),
    ("asha@ymail.com", "asha-1@ymail.com"),
    ("asha@rocketmail.com", "asha-1@rocketmail.com"),
    # Fastmail help 360060591053: plus and subdomain addressing.
    ("username@fastmail.com", "username+hiking@fastmail.com"),
    ("username@fastmail.com", "whateveryoulike@username.fastmail.com"),
    ("username@fastmail.com", "a+b@username.fastmail.com"),
    ("example@sent.com", "alpha@example.sent.com"),
    # Fastmail blog 2008-01-24: in the host - stands for _.
    ("joe_citizen@fastmail.fm", "anything@joe-citizen.fastmail.fm"),
    ("joe_citizen@fastmail.fm", "anything@joe_citizen.fastmail.fm"),
    # Proton, "Email addresses and aliases", and its own clients' way to compare: plus, dots, hyphens, hosts.
    ("alicejones@proton.me", "alicejones+news@proton.me"),
    ("alicejones@proton.me", "alice.jones@proton.me"),
    ("alicejones@proton.me", "alice-jones@proton.me"),
    ("alicejones@proton.me", "alice_jones@protonmail.com"),
    ("alicejones@proton.me", "alicejones@pm.me"),
    ("alicejones@proton.me", "alicejones@protonmail.ch"),
    # Yandex ID, "Alternate email addresses": one username in all Yandex hosts.
    ("test@yandex.ru", "test@ya.ru"),
    ("test@yandex.ru", "test@yandex.com"),
    ("test@yandex.ru", "test+shop@yandex.kz"),
    ("test@yandex.ru", "test@yandex.by"),
    ("test@yandex.ru", "test@yandex.ua"),
    # Zoho, Posteo, Runbox, Mailfence, Pobox: plus, each in its own help.
    ("asha@zohomail.in", "asha+tea@zohomail.in"),
    ("asha@posteo.de", "asha+tea@posteo.de"),
    ("asha@runbox.com", "asha+tea@runbox.com"),
    ("asha@mailfence.com", "asha+tea@mailfence.com"),
    ("asha@pobox.com", "asha+tea@pobox.com"),
    # RFC 5890, UTS 46: a host in its own script, in capitals, in ASCII, with another dot, with the root dot.
    ("asha@bücher.example", "asha@xn--bcher-kva.example"),
    ("asha@bücher.example", "asha@BÜCHER.EXAMPLE"),
    ("asha@bücher.example", "asha@bu\u0308cher.example"),
    ("asha@bücher.example", "asha@bücher。example"),
    ("asha@भारत.example", "asha@xn--h2brj9c.example"),
    ("asha@example.test", "asha@example.test."),
    ("asha@gmail.com", "asha@gmail.com."),
    ("asha@gmail.com", "asha@ｇｍａｉｌ.com"),
    # Unicode NFKC and case folding of the name; invisible signs; RFC 5321 4.1.2: quotes change nothing.
    ("asha@example.test", "ＡＳＨＡ＠example.test"),
    ("straße@example.test", "STRASSE@example.test"),
    ("asha@example.test", "as\u200bha@example.test"),
    ("asha@example.test", "asha@exam\u00adple.test"),
    ("asha@example.test", '"asha"@example.test'),
    ("a.sha@gmail.com", ' "asha"@gmail.com\n'),
]

TWO_MAILBOXES = [
    # Plus, dots and hyphens only where the provider says so.
    ("asha@example.test", "asha+tea@example.test"),
    ("asha@yahoo.com", "asha+tea@yahoo.com"),
    ("asha@rediffmail.com", "asha+tea@rediffmail.com"),
    ("asha.sen@example.test", "ashasen@example.test"),
    ("asha.sen@outlook.com", "ashasen@outlook.com"),
    ("asha.sen@yahoo.com", "ashasen@yahoo.com"),
    ("asha.sen@icloud.com", "ashasen@icloud.com"),
    ("asha-tea@gmail.com", "asha@gmail.com"),
    ("asha-tea@outlook.com", "asha@outlook.com"),
    ("asha_tea@yahoo.com", "asha@yahoo.com"),
    # Hosts of one provider that are mailboxes of their own.
    ("asha@outlook.com", "asha@hotmail.com"),
    ("asha@yahoo.com", "asha@yahoo.co.in"),
    ("asha@fastmail.com", "asha@fastmail.fm"),
    ("asha@zoho.com", "asha@zohomail.com"),
    # Look-alikes are other people: Cyrillic а, another host under gmail.com, straße.de is not strasse.de.
    ("asha@gmail.com", "аsha@gmail.com"),
    ("asha@gmail.com", "asha@mail.gmail.com"),
    ("asha@straße.de", "asha@strasse.de"),
    ("x@asha.example.test", "asha@example.test"),
]


@pytest.mark.parametrize(("one", "two"), ONE_MAILBOX)
def test_it_knows_two_writings_of_one_mailbox(one: str, two: str) -> None:
    assert fraud_key(one) == fraud_key(two) != ""


@pytest.mark.parametrize(("one", "two"), TWO_MAILBOXES)
def test_it_keeps_two_mailboxes_apart(one: str, two: str) -> None:
    assert fraud_key(one) != fraud_key(two)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "@",
        "asha",
        "asha@",
        "@gmail.com",
        "asha@localhost",
        "a b@gmail.com",
        "...@gmail.com",
        "a" * 400 + "@b.c",
    ],
)
def test_it_gives_nothing_for_what_is_no_address(email: str) -> None:
    assert fraud_key(email) == ""


@pytest.mark.parametrize(
    ("email", "disposable"),
    [
        ("x@mailinator.com", True),
        ("x@MAILINATOR.com.", True),
        ("x@anything.mailinator.com", True),
        ("x@yopmail.com", True),
        ("x@guerrillamail.com", True),
        ("asha@gmail.com", False),
        ("asha@rediffmail.com", False),
        ("asha@mailinator.com.example.test", False),
        # Relays hide a lasting mailbox: their owner reads what comes and can be told of a reward.
        ("x7f3@privaterelay.appleid.com", False),
        ("asha@duck.com", False),
        ("asha@mozmail.com", False),
        ("", False),
        ("mailinator.com", False),
    ],
)
def test_it_knows_mailboxes_to_throw_away(email: str, disposable: bool) -> None:
    assert is_disposable(email) is disposable


def test_it_knows_every_host_of_the_list() -> None:
    assert [host for host in blocklist if not is_disposable(f"x@{host}")] == []


def test_it_takes_no_great_provider_for_disposable() -> None:
    lasting = [
        "rediffmail.com",
        "aol.com",
        "gmx.de",
        "web.de",
        "mail.ru",
        "qq.com",
        "163.com",
        "naver.com",
        "hey.com",
    ]
    lasting += [host for provider in PROVIDERS for host in provider.hosts]
    assert [host for host in lasting if is_disposable(f"x@{host}")] == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("asha.sen@gmail.com", "asha.sen2@gmail.com"),
        ("ashasen@gmail.com", "ashassen@gmail.com"),
        ("asha.sen@gmail.com", "sen.asha@gmail.com"),
        ("asha.sen@gmail.com", "asha_sen88@googlemail.com"),
        ("asha.sen@hotmail.com", "ashasen@outlook.com"),
        ("alex.pushkin@yandex.ru", "alex-pushkin@ya.ru"),
    ],
)
def test_it_finds_near_mailboxes_alike(one: str, two: str) -> None:
    assert mailbox_likeness(one, two) >= 0.85


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("asha.sen@gmail.com", "rahul.sen@gmail.com"),
        ("anita.mukhopadhyay@gmail.com", "amit.mukhopadhyay@gmail.com"),
        ("a.chatterjee@gmail.com", "b.chatterjee@gmail.com"),
        ("asha.das@gmail.com", "asha.sen@gmail.com"),
        ("asha.sen@gmail.com", "asha.sen@yahoo.com"),
        ("9831012345@gmail.com", "9748954321@gmail.com"),
        ("", ""),
    ],
)
def test_it_does_not_find_a_family_alike(one: str, two: str) -> None:
    assert mailbox_likeness(one, two) < 0.85


hosts = st.sampled_from(
    [
        "gmail.com",
        "googlemail.com",
        "me.com",
        "yahoo.com",
        "u.fastmail.com",
        "pm.me",
        "ya.ru",
        "bücher.de",
        "x.test.",
    ]
)
names = st.text(st.sampled_from("abAB.+-_\"' ßİſ９é\u200b"), max_size=12)
emails = st.text() | st.builds("{}@{}".format, names | st.text(), hosts | st.text())


@given(emails)
def test_it_gives_the_same_key_for_a_key(email: str) -> None:
    key = fraud_key(email)
    assert fraud_key(key) == key


@given(emails)
def test_it_folds_case_and_blanks(email: str) -> None:
    assert fraud_key(f"  {email}\n") == fraud_key(email)


@given(emails, emails)
def test_it_likens_both_ways_alike(one: str, two: str) -> None:
    share = mailbox_likeness(one, two)
    assert 0 <= share <= 1
    assert share == mailbox_likeness(two, one)
    assert mailbox_likeness(one, one) in (0, 1)


@given(st.text(), st.text())
def test_it_likens_words_both_ways_alike(one: str, two: str) -> None:
    assert likeness(one, two) == likeness(two, one)
    assert (likeness(one, two) == 1) is (one == two)


@given(st.text())
def test_it_asks_any_text_whether_it_is_disposable(email: str) -> None:
    assert is_disposable(email) in (True, False)
