"""Datasheets about data and a model that tests of Croissant and of model cards share: made by hypothesis or by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from datasheets.content.words import mark_of
from datasheets.sheet.sheet import Datasheet, datasheet_from_text, load_datasheet
from datasheets.sheet.template import template
from datasheets.sheet.values import Quantity

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
HOSTILE = (
    "<img src=x onerror=alert(1)> a<b&c </p>", "[link](javascript:alert(1)) *bold* _it_ `code` ~~no~~",
    "# heading", "- item", "+ item", "1. item", "> quote", "---", "***", "===", "```", "~~~", "| a | b |",
    "<!-- gone -->", "**Label:** value", "[More](x)", "\\", "\\_", "a \\* b", "@id", "sc:name", "_:b0",
    "rai:dataBiases",
    "http://example.org/a b", "שלום مرحبا 🎉🦄 漢字 é", "W" * 300, "no", "1e3", "0x1f", "null", "12:30", "&amp; &#35;",
    "two\n\nparagraphs", "key: value # not a comment", "{'a': [1]}", "'quoted' \"twice\"", "a, b; c (d)", "$x$",
)  # fmt: skip


def sheet_of(**sections: Any) -> Datasheet:
    """A datasheet with these sections."""
    text = json.dumps({"schema": "footprint.datasheet/1", "language": "en", **sections}, ensure_ascii=False)
    return datasheet_from_text(text, "sheet.yaml", Path(__file__).parent)


def example(name: str) -> Datasheet:
    return load_datasheet(EXAMPLES / name / "datasheet.yaml")


def _says_something(text: str) -> bool:
    return bool(text.strip()) and not mark_of(text.strip()) and not text.strip().startswith("not applicable")


_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\u2028\u2029\ufeff")
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(_LETTERS, min_size=1, max_size=30)).filter(_says_something)
"""Any text a field can hold, hostile ones above all."""
LINES = TEXTS.filter(lambda text: len(text.split("\n")) == 1)
URLS = st.sampled_from(["https://example.org/data", "http://a.example/x?y=1&z=%20", "https://example.org/é"])
NUMBERS = st.decimals(0, 10**9, places=6).map(lambda d: f"{d:f}")
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
USES = st.sampled_from(["evaluation", "training", "both"])


def quantities(units: list[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.builds(
        lambda number, unit: {"value": f"{number} {unit}".strip(), "status": "measured", "evidence": "log.csv"},
        NUMBERS, st.sampled_from(units),
    )  # fmt: skip


def questions() -> list[str]:
    part = next(s for s in template() if s.key == "data_and_model")
    return list(part.field("data_answers").column("question").choices)


def _rows(required: dict[str, Any], optional: dict[str, Any], most: int, unique: str = "") -> Any:
    row = st.fixed_dictionaries(required, optional=optional)
    return st.lists(row, max_size=most, unique_by=(lambda r: r[unique]) if unique else None)


@st.composite
def sheets(draw: Any) -> Datasheet:
    """A datasheet with any of what the exporters look at; texts are as hostile as they come."""
    part = next(s for s in template() if s.key == "data_and_model")
    given: dict[str, Any] = {}
    for field in part.fields:
        if field.kind in ("text", "prose") and draw(st.booleans()):
            given[field.key] = draw(st.one_of(TEXTS if field.kind == "prose" else LINES, st.just("not disclosed")))
        elif field.kind == "url" and draw(st.booleans()):
            given[field.key] = draw(URLS)
    given["datasets"] = draw(
        _rows(
            {"of": USES, "name": st.one_of(LINES, st.sampled_from(["me/data", "not provided"]))},
            {"version": LINES, "url": URLS, "creator": LINES, "licence": st.one_of(LINES, st.just("CC-BY-4.0")),
             "published": st.dates(date(1, 1, 1)).map(str), "description": TEXTS, "cite_as": TEXTS},
            3,
        )
    )  # fmt: skip
    given["data_files"] = draw(
        _rows(
            {"of": USES, "file": LINES},
            {"url": URLS, "media_type": st.just("text/csv"), "sha256": HASHES, "size": quantities(["B", "kB", "MiB"])},
            3,
        )
    )
    given["data_answers"] = draw(
        _rows(
            {"of": USES, "question": st.sampled_from(questions())},
            {"answer": st.sampled_from(["yes", "no"]), "text": st.one_of(TEXTS, st.just("2024-05/2024-07"))},
            25, "question",
        )
    )  # fmt: skip
    for key, units in (("training_footprint", ["kgCO2e", "gCO2e", "tCO2e"]), ("training_energy", ["kWh", "Wh", "MJ"]),
                       ("training_time", ["h", "s", "min"])):  # fmt: skip
        if draw(st.booleans()):
            given[key] = draw(quantities(units))
    if draw(st.booleans()):
        given["evaluation_data"] = f"test data.npz, sha256 {draw(HASHES)}"
    metrics = draw(
        _rows(
            {"metric": st.sampled_from(["accuracy", "F1", "AUROC", "specificity", "mean absolute error", "other"]),
             "value": quantities(["%", ""])},
            {"name": LINES, "of": LINES},
            4,
        )
    )  # fmt: skip
    page = {"name": draw(LINES), "intended_use": draw(TEXTS), "out_of_scope": draw(st.lists(LINES, max_size=3))}
    return sheet_of(title_page=page, data_and_model=given, performance={"metrics": metrics, "setup": draw(TEXTS)})


def values(sheet: Datasheet, left_out: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Place and text of everything that a datasheet holds and that is not listed as left out."""
    for entry in sheet.entries():
        table = ".".join(str(p) for p in entry.path[:2])
        column = f"{table}.{entry.path[-1]}" if len(entry.path) == 4 else table
        if mark_of(entry.value) or entry.field.kind == "table" or {table, column} & set(left_out):
            continue
        for one in entry.value if isinstance(entry.value, list) else [entry.value]:
            if isinstance(one, Quantity):
                yield from ((entry.place, m.text) for m in one.measures if not one.taken_from)
            else:
                yield entry.place, one.isoformat() if isinstance(one, date) else str(one)
