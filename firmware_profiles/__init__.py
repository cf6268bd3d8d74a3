"""Measured firmware: power captures, model files, and the profiles that ship.

    import firmware_profiles as fp
    capture = fp.read_capture("pulses.csv", voltage_v=3.0)
    fp.power_states(fp.find_events(capture), inferences_per_hour=60)

Names are imported when they are first used, so that `import firmware_profiles` costs nothing.

Where what is:

- captures: `reading` and `readers`, `capture`, `summary`; `segments`, `events` and their checks; `states`
- model files: `model`, with `tflite_file`, `macs`, `arena`, and `keras_*`; `conversion` to int8
- evaluation: `evaluation`, with `labelled` data, `prediction`, `intervals` and `curves`; its file in `evaluation_file`
- measured by others: `profile` and its `data_checks`; `estimates` by `devices`; tables in `data`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy

if TYPE_CHECKING:
    from firmware_profiles.conversion import convert_to_int8
    from firmware_profiles.estimates import estimate
    from firmware_profiles.evaluation import evaluate_model
    from firmware_profiles.evaluation_file import load_evaluation
    from firmware_profiles.events import find_events
    from firmware_profiles.model import inspect_model
    from firmware_profiles.profile import load_profile, profiles
    from firmware_profiles.reading import read_capture
    from firmware_profiles.states import average_power_w, battery_life_years, power_states
    from firmware_profiles.summary import summarise

_HOME = {
    "average_power_w": "states", "battery_life_years": "states", "convert_to_int8": "conversion",
    "estimate": "estimates", "evaluate_model": "evaluation", "find_events": "events", "inspect_model": "model",
    "load_evaluation": "evaluation_file", "load_profile": "profile", "power_states": "states", "profiles": "profile",
    "read_capture": "reading", "summarise": "summary",
}  # fmt: skip

__all__ = [
    "average_power_w", "battery_life_years", "convert_to_int8", "estimate", "evaluate_model", "find_events",
    "inspect_model", "load_evaluation", "load_profile", "power_states", "profiles", "read_capture", "summarise",
]  # fmt: skip

__getattr__ = lazy(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
