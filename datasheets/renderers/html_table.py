"""Tables of a web page, and the list of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from datasheets.content.blocks import Column, Grid, Value
from datasheets.renderers.html_pieces import Node, Page, add, make, setting, told, words

_REFERENCE = 6  # letters of the marks around a status and of the number of its evidence
_DIGITS = 6  # of a number in the list of evidence, at most
_GAP = 2  # letters between columns
_NUMBER = re.compile(r"([-−±≤≥<>~≈ ]*\d[\d \u00a0\u202f]*)(?:\.\d+)?(?![\d.])")


def grid(page: Page, given: Grid, level: int) -> Iterator[Node]:
    """A table with its title and the note below; a wide one scrolls by itself."""
    if given.columns and given.rows:
        table = _table(page, given)
        many = len(given.columns) > setting("narrow_columns")
        yield scrolling(page, table, given.title) if many else table
    else:
        if told(given.title):
            yield make(f"h{level}", given.title)
        if given.columns:
            yield make("p", f"No rows: {', '.join(c.title for c in given.columns)}", cls="quiet")
    if told(given.note):
        yield make("p", *words(given.note), cls="under")


def scrolling(page: Page, node: Node, title: str) -> Node:
    """A part of the page that scrolls by itself, also by keyboard."""
    return make("div", node, cls="scroll", role="region", aria_label=page.region(title), tabindex="0")


def _table(page: Page, given: Grid) -> Node:
    beside = _letters(given, beside=True)
    dense = sum(beside) > setting("letters_across")  # a status that does not fit beside its number stands below it
    letters = _letters(given, beside=False) if dense else beside
    table = make("table", style=f"--columns:{len(given.columns)}", cls="dense" if dense else "")
    if told(given.title):
        table.append(make("caption", given.title))
    heads = (make("th" if told(c.title) else "td", c.title, scope="col" if told(c.title) else "",
                  cls=_breaks(c.title)) for c in given.columns)  # fmt: skip
    columns = (make("col", style=f"inline-size:{100 * wide / sum(letters):.4g}%") for wide in letters)
    table.append(make("colgroup", *columns))
    table.append(make("thead", make("tr", *heads)))
    rooms = [_room(given.rows, i) if c.align == "decimal" else "" for i, c in enumerate(given.columns)]
    table.append(make("tbody", *(_row(page, given.columns, row, rooms) for row in given.rows)))
    return table


def _letters(given: Grid, *, beside: bool) -> list[int]:
    """How many letters stand on a line of each column, with the status beside the number or below it."""
    most, word = setting("widest_cell"), setting("longest_word")
    out = []
    for index, column in enumerate(given.columns):
        wide = max((min(len(w), word) for w in column.title.split()), default=0)
        for value in (row[index] for row in given.rows if index < len(row)):
            known = len(value.status) + _REFERENCE if value.status else 0
            text = len(value.text) + known if beside else max(len(value.text), known)
            wide = max(wide, min(max(text, min(len(value.note), most // 2)), most))
        out.append(wide + _GAP)
    return out


def _breaks(text: str) -> str:
    """Words longer than a column is wide are broken anywhere; others never."""
    return "long" if max(map(len, text.split()), default=0) > setting("longest_word") else ""


def _row(page: Page, columns: Sequence[Column], row: Sequence[Value], rooms: Sequence[str]) -> Node:
    out = make("tr")
    for index in range(len(columns)):
        value = row[index] if index < len(row) else Value("")
        head = not index and bool(told(value.text))
        cell = make("th" if head else "td", *_cell(page, value, rooms[index]), scope="row" if head else "",
                    cls=_breaks(f"{value.text} {value.note}"))  # fmt: skip
        out.append(cell)
    return out


def _cell(page: Page, value: Value, room: str) -> Iterator[Node | str]:
    if room and not value.mark:
        missing = room[: len(room) - len(_before_point(value))]
        if missing:
            yield make("i", data_pad=missing)
    yield from page.value(value)


def _room(rows: Sequence[Sequence[Value]], index: int) -> str:
    """The longest beginning of the numbers of a column before their points, which all of them leave room for."""
    cells = (row[index] for row in rows if index < len(row))
    return max((_before_point(value) for value in cells if not value.mark), key=len, default="")


def _before_point(value: Value) -> str:
    found = _NUMBER.match(told(value.text))
    return found[1].rstrip() if found else ""


def evidence_numbers(given: Grid) -> list[int]:
    """The numbers of a table of evidence; none where it is no such table."""
    firsts = [row[0].text.strip("[]") if row else "" for row in given.rows]
    known = all(t.isascii() and t.isdecimal() and len(t) <= _DIGITS for t in firsts)
    return [int(t) for t in firsts] if known and len(set(map(int, firsts))) == len(firsts) else []


def evidence_list(page: Page, given: Grid, numbers: Sequence[int]) -> Node:
    """What numbers rest on, each with its hash and the way back to where it is first used in each chapter."""
    items = []
    for number, (_, *row) in zip(numbers, given.rows, strict=True):
        what, *rest = row or [Value("")]
        item = make("li", make("div", *page.value(what), cls="what"), id=page.evidence_place(number), value=str(number))
        for column, value in zip(given.columns[2:], rest, strict=False):
            if told(value.text):
                item.append(make("div", f"{column.title} ", *page.value(value), cls="hash"))
        back = page.used.get(number)
        if back:
            item.append(_back(back))
        items.append(item)
    return make("ol", *items, cls="evidence")


def _back(places: dict[str, str]) -> Node:
    out = make("div", "Used in ", cls="back")
    for index, (title, place) in enumerate(places.items()):
        if index:
            add(out, ", ")
        out.append(make("a", title, href=f"#{place}"))
    return out
