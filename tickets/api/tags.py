"""Endpoints of tags: how they are used, and making several one."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.idempotency import idempotent
from core.api.pagination import paginate
from core.api.requests import limit_of, values_of
from core.api.views import ApiView
from people.policy import require
from tickets import selectors, services
from tickets.api import field_shapes as shapes
from tickets.api import shapes as ticket_shapes
from tickets.models import TagChange
from tickets.rendering import stamp
from tickets.selectors import tagging as reads

FOLLOWING = ("macro", "view")


def change_json(row: TagChange) -> dict[str, Any]:
    """A change of tags."""
    return {
        "id": row.pk,
        "sources": row.sources,
        "target": row.target,
        "by": {"id": row.user.pk, "name": row.user.name},
        "expected": row.expected,
        "changed": row.changed,
        "skipped": row.skipped,
        "created_at": stamp(row.created_at),
        "ended_at": stamp(row.ended_at),
        "undo_until": stamp(row.undo_until),
        "undo_at": stamp(row.undo_at),
        "undo_by": None if row.undo_by is None else {"id": row.undo_by.pk, "name": row.undo_by.name},
        "returned": row.returned,
        "undone_at": stamp(row.undone_at),
    }


class TagsView(ApiView):
    """The catalog of tags."""

    scope = "tickets"

    @extend_schema(
        operation_id="tags_list",
        parameters=[
            OpenApiParameter("q", str, description="How the tag begins."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=ticket_shapes.TagPageShape,
    )
    def get(self, request: Request) -> Response:
        page = paginate(
            selectors.tags(text=request.query_params.get("q", "")[:60]),
            order=("name",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request, default=200, maximum=200),
        )
        return Response({"results": [tag.name for tag in page.rows], "next": page.next})


class TagsUsageView(ApiView):
    """Tags with how they are used."""

    scope = "tickets"

    @extend_schema(
        operation_id="tags_usage_list",
        parameters=[
            OpenApiParameter("q", str, description="How the tag begins."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.TagUsePage,
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "field.write")
        page = paginate(
            selectors.tags(text=request.query_params.get("q", "")[:60]),
            order=("name",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request, default=50, maximum=50),
        )
        found = reads.tags_used(actor=self.actor, names=[tag.name for tag in page.rows], now=clock.now())
        return Response({"results": [asdict(one) for one in found], "next": page.next})


class TagsPreviewView(ApiView):
    """What a change of tags would do. Nothing is changed."""

    scope = "tickets"
    asks = True

    @extend_schema(
        operation_id="tags_changes_preview", request=shapes.TagsChangeInput, responses=shapes.TagsPreviewShape
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "field.write")
        values = values_of(shapes.TagsChangeInput, request.data)
        names, goal = services.tags_chosen(values["sources"], values["target"])
        uses = [asdict(use) for use in reads.tag_uses(names)]
        # Nothing follows to nowhere but macros, which drop the tag.
        following = FOLLOWING if goal else FOLLOWING[:1]
        return Response({
            "sources": names,
            "target": goal,
            "is_new": bool(goal) and not reads.tag_exists(goal),
            "tickets": reads.tickets_counted(names),
            "followed": [use for use in uses if use["kind"] in following],
            "left": [use for use in uses if use["kind"] not in following],
        })  # fmt: skip


class TagsChangesView(ApiView):
    """The newest changes of tags."""

    scope = "tickets"
    takes_key = True

    @extend_schema(operation_id="tags_changes_list", responses=shapes.TagsChangePage)
    def get(self, request: Request) -> Response:
        found = reads.tag_changes(actor=self.actor)
        return Response({"results": [change_json(row) for row in found], "next": None})

    @extend_schema(
        operation_id="tags_changes_create",
        request=shapes.TagsChangeInput,
        responses={201: shapes.TagsChangeShape},
    )
    def post(self, request: Request) -> Response:
        def create() -> Response:
            values = values_of(shapes.TagsChangeInput, request.data)
            row = services.tags_change(
                actor=self.actor, sources=values["sources"], target=values["target"], now=clock.now()
            )
            return Response(change_json(row), status=201)

        return idempotent(request, self.actor, create)


class TagsUndoView(ApiView):
    """A change of tags that is taken back."""

    scope = "tickets"

    @extend_schema(operation_id="tags_changes_undo_preview", responses=shapes.TagsBackShape)
    def get(self, request: Request, change_id: int) -> Response:
        return Response(asdict(reads.tags_back(actor=self.actor, change_id=change_id)))

    @extend_schema(operation_id="tags_changes_undo", request=None, responses=shapes.TagsChangeShape)
    def post(self, request: Request, change_id: int) -> Response:
        row = services.tags_undo(actor=self.actor, change_id=change_id, now=clock.now())
        return Response(change_json(reads.tag_change(actor=self.actor, change_id=row.pk)))
