"""Numbers out of a long text file, block by block: through pyarrow where it is installed, else, and to say what is
wrong, line by line in Python. Both give the same numbers."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from firmware_profiles.capture import Progress
from firmware_profiles.readers import Head
from footprint.errors import InputError, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from firmware_profiles.capture import Array

BLOCK_BYTES = 1 << 21
"""Of text that are parsed at once, and the rest of the last line."""

LONGEST_LINE = 1 << 16

THREADS = 2
"""Blocks parsed at the same time. More gain little: reading and checking them is one thread's work."""

COMMA = re.compile(r"\s*\"?[-+]?\d*,\d+([eE][-+]?\d+)?\"?\s*")
"""A number with a decimal comma."""

NOTHING = ("", "NaN", "nan", "NAN")
"""Texts of a sample that the instrument has no value of."""


@dataclass(frozen=True)
class Layout:
    """How the lines of a file are made.

    Attributes
    ----------
    names : tuple of str
        Headings; ``#1``, ``#2`` ... where the file has none.
    fields : int
        Cells of a line of numbers; an exporter may write fewer than it has headings.
    skip : int
        Lines before the first line of numbers.
    delimiter, decimal : str
        Between cells, and in a number.
    """

    names: tuple[str, ...]
    fields: int
    skip: int
    delimiter: str = ","
    decimal: str = "."


class Rows(NamedTuple):
    """Consecutive lines of numbers.

    Attributes
    ----------
    path : Path
        The file they stand in.
    start : int
        Where the first of them begins. [bytes]
    numbers : dict of int to array
        Column (from 0) to its values; NaN where the cell is empty.
    texts : dict of int to array of bytes
        Column to its cells, as fixed-width bytes.
    block : bytes
        Their text.
    """

    path: Path
    start: int
    numbers: dict[int, Array]
    texts: dict[int, NDArray[np.bytes_]]
    block: bytes

    def line_of(self, row: int) -> int:
        """The line of the file that a row came from; counted only when it is asked for."""
        filled = (n for n, text in enumerate(self.block.split(b"\n")) if text.strip())
        return _line_at(self.path, self.start) + next(itertools.islice(filled, row, None), row)


def _line_at(path: Path, start: int) -> int:
    """The line that begins at a byte of a file."""
    line = 1
    with path.open("rb") as stream:
        while start > 0 and (data := stream.read(min(BLOCK_BYTES, start))):
            line += data.count(b"\n")
            start -= len(data)
    return line


def cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line."""
    return [c.strip() for c in next(csv.reader([line], delimiter=delimiter), [])]


def number(text: str, decimal: str = ".") -> float:
    """The number in a cell, NaN where it is empty; ValueError where it is none."""
    text = text.strip()
    if text in NOTHING:
        return float("nan")
    if "_" in text or not text.isascii() or (decimal == "," and "." in text):
        raise ValueError(text)  # the first two are Python's own; 1.234 may be a thousand where decimals have a comma
    return float(text.replace(",", ".") if decimal == "," else text)


def layout(head: Head) -> Layout:
    """Delimiter, decimal sign and headings, from the first lines: headings are a line that is not all numbers.

    Lines that start with ``#`` before the last of them, and empty lines, are passed over.
    """
    lines = head.lines
    if b"\n" not in head.data and b"\r" in head.data:
        raise InputError(
            "its lines end with a carriage return only", file=str(head.path), hint="Save it with usual line ends."
        )
    first = 0
    while first < len(lines) - 1 and (
        not lines[first].strip() or (lines[first].startswith("#") and lines[first + 1].startswith("#"))
    ):
        first += 1
    if first >= len(lines) or not lines[first].strip():
        raise InputError("the file is empty or holds no text", file=str(head.path))
    heading = lines[first]
    delimiter = max((";", "\t", ","), key=lambda d: (heading.count(d) > 0, d != ",", heading.count(d)))
    below = next((x for x in lines[first + 1 :] if x.strip()), "")
    comma = delimiter != "," and any(COMMA.fullmatch(c) for x in lines[first:] for c in x.split(delimiter))
    decimal = "," if comma else "."
    names = [c.removeprefix("#").strip() for c in cells(heading, delimiter)]
    if all(_is_number(n, decimal) for n in names):
        return Layout(tuple(f"#{n + 1}" for n in range(len(names))), len(names), first, delimiter, decimal)
    return Layout(tuple(names), len(cells(below, delimiter)) or len(names), first + 1, delimiter, decimal)


def _is_number(text: str, decimal: str) -> bool:
    try:
        number(text, decimal)
    except ValueError:
        return False
    return True


def rows(
    path: Path,
    form: Layout,
    numbers: Sequence[int],
    texts: Sequence[int] = (),
    progress: Progress | None = None,
) -> Iterator[Rows]:
    """The wanted columns of a file, in its order and in bounded memory.

    Raises
    ------
    InputError
        With file, line and value for a cell that is no number and for a line of another number of cells.
    """
    parse = _parser(path, form, tuple(numbers), tuple(texts))
    size = max(path.stat().st_size, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        waiting: deque[tuple[int, Future[Rows]]] = deque()
        try:
            for start, block in _blocks(path, form.skip):
                waiting.append((start + len(block), pool.submit(parse, start, block)))
                if len(waiting) > THREADS:
                    yield from _done(waiting, size, progress)
            while waiting:
                yield from _done(waiting, size, progress)
        finally:
            for _, future in waiting:
                future.cancel()


def _done(waiting: deque[tuple[int, Future[Rows]]], size: int, progress: Progress | None) -> Iterator[Rows]:
    end, future = waiting.popleft()
    yield future.result()
    if progress:
        progress(min(end / size, 1.0))


def _blocks(path: Path, skip: int) -> Iterator[tuple[int, bytes]]:
    """Where blocks of whole lines begin, and their text."""
    with path.open("rb") as stream:
        for _ in range(skip):
            stream.readline(LONGEST_LINE)
        start = stream.tell()
        while True:
            stream.seek(start + BLOCK_BYTES)  # the rest of a line first: adding it to the block would copy the block
            rest = stream.readline(LONGEST_LINE)
            if rest and not rest.endswith(b"\n") and stream.peek(1):
                raise InputError(
                    "a line is too long to be one of numbers",
                    file=str(path),
                    line=_line_at(path, start + BLOCK_BYTES + len(rest)),
                )
            stream.seek(start)
            if not (block := stream.read(BLOCK_BYTES + len(rest))):
                return
            if not block.isspace():
                yield start, block
            start += len(block)


def _parser(path: Path, form: Layout, numbers: tuple[int, ...], texts: tuple[int, ...]) -> Callable[[int, bytes], Rows]:
    """The parser of a block."""

    def slow(start: int, block: bytes) -> Rows:
        return _by_line(path, form, numbers, texts, start, block)

    try:
        import pyarrow as pa
        from pyarrow import csv as arrow
    except ImportError:
        return slow
    types: dict[str, Any] = {str(n): pa.float64() for n in numbers} | {str(n): pa.binary() for n in texts}
    convert = arrow.ConvertOptions(
        include_columns=list(types),
        column_types=types,
        null_values=list(NOTHING),
        strings_can_be_null=False,
        check_utf8=False,
        decimal_point=form.decimal,
    )
    read = arrow.ReadOptions(
        column_names=[str(n) for n in range(form.fields)], use_threads=False, block_size=BLOCK_BYTES + LONGEST_LINE + 1
    )
    split = arrow.ParseOptions(delimiter=form.delimiter)

    def fast(start: int, block: bytes) -> Rows:
        try:
            table = arrow.read_csv(pa.py_buffer(block), read_options=read, parse_options=split, convert_options=convert)
            found = {n: _floats(table.column(str(n))) for n in numbers}
            letters = {n: _fixed_width(table.column(str(n))) for n in texts}
        except (pa.ArrowException, ValueError):
            return slow(start, block)
        return Rows(path, start, found, letters, block)

    return fast


def _floats(column: Any) -> Array:
    """The numbers of a column, NaN for null. Not by its own `to_numpy`, which loads pandas: seconds, and megabytes."""
    if column.num_chunks != 1:
        raise ValueError("not one chunk of numbers")
    chunk = column.chunk(0)
    if chunk.null_count:
        chunk = chunk.fill_null(float("nan"))
    return np.frombuffer(chunk.buffers()[1], np.float64, len(chunk), chunk.offset * 8)


def _fixed_width(column: Any) -> NDArray[np.bytes_]:
    """Cells of one and the same length without a copy; ValueError where they are not."""
    if column.num_chunks != 1 or column.null_count:
        raise ValueError("not one chunk of texts")
    chunk = column.chunk(0)
    _, offsets, data = chunk.buffers()
    ends = np.frombuffer(offsets, np.int32, len(chunk) + 1, chunk.offset * 4)
    width = int(ends[-1] - ends[0]) // max(len(chunk), 1)
    if not width or not (np.diff(ends) == width).all():
        raise ValueError("texts of several lengths")
    return np.frombuffer(data, f"S{width}", len(chunk), int(ends[0]))


def _short(raw: bytes) -> str:
    return shown(raw.decode("utf-8", "replace").strip())


def _by_line(
    path: Path, form: Layout, numbers: tuple[int, ...], texts: tuple[int, ...], start: int, block: bytes
) -> Rows:
    found: dict[int, list[float]] = {n: [] for n in numbers}
    letters: dict[int, list[bytes]] = {n: [] for n in texts}
    for at, raw in enumerate(block.split(b"\n")):
        if not raw.strip():
            continue
        if start == 0 and at == 0:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if b"\0" in raw or b"\r" in raw.rstrip(b"\r"):
            raise InputError("bytes that are no text", file=str(path), line=_line_at(path, start) + at)
        row = cells(raw.decode("utf-8", errors="replace"), form.delimiter)
        if len(row) != form.fields:
            raise InputError(
                f"{len(row)} cells where the others have {form.fields}: {_short(raw)}",
                file=str(path),
                line=_line_at(path, start) + at,
                hint="The file may be cut off here.",
            )
        for n in numbers:
            try:
                found[n].append(number(row[n], form.decimal))
            except ValueError:
                raise InputError(
                    f'{shown(row[n])} in column "{form.names[n]}" is no number',
                    file=str(path),
                    line=_line_at(path, start) + at,
                ) from None
        for n in texts:
            letters[n].append(row[n].encode())
    return Rows(
        path,
        start,
        {n: np.array(v, dtype=np.float64) for n, v in found.items()},
        {n: np.array(v, dtype=np.bytes_) for n, v in letters.items()},
        block,
    )
