"""The packages of an SPDX document: device, firmware and model, and how they and the data belong together."""

from __future__ import annotations

from typing import Any

from datasheets.exchange.exact import in_unit, quantity_words
from datasheets.exchange.spdx_data import data_packages
from datasheets.exchange.spdx_elements import Document, day, joined, present, purpose, table, texts
from datasheets.sheet.units import Measure
from datasheets.sheet.values import Quantity
from footprint.errors import InputError

_JOULE = ("J", "mJ", "uJ", "µJ", "nJ", "kJ", "MJ")


def packages(made: Document) -> None:
    """Add every package, and how they belong together.

    Raises
    ------
    InputError
        A datasheet without a name.
    """
    device = _device(made)
    firmware = _firmware(made)
    model = _model(made)
    made.relate("contains", device, "contains", [one for one in (firmware, model) if one is not None])
    libraries = [
        made.add(
            made.spdx.software_Package, f"library-{i}", name=name, software_primaryPurpose=purpose(made, "library")
        )
        for i, name in enumerate(made.saying.items("system.dependencies"), 1)
    ]
    made.relate("depends", device if firmware is None else firmware, "dependsOn", libraries)
    data = data_packages(made)
    for row in table()["data"]:
        ends = [one for uses, one in data if row["use"] in uses]
        if model is not None:
            made.relate(row["relationship"], model, row["relationship"], ends)
    made.profiles(*(["ai"] if model is not None else []), *(["dataset"] if data else []))


def _device(made: Document) -> Any:
    saying, spdx = made.saying, made.spdx
    name = saying.text("title_page.name")
    if name is None:
        raise InputError(
            "the datasheet has no name, which SPDX asks for", path=("title_page", "name"), file=saying.sheet.file
        )
    references = []
    for row in table()["references"]:
        url = made.uri(row["place"], saying.text(row["place"]))
        if url is not None:
            kind = spdx.ExternalRefType.NAMED_INDIVIDUALS[row["type"]]
            references.append(spdx.ExternalRef(externalRefType=kind, locator=[url]))
    device = made.add(
        spdx.software_Package, "device", name=name, summary=saying.text("overview.summary"),
        description=saying.text("overview.description"), software_packageVersion=saying.text("title_page.version"),
        software_primaryPurpose=purpose(made, "device"), suppliedBy=made.maker, releaseTime=_released(made),
        validUntilTime=day(saying.text("security_and_privacy.support_until")), externalRef=references,
    )  # fmt: skip
    made.license("device", device, saying.text("title_page.licence"))
    return device


def _firmware(made: Document) -> Any:
    version = made.saying.text("title_page.firmware_version")
    if version is None:
        return None  # a toolchain alone may be that of the model
    toolchain = made.saying.text("title_page.toolchain")
    return made.add(
        made.spdx.software_Package, "firmware", name="firmware", software_packageVersion=version,
        software_primaryPurpose=purpose(made, "firmware"), software_sourceInfo=toolchain,
    )  # fmt: skip


def _model(made: Document) -> Any:
    saying, spdx = made.saying, made.spdx
    model = "data_and_model"
    sha256 = f"{model}.model_sha256"
    given: dict[str, Any] = {
        "software_packageVersion": saying.text("title_page.model_version"),
        "software_downloadLocation": made.uri(f"{model}.model_url", saying.text(f"{model}.model_url")),
        "verifiedUsing": made.hashes(sha256, saying.text(sha256)),
        "ai_domain": saying.items("overview.use_cases"),
        "ai_informationAboutApplication": saying.text("title_page.intended_use"),
        "ai_informationAboutTraining": saying.text(f"{model}.training_procedure"),
        "ai_limitation": joined(saying.text(f"{model}.model_limits"), saying.items("performance.failure_modes")),
        "ai_typeOfModel": texts(saying.text(f"{model}.architecture"), saying.text(f"{model}.task")),
        "ai_hyperparameter": [
            made.entry("quantisation", text) for text in texts(saying.text("system.quantisation"))
        ],
        "ai_standardCompliance": _standards(made),
        "ai_energyConsumption": _energy(made),
        **_metrics(made),
    }  # fmt: skip
    persons = saying.text("security_and_privacy.identifiable")
    if persons is not None:
        word = table()["presence"][persons]
        given["ai_useSensitivePersonalInformation"] = present(made, word)
        if word == "noAssertion":
            saying.take_back("security_and_privacy.identifiable")
    name = saying.text(f"{model}.model_name")
    given = {key: value for key, value in given.items() if value is not None and value != []}
    if name is None and not given:
        return None
    package = made.add(
        spdx.ai_AIPackage, "model", name=name or saying.text(f"{model}.model_file") or "model",
        software_primaryPurpose=purpose(made, "model"), suppliedBy=made.maker, releaseTime=_released(made), **given,
    )  # fmt: skip
    if "ai_energyConsumption" in given and given["ai_energyConsumption"].ai_inferenceEnergyConsumption:
        package.comment = "The energy of inference is that of one inference."
    made.license("model", package, saying.text(f"{model}.model_licence"))
    made.ask("ai", package)
    return package


def _standards(made: Document) -> list[str]:
    """Schemes that the datasheet says it is certified for; a plan is no compliance."""
    found = []
    for index, row in enumerate(made.saying.rows("overview.compliance", "scheme", "status"), 1):
        if row.get("status") == "certified" and "scheme" in row:
            found.append(row["scheme"])
            continue
        for key in row:
            made.saying.take_back(f"overview.compliance.{index}.{key}")
    return found


def _energy(made: Document) -> Any:
    given = {}
    for slot, place in (
        ("training", "data_and_model.training_energy"),
        ("inference", "performance.energy_per_inference"),
    ):
        quantity = made.saying.quantity(place, said=())
        if quantity is None:
            continue
        if quantity.value is None:
            made.saying.take_back(place)
            continue
        given[f"ai_{slot}EnergyConsumption"] = [_amount(made, quantity.value)]
    return made.spdx.ai_EnergyConsumption(**given) if given else None


def _amount(made: Document, measure: Measure) -> Any:
    """An energy in the one of SPDX's units to which it converts exactly."""
    name, unit = ("megajoule", "MJ") if measure.unit in _JOULE else ("kilowattHour", "kWh")
    return made.spdx.ai_EnergyConsumptionDescription(
        ai_energyQuantity=float(in_unit(measure, unit)),
        ai_energyUnit=made.spdx.ai_EnergyUnitType.NAMED_INDIVIDUALS[name],
    )


def _metrics(made: Document) -> dict[str, Any]:
    metrics, thresholds = [], []
    for place, names in (("performance.metrics", ("metric", "name", "of")),
                         ("performance.slices", ("metric", "variable", "group"))):  # fmt: skip
        for index, row in enumerate(made.saying.rows(place, *names, "value", "threshold"), 1):
            key = ", ".join(row[cell] for cell in names if cell in row)
            value, threshold = row.get("value"), row.get("threshold")
            if not key or (value is None and threshold is None):
                for cell in row:
                    made.saying.take_back(f"{place}.{index}.{cell}")
                continue
            metrics += [made.entry(key, quantity_words(value))] if isinstance(value, Quantity) else []
            thresholds += [made.entry(key, quantity_words(threshold))] if isinstance(threshold, Quantity) else []
    default = made.saying.quantity("system.threshold")
    if default is not None:
        thresholds.append(made.entry("default", quantity_words(default)))
    return {"ai_metric": metrics, "ai_metricDecisionThreshold": thresholds}


def _released(made: Document) -> Any:
    return day(made.saying.text("title_page.release_date"))
