"""Endpoints of the assistant's configuration: the version in force, the draft, versions, and its figures."""

from datetime import timedelta
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistant import selectors, services
from assistant.api.configuration_rendering import (
    curve_json,
    difference_json,
    draft_json,
    live_json,
    spending_json,
    version_json,
    whole,
)
from assistant.api.configuration_serializers import ConfigurationDraftInput, PublishInput
from assistant.api.configuration_shapes import (
    ConfidenceCurveShape,
    ConfigurationComparisonShape,
    ConfigurationVersionsShape,
    DraftStateShape,
    LiveConfigurationShape,
    SpendingShape,
)
from assistant.comparing import differences
from assistant.in_force import in_force
from assistant.models import ConfigurationVersion
from assistant.services.configuring import UnknownVersion
from core import clock
from core.api.etags import etag, expected_version
from core.api.requests import integer_of
from core.api.views import ApiView
from people.policy import require

PAGE = 50
MAX_DAYS = 366


def live_answer() -> Response:
    """The configuration in force, with its version as the ETag."""
    live = in_force()
    body = live_json(live, selectors.version_find(live.number), today=clock.now().date())
    return Response(body, headers={"ETag": etag(live.number)})


class ConfigurationView(ApiView):
    """The configuration in force."""

    scope = "assistant"
    tagged = ("GET",)

    @extend_schema(
        operation_id="assistant_configuration",
        responses=LiveConfigurationShape,
        summary="Get the assistant's configuration in force",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        return live_answer()


class DraftView(ApiView):
    """The configuration that is being worked on."""

    scope = "assistant"
    tagged = ("PUT", "DELETE")

    @extend_schema(
        operation_id="assistant_draft",
        responses=DraftStateShape,
        summary="Get the draft of the assistant's configuration",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        return self._answer()

    @extend_schema(
        operation_id="assistant_draft_save",
        request=ConfigurationDraftInput,
        responses=DraftStateShape,
        summary="Save a draft of the assistant's configuration",
        description=(
            "Nothing takes effect before it is published. Parts that are left out are as in the version in "
            "force. `If-Match` with the draft's `revision` refuses to overwrite somebody else's changes."
        ),
    )
    def put(self, request: Request) -> Response:
        require(self.actor, "assistant.write")
        data = ConfigurationDraftInput(data=request.data)
        data.is_valid(raise_exception=True)
        services.draft_save(
            actor=self.actor,
            content=data.validated_data["content"],
            note=data.validated_data["note"],
            expected_revision=expected_version(request),
            now=clock.now(),
        )
        return self._answer()

    @extend_schema(
        operation_id="assistant_draft_discard",
        request=None,
        responses={200: DraftStateShape},
        summary="Discard the draft of the assistant's configuration",
    )
    def delete(self, request: Request) -> Response:
        services.draft_discard(actor=self.actor, expected_revision=expected_version(request), now=clock.now())
        return self._answer()

    def _answer(self) -> Response:
        draft = selectors.draft_find()
        headers = {"ETag": etag(draft.revision)} if draft is not None else {}
        return Response(draft_json(draft, in_force()), headers=headers)


class PublishView(ApiView):
    """Publishing the draft."""

    scope = "assistant"
    tagged = ("PUT",)

    @extend_schema(
        operation_id="assistant_draft_publish",
        request=PublishInput,
        responses=LiveConfigurationShape,
        summary="Publish the draft of the assistant's configuration",
        description=(
            "It becomes the next version and is in force from the next message on. 409 with "
            "`assistant.draft_outdated` when another version was published since the draft was saved."
        ),
    )
    def put(self, request: Request) -> Response:
        data = PublishInput(data=request.data)
        data.is_valid(raise_exception=True)
        services.draft_publish(
            actor=self.actor,
            note=data.validated_data["note"],
            expected_revision=expected_version(request),
            now=clock.now(),
        )
        return live_answer()


class VersionsView(ApiView):
    """Every published version."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_versions",
        parameters=[OpenApiParameter("before", OpenApiTypes.INT, description="Only older ones.")],
        responses=ConfigurationVersionsShape,
        summary="List the versions of the assistant's configuration",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "assistant.read")
        rows = selectors.versions(before=integer_of(request, "before"), limit=PAGE + 1)
        page = rows[:PAGE]
        return Response(
            {"results": versions_json(page), "next": page[-1].version if len(rows) > PAGE else None}
        )


def versions_json(rows: list[ConfigurationVersion]) -> list[dict[str, Any]]:
    """Versions with how the runs under them ended."""
    outcomes, live = selectors.runs_by_version([row.version for row in rows]), in_force().number
    return [version_json(row, live=live, outcomes=outcomes.get(row.version, {})) for row in rows]


class VersionView(ApiView):
    """One version, beside another."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_version",
        parameters=[
            OpenApiParameter(
                "since", OpenApiTypes.INT, description="Compare with this version; the one before, if absent."
            )
        ],
        responses=ConfigurationComparisonShape,
        summary="Compare two versions of the assistant's configuration",
    )
    def get(self, request: Request, version: int) -> Response:
        require(self.actor, "assistant.read")
        row = find_version(version)
        given = integer_of(request, "since")
        since = given if given is not None else max(version - 1, 1)
        content = whole(row.content)
        return Response(
            {
                "version": versions_json([row])[0],
                "since": since,
                "content": content,
                "differences": [
                    difference_json(one) for one in differences(whole(find_version(since).content), content)
                ],
            }
        )


def find_version(number: int) -> ConfigurationVersion:
    """A version; raises UnknownVersion."""
    row = selectors.version_find(number)
    if row is None:
        raise UnknownVersion(f"There is no version {number}. Choose one of the list.")
    return row


class RestoreView(ApiView):
    """An earlier version, in force again."""

    scope = "assistant"
    tagged = ("PUT",)

    @extend_schema(
        operation_id="assistant_version_restore",
        request=None,
        responses=LiveConfigurationShape,
        summary="Put an earlier version of the assistant's configuration in force again",
        description="It becomes the next version and equals the old one. A draft stays as it is.",
    )
    def put(self, request: Request, version: int) -> Response:
        services.version_restore(
            actor=self.actor, number=version, expected_version=expected_version(request), now=clock.now()
        )
        return live_answer()


class ConfidenceView(ApiView):
    """How many answers a threshold sends, and how many of them are wrong."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_confidence",
        responses=ConfidenceCurveShape,
        summary="Get answered against wrong by confidence",
    )
    def get(self, request: Request) -> Response:
        return Response(curve_json(services.confidence_measure(actor=self.actor, now=clock.now())))


class SpendingForm(serializers.Serializer[Any]):
    """A period of days."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        today = clock.now().date()
        attrs.setdefault("until", today)
        attrs.setdefault("since", attrs["until"] - timedelta(days=29))
        if not timedelta(0) <= attrs["until"] - attrs["since"] < timedelta(days=MAX_DAYS):
            raise serializers.ValidationError({"since": f"From `since` to `until`: 1 to {MAX_DAYS} days."})
        return attrs


class SpendingView(ApiView):
    """What models cost."""

    scope = "assistant"

    @extend_schema(
        operation_id="assistant_spending",
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, description="29 days before `until`, if absent."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Today, if absent."),
        ],
        responses=SpendingShape,
        summary="Get what models cost by day and capability",
    )
    def get(self, request: Request) -> Response:
        form = SpendingForm(data=request.query_params)
        form.is_valid(raise_exception=True)
        since, until = form.validated_data["since"], form.validated_data["until"]
        found = services.spending(actor=self.actor, since=since, until=until)
        return Response(spending_json(found, since=since, until=until))
