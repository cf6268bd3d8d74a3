"""A new source file: complete, loadable, and without a value that nobody gave."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasheets.sheet.new import new_text
from datasheets.sheet.sheet import datasheet_from_text
from datasheets.sheet.template import template
from datasheets.sheet.values import NOT_PROVIDED
from footprint.errors import InputError

GESTURE = Path(__file__).parents[3] / "docs/examples/gesture"
FILES = {"model": "gesture_int8.tflite", "evaluation": "evaluation.json", "system": "gesture-band.yaml"}


def test_without_artefacts_every_required_field_is_not_provided(tmp_path: Path) -> None:
    """Exactly the required fields stand there, in order, each marked."""
    sheet = datasheet_from_text(new_text({}, tmp_path), "new.yaml", tmp_path)
    found = [(e.path, e.value) for e in sheet.entries()]
    assert [p for p, _ in found] == [(s.key, f.key) for s in template() for f in s.fields if f.need == "required"]
    assert {v for _, v in found} == {NOT_PROVIDED}


@settings(max_examples=8, deadline=None)
@given(st.sets(st.sampled_from(sorted(FILES))))
def test_with_artefacts(names: set[str]) -> None:
    """What is not marked was taken from a named artefact, and whose place the field names."""
    text = new_text({n: {"file": FILES[n]} for n in sorted(names)}, GESTURE)
    sheet = datasheet_from_text(text, "new.yaml", GESTURE)
    for section in template():
        for field in section.fields:
            value = sheet.get(f"{section.key}.{field.key}")
            place = sheet.taken.get((section.key, field.key))
            if place is None:
                assert value in (NOT_PROVIDED, None)
                assert (value is None) == (field.need != "required")
            else:
                assert place in field.takes
                assert place.partition(".")[0] in names
    assert sheet.artefacts.changed() == ()
    assert {a.name for a in sheet.artefacts.named.values() if a.sha256} == names
    if names == set(FILES):
        assert len(sheet.taken) > 25


def test_what_an_artefact_does_not_hold_is_asked_for() -> None:
    """The evaluation has no threshold: the field stays marked."""
    text = new_text({"evaluation": {"file": "evaluation.json"}}, GESTURE)
    assert "\n  threshold: not provided\n" in text
    assert "\n  metrics: {from: evaluation.metrics}\n" in text


def test_comments_say_what_a_field_is() -> None:
    """Unit, choices, condition and columns stand above a field; optional ones are comments."""
    text = new_text({}, GESTURE)
    for line in (
        "  # Latency, median [ms]\n  latency_p50: not provided",
        "  # Update mechanism: over the air | manual | none\n",
        "  # Issue tracker (optional)\n  # issue_tracker: not provided",
        "rows of version, date, changes, evaluations_updated, approved_by\n  change_log: not provided",
    ):
        assert line in text
    assert max(len(line) for line in text.splitlines()) <= 120


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """Nothing is left out in silence because its file is damaged."""
    (tmp_path / "model.tflite").write_bytes(b"nonsense")
    with pytest.raises(InputError, match=r"model\.tflite"):
        new_text({"model": {"file": "model.tflite"}}, tmp_path)


def test_names_with_signs_are_read_back(tmp_path: Path) -> None:
    """A file name that YAML would read otherwise is quoted, and options are kept."""
    name = "yes 'b': #c – ü.csv"
    (tmp_path / name).write_text("component,quantity\nResistor,10\nMicrocontroller,1\n")
    text = new_text({"parts": {"kind": "bom", "file": name}}, tmp_path)
    sheet = datasheet_from_text(text, "new.yaml", tmp_path)
    assert sheet.artefacts.named["parts"].file == name
    assert [r["component"] for r in sheet.rows("hardware.bom")] == ["Resistor", "Microcontroller"]
