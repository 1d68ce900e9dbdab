"""Preview of a PDF from memory: pages in a scroll area, zoom, page number, and the text to read aloud."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Button, IconButton, Plain, Text, announce, is_style_change
from ui.widgets.flow import Flow
from ui.widgets.pdf_pages import POINTS_PER_INCH, PdfPages

_SCREEN_DPI = 96
_ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


class _Page(QWidget):
    """One page; drawn sharp for the screen it stands on, and only when it comes into sight."""

    def __init__(self, pages: PdfPages, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._pages, self._index = pages, index
        self._image: QImage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        name = self.tr("Pagina {nummer} van {aantal}").format(nummer=index + 1, aantal=len(pages))
        self.setAccessibleName(name)
        self.setAccessibleDescription(pages.text(index))

    def set_zoom(self, zoom: float) -> None:
        """1.0 is the size on paper at 96 dpi."""
        size = self._pages.sizes[self._index] * (zoom * _SCREEN_DPI / POINTS_PER_INCH)
        self.setFixedSize(QSize(round(size.width()), round(size.height())))
        self._image = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper is white in every theme."""
        ratio = self.devicePixelRatioF()
        wanted = self.width() * ratio
        if self._image is None or abs(self._image.width() - wanted) > 1:
            self._image = self._pages.image(self._index, wanted / self._pages.sizes[self._index].width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._image)
        painter.setPen(theme().color("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class _Scroller(QScrollArea):
    """The pages below each other; arrows, Page Up/Down, Home and End move them."""

    zoom_wanted = Signal(int)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Voorbeeld van het document"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End, beside what a scroll area does already."""
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in steps:
            bar.setValue(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell when the width changed, for *hele breedte*."""
        super().resizeEvent(event)
        self.resized.emit()


class PdfView(QWidget):
    """Shows a PDF held in memory. Ctrl + and Ctrl − zoom, Ctrl 0 takes the whole width.

    *Als tekst lezen* shows the same words as plain text, for a screen reader or large letters.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: PdfPages | None = None
        self._sheets: list[_Page] = []
        self._zoom: float | None = None
        self._scroller = _Scroller()
        self._words = QPlainTextEdit()
        self._words.setReadOnly(True)
        self._words.setUndoRedoEnabled(False)
        self._words.setTabChangesFocus(True)
        self._words.setAccessibleName(self.tr("Tekst van het document"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroller)
        self._stack.addWidget(self._words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.SMALL)
        layout.addWidget(self._tools())
        layout.addWidget(self._stack, 1)
        self._scroller.zoom_wanted.connect(self.step_zoom)
        self._scroller.resized.connect(self._resized)
        self._scroller.verticalScrollBar().valueChanged.connect(self._tell_page)
        larger = (("Ctrl++", self.zoom_in), ("Ctrl+=", self.zoom_in))
        for keys, act in (*larger, ("Ctrl+-", self.zoom_out), ("Ctrl+0", self.fit_width)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WindowShortcut)
        theme().changed.connect(self._measure)
        self._measure()
        self.setFocusProxy(self._scroller)

    def _tools(self) -> QWidget:
        self._page = Text("", "facts", wrap=False)
        self._size = Text("", "facts", wrap=False)
        out = IconButton(self.tr("Kleiner tonen (Ctrl+-)"), "minus")
        more = IconButton(self.tr("Groter tonen (Ctrl++)"), "plus")
        width = Button(self.tr("Hele breedte"), role="quiet")
        self._as_text = Button(self.tr("Als tekst lezen"), "file-text", "toggle")
        out.clicked.connect(self.zoom_out)
        more.clicked.connect(self.zoom_in)
        width.clicked.connect(self.fit_width)
        self._as_text.toggled.connect(self.show_text)
        self._zoom_row = Plain(vertical=False)
        for widget in (out, self._size, more):
            self._zoom_row.box.addWidget(widget)
        row = Flow()
        for tool in (self._page, self._zoom_row, width, self._as_text):
            row.add(tool)
        self._zoomers = (self._zoom_row, width)
        return row

    # -- what is shown ----------------------------------------------------------------------

    def show_pdf(self, pdf: bytes) -> None:
        """Show another document from its first page, as wide as there is room."""
        self.forget()
        self._pages = PdfPages(pdf)
        holder = QWidget()
        holder.setProperty("kit", "plain")
        column = QVBoxLayout(holder)
        column.setContentsMargins(look.TINY, look.TINY, look.TINY, look.TINY)
        column.setSpacing(look.MEDIUM)
        self._sheets = [_Page(self._pages, index, holder) for index in range(len(self._pages))]
        for sheet in self._sheets:
            column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._scroller.setWidget(holder)
        self._words.setPlainText("\n\n".join(sheet.accessibleDescription() for sheet in self._sheets))
        self._zoom = None
        self._apply_zoom()
        self._tell_page()

    def forget(self) -> None:
        """Let go of the document and everything that was drawn of it."""
        old = self._scroller.takeWidget()
        if old is not None:
            old.deleteLater()
        self._sheets = []
        self._words.clear()
        if self._pages is not None:
            self._pages.close()
            self._pages = None

    def text(self) -> str:
        """The words of all pages."""
        return self._words.toPlainText()

    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._sheets)

    def show_text(self, wanted: bool) -> None:
        """Words instead of pictures, or back."""
        self._stack.setCurrentWidget(self._words if wanted else self._scroller)
        for widget in self._zoomers:
            widget.setEnabled(not wanted)
        (self._words if wanted else self._scroller).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- zoom -------------------------------------------------------------------------------

    def zoom(self) -> float:
        """The present zoom; 1.0 is the size on paper."""
        return self._zoom if self._zoom is not None else self._width_zoom()

    def zoom_in(self) -> None:
        """One step larger."""
        self.step_zoom(1)

    def zoom_out(self) -> None:
        """One step smaller."""
        self.step_zoom(-1)

    def step_zoom(self, direction: int) -> None:
        """The next fixed size up (1) or down (-1)."""
        now = self.zoom()
        larger = [size for size in _ZOOMS if size > now + 0.01]
        smaller = [size for size in _ZOOMS if size < now - 0.01]
        self._zoom = (larger or [_ZOOMS[-1]])[0] if direction > 0 else (smaller or [_ZOOMS[0]])[-1]
        self._apply_zoom()
        announce(self, self._size.text())

    def fit_width(self) -> None:
        """As wide as there is room, also when the window changes."""
        self._zoom = None
        self._apply_zoom()

    def _width_zoom(self) -> float:
        if self._pages is None or not len(self._pages):
            return 1.0
        widest = max(size.width() for size in self._pages.sizes) * _SCREEN_DPI / POINTS_PER_INCH
        bar = self._scroller.verticalScrollBar().sizeHint().width()
        room = self._scroller.width() - bar - 2 * look.TINY - 2
        return float(max(_ZOOMS[0], min(2.0, room / widest)))

    def _apply_zoom(self) -> None:
        bar = self._scroller.verticalScrollBar()
        place = bar.value() / max(1, bar.maximum())
        for sheet in self._sheets:
            sheet.set_zoom(self.zoom())
        holder = self._scroller.widget()
        if holder is not None:
            holder.adjustSize()
        self._size.setText(self.tr("{procent} %").format(procent=round(self.zoom() * 100)))
        bar.setValue(round(place * bar.maximum()))

    def _measure(self) -> None:
        """The words stand at the height of the buttons beside them."""
        for widget in (self._page, self._zoom_row):
            widget.setMinimumHeight(theme().px(look.CONTROL_HEIGHT))
        self._resized()

    def _resized(self) -> None:
        if self._zoom is None and self._sheets:
            self._apply_zoom()

    def _tell_page(self) -> None:
        if not self._sheets:
            self._page.setText("")
            return
        middle = self._scroller.verticalScrollBar().value() + self._scroller.viewport().height() / 2
        number = 1 + sum(sheet.y() <= middle for sheet in self._sheets[1:])
        self._page.setText(self._sheets[number - 1].accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        """Other letters, other room for the tools."""
        super().changeEvent(event)
        if is_style_change(event):
            self._resized()
