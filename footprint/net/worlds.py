"""The arithmetic of a net effect, for one state of the world as floats or for many as arrays. No input, no words.

All masses are of one device over its lifetime. [kg CO2e]
"""

from __future__ import annotations

import math
from typing import Any


def net(total: Any, saved: Any, rebound: float) -> Any:
    """Footprint less what of the saving remains: F - (1 - r) S. Negative where emissions are avoided. [kg CO2e]

    Example
    -------
    A device of 3 kg that saves 10 kg, of which 20 % are taken back: 3 - 0.8 x 10 = -5 kg.
    """
    return total - (1 - rebound) * saved


def _over(amount: Any, by: Any) -> Any:
    """A quotient, infinite where what divides is not above zero."""
    if isinstance(by, float):
        return amount / by if by > 0 else math.inf
    import numpy as np

    return np.divide(amount, by, out=np.full_like(by, np.inf), where=by > 0)


def payback_years(embodied: Any, use: Any, saved: Any, rebound: float, lifetime_years: float) -> Any:
    """Time until the saving that remains has paid back what making the device emitted: E / ((1 - r) s - u). [years]

    Parameters
    ----------
    embodied : float or array
        All of the footprint but the use stage. [kg CO2e]
    use, saved : float or array
        Use stage and saving over the lifetime; s and u are those per year. [kg CO2e]
    rebound : float
        Share of the saving that is taken back, 0 or more.
    lifetime_years : float
        The lifetime. [years]

    Returns
    -------
    float or array
        Infinite where a year saves no more than it uses.

    Example
    -------
    2 kg embodied, and over 4 years 1 kg of use and 9 kg saved: a year gains 2 kg, so 1 year.
    """
    return _over(embodied, ((1 - rebound) * saved - use) / lifetime_years)


def break_even_share(total: Any, baseline: Any, rebound: float) -> Any:
    """The least share of the baseline whose saving pays the footprint back: F / ((1 - r) B).

    Returns
    -------
    float or array
        Above 1 where not even the whole baseline does; infinite where nothing of a saving remains.

    Example
    -------
    3 kg against a baseline of 100 kg, half of the saving taken back: 3 / 50 = 6 %.
    """
    return _over(total, (1 - rebound) * baseline)


def break_even_rebound(total: Any, saved: Any) -> Any:
    """The share of the saving that may be taken back until nothing is left of it: 1 - F / S.

    Returns
    -------
    float or array
        Below 0 where the saving does not pay the footprint back at all; minus infinity where nothing is saved.

    Example
    -------
    3 kg against 10 kg saved: 70 %.
    """
    return 1 - _over(total, saved)
