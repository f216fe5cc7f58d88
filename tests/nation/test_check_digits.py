"""Check digits, tested with numbers whose check digit is known from elsewhere."""

import pytest

from nation.check_digits import (
    hyphenated,
    isbn10,
    with_ean_check,
    with_issn_check,
    with_ppn_check,
)


@pytest.mark.parametrize("isbn", ["9780306406157", "9783161484100", "9789000000012"])
def test_an_isbn_of_thirteen_digits_ends_in_its_check_digit(isbn):
    assert with_ean_check(isbn[:12]) == isbn


@pytest.mark.parametrize(
    ("thirteen", "ten"), [("9780306406157", "0306406152"), ("9780804429573", "080442957X")]
)
def test_the_ten_digit_form_has_a_check_digit_of_its_own(thirteen, ten):
    assert isbn10(thirteen) == ten


@pytest.mark.parametrize("ppn", ["318482789", "900000015", "90000102X"])
def test_a_ppn_ends_in_its_check_character(ppn):
    assert with_ppn_check(ppn[:-1]) == ppn


@pytest.mark.parametrize("issn", ["0378-5955", "2434-561X"])
def test_an_issn_ends_in_its_check_character(issn):
    assert with_issn_check(issn.replace("-", "")[:7]) == issn


@pytest.mark.parametrize(
    ("isbn", "shown"),
    [("9789023412342", "978-90-234-1234-2"), ("9789000000012", "978-90-00-00001-2")],
)
def test_hyphens_stand_by_the_size_of_the_registrant(isbn, shown):
    assert hyphenated(isbn) == shown
