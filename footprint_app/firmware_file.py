"""The file that the page Firmware looks at: uploaded, at a path of this computer, or the example."""

from __future__ import annotations

import zipfile
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st

from firmware_profiles.fingerprint import sha256_of
from footprint.errors import InputError
from footprint_app import firmware_form, panel
from footprint_app.firmware_upload import Stored, claim, store
from footprint_app.firmware_zip import unpacked
from footprint_app.pages import plain
from footprint_app.settings import CAPTURE_MB

EXAMPLE, EXAMPLE_NAME = "example_ppk2_pulses.csv", "synthetic-ppk2-pulses.csv"
"""The capture that ships, and the name that says what it is wherever it is quoted."""
TYPES = ["csv", "txt", "log", "tsv", "ppk2", "jls", "zip", "json", "bin", "tflite", "keras", "h5", "hdf5"]
MODEL_NAMES = (".tflite", ".keras", ".h5", ".hdf5")
_OF_THE_USE = (
    "path", "rate", "cell", "cells", "baseline", "device", "task", "board", "profile", "profile_rate",
)  # fmt: skip
"""Fields that are about the device in use, so they outlive a file."""
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_OPEN, _SEEN, _ROUND, _BEFORE, _SAID = (
    f"firmware_{key}" for key in ("open", "seen", "round", "before", "said")
)  # fmt: skip


class Opened(NamedTuple):
    """A file that is looked at; `stored` holds it on disk where it came by upload."""

    path: Path
    name: str
    sha256: str
    is_model: bool
    stored: Stored | None = None


def opened() -> Opened | None:
    """The file of this session, if it is still there."""
    found: Opened | None = st.session_state.get(_OPEN)
    return found


def choose() -> None:
    """The uploader, and the path where the app runs on the computer that one sits at."""
    file = panel.uploader(
        f"A power capture (PPK2, Joulescope, Otii, LPM01A, EnergyTrace, any CSV, an EnergyRunner folder as .zip) or a "
        f"model (.tflite, .keras, .h5), at most {CAPTURE_MB} MB. It stays on this machine.",
        TYPES, f"firmware_file_{st.session_state.get(_ROUND, 0)}", CAPTURE_MB,
        "A larger file can be read at its path on this computer, below." if _is_here() else "",
    )  # fmt: skip
    if file is not None and st.session_state.get(_SEEN) != file.file_id:
        st.session_state[_SEEN] = file.file_id
        try:
            stored = claim(file)
        except OSError:
            st.error("The upload is not there any more: upload it again. What was open stays open.")
            return
        if _try_to_open(stored.path, file.name, stored):
            st.session_state.pop("firmware_path", None)
            firmware_form.keep(path="")
    if _SAID in st.session_state:
        st.error(plain(st.session_state[_SAID]))
    if _is_here():
        form = firmware_form.Form()
        text = form.text("path", "Or a path on this computer", "A file, or the folder of an EnergyRunner result",
                         "Read where it is, whatever its size. Press Enter.", most=4000)  # fmt: skip
        if text and st.session_state.get("firmware_path") != text:
            path = Path(text.strip("\"'")).expanduser()
            if _try_to_open(path, path.name, None):
                st.session_state["firmware_path"] = text
                _empty_uploader()
                st.rerun()


def take_example() -> None:
    """Open the capture that ships, with the voltage it is made for."""
    data = files("footprint_app").joinpath(EXAMPLE).read_bytes()
    stored = store(EXAMPLE_NAME, lambda path: path.write_bytes(data))
    _try_to_open(stored.path, EXAMPLE_NAME, stored)
    firmware_form.keep(voltage_v="3 V")


def close() -> None:
    """Look at no file any more."""
    made = [key for key in st.session_state if str(key).startswith("firmware_made_")]
    for key in (_OPEN, _BEFORE, _SAID, "firmware_path", *made):
        st.session_state.pop(key, None)
    _empty_uploader()
    firmware_form.forget()


def _empty_uploader() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _is_here() -> bool:
    """Whether the browser is on the computer of the app, as far as that can be told: nothing stands between them."""
    headers = st.context.headers
    between = any(key.lower().startswith(("x-forwarded", "forwarded", "via", "x-real-ip")) for key in headers)
    host = urlsplit(f"//{headers.get('Host') or 'localhost'}").hostname
    return st.get_option("server.address") in _LOOPBACK and host in _LOOPBACK and not between


def _try_to_open(path: Path, name: str, stored: Stored | None) -> bool:
    """Make a file the one that is looked at; one that cannot be read changes nothing. Says whether it was opened."""
    try:
        path.stat()
        if zipfile.is_zipfile(path) and (folder := unpacked(path, name)):
            path, name, stored = folder.path, folder.path.name, folder
        sha256 = sha256_of(path)
        if sha256 is None:
            raise OSError("it cannot be read")
        is_model = looks_like_a_model(path)
    except InputError as error:
        st.error(f"{plain(name)} was not opened: {plain(error.message)}. Nothing has changed.")
        return False
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        st.error(f"{plain(name or str(path))} was not opened: {why}. Nothing has changed.")
        return False
    st.session_state[_BEFORE] = (opened(), firmware_form.all_kept())
    st.session_state.pop(_SAID, None)
    firmware_form.forget(*_OF_THE_USE)
    st.session_state[_OPEN] = Opened(path, name, sha256, is_model, stored)
    for key in ("firmware_window", "firmware_log"):
        st.session_state.pop(key, None)
    return True


def looks_like_a_model(path: Path) -> bool:
    """Whether a file holds a model: by its content, and where that says nothing by the end of its name."""
    if path.is_dir():
        return False
    with path.open("rb") as stream:
        head = stream.read(16)
    if head[4:8] == b"TFL3" or head.startswith(b"\x89HDF\r\n\x1a\n"):
        return True
    if head.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as archive:
                return any(name.endswith("weights.h5") for name in archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError):
            pass
    return path.name.lower().endswith(MODEL_NAMES)


def back(why: str) -> None:
    """Say why the file that was opened last cannot be read, and look at the one before again."""
    before, fields = st.session_state.pop(_BEFORE, None) or (None, {})
    st.session_state.pop(_OPEN, None)
    firmware_form.forget()
    firmware_form.keep(**fields)
    if before is not None:
        st.session_state[_OPEN] = before
        why += f" {before.name} is still open."
    st.session_state[_SAID] = why
    st.rerun()
