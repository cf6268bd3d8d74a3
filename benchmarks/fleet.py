"""How fast is a fleet rolled up? Run `python -m benchmarks.fleet` from the checkout.

Measured in one run, on inventories of random lots (presets that ship, all countries and years of the grid table, up to
10 000 devices a lot) as Parquet in a temporary folder. Each in a fresh process, after a run on an
inventory of one lot, which loads modules:

- by hand: DuckDB SQL that joins every lot to a table of factors and one of grids, leaves out counts that are not
  valid, and adds up lots, devices and kg CO2e by country and year; the lots read less those are the ones rejected.
  Grouping lots before they are joined, or outer joins that keep what is not valid, took longer.
- fleet: `footprint.fleet.assess_fleet`, by country and year: the same checks, spaces around a cell taken off, low,
  typical and high of five stages, assumptions, the hash of the inventory.
- pandas: the same joins, checks and sums as by hand, on a tenth of the lots.

Times are medians, the fastest runs and the time of processors beside them; the ways take turns, so that a
busy minute meets each of them. Peak memory is that of the process, with what its modules take. All three have to find
the same number of devices, no lot that is not valid, and the same kg CO2e to 1e-9. Targets: at 50 million lots at most
10 % slower than by hand, and at most 0.5 GB; at 5 million at least 8 times as fast as pandas; 250 billion devices as a
million lots in less than a second.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOTS = 50_000_000
FEWER = 5_000_000
MILLION = 1_000_000
DEVICES = 250_000_000_000
REPEATS = 5
SLOWER, FASTER, MEMORY_GB, SECONDS = 1.10, 8.0, 0.5, 1.0

TABLES = """
from footprint.fleet.known import known_places, known_systems
from footprint.factors import DEFAULT
known, places = known_systems({}, {}, DEFAULT, None), known_places(None)
factors = [(k.preset, sum(v.typical for v in k.fixed.values()), k.kwh.typical) for k in known.kinds]
grids = [(c, y, g.typical) for c, y, g in zip(places.countries, places.years, places.kg_per_kwh)]
"""
MAKE = (
    TABLES
    + """
import duckdb
con = duckdb.connect(config={"threads": 2, "memory_limit": "1GB", "preserve_insertion_order": False})
con.execute("create table names as select * from (select unnest(?) as preset) positional join "
            "(select unnest(range(?)) as p)", [[f[0] for f in factors], len(factors)])
import pyarrow
numbered = pyarrow.table({"country": [g[0] for g in grids], "year": [g[1] for g in grids], "g": range(len(grids))})
con.execute("create table grids as select country, year::integer as year, g from numbered")
for path, lots, each in json.loads(sys.argv[1]):
    count = "1 + (hash(r + 7) % 10000)::bigint" if each is None else f"{each}::bigint"
    con.execute(f"copy (select n.preset, g.country, g.year, r.count from (select (hash(r) % {len(factors)})::int as p, "
        f"(hash(r + 3) % {len(grids)})::int as g, {count} as count from range({lots}) t(r)) r "
        f"join names n using (p) join grids g using (g)) to '{path}' (format parquet)")
print(json.dumps([]))
"""
)
HAND = (
    TABLES
    + """
import duckdb, pyarrow
con = duckdb.connect()
def table(rows, names):
    return pyarrow.table(dict(zip(names, map(list, zip(*rows)))))
def work(path):
    given = table(factors, ("preset", "fixed", "kwh"))
    con.execute("create or replace table factors as select * from given")
    given = table(grids, ("country", "year", "kg"))
    con.execute("create or replace table grids as select * from given")
    rows = con.execute(f'''
        select l.country, l.year, count(*) as accepted, sum(l.count) as devices,
            sum(l.count * (f.fixed + f.kwh * g.kg)) as kg
        from read_parquet('{path}') l join factors f on l.preset = f.preset
        join grids g on l.country = g.country and l.year = g.year
        where l.count between 0 and 1e13::bigint group by all order by all''').fetchall()
    read = con.execute(f"select count(*) from read_parquet('{path}')").fetchone()[0]
    assert read == sum(r[2] for r in rows)
    return sum(r[3] for r in rows), sum(r[4] for r in rows)
"""
)
FLEET = """
from footprint.fleet import assess_fleet
import ibis, duckdb, pyarrow.parquet, numpy
def work(path):
    found = assess_fleet(path, by=("country", "year"))
    assert not found.rejected_rows
    return found.devices, found.total_kg_co2e.typical
"""
PANDAS = (
    TABLES
    + """
import pandas, pyarrow.parquet
def work(path):
    lots = pandas.read_parquet(path)
    read = len(lots)
    lots = lots.merge(pandas.DataFrame(factors, columns=["preset", "fixed", "kwh"]), on="preset")
    lots = lots.merge(pandas.DataFrame(grids, columns=["country", "year", "kg"]), on=["country", "year"])
    valid = lots["count"].between(0, 10**13)
    lots = lots if valid.all() else lots[valid]
    assert read == len(lots)
    lots["total"] = lots["count"] * (lots["fixed"] + lots["kwh"] * lots["kg"])
    sums = lots.groupby(["country", "year"])[["count", "total"]].sum()
    return int(sums["count"].sum()), float(sums["total"].sum())
"""
)
TIMED = """
import time
work(sys.argv[2])
start, busy = time.perf_counter(), time.process_time()
devices, kg = work(sys.argv[1])
seconds, busy = time.perf_counter() - start, time.process_time() - busy
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, devices, kg, busy]))
"""


def run(code: str, *arguments: str) -> list[float]:
    """What a fresh process prints: seconds, gigabytes at the peak, devices, kg CO2e, seconds of processors."""
    head = "import json, resource, sys\n"
    done = subprocess.run(
        [sys.executable, "-c", head + code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: Any = json.loads(done.stdout.splitlines()[-1])
    return [float(x) for x in found]


def medians(path: Path, ways: dict[str, str]) -> dict[str, list[list[float]]]:
    """Several ways in turn on one inventory; every run of each."""
    found: dict[str, list[list[float]]] = {name: [] for name in ways}
    for _ in range(REPEATS):
        for name, code in ways.items():
            found[name].append(run(code + TIMED, str(path), str(path.parent / "1.parquet")))
    first = next(iter(found.values()))[0]
    for name, runs in found.items():
        for one in runs:
            if one[2] != first[2] or abs(one[3] / first[3] - 1) > 1e-9:
                raise SystemExit(f"{name} finds another total")
    return found


def say(title: str, found: dict[str, list[list[float]]]) -> dict[str, float]:
    """Print the runs of one inventory; the median seconds of each way."""
    print(f"{title:24}{'seconds':>9}{'fastest':>9}{'cpu s':>9}{'peak GB':>9}")
    middle = {}
    for name, runs in found.items():
        middle[name] = statistics.median(r[0] for r in runs)
        least, busy, peak = min(r[0] for r in runs), statistics.median(r[4] for r in runs), max(r[1] for r in runs)
        print(f"  {name:22}{middle[name]:9.2f}{least:9.2f}{busy:9.2f}{peak:9.2f}")
    return middle


def verdict(text: str, reached: bool) -> None:
    print(f"{text}: {'reached' if reached else 'MISSED'}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = {lots: Path(folder) / f"{lots}.parquet" for lots in (LOTS, FEWER, MILLION, 1)}
        print(f"writing {LOTS + FEWER + MILLION:,} lots ...", file=sys.stderr)
        wanted = [(str(paths[n]), n, DEVICES // n if n == MILLION else None) for n in paths]
        run(MAKE, json.dumps(wanted))
        large = medians(paths[LOTS], {"DuckDB by hand": HAND, "fleet": FLEET})
        middle = say(f"{LOTS / 1e6:.0f} million lots", large)
        share, peak = middle["fleet"] / middle["DuckDB by hand"], max(r[1] for r in large["fleet"])
        least = [min(r[0] for r in large[name]) for name in ("fleet", "DuckDB by hand")]
        text = f"{share:.2f} times the time by hand, {least[0] / least[1]:.2f} by the fastest runs"
        verdict(f"{text}; target at most {SLOWER:g}", share <= SLOWER)
        verdict(f"peak memory {peak:.2f} GB; target at most {MEMORY_GB:g}", peak <= MEMORY_GB)
        middle = say(f"{FEWER / 1e6:.0f} million lots", medians(paths[FEWER], {"pandas": PANDAS, "fleet": FLEET}))
        factor = middle["pandas"] / middle["fleet"]
        verdict(f"{factor:.1f} times as fast as pandas; target {FASTER:g}", factor >= FASTER)
        million = medians(paths[MILLION], {"fleet": FLEET})
        middle = say("a million lots", million)
        if million["fleet"][0][2] != DEVICES:
            raise SystemExit("the devices are not 250 billion")
        seconds = middle["fleet"]
        verdict(f"{DEVICES / 1e9:.0f} billion devices in {seconds:.2f} s; target below {SECONDS:g}", seconds < SECONDS)


if __name__ == "__main__":
    main()
