"""Files given to the page Datasheet: sources good and bad, artefacts missing, changed and slow, and two sessions."""

from __future__ import annotations

import io
import zipfile

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit

from tests.footprint_app.datasheet_app import (
    GESTURE,
    at,
    example,
    fresh,
    press,
    said,
    upload,
    work,
    write,
)
from tests.footprint_app.test_app import ROOT

HEAD = "schema: footprint.datasheet/1\nlanguage: en\n"


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


@pytest.mark.parametrize(("text", "words"), [
    ("schema: footprint.datasheet/1\nlanguage: en\ntitle_page: [\n", "not valid YAML"),
    ("schema: footprint.datasheet/1\nlanguage: en\ntitle_pag: {}\n", 'unknown key "title_pag" at title_pag (line 3)'),
    ("schema: footprint.datasheet/2\nlanguage: en\n", 'unknown schema "footprint.datasheet/2" at schema (line 1)'),
    (f"{HEAD}artefacts:\n  model: {{file: m.tflite}}\n", 'no such file "m.tflite"'),
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
    ("a.zip", b"PK\x03\x04 nothing", "the zip archive is cut off or damaged"),
    ("a.yaml", b"schema: footprint.datasheet/1\n\xff\xfe", "not UTF-8 text"),
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
