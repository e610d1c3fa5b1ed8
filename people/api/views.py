"""Endpoints for people and customers."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, sightings
from core.api.idempotency import idempotent
from core.api.pagination import paginate
from core.api.requests import checked_change, integer_of, limit_of
from core.api.views import ApiView
from core.errors import NotFound
from people import selectors, services
from people.api import customer_shapes, shapes
from people.api.expanding import COMPANY, CONTACT
from people.api.rendering import (
    brand_json,
    company_json,
    completeness_json,
    contact_detail_json,
    contact_json,
    picture_of,
    skill_json,
    team_json,
)
from people.api.serializers import CompanyInput, ContactChange, ContactInput, MeUpdate, SkillInput, TeamInput
from people.merge_preview import merges_into
from people.models import Contact, User
from people.policy import verbs_of
from people.selectors import facts, managing
from people.selectors import internal as everybody


def me_json(view: ApiView, user: User) -> dict[str, Any]:
    """The signed-in person, with what they may do."""
    return {
        "id": user.pk,
        "name": user.name,
        "email": user.email,
        "title": user.title,
        "role": user.role,
        "presence": user.presence,
        "presence_is_manual": user.presence_is_manual,
        "theme": user.theme,
        "mail_notices": user.mail_notices,
        "locale": user.locale,
        "timezone": user.timezone,
        "signature": user.signature,
        "picture": picture_of(user),
        "team_ids": sorted(view.actor.team_ids),
        "verbs": verbs_of(view.actor),
        "is_alone": selectors.is_alone(),
    }


def _user_of(view: ApiView) -> User:
    user = everybody.user_any(view.actor.staff_id)
    if user is None:
        raise NotFound("There is no such person.")
    return user


CONTACT_DETAIL = CONTACT.alone("ContactDetail")


class MeView(ApiView):
    """The signed-in person."""

    scope = "people"

    @extend_schema(operation_id="me_get", responses=shapes.MeShape)
    def get(self, request: Request) -> Response:
        return Response(me_json(self, _user_of(self)))

    @extend_schema(operation_id="me_update", request=MeUpdate, responses=shapes.MeShape)
    def patch(self, request: Request) -> Response:
        values = checked_change(MeUpdate(data=request.data), request)
        now = clock.now()
        presence = values.pop("presence", None)
        is_manual = values.pop("presence_is_manual", True)
        user_id = _user_of(self).pk
        if presence is not None:
            services.presence_set(
                actor=self.actor, user_id=user_id, presence=presence, is_manual=is_manual, now=now
            )
        if values:
            services.user_update(actor=self.actor, user_id=user_id, changes=values, now=now)
        return Response(me_json(self, _user_of(self)))


class SignInHintView(ApiView):
    """Sets the CSRF cookie for the sign-in screen; tells nothing about anybody."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="csrf_get", responses=shapes.ReadyShape)
    def get(self, request: Request) -> Response:
        from django.middleware.csrf import get_token

        get_token(request._request)
        return Response({"ready": True})


class UsersView(ApiView):
    """Active staff."""

    scope = "people"

    @extend_schema(operation_id="users_list", responses=shapes.StaffUserPage)
    def get(self, request: Request) -> Response:
        return Response({"results": selectors.staff_rows(), "next": None})


class TeamsView(ApiView):
    """Teams."""

    scope = "people"
    takes_key = True

    @extend_schema(operation_id="teams_list", responses=shapes.TeamPage)
    def get(self, request: Request) -> Response:
        able = selectors.team_ids_that_answer()
        members, brands = managing.members_of_teams(), managing.brands_of_teams()
        rows = [
            team_json(team, members.get(team.pk, []), brands.get(team.pk, []))
            | {"can_answer": team.pk in able}
            for team in selectors.teams()
        ]
        return Response({"results": rows, "next": None})

    @extend_schema(operation_id="teams_create", request=TeamInput, responses={201: shapes.TeamShape})
    def post(self, request: Request) -> Response:
        def create() -> Response:
            data = TeamInput(data=request.data)
            data.is_valid(raise_exception=True)
            team = services.team_create(actor=self.actor, values=data.validated_data, now=clock.now())
            body = team_json(team, [], sorted(set(data.validated_data.get("brand_ids", []))))
            return Response(body | {"can_answer": False}, status=201)

        return idempotent(request, self.actor, create)


class BrandsView(ApiView):
    """The brands in use, for everybody who works here; `/brands/settings` has all of them in full."""

    scope = "people"

    @extend_schema(operation_id="brands_list", responses=shapes.BrandPage)
    def get(self, request: Request) -> Response:
        return Response({"results": [brand_json(brand) for brand in selectors.brands()], "next": None})


class SkillsView(ApiView):
    """Skills."""

    scope = "people"
    takes_key = True

    @extend_schema(operation_id="skills_list", responses=shapes.SkillPage)
    def get(self, request: Request) -> Response:
        return Response({"results": [skill_json(skill) for skill in selectors.skills()], "next": None})

    @extend_schema(operation_id="skills_create", request=SkillInput, responses={201: shapes.SkillShape})
    def post(self, request: Request) -> Response:
        def create() -> Response:
            data = SkillInput(data=request.data)
            data.is_valid(raise_exception=True)
            skill = services.skill_create(actor=self.actor, name=data.validated_data["name"], now=clock.now())
            return Response(skill_json(skill), status=201)

        return idempotent(request, self.actor, create)


class CompaniesView(ApiView):
    """Companies by name."""

    scope = "people"
    takes_key = True

    @extend_schema(
        operation_id="companies_list",
        parameters=[
            OpenApiParameter("q", str, description="Words of the name or the domain, or their beginnings."),
            *COMPANY.parameters(COMPANY.row),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=COMPANY.in_list(customer_shapes.CompanyPage),
    )
    def get(self, request: Request) -> Response:
        found = selectors.companies(actor=self.actor, text=request.query_params.get("q", "").strip()[:100])
        page = paginate(
            found,
            order=("name", "id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        body = {"results": [company_json(row) for row in page.rows], "next": page.next}
        return COMPANY.answer(request, self.actor, body)

    @extend_schema(
        operation_id="companies_create", request=CompanyInput, responses={201: customer_shapes.CompanyShape}
    )
    def post(self, request: Request) -> Response:
        def create() -> Response:
            data = CompanyInput(data=request.data)
            data.is_valid(raise_exception=True)
            company = services.company_upsert(
                actor=self.actor, values=dict(data.validated_data), now=clock.now()
            )
            return Response(company_json(company), status=201)

        return idempotent(request, self.actor, create)


class CompletenessView(ApiView):
    """How complete the facts of companies are."""

    scope = "people"

    @extend_schema(
        operation_id="companies_completeness",
        summary="Get how complete facts of companies are",
        responses=customer_shapes.CompletenessShape,
    )
    def get(self, request: Request) -> Response:
        return Response(completeness_json(facts.completeness(actor=self.actor)))


class CompanyView(ApiView):
    """One company."""

    scope = "people"

    @extend_schema(
        operation_id="companies_get",
        parameters=COMPANY.parameters(COMPANY.one),
        responses=COMPANY.alone(),
    )
    def get(self, request: Request, company_id: int) -> Response:
        company = selectors.company_get(actor=self.actor, company_id=company_id)
        return COMPANY.answer(request, self.actor, company_json(company))

    @extend_schema(
        operation_id="companies_update", request=CompanyInput, responses=customer_shapes.CompanyShape
    )
    def patch(self, request: Request, company_id: int) -> Response:
        values = checked_change(CompanyInput(data=request.data, partial=True), request)
        company = services.company_upsert(
            actor=self.actor, company_id=company_id, values=values, now=clock.now()
        )
        return Response(company_json(company))


class ContactsView(ApiView):
    """Known contacts by name."""

    scope = "people"
    takes_key = True

    @extend_schema(
        operation_id="contacts_list",
        parameters=[
            OpenApiParameter("q", str, description="Words of the name or the address, or their beginnings."),
            OpenApiParameter("company", int, description="Only people of this company."),
            *CONTACT.parameters(CONTACT.row),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=CONTACT.in_list(customer_shapes.ContactPage),
    )
    def get(self, request: Request) -> Response:
        found = selectors.contacts(
            actor=self.actor,
            text=request.query_params.get("q", "").strip()[:100],
            company_id=integer_of(request, "company"),
        )
        page = paginate(
            found,
            order=("name", "id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        sightings.note(self.actor, {"customers": [row.pk for row in page.rows]})
        body = {"results": [contact_json(row) for row in page.rows], "next": page.next}
        return CONTACT.answer(request, self.actor, body)

    @extend_schema(
        operation_id="contacts_create", request=ContactInput, responses={201: customer_shapes.ContactShape}
    )
    def post(self, request: Request) -> Response:
        def create() -> Response:
            data = ContactInput(data=request.data)
            data.is_valid(raise_exception=True)
            values = data.validated_data
            contact = services.contact_vouch(
                actor=self.actor,
                email=values["email"],
                name=values.get("name", ""),
                company_id=values.get("company_id"),
                now=clock.now(),
            )
            return Response(contact_json(contact), status=201)

        return idempotent(request, self.actor, create)


class ContactView(ApiView):
    """One contact."""

    scope = "people"

    @extend_schema(
        operation_id="contacts_get",
        parameters=CONTACT.parameters(CONTACT.one),
        responses=CONTACT_DETAIL,
    )
    def get(self, request: Request, contact_id: int) -> Response:
        contact = selectors.contact_get(actor=self.actor, contact_id=contact_id)
        sightings.note(self.actor, {"customers": [contact.pk]})
        return CONTACT.answer(request, self.actor, self._whole(contact))

    @extend_schema(operation_id="contacts_update", request=ContactChange, responses=CONTACT_DETAIL)
    def patch(self, request: Request, contact_id: int) -> Response:
        values = checked_change(ContactChange(data=request.data, partial=True), request)
        services.contact_change(actor=self.actor, contact_id=contact_id, values=values, now=clock.now())
        contact = selectors.contact_get(actor=self.actor, contact_id=contact_id)
        return Response(self._whole(contact))

    def _whole(self, contact: Contact) -> dict[str, Any]:
        return contact_detail_json(
            contact,
            selectors.identities_of(contact),
            merges_into(actor=self.actor, contact=contact),
            selectors.conflicts_of(contact),
        )
