"""Claims: what they rest on, what prose promises, and evidence that is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from datasheets.lints.phrases import mention
from datasheets.lints.rules import lint, rules
from datasheets.lints.settings import setting
from datasheets.sheet.sheet import load_datasheet
from datasheets.sheet.units import parse_measure
from tests.datasheets.lints.found import findings, lines, sheet_of

EXAMPLES = Path(__file__).parents[3] / "docs/examples"
MINE = {"claims", "privacy", "ports", "environment", "energy", "artefacts"}


def test_published_example() -> None:
    """What these modules find in the published datasheet: all of its contradictions that are theirs, and no more."""
    mine = {r.id for r in rules() if r.check.__module__.rpartition(".")[2] in MINE}
    found = lint(load_datasheet(EXAMPLES / "pa1/datasheet.yaml"), as_of=date(2026, 11, 21))
    assert [(f.rule, f.where[0].place) for f in found if f.rule in mine] == [
        *(("claim-without-basis", f"claims.{n}") for n in (1, 2, 5)),
        ("real-time-too-slow", "claims.1.text"),
        ("compliance-not-held", "claims.3.text"),
        ("compliance-not-held", "claims.4.text"),
        ("storage-unexplained", "hardware.bom.3.component"),
        ("privacy-law-without-policy", "claims.4.text"),
        ("label-code-without-address", "security_and_privacy.label_code"),
        ("support-missing", "security_and_privacy.support_until"),
        ("port-not-listed", "hardware.debug_ports.1"),
        ("footprint-without-unit", "environment.footprint"),
        ("footprint-without-region", "environment.footprint"),
        ("footprint-without-interval", "environment.footprint"),
        ("footprint-without-factors", "environment.footprint"),
        ("footprint-part-without-name", "environment.by_block.10.block"),
        ("block-not-in-bom", "environment.by_block.5"),
        ("coverage-by-count-only", "environment.coverage"),
        ("use-power-too-small", "environment.use_power"),
    ]


def test_claim_without_basis() -> None:
    """The second claim has evidence, the third a number."""
    body = (
        "claims:\n- {text: Fast}\n- {text: Tough, evidence: drop test 7}\n"
        "- {text: Small, number: hardware.mass}\n"
    )  # fmt: skip
    (found,) = findings("claim-without-basis", sheet_of(body))
    assert found.message == 'claims.1 says "Fast" and names neither a number nor evidence'
    assert [q.line for q in found.where] == [4]


@pytest.mark.parametrize(
    ("value", "missing", "assumed"),
    [
        ("not provided", [[4, 6]], []),
        ("not disclosed", [[4, 6]], []),
        ("{status: not assessed}", [[4, 6]], []),
        ("{value: 2 mW, status: assumed}", [], [[4, 6]]),
        ("{value: 2 mW, status: measured}", [], []),
    ],
)
def test_number_of_a_claim(value: str, missing: list[list[int]], assumed: list[list[int]]) -> None:
    """A claim rests on a number that is there, and that is more than an assumption."""
    body = f"claims:\n- {{text: Frugal, number: performance.power_active}}\nperformance:\n  power_active: {value}\n"
    assert lines("claim-number-missing", body) == missing
    assert lines("claim-number-assumed", body) == assumed


def test_number_of_a_claim_that_is_left_out() -> None:
    """The field is not in the sheet at all: there is no second line."""
    body = "claims:\n- {text: Frugal, number: performance.power_active}\n"
    (found,) = findings("claim-number-missing", sheet_of(body))
    assert found.message.endswith("rests on performance.power_active, which is missing")


def test_promise_in_prose() -> None:
    """Two features promise the same: one finding quotes both lines; the next kind has its own."""
    body = (
        "overview:\n  description: A low-power eye.\n  key_features:\n  - Low power\n  - Secure\n  - Grey case\n"
    )  # fmt: skip
    assert lines("claim-not-typed", body) == [[4, 6], [7]]
    (first, _) = findings("claim-not-typed", sheet_of(body))
    assert first.message == (
        'overview.description says "low-power", so does overview.key_features.1; '
        "no claim gives a number or evidence for it"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Not secure", "No real-time operation", "It isn't real time", "Not real-time, accurate or secure",
        "A real-time clock", "A low-power mode", "Low power: 3 mW", "Latency in real time, 20 ms each",
        "A secure element keeps keys", "Secure the strap first", "Less accurate in the dark", "Non-compliant",
        "Accurate to 0.5 °C", "A wide range of applications", "Security", "Insecure", "Real-time is not promised",
        "Nothing here is carbon neutral", "How accurate it is, nobody knows", "Real-time: no", "A secure fit",
        "How accurate: not known",
    ],
)  # fmt: skip
def test_no_promise_in_prose(text: str) -> None:
    """Negations, names of parts and modes, verbs, and sentences with the number."""
    assert lines("claim-not-typed", f"overview:\n  key_features:\n  - {text!r}\n") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Not cheap, but secure", "security"), ("No cloud, low power", "low power"),
        ("The link is not encrypted; accurate", "accuracy"), ("Secure and no accounts", "security"),
        ("Ultra low power", "low power"),
        ("A wide range of light", "range"),
        ("Works in REAL‑TIME", "real-time"), ("It complies with RoHS", "compliance"),
    ],
)  # fmt: skip
def test_promise_beside_a_negation(text: str, kind: str) -> None:
    """A negation of another clause takes nothing back; hyphens of any kind and capitals do not hide a word."""
    one = next(k for k in setting("claim_words") if k["kind"] == kind)
    assert mention(text, one["words"], not_before=one.get("not_before", ()), not_after=one.get("not_after", ()))


def test_promise_covered_by_a_claim_or_in_another_language() -> None:
    """A typed claim of the same kind covers it; words of another language are not read."""
    prose = "overview:\n  key_features: [Secure]\n"
    assert lines("claim-not-typed", "claims:\n- {text: Secure, evidence: audit 4}\n" + prose) == []
    assert lines("claim-not-typed", prose, language="de") == []
    assert lines("claim-not-typed", "overview:\n  out_of_scope_uses: [Real-time control]\n") == []


def test_settings_have_reasons() -> None:
    """Every kind of promise has words, and every unit of it is one."""
    for kind in setting("claim_words"):
        assert kind["words"]
        for unit in kind.get("number", ()):
            assert unit == "any" or parse_measure(f"1 {unit}").value == 1


SLOW = (
    "claims:\n- {{text: Real-time, evidence: x}}\n{rate}performance:\n"
    "  latency_p50: {{value: {latency}, status: measured}}\n"
)
FRAMES = "system:\n  sampling_rate: {value: 30 fps, status: declared}\n"


def test_real_time_too_slow() -> None:
    """500 ms at 30 pictures per second: 33.3 ms each, 0.5 s x 30 / s = 15 times."""
    (found,) = findings("real-time-too-slow", sheet_of(SLOW.format(rate=FRAMES, latency="500 ms")))
    assert found.message == (
        'claims.1.text says "Real-time", and performance.latency_p50 is 500 ms where system.sampling_rate of 30 fps '
        "leaves 33.3 ms for each result: 15 times as long"
    )
    assert [q.line for q in found.where] == [4, 8, 6]


@pytest.mark.parametrize(
    ("rate", "latency"),
    [
        (FRAMES, "33 ms"),
        ("system:\n  sampling_rate: {value: 16 kHz, status: declared}\n", "20 ms"),  # samples, not results
        (FRAMES + "overview:\n  update_rate: {value: 1 Hz, status: declared}\n", "900 ms"),  # not every picture
        ("", "9 s"),
    ],
)
def test_real_time_that_keeps_up(rate: str, latency: str) -> None:
    """Fast enough, or without a rate of results to hold it against."""
    assert lines("real-time-too-slow", SLOW.format(rate=rate, latency=latency)) == []


def test_slow_without_the_claim() -> None:
    """Nobody promised it; and windows that overlap are late but keep up: 2 s each, 4 results per second."""
    assert lines("real-time-too-slow", FRAMES + "performance:\n  latency_p50: {value: 2 s, status: measured}\n") == []
    body = SLOW.format(rate=FRAMES, latency="2 s") + "  throughput: {value: 30 Hz, status: measured}\n"
    assert lines("real-time-too-slow", body) == []


def test_certified_without_evidence() -> None:
    """The first row has nothing, the others a number or evidence or another status."""
    rows = (
        "overview:\n  compliance:\n  - {scheme: CE, status: certified}\n"
        "  - {scheme: UL, status: certified, number: E1}\n"
        "  - {scheme: FCC, status: certified, evidence: report 9}\n  - {scheme: KC, status: planned}\n"
    )  # fmt: skip
    assert lines("certified-without-evidence", rows) == [[5]]


def test_compliance_not_held() -> None:
    """REACH is called compliant and only planned; CE is certified, WEEE has evidence at its claim."""
    body = (
        "claims:\n- {text: WEEE compliant, evidence: letter 3}\noverview:\n"
        "  description: REACH compliant. Not KC compliant.\n"
        "  key_features: [CE and WEEE compliant]\n  compliance:\n  - {scheme: REACH, status: planned}\n"
        "  - {scheme: CE, status: certified, number: N1}\n  - {scheme: WEEE, status: planned}\n"
        "  - {scheme: KC, status: planned}\n"
    )  # fmt: skip
    assert lines("compliance-not-held", body) == [[6, 9]]


def test_evidence_file_missing(tmp_path: Path) -> None:
    """One finding for a file, however many rest on it; addresses, titles and files that are there are left alone."""
    (tmp_path / "there.csv").write_text("x")
    body = (
        "claims:\n- {text: Fast, evidence: gone.csv}\nhardware:\n"
        "  mass: {value: 1 g, status: measured, evidence: there.csv}\n"
        "  temperature: {value: 1 degC, status: declared, evidence: gone.csv}\n"
        "performance:\n  latency_p50: {value: 1 ms, status: measured, evidence: https://example.org/a.csv}\n"
        "  latency_p95: {value: 1 ms, status: measured, evidence: report of May.pdf}\n"
        "  throughput: {value: 1 Hz, status: measured, evidence: example.org/a.pdf}\n"
        "  power_idle: {value: 1 mW, status: measured, evidence: v1.2}\n"
        "  power_peak: {value: 1 mW, status: measured, evidence: sub/far.pdf}\n"
    )  # fmt: skip
    assert lines("evidence-file-missing", body, folder=tmp_path) == [[4, 7], [13]]
