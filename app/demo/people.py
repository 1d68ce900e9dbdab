"""Invented people for the demo register. None of them exists; likeness to anyone is chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Invented:
    """One invented case. ``born`` is a year, or a full ISO date; ``journey`` names a course in ``journeys``."""

    given: str | None
    infix: str | None
    family: str | None
    gender: str
    born: str
    citizenship: str
    language: str
    interpreter: bool
    found_in: str
    sectors: tuple[str, ...]
    notifier: str
    journey: str
    aliases: tuple[str, ...] = ()


def _i(line: str) -> Invented:
    parts = [part.strip() for part in line.split("|")]
    given, infix, family, gender, born, citizenship, language, tolk, place, sectors, notifier, journey = parts[:12]
    return Invented(
        given or None, infix or None, family or None, gender, born, citizenship, language, tolk == "tolk", place,
        tuple(sectors.split("+")), notifier, journey, tuple(a for a in parts[12:] if a),
    )  # fmt: skip


PEOPLE = tuple(
    _i(line)
    for line in """
Ivana||Petrova|vrouw|1996-02-11|bg|bg|tolk|vlissingen|SD|politie|care_closed|Vanya
Marek||Wójcik|man|1988-07-30|pl|pl|tolk|reimerswaal|GA|nla|labour_closed
Yara||Haddad|vrouw|1999|sy|ar|tolk|middelburg|SD|opvanginstelling|cosm_closed
Sem|van der|Linden|man|2006-05-19|nl|nl||goes|GC|jeugdhulp|youth_closed
Chidinma||Okoye|vrouw|1997-12-02|ng|en|tolk|terneuzen|SD|kmar|cosm_closed|Joy
Radu||Ionescu|man|1979-03-08|ro|ro|tolk|borsele|GA|fairwork|labour_closed
Fenna||Dekker|vrouw|2005-10-23|nl|nl||middelburg|SD+GC|politie|care_closed
Oksana||Bondarenko|vrouw|1991|ua|uk|tolk|hulst|SD|ambulant|care_closed|Оксана
Tomasz||Lewandowski|man|1984-01-17|pl|pl|tolk|kapelle|GA|nla|short_closed
Lotte|de|Bruin|vrouw|2007-04-04|nl|nl||vlissingen|SD|politie|youth_closed
Amadou||Diallo|man|2001|gn|fr|tolk|goes|GC|coa|short_closed
Bianca||Moldovan|vrouw|1993-09-14|ro|ro|tolk|terneuzen|SD|politie|care_closed
Joris||Verhage|man|2008-01-26|nl|nl||schouwen_duiveland|GC|onderwijs|youth_closed
Nguyễn||Thị Hoa|vrouw|1995|vn|vi|tolk|reimerswaal|GA|politie|labour_closed
Esra||Yıldız|vrouw|2000-06-21|nl|nl||middelburg|SD|veilig_thuis|care_closed
Petru||Țurcanu|man|1990-11-05|md|ro|tolk|borsele|GA+GC|politie|labour_closed
Selam||Tesfay|vrouw|2002|er|ti|tolk|middelburg|SD|coa|cosm_closed
Daan||Poortvliet|man|2007-08-08|nl|nl||terneuzen|GC|politie|youth_closed
Mirela||Hoxha|vrouw|1998-03-29|al|sq|tolk|sluis|SD|politie|care_closed
Krzysztof||Żak|man|1982-05-12|pl|pl|tolk|reimerswaal|GA|nla|short_closed
Kim||Huijbrechts|vrouw|2004-12-15|nl|nl||hulst|SD|politie|care_aftercare
Georgi||Dimitrov|man|1986|bg|bg|tolk|kapelle|GA|politie|labour_closed
Fatoumata||Bah|vrouw|2003-07-07|gn|fr|tolk|vlissingen|SD|kmar|cosm_running
Ilse|van|Driel|vrouw|2006-02-02|nl|nl||goes|SD|ambulant|care_aftercare
Vasile||Rusu|man|1975-10-10|ro|ro|tolk|noord_beveland|GA|gemeente|labour_closed
Blessing||Okafor|vrouw|2002-01-31|ng|en||hulst|SD|politie|care_aftercare
Paweł||Łukasik|man|1982-04-18|pl|pl|tolk|reimerswaal|GA|nla|labour_closed
Noor||Hoekman|vrouw|2008-09-09|nl|nl||veere|SD|jeugdhulp|youth_running
Iulian||Stan|man|1994-02-20|ro|ro|tolk|borsele|GA|fairwork|labour_running
Rahma||Warsame|vrouw|2001-05-25|so|so|tolk|middelburg|SD|opvanginstelling|cosm_running
Stijn||Boogaard|man|2009-03-03|nl|nl||goes|GC|politie|youth_running
Sanne|van den|Berg|vrouw|2006-06-06|nl|nl||schouwen_duiveland|SD|veilig_thuis|care_running
Viktor||Horváth|man|1989|hu|hu|tolk|sluis|GA|nla|labour_running
Mila|de|Vries|vrouw|2004-04-24|nl|nl||middelburg|SD+GC|politie|care_running
Amira||Haddad|vrouw|1994|sy|ar|tolk|terneuzen|SD|ambulant|cosm_running|أميرة
Ștefania||Țîrlea|vrouw|2007-02-03|ro|ro|tolk|vlissingen|SD|politie|referral_running|Ana
Jayden||Maas|man|2010-12-12|nl|nl||sluis|GC|jsog|child_running|J.
Lena||Nowak|vrouw|1999-08-19|pl|pl|tolk|goes|GA|fairwork|labour_running
Олег||Шевчук|man|1987-11-11|ua|uk|tolk|kapelle|GA|nla|fresh
Tessa||Voorbeeld|vrouw|2007-02-03|nl|nl||goes|SD|politie|referral_running
|||vrouw|2003|onbekend|onbekend|tolk|terneuzen|Onb|kmar|fresh
Łukasz||Zając|man|1992-03-15|pl|pl|tolk|reimerswaal|GA|nla|fresh
""".strip().splitlines()
)
