"""Croissant: what is written is valid and can be read back; what others write is read or listed."""

from __future__ import annotations

import contextlib
import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from datasheets.exchange import croissant
from datasheets.exchange.croissant_words import ANSWERS, FILES, TABLE, rai_properties, rai_spellings
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import Quantity
from footprint.errors import InputError
from tests.datasheets.exchange.data_sheets import example, sheet_of, sheets, values

HASH = "0123456789abcdef" * 4


def by_mlcroissant(text: str) -> Any:
    """Read by the library of the format, which raises on errors; its own use of rdflib is deprecated."""
    import mlcroissant

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return mlcroissant.Metadata.from_json(mlcroissant.Context(), json.loads(text))


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from strings(one)


def exportable(sheet: Datasheet) -> bool:
    """Whether evaluation data are named."""
    rows = sheet.rows(TABLE) + [r for r in sheet.rows(FILES) if "sha256" in r]
    named = any(r["of"] != "training" and r.get("name") != "not provided" for r in rows)
    return named or sheet.get("data_and_model.evaluation_data") not in (None, "not disclosed")


def full() -> Datasheet:
    return sheet_of(
        data_and_model={
            "evaluation_data": "Windows",
            "evaluation_limits": "Small",
            "coverage": "Two rooms",
            "datasets": [
                {"of": "training", "name": "Others"},
                {"of": "evaluation", "name": "Windows", "version": "1.2.0", "url": "https://example.org/w",
                 "creator": "A Lab", "published": "2025-02-03", "licence": "CC-BY-4.0", "description": "480 windows",
                 "cite_as": "@misc{w}", "instances": {"value": 480, "status": "measured"}},
            ],
            "data_files": [
                {"of": "evaluation", "file": "a.csv", "url": "https://example.org/a.csv", "media_type": "text/csv",
                 "size": {"value": "12.50 kB", "status": "measured"}, "sha256": HASH},
                {"of": "both", "file": "b.csv", "sha256": HASH[::-1]},
                {"of": "evaluation", "file": "c.csv"},
                {"of": "training", "file": "d.csv", "sha256": HASH},
            ],
            "data_answers": [{"of": "evaluation", "question": q, "text": f"About {q}"} for q in rai_properties()
                             if q not in ("time of collection", "limitations")]
            + [{"of": "evaluation", "question": "time of collection", "text": "2024-05-01/2024-07"},
               {"of": "evaluation", "question": "about humans", "answer": "no", "text": "Nobody"}],
        }
    )  # fmt: skip


def test_all_properties_are_written_and_are_those_of_the_specification() -> None:
    """The 20 properties of the table of RAI 1.0."""
    made = json.loads(croissant.export(full()).text)
    assert sorted(key for key in made if key.startswith("rai:")) == sorted(
        f"rai:{word}" for word in (
            "dataCollection", "dataCollectionType", "dataCollectionMissingData", "dataCollectionRawData",
            "dataCollectionTimeframe", "dataImputationProtocol", "dataManipulationProtocol",
            "dataPreprocessingProtocol", "dataAnnotationProtocol", "dataAnnotationPlatform", "dataAnnotationAnalysis",
            "dataReleaseMaintenancePlan", "personalSensitiveInformation", "dataSocialImpact", "dataBiases",
            "dataLimitations", "dataUseCases", "annotationsPerItem", "annotatorDemographics", "machineAnnotationTools",
        )
    )  # fmt: skip
    assert made["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    assert made["rai:dataLimitations"] == "Small"
    assert made["license"] == {"@type": "sc:CreativeWork", "name": "CC-BY-4.0"}
    assert made["creator"] == {"@type": "sc:Organization", "name": "A Lab"}
    assert made["datePublished"] == "2025-02-03"


def test_what_is_lacking_is_named_with_its_place() -> None:
    found = croissant.export(full())
    assert found.missing == (
        ("distribution.contentUrl", f"{FILES}.2.url"),
        ("distribution.encodingFormat", f"{FILES}.2.media_type"),
        ("distribution.sha256", f"{FILES}.3.sha256"),
    )
    bare = croissant.export(sheet_of(data_and_model={"evaluation_data": "Windows"}))
    assert bare.missing == (
        ("description", f"{TABLE}.1.description, data_and_model.coverage"),
        ("license", f"{TABLE}.1.licence, data_and_model.evaluation_licence"),
        ("url", f"{TABLE}.1.url, data_and_model.evaluation_source"),
        ("creator", f"{TABLE}.1.creator"),
        ("datePublished", f"{TABLE}.1.published"),
    )


def test_what_croissant_cannot_say_is_listed() -> None:
    """Data for training, instances, yes and no, questions and files that are not written, a status of a size."""
    assert croissant.export(full()).unsaid == (
        "data_and_model.coverage",
        f"{TABLE}.of", f"{TABLE}.name", f"{TABLE}.instances",
        f"{FILES}.size.status", f"{FILES}.of", f"{FILES}.file", f"{FILES}.sha256",
        f"{ANSWERS}.of", f"{ANSWERS}.question", f"{ANSWERS}.answer", f"{ANSWERS}.text",
    )  # fmt: skip


def test_a_full_sheet_comes_back() -> None:
    found = croissant.read(croissant.export(full()).text, "w.json").fields
    assert found["data_and_model.evaluation_data"] == "Windows"
    assert found["data_and_model.evaluation_licence"] == "CC-BY-4.0"
    assert found["data_and_model.evaluation_source"] == "https://example.org/w"
    assert found["data_and_model.evaluation_limits"] == "Small"
    assert found["data_and_model.ground_truth"] == "About labelling protocol"
    assert found["title_page.evaluation_data_version"] == "1.2.0"
    assert found[TABLE] == [
        {"of": "evaluation", "name": "Windows", "version": "1.2.0", "url": "https://example.org/w", "creator": "A Lab",
         "published": "2025-02-03", "licence": "CC-BY-4.0", "description": "480 windows", "cite_as": "@misc{w}"},
    ]  # fmt: skip
    size = {"value": "12.50 kB", "status": "declared", "evidence": "w.json, distribution.1.contentSize"}
    assert found[FILES][0] == {
        "of": "evaluation", "file": "a.csv", "url": "https://example.org/a.csv", "media_type": "text/csv",
        "size": size, "sha256": HASH,
    }  # fmt: skip
    assert [one["file"] for one in found[FILES]] == ["a.csv", "b.csv"]
    answers = {row["question"]: row["text"] for row in found[ANSWERS]}
    assert answers == {q: f"About {q}" for q in rai_properties()} | {
        "time of collection": "2024-05-01/2024-07", "limitations": "Small",
    }  # fmt: skip


@given(sheets().filter(exportable))
@settings(max_examples=25)
def test_whatever_is_written_comes_back_or_is_listed(sheet: Datasheet) -> None:
    found = croissant.export(sheet)
    assert croissant.export(sheet).text == found.text
    read = croissant.read(found.text, "x.json").fields
    for place, text in read.items():
        mine = sheet.get(place)
        if isinstance(mine, str) and not isinstance(text, list) and place not in found.unsaid:
            assert text == mine or mine == "not disclosed"
    said = list(strings(json.loads(found.text)))
    for place, text in values(sheet, found.unsaid):
        if place.endswith((".of", ".question")):  # the whole file is of one use, and questions are properties
            continue
        assert any(text in one for one in said) or _in_parts(text, said), place


def _in_parts(text: str, said: list[str]) -> bool:
    """File and hash of evaluation data, which stand apart."""
    file, _, hashed = text.partition(", sha256 ")
    return file in said and hashed in said


@given(sheets().filter(exportable))
@settings(max_examples=25)
def test_rows_come_back_cell_by_cell(sheet: Datasheet) -> None:
    """The data set that is described, every file with a hash, and every answer that has a property."""
    read = croissant.read(croissant.export(sheet).text, "x.json").fields
    first = next((r for r in sheet.rows(TABLE) if r["of"] in ("evaluation", "both")), None)
    back = read.get(TABLE, [{}])[0]
    for key, value in (first or {}).items():
        if key in back and key != "of" and value != "not provided":
            assert back[key] == (value.isoformat() if key == "published" else value)
    assert not first or set(first) - {"instances"} <= set(back) | {"name"}
    files = [r for r in sheet.rows(FILES) if r["of"] in ("evaluation", "both") and "sha256" in r]
    for mine, other in zip(files, read.get(FILES, []), strict=False):
        for key, value in mine.items():
            if isinstance(value, Quantity) and value.value:
                assert other[key]["value"] == value.value.text
            elif key != "of":
                assert other[key] == value
    answers = {row["question"]: row["text"] for row in read.get(ANSWERS, [])}
    for row in sheet.rows(ANSWERS):
        if row["of"] != "training" and row["question"] in rai_properties() and "text" in row:
            time = row["question"] == "time of collection" and row["text"] != "2024-05/2024-07"
            assert time or answers[row["question"]] == row["text"]


@given(sheets().filter(exportable))
@settings(max_examples=25)
def test_mlcroissant_finds_no_error_in_what_is_written(sheet: Datasheet) -> None:
    made = json.loads(croissant.export(sheet).text)
    found = by_mlcroissant(json.dumps(made))
    assert not found.ctx.issues.errors
    assert found.name == made["name"]
    assert [one.sha256 for one in found.file_objects] == [one["sha256"] for one in made.get("distribution", [])]


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_examples_are_valid(name: str) -> None:
    found = croissant.export(example(name))
    by_mlcroissant(found.text)
    assert croissant.read(found.text, "x.json").fields[TABLE]


def test_a_sheet_without_evaluation_data_is_refused_with_the_fields_to_fill() -> None:
    sheet = sheet_of(data_and_model={"training_data": "All of it", "datasets": [{"of": "training", "name": "T"}]})
    with pytest.raises(InputError, match="names no evaluation data") as caught:
        croissant.export(sheet)
    assert "data_and_model.evaluation_data" in str(caught.value)


FOREIGN = {
    "@context": {"@language": "de", "@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
                 "rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/"},
    "@type": "sc:Dataset",
    "dct:conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
    "name": {"en": "Rooms", "de": "Räume"},
    "description": {"@value": "Räume mit Licht", "@language": "de"},
    "license": [{"@type": "sc:CreativeWork", "name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
                "https://example.org/terms"],
    "creator": [{"@type": "sc:Person", "name": "Ada"}, {"@type": "sc:Organization", "name": "Lab"}],
    "datePublished": "2023-04-05T10:00:00Z",
    "version": 1.0,
    "sc:url": "https://example.org/rooms",
    "cr:citeAs": "@misc{rooms}",
    "keywords": ["light"],
    "rai:annotationPlatform": ["Tool A", "Tool B"],
    "rai:useCases": "Testing",
    "rai:dataUseCases": ["Testing", "Training"],
    "rai:dataReleaseMaintenance": "Yearly",
    "rai:dataDataManipulationProtocol": "Cropped",
    "rai:dataCollectionTimeFrame": ["2020-01-01", "2021-01-01"],
    "distribution": [
        {"@type": "cr:FileObject", "@id": "rooms.zip", "contentUrl": "https://example.org/rooms.zip",
         "encodingFormat": "application/zip", "contentSize": "2048", "sha256": HASH.upper()},
        {"@type": "sc:FileObject", "@id": "x", "name": "list.csv", "contentUrl": "list.csv", "sha256": "main"},
        {"@type": "cr:FileSet", "@id": "pictures", "includes": "*.jpg"},
    ],
    "recordSet": [{"@type": "cr:RecordSet", "@id": "rooms"}],
}  # fmt: skip


def test_a_file_of_others_is_read() -> None:
    """1.0, languages, several creators and licences, both spellings of RAI, a size without unit, a hash in capitals."""
    found = croissant.read(json.dumps(FOREIGN), "rooms.json")
    licence = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/, https://example.org/terms"
    assert found.fields[TABLE] == [
        {"of": "evaluation", "name": "Räume", "version": "1.0", "url": "https://example.org/rooms",
         "creator": "Ada; Lab", "published": "2023-04-05", "licence": licence, "description": "Räume mit Licht",
         "cite_as": "@misc{rooms}"},
    ]  # fmt: skip
    size = {"value": "2048 B", "status": "declared", "evidence": "rooms.json, distribution.1.contentSize"}
    assert found.fields[FILES] == [
        {"of": "evaluation", "file": "rooms.zip", "url": "https://example.org/rooms.zip",
         "media_type": "application/zip", "size": size, "sha256": HASH},
        {"of": "evaluation", "file": "list.csv"},
    ]  # fmt: skip
    assert {row["question"]: row["text"] for row in found.fields[ANSWERS]} == {
        "labelling platform": "Tool A\n\nTool B", "intended uses": "Testing\n\nTraining", "maintenance plan": "Yearly",
        "data manipulation": "Cropped", "time of collection": "2020-01-01/2021-01-01",
    }  # fmt: skip
    assert found.fields["data_and_model.evaluation_data"] == "Räume"  # of two files, one with a hash
    assert found.origins["data_and_model.evaluation_licence"] == "rooms.json, license"
    assert any("used for evaluation" in one for one in found.left)
    for word in ("keywords", "recordSet", "name in en", "pictures", "datePublished", '"main"'):
        assert any(word in one for one in found.left), word


def test_data_can_be_read_as_those_of_training() -> None:
    found = croissant.read(json.dumps(FOREIGN), "rooms.json", of="training").fields
    assert found["data_and_model.training_data"] == "Räume"
    assert found[TABLE][0]["of"] == "training"
    assert "data_and_model.evaluation_data" not in found


@pytest.mark.parametrize("spelling", rai_spellings())
def test_every_spelling_of_a_property_is_read(spelling: str) -> None:
    for key in (f"rai:{spelling}", f"http://mlcommons.org/croissant/RAI/{spelling}"):
        text = json.dumps({"conformsTo": "http://mlcommons.org/croissant/1.1", "name": "N", key: ["One", "Two"]})
        rows = croissant.read(text, "x.json").fields[ANSWERS]
        assert rows == [{"of": "evaluation", "question": rai_spellings()[spelling], "text": "One\n\nTwo"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"conformsTo": "http://mlcommons.org/croissant/2.0", "name": "N"}', "unknown version of Croissant"),
        ('{"name": "a", "name": "b"}', "duplicate key"),
        ('{"name": NaN}', "NaN"),
        ('{"name": ' + "[" * 100_000, "deep"),
        ('{"name": "a\\u0000b"}', "control character"),
        ('{"name": "\\ud800"}', "character"),
        ('{"keywords": ["a"]}', "nothing that a datasheet holds"),
        ('[{"name": "a"}]', "a JSON object is expected"),
        ('{"name": "a"', "not valid JSON"),
        ('{"name": "' + "x" * 6_000_000 + '"}', "larger than"),
        ("", "not valid JSON"),
    ],
)
def test_bad_files_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        croissant.read(text, "bad.json")
    assert caught.value.file == "bad.json"


def test_odd_values_do_not_break_the_reader() -> None:
    """Every value of a file replaced by any kind of value: read, left or refused, and never a traceback."""
    for odd in (None, True, 7, -1.5, "", " ", [], {}, [None], [[]], {"@value": None}, {"@id": 3}, {"en": []}, [{}]):
        for key in FOREIGN:
            with contextlib.suppress(InputError):
                assert croissant.read(json.dumps({**FOREIGN, key: odd}), "x.json").fields
