"""The SHA-256 of a capture, so that a power state says which file it was made of."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

SHOWN = 16
"""Digits of a hash that a source names."""


def sha256_of(path: Path) -> str | None:
    """The hash of a file; of a folder that of the lines ``hash  name`` of its files, in the order of their names.

    None where there is nothing to read any more, such as an upload that was thrown away.
    """
    try:
        if not path.is_dir():
            return _of_file(path)
        files = sorted(p for p in path.rglob("*") if p.is_file())
        lines = "".join(f"{_of_file(p)}  {p.relative_to(path).as_posix()}\n" for p in files)
    except OSError:
        return None
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def _of_file(path: Path) -> str:
    about = path.stat()
    return _hashed(path, about.st_size, about.st_mtime_ns, about.st_ino)


@lru_cache(maxsize=64)
def _hashed(path: Path, size: int, changed: int, node: int) -> str:
    """The hash of a file, once for as long as it is not changed."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
