"""What changed in the datasheet of the page since an older one, and which evaluations are stale."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

import datasheets
from datasheets.content.places import place_words
from datasheets.content.words import typeset
from datasheets.sheet.sheet import Datasheet
from footprint.errors import InputError
from footprint.yaml_file import MAX_BYTES, decode
from footprint_app import datasheet_files
from footprint_app.datasheet_diff import change_words, result_words
from footprint_app.datasheet_state import Work, sentence
from footprint_app.firmware_upload import claim
from footprint_app.lint_text import number_words
from footprint_app.pages import plain
from footprint_app.settings import CAPTURE_MB

_FOLD, _OPENED = "fold_ds_changes", "ds_as_opened"
_OLDER, _ERROR, _ROUND = "ds_older", "ds_older_error", "ds_older_round"
FORGET = (_OLDER, _ERROR)
"""What goes when another datasheet is opened."""
_FEW = 12
"""Changes that are all seen at once; of more each section is folded."""


def draw(work: Work) -> None:
    """What changed, folded: it is found out where somebody asks."""
    with st.expander("What changed", key=_FOLD, on_change="rerun") as fold:
        if fold.open:
            _compared(work)


def _compared(work: Work) -> None:
    older: Work | None = st.session_state.get(_OLDER)
    name = older.name if older is not None else "the datasheet as it was opened"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"Compared with {plain(name)}.")
        if older is not None:
            st.button("Compare with the datasheet as it was opened", key="ds_as_it_was", on_click=_forget)
    old, new = (older or _opened(work)).read(), work.read()
    if old.error is not None:
        st.error(f"What it is compared with cannot be read. {plain(sentence(old.error))}")
    elif old.sheet is not None and new.sheet is not None:
        st.html(words(old.sheet, new.sheet))
    _upload(work)


def _opened(work: Work) -> Work:
    """The datasheet as it was opened, with the files that are there now."""
    kept = st.session_state.get(_OPENED)
    if kept is None or kept[0] != (work.first, work.changes):
        made = Work(work.files, work.first, work.first, "", _contents=work.models())
        kept = st.session_state[_OPENED] = ((work.first, work.changes), made)
    found: Work = kept[1]
    return found


def _forget() -> None:
    st.session_state.pop(_OLDER, None)


# --- an older datasheet from a file ------------------------------------------------------------


def _upload(work: Work) -> None:
    st.markdown("To compare with an older datasheet, add its source (.yaml) or a .zip with its files.")
    file = st.file_uploader(
        " ", type=["yaml", "yml", "zip"], key=f"ds_older_file_{st.session_state.get(_ROUND, 0)}",
        max_upload_size=CAPTURE_MB, label_visibility="collapsed",
    )  # fmt: skip
    st.html('<p class="fp-refused">It was not taken, and nothing has changed.</p>')
    if file is not None:
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # an empty place for the next
        st.session_state.pop(_ERROR, None)
        try:
            st.session_state[_OLDER] = _taken(work, file)
        except InputError as error:
            st.session_state[_ERROR] = f"{file.name} was not taken. {sentence(error)} Nothing else has changed."
        except OSError:
            st.session_state[_ERROR] = f"{file.name} is gone. Add it again."
        st.rerun()  # what stands above was compared with another
    if _ERROR in st.session_state:
        st.error(plain(st.session_state[_ERROR]))


def _taken(work: Work, file: Any) -> Work:
    """An upload as a datasheet that can be read; a source alone is read with the files that are there now.

    Raises
    ------
    InputError
        It is none, or it cannot be read.
    """
    stored = claim(file)  # which goes with the object
    path = stored.path
    if file.name.lower().endswith(".zip"):
        folder = datasheet_files.new_folder()
        _, text = datasheet_files.unzipped(path, folder.path)
        older = Work(folder, text, text, file.name)
    elif path.stat().st_size > MAX_BYTES:
        raise InputError(f"a source file has at most {MAX_BYTES // 1_000_000} MB")
    else:
        text = decode(path.read_bytes(), file.name)
        older = Work(work.files, text, text, file.name, _contents=work.models())
    error = older.read().error
    if error is not None:
        raise error
    return older


# --- in words ----------------------------------------------------------------------------------


def words(old: Datasheet, new: Datasheet) -> str:
    """The difference as HTML: how much, what is stale and why, then every change below its section."""
    found = datasheets.difference(old, new)
    titles = {cause.key: cause.title for cause in found.causes}
    changed = number_words(len(found.changes), "change") if found.changes else "Nothing changed"
    if found.rewritten:
        changed += f", {number_words(len(found.rewritten), 'place')} written differently"
    stale = f"{number_words(len(found.stale), 'result')} to be found again" if found.stale else "no result is stale"
    parts = [f"<p>{changed}; {stale}.</p>" if found.changes else f"<p>{changed}.</p>"]
    parts += [f"<p>{_safe(remark)}.</p>" for remark in found.remarks]
    for title, results in (
        ("Stale: as before, although something they rest on changed", found.stale),
        ("Found again", found.updated),
    ):
        parts.append(_listed(title, (result_words(one, titles, new) for one in results)))
    if found.unclear:
        titles_of = "".join(f"<li>{_safe(place_words(place))}</li>" for place in found.unclear)
        fields = number_words(len(found.unclear), "field")
        head = f"Said by only one of the two, so that nobody can tell whether it changed: {fields}"
        parts.append(f'<details><summary>{head}</summary><ul class="fp-list">{titles_of}</ul></details>')
    if found.changes:
        parts.append("<h3>Changes</h3>")
    for section, changes in groupby(found.changes, key=lambda change: change.section):
        lines = [f"<li>{_safe(change_words(change))}</li>" for change in changes]
        opened = " open" if len(found.changes) <= _FEW else ""
        head = f"{_safe(section or 'The whole datasheet')}: {number_words(len(lines), 'change')}"
        parts.append(f'<details{opened}><summary>{head}</summary><ul class="fp-list">{"".join(lines)}</ul></details>')
    return f'<section class="fp-chart fp-folds">{"".join(parts)}</section>'


def _listed(title: str, lines: Iterable[str]) -> str:
    shown = "".join(f"<li>{_safe(line)}</li>" for line in lines)
    return f'<h3>{title}</h3><ul class="fp-list">{shown}</ul>' if shown else ""


def _safe(text: str) -> str:
    return escape(typeset(text))
