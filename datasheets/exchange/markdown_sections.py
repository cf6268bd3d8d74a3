"""Markdown of others cut into sections: headings, labelled facts, items and paragraphs. Nothing is rendered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_COMMENT = re.compile(r"(?<!\\)<!--")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_CLOSING = re.compile(r"[ \t]#+\Z")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_ITEM = re.compile(r" {0,3}[-*+]\s+(.*)")
_FACT = re.compile(r"\*\*(.{1,80}?)\s*:?\*\*\s*:?\s*(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")


@dataclass
class MarkdownSection:
    """What stands below a heading, up to the next one.

    Attributes
    ----------
    title : str
        Empty for what stands before the first heading.
    facts : list of (str, str)
        Items that begin with a bold label, and what follows it.
    blocks : list of str
        Paragraphs and items, without the marks of items.
    table : bool
        Whether it has a table, which is not among the blocks.
    in_item : {"", "fact", "item"}
        What the last block was, to which indented paragraphs belong.
    """

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    table: bool = False
    in_item: str = ""


def markdown_sections(text: str) -> list[MarkdownSection]:
    """Cut a Markdown text into its sections; comments are dropped, escapes resolved, and code kept as it is."""
    found = [MarkdownSection("")]
    block: list[str] = []
    fence = ""
    for line in _without_comments(text).split("\n"):
        opened = _FENCE.match(line)
        if fence or opened:
            block.append(line)
            fence = "" if fence and opened and opened[1] == fence else fence or (opened[1] if opened else "")
            continue
        heading = _HEADING.match(line)
        if heading or not line.strip() or _ITEM.fullmatch(line):
            _finish(found[-1], block)
            block = [line] if not heading and line.strip() else []
        else:
            block.append(line)
        if heading:
            found.append(MarkdownSection(_plain(_CLOSING.sub("", line[heading.end() - 1 :].rstrip()))))
    _finish(found[-1], block)
    return found


def _without_comments(text: str) -> str:
    """A comment without an end is text."""
    kept, at = [], 0
    while (start := _COMMENT.search(text, at)) and (end := text.find("-->", start.end())) >= 0:
        kept.append(text[at : start.start()])
        at = end + 3
    return "".join([*kept, text[at:]])


def _finish(section: MarkdownSection, block: list[str]) -> None:
    if not block:
        return
    if block[0].lstrip().startswith("|"):
        section.table = True
        return
    code = bool(_FENCE.match(block[0]))
    if section.in_item and block[0].startswith("  ") and not code and not _ITEM.fullmatch(block[0]):
        _continue(section, _plain(" ".join(line.strip() for line in block)))
        return
    item = None if code else _ITEM.fullmatch(block[0])
    lines = [item[1] if item else block[0], *block[1:]]
    text = "\n".join(lines) if code else " ".join(line.strip() for line in lines)
    fact = _FACT.fullmatch(text) if item else None
    section.in_item = "fact" if fact else "item" if item else ""
    if fact:
        section.facts.append((_plain(fact[1]), _plain(fact[2])))
    else:
        section.blocks.append(text if code else _plain(text))


def _continue(section: MarkdownSection, text: str) -> None:
    """Add a paragraph to the last item."""
    if section.in_item == "fact":
        label, before = section.facts[-1]
        section.facts[-1] = (label, f"{before}\n\n{text}")
    else:
        section.blocks[-1] += f"\n\n{text}"


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", _ADDRESS.sub(r"\1", text)).strip()
