"""Strict YAML: what YAML 1.2 says a scalar is, lines of every key, and everything that is refused."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.yaml_file import MAX_BYTES, MAX_NODES, decode, parse_yaml, read_text, reads_as_text
from tests.footprint.examples import TEXTS, error_of


def value(text: str) -> Any:
    return parse_yaml(f"a: {text}", "a.yaml")[0]["a"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("NO", "NO"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("true", True), ("False", False), ("null", None),
        ("~", None), ("", None), ("1e3", 1000.0), ("1_000", "1_000"), ("12:30", "12:30"), ("010", "010"),
        ("0x10", "0x10"),        ("0o10", "0o10"),
        ("2024-01-01", "2024-01-01"), ("1", 1), ("-1", -1), ("+1", 1), ("0", 0), ("1.", 1.0),
        (".5", 0.5), ("1.5e-3", 0.0015), ("'1'", "1"), ('"true"', "true"), ("<<", "<<"), ("=", "="),
        ("1" * 50, "1" * 50), ("3 years", "3 years"), ("|\n  x\n  y\n", "x\ny\n"), (">-\n  x\n  y\n", "x y"),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text: str, read: Any) -> None:
    found = value(text)
    assert found == read
    assert type(found) is type(read)


def test_infinity_and_nan_are_numbers_to_be_refused_later() -> None:
    assert value(".inf") == float("inf")
    assert value(".nan") != value(".nan")


def test_lines_of_keys_and_items() -> None:
    data, lines = parse_yaml("# first\na:\n  b: [1,\n   2]\n  c:\n  - d: 3\nmerge: {<<: 1}\n", "a.yaml")
    assert data == {"a": {"b": [1, 2], "c": [{"d": 3}]}, "merge": {"<<": 1}}
    assert lines["a",] == 2
    assert (lines["a", "b"], lines["a", "b", 0], lines["a", "b", 1]) == (3, 3, 4)
    assert (lines["a", "c", 0], lines["a", "c", 0, "d"]) == (6, 6)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 'duplicate key "a", first on line 1'),
        ("x:\n  a: 1\n  'a': 3\n", 3, 'duplicate key "a", first on line 2'),
        ("{a: 1,\n a: 2}", 2, 'duplicate key "a"'),
        ("a: &x 1\n", 1, "YAML anchor &x"),
        ("a:\n  - *x\n", 2, "YAML alias *x"),
        ("a: 1\nb: !!python/object:os.system 1\n", 2, "YAML tag"),
        ("a: !!str 1\n", 1, "YAML tag"),
        ("a: !x {b: 1}\n", 1, "YAML tag"),
        ("a: 1\n---\nb: 2\n", 2, "more than one YAML document"),
        ("[1, 2]: 3\n", 1, "a key that is a list or a map"),
        ("? {a: 1}\n: 2\n", 1, "a key that is a list or a map"),
        ("a: 1\nb: [1, 2\n", 3, "not valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "not valid YAML"),
        ("a: 'x\n", 2, "not valid YAML"),
        ("a: 1\nb: \x07\n", 2, "control character U+0007"),
        ("a: 1\nb: \x00\n", 2, "control character U+0000"),
        ("a: \ud800\n", 1, "control character U+D800"),
        ("a: 1\n\nb: \ufeff\n", 3, "control character U+FEFF"),
        ("a: 1\nb: " + "[" * 10_000, 2, "nested more than 20 deep"),
        ("a: 1\nb: " + "{a: " * 10_000, 2, "nested more than 20 deep"),
        ("".join(f"{' ' * i}a:\n" for i in range(10_000)), 21, "nested more than 20 deep"),
        ("- " * 10_000, 1, "nested more than 20 deep"),
        ("a: [" + "1," * (MAX_NODES + 1) + "]", 1, f"more than {MAX_NODES} values"),
    ],
)  # fmt: skip
def test_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        parse_yaml(text, "a.yaml")
    assert (caught.value.file, caught.value.line) == ("a.yaml", line)


def test_alias_bomb_is_refused_at_its_first_line() -> None:
    """Nine levels of nine aliases: 387 million values if they were followed."""
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10))
    with pytest.raises(InputError, match="YAML anchor") as caught:
        parse_yaml(bomb, "a.yaml")
    assert caught.value.line == 1


def test_empty_text_is_nothing() -> None:
    assert parse_yaml("", "a.yaml") == (None, {})
    assert parse_yaml("# only a comment\n", "a.yaml")[0] is None


def test_byte_order_mark_at_the_start_is_passed_over() -> None:
    assert parse_yaml("\ufeffa: 1", "a.yaml")[0] == {"a": 1}
    assert decode(b"\xef\xbb\xbfa: 1", "a.yaml") == "a: 1"


JSON_DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(data=JSON_DATA, ascii_only=st.booleans())
def test_json_is_read_as_it_was_written(data: Any, ascii_only: bool) -> None:
    """JSON is YAML: any document that json.dumps writes, with or without escapes beyond U+FFFF."""
    document = {"data": data}
    assert parse_yaml(json.dumps(document, ensure_ascii=ascii_only), "a.json")[0] == document


def test_json_escapes_beyond_the_basic_plane() -> None:
    assert parse_yaml(r'{"a": "\ud83c\udf31", "b": "\\ud83c\\udf31"}', "a.json")[0] == {"a": "🌱", "b": r"\ud83c\udf31"}
    with pytest.raises(InputError, match="not valid YAML"):
        parse_yaml(r'{"a": "\ud83c"}', "a.json")


@given(st.text(max_size=200) | st.text("ab:-[]{}&*!|>'\"%@`#,?\n \t0123.~\\", max_size=80))
def test_any_text_is_data_or_an_input_error(text: str) -> None:
    found: list[Any] = []
    error = error_of(lambda: found.append(parse_yaml(text, "a.yaml")[0]))
    assert error is None or error.file == "a.yaml"
    assert all(data is None or isinstance(data, (dict, list, str, int, float, bool)) for data in found)


@pytest.mark.parametrize(("text", "is_text"), [("NO", True), ("3 years", True), ("1e3", False), ("", False)])
def test_reads_as_text(text: str, is_text: bool) -> None:
    assert reads_as_text(text) is is_text


# Files


def test_file_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    """100 MB, sparse: only the first 2 MB and a byte are read."""
    large = tmp_path / "large.yaml"
    with large.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(InputError, match="the file is larger than 2 MB") as caught:
        read_text(large)
    assert caught.value.file == str(large)


def test_file_at_the_limit_is_read(tmp_path: Path) -> None:
    full = tmp_path / "full.yaml"
    full.write_bytes(b"#" * MAX_BYTES)
    assert len(read_text(full)) == MAX_BYTES


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        ("name: a\n".encode("utf-16"), 1, "not UTF-8 text (byte 0xff)"),
        ("name: a\nreference: Gerät\n".encode("latin-1"), 2, "not UTF-8 text (byte 0xe4)"),
        (b"name: a\n\xff", 2, "Save the file as UTF-8"),
    ],
)
def test_wrong_encoding(raw: bytes, line: int, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        decode(raw, "a.yaml")
    assert caught.value.line == line


def test_utf_16_without_a_mark_is_refused_too() -> None:
    """It is valid UTF-8 full of NUL characters."""
    with pytest.raises(InputError, match=r"control character U\+0000"):
        parse_yaml(decode("name: a".encode("utf-16-le"), "a.yaml"), "a.yaml")


def test_what_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder where a file is expected"):
        read_text(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="cannot read the file"):
        read_text(tmp_path / ("x" * 5000))
    with pytest.raises(InputError, match="NUL"):
        read_text(Path("a\0.yaml"))


def test_a_number_with_a_point_can_be_kept_with_all_its_digits() -> None:
    data, _ = parse_yaml("a: 0.12345678901234567890123\nb: 1e-7\nc: 3\nd: '0.5'", "x.yaml", real=Decimal)
    assert data == {"a": Decimal("0.12345678901234567890123"), "b": Decimal("1e-7"), "c": 3, "d": "0.5"}
