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
    NotImplementedError,  # raised by zipfile where a member names a method of compression that it does not know
    RuntimeError,  # a flag that says the member is encrypted
)
