"""`datasheet diff`: what it says as text, as JSON and as an exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from footprint_app.terminal_marks import WIDTH
from tests.footprint_app.commands import document, run

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
GESTURE = EXAMPLES / "gesture/datasheet.yaml"
PA1 = EXAMPLES / "pa1/datasheet.yaml"
OLD = """\
schema: footprint.datasheet/1
language: en
title_page: {name: Band, version: "1"}
performance:
  latency_p50: {value: 40 ms, status: declared}
  power_active: {value: 40 mW, status: measured}
hardware: {compute: M4, supply_voltage: {value: 3 V, status: declared}}
"""
NEW = """\
schema: footprint.datasheet/1
language: en
title_page: {name: Band, version: "2", licence: MIT}
performance:
  latency_p50: {value: 0.04 s, status: declared}
  power_active: {value: 50 mW, status: measured}
hardware: {compute: M33, supply_voltage: {value: 3 V, status: measured}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    return tmp_path


def test_text(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """50 mW are 10 mW and a quarter more than 40 mW; 0.04 s are 40 ms, so the latency is as before."""
    code, out, err = run(capsys, "datasheet", "diff", "old.yaml", "new.yaml")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Old: old.yaml (Band, version 1)",
        "New: new.yaml (Band, version 2)",
        "",
        "5 changes",
        "  Title page",
        '    Version: from "1" to "2"',
        "    Licence: added: MIT",
        "  5 End-to-end performance",
        "    Power, active: from 40 mW to 50 mW (+10 mW, +25 %)",
        "  6 Hardware",
        '    Compute: from "M4" to "M33"',
        "    Supply voltage: status from declared to measured",
        "",
        "The same, written differently",
        "  5 End-to-end performance",
        "    Latency, median: 40 ms, declared and 0.04 s, declared are the same",
        "",
        "What changed that results depend on",
        "  hardware: hardware.compute",
        "",
        "Stale: as before, on the same evidence",
        "  5 End-to-end performance",
        "    Latency, median (hardware)",
        "",
        "Found again",
        "  5 End-to-end performance",
        "    Power, active (hardware)",
    ]


def test_document(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    found = document(capsys, "datasheet", "diff", "old.yaml", "new.yaml")
    assert list(found) == [
        "schema", "tool_version", "old", "new", "same_product", "identical", "changes", "rewritten", "causes",
        "unclear", "stale", "updated", "remarks", "counts",
    ]  # fmt: skip
    assert found["schema"] == "footprint.datasheet-diff/1"
    assert found["old"] == {"file": "old.yaml", "name": "Band", "version": "1"}
    assert found["counts"] == {"added": 1, "removed": 0, "changed": 4, "rewritten": 1, "stale": 1, "updated": 1}
    power = next(c for c in found["changes"] if c["place"] == "performance.power_active")
    assert power == {
        "place": "performance.power_active", "section": "5 End-to-end performance", "title": "Power, active",
        "kind": "changed", "aspects": ["value"], "old": "40 mW, measured", "new": "50 mW, measured",
        "words": ["from 40 mW to 50 mW (+10 mW, +25 %)"],
    }  # fmt: skip
    assert found["stale"] == [{
        "place": "performance.latency_p50", "section": "5 End-to-end performance", "title": "Latency, median",
        "causes": ["hardware"], "rows": [], "said_updated": None,
    }]  # fmt: skip
    assert found["causes"] == [{"cause": "hardware", "title": "hardware", "places": ["hardware.compute"]}]


def test_strict_is_no_where_something_is_stale(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert run(capsys, "datasheet", "diff", "old.yaml", "new.yaml", "--strict")[0] == 1
    assert run(capsys, "datasheet", "diff", "old.yaml", "old.yaml", "--strict")[0] == 0
    code, out, err = run(capsys, "datasheet", "diff", "old.yaml", "new.yaml", "--strict", "--json")
    assert (code, err) == (1, "")
    assert json.loads(out)["counts"]["stale"] == 1


def test_identical_files_are_called_so(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    shutil.copy("old.yaml", "copy.yaml")
    _, out, _ = run(capsys, "datasheet", "diff", "old.yaml", "copy.yaml")
    assert out.splitlines()[3:] == ["The same: nothing was added, removed, changed or written differently."]
    Path("copy.yaml").write_text(OLD.replace("40 ms", "0.04 s"))
    _, out, _ = run(capsys, "datasheet", "diff", "old.yaml", "copy.yaml")
    assert out.splitlines()[3] == "Both say the same."


def test_two_products_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Each change stands once in the text, and its lines fit."""
    found = document(capsys, "datasheet", "diff", str(GESTURE), str(PA1))
    assert not found["same_product"]
    _, out, _ = run(capsys, "datasheet", "diff", str(GESTURE), str(PA1))
    assert "These are datasheets of two products: Gesture band and PA1 Person Detection" in out
    assert f"{len(found['changes'])} changes" in out
    lines = out.replace(str(GESTURE), "").replace(str(PA1), "").splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= WIDTH
    words = " ".join(out.split())
    for change in found["changes"]:
        kind = "" if change["kind"] == "changed" else f"{change['kind']}: "
        assert " ".join(f"{change['title']}: {kind}{'; '.join(change['words'])}".split()) in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("old.yaml", "none.yaml"), "no such file (none.yaml)"),
        (("old.yaml", "."), "a folder where a file is expected (.)"),
        (("odd.yaml", "old.yaml"), "odd.yaml, line 3, titel_page"),
    ],
)
def test_what_diff_cannot_read(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    Path("odd.yaml").write_text(OLD.replace("title_page", "titel_page"))
    code, out, err = run(capsys, "datasheet", "diff", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_hostile_words_do_not_steer_a_terminal(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    Path("odd.yaml").write_text(OLD.replace("name: Band", 'name: "B\\e[31m\\n\\u202e"'), encoding="utf-8")
    code, out, err = run(capsys, "datasheet", "diff", "old.yaml", "odd.yaml")
    assert code in (0, 2)
    assert all(c.isprintable() or c == "\n" for c in out + err)
