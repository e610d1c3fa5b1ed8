"""Endpoints of single sign-on: the sign-in screen's, and those for whoever keeps the workspace secure."""

import re
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import body_of, checked_change
from core.api.views import ApiView
from integrations.sign_on import selectors, services
from integrations.sign_on.api import shapes
from integrations.sign_on.api.browser import browser_mark, browser_named
from integrations.sign_on.api.rendering import (
    offered_json,
    ours_json,
    provider_json,
    provider_test_json,
    rule_json,
)
from integrations.sign_on.api.serializers import (
    ProviderChange,
    ProviderCreate,
    ProviderSwitch,
    SignOnRuleInput,
    SignOnStart,
)
from integrations.sign_on.selectors.internal import is_required, providers_on
from people.api.accounts import AnonymousView
from people.guarding import client_of
from people.services import session_digest


class SignOnView(AnonymousView):
    """Ways to sign in beside the password, for the sign-in screen."""

    @extend_schema(operation_id="sign_on_get", responses=shapes.SignOnShape)
    def get(self, request: Request) -> Response:
        return Response(
            {"providers": [offered_json(one) for one in providers_on()], "is_required": is_required()}
        )


class SignOnStartView(AnonymousView):
    """The beginning of a sign-in at a provider."""

    @extend_schema(operation_id="sign_on_start", request=SignOnStart, responses=shapes.SignOnStartedShape)
    def post(self, request: Request) -> Response:
        """Go to the address in this browser, which gets a cookie that it must bring back."""
        body_of(request)
        values = checked_change(SignOnStart(data=request.data), request)
        browser = browser_named(request._request)
        begun = services.sign_in_begin(
            provider_id=str(values["provider"]),
            browser=browser,
            next_path=_path(values.get("next", "")),
            client=client_of(request._request) or "",
            now=clock.now(),
        )
        response = Response({"url": begun.url})
        browser_mark(response, browser)
        return response


class ProvidersView(ApiView):
    """The workspace's identity providers."""

    scope = "security"

    @extend_schema(operation_id="sign_on_providers_list", responses=shapes.ProviderListShape)
    def get(self, request: Request) -> Response:
        found = selectors.providers(actor=self.actor)
        return Response({"results": [provider_json(one) for one in found], "next": None, "ours": ours_json()})

    @extend_schema(
        operation_id="sign_on_providers_create", request=ProviderCreate, responses={201: shapes.ProviderShape}
    )
    def post(self, request: Request) -> Response:
        """What the provider publishes of itself is read first; it is off until it was tested."""
        body_of(request)
        values = checked_change(ProviderCreate(data=request.data), request)
        made = services.provider_create(
            actor=self.actor, kind=values.pop("kind"), values=values, now=clock.now()
        )
        return Response(provider_json(made), status=201)


class ProviderView(ApiView):
    """One of them."""

    scope = "security"

    @extend_schema(operation_id="sign_on_providers_get", responses=shapes.ProviderShape)
    def get(self, request: Request, public_id: UUID) -> Response:
        return Response(provider_json(selectors.provider_get(actor=self.actor, public_id=public_id)))

    @extend_schema(
        operation_id="sign_on_providers_update", request=ProviderChange, responses=shapes.ProviderShape
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        selectors.provider_get(actor=self.actor, public_id=public_id)
        values = checked_change(ProviderChange(data=request.data), request)
        changed = services.provider_update(
            actor=self.actor, public_id=public_id, values=values, now=clock.now()
        )
        return Response(provider_json(changed))

    @extend_schema(operation_id="sign_on_providers_delete", responses={204: None})
    def delete(self, request: Request, public_id: UUID) -> Response:
        selectors.provider_get(actor=self.actor, public_id=public_id)
        services.provider_delete(actor=self.actor, public_id=public_id, now=clock.now())
        return Response(status=204)


class ProviderSwitchView(ApiView):
    """Whether the sign-in screen offers it."""

    scope = "security"

    @extend_schema(
        operation_id="sign_on_providers_switch", request=ProviderSwitch, responses=shapes.ProviderShape
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        selectors.provider_get(actor=self.actor, public_id=public_id)
        body_of(request)
        values = checked_change(ProviderSwitch(data=request.data), request)
        changed = services.provider_switch(
            actor=self.actor, public_id=public_id, is_on=values["is_on"], now=clock.now()
        )
        return Response(provider_json(changed))


class ProviderTestView(ApiView):
    """A whole sign-in that signs nobody in."""

    scope = "security"

    @extend_schema(
        operation_id="sign_on_providers_test", request=None, responses={201: shapes.TestStartedShape}
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        provider = selectors.provider_get(actor=self.actor, public_id=public_id)
        browser = browser_named(request._request)
        begun = services.provider_test_begin(
            actor=self.actor, provider=provider, browser=browser, now=clock.now()
        )
        response = Response({"id": str(begun.attempt.public_id), "url": begun.url}, status=201)
        browser_mark(response, browser)
        return response


class SignOnTestView(ApiView):
    """What came back from a test that one began."""

    scope = "security"

    @extend_schema(operation_id="sign_on_tests_get", responses=shapes.SignOnTestShape)
    def get(self, request: Request, public_id: UUID) -> Response:
        return Response(
            provider_test_json(selectors.provider_test_get(actor=self.actor, public_id=public_id))
        )


class SignOnRuleView(ApiView):
    """Whether staff must sign in at a provider."""

    scope = "security"
    also_reads = ("people",)

    @extend_schema(operation_id="sign_on_rule_get", responses=shapes.SignOnRuleShape)
    def get(self, request: Request) -> Response:
        return Response(rule_json(selectors.standing(actor=self.actor, now=clock.now())))

    @extend_schema(operation_id="sign_on_rule_set", request=SignOnRuleInput, responses=shapes.SignOnRuleShape)
    def put(self, request: Request) -> Response:
        """What passwords and passkeys have opened ends, except for the named owners and this session."""
        now = clock.now()
        body_of(request)
        values = checked_change(SignOnRuleInput(data=request.data), request)
        ended = services.rule_set(
            actor=self.actor,
            is_required=values["is_required"],
            break_glass=values["break_glass"],
            session_key=session_digest(request._request.session.session_key),
            now=now,
        )
        return Response(rule_json(selectors.standing(actor=self.actor, now=now), ended=ended))


def _path(text: str) -> str:
    """
    A path within the workspace; `/app` is put before it. Dot segments, also escaped, would lead out again.
    """
    is_path = text.startswith("/") and text.isprintable() and "\\" not in text
    segments = re.split("[?#]", text, maxsplit=1)[0].lower().replace("%2e", ".").split("/")
    return text if is_path and not {".", ".."} & set(segments) else "/"
