"""The code lists and the network that come with the program; no register is needed to read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app import paths
from app.model.code_lists import CodeList, read_code_lists
from app.model.organisation_seed import OrganisationSeed, read_organisations


@cache
def load() -> Mapping[str, CodeList]:
    """Every code list by the name of its table, read once."""
    return read_code_lists(paths.resources() / "codelists")


@cache
def organisations() -> tuple[OrganisationSeed, ...]:
    """The organisations that a new register starts with, read once."""
    return read_organisations(paths.resources() / "organisations.toml")
