"""How somebody may be reached: rules to tick, some with words of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Plain
from ui.widgets.field import LINE_LIMIT, Fault, Field, Json, text_fault
from ui.widgets.flow import Flow


@dataclass(frozen=True)
class Rule:
    """One line of the list; ``takes_text`` asks for words of its own."""

    code: str
    label: str
    takes_text: bool


class SafeContactField(Field):
    """Check boxes; a rule that needs words (between which hours, under which name) shows its own line.

    ``value`` is a tuple of (rule, words). A rule of which the words are missing is a fault: half a
    rule protects nobody.
    """

    required_code = "choose_one"

    def __init__(self, rules: Sequence[Rule], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self.lines: dict[str, QLineEdit] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        plain = Flow(12, 2)
        layout.addWidget(plain)
        for rule in sorted(rules, key=lambda rule: rule.takes_text):
            if rule.takes_text:
                layout.addWidget(self._row(rule))
            else:
                plain.add(self._box(rule))

    def _box(self, rule: Rule) -> QCheckBox:
        box = QCheckBox(rule.label.replace(" …", ""))
        box.toggled.connect(lambda on, code=rule.code: self._toggled(code, on))
        self.watch(box)
        self.boxes[rule.code] = box
        return box

    def _row(self, rule: Rule) -> QWidget:
        row = Plain(vertical=False, spacing=look.SMALL)
        row.box.addWidget(self._box(rule))
        line = QLineEdit()
        line.setAccessibleName(rule.label)
        line.setMinimumWidth(theme().px(160))
        line.textChanged.connect(self.changed)
        line.hide()
        self.watch(line)
        self.lines[rule.code] = line
        row.box.addWidget(line, 1)
        row.box.addStretch(0)
        return row

    def value(self) -> tuple[tuple[str, str], ...]:
        """The ticked rules with their words."""
        return tuple(
            (code, self.lines[code].text().strip() if code in self.lines else "")
            for code, box in self.boxes.items()
            if box.isChecked()
        )

    def set_value(self, value: Any) -> None:
        """Tick these rules and no others."""
        stored = dict(value or ())
        for code, box in self.boxes.items():
            box.setChecked(code in stored)
            if code in self.lines:
                self.lines[code].setText(stored.get(code, ""))

    def raw(self) -> Json:
        """Ticked rules, and every line as typed."""
        ticked = [code for code, box in self.boxes.items() if box.isChecked()]
        return {"ticked": ticked, "words": {code: line.text() for code, line in self.lines.items()}}

    def restore(self, raw: Json) -> None:
        """Put ticks and words back."""
        if not isinstance(raw, dict) or not isinstance(raw.get("ticked"), list):
            return
        words = raw.get("words")
        for code, box in self.boxes.items():
            box.setChecked(code in raw["ticked"])
            if code in self.lines and isinstance(words, dict) and isinstance(words.get(code), str):
                self.lines[code].setText(words[code])

    def fault(self) -> Fault | None:
        """A rule without its words, or words that cannot be kept."""
        for code, words in self.value():
            if code in self.lines and not words:
                return "rule_words", {"rule": self.boxes[code].text()}
            if (fault := text_fault(words, LINE_LIMIT)) is not None:
                return fault
        return None

    def focus_widget(self) -> QWidget:
        """The first box."""
        return next(iter(self.boxes.values()))

    def bordered(self) -> list[QWidget]:
        """The lines that still need words."""
        return [line for code, line in self.lines.items() if self.boxes[code].isChecked()]

    def name(self, label: str, description: str) -> None:
        """Boxes speak for themselves; the group gets the label."""
        self.setAccessibleName(label)
        for box in self.boxes.values():
            box.setAccessibleDescription(f"{label} {description}".strip())

    def _toggled(self, code: str, is_on: bool) -> None:
        if code in self.lines:
            self.lines[code].setVisible(is_on)
        self.changed.emit()
