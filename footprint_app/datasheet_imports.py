"""Files of other formats on the page Datasheet: what one would fill, what stays, and filling it as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from datasheets.content.places import place_words
from datasheets.content.words import typeset
from datasheets.exchange import formats
from datasheets.exchange.formats import FORMATS
from datasheets.exchange.json_text import read_json
from datasheets.exchange.merge import Merged, merge
from datasheets.exchange.recognise import recognised
from footprint.errors import InputError
from footprint.numbers import readable
from footprint.yaml_file import MAX_BYTES, decode, read_text
from footprint_app import datasheet_files
from footprint_app.datasheet_exchange import kept_words
from footprint_app.datasheet_form import key
from footprint_app.datasheet_state import ANEW, Draft, Place, Work, sentence, value_at
from footprint_app.datasheet_table import cell
from footprint_app.lint_text import number_words
from footprint_app.pages import plain

PLANS, _TOLD = "ds_imports", "ds_import_told"
_ENDINGS = (".json", ".jsonld", ".md", ".csv")
_LONGEST, _MOST, _FEW = 160, 200, 15
SAID = "ds_uploaded"
"""What became of the last files, each with whether it went well."""


class Plan(NamedTuple):
    """What a file would do to a text of the datasheet."""

    of: str
    merged: Merged


@lru_cache(maxsize=32)
def _format(path: Path, stamp: tuple[int, int]) -> str:
    """The format of a file that can be read here; empty for others. The stamp tells a file from one before it."""
    try:
        return recognised(decode(path.read_bytes(), path.name), path.name) if stamp[0] <= MAX_BYTES else ""
    except (InputError, OSError):
        return ""


def format_of(path: Path) -> str:
    """The title of the format of a file that fields can be filled from; empty for others."""
    if path.suffix.lower() not in _ENDINGS:
        return ""
    about = path.stat()
    found = _format(path, (about.st_size, about.st_mtime_ns))
    return FORMATS[found].title if found else ""


def too_large(path: Path) -> bool:
    """Whether fields might have been filled from a file, were it smaller."""
    return path.suffix.lower() in _ENDINGS and path.stat().st_size > MAX_BYTES


def check(path: Path, name: str) -> None:
    """Whether a file that says that it is JSON is.

    Raises
    ------
    InputError
        It is cut off, damaged, or nested too deep.
    """
    if path.suffix.lower() in (".json", ".jsonld") and path.stat().st_size <= MAX_BYTES:
        read_json(decode(path.read_bytes(), name), name)


def look(work: Work, file: str) -> str:
    """Find out what a file would do to the datasheet; says so in short.

    Raises
    ------
    InputError
        It cannot be read as what it is.
    """
    if work.read().error is not None:
        raise InputError("the source of the datasheet cannot be read, so nothing can be filled: mend it first")
    imported = formats.read(read_text(work.folder / datasheet_files.safe(file)), file)
    merged = merge(imported, work.text, datasheet_files.SOURCE, work.folder, work.load)
    st.session_state.setdefault(PLANS, {})[file] = Plan(work.text, merged)
    return _short(merged)


def _short(merged: Merged) -> str:
    found = [f"{number_words(len(merged.filled), 'place')} to fill" if merged.filled else "nothing to fill"]
    found += [f"{number_words(len(merged.kept), 'place')} said otherwise here"] if merged.kept else []
    found += [f"{len(merged.left)} without a place in it"] if merged.left else []
    return ", ".join(found)


def lists(work: Work, file: str) -> None:
    """What a file would do, or why it cannot be read."""
    draft, plan = work.drafts.get(("import", file)), _plan(work, file)
    if draft:
        st.error(f"It cannot be read. {plain(draft.message)}")
    if plan is not None:
        st.html(_lists(work, plan))


def button(work: Work, file: str) -> None:
    """The button that fills, or where the datasheet is not as it was then, the one that looks again."""
    plan, name = _plan(work, file), key(("import", file))
    if plan is None:
        st.button("See what it would fill", key=f"{name}__look", on_click=_look, args=(work, file), help=plain(file))
    elif plan.filled:
        st.button(f"Fill these fields ({number_words(len(plan.filled), 'place')})", key=f"{name}__fill",
                  on_click=_fill, args=(work, file, plan), help=f"From {plain(file)}, as one step.")  # fmt: skip


def _plan(work: Work, file: str) -> Merged | None:
    """What a file would do to the datasheet as it is, where that is known."""
    plan: Plan | None = st.session_state.get(PLANS, {}).get(file)
    return plan.merged if plan is not None and plan.of == work.text else None


def _look(work: Work, file: str) -> None:
    work.drafts.pop(("import", file), None)
    try:
        look(work, file)
    except InputError as error:
        work.drafts["import", file] = Draft({}, sentence(error))


def _fill(work: Work, file: str, merged: Merged) -> None:
    """Put everything into the source as one step."""
    for place in merged.filled:
        work.forget_drafts(_path(place))
    work.remember(merged.text)
    if not merged.comments:
        work.note = ANEW
    told = f"{file}: {number_words(len(merged.filled), 'place')} filled. Undo empties them."
    st.session_state[_TOLD] = (work.text, told)
    st.session_state.pop(SAID, None)


def told(work: Work) -> str:
    """What was filled last, as long as it is the last change and Undo takes it back."""
    text, words = st.session_state.get(_TOLD, ("", ""))
    return words if text == work.text else ""


# --- in words ----------------------------------------------------------------------------------


def _lists(work: Work, merged: Merged) -> str:
    """What would be filled, what stays because it is said otherwise, and what has no place, each as a table or list."""
    data = work.read(merged.text).data
    filled = [(_cut(place_words(place)), _filled(value_at(data, _path(place)))) for place in merged.filled]
    kept = [(_cut(place_words(one.place)), *map(_exact, kept_words(one), (one.here, one.there))) for one in merged.kept]
    parts = [
        _table(f"{number_words(len(filled), 'place')} to fill", ("Field", "From the file"), filled),
        _table(f"{number_words(len(kept), 'place')} said otherwise here, which stays", ("Field", "Here", "In the file"),
               kept),
        _table(f"{len(merged.left)} without a place in the datasheet", ("What the file says",),
               [(_cut(one),) for one in merged.left]),
    ]  # fmt: skip
    return f'<section class="fp-chart fp-folds">{"".join(parts)}</section>'


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col" class="fp-left">{one}</th>' for one in columns)
    body = "".join(f"<tr>{''.join(f'<td class=fp-left>{c}</td>' for c in row)}</tr>" for row in rows[:_MOST])
    more = f"<p>and {len(rows) - _MOST} more</p>" if len(rows) > _MOST else ""
    table = f'<table class="fp-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f"<details{' open' if len(rows) <= _FEW else ''}><summary>{title}</summary>{table}{more}</details>"


def _cut(text: str) -> str:
    return escape(typeset(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."))


def _exact(shown: str, exact: str) -> str:
    """A text of which all digits are in a tooltip."""
    return _cut(exact) if shown == exact else f'<span title="{escape(typeset(exact))}">{_cut(shown)}</span>'


def _filled(given: Any) -> str:
    return _exact(_said(given, lambda text: readable(text)[0]), _said(given, str))


def _said(given: Any, digits: Callable[[str], str]) -> str:
    """What a source file holds, in one line, its quantities with some of their digits."""
    if isinstance(given, dict) and "status" not in given:
        return ", ".join(_said(one, digits) for one in given.values())
    if isinstance(given, list):
        rows = "; ".join(_said(one, digits) for one in given)
        return rows if all(isinstance(one, str) for one in given) else f"{number_words(len(given), 'row')}: {rows}"
    return digits(cell(given)) if isinstance(given, dict) else cell(given)


def _path(place: str) -> Place:
    """A place as a path of the source: rows are counted from 1 there and from 0 here."""
    return tuple(int(step) - 1 if step.isdecimal() else step for step in place.split("."))
