"""The file of CodeCarbon, ``emissions.csv``: its lines, checked, and the runs that they belong to."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from footprint.errors import InputError, nearest, shown
from footprint.quantities import decimal_number

COLUMNS = ("duration", "emissions", "energy_consumed")
"""What every version of CodeCarbon writes: seconds, kg CO2e and kWh."""
_RUN = "run_id"


class Row(NamedTuple):
    """One line of the file: what it says by column, and its number; None for what was not a line."""

    said: dict[str, str]
    line: int | None


def read_rows(text: str, file: str) -> list[Row]:
    """The lines of a file, those without anything left out.

    Raises
    ------
    InputError
        No file of CodeCarbon, no lines, a line of another length, or a number that is none or negative: with the line.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        _check_head(head, file)
        rows = list(_lines(reader, head, file))
    except csv.Error as error:
        raise InputError(f"not valid CSV: {error}", file=file, line=reader.line_num) from None
    if not rows:
        raise InputError("no runs, only names of columns", file=file)
    return rows


def number_of(row: Row, column: str, file: str) -> Decimal:
    """A number of a line, with all its digits.

    Raises
    ------
    InputError
        None, not finite, or negative.
    """
    given = row.said.get(column, "").strip()
    number = decimal_number(given)
    if number is None:
        what = f"{shown(given)} is no number" if given else "no number"
        raise InputError(what, file=file, line=row.line, path=(column,))
    if number < 0:
        raise InputError(f"{given} is negative", file=file, line=row.line, path=(column,))
    return number


def check_columns(given: Iterable[str], columns: Iterable[str], file: str, line: int | None) -> None:
    """Raises where a column is missing."""
    known = list(given)
    for column in columns:
        if column not in known:
            raise InputError(
                f"not a file of CodeCarbon: column {column} is missing", file=file, line=line,
                valid=nearest(column, known), hint="CodeCarbon writes emissions.csv where the training ran.",
            )  # fmt: skip


def runs_of(rows: list[Row], file: str) -> list[Row]:
    """The last line of every run, in the order in which the runs begin: it holds what was counted since its start.

    Files of 2022 and earlier do not tell runs apart: each of their lines is a run. An experiment is none; by default
    all runs have the same one.

    Raises
    ------
    InputError
        A number that is none, or a run whose later line says less.
    """
    for row in rows:
        for column in COLUMNS:
            number_of(row, column, file)
    if not all(row.said.get(_RUN) for row in rows):
        return rows
    runs: dict[str, Row] = {}
    for row in rows:
        before = runs.get(row.said[_RUN])
        for column in COLUMNS:
            if before and number_of(row, column, file) < number_of(before, column, file):
                raise InputError(
                    f"run {shown(row.said[_RUN])} stands on two lines, the later with less",
                    file=file, line=row.line, path=(column,), hint="Keep one line of each run.",
                )  # fmt: skip
        runs[row.said[_RUN]] = row
    return list(runs.values())


def _lines(reader: Iterator[list[str]], head: list[str], file: str) -> Iterator[Row]:
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise InputError(f"{len(cells)} cells for {len(head)} columns", file=file, line=line)
        yield Row(dict(zip(head, (cell.strip() for cell in cells), strict=True)), line)


def _check_head(head: list[str], file: str) -> None:
    for name, count in Counter(head).items():
        if count > 1:
            raise InputError(f"column {shown(name)} stands twice", file=file, line=1)
    check_columns(head, COLUMNS, file, 1)
