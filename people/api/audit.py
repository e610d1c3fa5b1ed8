"""Endpoints of the audit log."""

from typing import Any

import orjson
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import audit, clock, sightings
from core.actors import Actor
from core.api.pagination import paginate
from core.api.requests import integer_of, limit_of
from core.api.views import ApiView
from core.models import AuditEntry
from core.sheets import csv_of
from people.api import shapes
from people.selectors import audit as selectors

FILTERS = ("user", "area", "action", "target", "when")
_PARAMETERS = [
    OpenApiParameter("user", int, description="The id of a staff user: what they did, and their API tokens."),
    OpenApiParameter("area", str, description="What stands before the dot of an action, such as `sign_on`."),
    OpenApiParameter("action", str, description="One action, such as `people.token_created`."),
    OpenApiParameter("target", str, description="What it was done to, such as `user:12`."),
    OpenApiParameter(
        "when",
        str,
        description="A day, a month, a span up to now (`7d`) or a range (`2026-11-01..2026-11-15`), "
        "in one's time zone.",
    ),
]


def _wanted(actor: Actor, request: Request) -> QuerySet[AuditEntry]:
    query = request.query_params
    return selectors.audit_entries(
        actor=actor,
        user_id=integer_of(request, "user"),
        area=query.get("area", "")[:80],
        action=query.get("action", "")[:80],
        target=query.get("target", "")[:120],
        when=query.get("when", "")[:60],
        now=clock.now(),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def entry_json(entry: AuditEntry) -> dict[str, Any]:
    """One entry as the API shows it."""
    return {
        "id": entry.pk,
        "at": entry.at,
        "actor": {"ref": entry.actor_ref, "name": entry.actor_name},
        "action": entry.action,
        "target": entry.target,
        "details": [{"name": name, "value": _text(value)} for name, value in entry.data.items()],
        "request_id": entry.request_id,
    }


class AuditEntriesView(ApiView):
    """Who changed what, and who looked at what is sensitive."""

    scope = "audit"

    @extend_schema(
        operation_id="audit_entries_list",
        parameters=[*_PARAMETERS, OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=shapes.AuditEntryPage,
        description="The newest first. Nothing of it can be changed or deleted, also not in the database; "
        "only the erasure of a person takes their words out.",
    )
    def get(self, request: Request) -> Response:
        page = paginate(
            _wanted(self.actor, request),
            order=("-id",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [entry_json(row) for row in page.rows], "next": page.next})


class AuditChainView(ApiView):
    """Whether the audit log is whole."""

    scope = "audit"

    @extend_schema(
        operation_id="audit_chain_get",
        summary="See whether the audit log is unbroken",
        responses=shapes.AuditChainShape,
        description="What the last check of its seals found; it is made every six hours, and by "
        "`manage.py audit_verify`.",
    )
    def get(self, request: Request) -> Response:
        found = selectors.audit_chain(actor=self.actor)
        if found is None:
            nothing = {"since": None, "checked_at": None, "entries": 0, "erased": 0, "head": ""}
            return Response({"state": "unchecked", "fault": "", "entry_id": None} | nothing)
        return Response(
            {
                "state": "broken" if found.fault else "unbroken",
                "since": found.since,
                "checked_at": found.checked_at,
                "entries": found.entries,
                "erased": found.erased,
                "head": found.head,
                "fault": found.fault,
                "entry_id": found.entry_id,
            }
        )


class AuditExportView(ApiView):
    """The audit log for a spreadsheet."""

    scope = "audit"

    @extend_schema(
        operation_id="audit_entries_export",
        parameters=_PARAMETERS,
        responses={(200, "text/csv"): OpenApiTypes.STR},
        description=f"At most {selectors.EXPORTED_MOST} entries. That one exported them is an entry itself.",
    )
    def get(self, request: Request) -> HttpResponse:
        now, query = clock.now(), request.query_params
        with transaction.atomic():
            rows = selectors.audit_export(actor=self.actor, entries=_wanted(self.actor, request))
            told = {name: query[name][:120] for name in FILTERS if query.get(name)}
            audit.record(
                actor=self.actor,
                action="audit.exported",
                target="audit",
                now=now,
                data=told | {"rows": len(rows)},
            )
        sightings.note(self.actor, {"exports": [int(now.timestamp() * 1000)]})
        text = csv_of(
            ["at", "actor", "name", "action", "target", "data", "request"],
            (
                (
                    row.at.isoformat(),
                    row.actor_ref,
                    row.actor_name,
                    row.action,
                    row.target,
                    _text(row.data),
                    row.request_id,
                )
                for row in rows
            ),
        )
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="audit-log-{now:%Y-%m-%d}.csv"'
        return answer
