"""Counting what an exporter said of a datasheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasheets.exchange import formats
from datasheets.exchange.saying import Saying
from datasheets.sheet.sheet import datasheet_from_text
from footprint.errors import InputError

TEXT = """\
schema: footprint.datasheet/1
language: en
title_page:
  name: Band
  version: "1.0"
  release_date: 2026-03-31
  licence: not disclosed
  out_of_scope: [Emergencies, Medicine]
performance:
  latency_p95: {value: 2 ms, status: measured}
  latency_p50: {status: not assessed}
  metrics:
  - {metric: accuracy, value: {value: 94 %, status: measured}, threshold: not provided}
  - {metric: recall, of: wave, value: {value: 90 %, status: measured}}
"""


def saying() -> Saying:
    return Saying(datasheet_from_text(TEXT, "sheet.yaml", Path(__file__).parent))


def test_at_first_everything_that_holds_something_is_unsaid() -> None:
    """In the order of the template; words that stand for a value are nothing to say, and a table is one place."""
    assert saying().unsaid() == (
        "title_page.name", "title_page.out_of_scope", "title_page.version", "title_page.release_date",
        "performance.metrics", "performance.latency_p95",
    )  # fmt: skip


def test_what_was_asked_for_is_said() -> None:
    said = saying()
    assert said.text("title_page.name") == "Band"
    assert said.text("title_page.release_date") == "2026-03-31"
    assert said.text("title_page.licence") is None
    assert said.items("title_page.out_of_scope") == ["Emergencies", "Medicine"]
    quantity = said.quantity("performance.latency_p95")
    assert quantity is not None
    assert said.quantity("performance.latency_p50") is None
    assert said.unsaid() == ("title_page.version", "performance.metrics")


def test_of_a_table_the_columns_that_nobody_asked_for_stay() -> None:
    said = saying()
    rows = said.rows("performance.metrics", "metric", "value", "threshold")
    assert [sorted(row) for row in rows] == [["metric", "value"], ["metric", "value"]]
    assert [place for place in said.unsaid() if place.startswith("performance")] == [
        "performance.metrics.of", "performance.latency_p95",
    ]  # fmt: skip


def test_what_could_not_be_written_is_taken_back() -> None:
    said = saying()
    said.rows("performance.metrics", "metric", "value", "of")
    said.take_back("performance.metrics.2.value")
    assert "performance.metrics.value" in said.unsaid()


def test_the_wrong_kind_says_nothing() -> None:
    said = saying()
    assert said.text("performance.latency_p95") is None
    assert said.items("title_page.name") == []
    assert said.quantity("title_page.name") is None
    assert said.rows("title_page.name", "x") == []
    assert "title_page.name" in said.unsaid()


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(InputError, match="unknown format") as caught:
        formats.export(saying().sheet, "cyclonedx")
    assert "cyclonedx-1.7" in caught.value.valid


def test_what_can_only_be_read_is_not_written() -> None:
    with pytest.raises(InputError, match="unknown format"):
        formats.export(saying().sheet, "codecarbon")


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="needs cyclonedx, which is not installed") as caught:
        formats.export(saying().sheet, "cyclonedx-1.7")
    assert "tinyml-footprint[exchange]" in caught.value.hint
