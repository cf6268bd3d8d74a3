"""SPDX: what the library's own checks and reader say, exact energies, and what the profiles ask for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from spdx_python_model.bindings import v3_0_1 as model

from datasheets.exchange import spdx
from datasheets.exchange.spdx_elements import table
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.template import field_at
from footprint.errors import InputError
from tests.datasheets.exchange.data_sheets import example, sheet_of
from tests.datasheets.exchange.whole_sheets import full_sheet, held, is_in, is_unsaid, lost_parts, sheets

DATED = {"name": "A", "last_updated": "2026-03-31"}


def _checked(text: str) -> model.SHACLObjectSet:
    """The objects of a document, read by the library: it refuses unknown types, wrong values and missing properties."""
    found = model.SHACLObjectSet()
    model.JSONLDDeserializer().deserialize_data(json.loads(text), found)
    assert found.missing_ids <= {"https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense"}
    again = model.JSONLDSerializer().serialize_data(found, force_at_graph=True)  # checks required properties
    theirs = {json.dumps(one, sort_keys=True) for one in _without_exponents(again["@graph"])}
    assert theirs == {json.dumps(one, sort_keys=True) for one in json.loads(text)["@graph"]}
    return found


def _without_exponents(graph: list[Any]) -> list[Any]:
    spdx._exact(graph)
    return graph


def _of(text: str, kind: str) -> list[dict[str, Any]]:
    return [one for one in json.loads(text)["@graph"] if one["type"] == kind]


def test_the_example_is_read_by_the_library_and_comes_back() -> None:
    text = spdx.export(example("gesture")).text
    _checked(text)
    assert text == spdx.export(example("gesture")).text
    (one,) = _of(text, "ai_AIPackage")
    assert one["ai_useSensitivePersonalInformation"] == "noAssertion"  # "possible": used or not
    (energy,) = one["ai_energyConsumption"]["ai_inferenceEnergyConsumption"]
    assert energy == {
        "type": "ai_EnergyConsumptionDescription", "ai_energyQuantity": "0.0000000000146", "ai_energyUnit": "megajoule",
    }  # fmt: skip
    assert "ai_safetyRiskAssessment" not in one


@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
@given(sheets())
def test_any_datasheet_is_read_by_the_library(sheet: Datasheet) -> None:
    _checked(spdx.export(sheet).text)


def test_every_value_is_in_the_document_or_listed() -> None:
    sheet = full_sheet()
    exported = spdx.export(sheet)
    lost = [e.place for e in held(sheet) if not is_unsaid(e, exported.unsaid) and not is_in(e, exported.text)]
    assert lost_parts(sheet, exported.text, exported.unsaid) == []
    other_words = ("data_and_model.datasets.", "security_and_privacy.identifiable")  # a relationship, and yes or no
    assert [place for place in lost if not place.startswith(other_words)] == []
    assert [place for place in lost if place.startswith(other_words[0]) and not place.endswith(".of")] == []


def test_a_datasheet_without_a_date_is_refused_with_the_fields_that_give_one() -> None:
    with pytest.raises(InputError, match=r"title_page\.last_updated or title_page\.release_date"):
        spdx.export(example("pa1"))
    with pytest.raises(InputError, match="has no name"):
        spdx.export(sheet_of(title_page={"last_updated": "2026-03-31"}))


def test_dates_are_those_of_the_datasheet() -> None:
    text = spdx.export(sheet_of(title_page={"name": "A", "release_date": "2025-01-02"})).text
    assert _of(text, "CreationInfo")[0]["created"] == "2025-01-02T00:00:00Z"


def test_a_profile_is_claimed_where_nothing_is_missing_for_it() -> None:
    page = DATED | {"release_date": "2026-01-01", "manufacturer": "Acme", "model_version": "3"}
    data = {"model_name": "catnet", "model_url": "https://acme.example/catnet", "model_licence": "MIT"}
    exported = spdx.export(sheet_of(title_page=page, data_and_model=data))
    (document,) = _of(exported.text, "SpdxDocument")
    assert document["profileConformance"] == ["core", "software", "simpleLicensing", "ai"]
    del data["model_url"]
    exported = spdx.export(sheet_of(title_page=page, data_and_model=data))
    (document,) = _of(exported.text, "SpdxDocument")
    assert "ai" not in document["profileConformance"]
    assert ("ai_AIPackage.downloadLocation", "data_and_model.model_url") in exported.missing


def test_each_package_of_a_profile_has_one_declared_and_one_concluded_licence() -> None:
    graph = json.loads(spdx.export(example("gesture")).text)["@graph"]
    packages = [o["spdxId"] for o in graph if o["type"] in ("ai_AIPackage", "dataset_DatasetPackage")]
    assert len(packages) > 2
    for kind in ("hasDeclaredLicense", "hasConcludedLicense"):
        starts = [o["from"] for o in graph if o.get("relationshipType") == kind]
        assert all(starts.count(one) == 1 for one in packages)


def test_a_licence_in_words_is_a_reference_to_them() -> None:
    text = spdx.export(sheet_of(title_page=DATED | {"licence": "Ask the maker first"})).text
    (words,) = _of(text, "simplelicensing_SimpleLicensingText")
    (expression,) = _of(text, "simplelicensing_LicenseExpression")
    assert words["simplelicensing_licenseText"] == "Ask the maker first"
    assert expression["simplelicensing_customIdToUri"][0]["value"] == words["spdxId"]


@pytest.mark.parametrize(
    ("typed", "quantity", "unit"), [("250 Wh", "0.25", "kilowattHour"), ("5 MJ", "5", "megajoule")]
)
def test_energy_of_training_is_exact(typed: str, quantity: str, unit: str) -> None:
    energy = {"value": typed, "status": "measured"}
    (one,) = _of(
        spdx.export(sheet_of(title_page=DATED, data_and_model={"training_energy": energy})).text, "ai_AIPackage"
    )
    (said,) = one["ai_energyConsumption"]["ai_trainingEnergyConsumption"]
    assert (said["ai_energyQuantity"], said["ai_energyUnit"]) == (quantity, unit)


@pytest.mark.parametrize(("said", "wanted"), [("none", "no"), ("possible", "noAssertion"), ("collected", "yes")])
def test_persons(said: str, wanted: str) -> None:
    sheet = sheet_of(title_page=DATED, security_and_privacy={"identifiable": said})
    (one,) = _of(spdx.export(sheet).text, "ai_AIPackage")
    assert one["ai_useSensitivePersonalInformation"] == wanted
    assert ("security_and_privacy.identifiable" in spdx.export(sheet).unsaid) is (wanted == "noAssertion")


def test_sensors_are_those_of_a_study_with_people() -> None:
    sensors = [{"name": "Camera", "modality": "visual", "used": "used"},
               {"name": "Microphone", "modality": "audio", "used": "fitted, not used"}]  # fmt: skip
    people = {"participants": {"value": "40", "status": "declared"}}
    said = sheet_of(title_page=DATED, hardware={"sensors": sensors}, performance=people)
    (one,) = _of(spdx.export(said).text, "dataset_DatasetPackage")
    assert one["dataset_sensor"] == [{"type": "DictionaryEntry", "key": "Camera", "value": "visual"}]
    without = spdx.export(sheet_of(title_page=DATED, hardware={"sensors": sensors}))
    assert "hardware.sensors" in without.unsaid


def test_every_place_of_the_table_is_of_the_template() -> None:
    rows = [*table()["data"], *table()["references"]]
    places = [v for row in rows for k, v in row.items() if k not in ("use", "relationship", "type")]
    assert [place for place in places if field_at(place) is None] == []
    choices = field_at("data_and_model.data_answers")
    assert choices is not None
    questions = [q["question"] for q in table()["questions"]] + [table()["personal"]]
    assert set(questions) <= set(choices.column("question").choices)
