"""Draw the kit in every theme: ``python tests/gallery.py OUT`` writes PNG files to look at."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtWidgets import QApplication, QWidget

from app import clock
from app.errors import Problem
from ui.theme import theme
from ui.widgets.birth_field import BirthField
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo, SingleCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, TextArea
from ui.widgets.form import Drafts
from ui.widgets.form_dialog import FormPage
from ui.widgets.form_flow import Hooks
from ui.widgets.message_bar import BarAction
from ui.widgets.panels import FactsCard, GateLine, GatePanel
from ui.widgets.passphrase_field import PassphraseField
from ui.widgets.tag_field import TagField


def nothing() -> None:
    """A button of the gallery does nothing."""


def referral() -> QWidget:
    page = FormPage("Nieuwe verwijzing", "Stap 1 van 2 · ontbreekt er iets, dan blijft alles wat u typte staan", "Verwijzing versturen", Hooks(dict, lambda _: None))
    form = page.form
    where = OrganisationCombo([("1", "Fier", "Veilige veste, Leeuwarden"), ("2", "Sterk Huis", "Goirle")])
    form.add_row("Naar welke organisatie?", where, name="organisation", stretch=4)
    form.add_row("Datum", DateField(), name="sent_on", beside=True, stretch=5)
    form.add_row("Reden", CodeCombo([("a", "Veilige plek nodig")], "Kies een reden"), name="reason")
    scopes = MultiCheck([(word, word) for word in ("Naam", "Leeftijd", "Veiligheid", "Gezondheid", "Kinderen", "Verblijf")])
    form.add_row("Wat deelt u?", scopes, name="scopes")
    gate = GatePanel()
    gate.show_answer(
        "Er is nog geen toestemming voor alles wat u wilt delen",
        [
            GateLine("naam en leeftijd: toestemming van 12-11-2026, geldig tot 12-05-2027", True),
            GateLine("veiligheid: toestemming van 12-11-2026", True),
            GateLine("gezondheid: niet gevraagd", False),
        ],
        [BarAction("Toestemming vastleggen…", nothing), BarAction("Zonder gezondheid versturen", nothing), BarAction("Andere grond…", nothing, "quiet")],
    )
    form.add_widget(gate)
    form.add_row("Toelichting", TextArea(4, placeholder="Wat moet Fier weten om te kunnen beslissen?"), name="note", optional=True)
    form.set_values({"organisation": "1", "sent_on": clock.today(), "scopes": ("Naam", "Leeftijd", "Veiligheid", "Gezondheid")})
    form.rows["reason"].show_problem("Kies waarom u verwijst.")
    page.flow.add_button("Als concept bewaren", nothing)
    side = FactsCard("Ștefania Țîrlea", "ZLD-26-K7M4 · 19 jaar")
    side.add_group("Veilig contact", ["Alleen 10.00–16.00 uur", "Nooit per post", "Niet in regio Rotterdam"])
    side.add_group("Over Fier", ["Vrouwen 12–23 jaar", "Vrijwillig, 9–12 maanden", "Gemeente koopt de plek in"])
    page.add_side(side)
    return page


def intake() -> QWidget:
    page = FormPage("Nieuwe cliënt", "Stap 1 van 4 · u kunt na elke stap opslaan", "Opslaan", Hooks(dict, lambda _: None))
    form = page.form
    form.add_section("Aanmelding")
    form.add_row("Ontvangen op", DateField(latest=clock.today), name="received_on", required=True, stretch=3)
    form.add_row("Wie meldt aan?", CodeCombo([("politie", "Politie")]), name="type", beside=True, stretch=2)
    form.add_row("Organisatie", OrganisationCombo(), name="organisation", beside=True, stretch=3)
    form.add_row("Contactpersoon", LineField(), name="contact", optional=True, stretch=2)
    form.add_row("CoMensha", CodeCombo([("gemeld", "Gemeld door politie")]), name="comensha", beside=True)
    asked = MultiCheck([(w, w) for w in ("opvang", "hulp", "advies", "alleen registratie")])
    form.add_row("Wat wordt gevraagd?", asked, name="asked", stretch=3)
    form.add_row("Hoe snel?", SingleCheck("Spoed"), name="urgent", beside=True)
    forms = ("seksuele uitbuiting", "arbeidsuitbuiting", "criminele uitbuiting", "gedwongen bedelarij", "onbekend")
    form.add_row("Welke vorm van uitbuiting noemt de aanmelder?", MultiCheck([(w, w) for w in forms], shown=4, more="Meer vormen"), name="sectors")
    form.add_section("Persoon")
    form.add_row("Geboortedatum", BirthField(), name="born", help_text="Vul in wat u weet. Alleen een jaar mag ook.")
    form.add_row("Bijnamen", TagField(), name="aliases", optional=True)
    form.add_row("Talen", TagField([("ro", "Roemeens"), ("pl", "Pools")]), name="languages")
    form.add_row("Wachtwoordzin", PassphraseField(lambda text: (3, "Nog een woord erbij maakt de zin sterk.")), name="pass")
    form.set_values({"received_on": clock.today(), "type": "politie", "asked": ("opvang",), "aliases": ("Ana", "Ștefi"), "languages": ("ro",), "urgent": True})
    form.field("pass").set_value("vijf woorden")
    form.attach_drafts(Drafts(lambda: {"contact": "dhr. Jansen"}, lambda _: None, nothing))
    form.show_problems([Problem("type", "choose"), Problem("born", "birth_year")])
    return page


PAGES = {"verwijzing": referral, "intake": intake}


def main(out: Path, wanted: list[str]) -> None:
    app = QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    with clock.frozen(datetime(2026, 11, 24, 10, tzinfo=UTC)):
        for scheme, size in (("light", 100), ("dark", 100), ("high_contrast", 100), ("light", 200)):
            theme().apply(app, scheme, size)
            for name, make in PAGES.items():
                if wanted and name not in wanted:
                    continue
                page = make()
                page.resize(1154, 728)
                page.show()
                for _ in range(5):
                    app.processEvents()
                page.grab().save(str(out / f"{name}-{scheme}-{size}.png"))
                page.close()
                page.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/gallery"), sys.argv[2:])
