"""The dataset label: what is asked about the data, what was answered and what was not.

Its questions are data, in ``data/dataset_questions.yaml``. Unlike on the published label, an answer in words counts as
an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from datasheets.labels.label import Group, Label, Row
from datasheets.labels.reading import first, row_of, table
from datasheets.sheet.sheet import Datasheet

PLACE = "data_and_model.data_answers"
_HASH = re.compile(r",? sha256 [0-9a-f]{64}")
UNMADE = "No question about the data is answered."
_USES = {"evaluation": ("evaluation",), "training": ("training",), "both": ("evaluation", "training")}
_NAMES = {
    "evaluation": ("data_and_model.evaluation_data", "title_page.evaluation_data_version"),
    "training": ("data_and_model.training_data", "title_page.training_data_version"),
}


def dataset_labels(sheet: Datasheet) -> tuple[Label, ...]:
    """A label for the evaluation data and one for the training data; one for both where all answers hold for both."""
    rows = sheet.rows(PLACE)
    if rows and all(row.get("of") == "both" for row in rows):
        return (_label(sheet, ("evaluation", "training"), rows),)
    found = []
    for use in ("evaluation", "training"):
        own = [row for row in rows if use in _USES.get(row["of"], ())]
        if own:
            found.append(_label(sheet, (use,), own))
    return tuple(found)


def _label(sheet: Datasheet, uses: Sequence[str], answers: Sequence[Mapping[str, Any]]) -> Label:
    known = table("dataset_questions")
    given: dict[str, list[Row]] = {}
    for answer in answers:
        given.setdefault(str(answer["question"]), []).append(_answer(answer))
    groups = []
    for panel in known["panels"]:
        every = _panel(known, panel, given)
        rows = tuple(row for row in every if row.mark != "not provided")
        left = tuple(row.title for row in every if row.mark == "not provided")
        groups.append(Group(panel["title"], rows, left, counted=True))
    names = [first(row_of("Data", sheet.get(place)) for place in _NAMES[use]) for use in uses]
    return Label(
        key="dataset" if len(uses) > 1 else f"dataset-{uses[0]}",
        title=f"{' and '.join(uses).capitalize()} data",
        subject="; ".join(dict.fromkeys(_HASH.sub("", name.text) for name in names if not name.mark)),
        basis=known["basis"],
        header=(),
        groups=tuple(groups),
        beyond=known["beyond"],
        columns=2,
    )


def _panel(known: Any, panel: Mapping[str, Any], given: Mapping[str, Sequence[Row]]) -> list[Row]:
    """The rows of a panel; where its words stand apart from a yes or no, either has its own."""
    if "words_of" in panel:
        row = _joined(panel["row"], given.get(panel["words_of"], ()))
        if row.badge == "no" and not row.text:
            return [Row(row.title, "there are none", "not applicable")]
        return [Row(row.title, row.text, row.mark if row.text or row.mark else "not provided")]
    apart = {one["words_of"] for one in known["panels"] if "words_of" in one}
    rows = []
    for question in known["questions"]:
        if question["panel"] == panel["key"]:
            row = _joined(question["title"], given.get(question["key"], ()))
            if question["key"] in apart and not row.mark:
                row = Row(row.title, "", "" if row.badge else "not provided", row.badge)
            rows.append(row)
    return rows


def _answer(given: Mapping[str, Any]) -> Row:
    """One answer: yes, no or unsure, and words; words that stand for an answer are none."""
    badge, text = row_of("", given.get("answer")), row_of("", given.get("text"))
    if not badge.mark:
        return Row("", "" if text.mark in ("not provided", "not disclosed") else text.words, badge=badge.text)
    return first([text, badge])


def _joined(title: str, rows: Sequence[Row]) -> Row:
    """Several answers to one question as one row; those that say nothing are left out."""
    if not rows:
        return Row(title, "", "not provided")
    said = [row for row in rows if not row.mark] or [first(rows)]
    badges = dict.fromkeys(row.badge for row in said if row.badge)
    texts = dict.fromkeys(row.text for row in said if row.text)
    return Row(title, "; ".join(texts), said[0].mark, ", ".join(badges))
