"""A product footprint in the style of PACT 3.0: cradle to gate, of one piece. Nothing certifies it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from datasheets.data_files import data_file
from datasheets.exchange.cyclonedx import IDS
from datasheets.exchange.exact import in_unit, plain, quantity_words
from datasheets.exchange.formats import Exported
from datasheets.exchange.json_text import to_json
from datasheets.exchange.saying import Saying
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.units import Measure
from datasheets.sheet.values import Quantity

_DATES = ("title_page.last_updated", "title_page.release_date")
_STAGES = (
    ("gate", "The footprint is that of production, up to the gate."),
    ("outbound", "The way to the place of use is told apart."),
)
"""What is said of the stages for which there is a number."""
_BOUNDARY = "Production of the parts and of the device, up to the gate of the maker."
_ASSESSMENT_REPORT = re.compile(r"\bAR ?([4-9])\b")
_NID = re.compile(r"[a-z0-9][a-z0-9-]{0,30}[a-z0-9]")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[^\s<>\"]+", re.IGNORECASE)


def table() -> dict[str, Any]:
    """Version, stages, standards and what is mandatory."""
    found: dict[str, Any] = data_file("pact.yaml")
    return found


def export(sheet: Datasheet, *, as_of: date | None = None) -> Exported:
    """A datasheet as a product footprint in the style of PACT 3.0, made on the day that is given, else on its own.

    The declared unit is one piece. The footprint is that of the stage production; the stage transport, from the
    factory to the place of use, stands in ``outboundLogisticsGhgEmissions``. Use, end of life and training are no part
    of it: the comment states the footprint of all stages that are covered. Decimals are texts with all their digits, in
    kg CO2e. What is mandatory and not known is left out and listed as missing; no share of primary data and no rating
    of data quality is made up.
    """
    saying = Saying(sheet)
    stages = _stages(saying)
    pcf = _carbon(saying, stages)
    made: dict[str, Any] = {
        "specVersion": table()["version"],
        "created": _instant(as_of.isoformat() if as_of is not None else _first(saying.text(p) for p in _DATES)),
        "status": "Active",
        "validityPeriodEnd": _after(saying.text("environment.valid_until")),
        "companyName": saying.text("title_page.manufacturer"),
        **_identifiers(saying),
        "productDescription": _first(saying.text(p) for p in ("overview.description", "overview.summary")),
        "productNameCompany": saying.text("title_page.name"),
        "comment": _comment(saying, stages),
        "pcf": pcf,
    }
    made = {key: value for key, value in made.items() if value not in (None, [], {})}
    made = {"id": str(uuid.uuid5(IDS, to_json(made))), **made}
    missing = [
        (row["property"], row["places"]) for part, there in (("footprint", made), ("pcf", pcf))
        for row in table()["mandatory"][part] if row["property"] not in there
    ]  # fmt: skip
    return Exported(to_json(made) + "\n", saying.unsaid(), tuple(missing))


def _carbon(saying: Saying, stages: dict[str, str]) -> dict[str, Any]:
    mass, exempted = (saying.quantity(place, said=()) for place in ("hardware.mass", "environment.exempted"))
    made = {
        "declaredUnitOfMeasurement": "piece",
        "declaredUnitAmount": "1",
        "productMassPerDeclaredUnit": _decimal(saying, "hardware.mass", mass, "kg"),
        "referencePeriodStart": _instant(saying.text("environment.reference_start")),
        "referencePeriodEnd": _after(saying.text("environment.reference_end")),
        "geographyCountry": _country(saying),
        "boundaryProcessesDescription": _BOUNDARY if table()["gate"] in stages else None,
        "pcfExcludingBiogenicUptake": stages.get(table()["gate"]),
        "outboundLogisticsGhgEmissions": stages.get(table()["outbound"]),
        "ipccCharacterizationFactors": _reports(saying),
        "crossSectoralStandards": _standards(saying),
        "exemptedEmissionsPercent": _decimal(saying, "environment.exempted", exempted, "%"),
        "secondaryEmissionFactorSources": _sources(saying),
    }
    return {key: value for key, value in made.items() if value not in (None, [])}


def _stages(saying: Saying) -> dict[str, str]:
    """Stage to kg CO2e; none for a stage of which only a range is known, or that stands twice."""
    found: dict[str, list[Measure]] = {}
    for row in saying.sheet.rows("environment.by_stage"):
        value = row.get("value")
        if isinstance(value, Quantity) and value.value is not None:
            found.setdefault(str(row["stage"]).casefold(), []).append(value.value)
    return {stage: plain(in_unit(one[0], "kgCO2e")) for stage, one in found.items() if len(one) == 1}


def _comment(saying: Saying, stages: dict[str, str]) -> str:
    """What the figures are, and the footprint of all stages that are covered, which no property of PACT holds."""
    lines = [
        "In the style of PACT: not certified, and not checked by PACT.",
        *(text for stage, text in _STAGES if table()[stage] in stages),
        "Uptake and content of carbon are not assessed.",
    ]
    whole = saying.quantity("environment.footprint")
    if whole is not None:
        lines.append(f"All stages that are covered: {quantity_words(whole)}.")
    for index, row in enumerate(saying.rows("environment.by_stage", "stage", "value"), 1):
        if {"stage", "value"} <= row.keys():
            lines.append(f"{row['stage']}: {quantity_words(row['value'])}.")
            continue
        for cell in row:
            saying.take_back(f"environment.by_stage.{index}.{cell}")
    for place, title in (
        ("environment.declared_unit", "Declared unit"), ("environment.boundary", "Boundary of the life cycle"),
        ("environment.method", "Method"),
        ("environment.indicators", "Indicators"), ("environment.coverage", "Coverage"),
        ("environment.verification", "Verification"), ("environment.comparability", "Comparability"),
    ):  # fmt: skip
        text = saying.text(place)
        lines += [f"{title}: {text}"] if text is not None else []
    if saying.sheet.rows("environment.factors"):
        lines.append("The sources of factors are those of all stages that are covered.")
    lifetime = saying.quantity("environment.lifetime")
    if lifetime is not None:
        lines.append(f"Lifetime: {quantity_words(lifetime)}.")
    return "\n".join(lines)


def _identifiers(saying: Saying) -> dict[str, list[str]]:
    """Identifiers of product and company as URNs; those that make none are not said."""
    found: dict[str, list[str]] = {"companyIds": [], "productIds": []}
    for index, row in enumerate(saying.rows("title_page.identifiers", "of", "scheme", "value"), 1):
        urn = _urn(row.get("scheme", ""), row.get("value", ""))
        slot = {"company": "companyIds", "product": "productIds"}.get(row.get("of", ""))
        if urn and slot:
            if urn not in found[slot]:
                found[slot].append(urn)
            continue
        for cell in row:
            saying.take_back(f"title_page.identifiers.{index}.{cell}")
    return found


def _urn(scheme: str, value: str) -> str:
    """A URN as it is given, or of scheme and value, such as ``urn:gtin:4712345060507``."""
    if _URN.fullmatch(value):
        return value
    kind = "-".join(scheme.lower().split())
    return f"urn:{kind}:{quote(value, safe='-._~:')}" if value and _NID.fullmatch(kind) else ""


def _country(saying: Saying) -> str | None:
    """A country of two letters, where the place of making is given as such."""
    place = "title_page.manufactured_in"
    text = saying.text(place)
    if text is not None and re.fullmatch(r"[A-Z]{2}", text):
        return text
    saying.take_back(place)
    return None


def _reports(saying: Saying) -> list[str]:
    """Assessment reports of the IPCC that indicators or method name."""
    texts = [saying.text(place) or "" for place in ("environment.indicators", "environment.method")]
    return sorted({f"AR{number}" for text in texts for number in _ASSESSMENT_REPORT.findall(text)})


def _standards(saying: Saying) -> list[str]:
    place = "environment.reporting_standard"
    text = "".join((saying.text(place) or "").casefold().split())
    found = [row["value"] for row in table()["standards"] if "".join(row["says"].casefold().split()) in text]
    if not found:
        saying.take_back(place)
    return list(dict.fromkeys(found))


def _sources(saying: Saying) -> list[dict[str, str]]:
    """Sources of factors with their year as version, as far as they have one, each once."""
    place = "environment.factors"
    found: dict[tuple[str, str], None] = {}
    for index, row in enumerate(saying.rows(place, "source", "year"), 1):
        if "source" in row and "year" in row:
            found[row["source"], row["year"]] = None
            continue
        for cell in row:
            saying.take_back(f"{place}.{index}.{cell}")
    return [{"name": name, "version": version} for name, version in found]


def _decimal(saying: Saying, place: str, quantity: Quantity | None, unit: str) -> str | None:
    if quantity is None or quantity.value is None:
        saying.take_back(place)
        return None
    number: Decimal = in_unit(quantity.value, unit)
    return plain(number)


def _instant(day: str | None) -> str | None:
    return f"{day}T00:00:00Z" if day is not None else None


def _after(day: str | None) -> str | None:
    """The end of a day: PACT counts ends as no longer inside."""
    return _instant((date.fromisoformat(day) + timedelta(days=1)).isoformat()) if day is not None else None


def _first(values: Iterable[str | None]) -> str | None:
    """The first of them that is there; those after it are not asked for, and so do not count as said."""
    return next((value for value in values if value is not None), None)
