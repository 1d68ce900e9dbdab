"""A PDF in memory: its pages as pictures and as text, and those pictures on a printer.

pypdfium2 is imported on first use. No file is made and nothing is handed to another program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter

from app.model.disclosures import Released
from app.model.summary import BlankForm

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

POINTS_PER_INCH = 72
PRINT_DPI = 300
JOB_NAME = "Document"
"""What the printer queue shows: never a name or a code."""


class PdfPages:
    """The pages of one PDF; sizes are in points. ``close`` forgets the document."""

    def __init__(self, pdf: bytes, passphrase: str | None = None) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(pdf, password=passphrase)
        self.sizes: tuple[QSizeF, ...] = tuple(
            QSizeF(*self._document.get_page_size(index)) for index in range(len(self._document))
        )

    def __len__(self) -> int:
        return len(self.sizes)

    def image(self, index: int, scale: float) -> QImage:
        """The page on white, ``scale`` pixels per point."""
        page = self._document[index]
        bitmap = page.render(scale=scale)
        image = QImage(
            bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888
        ).copy()  # fmt: skip
        bitmap.close()
        page.close()
        return image

    def text(self, index: int) -> str:
        """What stands on the page, line by line, as a screen reader should say it."""
        page = self._document[index]
        text_page = page.get_textpage()
        text: str = text_page.get_text_bounded()
        text_page.close()
        page.close()
        return text.replace("\r\n", "\n").strip()

    def close(self) -> None:
        """Let go of the document; the object is not used afterwards."""
        self._document.close()


def paint(paper: Released | BlankForm, printer: QPrinter) -> bool:
    """Print all pages of a paper as pictures of 300 dpi; False if the printer gave up.

    ``Released`` is the gate's token: what leaves was recorded before this is called. The job gets
    a neutral name. Qt and the print system keep their own spool files; that cannot be helped here.
    """
    printer.setDocName(JOB_NAME)
    printer.setFullPage(True)
    printer.setResolution(PRINT_DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    pages = PdfPages(paper.pdf)
    painter = QPainter()
    try:
        if not painter.begin(printer):
            return False
        for index in range(len(pages)):
            if index and not printer.newPage():
                painter.end()
                return False
            image = pages.image(index, PRINT_DPI / POINTS_PER_INCH)
            sheet = printer.paperRect(printer.Unit.DevicePixel)
            painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), image)
        return painter.end()
    finally:
        pages.close()
