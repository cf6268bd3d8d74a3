"""The files of the datasheet on the page: uploads, what each is taken for, and the system of the calculator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.kinds import KINDS
from footprint.errors import InputError
from footprint.yaml_file import MAX_BYTES, decode
from footprint_app import datasheet_changes, datasheet_files, datasheet_imports, datasheet_start
from footprint_app.datasheet_form import key
from footprint_app.datasheet_imports import SAID
from footprint_app.datasheet_state import Draft, Work, has, said, sentence, sha256
from footprint_app.fields import Fields
from footprint_app.firmware_upload import claim
from footprint_app.firmware_words import size
from footprint_app.pages import fold, plain
from footprint_app.settings import CAPTURE_MB

_TYPES = [
    "yaml", "yml", "zip", "tflite", "keras", "h5", "hdf5", "json", "csv", "tsv", "txt", "log", "ppk2", "jls", "xml",
    "kicad_pcb", "jsonld", "svg", "png", "jpg", "jpeg", "pdf", "py", "md",
]  # fmt: skip
_SEEN, _ROUND = "ds_seen", "ds_round"
WORK = "datasheet"
KEEP_OPEN = "ds_keep_open"
"""Whether the fold of the files is open in the next run, whatever happens to it: not once a datasheet was opened."""
_OPENED = (": opened.", ": opened, with its files.")
_SHOWN = "a picture of the datasheet"
_NONE = "no values are taken from it"
_KINDS = {
    "model": "a model", "evaluation": "an evaluation", "capture": "a power capture", "profile": "a firmware profile",
    "system": "a system", "bom": "a bill of materials",
}  # fmt: skip
_OPTIONS = {
    "voltage": "Supply voltage", "sample_rate": "Sampling rate", "skip_start": "Left out at the start",
    "threshold": "Threshold of an event", "channel": "Digital channel",
    "inferences_per_event": "Inferences of an event", "sleep_power": "Power asleep", "join": "Join events within",
    "shortest": "Shortest event", "factors": "Factor set", "fill_from": "Gaps filled from", "draws": "Draws",
    "seed": "Seed",
}  # fmt: skip


def upload() -> None:
    """The place for files: a datasheet is opened, anything else is put beside the one that is open."""
    files = _uploader()
    seen: set[str] = st.session_state.setdefault(_SEEN, set())
    fresh = [f for f in files if f.file_id not in seen]
    if fresh:
        seen |= {f.file_id for f in fresh}
        st.session_state[SAID] = _taken_in(fresh)
        st.session_state[KEEP_OPEN] = any(not ok or not text.endswith(_OPENED) for ok, text in st.session_state[SAID])
        st.rerun()  # what stands above was drawn without them
    for ok, text in st.session_state.get(SAID, ()):
        (st.success if ok else st.error)(plain(text))


def _uploader() -> list[Any]:
    st.markdown(
        "A datasheet (.yaml, or a .zip with its files), or files for the one that is open: models, evaluations, power "
        "captures, profiles, systems, bills of materials, pictures; or a file of Croissant, CodeCarbon, CycloneDX or "
        f"a Hugging Face model card to fill fields from. Each at most {CAPTURE_MB} MB; all stay here."
    )
    found = st.file_uploader(
        " ", type=_TYPES, max_upload_size=CAPTURE_MB, key=f"ds_files_{st.session_state.get(_ROUND, 0)}",
        label_visibility="collapsed", accept_multiple_files=True,
    )  # fmt: skip
    st.html('<p class="fp-refused">It was not added, and nothing has changed.</p>')
    return list(found or ())


def _taken_in(files: list[Any]) -> list[tuple[bool, str]]:
    """Take uploads in, the source first as it says where the others belong; says what became of each."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # an empty place for the next
    st.session_state[_SEEN] = set()
    told: list[tuple[bool, str]] = []
    for file in sorted(files, key=lambda f: not f.name.lower().endswith((".zip", ".yaml", ".yml"))):
        work: Work = st.session_state[WORK]
        try:
            stored = claim(file)
            told.append((True, f"{file.name}: {_one(work, stored.path, file.name)}."))
        except InputError as error:
            told.append((False, f"{file.name} was not added. {sentence(error)} Nothing else has changed."))
        except OSError:
            told.append((False, f"{file.name} is gone: at most {CAPTURE_MB} MB come at once. Add it again."))
    return told


def _one(work: Work, path: Path, name: str) -> str:
    """Open a datasheet or add a file; says what it was."""
    if name.lower().endswith(".zip"):
        folder = datasheet_files.new_folder()
        inner, text = datasheet_files.unzipped(path, folder.path)
        look_at(Work(folder, text, text, inner))
        return "opened, with its files"
    if datasheet_files.is_source(path):
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"a source file has at most {MAX_BYTES // 1_000_000} MB")
        text = decode(path.read_bytes(), name)
        work.remember(text)
        work.first, work.name = text, name
        work.drafts.clear()
        work.files_changed()
        return "opened"
    return add(work, path, name)


def look_at(work: Work) -> None:
    """Work on another datasheet; the one until now, with its files, can be had back."""
    work.before = st.session_state.get(WORK)
    if work.before is not None:
        work.before.before = None
    st.session_state[WORK] = work
    for name in ("ds_pages", "ds_focus", SAID, datasheet_imports.PLANS, *datasheet_changes.FORGET):
        st.session_state.pop(name, None)


def undo(work: Work) -> None:
    """One step back, which may be the datasheet before this one."""
    if work.history:
        work.undo()
    elif work.before is not None:
        st.session_state[WORK] = work.before


def add(work: Work, path: Path, name: str) -> str:
    """Put a file beside the source, and take it for an artefact where it is one; says what it was.

    Raises
    ------
    InputError
        No name of a file, no room, or a file that cannot be read as what it is.
    """
    datasheet_imports.check(path, name)
    format = datasheet_imports.format_of(path)
    kind = "" if format else datasheet_files.kind_of(path)
    data = work.read().data
    place = datasheet_files.place_for(Path(name.replace("\\", "/")).name, work.folder, data)
    known = any(r == place for r in datasheet_files.references(data))
    there = (work.folder / place).exists()
    datasheet_files.put(work.folder, place, path)
    work.files_changed()
    if known:
        return "replaces the file of that name" if there else "the file that the datasheet names"
    if not (kind or format) or not isinstance(data, dict):
        most = f"; no fields can be filled from a file that is larger than {MAX_BYTES // 1_000_000} MB"
        return "added" + (most if datasheet_imports.too_large(work.folder / place) else "")
    try:
        if format:
            return f"added, {format}: {datasheet_imports.look(work, place)}"
        return use_as(work, place, kind)
    except InputError as error:
        if kind == "capture":  # by the end of its name alone
            return f"added; it is no capture that can be read: {said(error).rstrip('.')}"
        (work.folder / place).unlink()
        work.files_changed()
        raise


def use_as(work: Work, file: str, kind: str) -> str:
    """Take a file for an artefact of a kind; says so, or why not."""
    taken = work.read().data.get("artefacts") or {}
    name, entry = datasheet_files.entry(kind, taken, file, sha256(work.folder / file))
    path = ("artefacts", name)
    asked = ""
    try:
        Artefacts.read({name: entry}, work.folder, work.load).content(name)
    except InputError as error:
        if not error.asks:
            raise
        asked = f". {sentence(error).rstrip('.')}"
        st.session_state[key(("read", name))] = True
    if work.put(path, entry):
        return f"added as {_KINDS[kind]}, called {name}{asked}"
    draft = work.drafts.pop(path)
    raise InputError(draft.message.rstrip("."))


def draw(work: Work, fields: Fields) -> None:
    """The files, what each is, and what is set for reading it."""
    upload()
    filled = datasheet_imports.told(work)
    if filled:
        st.success(plain(filled))
    data = work.read().data
    artefacts: Any = data.get("artefacts") if isinstance(data, dict) else None
    artefacts = artefacts if isinstance(artefacts, dict) else {}
    used = {one.get("file"): name for name, one in artefacts.items() if isinstance(one, dict)}
    missing = datasheet_files.missing(work.folder, data)
    for file in missing:
        st.warning(f"{plain(file)} is named in the datasheet and is not here: add it.")
    if work.name and datasheet_start.system_differs(work, fields):
        st.button(
            "Use the system of the calculator", key="ds_use_system", on_click=datasheet_start.use_system,
            args=(work, fields),
            help="Makes it the system that the environmental section is taken from.",
        )  # fmt: skip
    pictures = set(datasheet_files.references(data)) - used.keys()
    files = datasheet_files.names(work.folder)  # first those that one has still to do something with
    for file in sorted(files, key=lambda one: one in used or not datasheet_imports.format_of(work.folder / one)):
        _file(work, file, used.get(file, ""), artefacts, file in pictures)


def _file(work: Work, file: str, name: str, artefacts: dict[str, Any], shown: bool) -> None:
    path = work.folder / file
    kind = str(artefacts[name].get("kind", name)) if name else ""
    with st.container(key=key(("file", file))):
        what = f"{_KINDS.get(kind, kind)}, called {name}" if name else _SHOWN if shown else _NONE
        what = datasheet_imports.format_of(path) or what if not name else what
        st.markdown(f"**{plain(file)}** :small[{plain(f'{size(path.stat().st_size)}, {what}')}]")
        if name:
            stated = artefacts[name].get("sha256")
            with st.container(horizontal=True, gap="small"):
                if stated and stated != sha256(path):
                    st.error("Its hash is not the one that the datasheet states.")
                    st.button("State the hash it has", key=key(("file", file), "hash"), on_click=_state_hash,
                              args=(work, name, file))  # fmt: skip
                st.button("Take no values from it", key=key(("file", file), "drop"), on_click=_drop,
                          args=(work, name))  # fmt: skip
            _options(work, name, kind, artefacts[name])
        elif not shown:
            foreign = bool(datasheet_imports.format_of(path))
            if foreign:
                datasheet_imports.lists(work, file)
            with st.container(horizontal=True, gap="small"):
                asked = key(("file", file), "as")
                if foreign:
                    datasheet_imports.button(work, file)
                else:
                    st.menu_button("Take values from it as", list(_KINDS), key=asked, format_func=_KINDS.__getitem__,
                                   on_click=_use, args=(work, file, asked))  # fmt: skip
                st.button("Remove", key=key(("file", file), "remove"), on_click=_remove, args=(work, file), help=file)
        draft = work.drafts.get(("artefacts", name)) if name else work.drafts.get(("file", file))
        if draft:
            st.error(plain(draft.message))


def _options(work: Work, name: str, kind: str, given: dict[str, Any]) -> None:
    """How a file is read, such as the voltage of a capture."""
    options = list(KINDS[kind].options) if kind in KINDS else []
    if not options:
        return
    said_now = [f"{_OPTIONS[o].lower()} {given[o]}" for o in options if o in given]
    with fold(plain("; ".join(said_now) or "How it is read"), key(("read", name))) as read:
        for option in options if read.open else ():
            path = ("artefacts", name, option)
            widget = key(path)
            draft = work.drafts.get(path)
            shown = draft.raw["text"] if draft else given.get(option, "")
            st.session_state[widget] = ", ".join(shown) if isinstance(shown, list) else str(shown)
            title = f"{_OPTIONS[option]} of {name.replace('_', ' ')}"
            st.text_input(title, key=widget, on_change=_set, args=(work, path, kind, widget))
            if draft:
                st.error(f"Not taken over: {plain(draft.message)}")


def _set(work: Work, path: tuple[str, ...], kind: str, widget: str) -> None:
    """Take over an option of an artefact."""
    st.session_state.pop(SAID, None)  # it may have asked for it
    text = str(st.session_state[widget]).strip()
    unit = KINDS[kind].options[path[-1]]
    given: Any = text or None
    if unit == "count" and text.isascii() and text.isdecimal() and len(text) < 16:
        given = int(text)
    elif unit == "texts" and text:
        given = [one.strip() for one in text.split(",") if one.strip()]
    if given is not None or has(work.read().data, path):
        work.put(path, given, {"text": text})
    else:
        work.drafts.pop(path, None)


def _use(work: Work, file: str, widget: str) -> None:
    kind = st.session_state[widget]
    work.forget_drafts(("file", file))
    if kind:
        try:
            use_as(work, file, kind)
        except InputError as error:
            work.drafts["file", file] = Draft({}, sentence(error))


def _state_hash(work: Work, name: str, file: str) -> None:
    """State the hash that a file has now."""
    work.put(("artefacts", name, "sha256"), sha256(work.folder / file))


def _drop(work: Work, name: str) -> None:
    """Take no values from a file any more; those that are taken keep it."""
    work.put(("artefacts", name), None)


def _remove(work: Work, file: str) -> None:
    (work.folder / datasheet_files.safe(file)).unlink(missing_ok=True)
    work.files_changed()


def waiting_at(place: Any) -> Any:
    """Tells in a place of the page how long a model takes."""

    def waiting(seconds: float) -> None:
        place.info(f"Looking at the model, {seconds:.0f} s so far.")

    return waiting
