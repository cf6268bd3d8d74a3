"""The printed datasheet on the page: its pages as pictures, drawn when one asks for them."""

from __future__ import annotations

import io
from threading import Lock
from typing import NamedTuple

import streamlit as st

from footprint.errors import InputError
from footprint_app.datasheet_downloads import pdf_of
from footprint_app.datasheet_state import Read, Work, sentence
from footprint_app.pages import plain

_PAGES, _AT, _WHICH = "ds_pages", "ds_page", "ds_which"
_SCALE = 1.6
"""Pixels for each point: small print can be read."""
_PDFIUM = Lock()
"""PDFium serves one thread at a time."""
_WHOLE, _SHORT = "Datasheet", "One-page summary"


class Drawn(NamedTuple):
    """A PDF that is looked at, and of which state of the datasheet it is."""

    of: tuple[str, int, object, str]
    pdf: bytes
    pages: int


def draw(work: Work) -> None:
    """The pages, or the button that draws them."""
    st.html('<section class="fp-chart"><h2>Printed pages</h2></section>')
    controls = st.container(horizontal=True, gap="small", vertical_alignment="center")
    with controls:
        which = st.radio("What is printed", [_WHOLE, _SHORT], key=_WHICH, horizontal=True, label_visibility="collapsed")
    read = work.read()
    state = (work.text, work.changes, work.as_of, which)
    drawn: Drawn | None = st.session_state.get(_PAGES)
    stale = drawn is not None and drawn.of != state
    title = "Draw the pages" if drawn is None or drawn.of[3] != which else "Draw them again"
    if (drawn is None or stale) and controls.button(title, key="ds_draw", disabled=read.sheet is None):
        with st.spinner("Drawing the pages"):
            drawn, stale = _drawn(read, state), False
    if drawn is None or drawn.of[3] != which:
        return
    if stale:
        st.warning("These pages show the datasheet before the last changes.")
    _show(drawn, read, which)


def _drawn(read: Read, state: tuple[str, int, object, str]) -> Drawn | None:
    try:
        pdf = pdf_of(read, short=state[3] == _SHORT)
        found = Drawn(state, pdf, _count(pdf))
    except InputError as error:
        st.error(plain(sentence(error)))
        return None
    st.session_state[_PAGES] = found
    st.session_state[_AT] = 1
    return found


def _show(drawn: Drawn, read: Read, which: str) -> None:
    at = min(max(int(st.session_state.get(_AT, 1)), 1), drawn.pages)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Previous page", key="ds_previous", on_click=_turn, args=(at - 1,), disabled=at <= 1)
        st.button("Next page", key="ds_next", on_click=_turn, args=(at + 1,), disabled=at >= drawn.pages)
        st.markdown(f"Page {at} of {drawn.pages}")
    name = str(read.sheet.get("title_page.name") or "") if read.sheet is not None else ""
    st.image(
        picture(drawn.pdf, at - 1), alt=f"{which} of {name}, page {at} of {drawn.pages}. Its text is in the Markdown "
        "file and, tagged, in the PDF.", width="stretch",
    )  # fmt: skip


def _turn(page: int) -> None:
    st.session_state[_AT] = page


def _count(pdf: bytes) -> int:
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


@st.cache_data(max_entries=16, show_spinner=False)
def picture(pdf: bytes, page: int) -> bytes:
    """One page as a PNG."""
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            drawn = document[page].render(scale=_SCALE).to_pil()
        finally:
            document.close()
    made = io.BytesIO()
    drawn.save(made, "PNG")
    return made.getvalue()
