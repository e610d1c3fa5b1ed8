"""A query text as conditions for the database."""

from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor
from tickets.filtering import Filter, ticket_filter
from tickets.query import Hint, ParsedQuery, parse


@dataclass(frozen=True, slots=True)
class Understood:
    """
    How a query was read: parts that match nothing, hints for people, and the words that were tried instead.

    `corrected` is empty unless what was written found nothing and what was likely meant did.
    """

    problems: list[str]
    hints: list[Hint]
    corrected: str = ""


def filter_for(
    *, actor: Actor, query: str, may_refer: bool = True, now: datetime
) -> tuple[ParsedQuery, Filter]:
    """A query text as conditions for the database; arguments as of `tickets.query.parse`."""
    parsed = parse(query, may_refer=may_refer)
    return parsed, ticket_filter(parsed, actor=actor, now=now)
