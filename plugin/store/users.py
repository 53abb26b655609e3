"""Who works at the desk: users, their roles in shops, who is asked to join, and the browsers signed in."""

from __future__ import annotations

from typing import Any

import msgspec

from plugin.model import Role, Shop, Struct


class User(Struct):
    """One person who works at the desk; `password_hash` is empty until a password was chosen.

    `language` is the one that the desk speaks to them, empty for their browser's. An operator is an owner of
    every shop.
    """

    user_id: str
    email: str
    name: str
    made_at_ms: int
    password_hash: str = ""
    language: str = ""
    is_operator: bool = False


class Member(Struct):
    """One person of a shop's team, and what they may do there."""

    user_id: str
    email: str
    name: str
    role: Role
    is_operator: bool


class Invitation(Struct):
    """Somebody who is asked to join a shop's team, and has not yet."""

    invitation_id: str
    email: str
    role: Role
    made_at_ms: int
    until_at_ms: int


class Session(Struct):
    """One browser that is signed in; one that came by a signed link has a shop in place of a user."""

    session_id: str
    token_hash: str
    user_id: str | None
    shop_id: str | None
    browser: str
    made_at_ms: int
    seen_at_ms: int
    until_at_ms: int


class Users:
    """The users of this installation, their roles and their sessions."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    # People

    def add(self, user: User) -> None:
        """Write a new user."""
        fields = {**msgspec.structs.asdict(user), "is_operator": int(user.is_operator)}
        self._sql.add_user(self._connection, **fields)

    def find(self, user_id: str) -> User | None:
        """Give the user with this id."""
        return _read_user(self._sql.find_user(self._connection, user_id=user_id))

    def find_at(self, email: str) -> User | None:
        """Give the user with this e-mail address, in its one form."""
        return _read_user(self._sql.find_user_at(self._connection, email=email))

    def list_all(self) -> list[User]:
        """Give the users, oldest first."""
        return [user for row in self._sql.list_users(self._connection) if (user := _read_user(row))]

    def has_any(self) -> bool:
        """Say whether there is a user at all."""
        return self._sql.find_any_user(self._connection) is not None

    def set_password(self, user_id: str, password_hash: str) -> None:
        """Write a user's new password."""
        self._sql.set_password(self._connection, user_id=user_id, password_hash=password_hash)

    def set_language(self, user_id: str, language: str) -> None:
        """Write which language the desk speaks to a user; empty for their browser's."""
        self._sql.set_language(self._connection, user_id=user_id, language=language)

    def remove(self, user_id: str) -> None:
        """Forget a user, their browsers and what is left of their roles."""
        self._sql.end_sessions(self._connection, user_id=user_id, but_session_id="")
        self._sql.end_roles(self._connection, user_id=user_id)
        self._sql.remove_user(self._connection, user_id=user_id)

    # Teams

    def find_role(self, shop_id: str, user_id: str) -> Role | None:
        """Give a user's role in a shop, as a member of its team; None where they have none."""
        row = self._sql.find_role(self._connection, shop_id=shop_id, user_id=user_id)
        return msgspec.convert(row["role"], Role) if row else None

    def list_shops_of(self, user_id: str) -> dict[str, tuple[Shop, Role]]:
        """Give the shops whose team a user is in, with their role, by the shops' ids."""
        rows = [dict(row) for row in self._sql.list_user_shops(self._connection, user_id=user_id)]
        roles = [msgspec.convert(row.pop("role"), Role) for row in rows]
        return {row["shop_id"]: (Shop(**row), role) for row, role in zip(rows, roles, strict=True)}

    def find_post_shop(self, user_id: str) -> str | None:
        """Give the id of a shop in whose outbox letters to a user wait; None where they work in none."""
        row = self._sql.find_post_shop(self._connection, user_id=user_id)
        return str(row["shop_id"]) if row else None

    def list_members(self, shop_id: str) -> list[Member]:
        """Give a shop's team by name, and the operators, who are owners of every shop."""
        rows = self._sql.list_members(self._connection, shop_id=shop_id)
        return [msgspec.convert(dict(row), Member, strict=False) for row in rows]

    def write_role(self, shop_id: str, user_id: str, role: Role, now_ms: int) -> None:
        """Take somebody into a shop's team, or give them another role there."""
        self._sql.write_role(self._connection, shop_id=shop_id, user_id=user_id, role=role, made_at_ms=now_ms)

    def remove_member(self, shop_id: str, user_id: str) -> None:
        """Take somebody out of a shop's team."""
        self._sql.remove_member(self._connection, shop_id=shop_id, user_id=user_id)

    # Invitations

    def add_invitation(self, shop_id: str, invitation: Invitation) -> None:
        """Write who is asked to join, in place of what they were asked before."""
        self._sql.end_invitations_to(self._connection, shop_id=shop_id, email=invitation.email)
        self._sql.add_invitation(self._connection, shop_id=shop_id, **msgspec.structs.asdict(invitation))

    def find_invitation(self, shop_id: str, invitation_id: str) -> Invitation | None:
        """Give one invitation to a shop's team."""
        row = self._sql.find_invitation(self._connection, shop_id=shop_id, invitation_id=invitation_id)
        return Invitation(**dict(row)) if row else None

    def list_invitations(self, shop_id: str) -> list[Invitation]:
        """Give the invitations to a shop's team that were not taken yet, oldest first."""
        rows = self._sql.list_invitations(self._connection, shop_id=shop_id)
        return [Invitation(**dict(row)) for row in rows]

    def end_invitation(self, shop_id: str, invitation_id: str) -> None:
        """Take an invitation away."""
        self._sql.end_invitation(self._connection, shop_id=shop_id, invitation_id=invitation_id)

    # Sessions

    def add_session(self, session: Session) -> None:
        """Write that a browser is signed in."""
        self._sql.add_session(self._connection, **msgspec.structs.asdict(session))

    def find_session(self, token_hash: str) -> Session | None:
        """Give the session whose cookie has this hash."""
        row = self._sql.find_session(self._connection, token_hash=token_hash)
        return Session(**dict(row)) if row else None

    def list_sessions(self, user_id: str) -> list[Session]:
        """Give the browsers in which a user is signed in, the last seen first."""
        return [Session(**dict(row)) for row in self._sql.list_sessions(self._connection, user_id=user_id)]

    def note_seen(self, session_id: str, now_ms: int) -> None:
        """Write when a browser was last seen."""
        self._sql.note_seen(self._connection, session_id=session_id, seen_at_ms=now_ms)

    def end_session(self, session_id: str) -> None:
        """Sign a browser out."""
        self._sql.end_session(self._connection, session_id=session_id)

    def end_session_of(self, user_id: str, session_id: str) -> None:
        """Sign one of a user's own browsers out; those of others stay."""
        self._sql.end_session_of(self._connection, user_id=user_id, session_id=session_id)

    def end_sessions(self, user_id: str, but_session_id: str = "") -> None:
        """Sign all of a user's browsers out, or all but one."""
        self._sql.end_sessions(self._connection, user_id=user_id, but_session_id=but_session_id)

    def forget_over(self, now_ms: int, idle_since_ms: int, tries_before_ms: int) -> None:
        """Forget the sessions, invitations and counted tries that are over."""
        self._sql.forget_sessions(self._connection, now_ms=now_ms, seen_before_at_ms=idle_since_ms)
        self._sql.forget_invitations(self._connection, now_ms=now_ms)
        self._sql.forget_tries(self._connection, before_at_ms=tries_before_ms)

    def count_try(self, subject: str, window_at_ms: int) -> int:
        """Count one more try in the window that began at this moment; gives how many there are."""
        row = self._sql.count_try(self._connection, subject=subject, window_at_ms=window_at_ms)
        return int(row["times_count"])


def _read_user(row: Any) -> User | None:
    return msgspec.convert(dict(row), User, strict=False) if row else None
