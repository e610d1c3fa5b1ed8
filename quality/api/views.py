"""Endpoints of quality reviews, coaching, the rubric, and drift."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.pagination import paginate
from core.api.requests import limit_of
from core.api.views import ApiView
from quality import services
from quality.api import drift_shapes, rendering, shapes
from quality.api.serializers import (
    COACHING,
    DAYS,
    REVIEWS,
    WEEKS,
    CoachingForm,
    DaysForm,
    QualityCommentInput,
    QualityScoresInput,
    ReviewsForm,
    RubricInput,
    WeeksForm,
)
from quality.drift import APART, PAST, RECENT
from quality.selectors import coaching, drifting, reviews, rules
from quality.services.scoring import asks_model


def read_form(form_class: type[Any], query: Any) -> dict[str, Any]:
    """What a form takes from a query or a body. Raises ValidationError."""
    form = form_class(data=query)
    form.is_valid(raise_exception=True)
    values: dict[str, Any] = form.validated_data
    return values


class QualityApi(ApiView):
    """What all of them share."""

    scope = "quality"
    also_reads = ("tickets", "people")


class ReviewsView(QualityApi):
    """Conversations under review."""

    @extend_schema(
        operation_id="quality_reviews",
        parameters=REVIEWS,
        responses=shapes.QualityReviewPageShape,
        summary="List conversations with their quality reviews",
        description="All to who reviews, one's own to other staff; of tickets that you see. What waits for "
        "you is the sample of other people's and the assistant's conversations.",
    )
    def get(self, request: Request) -> Response:
        values = read_form(ReviewsForm, request.query_params.dict())
        cursor = values.pop("cursor", None)
        values.pop("limit", None)
        page = paginate(
            reviews.reviews_listed(actor=self.actor, wanted=reviews.Wanted(**values)),
            order=("-ended_at", "-id"),
            cursor=cursor,
            limit=limit_of(request),
        )
        return Response(
            {
                "results": [rendering.row_json(row) for row in page.rows],
                "next": page.next,
                "counts": reviews.counts(actor=self.actor),
            }
        )


class ReviewView(QualityApi):
    """One conversation under review."""

    tagged = ("GET", "PUT")

    @extend_schema(
        operation_id="quality_review_get",
        responses=shapes.QualityReviewShape,
        summary="Get a conversation with its scores",
    )
    def get(self, request: Request, review_id: int) -> Response:
        return self._answer(review_id)

    @extend_schema(
        operation_id="quality_review_score",
        request=QualityScoresInput,
        responses=shapes.QualityReviewShape,
        summary="Score a conversation",
        description="Automatic scores stay beside yours, and what people scored before is kept. Where "
        "somebody else has scored it, `again` says that it is meant. Nobody scores a conversation of their "
        "own.",
    )
    def put(self, request: Request, review_id: int) -> Response:
        values = read_form(QualityScoresInput, request.data)
        services.review_save(
            actor=self.actor,
            review_id=review_id,
            scores={one["criterion"]: services.Given(one["level"], one["why"]) for one in values["scores"]},
            again=values["again"],
            rules_version=values.get("rules_version"),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer(review_id)

    def _answer(self, review_id: int) -> Response:
        whole = reviews.review_get(actor=self.actor, review_id=review_id)
        body = rendering.review_json(whole, asks_model=asks_model(whole.force))
        return Response(body, headers={"ETag": etag(whole.row.version)})


class CommentsView(QualityApi):
    """Comments on a review."""

    @extend_schema(
        operation_id="quality_review_comment",
        request=QualityCommentInput,
        responses={201: shapes.QualityCommentShape},
        summary="Comment on a conversation to whoever was reviewed",
        description="Whoever was reviewed, whoever reviewed it and all who wrote in its thread get a notice, "
        "and may answer; never you.",
    )
    def post(self, request: Request, review_id: int) -> Response:
        text = read_form(QualityCommentInput, request.data)["text"]
        comment = services.comment_add(actor=self.actor, review_id=review_id, text=text, now=clock.now())
        return Response(rendering.comment_json(comment), status=201)


class CoachingView(QualityApi):
    """Scores of somebody."""

    @extend_schema(
        operation_id="quality_coaching",
        parameters=COACHING,
        responses=shapes.CoachingShape,
        summary="Get one's own scores, those of somebody, or of the assistant",
        description="Averages are of the random sample alone. Other people's are for who reviews.",
    )
    def get(self, request: Request) -> Response:
        values = read_form(CoachingForm, request.query_params)
        found = coaching.coaching(
            actor=self.actor,
            side=values["side"],
            person_id=values.get("person_id"),
            days=values["days"],
            now=clock.now(),
        )
        return Response(rendering.coaching_json(found))


class TeamView(QualityApi):
    """Whose conversations there are."""

    @extend_schema(
        operation_id="quality_people",
        parameters=[DAYS],
        responses=shapes.QualityTeamShape,
        summary="List whose conversations there are, and how automatic scores agree with people",
        description="In the order of names: nobody is ranked.",
    )
    def get(self, request: Request) -> Response:
        days = read_form(DaysForm, request.query_params)["days"]
        return Response(rendering.team_json(coaching.team(actor=self.actor, days=days, now=clock.now())))


class RubricView(QualityApi):
    """The rubric, with how much is sampled and what is watched closer."""

    tagged = ("GET", "PUT")

    @extend_schema(
        operation_id="quality_rubric_get",
        responses=shapes.QualityRubricShape,
        summary="Get the rubric of quality reviews",
    )
    def get(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(
        operation_id="quality_rubric_publish",
        request=RubricInput,
        responses=shapes.QualityRubricShape,
        summary="Publish a rubric of quality reviews",
        description="A new version; scores that stand keep theirs.",
    )
    def put(self, request: Request) -> Response:
        services.rubric_publish(
            actor=self.actor,
            content=read_form(RubricInput, request.data),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer()

    def _answer(self) -> Response:
        force, versions = rules.rubric_read(actor=self.actor)
        return Response(rendering.rubric_json(force, versions), headers={"ETag": etag(force.version)})


class DriftView(QualityApi):
    """Falls of quality."""

    @extend_schema(
        operation_id="quality_drift",
        responses=drift_shapes.DriftShape,
        summary="Get how quality stands by category and segment",
        description="Of the tickets that you see, with what was changed meanwhile.",
    )
    def get(self, request: Request) -> Response:
        now = clock.now()
        found = drifting.standings(actor=self.actor, now=now)
        changed = drifting.changes(actor=self.actor, since=now - RECENT - APART, until=now)
        return Response(rendering.drift_json(found, changed, now=now))


class DriftWeeksView(QualityApi):
    """One measure by week."""

    @extend_schema(
        operation_id="quality_drift_weeks",
        parameters=WEEKS,
        responses=drift_shapes.DriftWeeksShape,
        summary="Get a measure of a category or segment by week",
    )
    def get(self, request: Request) -> Response:
        values, now = read_form(WeeksForm, request.query_params), clock.now()
        scope = (values["scope"], values["value"])
        weeks = drifting.weeks_of(actor=self.actor, scope=scope, measure=values["measure"], now=now)
        changed = drifting.changes(actor=self.actor, since=now - RECENT - PAST, until=now)
        return Response(rendering.weeks_json(weeks, changed))
