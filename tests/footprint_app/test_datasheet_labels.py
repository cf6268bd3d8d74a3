"""Labels on the page Datasheet: which there are, one drawn and taken along, and a sentence where there is none."""

from __future__ import annotations

import base64
import io
import xml.etree.ElementTree as ET
import zipfile

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

import datasheets
from footprint_app import pictures as svg_pictures
from footprint_app.datasheet_labels import drawn, file_of, zipped
from footprint_app.pictures import uri
from footprint_app.settings import SETTINGS
from tests.footprint_app.datasheet_app import example, fresh, press, upload, work, write
from tests.footprint_app.test_app import assert_whole

HEAD = b"schema: footprint.datasheet/1\nlanguage: en\ntitle_page: {name: Empty}\n"


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def opened(app: AppTest) -> AppTest:
    """The page with its labels unfolded."""
    app.session_state["fold_ds_labels"] = True
    app.run()
    assert_whole(app)
    return app


def pictures(app: AppTest) -> list[str]:
    """The labels that are drawn, as SVG; the one for a phone is the last."""
    found = [image.proto.imgs[0].url for image in app.get("image")]  # type: ignore[attr-defined]
    return [base64.b64decode(url.partition("base64,")[2]).decode() for url in found]


def words(app: AppTest) -> str:
    return " ".join(m.value for m in app.markdown).replace("\\", "")


def test_labels_are_drawn_only_where_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    app = example()
    made: list[str] = []
    monkeypatch.setattr(datasheets, "labels_of", lambda _: pytest.fail("made while folded"))
    write(app, "ds__title_page__name__text", "Band")
    monkeypatch.undo()
    drawing = datasheets.label_svg
    monkeypatch.setattr(datasheets, "label_svg", lambda *a, **k: (made.append(a[0].key), drawing(*a, **k))[1])
    drawn.cache_clear()
    opened(app)
    assert set(made) == {"dataset"}, "the one that is chosen"
    made.clear()
    app.run()
    assert made == [], "and once"


def test_a_label_is_chosen_seen_in_words_and_in_one_colour() -> None:
    """The picture has the label's own text alternative, its counts stand above, and one colour is black alone."""
    app = opened(example())
    labels = {one.key: one for one in datasheets.labels_of(work(app).read().sheet)}  # type: ignore[arg-type]
    picker = app.selectbox(key="ds_label")
    assert len(picker.options) == len(labels) == 4
    app.session_state["fold_ds_labels"] = True
    picker.set_value("iot-2").run()
    assert_whole(app)
    label = labels["iot-2"]
    assert {image.proto.imgs[0].alt for image in app.get("image")} == {label.alt}  # type: ignore[attr-defined]
    assert f"{label.counts.words}." in words(app)
    wide, narrow = (ET.fromstring(svg) for svg in pictures(app))
    sizes = [[float(side) for side in svg.attrib["viewBox"].split()[2:]] for svg in (wide, narrow)]
    assert sizes[0][0] > 1.8 * sizes[1][0], "two columns, and below each other on a phone"
    assert sizes[0][1] < sizes[1][1]
    app.session_state["fold_ds_labels"] = True
    app.toggle(key="ds_label_one_colour").set_value(True).run()
    assert_whole(app)
    one = pictures(app)[0]
    assert one != pictures(opened(example()))[0]
    assert "background:#fff" in one.partition(">")[0], "black ink is seen on a dark page too"
    assert {part.split('"')[0] for part in one.split('fill="#')[1:]} <= {"000000", "ffffff"}


def test_on_a_dark_page_a_label_has_its_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    label = next(one for one in datasheets.labels_of(work(example()).read().sheet) if one.key == "iot-1")  # type: ignore[arg-type]
    svg = drawn(label, False)
    for theme, told in (("light", False), ("dark", True)):
        page = SimpleNamespace(context=SimpleNamespace(theme=SimpleNamespace(type=theme)))
        monkeypatch.setattr(svg_pictures, "st", page)
        shown = base64.b64decode(uri(svg, False).partition("base64,")[2]).decode()
        assert (f"--fp-ink:{SETTINGS['theme.dark.textColor']}" in shown) is told
    assert "--fp-ink:#" not in svg, "the file has the printed colours"


def test_labels_that_cannot_be_made_are_told() -> None:
    app = opened(upload(fresh(), ("mine.yaml", HEAD)))
    assert "No environmental label: The datasheet gives no footprint." in words(app)
    assert "No dataset label: " in words(app)
    app = opened(upload(fresh(), ("mine.yaml", HEAD + b"security_and_privacy: {access: not disclosed, contact: Me}\n")))
    assert "1 not disclosed" in words(app), "what a maker will not say is counted"


def test_files_of_labels_are_named_whole_and_the_same_each_time() -> None:
    app = opened(example())
    read = work(app).read()
    labels = datasheets.labels_of(read.sheet)  # type: ignore[arg-type]
    made = zipped(read)
    assert made == zipped(read)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert files == {file_of(read, one, ink): drawn(one, ink) for one in labels for ink in (False, True)}
    assert "gesture-band-label-iot-1-one-colour.svg" in files
    titles = [b.label for b in app.get("download_button")]  # type: ignore[attr-defined]
    assert titles[-2:] == ["Download this label (SVG)", "All labels (zip)"]


def test_the_label_follows_what_is_typed() -> None:
    app = opened(example())
    app.session_state["fold_ds_labels"] = True
    app.selectbox(key="ds_label").set_value("iot-1").run()
    app.session_state["fold_ds_labels"] = True
    write(app, "ds__title_page__name__text", "Band <b>9</b> שלום")
    opened(app)
    assert "&lt;b&gt;9&lt;/b&gt;" in pictures(app)[0]
    press(app, "ds_undo")
    assert "Gesture band" in pictures(opened(app))[0]
