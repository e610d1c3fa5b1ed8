"""Endpoints of the channels that have no settings of their own elsewhere."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.fields import ChoiceField
from core.api.idempotency import idempotent
from core.api.requests import checked_change, values_of
from core.api.shapes import IdName, Shape, page_of
from core.api.views import ApiView
from people.policy import require
from tickets import selectors, services
from tickets.api import shapes
from tickets.api.field_shapes import FieldBrandShape
from tickets.api.opening import follow_up_placing, in_sight
from tickets.api.serializers import LARGEST_ID
from tickets.channels import RULED, Way, way_of
from tickets.entries import Message
from tickets.models import Channel, ChannelRule, ReplyBy, TicketType
from tickets.rendering import row_json, stamp
from tickets.selectors import channel_rules as reads


class ChannelRuleShape(Shape):
    """What holds for new tickets of a channel; what their opener says goes before it."""

    channel = serializers.ChoiceField(choices=RULED)
    is_on = serializers.BooleanField(help_text="Whether tickets of it are taken.")
    brand = FieldBrandShape(allow_null=True)
    team = IdName(allow_null=True)
    type = serializers.ChoiceField(choices=TicketType.choices, allow_blank=True)
    reply_by = serializers.ChoiceField(
        choices=ReplyBy.choices, allow_blank=True, help_text="How replies leave; empty as the channel does."
    )
    leaves_by = serializers.ChoiceField(choices=[Way.EMAIL, Way.API], help_text="What that comes to.")
    tells_customer = serializers.BooleanField(
        help_text="What an agent writes down of a call goes to the customer, unless they choose otherwise."
    )
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = IdName(allow_null=True)


ChannelRulePage = page_of(ChannelRuleShape)


class ChannelRuleInput(serializers.Serializer[Any]):
    """What is to hold for new tickets of a channel."""

    is_on = serializers.BooleanField(required=False)
    brand = serializers.CharField(
        max_length=60, required=False, allow_null=True, help_text="Its slug; null for the default brand."
    )
    team = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
    type = ChoiceField(choices=TicketType.choices, required=False, allow_blank=True)
    reply_by = ChoiceField(
        choices=[value for value in ReplyBy.values if value], required=False, allow_blank=True
    )
    tells_customer = serializers.BooleanField(required=False)


class InboundInput(serializers.Serializer[Any]):
    """A message of a ticket's customer that reached them and you by a channel of your own."""

    body = serializers.CharField(max_length=400_000)
    body_format = ChoiceField(choices=["text", "html"], default="text")
    channel = ChoiceField(choices=RULED, default="api")
    channel_message_id = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        help_text="Its id there: sent again, the message is not added again.",
    )
    attachment_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20, required=False)


def rule_json(row: ChannelRule) -> dict[str, Any]:
    """A channel as its settings and whoever opens tickets see it."""
    brand, team, by = row.brand, row.team, row.changed_by
    return {
        "channel": row.channel,
        "is_on": row.is_on,
        "brand": {"id": brand.pk, "name": brand.name, "slug": brand.slug} if brand is not None else None,
        "team": {"id": team.pk, "name": team.name} if team is not None else None,
        "type": row.type,
        "reply_by": row.reply_by,
        "leaves_by": way_of(row.channel, row.reply_by),
        "tells_customer": row.tells_customer,
        "version": row.version,
        "changed_at": stamp(row.changed_at),
        "changed_by": {"id": by.pk, "name": by.name} if by is not None else None,
    }


class ChannelsView(ApiView):
    """The channels that have no settings of their own elsewhere."""

    scope = "tickets"

    @extend_schema(operation_id="channels_list", responses=ChannelRulePage)
    def get(self, request: Request) -> Response:
        rows = reads.channel_rules(actor=self.actor)
        return Response({"results": [rule_json(row) for row in rows], "next": None})


class ChannelView(ApiView):
    """One of these channels."""

    scope = "tickets"
    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="channels_get", responses=ChannelRuleShape)
    def get(self, request: Request, channel: str) -> Response:
        row = reads.channel_rule_get(actor=self.actor, channel=channel)
        return Response(rule_json(row), headers={"ETag": etag(row.version)})

    @extend_schema(operation_id="channels_update", request=ChannelRuleInput, responses=ChannelRuleShape)
    def patch(self, request: Request, channel: str) -> Response:
        row = services.channel_rule_set(
            actor=self.actor,
            channel=channel,
            values=checked_change(ChannelRuleInput(data=request.data, partial=True), request),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return Response(rule_json(row), headers={"ETag": etag(row.version)})


class InboundView(ApiView):
    """Messages of a ticket's customer from channels that are not ours."""

    scope = "tickets"
    takes_key = True

    @extend_schema(
        operation_id="tickets_receive",
        request=InboundInput,
        responses={201: shapes.TicketRowShape, 200: shapes.TicketRowShape},
        description="The answer is the ticket that it went to: a ticket resolved for longer than its brand's "
        "window is followed by a new one. 200 where this message was there already.",
    )
    def post(self, request: Request, number: int) -> Response:
        return idempotent(request, self.actor, lambda: self._create(request, number))

    def _create(self, request: Request, number: int) -> Response:
        require(self.actor, "ticket.create")
        values = values_of(InboundInput, request.data)
        rule = services.rule_in_force(values["channel"])
        ticket = selectors.ticket_get(actor=self.actor, ticket_id=number)
        is_html, own_id = values["body_format"] == "html", values["channel_message_id"]
        received = services.receive_message(
            actor=self.actor,
            message=services.InboundMessage(
                brand_id=ticket.brand_id,
                channel=values["channel"],
                channel_message_id=f"{self.actor.ref}:{own_id}" if own_id else "",
                contact_id=ticket.requester_id,
                ticket_id=ticket.pk,
                subject=ticket.subject,
                body_html=values["body"] if is_html else "",
                body_text="" if is_html else values["body"],
                attachment_ids=[str(value) for value in values.get("attachment_ids", [])],
                metadata=Message(via=self.actor.ref if values["channel"] != Channel.API else ""),
                fields={"type": rule.type} if rule is not None and rule.type else {},
                placing=follow_up_placing(ticket, values["channel"], rule) if rule is not None else None,
            ),
            now=clock.now(),
        )
        in_sight(self.actor, received)
        return Response(row_json(received.ticket), status=200 if received.is_duplicate else 201)
