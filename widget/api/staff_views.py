"""What staff see and configure of the widget."""

from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assistant.api.shapes import SharedContextShape
from core import audit, clock, sightings
from core.api.etags import etag, expected_version
from core.api.requests import body_of
from core.api.views import ApiView
from core.errors import Invalid, NotFound
from people import selectors as people_selectors
from people.policy import require
from tickets import selectors as ticket_selectors
from widget import services
from widget.api.serializers import AreaTest, SecretRotate
from widget.api.shapes import AreaVerdictShape, WidgetSeenShape, WidgetSettingsShape
from widget.areas import AreaRule, verdict_of
from widget.scrubbing import scrub_url
from widget.selectors import settings_of
from widget.services.configuring import settings_keep
from widget.staff_rendering import seen_json, settings_json, shared_context

OBJECT = OpenApiTypes.OBJECT
PRIVATE = {"Cache-Control": "no-store"}


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
            sightings.note(self.actor, {"originals": [ticket.pk]})
        return Response(shared, headers={"Cache-Control": "no-store"})


class WidgetSettingsView(ApiView):
    """A brand's widget: origins, consent, areas, notices, guides, appearance."""

    scope = "widget"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="widget_settings_get", responses=WidgetSettingsShape)
    def get(self, request: Request, brand: str) -> Response:
        require(self.actor, "widget.write")
        found = settings_keep(people_selectors.brand_named(brand))
        return Response(
            settings_json(found, now=clock.now()), headers=PRIVATE | {"ETag": etag(found.version)}
        )

    @extend_schema(operation_id="widget_settings_update", request=OBJECT, responses=WidgetSettingsShape)
    def patch(self, request: Request, brand: str) -> Response:
        changes = body_of(request)
        now = clock.now()
        found = services.settings_update(
            actor=self.actor,
            brand=people_selectors.brand_named(brand),
            changes=changes,
            version=expected_version(request),
            now=now,
        )
        return Response(settings_json(found, now=now), headers=PRIVATE | {"ETag": etag(found.version)})


class WidgetSecretView(ApiView):
    """Rotate the signing secret; the answer is the only one that holds the new one."""

    scope = "widget"

    @extend_schema(operation_id="widget_secret_rotate", request=SecretRotate, responses=WidgetSettingsShape)
    def post(self, request: Request, brand: str) -> Response:
        require(self.actor, "widget.write")
        body = SecretRotate(data=request.data)
        body.is_valid(raise_exception=True)
        now = clock.now()
        found = services.secret_rotate(
            actor=self.actor, brand=people_selectors.brand_named(brand), now=now, **body.validated_data
        )
        return Response(settings_json(found, now=now, shows_secret=True), headers=PRIVATE)


class WidgetRetireView(ApiView):
    """End the previous signing secret at once."""

    scope = "widget"

    @extend_schema(operation_id="widget_secret_retire", request=None, responses=WidgetSettingsShape)
    def post(self, request: Request, brand: str) -> Response:
        now = clock.now()
        found = services.secret_retire(actor=self.actor, brand=people_selectors.brand_named(brand), now=now)
        return Response(settings_json(found, now=now), headers=PRIVATE)


class WidgetSeenView(ApiView):
    """Where a brand's widget was asked for; while somebody looks, its pages tell their path."""

    scope = "widget"

    @extend_schema(operation_id="widget_seen", responses=WidgetSeenShape)
    def get(self, request: Request, brand: str) -> Response:
        require(self.actor, "widget.write")
        found = settings_of(people_selectors.brand_named(brand))
        services.watch(brand_id=found.brand.pk)
        return Response(seen_json(found, now=clock.now()), headers=PRIVATE)


class WidgetAreaTestView(ApiView):
    """Which area an address falls to; nothing is stored."""

    scope = "widget"
    asks = True

    @extend_schema(operation_id="widget_area_test", request=AreaTest, responses=AreaVerdictShape)
    def post(self, request: Request, brand: str) -> Response:
        require(self.actor, "widget.write")
        body = AreaTest(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        saved = settings_of(people_selectors.brand_named(brand))
        given = values.get("area_rules")
        rules = saved.areas if given is None else [AreaRule(**row) for row in given]
        # As it would be stored: what is hidden in an address is hidden from its rules as well.
        address = scrub_url(values["url"], hiding=saved.hiding)
        if not address:
            raise Invalid(
                "This is no address.",
                errors={"url": ["Copy it from the browser, with https:// at its beginning."]},
            )
        verdict = verdict_of(address, rules)
        return Response(
            {
                "index": verdict.index,
                "area": verdict.area,
                "compared": verdict.target,
                "address": address,
                "tried": [
                    {"compared": tried.target, "has_matched": tried.has_matched} for tried in verdict.tried
                ],
            }
        )
