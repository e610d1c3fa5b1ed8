"""How routing reacts to events elsewhere; safe to repeat, in any order."""

from typing import Any

from django.db.models import Q

from assistant.events import HandoffRequested, TriageCorrected, Triaged
from core import clock, queue
from core.events import EventMeta
from core.reads import Read
from core.wording import Worded
from people.events import AbsenceBegan, AccessChanged, CapacityChanged, CompanyChanged, PresenceChanged
from people.models import Presence
from routing import selectors, services
from routing.models import Decision
from routing.services.recording import newest, state_of
from routing.wording import say
from sla.events import ClockBreached, ClockWarned
from tickets.events import MessageReceived, TicketChanged, TicketCreated, TicketMerged, TicketWoken
from tickets.models import OPEN_STATUSES, Handler, Status
from tickets.selectors import internal as all_tickets

PERSONS = ("staff:", "token:")
PINNABLE = ("tier", "team")
WORKABLE = (Status.NEW, Status.OPEN)
WORTH = frozenset({"arr", "segment", "renewal_on", "health_score"})
"""The facts of a company that priority and rules look at."""
MOST_AT_ONCE = 100
_TICKETS = Read(all_tickets.tickets, ("pk",))
FREEING = frozenset({"status", "assignee", "is_spam", "is_deleted", "snoozed_until"})


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """The holder must be present; a ticket without one that is past the assistant joins the line."""
    state_of(event.ticket_id)
    now = clock.now()
    if event.reopened:
        services.ticket_reset(ticket_id=event.ticket_id, now=now)
    if not event.is_new_ticket:
        # The holder of a new ticket was chosen by the person who opened it.
        services.ticket_check_holder(ticket_id=event.ticket_id, has_just_returned=event.reopened, now=now)
    if not event.is_new_ticket and is_with_nobody(event.ticket_id):
        services.ticket_offer(ticket_id=event.ticket_id, why=say("wrote_again"), now=now)


def on_ticket_woken(event: TicketWoken, meta: EventMeta) -> None:
    """The holder must be present to continue; a ticket without one joins the line."""
    now = clock.now()
    services.ticket_check_holder(ticket_id=event.ticket_id, has_just_returned=True, now=now)
    if is_with_nobody(event.ticket_id):
        services.ticket_offer(ticket_id=event.ticket_id, why=say("snooze_ended"), now=now)


def on_ticket_merged(event: TicketMerged, meta: EventMeta) -> None:
    """What came may wait for a person; where nobody has the target, somebody is found."""
    if is_with_nobody(event.ticket_id):
        services.ticket_offer(ticket_id=event.ticket_id, why=say("merged"), now=clock.now())


def is_with_nobody(ticket_id: int) -> bool:
    """Whether people are to answer, but none of them has it."""
    alone = Q(pk=ticket_id, handler=Handler.PERSON, assignee__isnull=True)
    return _TICKETS.first(alone) is not None


def on_ticket_created(event: TicketCreated, meta: EventMeta) -> None:
    """Tickets opened by staff or a program do not go through the assistant first."""
    now = clock.now()
    has_team = all_tickets.tickets().filter(pk=event.ticket_id, team__isnull=False)
    if event.by_ref.startswith(PERSONS) and has_team.exists():
        services.ticket_pin(ticket_id=event.ticket_id, fields=["team"], now=now)
    services.ticket_route(ticket_id=event.ticket_id, key=f"created:{event.ticket_id}", now=now)
    services.ticket_offer(ticket_id=event.ticket_id, why=say("opened"), now=now)


def on_triaged(event: Triaged, meta: EventMeta) -> None:
    """New signals, new decision; a ticket that waits for a person may now fit somebody."""
    now = clock.now()
    services.ticket_route(ticket_id=event.ticket_id, key=f"triage:{event.triage_id}:{meta.id}", now=now)
    services.ticket_assign(ticket_id=event.ticket_id, now=now)


def on_triage_corrected(event: TriageCorrected, meta: EventMeta) -> None:
    """A person corrected a label: decisions based on the wrong one are made again."""
    now = clock.now()
    key = f"corrected:{event.triage_id}:{meta.id}"
    services.ticket_route(ticket_id=event.ticket_id, key=key, is_afresh=True, now=now)
    services.ticket_assign(ticket_id=event.ticket_id, now=now)


def on_handoff_requested(event: HandoffRequested, meta: EventMeta) -> None:
    """The assistant handed over: route the ticket if triage has not, and find somebody."""
    now = clock.now()
    if newest(event.ticket_id, Decision.Step.ROUTED) is None:
        services.ticket_route(ticket_id=event.ticket_id, key=f"handoff-route:{event.handoff_id}", now=now)
    label = selectors.handoff_label(event.handoff_id) or event.reason.replace("_", " ").capitalize()
    why = Worded(label, "handoff", handoff=event.reason)
    services.ticket_offer(
        ticket_id=event.ticket_id, why=why, key=f"handoff:{event.handoff_id}:{meta.id}", now=now
    )


def wants_change(event: TicketChanged) -> bool:
    """What a person decided about where it belongs; and, whoever did it, what frees or needs a place."""
    is_decision = event.by_ref.startswith(PERSONS) and not event.changes.keys().isdisjoint(PINNABLE)
    return is_decision or frees(event)


def frees(event: TicketChanged) -> bool:
    """Whether the change can free a place in somebody's hands, or bring work back; taking one does not."""
    return any(name in FREEING and not _leaves_all(name, *pair) for name, pair in event.changes.items())


def _leaves_all(name: str, old: Any, new: Any) -> bool:
    """Whether everybody has as much to do as before: somebody takes it, or new work becomes open work."""
    if name == "assignee":
        return old is None
    return name == "status" and old in WORKABLE and new in WORKABLE


def makes_room(event: TicketChanged) -> bool:
    """The same, with a look at the ticket: what nobody holds frees nobody by coming to rest."""
    if not frees(event):
        return False
    rests = event.changes.keys().isdisjoint(FREEING - {"status"})
    if not rests or event.changes["status"][1] in WORKABLE:
        return True
    return _TICKETS.first(Q(pk=event.ticket_id, assignee__isnull=False)) is not None


def on_ticket_changed(event: TicketChanged, meta: EventMeta) -> None:
    """People's decisions stay; a ticket handed back goes to somebody else; freed places are filled."""
    now = clock.now()
    if event.by_ref.startswith(PERSONS):
        decided = [name for name in PINNABLE if name in event.changes and event.changes[name][1]]
        if decided:
            services.ticket_pin(ticket_id=event.ticket_id, fields=decided, now=now)
        old, new = event.changes.get("assignee", [None, None])
        gave_back = old is not None and new is None
        if gave_back or ("team" in event.changes and is_with_nobody(event.ticket_id)):
            services.ticket_returned(
                ticket_id=event.ticket_id, declined_by=old if gave_back else None, now=now
            )
    if makes_room(event) and selectors.waiting_tickets(now=now, limit=1):
        queue.enqueue_on_commit("routing.tasks.drain")


def wants_company(event: CompanyChanged) -> bool:
    """Whether a fact changed by which its tickets are served."""
    return not WORTH.isdisjoint(event.changes)


def on_company_changed(event: CompanyChanged, meta: EventMeta) -> None:
    """Open tickets of the company are weighed again, those that were weighed before."""
    mine = all_tickets.tickets().filter(company_id=event.company_id, status__in=OPEN_STATUSES)
    ids = list(mine.order_by("-pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    routed = Decision.objects.filter(ticket_id__in=ids, step=Decision.Step.ROUTED)
    for ticket_id in sorted(set(routed.values_list("ticket_id", flat=True))):
        key = f"company:{meta.id}:{ticket_id}"
        services.ticket_route(ticket_id=ticket_id, key=key, now=clock.now())


def on_presence_changed(event: PresenceChanged, meta: EventMeta) -> None:
    """Somebody arrived: there is room. Somebody left: others take what cannot wait."""
    if event.presence == Presence.ONLINE:
        queue.enqueue_on_commit("routing.tasks.drain")
    else:
        services.person_hand_on(user_id=event.user_id, now=clock.now())


def on_capacity_changed(event: CapacityChanged, meta: EventMeta) -> None:
    """A limit was raised or a skill added: waiting work may now fit."""
    queue.enqueue_on_commit("routing.tasks.drain")


def on_absence_began(event: AbsenceBegan, meta: EventMeta) -> None:
    """Somebody is away from now on: others take what they have."""
    services.person_hand_on(user_id=event.user_id, now=clock.now())


def on_access_changed(event: AccessChanged, meta: EventMeta) -> None:
    """Somebody who left hands on everything; somebody who joined may take work."""
    services.person_hand_on(user_id=event.user_id, now=clock.now())
    queue.enqueue_on_commit("routing.tasks.drain")


def on_clock_warned(event: ClockWarned, meta: EventMeta) -> None:
    """Time is running out: do what the service level asks for."""
    text = f"{event.kind.replace('_', ' ').capitalize()} has used {event.fraction:.0%} of its time"
    why = Worded(text, "clock_used", clock=event.kind, fraction=event.fraction)
    escalate(event.ticket_id, event.actions, why, key=f"sla:{event.clock_id}:{meta.id}")


def on_clock_breached(event: ClockBreached, meta: EventMeta) -> None:
    """A target was missed: do what the service level asks for."""
    text = f"{event.kind.replace('_', ' ').capitalize()} missed its target"
    why = Worded(text, "clock_missed", clock=event.kind)
    escalate(event.ticket_id, event.actions, why, key=f"sla:{event.clock_id}:{meta.id}")


def escalate(ticket_id: int, actions: list[str], why: str, *, key: str) -> None:
    """Escalate once per event."""
    services.ticket_escalate(ticket_id=ticket_id, actions=actions, why=why, key=key, now=clock.now())
