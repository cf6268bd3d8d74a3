"""Synthetic captures for the tests: files as the instruments' apps write them, from known samples.

No real PPK2 or Otii capture with an open licence is at hand. The writers follow the sources that the readers name.
"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from firmware_profiles.capture import Capture

PPK2_PARTS = ("Timestamp(ms)", "Current(uA)", "D0-D7", "D0,D1,D2,D3,D4,D5,D6,D7")


def ppk2_csv(
    path: Path,
    current_ua: Sequence[float],
    *,
    rate_hz: float = 100_000,
    pins: Sequence[str] | None = None,
    parts: tuple[bool, bool, bool, bool] = (True, True, True, True),
    start: int = 0,
) -> Path:
    """As exportChartAction.ts: NaN samples are skipped, and without digital data two empty cells stand for nine."""

    def chosen(cells: Sequence[str]) -> str:
        return ",".join(c for c, wanted in zip(cells, parts, strict=True) if wanted) + "\n"

    text = [chosen(PPK2_PARTS)]
    for n, value in enumerate(current_ua, start):
        if not np.isnan(value):
            symbols = pins[n - start] if pins else ""
            text.append(chosen((f"{n * 1e3 / rate_hz:.12g}", f"{value:.3f}", symbols, ",".join(symbols))))
    path.write_text("".join(text))
    return path


def ppk2_session(
    path: Path,
    current_ua: Sequence[float],
    *,
    rate_hz: object = 100_000,
    pins: Sequence[str] | None = None,
    version: object = 2,
    leave_out: str = "",
    cut: int = 0,
) -> Path:
    """As saveFileHandler.ts: a zip of metadata.json and session.raw, little-endian current, big-endian pins."""
    words = [0xAAAA] * len(current_ua)
    if pins:
        words = [sum("-01X".index(s) << (2 * n) for n, s in enumerate(symbols)) for symbols in pins]
    raw = b"".join(struct.pack("<f", c) + struct.pack(">H", w) for c, w in zip(current_ua, words, strict=True))
    metadata = {"metadata": {"samplesPerSecond": rate_hz, "startSystemTime": 1700000000000}, "formatVersion": version}
    members = {
        "metadata.json": json.dumps(metadata).encode(),
        "session.raw": raw[: len(raw) - cut],
        "minimap.raw": b"{}",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if name != leave_out:
                archive.writestr(name, data)
    return path


def energy_j(capture: Capture) -> float:
    """Power times time over all samples."""
    return float(sum(float(np.sum(c.power_w * c.span_s)) for c in capture.chunks()))


def column(capture: Capture, name: str) -> np.ndarray:
    """All samples of one field of the chunks."""
    return np.concatenate([getattr(c, name) for c in capture.chunks()])
