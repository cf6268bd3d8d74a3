"""Power states into a system file without retyping: the text of the file with another use stage, its comments kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from footprint.errors import InputError, nearest, printable, shown
from footprint.export import to_yaml, write_file
from footprint.presets import FOLDER, is_file_name, preset_names, system_from_text
from footprint.stages.supply import states_known
from footprint.system import System
from footprint.yaml_file import Lines, parse_yaml, read_text, reads_as_text
from footprint_app.terminal_marks import wrapped

ABOUT_THE_OLD = ("energy", "declared", "low", "high", "distribution", "pedigree", "source", "include", "why")
"""Keys of a use stage that say something of the value that states take the place of."""
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w .%/()-]*[\w.%/()-])?", re.ASCII)
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML takes for the end of a line."""

State = Mapping[str, Any]


class Merge(NamedTuple):
    """What is put into a system file.

    Attributes
    ----------
    states : list of dict
        As in `use.states` of a system file.
    whole : bool
        Whether they fill the use stage, as those of a capture and of a streaming profile do; else each is added to the
        states that are there.
    replaces : str, optional
        The state that a single one takes the place of.
    inferences : str, optional
        Inference rate, as it is written.
    comment : str
        Stands before the states in the file.
    """

    states: Sequence[State]
    whole: bool
    replaces: str | None = None
    inferences: str | None = None
    comment: str = ""


def states_lines(states: Sequence[State], indent: int = 2) -> list[str]:
    """The key `states` as lines of a system file."""
    return [f"{' ' * indent}states:", *(line for state in states for line in _item(state, indent + 2))]


def _item(state: State, indent: int) -> list[str]:
    marks = ["- ", *["  "] * len(state)]
    return [f"{' ' * indent}{m}{key}: {_value(key, v)}" for m, (key, v) in zip(marks, state.items(), strict=False)]


def _value(key: str, value: Any) -> str:
    if key == "duty" and isinstance(value, float):
        return f"{value * 100:.10g} %"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and reads_as_text(value):
        return value
    return json.dumps(value, ensure_ascii=False)  # JSON is YAML too


def check_output(into: str | None, output: str | None, replaces: str | None = None) -> None:
    """Refuse --into and --output that do not go together, before anything is read.

    Raises
    ------
    InputError
        One without the other, or a name that is none of a system file.
    """
    if (into is None) != (output is None):
        raise InputError(
            "--into and --output go together",
            hint="--into names the system, --output the new system file; the system itself is not touched.",
        )
    if replaces is not None and into is None:
        raise InputError("--replace goes with --into")
    if output is not None and not output.lower().endswith((".yaml", ".yml")):
        raise InputError(f"{shown(output)} does not end in .yaml", hint="Name it like my-sensor.yaml.")


def write_into(into: str, output: str, merge: Merge) -> list[str]:
    """Write a system file with other states; gives back what a reader must know of it.

    Parameters
    ----------
    into : str
        A preset or a system file, which is not touched.
    output : str
        The file to write; never one that is there already.

    Raises
    ------
    InputError
        No such system, states that do not fit into it, or a file that is there already.
    """
    if into in preset_names():
        text = read_text(FOLDER / f"{into}.yaml")
    elif is_file_name(into):
        text = read_text(Path(into))
    else:
        raise InputError(
            f"unknown preset {shown(into)}", valid=nearest(into, preset_names()),
            hint="A file has a path: ./name.yaml.",
        )  # fmt: skip
    system = system_from_text(text, into)
    data, lines = parse_yaml(text, into)
    if str(data.get("schema", "")).startswith("footprint.assess/"):  # a result, which holds its system
        data, lines = system.to_file_dict(), {}
    notes: list[str] = []
    use = merged(data.get("use") or {}, merge, into, notes)
    try:
        wanted = System.from_dict({**data, "use": use})
    except InputError as error:
        error.file = into
        if error.path == ("use", "states") and not merge.whole:  # the duty cycles
            error.hint = "--replace STATE puts the new state in the place of another."
        raise
    notes += _certainty(wanted, merge)
    made = _edited(text, lines, data.get("use") or {}, use, merge)
    if made is None or _read(made) != wanted:
        made = to_yaml(wanted)
        notes.append("The file was written anew, without the comments of the system file.")
    write_file(output, made, keep=True)
    return notes


def _certainty(system: System, merge: Merge) -> list[str]:
    """Why a use stage with measured states does not count as measured, where it does not."""
    assert system.use is not None
    status, _ = states_known(system.use)
    if status == merge.states[0]["status"]:
        return []
    names = ", ".join(s.name for s in system.use.states if (s.status or "calculated") == status)
    hint = "" if status != "calculated" else " Give its status and source if it was measured."
    return [f"The use stage counts as {status}, as its least certain state does: {names}.{hint}"]


def written_lines(output: str, notes: Sequence[str]) -> list[str]:
    """What the terminal says of a file that was written."""
    path = output if "/" in output or "\\" in output else f"./{output}"
    return ["", *(wrapped(note, "    ", "  ") for note in notes), f"Wrote {output}. Then: footprint assess {path}"]


def merged(use: Mapping[str, Any], merge: Merge, file: str, notes: list[str]) -> dict[str, Any]:
    """A use stage with other states, in the keys of the system file.

    Raises
    ------
    InputError
        States that do not fit in: more than all of the time, or a stage that is not given by states.
    """
    old = [dict(s) for s in use.get("states") or ()]
    new = [{**s, "duty": _value("duty", s["duty"])} for s in merge.states]  # as it is written, to the last digit
    states = new if merge.whole else _added(old, new, use, merge, file)
    dropped = [k for k in ABOUT_THE_OLD if k in use and (merge.whole or not old)]
    if not any("current" in s for s in states) and "voltage" in use:
        dropped.append("voltage")
    made = {k: v for k, v in use.items() if k not in dropped}
    made["states"] = states
    if merge.inferences is not None:
        if "inferences" in use and use["inferences"] != merge.inferences:
            notes.append(f"The inference rate was {use['inferences']}, and is {merge.inferences} now.")
        made["inferences"] = merge.inferences
    if dropped:
        notes.append(f"Left out of the use stage with what they were about: {', '.join(dropped)}.")
    if old and merge.whole:
        notes.append(f"Replaced: {', '.join(str(s.get('name')) for s in old)}.")
    return made


def _added(
    old: list[dict[str, Any]], new: list[dict[str, Any]], use: Mapping[str, Any], merge: Merge, file: str
) -> list[dict[str, Any]]:
    """The states that are there, with each new one in the place of that of its name, of `replaces`, or at the end."""
    given = next((k for k in ("energy", "declared") if k in use), None)
    if given is not None:
        raise InputError(
            f"the use stage gives {given}, and one state cannot take its place",
            file=file, path=("use", given), hint="Describe the use stage by states first: sleep, sensing and sending.",
        )  # fmt: skip
    names = [str(s.get("name")) for s in old]
    if merge.replaces is not None and merge.replaces not in names:
        raise InputError(f"no state {shown(merge.replaces)} to replace", file=file, path=("use", "states"), valid=names)
    states = list(old)
    for state in new:
        taken = merge.replaces if merge.replaces is not None else str(state["name"])
        at = names.index(taken) if taken in names else len(states)
        states[at : at + 1] = [state]
    return states


def _read(text: str) -> System | None:
    try:
        return System.from_dict(parse_yaml(text, "new file")[0])
    except InputError:
        return None


def _edited(text: str, lines: Lines, old: Any, use: Mapping[str, Any], merge: Merge) -> str | None:
    """The text with another use stage, everything else as it was; None where its keys do not start lines."""
    end = "\r\n" if "\r\n" in text else "\n"
    rows = _BREAK.split(text.rstrip("\r\n"))
    top = sorted(line - 1 for path, line in lines.items() if len(path) == 1)
    if not top or any(rows[at][:1] in {"", " ", "{"} for at in top):
        return None
    if ("use",) not in lines:
        return end.join([*rows, "", "use:", *_keys(use, merge, 2), ""])
    first = lines["use",] - 1
    last = _before_comments(rows, first, next((t for t in top if t > first), len(rows)), 0)
    keys = sorted((line - 1, str(path[1])) for path, line in lines.items() if len(path) == 2 and path[0] == "use")
    if not keys or keys[0][0] == first:  # null, or in braces
        return end.join([*rows[:first], "use:", *_keys(use, merge, 2), *rows[last:], ""])
    indent = _indent(rows[keys[0][0]])
    written = {k: use[k] for k in ("states", "inferences") if k == "states" or merge.inferences is not None}
    kept, place = rows[first : keys[0][0]], -1
    for number, (at, key) in enumerate(keys):
        follows = keys[number + 1][0] if number + 1 < len(keys) else last
        stop = _before_comments(rows, at, follows, indent)
        if key in use and key not in written:
            kept += rows[at:stop]
        elif key == "inferences":
            kept += _keys({key: written.pop(key)}, merge, indent)
        elif place < 0 or key == "states":
            place = len(kept)
        kept += rows[stop:follows]
    if place < 0:
        place = len(kept)
    unchanged = {} if merge.whole else _unchanged(rows, lines, old, use, last)
    kept[place:place] = _keys(written, merge, indent, unchanged)
    return end.join([*rows[:first], *kept, *rows[last:], ""])


def _unchanged(rows: Sequence[str], lines: Lines, old: Any, use: Mapping[str, Any], last: int) -> dict[int, list[str]]:
    """Lines of the states that stay, by their place in the list, where each starts a line of its own."""
    states = old.get("states") or []
    starts = [lines["use", "states", i] - 1 for i in range(len(states))]
    if not states or starts[0] < lines["use", "states"] or len(set(starts)) < len(starts):
        return {}
    following = sorted(line - 1 for path, line in lines.items() if len(path) == 2 and path[0] == "use")
    stop = next((at for at in following if at > starts[-1]), last)
    stops = zip(starts, [*starts[1:], stop], strict=True)
    ends = [_before_comments(rows, at, end, _indent(rows[at])) for at, end in stops]
    begins = [lines["use", "states"], *ends]  # the comments above a state are about it
    same = [i for i, (one, other) in enumerate(zip(states, use["states"], strict=False)) if one == other]
    return {i: list(rows[begins[i] : ends[i]]) for i in same}


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _before_comments(rows: Sequence[str], first: int, stop: int, indent: int) -> int:
    """Where a block ends before the blank lines and comments that belong to what follows."""
    while stop > first + 1:
        row = rows[stop - 1]
        if row.strip() and not (row.lstrip(" ").startswith("#") and _indent(row) <= indent):
            break
        stop -= 1
    return stop


def _keys(
    written: Mapping[str, Any], merge: Merge, indent: int, unchanged: Mapping[int, list[str]] | None = None
) -> list[str]:
    """Keys of a use stage as lines."""
    lines: list[str] = []
    before = " " * indent
    for key, value in written.items():
        if key != "states":
            lines.append(f"{before}{key}: {_value(key, value)}")
            continue
        kept = unchanged or {}
        depth = next((_indent(r) for block in kept.values() for r in block if r.lstrip(" ")[:1] == "-"), indent + 2)
        lines.append(f"{before}states:")
        lines += [f"{' ' * depth}# {printable(merge.comment)}"] if merge.comment else []
        lines += [line for i, state in enumerate(value) for line in kept.get(i) or _item(state, depth)]
    return lines
