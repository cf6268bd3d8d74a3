"""The options of a comparison with the cloud as texts, for the command line and the app, and reading them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from footprint.errors import InputError, shown
from footprint.quantities import parse_quantity
from footprint_app.options import whole
from footprint_app.quantity_options import number

J_PER_KWH = 3.6e6


class Field(NamedTuple):
    """An option: what the library calls it, its title in the app, its unit, an example, and what it is."""

    argument: str
    title: str
    unit: str | None  # internal unit; None for a key of a table, "" for a plain number
    example: str
    meaning: str


FIELDS = {
    "task": Field(
        "task", "Task", None, "keyword-spotting", "what is done; the usual task of the sensing level if left out"
    ),
    "inference_energy": Field(
        "inference_energy_j", "Energy per inference", "kWh", "664 uJ", "on the device, at its load"
    ),
    "profile": Field("", "Measured profile", None, "", "a measured firmware profile, for the energy per inference"),
    "inferences": Field("inferences_per_hour", "Inferences", "per hour", "10 per minute", "how often the model runs"),
    "payload": Field("payload_bytes", "Payload", "B", "9216 B", "what the cloud needs for one inference"),
    "result": Field("result_bytes", "Message", "B", "20 B", "what the device says when something happens"),
    "alert_share": Field("alert_share", "Something happens", "1", "1 %", "share of inferences that lead to a message"),
    "radio": Field("radio", "Radio", None, "nb-iot", "the device's radio, of those with data"),
    "network": Field(
        "network", "Network", None, "mobile-2020-eu", "what the data go over; usual for the radio if left out"
    ),
    "attached": Field("attached", "Always attached", None, "", "a mobile subscription counted by time, for whom"),
    "region": Field("region", "Cloud region", None, "europe-west1", "region of the data centre"),
    "cloud_country": Field("cloud_country", "Country of the cloud", None, "DEU", "instead of a region"),
    "provider": Field("provider", "Provider", None, "google", "whose overhead of the data centre (PUE) counts"),
    "pue": Field("pue", "PUE", "", "1.1", "power usage effectiveness, instead of a provider's"),
    "cloud_inference": Field(
        "cloud_inference", "Inference in the cloud", None, "resnet-18", "which measurement stands for it"
    ),
    "devices": Field("devices", "Fleet", "count", "1000000", "devices that trainings are measured by"),
}


def read(texts: Mapping[str, str | None], say: Callable[[str], str]) -> dict[str, Any]:
    """The arguments of `compare_cloud` from texts.

    Parameters
    ----------
    texts : mapping of str to str or None
        By the keys of `FIELDS`; None is left out.
    say : function
        How an option is called in a message, such as ``--payload``.

    Raises
    ------
    InputError
        An empty text, or one that is no quantity of its kind; it names the option.
    """
    given = {key: text.strip() for key, text in texts.items() if text is not None}
    for key, text in given.items():
        if not text:
            example = FIELDS[key].example
            hint = f"Leave it away, or write it like {example}." if example else "Leave it away."
            raise InputError(f"{say(key)} is empty", hint=hint)
    if "inference_energy" in given and "profile" in given:
        raise InputError(f"{say('inference_energy')} and {say('profile')} exclude each other", hint="Give one of them.")
    found: dict[str, Any] = {}
    for key, text in given.items():
        field = FIELDS[key]
        if key == "profile":
            found |= of_profile(text)
        elif field.unit is None:
            found[field.argument] = text
        elif field.unit == "":
            found[field.argument] = number(say(key), text)
        elif field.unit == "count":
            found[field.argument] = _count(say(key), text)
        else:
            found[field.argument] = _quantity(say(key), text, field.unit)
    if "inference_energy_j" in found and "profile" not in given:
        found["inference_energy_j"] *= J_PER_KWH
    return found


def _quantity(name: str, text: str, unit: str) -> float:
    if unit == "1" and "%" not in text:
        return number(name, text) or 0.0
    try:
        return parse_quantity(text, unit).value
    except InputError as error:
        error.message = f"{name}: {error.message}"
        raise


def _count(name: str, text: str) -> int:
    try:
        return whole(text)
    except ValueError:
        raise InputError(f"{name} {shown(text)} is not a whole number", hint="Write it like 1000000.") from None


def of_profile(name: str) -> dict[str, Any]:
    """The energy per inference of a measured profile, with its source.

    Raises
    ------
    InputError
        No such profile, or one without a measured energy per inference.
    """
    from firmware_profiles.profile import load_profile
    from footprint_app.profiles_command import named

    own = name.lower().endswith((".yaml", ".yml"))
    profile = load_profile(name) if own else named(name)
    if profile.energy_uj is None:
        raise InputError(
            f"{profile.name} has no measured energy per inference",
            hint="footprint profiles --with-energy lists those that have.",
        )
    return {
        "inference_energy_j": profile.energy_uj * 1e-6,
        "inference_energy_source": profile.citation,
        "inference_energy_status": "measured",
    }
