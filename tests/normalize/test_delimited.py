"""CSV as bytes."""

import pytest

from catalogue.errors import UnreadableRecord
from normalize.delimited import read_delimited


def test_each_column_is_a_field_named_by_the_header() -> None:
    fields = read_delimited(b'id,Title\n1,"Zee, strand"\n', ",")
    assert [(each.tag, each.value) for each in fields.fields] == [
        ("id", "1"),
        ("title", "Zee, strand"),
    ]


def test_further_lines_are_occurrences() -> None:
    fields = read_delimited(b"id;v\n1;a\n1;b\n", ";")
    assert [each.occurrence for each in fields.with_tag("v")] == ["", "01"]


def test_a_spreadsheet_in_windows_code_is_read_and_noticed() -> None:
    fields = read_delimited("id;t\n1;Café\n".encode("cp1252"), ";")
    assert next(fields.with_tag("t")).value == "Café"
    assert fields.remarks[0][0] == "bytes_not_text"


@pytest.mark.parametrize("payload", [b"", b"id,title\n", b"\x00"])
def test_a_list_without_a_line_is_refused(payload: bytes) -> None:
    with pytest.raises(UnreadableRecord):
        read_delimited(payload, ",")
