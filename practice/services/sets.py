"""Practice sets: drawn from solved tickets, without what names anybody."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from assistant.selectors.names import names_of
from core import audit
from core.actors import Actor
from core.errors import Conflict
from core.html import one_line, plain
from kb.reading.redaction import redacted
from kb.selectors.runbooks import runbook_get
from people.policy import require
from practice.models import WRITE, PracticeCase, PracticeSet
from practice.selectors.sets import case_get, set_get
from routing.selectors.load import were_escalated
from tickets.models import AuthorKind, Status, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors import tickets_visible

SOLVED = (Status.RESOLVED, Status.CLOSED)
MOST_CASES = 20
MOST_SETS = 100
MOST_MESSAGES = 40
MAX_TEXT = 4_000
_WHO = {AuthorKind.CONTACT: "customer", AuthorKind.STAFF: "us", AuthorKind.ASSISTANT: "assistant"}


class NothingToPractice(Conflict):
    """No solved ticket of the category that the actor sees was answered by a person."""

    code = "practice.no_cases"


class TooManySets(Conflict):
    """There are as many sets as there may be."""

    code = "practice.too_many_sets"


@transaction.atomic
def set_create(
    *, actor: Actor, name: str, article_id: int, count: int, numbers: Sequence[int] = (), now: datetime
) -> PracticeSet:
    """
    Make a set for the runbook of an article, with copies of solved tickets of its category.

    `numbers` names tickets; without any the newest `count` are taken. Only tickets that the actor sees and
    that a person answered. What was escalated then is to be handed on now, unless somebody says otherwise.
    Raises Forbidden, NotFound, NothingToPractice and TooManySets.
    """
    require(actor, WRITE)
    runbook = runbook_get(actor=actor, article_id=article_id)
    if PracticeSet.objects.count() >= MOST_SETS:
        raise TooManySets(f"There are {MOST_SETS} practice sets. Delete one first.")
    found = tickets_visible(actor).present().filter(merged_into=None, status__in=SOLVED)
    if numbers:
        found = found.filter(pk__in=list(numbers)[:MOST_CASES])
    else:
        answered = all_tickets.messages_shown(OuterRef("pk")).filter(author_kind=AuthorKind.STAFF)
        found = found.filter(Exists(answered), product_area=runbook.article.product_area)
    rows = found.with_names().order_by("-resolved_at", "-pk")[: min(count, MOST_CASES)]
    made = [case for ticket in rows if (case := _case_of(ticket, now)) is not None]
    if not made:
        raise NothingToPractice("There is no solved ticket of this category that a person answered.")
    kept = PracticeSet.objects.create(
        name=one_line(plain(name))[:120],
        category=runbook.article.product_area,
        article=runbook.article,
        by_id=actor.staff_id,
        by_name=actor.name[:200],
        created_at=now,
    )
    handed_on = were_escalated([case.ticket_id for case in made])
    for case in made:
        case.set, case.must_escalate = kept, case.ticket_id in handed_on
    PracticeCase.objects.bulk_create(made)
    audit.record(
        actor=actor,
        action="practice.set_created",
        target=f"practice_set:{kept.pk}",
        data={"name": kept.name, "tickets": sorted(case.ticket_id for case in made)},
        now=now,
    )
    return kept


@transaction.atomic
def set_delete(*, actor: Actor, set_id: int, now: datetime) -> None:
    """Delete a set with its cases and all attempts at them. Raises Forbidden and NotFound."""
    require(actor, WRITE)
    kept = set_get(actor=actor, set_id=set_id)
    audit.record(
        actor=actor,
        action="practice.set_deleted",
        target=f"practice_set:{kept.pk}",
        data={"name": kept.name},
        now=now,
    )
    kept.delete()


@transaction.atomic
def case_change(*, actor: Actor, case_id: int, must_escalate: bool) -> PracticeCase:
    """Say whether a case is to be handed on by its runbook. Raises Forbidden and NotFound."""
    require(actor, WRITE)
    case = case_get(actor=actor, case_id=case_id)
    case.must_escalate = must_escalate
    case.save(update_fields=["must_escalate"])
    return case


@transaction.atomic
def case_remove(*, actor: Actor, case_id: int) -> None:
    """Take a case out of its set, with the attempts at it. Raises Forbidden and NotFound."""
    require(actor, WRITE)
    case_get(actor=actor, case_id=case_id).delete()


def _case_of(ticket: Ticket, now: datetime) -> PracticeCase | None:
    """The copy of a ticket; None without a customer's question and a person's answer to it."""
    names = names_of(ticket)
    entries = all_tickets.messages_shown(ticket.pk).filter(is_redacted=False).order_by("id")
    messages: list[dict[str, str]] = []
    for entry in entries[:MOST_MESSAGES]:
        who, text = (
            _WHO.get(AuthorKind(entry.author_kind)),
            redacted(entry.body_text[:MAX_TEXT], names).strip(),
        )
        if who is None or not text:
            continue
        if messages and messages[-1]["who"] == who:
            messages[-1]["text"] += f"\n\n{text}"
        else:
            messages.append({"who": who, "text": text})
    speakers = {message["who"] for message in messages}
    if not messages or messages[0]["who"] != "customer" or "us" not in speakers:
        return None
    subject = one_line(redacted(ticket.subject, names))[:300] or "…"
    return PracticeCase(ticket=ticket, subject=subject, messages=messages, created_at=now)
