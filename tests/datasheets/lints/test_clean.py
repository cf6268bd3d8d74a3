"""Sheets of other sensors and the example that ships: no rule takes their numbers for a contradiction."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from datasheets.lints.rules import lint
from datasheets.sheet.sheet import load_datasheet
from tests.datasheets.lints.found import SHEETS
from tests.datasheets.lints.sheets import completed, microphone, sheet, thermometer

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("data", [microphone(), thermometer()], ids=["microphone", "thermometer"])
def test_a_clean_sheet_gives_nothing(data: dict[str, Any]) -> None:
    assert [(f.rule, f.message) for f in lint(sheet(data))] == []


@pytest.mark.parametrize("path", sorted(SHEETS.glob("*.yaml")), ids=lambda p: p.stem)
def test_sheets_of_other_sensors_give_nothing(path: Path) -> None:
    """Honest sheets full of near misses, in other units, with other words and one in German: no error, no warning."""
    found = lint(completed(path.read_text(encoding="utf-8")), as_of=date(2026, 11, 21))
    assert [(f.rule, f.message) for f in found] == []


def test_the_example_that_ships_gives_no_error() -> None:
    """One warning: 19 of 26 windows on stairs are few, and the datasheet says so itself."""
    findings = lint(load_datasheet(ROOT / "docs/examples/gesture/datasheet.yaml"))
    assert [(f.rule, f.where[0].place) for f in findings] == [("small-group", "performance.slices.2.value")]


@pytest.mark.parametrize("words", ["only images with 3.3 V ", "9 x 9 x 9 mm ", "320 x 320 1 000 000 000 "])
def test_time_grows_with_the_length_of_prose(words: str) -> None:
    """No stop, full of numbers and of what rules look for: five times the text would take 25 times if it were squared.

    Time of the processor, so that other work on the machine does not count.
    """

    def spent_s(letters: int) -> float:
        read = sheet(microphone(overview__description=words * (letters // len(words))))
        start = time.process_time()
        lint(read)
        return time.process_time() - start

    spent_s(1_000)
    assert spent_s(100_000) < 15 * spent_s(20_000)
