"""Endpoints that merge contacts; they are on this floor because undo is shared with all other actions."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.idempotency import idempotent
from core.api.requests import integer_of
from core.api.views import ApiView
from core.errors import Invalid
from people import merge_preview
from people import selectors as people_selectors
from people import services as people_services
from people.api import customer_shapes
from people.api.rendering import contact_json, preview_json
from people.policy import require
from tickets import services
from tickets.api import shapes
from tickets.api.serializers import MergeInput


class MergePreviewView(ApiView):
    """What merging another contact into this one would do."""

    scope = "people"

    @extend_schema(
        operation_id="contacts_merge_preview",
        parameters=[OpenApiParameter("from", int, required=True)],
        responses=customer_shapes.MergePreviewShape,
    )
    def get(self, request: Request, contact_id: int) -> Response:
        require(self.actor, "customer.merge")
        from_id = integer_of(request, "from")
        if from_id is None:
            raise Invalid("Say which contact in from.", errors={"from": ["Required."]})
        preview = merge_preview.merge_preview(actor=self.actor, into_id=contact_id, from_id=from_id)
        return Response(preview_json(preview))


class MergeView(ApiView):
    """Merge another contact into this one."""

    scope = "people"
    takes_key = True

    @extend_schema(operation_id="contacts_merge", request=MergeInput, responses=shapes.MergeResultShape)
    def post(self, request: Request, contact_id: int) -> Response:
        require(self.actor, "customer.merge")

        def merge() -> Response:
            data = MergeInput(data=request.data)
            data.is_valid(raise_exception=True)
            done, token = services.contacts_merge_with_undo(
                actor=self.actor,
                into_id=contact_id,
                from_id=data.validated_data["from_id"],
                now=clock.now(),
            )
            contact = people_selectors.contact_get(actor=self.actor, contact_id=contact_id)
            return Response({"contact": contact_json(contact), "merge_id": done.pk, "undo": token})

        return idempotent(request, self.actor, merge)


class UnmergeView(ApiView):
    """Undo a merge, as long as nothing stands in the way."""

    scope = "people"

    @extend_schema(operation_id="contacts_unmerge", request=None, responses=shapes.UnmergedShape)
    def post(self, request: Request, merge_id: int) -> Response:
        merge = people_services.contacts_unmerge(actor=self.actor, merge_id=merge_id, now=clock.now())
        both = [
            contact_json(people_selectors.contact_get(actor=self.actor, contact_id=contact_id))
            for contact_id in (merge.target_id, merge.source_id)
            if contact_id is not None
        ]
        return Response({"contact": both[0] if both else None, "restored": both[1] if both[1:] else None})
