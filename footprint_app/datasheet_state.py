"""The datasheet that a session works on: its source text, its files, what can be undone, and what was not taken over.

The text is the truth and widgets show it. An answer that does not fit its field is kept beside it, as a draft.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from datasheets.lints.rules import Finding, lint
from datasheets.sheet import edit
from datasheets.sheet.artefacts import Artefact, load_here
from datasheets.sheet.origins import KEY as ORIGINS
from datasheets.sheet.origins import Origin
from datasheets.sheet.places import NotThereError
from datasheets.sheet.progress import Progress, progress
from datasheets.sheet.sheet import Datasheet, datasheet_from_text, place_of
from datasheets.sheet.template import Field, Section, template
from datasheets.sheet.values import NOT_PROVIDED, is_missing
from footprint.errors import InputError, printable, shown
from footprint.yaml_file import MAX_BYTES, parse_yaml
from footprint_app import datasheet_files, faces
from footprint_app.datasheet_values import Mode, Raw, typed_again
from footprint_app.firmware_upload import Stored
from footprint_app.firmware_words import PAGE

UNDO_STEPS = 20
MODEL = "model"
CLAIMS = Field(
    "claims", "Claims", "optional", "table",
    columns=(
        Field("text", "What is promised", "required", "text"),
        Field("number", "The number that it rests on", "optional", "choice", choices=tuple(
            f"{s.key}.{f.key}" for s in template() for f in s.fields if f.kind == "quantity"
        )),
        Field("evidence", "Evidence", "optional", "text"),
    ),
)  # fmt: skip
LANGUAGE = Field("language", "Language of the texts", "required", "text")

ANEW = "The source was written anew: its values are all there, its comments are not. Undo brings both."
_TOP = ("schema", "language", "artefacts", "claims", *(s.key for s in template()))

Place = tuple[str | int, ...]


class Draft(NamedTuple):
    """What was typed into a field and is not in the source, and why not."""

    raw: Raw
    message: str = ""
    mode: Mode = "value"


class Read(NamedTuple):
    """A text as it was read: its data and sheet, or what is wrong with it."""

    text: str
    data: Any
    sheet: Datasheet | None
    error: InputError | None
    findings: tuple[Finding, ...]
    progress: dict[str, Progress]

    @property
    def errors(self) -> int:
        """How many errors the rules found."""
        return sum(f.severity == "error" for f in self.findings)


@dataclass
class Work:
    """What a session has of its datasheet.

    Attributes
    ----------
    files : Stored
        The folder with everything but the source.
    text : str
        The source.
    first : str
        As it was opened.
    history : list of str
        Texts before this one, the newest last.
    drafts : dict
        Path of a field to what was typed there and does not fit.
    before : Work, optional
        What the session worked on before this was opened.
    waiting : callable, optional
        Is told how long a Keras model takes, which is converted in a process of its own. [s]
    """

    files: Stored
    text: str
    first: str
    name: str
    history: list[str] = field(default_factory=list)
    drafts: dict[Place, Draft] = field(default_factory=dict)
    before: Work | None = None
    note: str = ""
    as_of: date | None = None
    as_of_text: str = ""
    waiting: Callable[[float], None] | None = None
    changes: int = 0
    _contents: dict[Any, Any] = field(default_factory=dict)
    _read: dict[Any, Read] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.files.path

    def read(self, text: str | None = None) -> Read:
        """The text, or another one in its place, as it reads now."""
        wanted = self.text if text is None else text
        key = (wanted, self.changes, self.as_of)
        if key not in self._read:
            found = self._fresh(wanted)
            while len(self._read) > 1:
                self._read.pop(next(iter(self._read)))
            self._read[key] = found
        return self._read[key]

    def _fresh(self, text: str) -> Read:
        data: Any = None
        try:
            if len(text.encode()) > MAX_BYTES:
                raise InputError(f"the source is larger than {MAX_BYTES // 1_000_000} MB")
            data, _ = parse_yaml(text, datasheet_files.SOURCE)
            sheet = datasheet_from_text(text, datasheet_files.SOURCE, self.folder, self.load)
            return Read(text, data, sheet, None, lint(sheet, as_of=self.as_of), progress(sheet))
        except InputError as error:
            return Read(text, data, None, error, (), {})

    def load(self, artefact: Artefact) -> Any:
        """What an artefact holds, read once for a file and its options; the error of one that cannot be read too."""
        options = tuple(sorted((k, str(v)) for k, v in artefact.options.items()))
        model = artefact.kind == MODEL  # what is known of it holds wherever the file is
        where = artefact.path.suffix if model else str(artefact.path)
        key = (artefact.kind, where, artefact.found_sha256, options)
        if key not in self._contents:
            try:
                self._contents[key] = self._load_now(artefact)
            except InputError as error:
                self._contents[key] = error
        found = self._contents[key]
        if isinstance(found, InputError):
            raise copy.copy(found)
        return (artefact.path, found) if model else found

    def _load_now(self, artefact: Artefact) -> Any:
        if artefact.kind != MODEL:
            return load_here(artefact)
        from firmware_profiles.model import inspect_model

        # A model of somebody else stays in a process of its own while it is converted.
        return inspect_model(artefact.path, measure=False, apart=self.waiting or (lambda _: None))

    def models(self) -> dict[Any, Any]:
        """What is known of the models: small, and long to find out again."""
        return {key: found for key, found in self._contents.items() if key[0] == MODEL}

    # --- changes ---------------------------------------------------------------------------------

    def remember(self, text: str) -> None:
        """Make a text the source; the one until now can be undone."""
        if text != self.text:
            self.history.append(self.text)
            del self.history[:-UNDO_STEPS]
            self.text = text
        self.note = ""

    def undo(self) -> None:
        """Put the text before the last change back."""
        self.text = self.history.pop()
        self.drafts.clear()
        self.note = ""

    def reset(self) -> None:
        """Back to the text as it was opened."""
        self.remember(self.first)
        self.drafts.clear()

    def put(self, path: Place, given: Any, raw: Raw | None = None, mode: Mode = "value") -> bool:
        """Put data at a path, or take away what is there where they are None; what does not fit becomes a draft.

        Returns
        -------
        bool
            Whether the source has it now.
        """
        try:
            edited = self._edited(path, given)
        except (ValueError, KeyError, IndexError) as error:
            message = said(error) if isinstance(error, InputError) else "It cannot be put into the source there."
            self.drafts[path] = Draft(raw or {}, message, mode)
            return False
        found = self.read(edited.text)
        if found.error is not None:
            self.drafts[path] = Draft(raw or {}, said(found.error), mode)
            return False
        self.drafts.pop(path, None)
        origin = self.origin(path)
        self.remember(edited.text)
        if origin is not None and self.origin(path) is None:
            self.note = f"That field is not from {origin.evidence} any more: it was changed here. Undo brings it back."
        if not edited.whole:
            self.note = f"{ANEW} {self.note}".strip()
        return True

    def origin(self, path: Place) -> Origin | None:
        """Where a typed field is from, as far as the datasheet says that."""
        sheet = self.read().sheet
        return sheet.origins.get(place_of(path[:2])) if sheet is not None else None

    def _edited(self, path: Place, given: Any) -> edit.Edited:
        """The text with a change, and without the origin of what was changed."""
        changed = self._put(path, given)
        origin: Place = (ORIGINS, place_of(path[:2]))
        if not has(self.read().data, origin):
            return changed
        known = edit.without(changed.text, origin)
        return edit.Edited(known.text, changed.whole and known.whole)

    def _put(self, path: Place, given: Any) -> edit.Edited:
        order = [f.key for s in template() if s.key == path[0] for f in s.fields] if len(path) > 1 else list(_TOP)
        if given is not None:
            return edit.with_value(self.text, path, given, order)
        if has(self.read().data, path):
            return edit.without(self.text, path)
        return edit.Edited(self.text, True)

    def answer(self, path: Place, field: Field, given: Any, raw: Raw, mode: Mode = "value") -> bool:
        """Put an answer into a field; an empty one leaves it out, or marks it where it is required."""
        if given is None and field.need == "required" and path[0] != "claims":
            given = NOT_PROVIDED
        return self.put(path, given, raw, mode)

    def forget_drafts(self, path: Place) -> None:
        """Drop what was typed below a path."""
        for one in [p for p in self.drafts if p[: len(path)] == path]:
            del self.drafts[one]

    def files_changed(self) -> None:
        """Read again: a file came, went or holds something else."""
        self.changes += 1
        self._read.clear()

    # --- artefacts -------------------------------------------------------------------------------

    def offers(self, section: Section | None = None) -> dict[tuple[str, str], str]:
        """Fields that artefacts have and the source does not: section and field key to the place, the best first."""
        sheet = self.read().sheet
        found: dict[tuple[str, str], str] = {}
        if sheet is None:
            return found
        for part in template() if section is None else (section,):
            for one in part.fields:
                place = next(iter(self.places(one)), "")
                if place and is_missing(sheet.sections.get(part.key, {}).get(one.key)):
                    found[part.key, one.key] = place
        return found

    def places(self, wanted: Field) -> list[str]:
        """Where a field can be taken from, the best first."""
        sheet = self.read().sheet
        found = []
        for takes in wanted.takes if sheet is not None else ():
            kind, _, key = takes.partition(".")
            for artefact in sheet.artefacts.of_kind(kind) if sheet is not None else ():
                place = f"{artefact.name}.{key}"
                if self._holds(sheet, place, wanted):
                    found.append(place)
        return found

    @staticmethod
    def _holds(sheet: Datasheet | None, place: str, wanted: Field) -> bool:
        try:
            return sheet is not None and sheet.artefacts.take({"from": place}, wanted) is not None
        except (NotThereError, InputError):
            return False

    def take_all(self) -> int:
        """Take everything that artefacts have and the source does not, as one step; gives how many fields."""
        offers = self.offers()
        before, history = self.text, list(self.history)
        taken = sum(self.put(place, {"from": where}) for place, where in offers.items())
        self.history = history
        made, self.text = self.text, before
        self.remember(made)
        return taken

    def type_instead(self, path: Place) -> None:
        """Write a value that is taken from an artefact into the source."""
        sheet = self.read().sheet
        if sheet is not None:
            here: Any = sheet.sections
            for step in path:
                here = here[step]
            self.put(path, typed_again(here))


def stem(read: Read) -> str:
    """What the names of files begin with: that of the sensor."""
    name = str(read.sheet.get("title_page.name") or "") if read.sheet is not None else ""
    return "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")[:60] or "datasheet"


def sha256(path: Path) -> str:
    """The hash of a file of the session."""
    from firmware_profiles.fingerprint import sha256_of

    found = sha256_of(path)
    if found is None:
        raise InputError(f"cannot read {shown(path.name)}")
    return found


def has(data: Any, path: Place) -> bool:
    """Whether something stands at a path."""
    try:
        edit.at(data, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def value_at(data: Any, path: Place) -> Any:
    """What stands at a path, or None."""
    return edit.at(data, path) if has(data, path) else None


def said(error: InputError) -> str:
    """An error in the words of the page: the field is known where it stands."""
    text = f"{printable(error.message)}."
    if error.valid:
        text += f" Nearest valid: {', '.join(error.valid)}."
    return faces.said(f"{text} {error.hint}".strip(), {**PAGE, "--as-of DATE": "the one that dates are held against"})


def sentence(error: InputError) -> str:
    """The same where a sentence begins with it: in a capital, unless it begins with a key."""
    text = said(error)
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


@lru_cache
def section_of(key: str) -> Section:
    """A section of the page: one of the template, or the claims."""
    if key == CLAIMS.key:
        return Section(key, "", CLAIMS.title, CLAIMS.columns)
    return next(s for s in template() if s.key == key)
