"""
Topics and who may follow them.

Permission is checked twice: against the database when a socket subscribes, and again, without it, for every
message, by the message's own scope, so that nothing is sent about a record that has moved out of sight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.actors import Actor
from core.ports import Registry

authorizers: Registry[[Actor, int | None], bool] = Registry("live topics")
"""For each kind of topic: may this actor subscribe to the record with this id?"""


@dataclass(frozen=True)
class Topic:
    """`queue`, or a kind with an id, such as `ticket:12`."""

    kind: str
    id: int | None = None

    @classmethod
    def parse(cls, text: object) -> "Topic | None":
        """Parse a client's topic; None if it is not one."""
        if not isinstance(text, str) or len(text) > 40:
            return None
        kind, separator, number = text.partition(":")
        if not separator:
            return cls(kind) if kind == "queue" else None
        if not (number.isascii() and number.isdigit()):
            return None
        return cls(kind, int(number))

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


def topic_for(kind: str, record_id: int) -> str:
    """The topic for one record."""
    return f"{kind}:{record_id}"


def may_receive(actor: Actor, topic: Topic, scope: Mapping[str, Any]) -> bool:
    """Whether a message with this scope may go to a socket of `actor`; runs no query."""
    if topic.kind == "contact":
        return actor.contact_id == topic.id or (actor.is_staff and scope.get("staff_too") is True)
    if not actor.is_staff:
        return False
    if topic.kind == "user":
        return actor.user_id == topic.id
    if actor.ticket_scope == "all" or not scope:
        return True
    if scope.get("assignee_id") is not None and scope["assignee_id"] == actor.user_id:
        return True
    return actor.ticket_scope == "teams" and scope.get("team_id") in actor.team_ids
