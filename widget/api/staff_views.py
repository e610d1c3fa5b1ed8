"""What staff see and configure of the widget."""

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.api.shapes import SharedContextShape
from core import audit, clock
from core.api.requests import body_of
from core.api.views import ApiView
from core.errors import NotFound
from people import selectors as people_selectors
from people.policy import require
from tickets import selectors as ticket_selectors
from widget import services
from widget.api.shapes import WidgetSettingsShape
from widget.services.configuring import settings_keep
from widget.staff_rendering import settings_json, shared_context

OBJECT = OpenApiTypes.OBJECT


class TicketSessionView(ApiView):
    """What the customer of a ticket shares of their page; every read is audited (W3)."""

    scope = "tickets"

    @extend_schema(operation_id="tickets_session", responses=SharedContextShape)
    def get(self, request: Request, number: int) -> Response:
        ticket = ticket_selectors.ticket_get(actor=self.actor, ticket_id=number)
        shared = shared_context(ticket.pk)
        if shared is None:
            raise NotFound("This conversation did not come from the widget.")
        if shared["consent"]:
            with transaction.atomic():
                audit.record(
                    actor=self.actor,
                    action="widget.session_read",
                    target=f"ticket:{ticket.pk}",
                    now=clock.now(),
                )
        return Response(shared, headers={"Cache-Control": "no-store"})


class WidgetSettingsView(ApiView):
    """A brand's widget: origins, consent, areas, notices, guides, appearance."""

    scope = "widget"

    @extend_schema(operation_id="widget_settings_get", responses=WidgetSettingsShape)
    def get(self, request: Request, brand: str) -> Response:
        require(self.actor, "widget.write")
        found = settings_keep(people_selectors.brand_named(brand))
        with transaction.atomic():
            audit.record(
                actor=self.actor,
                action="widget.settings_read",
                target=f"brand:{found.brand_id}",
                now=clock.now(),
            )
        return Response(settings_json(found, self.actor), headers={"Cache-Control": "no-store"})

    @extend_schema(operation_id="widget_settings_update", request=OBJECT, responses=WidgetSettingsShape)
    def patch(self, request: Request, brand: str) -> Response:
        found = services.settings_update(
            actor=self.actor,
            brand=people_selectors.brand_named(brand),
            changes=body_of(request),
            now=clock.now(),
        )
        return Response(settings_json(found, self.actor))


class WidgetSecretView(ApiView):
    """Rotate the signing secret; the previous one stays valid until the next rotation."""

    scope = "widget"

    @extend_schema(operation_id="widget_secret_rotate", request=None, responses=WidgetSettingsShape)
    def post(self, request: Request, brand: str) -> Response:
        found = services.secret_rotate(
            actor=self.actor, brand=people_selectors.brand_named(brand), now=clock.now()
        )
        return Response(settings_json(found, self.actor))
