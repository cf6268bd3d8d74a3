"""What every capture reader shares: the head of a file, the options of a person, and the rule about voltages.

A reader is a module with `FORMATS` (what it reads, for messages), `recognises(head)` and `open_capture(path, options)`.
"""

from __future__ import annotations

import math
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TypeGuard

from firmware_profiles.capture import Progress
from footprint.errors import InputError, shown

HEAD_BYTES = 1 << 16
"""Of a file, what a reader may look at to recognise it."""

MOST_NAMES = 2000
VOLTAGE_AGREES = 0.01
"""A voltage that is given and one that the file records are the same within this share."""


@dataclass(frozen=True)
class Head:
    """The start of a file, or the names in a folder: all that `recognises` sees.

    Attributes
    ----------
    path : Path
        The file or folder; its name decides nothing.
    data : bytes
        The first `HEAD_BYTES`; empty for a folder.
    names : tuple of str
        Files of a folder (relative, with ``/``) or members of a zip, sorted; empty otherwise.
    """

    path: Path
    data: bytes = b""
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path) -> Head:
        """Look at a file or folder; InputError where there is none or it cannot be read."""
        if "\0" in str(path):
            raise InputError("a file name cannot hold a NUL character", file=str(path))
        try:
            if path.is_dir():
                files = (p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())
                found = tuple(sorted(islice(files, MOST_NAMES + 1)))
                if len(found) > MOST_NAMES:  # a second run among those that are not looked at would go unseen
                    raise InputError(
                        f"more than {MOST_NAMES} files in the folder", file=str(path), hint="Name that of one run."
                    )
                return cls(path, names=found)
            if path.exists() and not path.is_file():  # of a pipe every look would take a piece away
                raise InputError(
                    "neither a file nor a folder, but a pipe or a device", file=str(path), hint="Save it first."
                )
            with path.open("rb") as stream:
                data = stream.read(HEAD_BYTES)
        except OSError as error:
            raise InputError(f"cannot read the capture: {error.strerror or error}", file=str(path)) from None
        names: tuple[str, ...] = ()
        if data.startswith(b"PK\x03\x04"):
            try:
                with zipfile.ZipFile(path) as archive:
                    names = tuple(sorted(archive.namelist()))
            except (zipfile.BadZipFile, OSError, ValueError):
                raise InputError("the zip archive is cut off or damaged", file=str(path)) from None
        return cls(path, data, names)

    @cached_property
    def text(self) -> str:
        """The head as text; empty where it is binary."""
        if b"\0" in self.data:
            return ""
        return self.data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Whole lines of the head's text, without their ends."""
        lines = self.text.split("\n")
        return tuple(lines[:-1] if len(self.data) == HEAD_BYTES else lines)

    @property
    def first_line(self) -> str:
        return self.lines[0].strip() if self.lines else ""


@dataclass(frozen=True)
class Options:
    """What a person says about a capture, see `firmware_profiles.reading.read_capture`.

    `skip_start_s` and `clock_ppm` are not here: they are applied to the capture that a reader returns.
    """

    voltage_v: float | None = None
    columns: Mapping[str, str] | None = None
    sample_rate_hz: float | None = None
    progress: Progress | None = None

    def needed_voltage(self, file: Path, what: str) -> float:
        """The supply voltage of a file that records current only; InputError where it was not given."""
        if self.voltage_v is None:
            raise InputError(
                f"{what} records current only: the supply voltage is missing",
                file=str(file),
                hint="Give it as voltage_v=3.0, as measured at the supply.",
                asks=("voltage_v",),
            )
        return self.voltage_v

    def refuse_voltage(self, file: Path, own_v: float | None, what: str) -> None:
        """Refuse a given voltage where the file has its own, or energies, unless the two are equal.

        `own_v` is the file's (mean) voltage, None where it records power or energy and no voltage.
        """
        if self.voltage_v is None:
            return
        if own_v is None:
            raise InputError(
                f"{what} records power or energy: a voltage of {self.voltage_v:g} V has no use here",
                file=str(file),
                hint="Leave the voltage out.",
            )
        if not math.isclose(self.voltage_v, own_v, rel_tol=VOLTAGE_AGREES):
            raise InputError(
                f"{what} records its own voltage, {own_v:.4g} V: {self.voltage_v:g} V was given",
                file=str(file),
                hint="Leave the voltage out.",
            )


def positive(value: object, name: str, file: Path) -> float:
    """A finite number over 0, or an InputError that names it."""
    if is_number(value) and value > 0:
        return float(value)
    raise InputError(f"{name} must be a number over 0, not {shown(value)}", file=str(file))


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a finite number: no truth value, no whole number of hundreds of digits."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number, and no truth value."""
    return isinstance(value, int) and not isinstance(value, bool)
