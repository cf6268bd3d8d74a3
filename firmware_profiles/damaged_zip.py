"""What zipfile raises for an archive that is cut off, changed or made to do harm."""

from __future__ import annotations

import struct
import zipfile
import zlib

DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,  # a method of compression that there is none of
    RuntimeError,  # a flag that says the member is encrypted
)
