"""The incidents of a problem, and what was written to all of them; always scoped to the actor."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q

from core.actors import Actor
from tickets.models import OPEN_STATUSES, IncidentReply, ProblemReply, Ticket, TicketLink
from tickets.models.ticket import TicketQuerySet, sight_of
from tickets.selectors.opened import require_seen

MOST_INCIDENTS = 500
SHOWN_REPLIES = 10
SHOWN_FAILURES = 100
_State = IncidentReply.State


def incidents_open(*, actor: Actor, problem_id: int) -> TicketQuerySet:
    """The open incidents of a problem that the actor may see, by their numbers."""
    links = TicketLink.objects.filter(target=problem_id, kind=TicketLink.Kind.INCIDENT)
    found = Ticket.objects.visible_to(actor).present().filter(pk__in=links.values("source"))
    return found.filter(status__in=OPEN_STATUSES, merged_into=None).order_by("pk")


def incidents_shown(*, actor: Actor, problem_id: int) -> list[Ticket]:
    """The same with their names, at most 501 of them. Raises NotFound."""
    require_seen(actor=actor, ticket_id=problem_id)
    return list(incidents_open(actor=actor, problem_id=problem_id).with_names()[: MOST_INCIDENTS + 1])


def problem_replies(*, actor: Actor, problem_id: int) -> list[ProblemReply]:
    """What was written to all incidents of a problem, the newest first. Raises NotFound."""
    require_seen(actor=actor, ticket_id=problem_id)
    found = ProblemReply.objects.filter(problem=problem_id).select_related("user")
    return list(found.order_by("-pk")[:SHOWN_REPLIES])


def counts_of(replies: Collection[ProblemReply]) -> dict[int, dict[str, int]]:
    """How many incidents of each reply are in which state."""
    counts: dict[int, dict[str, int]] = {reply.pk: dict.fromkeys(_State.values, 0) for reply in replies}
    rows = IncidentReply.objects.filter(reply__in=counts).order_by()
    for reply_id, state, count in rows.values_list("reply", "state").annotate(count=Count("pk")):
        counts[reply_id][state] = count
    return counts


def not_sent(*, actor: Actor, replies: Collection[ProblemReply]) -> dict[int, list[dict[str, Any]]]:
    """For which incidents that the actor may see a reply was held back or failed, and why."""
    found: dict[int, list[dict[str, Any]]] = {reply.pk: [] for reply in replies}
    seen = Ticket.objects.filter(sight_of(actor)).values("pk")
    rows = IncidentReply.objects.filter(
        Q(reply__in=found, state__in=[_State.HELD, _State.FAILED]), ticket__in=seen
    )
    columns = ("reply", "ticket", "ticket__subject", "state", "reason", "reason_message")
    for reply, number, subject, *rest in rows.order_by("pk").values_list(*columns)[:SHOWN_FAILURES]:
        names = ("state", "reason", "reason_message")
        found[reply].append({"number": number, "subject": subject} | dict(zip(names, rest, strict=True)))
    return found
