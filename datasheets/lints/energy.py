"""Rules: power and energy in use agree with each other and with the electrical characteristics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from datasheets.lints.phrases import mention, named
from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.sheet.units import Measure, parse_measure
from datasheets.sheet.values import Quantity
from footprint import numbers
from footprint.quantities import HOURS_PER_YEAR

_YEAR_S = HOURS_PER_YEAR * 3600


class Power(NamedTuple):
    """A power in watts, how it was got, and the places it was got from."""

    watts: float
    how: str
    quotes: tuple[Quote, ...]


def _ends(value: Quantity) -> tuple[float, float]:
    """Least and greatest of all that a quantity allows, in base units."""
    bases = [m.base for m in (*value.measures, value.low, value.high) if m is not None]
    return min(bases), max(bases)


def _in_use(context: Context) -> tuple[Quantity, Power] | None:
    """The mean power in use, as it is stated or by the energy over the lifetime; the greatest that it allows."""
    power = context.sheet.quantity("environment.use_power")
    if power is not None and power.measures:
        at = context.quote("environment.use_power")
        return power, Power(_ends(power)[1], f"{at.place} of {at.text}", (at,))
    energy, seconds = context.sheet.quantity("environment.use_energy"), _seconds(context)
    if energy is None or not energy.measures or seconds is None:
        return None
    watts = _ends(energy)[1] / seconds[0]
    at = context.quote("environment.use_energy")
    how = f"{at.place} of {at.text} over {seconds[1].text}, which is {numbers.power(watts * 1000)}"
    return energy, Power(watts, how, (at, seconds[1]))


def _seconds(context: Context) -> tuple[float, Quote] | None:
    """What the energy in use is spread over: the lifetime, or a year where its note says so."""
    energy = context.sheet.quantity("environment.use_energy")
    if energy is not None and energy.note and not context.in_english:
        return None  # it may be the word for a year
    if energy is not None and named(energy.note, setting("yearly_words")):
        return _YEAR_S, context.quote("environment.use_energy")._replace(text="1 year")
    lifetime = context.sheet.quantity("environment.lifetime")
    if lifetime is None or lifetime.value is None or lifetime.value.base <= 0:
        return None
    return lifetime.value.base, context.quote("environment.lifetime")


def _supply(context: Context) -> Iterator[Power]:
    """Voltage times current: at the least of both, where the current has a least or a typical value."""
    voltage = context.sheet.quantity("hardware.supply_voltage")
    current = context.sheet.quantity("hardware.supply_current")
    if voltage is None or current is None or not voltage.measures:
        return
    amps = current.minimum or current.value
    if amps is None:
        return
    volts = (voltage.value,) if voltage.value is not None else voltage.measures
    watts = [amps.base * v.base for v in volts]
    how = f"{amps.text} x {' to '.join(v.text for v in volts)} = {' to '.join(numbers.power(w * 1000) for w in watts)}"
    places = ("hardware.supply_current", "hardware.supply_voltage")
    yield Power(min(watts), how, tuple(context.quote(place) for place in places))


def _stated(context: Context, place: str) -> Iterator[Power]:
    value = context.sheet.quantity(place)
    if value is not None and value.measures:
        quote = context.quote(place)
        yield Power(_ends(value)[0], f"{place} of {quote.text}", (quote,))


def _asleep(context: Context) -> Iterator[Power]:
    """Powers of rest: idle power, and rows of the electrical table about sleep."""
    yield from _stated(context, "performance.power_idle")
    voltage = context.sheet.quantity("hardware.supply_voltage")
    for index, row in enumerate(context.sheet.rows("hardware.electrical")):
        value = row["value"]
        name = f"{row['parameter']} {row.get('condition', '')}"
        if not isinstance(value, Quantity) or not value.measures or not named(name, setting("sleep_words")):
            continue
        least = min(value.measures, key=lambda m: m.base)
        quote = context.quote(("hardware", "electrical", index), least.text)
        if _is(least, "W"):
            yield Power(least.base, f"{quote.place} of {least.text}", (quote,))
        elif _is(least, "A") and voltage is not None and voltage.measures:
            volts = voltage.value or voltage.measures[0]
            yield Power(least.base * volts.base, f"{least.text} x {volts.text}", (quote,))


def _kwh(joules: float) -> str:
    return f"{numbers.significant(joules / 3.6e6)} kWh"


def _is(measure: Measure, unit: str) -> bool:
    return measure.dimension == parse_measure(f"1 {unit}").dimension


def _says_duty(context: Context, *quantities: Quantity | None) -> bool:
    """Whether a text says that the device does not draw its full power all the time."""
    if not context.in_english:
        return True  # nothing tells that no text says so
    said = [text for q in quantities if q is not None for text in (q.note, q.evidence)]
    for key in ("declared_unit", "boundary", "method"):
        said += [text for _, text in texts(context.sheet.get(f"environment.{key}"))]
    return any(mention(text, setting("duty_words")) for text in said)


@rule("use-power-too-small", "error", "The mean power in use is one that the electrical characteristics allow")
def _too_small(context: Context) -> Iterator[Found]:
    found = _in_use(context)
    if found is None or _says_duty(context, found[0], context.sheet.quantity("hardware.supply_current")):
        return
    use, factor = found[1], setting("power_factor")
    at_rest = list(_asleep(context))
    awake = [*_supply(context), *_stated(context, "performance.power_active")]
    least = min(at_rest, key=lambda p: p.watts) if at_rest else min(awake, key=lambda p: p.watts, default=None)
    if least is None or use.watts * factor >= least.watts:
        return
    lifetime = _seconds(context)
    over = ""
    if lifetime is not None:
        over = f", at least {_kwh(least.watts * lifetime[0])} over {lifetime[1].text}"
    yield (
        f"{use.how} is less than the device draws by its electrical characteristics, {least.how}{over}, and no duty "
        "cycle is stated", (*use.quotes, *least.quotes)
    )  # fmt: skip


@rule("use-power-too-large", "error", "The mean power in use is not above every power that the device draws")
def _too_large(context: Context) -> Iterator[Found]:
    value = context.sheet.quantity("environment.use_power")
    if value is None or not value.measures:
        return
    stated = [
        Power(_ends(q)[1], f"{place} of {context.quote(place).text}", (context.quote(place),))
        for place in ("performance.power_active", "performance.power_peak")
        if (q := context.sheet.quantity(place)) is not None and q.measures
    ]
    voltage = context.sheet.quantity("hardware.supply_voltage")
    current = context.sheet.quantity("hardware.supply_current")
    if voltage is not None and current is not None and voltage.measures and current.measures:
        volts, amps = voltage.measures[-1], current.measures[-1]
        watts = volts.base * amps.base
        places = ("hardware.supply_current", "hardware.supply_voltage")
        how = f"{amps.text} x {volts.text} = {numbers.power(watts * 1000)}"
        stated.append(Power(watts, how, tuple(context.quote(place) for place in places)))
    most = max(stated, key=lambda p: p.watts, default=None)
    if most is not None and _ends(value)[0] > most.watts * setting("power_factor"):
        at = context.quote("environment.use_power")
        yield f"{at.place} of {at.text} is more than the device draws at most, {most.how}", (at, *most.quotes)


@rule("use-energy-not-of-power", "error", "The energy in use is the mean power over the lifetime")
def _energy(context: Context) -> Iterator[Found]:
    power = context.sheet.quantity("environment.use_power")
    energy = context.sheet.quantity("environment.use_energy")
    seconds = _seconds(context)
    if power is None or energy is None or seconds is None or not power.measures or not energy.measures:
        return
    name = energy.taken_from.partition(".")[0]
    if name and name == power.taken_from.partition(".")[0]:  # both are of one calculation, with its losses
        return
    factor = setting("energy_factor")
    least, most = (watts * seconds[0] for watts in _ends(power))
    low, high = _ends(energy)
    too_little = high * factor["under"] < least and not _says_duty(context, power, energy)
    if not too_little and low <= most * factor["over"]:
        return
    watts = (power.value or power.measures[0]).base
    quotes = tuple(context.quote(f"environment.{key}") for key in ("use_energy", "use_power"))
    yield (
        f"{quotes[0].place} is {quotes[0].text}, and {quotes[1].place} of {quotes[1].text} over {seconds[1].text} is "
        f"{_kwh(watts * seconds[0])}", (*quotes, seconds[1])
    )  # fmt: skip


@rule("inference-energy-too-large", "error", "The energy of an inference is one that its power and latency allow")
def _inference(context: Context) -> Iterator[Found]:
    """An energy per inference above the greatest power over the longest latency, with room for a rounded value."""
    energy = context.sheet.quantity("performance.energy_per_inference")
    powers = [p for key in ("active", "peak") for p in _most(context, f"performance.power_{key}")]
    latencies = [p for key in ("p50", "p95") for p in _most(context, f"performance.latency_{key}")]
    if energy is None or not energy.measures or not powers or not latencies:
        return
    power, latency = max(powers), max(latencies)
    most = power[0] * latency[0]
    if _ends(energy)[0] > most * setting("power_factor"):
        at = context.quote("performance.energy_per_inference")
        yield (
            f"{at.place} is {at.text}, and {power[1].place} of {power[1].text} over {latency[1].place} of "
            f"{latency[1].text} makes {numbers.significant(most * 1000)} mJ at most",
            (at, power[1], latency[1]),
        )


def _most(context: Context, place: str) -> Iterator[tuple[float, Quote]]:
    value = context.sheet.quantity(place)
    if value is not None and value.measures:
        yield _ends(value)[1], context.quote(place)


_FACTOR = re.compile(r"(\d+(?:\.\d+)?) ?(k?g) ?CO2e? ?(?:/|per) ?kWh")


@rule("use-stage-not-of-energy", "error", "The use stage is the energy in use times a factor of the sheet")
def _use_stage(context: Context) -> Iterator[Found]:
    """A use stage beyond what the energy in use makes with the factors for electricity that are listed."""
    sheet, energy = context.sheet, context.sheet.quantity("environment.use_energy")
    factors = [
        (float(m[1]) * (1000 if m[2] == "kg" else 1), m[0])
        for row in sheet.rows("environment.factors") if (m := _FACTOR.search(str(row["value"])))
    ]  # fmt: skip
    if energy is None or not energy.measures or not factors or not context.in_english:
        return
    if named(energy.note, setting("yearly_words")):
        return  # of one year, and the stage of all
    for index, row in enumerate(sheet.rows("environment.by_stage")):
        value = row["value"]
        if str(row["stage"]).casefold() not in ("use", "use stage") or not isinstance(value, Quantity):
            continue
        if not value.measures or (sheet.taken and ("environment", "by_stage") in sheet.taken):
            continue
        kwh = [end / 3.6e6 for end in _ends(energy)]
        least, most = min(factors)[0] * kwh[0], max(factors)[0] * kwh[1]
        factor = setting("power_factor")
        if _ends(value)[1] * factor < least or _ends(value)[0] > most * factor:
            at = context.quote(("environment", "by_stage", index, "value"), written(value))
            used = context.quote("environment.use_energy")
            grams = f"{numbers.significant(kwh[0] * factors[0][0] / 1000)} kgCO2e"
            made = f"{used.place} of {used.text} at {factors[0][1]} makes {grams}"
            yield (
                f"{at.place}, the use stage, is {at.text}, and {made}",
                (at, used, context.quote("environment.factors")),
            )
