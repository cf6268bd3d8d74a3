"""What changed on the page Datasheet: since it was opened, and since an older file; stale results; files refused."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

import datasheets
from footprint_app import datasheet_files
from tests.footprint_app.datasheet_app import GESTURE, PA1, at, example, press, said, work, write
from tests.footprint_app.test_app import assert_whole


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def opened(app: AppTest) -> AppTest:
    app.session_state["fold_ds_changes"] = True
    app.run()
    assert_whole(app)
    return app


def older(app: AppTest, name: str, raw: bytes) -> AppTest:
    """A file given as the older datasheet."""
    opened(app)
    place = app.file_uploader[-1]
    place.upload(name, raw, "application/octet-stream")
    place.run()
    return opened(app)


def words(app: AppTest) -> str:
    return next((h.proto.body for h in app.get("html") if "fp-folds" in h.proto.body[:60]), "")  # type: ignore[attr-defined]


def test_nothing_is_compared_while_it_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    app = example()
    monkeypatch.setattr(datasheets, "difference", lambda *_: pytest.fail("compared while folded"))
    write(app, "ds__title_page__name__text", "Band")


def test_changes_since_it_was_opened_and_what_is_stale() -> None:
    """Another firmware: what was measured under the old one stands as before, so it is stale."""
    app = opened(example())
    assert "Nothing changed." in words(app)
    write(app, "ds__title_page__name__text", "Band <i>2</i>")
    before, after = work(app).read(work(app).first).sheet, work(app).read().sheet
    found = datasheets.difference(before, after)  # type: ignore[arg-type]
    assert len(found.changes) == 1
    assert "1 change; no result is stale." in words(opened(app))
    assert "Sensor name: from &quot;Gesture band&quot; to &quot;Band &lt;i&gt;2&lt;/i&gt;&quot;" in words(app)
    at(app, "system")
    write(app, "ds__system__preprocessing__text", "Another filter altogether", "text_area")
    found = datasheets.difference(before, work(app).read().sheet)  # type: ignore[arg-type]
    assert found.stale, "the metrics rest on what stands before the model"
    assert "Stale: as before, although something they rest on changed" in words(opened(app))
    assert all(one.title in words(app) for one in found.stale)
    for _ in range(2):
        press(app, "ds_undo")
    assert "Nothing changed." in words(opened(app))


def test_an_older_datasheet_is_compared_with_until_another_is_asked_for() -> None:
    app = older(example(), "old.yaml", PA1.read_bytes())
    assert "These are datasheets of two products: PA1 Person Detection Module and Gesture band." in words(app)
    assert app.metric[0].label.startswith("Gesture band:"), "the one that is worked on stays"
    press(app, "ds_as_it_was")
    assert "Nothing changed." in words(opened(app))


def test_an_older_zip_has_its_own_files() -> None:
    names = ("evaluation.json", "flow.svg", "gesture-band.yaml", "gesture_int8.tflite")
    text = (GESTURE / "datasheet.yaml").read_bytes().replace(b"name: Gesture band", b"name: Older band")
    made = datasheet_files.zip_of([("datasheet.yaml", text), *((n, (GESTURE / n).read_bytes()) for n in names)])
    app = older(example(), "old.zip", made)
    assert "Sensor name: from &quot;Older band&quot; to &quot;Gesture band&quot;" in words(app)
    assert set(names) <= set(datasheet_files.names(work(app).folder))


BAD = [
    ("old.yaml", b"schema: footprint.datasheet/1\nlanguage: en\nx: 1\n", 'Unknown key "x"'),
    ("old.yaml", b"a: [", "Not valid YAML"),
    ("old.yaml", b"\xff\xfe", "Not UTF-8"),
    ("old.zip", b"PK\x03\x04 nothing", "was not taken. The zip archive is cut off or damaged"),
    ("old.yaml", b"schema: footprint.datasheet/1\nlanguage: en\nartefacts: {model: {file: ../m.tflite}}\n",
     "is not in the folder"),
    ("old.yaml", b"schema: footprint.datasheet/1\n" + b"#" * 2_000_001, "t most 2 MB"),
]  # fmt: skip


def test_an_older_file_that_cannot_be_read_is_a_sentence() -> None:
    app = example()
    for name, raw, told in BAD:
        older(app, name, raw)
        assert f"{name} was not taken. " in said(app)
        assert told in said(app)
        assert "Nothing changed." in words(app), "what it was compared with stays"
        assert app.metric[0].value == "102 of 102"
