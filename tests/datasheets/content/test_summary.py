"""The one-page summary: what a reader needs, as the sheet has it."""

from __future__ import annotations

import pytest

from datasheets.content.blocks import Fact, Items
from tests.datasheets.content.printed import content_of, example, walk

Q = {"status": "measured", "evidence": "bench"}


def test_summary_is_short_and_marked() -> None:
    """Nothing in it that the datasheet does not say; lists and texts are cut."""
    long = "word " * 400
    content = content_of(
        title_page={"intended_use": long, "out_of_scope": [long] * 30}, performance={"failure_modes": ["x"] * 9}
    )
    first = content.summary[0]
    items = next(b for b in first.blocks if isinstance(b, Items))
    assert len(items.items) == 5
    assert items.items[-1] == "and 26 more in the datasheet"
    assert max(len(text) for b in walk(content.summary, Items) for text in b.items) < 300
    assert [p.title for p in content.summary] == [
        "What it is",
        "Key numbers",
        "Privacy",
        "Harms and limits",
        "This datasheet",
    ]
    numbers = content.summary[1]
    assert {f.value.mark for f in walk(numbers, Fact)} == {"not provided"}


def test_summary_of_the_examples() -> None:
    content = example("gesture")[1]
    numbers = {f.title: f.value for f in walk(content.summary[1], Fact)}
    accuracy = numbers["Accuracy, all classes"]
    assert accuracy.text == "94.2 % (95 % interval: 91.7–95.9), 452 of 480"
    assert accuracy.status == "measured"
    assert numbers["Power, idle"].text == "0.06 mW (0.02–0.2)"
    assert numbers["Footprint"].text.startswith("1.44 kg CO₂e (1.40–1.49")
    assert len(list(walk(content.summary[2], Fact))) == 5


def test_summary_shows_the_least_of_the_classes() -> None:
    """Of the recalls 105, 114, 116 and 117 of 120 the least is 105 of 120, and 0.6 is less than 90 %."""
    numbers = {f.title: f.value.text for f in walk(example("gesture")[1].summary[1], Fact)}
    assert numbers["Recall, least of 4: none"] == "88 % (95 % interval: 80–92), 105 of 120"
    rows = [
        {"metric": "recall", "of": "a", "value": {"value": "90 %", **Q}},
        {"metric": "recall", "of": "b", "value": {"value": "0.6", **Q}},
        {"metric": "accuracy", "value": {"status": "not assessed"}},
    ]
    numbers = {
        f.title: f.value.text for f in walk(content_of(performance={"metrics": rows}).summary[1], Fact)
    }  # fmt: skip
    assert numbers["Recall, least of 2: b"] == "0.6"
    assert not any(title.startswith("Accuracy") for title in numbers)


@pytest.mark.parametrize("metrics", ["not disclosed", "not applicable: none", [], None])
def test_summary_without_metrics(metrics: str | list[str] | None) -> None:
    content = content_of(performance={"metrics": metrics})
    value = next(f.value for f in walk(content.summary[1], Fact) if f.title == "Metrics")
    assert value.mark


def test_summary_has_harms_and_the_footprint_before_what_may_give_way() -> None:
    """A reader finds what may go wrong; the footprint stands among the first four numbers."""
    content = content_of(
        overview={"harms": ["A missed alarm"]},
        environment={"footprint": {"value": "2 kgCO2e", **Q}, "declared_unit": "One sensor"},
        performance={"power_idle": {"value": "1 mW", **Q}},
    )
    numbers = [f.title for f in walk(content.summary[1], Fact)]
    assert numbers[:2] == ["Metrics", "Footprint"]
    assert numbers[-1] == "Declared unit"
    assert [i.items for i in walk(content.summary[3], Items) if i.title == "Potential harms"] == [("A missed alarm",)]


def test_summary_says_once_what_its_head_says() -> None:
    """Version and date stand below the name; where one is missing, the summary says that it is."""
    given = content_of(title_page={"version": "1.0", "last_updated": "2026-01-02", "hardware_revision": "B"})
    titles = [f.title for f in walk(given.summary[4], Fact)]
    assert titles == ["Hardware revision", "Firmware version", "Model version or hash", "Required fields answered"]
    missing = {f.title: f.value.mark for f in walk(content_of(title_page={"version": "1.0"}).summary[4], Fact)}
    assert "Version" not in missing
    assert missing["Last updated"] == "not provided"
