"""Endpoints of tickets: list, create, read, change, reply."""

import re
from typing import Any

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, sightings
from core.actors import Actor
from core.api.choosing import Choice, id_of
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.pagination import read_id
from core.api.requests import body_of, integer_of, limit_of, values_of
from core.api.views import ApiView
from core.errors import Invalid
from people.api import expanding
from people.policy import may
from tickets import selectors, services
from tickets.api import examples, shapes
from tickets.api.entry_shapes import ENTRY
from tickets.api.opening import call_of, open_ticket
from tickets.api.querying import QUERY
from tickets.api.serializers import BulkChange, ReplyCreate, TicketChange, TicketCreate, UndoInput
from tickets.entries import Message
from tickets.models.fields import SORTS
from tickets.rendering import entry_json, hints_json, row_json
from tickets.selectors import opened, rows
from tickets.services.values import adjusted_tags

TICKET = Choice(
    shapes.TicketRowShape,
    shapes.TicketDetailShape,
    {
        "requester": expanding.contact(id_of("requester")),
        "company": expanding.company(id_of("company")),
        "assignee": expanding.staff(id_of("assignee")),
    },
)
_LIST_PARAMETERS = [
    OpenApiParameter("q", str, description=QUERY),
    OpenApiParameter(
        "status", str, description="One status, or several with commas; `unresolved` for all open ones."
    ),
    OpenApiParameter("assignee", str, description="`me`, `none` or an id."),
    OpenApiParameter("team", str, description="`mine`, `none`, a slug or an id."),
    OpenApiParameter("view", int, description="A saved view's id."),
    OpenApiParameter("contact", int, description="Only what this contact asked."),
    OpenApiParameter("company", int, description="Only what people of this company asked."),
    OpenApiParameter(
        "sort",
        str,
        enum=list(SORTS),
        description="`-` for the newest first, which is also the order without it (`-last_activity`). "
        "With `due`, tickets without a running clock follow those that have one. "
        "With words in `q` the newest matches come first.",
    ),
    *TICKET.parameters(TICKET.row),
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", int),
]
_SIMPLE = re.compile(r"[\w.,@+-]{1,200}")


def _query_text(request: Request, actor: Actor) -> tuple[str, str]:
    """The query and sort of a list request: the view's, then `q`, then the plain filters."""
    parts: list[str] = []
    sort = request.query_params.get("sort", "")
    view_id = integer_of(request, "view")
    if view_id is not None:
        view = selectors.view_get(actor=actor, view_id=view_id)
        parts.append(view.query)
        sort = sort or view.sort
    parts.append(request.query_params.get("q", ""))
    parts += [f"{name}:{value}" for name, value in _plain_filters(request)]
    return " ".join(part for part in parts if part), sort or "-last_activity"


def _plain_filters(request: Request) -> list[tuple[str, str]]:
    found = []
    for name in ("status", "assignee", "team"):
        value = request.query_params.get(name, "")
        if value and not _SIMPLE.fullmatch(value):
            raise Invalid(f"{name} has characters that no {name} has.", errors={name: ["Invalid."]})
        if value:
            found.append((name, value))
    return found


def _refuse_unknown(request: Request, problems: list[str]) -> None:
    """A meaningless part of a typed query is reported back; a meaningless filter of a program is an error."""
    for name, value in _plain_filters(request):
        unknown = [part for part in value.split(",") if f"{name}:{part}" in problems]
        if unknown:
            raise Invalid(
                f"There is no such {name}: {', '.join(unknown)}.",
                errors={name: [f"Unknown: {part}." for part in unknown]},
            )


class TicketsView(ApiView):
    """Tickets."""

    scope = "tickets"
    tagged = ("POST",)
    takes_key = True

    @extend_schema(
        operation_id="tickets_list",
        examples=examples.LIST,
        parameters=_LIST_PARAMETERS,
        responses=TICKET.in_list(shapes.TicketPageShape),
    )
    def get(self, request: Request) -> Response:
        query, sort = _query_text(request, self.actor)
        contact_id, company_id = integer_of(request, "contact"), integer_of(request, "company")
        extra = Q()
        if contact_id is not None:
            extra &= Q(requester_id=contact_id)
        if company_id is not None:
            extra &= Q(company_id=company_id)
        page, understood = rows.tickets_page(
            actor=self.actor,
            query=query,
            extra=extra,
            sort=sort,
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
            now=clock.now(),
        )
        _refuse_unknown(request, understood.problems)
        body: dict[str, Any] = {"results": page.rows, "next": page.next}
        if understood.problems:
            body["problems"] = understood.problems
        if understood.hints:
            body["hints"] = hints_json(understood.hints)
        if understood.corrected:
            body["corrected"] = understood.corrected
        return TICKET.answer(request, self.actor, body)

    @extend_schema(
        operation_id="tickets_create",
        examples=examples.CREATE,
        request=TicketCreate,
        responses={201: shapes.CreatedTicketShape, 200: shapes.CreatedTicketShape},
    )
    def post(self, request: Request) -> Response:
        return idempotent(request, self.actor, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        received = open_ticket(request, self.actor)
        ticket = received.ticket
        return Response(
            row_json(ticket) | adjusted(body_of(request).get("tags")),
            status=200 if received.is_duplicate else 201,
            headers={"ETag": etag(ticket.version), "Location": f"/api/v1/tickets/{ticket.pk}"},
        )


def adjusted(tags: Any) -> dict[str, Any]:
    """Reports which of the caller's tags are stored in another form; empty if all are as sent."""
    changed = adjusted_tags(tags)
    return {"adjusted": {"tags": changed}} if changed else {}


def permissions_json(actor: Actor) -> dict[str, bool]:
    """What a person or program of ours may do with a ticket that they see."""
    return {
        "reply": may(actor, "ticket.reply"),
        "note": may(actor, "ticket.note"),
        "update": may(actor, "ticket.update"),
        "trash": may(actor, "ticket.trash"),
        "redact": may(actor, "ticket.redact"),
        "take": may(actor, "ticket.claim"),
        "assign": may(actor, "ticket.assign_others"),
        "merge": may(actor, "ticket.merge"),
    }


class TicketView(ApiView):
    """One ticket."""

    scope = "tickets"
    tagged = ("GET", "PATCH")

    @extend_schema(
        operation_id="tickets_get",
        parameters=TICKET.parameters(TICKET.one),
        responses=TICKET.alone("TicketDetail"),
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = opened.ticket_opened(actor=self.actor, ticket_id=number)
        sightings.note(self.actor, {"tickets": [number], "others": opened.of_others(self.actor, ticket)})
        entries, files, previous = opened.entries_page(actor=self.actor, ticket_id=number)
        rating = selectors.newest_rating(ticket_id=number) if ticket["resolved_at"] else None
        body = ticket | {
            "links": opened.links_of(actor=self.actor, ticket_id=number),
            "rating": None
            if rating is None
            else {"kind": rating.kind, "score": rating.score, "comment": rating.comment},
            "timeline": {
                "results": [entry_json(entry, files) for entry in entries],
                "previous": previous,
            },
            "permissions": permissions_json(self.actor),
        }
        return TICKET.answer(request, self.actor, body, headers={"ETag": etag(ticket["version"])})

    @extend_schema(operation_id="tickets_update", request=TicketChange, responses=shapes.ChangedTicketShape)
    def patch(self, request: Request, number: int) -> Response:
        changes = values_of(TicketChange, request.data)
        expected, reason = changes.pop("expected", None), changes.pop("reason", "")
        ticket = services.ticket_update(
            actor=self.actor,
            ticket_id=number,
            changes=changes,
            expected_version=expected_version(request),
            expected=expected,
            reason=reason,
            now=clock.now(),
        )
        body = row_json(ticket) | {"custom": ticket.custom} | adjusted(changes.get("tags"))
        return Response(body, headers={"ETag": etag(ticket.version)})


class AssigneesView(ApiView):
    """The people and teams that the caller can assign a ticket to."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_assignees",
        responses=shapes.AssigneesShape,
        description="Only people who can answer this ticket, and teams with such people. Whoever may not "
        "assign others finds themselves at most. `PATCH /tickets/{number}` takes exactly these.",
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(selectors.assignees(actor=self.actor, ticket_id=number))


class TimelineView(ApiView):
    """The history of a ticket, newest page first, each page in reading order."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_timeline",
        parameters=[
            OpenApiParameter("cursor", str, description="`next` of the page before."),
            OpenApiParameter("before", int, description="Only entries before this one, by its id."),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.TimelinePageShape,
    )
    def get(self, request: Request, number: int) -> Response:
        opened.require_seen(actor=self.actor, ticket_id=number)
        sightings.note(self.actor, {"tickets": [number]})
        before = integer_of(request, "before")
        if cursor := request.query_params.get("cursor"):
            before = read_id(cursor)
        entries, files, previous = opened.entries_page(
            actor=self.actor,
            ticket_id=number,
            before=before,
            limit=limit_of(request, default=20, maximum=200),
        )
        results = [entry_json(entry, files) for entry in entries]
        return Response({"results": results, "previous": previous, "next": previous})


class RepliesView(ApiView):
    """Replies and notes."""

    scope = "tickets"
    takes_key = True

    @extend_schema(
        operation_id="tickets_reply", examples=examples.REPLY, request=ReplyCreate, responses={201: ENTRY}
    )
    def post(self, request: Request, number: int) -> Response:
        return idempotent(request, self.actor, lambda: self._create(request, number))

    def _create(self, request: Request, number: int) -> Response:
        values = values_of(ReplyCreate, request.data)
        is_html = values["body_format"] == "html"
        run_id = values.get("draft_run_id")
        macro_id, actions = values.get("macro_id"), values.get("actions", {})
        if actions and macro_id is None:
            raise Invalid("Say whose actions these are in macro_id.", errors={"macro_id": ["Required."]})
        entry = services.post_reply(
            actor=self.actor,
            ticket_id=number,
            body_html=values["body"] if is_html else "",
            body_text="" if is_html else values["body"],
            kind=values["kind"],
            seen_entry_id=values.get("seen_entry_id"),
            force=values["force"],
            status=values.get("status") or None,
            attachment_ids=[str(value) for value in values.get("attachment_ids", [])],
            payload=Message(draft_run_id=run_id, call=call_of(values)),
            cc=values.get("cc"),
            to=values.get("to"),
            client_id=values["client_id"],
            macro=None if macro_id is None else services.MacroReply(macro_id, dict(actions)),
            now=clock.now(),
        )
        files = selectors.files_of(entry) if entry.has_attachments else []
        return Response(entry_json(entry, files), status=201)


class ReadView(ApiView):
    """Mark a ticket as read."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_read", request=None, responses={204: None})
    def post(self, request: Request, number: int) -> Response:
        services.ticket_mark_read(actor=self.actor, ticket_id=number, now=clock.now())
        return Response(status=204)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


class BulkView(ApiView):
    """The same change to many tickets."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_bulk", request=BulkChange, responses=shapes.BulkResultShape)
    def post(self, request: Request) -> Response:
        data = BulkChange(data=request.data)
        data.is_valid(raise_exception=True)
        changes = dict(data.validated_data["changes"])
        tags = [tag for name in ("tags", "add_tags") for tag in _listed(changes.get(name))]
        changed, failed, token = services.tickets_bulk_update(
            actor=self.actor,
            ticket_ids=data.validated_data["numbers"],
            changes=changes,
            now=clock.now(),
        )
        return Response({"changed": changed, "failed": failed, "undo": token} | adjusted(tags))


class UndoView(ApiView):
    """Undo an action."""

    scope = "tickets"

    @extend_schema(operation_id="undo", request=UndoInput, responses=shapes.UndoResultShape)
    def post(self, request: Request) -> Response:
        data = UndoInput(data=request.data)
        data.is_valid(raise_exception=True)
        restored, failed = services.undo(
            actor=self.actor, token=str(data.validated_data["token"]), now=clock.now()
        )
        return Response({"restored": restored, "failed": failed})
