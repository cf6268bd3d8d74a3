"""Datasheets over the whole template: made by hypothesis, or full of values that each stand once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from datasheets.content.words import mark_of
from datasheets.exchange.exact import in_unit, measure_text, number_of, plain
from datasheets.sheet.sheet import Datasheet, Entry
from datasheets.sheet.template import Field, template
from datasheets.sheet.units import Measure
from datasheets.sheet.values import Quantity
from tests.datasheets.exchange.data_sheets import HASHES, LINES, TEXTS, sheet_of

_WORDS = st.sampled_from(["not provided", "not disclosed", "not applicable: a reason"])
_URLS = st.sampled_from(
    ["https://example.org/data", "http://a.example/x?y=1&z=%20", "https://example.org/é", "https://ex[ample.org/a|b"]
)
_EMAILS = st.sampled_from(["a@example.org", "ü@exämple.org", "a+b@x.example", "a%b@x.example"])
_SAME_DIMENSION = {
    "kWh": ["kWh", "Wh", "J", "MJ"], "mJ": ["mJ", "J", "uJ"], "kgCO2e": ["kgCO2e", "gCO2e", "tCO2e"], "kB": ["kB", "B"],
    "g": ["g", "kg", "mg"], "mW": ["mW", "W"], "ms": ["ms", "s"], "years": ["years", "months"], "%": ["%"],
    "1": ["", "%"],
}  # fmt: skip


@st.composite
def _numbers(draw: st.DrawFn, unit: str) -> dict[str, Any]:
    units = _SAME_DIMENSION.get(unit, [unit] if unit else ["mV", "%", ""])
    written = draw(st.sampled_from(units))
    ends = sorted(draw(st.lists(st.decimals(0, 10**6, places=5), min_size=5, max_size=5, unique=True)))
    least, low, value, high, most = (f"{plain(one)} {written}".strip() for one in ends)
    made: dict[str, Any] = {"status": draw(st.sampled_from(["measured", "declared", "estimated"]))}
    kinds = draw(st.sampled_from([("value",), ("value",), ("typical", "min", "max"), ("min", "max"), ("max",)]))
    given = {"value": value, "typical": value, "min": least, "max": most}
    made |= {key: given[key] for key in kinds}
    if draw(st.booleans()):
        made |= {"low": low, "high": high}
        made |= draw(st.sampled_from([{}, {"level": "95 %"}, {"level": 0.9}]))
    made |= draw(st.sampled_from([{}, {"n": 480}, {"n": 480, "count": 452}]))
    made |= draw(st.sampled_from([{}, {"note": "at 6 MHz; warm"}, {"evidence": "log.csv"}]))
    return made


def _values(field: Field) -> st.SearchStrategy[Any]:
    if field.kind == "image":
        return _WORDS
    if field.kind == "quantity":
        return st.one_of(_numbers(field.unit), _WORDS)
    if field.kind == "table":
        return st.one_of(st.lists(_rows(field), max_size=3), _WORDS)
    if field.kind == "list":
        return st.one_of(st.lists(LINES, min_size=1, max_size=3), _WORDS)
    if "sha256" in field.key:
        return st.one_of(HASHES, LINES)
    kinds = {
        "choice": st.sampled_from(field.choices or ("",)), "url": _URLS, "email": _EMAILS, "prose": TEXTS,
        "date": st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(date.isoformat),
    }  # fmt: skip
    return st.one_of(kinds.get(field.kind, LINES), _WORDS)


@st.composite
def _rows(draw: st.DrawFn, field: Field) -> dict[str, Any]:
    return {
        column.key: draw(_values(column))
        for column in field.columns
        if column.need == "required" or draw(st.booleans())
    }


@st.composite
def sheets(draw: st.DrawFn) -> Datasheet:
    """Datasheets with a name and a date, and about a third of all else."""
    made: dict[str, Any] = {}
    for part in template():
        fields = [f for f in part.fields if f.kind != "image"]
        chosen = draw(st.lists(st.sampled_from(fields), unique=True, max_size=max(4, len(fields) // 2)))
        made[part.key] = {field.key: draw(_values(field)) for field in chosen}
    made["title_page"] |= {"name": draw(LINES), "last_updated": "2026-03-31"}
    return sheet_of(**made)


class _Marks:
    """Values that stand nowhere else."""

    def __init__(self) -> None:
        self._number = 100

    def value(self, field: Field) -> Any:
        self._number += 1
        mark = f"mark{self._number}x"
        if field.kind == "quantity":
            unit = field.unit if field.unit != "1" else ""
            ends = {"min": 25, "low": 35, "typical": 75, "high": 85, "max": 95}
            made = {key: f"{self._number}.{digits} {unit}".strip() for key, digits in ends.items()}
            words = {"status": "declared", "evidence": f"evidence{self._number}x", "note": f"note{self._number}x"}
            return (
                made | words | {"level": f"{80 + self._number % 19} %", "count": self._number, "n": 9000 + self._number}
            )
        if field.kind == "image":
            return "not provided"
        if field.kind == "table":
            return [{c.key: self.value(c) for c in field.columns} for _ in range(2)]
        if field.kind == "list":
            return [f"{mark}a", f"{mark}b"]
        if field.kind == "choice":
            return field.choices[self._number % len(field.choices)]
        if "sha256" in field.key:
            return f"{self._number:064x}"
        return {
            "url": f"https://example.org/{mark}", "email": f"{mark}@example.org",
            "date": (date(2026, 1, 1) + timedelta(days=self._number)).isoformat(),
        }.get(field.kind, mark)  # fmt: skip


def full_sheet() -> Datasheet:
    """A datasheet in which every field and every cell holds something that stands once, choices apart."""
    marks = _Marks()
    sections = {p.key: {f.key: marks.value(f) for f in p.fields if f.kind != "image"} for p in template()}
    return sheet_of(**sections)


def is_in(entry: Entry, text: str) -> bool:
    """Whether a value stands in a text: every item of a list, a number in one of the units it may be converted to."""
    value = entry.value
    if isinstance(value, Quantity):
        return any(form in text for m in value.measures for form in (measure_text(m), *_converted(m)))
    return all(str(one) in text for one in value) if isinstance(value, list) else str(value) in text


def _converted(measure: Measure) -> Iterator[str]:
    targets = {"kWh": ["kWh", "MJ"], "mJ": ["kWh", "MJ"], "kgCO2e": ["tCO2e", "kgCO2e"], "g": ["kg"], "%": ["%"]}
    for unit in targets.get(measure.unit, []):
        yield f'"{plain(in_unit(measure, unit))}"'
        yield f" {plain(in_unit(measure, unit))},"
    if measure.unit == "":
        yield f" {plain(Decimal(int(measure.value)))},"


def lost_parts(sheet: Datasheet, text: str, unsaid: tuple[str, ...]) -> list[str]:
    """Parts of quantities that are neither in a text nor listed, statuses apart, which do not stand once."""
    lost = []
    for entry in held(sheet):
        value, place = entry.value, ".".join(str(p) for p in entry.path if not isinstance(p, int))
        if not isinstance(value, Quantity) or is_unsaid(entry, unsaid):
            continue
        held_parts = {
            **{key: m for key in ("value", "min", "max", "low", "high") if (m := _measure(value, key)) is not None},
            "count": str(value.count), "n": f"9{value.count:03d}", "evidence": value.evidence, "note": value.note,
        }  # fmt: skip
        for key, part in held_parts.items():
            forms = [measure_text(part), *_converted(part)] if isinstance(part, Measure) else [part, f"9 {part[1:]}"]
            bare = [plain(number_of(part))] if isinstance(part, Measure) else []
            if not any(form in text for form in forms + bare) and f"{place}.{key}" not in unsaid:
                lost.append(f"{entry.place}.{key}")
    return lost


def _measure(value: Quantity, key: str) -> Measure | None:
    found: Measure | None = getattr(value, {"min": "minimum", "max": "maximum"}.get(key, key))
    return found


def held(sheet: Datasheet) -> Iterator[Entry]:
    """Fields and cells that hold something; of a table its cells."""
    for entry in sheet.entries():
        if not mark_of(entry.value) and entry.field.kind != "table":
            yield entry


def is_unsaid(entry: Entry, unsaid: tuple[str, ...]) -> bool:
    """Whether the entry, its column or its table is listed as not said."""
    place = ".".join(str(p) for p in entry.path[:2])
    return place in unsaid or (len(entry.path) > 2 and f"{place}.{entry.path[-1]}" in unsaid)
