"""What an export and an import give, and which formats there are. Each format is a module of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from datasheets.sheet.sheet import Datasheet
from footprint.errors import InputError, nearest, shown


@dataclass(frozen=True)
class Exported:
    """A datasheet in a format of others.

    Attributes
    ----------
    text : str
        The file, valid in its format; the same for the same datasheet.
    unsaid : tuple of str
        Places of the datasheet that hold something for which the format has no word, such as ``hardware.pinout`` or
        ``performance.metrics.threshold``, in the order of the template. A part of a quantity follows its place:
        ``hardware.mass.evidence``.
    missing : tuple of (str, str)
        What the format asks for and the datasheet does not say: the format's name for it, and the place or places
        where it would stand.
    """

    text: str
    unsaid: tuple[str, ...]
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Imported:
    """What a file of others says, as fields of a datasheet.

    Attributes
    ----------
    file : str
        Its name, which stands in every origin.
    fields : dict
        Place of a field, such as ``data_and_model.biases``, to what a source file would hold there; every quantity has
        the status ``declared`` and names the file and the place in it as its evidence.
    origins : dict
        Place of a field that is no quantity to file and place in it, such as ``croissant.json, rai:dataBiases``.
    left : tuple of str
        What the file says and the datasheet has no place for, each as the file names it.
    """

    file: str
    fields: Mapping[str, Any]
    origins: Mapping[str, str]
    left: tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """A format of others.

    Attributes
    ----------
    key : str
        As on the command line, such as ``cyclonedx-1.7``.
    title : str
    ending : str
        What the name of the source file gets, such as ``.cdx.json``.
    media_type : str
    module : str
        Of this package; it has ``export(sheet) -> Exported`` and ``read(text, file) -> Imported`` as they apply.
    library : str
        The module that must be there; empty for none.
    exports, imports : bool
    version : str
        Passed to ``export`` where one module writes several versions.
    dated : bool
        Whether it holds the day on which it was made, which ``export`` then takes.
    """

    key: str
    title: str
    ending: str
    media_type: str
    module: str
    library: str
    exports: bool = True
    imports: bool = False
    version: str = ""
    dated: bool = False


FORMATS: dict[str, Format] = {
    f.key: f
    for f in (
        Format("cyclonedx-1.7", "CycloneDX 1.7 ML-BOM", ".cdx-1.7.json", "application/vnd.cyclonedx+json; version=1.7",
               "cyclonedx", "cyclonedx", imports=True, version="1.7"),
        Format("cyclonedx-1.6", "CycloneDX 1.6 ML-BOM", ".cdx-1.6.json", "application/vnd.cyclonedx+json; version=1.6",
               "cyclonedx", "cyclonedx", imports=True, version="1.6"),
        Format("spdx", "SPDX 3.0.1, AI and Dataset profiles", ".spdx.json", "application/spdx+json",
               "spdx", "spdx_python_model", dated=True),
        Format("croissant", "Croissant 1.1 with RAI, of the evaluation data", ".croissant.json", "application/ld+json",
               "croissant", "mlcroissant", imports=True),
        Format("model-card", "Hugging Face model card", ".model-card.md", "text/markdown",
               "model_card", "huggingface_hub", imports=True),
        Format("pact", "Product footprint in the style of PACT", ".pact.json", "application/json", "pact", "",
               dated=True),
        Format("codecarbon", "CodeCarbon emissions", ".csv", "text/csv", "codecarbon", "", exports=False, imports=True),
    )
}  # fmt: skip
"""Key to format."""


def export(sheet: Datasheet, key: str, *, as_of: date | None = None) -> Exported:
    """A datasheet in a format.

    Parameters
    ----------
    sheet : Datasheet
    key : str
        Of `FORMATS`, such as ``cyclonedx-1.7``.
    as_of : date, optional
        The day on which it is made, for formats that ask; without it that of the datasheet.

    Raises
    ------
    InputError
        An unknown format, a library that is not installed, or a datasheet that cannot be said in it at all.
    """
    known = [f.key for f in FORMATS.values() if f.exports]
    if key not in known:
        raise InputError(f"unknown format {shown(key)}", valid=nearest(key, known))
    wanted = FORMATS[key]
    made: Callable[..., Exported] = _module(wanted).export
    dated = {"as_of": as_of} if wanted.dated else {}
    return made(sheet, *([wanted.version] if wanted.version else []), **dated)


def read(text: str, file: str) -> Imported:
    """What a file of another format says; the format is told by its content.

    Raises
    ------
    InputError
        A file of no known format, a damaged one, or a library that is not installed.
    """
    from datasheets.exchange.recognise import recognised

    made: Callable[[str, str], Imported] = _module(FORMATS[recognised(text, file)]).read
    return made(text, file)


def _module(wanted: Format) -> Any:
    if wanted.library and find_spec(wanted.library) is None:
        raise InputError(
            f"{wanted.title} needs {wanted.library}, which is not installed",
            hint='Install it with: pip install "tinyml-footprint[exchange]"',
        )
    return import_module(f"datasheets.exchange.{wanted.module}")
