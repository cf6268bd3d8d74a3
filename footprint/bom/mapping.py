"""Maps the lines of a bill of materials to parts of the library, by ordered rules that are data.

The first rule that fits a line decides. Rules of one's own come before those that ship
(`rules.yaml`), and have the same form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from footprint import tables
from footprint.bom.lines import Bom, Line, tidy
from footprint.errors import InputError, nearest, shown
from footprint.quantities import PART_UNITS, UNITS, parse_quantity
from footprint.yaml_file import Lines, parse_yaml, read_text

_HERE = Path(__file__).parent
SCHEMA = "footprint.bom-rules/1"
FIELDS = (
    "letters", "any", "component", "reference", "value", "package", "description", "manufacturer", "mpn", "group",
)  # fmt: skip
"""What a rule can look at: ``letters`` are those that the reference begins with, ``any`` is all texts of the line."""
_KEYS = (
    "name", "match", "unless", "times", "part", "block", "quantity", "low", "high", "status", "source", "by_size",
    "not_assessed", "no_part",
)  # fmt: skip
_STATUS = ("measured", "calculated", "estimated", "assumed", "declared")
_BY_MASS, _BY_AREA = "mass", "board area"
_MOST = 300
"""Characters of a text that a rule looks at."""

_IMPERIAL = re.compile(
    r"(?<![\d.])(0201|0402|0603|0805|1206|1210|1812|2010|2512|01005)(?!\d|[ _-]?metric)", re.IGNORECASE
)
_METRIC = re.compile(r"(?<![\d.])(0402|0603|1005|1608|2012|3216|3225)[ _-]?(?:metric|m\b)", re.IGNORECASE)
_INCHES = {
    "0402": "01005", "0603": "0201", "1005": "0402", "1608": "0603", "2012": "0805", "3216": "1206", "3225": "1210",
}  # fmt: skip
_CAPITALS = re.compile(r"(\\.|\(\?P)|([A-Z]+)")
"""Capital letters of a pattern, but for those that are syntax: ``\\W``, ``(?P<``."""
_LETTERS = re.compile(r"\s*([A-Za-z]+)(?=[\d?_$*]|\s*$)")


class Rule(NamedTuple):
    """One rule: what a line must look like, and which part it then is."""

    name: str
    letters: re.Pattern[str] | None
    match: tuple[tuple[str, re.Pattern[str]], ...]
    unless: tuple[tuple[str, re.Pattern[str]], ...]
    times: re.Pattern[str] | None
    """A number in the text that multiplies the quantity, such as a capacity."""
    part: str | None
    block: str
    quantity: float
    """Of one piece, in `unit`."""
    unit: str
    low: float | None
    high: float | None
    status: str
    source: str
    by_size: bool
    counted_by: str
    """``pieces``, ``mass`` or ``board area``."""
    not_assessed: str
    no_part: str


class Mapped(NamedTuple):
    """A line with the part it was mapped to, or the reason why it was not.

    Quantity, bounds, cost and mass are of the whole line: pieces times what one piece holds.
    """

    line: Line
    part: str | None = None
    block: str = "others"
    quantity: float | None = None
    unit: str = "pcs"
    low: float | None = None
    high: float | None = None
    status: str = "not assessed"
    why: str = ""
    """Name of the rule."""
    source: str = ""
    """What the quantity rests on, beside the list."""
    reason: str = ""
    """Why the line is not assessed; empty for a mapped one."""
    cost: float | None = None
    mass_g: float | None = None
    no_part: str = ""
    """Why the line is nothing that is made or bought, such as a test point."""
    is_board: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The line and what it became, as it is printed."""
        out = {k: v for k, v in self._asdict().items() if k != "line"}
        return {"line": self.line.number, "component": self.line.component, "pieces": self.line.quantity, **out}


# --- rules ------------------------------------------------------------------------------------


def load_rules(extra_path: str | Path | None = None) -> tuple[Rule, ...]:
    """The rules that ship, after those of a file of one's own.

    Parameters
    ----------
    extra_path : str or Path, optional
        A YAML file in the form of ``rules.yaml``: ``rules: [{match: {any: ...}, part: ..., ...}]``.

    Raises
    ------
    InputError
        An unknown key, part, block or unit, or a pattern that is none, with file, line and nearest.
    """
    if extra_path is None:
        return _shipped()
    return (*rules_from_text(read_text(Path(extra_path)), str(extra_path)), *_shipped())


@cache
def _shipped() -> tuple[Rule, ...]:
    file = _HERE / "rules.yaml"
    return rules_from_text(file.read_text(encoding="utf-8"), file.name)


def rules_from_text(text: str, file: str) -> tuple[Rule, ...]:
    """Rules from YAML text; `file` is named in messages. Raises `InputError`."""
    data, lines = parse_yaml(text, file)
    try:
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
            path = ("rules",) if isinstance(data, dict) and "rules" in data else ()
            raise InputError("a file of rules is a map with a list called rules", path=path)
        for key in data:
            if key not in ("schema", "rules"):
                raise InputError(f"unknown key {shown(key)}", path=(key,), valid=("schema", "rules"))
        if data.get("schema", SCHEMA) != SCHEMA:
            raise InputError(f"unknown schema {shown(data['schema'])}", path=("schema",), valid=(SCHEMA,))
        return tuple(_rule(item, ("rules", i)) for i, item in enumerate(data["rules"]))
    except InputError as error:
        error.file = file
        error.line = _line(lines, error.path)
        raise


def _line(lines: Lines, path: Sequence[str | int]) -> int | None:
    """The closest line known for a key path."""
    for end in range(len(path), 0, -1):
        if tuple(path[:end]) in lines:
            return lines[tuple(path[:end])]
    return None


def _rule(item: Any, path: tuple[str | int, ...]) -> Rule:
    if not isinstance(item, dict):
        raise InputError(f"a rule is a map of keys, not {shown(item)}", path=path)
    for key in item:
        if key not in _KEYS:
            raise InputError(f"unknown key {shown(key)}", path=(*path, key), valid=nearest(key, _KEYS))
    for key in ("name", "times", "part", "block", "status", "source", "not_assessed", "no_part"):
        if key in item and not (isinstance(item[key], str) and item[key].strip()):
            raise InputError(f"{key} is a text, not {shown(item[key])}", path=(*path, key))
    outcomes = [k for k in ("part", "not_assessed", "no_part") if k in item]
    if len(outcomes) != 1 and outcomes != ["part", "not_assessed"]:
        raise InputError("a rule gives exactly one of part, not_assessed, no_part", path=path)
    patterns = _patterns(item, "match", path)
    if not patterns:
        raise InputError("a rule without match fits every line", path=path, hint="Give match: {any: ...}.")
    times = _pattern(item["times"], (*path, "times")) if "times" in item else None
    if times is not None and times.groups != 1:
        raise InputError("times needs one group in brackets, the number", path=(*path, "times"))
    part, block = item.get("part"), item.get("block", "others")
    by_size = item.get("by_size", False)
    if not isinstance(by_size, bool):
        raise InputError(f"by_size is true or false, not {shown(by_size)}", path=(*path, "by_size"))
    known = tables.parts()
    quantity, unit, low, high, counted_by = 1.0, "pcs", None, None, "pieces"
    if part is not None:
        counted_by = item["quantity"] if item.get("quantity") in (_BY_MASS, _BY_AREA) else "pieces"
        if counted_by == _BY_AREA:
            if part != "pcb":
                raise InputError("board area goes with part: pcb", path=(*path, "quantity"))
        elif part not in known:
            raise InputError(
                f"unknown part {shown(part)}", path=(*path, "part"), valid=nearest(part, known),
                hint="`footprint parts` lists them.",
            )  # fmt: skip
        if part in known:
            block = item.get("block", known[part].block)
            quantity, unit, low, high = _quantities(item, part, counted_by, path)
        else:
            block, unit = item.get("block", "pcb"), "mm2"
    blocks = {*tables.BLOCKS, *(p.block for p in known.values())} - {*tables.STAGES, *tables.STAGE_BLOCKS}
    if block not in blocks:
        raise InputError(f"unknown block {shown(block)}", path=(*path, "block"), valid=nearest(block, sorted(blocks)))
    status = item.get("status", "calculated")
    if status not in _STATUS:
        raise InputError(f"unknown status {shown(status)}", path=(*path, "status"), valid=_STATUS)
    letters = next((p for f, p in patterns if f == "letters"), None)
    return Rule(
        item.get("name") or part or outcomes[0], letters, tuple(p for p in patterns if p[0] != "letters"),
        _patterns(item, "unless", path), times, part, block, quantity, unit, low, high, status,
        " ".join(item.get("source", "").split()), by_size, counted_by, item.get("not_assessed", ""),
        item.get("no_part", ""),
    )  # fmt: skip


def _quantities(
    item: dict[str, Any], part: str, counted_by: str, path: tuple[str | int, ...]
) -> tuple[float, str, float | None, float | None]:
    """Quantity of one piece, its unit, and its bounds."""
    units = tables.parts()[part].units
    if counted_by == _BY_MASS:
        if "g" not in units:
            raise InputError(f"{part} is counted in {', '.join(units)}, not in g", path=(*path, "quantity"))
        return 1.0, "g", None, None
    if "quantity" not in item:
        if "pcs" not in units:
            raise InputError(f"{part} is counted in {', '.join(units)}: give the quantity of one piece", path=path)
        return 1.0, "pcs", None, None
    read = {}
    for key in ("quantity", "low", "high"):
        if key not in item:
            continue
        if not isinstance(item[key], str):
            raise InputError(f"{key}: {shown(item[key])} has no unit", path=(*path, key), hint=f"{key}: 10 mm2")
        try:
            read[key] = parse_quantity(item[key], *_likely(item[key], units))
        except InputError as error:
            error.path = (*path, key)
            raise
        if read[key].value < 0:
            raise InputError(f"{key} {shown(item[key])} is negative", path=(*path, key))
    if len({q.unit for q in read.values()}) > 1:
        raise InputError("quantity, low and high are in different units", path=path)
    if ("low" in read) != ("high" in read):
        raise InputError("an interval needs quantity, low and high together", path=path)
    value, unit = read["quantity"]
    low, high = (read[k].value if k in read else None for k in ("low", "high"))
    if low is not None and high is not None and not low <= value <= high:
        raise InputError(f"quantity {value:g} lies outside low {low:g} to high {high:g} {unit}", path=path)
    return value, unit, low, high


def _likely(text: str, units: Sequence[str]) -> tuple[str, ...]:
    """The units of a part that know the spelling, so that no other is asked; else all of them."""
    spelling = text.lstrip(" +-.0123456789eE").strip()
    allowed = tuple(u for u in PART_UNITS if u in units)
    return tuple(u for u in allowed if spelling in UNITS[u]) or allowed


def _patterns(item: dict[str, Any], key: str, path: tuple[str | int, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns by field."""
    given = item.get(key, {})
    if not isinstance(given, dict):
        raise InputError(f"{key} is a map of field to pattern, not {shown(given)}", path=(*path, key))
    found = []
    for name, text in given.items():
        if name not in FIELDS:
            raise InputError(f"unknown field {shown(name)}", path=(*path, key, name), valid=nearest(name, FIELDS))
        found.append((name, _pattern(text, (*path, key, name))))
    return tuple(found)


def _pattern(text: Any, path: tuple[str | int, ...]) -> re.Pattern[str]:
    if not isinstance(text, str) or not text:
        raise InputError(f"a pattern is a text, not {shown(text)}", path=path, hint="Put it in quotation marks.")
    try:
        # Patterns and texts in small letters match twice as fast as with case ignored.
        return re.compile(_CAPITALS.sub(lambda m: m[1] or m[2].lower(), " ".join(text.split())))
    except re.error as error:
        raise InputError(f"{shown(text)} is not a regular expression: {error}", path=path) from None


# --- lines ------------------------------------------------------------------------------------


def map_bom(
    bom: Bom,
    rules: Iterable[Rule] | None = None,
    *,
    board_area_mm2: float | None = None,
    board_layers: int | None = None,
) -> list[Mapped]:
    """Map every line of a bill of materials to a part, or to the reason why it has none.

    Parameters
    ----------
    bom : Bom
        The list, from `read_bom`.
    rules : iterable of Rule, optional
        From `load_rules`; the shipped ones if left out.
    board_area_mm2 : float, optional
        Area of one side of the bare board, if not the one in the list. [mm2]
    board_layers : int, optional
        Copper layers, if not those in the list.

    Returns
    -------
    list of Mapped
        One for each line, in order, and one for the bare board where only its area is known.

    Raises
    ------
    InputError
        An area that is not positive or a layer count below 1.
    """
    ordered = tuple(load_rules() if rules is None else rules)
    cache: dict[tuple[str, ...], tuple[Rule | None, float, str]] = {}
    by_reference = any(f == "reference" for rule in ordered for f, _ in (*rule.match, *rule.unless))
    mapped = []
    for line in bom.lines:
        letters = _LETTERS.match(line.reference)
        key = (
            letters[1] if letters else "", line.component, line.value, line.package, line.description,
            line.manufacturer, line.mpn, line.group, line.reference if by_reference else "",
        )  # fmt: skip
        found = cache.get(key)
        if found is None:
            found = cache[key] = _fit(ordered, key)
        mapped.append(_mapped(line, *found))
    area = board_area_mm2 if board_area_mm2 is not None else bom.board.area_mm2 if bom.board else None
    layers = board_layers if board_layers is not None else bom.board.layers if bom.board else None
    return with_board(mapped, area, layers, "given" if board_area_mm2 is not None else f"outline in {bom.name}")


def _fit(rules: tuple[Rule, ...], key: tuple[str, ...]) -> tuple[Rule | None, float, str]:
    """The first rule that fits, the number its ``times`` found, and the case size in inches or an empty text."""
    letters, component, value, package, description, manufacturer, mpn, group, reference = (
        t[:_MOST].lower() for t in key
    )
    # A fuller name stands first; what repeats it adds nothing.
    texts = dict.fromkeys(t for t in (component, value, description, mpn, package) if t)
    fields = {
        "letters": letters, "any": " | ".join(texts), "component": component, "reference": reference, "value": value,
        "package": package, "description": description, "manufacturer": manufacturer, "mpn": mpn, "group": group,
    }  # fmt: skip
    for rule in rules:
        if rule.letters is not None and not rule.letters.fullmatch(letters):
            continue
        if not all(p.search(fields[f]) for f, p in rule.match):
            continue
        if any(p.fullmatch(letters) if f == "letters" else p.search(fields[f]) for f, p in rule.unless):
            continue
        times = 1.0
        if rule.times is not None:
            found = rule.times.search(fields["any"])
            try:
                times = float(found[1].replace(",", ".")) if found else 0.0
            except (TypeError, ValueError):
                times = 0.0
            if not 0 < times < 1e9:
                continue
        size = case_size(package) or case_size(f"{component} {value} {description}") if rule.by_size else ""
        return rule, times, size
    return None, 1.0, ""


def case_size(text: str) -> str:
    """The case size in inches that a text names, such as 0402 in ``R_0402_1005Metric``; else an empty text."""
    found = _IMPERIAL.search(text)
    if found:
        return found[1]
    metric = _METRIC.search(text)
    return _INCHES[metric[1]] if metric else ""


def _mapped(line: Line, rule: Rule | None, times: float, size: str) -> Mapped:
    """A line by its rule."""
    cost, mass = line.cost, line.mass
    if rule is None:
        return Mapped(line, reason=line.problem or "no rule fits it", cost=cost, mass_g=mass)
    if rule.no_part:
        return Mapped(line, why=rule.name, no_part=rule.no_part, cost=cost, mass_g=mass)
    is_board = rule.counted_by == _BY_AREA
    reason = line.problem or rule.not_assessed
    if not reason and is_board:
        reason = "the area of the board is not in the list: give it as the board's area"
    if not reason and rule.counted_by == _BY_MASS and line.mass_g is None:
        reason = f"{rule.part} is counted by mass, and the list has none"
    if reason or line.quantity is None:
        reason = reason or "it has no quantity"
        return Mapped(
            line, block=rule.block, why=rule.name, source=rule.source, reason=reason, cost=cost, mass_g=mass,
            is_board=is_board and not line.problem,
        )  # fmt: skip
    part, status, source = rule.part, rule.status, rule.source
    if rule.by_size and part is not None:
        if size and f"{part}-{size}" in tables.parts():
            part = f"{part}-{size}"
        elif status == "calculated":
            status = "assumed"
            source = f"{source}; " if source else ""
            source += f"case size {size} is not in the library" if size else "case size not in the list"
    each = times * line.quantity * (line.mass_g or 0.0 if rule.counted_by == _BY_MASS else 1.0)
    low = None if rule.low is None else tidy(rule.low * each)
    high = None if rule.high is None else tidy(rule.high * each)
    return Mapped(
        line, part, rule.block, tidy(rule.quantity * each), rule.unit, low, high, status, rule.name, source, "",
        cost, mass,
    )  # fmt: skip


def with_board(
    mapped: Sequence[Mapped], area_mm2: float | None, layers: int | None, origin: str = "given"
) -> list[Mapped]:
    """The same lines with the bare board by its area and layers.

    Parameters
    ----------
    mapped : sequence of Mapped
        Lines from `map_bom`.
    area_mm2 : float or None
        Area of one side of the board; None changes nothing. [mm2]
    layers : int or None
        Copper layers; None for a board of a layer count not stated.
    origin : str
        Where the area was read.

    Raises
    ------
    InputError
        An area that is not positive or a layer count below 1.
    """
    if layers is not None and layers < 1:
        raise InputError(f"a board of {layers} layers", hint="Give the copper layers, e.g. 2 or 4.")
    if area_mm2 is None:
        return list(mapped)
    if not 0 < area_mm2 < 1e9:
        raise InputError(f"a board of {area_mm2:g} mm2", hint="Give the area of one side in mm2.")
    part, status, source = _board_part(layers)
    fields: dict[str, Any] = {
        "part": part, "block": "pcb", "unit": "mm2", "status": status if part else "not assessed",
        "source": f"board area: {origin}; {source}" if source else f"board area: {origin}",
        "reason": "" if part else source, "is_board": True,
    }  # fmt: skip
    out: list[Mapped] = []
    placed = False
    for item in mapped:
        if item.is_board and not placed:
            placed = True
            pieces = item.line.quantity if item.line.quantity is not None else 1.0
            out.append(item._replace(**fields, quantity=tidy(area_mm2 * pieces) if part else None))
        elif item.is_board:
            out.append(item._replace(reason="a further board: the area was given for the first"))
        else:
            out.append(item)
    if not placed:
        line = Line(0, "Printed circuit board", quantity=1.0)
        out.append(Mapped(line, why="board", **fields, quantity=area_mm2 if part else None))
    return out


def _board_part(layers: int | None) -> tuple[str | None, str, str]:
    """The board's part for a layer count, how sure that is, and what was taken for what."""
    known = sorted(int(k.split("-")[2]) for k in tables.parts() if re.fullmatch(r"pcb-fr4-\d+-layers", k))
    if layers is None:
        return "pcb-fr4", "assumed", "layers not in the list"
    fitting = next((n for n in known if n >= layers), None)
    if fitting is None:
        return None, "", f"the library has boards of up to {known[-1]} layers, not of {layers}"
    if fitting != layers:
        return f"pcb-fr4-{fitting}-layers", "estimated", f"{layers} layers counted as {fitting}"
    return f"pcb-fr4-{fitting}-layers", "calculated", ""


ValuedBy = Callable[[str, str], str | None]
"""From a part and its unit to the factor set that values it, or None."""
