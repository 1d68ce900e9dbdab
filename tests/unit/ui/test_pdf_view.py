"""The preview: pages from memory, sharp at every zoom, readable as text, printable."""

from __future__ import annotations

import dataclasses

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtPrintSupport import QPrinter

from app.model.disclosures import Released
from app.model.summary import cut
from app.reports.summary import render_summary
from tests.helpers import gui, pdf_text
from tests.unit.reports.examples import FRAME, SOURCE, everything
from ui.widgets.pdf_pages import PdfPages, paint
from ui.widgets.pdf_view import PdfView


def paper(sentences=1):
    source = dataclasses.replace(SOURCE, situation="Zij vertelt wat er gebeurde. " * sentences)
    return render_summary(cut(source, everything())[0], FRAME)


def released(pdf):
    return Released("d1", pdf, "samenvatting-2026-05-12-1")


def shown(qtbot, pdf):
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(820, 640)
    view.show()
    view.show_pdf(pdf)
    return view


def test_words_of_every_page_can_be_read_aloud(qtbot):
    document = paper(200)
    view = shown(qtbot, document.pdf)
    assert view.page_count() == document.pages == 3
    assert "Tessa Voorbeeld" in view.text()
    assert "Vernietig dit dan binnen 4 weken." in " ".join(view.text().split())
    seen = QAccessible.queryAccessibleInterface(view._sheets[0])
    assert seen.text(QAccessible.Text.Name) == "Pagina 1 van 3"
    assert "Samenvatting zorgtraject" in seen.text(QAccessible.Text.Description)
    assert gui.nameless(view) == []
    gui.button(view, "Als tekst lezen").click()
    assert view._words.isVisible()
    assert view._words.isReadOnly()
    gui.button(view, "Als tekst lezen").click()
    assert view._scroller.isVisible()


def test_zoom_by_keyboard_and_whole_width(qtbot):
    view = shown(qtbot, paper().pdf)
    view.window().activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    wide = view.zoom()
    assert view._sheets[0].width() <= view._scroller.viewport().width()
    qtbot.keyClick(view._scroller, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom() > wide
    qtbot.keyClick(view._scroller, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view._scroller, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom() < wide
    for _ in range(30):
        view.zoom_in()
    assert view.zoom() == 4.0
    qtbot.keyClick(view._scroller, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert abs(view.zoom() - wide) < 0.02
    view.resize(600, 640)
    assert view.zoom() < wide


def test_keyboard_walks_through_the_pages(qtbot):
    view = shown(qtbot, paper(200).pdf)
    assert "Pagina 1 van 3" in gui.texts(view)
    qtbot.keyClick(view._scroller, Qt.Key.Key_End)
    assert "Pagina 3 van 3" in gui.texts(view)
    qtbot.keyClick(view._scroller, Qt.Key.Key_Home)
    assert "Pagina 1 van 3" in gui.texts(view)
    qtbot.keyClick(view._scroller, Qt.Key.Key_PageDown)
    assert view._scroller.verticalScrollBar().value() > 0


def test_a_page_is_really_drawn(qtbot):
    view = shown(qtbot, paper().pdf)
    image = view._sheets[0].grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert "#ffffff" in colours
    assert len(colours) > 20


def test_forget_leaves_nothing(qtbot):
    view = shown(qtbot, paper().pdf)
    view.forget()
    assert view.text() == ""
    assert view.page_count() == 0
    view.show_pdf(paper(200).pdf)
    assert view.page_count() == 3


def test_printing_paints_every_page_under_a_neutral_name(qtbot, tmp_path):
    document = paper(200)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    target = tmp_path / "afdruk.pdf"
    printer.setOutputFileName(str(target))
    assert paint(released(document.pdf), printer)
    assert printer.docName() == "Document"
    printed = pypdfium2.PdfDocument(target.read_bytes())
    assert len(printed) == document.pages
    width, height = printed.get_page_size(0)
    assert abs(width - 595) < 2
    assert abs(height - 842) < 2
    printed.close()
    assert _likeness(target.read_bytes(), document.pdf) < 8
    assert pdf_text.text(target.read_bytes()) == ""


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_cannot_begin_says_so(qtbot, tmp_path):
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "map die er niet is" / "x.pdf"))
    assert paint(released(paper().pdf), printer) is False


def _likeness(printed: bytes, original: bytes) -> float:
    """Mean difference in grey between first pages at 72 dpi; 255 is black against white."""
    grey = []
    for pdf in (printed, original):
        pages = PdfPages(pdf)
        image = pages.image(0, 1.0).convertToFormat(QImage.Format.Format_Grayscale8).scaled(595, 842)
        pages.close()
        grey.append([image.pixelColor(x, y).red() for x in range(0, 595, 4) for y in range(0, 842, 4)])
    return sum(abs(a - b) for a, b in zip(*grey, strict=True)) / len(grey[0])
