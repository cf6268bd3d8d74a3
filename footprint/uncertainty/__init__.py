"""Uncertainty: distributions of what is not known, draws of a result, what drives it, and how sure a comparison is.

Variability (cases of a level) and scenarios (factor sets, grid paths) are not in here: they are
other results, never part of an interval.
"""

from footprint.uncertainty.difference import Difference, DrawnProduct, difference
from footprint.uncertainty.drawn import Drawn, Histogram
from footprint.uncertainty.inputs import Input
from footprint.uncertainty.sensitivity import Driver, Sensitivity, sensitivity, tornado
from footprint.uncertainty.sobol import sobol_indices

__all__ = [
    "Difference",
    "Drawn",
    "DrawnProduct",
    "Driver",
    "Histogram",
    "Input",
    "Sensitivity",
    "difference",
    "sensitivity",
    "sobol_indices",
    "tornado",
]  # fmt: skip
