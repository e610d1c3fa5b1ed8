"""Messages that nobody asked for: the one that waits, what became of it, and the wish for none."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from widget import services
from widget.api.base import SessionView
from widget.api.proactive_shapes import ProactiveShape
from widget.api.serializers import ProactiveAnswer, ProactiveChoice
from widget.rendering import proactive_json
from widget.scrubbing import scrub_url
from widget.selectors.proactive import has_opted_out, message_for


class WaitingView(SessionView):
    """What those share that answer with the message that waits."""

    def waiting(self, url: str = "") -> Response:
        """What waits now, on this page."""
        row = message_for(self.session, page=scrub_url(url), now=clock.now())
        is_opted_out = has_opted_out(self.session.contact_id)
        return Response(proactive_json(self.session, self.settings_now, row, is_opted_out=is_opted_out))


class ProactiveView(WaitingView):
    """The message that waits for this person."""

    @extend_schema(
        operation_id="widget_proactive",
        summary="Get the message that waits for this person",
        parameters=[OpenApiParameter("url", str, description="The page, only when the customer shares it.")],
        responses=ProactiveShape,
    )
    def get(self, request: Request) -> Response:
        return self.waiting(request.query_params.get("url", "")[:2000])


class ProactiveAnswerView(SessionView):
    """What became of a message."""

    @extend_schema(
        operation_id="widget_proactive_answer",
        summary="Note what became of a message",
        request=ProactiveAnswer,
        responses={204: None},
    )
    def post(self, request: Request, message_id: int) -> Response:
        form = ProactiveAnswer(data=request.data)
        form.is_valid(raise_exception=True)
        services.message_answer(
            session=self.session, message_id=message_id, what=form.validated_data["what"], now=clock.now()
        )
        return Response(status=204)


class ProactiveChoiceView(WaitingView):
    """Whether somebody wants such messages."""

    @extend_schema(
        operation_id="widget_proactive_choose",
        summary="Refuse messages that nobody asked for, or take that back",
        request=ProactiveChoice,
        responses=ProactiveShape,
    )
    def post(self, request: Request) -> Response:
        form = ProactiveChoice(data=request.data)
        form.is_valid(raise_exception=True)
        services.messages_choose(
            session=self.session, is_opted_out=form.validated_data["is_opted_out"], now=clock.now()
        )
        return self.waiting()
