"""Endpoints for what is taken out: by a person, and on arrival."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import values_of
from core.api.shapes import Shape
from core.api.views import ApiView
from core.leaks import Kind
from tickets import selectors, services
from tickets.api.entry_shapes import EntryField
from tickets.api.serializers import ArrivalRuleChange, RedactionCreate, RedactionInput
from tickets.models import Attachment
from tickets.rendering import entry_json
from tickets.selectors import internal as all_tickets
from tickets.services import Cut, Redacted


class RedactionPlaceShape(Shape):
    """How many records of a kind hold it."""

    name = serializers.CharField(help_text="`entries`, `mail`, `events`, `drafts`, `assistant` and others.")
    count = serializers.IntegerField()


class RedactionCopyShape(Shape):
    """A copy that nobody here can take back."""

    system = serializers.CharField(help_text="`mail`, `slack`, `article`, or the key of a connected system.")
    name = serializers.CharField()


class RedactionShape(Shape):
    """Where it stands; what was taken out is never told."""

    entry_ids = serializers.ListField(child=serializers.IntegerField())
    places = RedactionPlaceShape(many=True)
    files = serializers.IntegerField()
    copies = RedactionCopyShape(many=True)


class RedactedShape(RedactionShape):
    """What became of it, with the entries as they are now."""

    entries = serializers.ListField(child=EntryField())


def found_json(found: Redacted) -> dict[str, Any]:
    """Where something stands, or stood."""
    return {
        "entry_ids": [entry.pk for entry in found.entries],
        "places": [{"name": place.name, "count": place.count} for place in found.places],
        "files": found.files,
        "copies": [{"system": copy.system, "name": copy.name} for copy in found.copies],
    }


def _cut(values: dict[str, Any]) -> Cut:
    return Cut(
        words=values.get("words", ""),
        file_ids=[str(one) for one in values.get("file_ids", [])],
        is_whole=values.get("whole", False),
    )


class RedactionPreviewView(ApiView):
    """Where something stands, before it is taken out."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_redaction_preview",
        summary="See where words stand before they are taken out",
        request=RedactionInput,
        responses=RedactionShape,
    )
    def post(self, request: Request, number: int, entry_id: int) -> Response:
        cut = _cut(values_of(RedactionInput, request.data))
        found = services.redaction_preview(actor=self.actor, ticket_id=number, entry_id=entry_id, cut=cut)
        return Response(found_json(found))


class RedactionView(ApiView):
    """Take something out for good."""

    scope = "tickets"

    @extend_schema(
        operation_id="tickets_redact",
        summary="Take words, files or a whole entry out for good",
        request=RedactionCreate,
        responses=RedactedShape,
        description="Nobody can undo it. The entry keeps its place, with a mark of who did it, when and why.",
    )
    def post(self, request: Request, number: int, entry_id: int) -> Response:
        values = values_of(RedactionCreate, request.data)
        found = services.entry_redact(
            actor=self.actor,
            ticket_id=number,
            entry_id=entry_id,
            cut=_cut(values),
            reason=values["reason"],
            now=clock.now(),
        )
        files: list[Attachment] = all_tickets.files_of_entries([entry.pk for entry in found.entries])
        return Response(
            found_json(found) | {"entries": [entry_json(entry, files) for entry in found.entries]}
        )


class ArrivalRuleShape(Shape):
    """One kind of secret, and what is done with it."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    is_on = serializers.BooleanField()
    last_30_days = serializers.IntegerField(help_text="How many were taken out.")
    changed_by = serializers.CharField(help_text="Empty as long as nobody changed it.")
    changed_at = serializers.DateTimeField(allow_null=True)


class ArrivalRulesShape(Shape):
    """All kinds."""

    results = ArrivalRuleShape(many=True)


def _rules(view: ApiView) -> Response:
    rules = selectors.arrival_rules(actor=view.actor, now=clock.now())
    return Response({"results": rules})


class ArrivalRulesView(ApiView):
    """What is taken out of customers' messages on arrival."""

    scope = "privacy"

    @extend_schema(
        operation_id="privacy_arrival_list",
        summary="List what is taken out of messages on arrival",
        responses=ArrivalRulesShape,
    )
    def get(self, request: Request) -> Response:
        return _rules(self)


class ArrivalRuleView(ApiView):
    """One kind."""

    scope = "privacy"

    @extend_schema(
        operation_id="privacy_arrival_change",
        summary="Take a kind of secret out on arrival, or leave it",
        request=ArrivalRuleChange,
        responses=ArrivalRulesShape,
    )
    def patch(self, request: Request, kind: str) -> Response:
        values = values_of(ArrivalRuleChange, request.data)
        services.arrival_rule_set(actor=self.actor, kind=kind, is_on=values["is_on"], now=clock.now())
        return _rules(self)
