"""The words of the document, by language; measures are named as on the screen."""

from collections.abc import Mapping

_EN = {
    "title": "Support, {since} to {until}",
    "period": "Days in {zone}. Made on {at}. Of the tickets that its reader may see.",
    "measure": "Measure", "value": "Figure", "before": "The same days before", "of": "Of", "aim": "Aim",
    "formula": "Definition", "excludes": "Does not count: {excludes}.", "page": "Page {number}",
    "at_least": "at least {value}", "at_most": "at most {value}", "few": "{part} of {whole}",
    "nothing": "-", "hours": "{hours} h {minutes} min", "minutes": "{minutes} min", "seconds": "{seconds} s",
    "days": "{days} d {hours} h", "business": "{value} in business hours", "percentile": "90% within {value}",
    "created": "New tickets", "solved": "Solved", "reopened": "Reopened", "backlog": "Backlog",
    "backlog_age": "Age of the backlog", "first_reply": "First reply", "resolution": "Time to resolution",
    "first_contact": "Solved at first contact", "reopen_rate": "Reopened after resolution",
    "repeat_contact": "Wrote anew within 7 days",
    "sla": "Service levels met", "escalation_rate": "Escalated", "reassignments": "Reassignments",
    "csat": "Satisfaction", "csat_response": "Satisfaction surveys answered",
    "ces": "Ease (CES)", "ces_response": "Ease surveys answered",
    "nps": "NPS", "nps_response": "NPS surveys answered",
    "ai_first_reply": "First answer of the assistant", "ai_containment": "Ended without a person",
    "ai_solved": "Solved by the assistant", "ai_handoff": "Handed over",
    "ai_quality": "Solved and did not come back", "ai_drafts_used": "Drafts used",
    "ai_wrong": "Answers judged wrong",
}  # fmt: skip
_DE = {
    "title": "Support, {since} bis {until}",
    "period": "Tage in {zone}. Erstellt am {at}. Aus den Tickets, die der Leser sehen darf.",
    "measure": "Kennzahl", "value": "Wert", "before": "Gleich viele Tage davor", "of": "Von", "aim": "Ziel",
    "formula": "Definition", "excludes": "Zählt nicht: {excludes}.", "page": "Seite {number}",
    "at_least": "mindestens {value}", "at_most": "höchstens {value}", "few": "{part} von {whole}",
    "nothing": "-", "hours": "{hours} Std. {minutes} Min.", "minutes": "{minutes} Min.",
    "seconds": "{seconds} Sek.", "days": "{days} T. {hours} Std.", "business": "{value} Geschäftszeit",
    "percentile": "90 % innerhalb von {value}",
    "created": "Neue Tickets", "solved": "Gelöst", "reopened": "Wieder geöffnet", "backlog": "Rückstand",
    "backlog_age": "Alter des Rückstands", "first_reply": "Erste Antwort", "resolution": "Lösungszeit",
    "first_contact": "Beim ersten Kontakt gelöst", "reopen_rate": "Nach Lösung wieder geöffnet",
    "repeat_contact": "Erneut geschrieben binnen 7 Tagen",
    "sla": "Service-Level eingehalten", "escalation_rate": "Eskaliert", "reassignments": "Neuzuweisungen",
    "csat": "Zufriedenheit", "csat_response": "Beantwortet: Zufriedenheit",
    "ces": "Leichtigkeit (CES)", "ces_response": "Beantwortet: Leichtigkeit",
    "nps": "NPS", "nps_response": "Beantwortet: NPS",
    "ai_first_reply": "Erste Antwort des Assistenten", "ai_containment": "Ohne Mensch beendet",
    "ai_solved": "Vom Assistenten gelöst", "ai_handoff": "Übergeben",
    "ai_quality": "Gelöst und nicht wiedergekommen", "ai_drafts_used": "Verwendete Entwürfe",
    "ai_wrong": "Als falsch beurteilte Antworten",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "de": _DE}
