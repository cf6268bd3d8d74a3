"""`datasheet export` and `datasheet import`: what they write, say and refuse, as text, as JSON and as an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from datasheets import load_datasheet
from datasheets.exchange.formats import FORMATS
from footprint_app.terminal_marks import WIDTH
from tests.footprint_app.commands import document, run

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
EXPORTED = [one for one in FORMATS.values() if one.exports]


def kept(folder: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- export ---------------------------------------------------------------------------------------


def test_all_formats_into_a_folder(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Named after the source; one that is named goes where it is named; a second run writes the same bytes."""
    (folder / "out").mkdir()
    arguments = ("datasheet", "export", "datasheet.yaml", "--output", "out", "--model-card", "card.md")
    found = document(capsys, *arguments)
    assert list(found) == [
        "schema", "tool_version", "file", "as_of", "counts", "draft", "formats", "not_made", "written",
    ]  # fmt: skip
    assert found["schema"] == "footprint.datasheet-export/1"
    assert (found["draft"], found["not_made"]) == (False, [])
    wanted = {f.key: str(Path("out") / f"datasheet{f.ending}") for f in EXPORTED} | {"model-card": "card.md"}
    assert {f["format"]: f["file"] for f in found["formats"]} == wanted
    assert sorted(found["written"]) == sorted(wanted.values())
    before = {name: Path(name).read_bytes() for name in found["written"]}
    assert all(before.values())
    assert document(capsys, *arguments) == found
    assert {name: Path(name).read_bytes() for name in found["written"]} == before


def test_text_says_what_a_format_cannot_say(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """A count by section, and with --verbose every field; the counts are those of the JSON."""
    found = document(capsys, "datasheet", "export", "datasheet.yaml", "--croissant", "a.json")
    (one,) = found["formats"]
    code, out, err = run(capsys, "datasheet", "export", "datasheet.yaml", "--croissant", "a.json")
    assert (code, err) == (0, "")
    assert out.startswith(f"Wrote a.json: {FORMATS['croissant'].title}")
    words = " ".join(out.split())
    assert f"It has no word for {len(one['unsaid'])} fields (--verbose lists them): " in words
    hardware = sum(place.startswith("hardware.") for place in one["unsaid"])
    assert f"6 Hardware ({hardware})" in words
    for missing in one["missing"]:
        assert f"{missing['name']} ({missing['place']})" in words
    _, longer, _ = run(capsys, "datasheet", "export", "datasheet.yaml", "--croissant", "a.json", "--verbose")
    assert "Supply voltage" in longer
    assert "Supply voltage" not in out
    assert max(map(len, longer.splitlines())) <= WIDTH


def test_json_alone_writes_nothing(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    before = kept(folder)
    found = document(capsys, "datasheet", "export", "datasheet.yaml")
    assert {f["format"] for f in found["formats"]} == {f.key for f in EXPORTED}
    assert (found["written"], {f["file"] for f in found["formats"]}) == ([], {None})
    assert kept(folder) == before


def test_a_draft_is_written_and_called_so(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, err = run(capsys, "datasheet", "export", "pa1.yaml", "--cyclonedx-1.7", "a.json")
    assert (code, err) == (0, "")
    errors = json.loads(run(capsys, "datasheet", "lint", "pa1.yaml", "--json")[1])["counts"]["errors"]
    assert f"With {errors} errors the datasheet is a draft, which these formats cannot say." in " ".join(out.split())
    assert (folder / "a.json").exists()
    code, out, err = run(capsys, "datasheet", "export", "pa1.yaml", "--cyclonedx-1.7", "b.json", "--strict")
    assert (code, err) == (1, "")
    assert "Nothing was written" in out
    assert "Wrote" not in out
    assert not (folder / "b.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("datasheet.yaml",), "nothing to write. Give --output FOLDER, or some of --cyclonedx-1.7 FILE"),
        (("nowhere.yaml", "--spdx", "a.json"), "no such file (nowhere.yaml)"),
        (("gesture-band.yaml", "--spdx", "a.json"), 'unknown schema "footprint.system/1"'),
        (("datasheet.yaml", "--output", "nowhere"), "no such folder (nowhere)"),
        (("datasheet.yaml", "--croissant", "nowhere/a.json"), "nowhere/a.json"),
        (("datasheet.yaml", "--croissant", "a.json", "--pact", "."), "a folder where a file is to be written (.)"),
        (("datasheet.yaml", "--croissant", ""), "--croissant names no file"),
        (("datasheet.yaml", "--croissant", "a", "--pact", "./a"), "--pact and --croissant are the same file"),
        (("datasheet.yaml", "--croissant", "datasheet.yaml"), "--croissant and the source file are the same file"),
        (("datasheet.yaml", "--croissant", "a.json", "--as-of", "31.1.2027"), "31.1.2027"),
    ],
)
def test_what_export_refuses(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = kept(folder)
    code, out, err = run(capsys, "datasheet", "export", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert kept(folder) == before


def test_a_format_that_cannot_be_made(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """SPDX asks for a date, which this sheet lacks: into a folder the others are written, by itself it is an error."""
    (folder / "out").mkdir()
    found = document(capsys, "datasheet", "export", "pa1.yaml", "--output", "out")
    (one,) = found["not_made"]
    assert one["format"] == "spdx"
    assert "no date" in one["why"]
    assert {f["format"] for f in found["formats"]} == {f.key for f in EXPORTED} - {"spdx"}
    assert len(list((folder / "out").iterdir())) == len(EXPORTED) - 1
    code, out, _ = run(capsys, "datasheet", "export", "pa1.yaml", "--output", "out")
    assert (code, f"Not made: {FORMATS['spdx'].title}, because" in " ".join(out.split())) == (0, True)
    before = kept(folder)
    code, out, err = run(capsys, "datasheet", "export", "pa1.yaml", "--spdx", "a.json", "--pact", "b.json")
    assert (code, out) == (2, "")
    assert "no date" in err
    assert kept(folder) == before


# --- import ---------------------------------------------------------------------------------------


@pytest.fixture
def card(capsys: pytest.CaptureFixture[str], folder: Path) -> Path:
    """The model card of the gesture band."""
    assert run(capsys, "datasheet", "export", "datasheet.yaml", "--model-card", "card.md")[0] == 0
    return folder / "card.md"


def test_what_a_file_says(capsys: pytest.CaptureFixture[str], card: Path) -> None:
    """Without --into nothing is written; the text has the titles, the JSON what a source file would hold."""
    before = kept(card.parent)
    found = document(capsys, "datasheet", "import", "card.md")
    assert list(found) == ["schema", "tool_version", "into", "written", "files"]
    assert (found["schema"], found["into"], found["written"]) == ("footprint.datasheet-import/1", None, None)
    (one,) = found["files"]
    assert one.keys() == {"file", "fields", "origins", "filled", "kept", "left", "other_name"}
    assert one["fields"]["data_and_model.task"] == "Telling one of four classes from a window"
    assert one["origins"]["data_and_model.task"].startswith("card.md, ")
    assert (one["filled"], one["kept"]) == (None, None)
    code, out, err = run(capsys, "datasheet", "import", "card.md")
    assert (code, err) == (0, "")
    assert f"It has something for {len(one['fields'])} places:" in out
    assert kept(card.parent) == before


def test_into_a_datasheet(capsys: pytest.CaptureFixture[str], card: Path) -> None:
    """What is open is filled and declared, what the sheet says stays, and both are told; the old file is untouched."""
    before = (card.parent / "pa1.yaml").read_bytes()
    found = document(capsys, "datasheet", "import", "card.md", "--into", "pa1.yaml", "--output", "new.yaml")
    (one,) = found["files"]
    assert (found["into"], found["written"]) == ("pa1.yaml", "new.yaml")
    assert (card.parent / "pa1.yaml").read_bytes() == before
    sheet = load_datasheet("new.yaml")
    assert sheet.get("data_and_model.evaluation_licence") == "Apache-2.0"
    assert sheet.origins["data_and_model.evaluation_licence"].status == "declared"
    assert "data_and_model.evaluation_licence" in one["filled"]
    task = next(k for k in one["kept"] if k["place"] == "data_and_model.task")
    assert task == {
        "place": "data_and_model.task", "here": "Telling whether a person is in the picture",
        "there": "Telling one of four classes from a window",
    }  # fmt: skip
    old = (card.parent / "pa1.yaml").read_text(encoding="utf-8")
    comments = {line.partition("  #")[2] for line in old.splitlines() if "  #" in line}
    new = (card.parent / "new.yaml").read_text(encoding="utf-8")
    assert comments
    assert all(comment in new for comment in comments)
    code, out, err = run(capsys, "datasheet", "import", "card.md", "--into", "new.yaml", "--output", "third.yaml")
    assert (code, err) == (0, "")
    assert (card.parent / "third.yaml").read_text(encoding="utf-8") == new
    assert "  Filled nothing." in out
    assert "  Kept, because the datasheet says otherwise:" in out
    assert max(map(len, out.splitlines())) <= WIDTH


def test_a_new_datasheet_from_files(capsys: pytest.CaptureFixture[str], card: Path) -> None:
    assert run(capsys, "datasheet", "export", "datasheet.yaml", "--croissant", "data.json")[0] == 0
    options = ("--import", "card.md", "--import", "data.json", "--model", "gesture_int8.tflite")
    found = document(capsys, "datasheet", "new", "my.yaml", *options)
    assert [one["file"] for one in found["imported"]] == ["card.md", "data.json"]
    assert found["counts"]["imported"] == sum(len(one["filled"]) for one in found["imported"]) > 20
    sheet = load_datasheet("my.yaml")
    assert sheet.get("data_and_model.task") == "Telling one of four classes from a window"
    assert sheet.taken["data_and_model", "macs"] == "model.macs"
    assert "data_and_model.task" not in found["not_provided"]
    code, out, _ = run(capsys, "datasheet", "new", "more.yaml", *options)
    assert code == 0
    assert f"{found['counts']['imported']} fields imported" in " ".join(out.split())
    assert "More" not in out


def test_a_file_of_another_product_is_asked_about(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert run(capsys, "datasheet", "export", "datasheet.yaml", "--cyclonedx-1.7", "bom.json")[0] == 0
    options = ("bom.json", "--into", "pa1.yaml", "--output", "new.yaml")
    _, out, _ = run(capsys, "datasheet", "import", *options)
    assert "It calls the sensor Gesture band: is it about the same one?" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.json",), "no such file (none.json)"),
        (("evaluation.json",), "evaluation.json"),
        (("gesture_int8.tflite",), "gesture_int8.tflite"),
        (("broken.json",), "broken.json"),
        (("card.md", "./card.md"), "the file is named twice (./card.md)"),
        (("card.md", "--into", "pa1.yaml"), "--into SHEET and --output NEW go together"),
        (("card.md", "--output", "new.yaml"), "--into SHEET and --output NEW go together"),
        (("card.md", "--into", "none.yaml", "--output", "new.yaml"), "no such file (none.yaml)"),
        (("card.md", "--into", "pa1.yaml", "--output", "datasheet.yaml"), "the file is there already (datasheet.yaml)"),
        (("card.md", "--into", "pa1.yaml", "--output", "new.txt"), '"new.txt" does not end in .yaml'),
        (("card.md", "--into", "pa1.yaml", "--output", "sub/new.yaml"), "is not in the folder of"),
        (("card.md", "--into", "gesture-band.yaml", "--output", "new.yaml"), 'unknown schema "footprint.system/1"'),
        (("card.md", "broken.json", "--into", "pa1.yaml", "--output", "new.yaml"), "broken.json"),
    ],
)
def test_what_import_refuses(
    capsys: pytest.CaptureFixture[str], card: Path, arguments: tuple[str, ...], said: str
) -> None:
    (card.parent / "sub").mkdir()
    (card.parent / "broken.json").write_text('{"bomFormat": "CycloneDX", ')
    before = kept(card.parent)
    code, out, err = run(capsys, "datasheet", "import", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert kept(card.parent) == before


def test_new_writes_nothing_where_an_import_cannot_be_read(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    before = kept(folder)
    code, out, err = run(capsys, "datasheet", "new", "my.yaml", "--import", "evaluation.json")
    assert (code, out) == (2, "")
    assert "evaluation.json" in err
    assert kept(folder) == before
