"""The title page: what the sheet says of itself, what it was made of, what is promised, and how much is answered."""

from __future__ import annotations

from collections.abc import Sequence

from datasheets.content.attachments import left_out
from datasheets.content.blocks import Column, Grid, Part, Prose, Value
from datasheets.content.findings import notice
from datasheets.content.reading import Reading
from datasheets.content.sections import parts
from datasheets.content.sources import KIND_WORDS
from datasheets.content.words import STATUS_MEANING
from datasheets.lints.rules import Finding
from datasheets.sheet.artefacts import Artefact
from datasheets.sheet.progress import progress
from datasheets.sheet.sheet import Claim
from datasheets.sheet.template import section, template
from datasheets.sheet.values import NOT_PROVIDED
from footprint.numbers import CO2E_TYPESET

READ = (
    "Behind every number stands how it is known, and in brackets the number of what it rests on, which is listed at "
    "the end. A number in running text is the maker's own words."
)
NOT_GIVEN = (
    "Not provided: somebody still has to say it. Not disclosed: the maker will not say. Not applicable: the reason "
    "stands beside it. Not assessed: it is asked for, and there is no number."
)


def cover(reading: Reading, findings: Sequence[Finding]) -> tuple[Part, ...]:
    """All of the title page. A notice comes first where the rules found errors."""
    first, *rest = parts(reading, section("title_page"))
    found = notice(findings)
    head = Part(first.title, (found, *first.blocks) if found else first.blocks)
    further = [_artefacts(reading), _claims(reading), _answered(reading), _how_to_read()]
    return (head, *rest, *(part for part in further if part is not None))


def _artefacts(reading: Reading) -> Part | None:
    """The files that values were taken from, and whether they are those that were stated."""
    artefacts = reading.sheet.artefacts.named.values()
    if not artefacts:
        return None
    columns = (Column("File", weight=2), Column("What"), Column("SHA-256", weight=3), Column("As stated", weight=1.5),
               Column("Attached", weight=1.5))  # fmt: skip
    rows = tuple(
        (
            Value(a.file, evidence=reading.sources.artefact(a)), Value(KIND_WORDS[a.kind]), Value(a.found_sha256),
            _as_stated(a), Value(left_out(a) or "yes"),
        )
        for a in artefacts
    )  # fmt: skip
    note = "The hash is that of the file as it was when this was printed."
    return Part("Files that values were taken from", (Grid("", columns, rows, note),))


def _as_stated(artefact: Artefact) -> Value:
    if not artefact.sha256:
        return Value("no hash was stated")
    if artefact.sha256 == artefact.found_sha256:
        return Value("yes")
    return Value(f"no: {artefact.sha256} was stated")


def _claims(reading: Reading) -> Part | None:
    claims = reading.sheet.claims
    if not claims:
        return None
    columns = (Column("Claim", weight=2), Column("Rests on", weight=2), Column("Evidence", weight=2))
    return Part("Claims", (Grid("", columns, tuple(_claim(reading, c) for c in claims)),))


def _claim(reading: Reading, claim: Claim) -> tuple[Value, ...]:
    missing = Value(NOT_PROVIDED, mark="not provided")
    number = missing
    if claim.number:
        part, key = claim.number.split(".")
        field = section(part).field(key)
        found = reading.value(field, reading.sheet.get(claim.number), (part, key))
        number = Value(f"{field.title}: {found.text}", found.status, found.evidence, found.note, found.mark)
    evidence = Value(claim.evidence, evidence=reading.sources.words(claim.evidence)) if claim.evidence else missing
    return Value(claim.text), number, evidence


def _answered(reading: Reading) -> Part:
    """Answered of required fields by section: a count, never a grade."""
    found = progress(reading.sheet)
    rows = tuple(
        (Value(f"{s.number} {s.title}".strip()), Value(f"{found[s.key].answered} of {found[s.key].required}"))
        for s in template() if s.key in found
    )  # fmt: skip
    note = "A count, not a grade: that something does not apply or is not disclosed is an answer."
    columns = (Column("Section", weight=3), Column("Required fields answered"))
    return Part("How much is answered", (Grid("", columns, rows, note),))


def _how_to_read() -> Part:
    rows = tuple((Value(word), Value(meaning)) for word, meaning in STATUS_MEANING.items())
    words = Grid("What the status words mean", (Column("Status"), Column("Meaning", weight=4)), rows)
    mass = (
        f"Masses of {CO2E_TYPESET} are GWP100. Numbers that were taken from a file have at most three digits here, "
        "counts all of theirs."
    )
    return Part("How to read this datasheet", (Prose("", (READ, NOT_GIVEN, mass)), words))
