"""The account of whoever is signed in: their browsers, their language, their password."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.accounts import choose_language
from plugin.actions.new_passwords import change_password
from plugin.actions.sessions import end_other_sessions, end_user_session
from plugin.dashboard.desk import door
from plugin.dashboard.entry_routes import draw_alone, read_password, try_to
from plugin.dashboard.guard import enter_account, lead
from plugin.doorstep import the_house
from plugin.store.users import Session, User
from plugin.words.browsers import name_browser
from plugin.words.speaking import LANGUAGES
from widgets.texts import name_of

ACCOUNT = "/desk/account"


@door.get(ACCOUNT)
def show_account() -> Response:
    """Show one's own browsers, language and password form."""
    return draw_alone("account.html", **read_account(*enter_account()))


@door.post("/desk/account/password")
def answer_own_password() -> Response:
    """Take a new password; all other browsers are signed out."""
    user, session = enter_account()

    def work() -> Response:
        change_password(
            the_house(), user, session, read_password("old"), read_password("password"),
            request.remote_addr or "",
        )  # fmt: skip
        return lead(f"{ACCOUNT}?kept=1")

    return try_to(work, "account.html", **read_account(user, session))


@door.post("/desk/account/language")
def answer_own_language() -> Response:
    """Speak a language from now on, or the browser's."""
    user, _ = enter_account()
    language = request.form.get("language", "")
    choose_language(the_house(), user, language if language in LANGUAGES else "")
    return lead(ACCOUNT)


@door.post("/desk/account/sessions/end")
def answer_others_end() -> Response:
    """Sign all of one's other browsers out."""
    user, session = enter_account()
    end_other_sessions(the_house(), user, session)
    return lead(ACCOUNT)


@door.post("/desk/account/sessions/<session_id>/end")
def answer_session_end(session_id: str) -> Response:
    """Sign one of one's own browsers out."""
    user, _ = enter_account()
    end_user_session(the_house(), user, session_id)
    return lead(ACCOUNT)


def read_account(user: User, session: Session) -> dict[str, object]:
    """Give what the page of an account shows."""
    with the_house().store.reading() as parts:
        sessions = parts.users.list_sessions(user.user_id)
    return {
        "user": user, "own": session, "sessions": sessions, "name_browser": name_browser,
        "languages": [(each, name_of(each)) for each in LANGUAGES],
        "is_kept": request.args.get("kept") == "1", "now_ms": the_house().now_ms(),
    }  # fmt: skip
