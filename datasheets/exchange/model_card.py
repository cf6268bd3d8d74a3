"""The model of a datasheet as a Hugging Face model card, written with huggingface_hub. Reading: `model_card_read`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

from datasheets.exchange.exact import in_unit, plain
from datasheets.exchange.formats import Exported
from datasheets.exchange.model_card_body import body
from datasheets.exchange.model_card_read import read
from datasheets.exchange.model_card_words import TABLES, hub_task, spdx_of, words
from datasheets.exchange.saying import Saying
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.units import parse_measure
from datasheets.sheet.values import Quantity
from footprint.yaml_file import reads_as_text

__all__ = ["export", "read"]

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)
"""What the Hub calls a model or a data set: its owner and its name."""


def export(sheet: Datasheet) -> Exported:
    """A model card with metadata and a body.

    Emissions are in grams, exactly. Metrics that the Hub knows stand in its index as shares from 0 to 1, all others in
    the body only. Names of data sets and of a base model stand in the metadata where they are names of the Hub.
    """
    from huggingface_hub import ModelCardData

    saying = Saying(sheet)
    text = body(saying)
    missing: list[tuple[str, str]] = []
    about: dict[str, Any] = {"language": sheet.language.partition("-")[0], **_licence(saying, missing)}
    task = hub_task(saying.text("data_and_model.task") or "")
    base = saying.text("data_and_model.base_model") or ""
    about |= {
        "pipeline_tag": task or None,
        "tags": saying.items("overview.input_modality") or None,
        "datasets": _training_data(saying) or None,
        "base_model": base if _HUB_NAME.fullmatch(base) else None,
        "model_name": saying.text("data_and_model.model_name"),
        "co2_eq_emissions": _emissions(saying),
    }
    results = _results(saying, task, missing)
    if results:
        about |= {"eval_results": results, "metrics": list(dict.fromkeys(one.metric_type for one in results))}
    data: dict[str, Any] = ModelCardData(**about).to_dict()  # type: ignore[no-untyped-call]
    front = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return Exported(f"---\n{front}---\n\n{text}", saying.unsaid(), tuple(missing))


class _Dumper(yaml.SafeDumper):
    """YAML in which numbers keep their digits, and texts stay texts in YAML 1.1 and 1.2."""


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if reads_as_text(value) else '"')


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(str, _string)
_Dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]


def _licence(saying: Saying, missing: list[tuple[str, str]]) -> dict[str, str]:
    text = saying.text("data_and_model.model_licence")
    if text is None:
        missing.append(("license", "data_and_model.model_licence"))
        return {}
    if spdx_of().get(text.lower()) == text:
        return {"license": text.lower()}
    return {"license": words()["wider"].get(text, "other"), "license_name": text}


def _training_data(saying: Saying) -> list[str]:
    """Data sets of the Hub that the model was trained on."""
    rows = saying.sheet.rows("data_and_model.datasets")
    names = [str(row.get("name")) for row in rows if row.get("of") in ("training", "both")]
    return list(dict.fromkeys(name for name in names if _HUB_NAME.fullmatch(name)))


def _emissions(saying: Saying) -> dict[str, Any] | None:
    footprint = saying.quantity("data_and_model.training_footprint")
    if footprint is None or footprint.value is None or footprint.value.base < 0:
        return None
    said = {
        "emissions": Decimal(plain(in_unit(footprint.value, "gCO2e"))),
        "source": saying.text("data_and_model.training_accounting"),
        "training_type": saying.text("data_and_model.training_kind"),
        "geographical_location": saying.text("data_and_model.training_place"),
        "hardware_used": saying.text("data_and_model.training_hardware"),
    }
    return {key: value for key, value in said.items() if value is not None}


def _results(saying: Saying, task: str, missing: list[tuple[str, str]]) -> list[Any]:
    """What goes into the index of results, which needs the names of the model and of the data."""
    from huggingface_hub import EvalResult

    table = "performance.metrics"
    rows = [row for row in saying.rows(table, *TABLES[table]) if row.get("metric") in words()["metrics"]]
    found = [(row, share) for row in rows if (share := _share(row.get("value"))) is not None]
    data = _evaluation_data(saying)
    lacks = []
    if not saying.text("data_and_model.model_name"):
        lacks.append(("model-index.name", "data_and_model.model_name"))
    if not data:
        lacks.append(("model-index.results.dataset", "data_and_model.datasets, data_and_model.evaluation_data"))
    if lacks:
        missing += lacks if found else []
        return []
    return [
        EvalResult(
            task_type=task or words()["other_task"],
            task_name=saying.text("data_and_model.task"),
            dataset_type=data,
            dataset_name=data,
            metric_type=words()["metrics"][row["metric"]],
            metric_value=share,
            metric_name=_name(row),
        )
        for row, share in found
    ]


def _name(row: dict[str, Any]) -> str | None:
    """What a metric is called: by its name, or by its class; a name that would read as a class is in the body only."""
    of = f"{row['metric']} of "
    if "name" in row:
        return None if row["name"].startswith(of) else str(row["name"])
    return f"{of}{row['of']}" if "of" in row else None


def _evaluation_data(saying: Saying) -> str:
    rows = saying.rows("data_and_model.datasets", "of", "name")
    names = [row["name"] for row in rows if row.get("of") in ("evaluation", "both") and "name" in row]
    return str(names[0]) if names else saying.text("data_and_model.evaluation_data") or ""


def _share(value: Any) -> Decimal | None:
    """A plain number from 0 to 1, or one in percent."""
    if not isinstance(value, Quantity) or value.value is None:
        return None
    if value.value.dimension != parse_measure("1").dimension:
        return None
    share = in_unit(value.value, "1")
    return share if 0 <= share <= 1 else None
