"""Colours, sizes, fonts: the only place in the program that names one (``look`` tokens).

Every screen asks :func:`theme` and never writes a colour, a pixel size or a font name. Painted
widgets ask while painting, so that a change of theme needs no more than an update.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from app import paths
from ui import icons

Scheme = Literal["light", "dark", "high_contrast"]
Choice = Literal["system", "light", "dark", "high_contrast"]

TINY, SMALL, MEDIUM, LARGE, PAGE = 4, 8, 14, 18, 28
RADIUS_CONTROL, RADIUS_CARD, RADIUS_CHIP = 7, 10, 9
FORM_WIDTH = 760
SIDE_WIDTH = 212
ROW_HEIGHT = 44
CONTROL_HEIGHT = 38
TEXT_SIZES = (80, 200)


@dataclass(frozen=True)
class Tokens:
    """The colours of one scheme; ``border`` is the width of every control's border in pixels."""

    bg: str
    surface: str
    sunken: str
    line: str
    field: str
    text: str
    text2: str
    accent: str
    accent_hover: str
    accent_soft: str
    accent_on: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    side: str
    side_text: str
    side_selected: str
    side_on: str
    selected: str
    selected_text: str
    bar: str
    bar_past: str
    bar_future: str
    border: int


LIGHT = Tokens(
    bg="#F3F5F7", surface="#FFFFFF", sunken="#EAEEF2", line="#D9E0E6", field="#6F7A85",
    text="#17212B", text2="#4A5662",
    accent="#0B5A7D", accent_hover="#084862", accent_soft="#E2EFF6", accent_on="#FFFFFF",
    ok="#1E6B33", ok_soft="#E3F3E7", warn="#7A4F00", warn_soft="#FDF0D0", bad="#B3261E", bad_soft="#FBE7E5",
    side="#10303F", side_text="#D5E3EA", side_selected="#1F4A5E", side_on="#FFFFFF",
    selected="#DCEBF3", selected_text="#17212B", bar="#2E7FA3", bar_past="#6AA0BA", bar_future="#EAEEF2",
    border=1,
)  # fmt: skip
DARK = Tokens(
    bg="#161B20", surface="#1E252B", sunken="#252D34", line="#36414A", field="#8893A0",
    text="#EEF2F5", text2="#B4BFC9",
    accent="#7CC4E8", accent_hover="#9AD3F0", accent_soft="#1C3A49", accent_on="#06222E",
    ok="#8AD6A0", ok_soft="#17362A", warn="#F5C96B", warn_soft="#3A2F14", bad="#FFB4AB", bad_soft="#4A1F1C",
    side="#0E1418", side_text="#B4C3CC", side_selected="#1F3441", side_on="#FFFFFF",
    selected="#1F3A48", selected_text="#EEF2F5", bar="#7CC4E8", bar_past="#4F8199", bar_future="#252D34",
    border=1,
)  # fmt: skip
HIGH_CONTRAST = Tokens(
    bg="#000000", surface="#000000", sunken="#000000", line="#FFFFFF", field="#FFFFFF",
    text="#FFFFFF", text2="#FFFFFF",
    accent="#FFFF00", accent_hover="#FFFFFF", accent_soft="#000000", accent_on="#000000",
    ok="#FFFFFF", ok_soft="#000000", warn="#FFFF00", warn_soft="#000000", bad="#FFFF00", bad_soft="#000000",
    side="#000000", side_text="#FFFFFF", side_selected="#FFFF00", side_on="#000000",
    selected="#FFFF00", selected_text="#000000", bar="#FFFF00", bar_past="#FFFFFF", bar_future="#000000",
    border=2,
)  # fmt: skip
SCHEMES: dict[Scheme, Tokens] = {"light": LIGHT, "dark": DARK, "high_contrast": HIGH_CONTRAST}

FontRole = Literal["title", "heading", "text", "button", "label", "help", "chip"]
_FONTS: dict[FontRole, tuple[int, int]] = {
    "title": (24, 600),
    "heading": (16, 600),
    "text": (14, 400),
    "button": (14, 500),
    "label": (12, 600),
    "help": (12, 400),
    "chip": (12, 600),
}
_FAMILIES = ["Inter", "DejaVu Sans"]
_FONT_FILES = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold")
_OTHER_SCRIPTS = ("DejaVuSans", "DejaVuSans-Bold")

ChipKind = Literal["neutral", "info", "ok", "warn", "bad"]


class Theme(QObject):
    """The look of the running program: scheme, text size, and what follows from them.

    Signals: ``changed`` after the palette and the style sheet have been set anew.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice = "system"
        self._text_size = 100
        self._scheme: Scheme = "light"
        self._app: QApplication | None = None
        self._shown: tuple[Scheme, int] | None = None
        self._generation = 0
        self._has_other_scripts = False

    # -- what is set ------------------------------------------------------------------------

    def apply(self, app: QApplication, choice: Choice = "system", text_size: int = 100) -> None:
        """Give ``app`` fonts, style, palette and style sheet; once, before the first window."""
        self._choice, self._text_size = choice, _clamped(text_size)
        if self._app is not app:
            self._app = app
            _add_fonts(_FONT_FILES)
            app.setStyle(QStyleFactory.create("Fusion"))
            app.styleHints().colorSchemeChanged.connect(self._system_changed)
            self._shown = None
        self._refresh()

    def load_other_scripts(self) -> None:
        """The fonts for Arabic, Hebrew and the like; after the first window is painted, once."""
        if not self._has_other_scripts:
            self._has_other_scripts = True
            _add_fonts(_OTHER_SCRIPTS)

    def choose(self, choice: Choice) -> None:
        """Follow the system, or hold one scheme."""
        self._choice = choice
        self._refresh()

    def set_text_size(self, percent: int) -> None:
        """Scale every font, control and icon; below 80 and above 200 per cent is cut off."""
        self._text_size = _clamped(percent)
        self._refresh()

    @property
    def choice(self) -> Choice:
        """What she chose."""
        return self._choice

    @property
    def scheme(self) -> Scheme:
        """What is shown."""
        return self._scheme

    @property
    def text_size(self) -> int:
        """Per cent, 80 to 200."""
        return self._text_size

    @property
    def tokens(self) -> Tokens:
        """The colours now in force."""
        return SCHEMES[self._scheme]

    # -- what is asked ----------------------------------------------------------------------

    def color(self, token: str) -> QColor:
        """The colour of a token (``accent``, ``text2`` …)."""
        return QColor(getattr(self.tokens, token))

    def px(self, size: float) -> int:
        """A length at 100 % in pixels at the present text size."""
        return round(size * self._text_size / 100)

    def font(self, role: FontRole = "text") -> QFont:
        """The font of a role, scaled."""
        size, weight = _FONTS[role]
        font = QFont(_FAMILIES)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def icon(self, name: str, tint: str = "text", size: int = 18) -> QIcon:
        """A Lucide icon in a token's colour, with its own look when selected or disabled."""
        selected = self.color("selected_text")
        return icons.icon(name, self.color(tint), selected, self.color("field"), self.px(size))

    def pixmap(self, name: str, tint: str = "text", size: int = 18, ratio: float = 1.0) -> QPixmap:
        """A Lucide picture in a token's colour."""
        return icons.pixmap(name, self.color(tint), self.px(size), ratio)

    def chip_colors(self, kind: ChipKind) -> tuple[QColor, QColor]:
        """Text and fill of a chip."""
        if kind == "neutral":
            return self.color("text"), self.color("sunken")
        if kind == "info":
            return self.color("accent"), self.color("accent_soft")
        return self.color(kind), self.color(f"{kind}_soft")

    # -- inside -----------------------------------------------------------------------------

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._refresh()

    def _resolved(self) -> Scheme:
        if self._choice != "system":
            return self._choice
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "high_contrast"
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    def _refresh(self) -> None:
        self._scheme = self._resolved()
        shown = self._scheme, self._text_size
        if self._app is None or shown == self._shown:
            return
        self._shown = shown
        before, self._generation = f"kit{self._generation}", self._generation + 1
        folder = f"kit{self._generation}"
        icons.register_pictures(folder, self._pictures())
        self._app.setPalette(self._palette())
        self._app.setFont(self.font("text"))
        self._app.setStyleSheet(self._style_sheet(folder))
        icons.unregister_pictures(before)
        self.changed.emit()

    def _pictures(self) -> dict[str, bytes]:
        return {
            "check.svg": icons.svg("check", self.color("accent_on"), stroke=3.2),
            "partial.svg": icons.svg("minus", self.color("accent_on"), stroke=3.2),
            "down.svg": icons.svg("chevron-down", self.color("text2")),
            "down-off.svg": icons.svg("chevron-down", self.color("field")),
            "up.svg": icons.svg("arrow-up", self.color("text2")),
            "down-sort.svg": icons.svg("arrow-down", self.color("text2")),
            "left.svg": icons.svg("chevron-left", self.color("text")),
            "right.svg": icons.svg("chevron-right", self.color("text")),
        }

    def _palette(self) -> QPalette:
        t = self.tokens
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, value in (
            (roles.Window, t.bg),
            (roles.WindowText, t.text),
            (roles.Base, t.surface),
            (roles.AlternateBase, t.sunken),
            (roles.Text, t.text),
            (roles.Button, t.surface),
            (roles.ButtonText, t.text),
            (roles.BrightText, t.bad),
            (roles.Highlight, t.accent),
            (roles.HighlightedText, t.accent_on),
            (roles.Link, t.accent),
            (roles.LinkVisited, t.accent),
            (roles.ToolTipBase, t.surface),
            (roles.ToolTipText, t.text),
            (roles.PlaceholderText, t.text2),
            (roles.Mid, t.field),
            (roles.Dark, t.field),
            (roles.Midlight, t.line),
            (roles.Light, t.surface),
            (roles.Shadow, t.field),
            (roles.Accent, t.accent),
        ):
            palette.setColor(role, QColor(value))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.text2))
        return palette

    def _style_sheet(self, folder: str) -> str:
        text = (paths.resources() / "style.qss").read_text(encoding="utf-8")
        values = {field.name: str(getattr(self.tokens, field.name)) for field in fields(Tokens)}
        values |= {"pictures": f":/{folder}", "border": f"{self.tokens.border}px"}
        values["focus"] = f"{self.tokens.border + (1 if self.tokens.border == 1 else 2)}px"
        values["side_focus"] = self.tokens.accent if self.tokens.border > 1 else self.tokens.side_text
        values["radius_card"] = f"{RADIUS_CARD}px"
        values["radius_control"] = f"{RADIUS_CONTROL}px"
        text = re.sub(r"@([a-z_0-9]+)", lambda found: values[found.group(1)], text)
        return re.sub(r"(\d+)sp\b", lambda found: f"{self.px(int(found.group(1)))}px", text)


def _add_fonts(names: tuple[str, ...]) -> None:
    for name in names:
        QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / f"{name}.ttf"))


def _clamped(percent: int) -> int:
    return max(TEXT_SIZES[0], min(TEXT_SIZES[1], int(percent)))


_theme: Theme | None = None


def theme() -> Theme:
    """The one theme of the running program."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
