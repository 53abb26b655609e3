"""The ways to the desk: the login, the links that make or bring somebody in, and out again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, g, render_template, request

from plugin.actions import accounts, new_passwords, team
from plugin.actions.sessions import close_session, enter_by_link, find_session, find_user, list_desks
from plugin.actions.tries import mark_known
from plugin.dashboard.desk import door
from plugin.dashboard.guard import (
    answer_error,
    cookie_name,
    keep_known,
    lead,
    read_cookie,
    read_known,
    read_own_page,
    read_session,
    set_cookie,
)
from plugin.dashboard.kept_forms import Typed, read_kept
from plugin.dashboard.layout import dress
from plugin.dashboard.speaking import say_error
from plugin.doorstep import the_house
from plugin.errors import InvalidInput, TooMany
from plugin.passwords import MOST_CHARACTERS

MOST_WORDS = 254


@door.get("/desk")
def show_desks() -> Response:
    """Show the shops that one may open; where there is one, go straight on."""
    session = read_session()
    desks = list_desks(the_house(), session)
    if len(desks) == 1:
        return lead(f"/desk/{desks[0][0].key}")
    return draw_alone("shops.html", desks=desks, user=find_user(the_house(), session))


@door.get("/desk/enter/<token>")
def answer_link(token: str) -> Response:
    """Sign a browser in by a link that the command printed, and go on to the shop's desk."""
    shop, cookie = enter_by_link(the_house(), token, request.user_agent.string)
    return let_in(cookie, f"/desk/{shop.key}")


@door.get("/desk/login")
def show_login() -> Response:
    """Show the login."""
    return draw_alone("login.html", following=read_own_page(request.args.get("next", "")))


@door.post("/desk/login")
def answer_login() -> Response:
    """Sign a browser in by e-mail address and password, with a cookie of its own."""
    following, email = read_own_page(read_word("next")), read_word("email")
    kept = request.form.get("kept", "")

    def work() -> Response:
        cookie = accounts.log_in(
            the_house(), email, read_password("password"), request.remote_addr or "", read_browser(),
            read_known(),
        )  # fmt: skip
        typed = read_kept(kept)
        return offer_again(cookie, following, email, typed) if typed else let_in(cookie, following, email)

    return try_to(work, "login.html", following=following, email=email, kept=kept)


@door.post("/desk/logout")
def answer_logout() -> Response:
    """Sign this browser out."""
    close_session(the_house(), read_cookie())
    answer = lead("/desk/login")
    is_secure = the_house().settings.url.startswith("https://")
    answer.delete_cookie(cookie_name(the_house()), path="/", secure=is_secure, httponly=True, samesite="Lax")
    return answer


@door.get("/desk/setup/<token>")
def show_setup(token: str) -> Response:
    """Show the form that makes the first owner."""
    accounts.check_setup(the_house(), token)
    return draw_alone("first_owner.html")


@door.post("/desk/setup/<token>")
def answer_setup(token: str) -> Response:
    """Make the first owner, and sign them in."""
    email, name = read_word("email"), read_word("name")

    def work() -> Response:
        if not (password := read_password("password")):
            raise InvalidInput("password", "Choose a password.")
        cookie = accounts.make_first_owner(the_house(), token, email, name, password, read_browser())
        return let_in(cookie, read_own_page(request.args.get("next", "")), email)

    return try_to(work, "first_owner.html", email=email, name=name)


@door.get("/desk/forgotten")
def show_forgotten() -> Response:
    """Show the form that asks for a link to a new password, or who makes one where no mail leaves."""
    has_mail = bool(the_house().settings.smtp_url)
    return draw_alone("forgotten.html", has_mail=has_mail, is_sent="sent" in request.args)


@door.post("/desk/forgotten")
def answer_forgotten() -> Response:
    """Mail a link for a new password, if somebody has an account at the address; nobody is told whether."""
    house, email = the_house(), read_word("email")

    def work() -> Response:
        if house.settings.smtp_url:
            new_passwords.ask_for_link(house, email, request.remote_addr or "", read_known())
        return lead("/desk/forgotten?sent=1")

    return try_to(work, "forgotten.html", has_mail=True, email=email)


@door.get("/desk/password/<token>")
def show_password(token: str) -> Response:
    """Show the form in which a user chooses a password."""
    return draw_alone("password.html", user=new_passwords.read_password_link(the_house(), token))


@door.post("/desk/password/<token>")
def answer_password(token: str) -> Response:
    """Take the chosen password, and sign this browser in."""
    user = new_passwords.read_password_link(the_house(), token)

    def work() -> Response:
        cookie = new_passwords.choose_password(the_house(), token, read_password("password"), read_browser())
        return let_in(cookie, "/desk", user.email)

    return try_to(work, "password.html", user=user)


@door.get("/desk/join/<token>")
def show_invitation(token: str) -> Response:
    """Show who is asked to join which team: a form for somebody new, one button for a user."""
    return draw_alone("join.html", **read_invited(token))


@door.post("/desk/join/<token>")
def answer_invitation(token: str) -> Response:
    """Take somebody into a team: the user who is signed in, or somebody new with a password of their own."""
    house, user = the_house(), find_user(the_house(), find_session(the_house(), read_cookie()))
    invited = read_invited(token)

    def work() -> Response:
        if invited["user"]:
            if user is None:
                raise InvalidInput("email", "Sign in first, then open the link of the invitation again.")
            return lead(f"/desk/{team.join_as(house, token, user).key}")
        shop, cookie = team.join_as_new(
            house, token, read_word("name"), read_password("password"), read_browser()
        )
        return let_in(cookie, f"/desk/{shop.key}")

    return try_to(work, "join.html", name=read_word("name"), **invited)


def read_invited(token: str) -> dict[str, object]:
    """Give what the page of an invitation shows; raises NotFound where it holds no more."""
    shop, invitation, user = team.read_invitation(the_house(), token)
    signed_in = find_user(the_house(), find_session(the_house(), read_cookie()))
    return {
        "shop": shop, "invitation": invitation, "user": user, "token": token,
        "is_signed_in": bool(user and signed_in and user.user_id == signed_in.user_id),
    }  # fmt: skip


def draw_alone(template: str, **values: object) -> Response:
    """Draw a page of the desk that belongs to no shop."""
    return dress(render_template(template, **values))


def try_to(work: Callable[[], Response], template: str, **values: object) -> Response:
    """Do what a form asks for; a refusal is said on the form, which keeps what was typed but the password."""
    try:
        return work()
    except (InvalidInput, TooMany) as error:
        return answer_error(draw_alone(template, refusal=say_error(error), **values), error)


def let_in(cookie: str, address: str, email: str = "") -> Response:
    """Give a browser its new cookie and lead it on; the address that it came by is told nobody.

    Takes whose account it is, where it is somebody's.
    """
    answer = lead(address)
    give_cookies(answer, cookie, email)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def offer_again(cookie: str, following: str, email: str, typed: Typed) -> Response:
    """Give a browser its new cookie, and a page from which what was typed too late is sent again."""
    g.desk_cookie = cookie  # the form's token hangs on it
    answer = draw_alone("send_again.html", following=following, typed=typed)
    give_cookies(answer, cookie, email)
    return answer


def give_cookies(answer: Response, cookie: str, email: str) -> None:
    """Give a browser its session's cookie, and the mark of whose browser it is."""
    set_cookie(answer, cookie)
    if email:
        keep_known(answer, mark_known(the_house(), email))


def read_word(name: str) -> str:
    """Give one short field of a form."""
    return request.form.get(name, "").strip()[:MOST_WORDS]


def read_password(name: str) -> str:
    """Give a password as it was typed; one that is too long stays too long."""
    return request.form.get(name, "")[: MOST_CHARACTERS + 1]


def read_browser() -> str:
    """Give how this browser calls itself."""
    return request.user_agent.string
