"""Endpoints of the ingest log, suspended mail, and the rules about senders."""

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import integer_of, limit_of, one_of
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from core.errors import NotFound
from core.scanning import must_be_clean
from integrations.email import services
from integrations.email.api.rendering import counts_json, done_json, inbound_json, rule_json
from integrations.email.api.serializers import MailIds, RecoverInput, RuleInput
from integrations.email.api.shapes import (
    InboundMailPage,
    InboundMailTextShape,
    MailCountsShape,
    MailsChangedShape,
    SenderRulePage,
    SenderRuleShape,
)
from integrations.email.mime import parts
from integrations.email.mime.charsets import decode_header
from integrations.email.models import InboundState, Reason
from integrations.email.sandbox.pool import PoisonMail, parse_safely
from integrations.email.selectors import log as selectors
from people.policy import require
from tickets import services as ticket_services

SHOWN_TEXT = 20_000


_HEAD_BYTES = 65_536


def _headers_of(raw: bytes) -> list[list[str]]:
    """Names and values of the first headers, decoded."""
    head = raw[:_HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    try:
        fields = parts.read(head + b"\n\n").headers.fields
    except parts.MailTooComplex:
        return []
    return [[name, decode_header(value)[:2000]] for name, value in fields[:200]]


class LogView(ApiView):
    """All incoming mail, newest first."""

    scope = "mail"
    # A ticket's mail is one of its messages.
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="mail_log_list",
        parameters=[
            OpenApiParameter("mailbox", int),
            OpenApiParameter("state", str),
            OpenApiParameter("reason", str),
            OpenApiParameter("q", str, description="Found in sender and subject."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=InboundMailPage,
    )
    def get(self, request: Request) -> Response:
        query = request.query_params
        page = selectors.mails(
            actor=self.actor,
            mailbox_id=integer_of(request, "mailbox"),
            state=one_of(request, "state", InboundState.values),
            reason=one_of(request, "reason", Reason.values),
            text=query.get("q", "")[:200],
            cursor=query.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [inbound_json(row) for row in page.rows], "next": page.next})


class LogCountsView(ApiView):
    """What became of the mail of the last seven days."""

    scope = "mail"

    @extend_schema(
        operation_id="mail_log_counts",
        parameters=[OpenApiParameter("mailbox", int)],
        responses=MailCountsShape,
    )
    def get(self, request: Request) -> Response:
        found = selectors.counts(actor=self.actor, mailbox_id=integer_of(request, "mailbox"), now=clock.now())
        return Response(counts_json(found))


class LogEntryView(ApiView):
    """One mail of the log with its headers and text."""

    scope = "mail"
    # A ticket's mail is one of its messages.
    also_reads = ("tickets",)
    sensitive = SensitiveRead(action="email.original_read", target="mail:{inbound_id}", kind="originals")

    @extend_schema(operation_id="mail_log_retrieve", responses=InboundMailTextShape)
    def get(self, request: Request, inbound_id: int) -> Response:
        mail = selectors.mail_get(actor=self.actor, inbound_id=inbound_id)
        raw = selectors.raw_of(mail)
        text = ""
        if raw is not None:
            try:
                text = parse_safely(raw).text[:SHOWN_TEXT]
            except PoisonMail:
                text = ""
        return Response(
            inbound_json(mail)
            | {
                "headers": _headers_of(raw) if raw is not None else [],
                "text": text,
                "has_raw": raw is not None,
            }
        )


class LogRawView(ApiView):
    """One mail exactly as it arrived."""

    scope = "mail"
    # A ticket's mail is one of its messages.
    also_reads = ("tickets",)
    sensitive = SensitiveRead(action="email.original_read", target="mail:{inbound_id}", kind="originals")

    @extend_schema(operation_id="mail_log_raw", responses={(200, "application/octet-stream"): bytes})
    def get(self, request: Request, inbound_id: int) -> HttpResponse:
        mail = selectors.mail_get(actor=self.actor, inbound_id=inbound_id)
        raw = selectors.raw_of(mail)
        if raw is None:
            raise NotFound("This mail was deleted; only its line in the log is left.")
        if mail.entry_id is not None:
            ticket_services.files_may_leave(mail.entry_id)
        return raw_response(raw, f"mail-{mail.pk}.eml")


def raw_response(raw: bytes, name: str) -> HttpResponse:
    """
    A raw mail as a download that no browser renders.

    Its files are in it, also where it became no message: raises Infected, UpstreamFailed without a verdict.
    """
    must_be_clean(raw)
    response = HttpResponse(raw, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class RetryView(ApiView):
    """Try a failed mail again now."""

    scope = "mail"

    @extend_schema(operation_id="mail_log_retry", request=None, responses=MailsChangedShape)
    def post(self, request: Request, inbound_id: int) -> Response:
        return Response(
            done_json(services.mail_retry(actor=self.actor, inbound_id=inbound_id, now=clock.now()))
        )


class RecoverView(ApiView):
    """Let suspended mail through."""

    scope = "mail"

    @extend_schema(operation_id="mail_suspended_recover", request=RecoverInput, responses=MailsChangedShape)
    def post(self, request: Request) -> Response:
        require(self.actor, "mail.review")
        data = RecoverInput(data=request.data)
        data.is_valid(raise_exception=True)
        done = services.suspended_recover(
            actor=self.actor,
            ids=data.validated_data["ids"],
            allow_sender=data.validated_data["allow_sender"],
            now=clock.now(),
        )
        return Response(done_json(done))


class DeleteView(ApiView):
    """Delete suspended mail."""

    scope = "mail"

    @extend_schema(operation_id="mail_suspended_delete", request=MailIds, responses=MailsChangedShape)
    def post(self, request: Request) -> Response:
        require(self.actor, "mail.review")
        data = MailIds(data=request.data)
        data.is_valid(raise_exception=True)
        done = services.suspended_delete(actor=self.actor, ids=data.validated_data["ids"], now=clock.now())
        return Response(done_json(done))


class RulesView(ApiView):
    """Senders whose mail is always or never accepted."""

    scope = "mail"

    @extend_schema(operation_id="mail_rules_list", responses=SenderRulePage)
    def get(self, request: Request) -> Response:
        rows = selectors.rules(actor=self.actor)
        return Response({"results": [rule_json(row) for row in rows], "next": None})

    @extend_schema(operation_id="mail_rules_create", request=RuleInput, responses={201: SenderRuleShape})
    def post(self, request: Request) -> Response:
        require(self.actor, "mail.review")
        data = RuleInput(data=request.data)
        data.is_valid(raise_exception=True)
        rule = services.rule_save(actor=self.actor, **data.validated_data, now=clock.now())
        return Response(rule_json(rule), status=201)


class RuleView(ApiView):
    """One rule."""

    scope = "mail"

    @extend_schema(operation_id="mail_rules_delete", responses={204: None})
    def delete(self, request: Request, rule_id: int) -> Response:
        services.rule_delete(actor=self.actor, rule_id=rule_id, now=clock.now())
        return Response(status=204)
