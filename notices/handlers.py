"""What makes a notice. Repeated deliveries are kept out by receipts."""

from assistant.events import BoundaryReviewDue, CategoryDemoted, ReadersStillAsk, ReviewDigestDue
from assistant.selectors.autonomy import level_change
from assistant.selectors.reviews import open_reasons
from core import clock
from core.events import EventMeta
from core.wording import worded
from kb.events import ApprovalAsked, ApprovalDecided, ReviewDue
from kb.models import Approval
from kb.selectors import approvals
from kb.selectors import internal as knowledge
from notices import services
from notices.models import Kind
from notices.wording import demoted, say, waiting
from people.events import ReadingUnusual
from people.policy import roles_that_may
from people.selectors import internal as everybody
from routing import selectors as routing_selectors
from routing.events import PeopleCalled, TicketEscalated
from tickets.events import (
    MessageReceived,
    NoteAdded,
    ScheduledReplyHeld,
    SideMessageReceived,
    TicketChanged,
)
from tickets.selectors import internal as all_tickets
from tickets.selectors import sides

MOST_TOLD = 200


def wants_note(event: NoteAdded) -> bool:
    """Only who is named hears of a note."""
    return bool(event.mentions)


def on_note_added(event: NoteAdded, meta: EventMeta) -> None:
    """Whoever a note mentions hears of it."""
    services.notices_raise(
        kind=Kind.MENTION,
        ticket_id=event.ticket_id,
        user_ids=event.mentions,
        entry_id=event.entry_id,
        now=clock.now(),
    )


def wants_change(event: TicketChanged) -> bool:
    """Only a ticket that somebody else got."""
    new = event.changes.get("assignee", [None, None])[1]
    return new not in (None, _own(event.by_ref))


def _own(ref: str) -> int | None:
    kind, _, number = ref.partition(":")
    return int(number) if kind == "staff" and number.isdigit() else None


def on_ticket_changed(event: TicketChanged, meta: EventMeta) -> None:
    """Whoever gets a ticket hears of it, unless they took it themselves."""
    services.notices_raise(
        kind=Kind.ASSIGNED,
        ticket_id=event.ticket_id,
        user_ids=[event.changes["assignee"][1]],
        by_ref=event.by_ref,
        now=clock.now(),
    )


def wants_message(event: MessageReceived) -> bool:
    """Nobody has or follows a new ticket yet."""
    return not event.is_new_ticket


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """The assignee and the followers hear of what the customer writes."""
    services.notices_raise(
        kind=Kind.MESSAGE,
        ticket_id=event.ticket_id,
        user_ids=all_tickets.concerned_by(event.ticket_id),
        entry_id=event.entry_id,
        now=clock.now(),
    )


def wants_side(event: SideMessageReceived) -> bool:
    """An absence note is no answer, and what came back is shown where it was written."""
    return not event.is_automatic


def on_side_message_received(event: SideMessageReceived, meta: EventMeta) -> None:
    """Whoever wrote to the third party, and the ticket's assignee, hear of the answer."""
    side = sides.side_find(event.side_id)
    ticket = all_tickets.ticket_find(event.ticket_id)
    if side is None or ticket is None:
        return
    people = {side.written_by_id, ticket.assignee_id} - {None}
    services.notices_raise(
        kind=Kind.SIDE,
        ticket_id=side.ticket_id,
        user_ids=[pk for pk in people if pk is not None],
        entry_id=event.entry_id,
        now=clock.now(),
    )


def on_ticket_escalated(event: TicketEscalated, meta: EventMeta) -> None:
    """Whoever a ticket is escalated to hears of it, with the reason."""
    services.notices_raise(
        kind=Kind.ESCALATED,
        ticket_id=event.ticket_id,
        user_ids=event.notified,
        text=routing_selectors.escalation_words(event.decision_id),
        now=clock.now(),
    )


def wants_call(event: PeopleCalled) -> bool:
    """Only a rule that found somebody."""
    return bool(event.notified)


def on_people_called(event: PeopleCalled, meta: EventMeta) -> None:
    """Whoever a rule brings to a ticket hears of it, with the name of the rule."""
    services.notices_raise(
        kind=Kind.ESCALATED,
        ticket_id=event.ticket_id,
        user_ids=event.notified,
        text=event.why,
        now=clock.now(),
    )


def on_scheduled_reply_held(event: ScheduledReplyHeld, meta: EventMeta) -> None:
    """Whoever scheduled a reply hears that it was not sent, and why."""
    services.notices_raise(
        kind=Kind.HELD,
        ticket_id=event.ticket_id,
        user_ids=[event.user_id],
        text=worded(event.why, event.message),
        now=clock.now(),
    )


def on_review_due(event: ReviewDue, meta: EventMeta) -> None:
    """Whoever owns an article hears that it is past its review."""
    services.article_notice_raise(
        kind=Kind.ARTICLE, article_id=event.article_id, user_id=event.owner_id, now=clock.now()
    )


def on_readers_still_ask(event: ReadersStillAsk, meta: EventMeta) -> None:
    """Whoever owns an article hears that many of its readers asked anyway."""
    services.article_notice_raise(
        kind=Kind.ASKED_AFTER,
        article_id=event.article_id,
        user_id=event.owner_id,
        text=say("readers_still_ask", followed=event.followed, known=event.known),
        now=clock.now(),
    )


def on_approval_asked(event: ApprovalAsked, meta: EventMeta) -> None:
    """Whoever is asked for an approval hears of it: one person, or everybody who may give it."""
    asked = knowledge.approval_find(event.approval_id)
    if asked is None or asked.state != Approval.State.OPEN:
        return
    people = approvals.reviewer_ids(asked.article, besides=asked.asked_by_id)
    for user_id in sorted(people & {asked.reviewer_id} if asked.reviewer_id else people):
        services.article_notice_raise(
            kind=Kind.APPROVAL_ASKED,
            article_id=event.article_id,
            user_id=user_id,
            by_name=asked.asked_by_name,
            text=asked.words,
            now=clock.now(),
        )


def on_approval_decided(event: ApprovalDecided, meta: EventMeta) -> None:
    """Whoever asked and whoever owns the article hear of a decision; nobody needs to decide any more."""
    decided = knowledge.approval_find(event.approval_id)
    if decided is None:
        return
    if not approvals.waits(decided.article):
        services.article_notices_settle(
            kind=Kind.APPROVAL_ASKED, article_id=event.article_id, now=clock.now()
        )
    kind = {
        Approval.State.APPROVED: Kind.APPROVAL_GIVEN,
        Approval.State.RETURNED: Kind.APPROVAL_RETURNED,
    }.get(Approval.State(decided.state))
    if kind is None:
        return
    people = {decided.asked_by_id, decided.article.owner_id} - {decided.decided_by_id}
    for user_id in sorted(pk for pk in people if pk is not None):
        services.article_notice_raise(
            kind=kind,
            article_id=event.article_id,
            user_id=user_id,
            by_name=decided.decided_by_name,
            text=decided.comment,
            now=clock.now(),
        )


def on_category_demoted(event: CategoryDemoted, meta: EventMeta) -> None:
    """Whoever may set the ladder hears that a category went down, on the ticket that came back last."""
    change = level_change(event.change_id)
    services.notices_raise(
        kind=Kind.DEMOTED,
        ticket_id=event.ticket_id,
        user_ids=_those_who_may("assistant.write"),
        text=demoted(change.category, change.evidence) if change is not None else "",
        now=clock.now(),
    )


def on_review_digest_due(event: ReviewDigestDue, meta: EventMeta) -> None:
    """Whoever may review hears once a week how much waits, on the most urgent ticket."""
    services.notices_raise(
        kind=Kind.ANSWERS,
        ticket_id=event.ticket_id,
        user_ids=_those_who_may("assistant.review"),
        text=waiting(event.waiting, open_reasons()),
        now=clock.now(),
    )


def _those_who_may(verb: str) -> list[int]:
    return [user.pk for user in everybody.users_of_roles(roles_that_may(verb), limit=MOST_TOLD)]


def on_boundary_review_due(event: BoundaryReviewDue, meta: EventMeta) -> None:
    """Whoever answers for a boundary of the assistant hears that its review is due."""
    services.notice_tell(kind=Kind.BOUNDARY, user_id=event.owner_id, text=event.label, now=clock.now())


def on_reading_unusual(event: ReadingUnusual, meta: EventMeta) -> None:
    """Owners hear that somebody reads unusually much, with who it is."""
    user = everybody.user_any(event.user_id)
    if user is None:
        return
    for user_id in _those_who_may("owner.write"):
        services.notice_tell(kind=Kind.READING, user_id=user_id, text=user.name, now=clock.now())
