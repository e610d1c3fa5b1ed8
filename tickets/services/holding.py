"""Why a reply that waited is not sent, and how its words become a draft again."""

from datetime import datetime

from core.errors import DomainError, Forbidden, NotFound
from core.wording import Worded
from people.models import User
from tickets import selectors
from tickets.models import Draft, Ticket, TimelineEntry
from tickets.selectors.unseen import messages_unseen
from tickets.services.replying import StaleReply
from tickets.wording import say


def obstacle_of(user: User, ticket: Ticket) -> Worded | None:
    """Why this person's reply is not to be sent to this ticket now, whatever it says; None if it may be."""
    if not user.is_active:
        return say("held_left")
    if ticket.is_deleted:
        return say("held_trash")
    return say("held_spam") if ticket.is_spam else None


def wrote_first(entry: TimelineEntry) -> Worded:
    """The reason not to send something over this message."""
    return say("held_wrote", name=entry.author_name)


def why_refused(error: DomainError, *, ticket_id: int, user_id: int, seen_entry_id: int) -> Worded:
    """The reason behind a refused reply."""
    if isinstance(error, StaleReply):
        newer = messages_unseen(
            ticket_ids=[selectors.internal.standing_number(ticket_id)],
            user_id=user_id,
            seen_entry_id=seen_entry_id,
        )
        return wrote_first(newer[0])
    if isinstance(error, NotFound):
        return say("held_sight")
    if isinstance(error, Forbidden):
        return say("held_right")
    return say("held_refused", detail=error.message.rstrip("."))


def draft_again(*, user_id: int, ticket_id: int, body_html: str, now: datetime) -> None:
    """Make a reply its author's draft again, behind what they have begun since."""
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        user_id=user_id,
        # Where it is worked on; no screen opens a ticket that is part of another.
        ticket_id=selectors.internal.standing_number(ticket_id),
        kind=Draft.Kind.PUBLIC,
        defaults={"body": body_html, "updated_at": now},
    )
    if not is_new:
        draft.body, draft.version, draft.updated_at = draft.body + body_html, draft.version + 1, now
        draft.save(update_fields=["body", "version", "updated_at"])
