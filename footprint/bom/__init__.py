"""Bills of materials: read from CSV or KiCad, mapped to parts by rules, written as a system file.

>>> from footprint.bom import coverage, map_bom, read_bom, to_system_dict  # doctest: +SKIP
>>> bom = read_bom("parts.csv")  # doctest: +SKIP
>>> mapped = map_bom(bom, board_area_mm2=810, board_layers=4)  # doctest: +SKIP
>>> coverage(mapped, bom).lines_share  # doctest: +SKIP
1.0

Headings (`headings.yaml`) and rules (`rules.yaml`) are data beside this file. Nothing is guessed
in silence: a line that cannot be read or mapped stays, with its reason.
"""

from footprint.bom.lines import Board, Bom, Line, Skipped
from footprint.bom.mapping import Mapped, Rule, load_rules, map_bom, rules_from_text, with_board
from footprint.bom.reading import bom_from_bytes, read_bom
from footprint.bom.report import Coverage, Uncovered, coverage, to_system_dict

__all__ = [
    "Board", "Bom", "Coverage", "Line", "Mapped", "Rule", "Skipped", "Uncovered", "bom_from_bytes", "coverage",
    "load_rules", "map_bom", "read_bom", "rules_from_text", "to_system_dict", "with_board",
]  # fmt: skip
