"""Endpoints of mailboxes."""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpResponseRedirect
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.idempotency import idempotent
from core.api.views import ApiView
from core.errors import DomainError, Invalid
from integrations.connections.api.binding import binding_of
from integrations.connections.services import SignInOutcome, outcome_of, sign_in_begin, sign_in_take
from integrations.email import services
from integrations.email.api.rendering import alert_json, check_json, mailbox_json
from integrations.email.api.serializers import MailboxInput
from integrations.email.api.shapes import (
    MailboxAlertPage,
    MailboxCheckShape,
    MailboxPage,
    MailboxShape,
    SignInAddressShape,
)
from integrations.email.models import Mailbox, SignIn
from integrations.email.selectors import mailboxes as selectors
from integrations.email.services import checking
from integrations.email.services.alarming import problem_of
from integrations.email.transport import oauth
from people.policy import require

logger = logging.getLogger(__name__)
_SUBJECT = "mailbox:"
# Google and Microsoft add these to what they bring back.
_SENT_ALONG = (
    "scope", "authuser", "prompt", "hd", "iss", "session_state", "error", "error_description", "error_uri",
    "error_subcode", "client_info", "admin_consent", "tenant",
)  # fmt: skip
RETURN_PATH = "/api/v1/mailboxes/sign-in/return"


def _json(mailboxes: list[Mailbox]) -> list[dict[str, Any]]:
    now = clock.now()
    traffic = selectors.traffic_of([mailbox.pk for mailbox in mailboxes])
    return [mailbox_json(one, traffic[one.pk], problem_of(one, now=now)) for one in mailboxes]


class MailboxesView(ApiView):
    """The mailboxes of all brands."""

    scope = "mail"
    takes_key = True

    @extend_schema(operation_id="mailboxes_list", responses=MailboxPage)
    def get(self, request: Request) -> Response:
        return Response({"results": _json(selectors.mailboxes(actor=self.actor)), "next": None})

    @extend_schema(operation_id="mailboxes_create", request=MailboxInput, responses={201: MailboxShape})
    def post(self, request: Request) -> Response:
        require(self.actor, "mailbox.write")
        return idempotent(request, self.actor, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        data = MailboxInput(data=request.data)
        data.is_valid(raise_exception=True)
        mailbox = services.mailbox_save(actor=self.actor, values=data.validated_data, now=clock.now())
        mailbox = selectors.mailbox_get(actor=self.actor, mailbox_id=mailbox.pk)
        return Response(_json([mailbox])[0], status=201)


class MailboxView(ApiView):
    """One mailbox."""

    scope = "mail"

    @extend_schema(operation_id="mailboxes_retrieve", responses=MailboxShape)
    def get(self, request: Request, mailbox_id: int) -> Response:
        return Response(_json([selectors.mailbox_get(actor=self.actor, mailbox_id=mailbox_id)])[0])

    @extend_schema(operation_id="mailboxes_update", request=MailboxInput, responses=MailboxShape)
    def patch(self, request: Request, mailbox_id: int) -> Response:
        require(self.actor, "mailbox.write")
        data = MailboxInput(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        services.mailbox_save(
            actor=self.actor, values=data.validated_data, mailbox_id=mailbox_id, now=clock.now()
        )
        return self.get(request, mailbox_id)

    @extend_schema(operation_id="mailboxes_delete", responses={204: None})
    def delete(self, request: Request, mailbox_id: int) -> Response:
        services.mailbox_delete(actor=self.actor, mailbox_id=mailbox_id, now=clock.now())
        return Response(status=204)


class MailboxCheckView(ApiView):
    """Test a mailbox's servers, step by step."""

    scope = "mail"

    @extend_schema(operation_id="mailboxes_check", request=None, responses=MailboxCheckShape)
    def post(self, request: Request, mailbox_id: int) -> Response:
        require(self.actor, "mailbox.write")
        mailbox = selectors.mailbox_get(actor=self.actor, mailbox_id=mailbox_id)
        return Response(check_json(checking.check(mailbox)))


class SignInView(ApiView):
    """Sign a mailbox in with Google or Microsoft 365."""

    scope = "mail"

    @extend_schema(
        operation_id="mailboxes_sign_in",
        request=None,
        responses=SignInAddressShape,
        description="Answers the address to open; the provider comes back to us with the sign-in.",
    )
    def post(self, request: Request, mailbox_id: int) -> Response:
        require(self.actor, "mailbox.write")
        mailbox = selectors.mailbox_get(actor=self.actor, mailbox_id=mailbox_id)
        if mailbox.sign_in == SignIn.PASSWORD:
            raise Invalid("This mailbox signs in by password.", errors={"sign_in": ["Not with a provider."]})
        keys = sign_in_begin(
            actor=self.actor,
            binding=binding_of(request),
            subject=f"{_SUBJECT}{mailbox.pk}",
            now=clock.now(),
        )
        url = oauth.authorization_url(
            mailbox.sign_in,
            state=keys.state,
            verifier=keys.verifier,
            redirect_uri=f"{settings.PUBLIC_URL}{RETURN_PATH}",
            login_hint=mailbox.username or mailbox.address,
        )
        return Response({"url": url})


class SignInReturnView(ApiView):
    """The address to which the provider redirects the admin's browser."""

    scope = "mail"

    @extend_schema(
        operation_id="mailboxes_sign_in_return",
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("code", str),
            *(
                OpenApiParameter(name, str, description="Sent along by some providers.")
                for name in _SENT_ALONG
            ),
        ],
        responses={302: None},
    )
    def get(self, request: Request) -> HttpResponseRedirect:
        require(self.actor, "mailbox.write")
        try:
            outcome = self._signed_in(request)
        except DomainError as error:
            # The caller is a browser, not a program, so the settings page reports it.
            logger.warning("A sign-in failed", extra={"code": error.code, "why": error.message})
            outcome = outcome_of(error)
        return HttpResponseRedirect(f"/app/settings/email?sign_in={outcome}")

    def _signed_in(self, request: Request) -> SignInOutcome:
        begun = sign_in_take(
            actor=self.actor,
            binding=binding_of(request),
            state=request.query_params.get("state", "")[:200],
            subject_prefix=_SUBJECT,
            now=clock.now(),
        )
        mailbox_id = int(begun.subject.removeprefix(_SUBJECT))
        mailbox = selectors.mailbox_get(actor=self.actor, mailbox_id=mailbox_id)
        code = request.query_params.get("code", "")[:4000]
        if not code:
            return SignInOutcome.REFUSED
        tokens = oauth.exchange(
            mailbox.sign_in,
            code=code,
            redirect_uri=f"{settings.PUBLIC_URL}{RETURN_PATH}",
            verifier=begun.verifier,
        )
        services.mailbox_sign_in(actor=self.actor, mailbox_id=mailbox.pk, tokens=tokens, now=clock.now())
        return SignInOutcome.DONE


class AlertsView(ApiView):
    """The mailboxes that need attention, for the workspace's banner."""

    scope = "mail"

    @extend_schema(operation_id="mailboxes_alerts", responses=MailboxAlertPage)
    def get(self, request: Request) -> Response:
        require(self.actor, "mailbox.read")
        found = services.alerts(now=clock.now())
        return Response({"results": [alert_json(one) for one in found], "next": None})
