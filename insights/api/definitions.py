"""How each measure is defined, in the reader's language; the program itself defines in English."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from insights.ask.tree import DEFINED
from insights.measures import Definition

_GONE = "Spam, Papierkorb"
_ENDED = "Gespräche, die noch laufen"
_LEDGER = "Verzeichnis der Lösungen"
_STATUS = "Verlauf des Status"

GERMAN: Mapping[str, tuple[str, str, str]] = {
    "companies": (
        "Firmen mit einem im Zeitraum eröffneten Ticket, jede einmal", f"{_GONE}, Tickets ohne Firma",
        "Tickets",
    ),
    "created": ("im Zeitraum eröffnete Tickets", _GONE, "Tickets"),
    "solved": (
        "Tickets, die im Zeitraum gelöst oder geschlossen wurden, jedes einmal; der Teil sind die, auf die "
        "eine Person geantwortet hat", _GONE, _STATUS,
    ),
    "reopened": (
        "Tickets, die gelöst oder geschlossen waren und im Zeitraum wieder offen wurden, jedes einmal",
        _GONE, _STATUS,
    ),
    "backlog": (
        "Tickets, die am Ende des Zeitraums offen waren: die jetzt offenen, ohne die seitdem eröffneten oder "
        "wieder geöffneten, mit den seitdem gelösten", _GONE, _STATUS,
    ),
    "backlog_age": (
        "Median der Zeit seit der Eröffnung, der jetzt offenen Tickets",
        f"{_GONE} und der Zeitraum: gemeint ist immer jetzt", "Tickets",
    ),
    "first_reply": (
        "Median von (erste öffentliche Antwort einer Person) - (erste Nachricht des Kunden), der ersten "
        "Antworten im Zeitraum", f"{_GONE}, Eingangsbestätigungen, Notizen, automatische E-Mails, Antworten "
        "des Assistenten, Tickets, in denen kein Kunde schrieb", "Nachrichten",
    ),
    "resolution": (
        "Median von (zuletzt gelöst oder geschlossen) - (eröffnet), der Tickets, auf die eine Person "
        "geantwortet hat, die jetzt gelöst sind und es im Zeitraum wurden; das Warten auf den Kunden zählt "
        "mit",
        f"{_GONE}, offene Tickets, solche ohne Antwort einer Person", _STATUS,
    ),
    "first_contact": (
        "(im Zeitraum erstmals gelöste Tickets mit genau einer Antwort einer Person davor und keiner des "
        "Assistenten, die nie wieder geöffnet wurden) / (im Zeitraum erstmals gelöste Tickets, auf die eine "
        "Person geantwortet hatte) x 100", f"{_GONE}, Tickets, in denen kein Kunde schrieb",
        f"Nachrichten, {_STATUS}",
    ),
    "reopen_rate": (
        "(im Zeitraum erstmals gelöste Tickets, die je wieder geöffnet wurden) / (im Zeitraum erstmals "
        "gelöste Tickets) x 100", _GONE, _STATUS,
    ),
    "repeat_contact": (
        "(jetzt gelöste Tickets, die es im Zeitraum wurden und deren Anfragende binnen 7 Tagen danach ein "
        "weiteres derselben Kategorie eröffneten) / (jetzt gelöste Tickets, die es im Zeitraum wurden) x 100",
        f"{_GONE}, offene Tickets, solche ohne Kategorie, solche, deren 7 Tage noch nicht um sind, ein "
        "weiteres, in dem kein Kunde schrieb; nur für Leser, die alle Tickets sehen",
        f"{_STATUS}, Tickets der Anfragenden",
    ),
    "sla": (
        "(eingehaltene Ziele) / (im Zeitraum eingehaltene oder verfehlte Ziele) x 100; ein verfehltes Ziel "
        "zählt, wenn es verfehlt wurde", f"{_GONE}, entfallene Ziele, laufende Ziele",
        "Uhren der Service-Level",
    ),
    "escalation_rate": (
        "(im Zeitraum eröffnete Tickets, die je eskaliert wurden) / (im Zeitraum eröffnete Tickets) x 100",
        _GONE, "Entscheidungen der Verteilung",
    ),
    "reassignments": (
        "(Wechsel der zuständigen Person zu einer anderen) / (im Zeitraum erstmals gelöste Tickets, die je "
        "jemand hatte)", f"{_GONE}, die erste Zuweisung, Zurückgeben und wieder Nehmen",
        "Verlauf der Zuständigkeit",
    ),
    "utilisation": (
        "(Stunden, die Tickets in Arbeit belegten) / (Stunden, in denen Personen online waren, um Arbeit zu "
        "übernehmen) x 100; ein Ticket belegt 1 / (so viele seiner Art, Chats oder andere, wie die Person "
        "nach ihren jetzigen Grenzen zugleich hat) jeder solchen Stunde, von der Übernahme, bis es gelöst, "
        "wartend, zurückgestellt oder weitergegeben ist; über 100 haben sie mehr als das",
        f"{_GONE}, Pausen und andere Zeit abwesend oder offline, Abwesenheiten, Zeit außerhalb der eigenen "
        "Arbeitszeiten, Arbeit ohne Ticket, Personen, die jetzt keine Tickets übernehmen, Zeit vor dem "
        "ersten bekannten Wechsel der Anwesenheit; nur für Leser, die alle Tickets sehen, nach Team, Person "
        "und Zeitraum",
        "Anwesenheit, Abwesenheiten, Arbeitszeiten, Verlauf von Zuständigkeit und Status",
    ),
    "csat": (
        "(Summe der Bewertungen) / (beantwortete Umfragen), der im Zeitraum beantworteten Umfragen zur "
        "Zufriedenheit, 1 bis 5; der Teil sind Bewertungen von 4 und 5", f"{_GONE}, Umfragen ohne Antwort",
        "Umfragen",
    ),
    "csat_response": (
        "(im Zeitraum versandte Umfragen zur Zufriedenheit, die beantwortet wurden) / (im Zeitraum "
        "versandte) x 100", _GONE, "Umfragen",
    ),
    "ces": (
        "(Summe der Bewertungen) / (beantwortete Umfragen), der im Zeitraum beantworteten Umfragen, wie "
        "leicht es war, 1 bis 7; der Teil sind Bewertungen von 6 und 7",
        f"{_GONE}, Umfragen ohne Antwort", "Umfragen",
    ),
    "ces_response": (
        "(im Zeitraum versandte Umfragen zum Aufwand, die beantwortet wurden) / (im Zeitraum versandte) "
        "x 100", _GONE, "Umfragen",
    ),
    "nps": (
        "((Antworten von 9 und 10) - (Antworten von 0 bis 6)) / (Antworten) x 100, der im Zeitraum "
        "beantworteten Umfragen zur Weiterempfehlung, 0 bis 10; der Teil sind 9 und 10",
        f"{_GONE}, Umfragen ohne Antwort", "Umfragen",
    ),
    "nps_response": (
        "(im Zeitraum versandte Umfragen zur Weiterempfehlung, die beantwortet wurden) / (im Zeitraum "
        "versandte) x 100", _GONE, "Umfragen",
    ),
    "ai_first_reply": (
        "Median von (erste Antwort des Assistenten) - (erste Nachricht des Kunden), der ersten Antworten im "
        "Zeitraum",
        f"{_GONE}, Eingangsbestätigungen, Rückfragen des Assistenten", "Nachrichten",
    ),
    "ai_containment": (
        "(Gespräche des Assistenten, die im Zeitraum ohne eine Person endeten) / (die im Zeitraum endeten) "
        "x 100; sagt nicht, ob sie gelöst wurden", f"{_GONE}, {_ENDED}", _LEDGER,
    ),
    "ai_solved": (
        "(Gespräche des Assistenten, die im Zeitraum bestätigt oder geprüft gelöst endeten und es noch sind) "
        "/ (die im Zeitraum endeten) x 100; das ist die Deflection",
        f"{_GONE}, {_ENDED}; Schweigen allein zählt nie als gelöst", _LEDGER,
    ),
    "ai_handoff": (
        "(Gespräche des Assistenten, die im Zeitraum mit der Übergabe an eine Person endeten) / (die im "
        "Zeitraum endeten) x 100", f"{_GONE}, {_ENDED}", _LEDGER,
    ),
    "ai_quality": (
        "(vom Assistenten gelöste Gespräche, deren Kunde innerhalb von 7 Tagen nicht wiederkam) / (vom "
        "Assistenten gelöste Gespräche) x 100, der im Zeitraum beendeten",
        f"{_GONE}, solche, deren 7 Tage noch nicht um sind", _LEDGER,
    ),
    "ai_drafts_used": (
        "(unverändert oder bearbeitet gesendete Entwürfe) / (im Zeitraum entschiedene Entwürfe) x 100",
        f"{_GONE}, Entwürfe im Probebetrieb, Entwürfe ohne Entscheidung", "Entwürfe",
    ),
    "ai_wrong": (
        "(als falsch, am Gefragten vorbei oder besser nicht gegeben beurteilte Antworten) / (im Zeitraum "
        "beurteilte Antworten) x 100", f"{_GONE}, zurückgenommene Urteile, Antworten ohne Urteil",
        "Prüfungen",
    ),
}  # fmt: skip


def defined(measure: str, language: str) -> Definition:
    """A measure's definition, its words in a language ("de", else English)."""
    found = DEFINED[measure]
    if not language.startswith("de") or measure not in GERMAN:
        return found
    formula, excludes, origin = GERMAN[measure]
    return replace(found, formula=formula, excludes=excludes, origin=origin)


def definition_json(measure: str, language: str) -> dict[str, Any]:
    """The same as JSON."""
    row = asdict(defined(measure, language))
    return {"measure": row.pop("name"), **row}
