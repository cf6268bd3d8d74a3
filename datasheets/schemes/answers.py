"""What a datasheet answers to the security schemes: by rows of its makers, else by what its other fields say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from datasheets.schemes.table import Group, Requirement, Scheme, Word, applies, rows_of, schemes
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.template import template
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED, says_not
from footprint.numbers import count

WORDS: tuple[Word, ...] = ("met", "not met", "not applicable", "not stated")
_WORST: tuple[Word, ...] = ("not met", "not stated", "met", "not applicable")


@dataclass(frozen=True)
class Answer:
    """What is answered to one requirement.

    Attributes
    ----------
    requirement : Requirement
    group : Group
    answer : {"met", "not met", "not applicable", "not stated"}
    why, evidence : str
        In words; empty where nothing is said.
    by : {"maker", "datasheet", "certificate", ""}
        Who answers: a row of the makers, another field of the datasheet, or a row of compliance.
    row : int or None
        Index of the row of the makers.
    """

    requirement: Requirement
    group: Group
    answer: Word
    why: str = ""
    evidence: str = ""
    by: Literal["maker", "datasheet", "certificate", ""] = ""
    row: int | None = None


@dataclass(frozen=True)
class SchemeAnswers:
    """One scheme and one datasheet.

    Attributes
    ----------
    scheme : Scheme
    applies : bool or None
        Whether the scheme is about the device; None where the datasheet does not tell.
    why_not : str
        Empty where it applies.
    answers : tuple of Answer
        To every requirement, in the order of the scheme; none where it does not apply.
    """

    scheme: Scheme
    applies: bool | None
    why_not: str
    answers: tuple[Answer, ...]

    @property
    def counts(self) -> dict[Word, int]:
        """How many requirements have each answer."""
        found = Counter(a.answer for a in self.answers)
        return {word: found[word] for word in WORDS}

    @property
    def counted(self) -> str:
        """Such as ``7 of 9 met, 2 not stated``; empty without requirements."""
        if not self.answers:
            return ""
        rest = [f"{count(n)} {word}" for word, n in self.counts.items() if n and word != "met"]
        return ", ".join([f"{count(self.counts['met'])} of {count(len(self.answers))} met", *rest])

    def to_dict(self) -> dict[str, Any]:
        """An entry of the key ``schemes`` of the JSON document."""
        one = self.scheme
        return {
            "scheme": one.key, "name": one.name, "version": one.version, "source": one.source,
            "applies": self.applies, "why_not": self.why_not or None,
            "counts": {word.replace(" ", "_"): n for word, n in self.counts.items()},
            "requirements": [
                {
                    "id": a.requirement.id, "group": a.group.title, "need": a.requirement.need or None,
                    "asks": a.requirement.asks, "answer": a.answer, "why": a.why or None,
                    "evidence": a.evidence or None, "answered_by": a.by or None,
                }
                for a in self.answers
            ],
        }  # fmt: skip


def scheme_answers(sheet: Datasheet) -> tuple[SchemeAnswers, ...]:
    """Every scheme in the order in which they are printed, and what the datasheet answers to it.

    A row of ``security_and_privacy.requirements`` goes first: one for the very requirement, then one for its whole
    group. Requirements on information are answered by the fields that hold it: *met* where they say something, *not
    met* where they say nothing or are not disclosed. Everything else is *not stated*.
    """
    return tuple(_answers(one, sheet) for one in schemes())


def _answers(one: Scheme, sheet: Datasheet) -> SchemeAnswers:
    about, why_not = applies(one, sheet)
    if not about:
        return SchemeAnswers(one, about, why_not, ())
    rows = makers_rows(one, sheet)
    certificate = certificate_of(one, sheet)
    found = (_answer(r, g, rows.get(r.id), sheet, certificate) for g in one.groups for r in g.requirements)
    return SchemeAnswers(one, True, "", tuple(found))


def makers_rows(one: Scheme, sheet: Datasheet) -> dict[str, tuple[int, dict[str, Any]]]:
    """Id of a requirement to the row of the makers that answers it, with its index: the first of its own, else that of
    its group."""
    own: dict[str, tuple[int, dict[str, Any]]] = {}
    group: dict[str, tuple[int, dict[str, Any]]] = {}
    for index, row in enumerate(sheet.rows("security_and_privacy.requirements")):
        if row["scheme"] != one.key or says_not(row["requirement"]):
            continue
        ids = one.ids_of(str(row["requirement"]))
        for id in ids:
            (own if len(ids) == 1 else group).setdefault(id, (index, row))
    return {**group, **own}


def _answer(
    asked: Requirement, group: Group, row: tuple[int, dict[str, Any]] | None, sheet: Datasheet, certificate: Any
) -> Answer:
    if row is not None and not says_not(row[1]["answer"]):
        index, cells = row
        why, evidence = ("" if says_not(cells.get(key)) else str(cells[key]) for key in ("why", "evidence"))
        return Answer(asked, group, cells["answer"], why, evidence, "maker", index)
    read = said_by_sheet(asked, sheet)
    granted = _granted(asked, certificate, max(r.level for r in group.requirements))
    if granted is not None and (read is None or read.answer != "not met"):
        return Answer(asked, group, *granted, "certificate")
    if read is None or read.answer == "not stated":
        return Answer(asked, group, "not stated", read.why if read else "")
    return Answer(asked, group, read.answer, read.why, read.evidence, "datasheet")


class Said(NamedTuple):
    """What the fields of a datasheet say to a requirement; `firm` where a value says it, not the lack of one."""

    answer: Word
    why: str
    evidence: str
    firm: bool
    places: tuple[str, ...]

    def contradicts(self, answer: str, asked: Requirement) -> bool:
        """Whether a value says that a requirement is not met which the makers call met.

        It says so of one that they call not applicable only where the value shows that it applies.
        """
        if answer == "met":
            return self.firm and self.answer in ("not met", "not stated")
        return answer == "not applicable" and asked.binds and self.answer == "not met"


def said_by_sheet(asked: Requirement, sheet: Datasheet) -> Said | None:
    """The answer of the fields of a datasheet; None where none of them bears on the requirement.

    Where several do, the worst answer counts, and one that a value gives before one that a gap gives.
    """
    for place, values in asked.unless.items():
        value = sheet.get(place)
        if isinstance(value, str) and value in values:
            return Said("not applicable", f"{_title(place)}: {value}", "", True, (place,))
    found = [*_chosen(asked, sheet), *_shown(asked, sheet)]
    if not found:
        return None
    worst = min(found, key=lambda one: (_WORST.index(one.answer), not one.firm))
    same = [one for one in found if one.answer == worst.answer]
    evidence = [one.evidence for one in found if one.evidence] if worst.answer in ("met", "not applicable") else []
    return worst._replace(
        why="; ".join(dict.fromkeys(one.why for one in same if one.why)), evidence=", ".join(dict.fromkeys(evidence))
    )


def _chosen(asked: Requirement, sheet: Datasheet) -> Iterator[Said]:
    """By values of which each is an answer."""
    for given in (asked.choice, asked.column):
        if not given:
            continue
        place, column = given["place"], given.get("column", "")
        value = sheet.get(place)
        if isinstance(value, str) and value.startswith(NOT_APPLICABLE):
            yield Said("not applicable", value.removeprefix(NOT_APPLICABLE), "", True, (place,))
        values = [row.get(column) for row in sheet.rows(place)] if column else [value]
        answers = [(given["answers"].get(v, "not stated"), v) for v in values if isinstance(v, str)]
        if answers:
            word, worst = min(answers, key=lambda one: _WORST.index(one[0]))
            if word != "not stated":
                evidence = _printed(place) if word == "met" else ""
                yield Said(word, f"{_title(place)}: {worst}", evidence, True, (place,))


def _shown(asked: Requirement, sheet: Datasheet) -> Iterator[Said]:
    """By places that hold what is asked for."""
    lacking: Word = "not stated" if asked.may_lack else "not met"
    for either in asked.shown:
        given = [p for p in either if not says_not(sheet.get(p)) and sheet.get(p) != []]
        values = [sheet.get(p) for p in either]
        named = " or ".join(_title(p) for p in either)
        if given:
            yield Said("met", "", _printed(given[0]), True, either)
        elif denied := next((v for v in values if isinstance(v, str) and v.startswith(NOT_APPLICABLE)), ""):
            yield Said("not applicable", denied.removeprefix(NOT_APPLICABLE), "", True, either)
        elif NOT_DISCLOSED in values:
            yield Said(lacking, f"{named}: not disclosed", "", True, either)
        else:
            yield Said(lacking, f"{named}: not provided", "", False, either)


def certificate_of(one: Scheme, sheet: Datasheet) -> dict[str, Any] | None:
    """The first row of compliance that says that a scheme certified the device."""
    return next((row for _, row in rows_of(one, sheet) if row["status"] == "certified"), None)


def _granted(asked: Requirement, certificate: dict[str, Any] | None, most: int) -> tuple[Word, str, str] | None:
    """What a certificate answers: the levels up to its own, if it is at `most` the highest, and what stands on it."""
    if certificate is None:
        return None
    number = certificate.get("number")
    proof = f"Certificate {number}" if not says_not(number) else str(certificate.get("evidence") or "")
    if asked.certificate:
        value = certificate.get(asked.certificate)
        return None if says_not(value) else ("met", value.isoformat() if isinstance(value, date) else str(value), proof)
    level = level_of(certificate.get("level"))
    if not asked.level or not 0 < level <= most:
        return None
    if asked.level <= level:
        return "met", f"the certificate is of level {level}", proof
    return "not applicable", f"the certificate is of level {level}", ""


def level_of(given: Any) -> int:
    """A level as a person writes it, such as ``2``, ``Level 2`` or ``**``; 0 where there is none."""
    if says_not(given):
        return 0
    found = re.search(r"\d+", str(given))
    return int(found[0]) if found else str(given).count("*")


@cache
def _titles() -> dict[str, tuple[str, str]]:
    return {f"{s.key}.{f.key}": (f.title, s.number) for s in template() for f in s.fields}


def _title(place: str) -> str:
    return _titles()[place][0]


def _printed(place: str) -> str:
    """Where a field stands on the datasheet, in words."""
    title, number = _titles()[place]
    return f"{title} (section {number})" if number else f"{title} (title page)"
