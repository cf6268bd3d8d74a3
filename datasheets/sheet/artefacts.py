"""The files a datasheet takes values from: which they are, whether they are those that were stated, and taking one.

What a kind of file can give is in `datasheets.sheet.kinds`; nothing is opened before something is taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from datasheets.sheet.files import inside
from datasheets.sheet.kinds import KINDS, option_reader
from datasheets.sheet.places import NotThereError, Place
from datasheets.sheet.template import Field
from datasheets.sheet.units import parse_measure
from datasheets.sheet.values import Quantity
from footprint.errors import InputError, nearest, shown

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Artefact:
    """One file that values are taken from.

    Attributes
    ----------
    name : str
        What the datasheet calls it, such as ``model``.
    kind : str
        A key of `datasheets.sheet.kinds.KINDS`.
    file : str
        As it was written, relative to the datasheet's folder.
    path : Path
        Where it is.
    sha256 : str
        As it was stated; empty where it was not.
    options : dict
        How it is read, such as the voltage of a capture; base units.
    """

    name: str
    kind: str
    file: str
    path: Path
    sha256: str
    options: Mapping[str, Any]

    @property
    def found_sha256(self) -> str:
        """The hash of the file as it is now; of a folder that of its files."""
        from firmware_profiles.fingerprint import sha256_of

        found = sha256_of(self.path)
        if found is None:
            raise InputError(f"cannot read {shown(self.file)}", path=("artefacts", self.name, "file"))
        return found


Load = Callable[[Artefact], Any]
"""Gives what the file of an artefact holds."""


def load_here(artefact: Artefact) -> Any:
    """Read a file in this process."""
    return KINDS[artefact.kind].load(artefact.path, artefact.options)


class Changed(NamedTuple):
    """An artefact whose hash is not the one that was stated."""

    artefact: Artefact
    found_sha256: str


@dataclass(frozen=True)
class Artefacts:
    """The artefacts of a datasheet, by name; each is read once, when something is first taken from it."""

    named: Mapping[str, Artefact]
    folder: Path
    load: Load = field(default=load_here, repr=False, compare=False)
    _read: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, given: Any, folder: Path, load: Load = load_here) -> Artefacts:
        """What a datasheet says of its artefacts.

        Parameters
        ----------
        given : dict, optional
            Name to ``file``, and as they apply ``sha256``, ``kind`` (where the name is not one) and the options of the
            kind.
        folder : Path
            The datasheet's; files are relative to it and never outside of it.
        load : callable, optional
            How a file is read, such as from what was read before.

        Raises
        ------
        InputError
            No such file, one outside of the folder, an unknown kind or option, or a hash that is none.
        """
        if given is None:
            return cls({}, folder, load)
        if not isinstance(given, dict):
            raise InputError(f"artefacts must be a map of names, not {shown(given)}", path=("artefacts",))
        named = {}
        for name, one in given.items():
            try:
                named[name] = _artefact(name, one, folder)
            except InputError as error:
                error.path = ("artefacts", name, *error.path)
                raise
        return cls(named, folder, load)

    def of_kind(self, kind: str) -> tuple[Artefact, ...]:
        """The artefacts of a kind, in the order of the file."""
        return tuple(a for a in self.named.values() if a.kind == kind)

    def changed(self) -> tuple[Changed, ...]:
        """The artefacts whose file is not the one that was stated: its hash is another."""
        stated = ((a, a.found_sha256) for a in self.named.values() if a.sha256)
        return tuple(Changed(a, found) for a, found in stated if found != a.sha256)

    def content(self, name: str) -> Any:
        """What an artefact holds, read once.

        Returns
        -------
        object
            A `ModelReport`, `Evaluation`, `Events`, `Profile`, `Footprint` or `Bom`, by its kind.

        Raises
        ------
        InputError
            A file that cannot be read, with its own place.
        """
        artefact = self.named[name]
        if name not in self._read:
            try:
                self._read[name] = self.load(artefact)
            except InputError as error:
                if error.file is None:
                    error.file = str(artefact.path)
                raise
        return self._read[name]

    def take(self, given: Mapping[str, Any], wanted: Field) -> Any:
        """The value that a field takes from an artefact.

        Parameters
        ----------
        given : dict
            ``{"from": "model.macs"}``: the name of an artefact and a place of its kind; the places of classes are
            followed by a class, as in ``evaluation.recall.wave``.
        wanted : Field
            The field or column that takes it.

        Returns
        -------
        Quantity, str, list or rows
            A quantity names the place in `taken_from`.

        Raises
        ------
        NotThereError
            The artefact is fine, and does not hold this.
        InputError
            An unknown name or place, a place that does not fit the field, or a file that cannot be read.
        """
        for key in given:
            if key != "from":
                raise InputError(f"{shown(key)} beside from: the artefact says it all", path=(key,))
        place = given["from"]
        if not isinstance(place, str):
            raise InputError(f"from must name a place, not {shown(place)}", path=("from",), valid=self.places()[:3])
        name, _, rest = place.partition(".")
        if name not in self.named:
            hint = "" if self.named else "Add the file under artefacts."
            raise InputError(f"no artefact {shown(name)}", path=("from",), valid=nearest(name, self.named), hint=hint)
        artefact = self.named[name]
        key, _, of = rest.partition(".")
        kind = KINDS[artefact.kind]
        found = kind.places.get(key)
        if found is None or (of and not found.by_class):
            raise InputError(
                f"nothing is at {shown(place)}", path=("from",),
                valid=nearest(place, [f"{name}.{k}" for k in kind.places]),
            )  # fmt: skip
        _check_fit(found, place, wanted)
        try:
            value = found.get(self.content(name), of)
        except NotThereError as error:
            error.path = ("from",)
            raise
        return _marked(value, artefact, place, wanted)

    def places(self) -> list[str]:
        """Every place that something can be taken from; those of classes without the class."""
        return [f"{a.name}.{key}" for a in self.named.values() for key in KINDS[a.kind].places]


def _artefact(name: str, given: Any, folder: Path) -> Artefact:
    if not _NAME.fullmatch(name):
        raise InputError(f"{shown(name)} is no name of an artefact", hint="Small letters, digits and _ only.")
    if not isinstance(given, dict):
        raise InputError(f"an artefact is a map with file, not {shown(given)}", hint=f"{name}: {{file: ...}}")
    kind = given.get("kind", name)
    if kind not in KINDS:
        place = ("kind",) if "kind" in given else ()
        hint = "" if "kind" in given else "Add kind."
        raise InputError(f"unknown kind of artefact {shown(kind)}", path=place, valid=tuple(KINDS), hint=hint)
    known = ("kind", "file", "sha256", *KINDS[kind].options)
    for key in given:
        if key not in known:
            raise InputError(f"unknown key {shown(key)}", path=(key,), valid=nearest(key, known))
    stated = given.get("sha256")
    if stated is not None and not (isinstance(stated, str) and _SHA256.fullmatch(stated)):
        raise InputError(f"{shown(stated)} is no SHA-256", path=("sha256",), hint="64 digits of 0-9 and a-f.")
    options = {}
    for key in KINDS[kind].options:
        if key in given:
            try:
                options[key] = option_reader(kind, key)(given[key])
            except InputError as error:
                error.path = (key, *error.path)
                raise
    file = given.get("file")
    return Artefact(name, kind, str(file), inside(file, folder), stated or "", options)


_FITS = {"text": ("text", "prose", "choice"), "list": ("list",), "quantity": ("quantity",), "table": ("table",)}


def _check_fit(found: Place, place: str, wanted: Field) -> None:
    """Raises where a place holds another kind of thing than the field."""
    if wanted.kind not in _FITS[found.kind]:
        raise InputError(f"{place} is a {found.kind}, and {wanted.key} takes a {wanted.kind}", path=("from",))
    if found.kind == "quantity" and wanted.unit:
        try:
            parse_measure(f"1 {found.unit}", wanted.unit)
        except InputError:
            unit = "a plain number" if found.unit == "1" else f"in {found.unit}"
            raise InputError(
                f"{place} is {unit}, and {wanted.key} needs a unit like {wanted.unit}", path=("from",)
            ) from None
    if found.kind == "table" and not set(found.columns) <= {c.key for c in wanted.columns}:
        raise InputError(f"{place} has other columns than {wanted.key}", path=("from",))


def _marked(value: Any, artefact: Artefact, place: str, wanted: Field) -> Any:
    """A value with the place that it was taken from and, where it has none, the file as its evidence."""
    if isinstance(value, Quantity):
        return replace(value, taken_from=place, evidence=value.evidence or artefact.file)
    if isinstance(value, list) and wanted.kind == "table":
        return [{k: _marked(v, artefact, place, wanted) for k, v in row.items()} for row in value]
    if wanted.kind == "choice" and value not in wanted.choices:
        raise InputError(f"{place} is {shown(value)}", path=("from",), valid=nearest(value, wanted.choices))
    return value
