"""Past customers: the same people as those who order later, known once, mailed only if they may be."""

from __future__ import annotations

import msgspec
import pytest

from plugin.actions.consenting import note_bounce, recall_standing, say_word
from plugin.actions.customer_imports import begin_import, take_groups
from plugin.actions.customers import recall_profile
from plugin.actions.people import find_by_email
from plugin.domain.customers import Profile
from plugin.domain.mailing import Standing
from plugin.errors import InvalidInput
from plugin.store import Parts
from plugin.store.people import Person
from plugin.store.profiles import KnownPerson
from tests.cast import DAY_MS, ChaiHouse
from tests.importing import bring, counts, make_file, make_line, preview, read
from tests.loop import Loop

ASHA_OF_WOO = "asha@example.test"


def find(chai: ChaiHouse, email: str) -> Person:
    person = chai.read(lambda parts, _: find_by_email(chai.house, parts, chai.shop, email))
    assert person is not None
    return person


def recall(chai: ChaiHouse, email: str) -> Profile:
    person_id = find(chai, email).person_id
    return chai.read(lambda parts, _: recall_profile(parts, chai.shop, person_id))


def stand(chai: ChaiHouse, email: str) -> Standing:
    person = find(chai, email)
    return chai.read(lambda parts, _: recall_standing(chai.house, parts, chai.shop, person, "email"))


def list_after(chai: ChaiHouse, person_id: str) -> list[KnownPerson]:
    return chai.read(lambda parts, shop_id: parts.profiles.list_people(shop_id, person_id, 3))


def test_it_makes_past_customers_people_with_a_code(chai_house: ChaiHouse) -> None:
    assert counts(bring(chai_house, make_file(make_line(1), make_line(2, "no")))) == (2, 2, 0, 1, 0)
    one, two = find(chai_house, "OLD1@example.test"), find(chai_house, "old2@example.test")
    assert (one.first_name, one.phone, len(one.code)) == ("Asha1", "+919800000001", 9)
    assert one.code != two.code
    profile = recall(chai_house, "old1@example.test")
    assert (profile.orders_count, profile.spent_minor, profile.currency) == (2, 50_000, "INR")
    assert (profile.tags, profile.source, profile.last_order_at_ms) == (
        ("tea", "vip"), "past.csv", 1_767_292_200_000,
    )  # fmt: skip


def test_it_knows_a_past_customer_who_orders_later(chai_house: ChaiHouse) -> None:
    bring(chai_house, make_file(make_line(1)))
    chai_house.buy(billing={"email": "Old1@Example.test", "first_name": "Asha", "phone": ""})
    assert chai_house.order().person_id == find(chai_house, "old1@example.test").person_id
    joined = recall(chai_house, "old1@example.test")
    assert joined.orders_count == 2  # the greater of two and one, never three
    assert joined.last_order_at_ms == chai_house.order().order.placed_at_ms
    assert joined.spent_minor == max(50_000, chai_house.order().order.total_minor)


def test_it_knows_a_buyer_who_stands_in_the_file(chai_house: ChaiHouse) -> None:
    chai_house.buy(billing={"email": ASHA_OF_WOO, "first_name": "Asha", "phone": ""})
    buyer = find(chai_house, ASHA_OF_WOO)
    line = f"Mallory,Sen,{ASHA_OF_WOO},,+919876543210,10.00,1,,\n"
    assert counts(bring(chai_house, make_file(line))) == (1, 0, 1, 0, 0)
    known = find(chai_house, ASHA_OF_WOO)
    assert (known.person_id, known.first_name, known.phone) == (buyer.person_id, "Asha", "+919876543210")


def test_it_takes_lines_that_share_an_address_or_a_phone_for_one_person(chai_house: ChaiHouse) -> None:
    same = "Asha1,Sen,other@example.test,yes,+919800000001,900.00,3,,\n"
    assert counts(bring(chai_house, make_file(make_line(1), same, make_line(1)))) == (3, 1, 0, 0, 0)
    assert find(chai_house, "other@example.test") == find(chai_house, "old1@example.test")
    assert recall(chai_house, "other@example.test").orders_count == 3


def test_it_changes_nothing_for_the_same_file(chai_house: ChaiHouse) -> None:
    raw = make_file(*(make_line(number, ("yes", "no", "")[number % 3]) for number in range(1, 30)))
    assert counts(bring(chai_house, raw)) == (29, 29, 0, 10, 0)
    before = chai_house.read(lambda parts, shop_id: parts.profiles.list_people(shop_id, "", 100))
    assert bring(chai_house, raw).ended_at_ms
    assert counts(bring(chai_house, raw, "read another way")) == (29, 0, 0, 10, 0)
    after = chai_house.read(lambda parts, shop_id: parts.profiles.list_people(shop_id, "", 100))
    assert before == after
    said = chai_house.read(lambda parts, shop_id: parts.imports.list_latest(shop_id, 10))
    assert [one.known_count for one in said] == [29, 0]


@pytest.mark.parametrize(("told", "count"), [("", 1), ("0", 0), ("7", 7)])
def test_it_takes_whoever_stands_uncounted_in_the_list_for_a_buyer(
    chai_house: ChaiHouse, told: str, count: int
) -> None:
    bring(chai_house, f"Email,Orders\nold1@example.test,{told}\n".encode())
    assert recall(chai_house, "old1@example.test").orders_count == count


def test_it_takes_nothing_back_by_a_list_that_counts_no_orders(chai_house: ChaiHouse) -> None:
    bring(chai_house, make_file(make_line(1)))
    known = recall(chai_house, "old1@example.test")
    newsletter = b"Email,Locale\nold1@example.test,hi\n"
    assert counts(bring(chai_house, newsletter)) == (1, 0, 1, 0, 0)
    told = recall(chai_house, "old1@example.test")
    assert msgspec.structs.replace(told, language="", read_at_ms=known.read_at_ms) == known
    assert told.language == "hi"
    assert counts(bring(chai_house, newsletter, "read another way")) == (1, 0, 0, 0, 0)


def test_it_says_first_what_would_come_of_it(chai_house: ChaiHouse) -> None:
    bring(chai_house, make_file(make_line(1), make_line(2)))
    raw = make_file(make_line(1), make_line(2, orders=3), make_line(3, "no"), ",,none,,,,,,\n")
    seen = preview(chai_house, raw)
    assert counts(seen) == (3, 1, 1, 1, 1)
    assert seen.faults == ((5, "The email is no e-mail address."),)
    assert len(chai_house.read(lambda parts, shop_id: parts.profiles.list_people(shop_id, "", 9))) == 2
    assert counts(bring(chai_house, raw)) == counts(seen)


@pytest.mark.parametrize(("says", "stands"), [("yes", "in"), ("no", "out"), ("", "")])
def test_it_writes_what_the_customer_said_of_marketing(chai_house: ChaiHouse, says: str, stands: str) -> None:
    bring(chai_house, make_file(make_line(1, says)))
    found = stand(chai_house, "old1@example.test")
    assert (found.says, found.source) == (stands, "import past.csv" if stands else "")


@pytest.mark.parametrize("how", ["word", "complaint", "earlier import"])
def test_it_never_overturns_a_no(chai_house: ChaiHouse, how: str) -> None:
    bring(chai_house, make_file(make_line(1, "no" if how == "earlier import" else "")))
    house, shop = chai_house.house, chai_house.shop

    def work(parts: Parts) -> None:
        if how == "word":
            say_word(house, parts, shop, "email", "old1@example.test", "out", "page", "", house.now_ms())
        elif how == "complaint":
            note_bounce(house, parts, shop, "email", "old1@example.test", "complaint", "ses", house.now_ms())

    house.store.unit(shop.shop_id, work)
    assert counts(bring(chai_house, make_file(make_line(1, "yes")))) == (1, 0, 0, 1, 0)
    assert stand(chai_house, "old1@example.test").says != "in"


def test_it_goes_on_where_it_stopped(chai_house: ChaiHouse) -> None:
    raw = make_file(*map(make_line, range(1, 11)), "x\n")
    groups = read(chai_house, raw, group_size=4)
    assert [len(one.arrivals) for one in groups] == [4, 4, 2]
    row = begin_import(chai_house.house, chai_house.shop, "the file", "past.csv", {})

    def stop(far: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_groups(chai_house.house, chai_house.shop, row, groups, stop)
    again = begin_import(chai_house.house, chai_house.shop, "the file", "past.csv", {})
    assert (again.line_done, again.cursor, again.rows_count) == (5, "", 4)
    with pytest.raises(InvalidInput, match="somebody else"):
        take_groups(chai_house.house, chai_house.shop, row, groups, lambda far: None)
    assert counts(bring(chai_house, raw, "the file")) == (10, 10, 0, 0, 1)


def test_it_gives_all_people_in_turn(chai_house: ChaiHouse) -> None:
    bring(chai_house, make_file(*map(make_line, range(1, 8))))
    chai_house.buy(billing={"email": ASHA_OF_WOO, "first_name": "Asha", "phone": ""})
    found: list[KnownPerson] = []
    while page := list_after(chai_house, found[-1].person.person_id if found else ""):
        found += page
    assert len({one.person.person_id for one in found}) == len(found) == 8
    ours = [one for one in found if one.person.email == ASHA_OF_WOO]
    assert [(one.profile.orders_count, one.profile.source) for one in ours] == [(1, "")]
    assert all(one.profile == recall(chai_house, one.person.email) for one in found if one.person.email)
    reach = chai_house.read(lambda parts, shop_id: parts.profiles.count(shop_id))
    assert (reach.people_count, reach.mailable_count) == (8, 8)
    bring(chai_house, make_file(make_line(1, "no")))
    assert chai_house.read(lambda parts, shop_id: parts.profiles.count(shop_id)).mailable_count == 7


def test_it_forgets_a_past_customer_but_not_their_no(chai_house: ChaiHouse) -> None:
    bring(chai_house, make_file(make_line(1, "no"), make_line(2)))
    chai_house.tell("person.redact", customer={"email": "old1@example.test"}, order_ids=[])
    left = list_after(chai_house, "")
    assert [one.person.email for one in left] == ["old2@example.test"]
    assert counts(bring(chai_house, make_file(make_line(1, "yes")))) == (1, 1, 0, 1, 0)
    house, shop_id = chai_house.house, chai_house.shop.shop_id
    house.store.unit(shop_id, lambda parts: parts.privacy.erase_shop(shop_id))
    assert list_after(chai_house, "") == []


def test_it_takes_what_was_given_back_off_what_was_spent(chai_house: ChaiHouse) -> None:
    loop = Loop(chai_house)
    loop.order("a-1", "asha@example.test", total="1000.00")
    loop.order("a-2", "asha@example.test", total="500.00")
    assert recall(chai_house, "asha@example.test").spent_minor == 150_000
    chai_house.clock.move(DAY_MS)
    loop.order("a-1", "asha@example.test", refunded="400.00")
    known = recall(chai_house, "asha@example.test")
    assert (known.spent_minor, known.orders_count) == (110_000, 2)
    [listed] = [one.profile for one in list_after(chai_house, "") if one.person.person_id == known.person_id]
    assert listed.spent_minor == 110_000
