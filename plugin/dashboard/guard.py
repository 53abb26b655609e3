"""What stands before every page of the desk: who is there, and that a form comes from our own page.

A cross-site request is refused twice: by what the browser says of where it came from (Origin and
Sec-Fetch-Site), and by a token in each form that only a page of this very session can know (OWASP: HMAC-based
token).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, current_app, g, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from plugin.actions.house import House
from plugin.actions.sessions import Entry, enter_shop, find_session, find_user
from plugin.dashboard.kept_forms import read_kept, write_kept
from plugin.dashboard.layout import YEAR_S, dress
from plugin.dashboard.speaking import mark, say, say_error, speak
from plugin.doorstep import STATUSES, the_house
from plugin.errors import InvalidInput, NotAllowed, NotFound, NotSignedIn, Overtaken, SathiError, TooMany
from plugin.model import ROLES, Role
from plugin.store.users import Session, User
from plugin.tokens import write_base64

View = TypeVar("View", bound=Callable[..., Any])

KNOWN = "-known"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
OWN_PAGE = re.compile(r"/desk(/[\w./-]{0,200}(\?[\w=&%.,:+-]{0,1000})?)?", re.ASCII)
# What one without the role is told, by the role that it takes; a reader has the least of them.
TOO_SMALL: dict[Role, str] = {
    "support": mark("Only support, a manager or an owner of this shop may do this: ask one of them."),
    "manager": mark("Only a manager or an owner of this shop may do this: ask one of them."),
    "owner": mark("Only an owner of this shop may do this: ask one of them."),
}


def guard(door: Blueprint) -> None:
    """Put the desk's guard before all pages of a door."""
    door.before_request(refuse_forgery)
    door.after_request(keep_visitor)
    door.register_error_handler(NotSignedIn, ask_to_sign_in)
    for kind in (InvalidInput, NotAllowed, Overtaken, TooMany):
        door.register_error_handler(kind, say_not_done)
    door.register_error_handler(NotFound, say_not_found)
    door.register_error_handler(RequestEntityTooLarge, say_too_large)
    door.add_app_template_global(csrf_field)


def takes(most_bytes: int) -> Callable[[View], View]:
    """Let a page take forms with files of so many bytes, from those who are signed in."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]  # read by _view_limit
        return view

    return mark


def enter(key: str, need: Role = "reader") -> Entry:
    """Let whoever is signed in into a shop's desk.

    Raises NotSignedIn, NotFound for a shop of others, and NotAllowed where the role is too small.
    """
    house = the_house()
    entry = enter_shop(house, read_session(), key)
    if entry.user and entry.user.language:
        speak(entry.user.language)
    if ROLES.index(entry.role) < ROLES.index(need):
        raise NotAllowed(TOO_SMALL[need])
    g.desk_entry = entry
    return entry


def read_session() -> Session:
    """Give the session of this browser; raises NotSignedIn."""
    session = find_session(the_house(), read_cookie())
    if session is None:
        raise NotSignedIn("Please sign in at the desk first.")
    return session


def enter_account() -> tuple[User, Session]:
    """Give who is signed in, as a user and not by a link, for the pages that belong to no shop.

    Raises NotSignedIn.
    """
    session = read_session()
    user = find_user(the_house(), session)
    if user is None:
        raise NotSignedIn("Please sign in at the desk with your own password.")
    if user.language:
        speak(user.language)
    return user, session


def cookie_name(house: House) -> str:
    """Give the cookie's name: bound to this very host wherever the installation is reached by TLS."""
    return "__Host-sathi" if house.settings.url.startswith("https://") else "sathi"


def read_cookie() -> str:
    """Give the desk's cookie of this browser, empty where it has none."""
    return request.cookies.get(cookie_name(the_house()), "")[:100]


def set_cookie(answer: Response, cookie: str) -> None:
    """Give a browser its cookie: for this host, unseen by scripts, not sent by other sites' forms."""
    _write_cookie(answer, "", cookie)
    g.desk_cookie = cookie


def read_known() -> str:
    """Give the mark of the user who signed in last in this browser, empty where nobody did."""
    return request.cookies.get(f"{cookie_name(the_house())}{KNOWN}", "")[:100]


def keep_known(answer: Response, mark: str) -> None:
    """Have a browser keep for a year whose it is, so that no stranger's tries keep them out."""
    _write_cookie(answer, KNOWN, mark, YEAR_S)


def form_token(house: House, cookie: str) -> str:
    """Give the token that the forms of one session carry."""
    return house.hash("form", cookie)


def csrf_field() -> Markup:
    """Give the hidden field that every form of the desk carries."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(form_token(the_house(), _visitor()))


def refuse_forgery() -> Response | None:
    """Refuse a form that another site sent, or that does not carry this session's token.

    One of our own pages whose session has ended is kept, and given back to be sent again by hand.
    """
    if request.method in SAFE_METHODS:
        return None
    if _is_foreign():
        raise NotAllowed("This form was sent from another site; open the desk and do it there.")
    cookie, most_bytes = read_cookie(), _view_limit()
    if most_bytes and find_session(the_house(), cookie):  # no stranger's file is read
        request.max_content_length = most_bytes
    token = request.form.get("csrf", "")
    if not cookie or not hmac.compare_digest(form_token(the_house(), cookie).encode(), token.encode()):
        if token and _is_surely_own() and (kept := write_kept(request)):
            return give_back(kept)
        raise NotAllowed("This page was too old to be sent; go back, load it anew and do it again.")
    return None


def keep_visitor(answer: Response) -> Response:
    """Let a browser that met a form before signing in keep the cookie that the form's token hangs on."""
    if (made := g.pop("desk_visitor", "")) and "desk_cookie" not in g:
        set_cookie(answer, made)
    return answer


def ask_to_sign_in(error: NotSignedIn) -> Response:
    """Send a browser to the login, and back afterwards; a form that came too late is kept there meanwhile."""
    is_form = request.method not in SAFE_METHODS
    if is_form and (kept := write_kept(request)):
        return give_back(kept)
    path = "/desk" if is_form else request.full_path.rstrip("?")
    return lead(f"/desk/login?next={quote(path)}")


def give_back(kept: str) -> Response:
    """Give back what was typed into a form whose session has ended: at the login, or to who is in again."""
    following, is_in = read_own_page(request.path), find_session(the_house(), read_cookie()) is not None
    page = "send_again.html" if is_in else "login.html"
    answer = dress(render_template(page, kept=kept, typed=read_kept(kept), following=following))
    answer.status_code = HTTPStatus.FORBIDDEN if is_in else HTTPStatus.UNAUTHORIZED
    return answer


def say_not_done(error: SathiError) -> Response:
    """Say on a page why something was not done, with the way back."""
    return answer_error(dress(render_template("not_allowed.html", sentence=say_error(error))), error)


def say_not_found(error: NotFound) -> Response:
    """Say on a page that there is no such thing, with the way back."""
    return answer_error(dress(render_template("not_found.html", sentence=say_error(error))), error)


def say_too_large(error: RequestEntityTooLarge) -> Response:
    """Say on a page that more was sent than is taken, with the way back."""
    most_bytes = request.max_content_length or 0
    most_mb = most_bytes // 1_000_000 or round(most_bytes / 1_000_000, 1)
    sentence = say(
        "This is larger than {most} MB, and nothing of it was taken. Send it in parts.", most=most_mb
    )
    answer = dress(render_template("not_allowed.html", sentence=sentence))
    answer.status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return answer


def answer_error(answer: Response, error: SathiError) -> Response:
    """Give a page that says what went wrong its status, and when to try again."""
    answer.status_code = STATUSES.get(type(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.again_s)
    return answer


def lead(address: str) -> Response:
    """Lead a browser on to a page; nobody keeps where it was led."""
    answer = Response(status=HTTPStatus.SEE_OTHER)
    answer.headers["Location"], answer.headers["Cache-Control"] = address, "no-store"
    return answer


def read_own_page(address: str, otherwise: str = "/desk") -> str:
    """Give where a form or an address leads on to, where that is a page of this desk."""
    is_own = OWN_PAGE.fullmatch(address) and "//" not in address and ".." not in address
    return address if is_own else otherwise


def _write_cookie(answer: Response, ending: str, value: str, max_age_s: int | None = None) -> None:
    house = the_house()
    answer.set_cookie(
        f"{cookie_name(house)}{ending}", value, max_age=max_age_s, path="/",
        secure=house.settings.url.startswith("https://"), httponly=True, samesite="Lax",
    )  # fmt: skip


def _view_limit() -> int:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", 0)


def _visitor() -> str:
    """Give the cookie that this page's forms hang on: the browser's own, or a fresh one."""
    cookie = g.get("desk_cookie", "") or read_cookie() or g.get("desk_visitor", "")
    if not cookie:
        cookie = g.desk_visitor = write_base64(the_house().random_bytes(32))
    return str(cookie)


def _is_foreign() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    return "Origin" in request.headers and not _is_surely_own()


def _is_surely_own() -> bool:
    own = urlsplit(the_house().settings.url)
    origins = (f"{own.scheme}://{own.netloc}", request.host_url.rstrip("/"))
    return request.headers.get("Origin") in origins
