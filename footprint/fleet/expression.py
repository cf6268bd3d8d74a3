"""The one Ibis expression of a fleet: from the cells of an inventory to kg CO2e of the finest groups.

Cells are grouped as they stand, with whole numbers of rows and devices, before anything is looked up or multiplied:
the many rows are read once, and no sum depends on the order in which they come. What an inventory may name (systems
with their profiles, grids) are small tables beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from footprint import tables
from footprint.errors import InputError
from footprint.fleet.known import Known, Places
from footprint.fleet.sources import COLUMNS, named

ENDS = ("low", "typical", "high")
FILE, LINE = "lot_file", "lot_line"
"""Columns that an engine adds: the file of a row, and the text of a line that is not a row."""
BROKEN = "not a row of the table"
UNFIT = "the profile does not fit the system"
_WHOLE = r"^([0-9]{1,18})(\.0*)?$"
"""A whole number as a program writes it that keeps numbers as decimals."""
_NEGATIVE = r"^-[0-9.]*[1-9][0-9.]*$"
_DIGITS = r"^[0-9]+(\.0*)?$"


class Small(NamedTuple):
    """The small tables: what lots may name."""

    kinds: Any  # preset, profile, kind (its number), kWh and kg CO2e per device
    places: Any  # country, grid_year, place (its number), kg CO2e per kWh
    presets: Any
    profiles: Any
    countries: Any


def small_tables(known: Known, places: Places, make: Callable[[dict[str, list[Any]], dict[str, str]], Any]) -> Small:
    """The tables to join, which `make` makes of their columns and the types of these."""
    kinds: dict[str, list[Any]] = {
        "preset": [k.preset for k in known.kinds], "profile": [k.profile for k in known.kinds],
        "kind": list(range(len(known.kinds))),
    }  # fmt: skip
    for number, end in enumerate(ENDS):
        kinds[f"kwh_{end}"] = [k.kwh[number] for k in known.kinds]
        for stage in known.stages:
            kinds[f"{stage}_{end}"] = [k.fixed[stage][number] if stage in k.fixed else 0.0 for k in known.kinds]
    grid: dict[str, list[Any]] = {
        "country": list(places.countries), "grid_year": list(places.years), "place": list(range(len(places.years))),
    }  # fmt: skip
    for number, end in enumerate(ENDS):
        grid[f"grid_{end}"] = [kg[number] for kg in places.kg_per_kwh]
    names: tuple[dict[str, list[Any]], ...] = (
        {"preset": list(known.presets)}, {"profile": ["", *known.profiles]}, {"country": sorted(tables.countries())},
    )  # fmt: skip
    types = {"kind": "int64", "place": "int64", "grid_year": "int64"}

    def table(columns: dict[str, list[Any]]) -> Any:
        return make(columns, {c: types.get(c, "string" if c in COLUMNS else "float64") for c in columns})

    return Small(table(kinds), table(grid), *(table(one) for one in names))


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


def _text(column: Any) -> Any:
    """A cell as text without spaces around it; none is empty."""
    return column.cast("string").strip().fill_null("")


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


def grouped(lots: Any) -> Any:
    """The cells of an inventory by preset, profile, country and year: rows, rows with a valid count, and devices."""
    import ibis

    columns = check_types(lots)
    cells = {column: lots[heading] for column, heading in columns.items()}
    if LINE in lots.columns:
        cells["preset"] = lots[LINE].isnull().ifelse(cells["preset"], None)
    lots = lots.select(**cells)
    lots = lots.mutate(count=_whole(lots["count"]))
    keys = [key for key in COLUMNS[:-1] if key in columns]
    valid = _valid_count(lots["count"])
    found = lots.group_by(keys).agg(
        rows=lots.count(),
        accepted=valid.ifelse(1, 0).sum(),
        devices=valid.ifelse(lots["count"], 0).sum().cast("decimal(38, 0)"),
    )
    profile = _text(found["profile"]) if "profile" in columns else ibis.literal("")
    return found.select(
        preset=_text(found["preset"]), profile=profile, country=_text(found["country"]), year=_year(found["year"]),
        rows=found["rows"].cast("int64"), accepted=found["accepted"].cast("int64"), devices=found["devices"],
    )  # fmt: skip


def together(each: list[Any]) -> Any:
    """The rows of all sources."""
    import ibis

    return ibis.union(*each, distinct=False) if len(each) > 1 else each[0]


def finest(lots: list[Any], small: Small, stages: tuple[str, ...], grid_year: int | None) -> Any:
    """Rows, devices and kg CO2e by kind, place and year of deployment.

    `kind` and `place` are numbers in the small tables, and null in the one group of rows whose keys are not valid.
    """
    groups = together([grouped(one) for one in lots])
    groups = groups.mutate(grid_year=_grid_year(groups["year"], grid_year))
    kinds, places = small.kinds, small.places
    joined = groups.left_join(kinds, ["preset", "profile"]).left_join(places, ["country", "grid_year"])
    valid = joined["kind"].notnull() & joined["place"].notnull()
    joined = joined.select(
        kind=valid.ifelse(joined["kind"], None), place=valid.ifelse(joined["place"], None),
        year=valid.ifelse(joined["year"], None), rows=joined["rows"],
        accepted=valid.ifelse(joined["accepted"], 0), devices=valid.ifelse(joined["devices"], None),
    )  # fmt: skip
    summed = joined.group_by(["kind", "place", "year"]).agg(
        rows=joined["rows"].sum(), accepted=joined["accepted"].sum(),
        devices=joined["devices"].sum().cast("decimal(38, 0)"),
    )  # fmt: skip
    kinds, places = kinds.drop("preset", "profile"), places.drop("country", "grid_year")
    found = summed.left_join(kinds, "kind").left_join(places, "place")
    number = found["devices"].cast("float64")
    kg = {}
    for stage in stages:
        for end in ENDS:
            each_kg = found[f"{stage}_{end}"]
            if stage == "use":
                each_kg = each_kg + found[f"kwh_{end}"] * found[f"grid_{end}"]
            kg[f"{stage}_{end}"] = number * each_kg
    return found.select("kind", "place", "year", "rows", "accepted", "devices", **kg)


def _grid_year(year: Any, grid_year: int | None) -> Any:
    """The year of the grid intensity: that of deployment, or one for every lot that has a year of deployment."""
    import ibis

    return year if grid_year is None else year.notnull().ifelse(ibis.literal(grid_year, "int64"), None)


def rejected(lots: Any, small: Small, grid_year: int | None) -> Any:
    """The rows of an inventory that are not valid: their cells as they stand, the reason, and the value it is about."""
    import ibis

    columns, none = check_types(lots), ibis.null("string")
    cells = {c: lots[columns[c]].cast("string") if c in columns else none for c in COLUMNS}
    year = _year(lots[columns["year"]])
    rows = lots.select(
        **cells, **{f"clean_{c}": _text(cells[c]) for c in COLUMNS}, clean_year_number=year,
        clean_count_number=_whole(lots[columns["count"]]), clean_grid_year=_grid_year(year, grid_year),
        file=lots[FILE].cast("string") if FILE in lots.columns else none,
        line=lots[LINE] if LINE in lots.columns else none,
    )  # fmt: skip
    for mark, table, on in (
        ("has_preset", small.presets, ("preset",)), ("has_profile", small.profiles, ("profile",)),
        ("has_country", small.countries, ("country",)), ("has_kind", small.kinds, ("preset", "profile")),
        ("has_place", small.places, ("country", "grid_year")),
    ):  # fmt: skip
        table = table.select(**{f"{mark}_{c}": table[c] for c in on}).mutate(**{mark: ibis.literal(True)})
        rows = rows.left_join(table, [rows[f"clean_{c}"] == table[f"{mark}_{c}"] for c in on])
    reason, value = (ibis.cases(*pairs, else_=none) for pairs in zip(*_checks(rows), strict=True))
    rows = rows.mutate(reason=reason, value=value)
    return rows.filter(rows["reason"].notnull()).select("reason", *COLUMNS, "file", "line", "value")


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
