"""Measured profiles of firmware: what ships (`data/`), finding one, reading one's own, and a power state out of one.

What the measurements say about each other is checked in `firmware_profiles.data_checks`; what may be said of a device
without a measurement is in `firmware_profiles.estimates`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, ValidationError, model_validator

from firmware_profiles.data_files import read_table
from firmware_profiles.readers import is_number
from footprint.errors import InputError, nearest, shown
from footprint.models import LongText, Model, Text
from footprint.numbers import significant
from footprint.validation import input_error

SCHEMA = "footprint.profile/1"

NOT_VERIFIED = "derived, not verified by MLCommons"
"""What stands beside every figure that was worked out from published results instead of read from them."""

Task = Literal["ad", "ic", "kws", "sww", "vww"]
Regulator = Literal["ldo", "smps", "external-smps"]
Positive = Annotated[float, Field(gt=0, le=1e12)]


class ReferenceModel(NamedTuple):
    """A reference model of MLPerf Tiny, and the quality that its closed division asks for."""

    task: str
    title: str
    model: str
    macs: int
    metric: str  # top1_percent, auc, or none
    target: float | None
    macs_source: str
    target_source: str


class Profile(Model):
    """One measured firmware: a model on a board, with its latency, its energy and where both were read.

    Units are in the names; what is not known is left out, never zero.
    """

    name: Text = Field(description="What the measurement is called; for MLPerf Tiny round/submitter/system/task.")
    task: Text = Field(description="Task of the model; ad, ic, kws, sww and vww are those of MLPerf Tiny.")
    board: Text = Field(description="Board or device, as its maker or the submitter writes it.")
    round: Text | None = Field(default=None, description="MLPerf Tiny: round, such as v1.3.")
    division: Literal["closed", "open"] | None = Field(
        default=None, description="MLPerf Tiny: closed is the reference model, open any other."
    )
    submitter: Text | None = Field(default=None, description="Who measured and published it.")
    system: Text | None = Field(default=None, description="MLPerf Tiny: the submitted system.")
    variant: Text | None = Field(default=None, description="Which of several models of one system.")
    precision: Text | None = Field(default=None, description="float32 or int8, where the name of the system says it.")
    availability: Text | None = Field(default=None, description="MLPerf Tiny: available, preview or rdi.")
    soc: Text | None = Field(default=None, description="Chip, as published.")
    cpu: Text | None = Field(default=None, description="Processor, as published.")
    core: Text | None = Field(default=None, description="Processor in one spelling, such as cortex-m4.")
    clock_mhz: Positive | None = Field(default=None, description="Clock of the processor. [MHz]")
    accelerator: Text | None = Field(default=None, description="Accelerator, as published.")
    accelerator_clock: Text | None = Field(default=None, description="Its clock, as published.")
    runtime_family: Text | None = Field(default=None, description="Runtime in one spelling, such as x-cube-ai.")
    runtime: Text | None = Field(default=None, description="What runs the model, as published.")
    libraries: LongText | None = Field(default=None, description="Further libraries, as published.")
    hardware_notes: LongText | None = Field(default=None, description="Notes on the hardware, as published.")
    note: LongText | None = Field(default=None, description="What was seen while the figures were read.")
    throughput_per_s: Positive | None = Field(default=None, description="Inferences in a second, median. [1/s]")
    latency_ms: Positive | None = Field(default=None, description="Time of one inference. [ms]")
    inferences_per_window: Positive | None = Field(default=None, description="Inferences in one measured window.")
    energy_uj: Positive | None = Field(default=None, description="Energy of one inference, median. [uJ]")
    energy_total_j: Positive | None = Field(default=None, description="Energy of a whole streaming run. [J]")
    energy_elapsed_s: Positive | None = Field(default=None, description="Length of that run. [s]")
    power_mw: Positive | None = Field(
        default=None, description="Mean power in the measured windows; streaming: of the run. [mW]"
    )
    energy_mode_throughput_per_s: Positive | None = Field(
        default=None, description="Inferences in a second while the energy was measured. [1/s]"
    )
    duty: Annotated[float, Field(ge=0, le=1000)] | None = Field(
        default=None, description="Streaming: share of the time that the processor is busy."
    )
    supply_v: Positive | None = Field(default=None, description="Supply voltage at the instrument. [V]")
    supply_source: Text | None = Field(default=None, description="Where the voltage was read.")
    regulator: Regulator | None = Field(
        default=None, description="What feeds the core: ldo (current stays), smps or external-smps (power stays)."
    )
    instrument: Text | None = Field(default=None, description="What measured the energy.")
    top1_percent: Annotated[float, Field(ge=0, le=100)] | None = Field(default=None, description="Top-1 accuracy. [%]")
    auc: Annotated[float, Field(ge=0, le=1)] | None = Field(default=None, description="Area under the ROC curve.")
    latency_source: Text | None = Field(default=None, description="File that the latency was read in.")
    energy_source: Text | None = Field(default=None, description="File that energy and power were read in.")
    accuracy_source: Text | None = Field(default=None, description="File that the accuracy was read in.")
    system_source: Text | None = Field(default=None, description="File that describes the system.")
    trace: Text | None = Field(default=None, description="File of the power trace.")
    repository: Text | None = Field(default=None, description="Repository that the files are in.")
    commit: Text | None = Field(default=None, description="Its commit.")
    source: Text | None = Field(default=None, description="Where a profile that is in no repository is from.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.latency_ms is None and self.energy_uj is None and self.power_mw is None:
            raise InputError("a profile without latency_ms, energy_uj and power_mw says nothing")
        if self.repository is None and self.source is None:
            raise InputError("a profile names where it is from", hint="Give source, or repository and commit.")
        return self

    @property
    def macs(self) -> int | None:
        """Multiply-accumulates of one inference: of the reference model, so of the closed division only."""
        known = reference_models().get(self.task)
        return known.macs if known and self.division == "closed" else None

    @property
    def nj_per_mac(self) -> float | None:
        """Energy of one inference / MACs of the reference model; derived. [nJ]"""
        return None if self.energy_uj is None or self.macs is None else self.energy_uj * 1e3 / self.macs

    @property
    def cycles_per_mac(self) -> float | None:
        """Latency x clock / MACs of the reference model; derived. [1]"""
        if self.latency_ms is None or self.clock_mhz is None or self.macs is None:
            return None
        return self.latency_ms * 1e3 * self.clock_mhz / self.macs

    @property
    def current_ma(self) -> float | None:
        """Mean power / supply voltage; derived. [mA]"""
        return None if self.power_mw is None or self.supply_v is None else self.power_mw / self.supply_v

    @property
    def citation(self) -> str:
        """Who measured what, and the file and commit that it was read in."""
        if self.repository is None:
            return self.source or self.name
        said = f"MLPerf Tiny {self.round} {self.division}, {self.submitter}, {self.system}, {self.task}"
        file = self.energy_source or self.latency_source
        return f"{said} ({self.repository}@{(self.commit or '')[:7]}:{file})"

    def state(self, inferences_per_hour: float | None = None) -> dict[str, Any]:
        """A power state with duty cycle, in the keys of `use.states` of a system file.

        Parameters
        ----------
        inferences_per_hour : float, optional
            How often the model runs. A streaming profile runs always and takes none.

        Returns
        -------
        dict
            name, power, duty, status *measured* and source. The duty is rate x energy of one inference / power, so
            that duty x power is rate x energy; the base load of the board during the inference is included.

        Raises
        ------
        InputError
            A profile without power or energy, a rate above what the device can do, or no rate.
        """
        if self.power_mw is None or (self.energy_uj is None and self.energy_total_j is None):
            missing = "power" if self.power_mw is None and self.energy_uj is not None else "energy"
            raise InputError(
                f"{self.name} has no measured {missing}",
                hint="A power state needs both power and energy: footprint profiles --with-energy lists those.",
            )
        if self.energy_uj is None:
            if inferences_per_hour is not None:
                raise InputError(f"{self.name} streams: its power holds for all the time, at no other rate")
            duty = 1.0
        else:
            if not (is_number(inferences_per_hour) and inferences_per_hour > 0):
                raise InputError("a power state needs inferences_per_hour, a number above 0")
            duty = inferences_per_hour / 3600 * self.energy_uj * 1e-3 / self.power_mw
            if duty > 1:
                most = 3600 * self.power_mw / (self.energy_uj * 1e-3)
                raise InputError(
                    f"{inferences_per_hour:g} inferences per hour; {self.name} does {significant(most, 4)} at most"
                )
        cited = self.citation
        return {
            "name": f"{self.task[:280]} inference", "power": f"{self.power_mw:.9g} mW", "duty": duty,
            "status": "measured", "source": cited if len(cited) <= 300 else cited[:297] + "...",
        }  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """As it is printed: every field, and the figures derived from them under `derived` with what that means."""
        figures = {
            "macs": self.macs, "nj_per_mac": self.nj_per_mac, "cycles_per_mac": self.cycles_per_mac,
            "current_ma": self.current_ma, **({"latency_ms": self.latency_ms} if self.repository else {}),
        }  # fmt: skip
        return {**self.model_dump(), "derived": {**figures, "note": NOT_VERIFIED if self.repository else "derived"}}


@cache
def reference_models() -> dict[str, ReferenceModel]:
    """Reference models of MLPerf Tiny by task, with their MACs."""
    return {
        row["task"]: ReferenceModel(
            row["task"], row["title"], row["model"], int(row["macs"]), row["metric"],
            float(row["target"]) if row["target"] else None, row["macs_source"], row["target_source"],
        )
        for row in read_table("reference_models")
    }  # fmt: skip


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile that ships, in the order of the data."""
    found = []
    for row in read_table("mlperf_tiny"):
        name = "/".join(filter(None, (row["round"], row["submitter"], row["system"], row["task"], row["variant"])))
        values = {k: v for k, v in row.items() if v}
        found.append(Profile.model_validate({"name": name, **values}, strict=False))  # a table holds numbers as text
    return tuple(found)


_FILTERS: dict[str, tuple[bool, Callable[[Profile], str | None]]] = {
    "task": (True, lambda p: p.task),
    "round": (True, lambda p: p.round),
    "division": (True, lambda p: p.division),
    "board": (False, lambda p: p.board),
    "submitter": (False, lambda p: p.submitter),
    "core": (True, lambda p: p.core),
    "runtime": (False, lambda p: p.runtime_family),
}
"""What profiles are found by: whether the whole value must match, or a part of it; and the value."""


def profiles(
    task: str | None = None,
    board: str | None = None,
    round: str | None = None,
    division: str | None = None,
    submitter: str | None = None,
    core: str | None = None,
    runtime: str | None = None,
    with_energy: bool = False,
) -> tuple[Profile, ...]:
    """The profiles that ship, or those of a task, board, round and so on.

    Parameters
    ----------
    task : str, optional
        ad, ic, kws, sww or vww.
    board, submitter, runtime : str, optional
        A part of the name, in any case: ``"L4R5"``. The runtime is that of `Profile.runtime_family`.
    round, division, core : str, optional
        Exactly: ``"v1.3"``, ``"closed"``, ``"cortex-m4"``.
    with_energy : bool
        Only those whose energy was measured.

    Returns
    -------
    tuple of Profile
        In the order of the data; never empty.

    Raises
    ------
    InputError
        A value that no profile has, with the nearest that some have; or values that no profile has together.
    """
    asked = {
        "task": task, "round": round, "division": division, "board": board, "submitter": submitter, "core": core,
        "runtime": runtime,
    }  # fmt: skip
    found = all_profiles()
    for key, value in asked.items():
        if value is None:
            continue
        whole, of = _FILTERS[key]
        known = list(dict.fromkeys(v for p in all_profiles() if (v := of(p))))
        folded = value.casefold()
        fits = {v for v in known if folded == v.casefold() or (folded and not whole and folded in v.casefold())}
        if not fits:
            raise InputError(f"no profile has {key} {shown(value)}", valid=_nearest(value, known, whole))
        kept = tuple(p for p in found if of(p) in fits)
        if not kept:
            here = list(dict.fromkeys(v for p in found if (v := of(p))))
            raise InputError(
                f"no profile has {key} {shown(value)} together with the rest of what was asked",
                valid=_nearest(value, here, whole),
            )
        found = kept
    if with_energy:
        found = tuple(p for p in found if p.energy_uj is not None or p.energy_total_j is not None)
        if not found:
            raise InputError("none of these profiles has a measured energy")
    return found


def _nearest(value: str, known: Sequence[str], whole: bool) -> tuple[str, ...]:
    """The values closest to what was asked, or, where a part of one is enough, closest to a part."""
    if not whole and len(known) > 8:
        size = len(value) or 1
        parts = {n.casefold()[i : i + size]: n for n in known for i in range(max(1, len(n) - size + 1))}
        close = nearest(value.casefold(), parts)
        return tuple(dict.fromkeys(parts[c] for c in close))
    return nearest(value, known)


def load_profile(path: str | Path) -> Profile:
    """Read a profile of one's own from a YAML file.

    Parameters
    ----------
    path : str or Path
        A file with ``schema: footprint.profile/1`` and the fields of `Profile`; the units are in their names.

    Raises
    ------
    InputError
        With file and line: not YAML, an unknown key, a value out of range, or no source.
    """
    from footprint.yaml_file import parse_yaml, read_text

    data, lines = parse_yaml(read_text(Path(path)), str(path))
    try:
        if not isinstance(data, dict):
            raise InputError("a profile is a map of keys")
        schema = data.pop("schema", None)
        if schema != SCHEMA:
            raise InputError(f"schema is {shown(schema)}", path=("schema",), valid=(SCHEMA,))
        try:
            return Profile.model_validate(data)
        except ValidationError as error:
            raise input_error(Profile, error) from None
    except InputError as error:
        error.file = str(path)
        error.line = lines.get(error.path)
        raise


def profile_schema() -> dict[str, Any]:
    """The JSON Schema of a profile file, made from `Profile`; `data/profile.schema.yaml` is a copy of it."""
    made = Profile.model_json_schema()
    for field in made["properties"].values():
        for one in [field, *field.get("anyOf", ())]:
            for key in ("title", "pattern"):  # which reads as noise: printable text on one line
                one.pop(key, None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Firmware profile",
        "description": "One measured firmware. Units are in the names.",
        "type": "object",
        "additionalProperties": False,
        "required": ["schema", *made["required"]],
        "properties": {"schema": {"const": SCHEMA}, **made["properties"]},
    }
