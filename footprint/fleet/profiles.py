"""Power state profiles: named sets of power states that lots take in place of the use stage of their system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from footprint.errors import InputError, nearest, shown
from footprint.system import Origin, System
from footprint.yaml_file import parse_yaml, read_text

KEYS = ("states", "voltage", "regulator", "supply", "source")
"""What a profile may say, as the use stage of a system file says it; what it leaves out is the system's own."""
_OF_THE_SYSTEM = ("grid", "supply", "regulator", "inferences")


def load_profiles(path: str | Path) -> dict[str, dict[str, Any]]:
    """Read a file of profiles: a map of names to `states` and what else `KEYS` lists.

    Raises
    ------
    InputError
        Bad content, with the file and the line.
    """
    data, lines = parse_yaml(read_text(Path(path)), str(path))
    try:
        return check_profiles(data)
    except InputError as error:
        raise Origin(str(path), lines).locate(error) from None


def check_profiles(given: Any) -> dict[str, dict[str, Any]]:
    """Profiles by name, each checked by itself.

    Raises
    ------
    InputError
        A profile that says nothing, or something else than power states.
    """
    if not isinstance(given, Mapping) or not given:
        raise InputError("profiles are a map of names", hint="Write name: {states: [...]}.")
    found = {}
    for name, profile in given.items():
        if not isinstance(name, str) or not name.strip() or name != name.strip():
            raise InputError(f"{shown(name)} is no name of a profile", path=(str(name),))
        if not isinstance(profile, Mapping) or not profile.get("states"):
            raise InputError("a profile has power states", path=(name,), hint="Write states: [{name, power, duty}].")
        for key in profile:
            if key not in KEYS:
                raise InputError(f"unknown key {shown(key)}", path=(name, str(key)), valid=nearest(key, KEYS))
        try:
            System.from_dict({"name": name, "lifetime": "1 year", "use": dict(profile)})
        except InputError as error:
            error.path = (name, *error.path[1:]) if error.path[:1] == ("use",) else (name, *error.path)
            raise
        found[name] = dict(profile)
    return found


def with_profile(system: System, profile: Mapping[str, Any]) -> System:
    """A system whose use stage has other power states; grid, supply and regulator stay unless the profile has them.

    Raises
    ------
    InputError
        States that the system's supply cannot feed.
    """
    own = system.to_file_dict().get("use", {})
    kept = {key: own[key] for key in _OF_THE_SYSTEM if key in own}
    if "voltage" in own and any("current" in state for state in profile["states"]):
        kept["voltage"] = own["voltage"]
    return system.with_(use={**kept, **profile})
