"""A desk with two teams, and the events that reach routing."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any

from assistant.events import HandoffRequested, Triaged
from assistant.models import Handoff, Triage
from core.events import Event, EventMeta
from people.models import Presence, Role, Skill, Team, TeamMembership, User, UserSkill
from routing import handlers
from routing.models import Decision
from tests.cast import NOW, Cast
from tickets.models import Ticket

_HEARD_BY: dict[str, Callable[[Any, EventMeta], None]] = {
    "assistant.triaged": handlers.on_triaged,
    "assistant.triage_corrected": handlers.on_triage_corrected,
    "assistant.handoff_requested": handlers.on_handoff_requested,
    "people.presence_changed": handlers.on_presence_changed,
    "people.absence_began": handlers.on_absence_began,
    "tickets.message_received": handlers.on_message_received,
    "tickets.ticket_changed": handlers.on_ticket_changed,
    "sla.clock_warned": handlers.on_clock_warned,
    "sla.clock_breached": handlers.on_clock_breached,
}


class Desk:
    """Ines and Omar on the front line, Pia in Pipelines; all online with room."""

    def __init__(self, cast: Cast, freeze: Callable[[datetime], datetime]) -> None:
        self.cast, self.freeze = cast, freeze
        self._ids = count(1)
        self.freeze(NOW)

    @cached_property
    def front(self) -> Team:
        return self.cast.team

    @cached_property
    def pipelines(self) -> Team:
        return self.cast.other_team

    def person(self, name: str, team: Team, *, lead: bool = False, **fields: Any) -> User:
        user = User(
            email=f"{name.lower()}@desk.test",
            name=name,
            role=fields.pop("role", Role.AGENT),
            presence=fields.pop("presence", Presence.ONLINE),
            capacity_email=fields.pop("capacity_email", 3),
            **fields,
        )
        user.set_unusable_password()
        user.save()
        TeamMembership.objects.create(team=team, user=user, is_lead=lead)
        return user

    @cached_property
    def ines(self) -> User:
        return self.person("Ines", self.front)

    @cached_property
    def omar(self) -> User:
        return self.person("Omar", self.front)

    @cached_property
    def pia(self) -> User:
        return self.person("Pia", self.pipelines, lead=True)

    def everybody(self) -> list[User]:
        return [self.ines, self.omar, self.pia]

    def skill(self, user: User, slug: str, level: int = 2) -> None:
        skill, _ = Skill.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})
        UserSkill.objects.create(user=user, skill=skill, level=level)

    def hear(self, event: Event, *, times: int = 1) -> EventMeta:
        """Deliver an event to routing alone."""
        meta = EventMeta(id=next(self._ids), occurred_at=NOW)
        for _ in range(times):
            _HEARD_BY[event.name](event, meta)
        return meta

    def triage(self, ticket: Ticket, *, quotes: str = "", **fields: str) -> Triage:
        """The assistant has read the newest message."""
        triage, _ = Triage.objects.update_or_create(
            entry_id=ticket.last_customer_entry_id,
            defaults={
                "ticket": ticket,
                "engine": "test",
                "fields": {name: {"value": value, "confidence": 0.9} for name, value in fields.items()},
                "entities": [{"kind": "error_code", "value": quotes}] if quotes else [],
                "created_at": NOW,
            },
        )
        self.hear(Triaged(ticket_id=ticket.pk, entry_id=triage.entry_id, triage_id=triage.pk))
        return triage

    def handoff(self, ticket: Ticket, reason: str = "low_confidence", *, times: int = 1) -> None:
        """The assistant gives the ticket to people."""
        row = Handoff.objects.create(
            ticket=ticket, reason=reason, summary="s", wants="w", why="y", created_at=NOW
        )
        event = HandoffRequested(ticket_id=ticket.pk, handoff_id=row.pk, reason=reason)
        self.hear(event, times=times)

    def waiting_for_a_person(self, **fields: Any) -> Ticket:
        """A ticket that the assistant has just given to people."""
        ticket = self.cast.ticket(**fields)
        self.handoff(ticket)
        return self.fresh(ticket)

    def fresh(self, ticket: Ticket) -> Ticket:
        return Ticket.objects.with_names().get(pk=ticket.pk)

    def steps(self, ticket: Ticket) -> list[str]:
        return list(Decision.objects.filter(ticket=ticket).order_by("id").values_list("step", flat=True))


def told(reasons: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Reasons as people read them."""
    return [(line["label"], line["detail"]) for line in reasons]
