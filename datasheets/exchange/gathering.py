"""Gathering what a file of others says as fields of a datasheet: what fits its field is kept, the rest is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from datasheets.exchange.formats import Imported
from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.sheet import read_value
from datasheets.sheet.template import Field, section
from datasheets.sheet.values import NOT_PROVIDED
from footprint.errors import InputError, printable, shown
from footprint.yaml_file import MAX_BYTES

STATUS = "declared"
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no file of a datasheet can hold."""
_NOWHERE = Artefacts({}, Path())
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_DIGITS = 100
MAX_LINES = 20_000
_MOST_LEFT = 200
"""So many are listed one by one."""


class Gathering:
    """Fields of a datasheet that are being read from a file of another format.

    Attributes
    ----------
    file : str
        Its name.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._fields: dict[str, Any] = {}
        self._origins: dict[str, str] = {}
        self._left: dict[str, None] = {}
        self._later: list[tuple[str, Any, str]] = []

    def put(self, place: str, given: Any, at: str) -> None:
        """Keep a text, a list of texts or a table; nothing where there is nothing, and the first one where several.

        Parameters
        ----------
        place : str
            Such as ``data_and_model.biases``.
        given : str, list of str, list of dict
            As a source file of a datasheet would hold it.
        at : str
            Place in the file, such as ``rai:dataBiases``.

        Raises
        ------
        InputError
            A control character in a text.
        """
        part, _, key = place.partition(".")
        value = self._fitting(section(part).field(key), given, at)
        if value is not None and place not in self._fields:
            self._fields[place] = value
            self._origins[place] = f"{self.file}, {at}"

    def later(self, place: str, given: Any, at: str) -> None:
        """As `put`, after everything else: for what is less exact than another part of the file may be."""
        self._later.append((place, given, at))

    def settle(self) -> None:
        """Keep what waited, where nothing else was kept."""
        for place, given, at in self._later:
            self.put(place, given, at)
        self._later = []

    def quantity(self, place: str, value: str, at: str, note: str = "") -> None:
        """Keep a quantity that is a number with a unit, such as ``0.5 kWh``."""
        part, _, key = place.partition(".")
        found = self._fitting(section(part).field(key), self.declared(value, at, note), at)
        if found is not None:
            self._fields.setdefault(place, found)

    def declared(self, value: str, at: str, note: str = "") -> dict[str, str]:
        """A quantity as a source file holds it, for a cell."""
        found = {"value": value, "status": STATUS, "evidence": f"{self.file}, {at}"}
        return {**found, "note": note} if note else found

    def row(self, place: str, cells: Mapping[str, tuple[Any, str]]) -> dict[str, Any]:
        """The cells of a row that fit their columns; those that do not are left.

        Parameters
        ----------
        place : str
            Of a table.
        cells : dict
            Column to value and place in the file.
        """
        part, _, key = place.partition(".")
        field = section(part).field(key)
        found = {c: self._fitting(field.column(c), given, at) for c, (given, at) in cells.items()}
        return {c: value for c, value in found.items() if value is not None}

    def leave(self, what: str) -> None:
        """List something for which the datasheet has no place."""
        self._left[printable(what)] = None

    def imported(self) -> Imported:
        """What was gathered.

        Raises
        ------
        InputError
            Nothing was.
        """
        if not self._fields:
            raise InputError("the file says nothing that a datasheet holds", file=self.file)
        left = tuple(self._left)
        if len(left) > _MOST_LEFT:
            left = (*left[:_MOST_LEFT], f"and {len(left) - _MOST_LEFT} more")
        return Imported(self.file, self._fields, self._origins, left)

    def _fitting(self, field: Field, given: Any, at: str) -> Any:
        given = self._clean(given, at)
        if given in (None, "", [], NOT_PROVIDED):
            return None
        try:
            read_value(field, given, (), _NOWHERE)
        except InputError as error:
            self.leave(f"{at}: {shown(given)} ({error.message})")
            return None
        return given

    def _clean(self, given: Any, at: str) -> Any:
        """Texts without white space around them, and without empty items."""
        if isinstance(given, str):
            stray = _STRAY.search(given)
            if stray:
                raise InputError(f"control character U+{ord(stray[0]):04X}", file=self.file, path=(at,))
            return given.strip()
        if isinstance(given, list):
            return [one for one in (self._clean(g, at) for g in given) if one not in (None, "", {})]
        if isinstance(given, dict):
            return {key: self._clean(value, at) for key, value in given.items()}
        return given


def written_number(text: str) -> Decimal | None:
    """A finite number as others write it; None for anything else, such as ``NaN`` or ``1_000``."""
    text = text.strip()
    return Decimal(text) if len(text) <= _DIGITS and _NUMBER.fullmatch(text) else None


def checked_text(text: str, file: str) -> str:
    """A text without its byte order mark and with line ends of one kind.

    Raises
    ------
    InputError
        It is too large, has too many lines, or holds control characters: with the line.
    """
    if len(text) > MAX_BYTES:
        raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", file=file)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        raise InputError(f"more than {MAX_LINES} lines", file=file)
    stray = _STRAY.search(text)
    if stray:
        line = text.count("\n", 0, stray.start()) + 1
        raise InputError(f"control character U+{ord(stray[0]):04X}", file=file, line=line, hint="Remove it.")
    return text
