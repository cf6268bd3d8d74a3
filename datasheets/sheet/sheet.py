"""The source file of a datasheet: read, checked against the template, with what it takes from artefacts filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from datasheets.sheet.artefacts import Artefacts, Load, load_here
from datasheets.sheet.files import read_image
from datasheets.sheet.origins import KEY as ORIGINS
from datasheets.sheet.origins import Origin, read_origins
from datasheets.sheet.template import Field, Section, template
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED, NOT_PROVIDED, Quantity, read_quantity, says_not
from footprint.errors import InputError, nearest, shown
from footprint.yaml_file import Lines, parse_yaml, read_text

SCHEMA = "footprint.datasheet/1"
_TOP = ("schema", "language", "artefacts", "claims", ORIGINS)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Claim:
    """A sentence that promises something, the number that it rests on, and the evidence.

    Attributes
    ----------
    text : str
        As it is printed, such as "Low power".
    number : str
        Place of the quantity that it rests on, such as ``performance.power_active``; empty where none was named.
    evidence : str
        File or report; empty where none was named.
    """

    text: str
    number: str
    evidence: str


@dataclass(frozen=True)
class Entry:
    """One filled field, or one cell of a table.

    Attributes
    ----------
    path : tuple
        Keys from the section on, such as ``("performance", "metrics", 0, "value")``.
    field : Field
    value : object
        Text, list of text, date, `Quantity`, `Image`, list of rows (of a whole table), or the words of `says_not`.
    line : int or None
        In the source file.
    taken_from : str
        The place of an artefact that it was taken from, such as ``model.macs``; empty where it was typed.
    """

    path: Place
    field: Field
    value: Any
    line: int | None
    taken_from: str = ""

    @property
    def place(self) -> str:
        """The path as a person writes it."""
        return place_of(self.path)


def place_of(path: Place) -> str:
    """A path as a person writes it, rows counted from 1: ``performance.metrics.1.value``."""
    return ".".join(str(p + 1) if isinstance(p, int) else p for p in path)


@dataclass(frozen=True)
class Datasheet:
    """A datasheet as it was read: nothing is defaulted, and what is missing is missing.

    Attributes
    ----------
    file : str
        Name of the source file, for messages.
    text : str
        Its text, which is attached to what is printed.
    language : str
        A BCP 47 tag.
    sections : dict
        Section key to field key to value, checked and with what was taken from artefacts.
    claims : tuple of Claim
    artefacts : Artefacts
    lines : dict
        Path to line.
    taken : dict
        Path of every value that was taken from an artefact to the place it was taken from.
    origins : dict
        Place of a typed field without a status of its own to where it is from.
    """

    file: str
    text: str
    language: str
    sections: dict[str, dict[str, Any]]
    claims: tuple[Claim, ...]
    artefacts: Artefacts
    lines: Lines
    taken: dict[Place, str]
    origins: dict[str, Origin]

    def get(self, place: str) -> Any:
        """The value at a place such as ``performance.latency_p95``, or None."""
        section, _, key = place.partition(".")
        return self.sections.get(section, {}).get(key)

    def quantity(self, place: str) -> Quantity | None:
        """The quantity at a place, or None where there is none or words stand for it."""
        value = self.get(place)
        return value if isinstance(value, Quantity) else None

    def rows(self, place: str) -> list[dict[str, Any]]:
        """The rows of a table, none where words stand for it."""
        value = self.get(place)
        return value if isinstance(value, list) else []

    def line(self, path: Place) -> int | None:
        """The line of a path, or of what holds it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def entries(self) -> Iterator[Entry]:
        """Every field that holds something, in the order of the template; tables are followed by their cells."""
        for part in template():
            given = self.sections.get(part.key, {})
            for field in part.fields:
                if field.key not in given:
                    continue
                path: Place = (part.key, field.key)
                value = given[field.key]
                taken = self.taken.get(path, "")
                yield Entry(path, field, value, self.line(path), taken)
                if field.kind == "table" and isinstance(value, list):
                    for index, row in enumerate(value):
                        for column in field.columns:
                            if column.key in row:
                                at: Place = (*path, index, column.key)
                                yield Entry(at, column, row[column.key], self.line(at), taken or self.taken.get(at, ""))


def load_datasheet(path: str | Path) -> Datasheet:
    """Read a datasheet from its source file; artefacts are looked for beside it.

    Raises
    ------
    InputError
        An unreadable file, an unknown key, or a value that does not fit its field: with file, line and nearest valid.
    """
    return datasheet_from_text(read_text(Path(path)), str(path), Path(path).parent)


def datasheet_from_text(text: str, file: str, folder: Path, load: Load = load_here) -> Datasheet:
    """As `load_datasheet`, from the text of a file; `folder` is where its artefacts are, `load` how they are read."""
    data, lines = parse_yaml(text, file)
    try:
        return _datasheet(data, lines, text, file, folder, load)
    except InputError as error:
        if error.file is None:
            error.file = file
            ends = range(len(error.path), 0, -1)
            error.line = error.line or next((lines[error.path[:e]] for e in ends if error.path[:e] in lines), None)
        raise


def _datasheet(data: Any, lines: Lines, text: str, file: str, folder: Path, load: Load) -> Datasheet:
    if not isinstance(data, dict):
        raise InputError("no datasheet: a map of sections is expected", hint=f"It begins with schema: {SCHEMA}.")
    if data.get("schema") != SCHEMA:
        raise InputError(f"unknown schema {shown(data.get('schema'))}", path=("schema",), valid=(SCHEMA,))
    known = [*_TOP, *(s.key for s in template())]
    for key in data:
        if key not in known:
            raise InputError(f"unknown key {shown(key)}", path=(key,), valid=nearest(key, known))
    language = read_language(data.get("language"))
    artefacts = Artefacts.read(data.get("artefacts"), folder, load)
    sections = {part.key: _section(part, data[part.key], artefacts) for part in template() if part.key in data}
    taken = dict(_taken({part.key: data.get(part.key) for part in template()}, ()))
    origins = read_origins(data.get(ORIGINS), sections)
    return Datasheet(file, text, language, sections, _claims(data.get("claims")), artefacts, lines, taken, origins)


def read_language(given: Any) -> str:
    """A language tag as a file gives it."""
    if not isinstance(given, str) or not _LANGUAGE.fullmatch(given):
        raise InputError(
            "language is missing" if given is None else f"{shown(given)} is no language tag",
            path=("language",) if given is not None else (), hint="Write it like language: en.",
        )  # fmt: skip
    return given


def _taken(given: Any, path: Place) -> Iterator[tuple[Place, str]]:
    """The path of every map with ``from``, and the place it names."""
    if isinstance(given, dict) and "from" in given:
        yield path, given["from"]
    elif isinstance(given, (dict, list)):
        for key, value in given.items() if isinstance(given, dict) else enumerate(given):
            yield from _taken(value, (*path, key))


def _section(part: Section, given: Any, artefacts: Artefacts) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InputError(f"{part.key} must be a map of fields, not {shown(given)}", path=(part.key,))
    keys = [f.key for f in part.fields]
    for key in given:
        if key not in keys:
            raise InputError(f"unknown key {shown(key)}", path=(part.key, key), valid=nearest(key, keys))
    return {f.key: read_value(f, given[f.key], (part.key, f.key), artefacts) for f in part.fields if f.key in given}


def read_value(field: Field, given: Any, path: Place, artefacts: Artefacts) -> Any:
    """A value as a file gives it, checked against its field.

    Raises
    ------
    InputError
        What does not fit the field; its path begins with `path`.
    """
    try:
        if isinstance(given, dict) and "from" in given:
            return artefacts.take(given, field)
        if says_not(given):
            return NOT_PROVIDED if given is None else given
        if isinstance(given, str) and given.strip() == NOT_APPLICABLE.strip():
            raise InputError("not applicable needs a reason", hint=f'Write it like "{NOT_APPLICABLE}no radio".')
        if field.kind == "quantity":
            return read_quantity(given, field.unit)
        if field.kind == "table":
            return _table(field, given, artefacts)
        if field.kind == "list":
            return _list(given)
        if field.kind == "image":
            return read_image(given, artefacts.folder)
        return _TEXTS[field.kind](field, given) if field.kind in _TEXTS else _text(field, given)
    except InputError as error:
        if error.file is None and error.path[: len(path)] != path:
            error.path = (*path, *error.path)
        raise


def _table(field: Field, given: Any, artefacts: Artefacts) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        raise InputError(f"{field.key} must be a list of rows, not {shown(given)}")
    keys = [c.key for c in field.columns]
    rows = []
    for index, row in enumerate(given):
        if not isinstance(row, dict):
            raise InputError(f"a row must be a map of {', '.join(keys)}, not {shown(row)}", path=(index,))
        for key in row:
            if key not in keys:
                raise InputError(f"unknown key {shown(key)}", path=(index, key), valid=nearest(key, keys))
        for column in field.columns:
            if column.need == "required" and column.key not in row:
                raise InputError(
                    f"{column.key} is missing", path=(index,), hint=f"Give it, or {column.key}: {NOT_PROVIDED}."
                )
        cells = {}
        for c in field.columns:
            if c.key in row:
                try:
                    cells[c.key] = read_value(c, row[c.key], (), artefacts)
                except InputError as error:
                    error.path = (index, c.key, *error.path)
                    raise
        rows.append(cells)
    return rows


def _list(given: Any) -> list[str]:
    if not isinstance(given, list):
        raise InputError(
            f"must be a list, not {shown(given)}", hint="Write each item on a line of its own, after '- '."
        )
    for index, item in enumerate(given):
        if not isinstance(item, str) or not item.strip():
            raise InputError(f"an item must be text, not {shown(item)}", path=(index,))
    return given


def _text(field: Field, given: Any) -> str:
    if isinstance(given, float):
        raise InputError(f"{field.key} must be text, not the number {given!r}", hint='Write it in quotes, like "1.10".')
    if isinstance(given, bool) or not isinstance(given, (str, int)):
        raise InputError(f"{field.key} must be text, not {shown(given)}")
    text = str(given).strip()
    if not text:
        raise InputError(f"{field.key} is empty", hint=f"Fill it, or write {NOT_PROVIDED}.")
    return text


def _choice(field: Field, given: Any) -> str:
    if given not in field.choices:
        raise InputError(f"unknown {field.title.lower()} {shown(given)}", valid=nearest(given, field.choices))
    return str(given)


def _date(field: Field, given: Any) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise InputError(f"{shown(given)} is no date", hint="Write it like 2026-03-31.") from None


def _url(field: Field, given: Any) -> str:
    text = _text(field, given)
    if not re.fullmatch(r"https?://[^\s<>\"]+\.[^\s<>\"]+", text):
        raise InputError(f"{shown(text)} is no web address", hint="Write it like https://example.org/sensor.")
    return text


def _email(field: Field, given: Any) -> str:
    text = _text(field, given)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", text):
        raise InputError(f"{shown(text)} is no e-mail address")
    return text


_TEXTS = {"choice": _choice, "date": _date, "url": _url, "email": _email}


def _claims(given: Any) -> tuple[Claim, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise InputError(f"claims must be a list, not {shown(given)}", path=("claims",))
    found = []
    for index, one in enumerate(given):
        path: Place = ("claims", index)
        if not isinstance(one, dict):
            raise InputError(f"a claim has text, number and evidence, not {shown(one)}", path=path)
        for key, value in one.items():
            if key not in ("text", "number", "evidence"):
                raise InputError(f"unknown key {shown(key)}", path=(*path, key), valid=("text", "number", "evidence"))
            if not isinstance(value, str) or not value.strip():
                raise InputError(f"{key} must be text, not {shown(value)}", path=(*path, key))
        if "text" not in one:
            raise InputError("text is missing", path=path)
        number = one.get("number", "")
        if number and not _is_quantity(number):
            raise InputError(
                f"no quantity at {shown(number)}", path=(*path, "number"), valid=nearest(number, _quantities())
            )
        found.append(Claim(one["text"], number, one.get("evidence", "")))
    return tuple(found)


def _quantities() -> list[str]:
    return [f"{s.key}.{f.key}" for s in template() for f in s.fields if f.kind == "quantity"]


def _is_quantity(place: str) -> bool:
    return place in _quantities()


def not_disclosed(value: Any) -> bool:
    """Whether the maker says that they will not say."""
    return bool(value == NOT_DISCLOSED)
