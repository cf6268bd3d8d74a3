"""Rules over whatever a file can hold: none of them raises, all are quick, and the order is always the same."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasheets.lints.rules import lint
from datasheets.sheet.sheet import load_datasheet
from datasheets.sheet.template import Field, template
from datasheets.sheet.values import STATUSES
from footprint.errors import InputError
from tests.datasheets.lints.found import SHEETS
from tests.datasheets.lints.sheets import completed, microphone, q, sheet
from tests.datasheets.lints.test_catches import CATCHES

AS_OF = date(2026, 11, 21)
UNITS = ["", "%", "V", "mA", "mW", "ms", "Hz", "fps", "kB", "Kb", "°C", "m", "lx", "kgCO2e", "kWh", "years", "g"]
WORDS = st.sampled_from(
    [
        *("not provided", "not disclosed", "not applicable: none", "RAM of 3 Kb", "9 x 9 x 9 mm", "0,5 m to 1e3 m"),
        *("MST 0-4", "drops by 20 % from a to b", "real-time, not only secure", "at intervals of 1 s", "0x00", "LED"),
        *("0 of 0 components", "QVGA 1 x 1", "between 2 V and 1 V", "\u202e\U0001f600\u0661", "most a are b", "Camera"),
        "accuracy of 0 %",
    ]
)
TEXTS = st.one_of(WORDS, st.text(min_size=1, max_size=30).filter(str.strip))


@st.composite
def quantities(draw: st.DrawFn, field: Field) -> Any:
    """A quantity of the unit of a field, and sometimes words; numbers may be zero, negative or huge."""
    unit = {"1": "", "degC": "°C"}.get(field.unit, field.unit) if field.unit else draw(st.sampled_from(UNITS))
    number = st.sampled_from(["0", "-1", "1", "2.5", "1e9", "0.333", "100", "1e-30"])
    if draw(st.integers(0, 9)) == 0:
        return draw(WORDS.filter(lambda w: w.startswith("not ")))
    keys = draw(st.sampled_from([["value"], ["min"], ["max"], ["min", "max"], ["value", "low", "high"]]))
    numbers = sorted((draw(number) for _ in keys), key=float)
    values = dict(zip(sorted(keys, key=["min", "low", "value", "max", "high"].index), numbers, strict=True))
    given: dict[str, Any] = {k: f"{v} {unit}".strip() for k, v in values.items()}
    given |= {"status": draw(st.sampled_from([s for s in STATUSES if s != "not assessed"]))}
    if draw(st.booleans()):
        given |= {"n": draw(st.integers(0, 40)), "note": draw(TEXTS)}
    return given


@st.composite
def values(draw: st.DrawFn, field: Field) -> Any:
    """A value that fits a field."""
    if field.kind == "quantity":
        return draw(quantities(field))
    if field.kind == "choice":
        return draw(st.sampled_from(list(field.choices)))
    if field.kind == "list":
        return draw(st.lists(TEXTS.filter(lambda t: not t.startswith("not ")), max_size=3))
    if field.kind == "table":
        rows = st.fixed_dictionaries({c.key: values(c) for c in field.columns})
        return draw(st.lists(rows, max_size=3))
    fixed = {"date": ["2020-02-29", "2031-01-01"], "url": ["https://example.org/a"], "email": ["a@b.example"]}
    if field.kind in fixed:
        return draw(st.sampled_from([*fixed[field.kind], "not provided"]))
    return draw(TEXTS) if field.kind in ("text", "prose") else "not provided"


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """Some sections with some fields."""
    data: dict[str, Any] = {}
    for part in template():
        fields = draw(st.lists(st.sampled_from(part.fields), max_size=6, unique_by=lambda f: f.key))
        data[part.key] = {field.key: draw(values(field)) for field in fields}
    return data


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents(), st.lists(TEXTS, max_size=2))
def test_nothing_raises(data: dict[str, Any], claims: list[str]) -> None:
    """Every sheet that can be read is linted; each finding has a sentence, and the second run gives the same."""
    try:
        read = sheet(data, [{"text": text, "number": "performance.power_active"} for text in claims])
    except InputError:
        return
    found = lint(read, as_of=AS_OF)
    assert all(finding.message and not finding.message.endswith(".") for finding in found if finding.rule)
    assert lint(read, as_of=AS_OF) == found


def test_time_grows_with_the_number_of_registers() -> None:
    """With 40 slices: 500 registers would take 25 times as long as 100 if it were squared. Time of the processor."""
    slices = [
        {"variable": f"v{i // 4}", "group": f"{i % 4} m", "metric": "accuracy", "value": q("90 %", n=200)}
        for i in range(40)
    ]

    def spent_s(count: int) -> float:
        registers = [
            {
                "address": f"0x{i:04X}", "name": f"R{i}", "access": "read", "stores": "no",
                "description": f"Value {i} of 3.3 V",
            }
            for i in range(count)
        ]  # fmt: skip
        read = sheet(microphone(hardware__registers=registers, performance__slices=slices))
        start = time.process_time()
        lint(read)
        return time.process_time() - start

    spent_s(1)
    assert spent_s(500) < 15 * spent_s(100)


def test_order_does_not_depend_on_who_imports_what_first() -> None:
    """Another process that imports the last module first finds the same in the same order."""
    path = SHEETS.parents[3] / "docs/examples/pa1/datasheet.yaml"
    code = (
        "import sys, datasheets.lints.omissions, datasheets.lints.shares\n"
        "from datasheets.lints.rules import lint\nfrom datasheets.sheet.sheet import load_datasheet\n"
        "print('\\n'.join(f.message for f in lint(load_datasheet(sys.argv[1]))))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, cwd=SHEETS.parents[3]
    )
    assert told.stdout.splitlines() == [f.message for f in lint(load_datasheet(path))]


@pytest.mark.parametrize("path", sorted(SHEETS.glob("*.yaml")), ids=lambda p: p.stem)
def test_other_languages_give_no_false_alarm(path: Path) -> None:
    """The same sheets said to be in French: rules that need English words stay silent."""
    text = path.read_text(encoding="utf-8").replace("\nlanguage: en\n", "\nlanguage: fr\n")
    assert [f.message for f in lint(completed(text), as_of=AS_OF)] == []


def test_rules_that_need_english_are_told() -> None:
    """Whatever is not caught in another language is a rule that the page names; those it does not name are caught."""
    page = (SHEETS.parents[3] / "docs/datasheets.md").read_text(encoding="utf-8")
    told = set(
        re.findall(r"`([\w-]+)`", page.split("Rules that read words know those of English.")[1].split("\n\n")[0])
    )
    for one in CATCHES:
        text = (SHEETS / f"{one['sheet']}.yaml").read_text(encoding="utf-8").replace(one["old"], one["new"])
        found = lint(completed(text.replace("\nlanguage: en\n", "\nlanguage: fr\n")), as_of=AS_OF)
        assert one["rule"] in told or one["rule"] in {f.rule for f in found}
