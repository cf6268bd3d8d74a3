"""All labels of a datasheet, and why one is not there. The way in to this package."""

from __future__ import annotations

from datasheets.labels import dataset, environment, iot
from datasheets.labels.label import Label
from datasheets.sheet.sheet import Datasheet


def labels_of(sheet: Datasheet) -> tuple[Label, ...]:
    """The labels that a datasheet has enough for, in its order: data, security and privacy, environment.

    Parameters
    ----------
    sheet : Datasheet

    Returns
    -------
    tuple of Label
        With the keys ``dataset`` (or ``dataset-evaluation`` and ``dataset-training``), ``iot-1``, ``iot-2`` and
        ``environment``; a label that would hold nothing is not there, see `why_no_label`.
    """
    return (*dataset.dataset_labels(sheet), *iot.iot_labels(sheet), *environment.environment_labels(sheet))


def why_no_label(sheet: Datasheet) -> dict[str, str]:
    """Kind of label (dataset, iot or environment) to why there is none, in a sentence."""
    made = {label.key.partition("-")[0] for label in labels_of(sheet)}
    why = {"dataset": dataset.UNMADE, "iot": iot.UNMADE, "environment": environment.UNMADE}
    return {kind: reason for kind, reason in why.items() if kind not in made}
