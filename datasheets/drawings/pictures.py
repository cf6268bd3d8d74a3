"""Pictures that somebody puts beside a datasheet, SVG, PNG or JPEG, as figures; one that cannot be drawn says why."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.graphics.shapes import Drawing, Group
from reportlab.graphics.shapes import Image as Raster
from reportlab.graphics.shapes import Path as ShapePath

from datasheets.content.blocks import Figure
from datasheets.drawings.frame import MOST_HEIGHT, fonted
from datasheets.drawings.limits import NotDrawnError, limit
from datasheets.drawings.svg_file import read_svg
from datasheets.sheet.files import Image
from footprint.errors import shown

_KINDS = {".svg": "svg", ".png": "raster", ".jpg": "raster", ".jpeg": "raster"}
_POINTS_PER_PIXEL = 0.48  # 150 dots per inch


def drawing_figure(image: Image, caption: str) -> Figure:
    """A picture of a datasheet: an SVG as vectors, a PNG or JPEG as pixels.

    Parameters
    ----------
    image : Image
        Where it is, and what it shows.
    caption : str
        Its title; the file name where it is empty.

    Returns
    -------
    Figure
        Without `draw` where the file is not there, is broken or too large, or holds what a drawing may not: `missing`
        then says which. Never raises for what is in the file.
    """
    title = caption or image.file
    alt = image.alt or f"{title}, without a description"
    try:
        made, note = _read(image)
    except NotDrawnError as error:
        return Figure(title=title, alt=alt, draw=None, missing=f"{shown(image.file)} {error}.")
    draw = partial(_scaled, made) if isinstance(made, Drawing) else partial(_placed, made)
    return Figure(title=title, alt=alt, draw=draw, source=note)


def _read(image: Image) -> tuple[Any, str]:
    if image.path is None:
        raise NotDrawnError("is not there")
    kind = _KINDS.get(Path(image.file).suffix.lower())
    if kind is None:
        raise NotDrawnError(f"is none of {', '.join(_KINDS)}")
    content = _bytes(image.path, limit("most_bytes")[kind])
    if kind == "raster":
        return _pixels(content), ""
    drawing, left_out = read_svg(content)
    return drawing, f"Not drawn, as no such element is known: {', '.join(left_out)}." if left_out else ""


def _bytes(path: Path, most: int) -> bytes:
    try:
        if not path.is_file():
            raise NotDrawnError("is not a file")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError:
        raise NotDrawnError("cannot be read") from None
    if len(content) > most:
        raise NotDrawnError(f"is larger than {most / 1e6:g} MB")
    return content


def _pixels(content: bytes) -> Any:
    """Pixels alone: nothing else of the file, such as where a photograph was taken, gets into a document."""
    from PIL import Image as Pillow
    from PIL import ImageOps

    try:
        with Pillow.open(BytesIO(content), formats=("PNG", "JPEG")) as file:
            if file.width * file.height > limit("most_pixels"):
                raise NotDrawnError(f"has more than {limit('most_pixels') / 1e6:g} million pixels")
            if max(file.size) > limit("most_aspect") * min(file.size):
                raise NotDrawnError("is much longer than it is wide, or the reverse")
            return _plain(ImageOps.exif_transpose(file))
    except NotDrawnError:
        raise
    except Exception as error:  # Pillow raises many kinds for a broken file
        raise NotDrawnError("is not a PNG or JPEG that can be read") from error


def _plain(pixels: Any) -> Any:
    """In red, green and blue on white, no larger than is printed; made small first, as every copy takes memory."""
    from PIL import Image as Pillow

    if pixels.mode.startswith("I"):  # 16 bits of grey, of which a conversion would keep the lower ones
        pixels = pixels.point(lambda grey: grey / 256).convert("L")
    if pixels.mode in ("1", "P"):  # has no shades to make small with
        pixels = pixels.convert("RGBA" if "transparency" in pixels.info else "RGB")
    pixels.thumbnail((limit("pixels_across"), limit("pixels_across")))
    pixels = pixels.convert("RGBA")
    made = Pillow.new("RGB", pixels.size, "white")
    made.paste(pixels, mask=pixels.getchannel("A"))
    return made


def _scaled(drawing: Drawing, width: float) -> Drawing:
    """In its own size, or smaller where it is wider or taller than there is room."""
    by = min(1.0, width / drawing.width, MOST_HEIGHT / drawing.height)
    made = fonted(Drawing(drawing.width * by, drawing.height * by))
    group = Group(_outline(drawing), *drawing.contents)
    group.transform = (by, 0, 0, by, 0, 0)
    made.add(group)
    return made


def _outline(drawing: Drawing) -> ShapePath:
    """What lies outside of a picture is cut off: it would stand on the page around it."""
    made = ShapePath(isClipPath=1, fillColor=None, strokeColor=None)
    made.moveTo(0, 0)
    for x, y in ((drawing.width, 0), (drawing.width, drawing.height), (0, drawing.height)):
        made.lineTo(x, y)
    made.closePath()
    return made


def _placed(pixels: Any, width: float) -> Drawing:
    wide, high = (side * _POINTS_PER_PIXEL for side in pixels.size)
    by = min(1.0, width / wide, MOST_HEIGHT / high)
    made = fonted(Drawing(wide * by, high * by))
    made.add(Raster(0, 0, wide * by, high * by, pixels))
    return made
