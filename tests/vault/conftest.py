"""A closed register to break, and an open one to work in."""

from __future__ import annotations

import pytest

from tests.helpers import vault
from tests.helpers.register import fresh_register


@pytest.fixture(scope="session")
def vault_base(tmp_path_factory):
    return tmp_path_factory.mktemp("vault")


@pytest.fixture
def closed(tmp_path, vault_base):
    """The folder of a closed register with three organisations."""
    return vault.closed_register(tmp_path / "register", vault_base)


@pytest.fixture
def opened(closed):
    """The same, open."""
    register = vault.open_quickly(closed)
    yield register
    register.close()


@pytest.fixture
def fresh(tmp_path):
    """A new register, open."""
    register = fresh_register(tmp_path / "fresh")
    yield register
    register.close()
