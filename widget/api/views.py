"""The customer-side API: session, sharing, conversations, articles. `docs/widget.md` describes it."""

from datetime import datetime
from typing import Any

from django.conf import settings as django_settings
from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from core import clock
from core.api.requests import body_of, integer_of
from core.api.uploads import AnyFormat, UploadParser
from tickets.api.entry_shapes import AttachmentShape
from tickets.api.serializers import UploadInput
from tickets.api.workspace import file_response, store_upload
from widget import knowledge, selectors, services
from widget.api.authentication import HEADER
from widget.api.base import OriginView, SessionView
from widget.api.serializers import (
    AnswerHelped,
    ConsentGiven,
    ContextShared,
    EmailLeft,
    MessageRead,
    MessageSend,
    RatingGiven,
    SessionBegin,
)
from widget.api.shapes import (
    ConsentShape,
    ContextPreviewShape,
    UnreadShape,
    WidgetArticleShape,
    WidgetArticlesShape,
    WidgetConfigShape,
    WidgetConversationShape,
    WidgetHomeShape,
    WidgetPortalShape,
    WidgetSessionShape,
)
from widget.errors import UnknownWidget
from widget.rendering import (
    config_json,
    file_for_pass,
    file_json,
    notices_json,
    preview_json,
    session_json,
    summary_json,
)
from widget.scrubbing import scrub_path
from widget.selectors.promises import wait_json


def _valid(kind: type[Serializer[None]], request: Request) -> dict[str, Any]:
    data = kind(data=request.data)
    data.is_valid(raise_exception=True)
    values: dict[str, Any] = data.validated_data
    return values


class ConfigView(OriginView):
    """How a brand's widget looks; the loader's first request."""

    @extend_schema(
        operation_id="widget_config",
        parameters=[
            OpenApiParameter("key", str, required=True),
            OpenApiParameter("locale", str, description="The visitor's; decides the panel's language."),
            OpenApiParameter("path", str, description="The page's path, only after `is_watched`."),
        ],
        responses=WidgetConfigShape,
        auth=[],
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        try:
            settings = selectors.settings_by_key(asked.get("key", ""))
        except UnknownWidget:
            self.note_wrong_key(None)
            raise
        path = scrub_path(asked.get("path", "")[:2000]) if "path" in asked else ""
        self.note_origin(settings, path=path)
        self.check_origin(settings)
        is_watched = services.is_watched(settings.brand.pk)
        body = config_json(settings, locale=asked.get("locale", "")[:20], is_watched=is_watched)
        # An admin who waits for this page must not wait for a browser's memory.
        kept = "no-store" if is_watched else "public, max-age=60"
        return Response(body, headers={"Cache-Control": kept})


class SessionsView(OriginView):
    """Begin or resume a session."""

    write_rate = ("session", 30, 60)

    @extend_schema(
        operation_id="widget_session_begin",
        request=SessionBegin,
        responses={201: WidgetSessionShape},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        values = _valid(SessionBegin, request)
        settings = selectors.settings_by_key(values["key"])
        self.check_origin(settings)
        started = services.session_begin(
            settings=settings,
            user_token=values["user_token"],
            resume_token=request.headers.get(HEADER, ""),
            consent=values["consent"],
            locale=values["locale"],
            timezone=values["timezone"],
            now=clock.now(),
        )
        return Response(session_json(started), status=201)


class CurrentSessionView(SessionView):
    """Sign out."""

    @extend_schema(operation_id="widget_session_end", responses={204: None})
    def delete(self, request: Request) -> Response:
        services.session_end(session=self.session, now=clock.now())
        return Response(status=204)


class ConsentView(SessionView):
    """Share the page, or stop sharing it."""

    @extend_schema(operation_id="widget_consent", request=ConsentGiven, responses=ConsentShape)
    def post(self, request: Request) -> Response:
        is_granted = _valid(ConsentGiven, request)["granted"]
        services.consent_set(session=self.session, is_granted=is_granted, now=clock.now())
        return Response({"consent": self.session.consent})


class ContextView(SessionView):
    """The page the customer has open, and their latest steps."""

    write_rate = ("context", 60, 60)

    @extend_schema(operation_id="widget_context", request=ContextShared, responses={204: None})
    def post(self, request: Request) -> Response:
        body = body_of(request)
        page, steps, attributes = body.get("page"), body.get("steps"), body.get("attributes")
        services.context_save(
            session=self.session,
            page=page if isinstance(page, dict) else {},
            steps=steps if isinstance(steps, list) else [],
            attributes=attributes if isinstance(attributes, dict) else {},
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
        return Response(status=204)


class ContextPreviewView(SessionView):
    """What would be sent, before the customer agrees."""

    write_rate = ("context", 60, 60)

    @extend_schema(
        operation_id="widget_context_preview", request=ContextShared, responses=ContextPreviewShape
    )
    def post(self, request: Request) -> Response:
        body = body_of(request)
        page, steps, attributes = body.get("page"), body.get("steps"), body.get("attributes")
        preview = services.context_preview(
            page=page if isinstance(page, dict) else {},
            steps=steps if isinstance(steps, list) else [],
            attributes=attributes if isinstance(attributes, dict) else {},
            hiding=self.settings_now.hiding,
            now=clock.now(),
        )
        return Response(preview_json(preview))


class HomeView(SessionView):
    """What the panel shows first."""

    @extend_schema(
        operation_id="widget_home",
        parameters=[OpenApiParameter("url", str, description="The page, only when the customer shares it.")],
        responses=WidgetHomeShape,
    )
    def get(self, request: Request) -> Response:
        now, settings = clock.now(), self.settings_now
        url = request.query_params.get("url", "")[:2000]
        newest = selectors.conversations_newest(self.session)
        return Response(
            {
                "greeting": settings.text_for("greeting", settings.language_for(self.session.locale)),
                "help_center": f"/help/{self.session.brand.slug}/",
                "has_portal": services.has_portal(self.session),
                "suggestions": knowledge.suggestions(self.session, settings, url=url),
                "conversations": [summary_json(row) for row in newest],
                "notices": notices_json(settings, url),
                "wait": wait_json(settings, ticket_id=None, now=now),
                "retention_days": settings.retention_days,
            }
        )


class PortalView(SessionView):
    """From here to the portal, without signing in again."""

    write_rate = ("portal", 20, 60)

    @extend_schema(operation_id="widget_portal", request=None, responses=WidgetPortalShape)
    def post(self, request: Request) -> Response:
        way = services.portal_way(session=self.session, now=clock.now())
        return Response({"url": way.url, "is_signed_in": way.is_signed_in})


class UnreadView(SessionView):
    """The count on the launcher, while the panel is not loaded."""

    @extend_schema(operation_id="widget_unread", responses=UnreadShape)
    def get(self, request: Request) -> Response:
        return Response({"unread": selectors.unread_total(self.session)})


class SearchView(SessionView):
    """Articles for a question."""

    rate = ("search", 60, 60)

    @extend_schema(
        operation_id="widget_search",
        parameters=[OpenApiParameter("q", str, required=True)],
        responses=WidgetArticlesShape,
    )
    def get(self, request: Request) -> Response:
        text = request.query_params.get("q", "").strip()
        found = knowledge.found(self.session, text, now=clock.now()) if len(text) > 1 else []
        return Response({"results": found})


class ArticleView(SessionView):
    """One article to read inside the panel."""

    @extend_schema(operation_id="widget_article", responses=WidgetArticleShape)
    def get(self, request: Request, slug: str) -> Response:
        return Response(knowledge.article(self.session, self.settings_now, slug=slug, now=clock.now()))


class ConversationsView(SessionView):
    """Begin a conversation."""

    write_rate = ("message", 20, 60)

    @extend_schema(
        operation_id="widget_conversation_begin",
        request=MessageSend,
        responses={201: WidgetConversationShape},
    )
    def post(self, request: Request) -> Response:
        return _send(self, request, None)


def _send(view: SessionView, request: Request, conversation_id: str | None) -> Response:
    values = _valid(MessageSend, request)
    ticket = services.message_send(
        session=view.session,
        conversation_id=conversation_id,
        client_id=values["client_id"],
        text=values["text"],
        attachment_ids=[str(each) for each in values["attachment_ids"]],
        wants_person=values["wants_person"],
        now=clock.now(),
    )
    return Response(view.rendered(ticket), status=201)


class ConversationView(SessionView):
    """One conversation."""

    @extend_schema(
        operation_id="widget_conversation",
        parameters=[OpenApiParameter("before", int, description="`previous` of the page before.")],
        responses=WidgetConversationShape,
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        ticket = selectors.conversation(self.session, conversation_id)
        return Response(self.shown(ticket, before=integer_of(request, "before")))


class MessagesView(SessionView):
    """Write in a conversation."""

    write_rate = ("message", 20, 60)

    @extend_schema(
        operation_id="widget_message_send", request=MessageSend, responses={201: WidgetConversationShape}
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        return _send(self, request, conversation_id)


class ReadView(SessionView):
    """Mark messages as read."""

    @extend_schema(operation_id="widget_messages_read", request=MessageRead, responses={204: None})
    def post(self, request: Request, conversation_id: str) -> Response:
        message = _valid(MessageRead, request)["message"]
        services.messages_mark_read(
            session=self.session, conversation_id=conversation_id, message_id=message, now=clock.now()
        )
        return Response(status=204)


class FeedbackView(SessionView):
    """Did this help?"""

    @extend_schema(operation_id="widget_feedback", request=AnswerHelped, responses=WidgetConversationShape)
    def post(self, request: Request, conversation_id: str) -> Response:
        values = _valid(AnswerHelped, request)
        ticket = services.answer_rate(
            session=self.session,
            conversation_id=conversation_id,
            message_id=values["message"],
            has_helped=values["helped"],
            now=clock.now(),
        )
        return Response(self.rendered(ticket))


class RatingView(SessionView):
    """The survey after a resolve."""

    @extend_schema(operation_id="widget_rating", request=RatingGiven, responses=WidgetConversationShape)
    def post(self, request: Request, conversation_id: str) -> Response:
        values = _valid(RatingGiven, request)
        ticket = services.conversation_rate(
            session=self.session,
            conversation_id=conversation_id,
            score=values["score"],
            comment=values["comment"],
            now=clock.now(),
        )
        return Response(self.rendered(ticket))


class EmailView(SessionView):
    """Leave an address."""

    write_rate = ("email", 5, 60)

    @extend_schema(operation_id="widget_email", request=EmailLeft, responses=WidgetConversationShape)
    def post(self, request: Request, conversation_id: str) -> Response:
        ticket = services.email_leave(
            session=self.session,
            conversation_id=conversation_id,
            email=_valid(EmailLeft, request)["email"],
            now=clock.now(),
        )
        return Response(self.rendered(ticket))


class AttachmentsView(SessionView):
    """Upload a file for a message being written."""

    parser_classes = (UploadParser,)
    max_upload_bytes = django_settings.ATTACHMENT_MAX_BYTES
    write_rate = ("upload", 20, 60)

    @extend_schema(
        operation_id="widget_attachment_create",
        request={"multipart/form-data": UploadInput},
        responses={201: AttachmentShape},
    )
    def post(self, request: Request) -> Response:
        return Response(file_json(self.session, store_upload(self, request)), status=201)


class AttachmentView(OriginView):
    """A file, at the signed address in the conversation: links on a page cannot carry a header."""

    content_negotiation_class = AnyFormat

    @extend_schema(
        operation_id="widget_attachment",
        parameters=[OpenApiParameter("pass", str, required=True)],
        responses={(200, "application/octet-stream"): bytes, (200, "image/*"): bytes},
        auth=[],
    )
    def get(self, request: Request, attachment_id: str) -> HttpResponseBase:
        now: datetime = clock.now()
        response = file_response(file_for_pass(attachment_id, request.query_params.get("pass", ""), now=now))
        # The panel embeds images in the pages of the brand's product; the signed address grants access.
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
