"""A result in the forms other programs and papers take: CSV, YAML, a sentence, BibTeX."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from footprint import tables
from footprint.errors import InputError
from footprint.findings import interval_words
from footprint.numbers import CO2E, duration, headline, percent
from footprint.result import Footprint, Per
from footprint.system import System
from footprint.version import RELEASED, VERSION
from footprint.yaml_file import reads_as_text

CSV_COLUMNS = (
    "system", "per", "stage", "block", "item", "quantity", "unit", "factor_key", "low_kg_co2e", "kg_co2e",
    "high_kg_co2e", "interval", "status", "source", "factor_set", "inputs_sha256",
)  # fmt: skip


def to_csv(results: Sequence[Footprint], per: Per = "device") -> str:
    """One line per row of each result, with its source. [kg CO2e per device, year or inference; quantity per device]

    Low and high of a row are what ``interval`` says: bounds, or P5 and P95 of that row alone, which do not add up.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for result in results:
        by = 1.0 / result.per_divisor(per)
        for row in result.rows:
            kg = row.kg_co2e if per == "device" else row.kg_co2e.scaled(by)
            texts = (row.stage, row.block, row.item)
            writer.writerow([
                cell(result.system.name), per, *map(cell, texts), repr(row.quantity), row.unit, row.factor_key or "",
                *map(repr, kg), result.interval["kind"], row.status, cell(row.source), row.factor_set or "",
                result.inputs_sha256_per(per),
            ])  # fmt: skip
    return out.getvalue()


def cell(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


class _Dumper(yaml.SafeDumper):
    pass


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if reads_as_text(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def to_yaml(system: System) -> str:
    """The system as a system file; reading it back gives the same system."""
    data: Any = system.to_file_dict()
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def sentence(result: Footprint, co2e: str = CO2E) -> str:
    """The result as one sentence for a paper, with units, boundary and what is needed to reproduce it."""
    lines = [b for b in result.boundary if b.stage in tables.STAGES]
    stages = {word: [b.title.lower() for b in lines if b.word == word] for word in ("included", "excluded")}
    blocks = [tables.title(e.block).lower() for e in result.excluded if e.block not in tables.STAGE_BLOCKS]
    added = [b.title.lower() for b in result.boundary if b.included and b.stage in tables.OPTIONAL_BLOCKS]
    outside = list(dict.fromkeys([*stages["excluded"], *blocks]))
    left = [f"{u.item} ({tables.title(u.block).lower()})" for u in result.unvalued]
    missing = [tables.title(m) if tables.title(m).isupper() else tables.title(m).lower() for m in result.missing]
    shares = ", ".join(f"{c.title.lower()} {percent(c.share)}" for c in result.contributions("stage") if c.share > 0)
    text = (
        f"The footprint of {result.system.name} is {headline(result.total_kg_co2e, co2e)} per device over "
        f"{duration(result.system.lifetime_years)} (GWP100; {shares}), covering "
        f"{_listed([*stages['included'], *added])}"
    )
    if outside:
        text += f", excluding {_listed(outside)}"
    if missing or left:
        text += f", not assessing {_listed([*missing, *left])}"
    words = interval_words(result)
    return (
        f"{text}; {words[0].lower()}{words[1:]}; computed with tinyml-footprint {VERSION}, "
        f"{result.basis[0].lower()}{result.basis[1:].split('; tables')[0]}, inputs {result.inputs_sha256[:12]}."
    )


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "nothing"


def bibtex() -> str:
    """BibTeX for the tool and the two papers its default factors rest on."""
    return f"""@software{{tinyml_footprint,
  title   = {{tinyml-footprint}},
  author  = {{{{The tinyml-footprint authors}}}},
  version = {{{VERSION}}},
  year    = {{{RELEASED[:4]}}},
  license = {{Apache-2.0}}
}}
@article{{pirson_bol_2021,
  title   = {{Assessing the embodied carbon footprint of {{IoT}} edge devices with a bottom-up life-cycle approach}},
  author  = {{Pirson, Thibault and Bol, David}},
  journal = {{Journal of Cleaner Production}},
  volume  = {{322}},
  pages   = {{128966}},
  year    = {{2021}},
  doi     = {{10.1016/j.jclepro.2021.128966}}
}}
@article{{prakash_2023,
  title   = {{Is {{TinyML}} Sustainable?}},
  author  = {{Prakash, Shvetank and Stewart, Matthew and Banbury, Colby and Mazumder, Mark and
             Warden, Pete and Plancher, Brian and Janapa Reddi, Vijay}},
  journal = {{Communications of the ACM}},
  volume  = {{66}},
  number  = {{11}},
  pages   = {{68--77}},
  year    = {{2023}},
  doi     = {{10.1145/3608473}}
}}
"""


def write_files(contents: Mapping[str, bytes | str]) -> None:
    """Write several files; none where one of their places cannot be written.

    Raises
    ------
    InputError
        A place that cannot be written.
    """
    for path in contents:
        check_writable(path)
    for path, content in contents.items():
        write_file(path, content)


def check_writable(path: str | Path) -> None:
    """Refuse a place that no file can be written to.

    Raises
    ------
    InputError
    """
    folder = _resolved(path).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise InputError("cannot write the file: no such folder, or it may not be written to", file=str(path))
    _check_plain(path)


def _resolved(path: str | Path) -> Path:
    """Where a path leads, through links."""
    try:
        target = Path(path).resolve()
    except (OSError, RuntimeError):  # of a link to itself; Python from 3.13 on gives the link instead
        target = None
    if target is None or target.is_symlink():
        raise InputError("cannot write the file: its links lead nowhere", file=str(path))
    return target


def _check_plain(path: str | Path) -> None:
    """Refuse to write over what is no file."""
    target = _resolved(path)
    if target.is_dir():
        raise InputError("a folder where a file is to be written", file=str(path))
    if target.exists() and not target.is_file():
        raise InputError("not a plain file, so nothing is written over it", file=str(path))


def check_free(path: str | Path) -> None:
    """Refuse a name that a file has already.

    Raises
    ------
    InputError
    """
    if _resolved(path).exists():
        raise InputError("the file is there already", file=str(path), hint="Choose another name; it was not touched.")


def write_file(path: str | Path, content: bytes | str, *, keep: bool = False) -> None:
    """Write a file whole or not at all: to a temporary file beside it, then moved into place.

    Raises
    ------
    InputError
        The place cannot be written, or `keep` is set and a file is there already.
    """
    if keep:
        check_free(path)
    with replacing(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """A temporary file to write to, moved to its place when all went well, and removed when not.

    Raises
    ------
    InputError
        The place cannot be written.
    """
    target = _resolved(path)  # a link keeps pointing at what is written
    _check_plain(path)
    mode = target.stat().st_mode & 0o777 if target.exists() else _plain_mode()
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as stream:
            temporary = Path(stream.name)
        yield temporary
        temporary.chmod(mode)
        temporary.replace(target)
        temporary = None
    except OSError as error:
        raise InputError(f"cannot write the file: {error.strerror}", file=str(path)) from None
    finally:  # also where a person stops it
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _plain_mode() -> int:
    """The mode that a new file written directly would have."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
