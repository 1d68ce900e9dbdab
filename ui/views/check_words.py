"""What a check of the register found, in words: what holds, where not and since when, and what to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.services.vault import Report
from ui import formatting

_ROWS = frozenset({"row_altered", "row_revision", "row_missing", "row_unnamed"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("CheckTab", text)


def parts(report: Report) -> list[tuple[bool, str]]:
    """Each thing that was looked at, and whether it holds."""
    codes = {finding.code for finding in report.findings}
    entries = formatting.number_text(report.head.seq)
    found = [
        _part(not codes & {"cipher", "pages", "size"}, _tr("Alle pagina's van het bestand zijn heel."),
              _tr("Niet alle pagina's van het bestand zijn heel.")),
        _part("schema" not in codes, _tr("Alle tabellen en regels van het register zijn zoals ze horen."),
              _tr("Tabellen of regels van het register zijn veranderd.")),
        _part("chain" not in codes, _tr("De {n} handelingen in het logboek sluiten op elkaar aan.").format(n=entries),
              _tr("Het logboek sluit niet overal aan.")),
        _part(not codes & {"rolled_back", "no_anchor"},
              _tr("Het einde van het logboek is het einde dat ernaast is vastgelegd."),
              _tr("Het einde van het logboek is niet het einde dat ernaast is vastgelegd.")),
        _part(not codes & {*_ROWS, "references"}, _tr("Elke regel is zoals die het laatst is opgeslagen."),
              _tr("Niet elke regel is zoals die het laatst is opgeslagen.")),
        _part("history_altered" not in codes, _tr("Alle eerdere versies zijn er nog en zijn niet veranderd."),
              _tr("Eerdere versies ontbreken of zijn veranderd.")),
        _part("search" not in codes, _tr("Elke cliënt is met zoeken te vinden."),
              _tr("Niet elke cliënt is met zoeken te vinden.")),
    ]  # fmt: skip
    if report.backups or "backup_ahead" in codes:
        held = formatting.count_text(report.backups, _tr("reservekopie"), _tr("reservekopieën"))
        right = _tr("Het logboek loopt door vanaf elke reservekopie ({kopieen} ernaast gelegd).").format(kopieen=held)
        wrong = _tr("Een reservekopie kent handelingen die het logboek niet heeft.")
        found.append(_part("backup_ahead" not in codes, right, wrong))
    return found


def _part(is_right: bool, right: str, wrong: str) -> tuple[bool, str]:
    return is_right, right if is_right else wrong


def _kinds() -> dict[str, str]:
    return {
        "client": _tr("Cliënt"),
        "trajectory": _tr("Zorgtraject"),
        "phase_start": _tr("Fase"),
        "track": _tr("Spoor"),
        "contact_moment": _tr("Contactmoment"),
        "step": _tr("Stap"),
        "consent_event": _tr("Keuze over toestemming"),
        "retraction": _tr("Terugneming"),
        "referral": _tr("Verwijzing"),
        "referral_state": _tr("Stand van een verwijzing"),
        "disclosure": _tr("Verstrekking"),
        "handover": _tr("Hoe iets is verstrekt"),
        "organisation": _tr("Organisatie"),
        "notification": _tr("Aanmelding"),
        "exploitation": _tr("Uitbuiting"),
        "profile": _tr("Uw gegevens"),
        "publication": _tr("Uitgifte van cijfers"),
        "frozen_half_year": _tr("Vastgezet halfjaar"),
        "meta": _tr("Kenmerk van het register"),
    }


def finding_text(finding: Any) -> str:
    """One finding: what, where and since when. A row is named by its kind and the first characters of its number."""
    texts = {
        "cipher": _tr("Een lege pagina is beschadigd, bijvoorbeeld door stroomuitval. Uw gegevens zijn heel."),
        "pages": _tr("Een pagina met gegevens is beschadigd."),
        "references": _tr("Een verwijzing wijst naar een regel die er niet is."),
        "size": _tr("Het bestand is niet zo lang als het hoort te zijn."),
        "schema": _tr("Tabel of regel “{tabel}”: ontbreekt, is veranderd of hoort hier niet."),
        "chain": _tr("Logboek: vanaf handeling {seq} klopt het niet meer; alles daarvoor is heel{tot}."),
        "rolled_back": _tr("Logboek: het houdt op bij handeling {seq}{van}; daarna is iets weggehaald of teruggezet."),
        "no_anchor": _tr("Logboek: het bestand waarin het einde ernaast is vastgelegd, is weggehaald of vervangen."),
        "backup_ahead": _tr(
            "Reservekopie{van}: kent handeling {seq}, het logboek van nu niet of anders. Het register is teruggezet "
            "naar een oudere dag, of het logboek is herschreven."
        ),
        "row_altered": _tr("{soort} {nummer}: buiten het programma om veranderd, na handeling {seq}{van}."),
        "row_revision": _tr("{soort} {nummer}: staat op een andere versie dan handeling {seq}{van} opsloeg."),
        "row_missing": _tr("{soort} {nummer}: weggehaald, na handeling {seq}{van}."),
        "row_unnamed": _tr("{soort} {nummer}: nooit door het programma opgeslagen."),
        "history_altered": _tr(
            "{soort} {nummer}: een eerdere versie ontbreekt of is veranderd, na handeling {seq}{van}."
        ),
        "search": _tr("Cliënt {nummer}: met zoeken niet goed te vinden. De gegevens zelf zijn heel."),
    }  # fmt: skip
    kind = _kinds().get(finding.table or "", _tr("Regel in {tabel}").format(tabel=finding.table or "–"))
    moment = formatting.moment_text(datetime.fromisoformat(finding.at)) if finding.at else ""
    return texts[finding.code].format(
        seq=formatting.number_text(finding.seq or 0),
        soort=kind,
        nummer=(finding.row_id or "–")[:8],
        tabel=finding.table or "–",
        van=_tr(" van {moment}").format(moment=moment) if moment else "",
        tot=_tr(", tot en met {moment}").format(moment=moment) if moment else "",
    )


def way_back_text(report: Report) -> str:
    """What to do now."""
    codes = {finding.code for finding in report.findings}
    if report.is_healable:
        return _tr("Vergrendel het register en open het opnieuw: dan herstelt het programma dit zelf.")
    if codes == {"search"}:
        return _tr("Kies Zoeken herstellen. Er gaat niets verloren.")
    return _tr("Werk niet verder. Zet op het startscherm de nieuwste gecontroleerde reservekopie terug en vertel het "
               "uw functionaris gegevensbescherming. Wat er nu staat, blijft bewaard voor onderzoek.")  # fmt: skip
