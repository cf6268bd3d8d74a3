"""The files of an inventory: which they are, what their columns are called, and the hash of their content.

A pattern or folder is resolved here, so that an engine is given plain files of this machine and nothing else.
"""

from __future__ import annotations

import csv
import glob
import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from footprint.errors import InputError, nearest, shown

COLUMNS = ("preset", "profile", "country", "year", "count")
"""What a lot is made of."""
OPTIONAL = ("profile",)
ALSO = {"system": "preset"}
"""Other headings that are accepted."""
SUFFIXES = (".csv", ".parquet")
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 100_000
_BLOCK = 1 << 20


class Source(NamedTuple):
    """Files of one kind with the same headings."""

    kind: str  # csv or parquet
    files: tuple[Path, ...]
    headings: tuple[str, ...]  # as they stand
    delimiter: str = ","
    types: tuple[tuple[str, str], ...] = ()  # of the columns of a lot in Parquet files, by heading

    @property
    def blank(self) -> tuple[str, ...]:
        """Headings of columns that hold no value at all, so that the program that wrote them knew no type."""
        return tuple(heading for heading, kind in self.types if kind == "null")

    @property
    def columns(self) -> dict[str, str]:
        """The heading of each column of a lot."""
        return named(self.headings, str(self.files[0]))

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that are no column of a lot."""
        return ignored(self.headings)


def find_files(given: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    """The files that names, folders and patterns mean, in the order of their names.

    A file counts once, however often and by whatever names, relative, absolute or links, it is given.

    Raises
    ------
    InputError
        Nothing there, or a file that is neither CSV nor Parquet.
    """
    names = (given,) if isinstance(given, (str, Path)) else given
    if not isinstance(names, Sequence) or not all(isinstance(one, (str, Path)) for one in names):
        hint = "Give names of files, or an Ibis table: ibis.memtable takes a data frame."
        raise InputError(f"an inventory is no {type(given).__name__}", hint=hint)
    found: dict[Path, Path] = {}
    for path in sorted(path for one in names for path in _meant(one)):
        found.setdefault(path.resolve(), path)
    if not found:
        raise InputError("no inventory is given", hint="Name at least one file, folder or pattern.")
    return tuple(found.values())


def _meant(given: str | Path) -> Iterable[Path]:
    name = str(given)
    if "\0" in name or not name:
        raise InputError("a file name cannot be empty or hold a NUL character", file=shown(name))
    path = Path(name)
    try:
        if path.is_dir():
            files = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES and _plain(p, path)]
            if not files:
                raise InputError("the folder holds no CSV or Parquet file", file=name)
            return files
        if path.is_file():
            return [_known_kind(path)]
        matched = [Path(p) for p in sorted(glob.glob(name, recursive=True))] if glob.has_magic(name) else []
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", file=name) from None
    if path.exists():
        raise InputError("not a plain file", file=name)
    if not matched:
        hint = "No file matches the pattern." if glob.has_magic(name) else ""
        raise InputError("no such file", file=name, hint=hint)
    return [file for one in matched for file in (_meant(one) if one.is_dir() else [_known_kind(one)])]


def _plain(path: Path, folder: Path) -> bool:
    """Whether a file in a folder counts: engines leave marks and unfinished files that begin with _ or a point."""
    return path.is_file() and not any(part[0] in "._" for part in path.relative_to(folder).parts)


def _known_kind(path: Path) -> Path:
    if path.suffix.lower() not in SUFFIXES:
        hint = f"Names end in {' or '.join(SUFFIXES)}."
        raise InputError("neither a CSV nor a Parquet file by its name", file=str(path), hint=hint)
    return path


def read_sources(files: Sequence[Path]) -> tuple[Source, ...]:
    """The files by kind and headings, in the order of the first of each.

    Raises
    ------
    InputError
        A file that cannot be read, or lacks a column.
    """
    groups: dict[tuple[object, ...], list[Path]] = {}
    for file in files:
        kind = file.suffix.lower()[1:]
        try:
            key = (kind, *(_csv_headings(file) if kind == "csv" else _parquet_headings(file)))
        except OSError as error:
            raise InputError(f"cannot read the file: {error.strerror or error}", file=str(file)) from None
        groups.setdefault(key, []).append(file)
    found = tuple(Source(key[0], tuple(paths), *key[1:]) for key, paths in groups.items())  # type: ignore[arg-type]
    for source in found:
        named(source.headings, str(source.files[0]))
    return found


def _csv_headings(file: Path) -> tuple[tuple[str, ...], str, tuple[()]]:
    """The headings of a CSV file, and its delimiter: the one that finds the most columns of a lot."""
    with file.open("rb") as stream:
        raw = stream.readline(_LONGEST_HEADER)
    try:
        line = raw.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError:
        line = "\0"
    if "\0" in line:  # of UTF-16 without its mark too
        raise InputError("not UTF-8 text", file=str(file), line=1, hint="Save the file as CSV in UTF-8.")
    if not line.strip():
        raise InputError("the first line is empty; it names the columns", file=str(file), line=1)

    def cells(delimiter: str) -> tuple[str, ...]:
        try:
            return tuple(next(csv.reader([line], delimiter=delimiter)))
        except (csv.Error, StopIteration):
            return (line,)

    known = {*COLUMNS, *ALSO}
    best = max(_DELIMITERS, key=lambda d: (len(known & {_folded(c) for c in cells(d)}), len(cells(d))))
    return cells(best), best, ()


def _parquet_headings(file: Path) -> tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]:
    """The names of the columns of a Parquet file, and the types of those of a lot: files of other types stand apart."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        hint = "Install it with: pip install 'tinyml-footprint[fleet]'"
        raise InputError("Parquet files need PyArrow, which is not installed", hint=hint) from None
    try:
        schema = parquet.read_schema(file)
    except pyarrow.ArrowException as error:
        raise InputError(f"not a Parquet file: {str(error).splitlines()[0]}", file=str(file)) from None
    columns = named(schema.names, str(file))
    return tuple(schema.names), "", tuple((h, str(schema.field(h).type)) for h in columns.values())


def _folded(heading: str) -> str:
    return heading.strip().casefold()


def named(headings: Sequence[str], file: str | None = None) -> dict[str, str]:
    """The heading of each column of a lot; case and spaces around it do not matter.

    Raises
    ------
    InputError
        A column that is missing, or stands there twice.
    """
    found: dict[str, str] = {}
    for heading in headings:
        column = ALSO.get(_folded(heading), _folded(heading))
        if column not in COLUMNS:
            continue
        if column in found:
            raise InputError(f"the column {column} stands there twice: {found[column]} and {heading}", file=file)
        found[column] = heading
    for column in COLUMNS:
        if column not in found and column not in OPTIONAL:
            rest = [h.strip() for h in headings if h not in found.values()]
            near = nearest(column, rest, few=0)
            there = ", ".join(shown(h, 30) for h in headings[:12])
            hint = f"The columns are {there}{' and more' if len(headings) > 12 else ''}."
            line = 1 if file and file.lower().endswith(".csv") else None
            raise InputError(f"no column {column}", file=file, line=line, valid=near, hint=hint)
    return found


def ignored(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings that are no column of a lot."""
    used = set(named(headings).values())
    return tuple(heading for heading in headings if heading not in used)


def content_sha256(files: Iterable[Path]) -> str:
    """A hash of the content of some files, whatever they are called and in whatever order they are given."""
    each = []
    for file in files:
        digest = hashlib.sha256()
        try:
            with file.open("rb") as stream:
                for block in iter(partial(stream.read, _BLOCK), b""):
                    digest.update(block)
        except OSError as error:
            raise InputError(f"cannot read the file: {error.strerror}", file=str(file)) from None
        each.append(digest.hexdigest())
    return hashlib.sha256("\n".join(sorted(each)).encode()).hexdigest()
