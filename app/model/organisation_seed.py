"""The network that comes with the program, as it stands in ``resources/organisations.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class OrganisationSeed:
    """One organisation of the network: functions only, no people, no secret address.

    ``receives_through`` is the id of the organisation that receives a referral meant for this one
    (COSM and OMM: CoMensha).
    ``relative`` marks the client's own people (moeder, vader, voogd, ander).
    ``admission`` is one line on who is admitted.
    """

    id: str
    name: str
    kind: str
    htcds_type: str
    region: str
    functions: tuple[str, ...]
    is_shelter: bool
    source: str
    also_known_as: str | None = None
    department: str | None = None
    place: str | None = None
    admission: str | None = None
    receives_through: str | None = None
    notifier_type: str | None = None
    relative: str | None = None


def read_organisations(file: Path) -> tuple[OrganisationSeed, ...]:
    """All organisations of ``file``, in its order."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    lines = (line | {"functions": tuple(line["functions"])} for line in content["organisation"])
    return tuple(OrganisationSeed(**line) for line in lines)
