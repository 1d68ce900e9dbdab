import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QFile
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel

from ui import icons
from ui import theme as theme_module
from ui.theme import SCHEMES, Theme, Tokens, theme

ROOT = Path(__file__).resolve().parents[3]
TEXT_PAIRS = [
    ("text", "bg"), ("text", "surface"), ("text", "sunken"), ("text2", "bg"), ("text2", "surface"), ("accent", "surface"),
    ("accent", "bg"), ("accent_on", "accent"), ("accent", "accent_soft"), ("ok", "ok_soft"), ("warn", "warn_soft"), ("bad", "bad_soft"),
    ("bad", "surface"), ("text", "warn_soft"), ("text", "bad_soft"), ("side_text", "side"), ("side_on", "side_selected"), ("selected_text", "selected"),
]
BORDER_PAIRS = [("field", "surface"), ("field", "bg"), ("accent", "surface"), ("bad", "surface"), ("bar", "surface")]


def luminance(value: str) -> float:
    def channel(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    color = QColor(value)
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF())


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-".join)
def test_text_contrast(tokens: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) >= 4.5


@pytest.mark.parametrize("tokens", SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize("pair", BORDER_PAIRS, ids="-".join)
def test_border_contrast(tokens: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) >= 3.0


def test_fonts_come_from_the_bundle(qapp: QApplication) -> None:
    theme().apply(qapp, "light")
    for role in ("title", "text", "button"):
        assert QFontInfo(theme().font(role)).family() == "Inter"


def test_text_size_scales_fonts_and_controls_and_is_cut_off(qapp: QApplication) -> None:
    own = theme()
    own.apply(qapp, "light", 200)
    assert own.font("text").pixelSize() == 28
    assert "min-height: 72px" in qapp.styleSheet()
    own.set_text_size(1000)
    assert own.text_size == 200
    own.set_text_size(10)
    assert own.text_size == 80
    own.set_text_size(100)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_style_sheet_has_no_token_left_and_its_pictures_exist(qapp: QApplication, scheme: theme_module.Scheme) -> None:
    own = theme()
    own.apply(qapp, scheme)
    sheet = qapp.styleSheet()
    assert "@" not in sheet.split("*/", 1)[1]
    assert not re.search(r"\d+sp\b", sheet.split("*/", 1)[1])
    pictures = set(re.findall(r"url\((.+?)\)", sheet))
    assert len(pictures) >= 7
    assert all(QFile.exists(path) for path in pictures)


def test_pictures_of_the_former_scheme_are_taken_out(qapp: QApplication) -> None:
    own = theme()
    own.apply(qapp, "light")
    before = re.search(r"url\((.+?)\)", qapp.styleSheet())
    own.choose("dark")
    assert before is not None
    assert not QFile.exists(before.group(1))
    own.choose("light")


def test_palette_follows_the_scheme(qapp: QApplication) -> None:
    own = theme()
    own.apply(qapp, "dark")
    label = QLabel("tekst")
    assert label.palette().text().color().name().upper() == SCHEMES["dark"].text
    own.choose("light")


def test_icons_take_the_token_and_know_disabled() -> None:
    assert b"currentColor" not in icons.svg("lock", QColor("#0B5A7D"))
    assert b"#0b5a7d" in icons.svg("lock", QColor("#0B5A7D"))


def test_unknown_icon_is_noticed() -> None:
    with pytest.raises(OSError, match="bestaat-niet"):
        icons.source("bestaat-niet")


def test_no_colour_or_font_is_named_outside_the_theme() -> None:
    guilty = [
        str(file.relative_to(ROOT))
        for file in [*(ROOT / "ui").rglob("*.py"), ROOT / "resources" / "style.qss"]
        if file.name != "theme.py" and re.search(r"#[0-9A-Fa-f]{6}\b|\"Inter\"|QColor\(\s*\d", file.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_tokens_are_complete_in_every_scheme() -> None:
    names = {field.name for field in fields(Tokens)}
    for tokens in SCHEMES.values():
        assert all(getattr(tokens, name) != "" for name in names)


def test_choice_of_the_system_follows_nothing_unknown(qapp: QApplication) -> None:
    own = theme()
    own.apply(qapp, "system")
    assert own.scheme in SCHEMES
    assert isinstance(own, Theme)
    own.choose("light")
