"""Nordic Power Profiler Kit II: the CSV that its app exports, in every choice of columns, and its .ppk2 sessions.

Sources: NordicSemiconductor/pc-nrfconnect-ppk, exportChartAction.ts (CSV) and saveFileHandler.ts (.ppk2). The kit
measures current; the voltage has to be said.
"""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from firmware_profiles.capture import CHUNK_SAMPLES, Capture
from firmware_profiles.damaged_zip import DAMAGED_ZIP
from firmware_profiles.readers import Head, Options, fast_csv, positive
from firmware_profiles.readers.assemble import Raw, assemble
from firmware_profiles.readers.columns import refuse_twice
from footprint.errors import InputError, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from firmware_profiles.capture import Bits

FORMATS = "Nordic PPK2 (CSV, .ppk2)"
INSTRUMENT = "Nordic PPK2"
LIMIT_A = 1.0
"""The kit is specified to 1 A; more is a stream out of step (IRNAS/ppk2-api-python issues 8, 17 and 45)."""

TIME, CURRENT, ALL_PINS, BITS = "Timestamp(ms)", "Current(uA)", "D0-D7", "Bits"
PINS = tuple(f"D{n}" for n in range(8))
KNOWN = {TIME, CURRENT, ALL_PINS, BITS, *PINS}
SYMBOLS = b"-01X"

ZEROS, ONES, OTHER_BITS, GATHER = map(
    np.uint64, (0x3030303030303030, 0x0101010101010101, 0xFEFEFEFEFEFEFEFE, 0x0102040810204080)
)
"""Eight symbols as one number: where all are 0 or 1, a product moves their lowest bits together into the top byte."""

FORMAT_VERSION = 2
FRAME = np.dtype([("current_ua", "<f4"), ("pins", ">u2")])
"""One sample of session.raw: the two fields have opposite byte orders."""

BLANK_PINS = (0xAAAA, 0x0000)
"""Words of a session without digital channels: every pin high as a PPK1 writes it, or none valid."""

METADATA_BYTES = 1 << 20

BOMB_BYTES, BOMB_TIMES = 1 << 27, 100
"""A session.raw of more bytes, packed to less than one in so many, is no measurement: a current has noise."""

IRNAS_HEADER = "ts,avg1000"


def recognises(head: Head) -> bool:
    """Columns of the app's CSV, members of a .ppk2, or one of the two that are refused with a reason."""
    if head.names:
        return "session.raw" in head.names or {"metadata.json", "minimap.raw"} <= set(head.names)
    if not head.text:
        return _is_ppk1(head.data)
    names = [n.strip() for n in head.first_line.split(",")]
    if head.first_line == IRNAS_HEADER or CURRENT in names:
        return head.first_line == IRNAS_HEADER or set(names) <= KNOWN
    return TIME in names and set(names) <= KNOWN


def open_capture(path: Path, options: Options) -> Capture:
    """Read a CSV or .ppk2; InputError for the old .ppk and for the log of ppk2-api-python, with the reason."""
    head = Head.of(path)
    if head.names:
        return _session(path, head, options)
    if not head.text:
        raise InputError(
            "a .ppk file of the first format, which its app no longer writes",
            file=str(path),
            hint="Open it in version 3 of the Power Profiler app and export it as CSV, or save it as .ppk2.",
        )
    if head.first_line == IRNAS_HEADER:
        raise InputError(
            f"a log of ppk2-api-python ({IRNAS_HEADER}): all samples of a batch have the time at which it was written,"
            " so nothing can be integrated over time",
            file=str(path),
            hint="Record it with the Power Profiler app, or with a tool that writes .ppk2.",
        )
    return _csv(path, head, options)


def _is_ppk1(data: bytes) -> bool:
    """Raw deflate of a BSON document: its length, then the type of its first element."""
    try:
        start = zlib.decompressobj(-15).decompress(data, 16)
    except zlib.error:
        return False
    if len(start) < 9:
        return False
    plain, counted = struct.unpack_from("<II", start)
    kinds = {1, 2, 3, 4, 8, 9, 16, 18}
    return (5 < plain < 1 << 24 and start[4] in kinds) or (5 < counted <= plain < 1 << 24 and start[8] in kinds)


def _csv(path: Path, head: Head, options: Options) -> Capture:
    form = fast_csv.layout(head)
    names = form.names
    refuse_twice(path, [n for n in names if n])
    if CURRENT not in names:
        raise InputError(
            f"the export has no column {CURRENT}", file=str(path), hint="Export it again with the current chosen."
        )
    voltage_v = options.needed_voltage(path, "A PPK2")
    timed = TIME in names
    notes = []
    if timed and options.sample_rate_hz is not None:
        raise InputError(
            "the export has its own times: a sampling rate has no use here", file=str(path), hint="Leave it out."
        )
    if not timed:
        if options.sample_rate_hz is None:
            raise InputError(
                f"the export has no column {TIME}, and nothing else tells the sampling rate",
                file=str(path),
                hint="Export it again with the timestamps chosen, or give the rate as sample_rate_hz=100000.",
                asks=("sample_rate_hz",),
            )
        notes.append("The export has no times: samples that were lost cannot be seen.")
    if form.fields < len(names):
        # without digital data the app writes two empty cells for the nine headings
        measured = [n for n in (TIME, CURRENT) if n in names]
        if not 0 <= form.fields - len(measured) <= 2 or names[: len(measured)] != tuple(measured):
            raise InputError(f"{form.fields} cells under {len(names)} headings", file=str(path), line=form.skip + 1)
        blank = tuple(f"blank {n}" for n in range(form.fields - len(measured)))
        names = (*measured, *blank)
        form = replace(form, names=names)
    pins = _pin_columns(names)
    if pins and not _has_symbols(head, form, pins):
        notes.append(f"The column {names[pins[0]]} is not read: its digits are not one symbol per channel.")
        pins = ()
    current = names.index(CURRENT)
    wanted = (names.index(TIME), current) if timed else (current,)

    def raws() -> Iterator[Raw]:
        for rows in fast_csv.rows(path, form, wanted, pins, options.progress):
            bits = _bits(rows, pins, form, path) if pins else None
            time_s = rows.numbers[wanted[0]] / 1e3 if timed else None
            yield Raw(time_s, rows.numbers[current] / 1e6, None, bits, rows.line_of)

    return assemble(
        raws(),
        path=path,
        form="ppk2-csv",
        instrument=INSTRUMENT,
        voltage_v=voltage_v,
        rate_hz=None if timed else positive(options.sample_rate_hz, "sample_rate_hz", path),
        limit_a=LIMIT_A,
        warnings=notes,
    )


def _pin_columns(names: tuple[str, ...]) -> tuple[int, ...]:
    for whole in (ALL_PINS, BITS):
        if whole in names:
            return (names.index(whole),)
    return tuple(names.index(p) for p in PINS) if set(PINS) <= set(names) else ()


def _has_symbols(head: Head, form: fast_csv.Layout, pins: tuple[int, ...]) -> bool:
    first = next((x for x in head.lines[form.skip :] if x.strip()), "")
    row = fast_csv.cells(first, form.delimiter)
    text = "".join(row[p] for p in pins) if len(row) == form.fields else ""
    return len(text) == len(PINS) and set(text.encode()) <= set(SYMBOLS)


def _bits(rows: fast_csv.Rows, pins: tuple[int, ...], form: fast_csv.Layout, path: Path) -> Bits:
    """Channels of each row: high is 1, and so is X, high for a part of the sample; unknown is 0."""
    width = len(PINS) // len(pins)
    letters = [rows.texts[p] for p in pins]
    for p, texts in zip(pins, letters, strict=True):
        if texts.dtype.itemsize != width:
            _wrong_symbol(rows, p, width, form, path)
    columns: list[NDArray[np.uint8]] = [x.view(np.uint8).reshape(-1, width) for x in letters]
    table = columns[0] if len(columns) == 1 else np.concatenate(columns, axis=1)
    words = table.view("<u8").ravel()
    if ((words & OTHER_BITS) == ZEROS).all():
        return ((words & ONES) * GATHER >> np.uint64(56)).astype(np.uint16)
    high = (table == ord("1")) | (table == ord("X"))
    if not (high | (table == ord("0")) | (table == ord("-"))).all():
        for p in pins:
            _wrong_symbol(rows, p, width, form, path)
    return np.packbits(high, axis=1, bitorder="little").ravel().astype(np.uint16)


def _wrong_symbol(rows: fast_csv.Rows, column: int, width: int, form: fast_csv.Layout, path: Path) -> None:
    for n, cell in enumerate(rows.texts[column].tolist()):
        if len(cell) != width or not set(cell) <= set(SYMBOLS):
            raise InputError(
                f'{shown(cell.decode("utf-8", "replace"))} in column "{form.names[column]}": '
                f"{width} of the symbols -, 0, 1, X expected",
                file=str(path),
                line=rows.line_of(n),
            )


def _session(path: Path, head: Head, options: Options) -> Capture:
    voltage_v = options.needed_voltage(path, "A PPK2")
    rate_hz = _metadata(path, head)
    if options.sample_rate_hz is not None and options.sample_rate_hz != rate_hz:
        raise InputError(
            f"the file says {rate_hz:g} samples per second, not {options.sample_rate_hz:g}",
            file=str(path),
            hint="Leave the sampling rate out.",
        )
    recorded: list[bool] = []
    return assemble(
        _frames(path, options, recorded),
        path=path,
        form="ppk2",
        instrument=INSTRUMENT,
        voltage_v=voltage_v,
        rate_hz=rate_hz,
        limit_a=LIMIT_A,
        has_bits=lambda: any(recorded),
    )


def _metadata(path: Path, head: Head) -> float:
    missing = {"metadata.json", "session.raw"} - set(head.names)
    if missing:
        raise InputError(f"the .ppk2 file lacks {' and '.join(sorted(missing))}", file=str(path))
    try:
        with zipfile.ZipFile(path) as archive, archive.open("metadata.json") as stream:
            found: Any = json.loads(stream.read(METADATA_BYTES))
        version, inner = found["formatVersion"], found["metadata"]
        rate = inner["samplesPerSecond"]
    except (*DAMAGED_ZIP, OSError):
        raise InputError("metadata.json is damaged", file=str(path)) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("metadata.json has no formatVersion or metadata.samplesPerSecond", file=str(path)) from None
    if version != FORMAT_VERSION:
        raise InputError(f"formatVersion {shown(version)} of .ppk2 is not known", file=str(path), valid=("2",))
    return positive(rate, "samplesPerSecond in metadata.json", path)


def _frames(path: Path, options: Options, recorded: list[bool]) -> Iterator[Raw]:
    name = f"{path}: session.raw"
    try:
        with zipfile.ZipFile(path) as archive, archive.open("session.raw") as stream:
            found = archive.getinfo("session.raw")
            size = found.file_size
            if size > BOMB_BYTES and size > BOMB_TIMES * found.compress_size:
                raise InputError(
                    f"{size} bytes are packed into {found.compress_size}: a current that was measured has noise and"
                    " does not pack so well",
                    file=name,
                )
            if size % FRAME.itemsize:
                raise InputError(
                    f"{size} bytes are not a whole number of samples of {FRAME.itemsize}: the file is cut off",
                    file=name,
                )
            done = 0
            while data := stream.read(CHUNK_SAMPLES * FRAME.itemsize):
                frames = np.frombuffer(data, FRAME)
                recorded[:] = [any(recorded) or not np.isin(frames["pins"], BLANK_PINS).all()]
                yield Raw(None, frames["current_ua"].astype(np.float64) / 1e6, None, _pins(frames["pins"]))
                done += len(data)
                if options.progress:
                    options.progress(done / size)
    except (*DAMAGED_ZIP, OSError) as error:
        raise InputError(f"the samples are damaged or cut off: {error}", file=name) from None


def _pins(words: NDArray[np.uint16]) -> Bits:
    """Two bits per channel, 01 low, 10 high, 11 both, 00 not valid: the upper one says that it was high."""
    words = words.astype(np.uint16)
    bits = np.zeros(len(words), np.uint16)
    for n in range(len(PINS)):
        bits |= ((words >> np.uint16(2 * n + 1)) & np.uint16(1)) << np.uint16(n)
    return bits
