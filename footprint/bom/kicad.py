"""KiCad's own files: a board (``.kicad_pcb``, versions 5 to 9) and its XML list of components.

A board gives its parts, its layer count and, from the outline on the layer Edge.Cuts, its area.
Lengths are in mm, as in the file; the y axis points down.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.parsers import expat

from footprint.bom.lines import MAX_LINES, Board, Bom, Line, Skipped, called
from footprint.bom.outline import Edge, Outline, Point, outline_area
from footprint.errors import InputError, shown

_TOKEN = re.compile(r'\(|\)|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s()"]+|"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MAX_DEPTH = 100
_SHAPES = ("line", "arc", "circle", "rect", "poly", "curve")
_WANTED = frozenset(["version", "layers", "footprint", "module", *(f"gr_{s}" for s in _SHAPES)])
"""What is kept of a board; tracks, zones and the like are most of the file and are passed over."""
_WANTED_INSIDE = frozenset(["at", "attr", "property", "fp_text", *(f"fp_{s}" for s in _SHAPES)])
_COPPER = ("signal", "power", "mixed", "jumper")
_PART_NUMBER = frozenset(["mpn", "manufacturerpartnumber", "partnumber", "mfrpartnumber", "mfgpartnumber", "manf#"])
_MAKER = frozenset(["manufacturer", "mfr", "mfg", "manf"])


class Node(NamedTuple):
    """A list of the file: where it begins, and its items, texts and lists."""

    at: int
    items: list[Any]

    @property
    def name(self) -> str:
        return self.items[0] if self.items and isinstance(self.items[0], str) else ""

    def texts(self) -> list[str]:
        return [i for i in self.items[1:] if isinstance(i, str)]

    def children(self, name: str) -> Iterator[Node]:
        return (i for i in self.items if isinstance(i, Node) and i.name == name)

    def child(self, name: str) -> Node | None:
        return next(self.children(name), None)

    def text(self, name: str) -> str:
        """The first text of a child, e.g. the layer's name."""
        child = self.child(name)
        return next(iter(child.texts()), "") if child else ""


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def parse(text: str, file: str) -> Node:
    """The board's lists, without those that say nothing on parts, layers or outline.

    Raises
    ------
    InputError
        Brackets or quotation marks that do not match, or lists nested too deep, with the line.
    """
    root: Node | None = None
    stack: list[Node] = []
    passed_over = 0  # open lists inside one that is not wanted
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "(":
            if passed_over:
                passed_over += 1
                continue
            if root is not None:
                raise InputError("a second list after the board", file=file, line=_line_of(text, match.start()))
            if len(stack) >= _MAX_DEPTH:
                raise InputError(
                    f"lists nested more than {_MAX_DEPTH} deep", file=file, line=_line_of(text, match.start())
                )
            stack.append(Node(match.start(), []))
        elif token == ")":
            if passed_over:
                passed_over -= 1
                continue
            if not stack:
                raise InputError("a closing bracket too many", file=file, line=_line_of(text, match.start()))
            node = stack.pop()
            if stack:
                stack[-1].items.append(node)
            else:
                root = node
        elif token == '"':
            raise InputError("a quotation mark that is not closed", file=file, line=_line_of(text, match.start()))
        elif not passed_over:
            if not stack:
                raise InputError("text outside the board", file=file, line=_line_of(text, match.start()))
            node = stack[-1]
            if token[0] == '"':
                token = _ESCAPE.sub(r"\1", token[1:-1])
            node.items.append(token)
            if len(node.items) == 1:
                wanted = _WANTED if len(stack) == 2 else _WANTED_INSIDE
                inside = len(stack) == 3 and stack[1].name in ("footprint", "module")
                if (len(stack) == 2 or inside) and token not in wanted:
                    stack.pop()
                    passed_over = 1
    if root is None:
        at = stack[-1].at if stack else 0
        raise InputError("the file ends inside a list: it is cut off", file=file, line=_line_of(text, at))
    return root


def read_board(text: str, file: str, *, outline: bool = True) -> Bom:
    """A board file as a bill of materials, with area and layers of the bare board.

    Parameters
    ----------
    text : str
        Content of the ``.kicad_pcb`` file.
    file : str
        Its name, for messages.
    outline : bool
        False leaves the outline alone; the area is then None.

    Raises
    ------
    InputError
        Not a board, or an outline that is not closed, with the line.
    """
    root = parse(text, file)
    if root.name != "kicad_pcb":
        raise InputError("not a KiCad board", file=file, line=1)
    notes: list[str] = []
    layers = _layer_count(root)
    if layers is None:
        notes.append("the board names no copper layers")
    shape = Outline()
    parts: list[_Placed] = []
    skipped: list[Skipped] = []
    for node in root.items:
        if not isinstance(node, Node):
            continue
        if node.name.startswith("gr_"):
            _draw(shape, node, (0.0, 0.0, 0.0), text, file)
        elif node.name in ("footprint", "module"):
            place = _numbers(node.child("at"))
            for item in node.items:
                if isinstance(item, Node) and item.name.startswith("fp_") and item.name != "fp_text":
                    _draw(shape, item, (*place[:2], place[2] if len(place) > 2 else 0.0), text, file)
            if len(parts) + len(skipped) >= MAX_LINES:
                raise InputError(f"more than {MAX_LINES} footprints", file=file, line=_line_of(text, node.at))
            parts.append(_placed(node))
    area = None
    if outline:
        found = outline_area(shape, lambda at: _line_of(text, at), file)
        area = found.area_mm2
        notes += found.notes
    number_of = _LineNumbers(text)
    kept = []
    for part in parts:
        if part.left_out:
            what = " ".join(t for t in (part.reference, part.value, part.package) if t)
            skipped.append(Skipped(number_of(part.at), what[:200], part.left_out))
        else:
            kept.append(part)
    if not kept and area is None:
        raise InputError("the board has neither parts nor an outline", file=file)
    columns = {"Reference": "reference", "Value": "value", "Footprint": "package"}
    lines = _grouped(kept, number_of)
    return Bom(file, "kicad-pcb", lines, tuple(skipped), columns, Board(area, layers), "", tuple(notes))


class _LineNumbers:
    """Line numbers of rising positions, counted in one pass."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text, 0, 1

    def __call__(self, at: int) -> int:
        if at < self.at:
            self.at, self.line = 0, 1
        self.line += self.text.count("\n", self.at, at)
        self.at = at
        return self.line


class _Placed(NamedTuple):
    """One component."""

    at: int
    reference: str
    value: str
    package: str
    description: str = ""
    manufacturer: str = ""
    mpn: str = ""
    left_out: str = ""


def _placed(node: Node) -> _Placed:
    """A footprint of the board; versions before 8 hold reference and value as text items."""
    fields = {}
    for item in node.children("property"):
        texts = item.texts()
        if len(texts) > 1:
            fields[texts[0].casefold()] = texts[1]
    for item in node.children("fp_text"):
        texts = item.texts()
        if len(texts) > 1:
            fields.setdefault(texts[0].casefold(), texts[1])
    attributes = {t for item in node.children("attr") for t in item.texts()}
    left_out = ""
    if "dnp" in attributes:
        left_out = "not fitted"
    elif attributes & {"exclude_from_bom", "virtual"}:
        left_out = "excluded from the bill of materials"
    elif "board_only" in attributes:
        left_out = "on the board only"
    package = next(iter(node.texts()), "")
    return _part(node.at, fields.get("reference", ""), fields.get("value", ""), package, fields, left_out)


def _part(at: int, reference: str, value: str, package: str, fields: dict[str, str], left_out: str) -> _Placed:
    """A component with its part number and maker, from whichever field holds them."""
    plain = {"".join(k.split()).replace("_", "").replace(".", ""): v for k, v in fields.items()}
    mpn = next((v for k, v in plain.items() if k in _PART_NUMBER and v), "")
    maker = next((v for k, v in plain.items() if k in _MAKER and v), "")
    texts = (reference, value, package, plain.get("description", ""), maker, mpn)
    reference, value, package, description, maker, mpn = ("" if t == "~" else " ".join(t.split()) for t in texts)
    return _Placed(at, reference, value, package, description, maker, mpn, left_out)


def _grouped(parts: list[_Placed], number_of: Any) -> tuple[Line, ...]:
    """One line for each value and package."""
    groups: dict[tuple[str, ...], list[_Placed]] = {}
    for part in parts:
        letters = re.match(r"[A-Za-z_$]*", part.reference)
        key = (letters[0] if letters else "", part.value, part.package, part.manufacturer, part.mpn)
        groups.setdefault(key, []).append(part)
    lines = []
    for group in groups.values():
        first = group[0]
        references = ",".join(p.reference for p in group if p.reference)
        package = first.package.rpartition(":")[2]
        named = called(" ".join(t for t in (first.value, package) if t), first.mpn, first.reference, "no name")
        lines.append(Line(
            number_of(first.at), named, references, float(len(group)), first.value, first.package,
            first.description, first.manufacturer, first.mpn,
        ))  # fmt: skip
    return tuple(lines)


def _layer_count(root: Node) -> int | None:
    """Copper layers of the board: those for signals, by type, as copper layers may be renamed."""
    layers = root.child("layers")
    if layers is None:
        return None
    found = 0
    for item in layers.items:
        if isinstance(item, Node) and len(item.items) > 2:
            name, kind = item.items[1], item.items[2]
            found += kind in _COPPER or (isinstance(name, str) and name.endswith(".Cu"))
    return found or None


# --- the outline ------------------------------------------------------------------------------


def _numbers(node: Node | None) -> list[float]:
    """The numbers of a list such as ``(start 10 20)``; NaN for what is none."""
    found = []
    for item in node.texts() if node else []:
        try:
            found.append(float(item))
        except ValueError:
            found.append(math.nan)
    return found


def _draw(shape: Outline, node: Node, place: tuple[float, ...], text: str, file: str) -> None:
    """Add a graphic item to the outline if it lies on the layer Edge.Cuts."""
    if node.text("layer") != "Edge.Cuts":
        return
    if len(place) < 3 or not all(map(math.isfinite, place)):
        raise InputError("a footprint without a position", file=file, line=_line_of(text, node.at))
    angle = math.radians(place[2])
    cos, sin = math.cos(angle), math.sin(angle)

    def point(of: Node | None) -> Point:
        """A position in a footprint as one on the board: turned against the clock, then moved."""
        values = _numbers(of)
        if len(values) < 2 or not all(math.isfinite(v) and abs(v) < 1e5 for v in values[:2]):
            name = of.name if of else "position"
            raise InputError(
                f"{node.name} on Edge.Cuts has no readable {name}", file=file, line=_line_of(text, node.at)
            )
        x, y = values[:2]
        return place[0] + x * cos + y * sin, place[1] - x * sin + y * cos

    kind = node.name.partition("_")[2]
    if kind == "circle":
        shape.circle(point(node.child("center")), point(node.child("end")), node.at)
    elif kind == "poly":
        shape.loop(_poly(node, point, text, file), node.at)
    elif kind == "rect":
        point(node.child("start")), point(node.child("end"))  # both can be read
        (x0, y0), (x1, y1) = (_numbers(node.child(name))[:2] for name in ("start", "end"))
        corners = [
            point(Node(node.at, ["corner", repr(x), repr(y)])) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        ]
        radius = _numbers(node.child("radius"))
        shape.polygon(corners, node.at, less=(4 - math.pi) * radius[0] ** 2 if radius else 0.0)
    elif kind == "curve":
        points = node.child("pts")
        knots = [point(p) for p in points.children("xy")] if points else []
        if len(knots) != 4:
            raise InputError("a curve on Edge.Cuts without 4 points", file=file, line=_line_of(text, node.at))
        shape.edges.append(Edge.curve(knots, node.at))
    elif kind == "arc" and node.child("mid") is None and node.child("angle") is not None:
        # Before version 6: "start" is the centre, "end" the first point, and the angle turns clockwise.
        turn = _numbers(node.child("angle"))
        if not turn or not math.isfinite(turn[0]):
            raise InputError("an arc on Edge.Cuts without an angle", file=file, line=_line_of(text, node.at))
        shape.turn(point(node.child("start")), point(node.child("end")), math.radians(turn[0]), node.at)
    elif kind == "arc":
        shape.edges.append(
            Edge.arc(point(node.child("start")), point(node.child("mid")), point(node.child("end")), node.at)
        )
    else:
        shape.edges.append(Edge.line(point(node.child("start")), point(node.child("end")), node.at))


def _poly(node: Node, point: Any, text: str, file: str) -> list[Edge]:
    """The edges of a polygon, whose corners may be joined by arcs."""
    pts = node.child("pts")
    edges: list[Edge] = []
    last: Point | None = None
    first: Point | None = None
    for item in pts.items[1:] if pts else []:
        if not isinstance(item, Node):
            continue
        arc = None
        if item.name == "arc":
            arc = Edge.arc(point(item.child("start")), point(item.child("mid")), point(item.child("end")), node.at)
        begin, end = (arc.start, arc.end) if arc else (point(item),) * 2
        if last is not None:
            edges.append(Edge.line(last, begin, node.at))
        if arc:
            edges.append(arc)
        first, last = first or begin, end
    if len(edges) < 2 or first is None or last is None:
        raise InputError("a polygon on Edge.Cuts with too few corners", file=file, line=_line_of(text, node.at))
    edges.append(Edge.line(last, first, node.at))
    return edges


# --- XML --------------------------------------------------------------------------------------


class _Xml:
    """Gathers the components of KiCad's XML list while the parser reads it."""

    def __init__(self, file: str, parser: Any) -> None:
        self.file, self.parser = file, parser
        self.path: list[str] = []
        self.parts: list[_Placed] = []
        self.comp: dict[str, str] | None = None
        self.at = 0
        self.left_out = ""
        self.key = ""

    def refuse(self, *_: Any) -> None:
        """A document type or an entity: what attacks are made of, and KiCad never writes."""
        raise InputError(
            "a document type in XML", file=self.file, line=self.parser.CurrentLineNumber, hint="Remove it."
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.path and name != "export":
            raise InputError(
                f"XML that begins with <{name[:40]}> where KiCad's <export> is expected", file=self.file,
                line=self.parser.CurrentLineNumber, hint="Save a spreadsheet as CSV.",
            )  # fmt: skip
        if len(self.path) >= _MAX_DEPTH:
            raise InputError(f"nested more than {_MAX_DEPTH} deep", file=self.file, line=self.parser.CurrentLineNumber)
        self.path.append(name)
        if name == "comp" and "ref" in attributes:
            self.comp, self.left_out = {"reference": attributes["ref"]}, ""
            self.at = self.parser.CurrentLineNumber
        elif self.comp is not None and self.path[-2] == "comp":
            if name == "property":
                self._property(attributes.get("name", ""), attributes.get("value"))
            elif name == "libsource" and attributes.get("description"):
                self.comp.setdefault("description", attributes["description"])
            self.key = name if name in ("value", "footprint", "description") else ""
        elif self.comp is not None and name == "field":
            self.key = attributes.get("name", "").casefold()

    def _property(self, name: str, value: str | None) -> None:
        """A flag, or a field of one's own in older versions."""
        if name in ("dnp", "exclude_from_bom"):
            if (value or "1").casefold() not in ("0", "no", "false"):
                self.left_out = "not fitted" if name == "dnp" else "excluded from the bill of materials"
        elif value and self.comp is not None:
            self.comp.setdefault(name.casefold(), value)

    def text(self, data: str) -> None:
        if self.comp is not None and self.key and self.path[-1] in ("value", "footprint", "description", "field"):
            self.comp[self.key] = (self.comp.get(self.key, "") + data)[:1000]

    def end(self, name: str) -> None:
        self.path.pop()
        if name == "comp" and self.comp is not None:
            if len(self.parts) >= MAX_LINES:
                raise InputError(f"more than {MAX_LINES} components", file=self.file, line=self.at)
            f = self.comp
            part = _part(self.at, f["reference"], f.get("value", ""), f.get("footprint", ""), f, self.left_out)
            self.parts.append(part)
            self.comp = None
        if name in ("value", "footprint", "description", "field"):
            self.key = ""


def read_xml(raw: bytes, file: str) -> Bom:
    """KiCad's XML list (the intermediate netlist, ``<export>``) as a bill of materials.

    Raises
    ------
    InputError
        Not such a list, XML that is not well formed, or XML with a document type, with the line.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    reading = _Xml(file, parser)
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.EntityDeclHandler = reading.refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        message = f"not valid XML: {expat.ErrorString(error.code)}"
        raise InputError(message, file=file, line=error.lineno) from None
    except (ValueError, LookupError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"not valid XML: {shown(str(error))}", file=file) from None
    kept = [p for p in reading.parts if not p.left_out]
    skipped = tuple(
        Skipped(p.at, " ".join(t for t in (p.reference, p.value, p.package) if t)[:200], p.left_out)
        for p in reading.parts
        if p.left_out
    )
    if not kept:
        raise InputError("the list holds no components", file=file)
    columns = {"ref": "reference", "value": "value", "footprint": "package"}
    return Bom(file, "kicad-bom", _grouped(kept, lambda at: at), skipped, columns)
