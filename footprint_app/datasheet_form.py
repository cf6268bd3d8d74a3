"""The fields of a section as widgets: each shows what the source holds, writes it back, and carries its message."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import streamlit as st

from datasheets.content.places import place_words
from datasheets.content.words import typeset
from datasheets.sheet.plain import value_words
from datasheets.sheet.template import Field
from datasheets.sheet.values import NOT_DISCLOSED, NOT_PROVIDED, STATUSES, is_missing
from footprint_app import datasheet_files, datasheet_values
from footprint_app.datasheet_state import LANGUAGE, Draft, Place, Work, section_of, value_at
from footprint_app.datasheet_values import MORE, REASON, TEXT, Mode, Raw
from footprint_app.pages import fold, plain

_TYPE, _NOT_DISCLOSED, _NOT_APPLICABLE, _LEAVE_OUT = "Type it", "Not disclosed", "Not applicable", "Leave it out"
_FROM = "Take from "
_HINTS = {"date": "2026-03-31", "url": "https://example.org/sensor", "email": "name@example.org"}
_SHAPES = {"date": "a date", "url": "a web address", "email": "an e-mail address", "list": "one item a line"}
_TITLES = {
    "min": "At least", "max": "At most", "low": "Interval from", "high": "Interval to", "level": "Its probability",
    "count": "Of a share: how many", "n": "of how many", "note": "Note",
}  # fmt: skip
_PLACEHOLDERS = {"level": "95 %", "count": "452", "n": "480"}


def key(path: Place, part: str = "") -> str:
    """The key of a widget, which is also the class of what stands around it."""
    return "__".join(["ds", *(str(p) for p in path), *([part] if part else [])])


class Form:
    """The fields of one section of a datasheet."""

    def __init__(self, work: Work, remarks: dict[str, list[str]]) -> None:
        self.work = work
        self.remarks = remarks
        """Place of a field as a person writes it, to what the rules say of it."""

    def draw(self, fields: Iterable[Field], base: Place) -> None:
        """Some fields below each other, under the headings of their groups."""
        group = ""
        for one in fields:
            if one.group != group:
                group = one.group
                st.html(f'<section class="fp-chart"><h2>{escape(group)}</h2></section>')
            self.field((*base, one.key), one)

    def field(self, path: Place, field: Field) -> None:
        """One field: its widgets or what stands for them, the ways out of a value, and what is wrong with it."""
        with st.container(key=key(path, "field")):
            given = value_at(self.work.read().data, path)
            draft = self.work.drafts.get(path)
            mode = draft.mode if draft else datasheet_values.mode_of(given)
            if field.kind == "table" and mode == "value":
                from footprint_app import datasheet_table

                datasheet_table.draw(self, path, field, given)
                self._below(path, field, draft, given)
                return
            raw = draft.raw if draft else datasheet_values.raw_of(field, given)
            with st.container(horizontal=True, gap="small", vertical_alignment="center", key=key(path, "head")):
                because = ", :small[not applicable, because]" if mode == "not applicable" else ""
                st.markdown(label(field) + because + self.origin(path))
                if field is not LANGUAGE and path[0] != "claims":
                    self.instead(path, field, mode, given)
            self._value(path, field, mode, raw, given)
            if field.kind == "quantity" and mode == "value":
                self._more(path, raw)
            self._below(path, field, draft, given)

    def _value(self, path: Place, field: Field, mode: Mode, raw: Raw, given: Any) -> None:
        title = field.title
        if mode == "from":
            self.taken(path, field, given)
        elif mode == NOT_DISCLOSED:
            st.markdown("Not disclosed")
        elif mode == "not applicable":
            done = self._changed(path, field, mode)
            _text(path, REASON, f"{title}: not applicable, because", raw, "Not applicable: the reason", done)
        else:
            self._typed(path, field, raw, title)

    def _typed(self, path: Place, field: Field, raw: Raw, title: str) -> None:
        done = self._changed(path, field, "value")
        if field.kind in ("prose", "list"):
            _text(path, TEXT, title, raw, "", done, lines=3)
        elif field.kind == "choice":
            _select(path, TEXT, title, raw, field.choices, done)
        elif field.kind == "quantity":
            value, status, evidence = st.columns([5, 6, 6], gap="small")
            with value:
                _text(path, "value", title, raw, _example(field), done)
            with status:
                _select(path, "status", f"How {field.title} is known", raw, STATUSES, done, "Status")
            with evidence:
                _text(path, "evidence", f"Evidence of {field.title}", raw, "Evidence: a file, a report", done)
        elif field.kind == "image":
            self._image(path, field, raw, title)
        elif field.kind == "text" and datasheet_values.usual(path):
            _select(path, TEXT, title, raw, datasheet_values.usual(path), done, "Choose or type", others=True)
        else:
            _text(path, TEXT, title, raw, _HINTS.get(field.kind, ""), done)

    def _image(self, path: Place, field: Field, raw: Raw, title: str) -> None:
        done = self._changed(path, field, "value")
        pictures = [n for n in datasheet_files.names(self.work.folder) if n.lower().endswith(datasheet_files.IMAGES)]
        _select(path, "file", title, raw, tuple(pictures), done)
        _text(path, "alt", f"What it shows: {field.title}", raw, "What it shows, for who does not see it", done)
        if not pictures:
            st.caption("Add a picture (SVG, PNG or JPEG) under Files first.")

    def _more(self, path: Place, raw: Raw) -> None:
        """The parts of a quantity that most do not need, folded."""
        said = [f"{_TITLES[part].lower()} {raw[part]}" for part in MORE if raw.get(part)]
        title = plain("; ".join(said)) if said else "Range, interval, share, note"
        if path in self.work.drafts and said:
            st.session_state[key(path, "more")] = True
        with fold(title, key(path, "more")) as more:
            if not more.open:
                return
            field = self._field_at(path)
            done = self._changed(path, field, "value")
            for pair in (("min", "max"), ("low", "high"), ("level", "count"), ("n", "note")):
                for place, part in zip(st.columns(2, gap="small"), pair, strict=True):
                    with place:
                        hint = "" if part == "note" else _PLACEHOLDERS.get(part, _example(field))
                        _text(path, part, f"{_TITLES[part]}: {field.title}", raw, f"{_TITLES[part]} {hint}", done)

    def _field_at(self, path: Place) -> Field:
        if path == (LANGUAGE.key,):
            return LANGUAGE
        if path[0] == "claims":
            return section_of("claims").field(str(path[-1]))
        found = section_of(str(path[0])).field(str(path[1]))
        return found if len(path) == 2 else found.column(str(path[-1]))

    def origin(self, path: Place) -> str:
        """How a typed field is known and from which file, where the datasheet says so."""
        found = self.work.origin(path) if len(path) == 2 else None
        return f"  \n:small[{plain(f'{found.status}, from {found.evidence}')}]" if found else ""

    def taken(self, path: Place, field: Field, given: Any) -> None:
        """A value that an artefact gives, and from which place."""
        sheet = self.work.read().sheet
        value: Any = sheet.sections if sheet is not None else None
        for step in path if sheet is not None else ():
            value = value[step]
        st.markdown(f"{plain(typeset(value_words(value)))}  \n:small[from {plain(artefact_words(given['from']))}]")
        if field.kind == "table" and isinstance(value, list):
            from footprint_app import datasheet_table

            st.html(datasheet_table.values_html(field, value))

    # --- what changes do -------------------------------------------------------------------------

    def _changed(self, path: Place, field: Field, mode: Mode) -> tuple[Any, tuple[Any, ...]]:
        return _take_over, (self.work, path, field, mode)

    def instead(self, path: Place, field: Field, mode: Mode, given: Any) -> None:
        """The ways to say something else than a value, and back."""
        options = []
        if mode != "value" or (path in self.work.drafts and not is_missing(given)):
            options.append(_TYPE)
        options += [f"{_FROM}{place}" for place in self.work.places(field) if not _is_from(given, place)]
        if mode != NOT_DISCLOSED:
            options.append(_NOT_DISCLOSED)
        if mode != "not applicable":
            options.append(_NOT_APPLICABLE)
        if not is_missing(given) or path in self.work.drafts:
            options.append(_LEAVE_OUT)
        name = key(path, "instead")
        st.menu_button(
            f"Other answer :small[to {plain(field.title)}]", options, key=name, type="tertiary",
            format_func=lambda one: plain(_option(one)),
            on_click=_instead, args=(self.work, path, field, name),
        )  # fmt: skip

    def _below(self, path: Place, field: Field, draft: Draft | None, given: Any) -> None:
        """One click for what an artefact has, the message of what was not taken over, and what the rules say."""
        if draft is not None and draft.message:
            st.error(f"Not taken over: {plain(draft.message)}")
        elif draft is None and is_missing(given) and len(path) > 1:
            place = next(iter(self.work.places(field)), "")
            if place:
                st.button(plain(_option(f"{_FROM}{place}")), key=key(path, "take"), on_click=_take,
                          args=(self.work, path, place))  # fmt: skip
        for remark in self.remarks.get(".".join(str(p) for p in path[:2]), ()) if len(path) <= 2 else ():
            st.html(f'<p class="fp-finding">{remark}</p>')


def artefact_words(place: str) -> str:
    """A place of an artefact, such as ``evaluation.recall.wave``, in words."""
    name, _, rest = place.partition(".")
    return f"{name}: {rest.replace('_', ' ').replace('.', ' ')}"


def _option(option: str) -> str:
    """A way to say something else than a value, in words."""
    return f"{_FROM}{artefact_words(option.removeprefix(_FROM))}" if option.startswith(_FROM) else option


def _is_from(given: Any, place: str) -> bool:
    return isinstance(given, dict) and given.get("from") == place


def label(field: Field) -> str:
    """Title of a field, and what is expected of it."""
    need: str = field.need
    if need == "conditional":
        need = f"needed if: {field.when[0].lower()}{field.when[1:]}"
    expected = ", ".join(filter(None, (need, _SHAPES.get(field.kind, ""))))
    return f"**{plain(field.title)}** :small[{plain(expected)}]"


def _example(field: Field) -> str:
    """What a number of the field looks like."""
    return {"": "40", "1": "40"}.get(field.unit, f"40 {field.unit}")


def _text(
    path: Place, part: str, title: str, raw: Raw, example: str, done: tuple[Any, tuple[Any, ...]], lines: int = 1
) -> None:
    name = key(path, part)
    st.session_state[name] = raw.get(part, "")
    if lines > 1:
        rows = min(12, max(lines, raw.get(part, "").count("\n") + 1, len(raw.get(part, "")) // 70 + 1))
        st.text_area(
            title, key=name, on_change=done[0], args=done[1], height=20 + 24 * rows, label_visibility="collapsed"
        )
    else:
        st.text_input(
            title, key=name, placeholder=example, on_change=done[0], args=done[1], label_visibility="collapsed"
        )


def _select(
    path: Place, part: str, title: str, raw: Raw, options: tuple[str, ...], done: tuple[Any, tuple[Any, ...]],
    hint: str = "Choose", others: bool = False,
) -> None:  # fmt: skip
    """One of some options; one that the source has and that is none of them is said to be not valid."""
    name, value = key(path, part), raw.get(part)
    known = [*options, *([value] if value and value not in options else [])]
    st.session_state[name] = value or None
    st.selectbox(
        title, known, key=name, index=None, placeholder=hint, on_change=done[0], args=done[1],
        label_visibility="collapsed", accept_new_options=others,
        format_func=lambda o: place_words(o) if o in options or others else f"{o} (not valid)",
    )  # fmt: skip


def _take_over(work: Work, path: Place, field: Field, mode: Mode) -> None:
    """Take over what the widgets of a field now say."""
    draft = work.drafts.get(path)
    given = value_at(work.read().data, path)
    raw = dict(draft.raw if draft else datasheet_values.raw_of(field, given))
    prefix = key(path, "")
    parts = (REASON,) if mode == "not applicable" else (TEXT, "file", "alt", *datasheet_values.PARTS)
    for part in parts:
        name = f"{prefix}__{part}"
        if name in st.session_state:
            raw[part] = str(st.session_state[name] or "")
    work.answer(path, field, datasheet_values.given_of(field, raw, given), raw, mode)


def _take(work: Work, path: Place, place: str) -> None:
    """Take a field from an artefact."""
    work.put(path, {"from": place})


def _instead(work: Work, path: Place, field: Field, name: str) -> None:
    """Say something else in a field than it says now."""
    chosen = st.session_state[name]
    given = value_at(work.read().data, path)
    work.forget_drafts(path)
    if chosen == _NOT_DISCLOSED:
        work.put(path, NOT_DISCLOSED)
    elif chosen == _NOT_APPLICABLE:
        work.drafts[path] = Draft({REASON: ""}, mode="not applicable")
    elif chosen == _LEAVE_OUT:
        work.answer(path, field, None, {})
    elif chosen == _TYPE and datasheet_values.mode_of(given) == "from":
        work.type_instead(path)
    elif chosen == _TYPE and datasheet_values.mode_of(given) != "value":
        work.answer(path, field, None, {})
    elif chosen and chosen.startswith(_FROM):
        _take(work, path, chosen.removeprefix(_FROM))


def missing_row(columns: Iterable[Field]) -> dict[str, str]:
    """A row in which everything that is required is still to be said."""
    return {c.key: NOT_PROVIDED for c in columns if c.need == "required"}
