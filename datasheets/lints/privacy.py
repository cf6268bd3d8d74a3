"""Rules: what the privacy label, storage, policies and support promise is what hardware and software hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from datasheets.lints.phrases import alike, mention, named
from datasheets.lints.rules import Context, Found, Quote, passed, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.sheet.sheet import Place
from datasheets.sheet.values import NOT_DISCLOSED, NOT_PROVIDED, is_missing, says_not


def _text(context: Context, place: str) -> str:
    """All text at a place as one; empty where words stand for it."""
    value = context.sheet.get(place)
    return "" if says_not(value) else "; ".join(text for _, text in texts(value))


def _withheld(value: Any) -> bool:
    """Whether it should be there and nobody says it."""
    return is_missing(value) or value == NOT_DISCLOSED


# Sensors


@rule("sensor-not-on-label", "error", "Every sensor that is fitted and not disabled is on the privacy label")
def _not_on_label(context: Context) -> Iterator[Found]:
    label = context.sheet.rows("security_and_privacy.label")
    if not label:
        return
    for path, name, modality in _sensing(context):
        if any(row["data"] == modality or alike(str(row["sensor"]), name) for row in label):
            continue
        quotes = (
            context.quote(path, f"{name} ({modality})"),
            context.quote(("security_and_privacy", "label"), ", ".join(str(row["data"]) for row in label)),
        )
        yield (
            f"{quotes[0].place} has {written(name)} for {modality}, and security_and_privacy.label names only "
            f"{quotes[1].text}", quotes
        )  # fmt: skip


def _sensing(context: Context) -> Iterator[tuple[Place, str, str]]:
    """Sensors that may be in use, of the hardware and of the bill of materials: path, name, modality."""
    sensors = context.sheet.rows("hardware.sensors")
    for index, row in enumerate(sensors):
        if row["used"] != "fitted, not used" and not says_not(row["modality"]):
            yield ("hardware", "sensors", index, "name"), str(row["name"]), row["modality"]
    for index, row in enumerate(context.sheet.rows("hardware.bom")):
        modality = _senses(context, row)
        if modality and not any(_same_sensor(one, row, modality) for one in sensors):
            yield ("hardware", "bom", index, "component"), str(row["component"]), modality


def _senses(context: Context, part: dict[str, Any]) -> str:
    """The kind of data that a part takes in: as its row says, else by what it is called; empty for none."""
    if not says_not(part.get("modality")):
        return str(part["modality"])
    if part.get("modality") is not None or not context.in_english:
        return ""
    kinds = setting("sensor_parts").items()
    rest = setting("not_a_sensor")
    return next((k for k, words in kinds if mention(str(part["component"]), words, not_before=rest)), "")


def _same_sensor(sensor: dict[str, Any], part: dict[str, Any], modality: str) -> bool:
    return sensor["modality"] == modality or alike(str(sensor["name"]), str(part["component"]))


@rule("sensor-not-listed", "error", "Every sensor of the bill of materials is a sensor of the hardware")
def _not_listed(context: Context) -> Iterator[Found]:
    sensors = context.sheet.rows("hardware.sensors")
    for index, row in enumerate(context.sheet.rows("hardware.bom")):
        modality = _senses(context, row)
        if not modality or not sensors or any(_same_sensor(one, row, modality) for one in sensors):
            continue
        quotes = (
            context.quote(("hardware", "bom", index, "component"), str(row["component"])),
            context.quote(("hardware", "sensors"), ", ".join(str(one["name"]) for one in sensors)),
        )
        yield (
            f"{quotes[0].place} is {written(row['component'])} for {modality}, and hardware.sensors names only "
            f"{written(quotes[1].text)}", quotes
        )  # fmt: skip


@rule("unused-sensor-not-disabled", "error", "A sensor that is fitted and not used says what disables it")
def _not_disabled(context: Context) -> Iterator[Found]:
    for index, row in enumerate(context.sheet.rows("hardware.sensors")):
        if row["used"] == "fitted, not used" and says_not(row.get("disabled_by")):
            quote = context.quote(("hardware", "sensors", index), str(row["name"]))
            yield (
                f"{quote.place} is {written(row['name'])}, fitted and not used, with disabled_by "
                f"{written(row.get('disabled_by'))}", (quote,)
            )  # fmt: skip


@rule("persons-unexplained", "warning", "Where pictures or sound are taken in, a text says why nobody is identifiable")
def _persons(context: Context) -> Iterator[Found]:
    if context.sheet.get("security_and_privacy.identifiable") != "none" or not context.in_english:
        return
    handling = "processed", "stored_what", "transmitted", "retention", "consent"
    said = " ".join(_text(context, f"security_and_privacy.{key}") for key in handling)
    senses = setting("person_senses")
    for index, row in enumerate(context.sheet.rows("hardware.sensors")):
        if row["used"] == "used" and row["modality"] in senses and not named(said, senses[row["modality"]]):
            quotes = (
                context.quote("security_and_privacy.identifiable"),
                context.quote(("hardware", "sensors", index, "modality"), row["modality"]),
            )
            yield (
                f'{quotes[0].place} is "none" beside {written(row["name"])}, whose modality is {row["modality"]} '
                f"({quotes[1].place}), and no text on the handling of data says what becomes of what it takes in",
                quotes,
            )  # fmt: skip


# Storage


def _keeps_nothing(context: Context) -> Quote | None:
    """Where the sheet says that nothing is kept on the device."""
    if context.sheet.get("security_and_privacy.stored") == "no device storage":
        return context.quote("security_and_privacy.stored")
    nothing = _is_none(_text(context, "security_and_privacy.retention"))
    return context.quote("security_and_privacy.retention") if nothing else None


@rule("register-keeps-data", "error", "No register keeps data where the sheet says that nothing is stored")
def _register(context: Context) -> Iterator[Found]:
    denied = _keeps_nothing(context)
    what = _text(context, "security_and_privacy.stored_what")
    for index, row in enumerate(context.sheet.rows("hardware.registers")):
        if denied is None or row["stores"] != "persistent":
            continue
        names = [str(row[key]) for key in ("name", "address") if not says_not(row[key])]
        if not (what and any(named(what, [name]) for name in names)):
            quotes = (context.quote(("hardware", "registers", index, "stores"), "persistent"), denied)
            yield (
                f"{quotes[0].place} says that {written(row['name'])} at {written(row['address'])} keeps data for good, "
                f"and {denied.place} is {denied.text}", quotes
            )  # fmt: skip


@rule("storage-unexplained", "warning", "A part that stores data has a purpose where the sheet says nothing is stored")
def _storage_part(context: Context) -> Iterator[Found]:
    denied = _keeps_nothing(context)
    said = [_text(context, place) for place in ("security_and_privacy.stored_what", "hardware.memory")]
    explained = any(named(text, setting("storage_purpose")) for text in said)
    if denied is None or explained or not context.in_english:
        return
    for index, row in enumerate(context.sheet.rows("hardware.bom")):
        component = str(row["component"])
        if named(component, setting("storage_parts")) and not named(component, setting("storage_purpose")):
            quotes = (context.quote(("hardware", "bom", index, "component"), component), denied)
            yield (
                f"{quotes[0].place} is {written(component)}, {denied.place} is {denied.text}, and neither "
                "hardware.memory nor security_and_privacy.stored_what says what the part keeps", quotes
            )  # fmt: skip


@rule("label-and-storage", "error", "The privacy label says of storage what the section says")
def _label_storage(context: Context) -> Iterator[Found]:
    """A row of the label that denies storage on the device while the section tells of some, or the other way round."""
    stored = context.sheet.get("security_and_privacy.stored")
    if says_not(stored) or not context.in_english:
        return
    for index, row in enumerate(context.sheet.rows("security_and_privacy.label")):
        said = row.get("stored_on_device")
        if says_not(said):
            continue
        denies = bool(named(str(said), setting("no_device_storage"))) or _is_none(str(said))
        rows = context.sheet.rows("security_and_privacy.label")
        if denies == (stored == "no device storage") or (denies and len(rows) > 1):
            continue  # with several rows, what is stored may be of another sensor
        quotes = (
            context.quote(("security_and_privacy", "label", index, "stored_on_device"), str(said)),
            context.quote("security_and_privacy.stored"),
        )
        yield f"{quotes[0].place} is {written(said)}, and {quotes[1].place} is {quotes[1].text}", quotes


@rule("label-retention", "error", "A row of the label keeps data for some time where it stores them, and only there")
def _label_retention(context: Context) -> Iterator[Found]:
    """On the device and in the cloud. What passes through a working memory is neither stored nor kept."""
    if not context.in_english:
        return
    for index, row in enumerate(context.sheet.rows("security_and_privacy.label")):
        for where, none in (("on_device", "no_device_storage"), ("in_cloud", "no_cloud_storage")):
            stored, kept = row.get(f"stored_{where}"), row.get(f"retention_{where}")
            if says_not(stored) or says_not(kept):
                continue
            nothing = {_says_none(str(stored), none), _says_none(str(kept), "label_none")}
            if nothing == {True, False} and not named(str(kept), setting("transient_words")):
                quotes = tuple(
                    context.quote(("security_and_privacy", "label", index, key), str(row[key]))
                    for key in (f"stored_{where}", f"retention_{where}")
                )
                yield (
                    f"{quotes[0].place} is {written(stored)}, and {quotes[1].place} is {written(kept)}", quotes
                )  # fmt: skip


@rule("label-sharing", "error", "A row of the label that shares no data neither sends them nor sells them")
def _label_sharing(context: Context) -> Iterator[Found]:
    if not context.in_english:
        return
    for index, row in enumerate(context.sheet.rows("security_and_privacy.label")):
        shared = row.get("shared_with")
        if says_not(shared) or _says_none(str(shared), "not_shared") is not True:
            continue
        for key in ("sharing_frequency", "sold_to"):
            if not says_not(row.get(key)) and _says_none(str(row[key]), "not_shared") is False:
                quotes = tuple(
                    context.quote(("security_and_privacy", "label", index, k), str(row[k]))
                    for k in ("shared_with", key)
                )
                yield f"{quotes[0].place} is {written(shared)}, and {quotes[1].place} is {written(row[key])}", quotes


def _says_none(text: str, words: str) -> bool | None:
    """Whether a cell of the label begins with words for nothing; None where it goes on to say of what."""
    said = text.strip(" .").casefold()
    known = (*setting(words), *setting("label_none"), *setting("no_retention"))
    found = next((m for word in known if (m := re.match(rf"{re.escape(word.casefold())}(?!\w)", said))), None)
    if found is None:
        return False
    return None if re.match(r"\s+(?:of|but|except|other)\b", said[found.end() :]) else True


@rule("retention-without-storage", "error", "What is stored is kept for some time")
def _retention(context: Context) -> Iterator[Found]:
    """Data that are stored on the device, beside a retention of nothing."""
    stored = context.sheet.get("security_and_privacy.stored")
    retention = _text(context, "security_and_privacy.retention")
    if stored in ("de-identified", "pseudonymised", "identifiable") and _is_none(retention):
        quotes = (context.quote("security_and_privacy.stored"), context.quote("security_and_privacy.retention"))
        yield f"{quotes[0].place} is {quotes[0].text}, and {quotes[1].place} is {quotes[1].text}", quotes


def _is_none(text: str) -> bool:
    return text.strip(" .").casefold() in setting("no_retention")


# Policies and support


@rule("privacy-law-without-policy", "error", "Where a law on data is claimed, the privacy policy is disclosed")
def _policy(context: Context) -> Iterator[Found]:
    policy = context.sheet.get("security_and_privacy.privacy_policy")
    if policy not in (NOT_DISCLOSED, NOT_PROVIDED):
        return
    claimed: list[Quote] = []
    for index, claim in enumerate(context.sheet.claims):
        if context.in_english and mention(claim.text, setting("privacy_schemes")):
            claimed.append(context.quote(("claims", index, "text"), claim.text))
    for index, row in enumerate(context.sheet.rows("overview.compliance")):
        open_status = row["status"] not in ("not applicable", "planned")
        if open_status and named(str(row["scheme"]), setting("privacy_schemes")):
            claimed.append(context.quote(("overview", "compliance", index, "scheme"), str(row["scheme"])))
    if claimed:
        quotes = (*claimed, context.quote("security_and_privacy.privacy_policy"))
        yield (
            f"{claimed[0].place} names {written(claimed[0].text)}, and {quotes[-1].place} is {quotes[-1].text}",
            quotes,
        )


@rule("label-code-without-address", "error", "A printed code of the label leads to an address")
def _label_code(context: Context) -> Iterator[Found]:
    if context.sheet.get("security_and_privacy.label_code") != "printed":
        return
    if says_not(context.sheet.get("security_and_privacy.label_url")):
        quotes = tuple(context.quote(f"security_and_privacy.{key}") for key in ("label_code", "label_url"))
        yield f"{quotes[0].place} is {quotes[0].text}, and {quotes[1].place} is {quotes[1].text}", quotes


@rule("support-missing", "error", "The end of support is told")
def _support(context: Context) -> Iterator[Found]:
    if _withheld(context.sheet.get("security_and_privacy.support_until")):
        quote = context.quote("security_and_privacy.support_until")
        yield f"{quote.place} is {quote.text}: nobody can know until when faults are mended", (quote,)


@rule("support-ended", "error", "Support has not ended")
def _support_ended(context: Context) -> Iterator[Found]:
    yield from passed(context, "security_and_privacy.support_until")


@rule("patches-without-updates", "error", "Patches are promised only where the sensor can be updated")
def _patches(context: Context) -> Iterator[Found]:
    if context.sheet.get("system.update_mechanism") != "none":
        return
    if mention(_text(context, "security_and_privacy.patches"), setting("update_words")):
        quotes = (context.quote("system.update_mechanism"), context.quote("security_and_privacy.patches"))
        yield f"{quotes[0].place} is {quotes[0].text}, and {quotes[1].place} says {quotes[1].text}", quotes
