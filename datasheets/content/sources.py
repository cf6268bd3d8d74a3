"""What the numbers of a datasheet rest on: collected in the order of first use, each thing once."""

from __future__ import annotations

from datasheets.content.blocks import Evidence
from datasheets.sheet.artefacts import Artefact, Artefacts
from datasheets.sheet.files import inside
from datasheets.sheet.values import Quantity
from footprint.errors import InputError

KIND_WORDS = {
    "model": "model file", "evaluation": "evaluation of the model", "capture": "power capture",
    "profile": "measured profile", "system": "system file", "bom": "bill of materials",
}  # fmt: skip
"""What a kind of artefact is called on paper."""


class Sources:
    """Numbers of evidence, given out as they are asked for; a file has one, whatever it says of what it holds."""

    def __init__(self, artefacts: Artefacts) -> None:
        self._artefacts = artefacts
        self._files: dict[tuple[str, str], dict[str, None]] = {}
        self._words: dict[str, int] = {}

    def artefact(self, artefact: Artefact, said: str = "") -> int:
        """The number of a file; `said` is what it says of itself."""
        number = self._number(f"{artefact.file}, {KIND_WORDS[artefact.kind]}", artefact.found_sha256)
        if said:
            list(self._files.values())[number - 1][said] = None
        return number

    def place(self, place: str) -> int:
        """The number of the artefact of a place such as ``model.macs``; 0 for no place."""
        name = place.partition(".")[0]
        return self.artefact(self._artefacts.named[name]) if name in self._artefacts.named else 0

    def words(self, text: str) -> int:
        """The number of what was typed as evidence: an artefact, a file beside the datasheet, or words. 0 for none."""
        if not text:
            return 0
        if text not in self._words:
            artefact = next((a for a in self._artefacts.named.values() if a.file == text), None)
            self._words[text] = self.artefact(artefact) if artefact else self._number(text, self._hash(text))
        return self._words[text]

    def quantity(self, quantity: Quantity) -> int:
        """The number of what a quantity rests on; 0 for nothing."""
        artefact = self._artefacts.named.get(quantity.taken_from.partition(".")[0]) if quantity.taken_from else None
        if artefact is None:
            return self.words(quantity.evidence)
        return self.artefact(artefact, "" if quantity.evidence == artefact.file else quantity.evidence)

    def listed(self) -> tuple[Evidence, ...]:
        """All that was asked for."""
        return tuple(
            Evidence(number, f"{text}: {'; '.join(said)}" if said else text, sha)
            for number, ((text, sha), said) in enumerate(self._files.items(), 1)
        )

    def _number(self, text: str, sha256: str) -> int:
        self._files.setdefault((text, sha256), {})
        return list(self._files).index((text, sha256)) + 1

    def _hash(self, text: str) -> str:
        """The hash of a file beside the datasheet; empty for words, and for whatever is elsewhere."""
        from firmware_profiles.fingerprint import sha256_of

        if len(text) > 200 or "\n" in text:
            return ""
        try:
            path = inside(text, self._artefacts.folder)
        except InputError:
            return ""
        return (sha256_of(path) or "") if path.is_file() else ""
