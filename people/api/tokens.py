"""Endpoints of API tokens and of the scopes that they carry."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.pagination import paginate
from core.api.requests import checked_change, limit_of
from core.api.views import ApiView
from core.errors import Invalid, NotFound
from people import selectors, services
from people.api import shapes
from people.api.rendering import token_json
from people.api.serializers import TokenInput, TokenRotation
from people.scopes import AREAS
from people.selectors import internal as everybody

WHOSE = ("mine", "all")


class TokensView(ApiView):
    """API tokens: one's own, and for admins those of everybody."""

    scope = "people"

    @extend_schema(
        operation_id="tokens_list",
        parameters=[
            OpenApiParameter(
                "whose",
                str,
                enum=WHOSE,
                description="`all` needs the right to manage tokens. One's own without it.",
            ),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.ApiTokenPage,
        description="The newest first; tokens that have ended stand among them until they are revoked.",
    )
    def get(self, request: Request) -> Response:
        whose = request.query_params.get("whose") or "mine"
        if whose not in WHOSE:
            raise Invalid(f"whose must be one of {', '.join(WHOSE)}.", errors={"whose": ["Unknown."]})
        page = paginate(
            selectors.tokens(actor=self.actor, everybody=whose == "all"),
            order=("-id",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request, default=100),
        )
        now = clock.now()
        return Response({"results": [token_json(row, now) for row in page.rows], "next": page.next})

    @extend_schema(operation_id="tokens_create", request=TokenInput, responses={201: shapes.NewApiTokenShape})
    def post(self, request: Request) -> Response:
        """
        The token acts as the person who makes it and never does more than they may. Without `scopes` it does
        all that they may; without `expires_at` it never ends. Its text is told this once.
        """
        data = TokenInput(data=request.data)
        data.is_valid(raise_exception=True)
        _refuse_key(request)
        user = everybody.user_any(self.actor.staff_id)
        if user is None:
            raise NotFound("There is no such person.")
        now = clock.now()
        token, text = services.token_create(actor=self.actor, user=user, now=now, **data.validated_data)
        return Response(token_json(token, now) | {"token": text}, status=201)


class TokenView(ApiView):
    """One token."""

    scope = "people"

    @extend_schema(
        operation_id="tokens_revoke",
        responses={204: None},
        description="Ends one's own token at once; whoever manages tokens can end anybody's.",
    )
    def delete(self, request: Request, token_id: int) -> Response:
        services.token_revoke(actor=self.actor, token_id=token_id, now=clock.now())
        return Response(status=204)


class TokenRotationView(ApiView):
    """A new text for a token."""

    scope = "people"

    @extend_schema(
        operation_id="tokens_rotate",
        request=TokenRotation,
        responses=shapes.NewApiTokenShape,
        description="Only for one's own tokens. The new text is told this once; the old one opens for "
        "`overlap_hours` more, and never longer than the token would have. With `expires_at` the token also "
        "gets another end, or none with null.",
    )
    def post(self, request: Request, token_id: int) -> Response:
        values = checked_change(TokenRotation(data=request.data), request)
        _refuse_key(request)
        now = clock.now()
        token, text = services.token_rotate(
            actor=self.actor,
            token_id=token_id,
            overlap=timedelta(hours=values["overlap_hours"]),
            is_renewed="expires_at" in values,
            expires_at=values.get("expires_at"),
            now=now,
        )
        return Response(token_json(token, now) | {"token": text})


class ScopesView(ApiView):
    """What a token can be allowed."""

    scope = "people"

    @extend_schema(
        operation_id="scopes_list",
        responses=shapes.ScopePage,
        description="Each area can be opened for reading or for writing; writing includes reading.",
    )
    def get(self, request: Request) -> Response:
        rows: list[dict[str, Any]] = [
            {"area": area, "about": about, "read": f"{area}:read", "write": f"{area}:write"}
            for area, about in AREAS.items()
        ]
        return Response({"results": rows, "next": None})


def _refuse_key(request: Request) -> None:
    if request.headers.get("Idempotency-Key"):
        raise Invalid("A token's text is shown once; this call cannot be replayed by a key.")
