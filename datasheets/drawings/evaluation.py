"""The figures of an evaluation, in the order in which they are read: ROC, precision over recall, confusion, scores."""

from __future__ import annotations

from typing import Any

from datasheets.content.blocks import Figure
from datasheets.drawings.confusion import confusion_figures
from datasheets.drawings.curves import precision_recall_figure, roc_figure
from datasheets.drawings.histogram import histogram_figures


def evaluation_figures(evaluation: Any, source: str) -> tuple[Figure, ...]:
    """The figures of an evaluation; only those that it holds.

    Parameters
    ----------
    evaluation : firmware_profiles.evaluation_file.Evaluation
    source : str
        Where it is from, in words, such as ``evaluation.json``.
    """
    curves = (roc_figure(evaluation, source), precision_recall_figure(evaluation, source))
    return (
        *(figure for figure in curves if figure is not None),
        *confusion_figures(evaluation, source),
        *histogram_figures(evaluation, source),
    )
