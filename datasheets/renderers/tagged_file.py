"""What reportlab does not write into a PDF: structure tree, links with words, XMP, dates, attached files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from urllib.parse import quote

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from datasheets import pdf
from datasheets.content.blocks import Attachment, Content
from datasheets.renderers.tagged import Element, Link, Mark, TaggedCanvas, plain

CELLS = {"TD", "TH"}  # they stay in their row though there is nothing in them
IN_ADDRESS = "%/:?#[]@!$&'()*+,;=~"  # characters that an address has and that are not replaced
PRINTED = 4  # flag of an annotation: it is printed with the page


def finished(data: bytes, canvas: TaggedCanvas, root: Element, content: Content, title: str) -> bytes:
    """A drawn document with all that belongs to it.

    Parameters
    ----------
    data : bytes
        As the canvas saved it.
    canvas : TaggedCanvas
        What it was drawn on.
    root : Element
        The document's element.
    content : Content
        For the metadata and the files to attach.
    title : str
        Of the document.

    Returns
    -------
    bytes
        The same for the same content.
    """
    with pikepdf.open(BytesIO(data)) as file:
        parents = _structure(file, canvas, root)
        _links(file, canvas, parents)
        _metadata(file, content, title)
        _attachments(file, content.attachments)
        out = BytesIO()
        file.save(out, deterministic_id=True, min_version="1.7",
                  object_stream_mode=pikepdf.ObjectStreamMode.generate)  # fmt: skip
    return out.getvalue()


def _structure(file: pikepdf.Pdf, canvas: TaggedCanvas, root: Element) -> dict[int, Object]:
    """Write the structure tree; the objects of its elements by identity."""
    pages = [page.obj for page in file.pages]
    made: dict[int, Object] = {}
    tree = file.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(Title=Name.H1)))
    tree.K = Array([_element(file, root, tree, pages, made)])
    numbers = Array()
    for index, (page, marks) in enumerate(zip(pages, canvas.pages, strict=False)):
        page.StructParents = index
        page.Tabs = Name.S
        numbers.append(index)
        numbers.append(file.make_indirect(Array([made[id(element)] for element in marks])))
    tree.ParentTree = file.make_indirect(Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = len(pages)
    file.Root.StructTreeRoot = tree
    file.Root.MarkInfo = Dictionary(Marked=True)
    return made


def _element(
    file: pikepdf.Pdf, element: Element, parent: Object, pages: Sequence[Object], made: dict[int, Object]
) -> Object:
    """Write an element and all below it."""
    own = file.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.tag), P=parent))
    made[id(element)] = own
    marks = [kid for kid in element.kids if isinstance(kid, Mark)]
    first = marks[0].page if marks else 0
    kids = Array()
    for kid in element.kids:
        if isinstance(kid, Mark):
            other = Dictionary(Type=Name.MCR, Pg=pages[kid.page], MCID=kid.number)
            kids.append(kid.number if kid.page == first else other)
        elif _drawn(kid) or kid.tag in CELLS:
            kids.append(_element(file, kid, own, pages, made))
    if len(kids):
        own.K = kids
    if marks:
        own.Pg = pages[first]
    if element.alt:
        own.Alt = String(element.alt)
    if element.title:
        own.T = String(element.title)
    if element.scope:
        own.A = Dictionary(O=Name.Table, Scope=Name("/" + element.scope))
    elif element.tag == "L":
        own.A = Dictionary(O=Name.List, ListNumbering=Name.Disc)
    elif element.box:
        own.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array([round(v, 2) for v in element.box]))
    return own


def _drawn(element: Element) -> bool:
    """Whether anything of an element is on a page."""
    return any(isinstance(kid, Mark) or _drawn(kid) for kid in element.kids)


def _links(file: pikepdf.Pdf, canvas: TaggedCanvas, made: dict[int, Object]) -> None:
    """Write the links as annotations, each below its element."""
    tree = file.Root.StructTreeRoot
    for link in canvas.links.values():
        page = file.pages[link.page].obj
        note = file.make_indirect(_annotation(file, canvas, link))
        note.StructParent = tree.ParentTreeNextKey
        tree.ParentTree.Nums.append(tree.ParentTreeNextKey)
        tree.ParentTree.Nums.append(made[id(link.element)])
        tree.ParentTreeNextKey += 1
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(note)
        made[id(link.element)].K.append(Dictionary(Type=Name.OBJR, Pg=page, Obj=note))


def _annotation(file: pikepdf.Pdf, canvas: TaggedCanvas, link: Link) -> Dictionary:
    left, low, right, high = zip(*link.boxes, strict=True)
    corners = [round(v, 2) for box in link.boxes for v in _corners(*box)]
    box = [round(v, 2) for v in (min(left), min(low), max(right), max(high))]
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(box), QuadPoints=Array(corners), F=PRINTED,
                      Border=Array([0, 0, 0]), Contents=String(plain(link.words)))  # fmt: skip
    if link.target.startswith("#"):
        target = canvas.targets[link.target[1:]]
        note.Dest = Array([file.pages[target.page].obj, Name.XYZ, 0, round(target.top, 2), 0])
    else:
        note.A = Dictionary(S=Name.URI, URI=String(quote(link.target, safe=IN_ADDRESS, errors="replace")))
    return note


def _corners(left: float, low: float, right: float, high: float) -> Iterator[float]:
    yield from (left, high, right, high, left, low, right, low)


def _metadata(file: pikepdf.Pdf, content: Content, title: str) -> None:
    """The same in the document's information and in XMP. Dates are the datasheet's own, or there are none."""
    day = _day(content.date)
    for key in (Name.CreationDate, Name.ModDate):
        if day:
            file.docinfo[key] = String(f"D:{day:%Y%m%d}000000Z")
        elif key in file.docinfo:
            del file.docinfo[key]
    for key in (Name.Author, Name.Subject, Name.Keywords):
        if key in file.docinfo and not str(file.docinfo[key]):
            del file.docinfo[key]
    language = plain(content.language)
    file.Root.Lang = String(language)
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["dc:title"] = title
        xmp["dc:language"] = [language]
        if content.authors:
            xmp["dc:creator"] = [plain(content.authors)]
        if content.subtitle:
            xmp["dc:description"] = plain(content.subtitle)
        if content.keywords:
            xmp["pdf:Keywords"] = plain(", ".join(content.keywords))
        xmp["pdf:Producer"] = "reportlab"
        xmp["xmp:CreatorTool"] = pdf.TOOL
        if day:
            xmp["xmp:CreateDate"] = xmp["xmp:ModifyDate"] = f"{day.isoformat()}T00:00:00Z"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _attachments(file: pikepdf.Pdf, attachments: Sequence[Attachment]) -> None:
    """Put files inside: YAML is the source, JSON and tables are data, all else supplements."""
    linked = Array()
    for given in attachments:
        relation = Name.Source if "yaml" in given.media_type else Name.Data
        if relation == Name.Data and not given.media_type.startswith(("application/json", "text/csv")):
            relation = Name.Supplement
        words = plain(given.description)
        spec = pikepdf.AttachedFileSpec(file, given.content, filename=given.name, mime_type=given.media_type,
                                        description=words, creation_date="", mod_date="")  # fmt: skip
        spec.relationship = relation
        file.attachments[given.name] = spec
        linked.append(spec.obj)
    if len(linked):
        file.Root.AF = linked
