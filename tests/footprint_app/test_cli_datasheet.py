"""The commands of the datasheet: what they write, find and refuse, as text, as JSON and as an exit code."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasheets import load_datasheet
from datasheets.lints.rules import MANY, MISSING, Finding, Quote
from datasheets.sheet.progress import Progress
from datasheets.sheet.schema import datasheet_schema
from datasheets.sheet.template import template
from datasheets.sheet.values import NOT_PROVIDED
from footprint_app.lint_text import lint_text
from footprint_app.terminal_marks import WIDTH
from tests.footprint_app.commands import document, run

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
GESTURE = EXAMPLES / "gesture/datasheet.yaml"
PA1 = EXAMPLES / "pa1/datasheet.yaml"
REQUIRED = [f"{s.key}.{f.key}" for s in template() for f in s.fields if f.need == "required"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the artefacts of the examples."""
    shutil.copytree(EXAMPLES / "gesture", tmp_path, dirs_exist_ok=True)
    for name in ("ppk2-pulses.csv", "pa1-bom.csv", "pipe-listener.yaml"):
        shutil.copy(EXAMPLES / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


ARTEFACTS = ("--model", "gesture_int8.tflite", "--evaluation", "evaluation.json", "--system", "gesture-band.yaml")


def test_new_without_artefacts(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Every required field is there and not provided; the text says how many."""
    code, out, err = run(capsys, "datasheet", "new", "my.yaml")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()[1:4]] == [
        [str(len(REQUIRED)), "required", "fields"],
        ["0", "of", "them", "taken", "from", "artefacts"],
        [str(len(REQUIRED)), "not", "provided:", "fill", "them", "in"],
    ]
    assert "footprint datasheet lint ./my.yaml" in out
    sheet = load_datasheet(folder / "my.yaml")
    assert {place for place in REQUIRED if sheet.get(place) == NOT_PROVIDED} == set(REQUIRED)


def test_new_with_artefacts(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Taken and not provided add up to what is required, and the file says the same as the counts."""
    found = document(capsys, "datasheet", "new", "my.yaml", *ARTEFACTS)
    assert found["schema"] == "footprint.datasheet-new/1"
    sheet = load_datasheet(folder / "my.yaml")
    assert {tuple(k.split(".")): v for k, v in found["taken"].items()} == sheet.taken
    assert found["not_provided"] == [p for p in REQUIRED if sheet.get(p) == NOT_PROVIDED]
    taken = set(found["taken"])
    assert found["counts"] == {
        "required": len(REQUIRED), "taken": len(taken & set(REQUIRED)), "answered": 0, "imported": 0,
        "not_provided": len(REQUIRED) - len(taken & set(REQUIRED)), "not_required_taken": len(taken - set(REQUIRED)),
    }  # fmt: skip
    assert taken >= {"data_and_model.architecture", "performance.metrics", "environment.footprint"}
    assert found["artefacts"]["model"]["sha256"] == sheet.artefacts.named["model"].found_sha256


def test_new_in_another_folder(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are those from the file, whatever folder the command is run in."""
    (folder / "sheets/files").mkdir(parents=True)
    shutil.move(folder / "gesture_int8.tflite", folder / "sheets/files")
    monkeypatch.chdir(folder / "sheets/files")
    options = ("--model", "gesture_int8.tflite", "--language", "pt-BR")
    assert run(capsys, "datasheet", "new", "../my.yaml", *options)[0] == 0
    sheet = load_datasheet(folder / "sheets/my.yaml")
    assert sheet.artefacts.named["model"].file == "files/gesture_int8.tflite"
    assert sheet.language == "pt-BR"
    assert sheet.quantity("data_and_model.macs") is not None


def test_options_of_artefacts_are_kept(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """The file that new wrote is read again without them on the command line."""
    options = ("--capture", "ppk2-pulses.csv", "--voltage", "3", "--system", "pipe-listener.yaml")
    found = document(capsys, "datasheet", "new", "my.yaml", *options, "--fill-from", "defra-2025")
    assert found["artefacts"]["capture"]["voltage"] == "3 V"
    assert found["artefacts"]["system"]["fill_from"] == ["defra-2025"]
    assert {found["taken"][f"performance.power_{k}"] for k in ("active", "peak")} == {
        "capture.power_active", "capture.power_peak",
    }  # fmt: skip
    power = load_datasheet(folder / "my.yaml").quantity("performance.power_peak")
    assert power is not None
    assert power.status == "measured"
    assert run(capsys, "datasheet", "new", "parts.yaml", "--bom", "pa1-bom.csv")[0] == 0
    assert len(load_datasheet(folder / "parts.yaml").rows("hardware.bom")) == 13


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("datasheet.yaml",), "the file is there already (datasheet.yaml). Choose another name; it was not touched."),
        (("my.txt",), '"my.txt" does not end in .yaml'),
        (("none/my.yaml",), "no such folder (none/my.yaml)"),
        (("my.yaml", "--model", "gesture_int.tflite"), '(--model). Nearest valid: gesture_int8.tflite'),
        (("my.yaml", "--model", ""), "--model names no file"),
        (("my.yaml", "--model", "."), "(.)"),
        (("my.yaml", "--model", "x" * 5000), "(--model)"),
        (("sub/my.yaml", "--bom", "pa1-bom.csv"), '--bom "pa1-bom.csv" is not in the folder of the datasheet'),
        (("my.yaml", "--bom", "/etc/hostname"), '--bom "/etc/hostname" is not in the folder of the datasheet'),
        (("sub/my.yaml", "--bom", "sub/link.csv"), '"link.csv" is not in the folder of the datasheet (--bom)'),
        (("my.yaml", "--capture", "ppk2-pulses.csv"), "Give it as --voltage 3.0"),
        (("my.yaml", "--voltage", "3"), "--voltage goes with --capture"),
        (("my.yaml", "--fill-from", "defra-2025"), "--fill-from goes with --system"),
        (("my.yaml", "--capture", "ppk2-pulses.csv", "--voltage", "3 A"), 'unit "A"'),
        (("my.yaml", "--system", "pipe-listener.yaml"), "defra-2025 has one: --fill-from defra-2025"),
        (("my.yaml", "--system", "pipe-listener.yaml", "--factors", "x"), 'unknown factor set "x"'),
        (("my.yaml", "--evaluation", "gesture-band.yaml"), "not valid JSON"),
        (("my.yaml", "--language", "yes please"), '"yes please" is no language tag (--language)'),
        (("my.yaml", "--language", "en\nclaims: []"), "is no language tag (--language)"),
    ],
)  # fmt: skip
def test_what_new_refuses(
    capsys: pytest.CaptureFixture[str], folder: Path, options: tuple[str, ...], said: str
) -> None:
    """One message, and nothing is written or touched."""
    (folder / "sub").mkdir()
    os.symlink("../pa1-bom.csv", folder / "sub/link.csv")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    code, out, err = run(capsys, "datasheet", "new", *options)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_lint_of_the_clean_example(capsys: pytest.CaptureFixture[str]) -> None:
    """No error: exit code 0, and every required field is answered."""
    code, out, err = run(capsys, "datasheet", "lint", str(GESTURE), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == ["schema", "tool_version", "file", "as_of", "findings", "counts"]
    assert found["counts"]["errors"] == 0
    sections = found["counts"]["sections"]
    assert all(one["answered"] == one["required"] for one in sections.values())
    assert sum(one["required"] for one in sections.values()) == len(REQUIRED)


def test_lint_of_the_published_example(capsys: pytest.CaptureFixture[str]) -> None:
    """Errors: exit code 1. Counts are those of the findings, and every line is that of the file."""
    code, out, err = run(capsys, "datasheet", "lint", str(PA1), "--json", "--as-of", "2026-11-21")
    assert (code, err) == (1, "")
    found = json.loads(out)
    assert (found["schema"], found["as_of"]) == ("footprint.datasheet-lint/1", "2026-11-21")
    kinds = [f["severity"] for f in found["findings"]]
    assert found["counts"]["errors"] == kinds.count("error") > 0
    assert found["counts"]["warnings"] == kinds.count("warning") > 0
    lines = PA1.read_text(encoding="utf-8").splitlines()
    intended = next(f for f in found["findings"] if f["where"][0]["place"] == "title_page.intended_use")
    assert (intended["rule"], intended["severity"]) == ("required-missing", "error")
    (where,) = intended["where"]
    assert lines[where["line"] - 1].strip() == "intended_use: not provided"
    assert set(where) == {"place", "line", "text"}


def test_text_and_json_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Each finding stands once in the text, errors first, and no line is wider than the terminal.

    Fields that say nothing stand together, each with its line.
    """
    found = json.loads(run(capsys, "datasheet", "lint", str(PA1), "--json")[1])
    code, out, err = run(capsys, "datasheet", "lint", str(PA1))
    assert (code, err) == (1, "")
    assert max(map(len, out.replace(str(PA1), "").splitlines())) <= WIDTH
    errors, warnings = out.split("\nErrors\n")[1].split("\nWarnings\n")
    for part, severity in ((errors, "error"), (warnings, "warning")):
        starts = [line.split()[0].rstrip(":") for line in part.splitlines() if line[:3].strip() and line[:2] == "  "]
        told = [f["rule"] for f in found["findings"] if f["severity"] == severity]
        many = {rule for rule in MISSING if told.count(rule) >= MANY}
        assert [s for s in starts if s] == [r for i, r in enumerate(told) if r not in many or r not in told[:i]]
    words = " ".join(out.split())
    for one in found["findings"]:
        if one["rule"] == "required-missing":
            place = one["where"][0]
            assert f"{place['place'].split('.', 1)[1]} (line {place['line']})" in words
    counts = found["counts"]
    assert f"{counts['errors']} errors and {counts['warnings']} warning" in out
    page = counts["sections"]["title_page"]
    (row,) = [line for line in out.splitlines() if line.startswith("Title page")]
    assert row.split()[2:] == [str(page["answered"]), "of", str(page["required"])]
    assert "--as-of DATE names one" in " ".join(out.split())


def test_a_file_that_was_just_begun(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """What new marks is what lint asks for, field by field."""
    marked = document(capsys, "datasheet", "new", "my.yaml", *ARTEFACTS)["not_provided"]
    code, out, _ = run(capsys, "datasheet", "lint", "my.yaml", "--json")
    assert code == 1
    found = json.loads(out)
    asked = [f["where"][0]["place"] for f in found["findings"] if f["rule"] in ("required-missing", "support-missing")]
    assert set(asked) >= set(marked)
    sections = found["counts"]["sections"].values()
    assert sum(s["required"] - s["answered"] for s in sections) == len(marked)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (None, (), "no such file (my.yaml)"),
        (b"", (), "no datasheet"),
        (b"\x00\xff", (), "my.yaml"),
        (b"[" * 100_000, (), "nested more than"),
        (b"a: *b", (), "my.yaml, line 1"),
        (b"schema: footprint.system/1\n", (), "my.yaml, line 1, schema"),
        (b"schema: footprint.datasheet/1\nlanguage: en\ntitel_page: {}\n", (), "Nearest valid: title_page"),
        (b"schema: footprint.datasheet/1\nlanguage: en\nartefacts: {model: {file: m.tflite}}\n", (), "no such file"),
        (b"schema: footprint.datasheet/1\nlanguage: en\nartefacts: {capture: {file: ppk2-pulses.csv}}\nperformance:\n"
         b"  power_peak: {from: capture.power_peak}\n", (), "Give it as voltage: 3.0 V"),
        (b"schema: footprint.datasheet/1\nlanguage: en\nartefacts: {system: {file: pipe-listener.yaml}}\nenvironment:\n"
         b"  footprint: {from: system.footprint}\n", (), "defra-2025 has one: fill_from: defra-2025"),
        (b"schema: footprint.datasheet/1\nlanguage: en\n", ("--as-of", "2027-13-01"), "is not a date"),
    ],
)  # fmt: skip
def test_what_lint_cannot_read(
    capsys: pytest.CaptureFixture[str], folder: Path, content: bytes | None, options: tuple[str, ...], said: str
) -> None:
    if content is not None:
        (folder / "my.yaml").write_bytes(content)
    code, out, err = run(capsys, "datasheet", "lint", "my.yaml", *options)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema of the package, the same with and without --json."""
    found = document(capsys, "datasheet", "schema")
    assert found.items() >= datasheet_schema().items()
    assert found["schema"] == "footprint.datasheet-schema/1"
    assert json.loads(run(capsys, "datasheet", "schema")[1]) == found


SECTIONS = {"title_page": Progress(3, 19), "overview": Progress(16, 16)}


def test_text_of_findings() -> None:
    """Errors stand first; a place that the sentence does not quote is quoted below, with its line."""
    twice = Finding(
        "stated-twice", "warning", "the supply voltage is 3.3 V and 5 V",
        (Quote("hardware.supply_voltage", 12, "3.3 V"), Quote("overview.description", 40, "runs at\n5 V")),
    )  # fmt: skip
    missing = Finding("missing", "error", "Name (title_page.name) is not provided",
                      (Quote("title_page.name", 3, "not provided"),))  # fmt: skip
    assert lint_text("a.yaml", [twice, missing], SECTIONS, date(2027, 1, 31)).splitlines() == [
        "a.yaml",
        "",
        "Errors",
        "  missing (line 3): Name (title_page.name) is not provided.",
        "",
        "Warnings",
        "  stated-twice (lines 12, 40): the supply voltage is 3.3 V and 5 V.",
        "      line 12, hardware.supply_voltage: 3.3 V",
        "      line 40, overview.description: runs at 5 V",
        "",
        "Required fields                   answered",
        "Title page                          3 of 19",
        "1 Overview                         16 of 16",
        "",
        "1 error and 1 warning.",
    ]


def test_text_without_findings() -> None:
    assert lint_text("a.yaml", [], {}, date(2027, 1, 31)).endswith("\n\nNo errors and no warnings.")


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(min_size=1), st.one_of(st.none(), st.integers(1, 10**6)))
def test_text_of_any_finding_fits_the_terminal(message: str, text: str, line: int | None) -> None:
    """Whatever a file holds: nothing steers the terminal, and no line of words is too wide for it."""
    found = Finding("some-rule", "error", message + " " + "word " * 30, (Quote("claims.1.text", line, text * 40),))
    shown = lint_text("a.yaml", [found], {}, None)
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert max(map(len, shown.splitlines())) <= WIDTH
