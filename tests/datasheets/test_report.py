"""The first page of the footprint report: what it must say, and that nothing pushes it off its page."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

import footprint
from datasheets import pdf
from datasheets.charts import tick_values
from datasheets.citations import numbered
from datasheets.report import report_pdf
from footprint.presets import preset_names
from footprint.result import NEVER_COVERED
from footprint.version import VERSION
from tests.datasheets.examples import (
    CASES,
    HOSTILE_NAME,
    assess,
    everything_long,
    hostile,
    many_blocks,
    read,
    squeezed,
    text_of,
    within_margins_and_apart,
)
from tests.footprint.examples import PRESETS


@pytest.fixture(scope="module")
def keyword_spotting() -> bytes:
    return report_pdf(assess())


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_has_a_report_of_one_page_with_its_total(name: str) -> None:
    result = assess(name)
    document = report_pdf(result)
    assert len(read(document).pages) == 1
    typical, bounds = footprint.numbers.mass_interval(result.total_kg_co2e, "–")
    years = footprint.numbers.duration(result.system.lifetime_years)
    assert f"{typical} CO₂e ({bounds}) per device over {years}" in text_of(document)


@pytest.mark.parametrize("name", PRESETS)
def test_every_source_of_a_preset_is_cited_whole(name: str) -> None:
    """Places of one work share its citation, so a citation is looked for in its parts."""
    result = assess(name)
    text = text_of(report_pdf(result))
    sources = squeezed(text[text.rindex("Sources") :])
    for row in result.rows:
        for part in re.split("[,:] ", row.source):
            assert squeezed(part) in sources
    assert squeezed(str(result.system.reference)) in sources
    assert " more sources" not in text
    assert "…" not in sources.replace("endsin…iscut", "")


def test_total_interval_and_declared_unit(keyword_spotting: bytes) -> None:
    """Nine figures of the published table add up to 2.65 kg, each off by 0.005 at most, and use is 0.0108 kg.

    2.65 + 0.0108 = 2.6608; less and more 9 x 0.005 = 0.045: 2.6158 to 2.7058.
    Power supply and transport: (1.36 + 0.40) / 2.6608 = 66 %.
    """
    text = text_of(keyword_spotting)
    assert "2.66 kg CO₂e (2.61–2.71) per device over 3 years" in text
    assert "half the last printed digit" in text
    assert "one device over its lifetime of 3 years" in text
    assert "GWP100, CO₂e" in text
    assert "Power supply and transport make 66 %." in text
    assert "Zero: Memory, Connectivity, Actuators, Security" in text
    assert "Nothing was assumed" in text


def test_boundary_names_every_stage_and_why(keyword_spotting: bytes) -> None:
    text = text_of(keyword_spotting)
    for boundary in assess().boundary:
        if boundary.stage in footprint.tables.STAGES:
            assert f"{boundary.title} {'included' if boundary.included else 'excluded'}" in text
            assert boundary.why in text
    assert f"Not covered: packaging, installation, gateway, {NEVER_COVERED}." in text
    assert "Production included 2.15" in text  # 0.17 + 0.02 + 0.06 + 1.36 + 0.16 + 0.27 + 0.11
    assert "below 1 %, as published" in text


def test_record_to_reproduce(keyword_spotting: bytes) -> None:
    result, text = assess(), text_of(keyword_spotting)
    for part in (result.inputs_sha256, result.factor_set.key, f"version {result.factor_set.version}", VERSION):
        assert part in text
    for name, version in result.tables.items():
        assert f"{name}, {version}" in text


def test_grid_table_is_attributed() -> None:
    text = text_of(report_pdf(assess(country="DEU", year=2024)))
    assert "Ember (2025) and Energy Institute, processed by Our World in Data" in text
    assert "CC BY 4.0" in text
    assert "was replaced by the life-cycle grid intensity of DEU" in text
    assert "Warning:" in text


def test_contributions_are_sorted_with_status_interval_and_source(keyword_spotting: bytes) -> None:
    """In the table: transport 0.40 kg of 2.6608 kg is 15 %; use 0.0108 kg is 0.4 %."""
    text = text_of(keyword_spotting)
    titles = ["Power supply 1.36", "Transport 0.400", "Casing 0.270", "Processing 0.170", "PCB 0.160", "Others 0.110",
              "Training 0.100", "User interface 0.060", "Sensing 0.020", "Use 0.0108"]  # fmt: skip
    chart = text[text.index("Contribution and share") : text.index("Zero: ")]
    assert [chart.index(t) for t in titles] == sorted(chart.index(t) for t in titles)
    assert "0.400 kg, 15 %" in chart
    assert "0.0108 kg, 0.4 %" in chart
    assert "0.395–0.405 kg" in chart
    assert "declared, HSL-1 typical" in chart
    assert "calculated, stated energy" in chart
    assert "[1]" in chart
    assert "0 0.5 1 kg CO₂e" in chart


def test_fonts_are_embedded_and_no_standard_font_is_used(keyword_spotting: bytes) -> None:
    fonts = read(keyword_spotting).pages[0]["/Resources"]["/Font"]
    named = [font.get_object() for font in fonts.values()]
    assert {str(font["/BaseFont"]).split("+")[-1] for font in named} == {"DejaVuSans", "DejaVuSans-Bold"}
    assert all("/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in named)
    assert b"Helvetica" not in keyword_spotting


def test_outline_and_metadata(keyword_spotting: bytes) -> None:
    reader = read(keyword_spotting)
    titles = [entry["/Title"] for entry in reader.outline]
    assert titles == ["Result", "Boundary", "Contributions", "Assumptions", "Sources"]
    about = reader.metadata
    assert about is not None
    assert about.title == "Keyword spotting: carbon footprint"
    assert about.author == about.creator == f"tinyml-footprint {VERSION}"
    assert "GWP100, CO2e" in str(about.subject)
    assert "pirson-bol-2021" in str(about["/Keywords"])
    assert reader.trailer["/Root"]["/Lang"] == "en"
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((595.28, 841.89), abs=0.01)


@pytest.mark.parametrize("name", CASES)
def test_same_bytes_twice_even_after_another_report(name: str) -> None:
    first = report_pdf(CASES[name]())
    report_pdf(assess("pa1-person-detector"))
    assert report_pdf(CASES[name]()) == first


def test_same_bytes_from_many_threads(keyword_spotting: bytes) -> None:
    results = [assess(), many_blocks()] * 4
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(report_pdf, results))
    assert documents[::2] == [keyword_spotting] * 4
    assert len(set(documents[1::2])) == 1


@pytest.mark.parametrize("name", [*CASES, *preset_names()])
def test_nothing_leaves_the_margins_or_overlaps(name: str) -> None:
    """Boxes of text runs: inside the text block across, inside page furniture up and down, none on another."""
    within_margins_and_apart(report_pdf(CASES[name]() if name in CASES else assess(name)))


def test_hostile_text_comes_out_literally() -> None:
    """Emoji and CJK are not in the font and come out as question marks; Hebrew stays in its stored order."""
    document = report_pdf(hostile())
    text = text_of(document)
    for part in ("<img src='/etc/passwd'/> a<b&c </para>", "?? ??", "<a href='file:///etc/passwd'>&amp;</a> </b>",
                 "<b>bold</b> & <br/>"):  # fmt: skip
        assert part in text
    assert "root:" not in text
    assert read(document).metadata.title.startswith(HOSTILE_NAME)  # type: ignore[union-attr]
    assert "/Annots" not in read(document).pages[0]


def test_drawable_text() -> None:
    assert pdf.drawable("a\nb\t c") == "a b c"
    assert pdf.drawable("CO₂e µ é") == "CO₂e µ é"
    assert pdf.drawable("漢\U0001f984") == "??"
    assert pdf.drawable("a\u202eb\u200dc\x07\ud800") == "abc"


def test_text_is_cut_to_its_width_and_lines() -> None:
    cut = pdf.fitted("M" * 300, 80)
    assert cut.endswith("M…")
    assert pdf.text_width(cut) <= 80 < pdf.text_width(cut.replace("…", "M…"))
    assert pdf.fitted("short", 80) == "short"
    two = pdf.paragraph("word " * 400, lines=2)
    assert two.wrap(pdf.TEXT_WIDTH, 1000)[1] == pytest.approx(2 * pdf.SMALL.leading)


def test_what_is_not_shown_is_counted() -> None:
    """488 extra blocks of 1 to 488 g and 10 of the preset are not zero; the ten largest are drawn.

    Together: 488 x 489 / 2 g = 119.316 kg and the preset's 2.661 kg make 121.977 kg. Drawn: 1.36 kg
    and 488 to 480 g, 9 x 484 g = 4.356 kg. The 488 others: 121.977 - 5.716 = 116.261 kg.
    """
    result = many_blocks()
    text = text_of(report_pdf(result))
    assert "and 488 more, together 116 kg CO₂e: in the JSON" in text
    assert "Extra 480" in text
    assert "Extra 479" not in text
    assert "more sources: in the JSON" in text
    assert "more assumed values: in the JSON" in text
    assert result.inputs_sha256 in text


def test_references_of_the_chart_are_listed() -> None:
    """A row names a source that the list does not show as being in the JSON, never by a dangling number."""
    text = text_of(report_pdf(everything_long()))
    chart, sources = text.split("Assumptions and warnings")
    listed = {int(n) for n in range(1, 100) if f"[{n}]" in sources}
    assert listed
    assert {n for n in range(1, 100) if f"[{n}]" in chart} <= listed
    assert "JSON" in chart


def test_places_of_one_work_are_one_source() -> None:
    result = assess()
    sources, refs = numbered(result.rows, result.factors)
    assert [s.number for s in sources] == [1, 2, 3, 4]
    assert sources[0].text.count("S. Prakash et al.") == 1
    assert 'row "Processing" | row "Sensing"' in sources[0].text
    assert refs[result.rows[0].source, result.rows[0].factor_key] == [1]


def test_quantity_and_factor_of_a_part_are_both_cited() -> None:
    parts = [{"part": "die-90nm", "quantity": "10 mm^2", "status": "estimated", "source": "die photo"}]
    result = footprint.assess({"name": "Die", "lifetime": "3 years", "blocks": {"processing": {"parts": parts}}})
    text = text_of(report_pdf(result))
    assert "[2] die photo" in text
    assert "[1] [2]" in text
    assert "estimated, die-90nm" in text


def test_per_year_and_per_inference() -> None:
    """2.6608 (2.6158-2.7058) kg over 3 years: a third per year.

    10 per minute is 600 per hour x 8760 h x 3 = 15 768 000 inferences: 168.7 (165.9-171.6) ug each.
    """
    use = {"grid": {"factor": "us-epa-2019-generated"}, "energy": {"amount": "27 Wh", "over": "3 years"},
           "inferences": "10 per minute"}  # fmt: skip
    result = assess(use=use)
    year, inference = text_of(report_pdf(result, "year")), text_of(report_pdf(result, "inference"))
    assert "0.887 kg CO₂e (0.871–0.902) per year, with a lifetime of 3 years" in year
    assert "one year of service of one device" in year
    assert "169 µg CO₂e (165–172) per inference, over 3 years" in inference
    assert "Power supply and transport make 66 %." in inference
    with pytest.raises(footprint.InputError, match="inference rate"):
        report_pdf(assess(), "inference")


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(1.365, (0, 0.5, 1.0)), (2.0, (0, 0.5, 1.0, 1.5, 2.0)), (0.7, (0, 0.2, 0.4, 0.6)), (999, (0, 500)), (0, (0,))],
)
def test_ticks_are_round_and_end_at_the_largest_value(most: float, ticks: tuple[float, ...]) -> None:
    """At most four steps of 1, 2 or 5 times a power of ten: 1.365 / 4 = 0.34, so steps of 0.5."""
    assert tick_values(most) == pytest.approx(ticks)
