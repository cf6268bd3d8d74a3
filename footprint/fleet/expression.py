"""The one Ibis expression of a fleet: from the cells of an inventory to devices by kind, place and year.

What an inventory may name are small tables beside it. Systems and countries are joined first, so that the many rows,
which are read once, are grouped by small numbers and whatever is not valid falls together. Rows and devices are added
up as whole numbers, so no sum depends on the order in which rows come; only then are years read and anything
multiplied (in `footprint.fleet.rollup`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from footprint import tables
from footprint.errors import InputError
from footprint.fleet.known import Known, Places
from footprint.fleet.sources import COLUMNS, named

FILE, LINE = "lot_file", "lot_line"
"""Columns that an engine adds: the file of a row, and the text of a line that is not a row."""
BROKEN = "not a row of the table"
UNFIT = "the profile does not fit the system"
_WHOLE = r"^([0-9]{1,18})(\.(0{0,2}|0{4,}))?$"
"""A whole number as a program writes it that keeps numbers as decimals; ``1.000`` may be a thousand, and is none."""
_NEGATIVE = r"^-[0-9.]*[1-9][0-9.]*$"
_DIGITS = r"^[0-9]+(\.(0{0,2}|0{4,}))?$"


class Small(NamedTuple):
    """The small tables: what lots may name, by the numbers that these have in `Known` and `Places`."""

    kinds: Any  # preset, profile, kind
    countries: Any  # country, nation (its number)
    places: Any  # country, nation, grid_year, place


class Names(NamedTuple):
    """Further small tables, which only rows that are not valid need."""

    presets: Any
    profiles: Any


Make = Callable[[dict[str, list[Any]]], Any]
"""Makes a table of columns of text or of whole numbers."""


def small_tables(known: Known, places: Places, make: Make) -> Small:
    """The tables to join."""
    countries = sorted(tables.countries())
    number = {country: n for n, country in enumerate(countries)}
    return Small(
        make({
            "preset": [k.preset for k in known.kinds], "profile": [k.profile for k in known.kinds],
            "kind": list(range(len(known.kinds))),
        }),
        make({"country": countries, "nation": list(range(len(countries)))}),
        make({
            "country": list(places.countries), "nation": [number[country] for country in places.countries],
            "grid_year": list(places.years), "place": list(range(len(places.years))),
        }),
    )  # fmt: skip


def name_tables(known: Known, make: Make) -> Names:
    """The names of systems and profiles."""
    return Names(make({"preset": list(known.presets)}), make({"profile": ["", *known.profiles]}))


def check_types(lots: Any, file: str | None = None) -> dict[str, str]:
    """The heading of each column of a lot in a table, whose types were checked.

    Raises
    ------
    InputError
        A missing column, or one of another type.
    """
    columns = named(lots.columns, file)
    for column, heading in columns.items():
        kind = lots[heading].type()
        numbers = column in ("year", "count") and (kind.is_integer() or kind.is_floating() or kind.is_decimal())
        if not (kind.is_string() or numbers or kind.is_null()):
            wanted = "text or numbers" if column in ("year", "count") else "text"
            raise InputError(f"the column {heading} holds {kind}", file=file, hint=f"It takes {wanted}.")
    return columns


def _stripped(column: Any) -> Any:
    """A cell as text without spaces around it, or null: no more, so that an engine works once on each distinct text."""
    return column.cast("string").strip()


def _text(column: Any) -> Any:
    """A cell as text without spaces around it; none is empty."""
    return _stripped(column).fill_null("")


def _whole(column: Any) -> Any:
    """The whole number in a cell, or null."""
    kind = column.type()
    if kind.is_string() or kind.is_null():
        return column.cast("string").strip().re_extract(_WHOLE, 1).nullif("").cast("int64")
    if kind.is_integer():
        return column.try_cast("int64") if kind.is_unsigned_integer() else column.cast("int64")
    number = column.try_cast("int64")
    return (number.cast("float64") == column.cast("float64")).ifelse(number, None)


def _year(column: Any) -> Any:
    first, last = (tables.LIMITS[key] for key in ("first_calendar_year", "last_calendar_year"))
    number = _whole(column)
    return number.between(int(first), int(last)).ifelse(number, None).cast("int64")


def _valid_count(number: Any) -> Any:
    return number.between(0, int(tables.LIMITS["most_devices_in_a_lot"]))


def grouped(lots: Any, small: Small) -> Any:
    """The cells of an inventory by kind, nation and year: rows, rows with a valid count, and devices."""
    columns = check_types(lots)
    cells = {column: lots[heading] for column, heading in columns.items()}
    if LINE in lots.columns:
        cells["preset"] = lots[LINE].isnull().ifelse(cells["preset"], None)
    number = _whole(cells["count"])
    profile = {"profile": _text(cells["profile"])} if "profile" in cells else {}
    lots = lots.select(
        preset=_stripped(cells["preset"]), **profile, country=_stripped(cells["country"]), year=cells["year"],
        count=_valid_count(number).ifelse(number, None),
    )  # fmt: skip
    kinds = small.kinds
    if not profile:
        kinds = kinds.filter(kinds["profile"] == "")
    kinds = kinds.select(has_preset=kinds["preset"], has_profile=kinds["profile"], kind=kinds["kind"])
    countries = small.countries.select(has_country=small.countries["country"], nation=small.countries["nation"])
    of = [lots[key] == kinds[f"has_{key}"] for key in ("preset", *profile)]
    joined = lots.left_join(kinds, of).left_join(countries, lots["country"] == countries["has_country"])
    joined = joined.select("kind", "nation", "year", "count")
    found = joined.group_by(["kind", "nation", "year"]).agg(
        rows=joined.count(), accepted=joined["count"].count(), devices=joined["count"].sum().cast("decimal(38, 0)")
    )
    return found.select(
        "kind", "nation", year=_year(found["year"]), rows=found["rows"].cast("int64"),
        accepted=found["accepted"].cast("int64"), devices=found["devices"],
    )  # fmt: skip


def together(each: list[Any]) -> Any:
    """The rows of all sources."""
    import ibis

    return ibis.union(*each, distinct=False) if len(each) > 1 else each[0]


def finest(lots: list[Any], small: Small, grid_year: int | None) -> Any:
    """Rows and devices by kind, place and year of deployment.

    `kind` and `place` are numbers in the small tables, and null in the one group of rows whose keys are not valid.
    """
    groups = together([grouped(one, small) for one in lots])
    groups = groups.mutate(grid_year=_grid_year(groups["year"], grid_year))
    joined = groups.left_join(small.places.drop("country"), ["nation", "grid_year"])
    valid = joined["kind"].notnull() & joined["place"].notnull()
    joined = joined.select(
        kind=valid.ifelse(joined["kind"], None), place=valid.ifelse(joined["place"], None),
        year=valid.ifelse(joined["year"], None), rows=joined["rows"],
        accepted=valid.ifelse(joined["accepted"], 0), devices=valid.ifelse(joined["devices"], None),
    )  # fmt: skip
    return joined.group_by(["kind", "place", "year"]).agg(
        rows=joined["rows"].sum(), accepted=joined["accepted"].sum(),
        devices=joined["devices"].sum().cast("decimal(38, 0)"),
    )  # fmt: skip


def _grid_year(year: Any, grid_year: int | None) -> Any:
    """The year of the grid intensity: that of deployment, or one for every lot that has a year of deployment."""
    import ibis

    return year if grid_year is None else year.notnull().ifelse(ibis.literal(grid_year, "int64"), None)


def rejected(lots: list[Any], small: Small, names: Names, grid_year: int | None) -> Any:
    """The rows of an inventory that are not valid: their cells as they stand, the reason, and the value it is about."""
    import ibis

    none = ibis.null("string")
    rows = together([_read_cells(one) for one in lots])
    rows = rows.mutate(clean_grid_year=_grid_year(rows["clean_year_number"], grid_year))
    for mark, table, on in (
        ("has_preset", names.presets, ("preset",)), ("has_profile", names.profiles, ("profile",)),
        ("has_country", small.countries, ("country",)), ("has_kind", small.kinds, ("preset", "profile")),
        ("has_place", small.places, ("country", "grid_year")),
    ):  # fmt: skip
        table = table.select(**{f"{mark}_{c}": table[c] for c in on}).mutate(**{mark: ibis.literal(True)})
        rows = rows.left_join(table, [rows[f"clean_{c}"] == table[f"{mark}_{c}"] for c in on])
    reason, value = (ibis.cases(*pairs, else_=none) for pairs in zip(*_checks(rows), strict=True))
    rows = rows.mutate(reason=reason, value=value)
    return rows.filter(rows["reason"].notnull()).select("reason", *COLUMNS, "file", "line", "value")


def _read_cells(lots: Any) -> Any:
    """The cells of an inventory as they stand, without spaces around them, and as numbers."""
    import ibis

    columns, none = check_types(lots), ibis.null("string")
    cells = {c: lots[columns[c]].cast("string") if c in columns else none for c in COLUMNS}
    return lots.select(
        **cells, **{f"clean_{c}": _text(cells[c]) for c in COLUMNS}, clean_year_number=_year(lots[columns["year"]]),
        clean_count_number=_whole(lots[columns["count"]]),
        file=lots[FILE].cast("string") if FILE in lots.columns else none,
        line=lots[LINE] if LINE in lots.columns else none,
    )  # fmt: skip


def _checks(rows: Any) -> Iterator[tuple[tuple[Any, Any], tuple[Any, Any]]]:
    """What is wrong with a row, the first that holds: the test with its reason, and with the value it is about."""
    import ibis

    clean = {c: rows[f"clean_{c}"] for c in COLUMNS}
    count, number = clean["count"], rows["clean_count_number"]
    missing = {c: (text == "") | (text.lower() == "nan") for c, text in clean.items()}
    place = clean["country"] + "\t" + rows["clean_year_number"].cast("string")
    for reason, test, value in (
        (BROKEN, rows["line"].notnull(), rows["line"]),
        ("missing preset", clean["preset"] == "", clean["preset"]),
        ("unknown preset", rows["has_preset"].isnull(), clean["preset"]),
        ("unknown profile", rows["has_profile"].isnull(), clean["profile"]),
        (UNFIT, rows["has_kind"].isnull(), clean["preset"] + "\t" + clean["profile"]),
        ("missing country", clean["country"] == "", clean["country"]),
        ("unknown country", rows["has_country"].isnull(), clean["country"]),
        ("missing year", missing["year"], clean["year"]),
        ("year is not a calendar year", rows["clean_year_number"].isnull(), clean["year"]),
        ("no grid intensity for the year", rows["has_place"].isnull(), place),
        ("missing count", missing["count"], count),
        ("negative count", count.re_search(_NEGATIVE), count),
        ("count is not a whole number", number.isnull() & ~count.re_search(_DIGITS), count),
        ("count is too large", ~_valid_count(number).fill_null(False), count),
    ):
        yield (test, ibis.literal(reason)), (test, value)


def in_order(rows: Any) -> Any:
    """The rejected rows in an order that does not depend on how they were read."""
    rows = rows.drop("value")
    return rows.order_by([rows[name].asc(nulls_first=True) for name in rows.columns])
