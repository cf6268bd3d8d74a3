"""What an application claims to save: a case of the table, or the user's own interval with its source."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.factors import Interval
from footprint.quantities import parse_quantity

_NUMBER = r"(?>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?)"  # whole: 1e-3 is no interval from 1 to 3
_SPAN = re.compile(rf"({_NUMBER})\s*([^\s\d.+-][^\d]*?)??\s*(?:-|–|—|\.\.|\bto\b)\s*({_NUMBER})\s*(\D.*)?", re.ASCII)
_LONGEST_SOURCE = 300


class Case(NamedTuple):
    """An application of the field, with what is claimed of it."""

    key: str
    title: str
    claim: str
    status: str
    source: str
    saving_of: str | None = None  # what it would save a share of; None where the claim is no saving
    low: float | None = None  # share saved, 0 to 1; None where no interval is given
    high: float | None = None
    why_not: str = ""  # why it cannot be set against a footprint
    note: str = ""

    @property
    def usable(self) -> bool:
        """Whether it claims a saving with an interval."""
        return self.low is not None


class Claim(NamedTuple):
    """A saving as it is claimed: a share of a baseline, always an interval, with its source.

    Attributes
    ----------
    share : Interval
        Share of the baseline that is saved, 0 to 1; typical is the middle.
    said : str
        What was claimed, in the words of the claim.
    source : str
        Where it was claimed.
    case : str, optional
        Key of the case of the table.
    """

    title: str
    saving_of: str
    share: Interval
    said: str
    source: str
    status: str
    case: str | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As it is printed; the share is of the baseline."""
        listed = {**self._asdict(), "share": self.share.to_dict()}
        return {"key": listed.pop("case"), **listed}


@cache
def cases() -> dict[str, Case]:
    """The applications of the table `applications`, those that can be set against a footprint first."""
    listed: dict[str, dict[str, Any]] = tables.applications()["cases"]
    return {key: Case(key, **row) for key, row in listed.items()}


def span(text: str) -> tuple[str, str] | None:
    """The two ends of ``20-40 %`` or ``10 to 14 MWh`` as texts, each with its unit; None for all else."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    low, first, high, unit = (part.strip() if part else "" for part in found.groups())
    return f"{low} {first or unit}".strip(), f"{high} {unit}".strip()


def claim(case: str | None = None, saving: str | None = None, source: str | None = None) -> Claim:
    """The saving that is claimed, from a case, from an interval with its source, or from a case without an interval.

    Parameters
    ----------
    case : str, optional
        Key of the table `applications`.
    saving : str, optional
        Share of the baseline that is saved, an interval: ``"20-40 %"``.
    source : str, optional
        Where `saving` was claimed; required with it.

    Raises
    ------
    InputError
        Neither or too much given, no source, an unknown case or one that is no saving, a single number, ends
        in the wrong order, a saving below 0 or above 100 %.

    Examples
    --------
    >>> claim("smart-hvac").share
    Interval(low=0.2, typical=0.3, high=0.4)
    """
    if case is None and saving is None:
        hint = f'Give a case ({", ".join(k for k, c in cases().items() if c.usable)}), or a saving like "20-40 %".'
        raise InputError("nothing is claimed to be saved", hint=hint)
    for path, given in (("case", case), ("saving", saving), ("source", source)):
        if given is not None and not isinstance(given, str):
            raise InputError(f"{shown(given)} is not a text", path=(path,))
    known = _case(case) if case is not None else None
    if saving is None:
        assert known is not None
        _check_no_source(source)
        return _of_case(known)
    if known is not None and known.usable:
        hint = "Leave the case away to use an interval of your own."
        raise InputError(f"{known.key} has an interval of its own, {known.claim}", hint=hint)
    share = _share(saving)
    words = _source(source)
    if known is None:
        return Claim("The application", "the baseline given", share, saving.strip(), words, "declared")
    said = f"{known.claim}; here {saving.strip()}"
    return Claim(known.title, known.saving_of or "", share, said, words, "declared", known.key, known.note)


def _case(key: str) -> Case:
    known = cases()
    if key not in known:
        raise InputError(f"unknown case {shown(key)}", path=("case",), valid=nearest(key, known))
    found = known[key]
    if found.saving_of is None:
        usable = ", ".join(k for k, c in known.items() if c.usable)
        raise InputError(
            f"{key} ({found.claim}) is not a saving: {found.why_not}",
            hint=f"Cases with a saving: {usable}. A saving of your own needs its interval and its source.",
        )
    return found


def _of_case(found: Case) -> Claim:
    if found.low is None or found.high is None:
        raise InputError(
            f"{found.key} ({found.claim}) has no interval, and a claim is an interval",
            hint="Give the saving that you stand behind, like 90-99 %, with its source.",
        )
    share = between(found.low, found.high)
    return Claim(
        found.title, found.saving_of or "", share, found.claim, found.source, found.status, found.key, found.note
    )


def _check_no_source(source: str | None) -> None:
    if source is not None:
        raise InputError("a source goes with a saving of your own", hint="A case has its source; leave yours away.")


def _source(source: str | None) -> str:
    """The source line of a claim: there is none without."""
    text = (source or "").strip()
    if not text:
        raise InputError(
            "a saving without a source",
            path=("source",),
            hint="Say where it was claimed: a study, a data sheet, a trial.",
        )
    if len(text) > _LONGEST_SOURCE or not text.isprintable():
        raise InputError(
            f"the source {shown(text)} is not one line of at most {_LONGEST_SOURCE} characters", path=("source",)
        )
    return text


def _share(text: str) -> Interval:
    """A share of 0 to 100 % as an interval."""
    hint, path = 'Write it like "20-40 %".', ("saving",)
    ends = span(text)
    try:
        low, high = (parse_quantity(end, "1").value for end in ends or (text, text))
    except InputError as error:
        error.path, error.hint = path, hint
        raise
    if ends is None:
        raise InputError(
            f"{shown(text)} is one number, and a claim is an interval",
            path=path,
            hint=f'Give the ends that you stand behind, like "{low * 80:g}-{min(low * 120, 100):g} %".',
        )
    if not 0 <= low <= 1 or not 0 <= high <= 1:
        raise InputError(f"a saving of {shown(text)} is not between 0 and 100 % of a baseline", path=path, hint=hint)
    if low > high:
        raise InputError(f"the interval {shown(text)} is upside down", path=path, hint=hint)
    if low == high:
        raise InputError(f"{shown(text)} is one number, and a claim is an interval", path=path, hint=hint)
    return between(low, high)


def between(low: float, high: float) -> Interval:
    """The interval between two ends; typical is the middle, as people write it: 30 % of 20 and 40 %."""
    return Interval(low, min(max(float(f"{(low + high) / 2:.12g}"), low), high), high)
