"""Endpoints of macros."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, html
from core.actors import Actor
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.requests import checked_change, values_of
from core.api.views import ApiView
from people.policy import may
from tickets import selectors, services
from tickets.api import macro_shapes, shapes
from tickets.api.serializers import MacroApply, MacroInput, MacroTry, StartersInput
from tickets.macro_ranking import Record
from tickets.macro_starters import STARTERS
from tickets.macros import VARIABLES, check_text, fill
from tickets.models import Macro
from tickets.rendering import stamp
from tickets.selectors import macros as reads
from tickets.selectors.macros import Figures, Offered

Names = tuple[dict[int, str], dict[int, str]]
_NOTHING: Names = ({}, {})


def actions_json(actions: dict[str, Any], names: Names = _NOTHING) -> dict[str, Any]:
    """Actions with the names behind their ids; one whose person or team is gone is left out."""
    people, teams = names
    assignee, team = actions.get("assignee"), actions.get("team")
    return {
        "status": actions.get("status"),
        "priority": actions.get("priority"),
        "type": actions.get("type"),
        "assignee": {"id": assignee, "name": people[assignee]} if assignee in people else None,
        "assign_to_me": bool(actions.get("assign_to_me")),
        "team": {"id": team, "name": teams[team]} if team in teams else None,
        "add_tags": actions.get("add_tags", []),
        "remove_tags": actions.get("remove_tags", []),
    }


def _figures_json(figures: Figures) -> dict[str, int]:
    return {
        "uses": figures.uses,
        "solved": figures.solved,
        "wrote_again": figures.wrote_again,
        "people": figures.people,
    }


def macro_json(actor: Actor, macro: Macro, figures: Figures, names: Names) -> dict[str, Any]:
    """A macro as settings show it."""
    is_shared = macro.kind == Macro.Kind.SHARED
    return {
        "id": macro.pk,
        "name": macro.name,
        "folder": macro.folder,
        "kind": macro.kind,
        "text": macro.text,
        "actions": actions_json(macro.actions, names),
        "is_active": macro.is_active,
        "figures": _figures_json(figures),
        "version": macro.version,
        "updated_at": stamp(macro.updated_at),
        "updated_by": macro.updated_by_name,
        "may_change": may(actor, "macro.shared" if is_shared else "macro.personal"),
    }


def macros_json(actor: Actor, macros: Sequence[Macro]) -> list[dict[str, Any]]:
    """Macros with their figures."""
    figures = reads.figures_of([macro.pk for macro in macros], now=clock.now())
    names = reads.names_of_actions([macro.actions for macro in macros])
    return [macro_json(actor, macro, figures.get(macro.pk, Figures()), names) for macro in macros]


class MacrosView(ApiView):
    """Macros: the shared ones, and the caller's own."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="macros_list", responses=macro_shapes.MacroPageShape)
    def get(self, request: Request) -> Response:
        found = macros_json(self.actor, reads.macros(actor=self.actor))
        variables = [{"name": name, "meaning": meaning} for name, meaning in VARIABLES.items()]
        return Response({"results": found, "next": None, "variables": variables})

    @extend_schema(operation_id="macros_create", request=MacroInput, responses={201: macro_shapes.MacroShape})
    def post(self, request: Request) -> Response:
        def create() -> Response:
            values = values_of(MacroInput, request.data)
            macro = services.macro_save(actor=self.actor, values=values, now=clock.now())
            return Response(macros_json(self.actor, [macro])[0], status=201)

        return idempotent(request, self.actor, create)


class MacroView(ApiView):
    """One macro."""

    scope = "tickets"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="macros_get", responses=macro_shapes.MacroShape)
    def get(self, request: Request, macro_id: int) -> Response:
        macro = reads.macro_get(actor=self.actor, macro_id=macro_id)
        return Response(macros_json(self.actor, [macro])[0], headers={"ETag": etag(macro.version)})

    @extend_schema(operation_id="macros_update", request=MacroInput, responses=macro_shapes.MacroShape)
    def patch(self, request: Request, macro_id: int) -> Response:
        macro = services.macro_save(
            actor=self.actor,
            values=checked_change(MacroInput(data=request.data, partial=True), request),
            macro_id=macro_id,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return Response(macros_json(self.actor, [macro])[0], headers={"ETag": etag(macro.version)})

    @extend_schema(operation_id="macros_delete", responses={204: None})
    def delete(self, request: Request, macro_id: int) -> Response:
        services.macro_delete(actor=self.actor, macro_id=macro_id, now=clock.now())
        return Response(status=204)


class StartersView(ApiView):
    """Fifteen macros to begin with. They are offered; nothing is added by itself."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="macros_starters_list", responses=macro_shapes.StarterPage)
    def get(self, request: Request) -> Response:
        taken = {macro.name for macro in reads.macros(actor=self.actor) if macro.kind == Macro.Kind.SHARED}
        offered = [
            {
                "key": starter.key,
                "name": starter.name,
                "folder": starter.folder,
                "text": starter.text,
                "actions": actions_json(starter.actions),
                "is_taken": starter.name in taken,
            }
            for starter in STARTERS
        ]
        return Response({"results": offered, "next": None})

    @extend_schema(
        operation_id="macros_starters_take",
        request=StartersInput,
        responses={201: macro_shapes.TakenStartersShape},
    )
    def post(self, request: Request) -> Response:
        def take() -> Response:
            keys = values_of(StartersInput, request.data)["keys"]
            made = services.macros_take_starters(actor=self.actor, keys=keys, now=clock.now())
            return Response({"made": macros_json(self.actor, made)}, status=201)

        return idempotent(request, self.actor, take)


class ApplyView(ApiView):
    """A macro's actions on tickets, without its text."""

    scope = "tickets"

    @extend_schema(operation_id="macros_apply", request=MacroApply, responses=shapes.BulkResultShape)
    def post(self, request: Request, macro_id: int) -> Response:
        changed, failed, token = services.macro_apply(
            actor=self.actor,
            macro_id=macro_id,
            ticket_ids=values_of(MacroApply, request.data)["numbers"],
            now=clock.now(),
        )
        return Response({"changed": changed, "failed": failed, "undo": token})


def _why_json(record: Record | None) -> dict[str, Any] | None:
    if record is None or record.solved == 0:
        return None
    return {
        "similar": record.similar,
        "solved": record.solved,
        "shared": list(record.shared),
        "examples": list(record.examples),
    }


def _offered_json(one: Offered, names: Names) -> dict[str, Any]:
    return {
        "id": one.macro.pk,
        "name": one.macro.name,
        "folder": one.macro.folder,
        "kind": one.macro.kind,
        "body_html": html.text_to_html(one.filled.text),
        "missing": list(one.filled.missing),
        "actions": actions_json(one.macro.actions, names),
        "figures": _figures_json(one.figures),
        "why": _why_json(one.record),
    }


class TicketMacrosView(ApiView):
    """The macros for a ticket: filled in, first those that solved similar tickets, with the reason."""

    scope = "tickets"
    also_reads = ("people",)

    @extend_schema(operation_id="tickets_macros", responses=macro_shapes.TicketMacroPage)
    def get(self, request: Request, number: int) -> Response:
        offered = reads.macros_for(actor=self.actor, ticket_id=number, now=clock.now())
        names = reads.names_of_actions([one.macro.actions for one in offered])
        return Response({"results": [_offered_json(one, names) for one in offered], "next": None})


class TryView(ApiView):
    """A macro as it stands in a form, on a ticket. Nothing is changed."""

    scope = "tickets"
    asks = True

    @extend_schema(
        operation_id="tickets_macros_try", request=MacroTry, responses=macro_shapes.TriedMacroShape
    )
    def post(self, request: Request, number: int) -> Response:
        values = values_of(MacroTry, request.data)
        ticket = selectors.ticket_get(actor=self.actor, ticket_id=number)
        check_text(values["text"])
        filled = fill(values["text"], reads.values_for(actor=self.actor, ticket=ticket))
        actions = services.clean_actions(dict(values.get("actions", {})))
        changes = services.actions_resolved(actor=self.actor, ticket=ticket, actions=actions)
        people, teams = reads.names_of_actions(
            [{key: changes[key] for key in ("assignee", "team") if key in changes}]
        )
        words = {"assignee": people, "team": teams}
        shown = []
        for field, new in changes.items():
            old = services.value_of(ticket, field)
            if old != new:
                record = getattr(ticket, field) if field in words else None
                shown.append({
                    "field": field,
                    "old": (record.name if record is not None else None) if field in words else old,
                    "new": words[field].get(new) if field in words else new,
                })  # fmt: skip
        return Response({
            "body_html": html.text_to_html(filled.text), "missing": list(filled.missing), "changes": shown,
        })  # fmt: skip
