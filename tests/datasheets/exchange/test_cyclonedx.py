"""CycloneDX: valid documents of any datasheet, exact numbers, nothing lost in silence, and the way back."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import Phase, given, settings

from datasheets.content.words import mark_of
from datasheets.exchange import cyclonedx
from datasheets.exchange.cyclonedx_names import table
from datasheets.exchange.exact import in_unit
from datasheets.exchange.formats import Exported, Imported
from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.sheet import Datasheet, read_value
from datasheets.sheet.template import field_at
from datasheets.sheet.values import NOT_PROVIDED, Quantity
from footprint.errors import InputError
from tests.datasheets.exchange.data_sheets import example, sheet_of
from tests.datasheets.exchange.whole_sheets import full_sheet, held, is_in, is_unsaid, lost_parts, sheets

EXAMPLES = ("gesture", "pa1")
VERSIONS = ("1.6", "1.7")


@cache
def _validator(version: str) -> JsonStrictValidator:
    return JsonStrictValidator(SchemaVersion.from_version(version))


def _is_valid(text: str, version: str) -> bool:
    found = _validator(version).validate_str(text)
    assert found is None, str(found)[:2000]
    return True


def _same(wanted: Any, found: Any) -> bool:
    """Whether a value of a datasheet is the one that came back, numbers compared as decimals in one unit."""
    if isinstance(wanted, Quantity):
        if not isinstance(found, Quantity):
            return False
        for key in ("value", "minimum", "maximum", "low", "high"):
            one, other = getattr(wanted, key), getattr(found, key)
            if (one is None) != (other is None) or (one is not None and in_unit(one, other.unit) != in_unit(
                other, other.unit
            )):  # fmt: skip
                return False
        both = (wanted.level is None) == (found.level is None)
        level = both and (found.level or 0) == pytest.approx(wanted.level or 0, rel=1e-12)
        return level and (wanted.count, wanted.n) == (found.count, found.n)
    if isinstance(wanted, list):
        return [one.strip() for one in wanted] == found
    return wanted == found


def _unlike(sheet: Datasheet, exported: Exported, imported: Imported) -> list[str]:
    """Places that did not come back as they were, although the document says them."""
    wrong = []
    for place, value in imported.fields.items():
        field = field_at(place)
        assert field is not None, place
        back = read_value(field, value, (), Artefacts({}, Path()))
        wanted = sheet.get(place)
        if field.kind != "table":
            if not _same(wanted, back):
                wrong.append(f"{place}: {wanted!r} -> {back!r}")
            continue
        rows = iter(wanted if isinstance(wanted, list) else [])
        for row in back:
            if not any(_row_matches(place, mine, row, exported.unsaid) for mine in rows):
                wrong.append(f"{place}: no row of the datasheet is {row!r}")
    known = set(imported.fields) | {one.rpartition(".")[0] if one.count(".") > 1 else one for one in exported.unsaid}
    wrong += [f"{e.place} is lost" for e in held(sheet) if ".".join(map(str, e.path[:2])) not in known]
    return wrong


def _row_matches(place: str, mine: dict[str, Any], row: dict[str, Any], unsaid: tuple[str, ...]) -> bool:
    for key in {**mine, **row}:
        here, there = mine.get(key, NOT_PROVIDED), row.get(key, NOT_PROVIDED)
        if there == NOT_PROVIDED and (mark_of(here) or f"{place}.{key}" in unsaid):
            continue
        if not _same(here, there):
            return False
    return True


@pytest.mark.parametrize(("name", "version"), [(n, v) for n in EXAMPLES for v in VERSIONS])
def test_examples_are_valid_and_come_back(name: str, version: str) -> None:
    sheet = example(name)
    exported = cyclonedx.export(sheet, version)
    assert _is_valid(exported.text, version)
    imported = cyclonedx.read(exported.text, "a.json")
    assert _unlike(sheet, exported, imported) == []
    assert imported.left == ()
    assert exported == cyclonedx.export(example(name), version)


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(sheets())
def test_any_datasheet_is_valid_and_comes_back(sheet: Datasheet) -> None:
    for version in VERSIONS:
        exported = cyclonedx.export(sheet, version)
        assert _is_valid(exported.text, version)
    imported = cyclonedx.read(exported.text, "a.json")
    assert _unlike(sheet, exported, imported) == []
    assert imported.left == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_value_is_in_the_document_or_listed(version: str) -> None:
    sheet = full_sheet()
    exported = cyclonedx.export(sheet, version)
    lost = [e.place for e in held(sheet) if not is_unsaid(e, exported.unsaid) and not is_in(e, exported.text)]
    assert lost == []
    assert lost_parts(sheet, exported.text, exported.unsaid) == []
    unique = ("text", "prose", "list", "url", "date", "email")
    told = [e.place for e in held(sheet) if e.field.kind in unique and is_unsaid(e, exported.unsaid)
            and is_in(e, exported.text)]  # fmt: skip
    assert told == []
    assert _unlike(sheet, exported, cyclonedx.read(exported.text, "a.json")) == []


def _energy(**fields: Any) -> dict[str, Any]:
    text = cyclonedx.export(sheet_of(title_page={"name": "A"}, data_and_model=fields), "1.7").text
    document = json.loads(text, parse_float=Decimal)
    (model,) = [c for c in document["components"] if c["type"] == "machine-learning-model"]
    found: dict[str, Any] = model["modelCard"]["considerations"]["environmentalConsiderations"]
    return found


def test_footprint_of_training_in_tonnes_without_dust() -> None:
    """0.10 kg are 0.0001 t; 1.23456789012345678 kg are 0.00123456789012345678 t; 0.3 MWh are 300 kWh."""
    energy = {"value": "0.3 MWh", "status": "measured"}
    made = _energy(training_energy=energy, training_footprint={"value": "0.10 kgCO2e", "status": "calculated"})
    (one,) = made["energyConsumptions"]
    assert one["activityEnergyCost"] == {"value": 300, "unit": "kWh"}
    assert one["co2CostEquivalent"] == {"value": Decimal("0.0001"), "unit": "tCO2eq"}
    assert one["energyProviders"] == []
    long = {"value": "1.23456789012345678 kgCO2e", "status": "calculated"}
    (one,) = _energy(training_energy=energy, training_footprint=long)["energyConsumptions"]
    assert one["co2CostEquivalent"]["value"] == Decimal("0.00123456789012345678")


def test_footprint_of_training_without_energy_is_a_property() -> None:
    made = _energy(training_footprint={"value": "0.10 kgCO2e", "status": "declared"})
    assert "energyConsumptions" not in made
    assert {"name": "tinyml-footprint:data_and_model.training_footprint", "value": "0.10 kgCO2e"} in made["properties"]


def test_embodied_footprint_keeps_interval_status_and_boundary() -> None:
    sheet = sheet_of(title_page={"name": "A"}, environment={
        "footprint": {"value": "1.50 kgCO2e", "low": "1.2 kgCO2e", "high": "2 kgCO2e", "level": "95 %",
                      "status": "calculated", "evidence": "a.yaml"},
        "boundary": "Production only.",
    })  # fmt: skip
    document = json.loads(cyclonedx.export(sheet, "1.6").text)
    said = {p["name"]: p["value"] for p in document["metadata"]["component"]["properties"]}
    start = "tinyml-footprint:environment.footprint"
    assert said == {
        start: "1.50 kgCO2e", f"{start}.low": "1.2 kgCO2e", f"{start}.high": "2 kgCO2e", f"{start}.level": "0.95",
        f"{start}.status": "calculated", f"{start}.evidence": "a.yaml",
        "tinyml-footprint:environment.boundary": "Production only.",
    }  # fmt: skip


def test_a_plan_is_no_certificate() -> None:
    row = {"scheme": "RoHS", "evidence": "https://example.org/report", "status": "planned"}
    planned = cyclonedx.export(sheet_of(title_page={"name": "A"}, overview={"compliance": [row]}), "1.7")
    assert "example.org" not in planned.text
    assert "overview.compliance" in planned.unsaid
    granted = cyclonedx.export(
        sheet_of(title_page={"name": "A"}, overview={"compliance": [row | {"status": "certified"}]}), "1.7"
    )
    assert cyclonedx.read(granted.text, "a.json").fields["overview.compliance"] == [row | {"status": "certified"}]


def test_identifier_changes_with_the_content_only() -> None:
    serials = [
        json.loads(cyclonedx.export(sheet_of(title_page={"name": name}), "1.7").text)["serialNumber"]
        for name in ("A", "A", "B")
    ]
    assert serials[0] == serials[1] != serials[2]


def test_a_datasheet_without_a_name_is_refused() -> None:
    with pytest.raises(InputError, match="has no name") as caught:
        cyclonedx.export(sheet_of(title_page={"version": "1"}), "1.7")
    assert caught.value.path == ("title_page", "name")


def test_every_place_of_the_table_is_of_the_template() -> None:
    rows = [*table()["references"], *table()["considerations"]]
    places = [row["place"] for row in rows]
    places += [place for listed in table()["properties"].values() for place in listed]
    places += [row[key] for row in table()["energy"] for key in ("energy", "footprint") if key in row]
    places += [row[key] for row in table()["data"] for key in row if key != "use"]
    assert [place for place in places if field_at(place) is None] == []
