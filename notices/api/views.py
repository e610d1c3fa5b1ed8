"""Endpoints of one's own notices."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.pagination import paginate
from core.api.requests import limit_of
from core.api.views import ApiView
from notices import selectors, services
from notices.api.serializers import NoticeChoicesInput, NoticesReadInput, NoticesUnreadInput
from notices.api.shapes import NoticeChoicesShape, NoticeListShape, NoticesChangedShape
from notices.choices import Wish
from notices.rendering import choices_json, notice_json


class NoticesView(ApiView):
    """One's notices."""

    scope = "tickets"

    @extend_schema(
        operation_id="notices_list",
        parameters=[
            OpenApiParameter("unread", bool, description="`true`: only those that are unread."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=NoticeListShape,
    )
    def get(self, request: Request) -> Response:
        unread = request.query_params.get("unread", "") in ("true", "1")
        page = paginate(
            selectors.own_notices(actor=self.actor, unread=unread),
            order=("-at", "-id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response(
            {
                "results": [notice_json(notice) for notice in page.rows],
                "next": page.next,
                "unread": selectors.unread_count(actor=self.actor),
            }
        )


class ReadView(ApiView):
    """Putting notices away."""

    scope = "tickets"

    @extend_schema(operation_id="notices_read", request=NoticesReadInput, responses=NoticesChangedShape)
    def post(self, request: Request) -> Response:
        data = NoticesReadInput(data=request.data)
        data.is_valid(raise_exception=True)
        changed = services.notices_read(
            actor=self.actor,
            ids=data.validated_data.get("ids"),
            ticket_id=data.validated_data.get("ticket"),
            until=data.validated_data.get("until"),
            now=clock.now(),
        )
        return Response({"changed": changed, "unread": selectors.unread_count(actor=self.actor)})


class UnreadView(ApiView):
    """Taking notices out again."""

    scope = "tickets"

    @extend_schema(operation_id="notices_unread", request=NoticesUnreadInput, responses=NoticesChangedShape)
    def post(self, request: Request) -> Response:
        data = NoticesUnreadInput(data=request.data)
        data.is_valid(raise_exception=True)
        changed = services.notices_unread(actor=self.actor, ids=data.validated_data["ids"])
        return Response({"changed": changed, "unread": selectors.unread_count(actor=self.actor)})


class ChoicesView(ApiView):
    """One's choices about notices."""

    scope = "people"

    @extend_schema(operation_id="notices_choices_retrieve", responses=NoticeChoicesShape)
    def get(self, request: Request) -> Response:
        return Response(choices_json(selectors.own_choices(actor=self.actor)))

    @extend_schema(
        operation_id="notices_choices_update", request=NoticeChoicesInput, responses=NoticeChoicesShape
    )
    def put(self, request: Request) -> Response:
        data = NoticeChoicesInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = data.validated_data
        begins, ends = values["quiet_begins"], values["quiet_ends"]
        choices = services.choices_update(
            actor=self.actor,
            wishes={one["kind"]: Wish(is_shown=one["is_shown"], mail=one["mail"]) for one in values["kinds"]},
            quiet=(begins, ends) if begins is not None else None,
            digest_at=values["digest_at"],
        )
        return Response(choices_json(choices))
