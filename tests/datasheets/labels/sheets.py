"""Datasheets that tests of labels are made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import datasheets
from datasheets.labels.all import labels_of
from datasheets.labels.label import Label, Row
from datasheets.sheet.sheet import SCHEMA, Datasheet, datasheet_from_text
from datasheets.sheet.template import section

GESTURE = "docs/examples/gesture/datasheet.yaml"
PA1 = "docs/examples/pa1/datasheet.yaml"
URL = "https://example.org/label"


def sheet(**sections: Any) -> Datasheet:
    """A datasheet that holds these sections and nothing else."""
    text = yaml.safe_dump({"schema": SCHEMA, "language": "en", **sections}, allow_unicode=True)
    return datasheet_from_text(text, "made-up.yaml", Path())


def example(path: str) -> dict[str, Label]:
    return {label.key: label for label in labels_of(datasheets.load_datasheet(path))}


def row(label: Label, title: str) -> Row:
    """The one row of a label with a title."""
    rows = [*label.header, *(r for g in label.groups for r in g.rows)]
    (found,) = [r for r in rows if r.title == title]
    return found


def unmodified() -> dict[str, Any]:
    """Sections whose label has every field of the published one, with its values only."""
    fields = section("security_and_privacy").fields
    free = {f.key: "As the maker says" for f in fields if f.kind in ("text", "prose") and f.group == "Label"}
    return {
        "title_page": {
            "name": "Sensor", "manufacturer": "Works", "firmware_version": "1.0", "last_updated": "2026-01-02",
            "manufactured_in": "Norway",
        },
        "security_and_privacy": {
            **free, "patches": "Automatic", "access": "Password", "ports": ["I2C"], "disclosure": "By e-mail",
            "contact": "security@works.example", "privacy_policy": "not disclosed", "other_data": ["None"],
            "linkage": "Not linked", "children": "No", "complies_with": ["GDPR"], "offline_function": "Full",
            "no_data_function": "not disclosed", "label_url": URL,
            "label": [
                {
                    "data": "visual", "sensor": "Camera", "frequency": "Continuous",
                    "purpose": "Research, personalization",
                    "stored_on_device": "No device storage", "retention_on_device": "No retention",
                    "stored_in_cloud": "No cloud storage", "retention_in_cloud": "No retention",
                    "shared_with": "Not shared", "sharing_frequency": "Not shared", "sold_to": "Not sold",
                }
            ],
        },
    }  # fmt: skip


def full_of(text: str, kinds: tuple[str, ...] = ("visual", "audio", "motion")) -> Datasheet:
    """A datasheet whose labels hold one text wherever they can."""
    fields = section("security_and_privacy").fields
    security: dict[str, Any] = {f.key: text for f in fields if f.kind in ("text", "prose")}
    security |= {f.key: [text, text] for f in fields if f.kind == "list"}
    columns = section("security_and_privacy").field("label").columns
    security["label"] = [{c.key: kind if c.key == "data" else text for c in columns} for kind in kinds]
    security["label_url"] = URL
    asked = section("data_and_model").field("data_answers").column("question").choices
    mass = {"value": "2 kgCO2e", "low": "1 kgCO2e", "high": "9 kgCO2e", "status": "estimated", "note": text}
    stages = [{"stage": text, "value": {"value": f"{i} gCO2e", "status": "declared"}} for i in range(1, 26)]
    page = ("name", "manufacturer", "firmware_version", "manufactured_in")
    return sheet(
        title_page=dict.fromkeys(page, text),
        data_and_model={"data_answers": [{"of": "evaluation", "question": q, "text": text} for q in asked]},
        security_and_privacy=security,
        environment={
            "footprint": mass,
            "by_stage": stages,
            **dict.fromkeys(("declared_unit", "boundary", "region", "coverage", "method", "indicators"), text),
        },
    )
