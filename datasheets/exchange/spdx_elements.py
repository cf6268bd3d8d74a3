"""What every part of an SPDX document needs: identifiers, creation, agents, licences, relationships."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from datasheets.data_files import data_file
from datasheets.exchange.cyclonedx_names import is_licence_expression, is_sha256
from datasheets.exchange.cyclonedx_schema import is_web
from datasheets.exchange.cyclonedx_write import TOOL
from datasheets.exchange.saying import Saying
from footprint.version import VERSION

Missing = list[tuple[str, str]]
_NO_LICENCE = "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense"
_PROFILES = ("core", "software", "simpleLicensing")


def table() -> dict[str, Any]:
    """Which field stands where, as the file has it."""
    found: dict[str, Any] = data_file("spdx.yaml")
    return found


def instant(day: str) -> datetime:
    """The beginning of a day."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


class Document:
    """An SPDX document in the making.

    Attributes
    ----------
    saying : Saying
    missing : list of (str, str)
        What a profile asks for and the datasheet does not say.
    """

    def __init__(self, saying: Saying, base: str, day: str) -> None:
        from spdx_python_model.bindings import v3_0_1 as spdx

        self.spdx = spdx
        self.saying = saying
        self.missing: Missing = []
        self._base = base
        self._elements: list[Any] = []
        self._lacking: set[str] = set()
        self._info = spdx.CreationInfo(created=instant(day), specVersion="3.0.1")
        self._info.createdBy = self._authors()
        self._info.createdUsing = [self.add(spdx.Tool, "tool", name=f"{TOOL} {VERSION}")]
        self.maker = self._maker()

    def add(self, kind: Any, key: str, **properties: Any) -> Any:
        """An element with an identifier of its own; properties without a value are left out."""
        given = {name: value for name, value in properties.items() if value is not None and value != []}
        element = kind(_id=self._base + key, creationInfo=self._info, **given)
        self._elements.append(element)
        return element

    def relate(self, key: str, start: Any, kind: str, ends: list[Any]) -> None:
        """A relationship from one element to others."""
        if ends:
            iri = self.spdx.RelationshipType.NAMED_INDIVIDUALS[kind]
            self.add(self.spdx.Relationship, key, from_=start, relationshipType=iri, to=ends)

    def license(self, key: str, package: Any, text: str | None) -> None:
        """The declared licence of a package; none is concluded, because nobody looked into it."""
        declared: Any = _NO_LICENCE
        if text is not None:
            declared = self._licence(f"{key}-licence", text)
        self.relate(f"{key}-declared", package, "hasDeclaredLicense", [declared])
        self.relate(f"{key}-concluded", package, "hasConcludedLicense", [_NO_LICENCE])

    def entry(self, key: str, value: str | None) -> Any:
        """An entry of a dictionary."""
        return self.spdx.DictionaryEntry(key=key, **({} if value is None else {"value": value}))

    def hashes(self, place: str, text: str | None) -> list[Any]:
        """A SHA-256 in hexadecimal; other texts are not said."""
        if text is None or not is_sha256(text):
            self.saying.take_back(place)
            return []
        return [self.spdx.Hash(algorithm=self.spdx.HashAlgorithm.NAMED_INDIVIDUALS["sha256"], hashValue=text)]

    def uri(self, place: str, text: str | None) -> str | None:
        """A web address that SPDX takes; others are not said."""
        if text is not None and is_web(text):
            return text
        self.saying.take_back(place)
        return None

    def ask(self, profile: str, package: Any) -> None:
        """List what a profile asks of a package and the package does not have."""
        for row in table()["asked"][profile]:
            value = getattr(package, row["property"])
            if value is None or (row["property"] == "originatedBy" and not list(value)):
                self._lacking.add(profile)
                name = f"{package.get_compact_type()}.{row['property'].removeprefix('software_')}"
                if (name, row["places"]) not in self.missing:
                    self.missing.append((name, row["places"]))

    def profiles(self, *claimed: str) -> None:
        """The document itself, with the profiles that nothing is missing for."""
        kinds = self.spdx.ProfileIdentifierType.NAMED_INDIVIDUALS
        named = [*_PROFILES, *(one for one in claimed if one not in self._lacking)]
        elements = list(self._elements)
        device = next(one for one in elements if one._id == f"{self._base}device")
        self.add(
            self.spdx.SpdxDocument, "document", name=device.name, element=elements, rootElement=[device],
            profileConformance=[kinds[one] for one in named],
        )  # fmt: skip

    def finished(self) -> list[Any]:
        """Everything of the document."""
        return self._elements

    def _authors(self) -> list[Any]:
        """Who made the datasheet; where it names nobody, the program that wrote this file."""
        spdx, found = self.spdx, []
        for index, row in enumerate(self.saying.rows("title_page.authors", "name", "orcid"), 1):
            if "name" not in row:
                self.saying.take_back(f"title_page.authors.{index}.orcid")
                continue
            kind = spdx.Person if "orcid" in row else spdx.Agent  # only people have an ORCID
            other = spdx.ExternalIdentifierType.NAMED_INDIVIDUALS["other"]
            ids = [spdx.ExternalIdentifier(
                externalIdentifierType=other, identifier=row["orcid"], issuingAuthority="ORCID"
            )] if "orcid" in row else []  # fmt: skip
            found.append(self.add(kind, f"author-{index}", name=row["name"], externalIdentifier=ids))
        if not found:
            self.missing.append(("CreationInfo.createdBy", "title_page.authors"))
            found.append(self.add(spdx.SoftwareAgent, "program", name=f"{TOOL} {VERSION}"))
        return found

    def _maker(self) -> Any:
        name = self.saying.text("title_page.manufacturer")
        if name is None:
            return None
        email = self.saying.text("title_page.contact")
        kind = self.spdx.ExternalIdentifierType.NAMED_INDIVIDUALS["email"]
        ids = [self.spdx.ExternalIdentifier(externalIdentifierType=kind, identifier=email)] if email else []
        return self.add(self.spdx.Organization, "maker", name=name, externalIdentifier=ids)

    def _licence(self, key: str, text: str) -> Any:
        spdx = self.spdx
        if is_licence_expression(text):
            return self.add(spdx.simplelicensing_LicenseExpression, key, simplelicensing_licenseExpression=text)
        words = self.add(spdx.simplelicensing_SimpleLicensingText, f"{key}-text", simplelicensing_licenseText=text)
        reference = "LicenseRef-declared"
        return self.add(
            spdx.simplelicensing_LicenseExpression, key, simplelicensing_licenseExpression=reference,
            simplelicensing_customIdToUri=[self.entry(reference, words._id)],
        )  # fmt: skip


def present(made: Document, word: str) -> str:
    """Yes, no or no assertion."""
    return str(made.spdx.PresenceType.NAMED_INDIVIDUALS[word])


def purpose(made: Document, word: str) -> str:
    """What a package is for."""
    return str(made.spdx.software_SoftwarePurpose.NAMED_INDIVIDUALS[word])


def day(text: str | None) -> Any:
    """The beginning of a day, if there is one."""
    return instant(text) if text is not None else None


def texts(*given: str | None) -> list[str]:
    """Those that are there."""
    return [text for text in given if text is not None]


def joined(text: str | None, more: list[str]) -> str | None:
    """Several texts as one, a line each."""
    found = [*texts(text), *more]
    return "\n".join(found) or None
