"""A product footprint in the style of PACT: types and forms by the specification, and nothing that is made up.

Forms are those of the PACT Technical Specifications 3.0.0, ProductFootprint and CarbonFootprint
(https://docs.carbon-transparency.org/ref/data-exchange-protocol/3.0.0): decimals are texts of digits with one point,
identifiers are URNs, points in time are UTC, the end of a period is no longer in it, a mass is in kg.
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from datasheets.exchange import pact
from datasheets.exchange.formats import Exported
from datasheets.sheet.sheet import Datasheet
from tests.datasheets.exchange.data_sheets import example, sheet_of
from tests.datasheets.exchange.whole_sheets import full_sheet, held, is_in, is_unsaid, lost_parts, sheets

DECIMALS = ("declaredUnitAmount", "productMassPerDeclaredUnit", "pcfExcludingBiogenicUptake",
            "outboundLogisticsGhgEmissions", "exemptedEmissionsPercent")  # fmt: skip
TIMES = ("created", "validityPeriodEnd", "referencePeriodStart", "referencePeriodEnd")
STANDARDS = {"ISO14067", "ISO14083", "ISO14040-44", "GHGP-Product", "PEF"}


def _checked(exported: Exported) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(exported.text)
    pcf = made["pcf"]
    assert str(uuid.UUID(made["id"])) == made["id"]
    assert made["specVersion"] == "3.0.0"
    assert made["status"] == "Active"
    assert (pcf["declaredUnitOfMeasurement"], pcf["declaredUnitAmount"]) == ("piece", "1")
    for key in DECIMALS:
        assert key not in pcf or re.fullmatch(r"[+-]?\d+(\.\d+)?", pcf[key]), pcf[key]
    for part in (made, pcf):
        for key in TIMES:
            assert key not in part or datetime.fromisoformat(part[key]).utcoffset() is not None
    for key in ("companyIds", "productIds"):
        ids = made.get(key, ["urn:aa:b"])
        assert ids
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:\S+", one, re.IGNORECASE) for one in ids)
    assert set(pcf.get("crossSectoralStandards", [])) <= STANDARDS
    assert all(re.fullmatch(r"AR\d", one) for one in pcf.get("ipccCharacterizationFactors", []))
    assert all(one["name"] and one["version"] for one in pcf.get("secondaryEmissionFactorSources", []))
    assert re.fullmatch("[A-Z]{2}", pcf.get("geographyCountry", "DE"))
    said = {name for name, _ in exported.missing}
    assert not said & (made.keys() | pcf.keys())
    assert {"pcfIncludingBiogenicUptake", "fossilGhgEmissions", "primaryDataShare", "dqi"} & pcf.keys() == set()
    return made


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_examples(name: str) -> None:
    exported = pact.export(example(name))
    made = _checked(exported)
    assert exported == pact.export(example(name))
    assert made["comment"].startswith("In the style of PACT: not certified")


def test_the_gate_parts_the_stages() -> None:
    """The example: production 1.04 kg, transport 0.4 kg, all of it 1.44102635349163 kg."""
    made = _checked(pact.export(example("gesture")))
    assert made["pcf"]["pcfExcludingBiogenicUptake"] == "1.04"
    assert made["pcf"]["outboundLogisticsGhgEmissions"] == "0.4"
    assert "All stages that are covered: 1.44102635349163 kgCO2e" in made["comment"]
    assert "Use: 0.0010261298006339" in made["comment"]


def test_without_stages_there_is_no_footprint() -> None:
    exported = pact.export(example("pa1"))
    assert "pcfExcludingBiogenicUptake" not in json.loads(exported.text)["pcf"]
    assert ("pcfExcludingBiogenicUptake", "environment.by_stage") in exported.missing


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@given(sheets())
def test_any_datasheet(sheet: Datasheet) -> None:
    _checked(pact.export(sheet))


def test_every_value_is_in_the_document_or_listed() -> None:
    sheet = full_sheet()
    exported = pact.export(sheet)
    ends = ("environment.valid_until", "environment.reference_end")  # written as the day after
    assert [e.place for e in held(sheet) if not is_unsaid(e, exported.unsaid) and not is_in(e, exported.text)
            and e.place not in ends] == []  # fmt: skip
    assert lost_parts(sheet, exported.text, exported.unsaid) == []


def test_all_that_can_be_said() -> None:
    """Mass 250 g is 0.25 kg; the period to 31 December ends at the beginning of 1 January."""
    exported = pact.export(sheet_of(
        title_page={
            "name": "A", "last_updated": "2026-03-31", "manufacturer": "Acme", "manufactured_in": "DE",
            "identifiers": [
                {"of": "product", "scheme": "GTIN", "value": "4712345060507"},
                {"of": "company", "scheme": "LEI", "value": "529900T8BM49AURSDO55"},
                {"of": "company", "scheme": "any", "value": "urn:uuid:51131FB5-42A2-4267-A402-0ECFEFAD1619"},
                {"of": "product", "scheme": "part no. (ours)", "value": "7"},
            ],
        },
        overview={"description": "A thing."},
        hardware={"mass": {"value": "250 g", "status": "measured"}},
        environment={
            "by_stage": [{"stage": "Production", "value": {"value": "1500.50 gCO2e", "status": "calculated"}}],
            "indicators": "GWP100 of AR6", "reporting_standard": "ISO 14067:2018 and GHG Protocol Product Standard",
            "exempted": {"value": "2.50 %", "status": "estimated"},
            "reference_start": "2025-01-01", "reference_end": "2025-12-31", "valid_until": "2028-12-31",
            "factors": [{"factor": "a", "value": "1", "source": "ecoinvent", "year": "3.10"},
                        {"factor": "b", "value": "1", "source": "nobody"}],
        },
    ))  # fmt: skip
    made = _checked(exported)
    assert made["productIds"] == ["urn:gtin:4712345060507"]
    assert made["companyIds"] == ["urn:lei:529900T8BM49AURSDO55", "urn:uuid:51131FB5-42A2-4267-A402-0ECFEFAD1619"]
    assert made["validityPeriodEnd"] == "2029-01-01T00:00:00Z"
    assert made["pcf"] == {
        "declaredUnitOfMeasurement": "piece", "declaredUnitAmount": "1", "productMassPerDeclaredUnit": "0.25",
        "referencePeriodStart": "2025-01-01T00:00:00Z", "referencePeriodEnd": "2026-01-01T00:00:00Z",
        "geographyCountry": "DE",
        "boundaryProcessesDescription": "Production of the parts and of the device, up to the gate of the maker.",
        "pcfExcludingBiogenicUptake": "1.5005", "ipccCharacterizationFactors": ["AR6"],
        "crossSectoralStandards": ["ISO14067", "GHGP-Product"], "exemptedEmissionsPercent": "2.5",
        "secondaryEmissionFactorSources": [{"name": "ecoinvent", "version": "3.10"}],
    }  # fmt: skip
    assert {name for name, _ in exported.missing} == {
        "pcfIncludingBiogenicUptake", "fossilGhgEmissions", "fossilCarbonContent", "packagingEmissionsIncluded",
        "primaryDataShare",
    }  # fmt: skip
    assert {"title_page.identifiers.scheme", "environment.factors.source"} <= set(exported.unsaid)


def test_a_stage_that_stands_twice_is_no_footprint() -> None:
    row = {"stage": "production", "value": {"value": "1 kgCO2e", "status": "declared"}}
    exported = pact.export(sheet_of(title_page={"name": "A"}, environment={"by_stage": [row, row]}))
    assert "pcfExcludingBiogenicUptake" in {name for name, _ in exported.missing}
