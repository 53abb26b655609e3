"""The desk's page of a shop's team."""

from __future__ import annotations

from flask import Response, request

from plugin.actions.house import House
from plugin.actions.team import (
    change_role,
    invitation_link,
    invite_member,
    read_role,
    read_team,
    remove_member,
    withdraw_invitation,
)
from plugin.dashboard.asking import wants_file
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.tables import give_table
from plugin.doorstep import the_house
from plugin.model import ROLES, Role, Shop


@door.get("/desk/<key>/team")
@door.get("/desk/<key>/team.csv")
def show_team(key: str) -> Response:
    """Show who works in a shop, and to owners who is invited."""
    shop, house = open_desk(key), the_house()
    team = read_team(house, shop)
    if wants_file():
        rows = [(one.name, one.email, one.role) for one in team.members]
        return give_table("team", ("name", "email", "role"), rows)
    links = {one.invitation_id: invitation_link(house, shop, one) for one in team.invitations}
    return draw("team.html", shop, team=team, links=links, roles=ROLES, has_mail=house.settings.smtp_url)


@door.post("/desk/<key>/team")
def answer_invite(key: str) -> Response:
    """Invite somebody into the team."""

    def work(house: House, shop: Shop) -> None:
        invite_member(house, shop, request.form.get("email", ""), asked_role())

    return act(key, work, "team#invited", "owner")


@door.post("/desk/<key>/team/invitations/<invitation_id>/end")
def answer_withdraw(key: str, invitation_id: str) -> Response:
    """Take an invitation back."""
    return act(key, lambda house, shop: withdraw_invitation(house, shop, invitation_id), "team", "owner")


@door.post("/desk/<key>/team/<user_id>/role")
def answer_role(key: str, user_id: str) -> Response:
    """Give somebody in the team another role."""
    return act(key, lambda house, shop: change_role(house, shop, user_id, asked_role()), "team", "owner")


@door.post("/desk/<key>/team/<user_id>/end")
def answer_remove(key: str, user_id: str) -> Response:
    """Take somebody out of the team."""
    return act(key, lambda house, shop: remove_member(house, shop, user_id), "team", "owner")


def asked_role() -> Role:
    """Give the role that a form names; raises InvalidInput."""
    return read_role(request.form.get("role", ""))
