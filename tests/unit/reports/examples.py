"""An invented client and the paper around it, for the tests and the benchmark of the reports."""

from __future__ import annotations

from datetime import date

from app.model.codes import ConsentForm, Route, Scope, TrackKind, TrackStatus
from app.model.summary import (
    Birth,
    ContactRule,
    CoveredBy,
    Grounds,
    PaperFrame,
    Payment,
    Recipient,
    Sender,
    SummarySource,
    TrackLine,
)  # fmt: skip

DAY = date(2026, 5, 12)
CONSENT = CoveredBy(Route.CONSENT, DAY, date(2026, 8, 12), ConsentForm.WRITTEN)

SOURCE = SummarySource(
    client_code="ZLD-26-K7M4",
    day=DAY,
    question="Heeft u binnen twee weken een veilige plek met begeleiding?",
    name="Tessa Voorbeeld",
    birth=Birth(date(2007, 2, 3), date(2007, 2, 3)),
    gender="vrouw",
    languages=("Nederlands",),
    interpreter_needed=False,
    nationalities=("Nederlandse",),
    residence="Nederlander",
    contact_rules=(ContactRule("niet_bellen"), ContactRule("gebied", "Zeeland of Rotterdam")),
    urgent_care="Gebruikt dagelijks medicijnen; voorraad tot 20-05-2026.",
    situation="Cliënt is mogelijk slachtoffer van seksuele uitbuiting. Zij vertelt dat dit in 2025 begon.",
    tracks=(
        TrackLine(TrackKind.SHELTER_HOUSING, TrackStatus.WAITING, "wacht op antwoord van Fier"),
        TrackLine(TrackKind.HEALTH, TrackStatus.RUNNING, "huisarts is betrokken"),
        TrackLine(TrackKind.CRIMINAL_CASE, TrackStatus.RUNNING, "cliënt denkt nog na"),
    ),
    wish="Rust, een eigen kamer, haar opleiding afmaken.",
    payment=Payment("Goes", "besluit verwacht 14-05-2026", is_municipality=True),
)

FRAME = PaperFrame(
    client_code="ZLD-26-K7M4",
    sender=Sender(
        "A. Voorbeeld", "zorgcoördinator mensenhandel Zeeland", "0113-000000", "maandag tot en met donderdag 9–17 uur"
    ),
    recipient=Recipient("Fier", "afdeling aanmelding", "Leeuwarden"),
    controller="gemeente Goes",
    number=1,
    day=DAY,
    control_code="7K4M-Q2XD-AB",
)


def everything(by: CoveredBy = CONSENT) -> Grounds:
    """All scopes covered by one event."""
    return dict.fromkeys(Scope, by)
