"""Endpoints of "Show me": what the widget tells of a step, and recording steps on a page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import checked_change
from core.api.views import ApiView
from kb import services as kb_services
from kb.audience import reader_of
from people.selectors import brand_named
from tickets.rendering import stamp
from widget import services
from widget.api.base import OriginView, SessionView
from widget.api.serializers import RecordingBegin, RecordingOpen, RecordingSave, StepLooked
from widget.api.shapes import RecordingBegunShape, RecordingShape


class StepLookedView(SessionView):
    """Whether a step of "Show me" found its element."""

    write_rate = ("step", 60, 60)

    @extend_schema(
        operation_id="widget_step_looked",
        summary="Tell whether the element of a step was on the page",
        request=StepLooked,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        values = checked_change(StepLooked(data=request.data), request)
        kb_services.step_looked(
            reader=reader_of(self.session.actor),
            brand=self.session.brand,
            slug=values["article"],
            selector=values["selector"],
            is_found=values["found"],
            now=clock.now(),
        )
        return Response(status=204)


class BeginView(ApiView):
    """Begin to record the steps of an article."""

    scope = "widget"

    @extend_schema(
        operation_id="recordings_begin",
        summary="Begin to record the steps of Show me on a page",
        request=RecordingBegin,
        responses={201: RecordingBegunShape},
    )
    def post(self, request: Request, article_id: int) -> Response:
        values = checked_change(RecordingBegin(data=request.data), request)
        begun = services.recording_begin(
            actor=self.actor,
            article_id=article_id,
            brand=brand_named(values["brand"]),
            address=values["address"],
            now=clock.now(),
        )
        body = {"url": begun.url, "expires_at": stamp(begun.expires_at)}
        return Response(body, status=201, headers={"Cache-Control": "no-store"})


class RecordingView(OriginView):
    """What a page in recorder mode asks; who it is, the pass alone says."""

    write_rate = ("recording", 60, 60)

    @property
    def origin(self) -> str:
        """The page's origin, as browsers send it with every post."""
        return self.request.headers.get("Origin", "")


class OpenView(RecordingView):
    """The article that is being recorded."""

    @extend_schema(
        operation_id="widget_recording_open",
        summary="Read what is being recorded",
        request=RecordingOpen,
        responses=RecordingShape,
    )
    def post(self, request: Request) -> Response:
        values = checked_change(RecordingOpen(data=request.data), request)
        return Response(_json(services.recording_open(token=values["token"], origin=self.origin)))


class SaveView(RecordingView):
    """Keep recorded steps."""

    @extend_schema(
        operation_id="widget_recording_save",
        summary="Keep recorded steps in the article's working copy",
        request=RecordingSave,
        responses=RecordingShape,
    )
    def post(self, request: Request) -> Response:
        values = checked_change(RecordingSave(data=request.data), request)
        found = services.recording_save(
            token=values["token"],
            origin=self.origin,
            version=values["version"],
            steps=values["steps"],
            now=clock.now(),
        )
        return Response(_json(found))


def _json(found: services.Recording) -> dict[str, Any]:
    article = found.article
    return {
        "article": {"id": article.pk, "title": article.title, "language": article.language},
        "version": article.version,
        "brand": found.brand.name,
        "steps": article.steps,
    }
