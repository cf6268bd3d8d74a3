"""Every file that can be had of the datasheet: to read, its labels, formats of others, and the source."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from typing import Any, NamedTuple

import streamlit as st

import datasheets
from datasheets.content.places import in_words
from datasheets.exchange.formats import FORMATS, Exported
from datasheets.sheet.sheet import Datasheet
from footprint.errors import InputError
from footprint_app import datasheet_files, datasheet_labels
from footprint_app.datasheet_exchange import by_section
from footprint_app.datasheet_state import Read, Work, sentence, stem
from footprint_app.lint_text import number_words
from footprint_app.pages import plain

_FORMAT, _OF, _MADE = "ds_format", "ds_format_of", "ds_format_made"
_NO_FIELD = "no field"
"""How an export says that no datasheet could give it."""
_UNREAD = "the source cannot be read"


class _File(NamedTuple):
    """A file to be had: its title, what its name gets, its media type, and what makes it when it is asked for."""

    title: str
    ending: str
    mime: str
    make: Callable[[], bytes]


def draw(work: Work) -> None:
    """All files, under what they are for."""
    read = work.read()
    if read.errors:
        st.caption(f"The rules find {number_words(read.errors, 'error')}: what is printed says that it is a draft.")
    off = read.sheet is None
    _group("To read", read, off, (
        _File("PDF", ".pdf", "application/pdf", lambda: pdf_of(read)),
        _File("One-page summary (PDF)", "-summary.pdf", "application/pdf", lambda: pdf_of(read, short=True)),
        _File("Web page (HTML)", ".html", "text/html", lambda: datasheets.html(content_of(read)).encode()),
        _File("Markdown", ".md", "text/markdown", lambda: datasheets.markdown(content_of(read)).encode()),
    ))  # fmt: skip
    _group("Labels", read, off, (
        _File("All labels (SVG, zip)", "-labels.zip", "application/zip", lambda: datasheet_labels.zipped(read)),
    ))  # fmt: skip
    _heading("For other tools")
    _exchange(work, read)
    _group("Source", read, off, (
        _File("Source (YAML)", ".yaml", "application/yaml", work.text.encode),
        _File("Source and files (zip)", ".zip", "application/zip",
              lambda: datasheet_files.zipped(work.text, work.folder)),
        _File("JSON", ".json", "application/json", lambda: json_of(work)),
    ))  # fmt: skip


def _heading(title: str) -> None:
    st.html(f'<section class="fp-chart"><h3>{escape(title)}</h3></section>')


def _group(title: str, read: Read, off: bool, files: Iterable[_File]) -> None:
    """Buttons below a heading; the source can be had although it cannot be read."""
    _heading(title)
    with st.container(horizontal=True, gap="small"):
        for one in files:
            st.download_button(
                one.title, _safely(one.make), stem(read) + one.ending, one.mime, key=f"ds_download{one.ending}",
                on_click="ignore", disabled=off and one.ending not in (".yaml", ".zip"),
            )  # fmt: skip


def _safely(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Makes a file; why one could not be made is in the log."""

    def made() -> bytes:
        try:
            return make()
        except Exception:
            logging.getLogger(__name__).exception("a download failed")
            raise

    return made


# --- formats of others -------------------------------------------------------------------------


def _exchange(work: Work, read: Read) -> None:
    """One of the formats, made when it is chosen, with what it leaves out; an edit takes the choice back."""
    state = (work.text, work.changes, work.as_of)
    if st.session_state.get(_OF) != state:
        st.session_state[_OF] = state
        st.session_state[_FORMAT] = None
    known = [key for key, one in FORMATS.items() if one.exports]
    chosen = st.selectbox(
        "Format", known, key=_FORMAT, index=None, placeholder="Choose one, and it is made", disabled=read.sheet is None,
        format_func=lambda key: FORMATS[key].title,
    )  # fmt: skip
    if chosen is None or read.sheet is None:
        return
    one = FORMATS[chosen]
    try:
        with st.spinner(f"Making {one.title}"):
            made = _exported(read.sheet, state, chosen)
    except InputError as error:
        st.error(f"It cannot be made. {plain(in_words(sentence(error)))}")
        return
    st.download_button(
        f"Download {plain(one.title)}", made.text.encode(), stem(read) + one.ending, one.media_type,
        key="ds_download_format", on_click="ignore",
    )  # fmt: skip
    st.html(left_out(made))


def _exported(sheet: Datasheet, state: tuple[str, int, date | None], chosen: str) -> Exported:
    """The datasheet in a format, kept until another is chosen."""
    kept = st.session_state.get(_MADE)
    if kept is None or kept[0] != (state, chosen):
        kept = st.session_state[_MADE] = ((state, chosen), datasheets.export(sheet, chosen, as_of=state[2]))
    made: Exported = kept[1]
    return made


def left_out(made: Exported) -> str:
    """What a format asks for and was not given, and what it has no word for, each folded, as HTML."""
    asked = [f"{escape(name)}<small>{escape(_where(places))}</small>" for name, places in made.missing]
    unsaid = [f"<b>{escape(s)}</b>: {escape(', '.join(titles))}" for s, titles in by_section(made.unsaid).items()]
    left = f"Not in this file, which has no word for them: {number_words(len(made.unsaid), 'field')}"
    return '<section class="fp-chart fp-folds">{}{}</section>'.format(
        _folded(asked, f"Asked for and not given: {len(asked)}", "All that it asks for is given."),
        _folded(unsaid, left, "It says all of the datasheet."),
    )


def _where(places: str) -> str:
    return "the datasheet has no field for it" if places == _NO_FIELD else in_words(places)


def _folded(lines: list[str], title: str, none: str) -> str:
    if not lines:
        return f"<p>{none}</p>"
    listed = "".join(f"<li>{line}</li>" for line in lines)
    return f'<details><summary>{title}</summary><ul class="fp-list">{listed}</ul></details>'


# --- the files themselves ----------------------------------------------------------------------


def content_of(read: Read) -> Any:
    """What is printed of a datasheet.

    Raises
    ------
    InputError
        The source cannot be read.
    """
    if read.sheet is None:
        raise read.error or InputError(_UNREAD)
    return datasheets.compose(read.sheet, read.findings)


def pdf_of(read: Read, *, short: bool = False) -> bytes:
    """The PDF of a datasheet, whole or on one page."""
    content = content_of(read)
    return datasheets.summary_pdf(content) if short else datasheets.datasheet_pdf(content)


def json_of(work: Work) -> bytes:
    """The same document as of the command that builds a datasheet, for a source file of that name."""
    from datasheets.renderers.document import datasheet_document, json_text

    read = work.read()
    if read.sheet is None:
        raise read.error or InputError(_UNREAD)
    return json_text(datasheet_document(read.sheet, read.findings, as_of=work.as_of)).encode()
