"""Reads a bill of materials: CSV as spreadsheets and layout tools write it, KiCad's XML list and board file.

What cannot be read stops with the file and the line. A line that lacks something stays in the
result with what it lacks, so that the coverage can name it.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from footprint.bom.cells import (
    currency,
    currency_of_heading,
    decimal_mark,
    is_formula,
    read_mass,
    read_number,
    read_pieces,
)
from footprint.bom.kicad import read_board, read_xml
from footprint.bom.lines import (
    MAX_BOARD_BYTES,
    MAX_BYTES,
    MAX_LINES,
    MAX_PIECES,
    Bom,
    Line,
    Skipped,
    called,
    count_references,
    tidy,
)
from footprint.errors import InputError, shown
from footprint.yaml_file import parse_yaml

_HERE = Path(__file__).parent
_DELIMITERS = (",", ";", "\t", "|")
_HEAD = 60
"""Lines in which the heading row is looked for."""
_IDENTITY = ("component", "reference", "value", "description", "mpn")
_NUMBERS = ("quantity", "unit_cost", "total_cost", "mass", "total_mass")
_SAVE = 'Save the list as "CSV UTF-8" from the spreadsheet.'
_FOREIGN = (
    (b"PK\x03\x04", "a spreadsheet (xlsx, ods) or a zip archive", _SAVE),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (xls)", _SAVE),
    (b"%PDF", "a PDF", "Export the list as CSV from the tool that made it."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"\x89PNG", "a picture", "Export the list as CSV from the tool that made it."),
    (b"{\\rtf", "a text document (rtf)", _SAVE),
)
_TEXT_FOREIGN = (
    (re.compile(r"\s*<(?:!doctype html|html|table)", re.IGNORECASE), "a web page", _SAVE),
    (re.compile(r"\s*\(kicad_sch"), "a KiCad schematic", "Export the bill of materials from KiCad as CSV."),
    (re.compile(r"\s*\(export"), "a KiCad netlist", "Export the bill of materials from KiCad as CSV."),
    (re.compile(r"\s*\(module|\s*\(footprint"), "a KiCad footprint", "Give the .kicad_pcb file of the board."),
)
_TOTAL = re.compile(
    r"(?:(?:(?:grand|net|overall)[ -]?)?totals?|sum|summe|gesamt(?:summe|preis|kosten)?|suma|totale)"
    r"(?:[ :=]+(?:cost|costs|price|parts|components|lines|amount|qty|quantity|pieces|pcs|usd|eur|preis|kosten|teile"
    r"|per|of|all|for|board|unit|device|bom|excl|incl|vat|tax|general|general[ei])\b\.?)*[ :=]*"
    r"|(?:sub[ -]?totals?|zwischensumme|sous[ -]total|subtotale?)\b.*|合计|总计|小计",
    re.IGNORECASE,
)
_YES = frozenset({
    "1", "x", "y", "yes", "true", "ja", "j", "oui", "si", "sí", "dnp", "dnf", "dni", "dns", "nf", "excluded", "是",
    "do not populate", "do not place", "do not fit", "not fitted", "not populated", "no stuff", "excluded from bom",
})  # fmt: skip
_NO = frozenset({"0", "-", "n", "no", "false", "nein", "non", "fitted", "populated", "included", "否", "n/a"})
_OUT = (_NO | {"not fitted", "not populated", "dnp", "dnf"}) - {"fitted", "populated", "included"}
_NOT_FITTED = re.compile(r"\b(?:DNP|DNF|DNI|DNS|do not (?:populate|place|fit|install|stuff)|not fitted|no[- ]stuff)\b")
_TEXT_GUARD = re.compile(r'="([^"]*)"')
_WORD = re.compile(r"[^\W_]+")
_UNIT_WORDS = frozenset(["g", "mg", "kg", "gram", "grams", "gramm", "in", "pc", "pcs"])


def read_bom(path: str | Path, *, outline: bool = True) -> Bom:
    """Read a bill of materials from a file.

    Parameters
    ----------
    path : str or Path
        A CSV file, KiCad's XML list of parts or a ``.kicad_pcb`` file; told apart by their content.
    outline : bool
        False leaves the outline of a KiCad board alone, for who gives the area.

    Raises
    ------
    InputError
        No such file, or content that is no bill of materials; with file, line and what to do.
    """
    file = str(path)
    if "\0" in file:
        raise InputError("a file name cannot hold a NUL character", file=file)
    try:
        if Path(path).is_dir():
            raise InputError("a folder where a file is expected", file=file)
        with Path(path).open("rb") as stream:
            raw = stream.read(MAX_BOARD_BYTES + 1)
    except FileNotFoundError:
        raise InputError("no such file", file=file) from None
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", file=file) from None
    return bom_from_bytes(raw, file, outline=outline)


def bom_from_bytes(raw: bytes, name: str, *, outline: bool = True) -> Bom:
    """Read a bill of materials from the bytes of an uploaded file; `name` is used in messages.

    Raises
    ------
    InputError
        As `read_bom` does.
    """
    for magic, what, hint in _FOREIGN:
        if raw.startswith(magic):
            raise InputError(f"{what} where a bill of materials in CSV is expected", file=name, hint=hint)
    is_board = raw[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"(kicad_pcb")
    most = MAX_BOARD_BYTES if is_board else MAX_BYTES
    if len(raw) > most:
        raise InputError(f"the file is larger than {most // 1_000_000} MB", file=name)
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:5].lower() == b"<?xml":
        return read_xml(raw, name)
    text = _decode(raw, name)
    if is_board:
        return read_board(text, name, outline=outline)
    if text.lstrip().startswith("<?xml") or text.lstrip().startswith("<export"):
        return read_xml(raw, name)
    for pattern, what, hint in _TEXT_FOREIGN:
        if pattern.match(text):
            raise InputError(f"{what} where a bill of materials in CSV is expected", file=name, hint=hint)
    return _read_csv(text, name)


def _decode(raw: bytes, file: str) -> str:
    """Text in one of the encodings that spreadsheets write."""
    encoding = "utf-8-sig"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise InputError("not valid UTF-16 text", file=file, hint=_SAVE) from None
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            raise InputError(
                f"neither UTF-8 nor Windows-1252 text (byte 0x{raw[error.start]:02x})",
                file=file, line=raw.count(b"\n", 0, error.start) + 1, hint=_SAVE,
            ) from None  # fmt: skip
    nul = text.find("\0")
    if nul >= 0:
        raise InputError(
            "a NUL byte: not a text file, or UTF-16 without its mark",
            file=file, line=text.count("\n", 0, nul) + 1, hint=_SAVE,
        )  # fmt: skip
    return text


# --- headings ---------------------------------------------------------------------------------


def _words(heading: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def _key(heading: str) -> str:
    """A heading as it is compared: ``Unit cost (USD)``, ``UnitCost`` and ``unit_cost_usd`` are the same."""
    words = _words(heading)
    kept = [w for w in words if w not in _UNIT_WORDS and not currency_of_heading([w])]
    return "".join(kept or words)


@cache
def headings() -> dict[str, tuple[str, int]]:
    """Heading as it is compared, to the field it is read as and its rank among that field's headings."""
    file = _HERE / "headings.yaml"
    data, _ = parse_yaml(file.read_text(encoding="utf-8"), file.name)
    known: dict[str, tuple[str, int]] = {}
    for field, names in data.items():
        for rank, name in enumerate(names):
            known.setdefault(_key(name), (field, rank))
    return known


class _Head(NamedTuple):
    """A heading row: the line it stands on, its cells, and the column of each field."""

    line: int
    cells: list[str]
    columns: dict[str, int]
    twice: tuple[str, ...] = ()  # what must be said of fields with several headings

    @property
    def score(self) -> int:
        return len(self.columns)


def _head(line: int, row: list[str]) -> _Head | None:
    """The row as headings, if enough of it is known to be one."""
    columns: dict[str, int] = {}
    ranks: dict[str, int] = {}
    read_as: dict[str, list[str]] = {}
    for at, cell in enumerate(row[:200]):
        if not cell or len(cell) > 60:
            continue
        field, rank = headings().get(_key(cell), ("", 0))
        if field:
            read_as.setdefault(field, []).append(" ".join(cell.split()))
        if field and rank < ranks.get(field, 1000):
            columns[field], ranks[field] = at, rank
    named = any(f in columns for f in _IDENTITY)
    if not named or (len(columns) < 2 and "reference" not in columns):
        return None
    twice = tuple(
        f"{field} stands under several headings, {' and '.join(found)}: column {columns[field] + 1} was read"
        for field, found in read_as.items() if len(found) > 1 and field in _NUMBERS
    )  # fmt: skip
    return _Head(line, [" ".join(c.split()) for c in row], columns, twice)


def _rows(text: str, delimiter: str, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on; cells that hold a line break are kept whole."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    before = 0
    for row in reader:
        yield before + 1, row
        before = reader.line_num


def _find_head(text: str, file: str) -> tuple[str, _Head]:
    """Delimiter and heading row: the pair in which most headings are known."""
    start = "".join(text[:200_000].splitlines(keepends=True)[:_HEAD])
    best: tuple[str, _Head] | None = None
    for delimiter in _DELIMITERS:
        try:
            heads = [h for h in (_head(n, row) for n, row in _rows(start, delimiter, strict=False)) if h]
        except csv.Error:
            continue
        # The first of the best: below it stand the parts.
        head = max(heads, key=lambda h: (h.score, -h.line), default=None)
        if head and (best is None or (head.score, len(head.cells)) > (best[1].score, len(best[1].cells))):
            best = delimiter, head
    if best is None:
        first = next((" ".join(line.split()) for line in text[:10_000].splitlines() if line.strip()), "")
        raise InputError(
            f"no heading row among the first {_HEAD} lines" if first else "the file is empty",
            file=file, line=1 if first else None,
            hint=(
                f"The first line is {shown(first)}. A heading row names at least a component or reference and a "
                "quantity."
            ) if first else "",
        )  # fmt: skip
    return best


# --- CSV --------------------------------------------------------------------------------------


def _read_csv(text: str, file: str) -> Bom:
    delimiter, head = _find_head(text, file)
    columns = dict(head.columns)
    skipped: list[Skipped] = []
    rows: list[tuple[int, list[str]]] = []
    try:
        for line, row in _rows(text, delimiter):
            if line < head.line:
                if any(c.strip() for c in row):
                    skipped.append(Skipped(line, _joined(row), "above the headings"))
            elif line > head.line and any(c.strip() for c in row):
                if len(rows) >= MAX_LINES:
                    raise InputError(f"more than {MAX_LINES} lines", file=file, line=line)
                rows.append((line, row))
    except csv.Error as error:
        at = rows[-1][0] + 1 if rows else head.line
        raise InputError(
            f"not valid CSV below here: {error}", file=file, line=at,
            hint='A quotation mark is opened and not closed, or stands inside a cell; write it twice: "".',
        ) from None  # fmt: skip
    if "component" in columns and all(_cell(r, columns["component"]).strip().isdigit() for _, r in rows):
        columns = _without_item_numbers(head, columns)
    if "quantity" not in columns and "reference" not in columns:
        raise InputError(
            "no quantity column, and no references to count", file=file, line=head.line,
            hint=f"The headings are {shown(', '.join(c for c in head.cells if c), 200)}. Name one of them Quantity.",
        )  # fmt: skip
    return _Reading(file, delimiter, head, columns, skipped).bom(rows)


def _without_item_numbers(head: _Head, columns: dict[str, int]) -> dict[str, int]:
    """The columns where the one taken for components only counts the lines: the next heading, if any."""
    others = [c if at != columns["component"] else "" for at, c in enumerate(head.cells)]
    again = _head(head.line, others)
    kept = {f: at for f, at in columns.items() if f != "component"}
    return {**kept, **{f: at for f, at in (again.columns if again else {}).items() if f == "component"}}


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _clean(cell: str) -> str:
    """A cell on one line; ``="0603"``, by which spreadsheets keep a text a text, is the text."""
    guard = _TEXT_GUARD.fullmatch(cell.strip()) if '="' in cell else None
    return " ".join((guard[1] if guard else cell).split())


def _joined(row: Sequence[str]) -> str:
    return " | ".join(" ".join(c.split()) for c in row if c.strip())[:200]


class _Reading:
    """The columns of one CSV file, and what was met while reading its rows."""

    def __init__(self, file: str, delimiter: str, head: _Head, columns: dict[str, int], skipped: list[Skipped]) -> None:
        self.file, self.delimiter, self.head, self.columns, self.skipped = file, delimiter, head, columns, skipped
        self.mark = ""
        self.repeats = frozenset(head.cells)
        self.notes: list[str] = list(head.twice)
        self.currencies: set[str] = set()
        self.group = ""
        self.grams = dict.fromkeys(("mass", "total_mass"), 1.0)
        for field, at in columns.items():
            words = _words(head.cells[at]) + re.findall(r"[$€£¥₹]", head.cells[at])
            if field in self.grams:
                self.grams[field] = 1e-3 if "mg" in words else 1e3 if "kg" in words else 1.0
            elif field in ("unit_cost", "total_cost") and currency_of_heading(words):
                self.currencies.add(currency_of_heading(words))

    def bom(self, rows: list[tuple[int, list[str]]]) -> Bom:
        """All rows as lines of a list."""
        for field in _NUMBERS:  # a formula is an error wherever it stands, so it is looked for first
            if field in self.columns:
                at = self.columns[field]
                for number, row in rows:
                    if "=" in _cell(row, at) and is_formula(row[at]):
                        raise InputError(
                            f"a formula {shown(row[at])} in the column {shown(self.head.cells[at])}",
                            file=self.file, line=number,
                            hint="Save the list with values: copy, then paste as values.",
                        )  # fmt: skip
        at_numbers = [self.columns[f] for f in _NUMBERS if f in self.columns]
        self.mark = decimal_mark((_cell(row, at) for at in at_numbers for _, row in rows), self.delimiter)
        lines = [line for number, row in rows if (line := self._line(number, row)) is not None]
        if not lines:
            raise InputError("no parts below the headings", file=self.file, line=self.head.line)
        if len(self.currencies) > 1:
            self.notes.append(f"costs in {', '.join(sorted(self.currencies))}: their shares are not worked out")
            lines = [line._replace(unit_cost=None) for line in lines]
        names: dict[str, str] = {}
        fields = {at: field for field, at in self.columns.items()}
        for at, heading in enumerate(self.head.cells[:200]):
            if heading or at in fields:
                names[heading if heading not in names else f"{heading} (column {at + 1})"] = fields.get(at, "")
        kicad = {"reference", "value", "package"} <= self.columns.keys() and "component" not in self.columns
        return Bom(
            self.file,
            "kicad-bom" if kicad and _key(self.head.cells[self.columns["package"]]) == "footprint" else "csv",
            tuple(lines), tuple(self.skipped), names, None,
            self.currencies.pop() if len(self.currencies) == 1 else "", tuple(self.notes),
        )  # fmt: skip

    def text(self, row: Sequence[str], field: str) -> str:
        """The text of a field in a row; empty where there is no such column."""
        at = self.columns.get(field)
        return "" if at is None or at >= len(row) else _clean(row[at])

    def _line(self, number: int, row: list[str]) -> Line | None:
        """A row as a line of the list; None for a row that is none, which is then among the skipped."""
        component, reference, value, package, description, manufacturer, mpn = (
            self.text(row, f)
            for f in ("component", "reference", "value", "package", "description", "manufacturer", "mpn")
        )
        written = self.text(row, "quantity")
        named = called(component, description, " ".join(t for t in (value, package) if t), mpn, reference)
        title = self.text(row, "group")
        why = ""
        first = next(c for c in row if c.strip())
        if first in self.repeats and [_clean(c) for c in row[: len(self.head.cells)]] == self.head.cells:
            why = "the headings again"
        elif not (reference or mpn or package or manufacturer) and (_is_total(first) or _is_total(component)):
            why = "a total"
        elif not named and not written:
            why = "a title of a group" if title else "no component"
        if title and why in ("", "a title of a group"):
            self.group = title  # spreadsheets write a merged cell as one filled, the rest empty
        fitted = "" if why else self._fitted(row, component, value)
        surplus = [c for c in row[len(self.head.cells) :] if c.strip()]
        if not why and surplus:  # the cells are shifted, so none of them can be trusted
            return Line(
                number, _joined(row[:2]) or f"line {number}", group=self.group,
                problem=f"{len(row)} cells below {len(self.head.cells)} headings: a delimiter in a cell without "
                "quotation marks",
            )  # fmt: skip
        quantity, problem = (None, "") if why else self._quantity(number, written, reference)
        why = why or ("not fitted" if fitted == "no" else "quantity 0" if quantity == 0 else "")
        if why:
            self.skipped.append(Skipped(number, _joined(row), why))
            return None
        if not named:
            named, problem = f"line {number}", problem or "it names no component"
        return Line(
            number, named, reference, quantity, value, package, description, manufacturer, mpn,
            self._per_piece(number, row, "cost", quantity), self._per_piece(number, row, "mass", quantity),
            self.group, problem or fitted,
        )  # fmt: skip

    def _fitted(self, row: Sequence[str], component: str, value: str) -> str:
        """``no`` for a part left out of assembly, a problem where it is unclear, else nothing."""
        for field, out in (
            ("dnp", _YES),
            ("fitted", _OUT),
        ):
            text = self.text(row, field).casefold()
            if not text:
                continue
            if text in out:
                return "no"
            if text not in _YES | _NO:
                return f"{shown(text)} does not say whether it is fitted"
        for text in {value, component}:
            if ("N" in text or "no" in text) and _NOT_FITTED.search(text):
                return "no"
        return ""

    def _quantity(self, number: int, written: str, reference: str) -> tuple[float | None, str]:
        """Pieces, and what is wrong with them."""
        if not written:
            counted = count_references(reference)
            return (float(counted), "") if counted else (None, "it has no quantity")
        try:
            quantity = read_pieces(written, self.mark)
        except ValueError as error:
            return None, f"quantity {shown(written)} {error}"
        if quantity < 0:
            return None, f"quantity {shown(written)} is negative"
        if quantity > MAX_PIECES:
            return None, f"quantity {shown(written)} is more than {MAX_PIECES:.0e} pieces"
        counted = count_references(reference) if reference else 0
        if counted > 1 and counted != quantity and len(self.notes) < 50:
            self.notes.append(f"line {number}: quantity {written}, but {counted} references")
        return quantity, ""

    def _per_piece(self, number: int, row: Sequence[str], what: str, quantity: float | None) -> float | None:
        """Cost, or mass in grams, of one piece, from its own column or that of the whole line."""
        single, whole = ("unit_cost", "total_cost") if what == "cost" else ("mass", "total_mass")
        for field in (single, whole):
            text = self.text(row, field)
            if not text or text in ("-", "–", "n/a", "N/A", "?", "tbd", "TBD"):
                continue
            try:
                if what == "cost":
                    bare, code = currency(text)
                    read = read_number(bare, self.mark)
                    if code:
                        self.currencies.add(code)
                else:
                    read = read_mass(text, self.mark, self.grams[field])
                if read < 0:
                    raise ValueError("is negative")
            except ValueError as error:
                if len(self.notes) < 50:
                    self.notes.append(f"line {number}: {what} {shown(text)} {error}")
                continue
            if field == single:
                return read
            return tidy(read / quantity) if quantity else None
        return None


def _is_total(label: str) -> bool:
    """Whether a row's first text makes it a sum, not a part."""
    return len(label) < 60 and _TOTAL.fullmatch(" ".join(label.split())) is not None
