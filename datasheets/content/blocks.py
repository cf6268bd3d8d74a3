"""What stands on a printed datasheet, in its order, as data. Renderers read this and nothing else of a datasheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Mark = Literal["", "not provided", "not disclosed", "not applicable", "not assessed"]


@dataclass(frozen=True)
class Value:
    """What stands in a cell: a number with how it is known, or words.

    Attributes
    ----------
    text : str
        As it is printed, such as ``0.572 ms (0.314–1.08)``; where words stand for a value, those words and the reason.
    status : str
        Of a number: measured, calculated, estimated, assumed, declared or not assessed; empty for words.
    evidence : int
        Number in `Content.evidence`; 0 for none.
    note : str
        A remark on it, in words.
    mark : str
        Where words stand for a value, which; empty where there is a value. Drawn distinctly.
    link : str
        Web or mail address that the text leads to; empty for none.
    """

    text: str
    status: str = ""
    evidence: int = 0
    note: str = ""
    mark: Mark = ""
    link: str = ""


@dataclass(frozen=True)
class Fact:
    """A short field: its title and its value."""

    title: str
    value: Value


@dataclass(frozen=True)
class Facts:
    """Short fields that follow each other, as a table of two to four columns (what, value, how known, evidence)."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Prose:
    """A titled text of one or more paragraphs; `mark` where words stand for it."""

    title: str
    paragraphs: tuple[str, ...]
    mark: Mark = ""


@dataclass(frozen=True)
class Items:
    """A titled list."""

    title: str
    items: tuple[str, ...]
    mark: Mark = ""


@dataclass(frozen=True)
class Column:
    """Head of a column.

    Attributes
    ----------
    title : str
    align : {"left", "decimal"}
        Numbers of a column are aligned on their decimal point.
    weight : float
        Share of the width, relative to the other columns.
    """

    title: str
    align: Literal["left", "decimal"] = "left"
    weight: float = 1.0


@dataclass(frozen=True)
class Grid:
    """A titled table: its first column heads its rows. `note` stands below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart or a drawing.

    Attributes
    ----------
    title : str
        Of a chart what it shows as a finding, of a drawing its caption.
    alt : str
        Text alternative, with the numbers.
    draw : callable, optional
        From a width in points to a `reportlab.graphics.shapes.Drawing` no wider than that; None where the picture is
        not there, which `missing` then says.
    source : str
        Where its numbers are from, in words; empty for a drawing.
    table : Grid, optional
        The numbers behind a chart, where no table of the same part has them.
    missing : str
        Why there is no picture; empty where there is one.
    """

    title: str
    alt: str
    draw: Callable[[float], Any] | None
    source: str = ""
    table: Grid | None = None
    missing: str = ""


@dataclass(frozen=True)
class Notice:
    """Words that must be seen, such as how many errors the rules found."""

    title: str
    text: str


Block = Facts | Prose | Items | Grid | Figure | Notice


@dataclass(frozen=True)
class Part:
    """What stands under one heading of the second level; the first part of a chapter may have no title."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    """A section of the template, with its number (empty for what the template does not number)."""

    key: str
    number: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Evidence:
    """One thing that numbers rest on: a file with its hash, a report, or words."""

    number: int
    text: str
    sha256: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that is put inside the PDF."""

    name: str
    content: bytes
    media_type: str
    description: str


@dataclass(frozen=True)
class Content:
    """A whole datasheet, ready to be laid out.

    Attributes
    ----------
    title, subtitle : str
        Name of the sensor; its type and function.
    language : str
        A BCP 47 tag.
    version, date : str
        Of the datasheet, as printed; empty where they are missing.
    authors : str
        For the metadata; empty where they are missing.
    draft : str
        Why it is not ready, such as ``draft, 118 errors``; empty where the rules found no error.
    cover : tuple of Part
        The title page, which stands before the contents.
    chapters : tuple of Chapter
        Sections 1 to 10, then the evidence.
    summary : tuple of Part
        The one-page summary.
    evidence : tuple of Evidence
    attachments : tuple of Attachment
    keywords : tuple of str
    """

    title: str
    subtitle: str
    language: str
    version: str
    date: str
    authors: str
    draft: str
    cover: tuple[Part, ...]
    chapters: tuple[Chapter, ...]
    summary: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    attachments: tuple[Attachment, ...]
    keywords: tuple[str, ...]
