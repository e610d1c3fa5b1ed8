"""
The scopes that a token can carry: an area with read or write; writing includes reading.

Every view names its area (`scope`) and the areas of whatever else its answer contains (`also_reads`). Parts
of an answer that need another scope, such as articles beside tickets, are left out without it
(`Actor.may_read`). A ticket includes the names and addresses of its participants, and the company's name.
"""

from django.conf import settings

from core.declarations import merged

AREAS: dict[str, str] = {
    "tickets": "tickets with their timeline, files, drafts, clocks and routing, views, tags, search",
    "people": "staff, teams, brands, companies and contacts with their facts, one's own profile and tokens",
    "kb": "articles with their versions, search in them, and answers or suggestions that quote them",
    "sla": "service levels and calendars",
    "routing": "rules and settings of routing",
    "assistant": "questions to the assistant, its configuration, versions, replays and costs",
    "widget": "the widget's settings",
    **merged(system.scopes for system in settings.DECLARED),
    "audit": "the audit log",
    "privacy": "what is taken out of messages",
    "system": "what is wrong with the installation",
}
SCOPES = tuple(f"{area}:{right}" for area in AREAS for right in ("read", "write"))
