"""Endpoints of practice."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.pagination import paginate
from core.api.requests import integer_of, limit_of
from core.api.views import ApiView
from kb.selectors.runbooks import runbook_articles
from people.policy import may, require
from practice import services
from practice.api import rendering, serializers, shapes
from practice.models import USE, WRITE
from practice.selectors import attempts, sets


def _values(form_class: type[Any], request: Request) -> dict[str, Any]:
    form = form_class(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


class PracticeApi(ApiView):
    """What all of them share."""

    scope = "practice"
    also_reads = ("tickets", "kb", "people")


class SetsView(PracticeApi):
    """Practice sets."""

    @extend_schema(
        operation_id="practice_sets", responses=shapes.PracticeSetsShape, summary="List the practice sets"
    )
    def get(self, request: Request) -> Response:
        require(self.actor, USE)
        rows = [rendering.set_json(row) for row in sets.sets_listed(actor=self.actor)]
        may_write = may(self.actor, WRITE)
        articles = runbook_articles(actor=self.actor) if may_write else []
        return Response(
            {
                "results": rows,
                "may_write": may_write,
                "runbooks": [rendering.runbook_json(article) for article in articles],
            }
        )

    @extend_schema(
        operation_id="practice_set_create",
        request=serializers.PracticeSetInput,
        responses={201: shapes.PracticeSetShape},
        summary="Draw a practice set from solved tickets",
        description="Copies without names, addresses, numbers and keys; the tickets stay as they are.",
    )
    def post(self, request: Request) -> Response:
        values = _values(serializers.PracticeSetInput, request)
        made = services.set_create(actor=self.actor, now=clock.now(), **values)
        kept = sets.set_get(actor=self.actor, set_id=made.pk)
        return Response(rendering.set_json(kept), status=201)


class SetView(PracticeApi):
    """One practice set."""

    @extend_schema(
        operation_id="practice_set_get",
        responses=shapes.PracticeSetCasesShape,
        summary="Get a practice set with its cases",
        description="For who writes sets: whoever practices should not read the answers of then before.",
    )
    def get(self, request: Request, set_id: int) -> Response:
        require(self.actor, WRITE)
        kept = sets.set_get(actor=self.actor, set_id=set_id)
        cases = sets.cases_of(actor=self.actor, set_id=set_id)
        return Response(rendering.set_json(kept) | {"results": [rendering.case_json(case) for case in cases]})

    @extend_schema(
        operation_id="practice_set_delete",
        request=None,
        responses={204: None},
        summary="Delete a practice set with all attempts at it",
    )
    def delete(self, request: Request, set_id: int) -> Response:
        services.set_delete(actor=self.actor, set_id=set_id, now=clock.now())
        return Response(status=204)


class CaseView(PracticeApi):
    """One case of a set."""

    @extend_schema(
        operation_id="practice_case_change",
        request=serializers.PracticeCaseInput,
        responses=shapes.PracticeCaseShape,
        summary="Say whether a case is to be handed on",
    )
    def patch(self, request: Request, case_id: int) -> Response:
        values = _values(serializers.PracticeCaseInput, request)
        case = services.case_change(actor=self.actor, case_id=case_id, **values)
        return Response(rendering.case_json(case))

    @extend_schema(
        operation_id="practice_case_remove",
        request=None,
        responses={204: None},
        summary="Take a case out of its set",
    )
    def delete(self, request: Request, case_id: int) -> Response:
        services.case_remove(actor=self.actor, case_id=case_id)
        return Response(status=204)


class AttemptsView(PracticeApi):
    """Attempts."""

    @extend_schema(
        operation_id="practice_attempts",
        parameters=[
            OpenApiParameter("person_id", int, description="Whose; one's own, if absent."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.PracticeAttemptPageShape,
        summary="List attempts, newest first",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, USE)
        person = integer_of(request, "person_id")
        page = paginate(
            attempts.attempts_listed(
                actor=self.actor, person_id=self.actor.user_id if person is None else person
            ),
            order=("-started_at", "-id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [rendering.attempt_row(row) for row in page.rows], "next": page.next})

    @extend_schema(
        operation_id="practice_attempt_begin",
        request=serializers.PracticeAttemptInput,
        responses=shapes.PracticeAttemptShape,
        summary="Begin a case, or go on with it",
    )
    def post(self, request: Request) -> Response:
        values = _values(serializers.PracticeAttemptInput, request)
        found = services.attempt_begin(actor=self.actor, now=clock.now(), **values)
        return _answer(self, found.pk)


class AttemptView(PracticeApi):
    """One attempt."""

    @extend_schema(
        operation_id="practice_attempt_get",
        responses=shapes.PracticeAttemptShape,
        summary="Get an attempt",
        description="One's own; anybody's for who writes sets.",
    )
    def get(self, request: Request, attempt_id: int) -> Response:
        require(self.actor, USE)
        return _answer(self, attempt_id)


class ReplyView(PracticeApi):
    """Replies of an attempt."""

    @extend_schema(
        operation_id="practice_attempt_reply",
        request=serializers.PracticeReplyInput,
        responses=shapes.PracticeAttemptShape,
        summary="Answer the customer of an attempt",
        description="It reaches nobody. What they say to it stands in the answer.",
    )
    def post(self, request: Request, attempt_id: int) -> Response:
        values = _values(serializers.PracticeReplyInput, request)
        services.attempt_reply(actor=self.actor, attempt_id=attempt_id, now=clock.now(), **values)
        return _answer(self, attempt_id)


class MarkView(PracticeApi):
    """Marks of an attempt."""

    @extend_schema(
        operation_id="practice_attempt_mark",
        request=serializers.PracticeMarkInput,
        responses=shapes.PracticeAttemptShape,
        summary="Mark a step in an attempt",
    )
    def post(self, request: Request, attempt_id: int) -> Response:
        values = _values(serializers.PracticeMarkInput, request)
        services.attempt_mark(
            actor=self.actor,
            attempt_id=attempt_id,
            step_key=values.pop("step"),
            now=clock.now(),
            **values,
        )
        return _answer(self, attempt_id)


class HelpView(PracticeApi):
    """Asking for help in an attempt."""

    @extend_schema(
        operation_id="practice_attempt_help",
        request=serializers.PracticeHelpInput,
        responses=shapes.PracticeAttemptShape,
        summary="Hand a case on",
        description="It is noted; nobody is told.",
    )
    def post(self, request: Request, attempt_id: int) -> Response:
        values = _values(serializers.PracticeHelpInput, request)
        services.attempt_ask_help(actor=self.actor, attempt_id=attempt_id, now=clock.now(), **values)
        return _answer(self, attempt_id)


class FinishView(PracticeApi):
    """The end of an attempt."""

    @extend_schema(
        operation_id="practice_attempt_finish",
        request=None,
        responses=shapes.PracticeAttemptShape,
        summary="Finish an attempt, and read its feedback",
    )
    def post(self, request: Request, attempt_id: int) -> Response:
        services.attempt_finish(actor=self.actor, attempt_id=attempt_id, now=clock.now())
        return _answer(self, attempt_id)


class ProgressView(PracticeApi):
    """How everybody gets on."""

    @extend_schema(
        operation_id="practice_progress",
        responses=shapes.PracticeProgressShape,
        summary="How everybody gets on with practice",
    )
    def get(self, request: Request) -> Response:
        rows = attempts.progress(actor=self.actor)
        return Response({"results": [rendering.progress_json(row) for row in rows]})


def _answer(view: PracticeApi, attempt_id: int) -> Response:
    found = attempts.attempt_get(actor=view.actor, attempt_id=attempt_id)
    return Response(rendering.attempt_json(found, view.actor))
