"""Endpoints of what a ticket has to do with others: links, followers, tickets split off."""

from typing import Any

from django.urls import register_converter
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.fields import ChoiceField
from core.api.idempotency import idempotent
from core.api.requests import values_of
from core.api.shapes import IdName, Shape, page_of
from core.api.views import ApiView
from tickets import selectors, services
from tickets.api.shapes import TicketLinkShape, TicketRowShape
from tickets.rendering import row_json
from tickets.selectors import opened
from tickets.services.linking import BY_HAND


class LinkKind:
    """A kind of link that people make."""

    regex = "|".join(kind.value for kind in BY_HAND)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LinkKind, "link_kind")


class TicketLinkInput(serializers.Serializer[Any]):
    """What this ticket is to another (`to`), or the other to this one (`from`)."""

    number = serializers.IntegerField(min_value=1)
    kind = ChoiceField(choices=[kind.value for kind in BY_HAND])
    direction = ChoiceField(choices=["to", "from"], default="to")


class SplitInput(serializers.Serializer[Any]):
    """The message that begins the new ticket."""

    entry_id = serializers.IntegerField(min_value=1)
    subject = serializers.CharField(max_length=300)
    contact_id = serializers.IntegerField(
        required=False, help_text="Somebody who took part; else who wrote it."
    )
    file_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=20,
        help_text="All of its files without it; with `words` none.",
    )
    words = serializers.CharField(
        max_length=20_000,
        required=False,
        allow_blank=True,
        default="",
        help_text="A part of the message, with which alone the new ticket begins.",
    )


class TicketLinksShape(Shape):
    """The links of a ticket, as its page shows them."""

    results = TicketLinkShape(many=True)
    next = serializers.CharField(allow_null=True)


class FollowersShape(page_of(IdName)):  # type: ignore[misc]  # its base is made by a function
    """Who follows a ticket."""

    is_mine = serializers.BooleanField(help_text="Whether the caller follows it.")


class _TicketView(ApiView):
    scope = "tickets"

    def links(self, number: int) -> Response:
        found = opened.links_of(actor=self.actor, ticket_id=number)
        return Response({"results": found, "next": None})

    def followers(self, number: int) -> Response:
        found = selectors.followers(actor=self.actor, ticket_id=number)
        return Response(
            {
                "results": [{"id": user.pk, "name": user.name} for user in found],
                "next": None,
                "is_mine": any(user.pk == self.actor.user_id for user in found),
            }
        )


class LinksView(_TicketView):
    """Link a ticket with another."""

    takes_key = True

    @extend_schema(operation_id="tickets_link", request=TicketLinkInput, responses=TicketLinksShape)
    def post(self, request: Request, number: int) -> Response:
        def link() -> Response:
            values = values_of(TicketLinkInput, request.data)
            pair = (number, values["number"])
            source_id, target_id = pair if values["direction"] == "to" else pair[::-1]
            services.ticket_link(
                actor=self.actor,
                source_id=source_id,
                target_id=target_id,
                kind=values["kind"],
                now=clock.now(),
            )
            return self.links(number)

        return idempotent(request, self.actor, link)


class LinkView(_TicketView):
    """One link."""

    @extend_schema(operation_id="tickets_unlink", responses={200: TicketLinksShape})
    def delete(self, request: Request, number: int, relation: str, other: int) -> Response:
        services.ticket_unlink(
            actor=self.actor, ticket_id=number, other_id=other, kind=relation, now=clock.now()
        )
        return self.links(number)


class FollowersView(_TicketView):
    """Who follows a ticket."""

    @extend_schema(operation_id="tickets_followers", responses=FollowersShape)
    def get(self, request: Request, number: int) -> Response:
        return self.followers(number)


class FollowerView(_TicketView):
    """One follower of a ticket: oneself, or a colleague."""

    @extend_schema(operation_id="tickets_follow", request=None, responses=FollowersShape)
    def put(self, request: Request, number: int, user_id: int) -> Response:
        services.follower_add(actor=self.actor, ticket_id=number, user_id=user_id)
        return self.followers(number)

    @extend_schema(operation_id="tickets_unfollow", responses={200: FollowersShape})
    def delete(self, request: Request, number: int, user_id: int) -> Response:
        services.follower_remove(actor=self.actor, ticket_id=number, user_id=user_id)
        return self.followers(number)


class SplitView(_TicketView):
    """Begin a new ticket with a message of this one."""

    takes_key = True

    @extend_schema(operation_id="tickets_split", request=SplitInput, responses={201: TicketRowShape})
    def post(self, request: Request, number: int) -> Response:
        def split() -> Response:
            values = values_of(SplitInput, request.data)
            files = values.get("file_ids")
            ticket = services.ticket_split(
                actor=self.actor,
                ticket_id=number,
                entry_id=values["entry_id"],
                subject=values["subject"],
                contact_id=values.get("contact_id"),
                file_ids=None if files is None else [str(one) for one in files],
                words=values["words"],
                now=clock.now(),
            )
            return Response(row_json(ticket), status=201)

        return idempotent(request, self.actor, split)
