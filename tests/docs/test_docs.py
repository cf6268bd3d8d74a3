"""What the documents say is true: examples run, outputs are real, links lead somewhere, tables match the data."""

from __future__ import annotations

import json
import math
import re
import shlex
import shutil
from pathlib import Path

import pytest

import footprint
from footprint import tables
from footprint.door import file_keys
from footprint.factors import internal_unit, set_keys
from footprint.findings import reference_products
from footprint.schema import system_schema
from footprint.stages import production, transport
from footprint.system import System
from footprint.uncertainty.distributions import pedigree_sigma
from footprint.yaml_file import parse_yaml
from footprint_app import cli

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(
    p for p in (ROOT / "docs/examples").glob("*.yaml") if "footprint.bom-rules" not in p.read_text(encoding="utf-8")
)
FILL = "defra-2025"
"""The set that fills gaps of the default set in the examples, as the page on the system file says."""
PAGES = sorted(
    p
    for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "footprint/tables/LICENSES.md"]
    if p.parent.name != "formats"  # printed datasheets
)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: Path | str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def fenced(page: Path | str, language: str) -> list[str]:
    return [body for found, body in FENCE.findall(read(page)) if found == language]


def headings(page: Path) -> set[str]:
    """Anchors of a page's headings, as they are made on the project's host."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def command_lines(page: Path) -> list[str]:
    """Every `footprint ...` that a page shows with a command behind it, in code blocks and in running text."""
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(body for _, body in FENCE.findall(text))
    lines = re.findall(r"^(?:\$ |    )?(?:uv run )?(footprint [a-z-].*)$", f"{blocks}\n{FENCE.sub('', text)}", re.M)
    return [line.split("  #")[0].strip() for line in lines] + re.findall(r"`(footprint [a-z-][^`\n]*)`", text)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_example_can_be_assessed(example: Path) -> None:
    assert footprint.assess(footprint.load_system(example), fill_from=FILL).total_kg_co2e.typical > 0


def test_the_examples_shown_are_the_files() -> None:
    shown, *fragments = fenced("docs/system-file.md", "yaml")
    assert shown == read("docs/examples/pipe-listener.yaml")
    assert f"pipe-listener.yaml --fill-from {FILL}`" in read("docs/system-file.md")
    assert fenced("docs/bom.md", "yaml") == [read("docs/examples/bom-rules.yaml")]
    for fragment in fragments:
        data, _ = parse_yaml(fragment, "docs/system-file.md")
        footprint.assess({"name": "fragment", "lifetime": "5 years", **data})


def test_what_the_starting_file_has_as_comments_can_be_used() -> None:
    """Each choice that stands as a comment, put in the place of what it replaces."""
    text = read("footprint_app/new_system.yaml")
    base, _ = parse_yaml(text, "new_system.yaml")
    commented = re.findall(r"^  # +((?:regulator|supply|packaging|my_antenna|legs): .*?)(?: +# .*)?$", text, re.M)
    assert len(commented) == 6
    for line in commented:
        data = {**base, "use": dict(base["use"]), "blocks": dict(base["blocks"])}
        given, _ = parse_yaml(line, "new_system.yaml")
        if "legs" in given:
            data["blocks"]["transport"] = given
        elif {"regulator", "supply"} & given.keys():
            data["use"] |= given
            if given.get("supply", {}).get("kind") == "primary":
                del data["use"]["grid"]
        else:
            data["blocks"] |= given
        assert footprint.assess(data, fill_from=FILL).total_kg_co2e.typical > 0


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text(encoding="utf-8"))):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.is_file(), f"{name_of(page)}: {target}"
        assert not anchor or anchor in headings(other), f"{name_of(page)}: {target}"


def test_files_named_in_the_documents_exist() -> None:
    for page in PAGES:
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for path in re.findall(r"`((?:footprint|presets|docs|firmware_profiles)/[\w./-]*)`", text):
            assert (ROOT / path).exists(), f"{name_of(page)}: {path}"


def test_documents_named_by_code_and_data_exist() -> None:
    files = [p for room in ("footprint", "footprint_app", "datasheets", "presets") for p in (ROOT / room).rglob("*.*")]
    for file in files:
        if file.suffix in {".py", ".yaml", ".csv"}:
            for path in re.findall(r"docs/[\w/-]+\.md", file.read_text(encoding="utf-8")):
                assert (ROOT / path).is_file(), f"{name_of(file)}: {path}"


@pytest.mark.parametrize("page", [p for p in PAGES if command_lines(p)], ids=name_of)
def test_command_lines_are_accepted(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in command_lines(page):
        try:
            cli._parser().parse_args(shlex.split(line)[1:])
        except SystemExit as end:
            if end.code:
                pytest.fail(f"{name_of(page)}: {line}\n{capsys.readouterr().err}", pytrace=False)


@pytest.mark.parametrize("page", [p for p in PAGES if fenced(p, "console")], ids=name_of)
def test_outputs_shown_are_real(
    page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    for block in fenced(page, "console"):
        first, _, shown = block.partition("\n")
        assert cli.main(shlex.split(first.removeprefix("$ "))[1:]) == 0
        real = capsys.readouterr().out
        pattern = re.escape(shown).replace(re.escape("...\n"), "(?:.*\n)*")
        assert re.fullmatch(pattern, real), f"{first}\n{real}"


@pytest.mark.parametrize("page", [p for p in PAGES if fenced(p, "python")], ids=name_of)
def test_python_shown_prints_what_it_says(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for block in fenced(page, "python"):
        exec(compile(block, name_of(page), "exec"), {})
        assert capsys.readouterr().out.splitlines() == re.findall(r"^print\(.*\)  # (.*)$", block, re.M)


def test_commands_of_the_documents_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands of the documents, run in an empty folder that holds the examples and the starting file."""
    shutil.copytree(ROOT / "docs/examples", tmp_path / "docs/examples")
    shutil.copy(ROOT / "footprint_app/new_system.yaml", tmp_path / "my-sensor.yaml")
    monkeypatch.chdir(tmp_path)
    for page in (ROOT / "README.md", ROOT / "docs/command-line.md", ROOT / "docs/bom.md"):
        for line in re.findall(r"^    (footprint [a-z].*?)(?:  +#.*)?$", FENCE.sub("", read(page)), re.M):
            words = shlex.split(line)[1:]
            if words[0] == "app":
                continue
            if words[0] == "new":
                (tmp_path / words[1]).rename(tmp_path / "kept.yaml")
            code = cli.main(words)
            assert code == 0, f"{line}\n{capsys.readouterr().err}"
            if words[0] == "new":
                (tmp_path / "kept.yaml").replace(tmp_path / words[1])


def test_every_command_has_a_section() -> None:
    sections = set(re.findall(r"^## (\w+)$", read("docs/command-line.md"), re.M))
    (commands,) = (a for a in cli._parser()._actions if isinstance(a.choices, dict))
    assert set(commands.choices) <= sections
    for name, sub in commands.choices.items():
        said = read("docs/command-line.md").split(f"## {name}\n")[1].split("\n## ")[0]
        below = [s for a in sub._actions if isinstance(a.choices, dict) for s in a.choices.items()]
        for title, _ in below:
            assert f"### {name} {title}\n" in said
        for action in (a for one in (sub, *(s for _, s in below)) for a in one._actions):
            for option in action.option_strings:
                if option not in {"-h", "--help", "--json"}:
                    assert option in said, f"{name} {option}"


def test_json_keys_of_assess_are_documented() -> None:
    page = read("docs/command-line.md")
    result = footprint.assess(footprint.load_system("keyword-spotting")).to_dict()
    for key in result:
        assert f"`{key}`" in page, key
    for part in (result["rows"][0], result["coverage"]):
        assert ", ".join(part) in " ".join(page.split())


@pytest.mark.parametrize(
    ("command", "lists"),
    [
        (
            "bom docs/examples/pa1-bom.csv --board-area 752mm2 --board-layers 4",
            ["coverage", "lines", "coverage.unmapped"],
        ),
        ("parts die-90nm", ["parts"]),
        ("assess keyword-spotting --all-factor-sets", ["systems", "systems.scenarios", "systems.spread"]),
        ("compare keyword-spotting anomaly-detection", ["items"]),
        (
            "sensitivity keyword-spotting --draws 200",
            ["drivers", "variability", "variability.by_block", "hotspots", "advice", "not_tried"],
        ),
        ("assess keyword-spotting --draws 200", ["uncertainty", "uncertainty.histogram", "uncertainty.inputs"]),
        ("factors die-90nm", ["factor"]),
        ("capture docs/examples/ppk2-pulses.csv --voltage 3", ["events", "states"]),
        ("datasheet lint docs/examples/gesture/datasheet.yaml", ["counts", "counts.sections.overview"]),
        ("scale keyword-spotting --draws 0", ["mix", "training", "milestones", "world"]),
        ("cloud keyword-spotting", ["on_device", "cloud", "break_even"]),
        ("net keyword-spotting --case smart-hvac --baseline '9 MWh per year' --draws 0", ["baseline"]),
        ("fleet docs/examples/fleet-bad-rows.csv", ["inventory", "reasons"]),
    ],
)
def test_json_keys_of_other_commands_are_documented(
    command: str, lists: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(command)
    assert cli.main([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    page = " ".join(read("docs/command-line.md").split(f"## {words[0]}\n")[1].split("\n## ")[0].split())
    assert f"`{document['schema']}`" in page
    for key in document:
        if key not in {"schema", "tool_version"}:
            assert f"`{key}`" in page, key
    for path in lists:
        found = document
        for step in path.split("."):
            found = found[step]
            found = found[0] if isinstance(found, list) else found
        assert ", ".join(found) in page, path


def test_defaults_of_draws_stated_are_those_of_the_rules() -> None:
    page, rules = " ".join(read("docs/command-line.md").split()), tables.uncertainty()
    assert f"draws, {rules['least_draws']} to {rules['most_draws']}, instead of bounds" in page
    assert f"P5 to P95 of: {rules['draws']} if left out" in page
    assert f"P5 to P95 of {rules['draws']} draws with seed {rules['seed']};" in page
    assert page.count(f"the draws follow from: {rules['seed']} if left out") == 2
    assert f"a power of two from 64 to 65536: {rules['samples']} if left out" in page


def test_every_key_of_the_system_file_is_documented() -> None:
    page = read("docs/system-file.md")
    keys = set(file_keys(System))
    for definition in system_schema()["$defs"].values():
        keys |= set(definition["properties"])
    for key in keys:
        assert f"`{key}`" in page, key


def test_nomenclature_has_every_block_and_stage() -> None:
    page = read("docs/nomenclature.md")
    for name, block in tables.BLOCKS.items():
        assert f"| `{name}` | {block.meaning} | {block.stage} |" in page
    for name, stage in tables.STAGES.items():
        assert f"| `{name}` | {stage.meaning} |" in page
    for name in tables.STAGE_BLOCKS:
        assert f"`{name}`" in page


def test_unit_factors_are_those_of_the_set() -> None:
    page = read("docs/data-sources.md")
    for key, f in footprint.load_set("pirson-bol-2021").factors.items():
        if f.per != "block":
            low, typical, high = f.kg_co2e
            assert f"| `{key}` | {low:g} - {high:g} | {typical:g} | {f.unit} | {f.technology} |" in page


def test_counts_stated_are_those_of_the_data() -> None:
    """How many parts, factors and assumed ranges there are, and which factors were not back-solved."""
    changes, sources = (" ".join(read(page).split()) for page in ("CHANGELOG.md", "docs/data-sources.md"))
    words = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    factors = footprint.load_set("pirson-bol-2021").factors
    units = [f for f in factors.values() if f.per != "block"]
    assert f"a library of {len(tables.parts())} " in changes
    assert f"{len(factors) - len(units)} block values and {len(units)} unit factors" in changes
    grids = [c.intensity for c in tables.countries().values()]
    assert f"Grid intensity of {len(grids)} countries and regions" in changes
    newest = sum(2024 in g for g in grids)
    assert f"{len(grids)} countries and regions, 2000 to 2024; {newest} of them have 2024" in sources
    assert f"{words[len(reference_products())]} reference products" in changes
    others = [f.key for f in units if "one feasible point" not in f.source]
    listed = re.findall(r"^\| `([\w-]+)` \| [\d.]+ - ", read("docs/data-sources.md"), re.M)
    assert set(others) == set(listed[-len(others) :])
    assert f"The last {words[len(others)]} are not back-solved." in sources
    assumed = [f for f in units if f.status == "assumed"]
    assert f"from the block values; {words[len(assumed)]} ranges, assumed" in sources
    assert f"The other {words[len(assumed)]} are *assumed*" in sources
    assert all(f"`{f.key}`" in sources for f in assumed)
    stand_ins = {k for k, f in footprint.load_set("defra-2025").factors.items() if f.status == "assumed"}
    assert stand_ins == {"abs", "aluminium", "steel"}
    assert "declared; ABS, aluminium and steel assumed" in sources
    for metal, bounds in (("aluminium", "5.1 to 15.1"), ("steel", "1.9 to 3.5")):
        low, _, high = footprint.load_set("defra-2025").factors[metal].kg_co2e
        assert f"{low:.1f} to {high:.1f}" == bounds
        assert bounds in sources


@pytest.mark.parametrize("block", tables.BLOCKS)
def test_block_values_are_those_of_the_set(block: str) -> None:
    """Each cell: three values, or 0, or missing, with how they were read."""
    factors = footprint.load_set("pirson-bol-2021").factors
    (line,) = re.findall(rf"^\| `{block}` \| (.*) \|$", read("docs/data-sources.md").split("## Missing")[0], re.M)
    letters = {"verbatim": "V", "derived": "D", "digitised": "G"}
    for level, cell in enumerate(line.split(" | ")):
        found = [factors.get(f"{block}.hsl-{level}.{case}") for case in ("best", "typical", "worst")]
        values = [f"{f.kg_co2e.typical:.3g}" if f else "-" for f in found]
        read_as = [letters[f.reading] if f else "-" for f in found]
        if not any(found):
            assert cell in {"missing", "not defined"}
            missing = read("docs/data-sources.md").split("## Missing levels")[1]
            assert re.search(rf"^\| `{block}` .*HSL-{level}", missing, re.M)
        elif set(values) == {"0"}:
            assert cell == "0"
        else:
            marks = read_as[0] if len(set(read_as)) == 1 else "/".join(read_as)
            assert cell == f"{' / '.join(values)} {marks}"


def test_every_preset_is_in_the_published_table_or_among_the_others() -> None:
    page, others = read("docs/published-table.md"), read("docs/presets.md")
    for name in footprint.preset_names():
        total = footprint.assess(footprint.load_system(name)).total_kg_co2e.typical
        rows = re.findall(rf"^\| `{name}` \| ([\d.]+) \|([\d. ]*)\|$", page, re.M)
        if not rows:  # nothing was published that it could reproduce
            assert f"| `{name}` |" in others
            continue
        ((published, precise),) = rows
        assert f"{total:.2f}" == published
        assert not precise.strip() or f"{total:.9f}" == precise.strip()


def test_block_values_from_unit_factors() -> None:
    """The tables of what unit factors reproduce: every value again, and on which side of its printed rounding."""
    page = read("docs/factor-sets.md").split("## Block values from unit factors")[1]
    factors = footprint.load_set("pirson-bol-2021")
    rows = re.findall(r"^\| `(\w+)` HSL-(\d) \| (\w+) \| ([\d.]+) \| ([\d.]+) \|(?: ([\d.]+) \|)?$", page, re.M)
    assert len(rows) == 36
    for block, hsl, case, published, shown, ratio in rows:
        expand = transport.spec_parts if block == "transport" else production.spec_parts
        found = 0.0
        for row, quantity in expand(tables.hsl_spec()[block, int(hsl)], case):
            factor = factors.factors[row.part]
            _, scale = internal_unit(f"kgCO2e/{row.unit}")
            found += factor.kg_co2e.typical * quantity / scale * factor.scale
        key = f"{block}.hsl-{hsl}.{case}"
        assert f"{found:.4f}" == shown, key
        if ratio:
            (bar,) = (f.kg_co2e for f in factors.listed if f.key == key and f.reading == "digitised")
            assert f"{bar.typical:.3g}" == published
            assert f"{bar.typical / found:.2f}" == ratio
            assert not bar.low <= found <= bar.high
        else:
            value = factors.factors[key].kg_co2e
            assert f"{value.typical:.2f}" == published
            assert value.low - 1e-9 <= found <= value.high + 1e-9, key


def test_bill_of_materials_of_pa1(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of PA1's blocks: published figures, what the command shown gives, and the difference."""
    monkeypatch.chdir(ROOT)
    page = read("docs/pa1-bom.md")
    (line,) = command_lines(ROOT / "docs/pa1-bom.md")
    assert cli.main([*shlex.split(line)[1:], "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    published = {
        "memory": 0.05, "others": 0.31, "pcb": 0.16, "processing": 0.17, "sensing": 0.77, "user_interface": 0.06,
    }  # fmt: skip
    assert round(2.34 - 0.10 - 0.18 - 0.02 - 0.52, 2) == round(sum(published.values()), 2) == 1.52
    rows = re.findall(r"^\| \**([A-Za-z ]+?)\** \| (.*) \|$", page.split("## Block by block")[1], re.M)
    cells = {name: [c.strip("* ") for c in row.split(" | ")] for name, row in rows if name != "block"}
    found = {**{tables.title(b): v for b, v in document["by_block"].items()}, "Total": document["production_kg_co2e"]}
    assert cells.keys() == found.keys()
    stated = {**{tables.title(b): v for b, v in published.items()}, "Total": 1.52}
    for name, kg in found.items():
        was = stated.get(name)
        assert cells[name] == [
            "not counted" if was is None else f"{was:.2f}", f"{kg['typical']:.3f}",
            f"{kg['low']:.3f} to {kg['high']:.3f}", f"{kg['typical'] - (was or 0):.3f}",
        ]  # fmt: skip
    missing = 1.52 - document["production_kg_co2e"]["typical"]
    assert f"Where the {missing:.2f} kg are" in " ".join(page.split())
    assert document["coverage"]["covered"] == 10
    assert document["coverage"]["lines"] == 13


def test_bill_of_materials_of_pa1_explained() -> None:
    """The sums in the explanations, from the factors."""
    page = " ".join(read("docs/pa1-bom.md").split())
    default, small = (footprint.load_set(k).factors for k in ("pirson-bol-2021", "deltalca-2024"))

    def kg(part: str, quantity: float) -> float:
        factor = (small if part in small else default)[part].kg_co2e
        return factor.typical * quantity

    imager, dies = kg("imager-130nm", 30), kg("die-250nm", 3)
    assert f"30 mm2 ({imager:.3f} kg) and 3 mm2 of sensor dies ({dies:.3f} kg)" in page
    assert f"{imager + dies:.2f}" == "0.77"
    assert f"8 x 0.02445 = {kg('imager-130nm', 8):.3f} kg" in page
    passives = kg("resistor", 10) + kg("capacitor", 22) + kg("inductor", 2)
    largest = sum(small[p].kg_co2e.high * n for p, n in (("resistor", 10), ("capacitor", 22), ("inductor", 2)))
    assert f"{passives:.3f} kg at case 0603, and {largest:.3f} kg at the largest sizes" in page
    assert round(0.31 / passives) == 20
    assert f"7.52 x 0.0161 = {kg('pcb-fr4-4-layers', 7.52):.3f} kg" in page
    assert f"1 LED: {kg('led', 1):.3f} kg" in page
    assert f"{kg('led', 2) + kg('button', 1):.2f}" == "0.06"
    assert f"DRAM ({kg('dram-57nm', 2):.3f} kg) and 0.2 mm2 of flash ({kg('flash-45nm', 0.2):.3f} kg)" in page
    assert f"0.8 x 0.0357 = {kg('flash-45nm', 0.8):.3f} kg" in page
    assert f"2 mm2 of die: {kg('die-130nm', 2):.3f} kg" in page


def test_tables_and_versions_are_listed() -> None:
    page = read("docs/data-sources.md")
    for key in set_keys():
        for file in (ROOT / "footprint/factors" / key).glob("*.csv"):
            (line,) = [found for found in page.splitlines() if f"`footprint/factors/{key}/{file.name}`" in found]
            assert line.endswith(f"| {footprint.load_set(key).version} |"), file
        assert f"| `{key}`" in read("docs/factor-sets.md")
    for name, about in tables.about().items():
        (file,) = (ROOT / "footprint/tables").glob(f"{name}.*")
        (line,) = [found for found in page.splitlines() if f"`footprint/tables/{file.name}`" in found]
        assert line.endswith(f"| {about['version']} |"), name
        assert file.name in read("footprint/tables/LICENSES.md")


def test_one_version_everywhere() -> None:
    assert f'version = "{footprint.__version__}"' in read("pyproject.toml")
    assert f"version: {footprint.__version__}" in read("CITATION.cff")
    assert f"## {footprint.__version__} " in read("CHANGELOG.md")


def test_pedigree_of_the_sets_is_that_of_the_data() -> None:
    page = read("docs/method/uncertainty.md")
    scores = {key: footprint.load_set(key).pedigree for key in set_keys()}
    scores |= {key: tuple(one["pedigree"]) for key, one in tables.uncertainty()["tables"].items()}
    for key, found in scores.items():
        range_95 = math.exp(2 * pedigree_sigma(found, tables.uncertainty()["basic"]["other"]))
        line = f"| `{key}` | {' | '.join(map(str, found))} | x / {range_95:.2f} to x {range_95:.2f} |"
        assert line in page
