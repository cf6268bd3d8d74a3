"""A growth series of one's own: a CSV with the columns year and billion."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.quantities import decimal_number
from footprint.scaling.growth import Own
from footprint.yaml_file import decode, read_text

_COLUMNS = ("year", "billion")
_YEAR = re.compile(r"[0-9]{4}")


def read_growth(path: str | Path) -> Own:
    """The model of a file: what `growth_from_text` says of its text."""
    return growth_from_text(read_text(Path(path)), str(path))


def growth_from_bytes(raw: bytes, file: str) -> Own:
    """The model of an uploaded file."""
    return growth_from_text(decode(raw, file), file)


def growth_from_text(text: str, file: str) -> Own:
    """A growth series: it is interpolated between its years, and never goes beyond them.

    Parameters
    ----------
    text : str
        CSV with a heading row that names ``year`` and ``billion``, and a row for each year, in their order. Years may
        be missing in between. Other columns are not read.
    file : str
        Named in messages.

    Raises
    ------
    InputError
        With the file and the line: no such columns, what is no year or no number above zero, a year that is not later
        than the one before it, fewer than two rows.

    Examples
    --------
    >>> growth_from_text("year,billion\\n2025,1\\n2027,3\\n", "own.csv").at(2026)
    2.0
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    points: list[tuple[int, float]] = []
    try:
        for line, year, billion in _rows(reader, file):
            if points and year <= points[-1][0]:
                raise InputError(f"year {year} does not come after {points[-1][0]}", file=file, line=line,
                                 hint="Each year stands once, in the order of time.")  # fmt: skip
            points.append((year, billion))
    except csv.Error as error:
        raise InputError(f"not a CSV file: {error}", file=file, line=reader.line_num) from None
    if len(points) < 2:
        raise InputError("a growth series needs two years at least", file=file, hint="Columns: year,billion.")
    return Own(tuple(points), file)


def _rows(reader: Iterator[list[str]], file: str) -> Iterator[tuple[int, int, float]]:
    """Line, year and billions of each row below the heading; empty lines are skipped."""
    places: dict[str, int] | None = None
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if places is None:
            places = _places([cell.strip().casefold() for cell in cells], file, line)
            continue
        year, billion = (cells[places[c]].strip() if places[c] < len(cells) else "" for c in _COLUMNS)
        yield line, _year(year, file, line), _billion(billion, file, line)


def _places(headings: list[str], file: str, line: int) -> dict[str, int]:
    for column in _COLUMNS:
        if headings.count(column) != 1:
            twice = column in headings
            raise InputError(f"{'two columns' if twice else 'no column'} called {column}", file=file, line=line,
                             valid=() if twice else nearest(column, headings),
                             hint="The heading row is: year,billion.")  # fmt: skip
    return {column: headings.index(column) for column in _COLUMNS}


def _year(text: str, file: str, line: int) -> int:
    least, most = tables.growth()["least_year"], tables.growth()["most_year"]
    if not _YEAR.fullmatch(text) or not least <= int(text) <= most:
        raise InputError(f"year {shown(text)} is not a year from {least} to {most}", file=file, line=line)
    return int(text)


def _billion(text: str, file: str, line: int) -> float:
    number, most = decimal_number(text), tables.growth()["most_devices"] / 1e9
    if number is None or not 0 < float(number) <= most:
        raise InputError(f"billion {shown(text)} is not a number above 0 and up to {most:g}", file=file, line=line,
                         hint="Billions of devices, with a decimal point.")  # fmt: skip
    return float(number)
