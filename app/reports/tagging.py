"""Tags and plain metadata: what makes a ReportLab document readable for a screen reader.

ReportLab writes no structure tree. The layout marks each piece of text with a number per page and
hangs it under an :class:`Element`; :func:`finish` writes the tree, the map back from page to tree
and the document's language and title, as finished PDF objects inside ReportLab's own file. That
costs well under a millisecond; a second pass over the file by pikepdf was measured at several.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

LANGUAGE = "nl-NL"
_PRESENTATION_FORM = re.compile("> <(F(?:B[5-9A-F]|[CDE][0-9A-F])[0-9A-F])>")


@dataclass
class Element:
    """A node of the structure tree: tag, children, and the marked pieces (page, number) it holds.

    ``attributes`` is written as it stands (/A).
    """

    tag: str
    attributes: str = ""
    kids: list[Element | tuple[int, int]] = field(default_factory=list)

    def child(self, tag: str, attributes: str = "") -> Element:
        """A new element below this one."""
        element = Element(tag, attributes)
        self.kids.append(element)
        return element


class _Raw(pdfdoc.PDFObject):  # type: ignore[misc]
    """A PDF object whose text is ready."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, document: object) -> bytes:
        return self.text.encode("ascii")


class _Info(pdfdoc.PDFInfo):  # type: ignore[misc]
    """The title and nothing else: no author, program or time."""

    def format(self, document: object) -> bytes:
        return f"<< /Title {hex_string(self.title)} >>".encode("ascii")


def hex_string(text: str) -> str:
    """``text`` as a PDF string that needs no escaping."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def prepare(canvas: Canvas, title: str) -> None:
    """Set language, title and neutral metadata; call before the first page."""
    document = canvas._doc
    document.info = _Info()
    document.info.title = title
    document._pdfVersion = (1, 7)
    catalog = document.Catalog
    catalog.Lang = pdfdoc.PDFString(LANGUAGE)
    catalog.MarkInfo = _Raw("<< /Marked true >>")
    catalog.ViewerPreferences = _Raw("<< /DisplayDocTitle true >>")
    metadata = pdfdoc.PDFStream(content=_xmp(title))
    metadata.dictionary["Type"] = pdfdoc.PDFName("Metadata")
    metadata.dictionary["Subtype"] = pdfdoc.PDFName("XML")
    catalog.Metadata = metadata


def end_page(canvas: Canvas, index: int) -> None:
    """Close the page with number ``index`` (from 0) and give it its place in the parent tree."""
    document = canvas._doc
    name = document.thisPageName()
    canvas.showPage()
    page = document.idToObject[name]
    page.__NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs"]
    page.StructParents = index
    page.Tabs = pdfdoc.PDFName("S")


def finish(canvas: Canvas, root: Element, pages: int) -> bytes:
    """Write the tree and return the file's bytes; ``root`` is the Document element."""
    document = canvas._doc
    top, nums = _Raw(), _Raw()
    top_number = _number(document, document.Reference(top))
    nums_number = _number(document, document.Reference(nums))
    owners: list[dict[int, int]] = [{} for _ in range(pages)]
    root_number = _write(document, root, top_number, owners)
    parents = f"/ParentTree {nums_number} 0 R /ParentTreeNextKey {pages}"
    top.text = f"<< /Type /StructTreeRoot /K {root_number} 0 R {parents} >>"
    lists = (f"{page} [{' '.join(f'{ids[n]} 0 R' for n in range(len(ids)))}]" for page, ids in enumerate(owners))
    nums.text = f"<< /Nums [{' '.join(lists)}] >>"
    document.Catalog.StructTreeRoot = top
    _name_base_letters(document)
    document._ID = b"\n[<00000000000000000000000000000000><00000000000000000000000000000000>]\n"
    pdf: bytes = canvas.getpdfdata()
    mark = b"ReportLab Generated PDF document (opensource)"
    return pdf.replace(mark, b"-" * len(mark), 1)


def _write(document: pdfdoc.PDFDocument, element: Element, parent: int, owners: list[dict[int, int]]) -> int:
    raw = _Raw()
    number = _number(document, document.Reference(raw))
    kids: list[str] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(f"{_write(document, kid, number, owners)} 0 R")
        else:
            page, marked = kid
            owners[page][marked] = number
            page_number = document.idToObjectNumberAndVersion[f"Page{page + 1}"][0]
            kids.append(f"<< /Type /MCR /Pg {page_number} 0 R /MCID {marked} >>")
    attributes = f" /A << {element.attributes} >>" if element.attributes else ""
    raw.text = f"<< /Type /StructElem /S /{element.tag} /P {parent} 0 R{attributes} /K [{' '.join(kids)}] >>"
    return number


def _name_base_letters(document: pdfdoc.PDFDocument) -> None:
    """Let joined Arabic forms read as the letters they stand for, when copied or searched."""
    for font in document.delayedFonts:
        font.addObjects(document)
    document.delayedFonts = []
    for name, item in document.idToObject.items():
        if name.startswith("toUnicodeCMap:"):
            item.content = _PRESENTATION_FORM.sub(_base_letters, item.content)


def _base_letters(match: re.Match[str]) -> str:
    letters = unicodedata.normalize("NFKC", chr(int(match.group(1), 16)))
    return f"> <{letters.encode('utf-16-be').hex().upper()}>"


def _number(document: pdfdoc.PDFDocument, reference: pdfdoc.PDFObjectReference) -> int:
    return int(document.idToObjectNumberAndVersion[reference.name][0])


def _xmp(title: str) -> str:
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        f'<rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
