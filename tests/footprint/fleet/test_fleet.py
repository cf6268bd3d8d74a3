"""A fleet is the sum of its lots: against plain `assess`, by any keys, from any kind of file."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import footprint
from footprint import tables
from footprint.errors import InputError
from footprint.factors import Interval
from footprint.fleet import assess_fleet
from footprint.fleet.findings import main_finding
from footprint.fleet.result import KEYS
from footprint.numbers import percent
from tests.footprint.examples import ROOT
from tests.footprint.fleet.lots import added_up, write_csv, write_parquet

EXACT = 1e-12
LOTS = (
    ("keyword-spotting", "DEU", 2020, 5),
    ("keyword-spotting", "DEU", 2020, 7),
    ("keyword-spotting", "FRA", 2021, 2),
    ("leak-detector", "FRA", 2021, 3),
    ("image-classification", "USA", 2019, 0),
)


def same(found: Interval, wanted: Interval, rel: float = EXACT) -> None:
    assert tuple(found) == pytest.approx(tuple(wanted), rel=rel)


def random_lots(number: int, seed: int) -> list[tuple[str, str, int, int]]:
    draw = random.Random(seed)
    places = [(code, year) for code, country in tables.countries().items() for year in country.intensity]
    return [
        (draw.choice(footprint.preset_names()), *draw.choice(places), draw.choice((0, 1, 12, 10**6, 10**12)))
        for _ in range(number)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_random_lots_are_the_sum_of_plain_assessments(tmp_path: Path, seed: int) -> None:
    lots = random_lots(80, seed)
    found = assess_fleet(write_csv(tmp_path / "lots.csv", lots), by=("preset", "country", "year"))
    assert found.devices == sum(lot[3] for lot in lots)
    assert (found.accepted_rows, found.rejected_rows, found.input_rows) == (80, 0, 80)
    same(found.total_kg_co2e, added_up(lots))
    for group in found.groups:
        mine = [lot for lot in lots if list(lot[:3]) == list(group.key.values())]
        assert group.devices == sum(lot[3] for lot in mine)
        same(group.kg_co2e, added_up(mine))


def test_a_lot_by_hand(tmp_path: Path) -> None:
    """One kWh over its life in a grid of 0.344 kg CO2e/kWh (Germany 2024 in the table: 344.14 g) and 1 kg declared."""
    system = footprint.System.from_dict({
        "name": "by hand", "lifetime": "2 years",
        "blocks": {"casing": {"declared": "1 kgCO2e", "low": "0.5 kgCO2e", "high": "2 kgCO2e", "source": "test"}},
        "use": {"energy": {"amount": "1 kWh", "over": "2 years"}, "grid": {"country": "FRA"}},
    })  # fmt: skip
    grams = tables.countries()["DEU"].intensity[2024]
    found = assess_fleet(write_csv(tmp_path / "a.csv", [("own", "DEU", 2024, 1000)]), systems={"own": system})
    assert found.total_kg_co2e.typical == pytest.approx(1000 * (1 + grams / 1000), rel=EXACT)
    assert found.total_kg_co2e.low == pytest.approx(1000 * (0.5 + (grams - 0.0005) / 1000), rel=EXACT)
    assert found.total_kg_co2e.high == pytest.approx(1000 * (2 + (grams + 0.0005) / 1000), rel=EXACT)
    assert found.by_stage["use"].typical == pytest.approx(grams, rel=EXACT)


def test_a_loss_of_transmission_and_a_supply_stay_with_the_system(tmp_path: Path) -> None:
    system = footprint.System.from_dict({
        "name": "plugged", "lifetime": "5 years",
        "use": {
            "grid": {"country": "FRA", "transmission_loss": "8 %"},
            "states": [{"name": "on", "power": "1 W", "power_low": "0.8 W", "power_high": "1.3 W", "duty": "100 %"}],
            "supply": {"kind": "mains", "efficiency": "80 %", "standby": "10 mW"},
        },
    })  # fmt: skip
    lots = [("plugged", "POL", 2022, 11), ("plugged", "NOR", 2010, 4)]
    found = assess_fleet(write_csv(tmp_path / "a.csv", lots), systems={"plugged": system})
    same(found.total_kg_co2e, added_up(lots, {"plugged": system}))


@pytest.mark.parametrize("by", [(), ("stage",), ("year", "country"), ("stage", "preset"), KEYS, KEYS[::-1]])
def test_groups_add_up_to_the_total(tmp_path: Path, by: tuple[str, ...]) -> None:
    found = assess_fleet(write_csv(tmp_path / "a.csv", LOTS), by=by)
    total = found.total_kg_co2e
    for end in range(3):
        assert sum(group.kg_co2e[end] for group in found.groups) == pytest.approx(total[end], rel=EXACT)
        assert sum(kg[end] for kg in found.by_stage.values()) == pytest.approx(total[end], rel=EXACT)
    assert all(tuple(group.key) == by for group in found.groups)
    if "stage" not in by:
        assert sum(group.devices for group in found.groups) == found.devices == 17
    keys = [tuple(group.key[key] for key in by if key != "stage") for group in found.groups]
    if by and by[-1] == "stage":
        assert keys == sorted(keys)


def test_with_stages_the_same_devices_stand_in_each_stage_that_they_have(tmp_path: Path) -> None:
    found = assess_fleet(write_csv(tmp_path / "a.csv", LOTS), by=("country", "stage"))
    assert found.devices == 17
    stages: dict[Any, list[Any]] = {}
    for group in found.groups:
        stages.setdefault(group.key["country"], []).append((group.key["stage"], group.devices))
    assert stages["DEU"] == [("production", 12), ("transport", 12), ("use", 12), ("training", 12)]
    assert {devices for _, devices in stages["FRA"]} == {5}


def test_the_same_lots_as_text_and_as_numbers_in_one_file_or_many(tmp_path: Path) -> None:
    wanted = assess_fleet(write_csv(tmp_path / "all.csv", LOTS)).to_dict()["groups"]
    write_csv(tmp_path / "half.csv", LOTS[:2])
    floats = [(p, c, float(y), float(n)) for p, c, y, n in LOTS[2:4]]
    write_parquet(tmp_path / "floats.parquet", floats)
    write_parquet(tmp_path / "rest.parquet", LOTS[4:])
    folder = tmp_path / "folder"
    folder.mkdir()
    write_csv(folder / "texts.csv", [(p, f" {c} ", f"{y}.0", f"{n}.0") for p, c, y, n in LOTS])
    (folder / "_SUCCESS").touch()
    (folder / ".part.csv").write_text("broken")
    several = [tmp_path / "half.csv", str(tmp_path / "*.parquet")]
    for given in (several, folder, str(folder)):
        assert assess_fleet(given).to_dict()["groups"] == wanted


@pytest.mark.parametrize("text", [
    "preset,country,year,count\nkeyword-spotting,DEU,2020,12\n",
    "preset;country;year;count\r\nkeyword-spotting;DEU;2020;12\r\n",
    "\ufeffCount,Year,COUNTRY , system\n12,2020,DEU,keyword-spotting",
    'preset,country,year,count,profile\n"keyword-spotting","DEU","2020","12",""\n\n',
    "preset\tcountry\tyear\tcount\tnote\tnote\t\nkeyword-spotting\tDEU\t2020\t012\ta\tb\t\n",
])  # fmt: skip
def test_csv_as_programs_write_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a[1]*.csv"  # a name that is a pattern too
    path.write_bytes(text.encode())
    found = assess_fleet(path)
    assert (found.devices, found.input_rows, found.rejected_rows) == (12, 1, 0)
    same(found.total_kg_co2e, added_up([("keyword-spotting", "DEU", 2020, 12)]))
    assert any("not read" in text for text in found.warnings) == ("note" in text)


def test_devices_are_exact_beyond_floats_and_64_bits(tmp_path: Path) -> None:
    lots = [("keyword-spotting", "DEU", 2020, 10**13)] * 2000 + [("keyword-spotting", "DEU", 2020, 1)]
    path = write_csv(tmp_path / "a.csv", lots)
    assert assess_fleet([path], by=("country", "preset")).groups[0].devices == 2 * 10**16 + 1
    many = write_parquet(tmp_path / "b.parquet", [("keyword-spotting", "DEU", 2020, 10**13)] * 1_000_000)
    assert assess_fleet([path, many]).devices == 10**19 + 2 * 10**16 + 1  # above 2^63


def test_the_bytes_do_not_depend_on_the_order_of_rows_and_files(tmp_path: Path) -> None:
    lots = [*random_lots(200, 7), ("kws", "DEU", 2020, 1), ("keyword-spotting", "DEU", 2020, -1)]
    one = write_csv(tmp_path / "one.csv", lots)
    texts = [json.dumps(assess_fleet(one, by=("stage", "year")).to_dict()["groups"])]
    random.Random(1).shuffle(lots)
    write_csv(tmp_path / "b.csv", lots[:100])
    write_csv(tmp_path / "a.csv", lots[100:])
    two = assess_fleet([tmp_path / "b.csv", tmp_path / "a.csv"], by=("stage", "year"))
    assert [json.dumps(two.to_dict()["groups"])] == texts
    assert two.reasons == assess_fleet(one).reasons


def test_a_table_of_a_connection(tmp_path: Path) -> None:
    import ibis

    connection = ibis.duckdb.connect()
    table = connection.read_csv(write_csv(tmp_path / "a.csv", LOTS))
    found = assess_fleet(table)
    assert found.to_dict()["groups"] == assess_fleet(tmp_path / "a.csv").to_dict()["groups"]
    document = found.to_dict()
    assert (document["inventory"]["sha256"], document["inputs_sha256_covers_inventory"]) == (None, False)
    assert found.engine == "duckdb"
    assert (found.name, assess_fleet(tmp_path / "a.csv").name) == ("table on duckdb", "a.csv")
    through = assess_fleet(tmp_path / "a.csv", connection=connection)
    assert through.groups == found.groups
    assert through.inventory.sha256


def test_the_hash_follows_the_content_and_the_options(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", LOTS)
    hashes = [
        assess_fleet(path, **more).to_dict()["inputs_sha256"] for more in ({}, {"by": ["year"]}, {"grid_year": 2020})
    ]
    write_csv(tmp_path / "b.csv", LOTS)
    assert assess_fleet(tmp_path / "b.csv").to_dict()["inputs_sha256"] == hashes[0]
    write_csv(path, LOTS[1:])
    hashes.append(assess_fleet(path).to_dict()["inputs_sha256"])
    assert len(set(hashes)) == 4


def test_one_grid_year_for_all_is_listed_as_assumed(tmp_path: Path) -> None:
    lots = [("keyword-spotting", "DEU", 2031, 4), ("keyword-spotting", "DEU", 2019, 6)]
    found = assess_fleet(write_csv(tmp_path / "a.csv", lots), grid_year=2020, by=("year",))
    same(found.total_kg_co2e, added_up([("keyword-spotting", "DEU", 2020, 10)]))
    assert [group.key["year"] for group in found.groups] == [2019, 2031]
    assert [(a.field, a.value) for a in found.assumed if a.field == "grid_year"] == [("grid_year", 2020)]
    with pytest.raises(InputError, match="newest year is 20"):
        assess_fleet(tmp_path / "a.csv", grid_year=2090)


def test_systems_off_the_grid_do_not_depend_on_the_country_and_say_so_once(tmp_path: Path) -> None:
    lots = [("leak-detector", "DEU", 2020, 1), ("leak-detector", "IND", 2010, 1)]
    found = assess_fleet(write_csv(tmp_path / "a.csv", lots))
    assert found.groups[0].kg_co2e == found.groups[1].kg_co2e
    assert [w for w in found.warnings if "change nothing" in w] == [
        "leak-detector: the use stage draws no electricity here: country and year change nothing"
    ]


def test_another_factor_set_and_what_it_lacks(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("keyword-spotting", "DEU", 2020, 3)])
    system = footprint.load_system("keyword-spotting").with_(country="DEU", year=2020)
    found = assess_fleet(path, factors="deltalca-2024", fill_from="pirson-bol-2021")
    wanted = footprint.assess(system, factors="deltalca-2024", fill_from="pirson-bol-2021").total_kg_co2e.scaled(3)
    same(found.total_kg_co2e, wanted)
    assert found.to_dict()["fill_from"] == ["pirson-bol-2021"]
    with pytest.raises(InputError):
        footprint.assess(system, factors="deltalca-2024")
    with pytest.raises(InputError):
        assess_fleet(path, factors="deltalca-2024")


@pytest.mark.parametrize(("text", "said"), [
    ("", "first line is empty"),
    ("preset,country,year,count\n", "holds no rows"),
    ("preset,country,year\nkeyword-spotting,DEU,2020\n", "no column count"),
    ("preset,country,year,cuont\nkeyword-spotting,DEU,2020,1\n", "cuont"),
    ("preset,system,country,year,count\na,b,DEU,2020,1\n", "stands there twice"),
])  # fmt: skip
def test_files_that_are_no_inventory(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        assess_fleet(path)


def test_names_that_are_no_inventory(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").touch()
    (tmp_path / "b.parquet").write_bytes(b"PAR1 not really")
    (tmp_path / "c.csv").write_bytes("preset,country,year,count\n".encode("utf-16"))
    (tmp_path / "empty").mkdir()
    write_parquet(tmp_path / "d.parquet", [("keyword-spotting", "DEU", True, [1])])
    for name in ("a.xlsx", "b.parquet", "c.csv", "d.parquet", "empty", "none.csv", "none-*.csv", "a\0b.csv", ""):
        with pytest.raises(InputError):
            assess_fleet(str(tmp_path / name) if name else "")
    with pytest.raises(InputError, match="no inventory is given"):
        assess_fleet([])


@pytest.mark.parametrize("more", [
    {"by": ["land"]}, {"by": ["year", "year"]}, {"engine": "dask"}, {"grid_year": True}, {"seed": 4}, {"draws": 3},
    {"profiles": {"a": {}}}, {"systems": {"keyword-spotting": footprint.load_system("leak-detector")}},
    {"rejects": "a.txt"}, {"rejects": "no/such/folder/a.csv"},
])  # fmt: skip
def test_options_that_do_not_fit(tmp_path: Path, more: dict[str, Any]) -> None:
    path = write_csv(tmp_path / "a.csv", LOTS)
    with pytest.raises(InputError):
        assess_fleet(path, **more)


def test_the_example_is_what_its_script_writes(tmp_path: Path) -> None:
    from runpy import run_path

    folder = ROOT / "docs" / "examples"
    run_path(str(folder / "make_fleet.py"))["main"](tmp_path)
    for name in ("fleet.csv", "fleet-bad-rows.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    found = assess_fleet(folder / "fleet.csv")
    assert (found.input_rows, found.rejected_rows) == (360, 0)
    bad = assess_fleet(folder / "fleet-bad-rows.csv")
    assert (bad.input_rows, bad.accepted_rows, bad.devices) == (13, 2, 250)


def test_the_factor_set_is_named_where_no_row_was_accepted(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("kws", "DEU", 2020, 3)])
    one, other = (assess_fleet(path, factors=key).to_dict() for key in ("pirson-bol-2021", "act"))
    assert (one["factor_set"], other["factor_set"]) == ("pirson-bol-2021", "act")
    assert one["inputs_sha256"] != other["inputs_sha256"]


def test_without_groups_the_finding_is_the_largest_stage(tmp_path: Path) -> None:
    found = assess_fleet(write_csv(tmp_path / "a.csv", LOTS), by=())
    largest = max(found.by_stage.values(), key=lambda kg: kg.typical).typical / found.total_kg_co2e.typical
    assert main_finding(found) == f"Production makes {percent(largest)}."


def test_a_connection_that_goes_on_keeps_none_of_the_small_tables(tmp_path: Path) -> None:
    import ibis

    connection = ibis.duckdb.connect()
    lots = connection.read_csv(write_csv(tmp_path / "a.csv", [*LOTS, ("kws", "DEU", 2020, 1)]))
    for _ in range(2):
        assert assess_fleet(lots, by=()).rejected_rows == 1
    query = "select table_name from duckdb_tables() where table_name like '%known%'"
    assert connection.con.execute(query).fetchall() == []
