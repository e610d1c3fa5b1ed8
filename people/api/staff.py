"""Endpoints for those who manage people: staff, invitations, teams, skills, roles."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.pagination import paginate
from core.api.requests import body_of, checked_change, limit_of
from core.api.views import ApiView
from people import selectors, services
from people.api import shapes
from people.api.accounts import AnonymousView
from people.api.rendering import colleague_json, invited_json, skill_json, team_json
from people.api.serializers import (
    InvitationAccept,
    LinkToken,
    PeopleInvite,
    SkillInput,
    StaffUpdate,
    TeamInput,
    TeamMembersInput,
)
from people.models import Team
from people.selectors import managing


class StaffView(ApiView):
    """Everybody who works here, was invited, or used to."""

    scope = "people"

    @extend_schema(
        operation_id="staff_list",
        parameters=[
            OpenApiParameter("state", str, enum=list(managing.STATES), description="All states without it."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=shapes.ColleaguePage,
    )
    def get(self, request: Request) -> Response:
        found = managing.colleagues(actor=self.actor, state=request.query_params.get("state", ""))
        page = paginate(
            found, order=("name", "id"), cursor=request.query_params.get("cursor"), limit=limit_of(request)
        )
        rows = [colleague_json(row) for row in managing.in_full(page.rows)]
        return Response({"results": rows, "next": page.next})


class ColleagueView(ApiView):
    """One of them."""

    scope = "people"

    @extend_schema(operation_id="staff_get", responses=shapes.ColleagueShape)
    def get(self, request: Request, user_id: int) -> Response:
        return Response(colleague_json(managing.colleague_get(actor=self.actor, user_id=user_id)))

    @extend_schema(operation_id="staff_update", request=StaffUpdate, responses=shapes.ColleagueShape)
    def patch(self, request: Request, user_id: int) -> Response:
        managing.colleague_get(actor=self.actor, user_id=user_id)
        values = checked_change(StaffUpdate(data=request.data), request)
        if "skills" in values:
            values["skills"] = {row["id"]: row["level"] for row in values["skills"]}
        services.user_update(actor=self.actor, user_id=user_id, changes=values, now=clock.now())
        return Response(colleague_json(managing.colleague_get(actor=self.actor, user_id=user_id)))


class InvitationsView(ApiView):
    """Inviting people by mail."""

    scope = "people"
    takes_key = True
    never_stored = ("link",)

    @extend_schema(operation_id="staff_invite", request=PeopleInvite, responses=shapes.InvitedListShape)
    def post(self, request: Request) -> Response:
        def invite() -> Response:
            data = PeopleInvite(data=request.data)
            data.is_valid(raise_exception=True)
            values = dict(data.validated_data)
            done = services.people_invite(
                actor=self.actor, addresses=values.pop("emails"), now=clock.now(), **values
            )
            return Response({"results": [invited_json(one) for one in done]})

        return idempotent(request, self.actor, invite)


class InvitationView(ApiView):
    """An open invitation."""

    scope = "people"

    @extend_schema(operation_id="staff_invitation_resend", request=None, responses=shapes.InvitedShape)
    def post(self, request: Request, user_id: int) -> Response:
        done = services.invitation_resend(actor=self.actor, user_id=user_id, now=clock.now())
        return Response(invited_json(done))

    @extend_schema(operation_id="staff_invitation_withdraw", responses={204: None})
    def delete(self, request: Request, user_id: int) -> Response:
        services.invitation_withdraw(actor=self.actor, user_id=user_id, now=clock.now())
        return Response(status=204)


class InvitationLookView(AnonymousView):
    """What an invitation is for, for whoever holds its link."""

    @extend_schema(operation_id="invitation_look", request=LinkToken, responses=shapes.OpenInvitationShape)
    def post(self, request: Request) -> Response:
        body_of(request)
        values = checked_change(LinkToken(data=request.data), request)
        found = services.invitation_look(token=values["token"], now=clock.now())
        return Response(
            {
                "email": found.user.email,
                "name": found.user.name,
                "workspace": found.workspace,
                "signs_in_elsewhere": found.signs_in_elsewhere,
            }
        )


class InvitationAcceptView(AnonymousView):
    """Joining with that link."""

    @extend_schema(operation_id="invitation_accept", request=InvitationAccept, responses=shapes.AddressShape)
    def post(self, request: Request) -> Response:
        """Answers with the address to sign in with."""
        body_of(request)
        values = checked_change(InvitationAccept(data=request.data), request)
        user = services.invitation_accept(now=clock.now(), **values)
        return Response({"email": user.email})


class RolesView(ApiView):
    """Roles with what the policy allows them."""

    scope = "people"

    @extend_schema(operation_id="roles_list", responses=shapes.RolePage)
    def get(self, request: Request) -> Response:
        return Response({"results": managing.roles(), "next": None})


def answer_team(team: Team) -> Response:
    """A team in full, with its ETag."""
    members = managing.members_of_teams([team.pk]).get(team.pk, [])
    brand_ids = managing.brands_of_teams([team.pk]).get(team.pk, [])
    body = team_json(team, members, brand_ids) | {"can_answer": team.pk in selectors.team_ids_that_answer()}
    return Response(body, headers={"ETag": etag(body["version"])})


class TeamView(ApiView):
    """One team."""

    scope = "people"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="teams_get", responses=shapes.TeamShape)
    def get(self, request: Request, team_id: int) -> Response:
        return answer_team(managing.team_get(team_id=team_id))

    @extend_schema(operation_id="teams_update", request=TeamInput, responses=shapes.TeamShape)
    def patch(self, request: Request, team_id: int) -> Response:
        values = checked_change(TeamInput(data=request.data, partial=True), request)
        team = services.team_update(
            actor=self.actor,
            team_id=team_id,
            changes=values,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return answer_team(team)

    @extend_schema(operation_id="teams_delete", responses={204: None})
    def delete(self, request: Request, team_id: int) -> Response:
        services.team_delete(actor=self.actor, team_id=team_id, now=clock.now())
        return Response(status=204)


class TeamMembersView(ApiView):
    """Who is in it."""

    scope = "people"
    tagged = ("PUT",)

    @extend_schema(
        operation_id="teams_members_set",
        request=TeamMembersInput,
        responses=shapes.TeamShape,
        description=(
            "Replaces the members that the team shows; deactivated people stay in it, unseen. `If-Match` "
            "with the ETag of the team refuses to overwrite what somebody changed in between."
        ),
    )
    def put(self, request: Request, team_id: int) -> Response:
        data = TeamMembersInput(data=request.data)
        data.is_valid(raise_exception=True)
        members = {row["id"]: row["is_lead"] for row in data.validated_data["members"]}
        services.team_members_set(
            actor=self.actor,
            team_id=team_id,
            members=members,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return answer_team(managing.team_get(team_id=team_id))


class SkillView(ApiView):
    """One skill."""

    scope = "people"

    @extend_schema(operation_id="skills_update", request=SkillInput, responses=shapes.SkillShape)
    def patch(self, request: Request, skill_id: int) -> Response:
        values = checked_change(SkillInput(data=request.data), request)
        skill = services.skill_rename(
            actor=self.actor, skill_id=skill_id, name=values["name"], now=clock.now()
        )
        return Response(skill_json(skill))

    @extend_schema(operation_id="skills_delete", responses={204: None})
    def delete(self, request: Request, skill_id: int) -> Response:
        services.skill_delete(actor=self.actor, skill_id=skill_id, now=clock.now())
        return Response(status=204)
