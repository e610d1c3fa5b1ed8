"""Tags: how often tickets have them, and what names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from core.actors import Actor
from core.errors import NotFound
from core.ports import Use, word_uses
from people.policy import require
from tickets.models import Macro, Tag, TagChange, TagMark, Ticket, View
from tickets.query import tags_asked

COUNTED = timedelta(days=30)
MOST = 10_000


@dataclass(frozen=True)
class TagUse:
    """How many tickets have a tag, of the last 30 days and of all, each at most 10,001; and what names it."""

    name: str
    recent: int
    tickets: int
    uses: list[Use]


def tags_used(*, actor: Actor, names: Sequence[str], now: datetime) -> list[TagUse]:
    """How these tags are used. Raises Forbidden."""
    require(actor, "field.write")
    if not names:
        return []
    # Each counted up to a limit by the index of tags: a desk of years has some on most of its tickets.
    one = "SELECT 1 FROM tickets_ticket WHERE tags @> ARRAY[name]::varchar[] {} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT name, (SELECT count(*) FROM ({one.format('AND created_at >= %s')}) AS r),"  # noqa: S608 (our text)
            f" (SELECT count(*) FROM ({one.format('')}) AS a) FROM unnest(%s::varchar[]) AS name",
            [now - COUNTED, MOST + 1, MOST + 1, list(names)],
        )
        counts = {name: (recent, tickets) for name, recent, tickets in cursor.fetchall()}
    uses = tag_uses(names)
    return [TagUse(name, *counts[name], [use for use in uses if use.word == name]) for name in names]


def tag_uses(names: Sequence[str]) -> list[Use]:
    """What names these tags, in all apps."""
    return [use for answer in word_uses.answers() for use in answer("tag", list(names))]


def tag_exists(name: str) -> bool:
    """Whether the catalog has a tag."""
    return Tag.objects.filter(name=name).exists()


def own_uses(kind: str, words: Sequence[str]) -> list[Use]:
    """Fills `core.ports.word_uses`: macros and views. The names of private ones stay their owners'."""
    if kind != "tag":
        return []
    wanted = set(words)
    found = []
    for macro in Macro.objects.order_by("name", "pk"):
        named = wanted & {*macro.actions.get("add_tags", ()), *macro.actions.get("remove_tags", ())}
        is_shared = macro.kind == Macro.Kind.SHARED
        found += [
            Use(tag, "macro", macro.name if is_shared else "", str(macro.pk) if is_shared else "")
            for tag in sorted(named)
        ]
    for view in View.objects.filter(query__icontains="tag").order_by("name", "pk"):
        is_shared = view.kind == View.Kind.SHARED
        found += [
            Use(tag, "view", view.name if is_shared else "", str(view.pk) if is_shared else "")
            for tag in sorted(wanted & tags_asked(view.query))
        ]
    return found


def tickets_tagged(names: Sequence[str], *, skipped: Sequence[int] = ()) -> list[int]:
    """The next tickets that have any of these tags."""
    found = Ticket.objects.filter(tags__overlap=list(names)).exclude(pk__in=list(skipped))
    return list(found.order_by("pk").values_list("pk", flat=True)[:200])


def tickets_counted(names: Sequence[str]) -> int:
    """How many tickets have any of these tags, at most 1,000,000."""
    return Ticket.objects.filter(tags__overlap=list(names)).order_by().values("pk")[:1_000_000].count()


def tag_changes(*, actor: Actor) -> list[TagChange]:
    """The newest merges and deletions of tags, those that run first. Raises Forbidden."""
    require(actor, "field.write")
    return list(TagChange.objects.select_related("user", "undo_by").order_by("-pk")[:20])


def tag_change(*, actor: Actor, change_id: int) -> TagChange:
    """One of them. Raises Forbidden, NotFound."""
    require(actor, "field.write")
    found = TagChange.objects.select_related("user", "undo_by").filter(pk=change_id).first()
    if found is None:
        raise NotFound("There is no such change of tags.")
    return found


@dataclass(frozen=True)
class TagsBack:
    """How many tickets get their tags back, and how many do not, since theirs were changed."""

    tickets: int
    changed: int


def tags_back(*, actor: Actor, change_id: int) -> TagsBack:
    """What taking a change back would do now. Raises Forbidden, NotFound."""
    row = tag_change(actor=actor, change_id=change_id)
    marks = TagMark.objects.filter(change=row)
    same = marks.exclude(ticket__tags__overlap=row.sources)
    if row.target:
        same = same.filter(ticket__tags__contains=[row.target])
    tickets = same.order_by().values("pk")[:1_000_000].count()
    return TagsBack(tickets, marks.order_by().values("pk")[:1_000_000].count() - tickets)
