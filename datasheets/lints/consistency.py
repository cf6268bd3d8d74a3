"""Rules: numbers and words of one datasheet that cannot be true together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datasheets.lints.prose import clauses, names, pixels, stated, texts
from datasheets.lints.rules import Context, Found, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import short, told
from datasheets.sheet.sheet import Place, place_of
from datasheets.sheet.units import Measure, parse_measure
from datasheets.sheet.values import Quantity, says_not
from footprint.errors import shown

_RISING = (
    ("performance.latency_p50", "performance.latency_p95"), ("overview.latency_expected", "performance.latency_p95"),
    ("performance.power_idle", "performance.power_active"), ("performance.power_active", "performance.power_peak"),
    ("performance.power_idle", "performance.power_peak"), ("data_and_model.weights", "performance.memory_flash"),
    ("overview.update_rate", "performance.throughput"),
)  # fmt: skip
"""Quantities of which the first is not larger than the second."""


@rule("order-of-quantities", "error", "What cannot be larger is not larger")
def rising(context: Context) -> Iterator[Found]:
    """A median above its 95th percentile, idle above active above peak power, weights larger than their file."""
    for first, second in _RISING:
        one, other = context.sheet.quantity(first), context.sheet.quantity(second)
        if one is None or other is None or one.value is None or other.value is None:
            continue
        if first == "overview.latency_expected" and one.note != other.note:
            continue  # of the sensor with its window, and of the inference
        if one.value.base > other.value.base + one.value.rounding + other.value.rounding:
            yield (
                f"{first} is {one.value.text}, more than {second} of {other.value.text}",
                (context.quote(_path(first), one.value.text), context.quote(_path(second), other.value.text)),
            )


@rule("latency-beyond-expected", "error", "The latency that was found is not more than the one to expect")
def beyond_expected(context: Context) -> Iterator[Found]:
    """A measured latency above the most that is to be expected, of the same thing by their notes."""
    expected = context.sheet.quantity("overview.latency_expected")
    if expected is None or expected.maximum is None:
        return
    for place in ("performance.latency_p50", "performance.latency_p95"):
        found = context.sheet.quantity(place)
        if found is None or found.value is None or (found.note and found.note != expected.note):
            continue
        if found.value.base > expected.maximum.base + found.value.rounding + expected.maximum.rounding:
            yield (
                f"{place} is {found.value.text}, more than the {expected.maximum.text} that overview.latency_expected "
                "allows",
                (context.quote(place), context.quote("overview.latency_expected")),
            )
            return


@rule("rate-beyond-latency", "error", "Results do not come faster than the latency lets them")
def rate_beyond_latency(context: Context) -> Iterator[Found]:
    """An update rate or throughput, or a frame rate where neither is told, that fits too often into the latency."""
    places = ("performance.latency_p50", "overview.latency_expected")
    latency = next(
        ((p, q) for p in places if (q := context.sheet.quantity(p)) is not None and q.value is not None), None
    )
    if latency is None or latency[1].value is None:
        return
    seconds = latency[1].value
    if _windowed(context, latency[1]):
        return
    found: list[tuple[Place, Measure, str]] = []
    for place in ("overview.update_rate", "performance.throughput", "system.sampling_rate"):
        quantity = context.sheet.quantity(place)
        if quantity is None or quantity.value is None:
            continue
        if place != "system.sampling_rate" or (quantity.value.unit.lower() == "fps" and not found):
            found.append((_path(place), quantity.value, place))
    if not found:
        for text in texts(context.sheet, setting("describing")):
            for clause in clauses(text.text):
                found += [
                    (text.path, n.low, place_of(text.path)) for n in stated(clause) if n.low.unit.lower() == "fps"
                ]
    for path, rate, place in found:
        at_once = rate.base * seconds.base
        if at_once > setting("stages_in_flight"):
            yield (
                f"{rate.text} in {place} beside a latency of {seconds.text} in {latency[0]}: {at_once:.3g} results "
                "would be in the works at once",
                (context.quote(path, rate.text), context.quote(_path(latency[0]), seconds.text)),
            )


def _windowed(context: Context, latency: Quantity) -> bool:
    """Whether results come of windows that overlap: then they come more often than each of them takes."""
    visual = any(row["modality"] == "visual" for row in context.sheet.rows("hardware.sensors"))
    places = ("overview.description", "system.pipeline", "system.postprocessing", "system.resolution")
    said = [t.text for t in texts(context.sheet, places)]
    return not visual and (
        not context.in_english or any(names(t, setting("window_words")) for t in (*said, latency.note))
    )


@rule("resolution-name", "error", "A resolution with a name has the pixels of that name")
def resolution_name(context: Context) -> Iterator[Found]:
    """A name such as QVGA right beside pixels that are not those of the name."""
    known = setting("resolution_names")
    slack = setting("resolution_slack")
    either = "|".join(known)
    for path, text in _all_prose(context):
        for (width, height), written, start, end in pixels(text):
            after = re.match(rf"\s?(?:pixels?|px)?\s?[(,=]?\s?({either})\b", text[end : end + 20])
            before = re.search(rf"\b({either})\s?[(,:=]?\s?$", text[max(0, start - 20) : start])
            name = after[1] if after else before[1] if before else None
            if name is None:
                continue
            right = sorted(known[name])
            if not all(0 <= a - b <= slack for a, b in zip(sorted((width, height)), right, strict=True)):
                wide, high = known[name]
                yield (
                    f"{written} in {place_of(path)} is called {name}, which is {wide} x {high}",
                    (context.quote(path, f"{written} {name}"),),
                )


_VIEW = re.compile(
    r"(?:field of view|fov|angle of view|viewing angle)\)?(?: of| is|:)?\s*(\d+(?: ?[x×] ?\d+)? ?(?:pixels?|px)\b)",
    re.I,
)


@rule("view-in-pixels", "error", "A field of view is an angle")
def view_in_pixels(context: Context) -> Iterator[Found]:
    """A field of view in pixels, in prose; a factor of the operating envelope in another quantity than its own."""
    for path, text in _all_prose(context):
        for match in _VIEW.finditer(" ".join(text.split())):
            view = f"the field of view in {place_of(path)} is {match[1]}"
            message = f"{view}, which is a resolution; a field of view is an angle"
            yield message, (context.quote(path, match[0]),)
    for index, row in enumerate(context.sheet.rows("overview.envelope")):
        unit = setting("envelope_units").get(row["factor"])
        for key in ("supported", "tested"):
            given = row[key].measures if isinstance(row[key], Quantity) else ()
            if unit and any(m.dimension != parse_measure(f"1 {unit}").dimension for m in given):
                cell: Place = ("overview", "envelope", index, key)
                message = (
                    f"{row['factor']} in row {index + 1} of the operating envelope is {told(row[key])}, not in {unit}"
                )
                yield message, (context.quote(cell, told(row[key])),)


@rule("memory-in-bits", "error", "Memory is told in bytes")
def memory_in_bits(context: Context) -> Iterator[Found]:
    """Memory or weights in bits, which most often are meant as bytes; of prose, only with a large K."""
    for place in ("performance.memory_ram", "performance.memory_flash", "data_and_model.weights"):
        quantity = context.sheet.quantity(place)
        for measure in quantity.measures if quantity is not None else ():
            if measure.unit in ("kb", "Kb", "Mb", "bit"):
                kilobytes = measure.base / parse_measure("1 kB").base
                yield (
                    f"{place} is {measure.text}, which is bits and makes {kilobytes:.3g} kB: write kB where "
                    "bytes are meant",
                    (context.quote(_path(place), measure.text),),
                )
    for path, text in _all_prose(context):
        for clause in clauses(text):
            if names(clause, ["RAM", "SRAM", "flash", "memory", "arena", "weights"]):
                for number in re.findall(r"\d[\d.]* ?Kb(?![\w/])", clause):
                    message = f"memory of {number} in {place_of(path)} is in bits: write kB where bytes are meant"
                    yield message, (context.quote(path, short(clause)),)


@rule("wrong-quantity-name", "warning", "A quantity has the name that goes with its unit")
def wrong_name(context: Context) -> Iterator[Found]:
    """A name beside a number whose unit is that of another quantity, such as luminance in lux."""
    for path, text in _all_prose(context):
        for clause in clauses(text):
            for one in setting("wrong_names"):
                dimension = parse_measure(f"1 {one['unit']}").dimension
                number = next((n for n in stated(clause) if n.low.dimension == dimension), None)
                if number is not None and names(clause, [one["word"]]):
                    called = f"{shown(number.text)} in {place_of(path)} is called {one['word']}"
                    message = f"{called}; {one['unit']} is {one['right']}"
                    yield message, (context.quote(path, short(clause)),)


_EVERY = re.compile(
    r"\b(?:intervals? of|every|each|once (?:per|a|an|every)|at) (\d+(?:\.\d+)? ?)?(s|seconds?|min|minutes?|h|hours?)\b"
    r"( intervals?)?"
)
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


@rule("periodic-and-continuous", "error", "Data are collected continuously or at intervals")
def continuous(context: Context) -> Iterator[Found]:
    """Readings at an interval, beside a collection that is said to be continuous."""
    sheet = context.sheet
    said: list[tuple[Place, str]] = [
        (("security_and_privacy", "collection_frequency"), str(sheet.get("security_and_privacy.collection_frequency"))),
        *((("security_and_privacy", "label", i, "frequency"), str(r.get("frequency"))) for i, r in
          enumerate(sheet.rows("security_and_privacy.label"))),
    ]  # fmt: skip
    others = [s for s in said if not says_not(s[1]) and s[1] != "None"]
    said = [s for s in others if re.match(r"continuous(ly)?\b", s[1], re.IGNORECASE)]
    if len(others) == 2 and len(said) == 1 and context.in_english:  # with more sensors, each has its own
        yield (
            f"{place_of(others[0][0])} is {shown(others[0][1])}, and {place_of(others[1][0])} is {shown(others[1][1])}",
            tuple(context.quote(*s) for s in others),
        )
    for text in texts(sheet, setting("describing")) if said else ():
        for clause in clauses(text.text):
            match = _EVERY.search(clause)
            if match is None or (match[0].startswith("at ") and not match[3]):
                continue
            seconds = float(match[1] or 1) * _SECONDS[match[2][0]]
            takes = names(clause, setting("reading_words")) and not names(clause, setting("reporting_words"))
            if takes and seconds >= setting("continuous_interval"):
                yield (
                    f"{shown(short(clause))} in {place_of(text.path)}, and {shown(said[0][1])} in "
                    + place_of(said[0][0][:2]),
                    (context.quote(text.path, short(clause)), *(context.quote(*s) for s in said)),
                )


_ONLY = re.compile(
    r"\b(?:only|solely|exclusively)\b[^.;]{0,60}?\b(?:containing|contain|with|showing|show|of|including)\s+"
    r"(?:an? |the )?([\w-]+)"
    r"[^.;]{0,30}\b(?:selected|kept|used|chosen|included|collected|taken|recorded)\b", re.IGNORECASE,
)  # fmt: skip


@rule("one-class-only", "error", "The data hold every class that the model tells apart")
def one_class(context: Context) -> Iterator[Found]:
    """Data of which only those of one class are said to be in, for a model of two classes or more."""
    classes = context.sheet.get("data_and_model.classes")
    if not isinstance(classes, list) or len(classes) < 2:
        return
    keys = ("training_data", "training_source", "training_context", "evaluation_data", "evaluation_source", "coverage")
    for text in texts(context.sheet, [f"data_and_model.{k}" for k in keys]):
        for match in _ONLY.finditer(" ".join(text.text.split())):
            same = next((s for s in setting("same_things") if match[1].lower() in s), [match[1].lower()])
            if any(c.lower() in same for c in classes):
                others = ", ".join(classes)
                yield (
                    f"{shown(match[0])} in {place_of(text.path)}, and the model tells {len(classes)} classes apart: "
                    + others,
                    (context.quote(text.path, match[0]), context.quote(("data_and_model", "classes"), others)),
                )


@rule("envelope-beyond-hardware", "error", "The operating envelope lies within what the hardware stands")
def beyond_hardware(context: Context) -> Iterator[Found]:
    """A supported temperature outside of the operating temperature."""
    hardware = context.sheet.quantity("hardware.temperature")
    for index, row in enumerate(context.sheet.rows("overview.envelope")):
        given = row["supported"]
        if row["factor"] != "temperature" or hardware is None or not isinstance(given, Quantity):
            continue
        low, high = hardware.minimum, hardware.maximum
        outside = [
            m for m in given.measures
            if m.dimension == "[temperature]" and ((low and m.base < low.base - low.rounding) or
                                                   (high and m.base > high.base + high.rounding))
        ]  # fmt: skip
        if outside:
            yield (
                f"the operating envelope supports {outside[0].text}, and hardware.temperature is {told(hardware)}",
                (
                    context.quote(("overview", "envelope", index, "supported"), told(given)),
                    context.quote(("hardware", "temperature"), told(hardware)),
                ),
            )


def _all_prose(context: Context) -> Iterator[tuple[Place, str]]:
    """Every text that a person wrote, cells and items of lists included."""
    for entry in context.sheet.entries() if context.in_english else ():
        if entry.taken_from or entry.field.kind not in ("text", "prose", "list"):
            continue
        if isinstance(entry.value, str):
            yield entry.path, entry.value
        elif isinstance(entry.value, list):
            yield from (((*entry.path, i), item) for i, item in enumerate(entry.value))


def _path(place: str) -> Place:
    return tuple(place.split("."))
