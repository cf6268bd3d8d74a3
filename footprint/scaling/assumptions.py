"""What nobody gave when devices were scaled: each with the rule that filled it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from footprint import tables
from footprint.items import Assumed
from footprint.numbers import many
from footprint.scaling.mixes import Member
from footprint.scaling.world import Emissions, share_text


def assumed_here(given: Collection[str], devices: int, world: Sequence[Emissions]) -> list[Assumed]:
    """What scaling itself assumes.

    Parameters
    ----------
    given : collection of str
        What was given of ``devices`` and ``ceiling``.
    devices : int
    world : sequence of Emissions
        What the totals stand beside.
    """
    rules, found = tables.growth(), []
    if "devices" not in given:
        named = rules["devices"]
        found.append(Assumed("devices", many(devices), f"no number given: {named['what']}, {named['source']}"))
    if "ceiling" not in given:
        logistic = rules["models"]["logistic"]
        found.append(Assumed("growth.ceiling_billion", logistic["ceiling_billion"], logistic["ceiling_why"]))
    found += [
        Assumed(f"growth.connections_{row.year}_billion", row.billion, row.note)
        for row in tables.iot_connections() if row.status == "assumed"
    ]  # fmt: skip
    found += [Assumed(f"flows.{key}", one["value"], one["why"]) for key, one in rules["flows"].items()]
    for one in world:
        if one.share_year not in (None, one.year):
            field = f"world.{one.key.replace('-', '_')}_share"
            why = f"published for {one.share_year}, and taken for {one.year} as well"
            found.append(Assumed(field, share_text(one), why))
    return found


def of_members(members: Sequence[Member]) -> list[Assumed]:
    """What the systems assume; in a mix each under the name of its system."""
    if len(members) == 1:
        return list(members[0].result.assumed)
    return [one._replace(field=f"{m.name}: {one.field}") for m in members for one in m.result.assumed]
