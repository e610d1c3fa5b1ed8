"""Endpoints for one's own account, and for people who have forgotten their password."""

from typing import Any
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, ports
from core.api.requests import body_of, checked_change
from core.api.views import ApiView
from people import selectors, services
from people.api import shapes
from people.api.serializers import AddressChange, Forgotten, LinkToken, PasswordChange, PasswordReset
from people.guarding import client_of
from people.models import StaffSession


def _session_of(request: Request) -> str:
    """The digest of the session making the request; empty for a token."""
    return services.session_digest(request._request.session.session_key)


class AccountView(ApiView):
    """What a signed-in person should know before they change something."""

    scope = "people"

    @extend_schema(operation_id="me_account", responses=shapes.AccountShape)
    def get(self, request: Request) -> Response:
        """`can_mail`: whether a mailbox can send the link that confirms a new address."""
        return Response({"can_mail": ports.account_mail_works()})


class OwnPasswordView(ApiView):
    """One's own password."""

    scope = "people"

    @extend_schema(operation_id="me_password", request=PasswordChange, responses=shapes.PasswordChangedShape)
    def post(self, request: Request) -> Response:
        services.own_account(self.actor)
        body_of(request)
        values = checked_change(PasswordChange(data=request.data), request)
        with transaction.atomic():
            changed = services.password_change(
                actor=self.actor,
                current=values["current_password"],
                new=values["new_password"],
                session_key=_session_of(request),
                revoke_tokens=values["revoke_tokens"],
                now=clock.now(),
            )
            # This browser stays signed in under a new key, which must exist before its socket is closed.
            update_session_auth_hash(request._request, changed.user)
            request._request.session.save()
        return Response({"is_told": changed.is_told})


class OwnAddressView(ApiView):
    """One's own address."""

    scope = "people"

    @extend_schema(operation_id="me_address", request=AddressChange, responses={202: shapes.AddressShape})
    def post(self, request: Request) -> Response:
        services.own_account(self.actor)
        body_of(request)
        values = checked_change(AddressChange(data=request.data), request)
        address = services.address_change_ask(
            actor=self.actor,
            address=values["email"],
            password=values["current_password"],
            session_key=_session_of(request),
            revoke_tokens=values["revoke_tokens"],
            now=clock.now(),
        )
        return Response({"email": address}, status=202)


class OwnSessionsView(ApiView):
    """The browsers that one is signed in with."""

    scope = "people"

    @extend_schema(operation_id="me_sessions", responses=shapes.SignedInBrowserPage)
    def get(self, request: Request) -> Response:
        current = _session_of(request)
        rows = selectors.sessions_of(user_id=self.actor.staff_id)
        return Response({"results": [_session_json(row, current) for row in rows], "next": None})

    @extend_schema(operation_id="me_sessions_revoke_others", responses={200: shapes.EndedShape})
    def delete(self, request: Request) -> Response:
        """End all but the one that asks."""
        ended = services.sessions_revoke_others(actor=self.actor, keep=_session_of(request), now=clock.now())
        return Response({"ended": ended})


class OwnSessionView(ApiView):
    """One of them."""

    scope = "people"

    @extend_schema(operation_id="me_sessions_revoke", responses={204: None})
    def delete(self, request: Request, public_id: UUID) -> Response:
        services.session_revoke(actor=self.actor, public_id=public_id, now=clock.now())
        return Response(status=204)


class AnonymousView(ApiView):
    """For who is not signed in: a session that comes along counts for nothing."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class ForgottenView(AnonymousView):
    """A link to a new password, by mail."""

    @extend_schema(operation_id="password_forgot", request=Forgotten, responses={202: shapes.AskedShape})
    def post(self, request: Request) -> Response:
        """The answer is the same whether there is such an account or not."""
        body_of(request)
        values = checked_change(Forgotten(data=request.data), request)
        services.password_forgotten(address=values["email"], client=client_of(request._request) or "")
        return Response({"is_asked": True}, status=202)


class ResetView(AnonymousView):
    """A new password with that link."""

    @extend_schema(operation_id="password_reset", request=PasswordReset, responses={204: None})
    def post(self, request: Request) -> Response:
        body_of(request)
        values = checked_change(PasswordReset(data=request.data), request)
        services.password_reset(
            token=values["token"],
            new=values["password"],
            revoke_tokens=values["revoke_tokens"],
            now=clock.now(),
        )
        return Response(status=204)


class ConfirmAddressView(AnonymousView):
    """A new address with the link that went to it."""

    @extend_schema(operation_id="me_address_confirm", request=LinkToken, responses=shapes.AddressShape)
    def post(self, request: Request) -> Response:
        body_of(request)
        values = checked_change(LinkToken(data=request.data), request)
        changed = services.address_confirm(token=values["token"], now=clock.now())
        return Response({"email": changed.user.email})


def _session_json(row: StaffSession, current: str) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "agent": row.agent,
        "address": row.address,
        "is_current": row.session_key == current,
        "created_at": row.created_at,
        "last_seen_at": row.last_seen_at,
    }
