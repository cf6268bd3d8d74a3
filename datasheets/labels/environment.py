"""The environmental label: the footprint with its interval, its parts, and how well it is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datasheets.labels.label import Bar, Group, Label, Row
from datasheets.labels.reading import at, row_of, table
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import STATUSES, Quantity
from footprint import tables
from footprint.numbers import CO2E_TYPESET, mass, percent

UNMADE = "The datasheet gives no footprint."
_GWP = "GWP100"
_TABLES = (("stage", "life-cycle stage"), ("block", "block"))


def environment_labels(sheet: Datasheet) -> tuple[Label, ...]:
    """The label; none where the sheet gives no footprint."""
    total = sheet.quantity("environment.footprint")
    if total is None or not total.measures:
        return ()
    known = table("labels")["environment"]
    text = row_of("Footprint", total).text
    main, _, rest = text.partition(" (")
    bounds = total.low is not None and total.high is not None
    interval = (
        Row("Interval", f"{rest.removesuffix(')')}{_what(total)}") if bounds else Row("Interval", "", "not provided")
    )
    key, title, bars = _parts(sheet)
    groups = [
        Group(g["title"], tuple(_brief(sheet, f["title"], f["place"]) for f in g["fields"])) for g in known["groups"]
    ]
    quality = Group(groups[-1].title, (*_known(sheet, total), *groups[-1].rows))
    indicators = at(sheet, "Indicators", "environment.indicators")
    device = at(sheet, "Device", "title_page.name")
    stages = Row("By life-cycle stage", "" if key != "stage" else "drawn", "" if key == "stage" else "not provided")
    split = () if key == "stage" else (stages,)
    header = (*(at(sheet, f["title"], f["place"]) for f in known["header"]), *(() if bounds else (interval,)), *split)
    drawn = (Row("Footprint", text), *((interval,) if bounds else ()), *((stages,) if key == "stage" else ()))
    return (
        Label(
            key="environment",
            title="Climate footprint",
            subject=device.text if not device.mark else "",
            basis=f"{_GWP}, {CO2E_TYPESET}" if _GWP.lower() in indicators.text.lower() else CO2E_TYPESET,
            header=header,
            groups=(*groups[:-1], quality),
            figure=main,
            figure_note=f"Interval {interval.text}" if bounds else "",
            bars=bars,
            bars_title=title,
            extra=drawn,
        ),
    )


def _brief(sheet: Datasheet, title: str, place: str) -> Row:
    """A row; what was taken from a footprint is said without the reasons and sources that the datasheet has."""
    row = at(sheet, title, place)
    section, _, key = place.partition(".")
    taken = sheet.taken.get((section, key), "")
    if taken.endswith(".boundary"):
        found: dict[str, list[str]] = {}
        for part in sheet.artefacts.content(taken.partition(".")[0]).boundary:
            found.setdefault(part.word, []).append(part.title.lower())
        found["never covered"] = list(tables.NEVER_COVERED)
        return Row(title, " ".join(f"{word.capitalize()}: {', '.join(parts)}." for word, parts in found.items()))
    if taken.endswith(".region"):
        return Row(title, "; ".join(one.partition(" (")[0] for one in row.text.split("); ")))
    return row


def _what(total: Quantity) -> str:
    """What its interval is, where it is said."""
    return f" ({total.note})" if total.note else ""


def _parts(sheet: Datasheet) -> tuple[str, str, tuple[Bar, ...]]:
    """Bars by life-cycle stage, by block where the stages are not given, and what they are by."""
    from datasheets.drawings.bars import bars_of

    for key, words in _TABLES:
        rows = [row for row in sheet.rows(f"environment.by_{key}") if isinstance(row.get("value"), Quantity)]
        found = bars_of(key, rows, {})
        drawn = [bar for bar in found if bar.kg or bar.high]
        if drawn:
            bare = all(bar.low is None for bar in drawn)
            bars = tuple(
                Bar(bar.name, bar.kg, bar.low, bar.high,
                    _words(bar, bare), _colour(bar))
                for bar in drawn
            )  # fmt: skip
            zero = [bar.name for bar in found if bar not in drawn]
            notes = ("no interval is known" if bare else "", f"zero: {', '.join(zero)}" if zero else "")
            return key, "; ".join(part for part in (f"By {words}", *notes) if part), bars
    return "", "", ()


def _words(bar: Any, bare: bool) -> str:
    """Its value, interval and share; `bare` where none of the bars has an interval, which is said once."""
    from datasheets.drawings.bars import amount

    text = f"{mass(bar.kg)} {CO2E_TYPESET}" if bare else amount(bar)
    return text if bar.share is None else f"{text}, {percent(bar.share)}"


def _colour(bar: Any) -> str:
    """Of its life-cycle stage; empty where it has none."""
    named = {info.title for info in tables.STAGES.values()}
    return f"#{bar.colour.hexval()[2:]}" if bar.name in named else ""


def _known(sheet: Datasheet, total: Quantity) -> Iterable[Row]:
    """How the total and the numbers below it are known."""
    yield Row("Footprint is", total.status)
    factors = [str(row["status"]) for row in sheet.rows("environment.factors") if row.get("status") in STATUSES]
    blocks = [row["value"].status for row in sheet.rows("environment.by_block") if isinstance(row["value"], Quantity)]
    for title, found in (("Factors", factors), ("Blocks", blocks)):
        counts = [f"{found.count(status)} {status}" for status in STATUSES if status in found]
        if counts:
            yield Row(title, f"{', '.join(counts)}")
            return
    yield Row("Factors", "", "not provided")
