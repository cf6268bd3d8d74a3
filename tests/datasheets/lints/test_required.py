"""What has to be there and is not; versions and dates."""

from typing import Any

import pytest

from datasheets.lints.required import _CONDITIONS, UNDECIDED
from datasheets.lints.rules import lint
from datasheets.sheet.template import template
from tests.datasheets.lints.sheets import found, microphone, only, q, sheet, thermometer

LOG = {"changes": "One.", "evaluations_updated": "none", "approved_by": "A. Nother"}


def places(data: dict[str, Any], rule: str) -> list[str]:
    return [f.where[0].place for f in found(data, rule)]


@pytest.mark.parametrize("given", ["not provided", None, []], ids=["not provided", "left out", "empty"])
def test_required_field(given: object) -> None:
    data = microphone(overview__use_cases=given)
    assert places(data, "required-missing") == ["overview.use_cases"]
    assert found(data, "empty-table") == []


def test_required_line() -> None:
    finding = only(microphone(overview__summary="not provided"), "required-missing")
    assert finding.message == "One-sentence summary (overview.summary) is not provided, and it is required"


def test_words_answer_a_required_field() -> None:
    for words in ("not applicable: a design", {"status": "not assessed"}):
        assert found(microphone(performance__latency_p95=words), "required-missing") == []
    assert places(microphone(security_and_privacy__access="not disclosed"), "required-not-disclosed") == [
        "security_and_privacy.access"
    ]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"environment__footprint": q("2 kgCO2e")}, "environment.lifetime"),
        ({"environment__by_stage": [{"stage": "Use", "value": q("2 kgCO2e")}]}, "environment.boundary"),
        ({"performance__participants": q(3)}, "user_study.ethics"),
        ({"security_and_privacy__stored": "de-identified"}, "security_and_privacy.stored_what"),
        ({"data_and_model__biases": None}, "data_and_model.biases"),
        ({"data_and_model__classes": None}, "data_and_model.classes"),
        ({"hardware__data_rate": None}, "hardware.data_rate"),
        ({"hardware__bus_address": None}, "hardware.bus_address"),
        ({"hardware__interfaces": None}, "hardware.interfaces"),
        ({"hardware__connectors": ["USB-C"]}, "hardware.pinout"),
        ({"hardware__interfaces": ["I2C", "Bluetooth LE"]}, "hardware.radio"),
        ({"security_and_privacy__ports": None}, "security_and_privacy.ports"),
        ({"performance__fairness": None}, "performance.fairness"),
    ],
)
def test_condition_that_other_fields_decide(change: dict[str, Any], missing: str) -> None:
    data = microphone(**change)
    if missing.startswith("user_study"):
        del data["user_study"]["ethics"]
    assert missing in places(data, "required-missing")


def test_conditions_that_do_not_hold() -> None:
    """SPI has a rate and no address; a thermometer of ovens senses no people and took none for its evaluation."""
    assert found(thermometer(), "required-missing") == []
    assert "bus_address" not in thermometer()["hardware"]


def test_every_condition_of_the_template_is_known() -> None:
    words = {f.when for s in template() for t in s.fields for f in (t, *t.columns) if f.when}
    assert words == {*_CONDITIONS, *UNDECIDED}


def test_open_condition() -> None:
    assert places(microphone(hardware__registers="not provided"), "conditional-open") == ["hardware.registers"]
    assert found(microphone(hardware__registers="not applicable: none"), "conditional-open") == []


def test_cells() -> None:
    row = {"name": "Microphone", "modality": "audio", "used": "fitted, not used"}
    data = microphone(hardware__sensors=[{**row, "name": "not provided", "disabled_by": "a jumper"}, row])
    assert only(data, "required-cell-missing").where[0].place == "hardware.sensors.1.name"
    assert only(data, "unused-sensor-not-disabled").where[0].place == "hardware.sensors.2"
    assert found(microphone(), "required-cell-missing") == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"security_and_privacy__support_until": "not provided"}, "support-missing"),
        ({"security_and_privacy__support_until": "not disclosed"}, "support-missing"),
        ({"environment__declared_unit": "not provided"}, "footprint-without-unit"),
        ({"environment__region": "not provided"}, "footprint-without-region"),
        ({"environment__coverage": "not provided"}, "footprint-without-coverage"),
        (
            {"environment__by_block": [{"block": "not provided", "value": q("2.0 kgCO2e")}]},
            "footprint-part-without-name",
        ),
        (
            {"environment__by_stage": [{"stage": "not provided", "value": q("2.0 kgCO2e")}]},
            "footprint-part-without-name",
        ),
    ],
)
def test_one_defect_is_one_finding(change: dict[str, Any], rule: str) -> None:
    """Where a rule of its own says that something is missing, the rules on required fields do not say so again."""
    footprint = {"environment__footprint": q("2.0 kgCO2e", low="1.5 kgCO2e", high="2.5 kgCO2e")}
    data = microphone(
        environment__declared_unit="One", environment__region="France, 2024", environment__coverage="all of the mass",
        environment__lifetime=q("1 years"), environment__boundary="All.", environment__method="By blocks.",
        environment__indicators="GWP100 only", environment__factors=[{"factor": "grid", "value": "1", "source": "own"}],
    )  # fmt: skip
    for key, value in {**footprint, **change}.items():
        section, _, field = key.partition("__")
        data[section][field] = value
    assert {f.rule for f in lint(sheet(data))} - {"use-energy-not-of-power"} == {rule}


def test_footprint_that_was_not_assessed() -> None:
    """Then nothing has to be said on its unit, region or boundary."""
    data = microphone(environment__footprint={"status": "not assessed"})
    assert found(data, "required-missing") == []
    assert found(data, "footprint-without-unit") == []


def test_empty_table_that_is_optional() -> None:
    assert only(microphone(hardware__bom=[]), "empty-table").where[0].place == "hardware.bom"


def test_not_applicable_to_what_always_applies() -> None:
    finding = only(microphone(overview__harms="not applicable: harmless"), "always-applies")
    assert finding.message == 'overview.harms applies to every sensor, but it says "not applicable: harmless"'
    assert found(microphone(hardware__thermal="not applicable: cold"), "always-applies") == []


def test_change_log() -> None:
    one, two = {**LOG, "version": "1.0.0", "date": "2026-03-01"}, {**LOG, "version": "1.1.0", "date": "2026-05-01"}
    assert only(microphone(title_page__change_log=[one, two, two]), "change-log-duplicate").message == (
        'version "1.1.0" stands twice in the change log, in rows 2 and 3'
    )
    assert only(microphone(title_page__version="1.2.0"), "version-not-in-change-log").message == (
        'version "1.2.0" of the title page is not in the change log, which has "1.0.0", "1.1.0"'
    )
    for rule in ("change-log-duplicate", "version-not-in-change-log", "dates-out-of-order"):
        assert found(microphone(title_page__change_log=[two, one]), rule) == []  # the newest first is an order, too


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"title_page__release_date": "2026-06-01"},
            "title_page.release_date is 2026-06-01, after title_page.last_updated, 2026-05-01",
        ),
        (
            {"title_page__last_updated": "2026-04-01"},
            "title_page.last_updated is 2026-04-01, before row 2 of the change log, 2026-05-01",
        ),
        (
            {"security_and_privacy__support_until": "2026-02-01"},
            "title_page.release_date is 2026-03-01, after security_and_privacy.support_until, 2026-02-01",
        ),
        (
            {"environment__valid_until": "2026-04-30"},
            "title_page.last_updated is 2026-05-01, after environment.valid_until, 2026-04-30",
        ),
        (
            {
                "title_page__change_log": [
                    {**LOG, "version": v, "date": f"2026-0{m}-01"} for v, m in (("1", 3), ("2", 5), ("1.1.0", 4))
                ]
            },
            "the change log goes neither up nor down: row 2 is of 2026-05-01, row 3 of 2026-04-01",
        ),
    ],
)
def test_dates(change: dict[str, Any], message: str) -> None:
    assert only(microphone(**change), "dates-out-of-order").message == message


def test_a_section_that_is_left_out_is_found_without_a_line() -> None:
    data = microphone()
    del data["maintenance"]
    assert places(data, "required-missing") == ["maintenance.cadence", "maintenance.triggers"]
    assert sheet(data).line(("maintenance", "triggers")) is None
