"""Who may sit at the desk: the first owner, the login, passwords, browsers, teams, and the command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from plugin.actions.accounts import find_user_at, setup_link
from plugin.actions.sessions import IDLE_MS, LONGEST_MS, forget_sessions
from plugin.actions.tries import LOGIN
from plugin.cli import main
from plugin.effects.worker import run_due_effects
from tests.cast import ADDRESS, DAY_MS, HOUR_MS, MINUTE_MS, ChaiHouse, open_chai_house
from tests.contract.test_post import with_settings
from tests.mailbox import open_mailbox

ASHA, NILA = "asha@example.test", "nila@example.test"
PASSWORD, OTHER = "four words in a row", "another four words"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


class Visitor:
    """One browser at the desk of a house."""

    def __init__(self, chai: ChaiHouse, browser: str = FIREFOX) -> None:
        self.chai, self.client = chai, chai.client.application.test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = browser

    @property
    def cookie(self) -> str:
        """What this browser's cookie says."""
        found = self.client.get_cookie("sathi")
        return found.value if found else ""

    def open(self, address: str) -> TestResponse:
        """Open a page, also one with the whole address."""
        return self.client.get(address.removeprefix(ADDRESS))

    def send(self, address: str, **fields: str) -> TestResponse:
        """Open the page of a form, and send the form."""
        path = address.removeprefix(ADDRESS)
        self.client.get(path)
        if not self.cookie:
            self.client.get("/desk/login")
        return self.client.post(path, data=fields)

    def sign_in(self, email: str = ASHA, password: str = PASSWORD, following: str = "") -> TestResponse:
        """Send the login."""
        return self.send("/desk/login", email=email, password=password, next=following)

    def is_in(self) -> bool:
        """Say whether the desk knows who this is."""
        return self.open("/desk/account").status_code == 200


@pytest.fixture
def owned(chai: ChaiHouse) -> ChaiHouse:
    """Chai House, whose installation Asha owns."""
    return own(chai)


def own(chai: ChaiHouse) -> ChaiHouse:
    """Make Asha the first owner."""
    answer = Visitor(chai).send(setup_link(chai.house), email=ASHA, name="Asha Roy", password=PASSWORD)
    assert answer.status_code == 303, answer.text
    return chai


def invite(owner: Visitor, email: str, role: str) -> str:
    """Invite somebody to Chai House; gives the link that the page shows."""
    page = f"/desk/{owner.chai.shop.key}/team"
    assert owner.send(page, email=email, role=role).status_code == 303
    found = re.search(rf'value="({ADDRESS}/desk/join/[^"]+)"', owner.open(page).text)
    assert found
    return found[1]


def join(owner: Visitor, email: str = NILA, role: str = "support") -> Visitor:
    """Let somebody new join Chai House's team."""
    guest, link = Visitor(owner.chai), invite(owner, email, role)
    assert guest.send(link, name=email.partition("@")[0], password=OTHER).status_code == 303
    return guest


# The first owner


def test_it_makes_the_first_owner_once(chai_house: ChaiHouse) -> None:
    link, first = setup_link(chai_house.house), Visitor(chai_house)
    assert "You are the first here" in first.open(link).text
    short = first.send(link, email=ASHA, name="Asha", password="teapot")
    assert (short.status_code, "12 to 200 characters" in short.text) == (422, True)
    assert first.send(link, email=" Asha@Example.test", name="Asha", password=PASSWORD).status_code == 303
    assert first.open("/desk").headers["Location"] == f"/desk/{chai_house.shop.key}"
    other = open_chai_house(chai_house.house, chai_house.clock, name="Coffee House")
    assert other.shop.key in first.open("/desk").text  # of those to come, too
    late = Visitor(chai_house)
    assert late.open(link).status_code == 404
    assert late.send(link, email=NILA, name="Nila", password=OTHER).status_code == 404
    assert late.sign_in().status_code == 303


@pytest.mark.parametrize("password", [ASHA, ASHA.upper(), "Asha Roy Roy", "passwordpassword", "a" * 14])
def test_it_refuses_a_password_that_others_would_try(chai: ChaiHouse, password: str) -> None:
    sent = Visitor(chai).send(setup_link(chai.house), email=ASHA, name="Asha Roy Roy", password=password)
    assert (sent.status_code, "try this password first" in sent.text) == (422, True)


# The login


def test_it_signs_in_with_a_new_cookie_and_leads_back(owned: ChaiHouse) -> None:
    visitor = Visitor(owned)
    page = f"/desk/{owned.shop.key}/rewards?state=due"
    asked = visitor.open(page)
    assert asked.status_code == 303
    visitor.open(asked.headers["Location"])
    met = visitor.cookie
    answer = visitor.sign_in(following=page)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert visitor.cookie not in ("", met)
    first = visitor.cookie
    visitor.sign_in()
    assert visitor.cookie != first


@pytest.mark.parametrize(
    "following",
    ["https://evil.test/", "//evil.test", "/desk//evil.test", "/desk/../x", "/desk\\evil", "/w.js"],
)
def test_it_leads_to_its_own_pages_alone(owned: ChaiHouse, following: str) -> None:
    assert Visitor(owned).sign_in(following=following).headers["Location"] == "/desk"


def test_it_says_the_same_of_a_wrong_password_and_of_nobody(owned: ChaiHouse) -> None:
    wrong, nobody = (Visitor(owned).sign_in(email, "not the password") for email in (ASHA, NILA))
    assert wrong.status_code == nobody.status_code == 422
    plain = [re.sub(r'(value|nonce)="[^"]*"', "", one.text) for one in (wrong, nobody)]
    assert plain[0] == plain[1]
    assert "not the password" not in wrong.text


def test_it_lets_nobody_guess_for_long(owned: ChaiHouse) -> None:
    visitor = Visitor(owned)
    for _ in range(LOGIN.most_by_account):
        assert visitor.sign_in(password="wrong").status_code == 422
    stopped = visitor.sign_in()  # the right one, too late
    assert (stopped.status_code, int(stopped.headers["Retry-After"]) > 0) == (429, True)
    owned.clock.move(LOGIN.window_ms)
    assert visitor.sign_in().status_code == 303


def test_it_lets_no_stranger_keep_the_owner_out(owned: ChaiHouse) -> None:
    owner, stranger = Visitor(owned), Visitor(owned)
    owner.sign_in()
    stranger.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    while stranger.sign_in(password="wrong").status_code == 422:
        pass
    changed = owner.send("/desk/account/password", old=PASSWORD, password=OTHER)
    owner.send("/desk/logout")
    assert (changed.status_code, owner.sign_in(password=OTHER).status_code) == (303, 303)
    assert Visitor(owned).sign_in(password=OTHER).status_code == 429


def test_it_lets_no_house_try_many_accounts(owned: ChaiHouse) -> None:
    visitor = Visitor(owned)
    codes = [visitor.sign_in(f"a{number}@example.test").status_code for number in range(31)]
    assert codes == [422] * 30 + [429]
    elsewhere = Visitor(owned)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert elsewhere.sign_in().status_code == 303


# Browsers


def test_it_signs_out_for_good(owned: ChaiHouse) -> None:
    visitor = Visitor(owned)
    visitor.sign_in()
    cookie = visitor.cookie
    assert visitor.send("/desk/logout").status_code == 303
    visitor.client.set_cookie("sathi", cookie)
    assert not visitor.is_in()


def test_it_forgets_a_browser_that_rests_and_any_after_90_days(owned: ChaiHouse) -> None:
    resting, working = Visitor(owned), Visitor(owned)
    resting.sign_in()
    working.sign_in()
    began_at_ms = owned.clock()
    while owned.clock() - began_at_ms < LONGEST_MS - DAY_MS:
        owned.clock.move(IDLE_MS // 2)
        assert working.is_in() == (owned.clock() - began_at_ms < LONGEST_MS)
        if owned.clock() - began_at_ms >= IDLE_MS:
            assert not resting.is_in()
    owned.clock.move(2 * DAY_MS)
    assert not working.is_in()
    assert working.cookie
    forget_sessions(owned.house)
    user = find_user_at(owned.house, ASHA)
    assert owned.read(lambda parts, _: parts.users.list_sessions(user.user_id)) == []


def test_it_lists_browsers_and_signs_others_out(owned: ChaiHouse) -> None:
    here, phone, third = Visitor(owned), Visitor(owned, "Mozilla/5.0 (iPhone) Safari/604.1"), Visitor(owned)
    for one in (here, phone, third):
        one.sign_in()
    owned.clock.move(3 * HOUR_MS + MINUTE_MS)
    page = here.open("/desk/account").text
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert "Seen 3 hours ago." in page
    [one] = re.findall(r"Safari, iPhone.*?/sessions/(ses_\w+)/end", page, re.DOTALL)
    here.send(f"/desk/account/sessions/{one}/end")
    assert (phone.is_in(), third.is_in()) == (False, True)
    here.send("/desk/account/sessions/end")
    assert (third.is_in(), here.is_in()) == (False, True)


def test_it_signs_nobody_elses_browser_out(owned: ChaiHouse) -> None:
    asha = Visitor(owned)
    asha.sign_in()
    nila, user = join(asha), find_user_at(owned.house, ASHA)
    for one in owned.read(lambda parts, _: parts.users.list_sessions(user.user_id)):
        assert nila.send(f"/desk/account/sessions/{one.session_id}/end").status_code == 303
    assert asha.is_in()


# Passwords


def test_it_changes_a_password_and_signs_the_others_out(owned: ChaiHouse) -> None:
    here, other = Visitor(owned), Visitor(owned)
    here.sign_in()
    other.sign_in()
    wrong = here.send("/desk/account/password", old="not it at all", password=OTHER)
    assert (wrong.status_code, "not your password of now" in wrong.text) == (422, True)
    assert here.send("/desk/account/password", old=PASSWORD, password=OTHER).status_code == 303
    assert (here.is_in(), other.is_in()) == (True, False)
    assert Visitor(owned).sign_in().status_code == 422
    assert Visitor(owned).sign_in(password=OTHER).status_code == 303


def test_it_speaks_the_language_that_a_user_chose(owned: ChaiHouse) -> None:
    visitor = Visitor(owned)
    visitor.sign_in()
    visitor.send("/desk/account/language", language="bn")
    assert '<html lang="bn"' in visitor.open("/desk/account").text
    assert '<html lang="bn"' in visitor.open(f"/desk/{owned.shop.key}/team").text
    visitor.send("/desk/account/language", language="tlh")
    assert '<html lang="en"' in visitor.open("/desk/account").text


# Teams


def test_it_takes_somebody_new_into_the_team(chai_house: ChaiHouse) -> None:
    owner = Visitor(own(chai_house))
    owner.sign_in()
    link = invite(owner, NILA, "support")
    guest = Visitor(chai_house)
    assert "Join the team of Chai House" in guest.open(link).text
    assert guest.send(link, name="Nila", password=OTHER).headers["Location"] == f"/desk/{chai_house.shop.key}"
    assert guest.open(f"/desk/{chai_house.shop.key}/review").status_code == 200
    assert Visitor(chai_house).open(link).status_code == 404
    page = owner.open(f"/desk/{chai_house.shop.key}/team").text
    assert NILA in page
    changes = owner.open(f"/desk/{chai_house.shop.key}/changes.csv").text
    assert "Nila" in changes
    assert NILA not in changes


def test_it_asks_a_user_to_sign_in_before_they_join_another_shop(owned: ChaiHouse) -> None:
    other = open_chai_house(owned.house, owned.clock, name="Coffee House")
    owner = Visitor(owned)
    owner.sign_in()
    join(owner)
    elsewhere = Visitor(other)
    elsewhere.sign_in()
    link = invite(elsewhere, NILA, "manager")
    stranger = Visitor(owned)
    assert stranger.send(link, name="Mallory", password=OTHER).status_code == 422
    mallory = join(owner, "mallory@example.test")
    assert mallory.send(link).status_code == 422
    nila = Visitor(owned)
    nila.sign_in(NILA, OTHER, following=link.removeprefix(ADDRESS))
    assert nila.send(link).headers["Location"] == f"/desk/{other.shop.key}"
    assert "Coffee House" in nila.open("/desk").text
    assert mallory.open(f"/desk/{other.shop.key}/team").status_code == 404


def test_it_keeps_the_last_owner(chai: ChaiHouse) -> None:
    runner, folder = CliRunner(), Path(chai.house.settings.database_url.removeprefix("sqlite:///")).parent
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    words = ["user", "add", ASHA, "--role", "owner", "--password-file", str(password)]
    assert runner.invoke(main, words, env=environment(chai)).exit_code == 0
    owner = Visitor(chai)
    owner.sign_in()
    team = f"/desk/{chai.shop.key}/team"
    [own_id] = set(re.findall(r"/team/(usr_\w+)/", owner.open(team).text))
    for path, fields in ((f"{own_id}/role", {"role": "reader"}), (f"{own_id}/end", {})):
        refused = owner.send(f"{team}/{path}", **fields)
        assert (refused.status_code, "last owner" in refused.text) == (422, True)
    join(owner, role="owner")
    assert owner.send(f"{team}/{own_id}/end").status_code == 303
    assert owner.open(team).status_code == 404


def test_it_withdraws_an_invitation(owned: ChaiHouse) -> None:
    owner = Visitor(owned)
    owner.sign_in()
    link = invite(owner, NILA, "reader")
    [invitation_id] = set(
        re.findall(r"invitations/(inv_\w+)/end", owner.open(f"/desk/{owned.shop.key}/team").text)
    )
    owner.send(f"/desk/{owned.shop.key}/team/invitations/{invitation_id}/end")
    assert Visitor(owned).open(link).status_code == 404


def test_it_mails_an_invitation(chai: ChaiHouse) -> None:
    with open_mailbox() as mailbox:
        post = own(with_settings(chai, smtp_url=mailbox.url, mail_from="sathi@chai.example"))
        owner = Visitor(post)
        owner.sign_in()
        link = invite(owner, NILA, "reader")
        run_due_effects(post.house)
        [letter] = mailbox.messages
    assert (letter["To"], "Chai House" in letter["Subject"]) == (NILA, True)
    plain = letter.get_body(("plain",))
    assert plain
    assert link in plain.get_content()


# The command


def environment(chai: ChaiHouse, **more: str) -> dict[str, str]:
    """Give the environment of a command in a house."""
    settings = chai.house.settings
    return {"SATHI_DATABASE_URL": settings.database_url, "SATHI_SECRET": settings.secret, **more}


def test_it_begins_with_a_secret_a_database_and_a_link(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sathi.db"
    env = {"SATHI_DATABASE_URL": f"sqlite:///{path}", "SATHI_SECRET": ""}
    said = CliRunner().invoke(main, ["init"], env=env)
    assert said.exit_code == 0, said.output
    assert re.search(rf"^{ADDRESS}/desk/setup/\S+$", said.output, re.MULTILINE)
    secret = path.with_suffix(".secret")
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.read_text() not in said.output
    again = CliRunner().invoke(main, ["init"], env={**env, "SATHI_ADMIN_EMAIL": ASHA})
    assert (again.exit_code, "SATHI_ADMIN_PASSWORD" in again.output) == (1, True)
    (tmp_path / "password").write_text(PASSWORD)
    named = {"SATHI_ADMIN_EMAIL": ASHA, "SATHI_ADMIN_PASSWORD_FILE": str(tmp_path / "password")}
    made = CliRunner().invoke(main, ["init"], env={**env, **named})
    assert "is an owner now" in made.output
    listed = CliRunner().invoke(main, ["user", "list"], env=env).output
    assert f"{ASHA}  -  owner of every shop" in listed
    again = CliRunner().invoke(main, ["init"], env={**env, **named})
    assert "There is a user already" in again.output


def test_it_adds_users_and_helps_them_to_a_password(chai: ChaiHouse) -> None:
    runner, env = CliRunner(), environment(chai)
    link = runner.invoke(
        main, ["user", "add", NILA, "--role", "reader", "--name", "Nila"], env=env
    ).output.strip()
    assert "(no password yet)" in runner.invoke(main, ["user", "list"], env=env).output
    assert Visitor(chai).sign_in(NILA, "").status_code == 422
    nila = Visitor(chai)
    assert nila.send(link, password=OTHER).status_code == 303
    assert nila.open(f"/desk/{chai.shop.key}/team").status_code == 200
    twice = runner.invoke(main, ["user", "add", NILA, "--role", "reader"], env=env)
    assert (twice.exit_code, "is a user already" in twice.output) == (1, True)
    reset = runner.invoke(main, ["user", "reset-password", NILA], env=env).output.strip()
    assert nila.open(reset).status_code == 200
    gone = runner.invoke(main, ["user", "reset-password", "x@y.example"], env=env)
    assert (gone.exit_code, "no user" in gone.output) == (1, True)
    changes = nila.open(f"/desk/{chai.shop.key}/changes").text
    assert "the command line" in changes
