"""What the documents say is true: examples run, outputs are real, links lead somewhere, tables match the data."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import footprint
from footprint import tables
from footprint.door import file_keys
from footprint.schema import system_schema
from footprint.system import System
from footprint_app import cli

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs/examples").glob("*.yaml"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "footprint/tables/LICENSES.md"])

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
    assert footprint.assess(footprint.load_system(example)).total_kg_co2e.typical > 0


def test_the_example_shown_is_the_file() -> None:
    (shown,) = fenced("docs/system-file.md", "yaml")
    assert shown == read("docs/examples/leak-detector.yaml")


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
    """The commands of the command-line page and the README, run in an empty folder that holds one example."""
    shutil.copy(ROOT / "docs/examples/leak-detector.yaml", tmp_path / "my-sensor.yaml")
    monkeypatch.chdir(tmp_path)
    for page in (ROOT / "README.md", ROOT / "docs/command-line.md"):
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
        for action in sub._actions:
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


def test_every_preset_is_in_the_published_table() -> None:
    page = read("docs/published-table.md")
    for name in footprint.preset_names():
        total = footprint.assess(footprint.load_system(name)).total_kg_co2e.typical
        (published, precise) = re.findall(rf"^\| `{name}` \| ([\d.]+) \|([\d. ]*)\|$", page, re.M)[0]
        assert f"{total:.2f}" == published
        assert not precise.strip() or f"{total:.9f}" == precise.strip()


def test_tables_and_versions_are_listed() -> None:
    page = read("docs/data-sources.md")
    for name, about in tables.about().items():
        (line,) = [found for found in page.splitlines() if f"`footprint/tables/{name}.csv`" in found]
        assert line.endswith(f"| {about['version']} |"), name
        assert f"{name}.csv" in read("footprint/tables/LICENSES.md")


def test_one_version_everywhere() -> None:
    assert f'version = "{footprint.__version__}"' in read("pyproject.toml")
    assert f"version: {footprint.__version__}" in read("CITATION.cff")
    assert f"## {footprint.__version__} " in read("CHANGELOG.md")
