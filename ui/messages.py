"""What the program says when something does not go: what, why, what now (``texts.md`` §5).

``app/`` raises codes with parameters; this is the only place that turns them into Dutch. Every
class in ``app/errors.py`` and every ``Problem`` code in ``app/`` has a sentence here (tested).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication

from app.errors import EnvironmentProblem, InvalidInput, Problem, RegisterError
from ui import formatting

Kind = Literal["info", "ok", "warn", "bad"]


@dataclass(frozen=True)
class Message:
    """One thing to say: ``title`` is what happened, ``text`` why and what now."""

    title: str
    text: str
    kind: Kind = "warn"

    @property
    def spoken(self) -> str:
        """The whole as one sentence or two, for a screen reader."""
        return f"{self.title} {self.text}".strip()


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)


def error_texts() -> dict[str, tuple[str, str]]:
    """Class name → (what, why and what now)."""
    return {
        "RegisterError": (
            _tr("Dit is niet gelukt."),
            _tr("Er is niets gewijzigd. Uw tekst blijft staan. Probeer het opnieuw."),
        ),
        "InvalidInput": (
            _tr("Nog niet alles is goed ingevuld."),
            _tr("Kijk bij de velden met een rode rand."),
        ),
        "Cancelled": (_tr("Gestopt."), _tr("Er is niets gewijzigd.")),
        **_folder_texts(),
        **_key_texts(),
        **_record_texts(),
        **_gate_texts(),
        **_count_texts(),
    }


def _folder_texts() -> dict[str, tuple[str, str]]:
    return {
        "EnvironmentProblem": (
            _tr("De laptop werkt even niet mee."),
            _tr("Er is niets gewijzigd. Probeer het opnieuw. Blijft dit zo? Vraag uw beheerder om hulp."),
        ),
        "RegisterMissing": (
            _tr("In deze map staat geen register."),
            _tr("Kies een andere map, of maak een nieuw register."),
        ),
        "RegisterExists": (
            _tr("In deze map staat al een register."),
            _tr("Open dat register, of kies voor een nieuw register een andere map."),
        ),
        "FolderNotEmpty": (
            _tr("In deze map staan al andere bestanden."),
            _tr("Een nieuw register heeft een lege map nodig. Kies of maak een lege map."),
        ),
        "RegisterDamaged": (
            _tr("Het register is beschadigd."),
            _tr("Er is niets gewijzigd. Zet een reservekopie terug."),
        ),
        "NothingReadable": (
            _tr("In dit register is niets meer te lezen."),
            _tr("Er is niets gewijzigd. Zet een reservekopie terug."),
        ),
        "KeysDamaged": (
            _tr("De sleutelbestanden van het register zijn beschadigd."),
            _tr("Uw gegevens staan er nog. Open het register met uw herstelblad."),
        ),
        "RegisterRolledBack": (
            _tr("Dit register is ouder dan de laatste keer dat u het gebruikte."),
            _tr("Iemand of iets heeft een oudere versie teruggezet. Er is niets gewijzigd. "
                "Zet de nieuwste reservekopie terug."),
        ),
        "BackupRefused": (
            _tr("Deze reservekopie is niet te gebruiken."),
            _tr("Het bestand is niet heel of hoort niet bij dit register. Kies een andere reservekopie."),
        ),
        "BackupNotProved": (
            _tr("De reservekopie is niet gelukt."),
            _tr("De kopie klopte niet met het register. De eerdere kopieën staan er nog. "
                "Probeer het opnieuw, zo nodig op een andere plek."),
        ),
        "PlaceInRegister": (
            _tr("Dit is de map van het register zelf."),
            _tr("Een kopie helpt alleen op een andere plek. Kies bijvoorbeeld een usb-stick."),
        ),
        "NotARegister": (
            _tr("Dit is geen register."),
            _tr("Het bestand is iets anders. Er is niets gewijzigd. Kies een andere map."),
        ),
        "RegisterTooNew": (
            _tr("Dit register is gemaakt met een nieuwere versie van het programma."),
            _tr(
                "Er is niets gewijzigd. Installeer eerst de nieuwste versie en open het register dan "
                "opnieuw."
            ),
        ),
        "RegisterInUse": (_tr("Het register is al open."), _tr("Ga naar dat venster.")),
        "ReadOnlyPlace": (
            _tr("Op deze plek mag het programma niet schrijven."),
            _tr("Uw tekst staat nog op het scherm. Kies een andere map, of vraag uw beheerder om toegang."),
        ),
        "DiskFull": (
            _tr("Opslaan is niet gelukt: de schijf is vol."),
            _tr("Uw tekst staat nog op het scherm. Maak ruimte en kies Opslaan."),
        ),
        "DiskFailed": (
            _tr("Opslaan is niet gelukt: de schijf geeft een fout."),
            _tr("Uw tekst staat nog op het scherm. Kies Opslaan om het opnieuw te proberen. "
                "Gebeurt dit vaker? Maak een reservekopie en vraag uw beheerder om hulp."),
        ),
        "OutcomeUnknown": (
            _tr("Niet zeker of dit is opgeslagen: de schijf geeft een fout."),
            _tr("Kies Opslaan om het opnieuw te proberen: dubbel opslaan kan niet. "
                "Lukt het niet? Vergrendel het register, ontgrendel het weer en kijk of het erin staat."),
        ),
        "PlaceExists": (
            _tr("Er staat al een bestand met deze naam."),
            _tr("Het bestaande bestand blijft zoals het is. Kies een andere naam."),
        ),
        "MemoryShort": (
            _tr("De laptop heeft nu te weinig geheugen vrij."),
            _tr("Er is niets gewijzigd. Sluit andere programma's en probeer het opnieuw."),
        ),
        "RegisterBusy": (
            _tr("Het register is nog met iets anders bezig."),
            _tr("Uw tekst blijft staan. Wacht even en probeer het opnieuw."),
        ),
        "RegisterClosed": (
            _tr("Het register is vergrendeld."),
            _tr("Ontgrendel het register en probeer het opnieuw."),
        ),
    }  # fmt: skip


def _key_texts() -> dict[str, tuple[str, str]]:
    return {
        "WrongPassphrase": (
            _tr("De wachtwoordzin klopt niet."),
            _tr("Controleer hoofdletters en spaties en probeer het opnieuw."),
        ),
        "PassphraseRefused": (
            _tr("Deze wachtwoordzin is te makkelijk te raden."),
            _tr("Kies een zin van minstens vijf woorden die alleen u kent, zonder bijzondere tekens."),
        ),
        "SlotExpired": (
            _tr("Deze toegang is verlopen."),
            _tr("De waarneming liep tot en met {until}. Vraag de coördinator om een nieuwe toegang."),
        ),
        "SlotRevoked": (
            _tr("Deze wachtwoordzin geldt niet meer."),
            _tr("De zin is gewijzigd of ingetrokken. Er is een ouder sleutelbestand teruggezet. Gebruik de nieuwste "
                "zin. Gaat dat niet? Open het register met het herstelblad."),
        ),
        "CoordinatorOnly": (
            _tr("Dit kan alleen de coördinator."),
            _tr("U bent ontgrendeld als waarnemer. Wie binnen mag en het herstelblad blijven bij de coördinator."),
        ),
        "LastSlot": (
            _tr("Deze toegang kan niet weg."),
            _tr("Met deze wachtwoordzin is het register nu open. Er moet altijd één toegang overblijven."),
        ),
        "SheetRefused": (
            _tr("Het herstelblad is nog niet goed overgetypt."),
            _tr("Kijk bij regel {line} en typ die regel opnieuw."),
        ),
        "SheetOfAnotherRegister": (
            _tr("Dit herstelblad past niet op dit register."),
            _tr("Het blad is van een ander register, of van vóór een nieuwe hoofdsleutel. Zoek het nieuwste blad."),
        ),
        "KeySettingsRefused": (
            _tr("De sleutel van dit register is niet te vertrouwen."),
            _tr("Iemand of iets heeft het sleutelbestand veranderd. Er is niets gewijzigd. "
                "Zet een reservekopie terug."),
        ),
    }  # fmt: skip


def _record_texts() -> dict[str, tuple[str, str]]:
    return {
        "ChangedElsewhere": (
            _tr("Deze gegevens zijn intussen gewijzigd."),
            _tr("Uw tekst blijft staan. Open de gegevens opnieuw en kijk wat er veranderd is."),
        ),
        "RecordMissing": (
            _tr("Dit staat niet meer in het register."),
            _tr("Ga terug naar de lijst en kies opnieuw."),
        ),
        "AlreadySaved": (_tr("Dit was al opgeslagen."), _tr("Niets is dubbel opgeslagen. Kijk of alles erin staat.")),
        "AlreadyVoided": (_tr("Deze regel is al ongeldig gemaakt."), _tr("U hoeft niets te doen.")),
        "StepNotAllowed": (
            _tr("Deze stap kan nu niet."),
            _tr("Van ‘{current}’ kunt u niet naar ‘{wanted}’. Kies een andere stap."),
        ),
        "TrajectoryClosed": (
            _tr("Dit zorgtraject is afgesloten."),
            _tr("Uw tekst blijft staan. Heropen het traject om er iets aan toe te voegen."),
        ),
        "RuleBroken": (
            _tr("Dit kan het register niet zo bewaren."),
            _tr(
                "Een regel die mensen beschermt, houdt dit tegen. Uw tekst blijft staan. Kijk na wat "
                "u invulde."
            ),
        ),
    }


def _gate_texts() -> dict[str, tuple[str, str]]:
    return {
        "ConsentMissing": (
            _tr("U kunt nog niet versturen."),
            _tr("Voor {recipient} ontbreekt toestemming voor: {scopes}. "
                "Leg die vast of laat dit onderdeel weg. Uw tekst blijft staan."),
        ),
        "WrittenConsentNeeded": (
            _tr("Registratie bij CoMensha vraagt schriftelijke toestemming."),
            _tr("Er is nu alleen mondelinge toestemming."),
        ),
        "AuthorityUnclear": (
            _tr("Cliënt is jonger dan 16 jaar."),
            _tr("Vul in wie het gezag heeft, of waarom u die persoon niet vraagt."),
        ),
        "BirthDateNeeded": (
            _tr("Er is nog geen geboortedatum."),
            _tr("De leeftijd bepaalt wie toestemming geeft. Vul de geboortedatum in, of een schatting."),
        ),
        "RecipientBlocked": (
            _tr("Deze persoon mag niets ontvangen."),
            _tr("Dat staat zo bij de cliënt. Kies een andere ontvanger."),
        ),
        "BasisIncomplete": (
            _tr("De grond om te delen is nog niet compleet."),
            _tr("Noem het wetsartikel, of vul alle vijf afwegingen in. Uw tekst blijft staan."),
        ),
        "HeadMoved": (
            _tr("Er is intussen iets opgeslagen."),
            _tr("Het document wordt opnieuw gemaakt. Bekijk het nog een keer en kies dan opnieuw."),
        ),
    }  # fmt: skip


def _count_texts() -> dict[str, tuple[str, str]]:
    return {
        "PeriodOpen": (
            _tr("Deze periode is nog niet afgesloten."),
            _tr("De laatste dag is {closes_on}. Daarna kunt u cijfers maken. Kies nu een eerdere periode."),
        ),
        "WouldDisclose": (
            _tr("Deze tabel kan niet worden verstrekt."),
            _tr("Samen met {publications} zou een aantal onder de 5 te herleiden zijn. Wat helpt: {helps}."),
        ),
        "NotProved": (
            _tr("Niet bewezen binnen een minuut; er is geen bestand gemaakt."),
            _tr("Kies minder perioden of een tabel met minder rijen."),
        ),
        "LedgerDamaged": (
            _tr("De lijst van eerdere uitgiften is beschadigd; er worden geen cijfers verstrekt."),
            _tr("Zonder die lijst is niet te bewijzen dat cijfers veilig zijn. Zet een reservekopie terug."),
        ),
        "SolverMissing": (
            _tr("Een onderdeel van het programma ontbreekt; er zijn geen cijfers gemaakt."),
            _tr(
                "Daarom kan het programma niet bewijzen dat cijfers veilig zijn. Installeer het "
                "programma opnieuw."
            ),
        ),
    }


def problem_texts() -> dict[str, str]:
    """Problem code → the sentence under the field."""
    return {
        "required": _tr("Vul dit in."),
        "choose": _tr("Maak een keuze."),
        "choose_one": _tr("Kies er minstens één."),
        "from_list": _tr("Kies iets uit de lijst."),
        "date_invalid": _tr("Deze datum bestaat niet. Vul in als dd-mm-jjjj, bijvoorbeeld 04-03-2026."),
        "date_required": _tr("Vul een datum in als dd-mm-jjjj, bijvoorbeeld 04-03-2026."),
        "date_future": _tr("Deze datum ligt in de toekomst. Vul vandaag of een eerdere datum in."),
        "date_past": _tr("Deze datum is al voorbij. Vul vandaag of een latere datum in."),
        "date_too_early": _tr("Deze datum ligt te ver terug. Kijk het jaartal na."),
        "date_too_late": _tr("Deze datum ligt te ver vooruit. Kijk het jaartal na."),
        "date_from": _tr("Deze datum is te vroeg. Vul een datum in vanaf {earliest}."),
        "date_until": _tr("Deze datum is te laat. Vul een datum in tot en met {latest}."),
        "date_order": _tr("De einddatum ligt voor de begindatum. Pas een van de twee aan."),
        "before_start": _tr("Deze datum ligt voor het begin van het traject. Vul een latere datum in."),
        "birth_invalid": _tr("Deze geboortedatum bestaat niet. Laat leeg wat u niet weet."),
        "birth_year": _tr(
            "Vul het geboortejaar in met vier cijfers, of vul een schatting van de "
            "leeftijd in."
        ),
        "birth_both": _tr("Vul een datum in of een geschatte leeftijd, niet allebei."),
        "age_invalid": _tr("Vul een leeftijd in van 0 tot en met 120 jaar."),
        "number_invalid": _tr("Vul een heel getal in van {low} tot en met {high}."),
        "too_long": _tr("Deze tekst is te lang. Er passen {limit} tekens; haal iets weg."),
        "character": _tr(
            "In deze tekst staat een teken dat niet bewaard kan worden. Haal het weg of "
            "typ de tekst opnieuw."
        ),
        "time_invalid": _tr("Deze tijd bestaat niet. Vul in als uu:mm, bijvoorbeeld 14:30."),
        "same_client": _tr("Dit is dezelfde cliënt. Kies een andere cliënt."),
        "trajectory_open": _tr("Er loopt al een zorgtraject. Ga daarin verder, of sluit dat eerst af."),
        "close_instead": _tr("Afsluiten is geen fase. Kies Traject afsluiten en geef een reden."),
        "unknown_with_others": _tr("Kies alleen ‘onbekend’, of alleen de vormen die bekend zijn."),
        "last_notification": _tr("Dit is de enige aanmelding van deze cliënt. Die kan niet ongeldig worden."),
        "last_phase": _tr("Dit is de enige fase van dit traject. Leg eerst een andere fase vast."),
        "duplicate": _tr("Dit staat er al. Vul iets anders in."),
        "passphrase_different": _tr("De twee wachtwoordzinnen zijn niet gelijk. Typ ze opnieuw."),
        "control_code": _tr("Een controlecode heeft tien letters en cijfers. Kijk elk teken na."),
        "sheet_line": _tr("Deze regel is anders dan op het blad. Kijk elk teken na."),
        "passphrase_weak": _tr("Deze zin is te makkelijk te raden. Kies een zin van minstens vijf woorden."),
        "rule_words": _tr("Vul bij ‘{rule}’ in wat u heeft afgesproken."),
        "reason": _tr("Schrijf kort op waarom."),
        "giver_age": _tr("Op deze leeftijd beslist iemand anders, of beslissen zij samen. Kies wie toestemming gaf."),
        "comensha_only": _tr("Dit doel hoort bij CoMensha. Kies CoMensha, of kies een ander doel."),
        "unknown_code": _tr("Deze keuze bestaat niet meer. Kies iets uit de lijst."),
    }  # fmt: skip


def problem_text(problem: Problem) -> str:
    """The sentence under the field of ``problem``."""
    text = problem_texts().get(problem.code) or _tr("Kijk dit veld na.")
    return _filled(text, problem.params, {})


def message_for(error: RegisterError, labels: Mapping[str, str] | None = None) -> Message:
    """What to say about ``error``.

    ``labels`` gives the words for codes among its parameters (scopes, states); a code without a
    label is shown as it is. A subclass without its own sentence takes that of its base.
    """
    texts = error_texts()
    what, why = next(texts[cls.__name__] for cls in type(error).__mro__ if cls.__name__ in texts)
    return Message(what, _filled(why, error.params, labels or {}), _kind(error))


def unexpected(reference: str) -> Message:
    """For a mistake of the program itself: nothing of the exception is shown."""
    return Message(
        _tr("Er ging iets mis in het programma."),
        _tr("Uw laatste opgeslagen gegevens zijn veilig. Sluit het programma en start het opnieuw. "
            "Noem bij een melding dit nummer: {nummer}.").format(nummer=reference),
        "bad",
    )  # fmt: skip


def summary_title(count: int) -> str:
    """The line above a form that cannot be saved yet."""
    if count == 1:
        return _tr("Er is 1 punt dat u nog moet aanvullen:")
    return _tr("Er zijn {aantal} punten die u nog moet aanvullen:").format(aantal=count)


def _kind(error: RegisterError) -> Kind:
    return "bad" if isinstance(error, (EnvironmentProblem, InvalidInput)) else "warn"


class _Params(dict[str, str]):
    """Parameters as words; one that was not given becomes a row of dots, never an exception."""

    def __missing__(self, key: str) -> str:
        return "…"


def _filled(text: str, params: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    return text.format_map(_Params({key: _word(value, labels) for key, value in params.items()}))


def _word(value: Any, labels: Mapping[str, str]) -> str:
    if isinstance(value, datetime):
        return formatting.moment_text(value)
    if isinstance(value, date):
        return formatting.date_text(value)
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, bool) or not isinstance(value, Iterable):
        return formatting.number_text(value) if isinstance(value, int) else str(value)
    return formatting.list_text(_word(item, labels) for item in value)
