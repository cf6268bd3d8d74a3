"""Finding words in the text of a datasheet: whole, in any case, with hyphens or spaces, and not where negated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from datasheets.lints.settings import setting

_CLAUSE = re.compile(r"(?<!\d)[.](?=\s|$)|[;:!?\n()]|\bbut\b|\bhowever\b|\balthough\b|(?<=\w),\s", re.IGNORECASE)


def mention(
    text: str, words: Iterable[str], *, not_before: Iterable[str] = (), not_after: Iterable[str] = ()
) -> re.Match[str] | None:
    """Where a text first says one of some words, and means it.

    Parameters
    ----------
    text : str
    words : iterable of str
        Phrases; a space in one stands for spaces and hyphens, and a hyphen too.
    not_before, not_after : iterable of str
        Phrases that make it something else where they follow, or come right before.

    Returns
    -------
    re.Match or None
        The first one that is not negated within its clause.
    """
    after, before = _pattern(tuple(not_before)), _pattern(tuple(not_after))
    for found in named(text, words):
        follows = after.match(text[found.end() :].lstrip(" -\u2010\u2011")) if not_before else None
        precedes = list(before.finditer(text[: found.start()].rstrip())) if not_after else []
        if follows or (precedes and precedes[-1].end() == len(text[: found.start()].rstrip())):
            continue
        if not _taken_back(text, found):
            return found
    return None


def named(text: str, words: Iterable[str]) -> list[re.Match[str]]:
    """Every place where a text names one of some words, negated or not."""
    return list(_pattern(tuple(words)).finditer(text))


def sentence(text: str, at: re.Match[str]) -> str:
    """The sentence around a place of a text."""
    ends = [m.end() for m in re.finditer(r"(?<!\d)[.!?](?=\s|$)|\n|;", text)]
    start = max((e for e in ends if e <= at.start()), default=0)
    end = min((e for e in ends if e >= at.end()), default=len(text))
    return text[start:end].strip()


def alike(one: str, other: str) -> bool:
    """Whether one name is within the other, in whole words."""
    return bool(named(one, [other]) or named(other, [one]))


def _taken_back(text: str, found: re.Match[str]) -> bool:
    """Whether a negation stands in the same clause, near enough."""
    rule = setting("negations")
    breaks = [(m.start(), m.end()) for m in _CLAUSE.finditer(text) if not _within_list(text, m)]
    start = max((end for _, end in breaks if end <= found.start()), default=0)
    stop = min((begin for begin, _ in breaks if begin >= found.end()), default=len(text))
    before = text[start : found.start()].replace("\u2019", "'")
    for said in named(before, rule["no_negation"])[::-1]:
        before = before[: said.start()] + before[said.end() :]
    before = " ".join(before.split()[-rule["words"] :])
    after = " ".join(text[found.end() : stop].replace("\u2019", "'").split()[: rule["words_after"]])
    colon = re.match(r"\s*:\s*(\w+)", text[found.end() :])
    if colon and colon[1].casefold() in rule["colon"]:
        return True
    return bool(named(before.replace("-", " "), rule["before"]) or named(after, rule["after"]))


def _within_list(text: str, comma: re.Match[str]) -> bool:
    """Whether a comma is one of "not a, b or c", over which the negation reaches."""
    return text[comma.start()] == "," and bool(re.match(r"[^.;:!?\n()]*\bn?or\b", text[comma.end() :], re.IGNORECASE))


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for whole words; the longest first."""
    if not words:
        return re.compile(r"(?!)")
    parts = (
        r"[\s\-\u2010\u2011]+".join(map(re.escape, re.split(r"[\s-]+", w)))
        for w in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE)
