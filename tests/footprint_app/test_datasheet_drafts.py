"""Datasheets that outlive their session: found again by a token, copied for each tab, bounded, and gone in the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

from footprint_app import datasheet_drafts, datasheet_files, firmware_upload
from footprint_app.datasheet_drafts import Drafts, held
from footprint_app.datasheet_state import Draft, Work
from footprint_app.settings import CAPTURE_MB, DRAFTS_MB
from tests.footprint_app.alone import alone
from tests.footprint_app.datasheet_app import at, example, fresh, press, said, token_of, upload, work, write

SOURCE = "schema: footprint.datasheet/1\nlanguage: en\n"


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)
    known = dict(datasheet_drafts.ALL._kept)
    yield
    datasheet_drafts.ALL._kept = known


def some(size: int = 0) -> Work:
    files = datasheet_files.new_folder()
    (files.path / "a.bin").write_bytes(bytes(size))
    return Work(files, SOURCE, SOURCE, "")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_token_opens_a_copy_with_files_steps_and_what_was_not_taken_over() -> None:
    drafts, tab = Drafts(3, 60.0, 1000), object()
    mine = some(5)
    mine.before = some(7)
    mine.remember(SOURCE + "title_page:\n  name: A\n")
    mine.drafts["title_page", "contact"] = Draft({"text": "nobody"}, "no address")
    token = drafts.keep(None, tab, mine)
    assert len(token) >= 43, "32 random bytes"
    assert drafts.keep(token, tab, mine) == token
    found = drafts.open(token, object())
    assert found is not None
    assert (found.text, found.first, found.history, found.drafts) == (mine.text, SOURCE, mine.history, mine.drafts)
    assert found.folder != mine.folder
    assert (found.folder / "a.bin").read_bytes() == bytes(5)
    assert (found.before.folder / "a.bin").read_bytes() == bytes(7)  # type: ignore[union-attr]
    assert drafts.open("wrong", tab) is None
    assert drafts.open("", tab) is None


def test_what_one_tab_does_is_not_seen_by_the_other(tmp_path: Path) -> None:
    drafts, tab, other = Drafts(3, 60.0, 1000), object(), object()
    mine = some(5)
    token = drafts.keep(None, tab, mine)
    theirs = drafts.open(token, other)
    assert theirs is not None
    (tmp_path / "new").write_bytes(b"new")
    datasheet_files.put(mine.folder, "a.bin", tmp_path / "new")
    mine.remember(SOURCE + "# mine\n")
    mine.drafts["language",] = Draft({})
    assert (theirs.folder / "a.bin").read_bytes() == bytes(5)
    assert (theirs.text, theirs.history, theirs.drafts) == (SOURCE, [], {})
    again = drafts.keep(token, tab, mine)
    assert again != token, "the token is the other tab's now"
    assert drafts.keep(token, other, theirs) == token
    assert drafts.open(token, object()).text == SOURCE  # type: ignore[union-attr]
    assert drafts.open(again, object()).text == SOURCE + "# mine\n"  # type: ignore[union-attr]


def test_files_stay_while_a_draft_is_kept_and_no_longer() -> None:
    drafts = Drafts(1, 60.0, 1000)
    mine = some(5)
    place = mine.folder
    token = drafts.keep(None, object(), mine)
    del mine
    gc.collect()
    assert place.exists()
    drafts.keep(None, object(), some())
    gc.collect()
    assert not place.exists()
    assert drafts.open(token, object()) is None


def test_too_many_too_old_and_too_large_go_the_unused_first() -> None:
    clock, tab = Clock(), object()
    drafts = Drafts(2, 60.0, 1000, clock)
    works = [some() for _ in range(3)]
    first, second = (drafts.keep(None, tab, one) for one in works[:2])
    drafts.keep(first, tab, works[0])
    third = drafts.keep(None, tab, works[2])
    assert [drafts.open(t, tab) is not None for t in (first, second, third)] == [True, False, True]
    clock.now = 60.0
    drafts.keep(third, tab, works[2])
    clock.now = 60.5
    assert [drafts.open(t, tab) is not None for t in (first, third)] == [False, True]
    large = drafts.keep(None, tab, some(2000))
    assert [drafts.open(t, tab) is not None for t in (third, large)] == [False, True], "the last is never pushed out"


def test_what_a_draft_holds_is_its_files_and_texts() -> None:
    """Files of 10 and 20 bytes, and texts: the source three times, one letter more in one of them."""
    mine = some(10)
    mine.before = some(20)
    mine.remember(SOURCE + "#")
    assert held(mine) == 10 + 20 + 5 * len(SOURCE) + 1


def test_drafts_leave_room_for_uploads() -> None:
    assert 4 * DRAFTS_MB <= firmware_upload.SpoolUploads.TOTAL * CAPTURE_MB


def opened(token: str) -> AppTest:
    return alone("datasheet_page", draft=token)


def test_a_reload_has_the_same_fields_and_files() -> None:
    app = upload(fresh(), ("flow.svg", b"<svg/>"))
    write(app, "ds__title_page__name__text", "Band")
    write(app, "ds__title_page__contact__text", "nobody")
    token = token_of(app)
    again = opened(token)
    assert again.text_input(key="ds__title_page__name__text").value == "Band"
    assert again.text_input(key="ds__title_page__contact__text").value == "nobody"
    assert "Not taken over" in said(again)
    assert datasheet_files.names(work(again).folder) == datasheet_files.names(work(app).folder)
    assert token_of(again) == token
    press(again, "ds_undo")
    assert again.text_input(key="ds__title_page__name__text").value == ""
    write(app, "ds__title_page__name__text", "Still here")
    assert datasheet_drafts.TAKEN in said(app)
    assert token_of(app) != token
    assert again.run().text_input(key="ds__title_page__name__text").value == ""


def test_the_datasheet_before_is_there_after_a_reload() -> None:
    app = example()
    again = opened(token_of(app))
    assert again.metric[0].value == "102 of 102"
    press(again, "ds_undo")
    assert again.metric[0].label.startswith("No name yet")


@pytest.mark.parametrize("token", ["wrong", "../..", "x" * 5000, "\u202e"])
def test_a_token_that_is_not_known_is_said(token: str) -> None:
    app = opened(token)
    assert datasheet_drafts.GONE in said(app)
    assert app.metric[0].label.startswith("No name yet")
    assert token_of(app) != token
    write(app, "ds__title_page__name__text", "A")
    assert datasheet_drafts.GONE not in said(app)


def test_a_draft_that_was_pushed_out_of_a_tab_that_is_open_is_kept_again() -> None:
    app = at(fresh(), "hardware")
    token = token_of(app)
    datasheet_drafts.ALL._kept.clear()
    app.run()
    assert token_of(app) == token
    assert datasheet_drafts.TAKEN not in said(app)
