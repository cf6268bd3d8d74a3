"""Writes fleet.csv and fleet-bad-rows.csv beside this file: an invented example, of no real fleet.

Run `python docs/examples/make_fleet.py`. The numbers of devices are made up so that countries, years and presets
differ: so many of each preset in the first year, a weight for each country, and a tenth more every year.
"""

from __future__ import annotations

import csv
from pathlib import Path

PRESETS = {
    "keyword-spotting": 24_000, "keyword-spotting-best": 9_000, "image-classification": 3_600,
    "anomaly-detection": 5_200, "leak-detector": 1_500, "pa1-person-detector": 800,
}  # fmt: skip
COUNTRIES = {
    "USA": 9, "CHN": 8, "IND": 6, "DEU": 5, "JPN": 4, "GBR": 4, "FRA": 4, "BRA": 3, "POL": 2,
    "SWE": 1, "NOR": 1, "ZAF": 1,
}  # fmt: skip
YEARS = range(2020, 2025)
BAD = (
    ("kewyord-spotting", "DEU", "2023", "400"),
    ("", "DEU", "2023", "120"),
    ("keyword-spotting", "UK", "2023", "900"),
    ("keyword-spotting", "", "2023", "75"),
    ("leak-detector", "FRA", "2031", "60"),
    ("leak-detector", "FRA", "last year", "60"),
    ("leak-detector", "FRA", "", "60"),
    ("image-classification", "USA", "2022", "-40"),
    ("image-classification", "USA", "2022", ""),
    ("image-classification", "USA", "2022", "12.5"),
    ("image-classification", "USA", "2022", "1e6"),
    ("anomaly-detection", "JPN", "2024", "0"),  # valid: no devices
    ("anomaly-detection", "JPN", "2024", "250"),  # valid
)


def lots() -> list[tuple[str, str, str, str]]:
    """The lots of the example."""
    return [
        (preset, country, str(year), str(round(first * weight / 10 * 1.1 ** (year - YEARS[0]))))
        for preset, first in PRESETS.items() for country, weight in COUNTRIES.items() for year in YEARS
    ]  # fmt: skip


def main(folder: Path = Path(__file__).parent) -> None:
    """Write both files."""
    for name, rows in (("fleet.csv", lots()), ("fleet-bad-rows.csv", list(BAD))):
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("preset", "country", "year", "count"))
            writer.writerows(rows)


if __name__ == "__main__":
    main()
