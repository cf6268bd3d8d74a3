"""Gathering what a file of others says as fields of a datasheet: what fits its field is kept, the rest is listed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datasheets.exchange.exact import plain
from datasheets.exchange.formats import Imported
from datasheets.exchange.limits import STRAY, check_size, limits
from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.sheet import read_value
from datasheets.sheet.template import Field, field_at
from datasheets.sheet.values import NOT_PROVIDED, read_quantity
from footprint.errors import InputError, printable, shown
from footprint.quantities import decimal_number

STATUS = "declared"
_NOWHERE = Artefacts({}, Path())
_PERCENT = 100
NO_SHARES = ("false alarms per hour", "mean absolute error", "other")
"""Metrics of the template that may exceed 1."""


class Gathering:
    """Fields of a datasheet that are being read from a file of another format.

    Attributes
    ----------
    file : str
        Its name.
    fields, origins : dict
        As of what is `imported`.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.fields: dict[str, Any] = {}
        self.origins: dict[str, str] = {}
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
        self._keep(place, given, at)

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
        self._keep(place, self.declared(value, at, note), at)

    def take(self, place: str, given: Any, at: str) -> bool:
        """Keep a value that fits a free place, and say whether; what does not stays in the file, and is not listed."""
        field = field_at(place)
        if field is None or place in self.fields or not fits(field, given):
            return False
        self.fields[place] = given
        self._come_from(field, place, at)
        return True

    def add(self, place: str, items: list[Any], at: str) -> bool:
        """As `take`, at the end of a list or a table, whether it is free or not."""
        field = field_at(place)
        if field is None or not items or not fits(field, items):
            return False
        self.fields.setdefault(place, []).extend(items)
        self._come_from(field, place, at)
        return True

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
        field = field_at(place)
        assert field is not None
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
        if not self.fields:
            raise InputError("the file says nothing that a datasheet holds", file=self.file)
        left = tuple(self._left)
        most = limits()["listed"]
        if len(left) > most:
            left = (*left[:most], f"and {len(left) - most} more")
        return Imported(self.file, self.fields, self.origins, left)

    def _keep(self, place: str, given: Any, at: str) -> None:
        field = field_at(place)
        assert field is not None, place
        value = self._fitting(field, given, at)
        if value is None:
            return
        if place not in self.fields:
            self.fields[place] = value
            self._come_from(field, place, at)
        elif not _same(self.fields[place], value):
            self.leave(f"{at}: {_in_words(value)}, where {_in_words(self.fields[place])} was read before")

    def _come_from(self, field: Field, place: str, at: str) -> None:
        if field.kind != "quantity":
            self.origins.setdefault(place, f"{self.file}, {at}")

    def _fitting(self, field: Field, given: Any, at: str) -> Any:
        given = self._clean(given, at)
        if given in (None, "", [], NOT_PROVIDED):
            return None
        why = _why_not(field, given)
        if why:
            self.leave(f"{at}: {_in_words(given)} ({why})")
            return None
        return given

    def _clean(self, given: Any, at: str) -> Any:
        """Texts without white space around them, and without empty items."""
        if isinstance(given, str):
            stray = STRAY.search(given)
            if stray:
                raise InputError(f"control character U+{ord(stray[0]):04X}", file=self.file, path=(at,))
            return given.strip()
        if isinstance(given, list):
            return [one for one in (self._clean(g, at) for g in given) if one not in (None, "", {})]
        if isinstance(given, dict):
            return {key: self._clean(value, at) for key, value in given.items()}
        return given


def fits(field: Field, given: Any) -> bool:
    """Whether a field takes a value as a source file would hold it."""
    return given != "" and not _why_not(field, given)


def share(metric: str, text: str) -> tuple[str, str]:
    """A value of a metric as others write it, and a note on how it was read.

    A share cannot exceed 1, so that a plain number above 1 and up to 100 is one in percent.
    """
    number = decimal_number(text)
    if metric in NO_SHARES or number is None or not 1 < number <= _PERCENT:
        return text, ""
    return f"{plain(number)} %", f"{text} in the file, read as percent, since a share is at most 1"


def _why_not(field: Field, given: Any) -> str:
    try:
        read_value(field, given, (), _NOWHERE)
    except InputError as error:
        return error.message
    return ""


def _same(kept: Any, given: Any) -> bool:
    """Whether both say the same; of two quantities one may have fewer digits."""
    if not (isinstance(kept, dict) and isinstance(given, dict)):
        return bool(kept == given)
    one, other = (read_quantity(quantity, "").value for quantity in (kept, given))
    if one is None or other is None:
        return kept == given
    return one.close_to(other)


def _in_words(given: Any) -> str:
    return shown(given.get("value", given) if isinstance(given, dict) else given)


def checked_text(text: str, file: str) -> str:
    """A text without its byte order mark and with line ends of one kind.

    Raises
    ------
    InputError
        It is too large, has too many lines, or holds control characters: with the line.
    """
    try:
        check_size(text)
    except InputError as error:
        error.file = file
        raise
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    most = limits()["lines"]
    if text.count("\n") > most:
        raise InputError(f"more than {most} lines", file=file)
    stray = STRAY.search(text)
    if stray:
        line = text.count("\n", 0, stray.start()) + 1
        raise InputError(f"control character U+{ord(stray[0]):04X}", file=file, line=line, hint="Remove it.")
    return text
