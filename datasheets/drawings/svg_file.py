"""An SVG from anybody, made into shapes: nothing in it is run, fetched or read from another file.

It is checked before it is converted. What could reach out of the file is refused, with a sentence; what the converter
does not know is left out and named. All text is drawn in the shipped font.
"""

from __future__ import annotations

import logging
import math
import re
import warnings
from io import BytesIO
from typing import Any

from reportlab.graphics.shapes import DirectDraw, Drawing, Group, Image, String

from datasheets.drawings.limits import NotDrawnError, limit
from datasheets.pdf import BOLD, REGULAR, drawable, register_fonts

SVG = "{http://www.w3.org/2000/svg}"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_LOCAL = re.compile(r"#[\w.:-]+")
_URL = re.compile(r"url\s*\(([^()]*)\)?", re.I)  # never read twice: a hostile one would take hours
_ENTITY = re.compile(r"<!(ENTITY|ELEMENT|ATTLIST|NOTATION)", re.I)
_LENGTH = re.compile(r"([+-]?[\d.]+(?:[eE][+-]?\d+)?)(px|pt|mm|cm|in|pc)?")
_BOLD = re.compile(r"bold|[6-9]00", re.I)
_PLAIN = "#808080"  # of a gradient without colours


class _Fonts:
    """The shipped font, whichever one a drawing asks for: no font of the machine is looked up."""

    def find_font(self, name: str, weight: str = "normal", style: str = "normal") -> tuple[str, bool]:
        """Regular or bold."""
        return (BOLD if _BOLD.search(weight or "") else REGULAR), True


def read_svg(content: bytes) -> tuple[Drawing, tuple[str, ...]]:
    """The shapes of an SVG, and the elements that were left out.

    Raises
    ------
    NotDrawnError
        What cannot be read, is too large, or would reach out of the file.
    """
    from lxml import etree  # type: ignore[import-untyped]
    from svglib.svglib import SvgRenderer

    register_fonts()
    root = _parsed(content, etree)
    left_out = _checked(root)
    _flatten_gradients(root)
    _check_size(root)
    logging.getLogger("svglib.svglib").setLevel(logging.CRITICAL)  # what it would say is said by the checks
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            drawing = SvgRenderer(BytesIO(content), font_map=_Fonts()).render(root)
    except Exception as error:  # the converter raises many kinds, all meaning: not a drawing that it can convert
        raise NotDrawnError("is not an SVG that can be converted") from error
    _check_shapes(drawing)
    return drawing, left_out


def _parsed(content: bytes, etree: Any) -> Any:
    if len(content) > limit("most_bytes")["svg"]:
        raise NotDrawnError(f"is larger than {limit('most_bytes')['svg'] / 1e6:g} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotDrawnError("is not text in UTF-8") from None
    if _ENTITY.search(text):
        raise NotDrawnError("declares entities of its own, which could stand for other files")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotDrawnError("is not well-formed XML") from None
    if root.tag not in (f"{SVG}svg", "svg"):
        raise NotDrawnError("is no SVG")
    return root


def _name(element: Any) -> str:
    """Local name of an element of SVG; empty for one of another vocabulary."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return name if space in ("", SVG[:-1]) else ""


def _checked(root: Any) -> tuple[str, ...]:
    """Refuse what reaches out; take out what is not drawn, and name it."""
    drawn, refused = set(limit("drawn")), {name.lower() for name in limit("refused")}
    left_out: dict[str, None] = {}
    gone: set[Any] = set()
    style, selectors = 0, 0
    everything = list(root.iter())
    for element in everything:
        name = _name(element)
        local = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if local in refused:
            raise NotDrawnError(f"holds the element {local}, which could bring in something from elsewhere")
        if element in gone:
            continue
        if name not in drawn:
            if name:
                left_out[name] = None
            gone.update(element.iter())
            _take_out(element)
            continue
        if name == "style":
            text = "".join(element.itertext())
            style, selectors = style + len(text), selectors + text.count("{") + text.count(",")
            _check_style(text)
        _check_attributes(element, name)
    if style > limit("most_style") or selectors * len(everything) > limit("most_matches"):
        raise NotDrawnError("has style sheets that take too long to apply")
    _check_amount(root)
    return tuple(left_out)


def _take_out(element: Any) -> None:
    """Remove an element, and keep the text behind it."""
    parent, tail = element.getparent(), element.tail
    if tail and tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def _check_attributes(element: Any, name: str) -> None:
    if len(element.attrib) > limit("most_attributes"):
        raise NotDrawnError("has an element with too many attributes")
    for key, value in element.attrib.items():
        if key in _HREF:
            if name == "a":
                del element.attrib[key]
            elif not _LOCAL.fullmatch(value.strip()):
                raise NotDrawnError("refers to another file or address")
        elif len(value) > limit("most_style"):
            raise NotDrawnError("has an attribute that is too long")
        else:
            _check_style(value)


def _check_style(text: str) -> None:
    """Refuse what a style could fetch; escapes could spell it, so they are refused too."""
    if "@import" in text.lower() or "expression(" in text.lower():
        raise NotDrawnError("imports a style sheet")
    for found in _URL.finditer(text):
        if not _LOCAL.fullmatch(_target(found)):
            raise NotDrawnError("refers to another file or address")
    if "\\" in text and ("(" in text or "@" in text):
        raise NotDrawnError("has a style with escapes")


def _target(found: re.Match[str]) -> str:
    """What a url() points at."""
    return found[1].strip().strip("'\"").strip()


def _check_amount(root: Any) -> None:
    """Refuse too many or too deeply nested elements, what is repeated counted as often as it is drawn."""
    most, deepest = limit("most_elements"), limit("most_depth")
    named = {e.get("id"): e for e in root.iter() if e.get("id")}
    sizes: dict[Any, int] = {}

    def size(element: Any, depth: int, above: frozenset[Any]) -> int:
        if depth > deepest:
            raise NotDrawnError(f"nests more than {deepest} elements")
        if element in above:
            raise NotDrawnError("has an element that repeats itself")
        if element not in sizes:
            parts = list(element)
            target = next((element.get(k) for k in _HREF if element.get(k)), None)
            if _name(element) == "use" and target and target.strip()[1:] in named:
                parts.append(named[target.strip()[1:]])
            sizes[element] = 1 + sum(size(part, depth + 1, above | {element}) for part in parts)
        if sizes[element] > most:
            raise NotDrawnError(f"has more than {most} elements")
        return sizes[element]

    size(root, 0, frozenset())


def _flatten_gradients(root: Any) -> None:
    """Put the middle colour of a gradient in its place: a datasheet has no gradients."""
    found = {e.get("id"): e for e in root.iter() if _name(e) in ("linearGradient", "radialGradient") and e.get("id")}

    def colour(name: str, seen: frozenset[str]) -> str:
        element = found.get(name)
        if element is None or name in seen:
            return _PLAIN
        stops = [c for c in (_stop_colour(s) for s in element if _name(s) == "stop") if c]
        if stops:
            return stops[len(stops) // 2]
        target = next((element.get(k) for k in _HREF if element.get(k)), "#")
        return colour(target.strip()[1:], seen | {name})

    colours = {name: colour(name, frozenset()) for name in found}

    def flat(text: str) -> str:
        return _URL.sub(lambda m: colours.get(_target(m)[1:], m[0]), text)

    for element in root.iter():
        if _name(element) == "style" and element.text:
            element.text = flat(element.text)
        for key in ("fill", "stroke", "style"):
            if element.get(key) and "url" in element.get(key).lower():
                element.set(key, flat(element.get(key)))
    for element in found.values():
        if element.getparent() is not None:
            _take_out(element)


def _stop_colour(stop: Any) -> str:
    given = re.search(r"stop-color\s*:\s*([^;]+)", stop.get("style") or "")
    text = given[1].strip() if given else (stop.get("stop-color") or "").strip()
    return text if re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,24}|rgb\([\d\s,.%]+\)", text) else ""


def _check_size(root: Any) -> None:
    """Refuse a drawing without a size of its own, and one whose size is out of bounds."""
    box = (root.get("viewBox") or "").replace(",", " ").split()
    try:
        sides = [float(v) for v in box[2:]] if len(box) == 4 else []
        _ = [float(v) for v in box]
    except ValueError:
        raise NotDrawnError("has a viewBox that is not four numbers") from None
    for key, at in (("width", 0), ("height", 1)):
        given = root.get(key) or ""
        if not _LENGTH.fullmatch(given.strip()):
            if not sides:
                raise NotDrawnError("has neither a viewBox nor width and height")
            root.set(key, repr(sides[at]))
    if any(not math.isfinite(s) or not 0 < s <= limit("most_side") for s in sides):
        raise NotDrawnError("has a size that cannot be drawn")


def _check_shapes(drawing: Drawing) -> None:
    """Refuse numbers that are none, and too many; put the shipped font and drawable text into every string."""
    sides = drawing.width, drawing.height
    if not all(math.isfinite(s) and 0 < s <= limit("most_side") for s in sides):
        raise NotDrawnError("has a size that cannot be drawn")
    if max(sides) > limit("most_aspect") * min(sides):
        raise NotDrawnError("is much longer than it is wide, or the reverse")
    if _checked_shapes(drawing) > limit("most_points"):
        raise NotDrawnError(f"has more than {limit('most_points')} coordinates")


def _checked_shapes(group: Group) -> int:
    """How many numbers the shapes of a group hold. Only plain shapes are kept: what draws by itself on a canvas has no
    place in another format."""
    group.contents = [c for c in group.contents if not isinstance(c, (DirectDraw, Image))]
    count = 0
    for shape in group.contents:
        lists = (v if isinstance(v, (list, tuple)) else [v] for v in vars(shape).values())
        numbers = [n for values in lists for n in values if isinstance(n, float)]
        if any(not math.isfinite(n) or abs(n) > limit("most_side") * 100 for n in numbers):
            raise NotDrawnError("has a coordinate that is not a number, or far too large")
        count += len(numbers)
        dash = getattr(shape, "strokeDashArray", None)
        if dash and (min(dash) < 0 or sum(dash) <= 0):
            shape.strokeDashArray = None  # drawn in one line, as SVG says
        if isinstance(shape, String):
            shape.text = drawable(str(shape.text))
            shape.fontName = BOLD if "Bold" in str(shape.fontName) else REGULAR
        elif isinstance(shape, Group):
            count += _checked_shapes(shape)
    return count
