"""Which rows of two tables are the same row: matched by what they are called, never by where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from datasheets.changes.values import same
from datasheets.content.words import mark_of
from datasheets.data_files import data_file
from datasheets.sheet.plain import value_words
from datasheets.sheet.template import section
from datasheets.sheet.values import Quantity

Row = Mapping[str, Any]

_MOST = 20_000
"""Pairs of rows that are held against each other."""


class Identity(NamedTuple):
    """What a row of a table is known by.

    Attributes
    ----------
    by : tuple of str
        Columns that name it.
    then : tuple of str
        Columns that tell apart rows of one name.
    """

    by: tuple[str, ...]
    then: tuple[str, ...]


def settings() -> Any:
    """The content of ``data/diff.yaml``."""
    return data_file("diff.yaml")


@cache
def identity(table: str) -> Identity:
    """What rows of a table, such as ``performance.metrics``, are known by; of claims their text."""
    given = settings()["rows"].get(table)
    if given is not None:
        return Identity(tuple(given["by"]), tuple(given.get("then", ())))
    if table == "claims":
        return Identity(("text",), ())
    part, _, key = table.partition(".")
    columns = section(part).field(key).columns
    return Identity((next(c.key for c in columns if c.need == "required"),), ())


def named(row: Row, columns: Iterable[str]) -> tuple[str, ...]:
    """The cells of a row in some columns, alike where they mean the same."""
    return tuple(_key(row.get(c)) for c in columns)


def row_label(table: str, row: Row) -> str:
    """What a row is called: its cells in the columns that name it."""
    said = [value_words(row[c]) for c in identity(table).by if c in row and not mark_of(row[c])]
    return ", ".join(" ".join(one.split()) for one in said)


def matched(table: str, old: Sequence[Row], new: Sequence[Row]) -> list[tuple[int | None, int | None]]:
    """Places of rows in both tables: rows of `new` in their order, then those that only `old` has.

    Rows are paired by name and what tells them apart, then by name alone, then where all but one of their cells, or
    more than half of them, are alike.
    """
    by, then = identity(table)
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: dict[int, int] = {}
    for columns in ((*by, *then), by):
        groups: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
        for side, rows in enumerate((left, right)):
            for index, row in rows.items():
                groups.setdefault(named(row, columns), ([], []))[side].append(index)
        for some, others in groups.values():
            _pair(some, others, left, right, pairs, lambda a, b: True)
    _pair(list(left), list(right), left, right, pairs, _much_alike)
    found: list[tuple[int | None, int | None]] = [(pairs.get(index), index) for index in range(len(new))]
    return found + [(index, None) for index in left]


def _pair(
    some: list[int], others: list[int], left: dict[int, Row], right: dict[int, Row], pairs: dict[int, int],
    fits: Callable[[Row, Row], bool],
) -> None:  # fmt: skip
    """Take away from both sides what fits, the rows with the most equal cells first; of very many in their order."""
    if len(some) * len(others) > _MOST:
        likes = [(0, i, j) for i, j in zip(some, others, strict=False) if fits(left[i], right[j])]
    else:
        likes = [(-_alike(left[i], right[j]), i, j) for i in some for j in others if fits(left[i], right[j])]
    for _, i, j in sorted(likes):
        if i in left and j in right:
            pairs[j] = i
            del left[i], right[j]


def _alike(old: Row, new: Row) -> int:
    return sum(same(old[c], new[c]) for c in old.keys() & new.keys())


def _much_alike(old: Row, new: Row) -> bool:
    columns, alike = len(old.keys() | new.keys()), _alike(old, new)
    return alike > 0 and (columns - alike <= 1 or alike * 2 > columns)


def _key(value: Any) -> str:
    if isinstance(value, Quantity):
        return " ".join(f"{m.dimension} {m.base:.12g}" for m in value.measures)
    if mark_of(value) == "not provided":
        return ""
    return " ".join(value_words(value).split()).casefold()
