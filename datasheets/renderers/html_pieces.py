"""Elements of a web page, built so that nothing of a datasheet becomes markup; its marks, values and links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from datasheets.content.blocks import Mark, Value
from datasheets.data_files import data_file
from datasheets.renderers.flow_text import ADDRESS
from datasheets.renderers.pdf_blocks import address, evidence_key

Node = Any
"""An element of lxml."""

_VOID = ("meta", "col")
_IN_LINES = frozenset(
    ("a", "bdi", "code", "dd", "dt", "figcaption", "h1", "h2", "p", "span", "strong", "td", "th", "tr")
)
_TURNING = frozenset(("R", "AL", "AN", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"))
_TOKENS = re.compile(rf"(?P<address>{ADDRESS.pattern})|\(?\d[\d.]*–\d[\d.]*\)?[,;.]?|\b\d{{4}}-\d\d-\d\d\b")
_TIED = re.compile(r"(?<=\d) (?=\d{3}\b|[%°µ]?[^\W\d_]{0,3}[²³₂]?[)\].,;:]*(?: |$))")  # thousands, and units
_HASH = re.compile(r"[0-9a-f]{40,128}")
_IN_HREF = re.compile(r"[\s\x00-\x20\"<>\\^`{|}]")
_CONTROLS = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")
_ENDS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_NOT_HELD = re.compile(f"[\\ud800-\\udfff\\ufdd0-\\ufdef{_ENDS}]")
_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_LETTERS = 40


def setting(key: str) -> Any:
    """The value of an entry of ``data/page.yaml``; its unit is said by its meaning."""
    return _settings()[key]["value"]


def _settings() -> Any:
    return data_file("page.yaml")


def told(text: str) -> str:
    """Text on one line with only what a page may hold: blanks for control characters, U+FFFD for halves of others."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return " ".join(_NOT_HELD.sub("\ufffd", _CONTROLS.sub(" ", line)).split())


@lru_cache(maxsize=4096)
def turning(text: str) -> bool:
    """Whether a text holds letters, or marks, that run from right to left or turn the direction."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in _TURNING for c in text)


def make(tag: str, *kids: Node | str | None, **attributes: str) -> Node:
    """An element with what is in it. Names of attributes: ``cls`` for class, ``_`` for ``-``; empty ones are left out.

    Texts are escaped by construction. An element with text of its own, and no `dir`, that holds letters from right to
    left takes its direction from its text, and cannot change that of what is beside it.
    """
    node = etree.Element(tag)
    for name, value in attributes.items():
        if value:
            node.set("class" if name == "cls" else name.rstrip("_").replace("_", "-"), told(value))
    for kid in kids:
        if kid is not None:
            add(node, kid)
    if node.text is None and tag in _IN_LINES:
        node.text = ""  # no white space is put between what stands on its lines
    return node


def closed(root: Node) -> Node:
    """The same, every element with an end tag: one without would hold what follows it."""
    for node in root.iter():
        if node.text is None and not len(node) and node.tag not in _VOID and not node.tag.startswith("{"):
            node.text = ""
    return root


def add(node: Node, kid: Node | str) -> None:
    """Put text or an element behind all that is in an element."""
    if not isinstance(kid, str):
        node.append(kid)
        return
    blank = kid[:1].isspace(), kid[-1:].isspace()
    words = _TIED.sub("\u00a0", told(kid))
    text = f"{' ' if blank[0] else ''}{words}{' ' if blank[1] and words else ''}"
    if len(node):
        node[-1].tail = (node[-1].tail or "") + text
    else:
        node.text = (node.text or "") + text
    if turning(text):
        node.set("dir", "auto")


def spaced(nodes: Iterable[Node | str]) -> Iterator[Node | str]:
    """The same with a blank between any two."""
    for index, node in enumerate(nodes):
        if index:
            yield " "
        yield node


def words(text: str) -> list[Node | str]:
    """Any text, its web addresses as links; a date, and what is between the ends of an interval, on one line."""
    out: list[Node | str] = []
    end = 0
    for found in _TOKENS.finditer(text):
        whole = found.group()
        out += [_isolated(text[end : found.start()]),
                link(whole, whole) if found["address"] else make("span", whole, cls="tied")]  # fmt: skip
        end = found.end()
    return [piece for piece in (*out, _isolated(text[end:])) if not isinstance(piece, str) or piece]


def _isolated(text: str) -> Node | str:
    """Text that may stand beside other; one that turns the direction in an element of its own."""
    return make("bdi", text) if turning(text) else text


def link(text: str, target: str) -> Node:
    """A link out of the page, to the web or to a mailbox; text alone where the address is neither."""
    leads = address(told(target))
    if not leads:
        return make("span", text)
    href = _IN_HREF.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), leads)
    shown = "" if told(text) == leads else "named"
    return make("a", text, href=href, rel="noopener noreferrer", cls=shown)


def slug(text: str) -> str:
    """A title as a name of a place; empty where it has no letter of the Latin alphabet."""
    return _SLUG.sub("-", text.lower())[:_SLUG_LETTERS].strip("-")


class Names:
    """Names that are given once: of places, and of regions that are told apart by them."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def free(self, wanted: str, pattern: str = "{}-{}") -> str:
        """The name that is wanted, or one like it that is not taken."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = pattern.format(wanted, number), number + 1
        self._taken.add(name)
        return name


class Page:
    """What the pieces of one page have to know of each other.

    Parameters
    ----------
    evidence : iterable of int
        Numbers that the list at the end holds; only they are linked.
    """

    def __init__(self, evidence: Iterable[int]) -> None:
        self.listed = frozenset(evidence)
        self.places = Names({"top", "summary", "contents", "sheet", *map(evidence_key, self.listed)})
        self.regions = Names()
        self.used: dict[int, dict[str, str]] = {}
        self._landed = Names()
        self.here = ("", "")
        self.part = ""

    def enter(self, key: str, title: str, part: str = "") -> None:
        """From here on, references are made in this chapter, and regions without a title are of this part of it."""
        self.here, self.part = (key, title), part

    def region(self, title: str) -> str:
        """The name of a region that scrolls by itself."""
        return self.regions.free(told(title) or told(self.part) or told(self.here[1]) or "Table", "{} ({})")

    def reference(self, number: int) -> Node:
        """A number of the evidence list, which leads there; from there the first one of a chapter is led back to."""
        if number not in self.listed:
            return make("span", f"[{number}]", cls="ref")
        key, title = self.here
        chapters = self.used.setdefault(number, {})
        place = ""
        if title not in chapters:
            place = chapters[title] = self.places.free(f"from-{number}-{key}")
        return make("a", f"[{number}]", href=f"#{evidence_key(number)}", cls="ref", id=place,
                    aria_label=f"Evidence [{number}]")  # fmt: skip

    def value(self, value: Value) -> list[Node | str]:
        """What a value says, its status and evidence beside it, and its note below."""
        first: list[Node | str] = []
        if value.mark:
            first.append(marked(value.text, value.mark))
        elif value.link and told(value.text):
            first.append(link(value.text, value.link))
        else:
            first += self._plain(value)
        known = list(spaced(self.known(value)))
        if known:
            first.append(make("span", *known, cls="known"))
        out = list(spaced(first))
        if told(value.note):
            out.append(make("div", "", *words(value.note), cls="note"))
        return out

    def evidence_place(self, number: int) -> str:
        """Where links to a number lead; a second list of the same numbers is led to by none."""
        place = evidence_key(number)
        return place if self._landed.free(place) == place else ""

    def known(self, value: Value) -> Iterator[Node]:
        """How a value is known: its status, unless it is the value, and its evidence."""
        if value.status and told(value.text) != value.status:
            yield make("span", value.status, cls=f"status {slug(value.status)}")
        if value.evidence:
            yield self.reference(value.evidence)

    def _plain(self, value: Value) -> list[Node | str]:
        pieces = [make("code", value.text)] if _HASH.fullmatch(value.text) else words(value.text)
        return [make("span", *pieces)] if len(pieces) > 1 else pieces


def marked(text: str, mark: Mark) -> Node:
    """Words that stand for a value, drawn as what they are, and right behind them the reason."""
    shown = told(text)
    head = mark if shown.startswith(mark) else shown
    kind = f"mark {slug(mark)}{' tied' if len(head) <= setting('longest_mark') else ''}"
    return make("span", make("span", head, cls=kind), *words(shown[len(head) :]), cls="instead")
