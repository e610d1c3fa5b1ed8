"""
Who may read what: one vocabulary of keys for articles, passages and readers.

An article carries the keys of those who may read it, and a reader carries theirs; whether the two overlap is
the entire check, made in SQL before anything is ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actors import Actor, ActorKind
from kb.models import Audience
from people.models import Role
from people.selectors import internal as everybody

PUBLIC = "public"
CUSTOMERS = "customers"
STAFF = "staff"
EVERY_TEAM = "every-team"


@dataclass(frozen=True, slots=True)
class Reader:
    """
    What a reader may see.

    `keys` are matched against those of articles. `counted` names the columns of term statistics that cover
    only what the reader may see.
    """

    keys: tuple[str, ...]
    counted: tuple[str, ...]

    @property
    def is_staff(self) -> bool:
        return STAFF in self.keys


ANONYMOUS = Reader(keys=(PUBLIC,), counted=(PUBLIC,))


def article_keys(
    *, audience: str, segments: Sequence[str], company_ids: Sequence[int], team_ids: Sequence[int]
) -> list[str]:
    """
    The keys of an article's audience.

    Staff read whatever any customer reads. An article for chosen teams is read by their members, and by
    admins and owners, who can choose the teams anyway.
    """
    match audience:
        case Audience.SEGMENTS:
            return [STAFF, *sorted(f"segment:{segment}" for segment in set(segments))]
        case Audience.COMPANIES:
            return [STAFF, *sorted(f"company:{company_id}" for company_id in set(company_ids))]
        case Audience.TEAMS:
            return [EVERY_TEAM, *sorted(f"team:{team_id}" for team_id in set(team_ids))]
        case _:
            return [audience]


def reader_of(actor: Actor | None) -> Reader:
    """
    What an actor may read; at most one query, for a customer's segment.

    Anonymous callers, unverified contacts and the assistant itself read public articles only: the assistant
    retrieves as the customer it answers. The system reads everything except articles for chosen teams.
    """
    if actor is None or actor.kind == ActorKind.ASSISTANT:
        return ANONYMOUS
    if actor.kind == ActorKind.CONTACT:
        return _customer(actor.company_id) if actor.is_verified else ANONYMOUS
    keys = [PUBLIC, CUSTOMERS, STAFF, *sorted(f"team:{team_id}" for team_id in actor.team_ids)]
    if actor.role in (Role.OWNER, Role.ADMIN):
        keys.append(EVERY_TEAM)
    return Reader(keys=tuple(keys), counted=(PUBLIC, CUSTOMERS, STAFF))


def _customer(company_id: int | None) -> Reader:
    keys = [PUBLIC, CUSTOMERS]
    if company_id is not None:
        keys.append(f"company:{company_id}")
        if segment := everybody.company_segment(company_id):
            keys.append(f"segment:{segment}")
    return Reader(keys=tuple(keys), counted=(PUBLIC, CUSTOMERS))
