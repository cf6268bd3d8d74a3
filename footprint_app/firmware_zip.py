"""The folder of a benchmark run as a browser can send it: in a zip archive, unpacked beside it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from firmware_profiles.damaged_zip import DAMAGED_ZIP
from footprint.errors import InputError
from footprint_app.firmware_upload import Stored, store
from footprint_app.settings import CAPTURE_MB

MOST_MEMBERS = 1000
_RUN = re.compile(r"(.*/)?(trace\d*-energy\.bin|results\.json)")
"""What the folder of an EnergyRunner result holds."""


def unpacked(path: Path, name: str) -> Stored | None:
    """The folder in an archive, in a place of its own that goes with what is returned; None for any other file.

    Raises
    ------
    InputError
        The archive is damaged, or holds more than a capture may have.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
            if not any(_RUN.fullmatch(m.filename) for m in members):
                return None
            # A member yields no more bytes than it says, so that this bounds what is written.
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > CAPTURE_MB << 20:
                raise InputError(f"the folder in it has more than {MOST_MEMBERS} files or {CAPTURE_MB} MB")
            folder = store(name.removesuffix(".zip"), lambda place: archive.extractall(place, members))
    except InputError:
        raise
    except (*DAMAGED_ZIP, ValueError):
        raise InputError("the zip archive is cut off or damaged") from None
    inside = list(folder.path.iterdir())
    if len(inside) == 1 and inside[0].is_dir():
        folder.path = inside[0]
    return folder
