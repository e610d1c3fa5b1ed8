"""Endpoints of blocked senders."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.pagination import paginate
from core.api.requests import limit_of
from core.api.shapes import IdName, Shape, page_of
from core.api.views import ApiView
from people import selectors, services
from people.models import Contact


class BlockedShape(Shape):
    """A blocked sender, and who blocked them when; null where that was before it was kept."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    is_visitor = serializers.BooleanField()
    blocked_at = serializers.DateTimeField(allow_null=True)
    blocked_by = IdName(allow_null=True)


def blocked_json(contact: Contact) -> dict[str, Any]:
    """A blocked sender; needs `blocked_by` joined."""
    by = contact.blocked_by
    return {
        "id": contact.pk,
        "name": contact.display_name,
        "email": contact.email,
        "is_visitor": contact.is_visitor,
        "blocked_at": contact.blocked_at,
        "blocked_by": {"id": by.pk, "name": by.name} if by is not None else None,
    }


class BlockedView(ApiView):
    """All blocked senders that the caller may see."""

    scope = "people"

    @extend_schema(
        operation_id="contacts_blocked",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=page_of(BlockedShape),
    )
    def get(self, request: Request) -> Response:
        page = paginate(
            selectors.contacts_blocked(actor=self.actor),
            order=("name", "id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [blocked_json(row) for row in page.rows], "next": page.next})


class BlockView(ApiView):
    """Whether a contact is blocked."""

    scope = "people"

    @extend_schema(operation_id="contacts_block", request=None, responses=BlockedShape)
    def put(self, request: Request, contact_id: int) -> Response:
        return Response(
            blocked_json(services.contact_block(actor=self.actor, contact_id=contact_id, now=clock.now()))
        )

    @extend_schema(operation_id="contacts_unblock", responses={204: None})
    def delete(self, request: Request, contact_id: int) -> Response:
        services.contact_unblock(actor=self.actor, contact_id=contact_id, now=clock.now())
        return Response(status=204)
