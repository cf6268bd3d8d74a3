"""What changed between two datasheets: each difference once, in words, and none where they say the same."""

from __future__ import annotations

import copy
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from datasheets import difference
from datasheets.changes.difference import Difference
from datasheets.changes.rows import settings as order_settings
from datasheets.sheet import edit
from datasheets.sheet.sheet import Datasheet, place_of
from datasheets.sheet.template import Field, template
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED
from footprint.yaml_file import parse_yaml
from tests.datasheets.changes.sheets_of import GESTURE, PA1, sheet, small, text_of


def changed(old: str, new: str) -> Difference:
    return difference(small(old), small(new))


def only(old: str, new: str) -> tuple[str, str, tuple[str, ...]]:
    """Place, kind and words of the one change."""
    (one,) = changed(old, new).changes
    return one.place, one.kind, one.words


CURRENT = "hardware: {supply_current: %s}\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        # 0.05 A = 50 mA, 10 mA more than 40 mA, a quarter of it
        ("{value: 40 mA, status: measured}", "{value: 0.05 A, status: measured}",
         "from 40 mA to 0.05 A (+10 mA, +25 %)"),
        ("{value: 40 mA, status: measured}", "{value: 30 mA, status: measured}", "from 40 mA to 30 mA (-10 mA, -25 %)"),
        ("{min: 1 mA, max: 2 mA, status: declared}", "{min: 1 mA, max: 0.003 A, status: declared}",
         "from 1 mA to 2 mA to 1 mA to 0.003 A (greatest +1 mA, +50 %)"),
        # of a number below zero there is no share
        ("{value: -4 mA, status: declared}", "{value: -5 mA, status: declared}", "from -4 mA to -5 mA (-1 mA)"),
        ("{value: 4 mA, status: declared}", "{value: -4 mA, status: declared}", "from 4 mA to -4 mA (-8 mA)"),
        ("{value: 2 mA, status: declared}", "{value: 2 mA, low: 1 mA, high: 3 mA, status: declared}",
         "from 2 mA to 2 mA (1 mA to 3 mA)"),
        ("{value: 2 mA, status: declared}", "{value: 2 mA, status: measured}", "status from declared to measured"),
        ("{value: 2 mA, status: declared}", "{value: 2 mA, status: declared, evidence: a.csv}",
         'evidence added: "a.csv"'),
        ("{value: 2 mA, status: declared, note: a}", "{value: 2 mA, status: declared}", 'note removed: "a"'),
        ("{status: not assessed}", "{value: 2 mA, status: measured}",
         ("from not assessed to 2 mA", "status from not assessed to measured")),
        ("not disclosed", "{value: 2 mA, status: measured}", "from not disclosed to 2 mA, measured"),
    ],
)  # fmt: skip
def test_quantities(old: str, new: str, words: str | tuple[str, ...]) -> None:
    found = only(CURRENT % old, CURRENT % new)
    assert found == ("hardware.supply_current", "changed", words if isinstance(words, tuple) else (words,))


@pytest.mark.parametrize(
    ("section", "field", "old", "new", "words"),
    [
        # a share changes by points and not by a share of itself
        ("performance", "metrics", "94.2 %", "95 %", "from 94.2 % to 95 % (+0.8 percentage points)"),
        # 0.95 is 95 %, 0.8 points more
        ("performance", "metrics", "94.2 %", "0.95", "from 94.2 % to 0.95 (+0.8 percentage points)"),
        # 298.15 K is 25 degC; a share of a temperature means nothing
        ("hardware", "temperature", "20 degC", "298.15 K", "from 20 degC to 298.15 K (+5 degC)"),
        ("hardware", "temperature", "-5 degC", "5 degC", "from -5 degC to 5 degC (+10 degC)"),
    ],
)
def test_steps_of_shares_and_temperatures(section: str, field: str, old: str, new: str, words: str) -> None:
    row = "[{metric: accuracy, value: %s}]" if field == "metrics" else "%s"
    texts = [f"{section}: {{{field}: {row % f'{{value: {v}, status: measured}}'}}}\n" for v in (old, new)]
    assert only(*texts)[2] == (words,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("performance: {latency_p50: {value: 1 s, status: measured}}\n",
         "performance: {latency_p50: {value: 1000 ms, status: measured}}\n"),
        ("hardware: {temperature: {value: 25 degC, status: declared}}\n",
         "hardware: {temperature: {value: 298.15 K, status: declared}}\n"),
        ("overview: {description: one two}\n", "overview: {description: 'one  two'}\n"),
        ("overview: {key_features: [a, b]}\n", "overview: {key_features: [b, a]}\n"),
        ("hardware: {pinout: [{pin: '1', name: A, function: x}, {pin: '2', name: B, function: y}]}\n",
         "hardware: {pinout: [{pin: '2', name: B, function: y}, {pin: '1', name: A, function: x}]}\n"),
        ("title_page: {sku: not provided}\n", "title_page: {}\n"),
    ],
)  # fmt: skip
def test_what_is_only_written_differently_is_no_change(old: str, new: str) -> None:
    found = changed(old, new)
    assert not found.changes
    assert len(found.rewritten) == 1
    assert not found.identical


def test_the_order_of_a_pipeline_says_something() -> None:
    place, kind, words = only("system: {pipeline: [a, b]}\n", "system: {pipeline: [b, a]}\n")
    assert (place, kind, words) == ("system.pipeline", "changed", ("in another order",))


ROWS = "performance:\n  metrics:\n"
ROW = "  - {metric: %s, of: %s, value: {value: %s, status: measured}}\n"


def test_rows_are_matched_by_what_they_are_called() -> None:
    """One row moved up and changed, one is gone, one is new; places are those of the new file, or of the old one."""
    old = ROWS + ROW % ("accuracy", "int8", "75 %") + ROW % ("recall", "a", "50 %") + ROW % ("F1", "a", "0.6")
    new = ROWS + ROW % ("AUROC", "b", "0.9") + ROW % ("F1", "a", "0.8") + ROW % ("accuracy", "int8", "75 %")
    found = changed(old, new).changes
    assert [(c.place, c.kind) for c in found] == [
        ("performance.metrics.1", "added"),
        ("performance.metrics.2.value", "changed"),
        ("performance.metrics.2", "removed"),
    ]
    assert found[1].title == "Metrics (F1, a), Value"
    assert found[1].words == ("from 0.6 to 0.8 (+0.2)",)
    assert found[2].words == ("Metric: recall; Model or class: a; Value: 50 %, measured",)


def test_rows_of_one_name_are_told_apart_by_their_thresholds() -> None:
    row = "  - {metric: recall, value: {value: %s, status: measured}, threshold: {value: %s, status: declared}}\n"
    old = ROWS + row % ("0.9", "0.3") + row % ("0.5", "0.7")
    new = ROWS + row % ("0.5", "0.7") + row % ("0.8", "0.3")
    place, _, words = only(old, new)
    assert (place, words) == ("performance.metrics.2.value", ("from 0.9 to 0.8 (-0.1)",))


def test_a_row_that_was_renamed_is_one_change() -> None:
    row = "hardware: {sensors: [{name: %s, modality: visual, used: used}]}\n"
    assert only(row % "Camera A", row % "Camera B")[0] == "hardware.sensors.1.name"


def test_a_long_text_is_quoted_around_what_changed() -> None:
    start = "The sensor looks at one picture each second and says whether somebody is in it, at"
    long = f"overview: {{description: '{start} %s'}}\n"
    _, _, words = only(long % "2 W of power in all.", long % "3 W of power in all.")
    assert words == ('from "...in it, at 2 W of power..." to "...in it, at 3 W of power..."',)


def test_items_of_lists() -> None:
    _, _, words = only(
        "overview: {key_features: [Low power, Real-time results]}\n",
        "overview: {key_features: [Real-time result, Indoors]}\n",
    )
    assert words == ('removed: "Low power"', 'item from "Real-time results" to "Real-time result"', 'added: "Indoors"')


def test_origins_and_claims() -> None:
    old = "title_page: {licence: MIT}\norigins: {title_page.licence: {status: declared, evidence: a.json}}\n"
    new = "title_page: {licence: MIT}\norigins: {title_page.licence: {status: measured, evidence: a.json}}\n"
    assert only(old, new) == ("title_page.licence", "changed", ("status from declared to measured",))
    claim = "claims: [{text: Low power, evidence: %s}, {text: Real-time}]\n"
    moved = "claims: [{text: Real-time}, {text: Low power, evidence: %s}]\n"
    assert only(claim % "a.csv", moved % "b.csv") == ("claims.2", "changed", ("evidence from a.csv to b.csv",))


def test_two_products_are_called_so() -> None:
    found = changed("title_page: {name: A}\n", "title_page: {name: B}\n")
    assert not found.same_product
    assert found.remarks[0] == "These are datasheets of two products: A and B"
    assert changed("title_page: {name: Band a}\n", "title_page: {name: band A}\n").same_product


@pytest.mark.parametrize("path", [GESTURE, PA1])
def test_a_datasheet_is_identical_to_itself(path: Any) -> None:
    one = sheet(text_of(path), path.parent)
    found = difference(one, one)
    assert found.identical
    assert found.same_product
    assert (found.changes, found.rewritten, found.causes, found.stale, found.remarks) == ((), (), (), (), ())
    assert found.to_dict()["counts"] == dict.fromkeys(
        ("added", "removed", "changed", "rewritten", "stale", "updated"), 0
    )


# --- every field ---------------------------------------------------------------------------------


def other(field: Field, given: Any) -> Any:
    """Another value for a field or cell, as a source file holds it."""
    if isinstance(given, str) and given.startswith(NOT_APPLICABLE):
        return f"{given} or so"
    if given == NOT_DISCLOSED:
        return f"{NOT_APPLICABLE}there is none"
    if field.kind == "quantity":
        numbers = ("value", "typical", "min", "max", "low", "high")
        return given | {key: _twice(given[key]) for key in numbers if key in given}
    if field.kind == "choice":
        return next(c for c in field.choices if c != given)
    if field.kind == "list":
        return [*given, "one more"]
    if field.kind == "date":
        return (date.fromisoformat(given) + timedelta(days=1)).isoformat()
    if field.kind == "image":
        return given | {"alt": f"{given['alt']} More."}
    return f"{given}/more" if field.kind == "url" else f"{given} more"


def test_a_row_that_is_mostly_as_it_was_is_the_same_row() -> None:
    """Of five cells two changed, the name too: one row that changed. With three it is another row."""
    row = "{of: training, name: %s, version: '%s', licence: %s, url: 'https://a.example/x'}"
    row = f"data_and_model: {{datasets: [{row}]}}\n"
    old, new, other = (small(row % cells) for cells in (("A", "1", "MIT"), ("B", "2", "MIT"), ("B", "2", "BSD")))
    assert [c.kind for c in difference(old, new).changes] == ["changed", "changed"]
    assert [c.kind for c in difference(old, other).changes] == ["added", "removed"]


def test_another_picture_under_the_same_name_is_a_change(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder, content in zip(folders, ("<svg/>", "<svg></svg>", "<svg/>"), strict=True):
        folder.mkdir()
        (folder / "flow.svg").write_text(content)
    one, other, same = (small("system: {diagram: {file: flow.svg, alt: Flow}}\n", folder) for folder in folders)
    (change,) = difference(one, other).changes
    assert (change.place, change.words) == ("system.diagram", ("another picture in the file of the same name",))
    assert difference(one, same).identical


def test_the_order_of_authors_says_something() -> None:
    text = "title_page: {authors: [{name: %s, affiliation: X}, {name: %s, affiliation: X}]}\n"
    old, new = small(text % ("A", "B")), small(text % ("B", "A"))
    (change,) = difference(old, new).changes
    assert (change.place, change.aspects) == ("title_page.authors", ("order",))


def _twice(given: Any) -> str:
    number, _, unit = str(given).partition(" ")
    return f"{float(number) * 2:.12g} {unit}".strip()


def typed_places(data: Any) -> list[tuple[tuple[str | int, ...], Field, Any]]:
    """Every typed field and cell of a source file with what stands there."""
    found: list[tuple[tuple[str | int, ...], Field, Any]] = []
    for part in template():
        for field in part.fields:
            given = data.get(part.key, {}).get(field.key)
            if given in (None, "not provided") or (isinstance(given, dict) and "from" in given):
                continue
            if field.kind == "table" and isinstance(given, list):
                for index, row in enumerate(given):
                    cells = ((c, row[c.key]) for c in field.columns if row.get(c.key) not in (None, "not provided"))
                    found += [((part.key, field.key, index, c.key), c, cell) for c, cell in cells]
            else:
                found.append(((part.key, field.key), field, given))
    return found


@pytest.mark.parametrize("path", [GESTURE, PA1], ids=["gesture", "pa1"])
def test_every_single_change_is_reported_once(path: Any) -> None:
    """Whichever field or cell changes: one change, there; claims aside, nothing is typed twice in either example."""
    text = text_of(path)
    data = parse_yaml(text, "")[0]
    before = sheet(text, path.parent)
    by_field: dict[Any, list[Any]] = {}
    for one in random.Random(1).sample(places := typed_places(data), len(places)):
        by_field.setdefault(one[0][:2], []).append(one)
    for n in range(8):  # fields do not touch each other: one place of every field at a time
        chosen = {place_of(at): (at, field, old) for at, field, old in (f[n] for f in by_field.values() if n < len(f))}
        edits = [edit.Edit(at, other(field, old)) for at, field, old in chosen.values()]
        found = difference(before, sheet(edit.with_values(text, edits).text, path.parent))
        assert sorted((c.place, c.kind) for c in found.changes) == [(place, "changed") for place in sorted(chosen)]
        assert found.rewritten == ()
        assert all(c.words for c in found.changes)


DATA = parse_yaml(text_of(PA1), "")[0]
FIELDS = [(p.key, f.key) for p in template() for f in p.fields if f.key in (DATA.get(p.key) or {})]
OPEN = {(part, key) for part, key in FIELDS if DATA[part][key] == "not provided"}


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.sets(st.sampled_from(FIELDS)), st.sets(st.sampled_from(FIELDS)), st.integers(0, 2**16))
def test_the_way_back_is_the_other_way_round(one: set[Any], other: set[Any], seed: int) -> None:
    """What is added one way is removed the other way, and what changed, changed; rows that moved are no change."""

    def without(gone: set[Any], shuffle: bool) -> Datasheet:
        data = copy.deepcopy(DATA)
        for part, key in FIELDS:
            if (part, key) in gone:
                del data[part][key]
            elif isinstance(data[part][key], list) and shuffle and f"{part}.{key}" not in order["ordered"]:
                random.Random(seed).shuffle(data[part][key])
        return sheet(edit.written(data), PA1.parent)

    order = order_settings()
    old, new = without(one, False), without(other, True)
    there, back = difference(old, new).changes, difference(new, old).changes
    assert all(c.kind in ("added", "removed") for c in there)
    assert {c.place for c in there if c.kind == "added"} == {c.place for c in back if c.kind == "removed"}
    assert {c.place for c in there if c.kind == "removed"} == {c.place for c in back if c.kind == "added"}
    assert {tuple(c.place.split(".")) for c in there} == (one ^ other) - OPEN
