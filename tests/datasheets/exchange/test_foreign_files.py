"""Files as public generators write them: what is read as what, and what is said to be left."""

from __future__ import annotations

import json
from typing import Any

import pytest

from datasheets.exchange import croissant, cyclonedx, model_card, pact, spdx
from datasheets.exchange.exact import quantity_words
from datasheets.exchange.gathering import share
from datasheets.exchange.saying import Saying
from datasheets.sheet.values import read_quantity
from tests.datasheets.exchange.data_sheets import example, sheet_of
from tests.datasheets.exchange.whole_sheets import full_sheet, lost_parts

DATED = {"name": "A", "last_updated": "2026-03-31"}


def _model(*metrics: dict[str, Any], **parts: Any) -> str:
    """As generators of model bills of materials write it: about an application, with the model as a component."""
    card = {"quantitativeAnalysis": {"performanceMetrics": list(metrics)}}
    return json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"timestamp": "2025-03-04T10:00:00+00:00", "component": {"type": "application", "name": "catapp"}},
        "components": [{"type": "machine-learning-model", "name": "catnet", "modelCard": card, **parts}],
    })  # fmt: skip


def _card(front: str, body: str = "") -> Any:
    return model_card.read(f"---\n{front}\n---\n{body}", "README.md")


def test_an_application_is_no_sensor_and_the_day_of_a_document_is_none_of_a_datasheet() -> None:
    found = cyclonedx.read(_model(description="A network for cats."), "bom.json")
    assert found.fields == {"data_and_model.model_name": "catnet"}
    assert {"metadata.timestamp", "metadata.component.name", "components[].description"} <= set(found.left)


def test_a_share_above_one_is_percent_with_its_interval() -> None:
    """84 of 100 is 84 %; 0.93 is a share already; an error of 3.5 and 300 of a hundred are none."""
    interval = {"lowerBound": "80", "upperBound": "88"}
    found = cyclonedx.read(_model(
        {"type": "Accuracy", "value": "84", "confidenceInterval": interval}, {"type": "recall", "value": "0.93"},
        {"type": "mean absolute error", "value": "3.5"}, {"type": "WER", "value": "12.5"},
        {"type": "recall", "value": "70", "slice": "light: dark"},
    ), "bom.json").fields  # fmt: skip
    rows = found["performance.metrics"]
    assert [row["value"]["value"] for row in rows] == ["84 %", "0.93", "3.5", "12.5"]
    assert (rows[0]["value"]["low"], rows[0]["value"]["high"]) == ("80 %", "88 %")
    assert rows[0]["value"]["note"] == "84 in the file, read as percent, since a share is at most 1"
    assert ["note" in row["value"] for row in rows] == [True, False, False, False]
    assert found["performance.slices"][0]["value"]["value"] == "70 %"


@pytest.mark.parametrize(("metric", "text", "read"), [
    ("accuracy", "1", "1"), ("accuracy", "1.01", "1.01 %"), ("F1", "100", "100 %"), ("F1", "100.5", "100.5"),
    ("recall", "93.20", "93.20 %"), ("recall", "93 %", "93 %"), ("false alarms per hour", "2", "2"),
])  # fmt: skip
def test_what_is_read_as_percent(metric: str, text: str, read: str) -> None:
    assert share(metric, text)[0] == read
    assert bool(share(metric, text)[1]) is (text != read)


def test_a_quantity_in_words_says_all_that_it_holds() -> None:
    given = {
        "min": "80 %", "value": "94.0 %", "max": "99 %", "low": "91 %", "high": "96 %", "level": "95 %", "count": 452,
        "n": 480, "status": "measured", "evidence": "log.csv", "note": "at night",
    }  # fmt: skip
    assert quantity_words(read_quantity(given, "%")) == (
        "80 % to 94.0 % to 99 % (91 % to 96 %, level 0.95), measured, 452 of 480; log.csv; at night"
    )


def test_our_own_numbers_are_not_read_as_percent() -> None:
    """Whoever typed 84 without a unit gets 84 back."""
    row = {"metric": "accuracy", "value": {"value": "84", "status": "measured"}}
    text = cyclonedx.export(sheet_of(title_page=DATED, performance={"metrics": [row]}), "1.7").text
    assert cyclonedx.read(text, "a.json").fields["performance.metrics"][0]["value"]["value"] == "84"


def test_metrics_keep_name_threshold_evidence_and_note() -> None:
    value = {"value": "84 %", "status": "measured", "evidence": "log.csv", "note": "at night"}
    row = {"metric": "recall", "name": "Second run", "of": "cat: black", "value": value,
           "threshold": {"min": "0.4", "status": "declared"}}  # fmt: skip
    exported = cyclonedx.export(sheet_of(title_page=DATED, performance={"metrics": [row]}), "1.7")
    assert not [place for place in exported.unsaid if place.startswith("performance")]
    found = cyclonedx.read(exported.text, "a.json")
    (back,) = found.fields["performance.metrics"]
    assert {key: back[key] for key in ("metric", "name", "of")} == {key: row[key] for key in ("metric", "name", "of")}
    assert back["threshold"]["min"] == "0.4"
    assert back["value"]["note"] == "at night; measured, log.csv"
    assert found.left == ()


def test_no_firmware_and_no_maker_are_invented() -> None:
    """The band of the example was never built: there is no firmware, and nobody makes it."""
    document = json.loads(cyclonedx.export(example("gesture"), "1.7").text)
    assert "firmware" not in {one["type"] for one in document["components"]}
    assert "manufacturer" not in document["metadata"]["component"]
    text = spdx.export(example("gesture")).text
    assert "firmware" not in {one.get("software_primaryPurpose") for one in json.loads(text)["@graph"]}
    assert "title_page.toolchain" in spdx.export(example("gesture")).unsaid


def test_a_footprint_that_is_not_there_is_not_described() -> None:
    comment = json.loads(pact.export(example("pa1")).text)["comment"]
    assert "that of production" not in comment
    assert "All stages that are covered: 2.34 kgCO2e, declared; PA1 datasheet, Jan 2024, Rev. 3." in comment


def test_an_end_without_the_other_is_said_as_such() -> None:
    row = {"stage": "Use", "value": {"max": "5 kgCO2e", "status": "estimated"}}
    more = {"stage": "Transport", "value": {"min": "1 kgCO2e", "status": "estimated"}}
    comment = json.loads(pact.export(sheet_of(title_page=DATED, environment={"by_stage": [row, more]})).text)["comment"]
    assert "Use: at most 5 kgCO2e, estimated." in comment
    assert "Transport: at least 1 kgCO2e, estimated." in comment


def test_parts_of_a_quantity_that_no_word_holds_are_listed() -> None:
    mass = {"value": "250 g", "low": "240 g", "high": "260 g", "status": "measured", "note": "with cable"}
    sheet = sheet_of(
        title_page=DATED, hardware={"mass": mass}, system={"threshold": {"value": "0.5", "status": "declared"}}
    )
    said = Saying(sheet)
    said.quantity("hardware.mass", said=("low", "high"))
    assert said.unsaid() == (
        "title_page.name", "title_page.last_updated", "system.threshold", "hardware.mass.status", "hardware.mass.note",
    )  # fmt: skip
    unsaid = pact.export(sheet).unsaid
    assert {f"hardware.mass.{part}" for part in ("low", "high", "status", "note")} <= set(unsaid)
    assert "hardware.mass" not in unsaid


def test_every_part_of_a_quantity_is_in_a_card_or_a_croissant_file_or_listed() -> None:
    sheet = full_sheet()
    for made in (model_card.export(sheet), croissant.export(sheet)):
        assert lost_parts(sheet, made.text, made.unsaid) == []


@pytest.mark.parametrize(("front", "kilograms"), [
    ("co2_eq_emissions: 0.012147398577917884", "0.000012147398577917884 kgCO2e"),
    ("co2_eq_emissions:\n  emissions: 1710\n  source: CodeCarbon", "1.71 kgCO2e"),
])  # fmt: skip
def test_emissions_are_grams_as_a_number_and_as_a_map(front: str, kilograms: str) -> None:
    found = _card(front)
    assert found.fields["data_and_model.training_footprint"]["value"] == kilograms
    assert "data_and_model.training_footprint" not in found.origins  # a quantity says by itself where it is from


def test_what_a_card_says_twice_and_otherwise_is_listed() -> None:
    """1.71 kg are the 1710 g of the metadata; 17 kg are not. An end of a sentence is no unit."""
    front = (
        "license: cc-by-nc-4.0\nlicense_name: mine\nco2_eq_emissions: {emissions: 1710, geographical_location: Oslo}"
    )
    body = "## Environmental Impact\n\n- **Carbon Emitted:** {}\n- **Compute Region:** eu-west-1\n"
    found = _card(front, body.format("1.71 kg CO2eq."))
    assert found.left == (
        'license: "cc-by-nc-4.0", where license_name says "mine"',
        'Compute Region: "eu-west-1", where "Oslo" was read before',
    )  # fmt: skip
    other = 'Carbon Emitted: "17 kgCO2e", where "1.71 kgCO2e" was read before'
    assert other in _card(front, body.format("17 kg CO2e")).left
    ours = "license: gpl-3.0\nlicense_name: GPL-3.0-only"
    assert _card(ours).left == ()


def test_what_a_result_says_of_its_data_and_source_is_listed() -> None:
    result = {
        "task": {"type": "audio-classification"}, "source": {"name": "A leaderboard"},
        "dataset": {"type": "superb", "name": "superb", "config": "ks", "split": "validation"},
        "metrics": [{"type": "accuracy", "value": 0.98, "verified": True}],
    }  # fmt: skip
    found = _card(f"model-index: {json.dumps([{'name': 'm', 'results': [result]}])}")
    start = "model-index.results"
    assert found.left == (
        f"{start}.source", f"{start}.dataset.config", f"{start}.dataset.split", f"{start}.metrics.verified",
    )  # fmt: skip


def test_a_croissant_file_of_others_leaves_nothing_in_silence() -> None:
    """Two files, one with a hash, are no data by that hash; a path is no address; two dates are start and end."""
    document: dict[str, Any] = {
        "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "Titanic",
        "isLiveDataset": True, "creator": [{"@type": "sc:Person", "name": "Ann", "email": "ann@example.org"}],
        "rai:dataCollectionTimeframe": ["1912-04-01", "1912-04-30"],
        "distribution": [
            {"@type": "cr:FileObject", "name": "a.csv", "contentUrl": "data/a.csv", "sha256": "0" * 64},
            {"@type": "cr:FileObject", "name": "b.csv", "contentUrl": "b.csv", "encodingFormat": "text/csv"},
        ],
    }  # fmt: skip
    found = croissant.read(json.dumps(document), "t.json")
    assert found.fields["data_and_model.evaluation_data"] == "Titanic"
    assert found.fields["data_and_model.data_answers"][0]["text"] == "1912-04-01/1912-04-30"
    document["rai:dataCollectionTimeframe"] = ["1912-04-30", "1912-04-01"]
    del document["distribution"][0]
    other = croissant.read(json.dumps(document), "t.json").fields
    assert other["data_and_model.data_answers"][0]["text"] == "1912-04-30\n\n1912-04-01"
    assert other["data_and_model.evaluation_data"] == "Titanic"  # of one file without a hash
    assert found.left[1:] == ('distribution.1.contentUrl: "data/a.csv"', "isLiveDataset", "creator: email")
