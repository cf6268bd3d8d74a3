"""The inventory that the page Fleet looks at: files that were uploaded, or the sample that ships."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from footprint.numbers import count
from footprint_app import pages
from footprint_app.firmware_upload import Stored, claim, store
from footprint_app.pages import plain
from footprint_app.settings import FLEET_FILES, FLEET_MB

SAMPLE, SAMPLE_NAME = "example_fleet.csv", "invented-example-fleet.csv"
"""The inventory that ships, and the name that says what it is wherever it is quoted."""
TYPES = ["csv", "parquet"]
_OPEN, _CLAIMED, _ROUND, _PROBLEM = "fleet_open", "fleet_claimed", "fleet_round", "fleet_problem"
_UNSAFE = re.compile(r"[^\w.-]+")


class Opened(NamedTuple):
    """An inventory that is looked at; `stored` holds it on disk for as long as this is kept."""

    name: str
    paths: tuple[Path, ...]
    token: str  # says whether it is the same as before
    stored: tuple[Stored, ...]

    @property
    def is_sample(self) -> bool:
        """Whether it is the one that ships."""
        return self.token == SAMPLE


def opened() -> Opened:
    """The inventory of this session; the sample where there is none."""
    if _OPEN not in st.session_state:
        data = files("footprint_app").joinpath(SAMPLE).read_bytes()
        stored = store(SAMPLE_NAME, lambda path: path.write_bytes(data))
        st.session_state[_OPEN] = Opened("Invented example", (stored.path,), SAMPLE, (stored,))
    found: Opened = st.session_state[_OPEN]
    return found


def choose() -> None:
    """The uploader, what it takes, and the way back to the sample."""
    st.markdown(
        f"Lots as CSV or Parquet, one file or several with the same columns, at most {FLEET_MB} MB together. "
        "They stay on this machine, until this page is reloaded or closed."
    )
    st.file_uploader(
        " ", type=TYPES, accept_multiple_files=True, max_upload_size=FLEET_MB, key=_key(), on_change=_take,
        label_visibility="collapsed",
    )  # fmt: skip
    st.html('<p class="fp-refused">Nothing was opened, and nothing has changed.</p>')
    if _PROBLEM in st.session_state:
        st.error(f"{plain(st.session_state[_PROBLEM])} Nothing has changed.")
    with st.container(horizontal=True, gap="small"):
        if not opened().is_sample:
            st.button("Back to the example", key="fleet_close", on_click=close)
        st.download_button("Download the example", pages.text(SAMPLE), SAMPLE_NAME, "text/csv", key="fleet_sample",
                           on_click="ignore")  # fmt: skip


def close() -> None:
    """Look at the sample again."""
    for key in (_OPEN, _CLAIMED, _PROBLEM):
        st.session_state.pop(key, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _key() -> str:
    return f"fleet_files_{st.session_state.get(_ROUND, 0)}"


def _take() -> None:
    """Make what the uploader now holds the inventory; what is refused changes nothing."""
    given = st.session_state[_key()]
    st.session_state.pop(_PROBLEM, None)
    if not given:
        for key in (_OPEN, _CLAIMED):
            st.session_state.pop(key, None)
        return
    if len(given) > FLEET_FILES:
        st.session_state[_PROBLEM] = f"{count(len(given))} files: an inventory has at most {FLEET_FILES} here."
        return
    before: dict[str, Stored] = st.session_state.get(_CLAIMED, {})
    try:
        claimed = {file.file_id: before.get(file.file_id) or _claimed(file) for file in given}
        size = sum(one.path.stat().st_size for one in claimed.values())
    except OSError:
        st.session_state[_PROBLEM] = "An upload is not there any more: choose the files again."
        return
    if size > FLEET_MB * 1_000_000:
        st.session_state[_PROBLEM] = (
            f"The files are larger than {FLEET_MB} MB together. The command line reads an inventory of any size."
        )
        return
    st.session_state[_CLAIMED] = claimed
    name = given[0].name if len(given) == 1 else f"{len(given)} files"
    st.session_state[_OPEN] = Opened(
        name, tuple(one.path for one in claimed.values()), " ".join(claimed), tuple(claimed.values())
    )


def _claimed(file: object) -> Stored:
    """An upload as a file of its own, whose name no engine takes for a pattern of names."""
    stored = claim(file)
    safe = stored.path.with_name(_UNSAFE.sub("_", stored.path.name).lstrip("._") or "inventory.csv")
    stored.path = stored.path.rename(safe)
    return stored
