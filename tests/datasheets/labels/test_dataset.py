"""The dataset label: its questions, and that what was answered counts as answered."""

from __future__ import annotations

from collections import Counter

from datasheets.labels.dataset import dataset_labels
from datasheets.labels.label import Counts
from datasheets.labels.reading import table
from datasheets.sheet.template import section
from tests.datasheets.labels.sheets import GESTURE, PA1, example, row, sheet

RAI = {
    "dataCollection", "dataCollectionType", "dataCollectionMissingData", "dataCollectionRawData",
    "dataCollectionTimeframe", "dataImputationProtocol", "dataManipulationProtocol", "dataPreprocessingProtocol",
    "dataAnnotationProtocol", "dataAnnotationPlatform", "dataAnnotationAnalysis", "dataReleaseMaintenancePlan",
    "personalSensitiveInformation", "dataSocialImpact", "dataBiases", "dataLimitations", "dataUseCases",
    "annotationsPerItem", "annotatorDemographics", "machineAnnotationTools",
}  # fmt: skip
"""The twenty properties of Croissant RAI 1.0."""


def test_questions_are_those_of_the_template() -> None:
    known = table("dataset_questions")
    asked = section("data_and_model").field("data_answers").column("question").choices
    assert sorted(q["key"] for q in known["questions"]) == sorted(asked)
    assert {q["panel"] for q in known["questions"]} <= {p["key"] for p in known["panels"]}
    assert {p["words_of"] for p in known["panels"] if "words_of" in p} <= set(asked)
    titles = [q["title"] for q in known["questions"]]
    assert len(set(titles)) == len(titles)


def test_every_property_has_one_question() -> None:
    questions = table("dataset_questions")["questions"]
    assert Counter(q["rai"] for q in questions if "rai" in q) == Counter(RAI)
    others = [other for q in questions for other in q.get("rai_other", ())]
    assert len(set(others)) == len(others)
    assert not RAI & set(others)


def test_panels_of_the_published_label() -> None:
    """Of PA1: 5 badges, 4 of 6 uses, 1 of 9 on collection, no data values, 1 of 4 features, the upstream source, and of
    seven general risks all but one that does not apply."""
    label = example(PA1)["dataset-training"]
    assert {g.title: g.tally for g in label.groups} == {
        "At a glance": "5 of 5 answered",
        "Use of the data": "4 of 6 answered",
        "Collection and labelling": "1 of 9 answered",
        "Data values": "0 of 5 answered",
        "Feature selection": "1 of 4 answered",
        "Representation": "0 of 5 answered",
        "Upstream sources": "1 of 1 answered",
        "General risks": "6 of 7 answered, 1 not applicable",
        "Further questions": "0 of 4 answered",
    }
    assert label.counts == Counts(answered=18, not_provided=27, not_applicable=1)
    assert (row(label, "Ethical review").badge, row(label, "Technical review").text) == (
        "unsure", "https://arxiv.org/pdf/1906.05721.pdf",
    )  # fmt: skip
    assert row(label, "Upstream sources").words == "Yes"
    assert row(label, "Which").words == "COCO data set"


def test_one_label_where_all_answers_hold_for_both() -> None:
    assert [key for key in example(GESTURE) if key.startswith("dataset")] == ["dataset"]
    answers = [
        {"of": "both", "question": "biases", "text": "Some"},
        {"of": "training", "question": "consent", "text": "Given"},
    ]
    labels = dataset_labels(sheet(data_and_model={"data_answers": answers}))
    assert [(label.key, label.counts.answered) for label in labels] == [
        ("dataset-evaluation", 1),
        ("dataset-training", 2),
    ]


def test_no_upstream_sources_need_no_words() -> None:
    """Their panel does not apply where there are none, and is open where nothing is said."""
    none = {"of": "both", "question": "upstream sources", "answer": "no"}
    (label,) = dataset_labels(sheet(data_and_model={"data_answers": [none]}))
    assert row(label, "Which").mark == "not applicable"
    (label,) = dataset_labels(sheet(data_and_model={"data_answers": [none | {"answer": "yes"}]}))
    assert [g.open for g in label.groups if g.title == "Upstream sources"] == [("Which",)]
    words = none | {"text": "All of it was recorded for this"}
    (label,) = dataset_labels(sheet(data_and_model={"data_answers": [words]}))
    assert row(label, "Which").words == "All of it was recorded for this"


def test_the_name_of_the_data_stands_without_its_hash() -> None:
    answer = {"of": "evaluation", "question": "biases", "text": "Some"}
    given = {"data_answers": [answer], "evaluation_data": f"test.npz, sha256 {'0a' * 32}"}
    (label,) = dataset_labels(sheet(data_and_model=given))
    assert label.subject == "test.npz"


def test_answers_that_say_nothing_are_none() -> None:
    """Words that stand for an answer are counted as what they are; a badge alone is an answer."""
    answers = [
        {"of": "training", "question": "biases", "text": "not disclosed"},
        {"of": "training", "question": "limitations", "text": "not provided"},
        {"of": "training", "question": "consent", "answer": "unsure", "text": "not disclosed"},
        {"of": "training", "question": "raw data"},
        {"of": "training", "question": "mitigation", "text": "One."},
        {"of": "training", "question": "mitigation", "text": "Two."},
    ]
    (label,) = dataset_labels(sheet(data_and_model={"data_answers": answers}))
    assert label.counts == Counts(answered=2, not_disclosed=1, not_provided=43)
    assert row(label, "Mitigation").text == "One.; Two."
    assert row(label, "Consent").words == "Unsure"


def test_no_answers_are_no_label() -> None:
    assert dataset_labels(sheet(data_and_model={})) == ()
    answers: list[object] = [[], "not disclosed"]
    for given in answers:
        assert dataset_labels(sheet(data_and_model={"data_answers": given})) == ()
