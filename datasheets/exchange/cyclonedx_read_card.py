"""A model and its model card of CycloneDX, read into the fields of a datasheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from datasheets.exchange.cyclonedx_card import BY, metric_choices
from datasheets.exchange.cyclonedx_names import UNNAMED, table
from datasheets.exchange.cyclonedx_parts import Said, local
from datasheets.exchange.cyclonedx_source import Found, Node, number_text
from datasheets.exchange.exact import converted, number_of
from datasheets.exchange.gathering import fits, share
from datasheets.sheet.template import section
from datasheets.sheet.units import parse_measure
from datasheets.sheet.values import NOT_PROVIDED
from footprint.errors import InputError

_METRICS, _SLICES = "performance.metrics", "performance.slices"


def read_model(found: Found, said: Said, node: Node) -> None:
    """The component of a model; what is said elsewhere already stays in the file."""
    node["type"].take()
    if node["name"].text.startswith(UNNAMED):
        node["name"].take()
    else:
        found.text("data_and_model.model_name", node["name"])
    found.text("title_page.model_version", node["version"])
    for one in node["hashes"].items():
        if one["alg"].text == "SHA-256" and found.keep("data_and_model.model_sha256", one["content"].text, one):
            break
    for one in node["externalReferences"].items():
        if one["type"].text in ("website", "distribution", "documentation", "model-card") and found.keep(
            "data_and_model.model_url", one["url"].text, one
        ):
            break
    for one in node["pedigree"]["ancestors"].items():
        if found.text("data_and_model.base_model", one["name"]):
            one["type"].take()
            break
    _card(found, said, node["modelCard"])


def _card(found: Found, said: Said, card: Node) -> None:
    parameters = card["modelParameters"]
    found.text("data_and_model.training_kind", parameters["approach"]["type"])
    found.text("data_and_model.task", parameters["task"])
    found.text("data_and_model.architecture", parameters["modelArchitecture"])
    found.text("data_and_model.architecture", parameters["architectureFamily"])
    for slot, place in (("inputs", "overview.input_modality"), ("outputs", "overview.outputs")):
        items = [one["format"] for one in parameters[slot].items()]
        _list(found, place, items, parameters[slot])
    for one in parameters["datasets"].items():
        one["ref"].take()
    _metrics(found, said, card["quantitativeAnalysis"]["performanceMetrics"])
    _considerations(found, said, card["considerations"])


def _list(found: Found, place: str, items: list[Node], node: Node) -> None:
    texts = [one for one in items if one.text]
    if texts and place not in found.fields and found.append(place, [one.text for one in texts], node):
        for one in texts:
            one.take()


def _metrics(found: Found, said: Said, node: Node) -> None:
    rows: dict[str, list[dict[str, Any]]] = {_METRICS: [], _SLICES: []}
    for one in node.items():
        variable, by, group = one["slice"].text.partition(BY)
        place = _SLICES if by and variable.strip() and group.strip() else _METRICS
        number = str(len(rows[place]) + 1)
        row = _row(one, place, variable, group)
        row |= {key: text for key in ("name", "of") if (text := said.text(place, number, key))}
        if said.has(place, number, "threshold"):
            row["threshold"] = said.quantity(place, (number, "threshold"))
        for value, taken in _values(one, said, place, number, row["metric"]):
            row["value"] = value
            if _fits(place, row):
                rows[place].append(row)
                for key in ("type", "slice", "value", *taken):
                    one[key].take()
                said.take(place, number)
                break
    for place, made in rows.items():
        if made and place not in found.fields:
            found.append(place, made, node)


def _values(
    one: Node, said: Said, place: str, number: str, metric: str
) -> Iterator[tuple[dict[str, Any] | str, tuple[str, ...]]]:  # fmt: skip
    """The value of a metric with its interval, then without, and what of the file it says."""
    value, note, unit = one["value"].text, "", ""
    if not value:
        yield NOT_PROVIDED, ()
        return
    if not said.has(place, number, "value"):  # a file of others may mean percent
        value, note = share(metric_choices().get(metric.casefold(), "other"), value)
        unit = " %" if note else ""
    interval = one["confidenceInterval"]
    low, high = interval["lowerBound"].text, interval["upperBound"].text
    for known in ({"low": f"{low}{unit}", "high": f"{high}{unit}"} if low and high else {}, {}):
        made = said.quantity(place, (number, "value"), one, value=value, **known)
        yield made | ({"note": note} if note else {}), ("confidenceInterval",) if known else ()


def _row(one: Node, place: str, variable: str, group: str) -> dict[str, Any]:
    kind = one["type"].text
    if place == _SLICES:
        return {"variable": variable.strip(), "group": group.strip(), "metric": kind or NOT_PROVIDED}
    known = metric_choices().get(kind.casefold())
    row: dict[str, Any] = {"metric": known or ("other" if kind else NOT_PROVIDED)}
    if kind and known is None:
        row["name"] = kind
    if one["slice"].text:
        row["of"] = one["slice"].text
    return row


def _fits(place: str, row: dict[str, Any]) -> bool:
    return fits(section("performance").field(place.partition(".")[2]), [row])


def _considerations(found: Found, said: Said, node: Node) -> None:
    for row in table()["considerations"]:
        slot, place = node[row["slot"]], row["place"]
        if place == "performance.environment_sensitivity":
            texts = [one.text for one in slot.items() if one.text]
            if texts:
                found.keep(place, "\n\n".join(texts), slot)
        else:
            _list(found, place, list(slot.items()), slot)
    for slot_name, place in (("name", "overview.harms"), ("mitigationStrategy", "overview.mitigations")):
        slot = node["ethicalConsiderations"]
        _list(found, place, [one[slot_name] for one in slot.items()], slot)
    _fairness(found, node["fairnessAssessments"])
    for one in node["environmentalConsiderations"]["energyConsumptions"].items():
        _energy(found, said, one)


def _fairness(found: Found, node: Node) -> None:
    harms, strategies = [], []
    for one in node.items():
        words = [one[key].text for key in ("groupAtRisk", "benefits", "harms") if one[key].text]
        harms += [": ".join(words)] if words else []
        strategies += [one["mitigationStrategy"].text] if one["mitigationStrategy"].text else []
    for place, texts in (("performance.fairness", harms), ("performance.fairness_mitigations", strategies)):
        if texts:
            found.keep(place, "\n\n".join(texts), node)


def _energy(found: Found, said: Said, node: Node) -> None:
    row = next((r for r in table()["energy"] if r["activity"] == node["activity"].text), None)
    if row is None or row["energy"] in found.fields:
        return
    if "of" in row:
        text, where = local(node, "of")
        if text != row["of"] or where is None:
            return
        where.take()
    kept = _number(found, said, node["activityEnergyCost"], row["energy"], "kWh", "kWh")
    if kept:
        node["activity"].take()
    if "footprint" in row and node["co2CostEquivalent"].there:
        _number(found, said, node["co2CostEquivalent"], row["footprint"], "tCO2e", "kgCO2e")


def _number(found: Found, said: Said, node: Node, place: str, given: str, unit: str) -> bool:
    """Put a number of the file in our unit; as it was typed where the file keeps that and it is the same number."""
    number = converted(Decimal(node["value"].value), given, unit)
    value = f"{number_text(number)} {unit}"
    typed = said.text(place)
    if typed and _same(typed, unit, number):
        value = typed
    kept = found.keep(place, said.quantity(place, (), node, value=value), node)
    if kept:
        said.take(place)
    return kept


def _same(typed: str, unit: str, number: Decimal) -> bool:
    try:
        measure = parse_measure(typed, unit)
    except InputError:
        return False
    return converted(number_of(measure), measure.unit, unit) == number
