"""Where each form is opened again: its words for people, its page, its tab."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True)
class FormPlace:
    """``text`` completes “U was bezig met …”; ``page`` and ``tab`` say where the form is opened."""

    text: str
    page: str = "client"
    tab: str = "timeline"


def _tr(text: str) -> str:
    return QCoreApplication.translate("form_places", text)


def form_place(form: str) -> FormPlace:
    """The place of a form by the name under which its drafts are kept; an unknown one is opened from Vandaag."""
    return _places().get(form) or FormPlace(_tr("een formulier"), "today", "")


def client_of(subject: str) -> str:
    """The client in a draft's subject (``client_id`` or ``client_id:record_id``)."""
    return subject.split(":", 1)[0]


def _places() -> dict[str, FormPlace]:
    return {
        "new_client": FormPlace(_tr("een nieuwe cliënt"), "new_client", ""),
        "client": FormPlace(_tr("gegevens van een cliënt"), tab="overview"),
        "informed": FormPlace(_tr("de registratie van een cliënt"), tab="overview"),
        "void": FormPlace(_tr("het ongeldig maken van een regel")),
        "safe_contact": FormPlace(_tr("veilig contact"), tab="overview"),
        "notification": FormPlace(_tr("een aanmelding"), tab="notifications"),
        "exploitation": FormPlace(_tr("een vorm van uitbuiting"), tab="overview"),
        "trajectory": FormPlace(_tr("een zorgtraject"), tab="plan"),
        "phase": FormPlace(_tr("een fase"), tab="plan"),
        "track": FormPlace(_tr("een spoor"), tab="plan"),
        "closure": FormPlace(_tr("het afsluiten van een traject"), tab="plan"),
        "contact_moment": FormPlace(_tr("een contactmoment")),
        "conference": FormPlace(_tr("een casusoverleg")),
        "step": FormPlace(_tr("een volgende stap"), tab="plan"),
        "goal": FormPlace(_tr("een doel"), tab="plan"),
        "consent": FormPlace(_tr("een toestemming"), tab="consent"),
        "withdrawal": FormPlace(_tr("het intrekken van een toestemming"), tab="consent"),
        "referral": FormPlace(_tr("een verwijzing"), "referral_form", ""),
        "referral_state": FormPlace(_tr("een stap in een verwijzing"), tab="referrals"),
        "retraction": FormPlace(_tr("het terugnemen van een regel"), tab="consent"),
        "summary": FormPlace(_tr("een samenvatting"), tab="shared"),
        "authority": FormPlace(_tr("leeftijd en gezag"), tab="consent"),
        "handover": FormPlace(_tr("hoe een document is verstrekt"), tab="shared"),
        "organisation": FormPlace(_tr("een organisatie"), "network", ""),
        "profile": FormPlace(_tr("uw gegevens"), "management", ""),
    }
