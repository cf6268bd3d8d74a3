"""What may be asked of the events of a capture: the options of `find_events`, and which values they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from firmware_profiles.data_files import limit
from firmware_profiles.readers import is_number, is_whole
from footprint.errors import InputError, nearest, shown

if TYPE_CHECKING:
    from firmware_profiles.capture import Capture

Baseline = Literal["included", "subtracted"]

CHANNELS = 16


def check_options(
    capture: Capture, threshold_w: float | None, channel: int | None, baseline: str, inferences: int | None,
    sleep_power_w: float | None, join_s: float, shortest_s: float,
) -> None:  # fmt: skip
    """Raise an `InputError` for the first option of `firmware_profiles.events.find_events` that makes no sense."""
    file = str(capture.path)
    if threshold_w is not None and channel is not None:
        raise InputError("events are told either by a threshold or by a channel", file=file)
    if threshold_w is not None and not (is_number(threshold_w) and threshold_w > 0):
        raise InputError(f"the threshold must be a power over 0, not {shown(threshold_w)}", file=file)
    if channel is not None and not (is_whole(channel) and 0 <= channel < CHANNELS):
        raise InputError(f"there is no digital channel {shown(channel)}", file=file, valid=(f"0 to {CHANNELS - 1}",))
    if baseline not in get_args(Baseline):
        raise InputError(f"unknown baseline {shown(baseline)}", file=file, valid=nearest(baseline, get_args(Baseline)))
    most = int(limit("most_inferences"))
    if inferences is not None and not (is_whole(inferences) and 1 <= inferences <= most):
        raise InputError(f"an event holds 1 to {most} inferences, not {shown(inferences)}", file=file)
    for name, value in (("sleep_power_w", sleep_power_w), ("join_s", join_s), ("shortest_s", shortest_s)):
        if value is not None and not (is_number(value) and value >= 0):
            raise InputError(f"{name} must be 0 or more, not {shown(value)}", file=file)
