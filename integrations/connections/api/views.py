"""Endpoints of connections."""

from django.http import HttpResponseRedirect
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actors import Actor
from core.api.requests import checked_change
from core.api.views import ApiView
from integrations.connections import selectors, services, systems
from integrations.connections.api.binding import binding_of
from integrations.connections.api.rendering import alert_json, connection_json, system_json
from integrations.connections.api.serializers import (
    ConnectionInput,
    ConnectionSignInInput,
    HookSecretInput,
)
from integrations.connections.api.shapes import (
    ConnectionAlertPage,
    ConnectionPage,
    ConnectionShape,
    ConnectionSignInShape,
    ConnectionTestShape,
    SystemPage,
)
from people.policy import require

# Providers add these to what they bring back.
_SENT_ALONG = (
    "scope", "iss", "session_state", "error", "error_description", "error_uri", "location", "accounts-server",
)  # fmt: skip


def _shown(actor: Actor, connection_id: int) -> Response:
    row, now = selectors.connection_get(actor=actor, connection_id=connection_id), clock.now()
    return Response(connection_json(row, selectors.details_of([row.pk], now=now)[row.pk], now=now))


class SystemsView(ApiView):
    """The systems that can be connected."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_systems", summary="List systems to connect", responses=SystemPage
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "connection.read")
        return Response({"results": [system_json(spec) for spec in systems.systems()], "next": None})


class ConnectionsView(ApiView):
    """All connections."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_list",
        summary="List connections to other systems",
        parameters=[
            OpenApiParameter("system", str),
            OpenApiParameter("ended", bool, description="Also those that were disconnected."),
        ],
        responses=ConnectionPage,
    )
    def get(self, request: Request) -> Response:
        now = clock.now()
        rows = selectors.connections(
            actor=self.actor,
            system=request.query_params.get("system", "")[:40],
            with_ended=request.query_params.get("ended") == "true",
        )
        details = selectors.details_of([row.pk for row in rows], now=now)
        results = [connection_json(row, details[row.pk], now=now) for row in rows]
        return Response({"results": results, "next": None})

    @extend_schema(
        operation_id="connections_create",
        summary="Connect a system by a key",
        request=ConnectionInput,
        responses={201: ConnectionShape},
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(ConnectionInput(data=request.data), request)
        row = services.connection_with_key(
            actor=self.actor,
            system=values["system"],
            api_key=values["api_key"],
            base_url=values["base_url"],
            connection_id=values["connection"],
            now=clock.now(),
        )
        answer = _shown(self.actor, row.pk)
        answer.status_code = 201
        return answer


class ConnectionView(ApiView):
    """One connection."""

    scope = "connections"

    @extend_schema(operation_id="connections_retrieve", summary="Get a connection", responses=ConnectionShape)
    def get(self, request: Request, connection_id: int) -> Response:
        return _shown(self.actor, connection_id)

    @extend_schema(
        operation_id="connections_disconnect",
        summary="Disconnect a system",
        description="Forgets the credentials. The log stays, and with it the connection as ended.",
        responses={204: None},
    )
    def delete(self, request: Request, connection_id: int) -> Response:
        services.connection_disconnect(actor=self.actor, connection_id=connection_id, now=clock.now())
        return Response(status=204)


class PauseView(ApiView):
    """Reading and sending nothing for a while."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_pause",
        summary="Pause a connection",
        request=None,
        responses=ConnectionShape,
    )
    def post(self, request: Request, connection_id: int) -> Response:
        services.connection_pause(actor=self.actor, connection_id=connection_id, now=clock.now())
        return _shown(self.actor, connection_id)


class ResumeView(ApiView):
    """Going on."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_resume",
        summary="Resume a connection",
        request=None,
        responses=ConnectionShape,
    )
    def post(self, request: Request, connection_id: int) -> Response:
        services.connection_resume(actor=self.actor, connection_id=connection_id, now=clock.now())
        return _shown(self.actor, connection_id)


class TestView(ApiView):
    """Trying a connection."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_test",
        summary="Try a connection",
        request=None,
        responses=ConnectionTestShape,
    )
    def post(self, request: Request, connection_id: int) -> Response:
        tested = services.connection_test(actor=self.actor, connection_id=connection_id)
        return Response({"ok": tested.ok, "detail": tested.detail})


class ConnectionAlertsView(ApiView):
    """The connections that need somebody, for the banner of the workspace."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_alerts",
        summary="List connections that need attention",
        responses=ConnectionAlertPage,
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "connection.read")
        return Response({"results": [alert_json(row) for row in services.in_need()], "next": None})


class StreamRestartView(ApiView):
    """Reading a stream from its beginning again."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_stream_restart",
        summary="Read a stream of a connection anew",
        request=None,
        responses=ConnectionShape,
    )
    def post(self, request: Request, connection_id: int, stream: str) -> Response:
        services.cursor_restart(actor=self.actor, connection_id=connection_id, stream=stream, now=clock.now())
        return _shown(self.actor, connection_id)


class HookSecretsView(ApiView):
    """The secrets of a connection's webhooks."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_hook_secret_set",
        summary="Set the secret of a connection's webhooks",
        description="Earlier secrets stay good for a day.",
        request=HookSecretInput,
        responses=ConnectionShape,
    )
    def post(self, request: Request, connection_id: int) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(HookSecretInput(data=request.data), request)
        services.hook_secret_set(
            actor=self.actor, connection_id=connection_id, secret=values["secret"], now=clock.now()
        )
        return _shown(self.actor, connection_id)


class HookSecretView(ApiView):
    """One secret."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_hook_secret_end",
        summary="End a secret of webhooks at once",
        responses={204: None},
    )
    def delete(self, request: Request, connection_id: int, secret_id: int) -> Response:
        services.hook_secret_end(
            actor=self.actor, connection_id=connection_id, secret_id=secret_id, now=clock.now()
        )
        return Response(status=204)


class ConnectionSignInView(ApiView):
    """Signing in at a system."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_sign_in",
        summary="Begin to sign in at a system",
        request=ConnectionSignInInput,
        responses=ConnectionSignInShape,
        description="Answers the address to open in this browser; the system sends it back to us.",
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "connection.write")
        values = checked_change(ConnectionSignInInput(data=request.data), request)
        url = services.connection_sign_in(
            actor=self.actor,
            binding=binding_of(request),
            system=values["system"],
            connection_id=values["connection"],
            now=clock.now(),
        )
        return Response({"url": url})


class ConnectionReturnView(ApiView):
    """Where a system sends the admin's browser back to."""

    scope = "connections"

    @extend_schema(
        operation_id="connections_sign_in_return",
        summary="Come back from a system's sign-in",
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("code", str),
            *(OpenApiParameter(name, str, description="Sent along by some systems.") for name in _SENT_ALONG),
        ],
        responses={302: None},
    )
    def get(self, request: Request) -> HttpResponseRedirect:
        done = services.connection_return(
            actor=self.actor,
            binding=binding_of(request),
            state=request.query_params.get("state", "")[:200],
            code=request.query_params.get("code", "")[:4000],
            now=clock.now(),
        )
        which = f"connection={done.connection.pk}&" if done.connection is not None else ""
        return HttpResponseRedirect(f"{done.path}?{which}sign_in={done.outcome}")
