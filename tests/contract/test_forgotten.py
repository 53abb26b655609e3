"""Who forgot their password: a link by mail, the same answer to everybody; and who is removed for good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from click.testing import CliRunner, Result

from plugin.actions.accounts import find_user_at
from plugin.actions.new_passwords import LINK_BY_MAIL_MS, password_link
from plugin.actions.tries import FORGOTTEN
from plugin.cli import main
from plugin.effects.worker import run_due_effects
from tests.cast import ADDRESS, DAY_MS, ChaiHouse, open_chai_house
from tests.contract.test_accounts import ASHA, NILA, OTHER, PASSWORD, Visitor, environment, invite, join, own
from tests.contract.test_post import with_settings
from tests.mailbox import Mailbox, open_mailbox

PAGE = "/desk/forgotten"
THIRD = "yet another four words"


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


# Leaving the installation


def run(chai: ChaiHouse, *words: str) -> Result:
    """Run a command in a house."""
    return CliRunner().invoke(main, words, env=environment(chai))


def sign_in_owner(chai: ChaiHouse) -> Visitor:
    """Give Asha's browser, who runs the installation."""
    visitor = Visitor(own(chai))
    visitor.sign_in()
    return visitor


def test_it_removes_a_user_from_every_shop(chai_house: ChaiHouse) -> None:
    chai, owner = chai_house, sign_in_owner(chai_house)
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    nila = join(owner)
    elsewhere = Visitor(other)
    elsewhere.sign_in()
    link = invite(elsewhere, NILA, "manager")
    assert nila.send(link).status_code == 303
    said = run(chai, "user", "remove", NILA)
    assert (said.exit_code, "Chai House" in said.output, "Coffee House" in said.output) == (0, True, True)
    assert (nila.is_in(), Visitor(chai).sign_in(NILA, OTHER).status_code) == (False, 422)
    for shop in (chai.shop, other.shop):
        assert NILA not in owner.open(f"/desk/{shop.key}/team").text
        changes = owner.open(f"/desk/{shop.key}/changes.csv").text
        assert re.search('the command line,member,usr_.*"?nila', changes)
    again = run(chai, "user", "remove", NILA)
    assert (again.exit_code, "no user" in again.output) == (1, True)
    assert run(chai, "user", "add", NILA, "--role", "reader", "--shop", chai.shop.key).exit_code == 0


def test_it_removes_no_last_owner(chai: ChaiHouse) -> None:
    assert run(chai, "user", "add", ASHA, "--role", "operator").exit_code == 0
    assert run(chai, "user", "add", NILA, "--role", "owner").exit_code == 0
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    last = run(chai, "user", "remove", ASHA)  # Nila owns Chai House, nobody else the other
    assert (last.exit_code, "Coffee House" in last.output, "last owner" in last.output) == (1, True, True)
    assert find_user_at(chai.house, ASHA).is_operator
    mita = ("user", "add", "mita@example.test", "--role", "owner", "--shop", other.shop.key)
    assert run(chai, *mita).exit_code == 0
    assert run(chai, "user", "remove", ASHA).exit_code == 0
    assert "last owner" in run(chai, "user", "remove", NILA).output


def test_it_takes_nobody_out_of_anothers_shop(chai: ChaiHouse) -> None:
    owner = sign_in_owner(chai)
    other = open_chai_house(chai.house, chai.clock, name="Coffee House")
    nila = join(owner, role="owner")
    for name in ("mita", "rafi"):
        words = ("user", "add", f"{name}@example.test", "--role", "owner", "--shop", other.shop.key)
        assert run(chai, *words).exit_code == 0
        user_id = find_user_at(chai.house, f"{name}@example.test").user_id
        for key in (chai.shop.key, other.shop.key):
            assert nila.send(f"/desk/{key}/team/{user_id}/end").status_code == 404
    assert "rafi@example.test" in owner.open(f"/desk/{other.shop.key}/team").text
