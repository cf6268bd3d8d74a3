"""The data sets of an SPDX document: what the texts of a datasheet are about, and the rows of its table."""

from __future__ import annotations

from typing import Any

from datasheets.exchange.exact import in_unit
from datasheets.exchange.spdx_elements import Document, day, joined, present, purpose, table, texts
from datasheets.sheet.values import Quantity

_ANSWERS = "data_and_model.data_answers"


def data_packages(made: Document) -> list[tuple[tuple[str, ...], Any]]:
    """Every data set with what it is used for."""
    uses = tuple(row["use"] for row in table()["data"])
    answered: set[tuple[int, str]] = set()
    found: list[tuple[tuple[str, ...], Any]]
    found = [((row["use"],), _texts_of_data(made, row, answered)) for row in table()["data"]]
    for index, row in enumerate(made.saying.sheet.rows(_ANSWERS), 1):
        for cell in row:
            if (index, cell) not in answered:
                made.saying.take_back(f"{_ANSWERS}.{index}.{cell}")
    found += [(uses if use == "both" else (use,), one) for use, one in _data_sets(made)]
    kept = [(use, one) for use, one in found if one is not None]
    for _, one in kept:
        made.ask("dataset", one)
    return kept


def _texts_of_data(made: Document, row: dict[str, str], answered: set[tuple[int, str]]) -> Any:
    saying = made.saying
    use = row["use"]
    said = {key: saying.text(row[key]) for key in row if key not in ("use", "relationship")}
    given = _answers(made, use, answered)
    given["software_packageVersion"] = said.get("version")
    given["software_sourceInfo"] = said.get("source")
    given["description"] = said.get("description")
    for key, name in (("noise", "dataset_datasetNoise"), ("collection", "dataset_dataCollectionProcess")):
        given[name] = joined(said.get(key), [given[name]] if given.get(name) else [])
    given["dataset_knownBias"] = list(dict.fromkeys([*texts(said.get("bias")), *given.get("dataset_knownBias", [])]))
    if (
        use == "evaluation" and saying.sheet.quantity("performance.participants") is not None
    ):  # people before the device
        sensors = saying.rows("hardware.sensors", "name", "modality", "used")
        given["dataset_sensor"] = [
            made.entry(s["name"], s.get("modality")) for s in sensors if s.get("used") == "used" and "name" in s
        ]
        for index, one in enumerate(sensors, 1):
            if one.get("used") != "used":
                for cell in one:
                    saying.take_back(f"hardware.sensors.{index}.{cell}")
    given = {key: value for key, value in given.items() if value is not None and value != []}
    if not given and all(text is None for text in said.values()):
        return None
    package = _dataset(made, f"data-{use}", said["name"] or f"{use} data", given)
    made.license(f"data-{use}", package, said["licence"])
    return package


def _data_sets(made: Document) -> list[tuple[str, Any]]:
    saying, place = made.saying, "data_and_model.datasets"
    cells = ("of", "name", "version", "url", "creator", "published", "licence", "instances", "description")
    found = []
    for index, row in enumerate(saying.rows(place, *cells, said=()), 1):
        if "name" not in row:
            for cell in row:
                saying.take_back(f"{place}.{index}.{cell}")
            continue
        key, size = f"dataset-{index}", row.get("instances")
        whole = isinstance(size, Quantity) and size.value is not None and size.value.base >= 0
        count = in_unit(size.value, "1") if isinstance(size, Quantity) and size.value is not None and whole else None
        if count is None or count != int(count):
            saying.take_back(f"{place}.{index}.instances")
            count = None
        creator = made.add(made.spdx.Agent, f"{key}-creator", name=row["creator"]) if "creator" in row else None
        package = _dataset(made, key, row["name"], {
            "software_packageVersion": row.get("version"), "description": row.get("description"),
            "software_downloadLocation": made.uri(f"{place}.{index}.url", row.get("url")),
            "releaseTime": day(row["published"].isoformat()) if "published" in row else None,
            "originatedBy": [creator] if creator is not None else [],
            "dataset_datasetSize": int(count) if count is not None else None,
        })  # fmt: skip
        made.license(key, package, row.get("licence"))
        found.append((row.get("of", ""), package))
    return found


def _dataset(made: Document, key: str, name: str, given: dict[str, Any]) -> Any:
    unknown = made.spdx.dataset_DatasetType.NAMED_INDIVIDUALS["noAssertion"]
    reason = ("dataset_DatasetPackage.datasetType", "no field")
    if reason not in made.missing:
        made.missing.append(reason)
    return made.add(
        made.spdx.dataset_DatasetPackage, key, name=name, software_primaryPurpose=purpose(made, "data"),
        dataset_datasetType=[unknown], **given,
    )  # fmt: skip


def _answers(made: Document, use: str, said: set[tuple[int, str]]) -> dict[str, Any]:
    """What the questions about the data say of one use; cells that are said are added to `said`."""
    given: dict[str, Any] = {}
    for index, row in enumerate(made.saying.rows(_ANSWERS, "of", "question", "answer", "text"), 1):
        slot = next((q for q in table()["questions"] if q["question"] == row.get("question")), None)
        ours = row.get("of") in (use, "both")
        if ours and slot is not None and "text" in row:
            given.setdefault(slot["property"], []).append(row["text"])
            said.update((index, cell) for cell in ("of", "question", "text"))
        if ours and row.get("question") == table()["personal"] and "answer" in row:
            given["dataset_hasSensitivePersonalInformation"] = present(made, table()["answers"][row["answer"]])
            said.update((index, cell) for cell in ("of", "question", "answer"))
    for slot in table()["questions"]:
        if slot["property"] in given and not slot.get("many"):
            given[slot["property"]] = "\n".join(given[slot["property"]])
    return given
