"""What the page on datasheets says is what the template, the artefacts and the rules are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from datasheets.lints import rules as lints
from datasheets.sheet.kinds import KINDS
from datasheets.sheet.sheet import datasheet_from_text
from datasheets.sheet.template import template
from datasheets.sheet.values import STATUSES
from footprint_app import cli

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/datasheets.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table whose first heading this is."""
    table = TEXT.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [line.strip("| ").split(" | ") for line in table]


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.M | re.S)


def test_every_rule_is_in_the_table() -> None:
    """In the order in which findings come, with its severity and what it asks."""
    assert rows("rule") == [[f"`{r.id}`", r.severity, r.asks] for r in lints.rules()]


def test_every_section_is_in_the_table() -> None:
    needs = ("required", "conditional", "optional")
    assert rows("section") == [
        [f"`{s.key}`", s.number or "-", s.title, *(str(sum(f.need == n for f in s.fields)) for n in needs)]
        for s in template()
    ]


def test_every_kind_of_artefact_is_in_the_table() -> None:
    found = {kind.strip("`"): (options, places) for kind, _, options, places in rows("kind | file")}
    assert {kind: (re.findall(r"`(\w+)`", o), re.findall(r"`(\w+)`", p)) for kind, (o, p) in found.items()} == {
        name: (list(kind.options), list(kind.places)) for name, kind in KINDS.items()
    }


def test_every_kind_of_field_and_status_is_told() -> None:
    told = ", ".join(first for first, _ in rows("kind | in the file")).split(", ")
    columns = (c for s in template() for f in s.fields for c in f.columns)
    assert set(told) == {f.kind for s in template() for f in s.fields} | {c.kind for c in columns}
    assert f"one of {', '.join(STATUSES[:-1])} and {STATUSES[-1]}" in " ".join(TEXT.split())


@pytest.mark.parametrize("shown", fenced("yaml"))
def test_what_is_shown_can_be_read(shown: str) -> None:
    """Each piece of a source file, in the folder of the examples."""
    head = "" if shown.startswith("schema:") else "schema: footprint.datasheet/1\nlanguage: en\n"
    sheet = datasheet_from_text(head + shown, "shown.yaml", ROOT / "docs/examples")
    assert list(sheet.entries()) or sheet.claims
    assert sheet.artefacts.changed() == ()


def test_findings_shown_are_real(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The PA1 example has errors, so the command says no."""
    monkeypatch.chdir(ROOT)
    (block,) = fenced("text")
    first, _, shown = block.partition("\n")
    assert cli.main(shlex.split(first.removeprefix("$ "))[1:]) == 1
    real = capsys.readouterr().out
    pattern = re.escape(shown).replace(re.escape("...\n"), "(?:.*\n)*")
    assert re.fullmatch(pattern, real), real


def test_the_rule_shown_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """It finds a peak of 10 mW below an active power of 12 mW, and says nothing of 12 mW."""
    (code,) = fenced("py")
    lints.rules()  # all others are there before, and stay
    monkeypatch.setattr(lints, "_RULES", dict(lints._RULES))
    exec(compile(code, "docs/datasheets.md", "exec"), {})
    for peak, found in (("10 mW", ["the peak power is 10 mW, below the active power of 12 mW"]), ("12 mW", [])):
        text = f"""\
schema: footprint.datasheet/1
language: en
performance:
  power_active: {{value: 12 mW, status: measured}}
  power_peak: {{value: {peak}, status: measured}}
"""
        sheet = datasheet_from_text(text, "power.yaml", ROOT)
        mine = [f for f in lints.lint(sheet) if f.rule == "peak-below-active"]
        assert [f.message for f in mine] == found
        if mine:
            assert [q.line for q in mine[0].where] == [5, 4]
