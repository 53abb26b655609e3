"""Past orders from a file: who bought before Sathi is no new customer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugin.actions.importing import UNITS_AT_ONCE, Import, import_orders
from plugin.errors import InvalidInput
from plugin.model import Order
from plugin.order_files import read_orders
from tests.cast import CHAI_HOUSE, HOUR_MS, ChaiHouse
from tests.loop import Loop, make_loop_program

FARID = "farid@example.test"
HEADER = "Order ID,Created At,Email,Total,Currency,Status\n"


def read(text: str) -> tuple[list[Order], list[tuple[int, str]]]:
    done = Import()
    return list(read_orders(CHAI_HOUSE, text.splitlines(keepends=True), done.note_fault)), done.faults


@pytest.mark.parametrize(
    ("date", "at_ms"),
    [
        ("2026-01-02", 1_767_292_200_000),
        ("2026-01-02 05:30:00", 1_767_312_000_000),
        ("2026-01-02T00:00:00Z", 1_767_312_000_000),
        ("2026-01-02 05:30:00 +0530", 1_767_312_000_000),
        ("2026-01-02 00:00:00 UTC", 1_767_312_000_000),
    ],
)
def test_it_reads_the_dates_that_exports_have(date: str, at_ms: int) -> None:
    [order], faults = read(f"{HEADER}1,{date},{FARID},5.00,INR,paid\n")
    assert (order.placed_at_ms, faults) == (at_ms, [])


@pytest.mark.parametrize(
    ("text", "stage"),
    [("paid", "paid"), ("wc-completed", "paid"), ("", "paid"), ("Cancelled", "cancelled"),
     ("refunded", "refunded"), ("pending payment", "unplaced"), ("on-hold", "placed")],
)  # fmt: skip
def test_it_reads_the_statuses_that_exports_have(text: str, stage: str) -> None:
    [order], _ = read(f"{HEADER}1,2026-01-02,{FARID},5.00,INR,{text}\n")
    assert order.stage == stage


def test_it_reads_a_shopify_export_with_a_line_for_each_product() -> None:
    text = (
        "Name,Email,Financial Status,Currency,Total,Created at,Phone,Id\n"
        f'#1001,{FARID},paid,INR,"1,250.50",2026-01-02 10:00:00 +0530,,5551\n'
        f"#1001,{FARID},,,,2026-01-02 10:00:00 +0530,,5551\n"
    )
    [order], faults = read(text)
    assert faults == []
    assert (order.order_ref, order.number, order.total_minor) == ("5551", "#1001", 125_050)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2,yesterday,a@b.test,5,INR,paid", "'yesterday' is no date"),
        (",2026-01-02,a@b.test,5,INR,paid", "The order has no id"),
        ("2,2026-01-02,,5,INR,paid", "Nobody is named"),
        ("2,2026-01-02,a@b.test,five,INR,paid", "plain decimal"),
        ("2,2026-01-02,a@b.test,5,rupees,paid", "three capital letters"),
        ("2,2026-01-02,a@b.test,5,INR,eaten", "'eaten' is no status"),
        (f"2,2026-01-02,{'a' * 400}@b.test,5,INR,paid", "longer than 320"),
    ],
)
def test_it_names_the_line_that_it_cannot_read(line: str, sentence: str) -> None:
    orders, faults = read(f"{HEADER}1,2026-01-02,{FARID},5.00,INR,paid\n{line}\n\n3,2026-01-02,c@d.test\n")
    assert [order.order_ref for order in orders] == ["1", "3"]
    [(number, said)] = faults
    assert number == 3
    assert sentence in said


@pytest.mark.parametrize("header", ["", "total,status\n", "id,email\n", "id,date,total\n"])
def test_it_refuses_a_file_that_lacks_a_column(header: str) -> None:
    with pytest.raises(InvalidInput, match="The first line"):
        read(header)


def test_it_imports_once_and_says_how_far_it_is(chai_house: ChaiHouse) -> None:
    lines = [f"{n},2026-01-02,f{n}@example.test,5.00,INR,paid\n" for n in range(UNITS_AT_ONCE + 5)]
    far: list[int] = []
    assert import_file(chai_house, [HEADER, *lines], far) == UNITS_AT_ONCE + 5
    assert far == [UNITS_AT_ONCE, UNITS_AT_ONCE + 5, UNITS_AT_ONCE + 5]
    before = chai_house.orders()
    assert import_file(chai_house, [HEADER, *lines], []) == 0
    assert chai_house.orders() == before
    assert chai_house.decisions() == []


def test_it_goes_on_after_a_file_that_broke_off(chai_house: ChaiHouse) -> None:
    def broken() -> Iterator[str]:
        yield HEADER
        yield from (f"{n},2026-01-02,f{n}@example.test,5,INR,paid\n" for n in range(UNITS_AT_ONCE + 1))
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk"):
        import_file(chai_house, broken(), [])
    lines = [f"{n},2026-01-02,f{n}@example.test,5,INR,paid\n" for n in range(UNITS_AT_ONCE + 1)]
    assert import_file(chai_house, [HEADER, *lines], []) == 1


def test_it_makes_an_old_customer_no_new_one(chai_house: ChaiHouse) -> None:
    chai_house.follow(make_loop_program())
    loop = Loop(chai_house)
    asha = loop.meet("asha@example.test", "a-1")
    mark = loop.claim(asha.code)
    loop.serve()
    chai_house.clock.move(HOUR_MS)
    loop.order("f-1", FARID, codes=[loop.coupon_of(mark).code])
    assert [one.state for one in loop.rewards()] == ["held"]
    import_file(chai_house, [HEADER, f"old-1,2026-01-02,{FARID.upper()},5,INR,paid\n"], [])
    assert loop.referrals()[0].verdict == "block"
    assert [one.state for one in loop.rewards()] == ["reversed"]


def import_file(chai: ChaiHouse, lines: Iterator[str] | list[str], far: list[int]) -> int:
    """Import a file, note how far it was each time it was said, and give how many orders were news."""
    done = Import()
    orders = read_orders(chai.shop, lines, done.note_fault)
    import_orders(chai.house, chai.shop, "standard", orders, done, lambda one: far.append(one.orders_count))
    return done.news_count
