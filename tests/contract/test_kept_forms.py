"""What was typed while a session ran out: it waits at the login, and is sent again with one press."""

from __future__ import annotations

from html import unescape

from plugin.dashboard.guard import form_token
from tests.cast import ADDRESS, ChaiHouse
from tests.team import PASSWORD, Visitor


def test_it_keeps_a_form_that_came_after_its_session_had_ended(owned: ChaiHouse) -> None:
    visitor, page = Visitor(owned), f"/desk/{owned.shop.key}/setup/offer"
    visitor.sign_in()
    owned.clock.move(100 * 86_400_000)
    typed = {"friend_kind": "gift", "friend_value": 'Cups "of" tea', "advocate_kind": "percent"}
    late = visitor.send(page, **typed, advocate_value="7")
    assert (late.status_code, "nothing is lost" in late.text) == (401, True)
    kept = unescape(late.text.partition('name="kept" value="')[2].partition('"')[0])
    wrong = visitor.send("/desk/login", email="asha@example.test", password="x" * 12, next=page, kept=kept)
    assert (wrong.status_code, 'name="kept"' in wrong.text) == (422, True)
    back = visitor.send("/desk/login", email="asha@example.test", password=PASSWORD, next=page, kept=kept)
    assert (back.status_code, f'action="{page}"' in back.text) == (200, True)
    assert "Cups &#34;of&#34; tea</textarea>" in back.text
    token = back.text.partition('name="csrf" value="')[2].partition('"')[0]
    sent = visitor.send(page, **typed, advocate_value="7", csrf=token)
    assert (sent.status_code, sent.location) == (303, f"/desk/{owned.shop.key}/setup/look")


def test_it_keeps_a_form_of_its_own_page_alone_where_somebody_signed_out_meanwhile(owned: ChaiHouse) -> None:
    visitor, page = Visitor(owned), f"/desk/{owned.shop.key}/partners"
    visitor.sign_in()
    old = form_token(owned.house, visitor.cookie)
    visitor.send("/desk/logout", csrf=old)
    visitor.open("/desk/login")

    def send(origin: str = "") -> tuple[int, bool]:
        headers = {"Origin": origin} if origin else {}
        answer = visitor.client.post(page, data={"csrf": old, "name": "Nila"}, headers=headers)
        return answer.status_code, "Nila" in answer.text

    assert send(ADDRESS) == (401, True)
    visitor.sign_in()
    assert send(ADDRESS) == (403, True)
    assert [send("https://evil.test"), send("null"), send()] == [(403, False)] * 3
    assert "Nila" not in visitor.open(page).text


def test_it_keeps_no_secret_that_was_typed(owned: ChaiHouse) -> None:
    visitor = Visitor(owned)
    visitor.sign_in()
    owned.clock.move(100 * 86_400_000)
    for name in ("password", "secret"):
        late = visitor.send(f"/desk/{owned.shop.key}/partners", **{name: "hush-hush"}, note="mine")
        assert (late.status_code, "hush-hush" in late.text) == (303, False)
