"""The figures of a datasheet: one function for each of its charts and for its drawings. Only the way in.

A figure states its finding with its number, says its numbers in its text alternative, and names its source. It is
drawn when a renderer calls `blocks.Figure.draw` with a width; what is drawn is made of `reportlab.graphics.shapes`
in embedded fonts, the same on every call.
"""

from __future__ import annotations

from typing import Any

from datasheets.content.blocks import Figure
from datasheets.drawings.bars import footprint_figures
from datasheets.drawings.confusion import confusion_figures
from datasheets.drawings.curves import precision_recall_figure, roc_figure
from datasheets.drawings.dots import slice_figures
from datasheets.drawings.envelope import envelope_figure
from datasheets.drawings.histogram import histogram_figures
from datasheets.drawings.pictures import drawing_figure
from datasheets.drawings.states import power_figures

__all__ = [
    "drawing_figure", "envelope_figure", "evaluation_figures", "footprint_figures", "power_figures", "slice_figures",
]  # fmt: skip


def evaluation_figures(evaluation: Any, source: str) -> tuple[Figure, ...]:
    """The figures of an evaluation in the order in which they are read; only those that it holds.

    Parameters
    ----------
    evaluation : firmware_profiles.evaluation_file.Evaluation
    source : str
        Where it is from, in words, such as ``evaluation.json``.
    """
    curves = (roc_figure(evaluation, source), precision_recall_figure(evaluation, source))
    found = (figure for figure in curves if figure is not None)
    return (*found, *confusion_figures(evaluation, source), *histogram_figures(evaluation, source))
