"""Who may sit at the desk: the first owner, the login, browsers and passwords."""

from __future__ import annotations

import re

import pytest

from plugin.actions.accounts import find_user_at, setup_link
from plugin.actions.sessions import IDLE_MS, LONGEST_MS, forget_sessions
from plugin.actions.tries import LOGIN
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, ChaiHouse, open_chai_house
from tests.team import ASHA, NILA, OTHER, PASSWORD, Visitor, join

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


def test_it_lets_no_neighbour_keep_the_owner_out(owned: ChaiHouse) -> None:
    owner, neighbour = Visitor(owned), Visitor(owned)  # as behind one carrier's address
    owner.sign_in()
    for number in range(LOGIN.most_from_a_block):
        neighbour.sign_in(f"a{number}@example.test")
    assert (Visitor(owned).sign_in().status_code, owner.sign_in().status_code) == (429, 303)
    changed = owner.send("/desk/account/password", old=PASSWORD, password=OTHER)
    assert (changed.status_code, neighbour.sign_in().status_code) == (303, 429)


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
