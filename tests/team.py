"""Those who sit at the desk: Asha who owns it, Nila whom she invites, and the browsers that they use."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from plugin.actions.accounts import setup_link
from tests.cast import ADDRESS, ChaiHouse

ASHA, NILA = "asha@example.test", "nila@example.test"
PASSWORD, OTHER = "four words in a row", "another four words"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


class Visitor:
    """One browser at the desk of a house."""

    def __init__(self, chai: ChaiHouse, browser: str = FIREFOX) -> None:
        self.chai, self.client = chai, chai.client.application.test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = browser

    @property
    def cookie(self) -> str:
        """What this browser's cookie says."""
        found = self.client.get_cookie("sathi")
        return found.value if found else ""

    def open(self, address: str) -> TestResponse:
        """Open a page, also one with the whole address."""
        return self.client.get(address.removeprefix(ADDRESS))

    def send(self, address: str, **fields: str) -> TestResponse:
        """Open the page of a form, and send the form."""
        path = address.removeprefix(ADDRESS)
        self.client.get(path)
        if not self.cookie:
            self.client.get("/desk/login")
        return self.client.post(path, data=fields)

    def sign_in(self, email: str = ASHA, password: str = PASSWORD, following: str = "") -> TestResponse:
        """Send the login."""
        return self.send("/desk/login", email=email, password=password, next=following)

    def is_in(self) -> bool:
        """Say whether the desk knows who this is."""
        return self.open("/desk/account").status_code == 200


def own(chai: ChaiHouse) -> ChaiHouse:
    """Make Asha the first owner."""
    answer = Visitor(chai).send(setup_link(chai.house), email=ASHA, name="Asha Roy", password=PASSWORD)
    assert answer.status_code == 303, answer.text
    return chai


def invite(owner: Visitor, email: str, role: str) -> str:
    """Invite somebody to Chai House; gives the link that the page shows."""
    page = f"/desk/{owner.chai.shop.key}/team"
    assert owner.send(page, email=email, role=role).status_code == 303
    found = re.search(rf'value="({ADDRESS}/desk/join/[^"]+)"', owner.open(page).text)
    assert found
    return found[1]


def join(owner: Visitor, email: str = NILA, role: str = "support") -> Visitor:
    """Let somebody new join Chai House's team."""
    guest, link = Visitor(owner.chai), invite(owner, email, role)
    assert guest.send(link, name=email.partition("@")[0], password=OTHER).status_code == 303
    return guest


def sign_in_owner(chai: ChaiHouse) -> Visitor:
    """Give Asha's browser, who runs the installation."""
    visitor = Visitor(own(chai))
    visitor.sign_in()
    return visitor
