"""Endpoints of the issues of tickets."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import checked_change
from core.api.views import ApiView
from integrations.issues import selectors, services, trackers
from integrations.issues.api.rendering import (
    answer_json,
    automatic_json,
    extraction_json,
    link_json,
    proposal_json,
    waiting_json,
)
from integrations.issues.api.serializers import AnswerInput, IssueInput, JoinInput, LinkInput
from integrations.issues.api.shapes import (
    ExtractionShape,
    FixAnswerShape,
    IssueProposalShape,
    TicketIssueShape,
    TicketIssuesShape,
    WaitingAnswersShape,
)
from integrations.issues.models import IssueLink
from people.policy import require


class _View(ApiView):
    scope = "tickets"

    def _links(self, rows: list[IssueLink]) -> list[dict[str, Any]]:
        reach = selectors.reach_of([row.issue_id for row in rows])
        money = selectors.shows_money(self.actor)
        return [link_json(row, reach[row.issue_id], shows_money=money) for row in rows]

    def _link(self, number: int, link_id: int, *, status: int) -> Response:
        row = selectors.link_get(actor=self.actor, ticket_id=number, link_id=link_id)
        return Response(self._links([row])[0], status=status)


class TicketIssuesView(_View):
    """The issues of a ticket."""

    @extend_schema(
        operation_id="tickets_issues",
        summary="List a ticket's engineering issues",
        responses=TicketIssuesShape,
    )
    def get(self, request: Request, number: int) -> Response:
        rows = selectors.links_of(actor=self.actor, ticket_id=number)
        connection = selectors.connected()
        return Response(
            {
                "tracker": trackers.get(connection.system).label if connection is not None else "",
                "results": self._links(rows),
                "answers": [answer_json(row) for row in selectors.answers_of(number)],
                "automatic": automatic_json(selectors.automatic_of(number)),
            }
        )

    @extend_schema(
        operation_id="tickets_issues_create",
        summary="Make an engineering issue from a ticket",
        description="What is sent is exactly what the body holds. One `request_id` makes one issue.",
        request=IssueInput,
        responses={201: TicketIssueShape},
    )
    def post(self, request: Request, number: int) -> Response:
        require(self.actor, "issue.link")
        values = checked_change(IssueInput(data=request.data), request)
        row = services.issue_create(actor=self.actor, ticket_id=number, now=clock.now(), **values)
        return self._link(number, row.pk, status=201)


class ProposalView(_View):
    """An issue as it would be."""

    also_reads = ("people",)

    @extend_schema(
        operation_id="tickets_issue_proposal",
        summary="Get the issue that a ticket would make, and open ones that may be the same",
        description="Changes nothing, and nothing leaves.",
        responses=IssueProposalShape,
    )
    def get(self, request: Request, number: int) -> Response:
        require(self.actor, "issue.link")
        found = services.proposal(actor=self.actor, ticket_id=number)
        label = trackers.get(found.tracker).label
        money = selectors.shows_money(self.actor)
        return Response(proposal_json(found, tracker=label, shows_money=money))


class ExtractionView(_View):
    """What a ticket says, in parts."""

    also_reads = ("people",)

    @extend_schema(
        operation_id="tickets_extraction",
        summary="Get what a ticket says in the parts of its template",
        description="Needs no tracker. Read anew each time; nothing is stored, and nothing leaves.",
        responses=ExtractionShape,
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(extraction_json(services.ticket_extraction(actor=self.actor, ticket_id=number)))


class JoinView(_View):
    """Joining an issue."""

    @extend_schema(
        operation_id="tickets_issues_join",
        summary="Add a ticket to an engineering issue",
        description="Adds the comment and the customer there, once.",
        request=JoinInput,
        responses={201: TicketIssueShape},
    )
    def post(self, request: Request, number: int) -> Response:
        require(self.actor, "issue.link")
        values = checked_change(JoinInput(data=request.data), request)
        row = services.issue_join(
            actor=self.actor,
            ticket_id=number,
            request_id=values["request_id"],
            issue_id=values["issue"],
            comment=values["comment"],
            shares_customer=values["shares_customer"],
            now=clock.now(),
        )
        return self._link(number, row.pk, status=201)


class LinkView(_View):
    """Linking an issue by its address."""

    @extend_schema(
        operation_id="tickets_issues_link",
        summary="Link a ticket to an engineering issue",
        request=LinkInput,
        responses={201: TicketIssueShape},
    )
    def post(self, request: Request, number: int) -> Response:
        require(self.actor, "issue.link")
        values = checked_change(LinkInput(data=request.data), request)
        row = services.issue_link(actor=self.actor, ticket_id=number, now=clock.now(), **values)
        return self._link(number, row.pk, status=201)


class TicketIssueView(_View):
    """One issue of a ticket."""

    @extend_schema(
        operation_id="tickets_issues_unlink",
        summary="Unlink an engineering issue from a ticket",
        description="What was told at the tracker stays there.",
        responses={204: None},
    )
    def delete(self, request: Request, number: int, link_id: int) -> Response:
        services.issue_unlink(actor=self.actor, ticket_id=number, link_id=link_id, now=clock.now())
        return Response(status=204)


class AnswersView(_View):
    """Answers that wait."""

    @extend_schema(
        operation_id="issues_answers",
        summary="List drafted answers whose issue is done",
        responses=WaitingAnswersShape,
    )
    def get(self, request: Request) -> Response:
        rows = selectors.answers_waiting(actor=self.actor)
        return Response({"results": [waiting_json(row) for row in rows]})


class AnswerSendView(_View):
    """Sending a drafted answer."""

    @extend_schema(
        operation_id="tickets_fix_answers_send",
        summary="Send the drafted answer of an issue that is done",
        description="Sends these words and resolves the ticket; a repeated call sends nothing more.",
        request=AnswerInput,
        responses=FixAnswerShape,
    )
    def post(self, request: Request, number: int, answer_id: int) -> Response:
        require(self.actor, "ticket.reply")
        values = checked_change(AnswerInput(data=request.data), request)
        row = services.answer_send(
            actor=self.actor, ticket_id=number, answer_id=answer_id, now=clock.now(), **values
        )
        return Response(answer_json(row))


class AnswerDiscardView(_View):
    """Discarding a drafted answer."""

    @extend_schema(
        operation_id="tickets_fix_answers_discard",
        summary="Discard the drafted answer of an issue that is done",
        request=None,
        responses=FixAnswerShape,
    )
    def post(self, request: Request, number: int, answer_id: int) -> Response:
        row = services.answer_discard(
            actor=self.actor, ticket_id=number, answer_id=answer_id, now=clock.now()
        )
        return Response(answer_json(row))
