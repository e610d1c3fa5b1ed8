"""Tier, team, priority and owner of the demo's tickets, with the decisions and reasons of routing."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.actors import SYSTEM, Actor
from core.wording import Worded, message_of
from demo.loading.rules import RULES
from demo.loading.staff import Organization
from demo.loading.steps import append
from demo.people import SKILLS
from demo.story import Story
from people.models import User
from routing import selectors
from routing.models import Decision, TicketRouting
from routing.needs import named_skills, requirements_for, to_json
from routing.rules import first_match
from routing.score import score
from routing.services import rules_publish
from routing.services.recording import Reasons, line
from routing.services.routing import told
from routing.signals import Facts
from routing.stored_facts import to_json as to_stored
from routing.tier import choose_tier
from routing.wording import say
from tickets.entries import RoutingStep
from tickets.models import Ticket
from tickets.services import ticket_set_routing, ticket_update


class Routes:
    """Routes the tickets of the demo as the stories tell, and says why."""

    def __init__(self, organization: Organization, *, now: datetime) -> None:
        self.organization = organization
        rules_publish(actor=organization.actors["priya"], data={"rules": RULES}, now=now)
        self.force = selectors.in_force()
        self.reasons: dict[int, Reasons] = {}
        self.facts: dict[int, Facts] = {}
        self.known: dict[int, dict[str, Any]] = {}

    def sort(self, story: Story, *, ticket_id: int, handler: str, now: datetime) -> None:
        """Give a new ticket its tier, team and priority, and the conversation to `handler`."""
        team = self.organization.teams[story.team]
        changes = {"tier": story.tier, "team": team.pk, "priority": story.priority, "handler": handler}
        ticket = ticket_update(actor=SYSTEM, ticket_id=ticket_id, changes=changes, now=now)
        facts = selectors.facts_of(ticket, now=now)
        self.facts[ticket_id] = facts
        points = score(facts)
        rule, reasons = self._rule(story, facts)
        scored = points.priority(dict(self.force.preferences.thresholds))
        reasons.append(
            line("Priority", say("from_score", priority=scored, total=points.total))
            if scored == story.priority
            else line("Priority", say("by_person", what=story.priority))
        )
        evidence = [item for item in choose_tier(facts).evidence if story.tier in item.weights]
        reasons += [line(item.label, item.detail) for item in evidence]
        if not evidence:
            reasons.append(line("Tier", say("nothing_higher", tier=story.tier)))
        self.reasons[ticket_id] = reasons
        self.known[ticket_id] = {
            "rule": rule,
            "rules_version": self.force.version,
            "score": {"total": points.total, "parts": [asdict(part) for part in points.parts]},
        }
        self._record(ticket, Decision.Step.ROUTED, reasons, told(ticket), now, inputs=to_stored(facts))
        needs = requirements_for(
            facts,
            team=(team.pk, team.name),
            is_team_fixed=True,
            skills={},
            languages=(),
        )
        TicketRouting.objects.create(ticket_id=ticket_id, requirements=to_json(needs))

    def _rule(self, story: Story, facts: Facts) -> tuple[str, Reasons]:
        """The rule that leads where the story goes, if it is the first that matches."""
        match = first_match(self.force.rules, facts)
        if match is None:
            return "", []
        place, rule = match
        fits = rule.then.tier in ("", story.tier) and rule.then.team in ("", story.team)
        name = f"{place}. {rule.name}"
        return (name, [line("Rule", name)]) if fits else ("", [])

    def assign(self, *, ticket_id: int, owner: str, reason: str, now: datetime) -> None:
        """Put a ticket before people: before `owner`, or into the waiting line while nobody can take it."""
        changes: dict[str, Any] = {"handler": "person", "reason": reason}
        state = TicketRouting.objects.filter(pk=ticket_id)
        state.update(line_since=now)
        if not owner:
            ticket_set_routing(ticket_id=ticket_id, eligible_at=now, now=now)
            ticket = ticket_update(actor=SYSTEM, ticket_id=ticket_id, changes=changes, now=now)
            state.update(why=reason, why_message=message_of(reason))
            text = say("waiting_in", team=ticket.team.name) if ticket.team else say("waiting")
            reasons = [*self.reasons[ticket_id], line("Waiting", say("nobody_free"))]
            self._record(ticket, Decision.Step.WAITING, reasons, text, now)
            return
        user = self.organization.users[owner]
        changes["assignee"] = user.pk
        ticket = ticket_update(actor=SYSTEM, ticket_id=ticket_id, changes=changes, now=now)
        state.update(why=reason, why_message=message_of(reason), previous=user)
        because = self._because(ticket, user)
        text = Worded(
            f"Assigned to {user.name}: {because}.", "assigned_to", name=user.name, reasons=[because]
        )
        reasons = [*self.reasons[ticket_id], line("Why you", because)]
        self._record(ticket, Decision.Step.ASSIGNED, reasons, text, now)

    def _because(self, ticket: Ticket, user: User) -> Worded:
        key = next(key for key, known in self.organization.users.items() if known.pk == user.pk)
        own = {slug: SKILLS[slug] for slug in self.organization.skills[key]}
        named = [own[slug] for slug in named_skills(self.facts[ticket.pk], own)][:2]
        if named:
            return Worded(f"knows {' and '.join(named)}", "knows", what=named)
        chats, mails = selectors.load_of([user.pk]).get(user.pk, (0, 0))
        return say("holds", load=max(chats + mails - 1, 0), capacity=user.capacity_email)

    def _record(
        self,
        ticket: Ticket,
        step: str,
        reasons: Reasons,
        text: str,
        now: datetime,
        inputs: dict[str, Any] | None = None,
    ) -> None:
        """A decision and its line in the timeline, as `routing.services.recording` keeps them."""
        decision = Decision.objects.create(
            ticket=ticket,
            step=step,
            tier=ticket.tier,
            priority=ticket.priority,
            team_id=ticket.team_id,
            assignee_id=ticket.assignee_id,
            reasons=reasons,
            inputs=inputs or {},
            created_at=now,
            **self.known[ticket.pk],
        )
        append(
            actor=SYSTEM,
            ticket_id=ticket.pk,
            step=RoutingStep(step, decision.pk, reasons, message_of(text)),
            text=text,
            now=now,
        )

    def note(self, ticket_id: int, reason: str, *, now: datetime) -> None:
        """Say why a ticket is in front of people again."""
        ticket_set_routing(ticket_id=ticket_id, eligible_at=None, reason=reason, now=now)

    def take_over(self, ticket_id: int, *, actor: Actor, now: datetime) -> None:
        """Somebody else goes on with a ticket."""
        ticket_update(actor=actor, ticket_id=ticket_id, changes={"assignee": actor.user_id}, now=now)

    def fill_hands(self) -> None:
        """Nobody of the second tier can take another mail just now, so that some tickets wait."""
        users = [self.organization.users[key] for key in ("owner", "maya")]
        loads = selectors.load_of(user.pk for user in users)
        for user in users:
            User.objects.filter(pk=user.pk).update(capacity_email=loads[user.pk][1])
