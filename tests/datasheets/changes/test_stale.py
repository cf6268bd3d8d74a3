"""Which evaluations are stale: their cause changed and they, with the file they rest on, did not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from datasheets import difference, load_datasheet
from datasheets.changes.difference import Difference
from datasheets.changes.rows import identity, settings
from datasheets.sheet import edit
from datasheets.sheet.kinds import KINDS
from datasheets.sheet.template import section, template
from tests.datasheets.changes.sheets_of import GESTURE, HEAD, sheet, small

SHEET = """\
title_page: {name: A, version: '%(version)s', firmware_version: '%(firmware)s', change_log: [%(log)s]}
performance:
  latency_p50: {value: %(latency)s, status: measured, evidence: power.csv}
  memory_ram: {value: 4 kB, status: measured, evidence: map.txt}
hardware: {compute: %(compute)s}
"""
LOG = "{version: '%s', date: 2026-01-01, changes: x, evaluations_updated: %s, approved_by: B}"
FIRST = {"version": "1", "firmware": "1.0", "latency": "40 ms", "compute": "M4", "log": LOG % ("1", "all")}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with a capture of the same content."""
    found = tmp_path / "old", tmp_path / "new"
    for folder in found:
        folder.mkdir()
        (folder / "power.csv").write_text("1,2\n")
    return found


def compared(folders: tuple[Path, Path], **changed: str) -> Difference:
    old, new = (SHEET % {**FIRST, **more} for more in ({}, changed))
    return difference(small(old, folders[0]), small(new, folders[1]))


def places(found: Difference) -> tuple[list[str], list[str]]:
    return [r.place for r in found.stale], [r.place for r in found.updated]


LATENCY, MEMORY = "performance.latency_p50", "performance.memory_ram"


def test_without_a_cause_nothing_is_stale(folders: tuple[Path, Path]) -> None:
    assert places(compared(folders)) == ([], [])
    assert places(compared(folders, latency="41 ms")) == ([], [])


def test_another_firmware_makes_both_stale(folders: tuple[Path, Path]) -> None:
    found = compared(folders, firmware="1.1")
    assert places(found) == ([LATENCY, MEMORY], [])
    assert [(c.key, c.places) for c in found.causes] == [("firmware", ("title_page.firmware_version",))]
    assert {r.causes for r in found.stale} == {("firmware",)}


def test_another_processor_leaves_the_memory_alone(folders: tuple[Path, Path]) -> None:
    assert places(compared(folders, compute="M33")) == ([LATENCY], [])


def test_another_number_is_another_evaluation(folders: tuple[Path, Path]) -> None:
    assert places(compared(folders, firmware="1.1", latency="41 ms")) == ([MEMORY], [LATENCY])


def test_the_same_number_in_another_unit_is_none(folders: tuple[Path, Path]) -> None:
    assert places(compared(folders, firmware="1.1", latency="0.04 s")) == ([LATENCY, MEMORY], [])


def test_another_file_of_the_same_name_is_another_evaluation(folders: tuple[Path, Path]) -> None:
    (folders[1] / "power.csv").write_text("1,3\n")
    assert places(compared(folders, firmware="1.1")) == ([MEMORY], [LATENCY])


def test_what_only_one_of_them_says_is_no_change_of_it(folders: tuple[Path, Path]) -> None:
    """Nobody knows what the processor was; what is not applicable is something that was said."""
    found = compared(folders, compute="not provided")
    assert (found.unclear, found.causes, found.stale) == (("hardware.compute",), (), ())
    found = compared(folders, compute="not disclosed")
    assert (found.unclear, found.causes, found.stale) == (("hardware.compute",), (), ())
    found = compared(folders, compute='"not applicable: a design"')
    assert found.unclear == ()
    assert [r.place for r in found.stale] == [LATENCY]


@pytest.mark.parametrize(
    ("log", "said", "remark"),
    [
        ("all", [True, True], "these were updated, and they stand as before: Latency, median; Memory"),
        ("latency only", [True, False], "these were updated, and they stand as before: Latency, median"),
        ("none", [False, False], ""),
        ("none of the overall ones", [False, False], ""),
        ("parameters of the road", [False, False], ""),
        ("all but the latency", [None, None], ""),
    ],
)
def test_the_change_log_is_held_against_it(
    folders: tuple[Path, Path], log: str, said: list[bool | None], remark: str
) -> None:
    rows = f"{FIRST['log']}, {LOG % ('2', log)}"
    found = compared(folders, firmware="1.1", version="2", log=rows)
    assert [r.said for r in found.stale] == said
    assert [r for r in found.remarks if "The change log says" in r] == (
        [f"The change log says that {remark}"] if remark else []
    )
    found = compared(folders, firmware="1.1", version="2", log=rows, latency="41 ms")
    dotted = compared(folders, firmware="1.1", version="2", log=rows.replace(log, f"{log}."), latency="41 ms")
    assert [r for r in dotted.remarks if "no evaluation" in r] == [r for r in found.remarks if "no evaluation" in r]
    none = "The change log says that no evaluation was updated, and these were: Latency, median"
    assert (none in found.remarks) == (log == "none")


def test_a_change_without_a_row_in_the_change_log_is_said(folders: tuple[Path, Path]) -> None:
    found = compared(folders, firmware="1.1")
    assert found.remarks == (
        "Both are version 1, and they say different things",
        "The change log of the new datasheet has no row that the old one lacks",
    )
    assert [r.said for r in found.stale] == [None, None]


def test_a_change_log_in_another_language_is_not_read(folders: tuple[Path, Path]) -> None:
    old, new = (SHEET % {**FIRST, **more} for more in ({}, {"firmware": "2", "log": LOG % ("2", "none")}))
    german = HEAD.replace("en", "de")
    found = difference(sheet(german + old, folders[0]), sheet(german + new, folders[1]))
    assert [r.said for r in found.stale] == [None, None]


def test_a_table_that_only_one_of_them_has_is_named_once() -> None:
    """Data sets may be of the model and of the evaluation; nobody knows what they were."""
    found = difference(small("title_page: {name: A}\n"), small(SETS % "{of: both, name: A}"))
    assert found.unclear == ("data_and_model.datasets", "data_and_model.data_files")
    assert found.causes == ()


def test_rows_of_a_table_are_told_one_by_one() -> None:
    row = "{metric: accuracy, of: %s, value: {value: %s, status: measured}}"
    text = "title_page: {firmware_version: '%s'}\nperformance: {metrics: [%s, %s]}\n"
    old = text % ("1", row % ("a", "0.8"), row % ("b", "0.7"))
    new = text % ("2", row % ("b", "0.6"), row % ("a", "0.8") + ", {metric: recall, value: not provided}")
    found = difference(small(old), small(new))
    assert [r.rows for r in found.stale] == [("accuracy, a",)]
    assert [r.rows for r in found.updated] == [("accuracy, b", "recall")]


SETS = """\
data_and_model: {datasets: [%s], data_files: [{of: both, file: a.zip}]}
performance: {latency_p50: {value: 1 s, status: measured}, fairness: Alike}
"""


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("{of: training, name: A, version: '1'}", "{of: training, name: A, version: '2'}", ["model"]),
        ("{of: training, name: A, version: '1'}", "{of: evaluation, name: B}", ["model", "data"]),
        ("{of: evaluation, name: B}, {of: training, name: A}", "{of: evaluation, name: B}", ["model"]),
        ("{of: evaluation, name: B}, {of: training, name: A}", "{of: training, name: A}", ["data"]),
        ("{of: evaluation, name: A}", "{of: both, name: A}", ["model", "data"]),
        ("{of: both, name: A}", "{of: evaluation, name: A}", ["model", "data"]),
        ("{of: training, name: A}", "{of: training, name: A, licence: MIT}", []),
    ],
)
def test_a_data_set_is_a_cause_of_what_it_was_used_for(old: str, new: str, wanted: list[str]) -> None:
    """What a model was trained on makes another model; what it was evaluated on is data. A licence is neither.

    A row that is gone is looked up where it was: in the old datasheet.
    """
    found = difference(*(small(SETS % one) for one in (old, new)))
    assert [c.key for c in found.causes] == wanted
    stale = {"model": {LATENCY, "performance.fairness"}, "data": {"performance.fairness"}}
    assert {r.place for r in found.stale} == set().union(*(stale[key] for key in wanted))


def test_results_stand_in_the_order_of_the_template() -> None:
    """They are printed under the titles of their sections, each once."""
    places = [f"{p.key}.{f.key}" for p in template() for f in p.fields]
    sections = [p.key for p in template()]
    found = [r["place"].partition(".")[0] for r in settings()["results"]]
    assert [sections.index(one) for one in found] == sorted(sections.index(one) for one in found)
    assert len({r["place"] for r in settings()["results"]} & set(places)) == len(settings()["results"])


def test_a_table_that_is_taken_now_and_was_typed_is_found_again() -> None:
    """Also where its numbers are the typed ones: it rests on a file now."""
    text = (
        "artefacts: {evaluation: {file: evaluation.json}}\n"
        "title_page: {firmware_version: '%s'}\nperformance: {metrics: %s}\n"
    )
    new = small(text % ("2", "{from: evaluation.metrics}"))
    row = new.rows("performance.metrics")[0]
    typed = {"metric": row["metric"], "value": {"value": row["value"].value.text, "status": row["value"].status}}
    old = small(text % ("1", json.dumps([typed | {key: row[key] for key in ("name", "of") if key in row}])))
    found = difference(old, new)
    assert "performance.metrics" not in {r.place for r in found.stale}
    (again,) = (r for r in found.updated if r.place == "performance.metrics")
    assert len(again.rows) == len(new.rows("performance.metrics"))


# --- artefacts ----------------------------------------------------------------------------------


@pytest.fixture
def gesture(tmp_path: Path) -> Path:
    """The gesture example in a folder of its own."""
    shutil.copytree(GESTURE.parent, tmp_path / "new")
    return tmp_path / "new/datasheet.yaml"


def rewritten(file: Path, path: tuple[str | int, ...], value: object) -> None:
    file.write_text(edit.with_value(file.read_text(encoding="utf-8"), path, value).text, encoding="utf-8")


def test_results_of_an_evaluation_that_is_not_new_are_stale(gesture: Path) -> None:
    """Behind another toolchain the metrics are those of before, until the evaluation is another file."""
    rewritten(gesture, ("title_page", "toolchain"), "another one")
    found = difference(load_datasheet(GESTURE), load_datasheet(gesture))
    stale = {r.place for r in found.stale}
    assert {"performance.metrics", "performance.slices", LATENCY, "performance.memory_ram"} <= stale
    evaluation = gesture.parent / "evaluation.json"
    evaluation.write_text(evaluation.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    said = difference(load_datasheet(GESTURE), load_datasheet(gesture))
    assert any("evaluation is not the one that the new datasheet states" in remark for remark in said.remarks)
    import hashlib

    rewritten(gesture, ("artefacts", "evaluation", "sha256"), hashlib.sha256(evaluation.read_bytes()).hexdigest())
    found = difference(load_datasheet(GESTURE), load_datasheet(gesture))
    assert {"performance.metrics", "performance.slices"} <= {r.place for r in found.updated}
    assert ("artefacts.evaluation", ("content",)) in [(c.place, c.aspects) for c in found.changes]


def test_another_system_makes_the_footprint_new_and_not_stale(gesture: Path) -> None:
    system = gesture.parent / "gesture-band.yaml"
    system.write_text("# more\n" + system.read_text(encoding="utf-8"), encoding="utf-8")
    text = gesture.read_text(encoding="utf-8")
    old_hash = text.partition("gesture-band.yaml, sha256: ")[2][:64]
    import hashlib

    gesture.write_text(text.replace(old_hash, hashlib.sha256(system.read_bytes()).hexdigest()), encoding="utf-8")
    found = difference(load_datasheet(GESTURE), load_datasheet(gesture))
    assert [c.key for c in found.causes] == ["system"]
    assert {r.place for r in found.updated} >= {
        "environment.footprint",
        "environment.by_block",
        "environment.use_power",
    }
    assert not {r.place for r in found.stale} & {"environment.footprint", "environment.by_block"}


# --- the table ----------------------------------------------------------------------------------


def test_every_place_of_the_table_is_one_of_the_template() -> None:
    data = settings()
    known = {f"{p.key}.{f.key}": f for p in template() for f in p.fields}
    assert {p for c in data["causes"].values() for p in c["places"]} <= known.keys()
    assert {r["place"] for r in data["results"]} <= known.keys()
    assert set(data["ordered"]) | data["rows"].keys() <= known.keys()
    assert all(c["reason"] for c in data["causes"].values())
    assert all(set(r["depends"]) <= data["causes"].keys() and r["words"] for r in data["results"])
    assert {k for c in data["causes"].values() for k in c.get("artefacts", ())} <= KINDS.keys()
    for cause in data["causes"].values():
        for table, columns in (*cause.get("without", {}).items(), *cause.get("among", {}).items()):
            assert set(columns) <= {c.key for c in known[table].columns}
            assert table in cause["places"]


@pytest.mark.parametrize("table", [f"{p.key}.{f.key}" for p in template() for f in p.fields if f.kind == "table"])
def test_every_table_says_what_its_rows_are_known_by(table: str) -> None:
    part, _, key = table.partition(".")
    columns = {c.key for c in section(part).field(key).columns}
    by, then = identity(table)
    assert by
    assert set(by) | set(then) <= columns
