"""Endpoints for what admins set up: a brand's portal and its forms."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.requests import checked_change
from core.api.views import ApiView
from people.models import User
from people.policy import require
from portal import selectors, services
from portal.api.serializers import FormInput, FormUpdate, PortalUpdate
from portal.api.shapes import ContactFormShape, PortalShape
from portal.forms import Kind
from portal.models import ContactForm
from tickets.rendering import stamp


def _person(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user is not None else None


def form_json(form: ContactForm) -> dict[str, Any]:
    """A form as it was set up."""
    return {
        "id": form.pk,
        "name": form.name,
        "intro": form.intro,
        "type": form.type,
        "product_area": form.product_area,
        "fields": form.fields,
        "is_active": form.is_active,
        "is_default": form.is_default,
        "position": form.position,
        "path": f"/help/{form.brand.slug}/contact/?form={form.public_id}",
        "version": form.version,
        "changed_at": stamp(form.changed_at),
        "changed_by": _person(form.changed_by),
    }


def _kind_json(kind: Kind) -> dict[str, Any]:
    choices = [{"value": value, "label": label} for value, label in kind.choices]
    return {"key": kind.key, "kind": kind.kind, "label": kind.label, "choices": choices}


class PortalView(ApiView):
    """A brand's portal."""

    scope = "people"
    tagged = ("GET", "PATCH")

    @extend_schema(
        operation_id="portal_get",
        responses=PortalShape,
        summary="Get a brand's portal with its forms",
    )
    def get(self, request: Request, brand_slug: str) -> Response:
        return self._answer(brand_slug)

    @extend_schema(
        operation_id="portal_update",
        request=PortalUpdate,
        responses=PortalShape,
        summary="Change a brand's portal",
    )
    def patch(self, request: Request, brand_slug: str) -> Response:
        require(self.actor, "brand.write")
        services.settings_update(
            actor=self.actor,
            brand=brand_slug,
            changes=checked_change(PortalUpdate(data=request.data), request),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer(brand_slug)

    def _answer(self, brand_slug: str) -> Response:
        row = selectors.settings_in_full(actor=self.actor, brand=brand_slug)
        body = {
            "brand": row.brand.slug,
            "is_on": row.is_on,
            "shares_company": row.shares_company,
            "path": f"/help/{row.brand.slug}/",
            "version": row.version,
            "changed_at": stamp(row.changed_at),
            "changed_by": _person(row.changed_by),
            "kinds": [_kind_json(kind) for kind in selectors.kinds_of(row.brand)],
            "forms": [form_json(form) for form in selectors.forms_of(actor=self.actor, brand=brand_slug)],
        }
        return Response(body, headers={"ETag": etag(row.version)})


class FormsView(ApiView):
    """The forms of a brand."""

    scope = "people"
    takes_key = True

    @extend_schema(
        operation_id="portal_forms_create",
        request=FormInput,
        responses={201: ContactFormShape},
        summary="Create a contact form",
    )
    def post(self, request: Request, brand_slug: str) -> Response:
        require(self.actor, "brand.write")

        def create() -> Response:
            form = services.form_create(
                actor=self.actor,
                brand=brand_slug,
                values=checked_change(FormInput(data=request.data), request),
                now=clock.now(),
            )
            return Response(form_json(selectors.contact_form(actor=self.actor, form_id=form.pk)), status=201)

        return idempotent(request, self.actor, create)


class FormView(ApiView):
    """One contact form."""

    scope = "people"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="portal_forms_get", responses=ContactFormShape, summary="Get a contact form")
    def get(self, request: Request, form_id: int) -> Response:
        return self._answer(form_id)

    @extend_schema(
        operation_id="portal_forms_update",
        request=FormUpdate,
        responses=ContactFormShape,
        summary="Change a contact form",
    )
    def patch(self, request: Request, form_id: int) -> Response:
        require(self.actor, "brand.write")
        services.form_update(
            actor=self.actor,
            form_id=form_id,
            changes=checked_change(FormUpdate(data=request.data, partial=True), request),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self._answer(form_id)

    @extend_schema(operation_id="portal_forms_delete", responses={204: None}, summary="Delete a contact form")
    def delete(self, request: Request, form_id: int) -> Response:
        services.form_delete(actor=self.actor, form_id=form_id, now=clock.now())
        return Response(status=204)

    def _answer(self, form_id: int) -> Response:
        form = selectors.contact_form(actor=self.actor, form_id=form_id)
        return Response(form_json(form), headers={"ETag": etag(form.version)})
