"""Opening a ticket through the API: with what a customer asked, or with our message to one."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request

from core import clock
from core.actors import Actor, ActorKind
from core.api.requests import values_of
from core.errors import Invalid
from people import selectors as people_selectors
from people.models import Identity
from people.policy import require
from people.services import Claim, valid_email
from tickets import selectors, services
from tickets.api.serializers import TicketCreate
from tickets.entries import Call, Message
from tickets.models import Channel, ChannelRule, Ticket
from tickets.services.values import clean_tags

REQUEST = "request"
_FIELDS = ("priority", "type", "custom")
_PLACES = ("team", "assignee")


def open_ticket(request: Request, actor: Actor) -> services.Received:
    """Open the ticket that a request describes. Raises Invalid, Forbidden, NotFound."""
    require(actor, "ticket.create")
    values = _read(request)
    kind, is_person = values["kind"], actor.kind == ActorKind.STAFF
    channel = values.get("channel") or (Channel.AGENT if is_person else Channel.API)
    own_id, rule = values["channel_message_id"], services.rule_in_force(channel)
    if rule is not None:
        _apply_rule(rule, values)
    call = call_of(values)
    if call is not None and channel != Channel.PHONE:
        raise Invalid(
            "Only a ticket of the channel phone begins with a call.", errors={"call": ["Not here."]}
        )
    message = services.InboundMessage(
        brand_id=people_selectors.brand_get(values.get("brand")).pk,
        channel=channel,
        # Programs name their messages in their own namespace and cannot collide with a channel's ids.
        channel_message_id=f"{actor.ref}:{own_id}" if own_id else "",
        subject=values["subject"],
        body_html=values["body"] if values["body_format"] == "html" else "",
        body_text="" if values["body_format"] == "html" else values["body"],
        attachment_ids=[str(value) for value in values.get("attachment_ids", [])],
        fields={name: values[name] for name in _FIELDS if name in values}
        | ({"tags": clean_tags(values["tags"])} if "tags" in values else {}),
        metadata=Message(via=actor.ref if kind == REQUEST and channel != Channel.API else "", call=call),
        placing=_placing(actor, values, rule),
        **_requester(actor, values["requester"]),
    )
    if kind == REQUEST:
        return in_sight(actor, services.receive_message(actor=actor, message=message, now=clock.now()))
    return services.ticket_open(
        actor=actor,
        message=message,
        kind=kind,
        status=values.get("status"),
        cc=values.get("cc"),
        now=clock.now(),
    )


def in_sight(actor: Actor, received: services.Received) -> services.Received:
    """What came of a message; where a repeated one went only who may still see it learns. Raises NotFound."""
    if received.is_duplicate:
        selectors.ticket_get(actor=actor, ticket_id=received.ticket.pk)
    return received


def follow_up_placing(ticket: Ticket, channel: str, rule: ChannelRule) -> services.Placing:
    """
    Where the follow-up of a ticket goes, if a message of its customer opens one.

    It is answered the way its ticket is, as long as it comes by the same channel.
    """
    team_id = services.team_in_force(rule)
    way = ticket.reply_by if ticket.channel == channel else ""
    return services.Placing(
        values={} if team_id is None else {"team": team_id}, reply_by=way or rule.reply_by
    )


def _apply_rule(rule: ChannelRule, values: dict[str, Any]) -> None:
    """Fill in what the caller left open and the channel decides, but its team: see `_placing`."""
    decided = {"brand": rule.brand_id, "type": rule.type, "reply_by": rule.reply_by}
    for name, value in decided.items():
        if value:
            values.setdefault(name, value)


def call_of(values: Mapping[str, Any]) -> Call | None:
    """The call that a body tells of."""
    given = values.get("call")
    return None if given is None else Call(direction=given["direction"], seconds=given["seconds"])


def _read(request: Request) -> dict[str, Any]:
    values = values_of(TicketCreate, request.data)
    only_ours = [name for name in ("cc", "status") if name in values] if values["kind"] == REQUEST else []
    if values["kind"] == "note" and "cc" in values:
        only_ours.append("cc")
    if only_ours:
        raise Invalid(
            f"These fields do not go with kind {values['kind']}: {', '.join(only_ours)}.",
            errors={name: ["Not with this kind."] for name in only_ours},
        )
    if values["kind"] != REQUEST and values["channel_message_id"]:
        raise Invalid(
            "channel_message_id names a customer's message. Use an Idempotency-Key for our own.",
            errors={"channel_message_id": ["Only with kind request."]},
        )
    return values


def _requester(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    if "id" in given:
        return {"contact_id": people_selectors.contact_get(actor=actor, contact_id=given["id"]).pk}
    if "email" not in given:
        raise Invalid("Name the requester by email or id.", errors={"requester.email": ["Required."]})
    claim = Claim(kind=Identity.Kind.EMAIL, value=valid_email(given["email"]), is_verified=True)
    return {"sender": services.Sender(name=given["name"], claims=[claim])}


def _placing(actor: Actor, values: Mapping[str, Any], rule: ChannelRule | None) -> services.Placing | None:
    """What opener and channel decide about the ticket's place; None leaves all to triage and routing."""
    is_person, kind = actor.kind == ActorKind.STAFF, values["kind"]
    places = {name: values[name] for name in _PLACES if name in values}
    if is_person and kind == "public" and "assignee" not in places:
        # Whoever writes to a customer owns the conversation, as with a reply.
        places["assignee"] = actor.user_id
    is_ours = is_person or kind != REQUEST or any(places.values())
    reply_by = values.get("reply_by", "")
    if rule is not None and "team" not in places:
        # Nobody chose it for this ticket, so that the assistant and routing go on as always.
        places["team"] = services.team_in_force(rule)
    if not is_ours and not reply_by and not any(places.values()):
        return None
    return services.Placing(
        values={name: value for name, value in places.items() if value is not None},
        reply_by=reply_by,
        is_ours=is_ours,
    )
