"""The labels of the datasheet on the page: one of them as it would be printed, and files of all."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import streamlit as st

import datasheets
from datasheets.labels.all import why_no_label
from datasheets.labels.label import Label
from footprint_app import datasheet_files
from footprint_app.datasheet_state import Read, Work, stem
from footprint_app.pages import plain, settle
from footprint_app.pictures import uri

_FOLD, _WHICH, _ONE = "fold_ds_labels", "ds_label", "ds_label_one_colour"
_KEPT = "ds_labels"
_KINDS = {"dataset": "No dataset label", "iot": "No privacy and security label",
          "environment": "No environmental label"}  # fmt: skip


def draw(work: Work) -> None:
    """The labels, folded: they are drawn where somebody looks at them."""
    with st.expander("Labels", key=_FOLD, on_change="rerun") as fold:
        if fold.open:
            _labels(work)


def _labels(work: Work) -> None:
    read = work.read()
    found, why_not = _kept(read)
    keys = [one.key for one in found]
    if keys:
        settle(_WHICH, keys, keys[0])
        chosen = st.selectbox("Label", keys, key=_WHICH, format_func=lambda key: _name(found[keys.index(key)]))
        one_colour = st.toggle("In one colour", key=_ONE)
        _one(read, found[keys.index(chosen)], one_colour)
    for kind, why in why_not.items():
        st.markdown(plain(f"{_KINDS[kind]}: {why}"))


def _name(label: Label) -> str:
    return ", ".join(filter(None, (label.title, label.basis)))


def _one(read: Read, label: Label, one_colour: bool) -> None:
    """A label, how much of it is answered, and its file."""
    svg = drawn(label, one_colour)
    st.markdown(f":small[{plain(label.counts.words)}.]")
    narrow = drawn(replace(label, columns=1), one_colour) if label.columns > 1 else svg
    for key, shown in (("ds_label_wide", svg), ("ds_label_narrow", narrow)):  # the style sheet shows one of them
        with st.container(key=key):
            st.image(uri(shown, one_colour), alt=label.alt, width="stretch" if label.columns > 1 else 330)
    with st.container(horizontal=True, gap="small"):
        st.download_button("Download this label (SVG)", svg.encode(), file_of(read, label, one_colour),
                           "image/svg+xml", key="ds_label_svg", on_click="ignore")  # fmt: skip
        st.download_button("All labels (zip)", lambda: zipped(read), f"{stem(read)}-labels.zip",
                           "application/zip", key="ds_label_zip", on_click="ignore",
                           help="Each as it is and in one colour.")  # fmt: skip


def _kept(read: Read) -> tuple[tuple[Label, ...], dict[str, str]]:
    """The labels of a datasheet, and of which kinds there is none and why; kept until it changes."""
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] is not read:
        sheet = read.sheet
        found = ((), {}) if sheet is None else (datasheets.labels_of(sheet), why_no_label(sheet))
        kept = st.session_state[_KEPT] = (read, found)
    labels: tuple[tuple[Label, ...], dict[str, str]] = kept[1]
    return labels


@lru_cache(maxsize=16)
def drawn(label: Label, one_colour: bool) -> str:
    """A label as an SVG."""
    return datasheets.label_svg(label, one_colour=one_colour)


def file_of(read: Read, label: Label, one_colour: bool) -> str:
    """What the file of a label is called."""
    return f"{stem(read)}-label-{label.key}{'-one-colour' if one_colour else ''}.svg"


def zipped(read: Read) -> bytes:
    """All labels, each as it is and in one colour."""
    labels = datasheets.labels_of(read.sheet) if read.sheet is not None else ()
    made = [(label, one) for label in labels for one in (False, True)]
    return datasheet_files.zip_of((file_of(read, label, one), drawn(label, one).encode()) for label, one in made)
