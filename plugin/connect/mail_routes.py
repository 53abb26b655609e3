"""The door through which a merchant tries the mail server, and reads its own words."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request

from plugin.dashboard.desk import draw, open_desk
from plugin.doorstep import the_house
from plugin.effects.trial import try_mail
from plugin.errors import SathiError

door = Blueprint("mail", __name__)


@door.post("/desk/<token>/mail/test")
def answer_test(token: str) -> Response:
    """Send a test letter at once; what the mail server says is shown as it came."""
    shop = open_desk(token)
    try:
        trial = try_mail(the_house(), shop, request.form.get("address", "").strip()[:320])
    except SathiError as error:
        answer = draw("refused.html", shop, token, sentence=str(error), back="mail")
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer
    return draw("mail_tried.html", shop, token, trial=trial)
