"""The outputs in docs/how-a-record-flows.md are those of the steps as they are now."""

import re

from tests.project.flow import DOCUMENT, outputs, written_anew


def test_every_output_in_the_document_is_what_the_step_gives():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert written_anew(text) == text


def test_every_step_of_the_flow_is_shown():
    shown = re.findall(r"<!-- output: ([^>]+) -->", DOCUMENT.read_text(encoding="utf-8"))
    assert shown == [name for name, _ in outputs()]
