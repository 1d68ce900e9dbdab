"""Draw the kit in every theme: ``python tests/gallery.py OUT`` writes PNG files to look at."""

import os
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app import clock
from app.errors import Problem
from ui.messages import Message
from ui.models.table_model import Column
from ui.theme import ChipKind, theme
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.basics import Button, Card, EmptyState, Plain, ScrollPane, Text
from ui.widgets.birth_field import BirthField
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo, SingleCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, TextArea
from ui.widgets.form import Drafts
from ui.widgets.form_dialog import FormPage
from ui.widgets.form_flow import Hooks
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.page_head import PageHead
from ui.widgets.panels import Chip, FactsCard, FilterChips, GateLine, GatePanel, SafeContactStrip, TabBar
from ui.widgets.passphrase_field import PassphraseField
from ui.widgets.side_bar import Footer, Room, SideBar
from ui.widgets.table import Table
from ui.widgets.tag_field import TagField
from ui.widgets.timeline import Timeline, TimelineItem
from ui.widgets.trajectory_line import LineEvent, PhaseBar, TrajectoryLine


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


def framed(page: QWidget, room: str) -> QWidget:
    """The page inside side bar and footer, as the window will show it."""
    window = QWidget()
    rooms = [
        Room("today", "Vandaag", "sun", "Ctrl+1"), Room("clients", "Cliënten", "users"), Room("signals", "Signalen", "radio-tower"),
        Room("referrals", "Verwijzingen", "send"), Room("network", "Netwerk", "building-2"), Room("counts", "Cijfers", "chart-no-axes-column"),
        Room("management", "Beheer", "settings"),
    ]
    side = SideBar(rooms, "Zorgregister")
    side.set_count("today", 3)
    side.set_count("referrals", 2)
    side.select(room)
    side.fit(1366)
    footer = Footer()
    footer.set_saved("Alles opgeslagen")
    footer.set_backup("Reservekopie gecontroleerd: gisteren 17.05")
    footer.set_lock("Vergrendelt na 5 minuten zonder invoer")
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(side)
    right = QVBoxLayout()
    right.setSpacing(0)
    right.addWidget(page, 1)
    right.addWidget(footer)
    layout.addLayout(right, 1)
    return window


def client() -> QWidget:
    page = ScrollPane((28, 18, 28, 18))
    box = page.pane.box
    head = PageHead("Ștefania Țîrlea", "ZLD-26-K7M4 · 19 jaar · Vlissingen · spreekt Roemeens en een beetje Engels")
    head.add_chip("Begeleiding", "info")
    head.add_chip("2 van 3 toestemmingen geldig", "warn")
    head.add_button(Button("Contactmoment", "message-square-plus", "primary"))
    head.add_button(Button("Verwijzing", "send"))
    head.add_button(Button("Samenvatting", "printer"))
    box.addWidget(head)
    box.addWidget(SafeContactStrip("alleen bellen tussen 10.00 en 16.00 uur, nooit per post, meldt zich als ‘Ana’. Niet in regio Rotterdam."))
    card = Card("Traject")
    card.head.insertWidget(1, Text("sinds 3 november 2026 · 22 dagen", "facts", wrap=False))
    card.add_to_head(Chip("Volgende stap: antwoord Fier, 3 dagen te laat", "bad"))
    line = TrajectoryLine()
    line.set_line(
        [
            PhaseBar("Aanmelding", date(2026, 11, 3), date(2026, 11, 5)), PhaseBar("Intake", date(2026, 11, 5), date(2026, 11, 8)),
            PhaseBar("Stabilisatie", date(2026, 11, 8), date(2026, 11, 17)), PhaseBar("Begeleiding", date(2026, 11, 17)), PhaseBar("Nazorg", None),
        ],
        [
            LineEvent("aanmelding AVIM", date(2026, 11, 3)), LineEvent("toestemming", date(2026, 11, 6)), LineEvent("geplaatst Emergis", date(2026, 11, 9)),
            LineEvent("aangifte", date(2026, 11, 15)), LineEvent("verwijzing Fier", date(2026, 11, 21)), LineEvent("gesprek", date(2026, 11, 22)),
        ],
        date(2026, 11, 24),
    )
    card.add(line)
    box.addWidget(card)
    tabs = TabBar([(t, t) for t in ("Tijdlijn", "Overzicht", "Plan", "Toestemming", "Verwijzingen", "Aanmeldingen", "Documenten", "Gedeeld")])
    box.addWidget(tabs)
    card = Card()
    timeline = Timeline([("contact", "Contact"), ("referral", "Verwijzingen"), ("consent", "Toestemming"), ("decision", "Besluiten")])
    timeline.set_items([
        TimelineItem("1", date(2026, 11, 21), "send", "Verwijzing naar Fier verstuurd", "Op grond van toestemming van 12-11-2026 (naam, leeftijd, veiligheid). Antwoord verwacht vóór 21-11."),
        TimelineItem("2", date(2026, 11, 19), "phone", "Telefonisch contact, 25 minuten", "Tolk Roemeens. Voelt zich rustiger, wil praten over een opleiding. Afspraak: intakegesprek Fier samen voorbereiden."),
        TimelineItem("3", date(2026, 11, 12), "shield-check", "Toestemming gegeven: delen met Fier", "Schriftelijk, door cliënt zelf, geldig tot 12-05-2027.", is_void=True),
        TimelineItem("4", date(2026, 11, 9), "house", "Geplaatst bij Emergis Veilige Opvang", "Na 2 dagen wachten."),
    ])
    card.add(timeline)
    box.addWidget(card)
    box.addStretch(1)
    return framed(page, "clients")


@dataclass(frozen=True)
class Line:
    code: str
    name: str
    age: str
    phase: tuple[str, ChipKind]
    consent: tuple[str, ChipKind]
    place: str
    next_on: str


LINES = [
    Line("ZLD-26-R2QD", "Nowak, Lena", "27", ("Intake", "info"), ("registratie t/m 19-05-2027", "ok"), "Goes", "vandaag 14.00"),
    Line("ZLD-26-K7M4", "Țîrlea, Ștefania", "19", ("Begeleiding", "info"), ("delen: niet gevraagd", "warn"), "Vlissingen", "3 dagen te laat"),
    Line("ZLD-26-H8WC", "Haddad, Amira", "31–33", ("Stabilisatie", "info"), ("4 van 4 geldig", "ok"), "Terneuzen", "25-11-2026"),
    Line("ZLD-26-B3VF", "Okafor, Blessing", "24", ("Nazorg", "neutral"), ("ingetrokken", "bad"), "Hulst", "08-12-2026"),
    Line("ZLD-26-W6GS", "Berg, Sanne van den", "20", ("Begeleiding", "info"), ("registratie geweigerd", "bad"), "Schouwen-Duiveland", "02-12-2026"),
    Line("ZLD-25-D5ZR", "Łukasik, Paweł", "44", ("Afgesloten", "neutral"), ("–", "neutral"), "Reimerswaal", "–"),
]


def clients() -> QWidget:
    page = Plain(spacing=14)
    page.box.setContentsMargins(28, 18, 28, 18)
    page.box.addWidget(Text("Cliënten", "title"))
    table = Table(
        [
            Column("Code", lambda r: r.code, width=150), Column("Naam", lambda r: r.name, stretch=True), Column("Leeftijd", lambda r: r.age, width=90),
            Column("Fase", lambda r: r.phase[0], chip=lambda r: r.phase[1], width=130), Column("Toestemming", lambda r: r.consent[0], chip=lambda r: r.consent[1], width=220),
            Column("Gemeente", lambda r: r.place, width=170), Column("Volgende stap", lambda r: r.next_on, width=140),
        ],
        "Cliënten",
    )
    table.set_rows(LINES)
    table.select(lambda r: r.code == "ZLD-26-K7M4")
    bar = Plain(vertical=False)
    chips = FilterChips([("a", "Lopend"), ("b", "Te laat"), ("c", "Toestemming vraagt aandacht"), ("d", "Afgesloten")])
    for key, count in (("a", 21), ("b", 2), ("c", 3), ("d", 88)):
        chips.set_count(key, count)
    bar.box.addWidget(chips, 1)
    bar.box.addWidget(table.column_button())
    page.box.addWidget(bar)
    page.box.addWidget(table, 1)
    return framed(page, "clients")


def bits() -> QWidget:
    page = ScrollPane((28, 18, 28, 18))
    box = page.pane.box
    for kind, title, text in (
        ("ok", "Bewezen: achter elke ‘minder dan 5’ kan 0, 1, 2, 3 of 4 schuilgaan", "Ook naast alle eerdere uitgiften."),
        ("bad", "Opslaan is niet gelukt: de schijf is vol.", "Uw tekst staat nog op het scherm. Maak ruimte en kies Opslaan."),
    ):
        message = MessageBar()
        box.addWidget(message)
        message.show_message(Message(title, text, kind), [BarAction("Bewijs bekijken", nothing, "quiet")])
    columns = Plain(vertical=False, spacing=14)
    card = Card("Personen per vorm, 2025")
    chart = BarChart("Personen per vorm")
    chart.set_bars([Bar("Seksueel", None, "afgeschermd", 8), Bar("Arbeid", None, "minder dan 5"), Bar("Crimineel, bedelarij", 8), Bar("Anders of onbekend", 0)])
    card.add(chart)
    card.body.addStretch(1)
    columns.box.addWidget(card, 1)
    empty = Card()
    empty.add(EmptyState("users", "U heeft nog geen cliënten. Zoek eerst of iemand al bekend is.", "Nieuwe cliënt"))
    columns.box.addWidget(empty, 1)
    box.addWidget(columns)
    row = Plain(vertical=False)
    for role in ("primary", "outlined", "quiet", "danger"):
        row.box.addWidget(Button("Wijzigen", "pencil", role))
    off = Button("Niet nu")
    off.setEnabled(False)
    row.box.addWidget(off)
    row.box.addStretch(1)
    box.addWidget(row)
    box.addStretch(1)
    return framed(page, "counts")


PAGES = {"verwijzing": referral, "intake": intake, "client": client, "clienten": clients, "bits": bits}


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
                page.resize(1154 if name in ("verwijzing", "intake") else 1366, 768)
                page.show()
                for _ in range(5):
                    app.processEvents()
                page.grab().save(str(out / f"{name}-{scheme}-{size}.png"))
                page.close()
                page.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/gallery"), sys.argv[2:])
