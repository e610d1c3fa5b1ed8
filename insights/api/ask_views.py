"""Endpoints of Ask: questions to the figures, the tickets behind an answer, and what one has asked."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.api.throttling import EngineThrottle
from core import clock
from core.api.sensitive import SensitiveRead
from insights import selectors, services
from insights.api import ask_rendering, rendering
from insights.api.ask_serializers import (
    BEHIND_ASKED,
    QUERY,
    AskBehindForm,
    AskForm,
    KeepForm,
    QueryForm,
)
from insights.api.ask_shapes import AskLanguageShape, AskQuestionShape, AskQuestionsShape, AskResultShape
from insights.api.shapes import InsightsTicketsShape
from insights.api.views import InsightsApi, file_of, read_form
from people.policy import require
from sla.selectors import installation_zone

_CSV = {(200, "text/csv"): OpenApiTypes.STR}


class AskView(InsightsApi):
    """Questions, and the language that they are put in."""

    asks = True
    throttle_classes = [EngineThrottle]

    @extend_schema(
        operation_id="insights_ask_language",
        responses=AskLanguageShape,
        summary="Get the query language of questions",
    )
    def get(self, request: Request) -> Response:
        require(self.actor, selectors.SEE)
        return Response(ask_rendering.language_json(self.language))

    @extend_schema(
        operation_id="insights_ask",
        request=AskForm,
        responses=AskResultShape,
        summary="Ask a question about figures",
        description="In your own words, or in the query language. The answer is of the tickets that you see, "
        "and cites the definition of its measure. An unclear question comes back with `readings` to choose "
        "from, each of which can be asked as `query`.",
    )
    def post(self, request: Request) -> Response:
        values = read_form(AskForm, request.data)
        question, now = values.get("question", ""), clock.now()
        if "query" in values:
            found = services.query_ask(actor=self.actor, query=values["query"], question=question, now=now)
        else:
            found = services.question_ask(actor=self.actor, question=question, now=now)
        today = now.astimezone(installation_zone()).date()
        return Response(
            ask_rendering.asked_json(
                found, actor=self.actor, question=question, today=today, language=self.language
            )
        )


class AskCsvView(InsightsApi):
    """The figures of a query as a file."""

    sensitive = SensitiveRead(action="insights.exported", target="insights:answer", kind="exports")

    @extend_schema(
        operation_id="insights_ask_csv",
        parameters=[QUERY],
        responses=_CSV,
        summary="Get the figures of a query as CSV",
    )
    def get(self, request: Request) -> HttpResponse:
        text = read_form(QueryForm, request.query_params)["query"]
        now = clock.now()
        query, names = services.query_read(actor=self.actor, query=text, now=now)
        told = selectors.told(actor=self.actor, query=query, names=names, now=now)
        content = ask_rendering.told_csv(told)
        return file_of(content, "text/csv; charset=utf-8", f"answer-{told.period.until}.csv")


class AskBehindView(InsightsApi):
    """The tickets behind an answer."""

    @extend_schema(
        operation_id="insights_ask_tickets",
        parameters=BEHIND_ASKED,
        responses=InsightsTicketsShape,
        summary="Get the tickets behind an answer or one of its groups",
    )
    def get(self, request: Request) -> Response:
        return Response(rendering.behind_json(self.found(request)))

    def found(self, request: Request) -> selectors.Behind:
        """The tickets that the query names."""
        values: dict[str, Any] = read_form(AskBehindForm, request.query_params)
        text, now = values.pop("query"), clock.now()
        query, names = services.query_read(actor=self.actor, query=text, now=now)
        return selectors.tickets_told(actor=self.actor, query=query, names=names, now=now, **values)


class AskBehindCsvView(AskBehindView):
    """The same as a file."""

    sensitive = SensitiveRead(action="insights.exported", target="insights:answer_tickets", kind="exports")

    @extend_schema(
        operation_id="insights_ask_tickets_csv",
        parameters=BEHIND_ASKED,
        responses=_CSV,
        summary="Get the tickets behind an answer as CSV",
    )
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # a file, not JSON
        content = rendering.tickets_csv(self.found(request).tickets)
        return file_of(content, "text/csv; charset=utf-8", "answer-tickets.csv")


class AskQuestionsView(InsightsApi):
    """What one has asked."""

    @extend_schema(
        operation_id="insights_ask_questions",
        responses=AskQuestionsShape,
        summary="List one's own questions",
    )
    def get(self, request: Request) -> Response:
        return Response(ask_rendering.questions_json(selectors.questions(actor=self.actor)))


class AskQuestionView(InsightsApi):
    """One of one's own questions."""

    @extend_schema(
        operation_id="insights_ask_question_keep",
        request=KeepForm,
        responses=AskQuestionShape,
        summary="Keep one's question as a favourite, or no longer",
    )
    def patch(self, request: Request, question_id: int) -> Response:
        is_kept = read_form(KeepForm, request.data)["is_kept"]
        row = services.question_keep(actor=self.actor, question_id=question_id, is_kept=is_kept)
        return Response(ask_rendering.question_json(row))

    @extend_schema(
        operation_id="insights_ask_question_forget",
        responses={204: None},
        summary="Delete one's question",
    )
    def delete(self, request: Request, question_id: int) -> Response:
        services.question_forget(actor=self.actor, question_id=question_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
