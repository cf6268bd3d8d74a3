"""Files given to the page Datasheet: sources good and bad, artefacts missing, changed and slow, and two sessions."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit

from footprint_app import datasheet_files
from tests.footprint_app.alone import alone
from tests.footprint_app.datasheet_app import (
    GESTURE,
    at,
    example,
    fresh,
    press,
    said,
    token_of,
    upload,
    work,
    write,
)
from tests.footprint_app.test_app import ROOT
from tests.needs import need

HEAD = "schema: footprint.datasheet/1\nlanguage: en\n"


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


@pytest.mark.parametrize(("text", "words"), [
    ("schema: footprint.datasheet/1\nlanguage: en\ntitle_page: [\n", "Not valid YAML"),
    ("schema: footprint.datasheet/1\nlanguage: en\ntitle_pag: {}\n", 'Unknown key "title_pag", at title_pag (line 3)'),
    ("schema: footprint.datasheet/2\nlanguage: en\n", 'Unknown schema "footprint.datasheet/2", at schema (line 1)'),
    (f"{HEAD}artefacts:\n  model: {{file: m.tflite}}\n", 'No such file "m.tflite", at artefacts.model.file (line 4)'),
    (f"{HEAD}artefacts:\n  model: {{file: ../../etc/passwd}}\n", "is not in the folder"),
    (f"{HEAD}artefacts:\n  model: {{file: /etc/passwd}}\n", "is not in the folder"),
])  # fmt: skip
def test_a_source_that_cannot_be_read_is_shown_with_the_place_and_mended(text: str, words: str) -> None:
    app = upload(fresh(), ("mine.yaml", text.encode()))
    assert "The source cannot be read, so nothing can be shown. " in said(app)
    assert words in said(app)
    assert "passwd is named in the datasheet" not in said(app), "nothing outside of the folder is looked for"
    assert not app.metric, "no old number"
    assert app.text_area(key="ds_source").value == text
    write(app, "ds_source", "schema: footprint.datasheet/1\nlanguage: en\n", "text_area")
    assert app.metric[0].value.startswith("0 of ")


def test_a_missing_artefact_is_asked_for_and_added_where_it_belongs() -> None:
    source = (GESTURE / "datasheet.yaml").read_text(encoding="utf-8").replace("gesture_int8", "deep/gesture_int8")
    app = upload(fresh(), ("datasheet.yaml", source.encode()))
    assert "deep/gesture_int8.tflite is named in the datasheet and is not here" in said(app)
    names = ("gesture_int8.tflite", "evaluation.json", "gesture-band.yaml", "flow.svg")
    upload(app, *((n, (GESTURE / n).read_bytes()) for n in names))
    assert app.metric[0].value == "102 of 102"
    assert not work(app).read().sheet.artefacts.changed()  # type: ignore[union-attr]


def test_an_artefact_that_changed_is_found_and_its_hash_is_stated_again() -> None:
    app = example()
    changed = (GESTURE / "gesture-band.yaml").read_bytes().replace(b"lifetime: ", b"lifetime:  ")
    upload(app, ("gesture-band.yaml", changed))
    assert "replaces the file of that name" in said(app)
    assert "Its hash is not the one that the datasheet states" in said(app)
    assert any("artefact" in f.rule for f in work(app).read().findings if f.severity == "error")
    press(app, "ds__file__gesture-band.yaml__hash")
    assert not work(app).read().sheet.artefacts.changed()  # type: ignore[union-attr]


def test_an_artefact_that_gives_values_cannot_be_let_go() -> None:
    app = example()
    app.session_state["fold_ds_files"] = True
    app.run()
    press(app, "ds__file__evaluation.json__drop")
    assert 'no artefact "evaluation"' in said(app)
    assert "evaluation" in work(app).read().data["artefacts"]


@pytest.mark.parametrize(("name", "raw", "words"), [
    ("a.zip", b"PK\x03\x04 nothing", "The zip archive is cut off or damaged"),
    ("a.yaml", b"schema: footprint.datasheet/1\n\xff\xfe", "Not UTF-8 text"),
    ("bad.tflite", b"\0\0\0\0TFL3" + b"\xff" * 40, "bad.tflite"),
    ("x" * 200 + ".svg", b"<svg/>", "is no name of a file"),
])  # fmt: skip
def test_a_bad_file_is_a_sentence_and_changes_nothing(name: str, raw: bytes, words: str) -> None:
    app = example()
    before = work(app).text
    upload(app, (name, raw))
    assert words in said(app)
    assert str(work(app).folder) not in said(app), "no path of the server"
    assert work(app).text == before
    assert app.metric[0].value == "102 of 102"


def test_a_keras_file_is_converted_apart_from_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is none: the process of its own says so, and nothing of it was loaded here."""
    asked: list[bool] = []
    from firmware_profiles import keras_run

    apart = keras_run.convert_apart
    monkeypatch.setattr(keras_run, "convert_apart", lambda *a, **k: (asked.append(True), apart(*a, **k))[1])
    monkeypatch.setattr(keras_run, "convert_here", lambda *_: pytest.fail("loaded in the process of the app"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("metadata.json", "{}")
        archive.writestr("model.weights.h5", b"\x89HDF\r\n\x1a\n")
    app = upload(fresh(), ("model.keras", made.getvalue()))
    press(app, "ds_take_all") if [b for b in app.button if b.key == "ds_take_all"] else at(app, "data_and_model")
    assert asked
    assert work(app).read().sheet.get("data_and_model.macs") is None  # type: ignore[union-attr]


def test_a_keras_model_gives_its_values(tmp_path: Path) -> None:
    """The multiply-accumulates of the small model are derived in `keras_models`."""
    need("tensorflow", importlib.util.find_spec("tensorflow"), "makes and converts a Keras model")
    from tests.firmware_profiles.keras_models import CONV_MACS, DENSE_MACS, saved, small_model

    app = upload(fresh(), ("small.keras", saved(tmp_path, small_model()).read_bytes()))
    assert "added as a model, called model" in said(app)
    press(app, "ds_take_all")
    macs = work(app).read().sheet.quantity("data_and_model.macs")  # type: ignore[union-attr]
    assert macs.value.value == CONV_MACS + DENSE_MACS  # type: ignore[union-attr]
    assert macs.taken_from == "model.macs"  # type: ignore[union-attr]
    again = alone("datasheet_page", draft=token_of(app))
    assert work(again).models() == work(app).models() != {}, "a reload converts nothing again"
    assert work(again).read().sheet.quantity("data_and_model.macs") == macs  # type: ignore[union-attr]


def test_a_capture_asks_for_its_voltage_and_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from footprint_app import datasheet_state

    read: list[str] = []
    here = datasheet_state.load_here
    monkeypatch.setattr(datasheet_state, "load_here", lambda a: (read.append(a.name), here(a))[1])
    app = upload(fresh(), ("power.csv", (ROOT / "docs" / "examples" / "ppk2-pulses.csv").read_bytes()))
    app.session_state["ds__read__capture"] = True
    app.run()
    write(app, "ds__artefacts__capture__voltage", "three")
    assert 'Not taken over: "three" is no number' in said(app)
    write(app, "ds__artefacts__capture__voltage", "3 V")
    at(app, "performance")
    press(app, "ds__performance__power_peak__take")
    found = work(app).read().sheet.quantity("performance.power_peak")  # type: ignore[union-attr]
    assert found.status == "measured"  # type: ignore[union-attr]
    before = read.count("capture")
    write(app, "ds__performance__setup__text", "On the bench.", "text_area")
    press(app, "ds_undo")
    assert read.count("capture") == before, "an edit or an undo reads no capture again"


def test_two_sessions_know_nothing_of_each_other() -> None:
    one, other = fresh(), fresh()
    write(one, "ds__title_page__name__text", "One")
    upload(one, ("flow.svg", b"<svg/>"))
    other.run()
    assert work(one).folder != work(other).folder
    assert "flow.svg" not in [p.name for p in work(other).folder.iterdir()]
    assert other.text_input(key="ds__title_page__name__text").value == ""


def test_what_is_downloaded_is_what_the_command_builds(tmp_path: Path) -> None:
    """A datasheet of one's own, taken away with its files and built on the command line: the same bytes."""
    import datasheets
    from datasheets.exchange.formats import FORMATS
    from footprint_app import datasheet_downloads
    from footprint_app.cli import main

    app = write(fresh(), "ds__title_page__name__text", "Knock sensor <K7>")
    capture = (ROOT / "docs" / "examples" / "ppk2-pulses.csv").read_bytes()
    named = ("gesture_int8.tflite", "evaluation.json")
    upload(app, *((n, (GESTURE / n).read_bytes()) for n in named), ("ppk2-pulses.csv", capture))
    assert "Give it as Supply voltage 3.0" in said(app), "the fields of the page, not those of the library"
    write(app, "ds__artefacts__capture__voltage", "3 V")
    press(app, "ds_take_all")
    write(app, "ds_as_of", "2027-01-31")
    read = work(app).read()
    made = {
        ".pdf": datasheet_downloads.pdf_of(read), "-summary.pdf": datasheet_downloads.pdf_of(read, short=True),
        ".md": datasheets.markdown(datasheet_downloads.content_of(read)).encode(),
        ".html": datasheets.html(datasheet_downloads.content_of(read)).encode(),
        ".json": datasheet_downloads.json_of(work(app)),
    }  # fmt: skip
    assert read.sheet is not None
    for key in ("cyclonedx-1.7", "model-card"):
        made[FORMATS[key].ending] = datasheets.export(read.sheet, key).text.encode()
    with zipfile.ZipFile(io.BytesIO(datasheet_files.zipped(work(app).text, work(app).folder))) as archive:
        archive.extractall(tmp_path)
    with contextlib.chdir(tmp_path):
        assert main(["datasheet", "build", "datasheet.yaml", "--output", ".", "--as-of", "2027-01-31"]) == 0
        assert main(["datasheet", "export", "datasheet.yaml", "--output", "."]) == 0
    for end, content in made.items():
        assert (tmp_path / f"datasheet{end}").read_bytes() == content, end
    assert (tmp_path / "datasheet.yaml").read_text(encoding="utf-8") == work(app).text


HOSTILE = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="40">
<image xlink:href="file:///etc/passwd" width="9" height="9"/><script>alert(1)</script><text x="1" y="9">&x;</text>
</svg>"""


def test_a_picture_of_a_stranger_gives_nothing_away() -> None:
    """It names a file of the computer: the preview is refused in words or drawn without it, and nothing of it leaks."""
    from footprint_app import datasheet_downloads

    app = at(upload(fresh(), ("flow.svg", HOSTILE)), "system")
    write(app, "ds__system__diagram__file", "flow.svg", "selectbox")
    write(app, "ds__system__diagram__alt", "Boxes")
    press(app, "ds_draw")
    secret = Path("/etc/passwd").read_text().splitlines()[0]
    assert secret not in said(app)
    read = work(app).read()
    if read.sheet is not None and not app.error:
        import pypdfium2

        pdf = pypdfium2.PdfDocument(datasheet_downloads.pdf_of(read))
        text = " ".join(page.get_textpage().get_text_range() for page in pdf)
        assert secret[:12] not in text
        assert "alert(1)" not in text


def test_five_hundred_rows_are_one_line_until_they_are_opened() -> None:
    row = 'access: read, stores: "no", description: d'
    rows = "".join(f'  - {{address: "0x{n:03X}", name: R{n}, {row}}}\n' for n in range(500))
    app = upload(fresh(), ("mine.yaml", f"{HEAD}hardware:\n  registers:\n{rows}".encode()))
    app.session_state["fold_ds_optional_hardware"] = True
    at(app, "hardware")
    shown = " ".join(h.proto.body for h in app.get("html"))  # type: ignore[attr-defined]
    assert "<summary>500 rows</summary>" in shown
    assert shown.count("<tr>") < 300
    app.session_state["ds__hardware__registers__rows"] = True
    app.session_state["ds__hardware__registers__row"] = 499
    app.run()
    write(app, "ds__hardware__registers__499__name__text", "LAST")
    assert work(app).read().data["hardware"]["registers"][499]["name"] == "LAST"


def test_a_picture_that_the_datasheet_shows_cannot_be_removed() -> None:
    app = example()
    app.session_state["fold_ds_files"] = True
    app.run()
    keys = [b.key for b in app.button]
    assert "ds__file__train.py__remove" in keys
    assert "ds__file__flow.svg__remove" not in keys
    press(app, "ds__file__train.py__remove")
    assert "train.py" not in datasheet_files.names(work(app).folder)
    assert app.metric[0].value == "102 of 102"


def test_a_datasheet_in_another_language_is_filled_and_printed() -> None:
    from footprint_app import datasheet_downloads

    app = write(example(), "ds__language__text", "de")
    write(app, "ds__title_page__name__text", "Gestenband für Ärmel")
    press(app, "ds_draw")
    assert not app.error
    assert datasheet_downloads.pdf_of(work(app).read()).startswith(b"%PDF")
    press(app, "ds_undo")
    press(app, "ds_undo")
    assert app.text_input(key="ds__language__text").value == "en"
