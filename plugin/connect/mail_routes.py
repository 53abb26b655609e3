"""The door through which a merchant tries the mail server, and reads its own words."""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.dashboard.desk import draw, open_desk, refuse, seat
from plugin.doorstep import the_house
from plugin.effects.trial import try_mail
from plugin.errors import SathiError

door = seat(Blueprint("mail", __name__))


@door.post("/desk/<key>/mail/test")
def answer_test(key: str) -> Response:
    """Send a test letter at once; what the mail server says is shown as it came."""
    shop = open_desk(key, "manager")
    try:
        trial = try_mail(the_house(), shop, request.form.get("address", "").strip()[:320])
    except SathiError as error:
        return refuse(shop, error, "mail")
    return draw("mail_tried.html", shop, trial=trial)
