"""Mentioning a teammate in a note, so that they are notified."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from core import live
from core.actors import Actor
from core.events import LiveMessage
from people.models import User
from people.selectors import internal as everybody
from tickets import selectors
from tickets.entries import Message, Named
from tickets.models import Follower, Mention, Ticket, TimelineEntry
from tickets.services.timeline import preview_of

MAX_MENTIONS = 50
_MENTION = re.compile(r'data-mention="(\d{1,18})"')


@dataclass(frozen=True)
class Mentioned:
    """Whom a note mentions: `people` are notified, `unseeing` may not see the ticket and are not."""

    people: Sequence[User] = ()
    unseeing: Sequence[User] = field(default=())

    @property
    def ids(self) -> list[int]:
        """Who is notified."""
        return [user.pk for user in self.people]

    def noted(self, payload: Message) -> Message:
        """The note with its stored mentions, shown to its author."""
        return replace(
            payload,
            mentions=[_named(user) for user in self.people],
            mentions_unseen=[_named(user) for user in self.unseeing],
        )


def mentions_read(actor: Actor, ticket: Ticket, html: str) -> Mentioned | None:
    """The active teammates a note mentions, except its author; None if it mentions nobody."""
    ids = sorted({int(number) for number in _MENTION.findall(html)} - {actor.user_id})[:MAX_MENTIONS]
    users = everybody.users_active(ids)
    if not users:
        return None
    seeing = selectors.staff_seeing(ticket=ticket, users=users)
    return Mentioned(
        people=[user for user in users if user.pk in seeing],
        unseeing=[user for user in users if user.pk not in seeing],
    )


def mentions_tell(mentioned: Mentioned, entry: TimelineEntry, *, now: datetime) -> list[LiveMessage]:
    """Store who was mentioned and make them follow the ticket; returns what their open screens get."""
    ticket = entry.ticket
    Mention.objects.bulk_create(
        [Mention(ticket=ticket, entry=entry, user=user, created_at=now) for user in mentioned.people],
        ignore_conflicts=True,
    )
    Follower.objects.bulk_create(
        [Follower(ticket=ticket, user=user) for user in mentioned.people], ignore_conflicts=True
    )
    told = {
        "mention": {
            "number": ticket.pk,
            "subject": ticket.subject,
            "entry_id": entry.pk,
            "by": entry.author_name,
            "text": preview_of(entry.body_text),
        }
    }
    return [LiveMessage(live.topic_for("user", user.pk), told) for user in mentioned.people]


def _named(user: User) -> Named:
    return Named(user.pk, user.name)
