"""What a file of others says put into the text of a source file: what is open is filled, what is there stays.

Comments and order stay too. A table gets the rows that it does not have, and rows the cells that they lack.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from datasheets.changes.rows import identity, named, settings
from datasheets.changes.values import same, same_measure
from datasheets.content.words import mark_of
from datasheets.exchange.formats import Imported
from datasheets.sheet import edit
from datasheets.sheet.artefacts import Artefacts, Load, load_here
from datasheets.sheet.origins import KEY as ORIGINS
from datasheets.sheet.plain import value_words
from datasheets.sheet.sheet import Datasheet, datasheet_from_text, place_of, read_value
from datasheets.sheet.template import Field, Section, template
from datasheets.sheet.units import Measure, parse_measure
from datasheets.sheet.values import Quantity
from footprint.errors import InputError, nearest, shown
from footprint.yaml_file import parse_yaml

_DECLARED = "declared"
_NOTHING = ("not provided", "not assessed")
"""Marks of what says nothing."""


class Kept(NamedTuple):
    """A value of the source file that an imported one did not replace.

    Attributes
    ----------
    place : str
    here : str
        What the source file says.
    there : str
        What the imported file says.
    """

    place: str
    here: str
    there: str


@dataclass(frozen=True)
class Merged:
    """A source file with what another file says.

    Attributes
    ----------
    text : str
        It can be read.
    filled : tuple of str
        Places that were open: fields, ``performance.metrics.3`` for a new row, ``performance.metrics.1.of`` for a cell.
    kept : tuple of Kept
        Where the source file says something else, which stays.
    left : tuple of str
        What the imported file says and the source file cannot hold.
    comments : bool
        Whether the comments of the source file are all there.
    """

    text: str
    filled: tuple[str, ...]
    kept: tuple[Kept, ...]
    left: tuple[str, ...]
    comments: bool

    @property
    def other_name(self) -> str:
        """What the imported file calls the sensor, where the source file calls it otherwise; else empty."""
        return next((one.there for one in self.kept if one.place == "title_page.name"), "")


def merge(imported: Imported, text: str, file: str, folder: Path, load: Load = load_here) -> Merged:
    """Put what a file says into a source file.

    Parameters
    ----------
    imported : Imported
    text : str
        Of the source file.
    file : str
        Its name, for messages.
    folder : Path
        Where its artefacts are.
    load : callable
        How they are read.

    Raises
    ------
    InputError
        A source file that cannot be read, or a place that no datasheet has.
    """
    known = [f"{s.key}.{f.key}" for s in template() for f in s.fields]
    for place in imported.fields:
        if place not in known:
            raise InputError(f"no field {shown(place)}", file=imported.file, valid=nearest(place, known))
    sheet = datasheet_from_text(text, file, folder, load)
    work = _Work(imported, sheet)
    for part in template():
        for one in part.fields:
            if f"{part.key}.{one.key}" in imported.fields:
                work.take(part, one)
    made = work.put_into(text)
    if work.filled:
        datasheet_from_text(made.text, file, folder, load)
    return Merged(made.text, tuple(work.filled), tuple(work.kept), (*imported.left, *work.left), made.whole)


@dataclass
class _Work:
    imported: Imported
    sheet: Datasheet
    edits: list[edit.Edit] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def take(self, part: Section, wanted: Field) -> None:
        """Put one field where it is open."""
        place = f"{part.key}.{wanted.key}"
        given = self.imported.fields[place]
        there = self._read(place, wanted, given)
        if mark_of(there) in _NOTHING:
            return
        here = self.sheet.get(place)
        if mark_of(here) == "not provided":
            self._put((part.key, wanted.key), given, [f.key for f in part.fields])
            self.filled.append(place)
        elif wanted.kind == "table" and isinstance(here, list) and isinstance(there, list):
            self._rows(part, wanted, given, there)
        elif not agrees(here, there):
            self.kept.append(Kept(place, _said(here), _said(there)))

    def _read(self, place: str, wanted: Field, given: Any) -> Any:
        """The value as a source file would be read, or None where it does not fit; then it is left."""
        try:
            return read_value(wanted, given, (), Artefacts.read(None, self.sheet.artefacts.folder))
        except InputError as error:
            self.left.append(f"{place}: {error.message}")
            return None

    def _rows(self, part: Section, wanted: Field, given: list[Any], there: list[dict[str, Any]]) -> None:
        table = f"{part.key}.{wanted.key}"
        source = self.sheet.taken.get((part.key, wanted.key))
        taken = source and f"taken from {source}"
        rows = [dict(row) for row in self.sheet.rows(table)]
        for typed, row in zip(given, there, strict=True):
            index = _found(table, rows, row, there)
            if index is None and taken:
                self.kept.append(Kept(table, taken, _row_said(row)))
            elif index is None:
                self._put((part.key, wanted.key, len(rows)), typed, [f.key for f in part.fields])
                rows.append(row)
                self.filled.append(f"{table}.{len(rows)}")
            else:
                self._cells(part, wanted, index, rows[index], typed, row, taken)

    def _cells(
        self, part: Section, wanted: Field, index: int, here: dict[str, Any], typed: dict[str, Any],
        there: dict[str, Any], taken: str | None,
    ) -> None:  # fmt: skip
        for column in wanted.columns:
            value = there.get(column.key)
            if mark_of(value) in _NOTHING:
                continue
            path: edit.Path = (part.key, wanted.key, index, column.key)
            old = here.get(column.key)
            if mark_of(old) == "not provided" and taken:
                self.kept.append(Kept(place_of(path), taken, _said(value)))
            elif mark_of(old) == "not provided":
                self._put(path, typed[column.key], [c.key for c in wanted.columns])
                self.filled.append(place_of(path))
                here[column.key] = value
            elif not _holds(old, value):
                self.kept.append(Kept(place_of(path), _said(old), _said(value)))

    def _put(self, path: edit.Path, value: Any, order: list[str]) -> None:
        self.edits.append(edit.Edit(path, value, order))

    def put_into(self, text: str) -> edit.Edited:
        """The text with what was filled, and of typed text how it is known; a quantity does it by itself."""
        found = self._origins()
        there = parse_yaml(text, "")[0].get(ORIGINS)
        more = [edit.Edit((ORIGINS, place), one) for place, one in found.items()] if there else []
        made = edit.with_values(text, [*self.edits, *more])
        if not found or there:
            return made
        end = edit.line_end(text)
        whole = f"{made.text.rstrip()}\n\n{edit.written({ORIGINS: found})}".replace(end, "\n").replace("\n", end)
        try:
            if parse_yaml(whole, "")[0].get(ORIGINS) == found:
                return edit.Edited(whole, made.whole)
        except InputError:  # a source in braces, to which nothing can be appended
            pass
        rest = edit.with_values(made.text, [edit.Edit((ORIGINS, place), one) for place, one in found.items()])
        return edit.Edited(rest.text, made.whole and rest.whole)

    def _origins(self) -> dict[str, dict[str, str]]:
        """Of each field that was filled its origin; of one with more rows too where what it had was declared."""
        found = {}
        for place in dict.fromkeys(".".join(one.split(".")[:2]) for one in self.filled):
            evidence, there = self.imported.origins.get(place), self.sheet.origins.get(place)
            if evidence is None:
                continue
            if place not in self.filled:
                if there is None or there.status != _DECLARED or evidence in there.evidence:
                    continue
                evidence = f"{there.evidence}; {evidence}"
            found[place] = {"status": _DECLARED, "evidence": evidence}
        return found


def agrees(here: Any, there: Any) -> bool:
    """Whether a value says all that an imported one says; a number also where one is the other as it is written."""
    if not (isinstance(here, Quantity) and isinstance(there, Quantity)):
        return same(here, there)
    pairs = [(getattr(here, name), getattr(there, name)) for name in ("value", "minimum", "maximum", "low", "high")]
    counts = [(getattr(here, name), getattr(there, name)) for name in ("level", "count", "n")]
    return all(b is None or (a is not None and _alike(a, b)) for a, b in pairs) and all(
        b is None or a == b for a, b in counts
    )


def _alike(here: Measure, there: Measure) -> bool:
    return (
        same_measure(here, there)
        or same_measure(parse_measure(here.text), there)
        or same_measure(here, parse_measure(there.text))
    )


def _found(
    table: str, rows: list[dict[str, Any]], row: dict[str, Any], imported: list[dict[str, Any]]
) -> int | None:  # fmt: skip
    """Which row an imported one is.

    One that says it all, else the one of its name and what tells it apart, else the only one of its name on both sides
    where none of its cells says otherwise.
    """
    by, then = identity(table)

    def alike(one: dict[str, Any]) -> bool:
        return all(named(one, (c,)) == named(row, (c,)) or _covers(one.get(c), row.get(c)) for c in by)

    for index, one in enumerate(rows):
        if all(mark_of(value) in _NOTHING or _holds(one.get(key), value) for key, value in row.items()):
            return index
    some = [index for index, one in enumerate(rows) if alike(one)]
    for index in some:
        if named(rows[index], then) == named(row, then):
            return index
    if len(some) == 1 and sum(named(one, by) == named(row, by) for one in imported) == 1:
        (index,) = some
        cells = ((rows[index].get(key), value) for key, value in row.items() if key not in by)
        if all({mark_of(a), mark_of(b)} & {*_NOTHING} or _holds(a, b) for a, b in cells):
            return index
    return None


def _holds(here: Any, there: Any) -> bool:
    return agrees(here, there) or _covers(here, there)


def _covers(here: Any, there: Any) -> bool:
    """Whether a word of the source file holds the imported one, such as both data sets one of them."""
    return isinstance(here, str) and there in settings()["covers"].get(here, ())


def _said(value: Any) -> str:
    return " ".join(value_words(value).split())


def _row_said(row: dict[str, Any]) -> str:
    return "; ".join(f"{key} {_said(value)}" for key, value in row.items() if not mark_of(value))
