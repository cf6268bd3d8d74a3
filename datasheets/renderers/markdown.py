"""The datasheet as Markdown, in the order of the template: GitHub-flavoured tables, and nothing that runs or loads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from datasheets.content.blocks import Block, Content, Facts, Figure, Grid, Items, Notice, Part, Prose, Value

_SPECIAL = re.compile(r"[\\`*_\[\]<|~$#@]|&(?=#?\w+;)|:(?=//)|(?<=www)\.", re.IGNORECASE)
_START = re.compile(r"(?:\d{1,9}[.)]|[-+])(?=\s|$)|-(?=-)|>")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_IN_ADDRESS = {"\\": "%5C", "`": "%60", "|": "%7C", "(": "%28", ")": "%29", "[": "%5B", "]": "%5D", "*": "%2A"}
_KNOWN, _REMARK = "How known", "Remark"


def markdown(content: Content) -> str:
    """The whole datasheet as one text that ends with a line end.

    Every word of the datasheet is escaped: it is shown as it is, and is never a link, a tag or a heading. Only the web
    and mail addresses of fields lead anywhere; some viewers make mail addresses in texts links of their own accord. A
    figure is its title, its text alternative and the table behind it.
    """
    blocks = [f"# {escaped(content.title)}"]
    if content.subtitle:
        blocks.append(escaped(content.subtitle))
    if content.draft:
        blocks.append(f"**{escaped(content.draft)}**")
    blocks.append("## Title page")
    blocks += [text for part in content.cover for text in _part(part)]
    for chapter in content.chapters:
        blocks.append(f"## {escaped(f'{chapter.number} {chapter.title}')}")
        blocks += [text for part in chapter.parts for text in _part(part)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """A text on one line that Markdown shows as it is, also at the start of a line and in a cell."""
    shown = _SPECIAL.sub(lambda m: f"\\{m[0]}", " ".join(text.split()))
    start = _START.match(shown)
    return f"{shown[: start.end() - 1]}\\{shown[start.end() - 1 :]}" if start else shown


def _part(part: Part) -> Iterator[str]:
    if part.title:
        yield f"### {escaped(part.title)}"
    for block in part.blocks:
        yield from _BLOCKS[type(block)](block)


def _facts(block: Facts) -> Iterator[str]:
    heads = ["What", "Value"]
    rows = [[escaped(f.title), _text(f.value)] for f in block.facts]
    yield _table(heads, rows, ["", ""], [(f.value,) for f in block.facts])


def _prose(block: Prose) -> Iterator[str]:
    texts = [_marked(p, block.mark) for p in block.paragraphs]
    if block.title:
        texts[:1] = [f"**{escaped(block.title)}.** {texts[0]}"] if texts else [f"**{escaped(block.title)}**"]
    yield from texts


def _items(block: Items) -> Iterator[str]:
    if block.title:
        yield f"**{escaped(block.title)}**"
    if block.items:
        yield "\n".join(f"- {_marked(i, block.mark)}" for i in block.items)


def _grid(block: Grid) -> Iterator[str]:
    if block.title:
        yield f"**{escaped(block.title)}**"
    folded = all(len({_how(v) for v in row} - {""}) <= 1 for row in block.rows)
    cells = [[_text(v) if folded else _with_how(v) for v in row] for row in block.rows]
    aligns = [c.align for c in block.columns]
    yield _table([escaped(c.title) for c in block.columns], cells, aligns, block.rows, folded)
    if block.note:
        yield escaped(block.note)


def _figure(block: Figure) -> Iterator[str]:
    yield f"**Figure: {escaped(block.title)}**"
    if block.missing:
        yield f"*{escaped(block.missing)}*"
    if block.alt:
        yield escaped(block.alt)
    if block.source:
        yield f"Source: {escaped(block.source)}"
    if block.table is not None:
        yield from _grid(block.table)


def _notice(block: Notice) -> Iterator[str]:
    yield f"> **{escaped(block.title)}**\n>\n> {escaped(block.text)}"


_BLOCKS: dict[type[Block], Callable[..., Iterator[str]]] = {
    Facts: _facts, Prose: _prose, Items: _items, Grid: _grid, Figure: _figure, Notice: _notice,
}  # fmt: skip


def _table(
    heads: Sequence[str], rows: Sequence[list[str]], aligns: Sequence[str], values: Sequence[Sequence[Value]],
    folded: bool = True,
) -> str:  # fmt: skip
    """A table; how the numbers of a row are known and the remarks on them stand in columns of their own."""
    heads, aligns, rows = list(heads), list(aligns), [list(row) for row in rows]
    further: list[tuple[str, list[str]]] = []
    if folded:
        further.append((_KNOWN, [next((h for v in row if (h := _how(v))), "") for row in values]))
    further.append((_REMARK, [escaped("; ".join(dict.fromkeys(v.note for v in row if v.note))) for row in values]))
    for head, column in further:
        if any(column):
            heads.append(head)
            aligns.append("")
            for row, cell in zip(rows, column, strict=True):
                row.append(cell)
    rules = ["---:" if a == "decimal" else "---" for a in aligns]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))


def _how(value: Value) -> str:
    number = f"\\[{value.evidence}\\]" if value.evidence else ""
    return " ".join(filter(None, (value.status, number)))


def _with_how(value: Value) -> str:
    how = _how(value)
    return f"{_text(value)} ({how})" if how else _text(value)


def _text(value: Value) -> str:
    """The words of a cell; a link only where a field is an address."""
    if value.link and _ADDRESS.fullmatch(value.link):
        address = "".join(_IN_ADDRESS.get(c, c) for c in value.link)
        return f"[{_marked(value.text, value.mark)}]({address})"
    return _marked(value.text, value.mark)


def _marked(text: str, mark: str) -> str:
    shown = escaped(text)
    return f"*{shown}*" if mark and shown else shown
