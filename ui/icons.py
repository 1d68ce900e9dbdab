"""Lucide pictures, coloured from the tokens; nothing here names a colour.

Source: ``resources/icons`` (lucide-static, ISC). A picture is read once and drawn as often as a
colour or size asks for it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, qRegisterResourceData, qUnregisterResourceData
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app import paths


@lru_cache(maxsize=128)
def source(name: str) -> str:
    """The SVG text of one picture; an unknown name is a mistake of ours and raises OSError."""
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def svg(name: str, color: QColor, stroke: float = 2.0) -> bytes:
    """The picture in one colour, as SVG bytes."""
    text = source(name).replace("currentColor", color.name())
    return text.replace('stroke-width="2"', f'stroke-width="{stroke}"').encode()


@lru_cache(maxsize=512)
def _pixmap(name: str, rgb: str, size: int, ratio: float) -> QPixmap:
    side = max(1, round(size * ratio))
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg(name, QColor(rgb)))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The picture ``size`` logical pixels wide for a screen of this pixel ratio."""
    return _pixmap(name, color.name(), size, ratio)


def icon(name: str, normal: QColor, selected: QColor, disabled: QColor, size: int) -> QIcon:
    """An icon with its own colour when selected and when disabled, sharp on the sharpest screen there is."""
    result = QIcon()
    app = QGuiApplication.instance()
    ratios = (1.0, 2.0) if isinstance(app, QGuiApplication) and app.devicePixelRatio() > 1 else (1.0,)
    for mode, color in (
        (QIcon.Mode.Normal, normal),
        (QIcon.Mode.Active, normal),
        (QIcon.Mode.Selected, selected),
        (QIcon.Mode.Disabled, disabled),
    ):
        for ratio in ratios:
            result.addPixmap(pixmap(name, color, size, ratio), mode)
    return result


# -- pictures that a style sheet can name ------------------------------------------------------
#
# A style sheet takes pictures by path only, and each theme wants its own colour. They are put in
# Qt's resource tree in memory (format 1 of rcc), so nothing is written to disk.

_registered: dict[str, tuple[bytes, bytes, bytes]] = {}


def _hash(name: str) -> int:
    value = 0
    for char in name:
        value = (value << 4) + ord(char)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value


def register_pictures(folder: str, pictures: Mapping[str, bytes]) -> None:
    """Put ``pictures`` at ``:/folder/name``; registering the same folder again replaces it."""
    unregister_pictures(folder)
    names, data, nodes = bytearray(), bytearray(), bytearray()

    def name_at(text: str) -> int:
        offset = len(names)
        names.extend(struct.pack(">HI", len(text), _hash(text)) + text.encode("utf-16-be"))
        return offset

    nodes += struct.pack(">IHII", 0, 2, 1, 1)
    nodes += struct.pack(">IHII", name_at(folder), 2, len(pictures), 2)
    for name in sorted(pictures, key=_hash):
        nodes += struct.pack(">IHHHI", name_at(name), 0, 0, 1, len(data))  # any country, language C
        data += struct.pack(">I", len(pictures[name])) + pictures[name]
    kept = bytes(nodes), bytes(names), bytes(data)
    qRegisterResourceData(1, *kept)
    _registered[folder] = kept  # Qt reads from these bytes as long as they are registered


def unregister_pictures(folder: str) -> None:
    """Take the pictures of ``folder`` out again; nothing happens when there are none."""
    kept = _registered.pop(folder, None)
    if kept is not None:
        qUnregisterResourceData(1, *kept)
