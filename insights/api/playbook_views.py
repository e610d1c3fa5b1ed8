"""Endpoints of playbooks."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from insights import services
from insights.api import playbook_rendering as rendering
from insights.api import playbook_shapes as shapes
from insights.api.playbook_serializers import (
    PlaybookChangeInput,
    PlaybookCreateInput,
    PlaybookTogetherInput,
    PlaybookTryInput,
)
from insights.api.views import InsightsApi, read_form
from insights.playbooks import read_playbook
from insights.selectors import playbooks


class PlaybookApi(InsightsApi):
    """What those of one playbook share."""

    def whole(self, playbook_id: int) -> Response:
        """The playbook as it is now."""
        found = playbooks.playbook_get(actor=self.actor, playbook_id=playbook_id, now=clock.now())
        body = rendering.whole_json(found)
        return Response(body, headers={"ETag": etag(found.standing.row.version)})


class PlaybooksView(PlaybookApi):
    """Playbooks."""

    @extend_schema(
        operation_id="insights_playbooks",
        responses=shapes.PlaybooksShape,
        summary="List playbooks with their results",
        description="With the templates that come along, and the limits over all of them.",
    )
    def get(self, request: Request) -> Response:
        rows = playbooks.playbooks_listed(actor=self.actor, now=clock.now())
        return Response(rendering.playbooks_json(rows, playbooks.limits_now()))

    @extend_schema(
        operation_id="insights_playbooks_create",
        request=PlaybookCreateInput,
        responses={201: shapes.WholePlaybookShape},
        summary="Make a playbook, switched off",
    )
    def post(self, request: Request) -> Response:
        values = read_form(PlaybookCreateInput, request.data)
        row = services.playbook_create(actor=self.actor, **values, now=clock.now())
        found = playbooks.playbook_get(actor=self.actor, playbook_id=row.pk, now=clock.now())
        return Response(rendering.whole_json(found), status=201)


class PlaybookView(PlaybookApi):
    """One playbook."""

    tagged = ("GET", "PATCH")

    @extend_schema(
        operation_id="insights_playbooks_get",
        responses=shapes.WholePlaybookShape,
        summary="Get a playbook with its firings and result",
    )
    def get(self, request: Request, playbook_id: int) -> Response:
        return self.whole(playbook_id)

    @extend_schema(
        operation_id="insights_playbooks_change",
        request=PlaybookChangeInput,
        responses=shapes.WholePlaybookShape,
        summary="Change a playbook, or switch it on or off",
        description="Changed content is a new version. `If-Match` with the ETag of GET refuses to overwrite "
        "what somebody changed in between.",
    )
    def patch(self, request: Request, playbook_id: int) -> Response:
        services.playbook_change(
            actor=self.actor,
            playbook_id=playbook_id,
            **read_form(PlaybookChangeInput, request.data),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self.whole(playbook_id)

    @extend_schema(
        operation_id="insights_playbooks_delete",
        responses={204: None},
        summary="Delete a playbook that never fired",
    )
    def delete(self, request: Request, playbook_id: int) -> Response:
        services.playbook_delete(actor=self.actor, playbook_id=playbook_id, now=clock.now())
        return Response(status=204)


class PlaybookTrialView(InsightsApi):
    """What a playbook would have done."""

    asks = True

    @extend_schema(
        operation_id="insights_playbooks_try",
        request=PlaybookTryInput,
        responses=shapes.PlaybookTrialShape,
        summary="Try a playbook on the last 30 days",
        description="On what is stored; nothing changes. Open conversations and quiet hours of then are not "
        "looked at.",
    )
    def post(self, request: Request, playbook_id: int) -> Response:
        content = read_form(PlaybookTryInput, request.data).get("content")
        found = playbooks.playbook_get(actor=self.actor, playbook_id=playbook_id, now=clock.now())
        one = (
            read_playbook(found.standing.row.content)
            if content is None
            else services.playbook_read(actor=self.actor, content=content)
        )
        tried = playbooks.playbook_tried(
            actor=self.actor, playbook_id=playbook_id, definition=one, now=clock.now()
        )
        return Response(rendering.trial_json(tried, is_of_people=one.is_of_person))


class PlaybookTogetherView(InsightsApi):
    """What holds over all playbooks."""

    tagged = ("GET", "PUT")

    @extend_schema(
        operation_id="insights_playbook_limits_get",
        responses=shapes.PlaybookTogetherShape,
        summary="Get the limits over all playbooks",
    )
    def get(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(
        operation_id="insights_playbook_limits_put",
        request=PlaybookTogetherInput,
        responses=shapes.PlaybookTogetherShape,
        summary="Set the limits over all playbooks",
    )
    def put(self, request: Request) -> Response:
        services.playbook_limits_save(
            actor=self.actor,
            values=read_form(PlaybookTogetherInput, request.data),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer()

    def _answer(self) -> Response:
        playbooks.require_sight(self.actor)
        row = playbooks.limits_now()
        return Response(rendering.together_json(row), headers={"ETag": etag(row.version)})
