"""Endpoints for lending people to another team for a time."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.views import ApiView
from people import services
from people.api import shapes
from people.api.staff import answer_team


class LoanInput(serializers.Serializer[Any]):
    """Until when somebody is lent."""

    until = serializers.DateTimeField()


class LoanView(ApiView):
    """Somebody in a team that is not theirs, for a time."""

    scope = "people"
    tagged = ("PUT",)

    @extend_schema(
        operation_id="teams_loan_set",
        request=LoanInput,
        responses=shapes.TeamShape,
        summary="Lend somebody to a team",
        description=(
            "They take the team's work beside that of their own teams, and leave it by themselves when the "
            "time is over. For who gives work to others: people of their teams to teams of theirs, and "
            "whoever sees all tickets anybody to any."
        ),
    )
    def put(self, request: Request, team_id: int, user_id: int) -> Response:
        data = LoanInput(data=request.data)
        data.is_valid(raise_exception=True)
        team = services.person_lend(
            actor=self.actor,
            user_id=user_id,
            team_id=team_id,
            until=data.validated_data["until"],
            now=clock.now(),
        )
        return answer_team(team)

    @extend_schema(operation_id="teams_loan_end", responses={204: None}, summary="End a loan before its time")
    def delete(self, request: Request, team_id: int, user_id: int) -> Response:
        services.person_bring_back(actor=self.actor, user_id=user_id, team_id=team_id, now=clock.now())
        return Response(status=204)
