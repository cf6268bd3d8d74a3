"""The security schemes that a datasheet is held against: what they ask, as data, and whether they are about a device.

What a datasheet answers to them: `datasheets.scheme_answers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from datasheets.data_files import data_file
from datasheets.lints.phrases import mention, named
from datasheets.lints.ports import no_radio
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import NOT_APPLICABLE, says_not

Word = Literal["met", "not met", "not applicable", "not stated"]


@dataclass(frozen=True)
class Requirement:
    """One thing that a scheme asks.

    Attributes
    ----------
    id : str
        As the scheme numbers it, such as ``5.3-13``.
    asks : str
        In a few words of this project.
    need : str
        required, conditional or recommended; empty where the scheme does not tell them apart.
    shown : tuple of tuple of str
        Places that answer it by holding something; of those in one tuple one is enough.
    may_lack : bool
        Whether it stays open where those places hold nothing, because it is not asked of every device.
    choice, column : dict
        A place (and a column of its table) with the answer that each value gives.
    binds : bool
        Whether a value that makes it not met shows that it is applicable too.
    unless : dict
        Place to the values with which it is not applicable.
    certificate : str
        Column of the row of compliance that answers it once the scheme certified the device.
    level : int
        Level of the certificate that it belongs to; 0 for none.
    """

    id: str
    asks: str
    need: str = ""
    shown: tuple[tuple[str, ...], ...] = ()
    may_lack: bool = False
    choice: dict[str, Any] = field(default_factory=dict)
    column: dict[str, Any] = field(default_factory=dict)
    binds: bool = False
    unless: dict[str, list[str]] = field(default_factory=dict)
    certificate: str = ""
    level: int = 0


@dataclass(frozen=True)
class Group:
    """Requirements of one clause."""

    id: str
    title: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Scheme:
    """A law, a standard or a label for the security of devices.

    Attributes
    ----------
    key, name, version, about, applies_to, source : str
        Its short and full name, the edition, what it is, what it is about, and where that was read.
    needs : {"connection", "network", "radio"}
        What a device must have for the scheme to be about it.
    names, ids : tuple of str
        Other names of it; words that a person may write beside the id of a requirement.
    marked : bool
        Whether it has a mark that is granted.
    with_support : bool
        Whether its label holds only as long as updates are given.
    dates : tuple of tuple of str
        Day or month, and what happened then.
    groups : tuple of Group
        Empty for a scheme of which only is told whether it applies.
    """

    key: str
    name: str
    version: str
    about: str
    applies_to: str
    needs: str
    names: tuple[str, ...]
    ids: tuple[str, ...]
    marked: bool
    with_support: bool
    dates: tuple[tuple[str, str], ...]
    source: str
    groups: tuple[Group, ...]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Those of all groups, in their order."""
        return tuple(r for g in self.groups for r in g.requirements)

    def named_in(self, text: str) -> bool:
        """Whether a text names the scheme."""
        return bool(named(text, (self.key, *self.names)))

    def ids_of(self, given: str) -> tuple[str, ...]:
        """The requirements that a person means by an id; those of a whole group for that of the group, none if unknown.

        Words such as "provision", spaces, commas and capitals do not count.
        """
        meant = self._plain(given)
        if not meant:
            return ()
        for group in self.groups:
            if meant == self._plain(group.id):
                return tuple(r.id for r in group.requirements)
        return tuple(r.id for r in self.requirements if self._plain(r.id) == meant)

    def _plain(self, given: str) -> str:
        text = given.casefold()
        for word in self.ids:
            text = re.sub(rf"\b{re.escape(word)}\b", "", text)
        return re.sub(r"[\s,]+", "", text)


@cache
def schemes() -> tuple[Scheme, ...]:
    """All of them, in the order in which they are printed."""
    return tuple(_scheme(one) for one in data_file("schemes.yaml"))


def scheme(key: str) -> Scheme:
    """A scheme by its key."""
    return next(s for s in schemes() if s.key == key)


def _scheme(given: dict[str, Any]) -> Scheme:
    groups = tuple(
        Group(g["id"], g["title"], tuple(_requirement(r) for r in g["requirements"])) for g in given["groups"]
    )
    lists: dict[str, Any] = {key: tuple(given[key]) for key in ("names", "ids")}
    lists["dates"] = tuple((d["date"], d["what"]) for d in given["dates"])
    return Scheme(**{k: v for k, v in given.items() if k != "verified"} | lists | {"groups": groups})


def _requirement(given: dict[str, Any]) -> Requirement:
    shown = tuple(tuple(one) if isinstance(one, list) else (one,) for one in given.get("shown", ()))
    return Requirement(**{**given, "shown": shown})


def rows_of(one: Scheme, sheet: Datasheet) -> list[tuple[int, dict[str, Any]]]:
    """The rows of the table of compliance that name a scheme, each with its index."""
    rows = enumerate(sheet.rows("overview.compliance"))
    return [(i, r) for i, r in rows if not says_not(r["scheme"]) and one.named_in(str(r["scheme"]))]


def applies(one: Scheme, sheet: Datasheet) -> tuple[bool | None, str]:
    """Whether a scheme is about the device, and why not.

    What the makers say in the table of compliance goes before what the interfaces tell, except that nobody can give a
    device a radio that it has not.

    Returns
    -------
    bool or None, str
        None where the datasheet does not tell; the reason of no and of not known, empty for yes.
    """
    has, why = _HAS[one.needs](sheet)
    if has is False and one.needs == "radio":
        return has, why
    rows = [row for _, row in rows_of(one, sheet)]
    denied = [row for row in rows if row["status"] == "not applicable"]
    if denied and len(denied) == len(rows):
        return False, next((str(d[k]) for d in denied for k in ("scope", "pathway") if not says_not(d.get(k))), _DENIED)
    if any(not says_not(row["status"]) for row in rows) or _answered(one, sheet):
        return True, ""
    return has, why


_DENIED = "the table of compliance says so"


def _answered(one: Scheme, sheet: Datasheet) -> bool:
    return any(row["scheme"] == one.key for row in sheet.rows("security_and_privacy.requirements"))


def has_radio(sheet: Datasheet) -> tuple[bool | None, str]:
    """Whether the device has a radio, and why not: as the field says, else as interfaces and ports name one."""
    if no_radio(sheet):
        return False, "no radio"
    value, english = sheet.get("hardware.radio"), sheet.language.split("-")[0] == "en"
    if not says_not(value) and (english or named(str(value), setting("wireless_words"))):
        return True, ""
    if any(mention(text, setting("wireless_words")) for text in _told(sheet)):
        return True, ""
    return None, "the datasheet does not say whether there is a radio"


def _has_network(sheet: Datasheet) -> tuple[bool | None, str]:
    """Whether the device has a radio or a network; no only where interfaces are listed, in English, and none is one."""
    radio, why = has_radio(sheet)
    told = _told(sheet)
    if radio or any(named(text, setting("network_words")) for text in told):
        return True, ""
    if radio is None:
        return None, why
    listed = isinstance(sheet.get("hardware.interfaces"), list) and sheet.language.split("-")[0] == "en"
    denied = str(sheet.get("hardware.interfaces") or "").startswith(NOT_APPLICABLE)
    return (False, "no network interface") if listed or denied else (None, "the datasheet does not tell its interfaces")


def _has_connection(sheet: Datasheet) -> tuple[bool | None, str]:
    if has_radio(sheet)[0] or _told(sheet):
        return True, ""
    denied = all(str(sheet.get(place) or "").startswith(NOT_APPLICABLE) for place in _PLACES[:1])
    if denied and has_radio(sheet)[0] is False:
        return False, "no data connection"
    return None, "the datasheet does not tell its interfaces"


_PLACES = ("hardware.interfaces", "hardware.connectors", "security_and_privacy.ports")


def _told(sheet: Datasheet) -> list[str]:
    """Interfaces, connectors and ports, as they are listed."""
    return [text for place in _PLACES for _, text in texts(sheet.get(place)) if not says_not(sheet.get(place))]


_HAS = {"radio": has_radio, "network": _has_network, "connection": _has_connection}
