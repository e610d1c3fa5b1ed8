"""
The measures of support: each is defined here, once, and screens, files and documents show this definition.

Every measure is made of points: one thing that happened in one ticket at one moment, derived from its history
by `insights.points`. A figure takes the points of a measure in a period, of the tickets that the reader may
see and that are neither spam nor in the trash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FEW = 20
"""Below this many points a share says nothing: there are only counts."""
BACK_WITHIN_DAYS = 7
GOOD_SCORE = 4
EASY_SCORE = 6
PROMOTER, DETRACTOR = 9, 6
ACROSS = frozenset({"repeat_contact"})
"""Measures whose points tell of more than one ticket: only who sees all tickets gets them."""
UTILISATION = "utilisation"
"""The one measure that is of people and not made of points: only who sees all tickets gets it, by team."""


class Kind(StrEnum):
    """What a figure is made of its points."""

    COUNT = "count"
    SHARE = "share"
    TIME = "time"
    MEAN = "mean"
    STATE = "state"


class Side(StrEnum):
    """Whose work it measures."""

    ALL = "all"
    PEOPLE = "people"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Definition:
    """
    One measure: unit, formula, what does not count, and the range to aim at (None: no such end).

    Times are in seconds and come as median and 90th percentile, by the clock and in business hours; the
    target of a time is one of the median, in business hours where `is_business`. Above `risk_above` it is a
    risk to people.
    """

    name: str
    kind: Kind
    side: Side
    unit: str
    formula: str
    excludes: str
    origin: str
    at_least: float | None = None
    at_most: float | None = None
    risk_above: float | None = None
    is_business: bool = False


_GONE = "spam, trash"
_MINUTE, _HOUR = 60, 3600

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "created", Kind.COUNT, Side.ALL, "tickets",
        "tickets opened in the period", _GONE, "tickets",
    ),
    Definition(
        "solved", Kind.COUNT, Side.ALL, "tickets",
        "tickets that became resolved or closed in the period, each once; the part are those that a person "
        "answered", _GONE, "history of the status",
    ),
    Definition(
        "reopened", Kind.COUNT, Side.ALL, "tickets",
        "tickets that were resolved or closed and became open again in the period, each once", _GONE,
        "history of the status",
    ),
    Definition(
        "backlog", Kind.STATE, Side.ALL, "tickets",
        "tickets that were open at the end of the period: those open now, less those opened or reopened "
        "since, plus those solved since", _GONE, "history of the status",
    ),
    Definition(
        "backlog_age", Kind.STATE, Side.ALL, "seconds",
        "median of the time since they were opened, of the tickets that are open now",
        _GONE + ", and the period: it is always of now", "tickets",
    ),
    Definition(
        "first_reply", Kind.TIME, Side.PEOPLE, "seconds",
        "median of (first public reply of a person) - (first message of the customer), of the first replies "
        "given in the period", _GONE + ", acknowledgements, notes, automatic mail, the assistant's answers, "
        "tickets in which no customer wrote", "messages", at_most=15 * _MINUTE, is_business=True,
    ),
    Definition(
        "resolution", Kind.TIME, Side.PEOPLE, "seconds",
        "median of (last time it became resolved or closed) - (opened), of the tickets that a person "
        "answered, that are resolved now, and became so in the period; waiting for the customer counts",
        _GONE + ", open tickets, those that no person answered", "history of the status",
        at_most=8 * _HOUR, is_business=True,
    ),
    Definition(
        "first_contact", Kind.SHARE, Side.PEOPLE, "percent",
        "(tickets first resolved in the period with exactly one reply of a person before and none of the "
        "assistant, and never reopened) / (tickets first resolved in the period that a person had answered) "
        "x 100", _GONE + ", tickets in which no customer wrote", "messages, history of the status",
        at_least=40,
    ),
    Definition(
        "reopen_rate", Kind.SHARE, Side.ALL, "percent",
        "(tickets first resolved in the period that were ever reopened) / (tickets first resolved in the "
        "period) x 100", _GONE, "history of the status", at_most=5,
    ),
    Definition(
        "repeat_contact", Kind.SHARE, Side.ALL, "percent",
        "(tickets that are resolved now, became so in the period, and whose requester opened another of the "
        "same category within 7 days after) / (tickets that are resolved now and became so in the period) "
        "x 100", _GONE + ", open tickets, those without a category, those whose 7 days are not over, another "
        "in which no customer wrote; shown only to who sees all tickets",
        "history of the status, tickets of the requester", at_most=10,
    ),
    Definition(
        "sla", Kind.SHARE, Side.ALL, "percent",
        "(targets that were met) / (targets that were met or missed in the period) x 100; a missed target "
        "counts when it was missed", _GONE + ", cancelled targets, targets still running", "SLA clocks",
        at_least=95,
    ),
    Definition(
        "escalation_rate", Kind.SHARE, Side.PEOPLE, "percent",
        "(tickets opened in the period that were ever escalated) / (tickets opened in the period) x 100",
        _GONE, "routing decisions", at_most=10,
    ),
    Definition(
        "reassignments", Kind.MEAN, Side.PEOPLE, "times a ticket",
        "(changes of the person who holds a ticket, to somebody else) / (tickets first resolved in the "
        "period that anybody ever held)", _GONE + ", the first assignment, giving it back and taking it "
        "again", "history of the assignee", at_most=0.5,
    ),
    Definition(
        UTILISATION, Kind.SHARE, Side.PEOPLE, "percent of hours",
        "(hours that tickets in hand took up) / (hours in which people were online to take work) x 100; a "
        "ticket takes up 1 / (how many of its kind, chats or others, its holder takes at once by their "
        "limits now) of each such hour, from getting it until it is resolved, pending, snoozed or passed on; "
        "above 100 they hold more than they take",
        _GONE + ", breaks and other time away or offline, absences, time outside of somebody's own working "
        "hours, work on no ticket, people who take no tickets now, time before their first known change of "
        "presence; shown only to who sees all tickets, by team, person and period",
        "presence, absences, working hours, history of the assignee and status",
        at_least=60, at_most=75, risk_above=85,
    ),
    Definition(
        "csat", Kind.MEAN, Side.ALL, "points of 5",
        "(sum of the scores) / (answered surveys), of surveys answered in the period about satisfaction, 1 "
        "to 5; the part are scores of 4 and 5", _GONE + ", surveys without an answer", "surveys",
        at_least=4.4,
    ),
    Definition(
        "csat_response", Kind.SHARE, Side.ALL, "percent",
        "(surveys about satisfaction sent in the period that were answered) / (those sent in the period) "
        "x 100", _GONE,
        "surveys", at_least=20,
    ),
    Definition(
        "ces", Kind.MEAN, Side.ALL, "points of 7",
        "(sum of the scores) / (answered surveys), of surveys answered in the period about how easy it was, "
        "1 to 7; the part are scores of 6 and 7", _GONE + ", surveys without an answer", "surveys",
    ),
    Definition(
        "ces_response", Kind.SHARE, Side.ALL, "percent",
        "(surveys about ease sent in the period that were answered) / (those sent in the period) x 100",
        _GONE, "surveys", at_least=20,
    ),
    Definition(
        "nps", Kind.MEAN, Side.ALL, "points from -100 to 100",
        "((answers of 9 and 10) - (answers of 0 to 6)) / (answers) x 100, of surveys answered in the period "
        "about recommending us, 0 to 10; the part are 9 and 10", _GONE + ", surveys without an answer",
        "surveys",
    ),
    Definition(
        "nps_response", Kind.SHARE, Side.ALL, "percent",
        "(surveys about recommending us sent in the period that were answered) / (those sent in the period) "
        "x 100", _GONE, "surveys", at_least=20,
    ),
    Definition(
        "ai_first_reply", Kind.TIME, Side.ASSISTANT, "seconds",
        "median of (first answer of the assistant) - (first message of the customer), of the first answers "
        "given in the period", _GONE + ", acknowledgements, questions that it asked back", "messages",
        at_most=_MINUTE,
    ),
    Definition(
        "ai_containment", Kind.SHARE, Side.ASSISTANT, "percent",
        "(conversations of the assistant that ended in the period without a person) / (those that ended in "
        "the period) x 100; says nothing of whether they were solved",
        _GONE + ", conversations that have not ended", "resolution ledger",
    ),
    Definition(
        "ai_solved", Kind.SHARE, Side.ASSISTANT, "percent",
        "(conversations of the assistant that ended in the period confirmed or verified, and are so still) / "
        "(those that ended in the period) x 100; this is deflection",
        _GONE + ", conversations that have not ended; silence alone never counts as solved",
        "resolution ledger", at_least=40,
    ),
    Definition(
        "ai_handoff", Kind.SHARE, Side.ASSISTANT, "percent",
        "(conversations of the assistant that ended in the period with a handoff to a person) / (those that "
        "ended in the period) x 100", _GONE + ", conversations that have not ended", "resolution ledger",
    ),
    Definition(
        "ai_quality", Kind.SHARE, Side.ASSISTANT, "percent",
        "(conversations that the assistant solved and whose customer did not come back within 7 days) / "
        "(conversations that it solved) x 100, of those that ended in the period",
        _GONE + ", those whose 7 days are not over", "resolution ledger", at_least=95,
    ),
    Definition(
        "ai_drafts_used", Kind.SHARE, Side.ASSISTANT, "percent",
        "(drafts sent as they were, or edited) / (drafts decided in the period) x 100",
        _GONE + ", drafts in shadow, drafts nobody has decided about", "drafts", at_least=60,
    ),
    Definition(
        "ai_wrong", Kind.SHARE, Side.ASSISTANT, "percent",
        "(answers judged wrong, beside the question, or better not given) / (answers judged in the period) "
        "x 100", _GONE + ", verdicts taken back, answers nobody judged", "reviews", at_most=5,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Definition] = {one.name: one for one in DEFINITIONS}
NAMES: tuple[str, ...] = tuple(BY_NAME)
