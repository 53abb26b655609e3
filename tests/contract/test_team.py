"""A shop's team: who is invited, joins, works in two shops, and leaves; the last owner stays."""

from __future__ import annotations

import re
from pathlib import Path

from plugin.effects.worker import run_due_effects
from tests.cast import ADDRESS, ChaiHouse, open_chai_house, with_settings
from tests.command import on_database, said
from tests.mailbox import open_mailbox
from tests.team import ASHA, NILA, OTHER, PASSWORD, Visitor, invite, join, own


def test_it_takes_somebody_new_into_the_team(chai_house: ChaiHouse) -> None:
    owner = Visitor(own(chai_house))
    owner.sign_in()
    link = invite(owner, NILA, "support")
    guest = Visitor(chai_house)
    assert "Join the team of Chai House" in guest.open(link).text
    assert guest.send(link, name="Nila", password=OTHER).headers["Location"] == f"/desk/{chai_house.shop.key}"
    assert guest.open(f"/desk/{chai_house.shop.key}/review").status_code == 200
    assert Visitor(chai_house).open(link).status_code == 404
    page = owner.open(f"/desk/{chai_house.shop.key}/team").text
    assert NILA in page
    changes = owner.open(f"/desk/{chai_house.shop.key}/changes.csv").text
    assert "Nila" in changes
    assert NILA not in changes


def test_it_asks_a_user_to_sign_in_before_they_join_another_shop(owned: ChaiHouse) -> None:
    other = open_chai_house(owned.house, owned.clock, name="Coffee House")
    owner = Visitor(owned)
    owner.sign_in()
    join(owner)
    elsewhere = Visitor(other)
    elsewhere.sign_in()
    link = invite(elsewhere, NILA, "manager")
    stranger = Visitor(owned)
    assert stranger.send(link, name="Mallory", password=OTHER).status_code == 422
    mallory = join(owner, "mallory@example.test")
    assert mallory.send(link).status_code == 422
    nila = Visitor(owned)
    nila.sign_in(NILA, OTHER, following=link.removeprefix(ADDRESS))
    assert nila.send(link).headers["Location"] == f"/desk/{other.shop.key}"
    assert "Coffee House" in nila.open("/desk").text
    assert mallory.open(f"/desk/{other.shop.key}/team").status_code == 404


def test_it_keeps_the_last_owner(chai: ChaiHouse, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n")
    sathi = on_database(chai.house.settings.database_url)
    said(sathi("user", "add", ASHA, "--role", "owner", "--password-file", str(password)))
    owner = Visitor(chai)
    owner.sign_in()
    team = f"/desk/{chai.shop.key}/team"
    [own_id] = set(re.findall(r"/team/(usr_\w+)/", owner.open(team).text))
    for path, fields in ((f"{own_id}/role", {"role": "reader"}), (f"{own_id}/end", {})):
        answer = owner.send(f"{team}/{path}", **fields)
        assert (answer.status_code, "last owner" in answer.text) == (422, True)
    join(owner, role="owner")
    assert owner.send(f"{team}/{own_id}/end").status_code == 303
    assert owner.open(team).status_code == 404


def test_it_withdraws_an_invitation(owned: ChaiHouse) -> None:
    owner = Visitor(owned)
    owner.sign_in()
    link = invite(owner, NILA, "reader")
    [invitation_id] = set(
        re.findall(r"invitations/(inv_\w+)/end", owner.open(f"/desk/{owned.shop.key}/team").text)
    )
    owner.send(f"/desk/{owned.shop.key}/team/invitations/{invitation_id}/end")
    assert Visitor(owned).open(link).status_code == 404


def test_it_mails_an_invitation(chai: ChaiHouse) -> None:
    with open_mailbox() as mailbox:
        post = own(with_settings(chai, smtp_url=mailbox.url, mail_from="sathi@chai.example"))
        owner = Visitor(post)
        owner.sign_in()
        link = invite(owner, NILA, "reader")
        run_due_effects(post.house)
        [letter] = mailbox.messages
    assert (letter["To"], "Chai House" in letter["Subject"]) == (NILA, True)
    plain = letter.get_body(("plain",))
    assert plain
    assert link in plain.get_content()
