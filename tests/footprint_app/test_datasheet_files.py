"""Files of the page Datasheet: what may come in, under which names, and what goes out."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from footprint.errors import InputError
from footprint_app import datasheet_files as files
from footprint_app.datasheet_start import example

ROOT = Path(__file__).parents[2]
GESTURE = ROOT / "docs" / "examples" / "gesture"


@pytest.mark.parametrize("name", [
    "../up", "/etc/passwd", "a/../../b", "C:\\x", "\\\\host\\x", "a\0b", "", "x" * 101, "a/b/c/d/e/f/g/h/i", "a\nb",
    "c:d",
])  # fmt: skip
def test_a_name_never_leads_out(name: str) -> None:
    with pytest.raises(InputError, match="is no name of a file in a folder"):
        files.safe(name)


@pytest.mark.parametrize(("name", "kept"), [("a b/ü😀.png", "a b/ü😀.png"), ("a\\b.svg", "a/b.svg"), ("./x", "x")])
def test_other_names_are_kept(name: str, kept: str) -> None:
    assert files.safe(name) == kept


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "/"), text)
    return path


SOURCE = "schema: footprint.datasheet/1\nlanguage: en\n"


def test_an_archive_is_opened_with_the_files_beside_its_source(tmp_path: Path) -> None:
    folder = files.new_folder()
    made = archive(
        tmp_path / "a.zip", **{"top__in__sheet.yaml": SOURCE, "top__in__pics__a.svg": "<svg/>", "top__x": "y"}
    )
    assert files.unzipped(made, folder.path) == ("sheet.yaml", SOURCE)
    assert files.names(folder.path) == ["pics/a.svg"]


@pytest.mark.parametrize(("members", "words"), [
    ({"..__x.yaml": SOURCE}, "is no name of a file"), ({"a.txt": "x"}, "no source file of a datasheet"),
    ({"a.yaml": SOURCE, "b.yaml": SOURCE}, "more than one datasheet: a.yaml, b.yaml"),
    ({"a.yaml": SOURCE, "x": "1", "x__y": "2"}, "cut off or damaged"),
])  # fmt: skip
def test_an_archive_that_is_refused(tmp_path: Path, members: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        files.unzipped(archive(tmp_path / "a.zip", **members), files.new_folder().path)
    assert not list(tmp_path.glob("*.yaml")), "nothing was written beside the folder"


def test_an_archive_that_says_little_and_holds_much_is_refused(tmp_path: Path) -> None:
    """400 MB of zeros are 0.4 MB in an archive."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.yaml", SOURCE)
        with made.open("zeros", "w", force_zip64=True) as member:
            for _ in range(400):
                member.write(bytes(1 << 20))
    folder = files.new_folder()
    with pytest.raises(InputError, match="more than 500 files or 300 MB"):
        files.unzipped(tmp_path / "a.zip", folder.path)
    assert files.names(folder.path) == []


def test_of_two_datasheets_the_outer_one_is_opened(tmp_path: Path) -> None:
    folder = files.new_folder()
    made = archive(tmp_path / "a.zip", **{"z.yaml": SOURCE, "old__b.yaml": SOURCE})
    assert files.unzipped(made, folder.path) == ("z.yaml", SOURCE)
    assert files.names(folder.path) == ["old/b.yaml"]


def test_a_name_is_used_again_for_the_same_content_only(tmp_path: Path) -> None:
    (tmp_path / "system.yaml").write_bytes(b"one")
    assert files.free_name(tmp_path, "system.yaml", b"one") == "system.yaml"
    assert files.free_name(tmp_path, "system.yaml", b"two") == "system-2.yaml"


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", **{f"f{n}": "" for n in range(500)}, **{"a.yaml": SOURCE})
    folder = files.new_folder()
    with pytest.raises(InputError, match="more than 500 files or 300 MB"):
        files.unzipped(made, folder.path)
    assert files.names(folder.path) == []


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", **{"a.yaml": SOURCE})
    made.write_bytes(made.read_bytes()[:-30])
    with pytest.raises(InputError, match="cut off or damaged"):
        files.unzipped(made, files.new_folder().path)


def test_source_and_files_go_out_and_come_back(tmp_path: Path) -> None:
    work = example()
    (work.folder / "not-named.bin").write_bytes(b"x")
    raw = files.zipped(work.text, work.folder)
    assert raw == files.zipped(work.text, work.folder)
    (tmp_path / "a.zip").write_bytes(raw)
    folder = files.new_folder()
    name, text = files.unzipped(tmp_path / "a.zip", folder.path)
    assert (name, text) == ("datasheet.yaml", work.text)
    assert files.names(folder.path) == [n for n in sorted(files.EXAMPLE) if n != "datasheet.yaml"]
    assert zipfile.ZipFile(io.BytesIO(raw)).testzip() is None


@pytest.mark.parametrize(("file", "kind"), [
    ("gesture/gesture_int8.tflite", "model"), ("gesture/evaluation.json", "evaluation"), ("gesture/flow.svg", ""),
    ("gesture/gesture-band.yaml", "system"), ("ppk2-pulses.csv", "capture"), ("pa1-bom.csv", "bom"),
    ("gesture/README.md", ""),
])  # fmt: skip
def test_what_a_file_is(file: str, kind: str) -> None:
    path = ROOT / "docs" / "examples" / file
    assert files.kind_of(path) == kind
    assert not files.is_source(path)


def test_a_source_is_one_even_where_it_cannot_be_read(tmp_path: Path) -> None:
    assert files.is_source(GESTURE / "datasheet.yaml")
    (tmp_path / "a.yaml").write_text("schema: footprint.datasheet/1\n: [\n")
    assert files.is_source(tmp_path / "a.yaml")


def test_an_upload_goes_where_the_source_expects_it() -> None:
    folder = files.new_folder().path
    data = {"artefacts": {"model": {"file": "deep/model.tflite"}}, "x": {"diagram": {"file": "../flow.svg"}}}
    assert files.place_for("model.tflite", folder, data) == "deep/model.tflite"
    assert files.place_for("flow.svg", folder, data) == "flow.svg"


def test_a_folder_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = files.new_folder().path
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(bytes(60))
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    files.put(folder, "a", tmp_path / "a")
    with pytest.raises(InputError, match="at most 500 files"):
        files.put(folder, "b", tmp_path / "b")
    (tmp_path / "a").write_bytes(bytes(90))
    files.put(folder, "a", tmp_path / "a")
    assert (folder / "a").stat().st_size == 90, "a file of the same name makes way"


def test_the_folder_is_for_nobody_else_and_goes_with_the_session() -> None:
    work = example()
    path = work.folder
    outer = path.parent.parent
    assert outer.stat().st_mode & 0o077 == 0
    del work
    assert not path.exists()
    assert shutil.disk_usage(outer)


def test_the_example_that_ships_is_the_one_of_the_docs() -> None:
    assert files.example_folder().joinpath("datasheet.yaml").read_bytes() == (GESTURE / "datasheet.yaml").read_bytes()
    assert set(files.EXAMPLE) <= {p.name for p in GESTURE.iterdir()}
