"""What several commands read from their options: a changed system, the factor set, draws and seed, a day."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError, shown

if TYPE_CHECKING:
    from footprint.result import Footprint
    from footprint.system import System


def changed_system(name: str, arguments: argparse.Namespace, training: dict[str, Any] | None = None) -> System:
    """A preset or file with the lifetime, country, year and units of the options, and with another training."""
    import footprint

    system = footprint.load_system(name)
    if training:  # how often it is trained again is the system's, not the file's
        cadence = system.to_file_dict().get("training", {}).get("retrained_every")
        training = {**training, **({"retrained_every": cadence} if cadence else {})}
    changes = {
        "lifetime": arguments.lifetime,
        "country": arguments.country,
        "year": arguments.year,
        "units_produced": arguments.units,
        "training": training,
    }
    changes = {key: value for key, value in changes.items() if value is not None}
    return system.with_(**changes) if changes else system


def factor_set(arguments: argparse.Namespace) -> str:
    """The key of --factors, or the default."""
    from footprint.factors import DEFAULT

    key: str = arguments.factors or DEFAULT
    return key


def drawing(arguments: argparse.Namespace, default: int = 0) -> tuple[int, int | None]:
    """The number of draws and the seed, None where it was not given."""
    draws, seed = whole_number("draws", arguments.draws), whole_number("seed", arguments.seed)
    return default if draws is None else draws, seed


def day(text: str | None) -> date | None:
    """The date of --as-of, None where it was not given."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--as-of {shown(text)} is not a date", hint="Write it like 2027-01-31.") from None


def whole_number(option: str, text: str | None) -> int | None:
    """An option as a whole number; its range is checked by what takes it."""
    try:
        return None if text is None else whole(text)
    except ValueError:
        raise InputError(f"--{option} {shown(text)} is not a whole number", hint="Write it like 10000.") from None


def whole(text: str) -> int:
    """A whole number in plain digits: Python takes ``1_000`` and digits of other scripts too.

    Raises
    ------
    ValueError
        Anything else.
    """
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


def keep_inputs(inputs: Iterable[str], **outputs: str | None) -> None:
    """Refuse to write results over what they come from, over each other, or under the name of a system file.

    Parameters
    ----------
    inputs : iterable of str
        Names of presets and files.
    outputs : str or None
        By option: ``pdf=arguments.pdf``.
    """
    from footprint.presets import SYSTEM_SUFFIXES

    given = {Path(name).resolve() for name in inputs if "\0" not in name}
    written: dict[Path, str] = {}
    for option, file in outputs.items():
        if not file:
            continue
        if file.lower().endswith(SYSTEM_SUFFIXES):
            raise InputError("the name is one of a system file, so no result is written there", file=file)
        if Path(file).resolve() in given:
            raise InputError("the result would overwrite a file that it comes from", file=file)
        if Path(file).resolve() in written:
            raise InputError(f"--{written[Path(file).resolve()]} and --{option} name the same file", file=file)
        written[Path(file).resolve()] = option


def assessed(system: System, arguments: argparse.Namespace, draws: int = 0, seed: int | None = None) -> Footprint:
    """The footprint of a system with the factor sets that were asked for."""
    import footprint

    fill_from = arguments.fill_from or None
    return footprint.assess(system, factors=factor_set(arguments), fill_from=fill_from, draws=draws, seed=seed)
