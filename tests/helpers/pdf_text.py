"""What a person, and what a machine, reads in a PDF."""

from __future__ import annotations

import io
import unicodedata

import pikepdf
import pypdfium2


def pages(pdf: bytes, password: str | None = None) -> list[str]:
    """The text of each page, as copied by hand: one line per line, composed characters."""
    document = pypdfium2.PdfDocument(pdf, password=password)
    try:
        return [_page(document[number]) for number in range(len(document))]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_bounded()
    finally:
        text_page.close()
        page.close()
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def text(pdf: bytes, password: str | None = None) -> str:
    """All pages, with white space made single: for searching sentences across line breaks."""
    return " ".join(" ".join(pages(pdf, password)).split())


def fonts_not_embedded(pdf: bytes, password: str = "") -> list[str]:
    """Names of fonts that the paper needs but does not carry."""
    missing = []
    with pikepdf.open(io.BytesIO(pdf), password=password) as document:
        for thing in document.objects:
            if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/FontDescriptor":
                continue
            if not any(f"/FontFile{kind}" in thing for kind in ("", "2", "3")):
                missing.append(str(thing.get("/FontName")))
    return missing


def properties(pdf: bytes, password: str = "") -> dict[str, str]:
    """Language, whether it is tagged, and the document information."""
    with pikepdf.open(io.BytesIO(pdf), password=password) as document:
        root = document.Root
        return {
            "language": str(root.get("/Lang", "")),
            "tagged": str(bool(root.get("/MarkInfo", {}).get("/Marked", False))),
            **{str(key): str(value) for key, value in document.docinfo.items()},
        }
