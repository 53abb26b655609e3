"""Files of past customers: what exports hold is read, what cannot be true is named by its line."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.arrivals import Reading, prepare_arrival, read_groups
from plugin.customer_files import list_columns, read_customers
from plugin.domain.customers import Bought, Customer, Profile, join_profile
from plugin.domain.people import recognise
from plugin.errors import InvalidInput
from plugin.model import Contact
from plugin.spreadsheets import check_text, find_encoding, open_lines, read_amount, read_moment
from plugin.tokens import hash_key
from tests.cast import CHAI_HOUSE

Faults = list[tuple[int, str]]


def read(raw: bytes | str, **columns: str) -> tuple[list[Customer], Faults]:
    """Read a file whole."""
    faults: Faults = []
    content = raw.encode() if isinstance(raw, str) else raw
    lines = open_lines(BytesIO(content), lambda line, why: faults.append((line, why)))
    rows = read_customers(CHAI_HOUSE, lines, lambda line, why: faults.append((line, why)), columns)
    return [customer for _, customer in rows if customer], faults


SHOPIFY = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,"
    "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n"
    "'6940095564,Asha,Sen,asha@example.test,yes,IN,"
    "'+919876543210,'+919876543210,no,1250.50,3,,no,\"vip, tea\"\n"
)
WOOCOMMERCE = (
    "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Postal Code\n"
    'Asha Sen,asha,2026-01-02,2025-01-02,asha@example.test,3,"1,250.50",416.83,IN,Kolkata,700001\n'
)
ASHA = "asha@example.test"


def test_it_reads_shopifys_export() -> None:
    [asha], faults = read(SHOPIFY)
    assert faults == []
    assert asha == Customer(
        contact=Contact(
            customer_ref="6940095564", email=ASHA, phone="+919876543210", first_name="Asha"
        ),
        country="IN", orders_count=3, spent_minor=125_050, currency="INR", tags=("vip", "tea"), says="in",
    )  # fmt: skip


def test_it_reads_woocommerces_export() -> None:
    [asha], faults = read(WOOCOMMERCE)
    assert faults == []
    assert (asha.contact.first_name, asha.orders_count, asha.spent_minor) == ("Asha", 3, 125_050)
    assert (asha.country, asha.says) == ("IN", "")


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-8", "\t")]
)
def test_it_reads_what_excel_writes(encoding: str, delimiter: str) -> None:
    text = f'Name{delimiter}"E-mail"{delimiter}Orders\r\n"আশা\r\nসেন"{delimiter}{ASHA}{delimiter}3\r\n'
    [asha], faults = read(text.encode(encoding))
    assert (asha.contact.first_name.split()[0], asha.contact.email, asha.orders_count) == ("আশা", ASHA, 3)
    assert faults == []


def test_it_follows_the_merchants_own_columns() -> None:
    columns = list_columns(['email="Kunde"'.replace('"', ""), "phone=Wo"])
    [asha], _ = read(f"Email,Kunde,Wo\nold@example.test,{ASHA},9876543210\n", **columns)
    assert (asha.contact.email, asha.contact.phone) == (ASHA, "9876543210")
    for wrong, why in (({"mail": "Kunde"}, "none of the columns"), ({"email": "Gone"}, "no column 'Gone'")):
        with pytest.raises(InvalidInput, match=why):
            read("Kunde\na@b.test\n", **wrong)
    with pytest.raises(InvalidInput, match="names no column"):
        list_columns(["email"])


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("asha,1,1,,,yes,", "The email is no e-mail address"),
        (f"{ASHA},many,1,,,yes,", "'many' is no number of orders"),
        (f"{ASHA},1,1e5,,,yes,", "'1e5' is no amount in INR"),
        (f"{ASHA},1,-5,,,yes,", "less than nothing"),
        (f"{ASHA},1,1,yesterday,,yes,", "'yesterday' is no date"),
        (f"{ASHA},1,1,,,perhaps,", "'perhaps' says neither yes nor no"),
        (f"{ASHA},1,1,,=cmd|' /C calc'!A0,yes,", "The tags cell begins with =, as a formula does"),
        ("@SUM(A1),1,1,,,yes,", "The email cell begins with @"),
        (f"{ASHA},1,1,,a\0b,yes,", "holds a NUL"),
        (f"{'a' * 400}@b.test,1,1,,,yes,", "longer than 320"),
        (f"{ASHA},1,1,,,yes,rupees", "'rupees' is no currency"),
        (",1,1,,,yes,", "Nobody is named"),
        ("a@b.test;c@d.test,1,1,,,yes,", "The email is no e-mail address"),
        ("mailto:a@b.test,1,1,,,yes,", "The email is no e-mail address"),
        (f"{ASHA},1,1,,,yes,,9.19877E+11", "A spreadsheet cut the phone number short to 9.19877E+11: give"),
    ],
)
def test_it_names_the_line_that_it_cannot_read(cells: str, sentence: str) -> None:
    header = "Email,Orders,Total Spent,Last Order,Tags,Subscribed,Currency,Phone\n"
    customers, faults = read(f"{header}one@example.test\n{cells}\n\nthree@example.test\n")
    assert [one.contact.email for one in customers] == ["one@example.test", "three@example.test"]
    [(line, said)] = faults
    assert line == 3
    assert sentence in said


def test_it_tells_which_lines_a_quotation_mark_swallowed() -> None:
    lines = "".join(f"a{number}@example.test,\n" for number in range(20_000))
    customers, faults = read(f'Email,Note\none@example.test,\ntwo@example.test,"open\n{lines}')
    (line, said), *others = faults
    assert (line, others) == (3, [])
    found = re.search(r"up to line ([0-9]+) ", said)
    assert found
    assert len(customers) == 1 + 20_000 - (int(found[1]) - 3)


@pytest.mark.parametrize("rest", ["three@example.test,x\n", 'three@example.test,"x"\n'])
def test_it_leaves_no_line_out_in_silence_where_a_quotation_mark_is_open(rest: str) -> None:
    customers, faults = read(f'Email,Note\none@example.test,\ntwo@example.test,"open\n{rest}')
    assert [one.contact.email for one in customers] == ["one@example.test"]
    [(line, said)] = faults
    assert line == 3
    assert "up to line 4 " in said


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "\ufeffsep=;\n"])
def test_it_goes_by_what_excel_says_of_the_delimiter(first: str) -> None:
    customers, faults = read(f"{first}Email;Tags\n{ASHA};a,b\nnone;\n")
    assert [one.contact.email for one in customers] == [ASHA]
    assert faults == [(4, "The email is no e-mail address.")]


@pytest.mark.parametrize("phone", ["0000000000", "9999999999", "+91 99999 99999", "N/A", "-"])
def test_it_takes_a_number_that_everybody_has_for_none(phone: str) -> None:
    [one, two], faults = read(f"Email,Phone\none@example.test,{phone}\ntwo@example.test,{phone}\n")
    reading = Reading(secret="secret", shop=CHAI_HOUSE, platform="shopify")
    assert set(prepare_arrival(reading, one).keys).isdisjoint(prepare_arrival(reading, two).keys)
    assert faults == []


def test_it_reads_a_number_that_became_a_decimal() -> None:
    [one], _ = read(f"Email,Phone\n{ASHA},919876543210.0\n")
    assert one.contact.phone == "919876543210"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "names none of email"),
        (b"colour,size\nred,1\n", "names none of email"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"\x7fELF\x00\x01\x02\nEmail\n", "no text"),
    ],
)
def test_it_refuses_what_is_no_table_of_customers(raw: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read(raw)


def test_it_names_the_line_that_is_no_utf_8() -> None:
    raw = "Name,Email\nJosé,jose@example.test\n".encode("latin-1")
    with pytest.raises(InvalidInput, match="Line 1 or soon after is no UTF-8 text"):
        check_text([raw], find_encoding(raw))


def test_it_goes_past_a_line_of_ten_megabytes() -> None:
    long = "x" * 10_000_000
    customers, faults = read(f"Email\none@example.test\n{long}\nthree@example.test\n")
    assert [one.contact.email for one in customers] == ["one@example.test", "three@example.test"]
    assert faults == [(3, "This line is longer than 100,000 characters.")]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1250.5", 125_050), ("₹1,23,456.50", 12_345_650), ("Rs. 1,250/-", 125_000), ("1.234,50 €", 123_450),
        ("1,234", 123_400), ("12,5", 1_250), ("1 234,50", 123_450), ("INR 5", 500),
        ("1.234.567", 123_456_700), ("1'234.50", 123_450), ("US$ 7", 700),
    ],
)  # fmt: skip
def test_it_reads_amounts_as_people_write_them(text: str, minor: int) -> None:
    assert read_amount(text, "INR") == minor


@pytest.mark.parametrize("text", ["1,2,3.5", "1.234", "five", "1e5", "=1+1", "1,23,4", "--5", "1..5", "+"])
def test_it_refuses_an_amount_that_may_be_another(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no amount"):
        read_amount(text, "INR")


@given(st.integers(0, 10**13), st.booleans())
def test_it_reads_any_amount_grouped_by_lakhs_or_thousands(minor: int, lakhs: bool) -> None:
    whole = f"{minor // 100:,}"
    if lakhs and minor >= 10_000_000:
        head, tail = str(minor // 100)[:-3], str(minor // 100)[-3:]
        whole = ",".join([*_pairs(head), tail])
    assert read_amount(f"₹{whole}.{minor % 100:02}", "INR") == minor


def _pairs(digits: str) -> list[str]:
    first = len(digits) % 2
    return [
        part for part in (digits[:first], *(digits[n : n + 2] for n in range(first, len(digits), 2))) if part
    ]


@pytest.mark.parametrize(
    ("text", "country", "plain"),
    [("22/11/2026", "IN", "2026-11-22"), ("11/22/2026", "US", "2026-11-22"), ("2.3.2026", "IN", "2026-03-02"),
     ("22-11-2026 09:30", "IN", "2026-11-22T09:30"), ("2026-11-22 09:30 +0530", "US", "2026-11-22T09:30")],
)  # fmt: skip
def test_it_reads_dates_as_the_country_writes_them(text: str, country: str, plain: str) -> None:
    assert read_moment(text, "Asia/Kolkata", country) == read_moment(plain, "Asia/Kolkata")


@given(st.binary(max_size=400))
def test_it_reads_or_refuses_any_bytes(raw: bytes) -> None:
    try:
        check_text([raw], find_encoding(raw))
        customers, faults = read(b"Email,Phone,Orders,Spent,Last order,Tags,Newsletter\n" + raw)
    except (InvalidInput, UnicodeDecodeError):
        return
    assert len(customers) + len(faults) <= raw.count(b"\n") + raw.count(b"\r") + 1


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
            st.integers(0, 999_999),
            st.sampled_from(["yes", "no", ""]),
        ),
        max_size=12,
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_it_reads_back_what_a_csv_writer_wrote(rows: list[tuple[str, int, str]], delimiter: str) -> None:
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["Email", "Note", "Orders", "Newsletter"])
    for number, (note, orders, says) in enumerate(rows):
        writer.writerow([f"a{number}@example.test", note, orders, says])
    customers, faults = read(text.getvalue())
    assert faults == []
    says_of = {"yes": "in", "no": "out", "": ""}
    assert [(one.contact.email, one.orders_count, one.says) for one in customers] == [
        (f"a{number}@example.test", orders, says_of[says]) for number, (_, orders, says) in enumerate(rows)
    ]


def test_it_recognises_a_customer_as_an_order_would() -> None:
    reading = Reading(secret="secret", shop=CHAI_HOUSE, platform="shopify")
    contact = Contact(customer_ref="7", email="Asha@Example.test ", phone="98765 43210")
    arrival = prepare_arrival(reading, Customer(contact=contact))
    names = recognise(contact, "shopify", "IN")
    assert arrival.keys == tuple(hash_key("secret", kind, value) for kind, value in names)
    assert arrival.email_hash == arrival.keys[1]
    assert "secret" not in repr(reading)


def test_it_reads_on_after_a_line() -> None:
    reading = Reading(secret="secret", shop=CHAI_HOUSE, platform="shopify", group_size=3)
    raw = b"Email\n" + b"".join(b"a%d@example.test\n" % number for number in range(10))
    raw += b"none\n"
    groups = list(read_groups(reading, BytesIO(raw)))
    assert [(one.line_done, one.cursor) for one in groups] == [(4, ""), (7, ""), (7, "1"), (12, "")]
    for at, one in enumerate(groups):
        assert list(read_groups(reading, BytesIO(raw), one.line_done, one.cursor)) == groups[at + 1 :]
    emails = [one.contact.email for group in groups for one in group.arrivals]
    assert sorted(emails) == [f"a{number}@example.test" for number in range(10)]


def test_it_reads_on_after_a_window() -> None:
    reading = Reading(secret="secret", shop=CHAI_HOUSE, platform="shopify", group_size=3)
    lines = (b"a%d@example.test\n" % number for number in range(240))
    raw = b"Email\n" + b"".join(lines)
    groups = list(read_groups(reading, BytesIO(raw)))
    ends = [one.line_done for one in groups if not one.cursor]
    assert ends == [4, 7, 13, 25, 49, 97, 157, 217, 241]
    for at in (0, 4, 40, 51, 52):
        left = read_groups(reading, BytesIO(raw), groups[at].line_done, groups[at].cursor)
        assert list(left) == groups[at + 1 :]


def test_it_takes_the_greater_of_an_imports_facts_and_our_own() -> None:
    imported = Profile(person_id="per_1", orders_count=5, spent_minor=500, currency="INR", last_order_at_ms=9)
    bought = Bought(orders_count=2, spent_minor=700, last_order_at_ms=20)
    joined = join_profile(imported, bought, "INR")
    assert (joined.orders_count, joined.spent_minor, joined.last_order_at_ms) == (5, 700, 20)
    foreign = msgspec.structs.replace(imported, currency="USD")
    assert join_profile(foreign, bought, "INR").spent_minor == 700
    assert join_profile(foreign, Bought(), "INR").currency == "USD"
