from holdings.doubled_items import Copy, doubled_item

FIRST, SECOND = Copy("L1", "NL-0890010000"), Copy("L2", "NL-0890020000")


def test_a_number_on_several_copies_is_told_with_libraries_records_and_remedy():
    problem = doubled_item("wise-a", "1001", [FIRST, SECOND])
    assert (problem.record, problem.field, problem.value) == (
        "wise-a:L2 item 1001",
        "item_id",
        "1001",
    )
    assert problem.severity == "warning"
    for remedy in (problem.remedy_nl, problem.remedy_en):
        assert all(word in remedy for word in ("NL-0890010000", "NL-0890020000", "1001", "L1, L2"))
    assert (
        "give each copy with number 1001 (of record L1, L2) a number of its own"
        in problem.remedy_en
    )
    assert "only that of NL-0890020000 with L2 was kept" in problem.remedy_en


def test_a_library_and_a_record_that_have_it_twice_are_named_once():
    problem = doubled_item("wise-a", "1001", [FIRST, FIRST])
    assert problem.remedy_en.startswith("library NL-0890010000: ")
    assert "(of record L1)" in problem.remedy_en
