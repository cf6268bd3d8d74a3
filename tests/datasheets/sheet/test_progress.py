"""How much of a datasheet is answered."""

from __future__ import annotations

from pathlib import Path

from datasheets.sheet.progress import Progress, progress
from datasheets.sheet.sheet import datasheet_from_text
from datasheets.sheet.template import template


def test_what_counts_as_an_answer(tmp_path: Path) -> None:
    """Of maintenance two fields are required. Not disclosed, not applicable and not assessed are answers."""
    text = """\
schema: footprint.datasheet/1
language: en
maintenance:
  triggers: []
  cadence: "not applicable: a design"
performance:
  power_peak: {status: not assessed}
  latency_p95: not disclosed
  latency_p50: not provided
  calibration: An optional field counts for nothing.
"""
    found = progress(datasheet_from_text(text, "a.yaml", tmp_path))
    assert found["maintenance"] == Progress(1, 2)
    assert found["performance"].answered == 2
    assert found["title_page"].answered == 0


def test_sections_that_require_nothing_are_left_out(tmp_path: Path) -> None:
    found = progress(datasheet_from_text("schema: footprint.datasheet/1\nlanguage: en\n", "a.yaml", tmp_path))
    assert list(found) == [s.key for s in template() if any(f.need == "required" for f in s.fields)]
    assert "user_study" not in found
