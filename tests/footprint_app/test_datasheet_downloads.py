"""Downloads of the page Datasheet: every file, formats of others with what they leave out, and those that fail."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.util import find_spec

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

import datasheets
from datasheets.exchange import formats
from datasheets.exchange.formats import FORMATS, Exported
from footprint_app import datasheet_downloads
from tests.footprint_app.datasheet_app import PA1, example, fresh, said, upload, work, write
from tests.footprint_app.test_app import assert_whole
from tests.needs import need

EXPORTS = [key for key, one in FORMATS.items() if one.exports]


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def titles(app: AppTest) -> list[str]:
    return [b.label.replace("\\", "") for b in app.get("download_button")]  # type: ignore[attr-defined]


def told(app: AppTest) -> str:
    """What is said below the format that was chosen."""
    return next((h.proto.body for h in app.get("html") if "fp-folds" in h.proto.body[:60]), "")  # type: ignore[attr-defined]


def chosen(app: AppTest, key: str) -> AppTest:
    app.selectbox(key="ds_format").set_value(key).run()
    assert_whole(app)
    return app


def test_every_file_is_offered_and_made() -> None:
    app = example()
    assert titles(app) == [
        "PDF", "One-page summary (PDF)", "Web page (HTML)", "Markdown", "All labels (SVG, zip)", "Source (YAML)",
        "Source and files (zip)", "JSON",
    ]  # fmt: skip
    assert app.selectbox(key="ds_format").options == [FORMATS[key].title for key in EXPORTS]
    read = work(app).read()
    assert datasheet_downloads.pdf_of(read).startswith(b"%PDF")
    assert datasheet_downloads.pdf_of(read, short=True).startswith(b"%PDF")
    assert datasheet_downloads.pdf_of(read) == datasheet_downloads.pdf_of(read)
    assert datasheets.html(datasheet_downloads.content_of(read)).startswith("<!DOCTYPE html>")
    assert json.loads(datasheet_downloads.json_of(work(app)))["language"] == "en"


def test_the_zip_of_the_page_holds_no_file_of_a_data_set() -> None:
    """The example names test.npz as a file of its data, which is not beside it here and is not asked for."""
    from footprint_app import datasheet_files

    app = example()
    assert "not here" not in said(app)
    with zipfile.ZipFile(io.BytesIO(datasheet_files.zipped(work(app).text, work(app).folder))) as archive:
        assert "test.npz" not in archive.namelist()


def test_a_format_is_made_when_it_is_chosen_and_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them one after the other, and made once."""
    for library in filter(None, (FORMATS[key].library for key in EXPORTS)):
        need(library, find_spec(library), "writes a format")
    app = example()
    kept: list[Exported] = []
    export = datasheets.export
    monkeypatch.setattr(datasheets, "export", lambda *a, **k: (kept.append(export(*a, **k)), kept[-1])[1])
    for number, key in enumerate(EXPORTS, 1):
        chosen(app, key)
        assert not app.error
        assert f"Download {FORMATS[key].title}" in titles(app)
        assert len(kept) == number
        made, words = kept[-1], told(app)
        assert (f"has no word for them: {len(made.unsaid)} fields" in words) is (len(made.unsaid) > 1)
        assert (f"Asked for and not given: {len(made.missing)}" in words) is bool(made.missing)


def test_an_edit_takes_the_choice_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing of an older state is taken away, and typing makes nothing."""
    app = chosen(example(), "pact")
    monkeypatch.setattr(datasheets, "export", lambda *_: pytest.fail("made without being asked"))
    app.run()
    assert "Download Product footprint in the style of PACT" in titles(app)
    write(app, "ds__title_page__name__text", "Band 2")
    assert app.selectbox(key="ds_format").value is None
    assert len(titles(app)) == 8


def test_a_format_that_cannot_be_made_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    app = chosen(upload(fresh(), ("pa1.yaml", PA1.read_bytes())), "spdx")
    assert "It cannot be made. " in said(app)
    assert 'Give "Last updated" or "Release date", or the day' in said(app)
    assert "--" not in said(app), "no option of a command"
    assert len(titles(app)) == 8
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    chosen(app, "croissant")
    assert "needs mlcroissant, which is not installed" in said(app)


def test_a_source_that_cannot_be_read_can_still_be_had() -> None:
    app = upload(fresh(), ("mine.yaml", b"schema: footprint.datasheet/1\nlanguage: en\nx: 1\n"))
    open_ = [b.label for b in app.get("download_button") if not b.proto.disabled]  # type: ignore[attr-defined]
    assert open_ == ["Source (YAML)", "Source and files (zip)"]
    assert app.selectbox(key="ds_format").disabled


def test_what_is_left_out_is_in_words_and_escaped() -> None:
    made = Exported("", ("hardware.pinout", "performance.metrics.threshold"), (
        ("a<b>", "title_page.sku"), ("c", "data_and_model.datasets.creator"), ("d", "no field"),
    ))  # fmt: skip
    words = datasheet_downloads.left_out(made)
    assert "<b>6 Hardware</b>: Pins" in words
    assert "Metrics, Threshold" in words
    assert "a&lt;b&gt;<small>&quot;Part number&quot;</small>" in words
    assert "c<small>&quot;Data sets, Made by&quot;</small>" in words
    assert "d<small>the datasheet has no field for it</small>" in words
    assert "It says all of the datasheet." in datasheet_downloads.left_out(Exported("", ()))
