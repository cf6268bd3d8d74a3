"""Shares, wholes, groups, levels and metrics that follow from each other."""

from typing import Any

import pytest

from datasheets.lints.shares import counts_for
from datasheets.sheet.units import parse_measure
from tests.datasheets.lints.sheets import found, microphone, only, q, share


def people(variable: str, **groups: str) -> list[dict[str, Any]]:
    return [{"variable": variable, "group": name, "share": q(value)} for name, value in groups.items()]


def study(n: int, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    data = microphone(performance__participants=q(n), performance__groups=rows)
    data["user_study"] = {k: f"https://works.example/{k}" for k in ("flyer", "interest_form", "consent_form")}
    data["user_study"]["ethics"] = "Approved, 12"
    return data


def result(metric: str, value: str, **more: object) -> dict[str, Any]:
    return {"metric": metric, "of": "knock", "value": q(value, n=1000), "threshold": q(0.6), **more}


def by(variable: str, groups: dict[str, Any], metric: str = "accuracy") -> list[dict[str, Any]]:
    return [{"variable": variable, "group": g, "metric": metric, "value": v} for g, v in groups.items()]


def test_counts_for_a_share() -> None:
    """24/38 = 63.16 %, 15/38 = 39.47 % (39.5 %, or cut off 39.4 %); 25/40 = 62.5 %, 26/40 = 65 %; 1/3 = 33.3 %."""
    assert counts_for(parse_measure("63.2 %"), 38) == [24]
    assert counts_for(parse_measure("39.4 %"), 38) == counts_for(parse_measure("39.5 %"), 38) == [15]
    assert counts_for(parse_measure("63.2 %"), 40) == []
    assert counts_for(parse_measure("33 %"), 3) == [1]
    assert counts_for(parse_measure("100 %"), 7) == [7]
    assert counts_for(parse_measure("0 %"), 7) == [0]
    assert counts_for(parse_measure("50 %"), 1000) == [*range(495, 510)]  # 49.5 % to 50.9 %


def test_impossible_share_of_people() -> None:
    """Of 30 people 10 are 33.3 % and 11 are 36.7 %; 35.5 % and 64.5 % are 11 and 20 of 31."""
    data = study(30, people("age", young="35.5 %", old="64.5 %"))
    first, second = found(data, "share-impossible")
    assert first.message == (
        "35.5 % (young) of 30 people is no whole number: 10 are 33.3 % and 11 are 36.7 %; 31 people would make "
        "all shares "
        "possible"
    )
    assert [w.text for w in second.where] == ["64.5 %", "30"]
    assert found(study(31, people("age", young="35.5 %", old="64.5 %")), "share-impossible") == []


def test_impossible_share_of_samples() -> None:
    """7 of 10 are 70 %, 8 are 80 %; and 760 of 800 are 95.0 %."""
    rows = [
        {"metric": "accuracy", "value": q("75 %", n=10)},
        {"metric": "accuracy", "of": "b", "value": q("90 %", count=760, n=800)},
    ]
    messages = [f.message for f in found(microphone(performance__metrics=rows), "share-impossible")]
    assert messages == [
        "accuracy of 75 % is no whole number of 10: 7 are 70.0 % and 8 are 80.0 %",
        "accuracy of 90 % is not 760 of 800, which is 95.0 %",
    ]


def test_groups_and_the_whole() -> None:
    """60 + 30 = 90 %; three thirds of 33.3 % are 99.9 %, within rounding."""
    assert only(study(10, people("age", young="60 %", old="30 %")), "groups-do-not-add-up").message == (
        "the groups by age make 90 %: 60 % + 30 %"
    )
    assert found(study(12, people("age", a="33.3 %", b="33.3 %", c="33.3 %")), "groups-do-not-add-up") == []
    counted = [{"variable": "age", "group": g, "count": q(n)} for g, n in (("young", 20), ("old", 18))]
    assert (
        only(study(40, counted), "groups-do-not-add-up").message == "the groups by age are 38 people, and 40 took part"
    )
    assert found(study(38, counted), "groups-do-not-add-up") == []


def test_small_groups() -> None:
    """5 of 38 are 13.2 %; 30 samples are enough and 29 are not."""
    data = study(38, people("tone", light="47.4 %", dark="13.2 %"))
    assert [f.message for f in found(data, "small-group")] == ['"dark" by tone is about 5 people, fewer than 10']
    slices = by("wall", {"wood": share("90 %", 27, 30), "brick": share("86.2 %", 25, 29)})
    assert (
        only(microphone(performance__slices=slices), "small-group").message
        == '"brick" rests on 29 samples, fewer than 30'
    )


def test_share_without_interval() -> None:
    values = {"accuracy": q("90 %"), "recall": q("90 %", n=10), "other": q("2 s")}
    rows = [{"metric": m, "value": v} for m, v in values.items()]
    assert only(microphone(performance__metrics=rows), "share-without-interval").message == (
        "1 of 2 shares in performance.metrics have neither an interval nor the number of samples, such as "
        "accuracy of 90 %"
    )


def test_blocks() -> None:
    """0.5 + 0.4 = 0.9, not 1.0; 0.5 + 0.46 = 0.96 is 1.0 rounded to one digit."""
    blocks = [{"block": b, "value": q(f"{v} kgCO2e")} for b, v in (("Sensing", 0.5), ("PCB", 0.4))]
    data = microphone(environment__footprint=q("1.20 kgCO2e"), environment__by_block=blocks)
    assert only(data, "blocks-do-not-add-up").message == (
        "environment.by_block adds up to 0.9 kgCO2e, and environment.footprint is 1.20 kgCO2e"
    )
    data["environment"]["footprint"] = q("1.0 kgCO2e")  # 0.05 off for each of three numbers
    assert found(data, "blocks-do-not-add-up") == []


def test_slices_and_all_samples() -> None:
    slices = by("wall", {"wood": share("90 %", 270, 300), "brick": share("90 %", 360, 400)})
    assert only(microphone(performance__slices=slices), "slices-do-not-add-up").message == (
        "the groups by wall hold 700 samples (300 + 400), and the accuracy is on 800: where groups overlap or leave "
        "samples out, say so in their note"
    )


@pytest.mark.parametrize(
    ("change", "found_some"),
    [
        ({}, True),
        ({"note": "doors of both are in both groups"}, False),
        ({"note": "40 doors"}, True),
        ({"evidence": "field test"}, False),
        ({"n": 800, "count": 720}, False),
    ],
)
def test_slices_that_need_not_add_up(change: dict[str, Any], found_some: bool) -> None:
    """Groups that overlap by their note, results of another evaluation, and all samples tried under each condition."""
    rows = by("wall", {w: {**share("90 %", 360, 400), **change} for w in ("wood", "brick", "glass")})
    assert bool(found(microphone(performance__slices=rows), "slices-do-not-add-up")) == found_some


def test_slices_that_the_text_says_to_overlap() -> None:
    """Only what it says of groups or of the variable counts."""
    rows = by("wall", {w: share("90 %", 360, 400) for w in ("wood", "brick", "glass")})
    for text, some in (
        ("Some doors are in several groups.", 0),
        ("Windows overlap by half.", 1),
        ("Each wall counts.", 1),
    ):
        data = microphone(performance__slices=rows, performance__setup=text)
        assert len(found(data, "slices-do-not-add-up")) == some


def test_people_in_several_groups() -> None:
    """Shares beyond 100 % are fine where several answers were possible, and shares below are not."""
    people = [
        {"variable": "language", "group": g, "share": q(s, note="several answers were possible")}
        for g, s in (("Dutch", "80 %"), ("French", "40 %"))
    ]
    assert found(microphone(performance__groups=people), "groups-do-not-add-up") == []
    people[0]["share"] = q("50 %", note="several answers were possible")
    assert len(found(microphone(performance__groups=people), "groups-do-not-add-up")) == 1


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("Most participants were women.", 1), ("The majority were men.", 0), ("Men and women are the majority.", 0),
        ("Women were most often at home, at most 2 h.", 0), ("Women took part.", 0),
    ],
)  # fmt: skip
def test_majority(text: str, some: int) -> None:
    """12 of 30 are 40 %, no majority; the count is enough where no share is told."""
    groups = [{"variable": "sex", "group": g, "count": q(n)} for g, n in (("women", 12), ("men", 18))]
    data = microphone(performance__setup=text, performance__groups=groups, performance__participants=q(30))
    findings = found(data, "majority-not-in-groups")
    assert len(findings) == some
    assert all(f.message.endswith("women are 40 %") for f in findings)


def test_half_is_no_majority() -> None:
    groups = [{"variable": "sex", "group": g, "share": q("50 %")} for g in ("women", "men")]
    data = microphone(performance__setup="Most were men.", performance__groups=groups, performance__participants=q(30))
    assert only(data, "majority-not-in-groups").where[0].text == "Most were men"


def test_metric_twice() -> None:
    """A false positive rate of 25 % leaves 75 % of the negatives."""
    rows = [result("recall", "90 %"), result("recall", "91 %"), result("recall", "80 %", threshold=q(0.8))]
    assert only(microphone(performance__metrics=rows), "metric-stated-twice").message == (
        "recall (knock) of 90 % and recall (knock) of 91 % cannot both be"
    )
    rates = [result("false positive rate", "25 %"), result("specificity", "80 %")]
    assert len(found(microphone(performance__metrics=rates), "metric-stated-twice")) == 1
    rates[1] = result("specificity", "75 %")
    assert found(microphone(performance__metrics=rates), "metric-stated-twice") == []


def test_metric_of_no_model() -> None:
    rows = [result("specificity", "80 %", of=m) for m in ("float32",)] + [result("specificity", "78 %", of="int8")]
    alone = {"metric": "specificity", "value": q("74 %", n=1000)}
    assert only(microphone(performance__metrics=[*rows, alone]), "metric-fits-none").message == (
        "specificity of 74 % is that of no model: there are 80 % of float32 and 78 % of int8"
    )
    alone["value"] = q("78 %", n=1000)
    assert found(microphone(performance__metrics=[*rows, alone]), "metric-fits-none") == []


def test_accuracy_between_rates() -> None:
    """It is a mean of recall and specificity, weighted by how many there are of both classes."""
    rows = [result("recall", "90 %"), result("false positive rate", "20 %"), result("accuracy", "92 %")]
    assert only(microphone(performance__metrics=rows), "accuracy-beyond-rates").message == (
        "accuracy (knock) of 92 % cannot be beside false positive rate (knock) of 20 % and recall (knock) of 90 "
        "%: it lies "
        "between 80.0 % and 90.0 %"
    )
    rows[2] = result("accuracy", "85 %")
    assert found(microphone(performance__metrics=rows), "accuracy-beyond-rates") == []


def test_f1() -> None:
    """2 x 0.8 x 0.5 / 1.3 = 0.615."""
    rows = [result("precision", "0.80"), result("recall", "0.50"), result("F1", "0.70")]
    assert only(microphone(performance__metrics=rows), "f1-does-not-follow").message == (
        "F1 (knock) of 0.70 does not follow from a precision of 0.80 and a recall of 0.50, which make 0.615"
    )
    rows[2] = result("F1", "0.62")
    assert found(microphone(performance__metrics=rows), "f1-does-not-follow") == []
    mean = [result(m, v, of="macro mean") for m, v in (("precision", "0.80"), ("recall", "0.50"), ("F1", "0.70"))]
    assert found(microphone(performance__metrics=mean), "f1-does-not-follow") == []


def test_precision_alone() -> None:
    rows = [result("precision", "80 %")]
    assert only(microphone(performance__metrics=rows), "precision-without-recall").message == (
        "precision (knock) of 80 % is told without recall"
    )
    rows.append(result("false negative rate", "10 %"))  # gives the recall
    assert found(microphone(performance__metrics=rows), "precision-without-recall") == []
    del rows[0]["threshold"]
    bare = microphone(performance__metrics=rows, system__threshold="not provided")
    assert len(found(bare, "precision-without-threshold")) == 1
    bare["system"]["threshold"] = "not applicable: the class with the largest score is told"
    assert found(bare, "precision-without-threshold") == []


def test_confidence() -> None:
    rows = [result("accuracy", "90 %", name="Mean confidence")]
    assert only(microphone(performance__metrics=rows), "confidence-called-accuracy").message == (
        "accuracy (knock, Mean confidence) of 90 % is a score (Mean confidence)"
    )
    slices = by("wall", {"wood": share("90 %", 360, 400), "brick": share("90 %", 360, 400)}, "mean confidence")
    data = microphone(
        performance__slices=slices, performance__environment_sensitivity="The accuracy is lower in the cold."
    )
    assert only(data, "confidence-called-accuracy").where[0].place == "performance.environment_sensitivity"
    assert only(data, "results-are-confidence").message == (
        'all 2 results by group are "mean confidence", which tells how sure the model is, not how often it is right'
    )
    assert found(microphone(), "results-are-confidence") == found(microphone(), "confidence-called-accuracy") == []


def test_levels() -> None:
    """1149 lx are 1100 lx by the digits of the label, not 1200 lx; 208 lx are 200 lx."""
    lux = [{"variable": "lighting", "group": g, "value": q(v)} for g, v in (("Low", "208 lx"), ("High", "1149 lx"))]
    value = share("90 %", 360, 400)
    slices = [
        {"variable": "Lighting", "group": g, "metric": "accuracy", "value": value}
        for g in ("Low (200 lux)", "High (1200 lux)")
    ]
    finding = only(microphone(performance__conditions=lux, performance__slices=slices), "levels-differ")
    assert finding.message == (
        'lighting was 208 lx, 1149 lx in performance.conditions, and results are by "Low (200 lux)", "High (1200 lux)"'
    )
    assert [w.text for w in finding.where] == ["High (1200 lux)", "208 lx", "1149 lx"]
    for label in ("High (1100 lux)", "High (1000 to 2000 lx)", "High"):
        slices[1]["group"] = label
        assert found(microphone(performance__conditions=lux, performance__slices=slices), "levels-differ") == []


def test_level_beyond_the_tested_range() -> None:
    slices = by("distance", {"1 m": share("90 %", 360, 400), "9 m": share("90 %", 360, 400)})
    data = microphone(performance__conditions=None, performance__slices=slices)
    assert only(data, "level-beyond-tested").message == (
        'results are at "9 m", and the tested range of distance is 0.5 m to 4 m'
    )


def test_buckets() -> None:
    slices = by("age", {"18-39": share("90 %", 360, 400), "40-80": share("90 %", 360, 400)})
    data = study(20, people("age", **{"18-29": "50 %", "30-80": "50 %"}))
    data["performance"]["slices"] = slices
    assert only(data, "bucket-labels-differ").message == (
        "age is grouped into 18-29, 30-80 in performance.groups, and into 18-39, 40-80 in performance.slices"
    )
    data["performance"]["groups"] = people("age", **{"18-39": "50 %", "40-80": "50 %"})
    assert found(data, "bucket-labels-differ") == []


def test_scale() -> None:
    rows = people("skin tone", **{"Light (MST 0-4)": "50 %", "Dark (MST 5-10)": "50 %"})
    assert only(study(20, rows), "outside-of-scale").message == (
        '"Light (MST 0-4)" in performance.groups is not on the Monk scale, which goes from 1 to 10'
    )
    assert found(study(20, people("rooms", **{"0-4": "50 %", "5-10": "50 %"})), "outside-of-scale") == []


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        (
            "It drops off at 1-2 m.",
            "drop-not-in-results",
            '"It drops off at 1-2 m" in performance.environment_sensitivity, but distance 2 m has 96 %, more '
            "than 80 % at 1 m",
        ),
        (
            "A decrease of 20 % from brick to wood.",
            "effect-not-in-results",
            '"20 %" in performance.environment_sensitivity, but 65 % (brick) and 44 % (wood) differ by 21 '
            "points, 32.3 % relative",
        ),
    ],
)
def test_effects_in_prose(text: str, rule: str, message: str) -> None:
    """0.65 - 0.44 = 0.21, and 0.21 / 0.65 = 32.3 %."""
    slices = [
        *by("distance", {"1 m": share("80 %", 320, 400), "2 m": share("96 %", 384, 400)}),
        *by("wall", {"brick": share("65 %", 260, 400), "wood": share("44 %", 176, 400)}),
    ]
    data = microphone(
        performance__conditions=None, performance__slices=slices, performance__environment_sensitivity=text
    )
    assert only(data, rule).message == message
    for right in (
        "A decrease of 21 points.",
        "A decrease of 21 % points from brick to wood.",
        "A decrease of 32 % from brick to wood.",
        "It drops off beyond 2 m.",
        "80 % of the walls are brick or wood.",
    ):
        data["performance"]["environment_sensitivity"] = right
        assert found(data, "drop-not-in-results") == found(data, "effect-not-in-results") == []
