"""Model cards: the library reads what is written, everything comes back or is listed, cards of others are read."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from datasheets.content.words import paragraphs
from datasheets.exchange import model_card
from datasheets.exchange.exact import in_unit
from datasheets.exchange.markdown_sections import markdown_sections
from datasheets.exchange.model_card_words import card_sections, field_at, hub_task, words
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.units import parse_measure
from datasheets.sheet.values import Quantity
from footprint.errors import InputError
from tests.datasheets.exchange.data_sheets import HOSTILE, example, sheet_of, sheets, values


def front(text: str) -> dict[str, Any]:
    """The metadata as huggingface_hub reads them."""
    from huggingface_hub import ModelCard

    found: dict[str, Any] = ModelCard(text).data.to_dict()
    return found


def read(metadata: str, body: str = "") -> Any:
    return model_card.read(f"---\n{metadata}\n---\n{body}", "README.md")


def trained(**fields: Any) -> Datasheet:
    return sheet_of(data_and_model=fields)


def full() -> Datasheet:
    return sheet_of(
        overview={"input_modality": ["Acceleration"]},
        data_and_model={
            "task": "Keyword spotting", "model_name": "tiny", "model_licence": "CC-BY-4.0", "base_model": "me/base",
            "datasets": [{"of": "training", "name": "me/words"}, {"of": "evaluation", "name": "Test words"}],
            "training_footprint": {"value": "0.15294 kgCO2e", "status": "measured"}, "training_kind": "fine-tuning",
            "training_place": "Quebec, Canada", "training_hardware": "1 x GPU", "training_accounting": "CodeCarbon",
            "training_time": {"value": "14 h", "status": "measured"},
        },
        performance={"metrics": [
            {"metric": "accuracy", "value": {"value": "94.2 %", "status": "measured"}},
            {"metric": "AUROC", "of": "yes", "value": {"value": 0.97, "status": "measured"}},
            {"metric": "recall", "name": "at night", "of": "yes", "value": {"value": "88 %", "status": "measured"}},
            {"metric": "false alarms per hour", "value": {"value": "0.1 per hour", "status": "measured"}},
            {"metric": "precision", "value": {"min": "80 %", "status": "measured"}},
        ]},
    )  # fmt: skip


def test_the_metadata_are_those_of_the_hub() -> None:
    """0.15294 kg are 152.94 g; 94.2 % are 0.942; only shares that the Hub knows stand in the index."""
    assert front(model_card.export(full()).text) == {
        "language": "en", "license": "cc-by-4.0", "pipeline_tag": "audio-classification", "tags": ["Acceleration"],
        "datasets": ["me/words"], "base_model": "me/base", "metrics": ["accuracy", "roc_auc", "recall"],
        "co2_eq_emissions": {
            "emissions": 152.94, "source": "CodeCarbon", "training_type": "fine-tuning",
            "geographical_location": "Quebec, Canada", "hardware_used": "1 x GPU",
        },
        "model-index": [{"name": "tiny", "results": [{
            "task": {"type": "audio-classification", "name": "Keyword spotting"},
            "dataset": {"type": "Test words", "name": "Test words"},
            "metrics": [
                {"type": "accuracy", "value": 0.942},
                {"type": "roc_auc", "value": 0.97, "name": "AUROC of yes"},
                {"type": "recall", "value": 0.88, "name": "at night"},
            ],
        }]}],
    }  # fmt: skip


def test_the_metadata_come_back() -> None:
    found = model_card.read(model_card.export(full()).text, "README.md").fields
    assert found["performance.metrics"] == [
        {"metric": "accuracy", "value": declared("0.942", 1)},
        {"metric": "AUROC", "of": "yes", "value": declared("0.97", 2)},
        {"metric": "recall", "name": "at night", "value": declared("0.88", 3)},
    ]
    assert found["data_and_model.training_footprint"] == {
        "value": "0.15294 kgCO2e", "status": "declared", "evidence": "README.md, co2_eq_emissions.emissions",
    }  # fmt: skip
    assert found["data_and_model.training_time"]["value"] == "14 h"
    assert found["data_and_model.model_licence"] == "CC-BY-4.0"
    assert found["data_and_model.task"] == "Keyword spotting"
    assert found["data_and_model.datasets"] == [
        {"of": "evaluation", "name": "Test words"}, {"of": "training", "name": "me/words"},
    ]  # fmt: skip


def declared(value: str, number: int, note: str = "") -> dict[str, str]:
    at = f"README.md, model-index.1.results.1.metrics.{number}"
    return {"value": value, "status": "declared", "evidence": at, **({"note": note} if note else {})}


@given(sheets())
@settings(max_examples=30)
def test_what_is_read_back_is_what_the_sheet_says(sheet: Datasheet) -> None:
    """White space is that of Markdown, and lists, numbers and words are the same."""
    text = model_card.export(sheet).text
    assert model_card.export(sheet).text == text
    found = model_card.read(text, "README.md").fields
    for place, mine in readable(sheet):
        assert place in found, place
        other = found[place]
        if isinstance(mine, Quantity):
            assert exact(parse_measure(other["value"])) == exact(mine.value), place
        elif isinstance(mine, list):
            assert [" ".join(one.split()) for one in mine] == other, place
        else:
            assert paragraphs(mine) == paragraphs(other), place
    for row in found.get("performance.metrics", []):
        assert any(same_metric(row, one) for one in sheet.rows("performance.metrics"))


def readable(sheet: Datasheet) -> list[tuple[str, Any]]:
    """Places that are written and read, with what the sheet says there."""
    places = [fact.place for part in card_sections() for fact in part.facts if fact.read]
    places += [part.text for part in card_sections() if part.text and part.read]
    return [(p, v) for p in places if (v := sheet.get(p)) not in (None, [], "not provided")]


def exact(measure: Any) -> Decimal:
    """In the first unit that fits."""
    unit = {"[carbon_dioxide_equivalent]": "kgCO2e", "[time]": "s"}.get(measure.dimension, "J")
    return in_unit(measure, "1" if measure.dimension == "dimensionless" else unit)


def same_metric(row: dict[str, Any], mine: dict[str, Any]) -> bool:
    value = mine["value"].value
    return (
        row["metric"] == mine["metric"]
        and parse_measure(row["value"]["value"]).dimension == value.dimension
        and exact(parse_measure(row["value"]["value"])) == exact(value)
        and all(" ".join(mine[key].split()) == " ".join(row[key].split()) for key in ("name", "of") if key in row)
    )


@given(sheets())
@settings(max_examples=30)
def test_everything_is_written_or_listed(sheet: Datasheet) -> None:
    """Every word of the datasheet stands in the rendered card, unless it is listed."""
    made = model_card.export(sheet)
    shown = rendered(made.text)
    for place, text in values(sheet, made.unsaid):
        assert "".join(text.split()) in shown, place


def rendered(text: str) -> str:
    """The words of the body as a reader sees them, without white space; and those of the metadata."""
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        for child in token.children or ():
            assert child.type not in ("html_inline", "image", "code_inline")
            found.append(child.content)
            if child.type == "link_open":
                found.append(str(child.attrs["href"]))
        assert token.type not in ("html_block", "fence", "code_block", "blockquote_open", "hr")
    return "".join("".join(found).split()).replace("CO₂e", "CO2e") + "".join(head.split())


@given(sheets())
@settings(max_examples=25)
def test_the_library_reads_the_metadata(sheet: Datasheet) -> None:
    """The same in YAML 1.1 and 1.2: no text becomes a number, a date or a truth."""
    text = model_card.export(sheet).text
    found = front(text)
    for key in ("license", "license_name", "base_model", "model_name"):
        assert isinstance(found.get(key, ""), str)
    licence = sheet.get("data_and_model.model_licence")
    if licence not in (None, "not disclosed"):
        said = found.get("license_name") or found["license"]
        assert said in (licence, licence.lower())
    assert yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n")) is not None


@given(st.decimals(0, 10**12, places=18), st.sampled_from([("gCO2e", 0), ("kgCO2e", 3), ("tCO2e", 6)]))
def test_grams_are_exact(number: Decimal, unit: tuple[str, int]) -> None:
    """A tonne is 10^6 g: only the point moves, and no digit is lost, there and back."""
    sheet = trained(training_footprint={"value": f"{number:f} {unit[0]}", "status": "measured"})
    text = model_card.export(sheet).text
    written = next(line for line in text.splitlines() if line.startswith("  emissions: "))
    grams = Fraction(number) * 10 ** unit[1]
    assert Fraction(written.removeprefix("  emissions: ")) == grams
    back = model_card.read(text, "x").fields["data_and_model.training_footprint"]["value"]
    assert Fraction(back.removesuffix(" kgCO2e")) == grams / 1000


@pytest.mark.parametrize("licence", [*words()["licences"], *words()["wider"], "My own", "other", "no", "1e3"])
def test_licences_come_back(licence: str) -> None:
    text = model_card.export(trained(model_licence=licence)).text
    assert model_card.read(text, "x").fields["data_and_model.model_licence"] == licence
    known = licence in words()["licences"] or licence in words()["wider"]
    assert (front(text)["license"] == "other") is not known


@pytest.mark.parametrize(
    ("task", "tag"),
    [("Image classification", "image-classification"), ("object-detection", "object-detection"),
     ("keyword  spotting.", "audio-classification"), ("Telling cats from dogs", ""), ("classification", ""), ("", "")],
)  # fmt: skip
def test_a_task_has_a_tag_only_where_it_is_called_as_on_the_hub(task: str, tag: str) -> None:
    assert hub_task(task) == tag


def test_what_the_index_needs_and_the_sheet_lacks_is_named() -> None:
    metrics = {"metrics": [{"metric": "accuracy", "value": {"value": "94 %", "status": "measured"}}]}
    found = model_card.export(sheet_of(performance=metrics))
    assert found.missing == (
        ("license", "data_and_model.model_licence"),
        ("model-index.name", "data_and_model.model_name"),
        ("model-index.results.dataset", "data_and_model.datasets, data_and_model.evaluation_data"),
    )
    assert "model-index" not in front(found.text)
    assert "94 %; measured" in found.text


def test_what_is_not_given_is_said_to_be_that() -> None:
    text = model_card.export(trained(biases="not disclosed", task="not applicable: a demonstration")).text
    assert "### Known biases of the training data\n\nnot disclosed\n" in text
    assert "- **Task:** not applicable: a demonstration\n" in text
    assert "- **Carbon emitted:** not provided\n" in text
    assert "More Information" not in text


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_examples_are_cards_of_the_hub(name: str) -> None:
    text = model_card.export(example(name)).text
    assert front(text)["language"] == "en"
    assert model_card.read(text, "README.md").fields["data_and_model.classes"] == example(name).get(
        "data_and_model.classes"
    )
    for heading in ("Model details", "Uses", "Bias, risks, and limitations", "Training details", "Evaluation",
                    "Environmental impact", "Technical specifications"):  # fmt: skip
        assert f"\n## {heading}\n" in text


FOREIGN = """\
# For reference on model card metadata, see the spec
language:
- en
license: gpl-3.0
base_model: [org/one, org/two]
pipeline_tag: image-classification
library_name: keras
tags: [vision]
datasets:
- org/pictures
metrics: [accuracy, wer]
co2_eq_emissions:
  emissions: 12.5
  source: code carbon
  training_type: pre-training
  geographical_location: Brooklyn, NY, USA
  hardware_used: 8 v100 GPUs
  note: more
model-index:
- name: big
  results:
  - task: {type: image-classification}
    dataset: {type: org/test, name: Test}
    metrics:
    - {type: accuracy, value: 93.5, name: Top 1}
    - {type: f1, value: 0.9}
    - {type: wer, value: 20.9}
    - {type: accuracy, value: 20.0 ± 1.2}
    - {type: accuracy, value: 250}
"""
BODY = """\
# Model Card for Big

<!-- Provide a quick summary
# not a heading
-->

## Model Details

- **Developed by:** Somebody
- **Model type:** A \\_small\\_ network
- **Finetuned from model [optional]:** [More Information Needed]

## Uses

### Direct Use

<!-- This section is for the model use. -->
Sorting *pictures*.
In one place.

Twice.

### Out-of-Scope Use

- Faces
* Guns
  and knives

  of steel

## Bias, Risks, and Limitations

[More Information Needed]

### Recommendations

Users (both direct and downstream) should be made aware of the risks, biases and limitations of the model.

## Training Details

### Training Data

Pictures.

```python
# code
- not an item
```

## Environmental Impact

- **Hardware Type:** [More Information Needed]
- **Hours used:** 1.5
- **Carbon Emitted:** 20 kg CO2eq

## Glossary [optional]

Words.
"""


def test_a_card_of_others_is_read() -> None:
    found = read(FOREIGN, BODY)
    grams = {"value": "0.0125 kgCO2e", "status": "declared", "evidence": "README.md, co2_eq_emissions.emissions"}
    percent = "in the file, read as percent, since a share is at most 1"
    assert found.fields == {
        "data_and_model.model_licence": "gpl-3.0",
        "data_and_model.training_accounting": "code carbon",
        "data_and_model.training_kind": "pre-training",
        "data_and_model.training_place": "Brooklyn, NY, USA",
        "data_and_model.training_hardware": "8 v100 GPUs",
        "data_and_model.training_footprint": grams,
        "performance.metrics": [
            {"metric": "accuracy", "name": "Top 1", "value": declared("93.5 %", 1, f"93.5 {percent}")},
            {"metric": "F1", "value": declared("0.9", 2)},
            {"metric": "other", "name": "wer", "value": declared("20.9", 3)},
        ],
        "data_and_model.datasets": [{"of": "evaluation", "name": "Test"}, {"of": "training", "name": "org/pictures"}],
        "data_and_model.model_name": "big",
        "data_and_model.base_model": "org/one, org/two",
        "data_and_model.architecture": "A _small_ network",
        "title_page.intended_use": "Sorting *pictures*. In one place.\n\nTwice.",
        "title_page.out_of_scope": ["Faces", "Guns and knives\n\nof steel"],
        "data_and_model.training_data": "Pictures.\n\n```python\n# code\n- not an item\n```",
        "data_and_model.training_time": {"value": "1.5 h", "status": "declared", "evidence": "README.md, Hours used"},
        "data_and_model.task": "Image classification",
    }  # fmt: skip
    assert found.origins["title_page.out_of_scope"] == "README.md, Out-of-Scope Use"
    for word in ("language", "library_name", "tags", "metrics.4", "metrics.5", "co2_eq_emissions.note",
                 "Developed by", "Glossary"):  # fmt: skip
        assert any(word in one for one in found.left), word


def test_emissions_may_be_a_bare_number() -> None:
    fields = read("co2_eq_emissions: 1234.5678901234567890123").fields
    assert fields["data_and_model.training_footprint"]["value"] == "1.2345678901234567890123 kgCO2e"


@pytest.mark.parametrize(
    ("metadata", "message", "line"),
    [
        ("license: mit\nco2_eq_emissions: -1", "no mass", 3),
        ("co2_eq_emissions:\n  emissions: .nan", "no mass", 3),
        ("co2_eq_emissions: {emissions: 12 g}", "no mass", 2),
        ("a: [1", "not valid YAML", None),
        ("a: 1\na: 2", "duplicate key", 3),
        ("a: &x [1]\nb: *x", "anchor", 2),
        ("a: !!python/object:os.system x", "tag", 2),
        ("- a\n- b", "must be a map", 2),
        ("dataset_info: {}", "card of a data set", 2),
        ("task_categories: [x]", "card of a data set", 2),
        ("a: " + "[" * 50 + "]" * 50, "nested", 2),
        ("model-index: [{name: m, results: [{metrics: [{type: accuracy, value: .nan}]}]}]", "no value", 2),
        ('base_model: "a\\u0001b"', "control character", None),
        ("license: a\x07", "control character", 2),
        ("tags: [a]", "nothing that a datasheet holds", None),
        ("a: " + "x" * 6_000_000, "larger than", None),
    ],
)
def test_bad_metadata_are_refused_with_their_line(metadata: str, message: str, line: int | None) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(metadata)
    assert caught.value.file == "README.md"
    assert line is None or caught.value.line == line


def test_a_text_without_metadata_is_no_card() -> None:
    for text in ("# Card\n", "---\nlicense: mit\n", "", "---"):
        with pytest.raises(InputError, match="no model card"):
            model_card.read(text, "x")


def test_marks_and_line_ends_of_other_systems_are_read() -> None:
    text = f"\ufeff---\n{FOREIGN}---\n{BODY}"
    assert model_card.read(text.replace("\n", "\r\n"), "README.md") == read(FOREIGN, BODY)


ODD = (None, True, 7, -1.5, "", "x", [], {}, [None], [[]], {"a": 1}, [{}], [{"results": 3}], [{"name": 4}])


@pytest.mark.parametrize("key", [*yaml.safe_load(FOREIGN), "license_name", "model_name"])
def test_odd_values_do_not_break_the_reader(key: str) -> None:
    """Read, left or refused, and never a traceback."""
    for odd in ODD:
        with contextlib.suppress(InputError):
            assert read(yaml.safe_dump({"model_name": "m", **yaml.safe_load(FOREIGN), key: odd}), BODY).fields


@given(st.lists(st.sampled_from(["\n", "#", " ", "-", "*", "`", "<!--", "-->", "a", "\\", "|", "**a:**", "~~~"])))
def test_any_markdown_is_cut_into_sections(pieces: list[str]) -> None:
    found = markdown_sections("".join(pieces))
    assert found[0].title == ""
    assert all(block.strip() for part in found for block in part.blocks)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_the_sheet_are_words_of_the_card(text: str) -> None:
    """Never a link, a heading, a tag, a picture or an item."""
    fields = dict.fromkeys(("task", "biases", "training_data"), text)
    made = model_card.export(sheet_of(data_and_model=fields, title_page={"out_of_scope": [text]})).text
    assert "".join(text.split()) in rendered(made)
    found = model_card.read(made, "x").fields
    assert found["title_page.out_of_scope"] == [" ".join(text.split())]
    assert field_at("title_page.out_of_scope").kind == "list"
