from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from app import clock
from ui.theme import theme


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    if theme().scheme != "light" or theme().text_size != 100 or not qapp.styleSheet():
        theme().apply(qapp, "light", 100)


@pytest.fixture
def noon() -> Iterator[None]:
    """24 November 2026, a Tuesday."""
    with clock.frozen(datetime(2026, 11, 24, 11, tzinfo=UTC)):
        yield
