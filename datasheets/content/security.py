"""Security facts and security schemes as they are printed: which facts always stand, and a table for each scheme.

Words only: no mark of a scheme is drawn, whether it was granted or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from datasheets.content.blocks import Block, Column, Fact, Facts, Grid, Mark, Prose, Value
from datasheets.content.reading import Reading
from datasheets.content.words import mark_of, paragraphs
from datasheets.schemes.answers import Answer, SchemeAnswers, scheme_answers
from datasheets.sheet.template import Field, section
from footprint.numbers import count

_SECTION = "security_and_privacy"
FACTS, SCHEMES = "Security facts", "Security schemes"
_BORROWED = {
    "updates_automatic": ("system", "update_mechanism"), "sbom": ("hardware", "debug_ports"),
    "conformity": ("hardware", "radio"),
}  # fmt: skip
"""Facts of other sections, by the field that they stand before."""
_ABOVE = ("contact", "disclosure", "patches", "support_until")
"""Required fields that stand under the heading before this one."""
_LONG = 100
_MARKS: dict[str, Mark] = {"not stated": "not provided", "not applicable": "not applicable"}
_ABOUT = (
    "What laws, standards and labels ask, and what this datasheet answers: by a row of its makers where there is one, "
    "else by what its fields say. These are statements of the datasheet, no certificates. Whether a scheme applies is "
    "told by radio and interfaces, unless the table of compliance says otherwise."
)
_COLUMNS = (
    Column("Requirement", weight=3), Column("Answer", weight=1.2), Column("Why", weight=2.4),
    Column("Evidence", weight=2.2),
)  # fmt: skip
_OVERVIEW = (
    Column("Scheme", weight=1.6), Column("It is about", weight=2.6), Column("Applies", weight=1.8),
    Column("Answers", weight=2.2),
)  # fmt: skip


def facts(reading: Reading) -> tuple[Block, ...]:
    """The facts of a device that a buyer asks for, each of them always: what is missing is marked, and counted."""
    rows: list[Fact] = []
    long: list[Block] = []
    for field in (f for f in section(_SECTION).fields if f.group == FACTS):
        if field.key in _BORROWED:
            rows.append(_borrowed(reading, *_BORROWED[field.key]))
        value = reading.sheet.get(f"{_SECTION}.{field.key}")
        if field.kind == "prose" and not mark_of(value) and (len(value) > _LONG or len(paragraphs(value)) > 1):
            from_where = reading.where_from((_SECTION, field.key))
            long.append(Prose(field.title, (*paragraphs(value), *([from_where] if from_where else ()))))
        else:
            rows.append(Fact(field.title, reading.value(field, value, (_SECTION, field.key))))
    return (Facts(tuple(rows)), *long, Prose("", (_counted(reading, rows, len(long)),)))


def _borrowed(reading: Reading, part: str, key: str) -> Fact:
    """A field of another section; a table as its rows in one line."""
    field, value = section(part).field(key), reading.sheet.get(f"{part}.{key}")
    if isinstance(value, list) and value:
        said = {mark_of(row.get(c.key)) for row in value for c in field.columns[1:]}
        text = "; ".join(_line(field, row) for row in value)
        return Fact(field.title, Value(text, mark=said.pop() if len(said) == 1 else ""))
    return Fact(field.title, reading.value(field, value, (part, key)))


def _line(field: Field, row: dict[str, Any]) -> str:
    return ": ".join(" ".join(str(row[c.key]).split()) for c in field.columns if c.key in row)


def _counted(reading: Reading, rows: Sequence[Fact], long: int) -> str:
    """How many facts are given, those of the heading before included."""
    above = [mark_of(reading.sheet.get(f"{_SECTION}.{key}")) for key in _ABOVE]
    found = Counter([*above, *(fact.value.mark for fact in rows)])
    found[""] += long
    marks: tuple[Mark, ...] = ("", "not applicable", "not disclosed", "not provided")
    said = ", ".join(f"{count(found[mark])} {mark or 'given'}" for mark in marks if found[mark] or not mark)
    return (
        f"Security facts: {said}, of {count(found.total())}. Contact, disclosure, patches and the end of support stand "
        "under the heading before."
    )


def scheme_blocks(reading: Reading) -> tuple[Block, ...]:
    """Which schemes are about the device, then a table for each of those that are."""
    found = scheme_answers(reading.sheet)
    tables = [_table(one) for one in found if one.answers]
    return (Prose("", (_ABOUT,)), _overview(found), *tables)


def _overview(found: Sequence[SchemeAnswers]) -> Grid:
    rows = [(Value(one.scheme.key), Value(one.scheme.applies_to), _applies(one), Value(one.counted)) for one in found]
    return Grid("", _OVERVIEW, tuple(rows))


def _applies(one: SchemeAnswers) -> Value:
    if one.applies:
        return Value("yes")
    if one.applies is None:
        return Value(f"not provided: {one.why_not}", mark="not provided")
    return Value(f"does not apply: {one.why_not}", mark="not applicable")


def _table(one: SchemeAnswers) -> Grid:
    """What is answered, group by group, and in one row after it the ids of what is not."""
    rows: list[tuple[Value, ...]] = []
    for _, group in groupby(one.answers, key=lambda a: a.group.id):
        found = list(group)
        said = [a for a in found if a.answer != "not stated"]
        rows += [
            _row(list(run), found)
            for _, run in groupby(said, key=lambda a: a.requirement.id if a.row is None else a.row)
        ]
        silent = [a for a in found if a.answer == "not stated"]
        rows += [_row(silent, found)] if silent else []
    scheme = one.scheme
    days = "; ".join(f"{day}: {what}" for day, what in scheme.dates)
    note = f"{scheme.name}, {scheme.version}. {days}. Source: {scheme.source}."
    return Grid(f"{scheme.key}: {one.counted}", _COLUMNS, tuple(rows), note)


def _row(some: Sequence[Answer], group: Sequence[Answer]) -> tuple[Value, ...]:
    """Requirements of a group that have one answer."""
    one = some[0]
    asks = one.requirement.asks if len(some) == 1 else f"{one.group.title}, {count(len(some))} requirements"
    answer = Value(one.answer, mark=_MARKS.get(one.answer, ""))
    why = one.why if one.answer != "not stated" else ""
    return Value(_ids(some, group), note=asks), answer, Value(why), Value(one.evidence)


def _ids(some: Sequence[Answer], group: Sequence[Answer]) -> str:
    """Such as ``5.3-1, 5.3-3 to 5.3-5``; what ids have in common with their group is said once. Names are listed."""
    ids = [a.requirement.id for a in some]
    if not any(letter.isdigit() for letter in "".join(ids)):
        return ", ".join(ids)
    places = [group.index(a) for a in some]
    runs: list[list[str]] = []
    for index, (place, id) in enumerate(zip(places, ids, strict=True)):
        if index and place == places[index - 1] + 1:
            runs[-1].append(id)
        else:
            runs.append([id])
    shared = f"{some[0].group.id} "
    texts = [f"{run[0]} to {run[-1].removeprefix(shared)}" if len(run) > 1 else run[0] for run in runs]
    return ", ".join([texts[0], *(text.removeprefix(shared) for text in texts[1:])])


PARTS: dict[tuple[str, str], Callable[[Reading], tuple[Block, ...]]] = {
    (_SECTION, FACTS): facts,
    (_SECTION, SCHEMES): scheme_blocks,
}
"""Groups of the template that are not printed field by field."""
