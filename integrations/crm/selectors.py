"""What came of a CRM's records, as somebody may see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from core.actors import Actor
from core.api.pagination import Page, paginate
from integrations.connections import selectors as connections
from integrations.connections.selectors import internal
from integrations.crm import crms
from integrations.crm.crms import Crm
from integrations.crm.models import Conflict, Outcome, Record, RecordState
from integrations.crm.position import Position
from people.policy import require
from people.selectors import internal as everybody


@dataclass(frozen=True)
class KindCount:
    """How the records of one kind fared; `total` is how many the CRM had when it was last read as a whole."""

    kind: str
    phase: str
    read: int
    total: int | None
    linked: int
    left_out: int
    gone: int
    is_done: bool
    last_at: datetime | None


@dataclass(frozen=True)
class State:
    """How an account stands."""

    crm: Crm
    kinds: list[KindCount]
    conflicts: int
    unreadable: Mapping[str, int]
    notes: int
    notes_waiting: int
    reasons: list[tuple[str, int]] = field(default_factory=list)


def state_of(*, actor: Actor, connection_id: int, kinds: tuple[str, ...], fields: tuple[str, ...]) -> State:
    """How far an account is read and what came of it. Raises NotFound, Forbidden."""
    crm = require_account(actor, connection_id)
    mine = Record.objects.filter(connection_id=connection_id)
    counted = {
        row["kind"]: row
        for row in mine.order_by()
        .values("kind")
        .annotate(
            linked=Count("pk", filter=Q(state=RecordState.LINKED)),
            left_out=Count("pk", filter=Q(state=RecordState.LEFT_OUT)),
            gone=Count("pk", filter=Q(state__in=[RecordState.GONE, RecordState.MERGED])),
        )
    }
    problems = mine.filter(kind="companies").aggregate(
        **{f"of_{place}": Count("pk", filter=Q(problems__has_key=name)) for place, name in enumerate(fields)}
    )
    left = mine.filter(state=RecordState.LEFT_OUT).order_by().values("why").annotate(count=Count("pk"))
    notes = Outcome.objects.filter(connection_id=connection_id).aggregate(
        done=Count("pk", filter=Q(done_at__isnull=False)), waiting=Count("pk", filter=Q(done_at__isnull=True))
    )
    return State(
        crm=crm,
        kinds=_kinds(connection_id, kinds, counted),
        conflicts=Conflict.objects.visible_to(actor).filter(_open(connection_id)).count(),
        unreadable={name: count for place, name in enumerate(fields) if (count := problems[f"of_{place}"])},
        notes=notes["done"],
        notes_waiting=notes["waiting"],
        reasons=[(row["why"], row["count"]) for row in left.order_by("-count", "why")[:10]],
    )


def _kinds(connection_id: int, kinds: tuple[str, ...], counted: dict[str, Any]) -> list[KindCount]:
    cursors = internal.cursors_of(connection_id)
    found = []
    for kind in kinds:
        cursor, count = cursors.get(kind), counted.get(kind, {})
        position = Position.of(cursor.position if cursor is not None else "")
        found.append(
            KindCount(
                kind=kind,
                phase=position.phase,
                read=position.read,
                total=position.total,
                linked=count.get("linked", 0),
                left_out=count.get("left_out", 0),
                gone=count.get("gone", 0),
                is_done=cursor is not None and cursor.completed_at is not None,
                last_at=cursor.advanced_at if cursor is not None else None,
            )
        )
    return found


def require_account(actor: Actor, connection_id: int) -> Crm:
    """Whose account it is. Raises NotFound for what is no account of a CRM, Forbidden."""
    require(actor, "connection.read")
    return crms.get(connections.connection_get(actor=actor, connection_id=connection_id).system)


def _open(connection_id: int) -> Q:
    return Q(record__connection_id=connection_id, settled_at__isnull=True)


def conflicts(*, actor: Actor, connection_id: int, cursor: str | None, limit: int) -> Page[Conflict]:
    """A page of what waits for a decision, the newest first. Raises NotFound, Forbidden, BadCursor."""
    require_account(actor, connection_id)
    found = Conflict.objects.visible_to(actor).filter(_open(connection_id))
    found = found.select_related("record__company", "record__contact")
    return paginate(found, order=("-id",), cursor=cursor, limit=limit)


def names_of(rows: list[Conflict]) -> dict[int, str]:
    """The people whom conflicts about a customer's manager name, by id."""
    ids = {
        one for row in rows if row.field == "csm" for one in (row.theirs, row.ours) if isinstance(one, int)
    }
    found = ((one, everybody.user_any(one)) for one in ids)
    return {one: user.name for one, user in found if user is not None}
