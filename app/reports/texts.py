"""The Dutch words on paper (``shared`` texts §1–§3). Values are filled in with ``format``."""

from __future__ import annotations

from datetime import date

from app.model.codes import ConsentForm, Route, SafeContact, Scope, TrackKind, TrackStatus
from app.model.summary import AgeRange, Birth, ContactRule

CONFIDENTIAL = "Vertrouwelijk"
SUMMARY_TITLE = "Samenvatting zorgtraject"
FROM, TO = "Van", "Aan"
OUR_QUESTION = "Onze vraag."
CLIENT = "Cliënt"
SAFETY_CONTACT = "Veiligheid en contact"
URGENT_CARE = "Directe zorg"
SITUATION = "Situatie"
TRACKS = "Wat loopt er?"
WISH = "Wat wil cliënt?"
PAYMENT = "Betaling"
SHARING = "Delen"
CONTINUED = "{label} (vervolg)"
NUMBER = "nummer {number}"
PAGE = "pagina {page} van {pages}"
FOOTER = "Verwerkingsverantwoordelijke: {controller}"
CONTROL_CODE = "controlecode {code}"
SIGNATURE = "Naam en handtekening zorgcoördinator"
WATERMARK = "VOORBEELD – verzonnen gegevens"
NO_INTERPRETER = "geen tolk nodig"
INTERPRETER = "tolk nodig"
NATIONALITY = "Nationaliteit: "
RESIDENCE, RESIDENCE_ALONE = "verblijf: ", "Verblijf: "
MUNICIPALITY = "Gemeente {name}"
CONTACT_COORDINATOR = "Neem contact op met de zorgcoördinator."
FOR_SCOPES = "voor {scopes}: {basis}"
SHARING_RULES = (
    "Deel niets verder zonder overleg. Over andere onderwerpen zegt deze samenvatting niets; "
    "dat betekent niet dat er niets speelt. Neemt u cliënt niet aan? Vernietig dit dan binnen 4 weken."
)

TRACK_NAME = {
    TrackKind.SAFETY: "Veiligheid",
    TrackKind.SHELTER_HOUSING: "Opvang en wonen",
    TrackKind.RESIDENCE: "Verblijfsrecht",
    TrackKind.CRIMINAL_CASE: "Aangifte en strafzaak",
    TrackKind.INCOME_INSURANCE: "Inkomen en zorgverzekering",
    TrackKind.HEALTH: "Gezondheid",
    TrackKind.LEGAL_DAMAGES: "Rechtshulp en schade",
    TrackKind.CHILDREN_FAMILY: "Kinderen en gezin",
    TrackKind.WORK_DAYTIME: "School, werk en dagbesteding",
    TrackKind.RETURN: "Terug naar huis of land van herkomst",
    TrackKind.NETWORK: "Steun uit eigen omgeving",
}
TRACK_STATUS = {
    TrackStatus.OPEN: "Nog niet bekeken",
    TrackStatus.RUNNING: "Loopt",
    TrackStatus.WAITING: "Wacht op ander",
    TrackStatus.SETTLED: "Geregeld",
    TrackStatus.STOPPED: "Gestopt",
    TrackStatus.NOT_APPLICABLE: "Niet van toepassing",
}
SCOPE_NAME = {
    Scope.NAME: "naam",
    Scope.BIRTH_DATE: "geboortedatum",
    Scope.AGE_GENDER: "leeftijd en geslacht",
    Scope.CONTACT: "veilig contact",
    Scope.LANGUAGE: "taal en tolk",
    Scope.SAFETY: "veiligheid",
    Scope.EXPLOITATION: "vorm en periode van uitbuiting",
    Scope.URGENT_CARE: "dringende medische zorg",
    Scope.HEALTH: "gezondheid, verslaving, beperking",
    Scope.FAMILY: "kinderen en gezag",
    Scope.RESIDENCE: "nationaliteit en verblijf",
    Scope.CRIMINAL_CASE: "aangifte en strafzaak",
    Scope.INCOME: "inkomen en verzekering",
    Scope.CARE_PLAN: "hulp, plan en wensen",
    Scope.PAYMENT: "betalende gemeente",
    Scope.DOCUMENT: "genoemd document",
}
_RULES: dict[str, tuple[str, str]] = {
    SafeContact.UNKNOWN: ("Veilig contact is nog niet besproken.", ""),
    SafeContact.DO_NOT_CALL: ("Bel cliënt niet zelf.", ""),
    SafeContact.CALL_BETWEEN: ("Bel alleen tussen ", "Bel alleen op afgesproken tijden."),
    "geen_voicemail": ("Spreek geen voicemail in.", ""),
    "geen_bericht": ("Stuur geen sms of app.", ""),
    "niet_mailen": ("Stuur geen e-mail.", ""),
    "geen_post": ("Stuur geen post.", ""),
    "niet_langskomen": ("Ga niet langs.", ""),
    "afgeschermd": ("Bel met een afgeschermd nummer.", ""),
    "toestel": ("Iemand anders leest misschien mee op het toestel.", ""),
    SafeContact.CODE_WORD: ("Er is een codewoord. Vraag het de zorgcoördinator.", ""),
    SafeContact.CALL_YOURSELF: ("Noem uzelf: ", "Noem uw organisatie niet."),
    SafeContact.ONLY_THROUGH: ("Alleen contact via: ", "Alleen contact via een ander."),
    SafeContact.DO_NOT_TELL: ("Zeg niets tegen: ", "Zeg niets tegen anderen."),
    SafeContact.NO_INTERPRETER_FROM: ("Neem geen tolk uit: ", "Overleg eerst over een tolk."),
    SafeContact.NOT_TO_AREA: ("Plaats cliënt niet in: ", "Overleg eerst over de plaats."),
}
_WITH_DETAIL = frozenset({
    SafeContact.CALL_BETWEEN, SafeContact.CALL_YOURSELF, SafeContact.ONLY_THROUGH, SafeContact.DO_NOT_TELL,
    SafeContact.NO_INTERPRETER_FROM, SafeContact.NOT_TO_AREA,
})  # fmt: skip
_ALARMS = frozenset({
    SafeContact.UNKNOWN, SafeContact.DO_NOT_CALL, "geen_voicemail", "geen_bericht", "niet_mailen",
    "geen_post", "niet_langskomen", "toestel", SafeContact.DO_NOT_TELL,
})  # fmt: skip


def day(value: date) -> str:
    """``12-05-2026``."""
    return f"{value.day:02}-{value.month:02}-{value.year:04}"


def rule(value: ContactRule) -> tuple[str, str, bool]:
    """Sentence, detail that follows it (may be empty), and whether it is a warning in red."""
    alarm = value.code in _ALARMS
    sentence, without = _RULES.get(value.code, (CONTACT_COORDINATOR, ""))
    detail = value.detail.strip()
    if value.code not in _WITH_DETAIL:
        return sentence, "", alarm
    return (sentence, detail, alarm) if detail else (without, "", alarm)


def age(value: AgeRange) -> str:
    """``19 jaar``, ``18 of 19 jaar``, ``18 tot en met 24 jaar``; estimated ones say so."""
    if value.youngest == value.oldest:
        text = f"{value.youngest} jaar"
    elif value.oldest - value.youngest == 1:
        text = f"{value.youngest} of {value.oldest} jaar"
    else:
        text = f"{value.youngest} tot en met {value.oldest} jaar"
    return f"{text}, geschat" if value.is_estimated else text


def birth(value: Birth) -> str:
    """The birth date as far as it is known."""
    first, last = value.born_from, value.born_to
    if first == last:
        return day(first)
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"geboren in {first.year}"
    if (first.year, first.month, first.day) == (last.year, last.month, 1):
        return f"geboren in {first.month:02}-{first.year}"
    return f"geboren tussen {day(first)} en {day(last)}"


def basis(route: Route, form: ConsentForm | None, given_on: date, valid_until: date | None) -> str:
    """The basis, without its article, as the start of a sentence in lower case."""
    if route is Route.CONSENT:
        kind = "mondelinge" if form is ConsentForm.ORAL else "schriftelijke"
        text = f"{kind} toestemming van {day(given_on)}"
    elif route is Route.LEGAL_POWER:
        return f"wettelijke bevoegdheid of plicht, besluit van {day(given_on)}"
    else:
        return f"conflict van plichten, besluit van {day(given_on)}"
    return f"{text}, geldig tot en met {day(valid_until)}" if valid_until else text


# -- consent form ----------------------------------------------------------------------------

CONSENT_TITLE = "Toestemming om gegevens te delen"
CONSENT_INTRO = (
    "Wij helpen u bij opvang en zorg. Daarvoor houden wij een dossier bij. "
    "Dat hoort bij onze taak; daarvoor vragen wij geen toestemming."
)
CONSENT_ASK = "Wij vragen wél of wij deze gegevens mogen delen:"
CONSENT_WITH, CONSENT_FOR, CONSENT_UNTIL = "Met", "Waarvoor", "Tot en met"
CONSENT_DATA = "Gegevens"
CONSENT_COMENSHA = "CoMensha telt slachtoffers van mensenhandel. De Nationaal Rapporteur krijgt cijfers zonder naam."
YES, NO = "Ja", "Nee"
YOUR_CHOICE = "Uw keuze"
CONSENT_RIGHTS = (
    "U mag nee zeggen. Wij blijven u helpen. Soms kunnen wij een plek dan niet aanvragen. "
    "U kunt uw ja altijd intrekken: bel, mail of zeg het ons. Wij delen dan niets meer. "
    "Wat al gedeeld is, kunnen wij niet altijd terughalen.",
    "Soms mogen of moeten wij delen zonder toestemming, bijvoorbeeld bij ernstig gevaar. "
    "Wij vertellen u dat, als dat veilig kan.",
)
CONSENT_COMPLAINT = (
    "U mag uw dossier bekijken en laten verbeteren. Vragen of een klacht? Bel de functionaris gegevensbescherming: ",
    ". U kunt ook klagen bij de Autoriteit Persoonsgegevens.",
)
CONSENT_LANGUAGE = ("Dit formulier is met mij besproken in het ", ", met tolk:  ", "  Ik begrijp het.")
INTERPRETER_YES, INTERPRETER_NO = "ja", "nee"
SIGN_NAME, SIGN_DATE, SIGN_SIGNATURE = "Naam", "Datum", "Handtekening"
SIGN_CLIENT = "Cliënt"
SIGN_AUTHORITY = "Ouder of voogd (jonger dan 16)"
SIGN_COORDINATOR = "Zorgcoördinator"


SHEET_TITLE = "Herstelblad"
SHEET_FACTS = "Gemaakt op {day} · register {register}"
SHEET_INTRO = (
    "Met dit blad opent uw organisatie het register als niemand de wachtwoordzin nog weet. "
    "Wie dit blad heeft, kan alles lezen. Doe het in een envelop, plak die dicht en zet uw handtekening over de rand.",
    "Bewaren: functionaris gegevensbescherming of bestuur, in een kluis. Niet bij de laptop. "
    "Bewaar een tweede blad op een andere plek.",
)
SHEET_LINE = "Regel {number}"
SHEET_HOW_TITLE = "Zo opent u het register met dit blad"
SHEET_HOW = (
    "Start het programma en kies Wachtwoordzin vergeten. Typ de zeven regels over. Spaties en kleine letters "
    "maken niet uit. De letters I, L, O en U staan er nooit: lees 1, 1, 0 en V. Het laatste teken van elke regel "
    "is een controle: het programma zegt in welke regel een tikfout zit. Daarna kiest u een nieuwe wachtwoordzin.",
    "Is ook de laptop weg? Kies op een andere laptop Reservekopie terugzetten en dan Met het herstelblad.",
)
SHEET_RECIPE_TITLE = "Zonder dit programma"
SHEET_RECIPE = (
    "Het bestand is een gewone SQLCipher-database. Typ in de map van het register, met het programma sqlcipher "
    "versie 4, deze regels (na een herstel heeft data een hoger nummer). De sleutel is één woord: typ die zonder "
    "spatie of nieuwe regel. Een reservekopie (.kluis) is een zip-bestand; de database daarin heet data.db."
)
