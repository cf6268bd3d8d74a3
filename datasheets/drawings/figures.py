"""The figures of a datasheet: one function for each of its charts and for its drawings. Only the way in.

A figure states its finding with its number, says its numbers in its text alternative, and names its source. It is
drawn when a renderer calls `blocks.Figure.draw` with a width; what is drawn is made of `reportlab.graphics.shapes`
in embedded fonts, the same on every call.
"""

from __future__ import annotations

from datasheets.drawings.bars import footprint_figures
from datasheets.drawings.dots import slice_figures
from datasheets.drawings.envelope import envelope_figure
from datasheets.drawings.evaluation import evaluation_figures
from datasheets.drawings.pictures import drawing_figure
from datasheets.drawings.states import power_figures

__all__ = [
    "drawing_figure", "envelope_figure", "evaluation_figures", "footprint_figures", "power_figures", "slice_figures",
]  # fmt: skip
