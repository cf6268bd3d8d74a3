"""The source file: what is read, and every bad one with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from datasheets.sheet.files import Image
from datasheets.sheet.sheet import Datasheet, datasheet_from_text, load_datasheet
from datasheets.sheet.values import Quantity
from footprint.errors import InputError

HEAD = "schema: footprint.datasheet/1\nlanguage: en\n"
GOOD = (
    HEAD
    + """\
claims:
- {text: Low power, number: performance.power_active, evidence: power.csv}
title_page:
  name: Gesture band
  version: "1.10"
  release_date: 2026-03-31
  out_of_scope: [Emergencies, Medicine]
  contact: who@example.org
  repository: https://example.org/band
  authors:
  - {name: A. Author, affiliation: not disclosed}
system:
  update_mechanism: none
  diagram: {file: flow.svg, alt: A flow}
performance:
  power_active: {value: 41 mW, status: measured, evidence: power.csv}
  latency_p95: "not applicable: not measured"
  throughput:
  metrics:
  - {metric: accuracy, value: {value: 94 %, status: measured, count: 94, n: 100}}
  - {metric: recall, of: wave, value: not provided}
"""
)


def read(text: str, folder: Path | None = None) -> Datasheet:
    """A datasheet of a text."""
    return datasheet_from_text(text, "sheet.yaml", folder or Path(__file__).parent)


def test_values_are_of_their_kind() -> None:
    """Every kind of value is read as what it is; nothing is filled in."""
    sheet = read(GOOD)
    assert sheet.get("title_page.version") == "1.10"
    assert sheet.get("title_page.release_date") == date(2026, 3, 31)
    assert sheet.get("title_page.out_of_scope") == ["Emergencies", "Medicine"]
    assert sheet.get("system.diagram") == Image("flow.svg", "A flow", None)
    power = sheet.quantity("performance.power_active")
    assert power is not None
    assert power.value is not None
    assert power.value.base == pytest.approx(0.041, rel=1e-12)
    assert sheet.quantity("performance.latency_p95") is None
    assert sheet.get("performance.latency_p95") == "not applicable: not measured"
    assert sheet.get("performance.throughput") == "not provided"
    assert sheet.get("performance.power_idle") is None
    assert [row["metric"] for row in sheet.rows("performance.metrics")] == ["accuracy", "recall"]
    assert sheet.rows("performance.slices") == []
    assert sheet.claims[0].number == "performance.power_active"
    assert (sheet.taken, sheet.artefacts.changed()) == ({}, ())


def test_entries_follow_the_template_with_their_lines() -> None:
    """Fields come in the order of the template, each with its line; a table is followed by its cells."""
    found = [(e.place, e.line) for e in read(GOOD).entries()]
    assert found[:3] == [("title_page.name", 6), ("title_page.out_of_scope", 9), ("title_page.version", 7)]
    assert [p for p, _ in found if p.startswith("performance.")] == [
        "performance.metrics", "performance.metrics.1.metric", "performance.metrics.1.value",
        "performance.metrics.2.metric", "performance.metrics.2.of", "performance.metrics.2.value",
        "performance.latency_p95", "performance.throughput", "performance.power_active",
    ]  # fmt: skip
    assert dict(found)["performance.metrics.2.of"] == 23
    entry = next(e for e in read(GOOD).entries() if e.place == "performance.metrics.1.value")
    assert isinstance(entry.value, Quantity)
    assert entry.field.key == "value"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("- 1", None, "no datasheet"),
        ("language: en", None, "unknown schema"),
        ("schema: footprint.system/1\nlanguage: en", 1, "unknown schema"),
        ("schema: footprint.datasheet/1", None, "language is missing"),
        ("schema: footprint.datasheet/1\nlanguage: english please", 2, "no language tag"),
        (HEAD + "title: x", 3, 'unknown key "title"'),
        (HEAD + "title_page: x", 3, "map of fields"),
        (HEAD + "title_page:\n  nam: x", 4, "Nearest valid: name"),
        (HEAD + "title_page:\n  name: [x]", 4, "must be text"),
        (HEAD + "title_page:\n  name: ''", 4, "is empty"),
        (HEAD + "title_page:\n  version: 1.10", 4, "in quotes"),
        (HEAD + "title_page:\n  release_date: 31.3.2026", 4, "no date"),
        (HEAD + "title_page:\n  release_date: 2026-02-30", 4, "no date"),
        (HEAD + "title_page:\n  contact: nobody", 4, "no e-mail"),
        (HEAD + "title_page:\n  repository: ftp://x.org", 4, "no web address"),
        (HEAD + "title_page:\n  out_of_scope: x", 4, "must be a list"),
        (HEAD + "title_page:\n  out_of_scope:\n  - x\n  - 3", 6, "an item must be text"),
        (HEAD + "title_page:\n  licence: 'not applicable: '", 4, "needs a reason"),
        (HEAD + "title_page:\n  authors: x", 4, "a list of rows"),
        (HEAD + "title_page:\n  authors:\n  - x", 5, "a row must be a map"),
        (HEAD + "title_page:\n  authors:\n  - name: x", 5, "affiliation is missing"),
        (HEAD + "title_page:\n  authors:\n  - {name: x, affiliation: y}\n  - nme: z", 6, "unknown key"),
        (HEAD + "system:\n  update_mechanism: radio", 4, "Nearest valid: over the air, manual, none"),
        (HEAD + "system:\n  diagram: flow.svg", 4, "a picture is a map"),
        (HEAD + "system:\n  diagram:\n    fil: flow.svg", 5, "unknown key"),
        (HEAD + "system:\n  diagram:\n    file: ../flow.svg", 5, "not in the folder"),
        (HEAD + "performance:\n  power_idle:\n    value: 3 mA\n    status: measured", 5, "needs a unit like mW"),
        (HEAD + "performance:\n  power_idle: 3 mW", 4, "has no status"),
        (
            HEAD + "performance:\n  metrics:\n  - metric: recall\n    value:\n      value: x\n      status: measured",
            7,
            "no number",
        ),
        (HEAD + "performance:\n  power_idle: {from: capture.power_idle}", 4, "no artefact"),
        (HEAD + "claims: x", 3, "claims must be a list"),
        (HEAD + "claims:\n- x", 4, "a claim has text"),
        (HEAD + "claims:\n- number: performance.power_idle", 4, "text is missing"),
        (HEAD + "claims:\n- text: Fast\n  because: x", 5, "unknown key"),
        (HEAD + "claims:\n- text: Fast\n  number: performance.power_ideal", 5, "performance.power_idle"),
        (HEAD + "title_page:\n  name: x\n  name: y", 5, "duplicate key"),
    ],
)
def test_bad_files(text: str, line: int | None, says: str) -> None:
    """A bad file is refused with the file, the line and what would be right."""
    with pytest.raises(InputError, match=r"sheet\.yaml") as caught:
        read(text)
    assert says in str(caught.value)
    assert caught.value.line == line


def test_no_such_file(tmp_path: Path) -> None:
    """A file that is not there is an error that names it."""
    with pytest.raises(InputError, match="no such file"):
        load_datasheet(tmp_path / "none.yaml")
