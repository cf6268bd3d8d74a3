"""The PDF page of a scaled result: one page whatever it holds, with the numbers of the library."""

from __future__ import annotations

import pytest

from datasheets.context_pages import context_pdf
from datasheets.report import report_pdf
from footprint import load_system, numbers
from footprint.scaling import scale
from footprint.scaling.growth import Own
from footprint.scaling.words import beside_finding, milestones_finding
from tests.datasheets.examples import HOSTILE_NAME, read, squeezed, text_of, within_margins_and_apart

OWN = Own(((2024, 0.2), (2026, 1.0), (2030, 40.0)), "own.csv")


@pytest.mark.parametrize("draws", [0, 500])
def test_the_page_says_the_totals_milestones_and_what_stands_beside(draws: int) -> None:
    found = scale("keyword-spotting", draws=draws)
    document = context_pdf(found)
    text = text_of(document)
    assert len(read(document).pages) == 1
    typical, bounds = numbers.mass_interval(found.total_kg_co2e, "–")
    assert f"{typical} CO₂e ({bounds}, {'P5 to P95' if draws else 'bounds'})" in text
    assert squeezed(milestones_finding(found)) in squeezed(text)
    assert squeezed(beside_finding(found)) in squeezed(text)
    for year in ("2041", "2067", "2144", "2531", "2032", "2036", "2043", "2053"):
        assert year in text
    assert "microcontrollers in service (IC Insights 2020) are another count" in " ".join(text.split())
    assert found.provenance["inputs_sha256"] in squeezed(text)
    within_margins_and_apart(document)


def test_it_is_the_last_page_of_the_report_of_its_device() -> None:
    found = scale("keyword-spotting", 1000)
    result = found.members[0].result
    assert len(read(report_pdf(result)).pages) + 1 == len(read(report_pdf(result, further=(found,))).pages)


def test_it_is_one_page_whatever_it_holds() -> None:
    """Six systems, one with a hostile name, a series of one's own that falls, and the longest words there are."""
    names = ["keyword-spotting", "anomaly-detection", "image-classification", "elephant-collar", "leak-detector"]
    hostile = load_system("keyword-spotting-best").with_(name=HOSTILE_NAME, lifetime="17.25 years")
    mix = [*((name, 0.1, load_system(name)) for name in names), ("hostile", 0.5, hostile)]
    falling = Own(((1990, 1e-6), (1995, 9000.0), (2001, 0.5)), "a" * 300 + ".csv")
    for own in (None, OWN, falling):
        found = scale(mix, "999 billion", growth=own, ceiling="10 trillion", draws=200)
        document = context_pdf(found)
        assert len(read(document).pages) == 1
        within_margins_and_apart(document)


def test_the_same_result_gives_the_same_bytes() -> None:
    one, other = (context_pdf(scale("keyword-spotting", 10, growth=OWN, draws=200)) for _ in range(2))
    assert one == other


def test_each_page_of_one_kind_has_bookmarks_of_its_own() -> None:
    """Two pages of scale after the report: an entry of the outline leads to the page that it is an entry of."""
    one, other = (scale("keyword-spotting", number) for number in (10, "250 billion"))
    pdf = read(report_pdf(one.members[0].result, further=(one, other)))
    pages = [pdf.get_destination_page_number(entry) for entry in pdf.outline if entry.title == "Scale"]
    assert pages == [1, 2]
