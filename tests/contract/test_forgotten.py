"""Who forgot their password: a link by mail, and the same answer to everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from plugin.actions.accounts import find_user_at
from plugin.actions.new_passwords import LINK_BY_MAIL_MS, password_link
from plugin.actions.tries import FORGOTTEN
from plugin.effects.worker import run_due_effects
from tests.cast import ADDRESS, DAY_MS, ChaiHouse, with_settings
from tests.mailbox import Mailbox, open_mailbox
from tests.team import ASHA, NILA, OTHER, PASSWORD, Visitor, own

PAGE = "/desk/forgotten"


@contextmanager
def open_post(chai: ChaiHouse) -> Iterator[tuple[ChaiHouse, Mailbox]]:
    """Lend Chai House, owned by Asha, with a mail server."""
    with open_mailbox() as mailbox:
        yield own(with_settings(chai, smtp_url=mailbox.url, mail_from="sathi@chai.example")), mailbox


def read_letters(chai: ChaiHouse, mailbox: Mailbox) -> list[tuple[str, str]]:
    """Let the worker send what waits; gives to whom, and the text of each, and empties the mailbox."""
    run_due_effects(chai.house)
    plain = [(one["To"], one.get_body(("plain",))) for one in mailbox.messages]
    found = [(to, part.get_content()) for to, part in plain if part]
    mailbox.messages.clear()
    return found


def find_link(text: str) -> str:
    """Give the link that a letter carries."""
    [found] = re.findall(rf"{ADDRESS}/desk/password/\S+", text)
    return str(found)


def test_it_leads_whoever_forgot_their_password_back_in(chai_house: ChaiHouse) -> None:
    with open_post(chai_house) as (post, mailbox):
        before, lost = Visitor(post), Visitor(post)
        before.sign_in()
        assert f'href="{PAGE}"' in lost.open("/desk/login").text
        asked = lost.send(PAGE, email=" Asha@Example.test ")
        said = lost.open(asked.headers["Location"]).text
        assert ("half an hour" in said, ASHA in said) == (True, False)
        lost.send(PAGE, email=ASHA)
        [(to, text), (_, other)] = read_letters(post, mailbox)
        assert (to, before.is_in()) == (ASHA, True)
        assert lost.send(find_link(text), password=OTHER).status_code == 303
        assert (lost.is_in(), before.is_in()) == (True, False)
        assert [Visitor(post).open(find_link(one)).status_code for one in (text, other)] == [404, 404]
        [(told, what)] = read_letters(post, mailbox)
        assert (told, "new password" in what, PAGE in what) == (ASHA, True, True)
        changes = lost.open(f"/desk/{post.shop.key}/changes.csv").text
    assert re.search("Asha Roy,password,usr_", changes)


def test_it_answers_the_same_to_everybody(chai: ChaiHouse) -> None:
    with open_post(chai) as (post, mailbox):
        sent = [Visitor(post).send(PAGE, email=one) for one in (ASHA, NILA, "no address", "")]
        assert len({(one.status_code, one.text, one.headers["Location"]) for one in sent}) == 1
        assert [to for to, _ in read_letters(post, mailbox)] == [ASHA]


def test_it_ends_a_link_with_its_time_and_with_the_password(chai: ChaiHouse) -> None:
    with open_post(chai) as (post, mailbox):
        visitor = Visitor(post)
        visitor.send(PAGE, email=ASHA)
        [(_, text)] = read_letters(post, mailbox)
        visitor.send(PAGE, email=ASHA)
        visitor.sign_in()
        visitor.send("/desk/account/password", old=PASSWORD, password=OTHER)
        [(_, told)] = read_letters(post, mailbox)  # the letter that had not left yet never does
        assert "new password" in told
        assert visitor.open(find_link(text)).status_code == 404
        visitor.send(PAGE, email=ASHA)
        [(_, text)] = read_letters(post, mailbox)
        post.clock.move(LINK_BY_MAIL_MS)
        assert visitor.open(find_link(text)).status_code == 404


def test_it_sends_few_links_and_keeps_no_owner_out(chai: ChaiHouse) -> None:
    with open_post(chai) as (post, mailbox):
        owner, stranger = Visitor(post), Visitor(post)
        owner.sign_in()
        codes = [stranger.send(PAGE, email=ASHA).status_code for _ in range(FORGOTTEN.most_by_account + 1)]
        assert codes == [303] * FORGOTTEN.most_by_account + [429]
        assert len(read_letters(post, mailbox)) == FORGOTTEN.most_by_account
        nobody = Visitor(post)  # what is too often says nothing of who has an account
        codes = [nobody.send(PAGE, email=NILA).status_code for _ in range(FORGOTTEN.most_by_account + 1)]
        assert codes == [303] * FORGOTTEN.most_by_account + [429]
        assert owner.send(PAGE, email=ASHA).status_code == 303
        assert Visitor(post).sign_in().status_code == 303
        while stranger.send(PAGE, email=f"{len(codes)}@example.test").status_code == 303:
            codes.append(303)
        post.clock.move(LINK_BY_MAIL_MS)
        assert stranger.send(PAGE, email=ASHA).status_code == 303


def test_it_says_what_to_do_where_no_mail_leaves(chai: ChaiHouse) -> None:
    visitor = Visitor(own(chai))
    page = visitor.open(PAGE).text
    assert ("sathi user reset-password" in page, 'name="email"' in page) == (True, False)
    assert visitor.send(PAGE, email=ASHA).headers["Location"].startswith(PAGE)


def test_it_takes_a_new_password_by_a_link_once(chai: ChaiHouse) -> None:
    owned, before = own(chai), Visitor(chai)
    before.sign_in()
    links = [password_link(owned.house, find_user_at(owned.house, ASHA)) for _ in range(2)]
    reset = Visitor(owned)
    assert reset.send(links[0], password=OTHER).status_code == 303
    assert (reset.is_in(), before.is_in()) == (True, False)
    assert [Visitor(owned).open(link).status_code for link in links] == [404, 404]
    stale = password_link(owned.house, find_user_at(owned.house, ASHA))
    owned.clock.move(DAY_MS)
    assert Visitor(owned).open(stale).status_code == 404
