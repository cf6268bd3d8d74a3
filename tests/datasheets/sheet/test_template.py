"""The template: it has what the published one has, in its order, and says of every field what it is."""

from __future__ import annotations

from typing import get_args

import pytest

from datasheets.sheet.kinds import KINDS
from datasheets.sheet.template import Field, Kind, section, template
from datasheets.sheet.units import parse_measure

ALL = [(part.key, f) for part in template() for f in part.fields]
COLUMNS = [(f"{part}.{f.key}", c) for part, f in ALL for c in f.columns]

REQUIRED = {
    "title_page": "name type intended_use out_of_scope version release_date last_updated authors maintainer contact "
    "repository licence change_log hardware_revision firmware_version model_version training_data_version "
    "evaluation_data_version toolchain",
    "overview": "summary description key_features use_cases out_of_scope_uses input_modality outputs update_rate "
    "latency_expected validity tunable envelope misuse harms mitigations oversight",
    "system": "diagram pipeline dependencies update_mechanism versioning sampling_rate resolution preprocessing "
    "threshold postprocessing quantisation",
    "data_and_model": "evaluation_data evaluation_source evaluation_licence ground_truth coverage evaluation_limits "
    "task architecture parameters weights model_sha256 model_limits",
    "security_and_privacy": "identifiable processed stored transmitted retention consent encryption_in_transit "
    "encryption_at_rest access logging contact disclosure patches support_until",
    "performance": "setup metrics latency_p50 latency_p95 throughput power_idle power_active power_peak memory_ram "
    "memory_flash slices environment_sensitivity failure_modes invalid_when fallback",
    "hardware": "overview revision compute sensors memory electrical supply_voltage supply_current temperature thermal",
    "environment": "use_power use_energy model_lifecycle",
    "maintenance": "triggers cadence",
    "glossary": "",
    "user_study": "",
}
"""The fields marked R in version 1.0.0 of the template of "Datasheets for Machine Learning Sensors", by section."""

CONDITIONAL = {
    "overview": "compliance",
    "system": "placement",
    "data_and_model": "training_data training_source training_licence training_context labelling biases "
    "training_procedure",
    "performance": "fairness fairness_mitigations not_evaluated",
    "hardware": "interfaces data_rate bus_address pinout registers",
    "user_study": "flyer interest_form consent_form ethics",
}
"""Those marked C."""

OPTIONAL = {
    "title_page": "issue_tracker cite_as reproducibility",
    "overview": "stakeholders",
    "system": "parameters",
    "data_and_model": "training_energy training_footprint",
    "security_and_privacy": "label label_url",
    "performance": "monitoring",
    "hardware": "size mass drawings bom",
    "environment": "manufacturing packaging end_of_life",
    "maintenance": "compatibility deprecation",
    "glossary": "acronyms terms",
}
"""Those marked O."""


def test_sections() -> None:
    """A title page and sections 1 to 10, in order."""
    assert [part.number for part in template()] == ["", *(str(n) for n in range(1, 11))]
    assert list(REQUIRED) == [part.key for part in template()]


@pytest.mark.parametrize(
    ("need", "fields"), [("required", REQUIRED), ("conditional", CONDITIONAL), ("optional", OPTIONAL)]
)
def test_needs_are_those_of_the_published_template(need: str, fields: dict[str, str]) -> None:
    """What the published template has is here with its need, and nothing else is said to be of it."""
    for part in template():
        published = {f.key for f in part.fields if f.need == need and not f.added}
        extra = {"stored_what"} if part.key == "security_and_privacy" and need == "conditional" else set()
        assert published - extra == set(fields.get(part.key, "").split()), part.key


def test_no_added_field_is_required() -> None:
    """Who filled the published template has filled what is required here."""
    assert [f.key for _, f in ALL if f.added and f.need == "required"] == []


def test_keys_are_unique() -> None:
    """A key stands once in its section, a column once in its table."""
    for part in template():
        assert len({f.key for f in part.fields}) == len(part.fields)
    for _, field in ALL:
        assert len({c.key for c in field.columns}) == len(field.columns)


@pytest.mark.parametrize(("place", "field"), [*ALL, *COLUMNS], ids=lambda v: getattr(v, "key", v))
def test_a_field_says_what_it_is(place: str, field: Field) -> None:
    """Kind, condition, choices and columns fit each other; a unit can be read."""
    assert field.kind in get_args(Kind), place
    assert bool(field.when) == (field.need == "conditional")
    assert bool(field.choices) == (field.kind == "choice")
    assert bool(field.columns) == (field.kind == "table")
    assert not field.unit or field.kind == "quantity"
    if field.unit:
        parse_measure(f"1 {'' if field.unit == '1' else field.unit}", field.unit)
    assert field.form in ("", "size", "address")


def test_what_fields_take_is_there() -> None:
    """Every place that a field names is one of its kind of artefact."""
    takes = [(f, t) for _, f in ALL for t in f.takes]
    assert len(takes) > 30
    for field, place in takes:
        kind, _, key = place.partition(".")
        assert key in KINDS[kind].places, field.key


def test_a_group_is_one_stretch() -> None:
    """A heading above fields stands once."""
    for part in template():
        groups = [f.group for f in part.fields]
        starts = [g for i, g in enumerate(groups) if g and (i == 0 or groups[i - 1] != g)]
        assert len(starts) == len(set(starts)), part.key


def test_lookup() -> None:
    """Sections, fields and columns are found by their keys."""
    assert section("performance").field("metrics").column("value").kind == "quantity"
