"""Reading a Hugging Face model card of anybody: its metadata, its results, and the sections of a clear meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from datasheets.exchange.exact import converted, plain
from datasheets.exchange.formats import Imported
from datasheets.exchange.gathering import Gathering, checked_text
from datasheets.exchange.markdown_sections import markdown_sections
from datasheets.exchange.model_card_results import read_results
from datasheets.exchange.model_card_words import card_sections, field_at, plainly, spdx_of, words
from footprint.errors import InputError, shown
from footprint.quantities import decimal_number
from footprint.yaml_file import Lines, parse_yaml

_FRONT = re.compile(r"\A(\s*---[ \t]*\n)(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_DATASET_CARD = ("dataset_info", "task_categories", "size_categories", "annotations_creators", "source_datasets")
_WRITTEN = re.compile(r"(?:about |approximately |~)?([^(,;]*)")
_CO2E = re.compile(r"([kmt]?g|t)\s*CO(?:2|₂)\s*-?e(?:q|quivalents?)?\b", re.IGNORECASE)
_CO2 = {
    "source": "training_accounting", "training_type": "training_kind",
    "geographical_location": "training_place", "hardware_used": "training_hardware",
}  # fmt: skip


def read(text: str, file: str) -> Imported:
    """What a model card says, as fields of a datasheet.

    The metadata go before the body. Placeholders of the template say nothing.

    Raises
    ------
    InputError
        No metadata, YAML that is none, a card of a data set, or emissions that are no number: with the line.
    """
    text = checked_text(text, file)
    front = _FRONT.match(text)
    if front is None:
        raise InputError("no model card: it begins with metadata between two lines of ---", file=file)
    above = front[1].count("\n")
    data, lines = parse_yaml("\n" * above + (front[2] or ""), file, real=Decimal)
    if data is not None and not isinstance(data, dict):
        raise InputError("the metadata must be a map of keys", file=file, line=above + 1)
    kept = Gathering(file)
    _front(kept, data or {}, lines)
    _body(kept, text[front.end() :])
    return kept.imported()


def _front(kept: Gathering, data: dict[str, Any], lines: Lines) -> None:
    for key in _DATASET_CARD:
        if key in data:
            raise InputError(
                f"{key} says that this is a card of a data set, not of a model", file=kept.file,
                line=lines.get((key,)), hint="Croissant files of data sets can be read.",
            )  # fmt: skip
    licence, given = _licence(data), _joined(data.get("license"))
    kept.put("data_and_model.model_licence", licence, "license")
    if given not in (licence, licence.lower(), words()["wider"].get(licence, words()["other_task"])):
        kept.leave(f"license: {shown(given)}, where license_name says {shown(licence)}")
    _emissions(kept, data.get("co2_eq_emissions"), lines)
    named = read_results(kept, data, lines)
    kept.put("data_and_model.model_name", named or _joined(data.get("model_name")), "model-index, model_name")
    kept.put("data_and_model.base_model", _joined(data.get("base_model")), "base_model")
    task = _joined(data.get("pipeline_tag"))
    if task and task in words()["tasks"]:
        kept.later("data_and_model.task", words()["tasks"][task], "pipeline_tag")
    elif task:
        kept.later("data_and_model.task", task, "pipeline_tag")
    done = {"license", "license_name", "co2_eq_emissions", "model-index", "model_name", "base_model", "pipeline_tag",
            "datasets", "metrics"}  # fmt: skip
    for key, value in data.items():
        if key not in done and value not in (None, "", []):
            kept.leave(f"{key}: {shown(_joined(value) or value)}")


def _licence(data: Mapping[str, Any]) -> str:
    given, name = _joined(data.get("license")), _joined(data.get("license_name"))
    return name or spdx_of().get(given, given)


def _emissions(kept: Gathering, given: Any, lines: Lines) -> None:
    """Grams to kilograms, exactly; a bare number is that of the emissions."""
    path: tuple[str, ...] = ("co2_eq_emissions",)
    if isinstance(given, dict):
        for key, field in _CO2.items():
            kept.put(f"data_and_model.{field}", _joined(given.get(key)), f"co2_eq_emissions.{key}")
        for key in (k for k in given if k not in (*_CO2, "emissions")):
            kept.leave(f"co2_eq_emissions.{key}")
        path, given = (*path, "emissions"), given.get("emissions")
    if given in (None, ""):
        return
    grams = _number(given)
    if grams is None or grams < 0:
        raise InputError(
            f"{shown(given if not isinstance(given, Decimal) else str(given))} is no mass in grams", file=kept.file,
            line=lines.get(path), path=path, hint="Write it like 12.5.",
        )  # fmt: skip
    at = ".".join(path)
    kilograms = plain(converted(grams, "gCO2e", "kgCO2e"))
    kept.quantity("data_and_model.training_footprint", f"{kilograms} kgCO2e", at)


def _body(kept: Gathering, text: str) -> None:
    sections = {plainly(title): one for one in card_sections() for title in (one.title, *one.also)}
    facts = {plainly(fact.label): fact for one in card_sections() for fact in one.facts}
    listed: dict[str, list[str]] = {}
    for part in markdown_sections(text):
        blocks = [block for block in part.blocks if not _says_nothing(block)]
        known = sections.get(plainly(part.title))
        if known and known.text and known.read:
            is_list = field_at(known.text).kind == "list"
            kept.put(known.text, _list_or_words(blocks) if is_list else "\n\n".join(blocks), part.title)
        elif part.title and (blocks or (part.table and not known)) and not (known and known.text):
            kept.leave(f"section {shown(part.title)}")
        for label, value in part.facts:
            fact = facts.get(plainly(label))
            if _says_nothing(value) or (fact and not fact.read):
                continue
            if fact is None:
                kept.leave(f"{label}: {shown(value)}")
            elif field_at(fact.place).kind == "list":
                listed.setdefault(fact.place, []).append(value)
            else:
                _fact(kept, fact.place, value, label)
    for place, values in listed.items():
        kept.put(place, _list_or_words(values), "body")
    kept.settle()


def _fact(kept: Gathering, place: str, value: str, label: str) -> None:
    if field_at(place).kind != "quantity":
        kept.put(place, value, label)
        return
    found = _WRITTEN.match(_CO2E.sub(lambda m: f"{m[1]}CO2e", value))
    number = found[1].strip(" .") if found else ""
    if place == "data_and_model.training_time" and decimal_number(number) is not None:
        number += " h"
    if number:
        kept.quantity(place, number, label)


def _list_or_words(values: list[str]) -> Any:
    """A list, or the words that stand where one would."""
    return values[0] if len(values) == 1 and values[0].startswith(("not applicable: ", "not disclosed")) else values


def _says_nothing(text: str) -> bool:
    said = text.strip().lower()
    return said in ("", "not provided", "not assessed") or said.startswith(tuple(words()["placeholders"]))


def _joined(given: Any) -> str:
    """A text, or the texts of a list."""
    if isinstance(given, list):
        return ", ".join(text for one in given if (text := _joined(one)))
    if isinstance(given, (Decimal, int)) and not isinstance(given, bool):
        return str(given)
    return given.strip() if isinstance(given, str) else ""


def _number(given: Any) -> Decimal | None:
    return (
        decimal_number(str(given)) if isinstance(given, (Decimal, int, str)) and not isinstance(given, bool) else None
    )
