"""Choosing from a list: one, several, or an organisation out of many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QHBoxLayout, QListView, QVBoxLayout, QWidget

from ui import formatting
from ui.widgets.basics import Button, discard
from ui.widgets.field import Fault, Field, Json
from ui.widgets.flow import Flow

SEARCHABLE_FROM = 13
_CODE, _FOLDED, _WORDS = (Qt.ItemDataRole.UserRole + n for n in range(3))

Pairs = Iterable[tuple[str, str]]


class _Combo(QComboBox):
    """A combo box that a turning wheel does not change by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class _Completer(QCompleter):
    """Finds without accents or capitals, at the beginning of any word: "ster" is Sterk Huis, not Amsterdam."""

    def splitPath(self, path: str) -> list[str]:  # noqa: N802 (Qt calls it)
        """What is looked for."""
        return [f" {formatting.folded(path)}"]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802
        """What is put in the field."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class CodeCombo(Field):
    """One of a code list; the first item is empty (“Kies …”).

    Type to search once the list has more than twelve items. A stored code that is no longer in the
    list is kept and shown as it is. ``value`` is the code or None.
    """

    required_code = "choose"

    def __init__(
        self,
        pairs: Pairs = (),
        empty: str = "",
        searchable: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._empty = empty or self.tr("Kies …")
        self._searchable = searchable
        self.combo = _Combo()
        self.combo.setModel(QStandardItemModel(self.combo))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.setMaxVisibleItems(14)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        view = QListView()
        view.setProperty("kit", "popup")
        self.combo.setView(view)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        self.setFocusProxy(self.combo)
        self.watch(self.combo)
        self.set_pairs(pairs)
        self.combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.combo.editTextChanged.connect(lambda _: self.changed.emit())

    def set_pairs(self, pairs: Pairs) -> None:
        """Fill the list anew with (code, label); the choice is kept if it is still there."""
        kept = self.value()
        items = [(code, label) for code, label in pairs]
        model = self._model()
        model.clear()
        for code, label in [("", self._empty), *items]:
            model.appendRow(self._item(code, label))
        wanted = self._searchable if self._searchable is not None else len(items) >= SEARCHABLE_FROM
        if wanted != self.combo.isEditable():
            self._set_searchable(wanted)
        self.set_value(kept)

    def value(self) -> str | None:
        """The chosen code, or None."""
        index = self.combo.currentIndex()
        if self.combo.isEditable():
            index = self._index_of_text(self.combo.currentText())
        return (self.combo.itemData(index, _CODE) or None) if index >= 0 else None

    def set_value(self, value: Any) -> None:
        """Choose a code; None chooses nothing."""
        index = self.combo.findData(value or "", _CODE)
        if index < 0:
            self._model().appendRow(self._item(str(value), str(value)))
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)
        if self.combo.isEditable():
            self.combo.setEditText("" if index == 0 else self.combo.itemText(index))

    def label(self) -> str:
        """The words of the chosen code."""
        return "" if self.value() is None else self.combo.currentText()

    def raw(self) -> Json:
        """Code and typed text."""
        return [self.value() or "", self.combo.currentText() if self.combo.isEditable() else ""]

    def restore(self, raw: Json) -> None:
        """Put code and typed text back."""
        if not (isinstance(raw, list) and len(raw) == 2 and all(isinstance(item, str) for item in raw)):
            return
        self.set_value(raw[0] or None)
        if not raw[0] and self.combo.isEditable():
            self.combo.setEditText(raw[1])

    def is_empty(self) -> bool:
        """Whether nothing was chosen or typed."""
        if self.combo.isEditable():
            return not self.combo.currentText().strip()
        return self.value() is None

    def fault(self) -> Fault | None:
        """Typed something that is not in the list."""
        return ("from_list", {}) if not self.is_empty() and self.value() is None else None

    def focus_widget(self) -> QWidget:
        """The combo box."""
        return self.combo

    def name(self, label: str, description: str) -> None:
        """The line that is typed in is a widget of its own to a screen reader."""
        super().name(label, description)
        line = self.combo.lineEdit()
        if line is not None:
            line.setAccessibleName(label)
            line.setAccessibleDescription(description)

    def _model(self) -> QStandardItemModel:
        model = self.combo.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 (set in the constructor)
        return model

    @staticmethod
    def _item(code: str, label: str) -> QStandardItem:
        item = QStandardItem(label)
        item.setData(code, _CODE)
        folded = formatting.folded(label) if code else ""
        item.setData(folded, _FOLDED)
        item.setData(f" {folded}" if code else "", _WORDS)
        return item

    def _set_searchable(self, searchable: bool) -> None:
        self.combo.setEditable(searchable)
        line = self.combo.lineEdit()
        if line is None:
            return
        line.setPlaceholderText(self._empty)
        line.setMaxLength(300)
        line.setAccessibleName(self.combo.accessibleName())
        self.watch(line)
        completer = _Completer(self.combo)
        completer.setModel(self.combo.model())
        completer.setCompletionRole(_WORDS)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(10)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("kit", "popup")
        self.combo.setCompleter(completer)
        self.left.connect(self._settle)

    def _index_of_text(self, text: str) -> int:
        """The label that was typed, or the only one in which a word begins like what was typed."""
        wanted = formatting.folded(text)
        rows = range(1, self.combo.count())
        exact = next((row for row in rows if self.combo.itemData(row, _FOLDED) == wanted), 0)
        if exact or len(wanted) < 3:
            return exact
        begun = [row for row in rows if f" {wanted}" in f" {self.combo.itemData(row, _FOLDED)}"]
        return begun[0] if len(begun) == 1 else 0

    def _settle(self) -> None:
        if self.combo.isEditable() and (index := self._index_of_text(self.combo.currentText())) > 0:
            self.combo.setCurrentIndex(index)
            self.combo.setEditText(self.combo.itemText(index))


class OrganisationCombo(CodeCombo):
    """An organisation out of many: (id, name, hint); found by any part of name or hint."""

    def __init__(self, items: Iterable[tuple[str, str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__((), "", searchable=True, parent=parent)
        self.combo.lineEdit().setPlaceholderText(self.tr("Typ een deel van de naam"))  # type: ignore[union-attr]
        self.set_items(items)

    def set_items(self, items: Iterable[tuple[str, str, str]]) -> None:
        """Fill the list anew with (id, name, hint)."""
        self.set_pairs((key, f"{name} – {hint}" if hint else name) for key, name, hint in items)


class MultiCheck(Field):
    """Several of a code list as check boxes that wrap; ``shown`` of them, the rest behind a button.

    ``value`` is a tuple of codes in the order of the list.
    """

    required_code = "choose_one"

    def __init__(
        self,
        pairs: Sequence[tuple[str, str]] = (),
        shown: int = 0,
        more: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._unknown: tuple[str, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._flow = Flow(12, 2)
        layout.addWidget(self._flow)
        self.more = Button(more or self.tr("Meer keuzes"), role="quiet")
        self.more.clicked.connect(self._show_all)
        layout.addWidget(self.more)
        self.set_pairs(pairs)

    def set_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Fill the list anew with (code, label), nothing ticked."""
        for old in self.boxes.values():
            discard(old)
        self.boxes.clear()
        for code, label in pairs:
            box = QCheckBox(label)
            box.toggled.connect(lambda _: self.changed.emit())
            self.watch(box)
            self._flow.add(box)
            self.boxes[code] = box
        self._fold()

    def value(self) -> tuple[str, ...]:
        """The ticked codes."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked()) + self._unknown

    def set_value(self, value: Any) -> None:
        """Tick these codes and no others; a code not in the list is kept."""
        codes = tuple(value or ())
        for code, box in self.boxes.items():
            box.setChecked(code in codes)
        self._unknown = tuple(code for code in codes if code not in self.boxes)
        self._fold()

    def raw(self) -> Json:
        """The ticked codes."""
        return list(self.value())

    def restore(self, raw: Json) -> None:
        """Tick them again."""
        if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            self.set_value(raw)

    def focus_widget(self) -> QWidget:
        """The first box."""
        return next(iter(self.boxes.values()), self.more)

    def bordered(self) -> list[QWidget]:
        """None: the sentence below says it."""
        return []

    def name(self, label: str, description: str) -> None:
        """Boxes have their own names; the group gets the label, each box the description."""
        self.setAccessibleName(label)
        for box in self.boxes.values():
            box.setAccessibleDescription(f"{label} {description}".strip())

    def _fold(self) -> None:
        boxes = list(self.boxes.values())
        hidden = boxes[self._shown :] if self._shown else []
        folded = bool(hidden) and not any(box.isChecked() for box in hidden)
        for box in hidden:
            box.setVisible(not folded)
        self.more.setVisible(folded)

    def _show_all(self) -> None:
        hidden = list(self.boxes.values())[self._shown :]
        for box in hidden:
            box.setVisible(True)
        self.more.hide()
        hidden[0].setFocus(Qt.FocusReason.OtherFocusReason)


class SingleCheck(Field):
    """One yes-or-no as a check box, with its own words."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.watch(self.box)
        self.box.toggled.connect(lambda _: self.changed.emit())

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick or clear it."""
        self.box.setChecked(bool(value))

    def raw(self) -> Json:
        """Whether it is ticked."""
        return self.box.isChecked()

    def restore(self, raw: Json) -> None:
        """Tick or clear it again."""
        if isinstance(raw, bool):
            self.box.setChecked(raw)

    def is_empty(self) -> bool:
        """Not ticked."""
        return not self.box.isChecked()

    def focus_widget(self) -> QWidget:
        """The box."""
        return self.box

    def bordered(self) -> list[QWidget]:
        """None: the sentence below says it."""
        return []

    def name(self, label: str, description: str) -> None:
        """The box speaks for itself; a label adds to it."""
        self.box.setAccessibleName(f"{label} {self.box.text()}".strip())
        self.box.setAccessibleDescription(description)
