"""What a label holds, whichever it is: rows in groups, how many of them were answered, and all of it in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

RowMark = Literal["", "not provided", "not disclosed", "not applicable"]
MARKS: tuple[RowMark, ...] = ("not disclosed", "not provided", "not applicable")
"""Words that stand for a value, in the order in which they are counted."""


@dataclass(frozen=True)
class Row:
    """A field of a label.

    Attributes
    ----------
    title : str
    text : str
        Its value in words; of a field that is not applicable the reason; empty for the other marks.
    mark : str
        Which words stand for a value; empty where there is one.
    badge : str
        An answer of one word that stands before the text: yes, no or unsure; else empty.
    """

    title: str
    text: str
    mark: RowMark = ""
    badge: str = ""

    @property
    def words(self) -> str:
        """Value or mark, as it is read out."""
        said = self.mark.capitalize() if self.mark else self.badge.capitalize()
        return f"{said}: {self.text}" if said and self.text else said or self.text


@dataclass(frozen=True)
class Counts:
    """How many fields of a label were answered, withheld by the maker, left open, or do not apply."""

    answered: int = 0
    not_disclosed: int = 0
    not_provided: int = 0
    not_applicable: int = 0

    @property
    def fields(self) -> int:
        """All of them."""
        return self.answered + self.not_disclosed + self.not_provided + self.not_applicable

    @property
    def words(self) -> str:
        """``21 fields: 16 answered, 4 not disclosed, 1 not provided``; what is zero is left out but the answered."""
        parts = [f"{self.answered} answered"]
        parts += [f"{n} {mark}" for mark in MARKS if (n := self.of(mark))]
        return f"{self.fields} {'field' if self.fields == 1 else 'fields'}: {', '.join(parts)}"

    def of(self, mark: RowMark) -> int:
        """How many have a mark; those without one are answered."""
        return int(getattr(self, mark.replace(" ", "_") if mark else "answered"))


def counted(rows: Iterable[Row]) -> Counts:
    """The marks of rows, counted."""
    marks = [row.mark for row in rows]
    return Counts(*(marks.count(mark) for mark in ("", *MARKS)))


@dataclass(frozen=True)
class Group:
    """Rows under one heading.

    Attributes
    ----------
    title : str
    rows : tuple of Row
    open : tuple of str
        Titles of fields that nobody answered, where they are drawn together instead of as rows.
    counted : bool
        Whether its counts stand beside its heading.
    """

    title: str
    rows: tuple[Row, ...]
    open: tuple[str, ...] = ()
    counted: bool = False

    @property
    def counts(self) -> Counts:
        """Of its fields."""
        return counted((*self.rows, *(Row(title, "", "not provided") for title in self.open)))

    @property
    def tally(self) -> str:
        """``3 of 7 answered``, and how many do not apply."""
        counts = self.counts
        off = f", {counts.not_applicable} not applicable" if counts.not_applicable else ""
        return f"{counts.answered} of {counts.fields} answered{off}"


@dataclass(frozen=True)
class Bar:
    """A part of the footprint. [kg CO2e]

    Attributes
    ----------
    title : str
    kg, low, high : float
        Value and ends of its interval; None for those where no interval is known.
    text : str
        The same in words.
    colour : str
        As ``#0072B2``; empty for a part that belongs to no life-cycle stage.
    """

    title: str
    kg: float
    low: float | None
    high: float | None
    text: str
    colour: str = ""


@dataclass(frozen=True)
class Code:
    """The web address that a QR code leads to, or why there is no code.

    Attributes
    ----------
    row : Row
        The address as a field of the label.
    address : str
        What the code holds; empty where none is drawn.
    """

    row: Row
    address: str = ""


@dataclass(frozen=True)
class Label:
    """A label, ready to be drawn.

    Attributes
    ----------
    key : str
        ``iot-1``, ``iot-2``, ``dataset`` (or ``dataset-evaluation`` and ``dataset-training``) or ``environment``.
    title, subject : str
        What kind of label it is, and of what.
    basis : str
        What its fields follow, such as ``Layer 1 of 2, based on CISPL 1.0``.
    header : tuple of Row
        Above all groups.
    groups : tuple of Group
    figure : str
        A number that is drawn large; empty for none.
    figure_note : str
        What belongs to it, such as its interval.
    bars : tuple of Bar
        Largest first.
    bars_title : str
    code : Code, optional
    beyond : str
        How its fields differ from what it is based on; empty where they do not.
    extra : tuple of Row
        What is drawn elsewhere than as a row and yet counts as a field.
    columns : int
        Side by side, in its natural size.
    """

    key: str
    title: str
    subject: str
    basis: str
    header: tuple[Row, ...]
    groups: tuple[Group, ...]
    figure: str = ""
    figure_note: str = ""
    bars: tuple[Bar, ...] = ()
    bars_title: str = ""
    code: Code | None = None
    beyond: str = ""
    extra: tuple[Row, ...] = ()
    columns: int = 1

    @property
    def counts(self) -> Counts:
        """Of all its fields."""
        apart = (self.code.row,) if self.code else ()
        every = [counted((*self.header, *self.extra, *apart)), *(g.counts for g in self.groups)]
        return Counts(*(sum(c.of(mark) for c in every) for mark in ("", *MARKS)))

    @property
    def finding(self) -> str:
        """Its kind and how much of it was answered, for the caption of a figure."""
        return f"{self.title} ({self.basis}): {self.counts.words}"

    @property
    def alt(self) -> str:
        """The whole label in words, in the order in which it is read."""
        parts = [f"{self.title}, {self.subject}" if self.subject else self.title, self.basis]
        if self.figure:
            parts.append(f"{self.figure} {self.figure_note}".strip())
        parts += [_said(row) for row in self.header]
        if self.bars:
            parts.append(f"{self.bars_title}: " + "; ".join(f"{b.title} {b.text}" for b in self.bars))
        for group in self.groups:
            told = [_said(row) for row in group.rows]
            told += [f"Not provided: {', '.join(group.open)}"] if group.open else []
            head = f"{group.title} ({group.tally})" if group.counted else group.title
            parts.append(f"{head}: {'; '.join(told)}" if told else head)
        if self.code:
            parts.append(_said(self.code.row) + (", also as a QR code" if self.code.address else ""))
        parts += [self.counts.words, self.beyond]
        return " ".join(p if p.endswith((".", "!", "?")) else f"{p}." for p in parts if p)


def _said(row: Row) -> str:
    return f"{row.title}: {row.words}"
