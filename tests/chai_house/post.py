"""The neighbourhood's post box: every letter that Sathi sent in the demo, opened as its reader would."""

from __future__ import annotations

from email.message import EmailMessage

from flask import Blueprint, Response, abort, current_app, render_template

from tests.mailbox import Mailbox

post = Blueprint("post", __name__)

# A letter may draw itself, and nothing else: no script, nothing from elsewhere.
ALONE = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'"


@post.get("/post")
def show_letters() -> str:
    """Show the letters that came, the newest first."""
    letters = list(enumerate(_letters()))[::-1]
    return render_template("post.html", letters=letters)


@post.get("/post/<int:number>")
def show_letter(number: int) -> str:
    """Show one letter: who it is for, how it looks, and its plain text."""
    letter = _find(number)
    return render_template("letter.html", number=number, letter=letter, text=_read(letter, "plain"))


@post.get("/post/<int:number>/drawn")
def draw_letter(number: int) -> Response:
    """Give the drawn part of a letter."""
    answer = Response(_read(_find(number), "html"), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


def _letters() -> list[EmailMessage]:
    box: Mailbox | None = current_app.extensions["mailbox"]
    return box.messages if box else []


def _find(number: int) -> EmailMessage:
    letters = _letters()
    return letters[number] if number < len(letters) else abort(404)


def _read(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    return str(part.get_content()) if part else ""
