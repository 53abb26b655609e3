"""The merchant's settings on the desk: typed, refused beside the field, saved, compared, set again."""

from __future__ import annotations

import re
from html import unescape

import msgspec
import pytest
from werkzeug.test import TestResponse

from plugin.actions.shops import find_shop
from plugin.domain.program import Program
from plugin.program_forms.pages import PAGES
from plugin.program_forms.typing_in import write_page
from tests.cast import ChaiHouse, Clock, enter_desk, make_program, open_chai_house

PROGRAM = msgspec.structs.replace(make_program(), ladder=())


@pytest.fixture
def desk(chai: ChaiHouse) -> str:
    """The desk of Chai House, which follows a program."""
    chai.follow(PROGRAM)
    return enter_desk(chai.house, chai.shop, chai.client)


def stands(chai: ChaiHouse) -> tuple[int, Program]:
    return chai.read(lambda parts, shop_id: parts.programs.current(shop_id))


def look(chai: ChaiHouse, address: str) -> str:
    answer = chai.client.get(address)
    assert answer.status_code == 200, answer.text
    return words_of(answer)


def words_of(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", unescape(answer.text))


def fill(chai: ChaiHouse, page: str, **typed: str | list[str]) -> dict[str, str | list[str]]:
    """Fill a form in as a browser does: what stands in it, and what is typed, with __ for a dot."""
    version, program = stands(chai)
    drawn = write_page(PAGES[page], program, chai.shop)
    return {
        "version": str(version),
        "act": "save",
        **drawn,
        **{k.replace("__", "."): v for k, v in typed.items()},
    }


def save(chai: ChaiHouse, desk: str, page: str, **typed: str | list[str]) -> TestResponse:
    return chai.client.post(f"{desk}/settings/{page}", data=fill(chai, page, **typed))


def test_it_saves_what_was_typed_and_says_which_version(chai: ChaiHouse, desk: str) -> None:
    rows = {
        "ladder.0.friends_count": "5",
        "ladder.0.reward.kind": "points",
        "ladder.0.reward.amount_minor": "50",
    }
    rest = {
        f"ladder.0.reward.{name}": text
        for name, text in {
            "pct": "0", "minimum_minor": "0", "gift": "", "gift_ref": "", "periods_count": "1",
            "period": "month", "valid_days": "0",
        }.items()
    }  # fmt: skip
    answer = save(
        chai,
        desk,
        "offer",
        offer__friend__kind="amount",
        offer__friend__amount_minor="1,250.50",
        **rows,
        **rest,
    )
    assert answer.status_code == 303, answer.text
    version, program = stands(chai)
    assert (program.offer.friend.kind, program.offer.friend.amount_minor) == ("amount", 125_050)
    assert [(step.friends_count, step.reward.amount_minor) for step in program.ladder] == [(5, 50)]
    page = look(chai, answer.headers["Location"])
    assert f"Saved: version {version} holds from now on." in page
    assert 'value="1250.50"' in page
    assert save(chai, desk, "offer", ladder__0__remove="yes").status_code == 303
    assert stands(chai)[1].ladder == ()


def test_it_makes_no_version_where_nothing_changed(chai: ChaiHouse, desk: str) -> None:
    before = stands(chai)
    for page in PAGES:
        assert save(chai, desk, page).status_code == 303
    assert stands(chai) == before


def test_it_says_what_is_wrong_and_loses_nothing(chai: ChaiHouse, desk: str) -> None:
    before = stands(chai)
    answer = save(
        chai,
        desk,
        "where",
        popup__days_between="soon",
        manners__pages_included="/tea\nshop",
        sticky__label="<b>Hi",
    )
    assert answer.status_code == 422
    page = words_of(answer)
    assert "Give a whole number, such as 14." in page
    assert "Each line is a path of your store" in page
    assert 'value="soon"' in page
    assert 'value="<b>Hi"' in page
    assert "<b>Hi" not in answer.text
    assert re.search(r'id="popup-days_between"[^>]*aria-invalid="true"[^>]*popup-days_between-fault', page)
    assert stands(chai) == before


def test_it_puts_one_setting_back_without_saving(chai: ChaiHouse, desk: str) -> None:
    chai.follow(make_program(days_between=3))
    form = fill(chai, "where", popup__views_a_year="77") | {"act": "default:popup.days_between"}
    page = words_of(chai.client.post(f"{desk}/settings/where", data=form))
    assert re.search(r'name="popup.days_between" value="30"', page)
    assert 'value="77"' in page
    assert stands(chai)[1].popup.days_between == 3
    assert "At first: 30 days" in page


def test_it_refuses_to_save_over_what_somebody_else_saved(chai: ChaiHouse, desk: str) -> None:
    mine, theirs = fill(chai, "where", popup__days_between="9"), fill(chai, "look", look__theme="crisp")
    assert chai.client.post(f"{desk}/settings/look", data=theirs).status_code == 303
    answer = chai.client.post(f"{desk}/settings/where", data=mine)
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Somebody else saved the program while you were writing." in page
    assert "Colours and shape: Theme</th><td>Warm</td><td>Crisp</td>" in page
    assert re.search(r'name="popup.days_between" value="9"', page)
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert chai.client.post(f"{desk}/settings/where", data=mine | {"version": version}).status_code == 303
    _, program = stands(chai)
    assert (program.popup.days_between, program.look.theme) == (9, "crisp")


def test_it_shows_what_each_version_changed_and_sets_one_again(chai_house: ChaiHouse) -> None:
    chai_house.follow(PROGRAM)
    desk = enter_desk(chai_house.house, chai_house.shop, chai_house.client)
    kept, _ = stands(chai_house)
    save(chai_house, desk, "look", look__theme="festive")
    save(chai_house, desk, "where", popup__minimum_minor="500")
    page = look(chai_house, f"{desk}/settings/history")
    assert "Colours and shape: Theme</th><td>Warm</td><td>Festive</td>" in page
    assert "From an order of</th><td>₹0</td><td>₹500</td>" in page
    assert page.index("Festive") > page.index("₹500")
    chai_house.client.post(f"{desk}/settings/live", data={"live": "no"})
    assert chai_house.client.post(f"{desk}/settings/history/{kept}").status_code == 303
    _, program = stands(chai_house)
    assert program == msgspec.structs.replace(PROGRAM, live=False)
    assert chai_house.client.post(f"{desk}/settings/history/99").status_code == 404


@pytest.mark.parametrize("number", ["-1", "9" * 30, f"-{'9' * 30}"])
def test_it_knows_no_version_that_cannot_be(chai_house: ChaiHouse, number: str) -> None:
    desk = enter_desk(chai_house.house, chai_house.shop, chai_house.client)
    before = stands(chai_house)
    look(chai_house, f"{desk}/settings/history?before={number}")
    assert chai_house.client.post(f"{desk}/settings/history/{number}").status_code == 404
    assert save(chai_house, desk, "look", look__theme="festive", version=number).status_code == 409
    assert stands(chai_house) == before


def test_it_goes_live_and_pauses(chai: ChaiHouse, desk: str) -> None:
    chai.client.post(f"{desk}/settings/live", data={"live": "no"})
    assert not stands(chai)[1].live
    assert "The program is paused: shoppers see nothing of it." in look(chai, f"{desk}/settings")
    chai.client.post(f"{desk}/settings/live", data={"live": "yes"})
    assert stands(chai)[1].live


def test_it_saves_own_words_in_one_language(chai: ChaiHouse, desk: str) -> None:
    address = f"{desk}/settings/languages?language=bn"
    assert 'lang="bn"' in look(chai, address)
    version = str(stands(chai)[0])
    wrong = chai.client.post(address, data={"version": version, "share_text": "চা", "copy": "নাও"})
    assert wrong.status_code == 422
    assert "The message needs {link}" in words_of(wrong)
    assert "নাও" in wrong.text
    right = chai.client.post(address, data={"version": version, "copy": "নাও"})
    assert right.status_code == 303
    assert "language=bn" in right.headers["Location"]
    assert [(own.language, own.key, own.text) for own in stands(chai)[1].words] == [("bn", "copy", "নাও")]


def test_it_shows_a_new_secret_once(chai: ChaiHouse, desk: str) -> None:
    answer = chai.client.post(f"{desk}/settings/keys", data={"platform": "woocommerce"})
    assert answer.headers["Cache-Control"] == "no-store"
    [secret] = re.findall(r'id="secret">([0-9a-f]{64})<', answer.text)
    page = look(chai, f"{desk}/settings/keys")
    assert secret not in page
    assert f'data-shop="{chai.shop.key}"' in page
    assert chai.webhook("woocommerce") in page
    assert chai.buy().status_code == 200  # the old one holds for a day more
    chai.secrets["woocommerce"] = secret
    assert chai.buy(id=13, order_key="wc_order_two").status_code == 200
    for form in ({"platform": "pigeon"}, {"platform": "standard", "secret": "whsec_???????"}):
        assert chai.client.post(f"{desk}/settings/keys", data=form).status_code == 422


def test_it_finds_no_page_that_is_not_there(chai: ChaiHouse, desk: str) -> None:
    assert chai.client.get(f"{desk}/settings/nothing").status_code == 404
    assert chai.client.post(f"{desk}/settings/nothing", data={"act": "save"}).status_code == 404


def test_it_changes_nothing_of_another_shop(chai: ChaiHouse, desk: str, clock: Clock) -> None:
    other = open_chai_house(chai.house, clock, name="Tea Room")
    before = stands(other)
    path = f"/desk/{other.shop.key}/settings"
    for address in ("where", "languages", "keys", "live", f"history/{before[0]}"):
        form = fill(chai, "where", popup__days_between="1") | {"platform": "woocommerce", "copy": "x"}
        assert chai.client.post(f"{path}/{address}", data=form).status_code == 404
    assert stands(other) == before
    assert find_shop(chai.house, other.shop.key) == other.shop


def test_it_gives_the_versions_as_a_table(chai: ChaiHouse, desk: str) -> None:
    save(chai, desk, "look", look__theme="crisp")
    table = chai.client.get(f"{desk}/settings/history.csv").text
    assert "Colours and shape,Theme,Warm,Crisp" in table
