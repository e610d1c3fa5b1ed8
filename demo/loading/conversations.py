"""Plays the stories of the demo, one moment after the other, through the services of `tickets`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from assistant.models import Reason
from core.actors import ASSISTANT, SYSTEM, Actor
from core.wording import Worded
from demo.companies import Person
from demo.loading.assistance import Assistance
from demo.loading.customers import Customers
from demo.loading.library import Library
from demo.loading.markup import to_html, with_mentions
from demo.loading.progress import Progress
from demo.loading.routes import Routes
from demo.loading.staff import Organization
from demo.loading.steps import append, note_last_entries, note_tags
from demo.people import STAFF
from demo.story import Moment, Story
from people.models import User
from routing.wording import say
from tickets.entries import EventStep, IssueStep, Message, Step
from tickets.models import EntryKind, Handler, Ticket, TimelineEntry
from tickets.services import (
    InboundMessage,
    post_reply,
    receive_message,
    ticket_rate,
    ticket_update,
)

AI_MOMENTS = ("answered", "clarified", "handed_over")
AWAY = ("pending", "on_hold")
READING = timedelta(seconds=1)
_PEOPLE_ANSWER = Worded(str(Reason.AUTONOMY.label), "handoff", handoff=Reason.AUTONOMY.value)
_SEQUENCE = "SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), %s, %s)"


@dataclass(frozen=True)
class Stage:
    """Everything that already stands when the first customer writes."""

    organization: Organization
    customers: Customers
    library: Library


def play(stories: Sequence[Story], stage: Stage, *, now: datetime) -> list[Ticket]:
    """
    Write all stories in the order in which things happened, so that ids and numbers rise with time.

    Returns the tickets, oldest first.
    """
    player = _Player(stage, now)
    progress = [Progress(story) for story in stories]
    order = [
        (moment.at, part.story.number, index, part)
        for part in progress
        for index, moment in enumerate(part.story.moments)
    ]
    for _, _, index, part in sorted(order, key=lambda item: item[:3]):
        player.play(part, index)
    newest = max(story.number for story in stories)
    with connection.cursor() as cursor:
        cursor.execute(_SEQUENCE, [newest, True])
    note_tags({tag for story in stories for tag in story.tags})
    note_last_entries()
    _mark_delivered()
    player.routes.fill_hands()
    return list(Ticket.objects.with_names().filter(pk__in=[part.ticket_id for part in progress]))


def _mark_delivered() -> None:
    """Mails of the past have arrived; nobody may send them again."""
    TimelineEntry.objects.filter(
        kind=EntryKind.MESSAGE, channel="email", author_kind__in=["staff", "assistant"]
    ).update(delivery_state="sent")


class _Player:
    def __init__(self, stage: Stage, now: datetime) -> None:
        self.stage = stage
        plans = sorted({company.plan for company in stage.customers.companies.values()})
        self.assistance = Assistance(stage.library, plans)
        self.routes = Routes(stage.organization, now=now)
        users = stage.organization.users
        self.by_first_name: dict[str, User] = {item.first_name: users[item.key] for item in STAFF}

    def play(self, part: Progress, index: int) -> None:
        """Write one moment."""
        moment = part.story.moments[index]
        if index == 0:
            self._open(part, moment)
            return
        match moment.kind:
            case "received":
                self._receive(part, moment, index)
            case "answered" | "clarified":
                self.assistance.answer(part, moment)
                part.has_reply = part.has_reply or moment.kind == "answered"
                part.note_status(moment.status)
            case "handed_over":
                self._hand_over(part, moment, index)
            case "replied":
                self._reply(part, moment)
            case "noted":
                self._note(part, moment)
            case "linked" | "reported":
                self._append(part, moment)
            case "resolved":
                ticket_update(
                    actor=self._actor(moment.by),
                    ticket_id=part.ticket_id,
                    changes={"status": "resolved"},
                    reason="Quiet for 72 hours after the answer" if moment.by == "system" else "",
                    now=moment.at,
                )
                part.status = "resolved"
            case "rated":
                self._rate(part, moment)
            case "closed":
                ticket_update(
                    actor=SYSTEM, ticket_id=part.ticket_id, changes={"status": "closed"}, now=moment.at
                )
            case other:
                raise ValueError(f"{other} is not a kind of moment")

    def _actor(self, by: str) -> Actor:
        if by in ("assistant", "system"):
            return ASSISTANT if by == "assistant" else SYSTEM
        return self.stage.organization.actors[by]

    def _open(self, part: Progress, moment: Moment) -> None:
        story = part.story
        with connection.cursor() as cursor:
            cursor.execute(_SEQUENCE, [story.number, False])
        received = receive_message(
            actor=self.stage.customers.actor(story.person),
            message=self._message(part, moment, 0),
            now=moment.at,
        )
        part.ticket_id, part.asked = received.ticket.pk, received.entry
        following = part.following(0)
        at = _before(moment.at + READING, following)
        self.assistance.read(part, received.entry, now=at)
        is_for_assistant = following is not None and following.kind in (*AI_MOMENTS, "reported")
        handler = Handler.ASSISTANT if is_for_assistant else Handler.NONE
        self.routes.sort(story, ticket_id=part.ticket_id, handler=handler, now=at)
        if not is_for_assistant:
            self._route(part, _PEOPLE_ANSWER, at, following)

    def _message(self, part: Progress, moment: Moment, index: int) -> InboundMessage:
        story, person = part.story, moment.sender or part.story.person
        return InboundMessage(
            brand_id=self.stage.organization.brands[story.company.brand].pk,
            channel=moment.channel,
            channel_message_id=_message_id(story, moment, index),
            contact_id=self.stage.customers.contact(person).pk,
            ticket_id=part.ticket_id or None,
            subject="" if index else story.subject,
            body_text=moment.text,
            metadata=self._metadata(story, moment, index),
            fields={"type": story.type, "product_area": story.area, "tags": list(story.tags)},
            sent_at=moment.at,
        )

    def _metadata(self, story: Story, moment: Moment, index: int) -> Message:
        if moment.channel == "slack":
            return Message(slack_channel=f"#{story.company.key}-halyard")
        if moment.copied:
            return Message(cc=[{"name": item.name, "email": self._email(item)} for item in moment.copied])
        return Message(page=story.page if not index else {})

    def _email(self, person: Person) -> str:
        return self.stage.customers.contact(person).email

    def _receive(self, part: Progress, moment: Moment, index: int) -> None:
        received = receive_message(actor=SYSTEM, message=self._message(part, moment, index), now=moment.at)
        part.asked = received.entry
        if received.reopened:
            part.status = "open"
        part.note_status("open" if part.status in AWAY else "")
        self.assistance.read(part, received.entry, now=moment.at)
        if received.reopened:
            self.routes.note(part.ticket_id, say("wrote_again"), now=moment.at)

    def _hand_over(self, part: Progress, moment: Moment, index: int) -> None:
        reason = self.assistance.hand_over(part, moment)
        self._route(part, reason, moment.at, part.following(index))

    def _route(self, part: Progress, reason: str, at: datetime, following: Moment | None) -> None:
        at = _before(at + READING, following)
        part.assignee = part.story.owner
        self.routes.assign(ticket_id=part.ticket_id, owner=part.assignee, reason=reason, now=at)

    def _reply(self, part: Progress, moment: Moment) -> None:
        actor = self._actor(moment.by)
        if part.assignee and part.assignee != moment.by and self._comes_back(part):
            self.routes.take_over(part.ticket_id, actor=actor, now=moment.at)
            part.assignee = moment.by
        post_reply(
            actor=actor,
            ticket_id=part.ticket_id,
            body_html=to_html(moment.text),
            status=moment.status or None,
            now=moment.at,
        )
        part.note_status(moment.status)
        part.assignee, part.has_reply = part.assignee or moment.by, True

    def _comes_back(self, part: Progress) -> bool:
        return "reopened" in part.story.tags

    def _note(self, part: Progress, moment: Moment) -> None:
        html = with_mentions(to_html(moment.text), self.by_first_name)
        post_reply(
            actor=self._actor(moment.by),
            ticket_id=part.ticket_id,
            kind="note",
            body_html=html,
            now=moment.at,
        )

    def _append(self, part: Progress, moment: Moment) -> None:
        text: str = moment.text
        step: Step = EventStep()
        issue = moment.issue
        if issue is not None:
            text = f"Linked {issue.key}: {issue.title}"
            step = IssueStep("linear", issue.key, issue.title, issue.status)
        append(
            actor=self._actor(moment.by),
            ticket_id=part.ticket_id,
            step=step,
            text=text,
            now=moment.at,
        )

    def _rate(self, part: Progress, moment: Moment) -> None:
        person = moment.sender or part.story.person
        ticket_rate(
            actor=self.stage.customers.actor(person),
            ticket_id=part.ticket_id,
            score=moment.score,
            comment=moment.text,
            now=moment.at,
        )


def _before(at: datetime, following: Moment | None) -> datetime:
    """`at`, or just before the next moment if that comes sooner."""
    return at if following is None else min(at, following.at)


def _message_id(story: Story, moment: Moment, index: int) -> str:
    if moment.channel != "email":
        return ""
    return f"<{story.number}-{index}@{story.company.domain}>"
