"""The rows that were rejected: counted with their reasons, and written with their cells as they stand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.export import check_writable, replacing
from footprint.fleet.expression import BROKEN, UNFIT
from footprint.fleet.known import Known
from footprint.fleet.result import Reason
from footprint.fleet.sources import COLUMNS

WRITTEN = ("reason", *COLUMNS, "file", "line")
"""Columns of a file of rejects; `line` is a line of a CSV file that is not a row."""
Broken = Sequence[tuple[str, int, str]]
"""Lines that are not rows: file, line, text."""


def check_file(path: str | Path) -> None:
    """Refuse a place that no rejects can be written to, before anything is read.

    Raises
    ------
    InputError
    """
    if Path(path).suffix.lower() not in (".csv", ".parquet"):
        raise InputError("rejects are written as CSV or Parquet", file=str(path), hint="End in .csv or .parquet.")
    check_writable(path)


def keep_files(path: str | Path, files: Iterable[Path]) -> None:
    """Refuse to write rejects over a file of the inventory.

    Raises
    ------
    InputError
    """
    if Path(path).resolve() in {file.resolve() for file in files}:
        raise InputError("the rejects would overwrite a file of the inventory", file=str(path))


def by_reason(rejected: Any, run: Callable[[Any], Any]) -> list[tuple[str, int, str]]:
    """Rows by reason, each with the first of the values that it is about; a system and its profile each for itself."""
    rejected = rejected.mutate(about=(rejected["reason"] == UNFIT).ifelse(rejected["value"], ""))
    found = rejected.group_by(["reason", "about"]).agg(rows=rejected.count(), value=rejected["value"].min())
    return [(row["reason"], int(row["rows"]), row["value"] or "") for row in run(found).to_pylist()]


def explained(found: Iterable[tuple[str, int, str]], known: Known, grid_year: int | None) -> tuple[Reason, ...]:
    """Reasons with an example in words, most rows first.

    Raises
    ------
    InputError
        A system of the inventory that the factor set cannot assess.
    """
    reasons: dict[str, tuple[int, str]] = {}
    for reason, rows, value in sorted(found):
        preset = value.partition("\t")[0]
        if reason == UNFIT and preset in known.failed:
            raise _named(known.failed[preset], preset)
        before, example = reasons.get(reason, (0, ""))
        reasons[reason] = (before + rows, example or _example(reason, value, known, grid_year))
    return tuple(Reason(r, *more) for r, more in sorted(reasons.items(), key=lambda one: (-one[1][0], one[0])))


def _example(reason: str, value: str, known: Known, grid_year: int | None) -> str:
    if not value:
        return ""
    if reason == "unknown preset":
        return _near(value, nearest(value, known.presets, few=4))
    if reason == "unknown profile":
        return _near(value, nearest(value, known.profiles)) if known.profiles else f"{shown(value)}, no profiles given"
    if reason == UNFIT:
        preset, _, profile = value.partition("\t")
        return f"{shown(profile)} of {preset}: {known.unfit[preset, profile].message}"
    if reason == "unknown country":
        try:
            tables.grid_factor(value, None, None)
        except InputError as error:
            return _near(value, error.valid)
    if reason == "no grid intensity for the year":
        country, _, year = value.partition("\t")
        try:
            tables.grid_factor(country, grid_year or int(year), None)
        except InputError as error:
            return f"{error.message}: {error.hint[:1].lower()}{error.hint[1:].rstrip('.')}"
    return shown(value)


def _named(error: InputError, preset: str) -> InputError:
    """Why a system of the inventory cannot be assessed, with the name that the inventory gives it."""
    return InputError(
        f"{preset}: {error.message}", path=error.path, valid=error.valid, hint=error.hint, file=error.file,
        line=error.line, fill_from=error.fill_from, instead=error.instead, asks=error.asks,
    )  # fmt: skip


def _near(value: str, valid: Sequence[str]) -> str:
    return shown(value) + (f", nearest valid: {', '.join(valid)}" if valid else "")


def write_rejects(path: str | Path, batches: Iterable[Any], broken: Broken, names: Mapping[str, str]) -> None:
    """Write the rejected rows and the lines that are not rows, whole or not at all.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        The rows, in the order to write them in.
    names : map of str to str
        How the inventory named each file.
    """
    import pyarrow

    schema = pyarrow.schema([(name, pyarrow.string()) for name in WRITTEN])

    def rows() -> Iterator[dict[str, list[str | None]]]:
        for batch in batches:
            columns = {name: batch.column(name).to_pylist() for name in WRITTEN}
            columns["file"] = [names.get(file, file) for file in columns["file"]]
            yield columns
        nothing: list[str | None] = [None] * len(broken)
        yield {
            **dict.fromkeys(WRITTEN, nothing), "reason": [BROKEN] * len(broken),
            "file": [names.get(file, file) for file, _, _ in broken], "line": [text for _, _, text in broken],
        }  # fmt: skip

    with replacing(path) as temporary:
        if Path(path).suffix.lower() == ".csv":
            with temporary.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(WRITTEN)
                for columns in rows():
                    writer.writerows(zip(*columns.values(), strict=True))
        else:
            from pyarrow import parquet

            with parquet.ParquetWriter(temporary, schema) as out:
                for columns in rows():
                    out.write_table(pyarrow.table(columns, schema=schema))
