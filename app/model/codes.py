"""Codes that logic branches on: English member, Dutch code as stored (``shared`` texts §1).

Lists that nothing branches on (gender, residence status, municipality …) have no enum: they live
in ``resources/codelists/*.toml`` and in the register's code tables. A test holds every enum here
against its list.
"""

from __future__ import annotations

from enum import StrEnum


class NotifierType(StrEnum):
    """Aanmeldertype; only the members that rules name. Others are plain codes."""

    POLICE = "politie"
    MILITARY_POLICE = "kmar"
    LABOUR_INSPECTORATE = "nla"


class ComenshaState(StrEnum):
    """Meldstand bij CoMensha of one notification."""

    REPORTED = "gemeld"
    NO_CONSENT = "geen_toestemming"
    NOT_ASKED = "nog_niet_gevraagd"
    OTHER_REASON = "andere_reden"


class Sector(StrEnum):
    """Sector, with the codes of the seed as they are."""

    SEXUAL_SERVICES = "SD"
    REGULAR_LABOUR = "GA"
    FORCED_CRIME = "GC"
    FORCED_BEGGING = "GB"
    ORGAN_REMOVAL = "OH"
    NOT_YET_EXPLOITED = "NNG"
    UNKNOWN = "Onb"


class ParentalAuthority(StrEnum):
    """Gezag, under 18."""

    BOTH_PARENTS = "beide_ouders"
    MOTHER = "moeder"
    FATHER = "vader"
    GUARDIAN = "voogd"
    CERTIFIED_INSTITUTION = "gi"
    NIDOS = "nidos"
    NOT_APPROACHED = "niet_benaderd"
    UNKNOWN = "onbekend"


class Phase(StrEnum):
    """Fase of a trajectory."""

    NOTIFICATION = "aanmelding"
    INTAKE = "intake"
    STABILISATION = "stabilisatie"
    GUIDANCE = "begeleiding"
    AFTERCARE = "nazorg"
    CLOSED = "afgesloten"


class TrackKind(StrEnum):
    """Spoor: eleven parallel lines of a trajectory."""

    SAFETY = "veiligheid"
    SHELTER_HOUSING = "opvang_wonen"
    RESIDENCE = "verblijf"
    CRIMINAL_CASE = "strafrecht"
    INCOME_INSURANCE = "inkomen_verzekering"
    HEALTH = "gezondheid_psychosociaal"
    LEGAL_DAMAGES = "juridisch_schade"
    CHILDREN_FAMILY = "kinderen_gezin"
    WORK_DAYTIME = "werk_dagbesteding"
    RETURN = "terugkeer"
    NETWORK = "netwerk"


class TrackStatus(StrEnum):
    """Status of one spoor."""

    OPEN = "open"
    RUNNING = "loopt"
    WAITING = "wacht"
    SETTLED = "geregeld"
    STOPPED = "gestopt"
    NOT_APPLICABLE = "nvt"


class ContactKind(StrEnum):
    """Contact; only the members that rules name."""

    ATTEMPT = "poging"
    WITH_PROFESSIONAL = "professional"
    CASE_CONFERENCE = "casusoverleg"
    FROM_THIRD_PARTY = "derde"
    OWN_NOTE = "notitie"


class SafeContact(StrEnum):
    """Veilig contact: the rules that carry a text of their own, and the warning."""

    UNKNOWN = "onbekend"
    DO_NOT_CALL = "niet_bellen"
    CALL_BETWEEN = "tijden"
    CODE_WORD = "codewoord"
    CALL_YOURSELF = "andere_naam"
    ONLY_THROUGH = "via"
    DO_NOT_TELL = "niet_vertellen"
    NO_INTERPRETER_FROM = "tolk"
    NOT_TO_AREA = "gebied"


class Purpose(StrEnum):
    """Toestemming, doel."""

    SHELTER = "opvang"
    CARE = "hulp"
    COMENSHA_REGISTRATION = "comensha_registratie"
    COMENSHA_SHELTER = "comensha_opvang"
    CASE_CONFERENCE = "casusoverleg"
    LEGAL_AID = "rechtshulp"
    POLICE = "politie"
    INCOME = "inkomen"
    PAYMENT = "betaling"
    RELATIVE = "naaste"
    HANDOVER = "overdracht"
    RESEARCH = "onderzoek"


class Scope(StrEnum):
    """Gegevens: what kind of data is shared."""

    NAME = "naam"
    BIRTH_DATE = "geboortedatum"
    AGE_GENDER = "leeftijd_geslacht"
    CONTACT = "contact"
    LANGUAGE = "taal"
    SAFETY = "veiligheid"
    EXPLOITATION = "uitbuiting"
    URGENT_CARE = "medisch_spoed"
    HEALTH = "gezondheid"
    FAMILY = "gezin"
    RESIDENCE = "verblijf"
    CRIMINAL_CASE = "strafrecht"
    INCOME = "inkomen"
    CARE_PLAN = "hulp"
    PAYMENT = "betaling"
    DOCUMENT = "document"


class ConsentKind(StrEnum):
    """Gebeurtenis: what was said. *Niet gevraagd* and *verlopen* are computed, never stored."""

    GIVEN = "gegeven"
    REFUSED = "geweigerd"
    WITHDRAWN = "ingetrokken"
    UNABLE = "niet_in_staat"


class ConsentForm(StrEnum):
    """Vorm of a consent event."""

    WRITTEN = "schriftelijk"
    ORAL = "mondeling"


class ConsentGiver(StrEnum):
    """Who spoke: the client, who has authority, or both together (12 to 15 years)."""

    CLIENT = "client"
    AUTHORITY = "gezag"
    BOTH = "beide"


class Route(StrEnum):
    """The three lawful ways out (DESIGN §5.4)."""

    CONSENT = "toestemming"
    LEGAL_POWER = "wettelijk"
    CONFLICT_OF_DUTIES = "conflict"


class ReferralStatus(StrEnum):
    """Verwijzing: the states; which may follow which stands in the rules on referrals."""

    CONCEPT = "concept"
    ENQUIRY = "navraag"
    SENT = "verstuurd"
    RECEIVED = "ontvangen"
    WAITING_LIST = "wachtlijst"
    ACCEPTED = "geaccepteerd"
    PLACED = "geplaatst"
    ENDED = "beeindigd"
    REJECTED = "geweigerd"
    CLIENT_DECLINES = "client_wil_niet"
    REVIEW = "opnieuw"
    WITHDRAWN = "ingetrokken"
    LAPSED = "vervallen"


class ClosureReason(StrEnum):
    """Afsluitreden; only the members that rules name."""

    MISTAKE = "fout"


class HandedOver(StrEnum):
    """Hoe verstrekt: asked after each print or save."""

    IN_PERSON = "meegegeven"
    SECURE_MAIL = "beveiligde_mail"
    POST = "post"
    ORAL = "mondeling"
    DESTROYED = "niet_verstrekt_en_vernietigd"
