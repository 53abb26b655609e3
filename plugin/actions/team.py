"""A shop's team: who is asked to join it, in which role, and who leaves."""

from __future__ import annotations

import msgspec

from plugin.actions.accounts import make_user
from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.sessions import act_as, find_role, open_user_session
from plugin.domain.moments import WEEK_MS
from plugin.domain.people import read_email
from plugin.errors import InvalidInput, NotFound
from plugin.model import ROLES, Role, Shop, Struct
from plugin.store import Parts
from plugin.store.users import Invitation, Member, User
from plugin.tokens import read_token, sign_token
from plugin.words.speaking import mark

MOST_INVITATIONS = 50
INVITATION = "invitation"
GONE = mark("This invitation holds no more; ask for a new one.")


class InvitationWork(Struct):
    """What the worker needs to mail an invitation."""

    invitation_id: str


class Team(Struct):
    """Who works in a shop, and who is asked to."""

    members: list[Member]
    invitations: list[Invitation]


def read_team(house: House, shop: Shop) -> Team:
    """Give the team of a shop."""
    with house.store.reading() as parts:
        return Team(
            members=parts.users.list_members(shop.shop_id),
            invitations=parts.users.list_invitations(shop.shop_id),
        )


def read_role(text: str) -> Role:
    """Read a role that a form names; raises InvalidInput."""
    role = next((role for role in ROLES if role == text), None)
    if role is None:
        raise InvalidInput("role", "Choose a role: {roles}.", roles=", ".join(ROLES))
    return role


def invite_member(house: House, shop: Shop, email: str, role: Role) -> Invitation:
    """Ask somebody to join a shop's team, for a week; the mail leaves where a mail server is set.

    Raises InvalidInput where the address cannot be one, or is in the team.
    """
    same, now_ms = read_email(email, "email"), house.now_ms()
    made = Invitation(
        invitation_id=house.new_id("inv", now_ms), email=same, role=role, made_at_ms=now_ms,
        until_at_ms=now_ms + WEEK_MS,
    )  # fmt: skip

    def work(parts: Parts) -> None:
        user = parts.users.find_at(same)
        if user and find_role(parts, shop, user):
            raise InvalidInput("email", "They are in the team already; change their role in the list.")
        if len(parts.users.list_invitations(shop.shop_id)) >= MOST_INVITATIONS:
            raise InvalidInput("email", "Fifty invitations wait already; withdraw some of them first.")
        parts.users.add_invitation(shop.shop_id, made)
        note_change(house, parts, shop, "invitation", made.invitation_id, None, {"role": role}, now_ms)
        if house.settings.smtp_url:
            _post(house, parts, shop, made)

    house.store.unit(shop.shop_id, work)
    return made


def invitation_link(house: House, shop: Shop, invitation: Invitation) -> str:
    """Make the address at which somebody joins a shop's team."""
    token = sign_token(
        house.settings.secret, "join", shop.shop_id, invitation.invitation_id, invitation.until_at_ms
    )
    return f"{house.settings.url}/desk/join/{token}"


def withdraw_invitation(house: House, shop: Shop, invitation_id: str) -> None:
    """Take an invitation back; raises NotFound where there is none."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        found = parts.users.find_invitation(shop.shop_id, invitation_id)
        if found is None:
            raise NotFound("There is no such invitation; perhaps it was taken.")
        parts.users.end_invitation(shop.shop_id, invitation_id)
        note_change(house, parts, shop, "invitation", invitation_id, {"role": found.role}, None, now_ms)

    house.store.unit(shop.shop_id, work)


def read_invitation(house: House, token: str) -> tuple[Shop, Invitation, User | None]:
    """Give the shop, the invitation and the user at its address, if there is one; raises NotFound."""
    shop_id, invitation_id = read_token(house.settings.secret, "join", token, house.now_ms())
    with house.store.reading() as parts:
        shop = parts.shops.find_by_id(shop_id)
        found = parts.users.find_invitation(shop_id, invitation_id)
        if shop is None or found is None:
            raise NotFound(GONE)
        return shop, found, parts.users.find_at(found.email)


def join_as_new(house: House, token: str, name: str, password: str, browser: str) -> tuple[Shop, str]:
    """Make a user of whoever was invited and take them into the team; gives the shop and their cookie.

    Raises NotFound where the invitation holds no more, InvalidInput where the address has a user already.
    """
    shop, invitation, known = read_invitation(house, token)
    if known:
        raise InvalidInput("email", "This address has a user here: sign in first, then open the link again.")
    if not password:
        raise InvalidInput("password", "Choose a password.")
    user = make_user(house, invitation.email, name, password)
    _join(house, shop, invitation, user, is_new=True)
    return shop, open_user_session(house, browser, user.user_id)


def join_as(house: House, token: str, user: User) -> Shop:
    """Take a user who is signed in into the team that they were invited to; gives the shop.

    Raises NotFound where the invitation holds no more, InvalidInput where it is somebody else's.
    """
    shop, invitation, known = read_invitation(house, token)
    if known is None or known.user_id != user.user_id:
        raise InvalidInput("email", "This invitation is for another address; sign in as whom it is for.")
    _join(house, shop, invitation, user)
    return shop


def change_role(house: House, shop: Shop, user_id: str, role: Role) -> None:
    """Give a member of the team another role; raises InvalidInput for the last owner."""

    def work(parts: Parts) -> None:
        member = _find_member(parts, shop, user_id)
        _keep_an_owner(parts, shop, member, role)
        now_ms = house.now_ms()
        parts.users.write_role(shop.shop_id, user_id, role, now_ms)
        note_change(house, parts, shop, "member", user_id, {"role": member.role}, {"role": role}, now_ms)

    house.store.unit(shop.shop_id, work)


def remove_member(house: House, shop: Shop, user_id: str) -> None:
    """Take somebody out of the team; raises InvalidInput for the last owner."""

    def work(parts: Parts) -> None:
        member = _find_member(parts, shop, user_id)
        _keep_an_owner(parts, shop, member, None)
        parts.users.remove_member(shop.shop_id, user_id)
        note_change(house, parts, shop, "member", user_id, {"role": member.role}, None, house.now_ms())

    house.store.unit(shop.shop_id, work)


def add_member(house: House, shop: Shop, user: User, role: Role) -> None:
    """Take a user into a shop's team at once."""
    house.store.unit(shop.shop_id, lambda parts: _write_member(house, parts, shop, user, role))


def _post(house: House, parts: Parts, shop: Shop, made: Invitation) -> None:
    payload = msgspec.json.encode(InvitationWork(invitation_id=made.invitation_id)).decode()
    parts.effects.add(
        shop.shop_id, house.new_id("eff", made.made_at_ms), f"{INVITATION} {made.invitation_id}", INVITATION,
        payload, None, made.made_at_ms,
    )  # fmt: skip


def _join(house: House, shop: Shop, invitation: Invitation, user: User, is_new: bool = False) -> None:
    def work(parts: Parts) -> None:
        if parts.users.find_invitation(shop.shop_id, invitation.invitation_id) is None:
            raise NotFound(GONE)
        if is_new:
            parts.users.add(user)
        parts.users.end_invitation(shop.shop_id, invitation.invitation_id)
        _write_member(house.by(act_as(user)), parts, shop, user, invitation.role)

    house.store.unit(shop.shop_id, work)


def _write_member(house: House, parts: Parts, shop: Shop, user: User, role: Role) -> None:
    now_ms, before = house.now_ms(), parts.users.find_role(shop.shop_id, user.user_id)
    parts.users.write_role(shop.shop_id, user.user_id, role, now_ms)
    was = {"role": before} if before else None
    note_change(house, parts, shop, "member", user.user_id, was, {"role": role}, now_ms)


def _find_member(parts: Parts, shop: Shop, user_id: str) -> Member:
    members = {one.user_id: one for one in parts.users.list_members(shop.shop_id)}
    if user_id not in members:
        raise NotFound("There is nobody of this name in the team.")
    if members[user_id].is_operator:
        raise InvalidInput("role", "Whoever runs this installation is an owner of every shop.")
    return members[user_id]


def _keep_an_owner(parts: Parts, shop: Shop, member: Member, role: Role | None) -> None:
    owners = [one for one in parts.users.list_members(shop.shop_id) if one.role == "owner"]
    if owners == [member] and role != "owner":
        raise InvalidInput("role", "This is the last owner: make somebody else an owner first.")
