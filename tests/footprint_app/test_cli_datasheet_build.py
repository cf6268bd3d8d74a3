"""`datasheet build`: what it writes, where, and what it refuses, as text, as JSON and as an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from datasheets import labels_of, load_datasheet
from tests.footprint_app.commands import document, run

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
FORMS = ("datasheet.pdf", "datasheet-summary.pdf", "datasheet.md", "datasheet.json", "datasheet.html")


def test_the_pdf_goes_beside_the_source(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, err = run(capsys, "datasheet", "build", "datasheet.yaml")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Wrote datasheet.pdf."
    assert "The rules found 0 errors and 1 warning: footprint datasheet lint" in out
    with pikepdf.open(folder / "datasheet.pdf") as pdf:
        assert pdf.docinfo["/Title"] == "Gesture band: datasheet"
        assert "datasheet.yaml" in pdf.attachments


def test_all_of_them_into_a_folder_the_same_again(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """One form that is named goes where it is named; a second run writes the same bytes."""
    (folder / "out").mkdir()
    arguments = ("datasheet", "build", "datasheet.yaml", "--output", "out", "--markdown", "sheet.md")
    found = document(capsys, *arguments)
    written = [str(Path("out") / name) for name in FORMS]
    written[2] = "sheet.md"
    assert found["written"][: len(written)] == written
    drawn = found["written"][len(written) :]
    assert {name[-4:] for name in drawn} == {".svg"}
    written += drawn
    before = {name: Path(name).read_bytes() for name in written}
    assert document(capsys, *arguments) == found
    assert {name: Path(name).read_bytes() for name in written} == before
    told = json.loads(before[written[3]])
    assert told == {key: value for key, value in found.items() if key not in ("written",)}
    assert (told["schema"], told["counts"]["errors"]) == ("footprint.datasheet-document/1", 0)


def test_labels_into_a_folder(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Each in colour and in one colour, named after the source and its key; nothing else is written."""
    (folder / "out").mkdir()
    code, out, err = run(capsys, "datasheet", "build", "datasheet.yaml", "--labels", "out")
    assert (code, err) == (0, "")
    keys = [label.key for label in labels_of(load_datasheet("datasheet.yaml"))]
    names = {f"datasheet-label-{key}{end}.svg" for key in keys for end in ("", "-one-colour")}
    assert keys
    assert {p.name for p in (folder / "out").iterdir()} == names
    assert f"Wrote {len(names)} drawings of labels into the folder out" in out
    assert all(p.read_text(encoding="utf-8").startswith("<svg") for p in (folder / "out").iterdir())
    assert not (folder / "datasheet.pdf").exists()


def test_the_web_page_is_one_file(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert run(capsys, "datasheet", "build", "datasheet.yaml", "--html", "page.html")[0] == 0
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "Gesture band" in page


def test_json_alone_writes_nothing(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    before = sorted(p.name for p in folder.iterdir())
    assert document(capsys, "datasheet", "build", "datasheet.yaml")["written"] == []
    assert sorted(p.name for p in folder.iterdir()) == before


def test_a_sheet_with_errors_is_a_draft(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """It is printed, and both the text and the pages say so."""
    code, out, err = run(capsys, "datasheet", "build", "pa1.yaml", "--markdown", "pa1.md")
    assert (code, err) == (0, "")
    errors = json.loads(run(capsys, "datasheet", "lint", "pa1.yaml", "--json")[1])["counts"]["errors"]
    assert f"With {errors} errors it is a draft, and says so." in out
    assert f"{errors} errors" in (folder / "pa1.md").read_text(encoding="utf-8")


def test_strict_writes_nothing_where_there_are_errors(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, err = run(capsys, "datasheet", "build", "pa1.yaml", "--strict")
    assert (code, err) == (1, "")
    assert out.startswith("Nothing was written: ")
    assert not (folder / "pa1.pdf").exists()
    assert run(capsys, "datasheet", "build", "datasheet.yaml", "--strict")[0] == 0
    assert (folder / "datasheet.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.yaml",), "no such file (nowhere.yaml)"),
        (("gesture-band.yaml",), 'unknown schema "footprint.system/1"'),
        (("datasheet.yaml", "--output", "nowhere"), "no such folder (nowhere)"),
        (("datasheet.yaml", "--labels", "nowhere"), "no such folder (nowhere)"),
        (("datasheet.yaml", "--html", "a", "--markdown", "./a"), "--html and --markdown are the same file"),
        (("datasheet.yaml", "--pdf", "nowhere/a.pdf"), "nowhere/a.pdf"),
        (("datasheet.yaml", "--pdf", ""), "--pdf names no file"),
        (("datasheet.yaml", "--pdf", "a.pdf", "--summary", "./a.pdf"), "--summary and --pdf are the same file"),
        (("datasheet.yaml", "--data", "datasheet.yaml"), "--data and the source file are the same file"),
        (("datasheet.yaml", "--as-of", "31.1.2027"), "31.1.2027"),
    ],
)
def test_what_build_refuses(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    """One sentence, exit code 2, and nothing written."""
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    code, out, err = run(capsys, "datasheet", "build", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
