"""A published datasheet, entered again with all its contradictions: which rule finds which of them.

Found by no rule, because no single source file can hold it (the renderer makes these right, or no field says them):

- page numbers of the contents that are not those of the footers;
- charts as pictures: axes without units, colour as the only code, small type, missing tags and alternative texts;
- that the charts have one set of labels and the text another, where the source holds each label once.

Found in part: the 40 mA of which the use stage says nothing are found against its 1 mW, but what they make of the total
is not calculated; the stray slice of 0.02 kg is found as a block without a name, not as the use stage that it may be.
"""

from pathlib import Path

import pytest

from datasheets.lints.rules import Finding, lint, rules
from datasheets.sheet.sheet import Datasheet, load_datasheet

SOURCE = Path(__file__).parents[3] / "docs/examples/pa1/datasheet.yaml"

SHEET: Datasheet = load_datasheet(SOURCE)
FINDINGS: tuple[Finding, ...] = lint(SHEET)

CONTRADICTIONS = [
    ("63.2 % of 40 people", "share-impossible", ["performance.groups.1.share", "performance.participants"]),
    ("38 would be possible", "share-impossible", ["38 people would make all shares possible"]),
    ("5 people with dark skin", "small-group", ["performance.groups.5.group"]),
    ("no interval", "share-without-interval", ["performance.metrics.1.value"]),
    ("1.5, 4.5, 7.5 m and 1, 3, 5 m", "levels-differ", ["1.5 m, 4.5 m, 7.5 m", '"1 m", "3 m", "5 m"']),
    ("1149 lx and 1200 lx", "levels-differ", ["208 lx, 584 lx, 1149 lx", "High (1200 lux)"]),
    ("buckets of skin tones", "bucket-labels-differ", ["Light (MST 0-4)", "Light (MST 1-3)"]),
    ("a scale from 1 on", "outside-of-scale", ["Light (MST 0-4)"]),
    ("drop at 3-5 m", "drop-not-in-results", ["3 m has 0.73, more than 0.7"]),
    ("20 % of 0.65 to 0.44", "effect-not-in-results", ["21 points, 32.3 % relative"]),
    ("false positives of the matrix", "metric-fits-none", ["25.5 %", "20.7 %", "23.9 %"]),
    ("false negatives of the matrix", "metric-fits-none", ["22.7 %", "26.8 %", "25.1 %"]),
    ("images with humans only", "one-class-only", ["Only pictures with a person were taken"]),
    ("10 x 10 x 2 mm", "size-stated-twice", ["10 x 10 x 2 mm", "27.7 x 27.2 x 9.7 mm"]),
    ("3.3 V and 2.8 V", "part-stated-twice", ["regulator of 3.3 V", "2.8V"]),
    ("320 x 320 as QVGA", "resolution-name", ["320 x 320", "320 x 240"]),
    ("field of view in pixels", "view-in-pixels", ["320 x 320 pixels"]),
    ("45 fps and 2200 ms", "rate-beyond-latency", ["45 fps", "2200 ms"]),
    ("each 1 s and continuous", "periodic-and-continuous", ["intervals of 1 s", "Continuous"]),
    ("Kb", "memory-in-bits", ["131 Kb"]),
    ("lux as luminance", "wrong-quantity-name", ["luminance"]),
    ("confidence for accuracy", "results-are-confidence", ["median confidence"]),
    ("real-time at 2200 ms", "real-time-too-slow", ["Real-time", "2200 ms"]),
    ("low power without a number", "claim-without-basis", ["Low power"]),
    ("GDPR without a policy", "privacy-law-without-policy", ["GDPR", "not disclosed"]),
    ("RoHS without a declaration", "compliance-not-held", ["RoHS"]),
    ("code for no address", "label-code-without-address", ["printed", "not disclosed"]),
    ("JTAG and USB, ports not disclosed", "port-not-listed", ["JTAG", "not disclosed"]),
    ("slice without a label", "footprint-part-without-name", ["0.02 kgCO2e"]),
    ("1 mW and 40 mA", "use-power-too-small", ["1 mW", "40 mA"]),
    ("power supply, not in the BOM", "block-not-in-bom", ["Power supply"]),
    ("10 of 13 without mass or cost", "coverage-by-count-only", ["10 of 13"]),
    ("no declared unit", "footprint-without-unit", ["environment.declared_unit"]),
    ("no region", "footprint-without-region", ["environment.region"]),
    ("no electricity factor", "footprint-without-factors", ["environment.factors"]),
    ("no absolute maximum ratings", "usual-questions", ["absolute maximum ratings"]),
    ("no warm-up, humidity, discharge, mass", "usual-questions", ["warm up", "humidity", "discharge", "the mass"]),
    ("no calibration, false alarms, end of life", "usual-questions", ["calibration", "per hour", "end of life"]),
    ("missed detections", "usual-questions", ["missed detections"]),
    ("no 95th percentile", "required-missing", ["performance.latency_p95"]),
    ("no hash of the model", "required-missing", ["data_and_model.model_sha256"]),
    ("no change log", "required-missing", ["title_page.change_log"]),
    ("no end of support", "support-missing", ["security_and_privacy.support_until"]),
    ("no ethics approval", "required-missing", ["user_study.ethics"]),
]
"""What section 6 A of the findings on it lists, the rule that finds it, and words of its message or its places."""


@pytest.mark.parametrize(("what", "rule", "words"), CONTRADICTIONS, ids=[c[0] for c in CONTRADICTIONS])
def test_contradiction_is_found(what: str, rule: str, words: list[str]) -> None:
    """One finding of the rule has all the words, with a line where the first place stands."""
    for finding in FINDINGS:
        said = f"{finding.message} {' '.join(w.place for w in finding.where)} {' '.join(w.text for w in finding.where)}"
        if finding.rule == rule and all(w in said for w in words):
            assert finding.where[0].line is not None
            return
    raise AssertionError(f"{what}: {[f.message for f in FINDINGS if f.rule == rule]}")


def test_lines_are_those_of_the_file() -> None:
    """The size of the key features stands where its quote says, and so does the one of the drawing."""
    finding = next(f for f in FINDINGS if f.rule == "size-stated-twice")
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    assert [lines[(w.line or 0) - 1].strip() for w in finding.where] == [
        "- Size of 10 x 10 x 2 mm", "size: 27.7 x 27.2 x 9.7 mm          # 1.09 x 1.07 x 0.38 in, by the drawing",
    ]  # fmt: skip


def test_nothing_else_is_called_an_error_by_these_rules() -> None:
    """Beside what is listed and what is missing, no rule on numbers finds anything: no false alarm."""
    mine = ("stated", "consistency", "metrics", "levels", "shares")
    names = {r.id for r in rules() if r.check.__module__.removeprefix("datasheets.lints.") in mine}
    assert {f.rule for f in FINDINGS} & names <= {rule for _, rule, _ in CONTRADICTIONS}


def test_nothing_is_said_that_agrees() -> None:
    """Its current, voltages, rate, address and temperatures are the same wherever they stand."""
    assert [f.message for f in FINDINGS if f.rule in ("stated-twice", "table-and-field", "address-stated-twice")] == []
