"""Rules: one quantity that is stated twice with different values, in prose and where it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from datasheets.lints.prose import Stated, Text, clauses, names, nearest_is, pixels, sizes, stated, texts
from datasheets.lints.rules import Context, Found, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import short, told
from datasheets.sheet.sheet import Datasheet, Place, place_of
from datasheets.sheet.units import Measure, parse_measure
from datasheets.sheet.values import Quantity, says_not
from footprint.errors import shown

Typed = list[tuple[Place, Quantity]]


@rule("stated-twice", "error", "A number in prose is that of the field that holds it")
def stated_twice(context: Context) -> Iterator[Found]:
    """A number whose unit and the words beside it name a quantity that is typed elsewhere with another value."""
    numbers = list(_numbers(context.sheet))
    for kind in setting("quantities"):
        typed = _typed(context.sheet, kind)
        if kind["unit"] == "Hz":  # pictures are counted apart from samples and results
            typed = [(p, q) for p, q in typed if all(m.unit.lower() != "fps" for m in q.measures)]
        if not typed:
            continue
        dimension = parse_measure(f"1 {kind['unit']}" if kind["unit"] != "1" else "1").dimension
        for text, clause, number in numbers:
            if number.low.dimension != dimension or (dimension == "dimensionless" and "%" not in number.text):
                continue
            if dimension == "1 / [time]" and (number.low.unit.lower() == "fps") != (kind["unit"] == "fps"):
                continue
            bare = kind.get("bare") and _is_bare(clause, number, kind["bare"])
            if not bare and not nearest_is(clause, number.start, number.end, kind["words"], kind["others"]):
                continue
            conditional = _conditional(clause, number)
            if conditional and not number.is_range:
                continue  # of a state that the typed number may not be about
            loose = conditional or not number.is_range
            if _is_held(number, typed, loose) or _in_table(number, context.sheet, kind):
                continue
            if _of_another(clause, kind) or _right_beside(text.text, clause, number, typed, kind):
                continue
            most = max(m.base for _, q in typed for m in q.measures)
            whole = kind.get("part_of") and not any(names(q.note, kind["words"]) for _, q in typed)
            if whole and number.low.base <= most:
                continue  # one step of what is typed as a whole
            path, quantity = typed[0]
            all_told = ", ".join(dict.fromkeys(told(q) for _, q in typed))
            yield (
                f"{kind['name']} is {shown(number.text)} in {place_of(text.path)} and {all_told} in "
                + " and ".join(dict.fromkeys(place_of(p[:2]) for p, _ in typed)),
                (context.quote(text.path, short(clause)), context.quote(path, told(quantity))),
            )


def _conditional(clause: str, number: Stated) -> bool:
    """Whether a clause says under which condition its number holds; "with" does so first in it or after the number."""
    rule = setting("qualifiers")
    beside = [clause[number.end :], " ".join(clause.split()[:1])]
    return names(clause, rule["anywhere"]) or any(names(text, rule["beside"]) for text in beside)


def _of_another(clause: str, kind: dict[str, Any]) -> bool:
    """Whether a clause tells of another thing, such as a predecessor, or of a state of its own."""
    states = setting("state_words") if kind.get("states") else []
    return names(clause, [*setting("foreign_words"), *states])


def _right_beside(text: str, clause: str, number: Stated, typed: Typed, kind: dict[str, Any]) -> bool:
    """Whether the same sentence has the typed number, too: then this one is a variant of it."""
    sentence = next((s for s in re.split(r"(?<=[.!?])\s+", text) if clause in s), clause)
    for part in clauses(sentence):
        for one in stated(part):
            same = one.text != number.text and one.low.dimension == number.low.dimension
            of_kind = nearest_is(part, one.start, one.end, kind["words"], kind["others"])
            if same and of_kind and _is_held(one, typed, False):
                return True
    return False


def _is_bare(clause: str, number: Stated, words: list[str]) -> bool:
    """Whether a clause holds nothing but a number and the name of its quantity, as an item of a list of features."""
    rest = clause[: number.start] + clause[number.end :]
    return not re.sub(rf"(?i)\b(?:{'|'.join(words)})\b|[^\w]", "", rest)


def _is_held(number: Stated, typed: Typed, loose: bool) -> bool:
    """Whether a number is one of those typed, an end of their intervals, or a range from one of them to another."""
    intervals = [(q.low, q.high) for _, q in typed if q.low is not None and q.high is not None]
    every = [m for _, q in typed for m in q.measures]
    if any(number.agrees(q.measures, loose) for _, q in typed) or any(number.agrees(i, False) for i in intervals):
        return True
    ends = (number.low, number.high) if number.is_range else ()
    return bool(ends) and all(any(end.close_to(m) for m in every) for end in ends)


def _in_table(number: Stated, sheet: Datasheet, kind: dict[str, Any]) -> bool:
    """Whether a row of the electrical characteristics, which has those of every state and rail, has the number."""
    for row in sheet.rows("hardware.electrical") if kind.get("rows") else ():
        measures = row["value"].measures if isinstance(row["value"], Quantity) else ()
        same = [m for m in measures if m.dimension == number.low.dimension]
        if same and number.agrees(same, False):
            return True
    return False


def _numbers(sheet: Datasheet) -> Iterator[tuple[Text, str, Stated]]:
    for text in texts(sheet, setting("describing")):
        for clause in clauses(text.text):
            for number in stated(clause):
                yield text, clause, number


def _typed(sheet: Datasheet, kind: dict[str, Any]) -> Typed:
    """Where the quantity of a kind is typed."""
    found: Typed = []
    for place in kind["typed"]:
        quantity = sheet.quantity(place)
        if quantity is not None and quantity.measures:
            found.append((tuple(place.split(".")), quantity))
    tables = [*kind.get("tables", ()), *(["hardware.electrical"] if kind.get("rows") else [])]
    for place in tables:
        for index, row in enumerate(sheet.rows(place)):
            named = place != "hardware.electrical" or _is_of(row, kind)
            if named and isinstance(row["value"], Quantity) and row["value"].measures:
                found.append(((*place.split("."), index, "value"), row["value"]))
    if "envelope" in kind:
        for index, row in enumerate(sheet.rows("overview.envelope")):
            for key in ("supported", "tested"):
                if row["factor"] == kind["envelope"] and isinstance(row[key], Quantity) and row[key].measures:
                    found.append((("overview", "envelope", index, key), row[key]))
    if "metric" in kind:
        for place in ("performance.metrics", "performance.slices"):
            for index, row in enumerate(sheet.rows(place)):
                if row["metric"] == kind["metric"] and isinstance(row["value"], Quantity) and row["value"].measures:
                    found.append(((*place.split("."), index, "value"), row["value"]))
    return found


def _is_of(row: dict[str, Any], kind: dict[str, Any]) -> bool:
    """Whether a row of the electrical characteristics holds a quantity of a kind."""
    value = row["value"]
    same = isinstance(value, Quantity) and any(
        m.dimension == parse_measure(f"1 {kind['unit']}").dimension for m in value.measures
    )
    name = f"{row['parameter']} {row.get('condition', '')}"
    return same and not names(row["parameter"], kind["others"]) and not names(name, ["absolute maximum"])


@rule("table-and-field", "error", "A row of the electrical characteristics agrees with the field of the same name")
def electrical(context: Context) -> Iterator[Found]:
    """A row without a condition, named as a field of the section, with another value."""
    fields = setting("row_names")
    for index, row in enumerate(context.sheet.rows("hardware.electrical")):
        key = fields.get(str(row["parameter"]).strip().lower())
        quantity = context.sheet.quantity(f"hardware.{key}") if key else None
        if quantity is None or not isinstance(row["value"], Quantity) or not says_not(row.get("condition")):
            continue
        pairs = [
            (a, b)
            for a, b in ((row["value"].minimum, quantity.minimum), (row["value"].value, quantity.value),
                         (row["value"].maximum, quantity.maximum))
            if a is not None and b is not None
        ]  # fmt: skip
        if any(a.dimension == b.dimension and not a.close_to(b) for a, b in pairs):
            yield (
                f"{row['parameter']} is {told(row['value'])} in the electrical characteristics and {told(quantity)} in "
                f"hardware.{key}",
                (
                    context.quote(("hardware", "electrical", index, "value"), told(row["value"])),
                    context.quote(("hardware", str(key)), told(quantity)),
                ),
            )


@rule("count-stated-twice", "error", "A count in prose is that of the field that holds it")
def counts(context: Context) -> Iterator[Found]:
    """A number before what it counts, such as parameters, that differs from the typed one."""
    for kind in setting("counts"):
        typed = _counted(context.sheet.get(kind["typed"]))
        if typed is None:
            continue
        pattern = re.compile(
            rf"(?<![\w.])(\d{{1,3}}(?: \d{{3}})+|\d+(?:\.\d+)?)( ?k| ?M| thousand| million)? (?:{kind['noun']})\b"
        )
        for text in texts(context.sheet, [*setting("describing"), *kind.get("also", ())]):
            for match in pattern.finditer(text.text):
                scale = {"": 1, "k": 1e3, "thousand": 1e3, "M": 1e6, "million": 1e6}[(match[2] or "").strip()]
                number = parse_measure(match[1].replace(" ", ""))
                slack = (number.rounding if scale > 1 else 0) * scale
                if abs(number.value * scale - typed[0]) > max(slack, typed[1]):
                    yield (
                        f"{match[0]} in {place_of(text.path)}, and {typed[2]} in {kind['typed']}",
                        (context.quote(text.path, match[0]), context.quote(kind["typed"], typed[2])),
                    )


def _counted(value: Any) -> tuple[float, float, str] | None:
    """What a field counts, how far it is rounded, and how it is told; of a list the number of its items."""
    if isinstance(value, Quantity) and value.value is not None:
        return value.value.base, value.value.rounding, told(value)
    return (len(value), 0.0, ", ".join(map(str, value))) if isinstance(value, list) and value else None


@rule("size-stated-twice", "error", "The sensor has one size")
def size(context: Context) -> Iterator[Found]:
    """Three lengths in prose (two of a board) that differ from hardware.size, or from each other without one."""
    first: tuple[tuple[Measure, ...], str, Place] | None = None
    given = context.sheet.get("hardware.size")
    if isinstance(given, str) and sizes(given):
        first = (sizes(given)[0][0], given, ("hardware", "size"))
    for text in texts(context.sheet, setting("describing")):
        for clause in clauses(text.text):
            for lengths, written, start, end in sizes(clause):
                if names(clause, [*setting("qualifiers")["anywhere"], *setting("qualifiers")["beside"]]):
                    continue
                bare = short(clause) == written
                if not bare and not nearest_is(clause, start, end, setting("size_words"), setting("size_others")):
                    continue
                if first is None:
                    first = (lengths, written, text.path) if len(lengths) == 3 else None
                elif not _fits(lengths, first[0]):
                    yield (
                        f"the size is {written} in {place_of(text.path)} and {first[1]} in {place_of(first[2])}",
                        (context.quote(text.path, short(clause)), context.quote(first[2], first[1])),
                    )


def _fits(lengths: tuple[Measure, ...], whole: tuple[Measure, ...]) -> bool:
    """Whether each length is one of the others, none of them twice."""
    left = list(whole)
    for one in lengths:
        same = next((m for m in left if m.close_to(one)), None)
        if same is None:
            return False
        left.remove(same)
    return True


@rule("address-stated-twice", "error", "The sensor has one bus address")
def address(context: Context) -> Iterator[Found]:
    """A hexadecimal address in prose that differs from hardware.bus_address."""
    given = context.sheet.get("hardware.bus_address")
    if says_not(given):
        return
    typed = {int(a, 16) for a in re.findall(r"0[xX]([0-9A-Fa-f]{1,4})\b", given)}
    for text in texts(context.sheet, setting("describing")):
        for clause in clauses(text.text) if typed else ():
            if not names(clause, ["address", *setting("serial_interfaces")["addressed"]]) or names(
                clause, ["register"]
            ):
                continue
            for found in re.findall(r"0[xX][0-9A-Fa-f]{1,4}\b", clause):
                others = {int(a, 16) for a in re.findall(r"0[xX][0-9A-Fa-f]{1,4}\b", text.text)}
                if int(found, 16) not in typed and not others & typed and not names(clause, setting("foreign_words")):
                    yield (
                        f"the bus address is {found} in {place_of(text.path)} and {given} in hardware.bus_address",
                        (context.quote(text.path, short(clause)), context.quote(("hardware", "bus_address"), given)),
                    )


@rule("resolution-stated-twice", "error", "The model has one input resolution")
def resolution(context: Context) -> Iterator[Found]:
    """A resolution of the architecture that is nowhere among those of the configuration."""
    places = ("system.resolution", "system.preprocessing", "system.pipeline", "overview.input_modality")
    known = {p for t in texts(context.sheet, places) for p, *_ in pixels(t.text)}
    configured = context.sheet.get("system.resolution")
    for text in texts(context.sheet, ["data_and_model.architecture"]) if known else ():
        for pair, written, start, end in pixels(text.text):
            layer = not nearest_is(text.text[:end], start, end, (), setting("layer_words")) or names(
                text.text[end : end + 10], setting("layer_words")
            )
            if pair not in known and min(pair) >= setting("least_pixels") and not layer:
                yield (
                    f"the architecture is for {written}, and the configuration has {shown(configured)}",
                    (context.quote(text.path, written), context.quote(("system", "resolution"), str(configured))),
                )


@rule("part-stated-twice", "error", "A part in prose is the one of the bill of materials")
def parts(context: Context) -> Iterator[Found]:
    """A part with a number in prose, such as a regulator of 3.3 V, that the bill of materials has with another."""
    rows = [(i, str(r["component"])) for i, r in enumerate(context.sheet.rows("hardware.bom"))]
    for kind in setting("part_words"):
        dimensions = {parse_measure(f"1 {u}").dimension for u in kind["units"]}
        listed = [
            (("hardware", "bom", i, "component"), name, [n for n in stated(name) if n.low.dimension in dimensions])
            for i, name in rows if names(name, kind["words"])
        ]  # fmt: skip
        listed = [one for one in listed if one[2]]
        for text, clause, number in _numbers(context.sheet) if listed else ():
            if number.is_range or number.low.dimension not in dimensions or not _beside(clause, number, kind["words"]):
                continue
            same = [
                m
                for _, _, found in listed
                for n in found
                for m in (n.low, n.high)
                if m.dimension == number.low.dimension
            ]
            if same and not number.agrees(same, False):
                path, name, _ = listed[0]
                yield (
                    f"{shown(short(clause))} in {place_of(text.path)}, and {shown(name)} in the bill of materials",
                    (context.quote(text.path, short(clause)), context.quote(path, name)),
                )


def _beside(clause: str, number: Stated, words: list[str]) -> bool:
    """Whether a part is named right before a number (a regulator of 3.3 V) or right after it (a 3.3 V regulator)."""
    noun = "(?:" + "|".join(re.escape(w) for w in words) + ")"
    before = re.search(rf"(?<!\w){noun} (?:of |with |at |for )?$", clause[: number.start], re.IGNORECASE)
    after = re.match(rf"\s?(?:\w+ )?{noun}(?!\w)", clause[number.end :], re.IGNORECASE)
    return before is not None or after is not None
