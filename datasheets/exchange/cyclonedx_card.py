"""The model card of CycloneDX: parameters, metrics with intervals, considerations, energy of training and use."""

from __future__ import annotations

from typing import Any

from datasheets.exchange.cyclonedx_names import named, table
from datasheets.exchange.cyclonedx_properties import Property, parts, properties, whole
from datasheets.exchange.exact import in_unit, measure_text
from datasheets.exchange.saying import PARTS, Saying
from datasheets.sheet.template import section
from datasheets.sheet.values import Quantity

Card = dict[str, Any]
BY = ": "
"""Between what results are by and the group, in a slice."""
APPROACHES = ("supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised")
_PARTS = tuple(part for part in PARTS if part not in ("low", "high"))
"""What no metric of CycloneDX has a slot for."""


def model_card(saying: Saying, data_refs: list[str]) -> Card:
    """The card, without the parts of which nothing is said."""
    metrics, extra = _metrics(saying)
    parameters = _parameters(saying, data_refs)
    considerations = _considerations(saying)
    made = {
        "modelParameters": parameters,
        "quantitativeAnalysis": {"performanceMetrics": metrics} if metrics else {},
        "considerations": considerations,
        "properties": extra + properties(saying, table()["properties"]["model"]),
    }
    return {key: value for key, value in made.items() if value}


def _parameters(saying: Saying, data_refs: list[str]) -> Card:
    made: Card = {}
    approach = saying.text("data_and_model.training_kind")
    if approach in APPROACHES:
        made["approach"] = {"type": approach}
    else:
        saying.take_back("data_and_model.training_kind")
    for slot, place in (("task", "task"), ("modelArchitecture", "architecture")):
        text = saying.text(f"data_and_model.{place}")
        if text is not None:
            made[slot] = text
    if data_refs:
        made["datasets"] = [{"ref": one} for one in data_refs]
    for slot, place in (("inputs", "input_modality"), ("outputs", "outputs")):
        items = saying.items(f"overview.{place}")
        if items:
            made[slot] = [{"format": one} for one in items]
    return made


def _metrics(saying: Saying) -> tuple[list[Card], list[Property]]:
    """Metrics and slices; what a metric of CycloneDX cannot hold of a quantity is returned as properties."""
    made: list[Card] = []
    extra: list[Property] = []
    table_of_metrics = "performance.metrics"
    number = 0
    for row in saying.rows(table_of_metrics, "metric", "name", "of", "value", "threshold"):
        cell = f"{table_of_metrics}.{number + 1}"
        one: Card = {}
        if row.get("metric") == "other" and row.get("name", "other").casefold() not in metric_choices():
            one["type"] = row.pop("name")
        elif "metric" in row:
            one["type"] = row["metric"]
        if BY not in row.get("of", BY):
            one["slice"] = row.pop("of")
        extra += [{"name": named(f"{cell}.{key}"), "value": row[key]} for key in ("name", "of") if key in row]
        extra += whole(f"{cell}.threshold", row["threshold"]) if "threshold" in row else []
        number = _value(one, row.get("value"), table_of_metrics, number, made, extra)
    number = 0
    for index, row in enumerate(saying.rows("performance.slices", "variable", "group", "metric", "value"), 1):
        cell = f"performance.slices.{index}"
        if "variable" not in row or "group" not in row or BY in row["variable"]:
            for key in row:
                saying.take_back(f"{cell}.{key}")
            continue
        one = {"type": row["metric"]} if "metric" in row else {}
        one["slice"] = f"{row['variable']}{BY}{row['group']}"
        number = _value(one, row.get("value"), "performance.slices", number, made, extra)
    return made, extra


def metric_choices() -> dict[str, str]:
    """The metrics that the template knows, by their names in small letters."""
    return {one.casefold(): one for one in section("performance").field("metrics").column("metric").choices}


def _value(
    one: Card, quantity: Quantity | None, place: str, number: int, made: list[Card], extra: list[Property]
) -> int:
    """Add a metric with its value and interval; returns how many rows of the table have been added."""
    if quantity is not None:
        if quantity.value is not None:
            one["value"] = measure_text(quantity.value)
        if quantity.low is not None and quantity.high is not None:
            bounds = {"lowerBound": measure_text(quantity.low), "upperBound": measure_text(quantity.high)}
            one["confidenceInterval"] = bounds
    if not one:
        return number
    made.append(one)
    if quantity is not None:
        extra += parts(f"{place}.{number + 1}.value", quantity, _PARTS)
    return number + 1


def _considerations(saying: Saying) -> Card:
    made: Card = {}
    for one in table()["considerations"]:
        place = one["place"]
        items = saying.items(place)
        text = saying.text(place) if not items else None
        if items or text is not None:
            made[one["slot"]] = items or [text]
    harms = [{"name": one} for one in saying.items("overview.harms")]
    strategies = [{"mitigationStrategy": one} for one in saying.items("overview.mitigations")]
    if harms or strategies:
        made["ethicalConsiderations"] = harms + strategies
    fair = {
        slot: text
        for slot, place in (("harms", "fairness"), ("mitigationStrategy", "fairness_mitigations"))
        if (text := saying.text(f"performance.{place}")) is not None
    }
    energy = _energy(saying)
    if energy:
        made["environmentalConsiderations"] = energy
    if fair:
        made["fairnessAssessments"] = [fair]
    return made


def _energy(saying: Saying) -> Card:
    """Energy in kWh and footprint in tCO2eq; without an energy CycloneDX has no slot for the footprint."""
    consumptions, extra = [], []
    for row in table()["energy"]:
        energy = saying.quantity(row["energy"])
        footprint = saying.quantity(row["footprint"]) if "footprint" in row else None
        if energy is None or energy.value is None:
            for place, quantity in ((row["energy"], energy), (row.get("footprint", ""), footprint)):
                extra += whole(place, quantity) if quantity is not None else []
            continue
        one: Card = {
            "activity": row["activity"],
            "energyProviders": [],  # the datasheet does not name any, and the schema asks for the list
            "activityEnergyCost": {"value": in_unit(energy.value, "kWh"), "unit": "kWh"},
        }
        more = [{"name": named("of"), "value": row["of"]}] if "of" in row else []
        more += _as_typed(row["energy"], energy, "kWh")
        if footprint is not None and footprint.value is not None:
            one["co2CostEquivalent"] = {"value": in_unit(footprint.value, "tCO2e"), "unit": "tCO2eq"}
            more += _as_typed(row["footprint"], footprint, "kgCO2e")
        elif footprint is not None:
            more += whole(row["footprint"], footprint)
        consumptions.append(one | ({"properties": more} if more else {}))
    made: Card = {"energyConsumptions": consumptions} if consumptions else {}
    return made | ({"properties": extra} if extra else {})


def _as_typed(place: str, quantity: Quantity, unit: str) -> list[Property]:
    """The parts beside the value, and the value itself where it would not come back with its number."""
    assert quantity.value is not None
    if quantity.value.unit == unit:
        return parts(place, quantity)
    return [{"name": named(place), "value": measure_text(quantity.value)}, *parts(place, quantity)]
