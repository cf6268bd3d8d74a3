"""A label as an SVG that can stand alone, in its natural size."""

from __future__ import annotations

from datasheets.labels.label import Label


def label_svg(label: Label, *, one_colour: bool = False) -> str:
    """A label as a standalone SVG with real text.

    Parameters
    ----------
    label : Label
        From `labels_of`.
    one_colour : bool
        Black only, without a ground: for a box that is printed in one colour.

    Returns
    -------
    str
        With a title and the whole label in words as its description; 62 mm wide for each column; the same on every
        call. Its colours are variables that a page may set, unless it has one colour.
    """
    from datasheets.drawings.label_sheet import label_drawing
    from datasheets.drawings.svg import drawing_svg

    return drawing_svg(label_drawing(label, one_colour=one_colour), label.title, label.alt, fixed=one_colour)
