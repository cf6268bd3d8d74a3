"""Which figures stand after which fields. What they show is in `datasheets.drawings`, loaded when there is one."""

from __future__ import annotations

from collections.abc import Callable

from datasheets.content.blocks import Figure
from datasheets.content.reading import Reading
from datasheets.labels.label import Label
from datasheets.sheet.files import Image


def figures_after(reading: Reading, section: str, field: str) -> tuple[Figure, ...]:
    """The figures that follow a field; none where there is nothing to show."""
    made = _AFTER.get((section, field))
    return made(reading) if made is not None else ()


def picture(image: Image, caption: str) -> Figure:
    """A picture of the datasheet with its caption."""
    from datasheets.drawings import figures

    return figures.drawing_figure(image, caption)


def _envelope(reading: Reading) -> tuple[Figure, ...]:
    from datasheets.drawings import figures

    return figures.envelope_figure(reading.sheet.rows("overview.envelope"))


def _evaluations(reading: Reading) -> tuple[Figure, ...]:
    from datasheets.drawings import figures

    artefacts = reading.sheet.artefacts
    return tuple(
        figure
        for artefact in artefacts.of_kind("evaluation")
        for figure in figures.evaluation_figures(artefacts.content(artefact.name), _source(reading, artefact.name))
    )


def _power(reading: Reading) -> tuple[Figure, ...]:
    from datasheets.drawings import figures

    return figures.power_figures(reading.sheet)


def _slices(reading: Reading) -> tuple[Figure, ...]:
    from datasheets.drawings import figures

    rows = reading.sheet.rows
    return figures.slice_figures(rows("performance.slices"), rows("performance.metrics"), rows("performance.groups"))


def _footprint(reading: Reading) -> tuple[Figure, ...]:
    """With the result that the blocks were taken from, if they were: it knows their stages."""
    from datasheets.drawings import figures

    rows, taken = reading.sheet.rows, reading.taken(("environment", "by_block"))
    result = reading.sheet.artefacts.content(taken.partition(".")[0]) if taken else None
    return figures.footprint_figures(rows("environment.by_stage"), rows("environment.by_block"), result)


def _data_labels(reading: Reading) -> tuple[Figure, ...]:
    from datasheets.labels.dataset import dataset_labels

    return _labels(dataset_labels(reading.sheet))


def _iot_labels(reading: Reading) -> tuple[Figure, ...]:
    from datasheets.labels.iot import iot_labels

    return _labels(iot_labels(reading.sheet))


def _environment_labels(reading: Reading) -> tuple[Figure, ...]:
    from datasheets.labels.environment import environment_labels

    return _labels(environment_labels(reading.sheet))


def _labels(labels: tuple[Label, ...]) -> tuple[Figure, ...]:
    from datasheets.drawings.label_figures import label_figures

    return label_figures(labels)


def _source(reading: Reading, name: str) -> str:
    artefact = reading.sheet.artefacts.named[name]
    return f"{artefact.file}, evidence {reading.sources.artefact(artefact)}"


_AFTER: dict[tuple[str, str], Callable[[Reading], tuple[Figure, ...]]] = {
    ("overview", "envelope"): _envelope,
    ("performance", "memory_flash"): _power,
    ("performance", "metrics"): _evaluations,
    ("performance", "slices"): _slices,
    ("environment", "by_stage"): _footprint,
    ("data_and_model", "data_answers"): _data_labels,
    ("security_and_privacy", "label_code"): _iot_labels,
    ("environment", "inputs_sha256"): _environment_labels,
}
