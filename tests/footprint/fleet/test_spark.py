"""The same expression on Spark: the same groups and reasons as on DuckDB."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

from footprint.fleet import Fleet, assess_fleet
from footprint.fleet.result import KEYS
from tests.footprint.fleet.lots import write_parquet
from tests.footprint.fleet.test_fleet import random_lots
from tests.needs import need

pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(autouse=True)
def _spark() -> None:
    need("Java", which("java"), "runs Spark")
    need("PySpark", find_spec("pyspark"), "runs the fleet on Spark")


def alike(one: Fleet, other: Fleet) -> None:
    assert [(g.key, g.devices) for g in one.groups] == [(g.key, g.devices) for g in other.groups]
    for mine, theirs in zip(one.groups, other.groups, strict=True):
        assert tuple(mine.kg_co2e) == pytest.approx(tuple(theirs.kg_co2e), rel=1e-12)
    assert tuple(one.total_kg_co2e) == pytest.approx(tuple(other.total_kg_co2e), rel=1e-12)
    assert one.reasons == other.reasons
    assert (one.input_rows, one.accepted_rows) == (other.input_rows, other.accepted_rows)


def test_duckdb_and_spark_agree(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "lots [1]"
    folder.mkdir()
    write_parquet(folder / "a.parquet", random_lots(300, 3))
    write_parquet(folder / "b.parquet", [(p, c, float(y), str(n)) for p, c, y, n in random_lots(20, 4)])
    (folder / "c.csv").write_text(
        "\ufeffpreset;country;year;count;note\nkeyword-spotting; DEU ;2020;12.0;\nkws;DEU;2020;1;\n"
        "keyword-spotting;UK;2020;1;\nkeyword-spotting;DEU;2020;-1;\nkeyword-spotting;DEU;;5;x\n;;;;\n"
        "keyword-spotting;DEU;2020\nkeyword-spotting;DEU;2099;1;\nkeyword-spotting;DEU;2020;1.5;\n"
        'keyword-spotting;"DEU";2020;99999999999999999999;"a;b"\nkeyword-spotting;DEU;2020;;\n',
        encoding="utf-8",
    )
    on_spark = assess_fleet(folder, by=KEYS, engine="spark", rejects=tmp_path / "spark.csv")
    on_duckdb = assess_fleet(folder, by=KEYS, rejects=tmp_path / "duckdb.csv")
    assert (on_spark.engine, on_duckdb.engine, on_spark.rejected_rows) == ("spark", "duckdb", 10)
    alike(on_spark, on_duckdb)
    assert len((tmp_path / "spark.csv").read_text().splitlines()) == 11
    said = capfd.readouterr()
    assert said.out == said.err == ""  # nothing of Java's or Spark's own
