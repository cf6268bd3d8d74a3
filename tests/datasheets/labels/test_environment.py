"""The environmental label: the number with its interval, its parts in order, and how well it is known."""

from __future__ import annotations

from typing import Any

import pytest

from datasheets.labels.all import why_no_label
from datasheets.labels.environment import environment_labels
from datasheets.labels.label import Counts
from footprint.tables import STAGES
from tests.datasheets.labels.sheets import GESTURE, PA1, example, row, sheet


def kg(value: str, status: str = "declared", **more: Any) -> dict[str, Any]:
    return {"value": value, "status": status, **more}


def test_a_footprint_of_the_tool() -> None:
    """What stands in the datasheet of the band: 1.44 kg between 1.40 and 1.49, most of it production."""
    label = example(GESTURE)["environment"]
    assert label.figure == "1.44 kg CO₂e"
    assert label.figure_note.startswith("Interval 1.40–1.49 (GWP100")
    assert label.basis == "GWP100, CO₂e"
    assert [bar.title for bar in label.bars] == ["Production", "Transport", "Use", "Training"]
    assert [bar.kg for bar in label.bars] == sorted((bar.kg for bar in label.bars), reverse=True)
    assert label.bars[0].text == "1.04 kg CO₂e (1.00–1.08), 72 %"
    assert label.bars[0].colour == STAGES["production"].colour.lower()
    assert all(bar.low is not None and bar.high is not None and bar.low < bar.kg < bar.high for bar in label.bars)
    assert row(label, "Boundary").text == (
        "Included: production, transport, use, training. Excluded: end of life. Not assessed: packaging, installation, "
        "gateway. Never covered: network, cloud, repair."
    )
    assert row(label, "Electricity").text == "DEU, 2024: 0.3441 kg CO₂e/kWh"
    assert row(label, "Verified").text == "none"
    assert label.counts == Counts(answered=13)


def test_a_bare_number() -> None:
    """PA1: no interval, no stages, no boundary; blocks, of which the last has no name."""
    label = example(PA1)["environment"]
    assert (label.figure, label.figure_note, label.basis) == ("2.34 kg CO₂e", "", "CO₂e")
    assert label.bars_title == "By block; no interval is known"
    assert (label.bars[0].title, label.bars[0].text, label.bars[0].colour) == ("Sensing", "0.77 kg CO₂e, 33 %", "")
    assert label.bars[-1].title == "not provided"
    for title in ("Interval", "By life-cycle stage", "Boundary", "Declared unit", "Electricity", "Verified"):
        assert row(label, title).mark == "not provided"
    assert row(label, "Blocks").text == "10 declared"
    assert label.counts == Counts(answered=5, not_provided=8)


def test_a_part_that_may_be_more_than_zero_is_drawn() -> None:
    given = [("Production", "2 kgCO2e", "3 kgCO2e"), ("Use", "0 kgCO2e", "1 kgCO2e"), ("Transport", "0 kgCO2e", None)]
    rows = [
        {"stage": s, "value": kg(v) if high is None else {"typical": v, "low": v, "high": high, "status": "declared"}}
        for s, v, high in given
    ]
    (label,) = environment_labels(sheet(environment={"footprint": kg("2 kgCO2e"), "by_stage": rows}))
    assert [bar.title for bar in label.bars] == ["Production", "Use"]
    assert label.bars_title == "By life-cycle stage; zero: Transport"


def test_what_was_not_assessed_is_not_provided() -> None:
    given = {"footprint": kg("2 kgCO2e"), "lifetime": {"status": "not assessed"}}
    (label,) = environment_labels(sheet(environment=given))
    assert row(label, "Lifetime").mark == "not provided"
    assert label.counts.fields == 13


def test_factors_are_counted_by_how_they_are_known() -> None:
    factor = {"factor": "a", "value": "1", "source": "b"}
    given = [factor | {"status": status} for status in ("declared", "assumed", "declared", "measured")] + [factor]
    (label,) = environment_labels(sheet(environment={"footprint": kg("1 kgCO2e", "estimated"), "factors": given}))
    assert row(label, "Factors").text == "1 measured, 1 assumed, 2 declared"
    assert row(label, "Footprint is").text == "estimated"


def test_zero_and_negative_parts() -> None:
    """A stage without emissions is named, not drawn; one that takes up carbon keeps its sign."""
    stages = [
        {"stage": "Use", "value": kg("0 kgCO2e")},
        {"stage": "Production", "value": kg("3 kgCO2e")},
        {"stage": "End of life", "value": kg("-0.5 kgCO2e")},
    ]
    (label,) = environment_labels(sheet(environment={"footprint": kg("2.5 kgCO2e"), "by_stage": stages}))
    assert [(bar.title, bar.kg) for bar in label.bars] == [("Production", 3.0), ("End of life", -0.5)]
    assert label.bars_title == "By life-cycle stage; no interval is known; zero: Use"


@pytest.mark.parametrize("given", [{}, {"footprint": "not disclosed"}, {"footprint": {"status": "not assessed"}},
                                   {"by_stage": [{"stage": "Use", "value": kg("1 kgCO2e")}]}])  # fmt: skip
def test_no_footprint_is_no_label_with_a_reason(given: dict[str, Any]) -> None:
    made = sheet(environment=given)
    assert environment_labels(made) == ()
    assert why_no_label(made)["environment"] == "The datasheet gives no footprint."
