"""What the report and the command line say in the same words about what explains a result. No layout."""

from __future__ import annotations

from footprint.explained import Explained
from footprint.numbers import count, percent
from footprint.scenarios import Scenario
from footprint.uncertainty import Sensitivity
from footprint.uncertainty.distributions import LEVELS

NO_ADVICE = "None of the changes that are known for these blocks and parts lowers the total."
ALONE = "Each change is counted alone: savings do not add up."


def why_no_shares(found: Sensitivity) -> str:
    """Why the inputs have no shares of the variance, and what could be done, in a sentence."""
    more = f"; footprint sensitivity takes up to {count(LEVELS)} with --samples" if found.samples < LEVELS else ""
    return f"No shares of the variance: the tails are too heavy for {count(found.samples)} samples{more}."


def scenario_title(found: Explained, one: Scenario) -> str:
    """``Factors of act, 47 % own``, or the name of a scenario of the set that the result was made with."""
    if one.result is not None:
        return f"Factors of {one.key}, {percent(one.own_share or 0.0)} own"
    return one.title.removesuffix(f", with {found.result.factor_set.key}")


def why_no_cases(found: Explained) -> str:
    """Why there is no best and no worst case, in a sentence."""
    levels = any(block.include and block.hsl is not None for block in found.result.system.blocks.values())
    none = "no block given by level differs between its cases" if levels else "no block is given by level"
    return f"Variability: {none}, so there are no cases."


def scenario_notes(found: Explained) -> list[str]:
    """Which scenarios are not there, and why, in sentences."""
    if found.scenarios is None:
        return ["The factor set of this result does not ship with this tool, so there are no scenarios."]
    notes = [] if found.others else ["No other factor set and no scenario changes this system."]
    if found.silent_sets:
        notes.append(f"No factor of {', '.join(found.silent_sets)} is used in this system.")
    return [*notes, *(f"Not possible with {key}: {why}" for key, why in found.scenarios.left_out.items())]
