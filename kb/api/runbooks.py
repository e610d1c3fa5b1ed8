"""Endpoints of the runbooks of a ticket."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import Actor
from core.api.views import ApiView
from kb import services
from kb.api.serializers import RunbookMarkInput
from kb.api.shapes import TicketRunbooksShape
from kb.models import MarkState, RunbookMark
from kb.selectors.runbooks import TicketRunbooks, ticket_runbooks
from people.policy import may, require
from tickets.rendering import stamp


class TicketRunbookView(ApiView):
    """The runbooks of a ticket's category."""

    scope = "tickets"
    also_reads = ("kb", "people")

    @extend_schema(
        operation_id="ticket_runbook_get",
        responses=TicketRunbooksShape,
        summary="The runbooks of a ticket's category, with what became of their steps",
    )
    def get(self, request: Request, number: int) -> Response:
        require(self.actor, "ticket.read")
        require(self.actor, "article.read")
        return Response(_runbooks_json(ticket_runbooks(actor=self.actor, ticket_id=number), self.actor))

    @extend_schema(
        operation_id="ticket_runbook_mark",
        request=RunbookMarkInput,
        responses=TicketRunbooksShape,
        summary="Mark a step of a runbook as done, left out or open",
        description="422 where a step that is left out, or more than may be decided alone, has no reason.",
    )
    def post(self, request: Request, number: int) -> Response:
        require(self.actor, "article.read")
        data = RunbookMarkInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = dict(data.validated_data)
        services.runbook_mark(
            actor=self.actor, ticket_id=number, step_key=values.pop("step"), now=clock.now(), **values
        )
        return Response(_runbooks_json(ticket_runbooks(actor=self.actor, ticket_id=number), self.actor))


def _runbooks_json(found: TicketRunbooks, actor: Actor) -> dict[str, Any]:
    return {
        "category": found.category,
        "results": [
            {
                "article": {"id": one.article.pk, "title": one.article.published_title},
                "version": one.version,
                "steps": [
                    step | {"mark": _mark_json(found.marks.get((one.article.pk, step["key"])))}
                    for step in one.steps
                ],
            }
            for one in found.runbooks
        ],
        "earlier": [_mark_json(mark) for mark in found.earlier],
        "may_mark": may(actor, "ticket.update"),
    }


def _mark_json(mark: RunbookMark | None) -> dict[str, Any] | None:
    if mark is None or mark.state == MarkState.OPEN:
        return None
    return {
        "step": mark.step_key,
        "kind": mark.kind,
        "text": mark.step_text,
        "version": mark.version,
        "state": mark.state,
        "reason": mark.reason,
        "amount": None if mark.amount is None else float(mark.amount),
        "limit": None if mark.limit is None else float(mark.limit),
        "unit": mark.unit,
        "is_over": mark.is_over,
        "by": mark.by_name,
        "at": stamp(mark.at),
    }
